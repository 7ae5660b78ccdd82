"""Frozen models of what a scenario and the equipment library may hold, in SI once they exist."""
