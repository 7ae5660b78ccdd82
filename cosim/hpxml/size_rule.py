"""How large a piece of equipment is of which an HPXML file states no capacity."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SizeRule:
    """Capacity of a piece over the design load: the HERS rule of OpenStudio-HPXML, and its factors and limits."""

    factor: float = 1.0
    limit: float | None = None
    """W."""
    least: float = 0.0
    """W: what the file states, where it allows for more."""


AS_THE_LOAD = SizeRule()
