"""Text to tree: the grammar's parsers, how they go on after a mistake, and the words for syntax errors."""
