"""What is written out of a checked network, one back-end a file. `pytorch` is the driver of the first."""
