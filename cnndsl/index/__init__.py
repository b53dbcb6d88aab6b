"""What stands where in a spec's texts, for editors: names and their uses, shapes and figures, what may be written.

It asks a check to keep what it meets on the way (`compile.Record`); nothing below knows of it.
"""

from cnndsl.index.index import Index as Index
from cnndsl.index.index import index_of as index_of
