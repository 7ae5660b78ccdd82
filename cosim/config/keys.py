"""Every key that a file may hold, from the models that check it: name, values, range, default and meaning.

The reference pages, `cosim keys` and the JSON Schema for editors are made from this one walk, so they cannot differ
from what is accepted.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic.fields import FieldInfo

from cosim.config.base import ONE_OR_MORE, Config, Quantity
from cosim.units import System, from_si, suffix_of, symbol

MEANT_FOR_PEOPLE = {float: "number", int: "whole number", bool: "true or false", str: "text", date: "date"}
SCHEMA_OF = {float: "number", int: "integer", bool: "boolean", str: "string", date: "string"}
LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


class _Unit(NamedTuple):
    """The unit in which a quantity is written."""

    dimension: str
    suffix: str

    @classmethod
    def of(cls, quantity: Quantity | None, system: System) -> "_Unit | None":
        return cls(quantity.dimension, suffix_of(quantity.dimension, system)) if quantity else None

    def number(self, value: float) -> float:
        """Convert from SI, without the last digits of a conversion."""
        return float(f"{from_si(value, self.dimension, self.suffix):.7g}")


@dataclass(frozen=True, slots=True)
class Plain:
    """One kind of value that a key takes: a type without unions and annotations, and the marks that stood on it."""

    type: Any
    marks: tuple[Any, ...]

    @property
    def limits(self) -> dict[str, float]:
        """Bounds in SI by the names ``ge``, ``gt``, ``le`` and ``lt``."""
        stated = {name: getattr(mark, name, None) for mark in self.marks for name in LIMITS if hasattr(mark, name)}
        return {name: float(value) for name, value in stated.items() if value is not None}

    @property
    def tables(self) -> tuple[type[Config], ...]:
        """Models of the tables in this value, of one table or of each in a list or by name."""
        if isinstance(self.type, type) and issubclass(self.type, Config):
            return (self.type,)
        if get_origin(self.type) in (tuple, list, dict, Mapping):
            return tuple(model for inner in get_args(self.type) for each in kinds_of(inner) for model in each.tables)
        return ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a TOML table.

    Attributes
    ----------
    field : str
        Name without a unit.
    names : tuple of str
        As written in the file: one for each unit of a quantity.
    kinds : tuple of Plain
        What it may hold.
    quantity : Quantity or None
        Its dimension, where it has units.
    default : Any
        In SI; None if nothing is assumed.
    required : bool
        Whether a file must state it.
    meaning : str
        One or a few sentences.
    """

    field: str
    names: tuple[str, ...]
    kinds: tuple[Plain, ...]
    quantity: Quantity | None
    default: Any
    required: bool
    meaning: str

    @property
    def tables(self) -> tuple[type[Config], ...]:
        """Models of the tables below it, without repetition."""
        return tuple(dict.fromkeys(model for kind in self.kinds for model in kind.tables))

    def values(self, system: System = "si") -> str:
        """Return what it may hold, in words, with its range."""
        unit = _Unit.of(self.quantity, system)
        return " or ".join(dict.fromkeys(_in_words(kind, unit) for kind in self.kinds))

    def default_in_words(self, system: System = "si") -> str:
        """Return its default as a file would state it."""
        if self.required:
            return "required"
        value = self.default
        if value is None or value == "" or value == ():
            return "–"
        if isinstance(value, Config):
            return "by its keys"
        return _written(value, _Unit.of(self.quantity, system))


def kinds_of(annotation: Any, marks: tuple[Any, ...] = ()) -> Iterator[Plain]:
    """Yield the plain kinds inside unions and annotations; None is left out."""
    found = tuple(each for mark in getattr(annotation, "__metadata__", ()) for each in _marks(mark))
    if found or get_origin(annotation) is Annotated:
        yield from kinds_of(get_args(annotation)[0], marks + found)
    elif get_args(annotation) and get_origin(annotation) not in (tuple, list, dict, Mapping, Literal):
        for option in get_args(annotation):
            yield from kinds_of(option, marks)
    elif annotation not in (None, type(None)):
        yield Plain(annotation, marks)


@cache
def _statements(module: str) -> dict[str, list[ast.stmt]]:
    """Return the statements of each class of a module; none where its source is not at hand."""
    try:
        source = inspect.getsource(sys.modules[module])
    except (OSError, TypeError, KeyError):
        return {}
    return {node.name: node.body for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)}


@cache
def meanings(model: type[Config]) -> Mapping[str, str]:
    """Return what the text under each field of a model says of it.

    Read where somebody asks: pydantic does the same for all models at their import, in a seventh of its time.
    """
    said: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        if issubclass(parent, Config):
            statements = _statements(parent.__module__).get(parent.__name__, [])
            for field, text in pairwise(statements):
                match field, text:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                        said[name] = " ".join(words.split())
    return said


def keys_of(model: type[Config]) -> list[Key]:
    """Return the keys of a table, in the order of its model."""
    quantities, said = model.quantities(), meanings(model)
    own = {name: (key, name) for name, key in model.key_names.items()}
    return [
        Key(
            field=name,
            names=tuple(quantities[name].keys(name)) if name in quantities else own.get(name, (name,)),
            kinds=tuple(kinds_of(field.annotation, tuple(each for mark in field.metadata for each in _marks(mark)))),
            quantity=quantities.get(name),
            default=None if field.is_required() else field.get_default(call_default_factory=True, validated_data={}),
            required=field.is_required(),
            meaning=said.get(name, ""),
        )
        for name, field in model.model_fields.items()
    ]


