"""A scenario stated in Python: the keys of a scenario's file as arguments, checked as the file would be."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosim.config.faults import parse_toml, place_in
from cosim.config.toml_text import plainly, text_of
from cosim.errors import Fault, InvalidInput, printable
from cosim.project import IN_PYTHON, InputFile
from cosim.scenarios.given import Given
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Configuration, Scenario

if TYPE_CHECKING:
    import os

    import pandas as pd

    from cosim.config.base import Config
    from cosim.weather import Weather

    Part = str | os.PathLike[str] | Mapping[str, Any] | Config

SHELVES = {"heat_pump": "heat_pumps", "air_conditioner": "air_conditioners", "furnace": "furnaces"}
"""Keys of a configuration that name a file, and where its name is looked up."""
STATES_NOTHING = ("events", "equipment", "scale", "open_sizes")
"""Fields of a configuration that was read, which no key of a file states as they are."""


def scenario(
    *,
    house: "Part | None" = None,
    weather: "str | os.PathLike[str] | Weather | pd.DataFrame | None" = None,
    configurations: "Sequence[Mapping[str, Any] | Configuration]" = (),
    prices: "Part | None" = None,
    emissions: "Mapping[str, Any] | Config | None" = None,
    thermostat: "Part | None" = None,
    life_cycle: "Mapping[str, Any] | Config | None" = None,
    agent: "Mapping[str, Any] | Config | None" = None,
    title: str = "",
    description: str = "",
    start_weekday: str | None = None,
    daylight_saving: str | None = None,
    name: str = "scenario",
    project: "str | os.PathLike[str] | None" = None,
) -> Scenario:
    """Return a scenario stated in Python, checked as its file would be.

    Parameters
    ----------
    house, prices, thermostat
        A name on its shelf, a path, a dict with the keys of its file, or an object that was read; of a house also a
        dict of plain facts, as in ``{"floor_area_ft2": 1800, "built": 1962}``.
    weather
        A name, a path, a `cosim.Weather`, or a DataFrame whose `attrs` hold latitude, longitude and elevation.
    configurations : sequence
        Dicts with the keys of `[[configurations]]`, in which heat pump, air conditioner and furnace may be dicts or
        objects too, or configurations of a scenario that was read.
    emissions, life_cycle, agent
        Dicts with the keys of these tables.
    title, description, start_weekday, daylight_saving
        As in a file.
    name : str
        In messages and results.
    project : path, optional
        Folder with the user's shelves; by default the current folder. Relative paths start in the current folder.

    Raises
    ------
    InvalidInput
        With all faults and their places, such as ``scenario: configurations[1].heat_pump: ...``.

    Notes
    -----
    Results say of each part that it was given in Python, with a digest, and hold the whole as TOML. Of weather from a
    DataFrame they hold the digest alone.

    Examples
    --------
    >>> import cosim
    >>> asked = cosim.scenario(
    ...     house="tight-new",
    ...     weather="chicago-il",
    ...     prices={"electricity_usd_per_kwh": 0.15, "gas_usd_per_therm": 1.2},
    ...     emissions={"electricity_kg_per_kwh": 0.4, "gas_kg_per_therm": 6.1},
    ...     configurations=[{"name": "heat pump", "heat_pump": "ccashp-3ton", "strips": {"capacity_kw": 10}}],
    ... )
    >>> asked.weather.name
    'Chicago Ohare Intl Ap, IL'
    """
    given: dict[str, Given] = {}
    faults: list[Fault] = []
    file = printable(str(name)) or "scenario"
    stated = {
        "title": title, "description": description,
        "house": house if _states_facts(house) else _part(house, "houses", "house", given),
        "weather": _part(weather, "weather", "weather", given), "start_weekday": start_weekday,
        "daylight_saving": daylight_saving, "prices": prices, "emissions": emissions, "thermostat": thermostat,
        "life_cycle": life_cycle, "agent": agent,
        "configurations": [
            _entry(each, f"configurations[{number}]", given, faults, file)
            for number, each in enumerate(_listed(configurations, faults, file))
        ],
    }  # fmt: skip
    table, wrong = plainly({key: value for key, value in stated.items() if value not in ("", None)}, "")
    for key, part in list(given.items()):
        if isinstance(part.value, Mapping):
            value, more = plainly(part.value, part.dotted)
            given[key] = Given(part.kind, part.dotted, value)
            wrong += more
    remedy = "give numbers, text, lists and dicts, as a file holds them"
    faults += [Fault(place_in(file, place), problem, remedy) for place, problem in wrong]
    if faults:
        raise InvalidInput(faults)
    text = text_of(table)
    loading = Loading(Path.cwd() / file, Path.cwd() if project is None else Path(project), given)
    loading.file = file
    source = InputFile("scenarios", f"{IN_PYTHON}{file}", sha256(text.encode()).hexdigest())
    loading.files[Path(source.path)] = source
    return loading.scenario_of(parse_toml(text.encode(), file)[0], text + _beside(given))


def _listed(configurations: Any, faults: list[Fault], file: str) -> list[Any]:
    if isinstance(configurations, list | tuple):
        return list(configurations)
    place = place_in(file, "configurations")
    faults.append(Fault(place, f"must be a list, not of the type {type(configurations).__name__}", "write [...]"))
    return []


def _states_facts(house: Any) -> bool:
    """Return whether a house is stated by plain facts, which stand in the scenario's own table."""
    return isinstance(house, Mapping) and any(str(key).startswith("floor_area") for key in house)


def _part(value: Any, kind: str, dotted: str, given: dict[str, Given]) -> Any:
    """Return what stands in the table for a part: a name or path as it is, else the reference to what was given."""
    if value is None or isinstance(value, str) or hasattr(value, "__fspath__"):
        return value
    part = Given(kind, dotted, value)
    given[part.reference] = part
    return part.reference


def _entry(each: Any, dotted: str, given: dict[str, Given], faults: list[Fault], file: str) -> dict[str, Any]:
    """Return the table of one configuration."""
    if isinstance(each, Configuration):
        kept = [name for name in STATES_NOTHING if getattr(each, name) not in ((), 1.0, {})]
        if kept:
            problem = f"was read with {', '.join(kept)}, which it cannot state again"
            faults.append(Fault(place_in(file, dotted), problem, "state it as a dict"))
        table = {field.name: getattr(each, field.name) for field in fields(each) if field.name not in STATES_NOTHING}
        each = {key: value for key, value in table.items() if value not in (None, ())}
    if not isinstance(each, Mapping):
        problem = f"is of the type {type(each).__name__}"
        faults.append(Fault(place_in(file, dotted), problem, "give a dict or a cosim.Configuration"))
        return {}
    return {
        key: _part(value, SHELVES[key], f"{dotted}.{key}", given) if key in SHELVES else value
        for key, value in each.items()
    }


def _beside(given: Mapping[str, Given]) -> str:
    """Return what was given as comments below the scenario's text."""
    parts = []
    for reference, part in given.items():
        lines = part.text.splitlines() or ["hours of weather, which are not repeated here"]
        parts.append("".join(f"# {line}".rstrip() + "\n" for line in [f"{reference}:", *lines]))
    return "".join("\n" + part for part in parts)
