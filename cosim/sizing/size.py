"""Compare the size of each configuration's equipment with the design loads of the house."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from cosim.equipment.build import machine_of
from cosim.errors import Fault
from cosim.scenarios.scenario import Scenario
from cosim.sizing.auto import Choice, asked_size, choices
from cosim.sizing.lines import cooling_at, heating_capacity_at, heating_lines, is_ducted, min_speed_cooling
from cosim.sizing.loads import Load, Loads

MIN_LOAD = 50.0  # W: an hour with a smaller load counts as having none


@dataclass(frozen=True)
class Fit:
    """How one configuration's equipment meets the design loads; W, None where the configuration has no such part.

    Attributes
    ----------
    configuration : str
    ducted : bool
    heating_load, cooling_load : float
        At the equipment, ducts included where it has any; cooling with moisture.
    pump_capacity, pump_min : float or None
        Of the heat pump at the heating design temperature, net of frost, at its maximum and minimum speed.
    furnace_capacity, strip_capacity : float or None
    cooling_capacity : float or None
        At the cooling design temperature, moisture included, net of the fan's heat.
    backup_needed : float
        Heating load at the design temperature that the heat pump does not cover; without one, all of it.
    heating_hours, cooling_hours : int
        Hours of the year with a heating or a cooling load.
    below_min_heating, below_min_cooling : int or None
        Hours in which the load is below the capacity at minimum speed, so that the machine cycles.
    beyond_pump : int or None
        Hours in which the load exceeds the heat pump's capacity.
    """

    configuration: str
    ducted: bool
    heating_load: float
    cooling_load: float
    pump_capacity: float | None
    pump_min: float | None
    furnace_capacity: float | None
    strip_capacity: float | None
    cooling_capacity: float | None
    backup_needed: float
    heating_hours: int
    cooling_hours: int
    below_min_heating: int | None
    below_min_cooling: int | None
    beyond_pump: int | None
    scale: float | None = None
    """Size of the machine relative to that in its file."""
    asked: float | None = None
    """Size that the loads require, relative to that in its file; also where no unit of its line fits."""
    fault: Fault | None = None
    """Of ``capacity = "auto"``: why no unit of the line fits; the figures are then those of the machine as built."""

    @property
    def heating_capacity(self) -> float:
        """Total at the design temperature; a furnace replaces the heat pump, strips add to it."""
        pump, strips = self.pump_capacity or 0.0, self.strip_capacity or 0.0
        return max(pump + strips, self.furnace_capacity or 0.0)

    @property
    def heating_ratio(self) -> float:
        """Capacity over load at the heating design temperature."""
        return self.heating_capacity / self.heating_load if self.heating_load > 0.0 else float("inf")

    @property
    def cooling_ratio(self) -> float | None:
        """Capacity over load at the cooling design temperature."""
        if self.cooling_capacity is None or self.cooling_load <= 0.0:
            return None
        return self.cooling_capacity / self.cooling_load


@dataclass(frozen=True)
class Sizing:
    """Design loads of a scenario's house, and how its configurations meet them."""

    scenario: str
    loads: Loads
    fits: tuple[Fit, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as numbers in SI with the unit in the key, for JSON."""
        return {
            "scenario": self.scenario,
            "heating": _load_as_dict(self.loads.heating),
            "cooling": _load_as_dict(self.loads.cooling),
            "configurations": [_fit_as_dict(fit) for fit in self.fits],
        }

    def to_json(self) -> str:
        """Return `as_dict` as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, allow_nan=False)


def _load_as_dict(load: Load) -> dict[str, Any]:
    return {
        "outdoor_k": load.outdoor,
        "indoor_k": load.indoor,
        "components_w": load.components,
        "room_w": load.room,
        "ducts_w": load.ducts,
        "latent_w": load.latent,
    }


