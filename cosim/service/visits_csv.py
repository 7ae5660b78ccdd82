"""Readings of a technician as CSV: units in the heading or in the cell, and what cannot be together is refused.

A row is one visit: ``outdoor`` and ``indoor`` air, perhaps ``mode``, ``speed`` and ``humidity``, and what the
instruments showed, by the names of `cosim.service.instruments`. A unit stands at the end of the heading
(``suction_pressure_psig``, ``superheat_f``) or in the cell ("118 psig").
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import numpy as np

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.machine import Mode
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.project import read_bytes
from cosim.refrigerants.properties import PropertyTable, property_table
from cosim.service.conditions import conditions
from cosim.service.diagnosis import Visit
from cosim.service.instruments import INSTRUMENTS
from cosim.service.quantities import EXAMPLES, UNITS, quantity

AIR = {"outdoor": "temperature", "indoor": "temperature"}
TEXT = ("mode", "speed", "humidity")
MOST_VISITS = 100
TOGETHER = 3.0  # K by which a stated superheat or subcooling may differ from that of pressure and line
NEAR = 1.0  # K below saturation that two instruments may scatter


def read_visits(path: Path, config: HeatPumpConfig) -> list[Visit]:
    """Return the visits in a CSV file.

    Parameters
    ----------
    path : Path
        The file.
    config : HeatPumpConfig
        The machine that was read.

    Raises
    ------
    InvalidInput
        Without a unit, with another quantity's, out of range, or impossible together: all of it, by row and column.
    """
    try:
        reader = csv.DictReader(read_bytes(path).decode("utf-8-sig", errors="replace").splitlines())
        headings, rows = list(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise InvalidInput([Fault(str(path), f"is not CSV: {error}")]) from None
    faults: list[Fault] = []
    columns = {heading: _column(heading, f"{path}: column '{heading[:40]}'", faults) for heading in headings}
    named = [found[0] for found in columns.values() if found]
    faults += [Fault(str(path), f"has no column '{name}'", f"write {name}_f or {name}_c") for name in AIR
               if name not in named]  # fmt: skip
    faults += [Fault(str(path), f"has two columns of '{name}'", "leave one") for name in dict.fromkeys(named)
               if named.count(name) > 1]  # fmt: skip
    if not any(name in INSTRUMENTS for name in named):
        faults.append(Fault(str(path), "has no column of an instrument", f"such as {', '.join(list(INSTRUMENTS)[:3])}"))
    if not rows or len(rows) > MOST_VISITS:
        faults.append(Fault(str(path), f"has {len(rows)} rows", f"give 1 to {MOST_VISITS}, one a visit"))
    if faults:
        raise InvalidInput(faults)
    table = property_table(config.refrigerant)
    visits = []
    for number, row in enumerate(rows, start=2):
        place = f"{path}: row {number}"
        try:
            visits.append(_visit(row, columns, config, table, place))
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(faults)
    return visits


def _column(heading: str, place: str, faults: list[Fault]) -> tuple[str, str] | None:
    """Return the quantity and the unit of a heading; no unit where the cells have to have it."""
    plain = heading.strip().lower().replace(" ", "_")
    if plain in TEXT:
        return plain, ""
    dimensions = AIR | {name: instrument.kind for name, instrument in INSTRUMENTS.items()}
    if plain in dimensions:
        return plain, ""
    for name in sorted(dimensions, key=len, reverse=True):  # outdoor_unit_current before outdoor
        dimension, unit = dimensions[name], plain.removeprefix(f"{name}_")
        if plain.startswith(f"{name}_"):
            if unit in UNITS[dimension]:
                return name, unit
            faults.append(Fault(place, f"'{unit[:20]}' is not a unit of {name}", f"such as in {EXAMPLES[dimension]}"))
            return None
    faults.append(Fault(place, "is not a quantity that is read", did_you_mean(plain[:40], [*dimensions, *TEXT])))
    return None


def _visit(
    row: Mapping[str | None, str | None],
    columns: Mapping[str, tuple[str, str] | None],
    config: HeatPumpConfig,
    table: PropertyTable,
    place: str,
) -> Visit:
    faults: list[Fault] = []
    values: dict[str, float] = {}
    texts: dict[str, str] = {}
    dimensions = AIR | {name: instrument.kind for name, instrument in INSTRUMENTS.items()}
    for heading, found in columns.items():
        cell = (row.get(heading) or "").strip()
        if found is None or not cell:
            continue
        name, unit = found
        if name in TEXT:
            texts[name] = cell
            continue
        try:
            values[name] = quantity(f"{cell}{unit}", dimensions[name], f"{place}, {heading}")
        except InvalidInput as error:
            faults += error.faults
    faults += [Fault(place, f"has no {name} temperature", "write it") for name in AIR if name not in values]
    mode = texts.get("mode")
    if mode is not None and mode not in get_args(Mode):
        faults.append(Fault(f"{place}, mode", f"'{mode[:20]}' is not a mode", "write heating or cooling"))
    humidity = _humidity(texts.get("humidity"), f"{place}, humidity", faults)
    if faults:
        raise InvalidInput(faults)
    readings = {name: value for name, value in values.items() if name in INSTRUMENTS}
    try:
        chosen: Mode | None = "heating" if mode == "heating" else "cooling" if mode == "cooling" else None
        at = conditions(
            config, values["outdoor"], values["indoor"], mode=chosen, speed=texts.get("speed", "rated"),
            humidity=humidity,
        )  # fmt: skip
    except InvalidInput as error:
        raise InvalidInput(
            [Fault(f"{place}, {f.place.removeprefix('--')}", f.problem, f.remedy) for f in error.faults]
        ) from None
    if faults := [Fault(place, *words) for words in impossible(readings, table)]:
        raise InvalidInput(faults)
    return Visit(at, readings)


def _humidity(text: str | None, place: str, faults: list[Fault]) -> float | None:
    if text is None:
        return None
    if not text.endswith("%"):
        faults.append(Fault(place, f"'{text[:20]}' has no unit", "write 50%"))
        return None
    try:
        return float(text.removesuffix("%")) / 100.0
    except ValueError:
        faults.append(Fault(place, f"'{text[:20]}' is not a relative humidity", "write 50%"))
        return None


def impossible(readings: Mapping[str, float], table: PropertyTable) -> Iterator[tuple[str, str]]:
    """Find readings that no running machine shows together; problem and remedy."""
    suction, discharge = readings.get("suction_pressure"), readings.get("discharge_pressure")
    for name, pressure in (("suction", suction), ("discharge", discharge)):
        if pressure is not None and not np.exp(table.low) <= pressure <= np.exp(table.high):
            yield f"{table.name} has no saturation at that {name} pressure", "check the unit: psig, psia, barg, bara"
            return
    if suction is not None and discharge is not None and suction >= discharge:
        yield "suction pressure is not below discharge pressure", "are the hoses the wrong way round, or does it stand?"
        return
    for name, what in (("superheat", "suction line"), ("subcooling", "liquid line")):
        if readings.get(name, 0.0) < -NEAR:
            yield f"{name} is negative", f"check gauge and clamp of the {what}, and dew against bubble point"
    dew = float(table.dew(np.log(np.array(suction)))) if suction is not None else None
    bubble = float(table.saturation(np.log(np.array(discharge))).bubble) if discharge is not None else None
    warm, cold = readings.get("discharge_line"), readings.get("suction_line")
    if dew is not None and cold is not None:
        yield from _apart("superheat", cold - dew, readings.get("superheat"), "suction line and pressure")
    liquid = readings.get("liquid_line")
    if bubble is not None and liquid is not None:
        yield from _apart("subcooling", bubble - liquid, readings.get("subcooling"), "liquid line and pressure")
    if bubble is not None and warm is not None and warm < bubble - NEAR:
        yield "the discharge line is colder than the condenser", "check its clamp"
    if warm is not None and cold is not None and warm <= cold:
        yield "the discharge line is not warmer than the suction line", "are the clamps on the wrong lines?"


def _apart(name: str, between: float, stated: float | None, of: str) -> Iterator[tuple[str, str]]:
    if between < -NEAR:
        yield f"{of} give a negative {name}", "check gauge and clamp"
    elif stated is not None and abs(stated - between) > TOGETHER:
        yield f"{name} of {stated:.1f} K does not go with {of}, which give {between:.1f} K", "check which is wrong"
