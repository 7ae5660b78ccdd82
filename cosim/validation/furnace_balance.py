"""The heat balance of a furnace case, for combinations of fans and capacity that have no published answer.

The specification's room has no mass but its air, and loses heat through its roof and by leakage only. One equation
describes it, ``C dT/dt = UA (outdoors - T) + heat``, with an exact answer over a minute of constant heat. Neither the
envelope nor the flow of the simulation take part.
"""

from collections.abc import Sequence
from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.constants import (
    DRY_AIR_SPECIFIC_HEAT,
    HOUR,
    MINUTE,
    ROOM_AIR_DENSITY,
)
from cosim.validation.furnace_plant import Plant

DAY = 24
MINUTES = int(HOUR / MINUTE)


class Answer(NamedTuple):
    """Sums in J and temperatures in °C of a period."""

    load: float
    fuel: float
    fans: float
    mean: float
    lowest: float
    highest: float


def conductance(building: dict[str, Any]) -> float:
    """Return the loss of the specification's room through its roof, W/K."""
    films = 1.0 / building["roof_inside_film_W_m2K"] + 1.0 / building["roof_outside_film_W_m2K"]
    return float(building["roof_area_m2"] / (building["roof_resistance_m2K_W"] + films))


def air_volume(building: dict[str, Any]) -> float:
    """Return the volume of the specification's room, m3."""
    return float(building["length_m"] * building["width_m"] * building["height_m"])


def leakage_loss(building: dict[str, Any]) -> float:
    """Return the heat that the air changes of the specification's room take, W/K; they count air of room density."""
    flow = float(building["infiltration_ach"]) * air_volume(building) / HOUR
    return flow * ROOM_AIR_DENSITY * DRY_AIR_SPECIFIC_HEAT


def balanced(
    building: dict[str, Any], plant: Plant, outdoor: NDArray[np.float64], setpoints: Sequence[float], hours: int
) -> Answer:
    """Return what the heat balance of a case gives.

    Parameters
    ----------
    building : dict
        Of the specification.
    plant : Plant
        Furnace and fans.
    outdoor : ndarray
        °C at the end of each hour of a year; in between along a straight line.
    setpoints : sequence of 24 float
        °C of each hour of the day.
    hours : int
        Length of the period from 1 January.
    """
    loss = conductance(building) + leakage_loss(building)
    gains = float(building["internal_gains_W"])
    response = exp(-MINUTE * loss / (air_volume(building) * ROOM_AIR_DENSITY * DRY_AIR_SPECIFIC_HEAT))
    ends = np.concatenate([outdoor[-1:], outdoor[:hours]])
    middles = np.interp((np.arange(hours * MINUTES) + 0.5) / MINUTES, np.arange(hours + 1), ends)
    air = float(setpoints[0])
    load = fuel = fans = 0.0
    course = np.empty(hours * MINUTES)
    for minute, outside in enumerate(middles.tolist()):
        setpoint = setpoints[minute // MINUTES % DAY]
        rest = (setpoint - response * air) / (1.0 - response)  # where the room would settle
        fired = plant.fired(plant.share_for(loss * (rest - outside) - gains))
        settles = outside + (fired.heat + fired.warm_fans + gains) / loss
        air = settles + response * (air - settles)
        load += fired.heat
        fuel += fired.fuel
        fans += fired.warm_fans + fired.cold_fans
        course[minute] = air
    return Answer(
        MINUTE * load, MINUTE * fuel, MINUTE * fans, float(course.mean()), float(course.min()), float(course.max())
    )
