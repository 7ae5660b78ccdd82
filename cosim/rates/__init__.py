"""Hourly cost and emissions of energy: tariffs, fuel prices and grids."""
