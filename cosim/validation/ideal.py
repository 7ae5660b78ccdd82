"""Simulate a year with ideal heating and cooling, by the same house and flow as every simulation.

The plant is the flow's ideal source; a process here only moves the setpoints.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.house import HouseConfig
from cosim.config.thermostat import IdealConfig
from cosim.constants import HOUR
from cosim.envelope.envelope import Envelope, Fidelity, build_envelope
from cosim.errors import SimulationFailed
from cosim.flow.house import House
from cosim.flow.observe import hourly_results, zone_temperatures
from cosim.flow.parameters import Equipment, Period
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.simulation.simulation import WARM_UP
from cosim.weather import Weather

DAY = 24
ALWAYS_BELOW, ALWAYS_ABOVE = 0.0, 1e3  # K, for a setpoint that is off

Course = Sequence[float | None]
"""Setpoint of each hour of the day, K; None where that side is off."""


@dataclass(frozen=True)
class Year:
    """A year of hourly means.

    Attributes
    ----------
    hourly : dict of str to ndarray, shape (8760,)
        Every declared variable.
    zones : ndarray, shape (8760, zones)
        Air temperature of each zone, K.
    envelope : Envelope
        Envelope of the house.
    """

    hourly: dict[str, NDArray[np.float64]]
    zones: NDArray[np.float64]
    envelope: Envelope


class HourlySetpoints:
    """Moves the setpoints of an ideal plant through the day."""

    def __init__(self, env: HybridEnvironment, heating: Course, cooling: Course) -> None:
        self.env, self.heating, self.cooling = env, heating, cooling

    def follow(self) -> Process:
        """Apply the setpoints of the hour, and wait until they change."""
        while True:
            hour = int(self.env.now // HOUR) % DAY
            self._set(self.heating[hour], self.cooling[hour])
            wait = self._hours_until_change(hour)
            if wait is None:
                return
            yield self.env.timeout(wait * HOUR)

    def _set(self, heating: float | None, cooling: float | None) -> None:
        controls = self.env.house.controls
        controls.ideal_heating, controls.ideal_cooling = int(heating is not None), int(cooling is not None)
        controls.heating_setpoint = ALWAYS_BELOW if heating is None else heating
        controls.cooling_setpoint = ALWAYS_ABOVE if cooling is None else cooling

    def _hours_until_change(self, hour: int) -> int | None:
        now = (self.heating[hour], self.cooling[hour])
        for ahead in range(1, DAY):
            later = (hour + ahead) % DAY
            if (self.heating[later], self.cooling[later]) != now:
                return ahead
        return None


def live(
    house: HouseConfig, weather: Weather, heating: Course, cooling: Course, *, fidelity: Fidelity = "full"
) -> Year:
    """Simulate a house for a year with ideal heating and cooling.

    Parameters
    ----------
    house : HouseConfig
        Its first zone is the one held at the setpoints.
    weather : Weather
        Of the site.
    heating, cooling : sequence of 24 float or None
        Setpoints, K; None for hours without.
    fidelity : {"full", "reduced"}
        Of the envelope.

    Returns
    -------
    Year
    """
    envelope = build_envelope(house, weather, fidelity=fidelity)
    ideal = IdealConfig(heating=any(h is not None for h in heating), cooling=any(c is not None for c in cooling))
    room = House(envelope, weather, Equipment(ideal=ideal), Period(-WARM_UP), volume=house.zones[0].volume)
    env = HybridEnvironment(room)
    env.process(HourlySetpoints(env, heating, cooling).follow())
    env.run(until=len(envelope.solar_transmitted) * HOUR)
    zones = zone_temperatures(room, envelope)
    if not np.isfinite(zones).all():
        raise SimulationFailed(house.name, "an hour", "the temperature of a zone is not a number")
    return Year(hourly_results(room, envelope), zones, envelope)
