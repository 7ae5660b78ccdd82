"""Kills, interrupts and damaged caches at random instants, and what must come of each.

`command` is a `cosim` with every process that descends from it, `campaign` tries many, `caches` damages caches. All of
it follows from a seed, but for what the machine does meanwhile.
"""
