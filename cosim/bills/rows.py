"""A CSV of bills or of a meter as lines: what each row says, with everything in it that cannot be read."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from cosim.bills.bill import UNITS, Carrier
from cosim.bills.columns import (
    GALLON,
    NO,
    YES,
    Amount,
    Columns,
    carrier_in,
    carrier_of,
    columns_of,
    fuel_in,
    known_unit,
    moment_of,
)
from cosim.config.prices import FurnaceFuel
from cosim.errors import Fault, InvalidInput

MOST_PREAMBLE = 40  # lines that utilities put before the table
MOST_ROWS = 600_000  # five years of a quarter of an hour are 175,000
REMEDY = ("its first line names the columns: start, end, electricity_kwh, gas_therms and perhaps estimated; or of a "
          "meter time and kwh")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says of one carrier.

    Attributes
    ----------
    begins, ends : datetime or None
        As the row states them; a row of a meter has only one.
    energy : float
        J.
    unit : str
        Unit in the file.
    fuel : str, optional
        Which fuel it is of, where the file says it.
    """

    row: int
    place: str
    carrier: Carrier
    begins: datetime | None
    ends: datetime | None
    energy: float
    unit: str
    estimated: bool = False
    fuel: FurnaceFuel | None = None


def table_in(text: str, place: str) -> tuple[Columns, list[tuple[int, list[str]]]]:
    """Return the columns of the table in a CSV and its rows, each with its line's number; lines before it are skipped.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    sample = text[:4000]
    mark = ";" if sample.count(";") > sample.count(",") else "\t" if sample.count("\t") > sample.count(",") else ","
    if mark == ";":
        raise InvalidInput([Fault(place, "its fields are separated by semicolons", "save the file with commas")])
    found: Columns | None = None
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        for fields in reader:
            number = reader.line_num
            if not any(field.strip() for field in fields) or fields[0].lstrip().startswith("#"):
                continue
            if found is None:
                found = columns_of(fields)
                if found is None and number > MOST_PREAMBLE:
                    break
            else:
                rows.append((number, fields))
                if len(rows) > MOST_ROWS:
                    raise InvalidInput([Fault(place, f"has more than {MOST_ROWS:,} rows")])
    except csv.Error as error:
        raise InvalidInput([Fault(place, f"line {reader.line_num} cannot be read: {error}")]) from None
    if found is None:
        raise InvalidInput([Fault(place, "is no table of bills or of a meter", REMEDY)])
    if not rows:
        raise InvalidInput([Fault(place, "has no row under the names of its columns")])
    return found, rows


def lines_of(columns: Columns, rows: list[tuple[int, list[str]]], place: str, faults: list[Fault]) -> list[Line]:
    """Return what the rows say; `faults` takes what of them cannot be read."""
    lines: list[Line] = []
    for number, fields in rows:
        where = f"{place}, row {number}"
        times = _times(columns, fields, where, faults)
        if times is None:
            continue
        estimated = _estimated(_cell(fields, columns.estimated), where, faults)
        for amount in columns.amounts:
            found = _energy(columns, amount, fields, where, faults)
            if found is not None:
                carrier, energy, unit = found
                named = _cell(fields, columns.fuel)
                fuel = (fuel_in(named) if named else None) or amount.fuel if carrier == "fuel" else None
                lines.append(Line(number, where, carrier, *times, energy, unit, estimated, fuel))
    return lines


def _cell(fields: list[str], place: int | None) -> str:
    return fields[place].strip() if place is not None and place < len(fields) else ""


def _times(
    columns: Columns, fields: list[str], where: str, faults: list[Fault]
) -> tuple[datetime | None, datetime | None] | None:
    """Return when the row begins and ends; None where what it says is no time."""
    if columns.begins is None and columns.ends is None:
        cells: tuple[tuple[str, str], ...] = ((_cell(fields, columns.stamp), _cell(fields, columns.clock)), ("", ""))
    else:
        cells = ((_cell(fields, columns.begins), ""), (_cell(fields, columns.ends), ""))
    found: list[datetime | None] = []
    for text, clock in cells:
        moment = moment_of(text, clock) if text else None
        if text and moment is None:
            faults.append(Fault(where, f"'{f'{text} {clock}'.strip()[:40]}' is no date", "write 2024-01-31"))
            return None
        found.append(moment)
    if found[0] is None and found[1] is None:
        faults.append(Fault(where, "has no date", "write 2024-01-31"))
        return None
    return found[0], found[1]


def _estimated(text: str, where: str, faults: list[Fault]) -> bool:
    if text.lower() in (*YES, *NO):
        return text.lower() in YES
    faults.append(Fault(where, f"'{text}' does not say whether the reading is estimated", "write yes or no"))
    return False


def _energy(
    columns: Columns, amount: Amount, fields: list[str], where: str, faults: list[Fault]
) -> tuple[Carrier, float, str] | None:
    """Return carrier, energy and unit of a cell; None where it is empty or at fault."""
    text = _cell(fields, amount.place).replace(",", "")
    if not text:
        return None
    stated = _cell(fields, columns.unit)
    named = _cell(fields, columns.fuel)
    unit = amount.unit or (known_unit(stated, named) if stated else None)
    if unit == GALLON:
        faults.append(Fault(where, "a gallon may be of propane or oil", "name it: propane_gallons, oil_gallons"))
        return None
    if unit is None:
        faults.append(Fault(where, f"'{stated}' is not a unit of energy" if stated else "its unit is not known",
                            f"name it in the head, as in electricity_kwh: {', '.join(UNITS)}"))  # fmt: skip
        return None
    carrier = (carrier_in(named) if named else None) or amount.carrier or carrier_of(unit)
    if carrier is None:
        faults.append(Fault(where, f"{unit} may be electricity or gas", "say which in the head or in a column fuel"))
        return None
    if (usual := carrier_of(unit)) not in (None, carrier) and usual == "fuel":
        faults.append(Fault(where, f"electricity is given in {unit}, so therms and kWh are mixed",
                            "each carrier needs its own unit"))  # fmt: skip
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        faults.append(Fault(where, f"'{text[:40]}' is no amount of energy"))
        return None
    if value < 0:
        faults.append(Fault(where, f"{value:g} {unit} is less than nothing",
                            "a credit or a meter of solar panels says nothing of what the house used"))  # fmt: skip
        return None
    return carrier, value * UNITS[unit], unit


def mixed(lines: list[Line], columns: Columns) -> Iterator[Fault]:
    """Find carriers whose rows are in units of gas and of electricity by turns."""
    if columns.unit is not None and columns.fuel is None:
        other = next((line for line in lines if line.carrier != lines[0].carrier), None)
        if other is not None:
            yield Fault(other.place, f"{other.unit} after {lines[0].unit}: therms and kWh are mixed",
                        "say in a column fuel what each row is of")  # fmt: skip
    for carrier in ("electricity", "fuel"):
        own = [line for line in lines if line.carrier == carrier]
        kinds = {carrier_of(line.unit) for line in own}
        if own and {"electricity", "fuel"} <= kinds:
            first = own[0]
            other = next(line for line in own if carrier_of(line.unit) != carrier_of(first.unit))
            yield Fault(other.place, f"{other.unit} after {first.unit}: therms and kWh are mixed",
                        "give each carrier one unit, or a column fuel")  # fmt: skip
