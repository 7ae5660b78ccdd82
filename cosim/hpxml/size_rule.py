"""How large a piece of equipment is of which an HPXML file states no capacity."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SizeRule:
    """Capacity of a piece over the design load: the HERS rule of OpenStudio-HPXML, and its factors and limits."""

    factor: float = 1.0
    limit: float | None = None
    """W."""


AS_THE_LOAD = SizeRule()
