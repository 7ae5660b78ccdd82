"""The version of the program, in a module of its own: every floor may state it, and the build reads it here."""

__version__ = "0.2.0"
