"""Homes of CSV files, one a row: what `homes_csv` says, with every fault by its row and column."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite

from cosim.calibration.values import ValuesConfig
from cosim.config.facts import FactsConfig
from cosim.config.faults import validate
from cosim.errors import CONTROLS, Fault, InvalidInput, did_you_mean, printable
from cosim.fleet.figures import figures_of
from cosim.fleet.homes import MIN_BAND, WORDS, Row
from cosim.fleet.plain_homes import PlainHome
from cosim.fleet.samples import IN_HOUSE
from cosim.fleet.traits import BY_KEY
from cosim.units import to_si

XML, WEIGHT, BUILDING, UPGRADE, APPLIES = "xml", "weight", "bldg_id", "upgrade", "applicability"
FACTS = tuple(key for key in FactsConfig.toml_keys() if key != "name")
AREAS = tuple(key for key in FACTS if key.startswith("floor_area"))
FIT, REFUSED, NOTE = "fit.", "fit.refused", "fit.note"
"""Beginning of the columns that `cosim fleet-fit` adds; why figures cannot be a home, and what of them is odd."""
FITTED = tuple(f"{FIT}{key}" for key in ValuesConfig.toml_keys())
IDENTITIES = (BUILDING, "id")
"""Columns that say whose row it is, each once."""
KNOWN = (*WORDS, *BY_KEY, XML, WEIGHT, *IDENTITIES, UPGRADE, *FACTS)
NEAR = 0.75  # likeness of a column to a known one from which it may be that one misspelled
MOST_WEIGHT = 1e9
MOST_LETTERS, MOST_TEXT = 200, 1000  # of the name of a label, and of what it says of a home
PATTERN = re.compile(r"\{([^{}:]+)(?::0?(\d{1,2}))?\}")


@dataclass(slots=True)
class Line:
    """One line of a file, read by itself."""

    place: str
    row: Row
    xml: str = ""
    building: str = ""
    upgrade: int = 0
    plain: PlainHome | None = None


@dataclass(slots=True)
class Table:
    """The homes of all files.

    Attributes
    ----------
    homes : list of list of Line
        The lines of each home: first the home as it is, then its upgrades.
    columns : dict of str to None
        Labels, in the order of the files.
    """

    homes: list[list[Line]] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_table(
    sources: Iterable[tuple[str, bytes]], names: Mapping[str, Sequence[str]], pattern: str = ""
) -> Table:  # fmt: skip
    """Return the homes of CSV files.

    Parameters
    ----------
    sources : iterable of (str, bytes)
        Name in messages and content of each file.
    names : dict of str to sequence of str
        Valid values of the text columns: `existing` and, where they are fixed, the others.
    pattern : str
        Where a home's file lies, for rows without a column `xml`: ``bldg{bldg_id:07}-up{upgrade:02}.zip``.
    """
    table = Table()
    lines: list[Line] = []
    for file, data in sources:
        lines += _read(data, file, names, pattern, table)
    if not table.faults:
        _gather(lines, table)
    return table


def filled(pattern: str, cells: Mapping[str, str]) -> str:
    """Return a pattern with the cells that it names in place of ``{column}`` or, padded with zeros, ``{column:07}``."""
    return PATTERN.sub(lambda found: cells[found[1]].zfill(int(found[2] or 0)), pattern)


def _read(
    data: bytes, file: str, names: Mapping[str, Sequence[str]], pattern: str, table: Table
) -> list[Line]:  # fmt: skip
    """Return the lines of one file; what is wrong with it goes to the table."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        table.faults.append(Fault(file, f"is not UTF-8 CSV: {error}"))
        return []
    if len(rows) < 2:
        table.faults.append(Fault(file, "has no homes", "write a row of column names, then one row a home"))
        return []
    header = [column.strip() for column in rows[0]]
    faults = [*_of_header(header, file, pattern)]
    if faults:
        table.faults += faults
        return []
    facts = set(AREAS) & set(header)
    labels = [column for column in header
              if column not in (*WORDS, *BY_KEY, XML, WEIGHT, UPGRADE) or (facts and column in FACTS)]  # fmt: skip
    table.columns |= dict.fromkeys(labels)
    lines = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{file}: row {number}"
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells, but there are {len(header)} columns"
            table.faults.append(Fault(place, problem))
            continue
        named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        line, wrong = _line(named, place, names, pattern, labels)
        table.faults += wrong
        if line is not None:
            lines.append(line)
    known = {*IDENTITIES, *FITTED, REFUSED, NOTE, *(FACTS if facts else ())}
    for column in labels:
        near = get_close_matches(column, KNOWN, n=1, cutoff=NEAR) if column not in known else []
        if near:
            told = f"{file}: column '{printable(column[:60])}' is taken as a label of {len(lines):,} rows"
            table.notes.append(f"{told}; did you mean '{near[0]}'?")
    return lines