def _fit_as_dict(fit: Fit) -> dict[str, Any]:
    return {
        "name": fit.configuration,
        "heating_load_w": fit.heating_load,
        "cooling_load_w": fit.cooling_load,
        "heat_pump_w": fit.pump_capacity,
        "heat_pump_min_speed_w": fit.pump_min,
        "furnace_w": fit.furnace_capacity,
        "strips_w": fit.strip_capacity,
        "cooling_w": fit.cooling_capacity,
        "backup_needed_w": fit.backup_needed,
        "heating_ratio": fit.heating_ratio if np.isfinite(fit.heating_ratio) else None,
        "cooling_ratio": fit.cooling_ratio,
        "heating_hours": fit.heating_hours,
        "cooling_hours": fit.cooling_hours,
        "hours_below_min_speed_heating": fit.below_min_heating,
        "hours_below_min_speed_cooling": fit.below_min_cooling,
        "hours_beyond_heat_pump": fit.beyond_pump,
        "scale": fit.scale,
        "scale_asked": fit.asked,
        "fault": None if fit.fault is None else str(fit.fault),
    }


def size(scenario: Scenario) -> Sizing:
    """Compare every configuration's equipment with the design loads of the house.

    Parameters
    ----------
    scenario : Scenario
        From `cosim.load`.

    Examples
    --------
    >>> import cosim
    >>> from cosim.sizing.size import size
    >>> found = size(cosim.load("quick-start"))
    >>> found.fits[0].pump_capacity > 0
    True
    """
    found = choices(scenario)
    fits = [_fit(scenario, choice) for choice in found if choice.configuration.ideal is None]
    return Sizing(scenario.name, found[0].loads, tuple(fits))


def _fit(scenario: Scenario, choice: Choice) -> Fit:
    configuration, loads = choice.configuration, choice.loads
    model = machine_of(scenario, configuration)
    ducted = is_ducted(scenario, model)
    heating, chill = loads.heating, loads.cooling
    heats = model is not None and model.heating is not None
    lines = pump = None
    if model is not None and heats:
        lockout = configuration.lockouts.compressor_below
        lines = heating_lines(model, scenario.weather, heating.indoor, lockout)
        pump = heating_capacity_at(model, scenario, heating.outdoor, heating.indoor, lockout)
    load = heating.of(ducted=ducted)
    cold = cooling_at(model, scenario, chill.outdoor, chill.indoor) if model is not None and model.cooling else None
    needs_heat, needs_cold = loads.heating_by_hour > MIN_LOAD, loads.cooling_by_hour > MIN_LOAD
    demand = loads.demand_by_hour(ducted=ducted)
    beyond = below = below_cooling = None
    if lines is not None and model is not None:
        at_max = np.where(loads.outdoor < lines.cutoff, 0.0, np.interp(loads.outdoor, lines.outdoor, lines.at_max))
        beyond = int(np.count_nonzero(demand > at_max + MIN_LOAD))
        if model.speed_max > model.speed_min:
            at_min = np.interp(loads.outdoor, lines.outdoor, lines.at_min)
            below = int(np.count_nonzero(needs_heat & (demand < at_min)))
    if model is not None and cold is not None and model.cooling_speed_max > model.cooling_speed_min:
        slow = min_speed_cooling(model, scenario, chill.indoor)
        total = loads.cooling_by_hour * (chill.of(ducted=ducted) + chill.latent) / max(chill.room, 1.0)
        below_cooling = int(np.count_nonzero(needs_cold & (total < np.interp(loads.outdoor, *slow))))
    furnace, strips, second = configuration.furnace, configuration.strips, configuration.second_zone
    electric = [0.0 if strips is None else strips.capacity, (second and second.baseboards) or 0.0]
    return Fit(
        configuration=configuration.name,
        ducted=ducted,
        heating_load=load,
        cooling_load=chill.of(ducted=ducted) + chill.latent,
        pump_capacity=pump,
        pump_min=None if lines is None or below is None else lines.capacity(heating.outdoor, max_speed=False),
        furnace_capacity=None if furnace is None else furnace.capacity + furnace.blower_power,
        strip_capacity=sum(electric) or None,
        cooling_capacity=None if cold is None else cold.heat,
        backup_needed=max(load - (pump or 0.0), 0.0),
        heating_hours=int(np.count_nonzero(needs_heat)),
        cooling_hours=int(np.count_nonzero(needs_cold)),
        below_min_heating=below,
        below_min_cooling=below_cooling,
        beyond_pump=beyond,
        scale=None if model is None else configuration.scale,
        asked=None if model is None else configuration.scale * asked_size(scenario, configuration, model, loads),
        fault=choice.fault,
    )
