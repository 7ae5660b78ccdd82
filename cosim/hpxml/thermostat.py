"""The thermostat of an HPXML home: setpoints with setbacks or by the hour."""

from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.hpxml.nodes import Node
from cosim.hpxml.schedules import Schedules
from cosim.hpxml.unavailable import season_between, without_plant
from cosim.units import to_si

USUAL = {"Heating": 68.0, "Cooling": 78.0}  # °F, where the file states none
AWAY = {"Heating": ("SetbackTempHeatingSeason", "TotalSetbackHoursperWeekHeating", "extension/SetbackStartHourHeating"),
        "Cooling": ("SetupTempCoolingSeason", "TotalSetupHoursperWeekCooling",
                    "extension/SetupStartHourCooling")}  # fmt: skip
STARTS = {"Heating": 23.0, "Cooling": 9.0}  # h of the day, where a file states none
DAYS = ("Weekday", "Weekend")
HOURS = 24
HARMLESS = {"ControlType", "HVACSystemsServed", "SetpointTempHeatingSeason", "SetpointTempCoolingSeason"}
MARGIN = 0.8  # K, the deadband of the thermostat: its setpoints have to be this far apart
BOTH = frozenset({"Heating", "Cooling"})
MOVED = (
    f"setpoints of heating and cooling are nearer than the {MARGIN:g} K that a thermostat keeps between them: each is "
    "moved by half of what lacks"
)