def _of_header(header: Sequence[str], file: str, pattern: str) -> Iterable[Fault]:
    traits = [BY_KEY[column][0].name for column in header if column in BY_KEY]
    for name in dict.fromkeys([*_twice(header), *_twice(traits)]):
        yield Fault(f"{file}: {name}", "has more than one column", "keep one")
    for name in header:
        if CONTROLS.search(name) or len(name) > MOST_LETTERS:
            yield Fault(
                f"{file}: column '{name[:40]}'", "is no name of a column", f"{MOST_LETTERS} letters are the most"
            )
    if "" in header:
        yield Fault(file, f"column {header.index('') + 1} has no name", "name it, or remove it")
    if "house" not in header and XML not in header and not pattern and not set(AREAS) & set(header):
        yield Fault(file, "has no column 'house'", "name a house type in each row, a home's file in a column 'xml', or "
                    "state floor_area_ft2 and built")  # fmt: skip
    if set(IDENTITIES) <= set(header):
        yield Fault(file, f"has the columns {' and '.join(IDENTITIES)}", "keep one")
    if UPGRADE in header and BUILDING not in header:
        yield Fault(f"{file}: {UPGRADE}", f"needs a column '{BUILDING}', which says whose upgrade it is")
    for name in dict.fromkeys(found[1] for found in PATTERN.finditer(pattern)):
        if name not in header and name != UPGRADE:
            yield Fault(file, f"has no column '{name}', which homes_xml names", did_you_mean(name, header))


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _line(
    cells: Mapping[str, str], place: str, names: Mapping[str, Sequence[str]], pattern: str, labels: Sequence[str]
) -> tuple[Line | None, list[Fault]]:
    """Return one line, None for an upgrade that its home does not get, and what is wrong with it."""
    faults: list[Fault] = []
    upgrade = _whole_number(cells.get(UPGRADE, "") or "0")
    if upgrade is None:
        faults.append(Fault(f"{place}, column '{UPGRADE}'", f"'{cells[UPGRADE][:60]}' is not a number of an upgrade"))
        upgrade = 0
    if upgrade and cells.get(APPLIES, "").lower() == "false":
        return None, []
    faults += [Fault(f"{place}, column '{name}'", "is empty")
               for name in IDENTITIES if name in cells and not cells[name]]  # fmt: skip
    xml = cells.get(XML, "")
    plain = None
    if not xml and not cells.get("house") and any(cells.get(name) for name in AREAS):
        plain, wrong = plain_home(cells, place)
        faults += wrong
    elif not xml and pattern and not cells.get("house"):
        xml = filled(pattern, {**cells, UPGRADE: str(upgrade)})
    own = bool(xml) or plain is not None or bool(faults)
    if plain is None and bool(xml) == bool(cells.get("house")) and not faults:
        problem = f"names a house and a file of its own, {xml[:60]}" if xml else "names neither a house nor a file"
        remedy = "keep one" if xml else "fill in 'house' or 'xml', or floor area and year"
        faults.append(Fault(place, problem, remedy))
    words = {word: cells[word] for word in WORDS if word in cells}
    if own:
        words = {word: text for word, text in words.items() if text} | {"house": ""}
        words.setdefault("existing", IN_HOUSE)
    for word, text in words.items():
        where = f"{place}, column '{word}'"
        if not text and not own:
            faults.append(Fault(where, "is empty"))
        elif word in names and text not in names[word] and not (own and text == IN_HOUSE):
            faults.append(Fault(where, f"there is no '{text[:60]}'", did_you_mean(text, names[word])))
    stated = cells if plain is None else {key: text for key, text in cells.items() if key not in FACTS}
    traits, wrong = _traits(stated, place, empty=own)
    weight, odd = _weight(cells, place)
    faults += [
        Fault(f"{place}, column '{column}'", "holds a control character, or more text than a label may")
        for column in labels
        if CONTROLS.search(cells[column]) or len(cells[column]) > MOST_TEXT
    ]
    row = Row(words, traits, weight, {column: cells[column] for column in labels})
    building = cells.get(BUILDING) or cells.get("id", "")
    return Line(place, row, xml, building, upgrade, plain), [*faults, *wrong, *odd]


