"""`cosim house new`: a house file from what its owner knows."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.cli.values import force_option, units_option
from cosim.errors import Fault, InvalidInput, did_you_mean

if TYPE_CHECKING:
    from cosim.config.facts import FactsConfig
    from cosim.units import System

QUESTIONS = {
    "storeys": "Storeys above ground",
    "foundation": "Below it: basement, conditioned basement, crawlspace or slab",
    "windows": "Most windows: single, single with storms, double, double low-e or triple",
    "heating_fuel": "What heats it: gas, propane, oil or electricity",
    "ach50": "Air changes per hour of a blower door test, if there was one",
    "occupants": "People who live in it",
}
"""Asked in this order on a terminal, where the command line does not say; an empty answer leaves it to statistics."""


@click.group()
def house() -> None:
    """Make a house from what its owner knows."""


@house.command("new")
@click.argument("name")
@click.option("--area", type=float, help="Heated floor area of all storeys, without a basement, ft².")
@click.option("--area-m2", type=float, help="The same, m².")
@click.option("--built", type=int, help="Year in which it was built.")
@click.option("--weather", metavar="NAME", help="Weather file, whose degree days tell the climate zone.")
@click.option("--climate-zone", metavar="ZONE", help="Climate zone of the IECC, such as 5A, instead of a weather file.")
@click.option("--storeys", type=float, help="Storeys above ground.")
@click.option("--foundation", help="basement, conditioned basement, crawlspace or slab.")
@click.option("--windows", help="single, single with storms, double, double low-e or triple.")
@click.option("--heating-fuel", help="gas, propane, oil or electricity.")
@click.option("--ach50", type=float, help="Air changes per hour at 50 Pa of a blower door test.")
@click.option("--occupants", type=float, help="People who live in it.")
@click.option("--fact", "more", multiple=True, metavar="KEY=VALUE",
              help='Any other fact, such as wall=masonry; "cosim keys scenario.house" lists them.')  # fmt: skip
@click.option("-o", "--output", metavar="HOUSE.toml", type=click.Path(path_type=Path),
              help="File to write [default: NAME.toml, in a project on its shelf of houses].")  # fmt: skip
@force_option
@units_option
@project_option
def new(
    name: str,
    area: float | None,
    area_m2: float | None,
    more: tuple[str, ...],
    weather: str | None,
    output: Path | None,
    force: bool,
    units: "System",
    project: Path | None,
    **known: Any,
) -> None:
    """Write a house file from plain facts, each other value the middle of the housing stock, with source and spread.

    Asks for what is missing where there is a terminal.
    """
    from cosim.config.facts import FactsConfig
    from cosim.config.faults import validate
    from cosim.facts.stock import distributions, middles
    from cosim.facts.words import doubts
    from cosim.facts.written import house_text
    from cosim.files import check_destination, write_whole

    path = output or _shelf(project) / f"{name}.toml"
    check_destination(path, force=force)
    stated: dict[str, Any] = {key: value for key, value in known.items() if value is not None}
    stated |= {key: value for key, value in (("floor_area_ft2", area), ("floor_area_m2", area_m2)) if value is not None}
    stated |= _parsed(more)
    if sys.stdin.isatty() and sys.stdout.isatty():
        weather = _ask(stated, weather)
    facts = validate(FactsConfig, stated | {"name": name}, f"house '{name}'")
    zone = facts.climate_zone or _zone(weather, project)
    quantities = distributions(facts, zone)
    text = house_text(facts, zone, quantities, middles(quantities))
    write_whole(path, text.encode("utf-8"))
    for doubt in doubts(facts, zone):
        echo(f"note: {doubt}", err=True)
    show(facts, zone, units)
    reference = path.name if path.parent.name != "houses" else path.stem
    echo(f'{path} written; it holds the source of every value. In a scenario: house = "{reference}"')


def show(facts: "FactsConfig", zone: str, units: "System") -> None:
    """Print every quantity with its middle, its band and its source."""
    from rich.console import Console
    from rich.table import Table

    from cosim.facts.stock import distributions
    from cosim.facts.words import shown

    table = Table(title=f"{facts.name}, climate zone {zone}", title_justify="left", box=None, pad_edge=False)
    for column in ("quantity", "value", "80 % of such homes", "by"):
        table.add_column(column, overflow="fold", justify="left")
    for each in shown(distributions(facts, zone), units):
        band = f"{each.low} to {each.high}" if each.high else each.low
        table.add_row(each.name, f"{each.middle} {each.unit}".strip(), band, each.publisher)
    Console(highlight=False).print(table)


def _shelf(project: Path | None) -> Path:
    """Return the shelf of houses of a project; the current folder where there is none."""
    from cosim.project import LIBRARY, current_project

    root = project or current_project()
    if root is None:
        return Path()
    folder = root / LIBRARY / "houses"
    if not (root / LIBRARY).is_dir():
        return Path()
    folder.mkdir(exist_ok=True)
    return folder


def _parsed(more: tuple[str, ...]) -> dict[str, Any]:
    """Return facts of the form KEY=VALUE; numbers as such."""
    from cosim.config.facts import FactsConfig

    found: dict[str, Any] = {}
    for text in more:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            raise InvalidInput([Fault(f"--fact {text[:60]}", "is not KEY=VALUE", "such as windows=double")])
        known = FactsConfig.toml_keys()
        if key not in known:
            raise InvalidInput([Fault(f"--fact {text[:60]}", "unknown key", did_you_mean(key, known))])
        found[key] = _number(value)
    return found


def _number(text: str) -> float | int | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _ask(stated: dict[str, Any], weather: str | None) -> str | None:
    """Ask on the terminal for what is not stated; return the weather. What no house has is asked for again."""
    if not any(key.startswith("floor_area") for key in stated):
        stated["floor_area_ft2"] = _answer("Heated floor area, ft2", "floor_area_ft2")
    if "built" not in stated:
        stated["built"] = _answer("Year in which it was built", "built")
    if weather is None and "climate_zone" not in stated:
        given = click.prompt("Weather file, or climate zone such as 5A", type=str)
        if len(given) <= 2:
            stated["climate_zone"] = given.upper()
        else:
            weather = given
    for key, question in QUESTIONS.items():
        if key not in stated and (given := _answer(f"{question} [Enter: by statistics]", key, default="")) != "":
            stated[key] = given
    return weather


def _answer(question: str, key: str, default: str | None = None) -> Any:
    """Return the answer to a question on one fact, by itself a possible one; `default` where nothing is answered."""

    def possible(text: str) -> Any:
        from cosim.config.facts import FactsConfig
        from cosim.config.faults import validate

        value = _number(text.strip())
        if value == default:
            return value
        usual = {"floor_area_ft2": 1600.0, "built": 1980}
        try:
            validate(FactsConfig, usual | {key: value}, key)
        except InvalidInput as error:
            fault = error.faults[0]
            raise click.UsageError(f"{fault.problem}{f'; {fault.remedy}' if fault.remedy else ''}") from None
        return value

    return click.prompt(question, default=default, show_default=False, value_proc=possible)


def _zone(weather: str | None, project: Path | None) -> str:
    from cosim.facts.zone import climate_zone
    from cosim.project import current_project, find
    from cosim.weather import read_weather

    if weather is None:
        raise InvalidInput([Fault("--weather", "is missing", "name a weather file, or --climate-zone 5A")])
    return climate_zone(read_weather(find("weather", weather, place="--weather", project=project or current_project())))
