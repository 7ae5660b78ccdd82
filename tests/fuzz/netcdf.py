"""Damage of NetCDF files by their own library: attributes, variables, kinds and shapes."""

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import netCDF4
import numpy as np

from fuzz.mutators import NUMBERS, TEXTS, damage_tree


def edited(data: bytes, random: Random) -> bytes:
    """Copy a NetCDF file with one to three things changed, in the way of a program that re-saves it."""
    with TemporaryDirectory() as folder:
        before, after = Path(folder, "before.nc"), Path(folder, "after.nc")
        before.write_bytes(data)
        with netCDF4.Dataset(before) as source, netCDF4.Dataset(after, "w") as target:
            _copy(source, target, _chosen(source, random), random)
        return after.read_bytes()


def overwritten(data: bytes, random: Random) -> bytes:
    """Change values or attributes in place, as a hand with a tool does."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file.nc")
        path.write_bytes(data)
        with netCDF4.Dataset(path, "a") as file:
            group = random.choice([file, *file.groups.values()])
            match random.randrange(4):
                case 0 if group.ncattrs():
                    group.setncattr(random.choice(group.ncattrs()), random.choice((*TEXTS, *_plain_numbers())))
                case 1 if group.ncattrs():
                    group.delncattr(random.choice(group.ncattrs()))
                case _:
                    _overwrite(random.choice(list(group.variables.values())), random)
        return path.read_bytes()


def _plain_numbers() -> list[float]:
    return [float(number) for number in NUMBERS]


def _overwrite(variable: Any, random: Random) -> None:
    """Put another number or letter into one entry of a variable, or all of them."""
    variable.set_auto_maskandscale(False)
    variable.set_auto_chartostring(False)
    if 0 in variable.shape:
        return
    place = tuple(random.randrange(length) for length in variable.shape) if random.random() < 0.7 else ...
    if variable.dtype.kind == "f":
        variable[place] = random.choice(_plain_numbers())
    elif variable.dtype.kind in "iu":
        variable[place] = random.choice((-1, 0, 1, 2, 99, 2**31 - 1))
    else:
        variable[place] = random.choice((b"x", b"\x1b", b"=", b"\xff", b""))


def _chosen(source: Any, random: Random) -> dict[tuple[str, ...], str]:
    """Choose what is to be changed: (group, variable, attribute) or a part of these -> how."""
    things: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for group in (source, *source.groups.values()):
        things += [((group.name, "", name), ("lose", "text", "number", "json")) for name in group.ncattrs()] * 3
        for name, variable in group.variables.items():
            things.append(((group.name, name), ("lose", "rename", "kind", "shape", "values")))
            things += [((group.name, name, each), ("lose", "text", "number")) for each in variable.ncattrs()]
    things += [(("", "", ""), ("lose groups",))] * 3
    changes = random.choices(things, k=random.choice((1, 1, 2, 3)))
    return {thing: random.choice(ways) for thing, ways in changes}


def _copy(source: Any, target: Any, changes: dict[tuple[str, ...], str], random: Random) -> None:
    for name, dimension in source.dimensions.items():
        target.createDimension(name, len(dimension))
    _attributes(source, target, (source.name, ""), changes, random)
    for name, variable in source.variables.items():
        how = changes.get((source.name, name))
        if how == "lose":
            continue
        variable.set_auto_maskandscale(False)
        variable.set_auto_chartostring(False)
        values, dimensions, kind = variable[...], variable.dimensions, variable.dtype
        if how == "kind":
            kind = np.dtype(random.choice(("f4", "i2", "S1", "i8", "f8")))
            numeric = values if values.dtype.kind != "S" else np.zeros(values.shape)
            with np.errstate(all="ignore"):
                values = np.full(values.shape, b"x") if kind.kind == "S" else np.nan_to_num(numeric).astype(kind)
        elif how == "shape" and dimensions:
            values, dimensions = values[0], dimensions[1:]
        fill = getattr(variable, "_FillValue", None) if how != "kind" else None
        made = target.createVariable(f"{name}_renamed" if how == "rename" else name, kind, dimensions, fill_value=fill)
        made.set_auto_maskandscale(False)
        made.set_auto_chartostring(False)
        made[...] = values
        _attributes(variable, made, (source.name, name), changes, random)
        if how == "values":
            _overwrite(made, random)
    if ("", "", "") not in changes:
        for name, group in source.groups.items():
            _copy(group, target.createGroup(name), changes, random)


def _attributes(source: Any, target: Any, place: tuple[str, str], changes: dict, random: Random) -> None:
    for name in source.ncattrs():
        value = source.getncattr(name)
        how = changes.get((*place, name))
        if how == "lose" or name == "_FillValue":
            continue
        if how == "text":
            value = random.choice(TEXTS)
        elif how == "number":
            value = random.choice(_plain_numbers())
        elif how == "json" and isinstance(value, str) and value.startswith(("{", "[")):
            tree = json.loads(value)
            damage_tree(tree, random)
            value = json.dumps(tree)
        target.setncattr(name, value)
