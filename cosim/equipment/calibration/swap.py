"""The same machine with another refrigerant: what is held, what is changed, and what comes of it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.machine import Mode, machine
from cosim.equipment.performance import COOLING_RATED, HEATING_RATED, steady

How = Literal["resized", "drop-in"]
OUTDOOR: dict[Mode, Array] = {
    "heating": np.array([281.483, 264.817, 258.15, 248.15]),  # 47, 17, 5, -13 °F
    "cooling": np.array([300.928, 308.15, 313.706]),  # 82, 95, 105 °F
}
HELD = (
    "conductances of the coils, air flows and fans, compressor efficiency and its anchored residual, superheat, "
    "subcooling, speeds and limits"
)


@dataclass(frozen=True)
class Swapped:
    """A machine with another refrigerant beside itself as it was."""

    before: HeatPumpConfig
    after: HeatPumpConfig
    displacement: float
    """After over before."""
    rows: tuple[tuple[Mode, float, float, float, float, float], ...]
    """Mode, outdoor K, capacity and COP after over before, discharge temperature before and after, K."""


def swap(config: HeatPumpConfig, refrigerant: str, how: How = "resized") -> Swapped:
    """Return the machine with another refrigerant.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine as it is.
    refrigerant : str
        What it is to hold.
    how : {"resized", "drop-in"}
        With a compressor resized to the same rated capacity (heating, where it heats), or with its own.

    Notes
    -----
    Published refrigerant comparisons include what better heat transfer and smaller pressure drop give, some percent for
    R-32; here the coils keep their conductances.
    """
    after = config.model_copy(update={"refrigerant": refrigerant, "published": (), "label": None})
    mode: Mode = "heating" if config.heating is not None else "cooling"
    if how == "resized":
        rated = np.array([HEATING_RATED if mode == "heating" else COOLING_RATED])
        wanted = _run(config, mode, rated)[0]
        for _ in range(6):  # capacity goes nearly with displacement
            larger = after.compressor.displacement * float(wanted[0] / _run(after, mode, rated)[0][0])
            compressor = after.compressor.model_copy(update={"displacement": larger})
            after = after.model_copy(update={"compressor": compressor})
    rows: list[tuple[Mode, float, float, float, float, float]] = []
    for mode, outdoor in OUTDOOR.items():
        if getattr(config, mode) is None:
            continue
        lowest = config.limits.cutoff if mode == "heating" else 0.0
        some = outdoor[outdoor >= lowest]
        old, new = _run(config, mode, some), _run(after, mode, some)
        for k, kelvin in enumerate(some.tolist()):
            ratio = float(new[0][k] / old[0][k]), float(new[1][k] / old[1][k])
            rows.append((mode, kelvin, *ratio, float(old[2][k]), float(new[2][k])))
    return Swapped(config, after, after.compressor.displacement / config.compressor.displacement, tuple(rows))


def _run(config: HeatPumpConfig, mode: Mode, outdoor: Array) -> tuple[Array, Array, Array]:
    """Return net capacity, COP and discharge temperature at the rated speed."""
    unit = machine(config, mode)
    found = steady(unit, outdoor, np.full_like(outdoor, unit.operation.rated_speed))
    return found.capacity, found.cop, found.state.discharge_temperature
