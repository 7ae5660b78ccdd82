"""Read the shelves for `cosim list` and `cosim show`: entries with titles, paths of names, descriptions of files."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cosim.config.faults import parse_toml
from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput, did_you_mean, printable
from cosim.project import find, is_path, names, read_bytes, shelves

if TYPE_CHECKING:
    from cosim.hpxml.sources import HomeFile

TITLE_KEYS = ("title", "name", "description")
TEXTS = (".toml", ".json")
HOMES = (".xml", ".zip")


class Entry(NamedTuple):
    """An entry on a shelf: its name, its file and a one-line title."""

    name: str
    path: Path
    title: str


def shelf_named(name: str, project: Path | None) -> str:
    """Return `name` if a shelf has that name."""
    known = shelves(project)
    if name not in known:
        raise InvalidInput([Fault(f"shelf '{name}'", "is not a shelf", did_you_mean(name, known))])
    return name


def entries(shelf: str, project: Path | None) -> list[Entry]:
    """Return the entries of a shelf."""
    return [Entry(name, path, printable(_title(path))) for name, path in names(shelf, project).items()]


def locate(name: str, project: Path | None) -> tuple[str, Path]:
    """Return the shelf and file of a name, ``shelf/name`` or a path; the shelf of a path is its folder."""
    place = f"'{name}'"
    if name.partition("#")[0].lower().endswith(HOMES):
        from cosim.hpxml.sources import find_home_file

        return "houses", find_home_file(name, place=place, anchor=Path()).shown
    if is_path(name):
        path = find("scenarios", name, place=place)
        return path.resolve().parent.name, path
    shelf, _, bare = name.rpartition("/")
    if shelf:
        return shelf, find(shelf_named(shelf, project), bare, place=place, project=project)
    holders = [(shelf, names(shelf, project)) for shelf in shelves(project)]
    found = [(shelf, held[name]) for shelf, held in holders if name in held]
    if not found:
        known = {known for _, held in holders for known in held}
        raise InvalidInput([Fault(place, "is on no shelf", did_you_mean(name, known))])
    if len(found) > 1:
        choices = " or ".join(f"{shelf}/{name}" for shelf, _ in found)
        raise InvalidInput([Fault(place, "is on several shelves", f"write {choices}")])
    return found[0]


def describe(shelf: str, path: Path, building: str = "") -> str:
    """Return a file's description: source of TOML, climate of a weather file, what is read of a building in HPXML."""
    if path.suffix.lower() in TEXTS:
        text = read_bytes(path).decode("utf-8", errors="replace").rstrip() + "\n"
        return printable(text + _refrigerant(path) if shelf in ("heat_pumps", "air_conditioners") else text)
    return _home(path, building) if path.suffix.lower() in HOMES else _climate(path)


def _home(path: Path, building: str) -> str:
    """Return what is read of a home's HPXML file, what stands in for what it lacks, and what is left aside."""
    from cosim.hpxml import read_hpxml
    from cosim.hpxml.account import in_words
    from cosim.hpxml.sources import find_home_file

    file = find_home_file(f"{path}#{building}", place=str(path), anchor=Path())
    account = in_words(read_hpxml(file.shown, file.building, file.data()).account())
    notes = _stand_ins(file)
    said = [f"notes on what heats and cools it ({len(notes)})", *(f"  {note}" for note in notes)]
    return printable(account + "\n".join(said) + "\n")


def _stand_ins(file: "HomeFile") -> list[str]:
    """Return what stands in for a home's systems where it says `equipment = "as in the house"`, or why nothing does."""
    from cosim.hpxml import read_home
    from cosim.scenarios.homes import as_in_the_house

    try:
        home = read_home(file.shown, file.building, file.data(), whole=False)
        return list(as_in_the_house(home)[1])
    except InvalidInput as error:
        return [f"not simulated: {fault}" for fault in error.faults]


def _refrigerant(path: Path) -> str:
    """Return facts on a machine's refrigerant, as comments below its TOML; empty if the file is not valid."""
    from cosim.equipment.facts import refrigerant_facts
    from cosim.equipment.library import read_machine

    try:
        facts = refrigerant_facts(read_machine(str(path)))
    except InvalidInput:
        return ""
    return "\n" + "".join(f"# {line}\n" for line in facts)


def _title(path: Path) -> str:
    try:
        data = read_bytes(path)
        text = data.decode("utf-8", errors="replace")
    except InvalidInput:
        return "(cannot be read)"
    if path.suffix.lower() == ".json":
        return "(URDB)"
    if path.suffix.lower() != ".toml":
        stations = (line.partition(":")[2].strip() for line in text[:2000].splitlines() if line.startswith("# station"))
        return next(stations, "")
    try:
        table, _ = parse_toml(data, path.name)
    except InvalidInput:  # one bad file does not hide the shelf
        return "(not valid TOML)"
    return next((" ".join(str(table[key]).split()) for key in TITLE_KEYS if key in table), "")


def _climate(path: Path) -> str:
    import numpy as np

    from cosim.schema.daylight_saving import RULES_IN_WORDS, rule_of_place
    from cosim.weather import read_weather

    weather = read_weather(path)
    celsius = weather.dry_bulb - FREEZING
    daily = celsius.reshape(365, 24).mean(axis=1)
    heating = np.clip(65 - (daily * 1.8 + 32), 0, None).sum()
    cooling = np.clip(daily * 1.8 + 32 - 65, 0, None).sum()
    coldest, warmest = np.percentile(celsius, [1, 99])
    near_frost = np.count_nonzero((celsius > -8) & (celsius < 5))
    lines = [
        weather.name,
        f"  latitude {weather.latitude:.2f}°, longitude {weather.longitude:.2f}°, {weather.elevation:.0f} m, "
        f"UTC{weather.time_zone:+g} h",
        *(
            [f"  the year {weather.year}; 1 January is a {weather.start_weekday.capitalize()}"]
            if weather.start_weekday
            else []
        ),
        f"  clocks: {RULES_IN_WORDS[rule_of_place(weather.latitude, weather.longitude, weather.time_zone)]}",
        f"  mean {celsius.mean():.1f} °C; lowest {celsius.min():.1f}, highest {celsius.max():.1f} °C",
        f"  99 % of hours above {coldest:.1f} °C, 99 % below {warmest:.1f} °C",
        f"  degree days to 65 °F: heating {heating:,.0f}, cooling {cooling:,.0f} °F·d",
        f"  {near_frost:,} hours between −8 and 5 °C, where outdoor coils frost",
        f"  sun {weather.global_horizontal.sum() / 1000:,.0f} kWh/m² a year on the horizontal",
        f"  wind {weather.wind_speed.mean():.1f} m/s on average",
        *(f"  note: {note}" for note in weather.notes),
    ]
    return "\n".join(lines) + "\n"
