"""Frozen models of scenarios and the equipment library, in SI after reading."""
