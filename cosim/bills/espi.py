"""Green Button XML: intervals of meters in the Energy Services Provider Interface of NAESB REQ.21, an Atom feed.

Read are usage points, their meter readings, types and interval blocks; times are seconds since 1970 in UTC, turned into
local standard time by the file's own offset. Customers, costs and summaries are left aside.
"""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from math import isfinite

from cosim.bills.bill import UNITS, Carrier
from cosim.bills.meter import Reading
from cosim.errors import Fault, InvalidInput
from cosim.hpxml.elements import DocumentType, Element, parsed

MOST_ELEMENTS = 6_000_000
MOST_DEPTH = 40
COMMODITIES: dict[str, Carrier] = {"0": "electricity", "1": "electricity", "2": "electricity", "7": "fuel"}
SERVICES: dict[str, Carrier] = {"0": "electricity", "1": "fuel"}
UNITS_OF_MEASURE = {"72": UNITS["wh"], "169": UNITS["therm"], "119": UNITS["ccf"] / 100, "31": 1.0,
                    "132": UNITS["therm"] / 1e5}  # fmt: skip
"""Wh, therm, cubic foot, joule and Btu, by their numbers."""
FORWARD = ("", "1", "0")
"""Flow to the customer, or not stated."""


def is_espi(data: bytes) -> bool:
    """Say whether a file is XML."""
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def espi_readings(data: bytes, place: str, faults: list[Fault], notes: list[str]) -> dict[Carrier, list[Reading]]:
    """Return the intervals in a Green Button XML by carrier, in order; `faults` and `notes` take the rest.

    Raises
    ------
    InvalidInput
        If it is not XML, declares a document type, is too deep or too large, or holds no intervals.
    """
    root = _opened(data, place)
    entries = [entry for entry in root.iter() if _name(entry) == "entry"]
    offset = _offset(root)
    if offset is None:
        notes.append(f"{place}: states no time zone (LocalTimeParameters), so days are those of UTC")
    kinds = _kinds(entries)
    found: dict[Carrier, list[Reading]] = {}
    for entry in entries:
        for block in (each for each in entry.iter() if _name(each) == "IntervalBlock"):
            kind = _kind_of(entry, kinds)
            if kind is None:
                faults.append(Fault(place, "holds intervals of more than one meter that no link tells apart"))
                return {}
            carrier, factor, forward = kind
            if carrier is None or factor is None:
                faults.append(Fault(place, "holds intervals of something that is neither electricity nor gas"))
                return {}
            if forward:
                found.setdefault(carrier, []).extend(_block(block, factor, offset or 0, place, faults))
    if not found and not faults:
        raise InvalidInput([Fault(place, "holds no intervals of energy that a utility delivered",
                                  "ask the utility for the file of usage, not of costs")])  # fmt: skip
    return {carrier: sorted(readings, key=lambda each: each.begins) for carrier, readings in found.items()}


Kind = tuple[Carrier | None, float | None, bool]


def _opened(data: bytes, place: str) -> Element:
    try:
        root = parsed(data)
    except DocumentType:
        problem = "declares a document type or entities, which Green Button has none of"
        raise InvalidInput([Fault(place, problem)]) from None
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InvalidInput([Fault(place, f"is not XML: {error}")]) from None
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise InvalidInput(
                [Fault(place, f"is deeper than {MOST_DEPTH} elements or has more than {MOST_ELEMENTS:,}")]
            )
        level = [child for element in level for child in element]  # type: ignore[misc]  # the parser makes no others
    return root


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    """Return the text of the first element of a name below another."""
    return next(((each.text or "").strip() for each in element.iter() if _name(each) == name), "")


def _offset(root: ElementTree.Element) -> int | None:
    text = _text(root, "tzOffset")
    try:
        return int(text) if abs(int(text)) <= 14 * 3600 else None
    except ValueError:
        return None


def _links(entry: ElementTree.Element, relation: str) -> list[str]:
    return [each.get("href", "").rstrip("/") for each in entry
            if _name(each) == "link" and each.get("rel") == relation and each.get("href")]  # fmt: skip


def _kinds(entries: list[ElementTree.Element]) -> dict[str, Kind]:
    """Return what is metered, by the address of each meter reading; "" stands for a file with one type."""
    points = [entry for entry in entries if any(_name(each) == "UsagePoint" for each in entry.iter())]
    services = {address: SERVICES.get(_text(entry, "kind")) for entry in points for address in _links(entry, "self")}
    only = next(iter(services.values())) if len(services) == 1 else None
    types: dict[str, Kind] = {}
    for entry in entries:
        for each in entry.iter():
            if _name(each) == "ReadingType":
                for address in _links(entry, "self") or [""]:
                    types[address] = _type(each, only)
    kinds: dict[str, Kind] = {}
    for entry in entries:
        if any(_name(each) == "MeterReading" for each in entry.iter()):
            kind = next((types[address] for address in _links(entry, "related") if address in types), None)
            if kind is not None:
                kinds |= dict.fromkeys(_links(entry, "self"), kind)
    if len(types) == 1:
        kinds[""] = next(iter(types.values()))
    return kinds


def _type(element: ElementTree.Element, service: Carrier | None) -> Kind:
    factor = UNITS_OF_MEASURE.get(_text(element, "uom"))
    power = _text(element, "powerOfTenMultiplier") or "0"
    if factor is not None:
        try:
            factor *= 10.0 ** max(min(int(power), 12), -12)
        except ValueError:
            factor = None
    stated = _text(element, "commodity")
    carrier = COMMODITIES.get(stated) if stated else service
    return carrier, factor, _text(element, "flowDirection") in FORWARD


def _kind_of(entry: ElementTree.Element, kinds: dict[str, Kind]) -> Kind | None:
    """Return the type of an entry of intervals: that of the meter reading that its address begins with."""
    addresses = _links(entry, "self") + _links(entry, "up")
    for meter, kind in kinds.items():
        if meter and any(address == meter or address.startswith(f"{meter}/") for address in addresses):
            return kind
    return kinds.get("")


def _block(block: ElementTree.Element, factor: float, offset: int, place: str, faults: list[Fault]) -> list[Reading]:
    readings = []
    for number, each in enumerate((part for part in block.iter() if _name(part) == "IntervalReading"), start=1):
        start, duration, value = (_number(_text(each, name)) for name in ("start", "duration", "value"))
        where = f"{place}, interval {number} of its block"
        if start is None or duration is None or value is None or not 0 < start < 4e9 or not 0 < duration <= 100 * 86400:
            faults.append(Fault(where, "lacks its start, its duration or its value"))
            continue
        local = datetime.fromtimestamp(start, UTC).replace(tzinfo=None) + timedelta(seconds=offset)
        if value < 0:
            faults.append(Fault(where, f"of {local:%Y-%m-%d %H:%M} is less than nothing",
                                "a meter of solar panels says nothing of what the house used"))  # fmt: skip
            continue
        readings.append(Reading(local, duration / 3600, value * factor, where))
    return readings


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
