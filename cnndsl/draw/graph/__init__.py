"""`graph`: a network as boxes and arrows, from its structure: what repeats or branches is drawn once.

`outline.py` makes nodes of the structure, `series.py` and its neighbours lay these out, `picture.py` puts the columns
and the bodies of blocks side by side.
"""
