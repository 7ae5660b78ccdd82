"""Tables as the text of a TOML file: values first, then tables, then lists of tables."""

import json
from collections.abc import Mapping
from typing import Any

INLINE = 90  # characters of a table that stands on its key's line
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def toml_text(table: Mapping[str, Any], above: str = "") -> str:
    """Return the text of a table; `above` is the dotted name of those that hold it."""
    plain: list[str] = []
    nested: list[str] = []
    for key, value in table.items():
        if value is None or value == []:
            continue
        name = _key(key)
        dotted = f"{above}.{name}" if above else name
        if isinstance(value, Mapping) and (len(text := _literal(value)) > INLINE or not above):
            body = toml_text(value, dotted)
            # a table of tables alone needs no head of its own
            head = "" if body.startswith("\n[") else f"[{dotted}]\n"
            nested.append(f"\n{head}{body}")
        elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            nested += [f"\n[[{dotted}]]\n{toml_text(each, dotted)}" for each in value]
        else:
            text = _literal(value)
            plain.append(f"{name} = {text}\n")
    return "".join(plain + nested)


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else json.dumps(key, ensure_ascii=False)


def _literal(value: Any) -> str:
    if isinstance(value, Mapping):
        parts = [f"{_key(key)} = {_literal(each)}" for key, each in value.items() if each is not None]
        return f"{{ {', '.join(parts)} }}" if parts else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, float):
        return f"{value:.9g}" if "." in f"{value:.9g}" or "e" in f"{value:.9g}" else f"{value:.9g}.0"
    return str(value)