def plain_home(cells: Mapping[str, str], place: str) -> tuple[PlainHome | None, list[Fault]]:
    """Return what a row states of a home of which plain facts are known, and what is wrong with it."""
    faults: list[Fault] = []
    facts = fitted = None
    try:
        facts = validate(FactsConfig, {key: _value(cells[key]) for key in FACTS if cells.get(key)}, place)
    except InvalidInput as error:
        faults += error.faults
    stated = {key.removeprefix(FIT): _value(cells[key]) for key in cells if key in FITTED and cells[key]}
    if stated:
        try:
            fitted = validate(ValuesConfig, stated, f"{place}: {FIT.rstrip('.')}").model_dump()
        except InvalidInput as error:
            faults += error.faults
    figures, wrong = figures_of(cells, place)
    faults += wrong
    if facts is None or faults:
        return None, faults
    return PlainHome(facts, fitted, cells.get(REFUSED, ""), figures, cells, place), faults


def _value(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _whole_number(text: str) -> int | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if 0 <= number < 1000 and number == int(number) else None


def _weight(cells: Mapping[str, str], place: str) -> tuple[float, list[Fault]]:
    text = cells.get(WEIGHT)
    if text is None:
        return 1.0, []
    try:
        weight = float(text)
    except ValueError:
        return 1.0, [Fault(f"{place}, column '{WEIGHT}'", f"'{text[:60]}' is not a number")]
    if not isfinite(weight) or not 0 < weight <= MOST_WEIGHT:
        problem = f"{text[:60]} is not valid"
        return 1.0, [Fault(f"{place}, column '{WEIGHT}'", problem, "it is above 0: a home stands for that many")]
    return weight, []


def _traits(cells: Mapping[str, str], place: str, *, empty: bool) -> tuple[dict[str, float], list[Fault]]:
    """Return the traits that a row states; `empty` where a cell may be, because a home's own file says it."""
    traits: dict[str, float] = {}
    faults = []
    for column, text in cells.items():
        if column not in BY_KEY or (empty and not text):
            continue
        where = f"{place}, column '{column}'"
        trait, unit = BY_KEY[column]
        try:
            number = float(text)
        except ValueError:
            faults.append(Fault(where, f"'{text[:60]}' is not a number"))
            continue
        value = number if trait.dimension is None else to_si(number, trait.dimension, unit)
        if not trait.minimum <= value <= trait.maximum:  # not a number is refused as well
            ends = " to ".join(f"{trait.in_unit(end, unit):.6g}" for end in (trait.minimum, trait.maximum))
            faults.append(Fault(where, f"{text} is not valid", f"choose {ends}"))
        traits[trait.name] = value
    if {"heating_setpoint", "cooling_setpoint"} <= set(traits):
        gap = traits["cooling_setpoint"] - traits["heating_setpoint"]
        if gap < MIN_BAND:
            faults.append(Fault(place, f"the cooling setpoint is {gap:.2g} K above the heating setpoint",
                                f"leave at least {MIN_BAND:g} K"))  # fmt: skip
    return traits, faults


def _gather(lines: Sequence[Line], table: Table) -> None:
    """Put the lines of each building together, the home as it is first; refuse what is there twice or alone."""
    found: dict[str, dict[int, Line]] = defaultdict(dict)
    homes: list[dict[int, Line]] = []
    for line in lines:
        group = found[line.building] if line.building else {}
        if line.upgrade in group:
            kind = f"upgrade {line.upgrade} of " if line.upgrade else ""
            problem = f"{kind}home {line.building[:60]} already exists, in {group[line.upgrade].place}"
            table.faults.append(Fault(line.place, problem, "keep one of them"))
            continue
        if not group:
            homes.append(group)
        group[line.upgrade] = line
    for group in homes:
        if 0 not in group:
            first = next(iter(group.values()))
            problem = f"home {first.building[:60]} has an upgrade, but no row of the home as it is (upgrade 0)"
            table.faults.append(Fault(first.place, problem))
            continue
        if len(group) > 1 and not all(line.xml for line in group.values()):
            problem = "has upgrades, for which each row needs a file of its own"
            table.faults.append(Fault(group[0].place, problem, "fill in 'xml'"))
        table.homes.append([group[upgrade] for upgrade in sorted(group)])
    unlike = sum(any(line.row.weight != lines[0].row.weight for line in lines) for lines in table.homes)
    if unlike:
        table.notes.append(
            f"the weights of upgrades differ from that of their home in {unlike:,} homes: the home's counts"
        )
