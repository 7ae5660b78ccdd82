"""Parts of a scenario that Python gives in place of a name or a file: objects, tables, hours of weather."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from cosim.config.base import Config
from cosim.config.faults import parse_toml, validate
from cosim.config.toml_text import text_of
from cosim.errors import Fault, InvalidInput
from cosim.project import IN_PYTHON, InputFile
from cosim.weather import Weather

Model = TypeVar("Model", bound=Config)
STATION = ("latitude", "longitude", "elevation")
OPTIONAL = ("time_zone", "label")


@dataclass(frozen=True, slots=True)
class Given:
    """A part that Python gave.

    Attributes
    ----------
    kind : str
        Shelf on which a name in its place would be looked up.
    dotted : str
        Place in the scenario.
    value : object
        A table, an object of a model, hours of weather, or a DataFrame with them.
    """

    kind: str
    dotted: str
    value: Any

    @property
    def reference(self) -> str:
        """What stands in the scenario's table in its place."""
        return f"{IN_PYTHON}{self.dotted}"

    @property
    def text(self) -> str:
        """Its content as TOML; empty of weather."""
        if isinstance(self.value, Config):
            return text_of(self.value.as_toml())
        return text_of(self.value) if isinstance(self.value, Mapping) else ""

    @property
    def source(self) -> InputFile:
        """The record of it as an input, but of weather, which has its own."""
        return InputFile(self.kind, self.reference, sha256(self.text.encode()).hexdigest())

    def config(self, model: type[Model], place: str) -> Model:
        """Return it as an object of a model; InvalidInput with every fault where it is none."""
        if isinstance(self.value, model):
            return self.value
        if isinstance(self.value, Mapping):
            return validate(model, parse_toml(self.text.encode(), place)[0], place)
        problem = f"is of the type {type(self.value).__name__}"
        raise InvalidInput([Fault(place, problem, f"give a name, a path, a dict or a {model.__name__}")])

    def weather(self, place: str) -> Weather:
        """Return it as hours of weather."""
        if isinstance(self.value, Weather):
            return self.value
        import pandas as pd

        if not isinstance(self.value, pd.DataFrame):
            problem = f"is of the type {type(self.value).__name__}"
            raise InvalidInput([Fault(place, problem, "give a name, a path, a cosim.Weather or a pandas.DataFrame")])
        known = {str(key): value for key, value in self.value.attrs.items()}
        missing = [
            name for name in STATION if not isinstance(known.get(name), int | float) or isinstance(known[name], bool)
        ]
        if missing:
            problem = f"a DataFrame without {', '.join(missing)} in its attrs: where it belongs to is not known"
            raise InvalidInput([Fault(place, problem, "cosim.Weather.from_dataframe(frame, latitude=...) takes them")])
        stated = {name: known[name] for name in (*STATION, *OPTIONAL) if name in known}
        return Weather.from_dataframe(self.value, **stated, name=str(known.get("name", place)))
