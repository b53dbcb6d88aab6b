"""What a layer takes of memory beside what goes in and out: in training until its gradients are there, and at work.

Declared by the kinds; added up in analyse/inference.py and analyse/training.py.
"""

from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import Size


class Memory(NamedTuple):
    """Numbers for each image in the network's own type, and what does not go by that."""

    numbers: Size = 0
    masks: Size = 0
    """Numbers that are bytes on a GPU: what dropout keeps of each."""
    bytes: Size = 0
    """Further bytes for each image: where a max pool found its numbers, eight each."""
    once: Size = 0
    """Numbers however large the batch is, in float32 on a GPU: what a batch norm found of it."""


class Kept(NamedTuple):
    """What training keeps of a layer: its input, its output, and what is neither."""

    input: bool = False
    output: bool = False
    through: bool = False
    """Whether its input is kept where a gradient goes through that."""
    own: Memory = Memory()


NOTHING = Kept()
INPUT = Kept(input=True)
OUTPUT = Kept(output=True)
INDEX = 8
"""The bytes of a number that says where something is."""
