"""Small chains as stacks of sheets, one a map, as LeNet is known by."""
