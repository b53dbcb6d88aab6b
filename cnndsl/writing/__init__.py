"""A network written as a spec, from its structure alone: no text is needed of which it was made.

`written.py` is the whole; `structure.py` goes through the parts, `layers.py` has the words of a layer.
"""
