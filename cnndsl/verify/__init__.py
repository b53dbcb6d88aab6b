"""`verify`: the generated module, run in PyTorch and held against what was worked out without it.

`verification.py` is the way in: on the meta device every layer's shape, the parameters and the work. Then `numbers.py`
runs the module and holds its numbers against NumPy's, as near as `tolerances.py` says.
"""
