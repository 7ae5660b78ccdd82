"""Populations of homes: sampled, simulated in batches on one machine or many, summed and reported for a utility."""
