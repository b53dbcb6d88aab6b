"""Pictures of networks as lectures and papers have them: each style lays out marks, and writers write these.

A style takes checked networks and makes a `Picture` of marks (`marks.py`); `svg.py` and `tikz.py` write one.
"""
