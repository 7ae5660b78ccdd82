"""Populations of homes: drawn, simulated in batches on one machine or many, summed, and asked a utility's questions."""
