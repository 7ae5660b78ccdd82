"""Money and emissions: what a year of energy costs and causes."""
