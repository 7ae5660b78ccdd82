"""`cosim keys`: what a file may hold, from the models that check it."""

from importlib import import_module
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.streams import echo, echo_json
from cosim.errors import Fault, InvalidInput, did_you_mean

if TYPE_CHECKING:
    from cosim.config.base import Config
    from cosim.config.keys import Key
    from cosim.units import System

FILES = {
    "scenario": (
        "config.scenario:ScenarioConfig",
        "A question: house, weather, prices, configurations to compare",
    ),
    "house": ("config.house:HouseConfig", "Zones, surfaces, windows, leakage, gains and ducts"),
    "heat-pump": ("config.equipment:HeatPumpConfig", "A heat pump or air conditioner: compressor, coils, controls"),
    "furnace": ("config.backup:FurnaceConfig", "A furnace, or a boiler with radiators"),
    "thermostat": ("config.thermostat:ThermostatConfig", "Setpoints, schedules and stages"),
    "prices": ("config.prices:PricesConfig", "Prices of electricity and fuels"),
    "tariff": ("config.tariff:TariffConfig", "A tariff of electricity: periods, tiers, demand charges"),
    "grid": ("config.tariff:GridConfig", "Hourly emission factors of a grid"),
    "incentive": ("config.life_cycle:IncentiveConfig", "A rebate or tax credit"),
    "programme": ("config.programme:ProgrammeConfig", "A fleet: population, measures, economics"),
    "federate": ("coupling.federate_config:FederateConfig", "Houses that take part in a HELICS federation"),
}
"""Kinds of files, the model that checks each, and what it is."""
TABLES = {
    "weather-csv": ("weather.shelf", "Columns of a weather file of one's own"),
    "homes-csv": ("fleet.columns", "Columns of a fleet's table of homes"),
}
"""Kinds of tables, the module whose `columns` lists what each may hold, and what it is."""


def columns_of(table: str) -> list[tuple[str, str, str]]:
    """Return name, need and meaning of each column of a kind of table."""
    found: list[tuple[str, str, str]] = import_module(f"cosim.{TABLES[table][0]}").columns()
    return found


def model_of(file: str) -> "type[Config]":
    """Return the model that checks a kind of file."""
    module, _, name = FILES[file][0].partition(":")
    model: type[Config] = getattr(import_module(f"cosim.{module}"), name)
    return model


def found(path: str) -> "tuple[list[type[Config]], Key | None]":
    """Return the tables at a dotted path, ``house.windows``, or the one key that it names.

    Raises
    ------
    InvalidInput
        If a part of the path is no key there.
    """
    from cosim.config.keys import keys_of

    file, *parts = path.replace("[]", "").split(".")
    if file not in FILES:
        raise InvalidInput([Fault(f"'{file}'", "is no kind of file", did_you_mean(file, [*FILES, *TABLES]))])
    tables, key = [model_of(file)], None
    for part in parts:
        keys = [each for table in tables for each in keys_of(table)]
        fitting = [each for each in keys if part == each.field or part in each.names]
        if not fitting:
            known = [each.field for each in keys]
            raise InvalidInput([Fault(f"'{path}'", f"'{part}' is no key there", did_you_mean(part, known))])
        key, tables = fitting[0], [below for each in fitting for below in each.tables]
    return tables, key


@click.command()
@click.argument("path", required=False)
@click.option("--units", type=click.Choice(["si", "us"]), default="si", show_default=True, help="Units of the ranges.")
@click.option("--json-schema", is_flag=True, help="Print a JSON Schema for editors instead.")
def keys(path: str | None, units: "System", json_schema: bool) -> None:
    """Print every key that a file may hold: its values, range, default and meaning.

    PATH is a kind of file ("house"), or a table or key in it ("house.windows"). Without it, kinds of files are listed.
    """
    import json

    from cosim.config.keys import schema_of

    if path is None:
        kinds = FILES | TABLES
        width = max(map(len, kinds))
        for name, (_, what) in kinds.items():
            echo(f"{name:{width}}  {what}")
        return
    if path in TABLES and not json_schema:
        show_columns(path)
        return
    tables, key = found(path)
    if json_schema:
        if not tables:
            raise InvalidInput([Fault(f"'{path}'", "is no table, so it has no schema", "name the table that holds it")])
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"cosim {path}"}
        echo_json(json.dumps(schema | schema_of(tables[0]), indent=1, ensure_ascii=False))
        return
    show(tables, key, units)


def show_columns(table: str) -> None:
    """Print the columns of a kind of table."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    for name, need, meaning in columns_of(table):
        console.print(Text(name, style="bold"))
        console.print(Padding(Text(need, style="cyan"), (0, 0, 0, 4)))
        console.print(Padding(Text(meaning), (0, 0, 0, 4)))


def show(tables: "list[type[Config]]", key: "Key | None", units: "System") -> None:
    """Print the key, if one is named, and the keys of the tables below it."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from cosim.config.keys import keys_of

    console = Console(highlight=False, soft_wrap=False)
    shown = [] if key is None else [key]
    for each in [*shown, *(each for table in tables for each in keys_of(table))]:
        console.print(Text(", ".join(each.names), style="bold"))
        default = each.default_in_words(units)
        assumed = [] if default == "–" else [default if each.required else f"default {default}"]
        console.print(Padding(Text("; ".join([each.values(units), *assumed]), style="cyan"), (0, 0, 0, 4)))
        console.print(Padding(Text(each.meaning), (0, 0, 0, 4)))
