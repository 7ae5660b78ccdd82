"""What of a scenario can be changed on the page: setpoints, prices, machines, switchover, backup and tightness."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosim.config.backup import DualFuelConfig, StripsConfig
from cosim.config.base import Config
from cosim.config.prices import PricesConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.errors import Fault
from cosim.project import names
from cosim.scenarios.scenario import Scenario
from cosim.sweep.parameters import UNITS
from cosim.units import from_si

Step = str | int
Value = float | str
TIGHTNESS = "tightness"
"""The lever that stands in the house's file rather than in the scenario's."""
TIGHTEST, LEAKIEST = 0.5, 25.0  # air changes an hour at 50 Pa
SHELVES = {"heat_pump": "heat_pumps", "air_conditioner": "air_conditioners", "furnace": "furnaces"}
SETPOINTS = {
    "heating_setpoint": ("Heating setpoint", 285.15, 298.15),
    "night_heating_setpoint": ("Heating setpoint at night", 283.15, 298.15),
    "cooling_setpoint": ("Cooling setpoint", 294.15, 303.15),
    "night_cooling_setpoint": ("Cooling setpoint at night", 294.15, 305.15),
}
USUAL = ("heating_setpoint", "cooling_setpoint")  # on the page even where the scenario leaves them out
STEPS = {"f": 1.0, "c": 0.5, "k": 0.5, "kw": 0.5, "kbtu_h": 1.0, "w": 100.0, "ach50": 0.5}


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to change.

    Attributes
    ----------
    name : str
        What the page calls it when it asks.
    path : tuple
        Keys and numbers that lead to its value in the scenario's table; empty for the house's tightness.
    value : float or str
        That of the scenario.
    low, high, step : float
        Of a number, in the unit of its key.
    options : tuple of str
        Of a choice.
    """

    name: str
    group: str
    label: str
    path: tuple[Step, ...]
    value: Value
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    unit: str = ""
    options: tuple[str, ...] = ()

    def fault(self, value: object) -> Fault | None:
        """Say what is wrong with a value that is asked for; None where it can be taken."""
        if self.options:
            if isinstance(value, str) and value in self.options:
                return None
            return Fault(self.label, "is none of the choices", f"one of {', '.join(self.options)}")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and self.low <= value <= self.high:  # type: ignore[operator]
            return None
        return Fault(self.label, "is not a number in its range", f"{self.low:g} to {self.high:g}")


def levers_of(table: Mapping[str, Any], scenario: Scenario, project: Path) -> list[Lever]:
    """Return what can be changed of a scenario.

    Parameters
    ----------
    table : mapping
        The scenario as its file states it.
    scenario : Scenario
        The same, read.
    project : Path
        Its project, whose shelves are offered beside the bundled ones.
    """
    levers = [*_setpoints(table.get("thermostat"), project), *_tightness(table, scenario), *_prices(table, project)]
    for number, entry in enumerate(table["configurations"]):
        levers += _equipment(entry, number, project)
    return levers


def _number(
    group: str, label: str, path: tuple[Step, ...], value: float, suffix: str, low: float, high: float
) -> Lever:
    unit = UNITS.get(suffix, "")
    step = STEPS.get(suffix) or 10.0 ** math.floor(math.log10(max(high - low, 1e-6)) - 2)
    # the marks of the slider pass through the scenario's own value, so that one comes back to it
    below, above = (math.floor(max(room, 0.0) / step + 1e-9) for room in (value - low, high - value))
    return Lever(
        name="/".join(map(str, path)),
        group=group,
        label=f"{label}, {unit}" if unit else label,
        path=path,
        value=value,
        low=round(value - below * step, 9),
        high=round(value + above * step, 9),
        step=step,
        unit=unit,
    )


def _stated(table: Mapping[str, Any], model: type[Config], field: str) -> tuple[str, str, float] | None:
    """Return key, unit and value of a quantity that a table states as one number."""
    for key, suffix in model.quantities()[field].keys(field).items():
        value = table.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return key, suffix, float(value)
    return None


def _choice(group: str, label: str, path: tuple[Step, ...], shelf: str, value: str, project: Path) -> Lever:
    known = tuple(names(shelf, project))
    options = known if value in known else (value, *known)
    return Lever("/".join(map(str, path)), group, label, path, value, options=options)


def _setpoints(thermostat: Any, project: Path) -> Iterator[Lever]:
    if isinstance(thermostat, str):
        yield _choice("House", "Thermostat", ("thermostat",), "thermostats", thermostat, project)
        return
    table = thermostat or {}
    if any(key in table for key in ("schedule", "heating_by_hour_c", "heating_by_hour_f")):
        return  # a week or a year of setpoints is not one number
    for field, (label, low, high) in SETPOINTS.items():
        found = _stated(table, ThermostatConfig, field)
        if found is None and field in USUAL:
            default = float(ThermostatConfig.model_fields[field].default)
            found = f"{field}_f", "f", round(from_si(default, "temperature", "f"), 1)
        if found is not None:
            key, suffix, value = found
            ends = (from_si(end, "temperature", suffix) for end in (low, high))
            yield _number("House", label, ("thermostat", key), value, suffix, *(round(end) for end in ends))


def _tightness(table: Mapping[str, Any], scenario: Scenario) -> Iterator[Lever]:
    if not isinstance(table["house"], str) or table["house"].lower().endswith((".xml", ".zip")):
        return  # no house file of ours, in which another tightness could be saved
    tested = [zone.leakage.ach50 for zone in scenario.house.zones if zone.leakage and zone.leakage.ach50]
    if tested:
        label = "Leakage at 50 Pa, air changes an hour"
        yield _number("House", label, (TIGHTNESS,), tested[0], "ach50", TIGHTEST, LEAKIEST)


def _prices(table: Mapping[str, Any], project: Path) -> Iterator[Lever]:
    if isinstance(table["prices"], str):
        yield _choice("Prices", "Prices", ("prices",), "prices", table["prices"], project)
        return
    for field in ("electricity", "gas", "propane", "oil", "wood"):
        found = _stated(table["prices"], PricesConfig, field)
        if found is not None:
            key, suffix, value = found
            yield _number("Prices", field.capitalize(), ("prices", key), value, suffix, 0.0, max(3 * value, 0.1))


def _equipment(entry: Mapping[str, Any], number: int, project: Path) -> Iterator[Lever]:
    group, path = str(entry["name"]), ("configurations", number)
    for key, shelf in SHELVES.items():
        if isinstance(entry.get(key), str):
            yield _choice(group, key.replace("_", " ").capitalize(), (*path, key), shelf, entry[key], project)
    strips, changeover = entry.get("strips"), entry.get("dual_fuel")
    if isinstance(strips, Mapping) and (found := _stated(strips, StripsConfig, "capacity")):
        key, suffix, value = found
        least, most = (from_si(watts, "power", suffix) for watts in (1e3, 25e3))
        yield _number(group, "Strips", (*path, "strips", key), value, suffix, round(least, 1), round(most))
    if isinstance(changeover, Mapping) and changeover.get("policy", "temperature") == "temperature":
        found = _stated(changeover, DualFuelConfig, "switchover") or ("switchover_f", "f", 30.0)
        key, suffix, value = found
        ends = (round(from_si(end, "temperature", suffix)) for end in (250.15, 288.15))
        yield _number(group, "Furnace takes over below", (*path, "dual_fuel", key), value, suffix, *ends)
