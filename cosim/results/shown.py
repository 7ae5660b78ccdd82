"""Texts of a file as they may be shown: a file of somebody else's holds whatever text it likes."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from cosim.errors import printable


def shown_attributes(
    attributes: Mapping[Any, Any], *, in_json: Collection[str], untouched: Collection[str]
) -> dict[Any, Any]:
    """Return attributes without control characters in their texts.

    Parameters
    ----------
    attributes : mapping
        Of a file that was checked.
    in_json : collection of str
        Attributes that hold JSON, and do so afterwards: the texts in it are escaped.
    untouched : collection of str
        Those that are kept as they are, since no terminal sees them.
    """
    shown: dict[Any, Any] = {}
    for name, value in attributes.items():
        if not isinstance(value, str) or name in untouched:
            shown[name] = value
        elif name in in_json and ("\\" in value or printable(value) != value):
            tree = json.loads(value)
            escaped = _escaped(tree)
            shown[name] = value if escaped == tree else json.dumps(escaped, ensure_ascii=False)
        elif name in in_json:  # the texts in it could hold a control character only as it is or by an escape
            shown[name] = value
        else:
            shown[name] = printable(value)
    return shown


def _escaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {printable(str(key)): _escaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    return printable(value) if isinstance(value, str) else value