def thermostat_table(
    control: Node | None, document: Node, serves: frozenset[str] = BOTH
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the table of a thermostat file that an element HVACControl describes, and notes.

    Parameters
    ----------
    control : Node, optional
        Without one setpoints are constant.
    document : Node
        May state periods in which nothing heats or cools.
    serves : frozenset of str
        What the home has: "Heating", "Cooling". A setpoint that nothing follows makes room for the other.
    """
    hours = {season: _hours(control, season) for season in ("Heating", "Cooling")}
    seasons = {} if control is None else _seasons(control)
    for season, days in without_plant(document).items():
        key = f"{season.lower()}_season"
        left = season_between(document, seasons.get(key), days)
        seasons |= {} if left is None else {key: left}
    if control is not None:
        control.refuse_unread(HARMLESS)
    weeks: list[list[tuple[float, float]]] = []
    notes: tuple[str, ...] = ()
    for day in DAYS:
        heating, cooling, said = _apart(np.array(hours["Heating"][day]), np.array(hours["Cooling"][day]), serves)
        weeks.append(list(zip(heating.tolist(), cooling.tolist(), strict=True)))
        notes = notes or said
    table: dict[str, Any] = {"name": "as in the house", **_pair(weeks[0][0]), **seasons}
    if any(pair != weeks[0][0] for week in weeks for pair in week):
        same = weeks[0] == weeks[1]
        table["schedule"] = [
            {"days": days, "begins_h": begin, "ends_h": end, **_pair(week[begin])}
            for days, week in ([("every day", weeks[0])] if same else zip(("weekdays", "weekend"), weeks, strict=True))
            for begin, end in _spans(week)
        ]
    return table, notes


def with_hours(
    table: dict[str, Any], schedules: Schedules, serves: frozenset[str] = BOTH
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the table of a thermostat with setpoints of every hour of the year by schedules files, and notes."""
    given = {season: schedules.setpoints(season) for season in ("Heating", "Cooling")}
    if all(setpoints is None for setpoints in given.values()):
        return table, ()
    hours = {
        season: np.full(HOURS_OF_YEAR, table[f"{season.lower()}_setpoint_k"]) if setpoints is None
        else to_si(1.0, "temperature_difference", "f") * setpoints + to_si(0.0, "temperature", "f")
        for season, setpoints in given.items()
    }  # fmt: skip
    heating, cooling, notes = _apart(hours["Heating"], hours["Cooling"], serves)
    found = {key: value for key, value in table.items() if key != "schedule"}
    found |= {"heating_setpoint_k": float(heating[0]), "cooling_setpoint_k": float(cooling[0])}
    return found | {"heating_by_hour_k": heating.tolist(), "cooling_by_hour_k": cooling.tolist()}, notes


def _apart(heating: Array, cooling: Array, serves: frozenset[str]) -> tuple[Array, Array, tuple[str, ...]]:
    """Return setpoints, K, that a thermostat can keep apart, and a note where both had to be moved for it."""
    lacks = np.maximum(MARGIN - (cooling - heating), 0.0)
    if not lacks.any():
        return heating, cooling, ()
    if "Cooling" not in serves:
        return heating, cooling + lacks, ()
    if "Heating" not in serves:
        return heating - lacks, cooling, ()
    return heating - 0.5 * lacks, cooling + 0.5 * lacks, (MOVED,)


def _seasons(control: Node) -> dict[str, dict[str, str]]:
    """Return the seasons in which a thermostat heats and cools, where the file states them."""
    found = {}
    for season in ("Heating", "Cooling"):
        if control.element.find(f"{season}Season") is None:
            continue
        days = {
            name: f"{int(control.number(f'{season}Season/{name}Month', above=0.5, to=12.0)):02d}-"
            f"{int(control.number(f'{season}Season/{name}DayOfMonth', above=0.5, to=31.0)):02d}"
            for name in ("Begin", "End")
        }
        if days != {"Begin": "01-01", "End": "12-31"}:
            found[f"{season.lower()}_season"] = {"begins": days["Begin"], "ends": days["End"]}
    return found


def _pair(pair: tuple[float, float]) -> dict[str, float]:
    return {"heating_setpoint_k": pair[0], "cooling_setpoint_k": pair[1]}


def _spans(day: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Return the spans of hours over which a day's setpoints stay the same."""
    begins = [hour for hour in range(HOURS) if hour == 0 or day[hour] != day[hour - 1]]
    return list(zip(begins, [*begins[1:], HOURS], strict=True))


def _hours(control: Node | None, season: str) -> dict[str, list[float]]:
    """Return the 24 setpoints of a weekday and of a day of the weekend, K."""
    path = f"SetpointTemp{season}Season"
    if control is None:
        return dict.fromkeys(DAYS, [to_si(USUAL[season], "temperature", "f")] * HOURS)
    hourly = {day: control.text(f"extension/{day}SetpointTemps{season}Season") for day in DAYS}
    if any(text is not None for text in hourly.values()):
        return {day: _listed(control, f"extension/{day}SetpointTemps{season}Season", text)
                for day, text in hourly.items()}  # fmt: skip
    day = [control.number(path, USUAL[season])] * HOURS
    away, per_week, start = AWAY[season]
    setback, weekly = control.optional(away), control.optional(per_week, above=-1e-9, to=168.0)
    if setback is not None and weekly:
        first = int(control.number(start, STARTS[season], above=-1e-9, to=23.0))
        for hour in range(round(weekly / 7.0)):
            day[(first + hour) % HOURS] = setback
    elif setback is not None:
        control.optional(start)
    if season == "Cooling":
        lower = control.optional("extension/CeilingFanSetpointTempCoolingSeasonOffset", above=-1e-9) or 0.0
        if lower:
            control.leave("extension/CeilingFanSetpointTempCoolingSeasonOffset",
                          "is not supported yet: it holds in months with ceiling fans only")  # fmt: skip
    return {each: [to_si(value, "temperature", "f") for value in day] for each in DAYS}


def _listed(control: Node, path: str, text: str | None) -> list[float]:
    usual = USUAL["Cooling" if "Cooling" in path else "Heating"]
    if text is None:
        control.refuse(path, "is missing, though the other days of the week have hourly setpoints")
        return [usual] * HOURS
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != HOURS or not all(20.0 < value < 120.0 for value in values):
        control.refuse(path, f"needs 24 numbers of °F, not '{text[:40]}'")
        values = [usual] * HOURS
    return [to_si(value, "temperature", "f") for value in values]
