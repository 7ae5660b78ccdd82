"""Plain Python values as TOML: the inverse of `tomllib.loads`."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def text_of(table: Mapping[str, Any]) -> str:
    """Return a table as TOML: values first, then tables and lists of tables."""
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping) and not _tables(value)}
    parts = ["".join(f"{_key(key)} = {literal(value)}\n" for key, value in plain.items())]
    for key, value in table.items():
        if key in plain:
            continue
        head = f"[[{_key(key)}]]" if _tables(value) else f"[{_key(key)}]"
        for each in value if _tables(value) else (value,):
            lines = "".join(f"{_key(name)} = {literal(one)}\n" for name, one in each.items())
            parts.append(f"{head}\n{lines}")
    return "\n".join(part for part in parts if part)


def literal(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {literal(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    # written as in JSON, but for one character that TOML wants escaped and JSON does not
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def plainly(value: Any, place: str) -> tuple[Any, list[tuple[str, str]]]:
    """Return a value as TOML can hold it, without what is None, and what it cannot hold: places and what is there."""
    faults: list[tuple[str, str]] = []
    return _plain(value, place, faults), faults


def _plain(value: Any, place: str, faults: list[tuple[str, str]]) -> Any:
    if hasattr(value, "as_toml"):
        value = value.as_toml()
    if isinstance(value, Mapping):
        return dict(_entries(value, place, faults))
    if hasattr(value, "tolist") and not isinstance(value, str | bytes):  # numpy's arrays and scalars
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(each, f"{place}[{number}]", faults) for number, each in enumerate(value)]
    if isinstance(value, bool | int | float | str | date | datetime | time):
        return value
    if hasattr(value, "__fspath__"):
        return str(value)
    faults.append((place, f"is of the type {type(value).__name__}"))
    return None


def _entries(table: Mapping[Any, Any], place: str, faults: list[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        here = f"{place}.{key}" if place else str(key)
        if not isinstance(key, str):
            faults.append((here, f"is a key of the type {type(key).__name__}"))
        elif value is not None:
            yield key, _plain(value, here, faults)


def _tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else literal(key)
