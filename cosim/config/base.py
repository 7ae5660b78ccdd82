"""Base of all configuration models: frozen, closed, and converted to SI once, when TOML is read.

A field that carries a physical quantity is declared with its dimension, ``Quantity("temperature")``. In TOML its key
ends in a unit: ``setpoint_c = 20`` and ``setpoint_f = 68`` both fill the field ``setpoint`` with 293.15 K. A bare
``setpoint = 20`` is refused, and so is a field given twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cosim.units import DIMENSIONS, from_si, to_si


class Inconsistent(ValueError):
    """Inconsistent parts of a configuration: several faults, each with its place relative to the model."""

    def __init__(self, faults: Iterable[tuple[str, str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(" ".join(words) for words in self.faults))


@dataclass(frozen=True, slots=True)
class Misfit:
    """Placeholder of a value that cannot be converted, so that its field reports it with all other faults."""

    message: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Marks a field as a physical quantity; its TOML key carries a unit suffix of this dimension.

    With `lists`, the value may also be a list of numbers, such as one for each month.
    """

    dimension: str
    lists: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._refuse_misfit, handler(source))

    @staticmethod
    def _refuse_misfit(value: Any) -> Any:
        if isinstance(value, Misfit):
            raise PydanticCustomError("quantity", "{message}", {"message": value.message})
        return value

    def keys(self, name: str) -> dict[str, str]:
        """Return the TOML keys that fill field `name`, each with its unit suffix."""
        return {f"{name}_{suffix}": suffix for suffix in DIMENSIONS[self.dimension]}


Temperature = Annotated[float, Quantity("temperature")]
TemperatureDifference = Annotated[float, Quantity("temperature_difference")]
Power = Annotated[float, Quantity("power")]
Time = Annotated[float, Quantity("time")]
Length = Annotated[float, Quantity("length")]
Area = Annotated[float, Quantity("area")]
Volume = Annotated[float, Quantity("volume")]
Flow = Annotated[float, Quantity("flow")]
Mass = Annotated[float, Quantity("mass")]
Angle = Annotated[float, Quantity("angle")]
UValue = Annotated[float, Quantity("u_value")]
Resistance = Annotated[float, Quantity("resistance")]
Conductance = Annotated[float, Quantity("conductance")]


class Config(BaseModel):
    """A part of a configuration: values only, in SI; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    key_names: ClassVar[Mapping[str, str]] = {}
    """Keys of TOML that are no names in Python, by field; the field's own name is a key as well."""

    def __repr__(self) -> str:
        """Return the name of what has one: a house has a thousand numbers."""
        name = getattr(self, "name", "")
        return f"<{type(self).__name__} {name!r}>" if name else super().__repr__()

    @classmethod
    def quantities(cls) -> dict[str, Quantity]:
        """Return the fields of this model that are physical quantities."""
        return _quantities_of(cls)

    @classmethod
    def toml_keys(cls) -> list[str]:
        """Return every key that TOML may hold for this model, units included."""
        quantities = cls.quantities()
        own = {name: (key, name) for name, key in cls.key_names.items()}
        return [
            key
            for name in cls.model_fields
            for key in (quantities[name].keys(name) if name in quantities else own.get(name, (name,)))
        ]

    def as_toml(self) -> dict[str, Any]:
        """Return the TOML table of this model; values at their default are left out."""
        quantities = self.quantities()
        table: dict[str, Any] = {}
        for name, value in self:
            if value == type(self).model_fields[name].default:
                continue
            if name in quantities and value is not None:
                suffix = next(iter(DIMENSIONS[quantities[name].dimension]))
                table[f"{name}_{suffix}"] = _out_of_si(value, quantities[name].dimension, suffix)
            else:
                table[name] = _plain(value)
        return table

    @model_validator(mode="before")
    @classmethod
    def _convert_to_si(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        converted = dict(data)
        for name, quantity in cls.quantities().items():
            keys = quantity.keys(name)
            given = [key for key in keys if key in data]
            choice = " or ".join(keys)
            if name in data:
                converted[name] = Misfit(f"needs its unit in the key: write {choice}")
            elif len(given) > 1:
                converted[name] = Misfit(f"is given more than once ({', '.join(given)}); keep one")
            elif given:
                converted[name] = _in_si(data[given[0]], quantity, keys[given[0]])
            for key in given:
                del converted[key]
        return converted


def _as_list(given: Any) -> Any:
    return (given,) if isinstance(given, dict | Config) else given


ONE_OR_MORE = BeforeValidator(_as_list)
"""Marks a list of tables for which one table may stand as well."""


@cache
def _quantities_of(model: type[Config]) -> dict[str, Quantity]:
    found = {name: _quantity_in(*field.metadata, field.annotation) for name, field in model.model_fields.items()}
    return {name: mark for name, mark in found.items() if mark is not None}


def _quantity_in(*annotations: Any) -> Quantity | None:
    """Return the mark inside annotations such as ``Temperature | None``, which pydantic leaves there."""
    for annotation in annotations:
        if isinstance(annotation, Quantity):
            return annotation
        nested = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
        if nested and (mark := _quantity_in(*nested)):
            return mark
    return None


def _out_of_si(value: Any, dimension: str, suffix: str) -> Any:
    if isinstance(value, tuple):
        return [_out_of_si(each, dimension, suffix) for each in value]
    return from_si(value, dimension, suffix)


def _plain(value: Any) -> Any:
    if isinstance(value, Config):
        return value.as_toml()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _in_si(value: Any, quantity: Quantity, suffix: str) -> Any:
    """Convert a number, or each number of a list where the quantity allows lists; the first misfit of a list."""
    if not (quantity.lists and isinstance(value, list | tuple)):
        return _number_in_si(value, quantity.dimension, suffix)
    numbers = [_in_si(each, quantity, suffix) for each in value]
    return next((each for each in numbers if isinstance(each, Misfit)), tuple(numbers))


def _number_in_si(value: Any, dimension: str, suffix: str) -> float | Misfit:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Misfit(f"must be a number, not {shown(value)}")
    try:
        return to_si(float(value), dimension, suffix)
    except OverflowError:
        return Misfit(f"is too large: {shown(value)}")


def shown(value: Any) -> str:
    """Return a value for messages, shortened."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = repr(value)
    except ValueError:  # integers of more than 4300 digits have no decimal text
        return "such a large number"
    return text if len(text) <= 60 else text[:57] + "..."
