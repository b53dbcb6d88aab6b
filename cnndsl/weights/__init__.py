"""Weights made elsewhere: a checkpoint read, fitted to the network's own tensors, and written anew.

The fit works on names and shapes alone (`names`, `tree`, `search`, `match`, `mapping`, `fit`, `misfit`) and needs no
PyTorch; `checkpoint`, `own` and `transfer` do what needs it.
"""
