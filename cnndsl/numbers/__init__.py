"""What a network's numbers are, worked out in NumPy: the second opinion that `verify` holds PyTorch's against.

Nothing here imports torch or reads the generated module; what a layer makes of numbers is written again.
"""
