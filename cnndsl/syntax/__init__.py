"""Text to tree: the parser and its tables, how reading goes on after a mistake, and the words for syntax errors.

`tree_builder.parse` is the way in. Other notations, which are read as what was meant, are in `notations/`.
"""
