"""What is worked out of a checked network: parameters, work, activations, the view of the input."""
