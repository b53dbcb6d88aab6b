"""What `cnndsl sweep` writes of a family's networks, and how the writing is shared out.

Where rows come from is one protocol (rows.py); formats, plots, parts and engines know no more of them.
"""
