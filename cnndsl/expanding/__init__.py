"""`cnndsl expand`: a spec's text as one plain spec, in which nothing is left to be known.

`expanded.py` is the driver. Every edit is tried: what it makes of the text has to be the same network.
"""
