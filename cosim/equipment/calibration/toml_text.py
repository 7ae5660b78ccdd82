"""Write a machine as a TOML file of the equipment library: the inverse of reading one."""

import json
import textwrap
import tomllib
from typing import Any

from cosim.config.base import Config
from cosim.config.equipment import HeatPumpConfig, PublishedConfig
from cosim.config.faults import validate
from cosim.units import from_si

WIDTH = 118
# unit in which a field is written, by dimension; temperatures as US data sheets have them
UNITS = {
    "temperature": "f",
    "temperature_difference": "k",
    "power": "w",
    "volume": "cc",
    "flow": "cfm",
    "speed": "rps",
    "mass": "kg",
    "conductance": "w_k",
    "length": "mm",
    "area": "m2",
    "pressure": "kpa",
    "time": "s",
    "heat_capacity": "kj_k",
}
OWN_UNITS: dict[tuple[type[Config], str], str] = {(PublishedConfig, "capacity"): "btu_h"}


def toml_text(config: HeatPumpConfig) -> str:
    """Return the text of a TOML file that reads as `config`; what is as by default is left out."""
    plain, tables = [], []
    for name in type(config).model_fields:
        value = getattr(config, name)
        if _by_default(config, name):
            continue
        if isinstance(value, Config):
            tables.append(f"\n[{name}]\n" + "\n".join(_lines(value)))
        else:
            plain += _line(config, name)
    return "\n".join([*plain, *tables]) + "\n"


def readable(config: HeatPumpConfig) -> str:
    """Return `toml_text` of a machine once it has been read back: what is written is what every command reads.

    Raises
    ------
    InvalidInput
        Where a number lies outside what a machine's file may hold.
    """
    text = toml_text(config)
    validate(HeatPumpConfig, tomllib.loads(text), f"the machine '{config.name}'")
    return text


def _by_default(config: Config, name: str) -> bool:
    field = type(config).model_fields[name]
    return not field.is_required() and getattr(config, name) == field.get_default(call_default_factory=True)


def _lines(config: Config) -> list[str]:
    return [line for name in type(config).model_fields if not _by_default(config, name) for line in _line(config, name)]


def _line(config: Config, name: str) -> list[str]:
    value = getattr(config, name)
    if name == "source":
        return [f'{name} = """\n{_within_quotes(textwrap.fill(" ".join(value.split()), WIDTH))}\n"""']
    if isinstance(value, Config):
        return [f"{name} = {{ {', '.join(_lines(value))} }}"]
    if isinstance(value, tuple) and not isinstance(value[0], Config):
        return [f"{name} = [{', '.join(_literal(item) for item in value)}]"]
    if isinstance(value, tuple):
        rows = [f"  {{ {', '.join(_lines(row))} }}," for row in value]
        return [f"{name} = [", *rows, "]"]
    quantity = type(config).quantities().get(name)
    if quantity is None:
        return [f"{name} = {_literal(value)}"]
    unit = OWN_UNITS.get((type(config), name)) or UNITS[quantity.dimension]
    return [f"{name}_{unit} = {_literal(from_si(value, quantity.dimension, unit))}"]


def _literal(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.9g}"
    # strings and booleans are written alike, but for one character that TOML wants escaped and JSON does not
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _within_quotes(text: str) -> str:
    """Return text of several lines as it stands within three quotes."""
    return "\n".join(_literal(line)[1:-1] for line in text.splitlines())
