"""A house from what its owner knows: facts, the housing stock's statistics for the rest, and the house that follows.

`FactsConfig` (Facts) states what is known. `cosim.facts.stock.distributions` says of every quantity that a house is
built from how it is distributed among such homes, and by what source; `cosim.facts.build.house` makes the house of one
draw, `cosim.facts.build.middle` that of all middles.
"""

from cosim.config.facts import FactsConfig as Facts

__all__ = ["Facts"]
