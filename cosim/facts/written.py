"""A house file with a comment on every value that stands for something that could be known better."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cosim.config.facts import FactsConfig
from cosim.facts.build import foundation_of, storeys_of, table_of
from cosim.facts.distribution import Distribution
from cosim.facts.words import Shown, doubts, shown

BARE = re.compile(r"[A-Za-z0-9_-]+")
# what of the file a quantity is in: dotted place, or the name of a part
PLACES: dict[str, tuple[str, ...]] = {
    "zones": ("ach50",),
    "constructions.wall": ("wall_u",),
    "constructions.ceiling": ("attic_u",),
    "constructions.roof": ("attic_u",),
    "constructions.floor": ("floor_u",),
    "constructions.foundation wall": ("foundation_u",),
    "glazings": ("window_u", "window_shgc"),
    "surfaces.slab": ("slab_f",),
    "windows": ("window_share", "shading"),
    "gains.0": ("base_electricity", "gains", "occupants"),
    "gains.1": ("hot_water_gas", "hot_water_electricity"),
    "ducts": ("duct_loss", "duct_resistance"),
}
OUTSIDE = ("heating_setpoint", "cooling_setpoint", "furnace_efficiency")
"""Quantities that a scenario states, not the house."""


def house_text(
    facts: FactsConfig, zone: str, quantities: Mapping[str, Distribution], values: Mapping[str, float]
) -> str:  # fmt: skip
    """Return the TOML of the house of one draw, with the source and spread of every quantity.

    Parameters
    ----------
    facts : FactsConfig
    zone : str
        Climate zone.
    quantities : mapping of str to Distribution
        Of `cosim.facts.stock.distributions`.
    values : mapping of str to float
        One value of each.
    """
    table = table_of(facts, values)
    told = {each.name: each for each in shown(quantities)}
    below, storeys = foundation_of(values), storeys_of(facts, values)
    known = ", ".join(f"{key} = {_value(value)}" for key, value in facts.as_toml().items())
    lines = [
        f"# House from plain facts: {{ {known} }}",
        f"# Climate zone {zone}. What they leave open is the middle of the housing stock, with the band of 80 %",
        "# of such homes and its source. Change a value where you know better; `cosim keys house` explains the keys.",
        f"# {_count(storeys)} over a {below}; the long sides face north and south.",
        *(f"# Doubtful: {text.removeprefix('house: ')}" for text in doubts(facts, zone)),
        *([""] if set(OUTSIDE) & set(told) else []),
        *_comments(told, OUTSIDE, "# For the scenario: "),
        "",
        *(f"{key} = {_value(table[key])}" for key in ("name", "title")),
    ]
    for zone_table in table["zones"]:
        lines += ["", *(_comments(told, PLACES["zones"]) if zone_table is table["zones"][0] else []), "[[zones]]"]
        lines += _keys(zone_table)
    for name, construction in table["constructions"].items():
        lines += ["", *_comments(told, PLACES.get(f"constructions.{name}", ())), f"[constructions.{_key(name)}]"]
        lines += _keys({key: value for key, value in construction.items() if key != "layers"})
        lines += ["layers = [", *(f"  {_value(layer)}," for layer in construction["layers"]), "]"]
    for name, glazing in table["glazings"].items():
        lines += ["", *_comments(told, PLACES["glazings"]), f"[glazings.{_key(name)}]", *_keys(glazing)]
    for surface in table["surfaces"]:
        lines += ["", *_comments(told, PLACES.get(f"surfaces.{surface['name']}", ())), "[[surfaces]]", *_keys(surface)]
    for number, window in enumerate(table["windows"]):
        lines += ["", *(_comments(told, PLACES["windows"]) if number == 0 else []), "[[windows]]", *_keys(window)]
    for number, gains in enumerate(table["gains"]):
        lines += ["", *_comments(told, PLACES[f"gains.{number}"]), "[[gains]]", *_keys(gains)]
    if "ducts" in table:
        lines += ["", *_comments(told, PLACES["ducts"]), "[ducts]", *_keys(table["ducts"])]
    lines += ["", "[ground]", *_keys(table["ground"])]
    return "\n".join(lines) + "\n"


def _count(storeys: float) -> str:
    return "One storey" if storeys == 1 else f"{storeys:g} storeys"


def _comments(told: Mapping[str, Shown], names: Iterable[str], lead: str = "# ") -> list[str]:
    found = []
    for name in names:
        if name not in told:
            continue
        each = told[name]
        band = f", 80 % of such homes {each.low} to {each.high}" if each.high else ""
        found.append(f"{lead}{name} {each.middle} {each.unit}".rstrip() + f"{band}: {each.source}")
    return found


def _keys(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    return "[" + ", ".join(_value(each) for each in value) + "]"
