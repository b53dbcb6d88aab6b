"""The one layout of a spec: `layout.formatted` is the way in. No layer, name or order is ever another behind it."""
