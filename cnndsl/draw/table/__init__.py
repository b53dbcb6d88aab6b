"""The style `table`: a column a network, as VGG's Table 1 and ResNet's."""

from cnndsl.draw.table.picture import table

__all__ = ["table"]
