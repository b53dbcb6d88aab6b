"""The version of all that is here."""

__version__ = "0.1.0"
