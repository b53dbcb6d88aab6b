"""A program as PyTorch text. The rest of the house knows three names of it.

`source` is the text, `asked_for` the same for who has asked for options that have to change something, and
`module_class` is what the text gives when it is run; it alone needs PyTorch.
"""

from cnndsl.emit.pytorch.made_module import module_class
from cnndsl.emit.pytorch.module import asked_for, source

__all__ = ["asked_for", "module_class", "source"]
