"""Read bills and meters from files of any known kind, with every fault of all files at once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cosim.bills.bill import Bill, Bills, Carrier
from cosim.bills.espi import espi_readings, is_espi
from cosim.bills.meter import SHORTEST_BILL, Reading, is_meter, months_of, readings_of, repeated
from cosim.bills.periods import bills_of, judged, without_estimates
from cosim.bills.rows import lines_of, mixed, table_in
from cosim.errors import Fault, InvalidInput
from cosim.project import read_bytes
from cosim.weather.record import decoded

MOST_TOLD = 30  # faults of one file


def read_bills(paths: Sequence[Path | str], *, time_zone: str | None = None) -> Bills:
    """Return the bills in files: a CSV of bills, a CSV of a meter, or Green Button as CSV or XML.

    Parameters
    ----------
    paths : sequence of Path or str
        Such as one file for each carrier.
    time_zone : str, optional
        Of the house, as in "America/Chicago": for meters whose hours are in UTC.

    Raises
    ------
    InvalidInput
        With every fault of every file, each with its row.
    """
    faults: list[Fault] = []
    notes: list[str] = []
    zone = _zone(time_zone, faults)
    bills: list[Bill] = []
    for path in paths:
        try:
            own: list[Fault] = []
            bills += _read(Path(path), zone, own, notes)
        except InvalidInput as error:
            own = list(error.faults)
        faults += own if len(own) <= MOST_TOLD else [
            *own[:MOST_TOLD], Fault(str(path), f"{len(own) - MOST_TOLD} more faults")]  # fmt: skip
    faults += judged(bills)
    if faults:
        raise InvalidInput(dict.fromkeys(faults))
    kept = without_estimates(bills, notes)
    if not kept:
        raise InvalidInput([Fault(", ".join(map(str, paths)), "holds no bill with an actual reading at its end")])
    return Bills(kept, tuple(notes), tuple(Path(path).name for path in paths))


def _zone(name: str | None, faults: list[Fault]) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.append(Fault("--time-zone", f"'{name[:60]}' is no time zone", "write one as in America/Chicago"))
        return None


def _read(path: Path, zone: ZoneInfo | None, faults: list[Fault], notes: list[str]) -> list[Bill]:
    data = read_bytes(path)
    place = path.name
    if is_espi(data):
        return _from_xml(data, place, faults, notes)
    columns, rows = table_in(decoded(data, place), place)
    lines = lines_of(columns, rows, place, faults)
    if not lines:
        return []
    faults += mixed(lines, columns)
    if not is_meter(lines):
        return bills_of(lines, faults, notes)
    bills: list[Bill] = []
    for carrier in dict.fromkeys(line.carrier for line in lines):
        readings = readings_of(lines, carrier, zone, faults)
        faults += repeated(readings)
        if readings:
            bills += months_of(readings, carrier, faults, notes)[0]
    return bills


def _from_xml(data: bytes, place: str, faults: list[Fault], notes: list[str]) -> list[Bill]:
    bills: list[Bill] = []
    for carrier, readings in espi_readings(data, place, faults, notes).items():
        if not readings:
            continue
        if median(each.hours for each in readings) >= SHORTEST_BILL * 24:
            bills += [_bill(carrier, each) for each in readings]
            continue
        faults += repeated(readings)
        bills += months_of(readings, carrier, faults, notes)[0]
    return bills


def _bill(carrier: Carrier, reading: Reading) -> Bill:
    """Return a bill whose interval is that between two readings of the meter."""
    begins = (reading.begins + timedelta(hours=12)).date()
    ends = (reading.begins + timedelta(hours=reading.hours + 12)).date()
    return Bill(carrier, begins, ends, reading.energy, reading.place)
