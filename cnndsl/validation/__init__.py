"""What callers give, checked before it goes anywhere: an option's text, and the values given to the library."""
