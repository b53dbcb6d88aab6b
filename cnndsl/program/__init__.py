"""What a network does, in order: the one account of it that code, memory, pictures and `verify` read."""