def tables_of(model: type[Config], path: str) -> Iterator[tuple[str, type[Config]]]:
    """Yield the path and the model of a table and of all tables below it, each model once along a path."""
    yield path, model
    for key in keys_of(model):
        for below in key.tables:
            yield from tables_of(below, f"{path}.{key.field}")


def schema_of(model: type[Config]) -> dict[str, Any]:
    """Return the JSON Schema of a table, for editors: keys with their units, ranges in that unit, and meanings."""
    keys = keys_of(model)
    properties: dict[str, Any] = {}
    for key in keys:
        for name in key.names:
            unit = _Unit(key.quantity.dimension, key.quantity.keys(key.field)[name]) if key.quantity else None
            kinds = [_schema_of_kind(kind, unit) for kind in key.kinds]
            entry = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
            properties[name] = {"description": key.meaning} | entry
    required = [key.names[0] for key in keys if key.required and len(key.names) == 1]
    in_any_unit = [key.names for key in keys if key.required and len(key.names) > 1]
    either = [{"anyOf": [{"required": [name]} for name in names]} for names in in_any_unit]
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    return schema | ({"required": required} if required else {}) | ({"allOf": either} if either else {})


def _marks(mark: Any) -> tuple[Any, ...]:
    return tuple(mark.metadata) if isinstance(mark, FieldInfo) else (mark,)


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Config)


def _parts(kind: Any) -> list[Any]:
    return [each for each in get_args(kind) if each is not ...]


def _repeats(kind: Any) -> bool:
    """Return whether a list holds any number of one kind."""
    return ... in get_args(kind) or len(get_args(kind)) == 1


def _schema_of_kind(kind: Plain, unit: _Unit | None) -> dict[str, Any]:
    if kind.type is Any:
        return {}
    if get_origin(kind.type) is Literal:
        return {"enum": list(get_args(kind.type))}
    if _is_table(kind.type):
        return schema_of(kind.type)
    parts = _parts(kind.type)
    if get_origin(kind.type) in (dict, Mapping):
        return {"type": "object", "additionalProperties": _any_of(parts[-1], unit)}
    if get_origin(kind.type) in (tuple, list):
        if _repeats(kind.type):
            one = _any_of(parts[0], unit)
            several = {"type": "array", "items": one}
            return {"anyOf": [several, one]} if ONE_OR_MORE in kind.marks else several
        items = [_any_of(each, unit) for each in parts]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    limits = {LIMITS[name]: unit.number(value) if unit else value for name, value in kind.limits.items()}
    return {"type": SCHEMA_OF[kind.type]} | limits


def _any_of(annotation: Any, unit: _Unit | None) -> dict[str, Any]:
    options = [_schema_of_kind(kind, unit) for kind in kinds_of(annotation)]
    return options[0] if len(options) == 1 else {"anyOf": options}


def _in_words(kind: Plain, unit: _Unit | None) -> str:
    if kind.type is Any:
        return "any value"
    if get_origin(kind.type) is Literal:
        return ", ".join(_written(choice, None) for choice in get_args(kind.type))
    if _is_table(kind.type):
        return "table"
    parts = _parts(kind.type)
    if get_origin(kind.type) in (dict, Mapping):
        return "table of names" if _any_table(parts[-1]) else f"table of names with {_alternatives(parts[-1], unit)}"
    if get_origin(kind.type) in (tuple, list):
        if _repeats(kind.type):
            return (
                ("table or tables" if ONE_OR_MORE in kind.marks else "tables")
                if _any_table(parts[0])
                else f"list of {_alternatives(parts[0], unit)}"
            )
        return f"list of {len(parts)}: " + "; ".join(_alternatives(each, unit) for each in parts)
    return " ".join(word for word in (MEANT_FOR_PEOPLE[kind.type], _range(kind.limits, unit)) if word)


def _any_table(annotation: Any) -> bool:
    return any(_is_table(kind.type) for kind in kinds_of(annotation))


def _alternatives(annotation: Any, unit: _Unit | None) -> str:
    return " or ".join(dict.fromkeys(_in_words(kind, unit) for kind in kinds_of(annotation)))


def _range(limits: Mapping[str, float], unit: _Unit | None) -> str:
    number = {name: f"{unit.number(value) if unit else value:.5g}" for name, value in limits.items()}
    low = number.get("ge") or (f"over {number['gt']}" if "gt" in number else "")
    high = number.get("le") or (f"under {number['lt']}" if "lt" in number else "")
    if low and high:
        words = f"{low} to {high}"
    elif high:
        words = high if "lt" in number else f"up to {high}"
    else:
        words = low if "gt" in number or not low else f"{low} or more"
    return f"{words} {symbol(unit.suffix)}".strip() if unit else words


def _written(value: Any, unit: _Unit | None) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, int | float):
        return f"{value:.6g}" if unit is None else f"{unit.number(value):.6g} {symbol(unit.suffix)}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_written(each, unit) for each in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_written(each, None)}" for key, each in value.items()) + "}"
    return str(value)
