"""A family's networks by two of their figures: where they lie, and their front."""
