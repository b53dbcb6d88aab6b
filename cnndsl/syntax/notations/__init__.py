"""Other notations of the same things, as slides, papers and other programs have them: each is read as what was meant.

`dispatch` says where each is looked for. A notation is found at the token that cannot stand where it does; its tokens
are replaced by those that were meant, or by a hole, and reading goes on behind it.
"""
