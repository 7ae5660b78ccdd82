"""Sensitivity of a scenario's ranking to prices, rates and other inputs."""
