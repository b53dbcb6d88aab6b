"""Weights made elsewhere: a checkpoint read, fitted to the network's own tensors, and written anew.

In its files "ours" is what the network has, "theirs" what the checkpoint has. A fit is found from names and shapes
alone: `fit` asks `fit_with_fresh`, which asks `fit_by_map`, which asks `fit_without_map`. Reading a checkpoint
(`checkpoint`), the network's own tensors (`network_tensors`) and values (`transfer`) need PyTorch.
"""
