"""What callers give, checked before it goes anywhere: the words of commands, and the values of the library."""
