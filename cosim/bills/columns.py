"""What the columns of a CSV of bills or of a meter are, by their heads."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from cosim.bills.bill import OF_ELECTRICITY, OF_FUEL, UNITS, Carrier
from cosim.config.prices import FurnaceFuel

BEGINS = ("start", "start date", "from", "from date", "begins", "begin", "service start", "period start",
          "previous read", "previous reading", "read from", "billing start", "bill start", "start time",
          "interval start")  # fmt: skip
ENDS = ("end", "end date", "to", "to date", "ends", "until", "service end", "period end", "read date", "reading date",
        "date of reading", "reading", "meter read", "billing end", "bill end", "end time", "interval end")  # fmt: skip
STAMPS = ("date", "time", "timestamp", "datetime", "date time", "hour", "day", "usage date", "reading time")
CLOCKS = ("start time", "time", "hour", "end time")
ESTIMATED = ("estimated", "read type", "reading type", "estimate", "quality")
FUELS = ("fuel", "carrier", "commodity", "energy", "service", "meter")
AMOUNTS = ("usage", "amount", "use", "consumption", "value", "quantity", "import")
WORDS: dict[str, Carrier] = {
    "electricity": "electricity", "electric": "electricity", "power": "electricity", "gas": "fuel",
    "natural gas": "fuel", "fuel": "fuel", "propane": "fuel", "lp gas": "fuel", "lpg": "fuel", "oil": "fuel",
}  # fmt: skip
FUEL_WORDS: dict[str, FurnaceFuel] = {
    "propane": "propane", "lp gas": "propane", "lpg": "propane", "oil": "oil", "gas": "gas",
}  # fmt: skip
YES, NO = (
    ("yes", "y", "true", "1", "e", "est", "estimated", "estimate"),
    ("", "no", "n", "false", "0", "a", "actual", "read"),
)
_UNIT = re.compile(
    r"(?:^|[^a-z])(kwh|mwh|wh|therms?|dth|dekatherms?|mmbtu|ccf|mcf|hcf|mj|gj|gal|gallons?)(?:$|[^a-z0-9])"
)
GALLON = "gallon"
_SAME = {"gal": GALLON, "gallons": GALLON, "therms": "therm", "dekatherm": "dth", "dekatherms": "dth", "hcf": "ccf"}
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y/%m/%d")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]m)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of energy: its place, and carrier and unit where the head says them."""

    place: int
    carrier: Carrier | None
    unit: str | None
    fuel: FurnaceFuel | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of what a table has; None where it lacks it."""

    begins: int | None
    ends: int | None
    stamp: int | None
    clock: int | None
    estimated: int | None
    fuel: int | None
    unit: int | None
    amounts: tuple[Amount, ...]


def plain(head: str) -> str:
    """Return the head of a column in lower case, without units in brackets and without marks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", " ", head.lower())).split())


def unit_in(text: str) -> str | None:
    """Return the unit that a text names, as in `UNITS`; a gallon where it does not say of what."""
    found = _UNIT.search(text.lower().replace("_", " "))
    if found is None:
        return None
    unit = _SAME.get(found[1], found[1])
    fuel = fuel_in(text)
    return f"gallon of {fuel}" if unit == GALLON and fuel in ("propane", "oil") else unit


def carrier_in(text: str) -> Carrier | None:
    """Return the carrier that a text names."""
    words = f" {plain(text)} "
    return next((carrier for word, carrier in WORDS.items() if f" {word} " in words), None)


def fuel_in(text: str) -> FurnaceFuel | None:
    """Return the fuel that a text names."""
    words = f" {plain(text)} "
    return next((fuel for word, fuel in FUEL_WORDS.items() if f" {word} " in words), None)


def carrier_of(unit: str) -> Carrier | None:
    """Return what is billed in a unit; None where both are."""
    return "electricity" if unit in OF_ELECTRICITY else "fuel" if unit in OF_FUEL else None


def columns_of(heads: list[str]) -> Columns | None:
    """Return what the columns with these heads are; None where they are not those of bills or of a meter."""
    names = [plain(head) for head in heads]

    def first(known: tuple[str, ...]) -> int | None:
        return next((names.index(name) for name in known if name in names), None)

    unit = first(("unit", "units"))
    amounts = [
        Amount(place, carrier_in(head) or carrier_of(found), found, fuel_in(head))
        for place, head in enumerate(heads)
        if (found := unit_in(head)) is not None and "export" not in names[place] and "cost" not in names[place]
    ]
    if not amounts:
        amounts = [Amount(place, carrier_in(names[place]), None, fuel_in(names[place]))
                   for place, name in enumerate(names) if name in AMOUNTS][:1]  # fmt: skip
    stamp = first(STAMPS)
    begins, ends = first(BEGINS), first(ENDS)
    if stamp is not None and names[stamp] == "date":  # a day, and the clock in columns of their own
        begins = None if begins is not None and "time" in names[begins] else begins
        ends = None if ends is not None and "time" in names[ends] else ends
    clock = next((names.index(name) for name in CLOCKS if name in names and names.index(name) != stamp), None)
    if not amounts or (begins is None and ends is None and stamp is None):
        return None
    return Columns(begins, ends, stamp, clock, first(ESTIMATED), first(FUELS), unit, tuple(amounts))


def day_of(text: str) -> date | None:
    """Return the day of a text, in the form 2024-01-31 or 1/31/2024, perhaps with a time behind it."""
    moment = moment_of(text)
    return None if moment is None else moment.date()


def moment_of(text: str, clock: str = "") -> datetime | None:
    """Return the date and time of a text, with its offset from UTC where it states one; None where it is none."""
    text = text.strip()
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        head, _, rest = text.partition(" ")
        for form in _DATES:
            try:
                found = datetime.strptime(head, form)
            except ValueError:
                continue
            clock = rest or clock
            break
    if found is None or not 1990 <= found.year <= 2100:
        return None
    if clock.strip():
        parts = _CLOCK.fullmatch(clock.strip())
        if parts is None:
            return None
        hour, minute = int(parts[1]), int(parts[2])
        if parts[3]:
            hour = hour % 12 + (12 if parts[3].lower() == "pm" else 0)
        if hour > 24 or minute > 59:
            return None
        return found.replace(hour=hour % 24, minute=minute)
    return found


def known_unit(text: str, fuel: str = "") -> str | None:
    """Return the unit that a cell names, with what another cell says that it is of."""
    unit = _SAME.get(text.strip().lower(), text.strip().lower())
    if unit == GALLON:
        return unit_in(f"{fuel} {unit}")
    return unit if unit in UNITS else None
