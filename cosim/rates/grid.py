"""Emissions of a grid's electricity in each hour of the year."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.config.tariff import GridConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.rates.hourly import Hourly, moved
from cosim.schema.calendar import MONTH_OF_HOUR


@dataclass(frozen=True, slots=True)
class Grid:
    """Emission factors of a grid.

    Attributes
    ----------
    factor : array, shape (8760,)
        kg of CO2 equivalent per joule at the house, local standard time.
    kind, boundary : str
        As in `cosim.config.boundary`; empty where they are not stated. The boundary includes losses that were added.
    """

    name: str
    title: str
    source: str
    kind: str
    factor: Array
    boundary: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain lists, numbers and text, for JSON; one number where all hours are equal."""
        alike = bool(np.all(self.factor == self.factor[0]))
        factor: Any = float(self.factor[0]) if alike else self.factor.tolist()
        return {"name": self.name, "title": self.title, "source": self.source, "kind": self.kind,
                "boundary": self.boundary, "factor": factor}  # fmt: skip

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Grid":
        """Undo `as_data`."""
        return cls(**data | {"factor": np.broadcast_to(np.asarray(data["factor"], dtype=float), (HOURS_OF_YEAR,))})


def build_grid(config: GridConfig, hourly: Hourly | None, time_zone: float, name: str) -> Grid:
    """Build a grid from its config, in the local standard time of a site.

    Parameters
    ----------
    config : GridConfig
    hourly : Hourly, optional
        Factors of its hourly file, kg/J.
    time_zone : float
        Offset of the site's standard time from UTC, h.
    name : str
        Name of the grid where the config gives none.
    """
    if config.factor is not None:
        factor = np.full(HOURS_OF_YEAR, config.factor)
    elif config.factors is not None:
        factor = np.array(config.factors)[MONTH_OF_HOUR, np.arange(HOURS_OF_YEAR) % 24]
    else:
        assert hourly is not None, "read before"
        known = hourly.is_standard or config.time_zone is None
        factor = hourly.values if known else moved(hourly.values, config.time_zone, time_zone)
    added = " with losses" if config.boundary and config.losses else ""
    boundary = f"{config.boundary or ''}{added}"
    kind = config.kind or ""
    return Grid(config.name or name, config.title, config.source, kind, factor / (1 - config.losses), boundary)
