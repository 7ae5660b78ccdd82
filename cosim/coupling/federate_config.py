"""The JSON file of a HELICS federate."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Inconsistent
from cosim.errors import did_you_mean
from cosim.schema.inputs import BY_NAME
from cosim.schema.variables import VARIABLES

BY_END_USE = (
    "hvac_electricity", "compressor_heating_electricity", "compressor_cooling_electricity", "defrost_electricity",
    "strip_electricity", "indoor_fan_electricity", "other_electricity", "furnace_gas", "indoor_temperature",
)  # fmt: skip
READABLE = tuple(variable.name for variable in VARIABLES)


class HouseConfig(Config):
    """One house of the federate."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
    """Name of the house in keys of publications."""
    configuration: str | None = None
    """Name of the scenario's configuration; the first by default."""
    subscribe: dict[str, str] = Field(default_factory=dict)
    """Subscriptions: our input = key of a publication."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        wrong = [name for name in self.subscribe if name not in BY_NAME]
        if wrong:
            raise Inconsistent((f"subscribe.{name}", "is not an input", did_you_mean(name, BY_NAME)) for name in wrong)
        return self


class FederateConfig(Config):
    """The federate in FED.json."""

    name: Annotated[str, Field(min_length=1, max_length=60)] = "cosim"
    """Name of the federate."""
    broker: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Address of the HELICS broker."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Port of the broker; by default that of the core type."""
    core: Literal["zmq", "zmqss"] = "zmq"
    """Core type of HELICS."""
    period: Annotated[float, Field(ge=1, le=86400)] = 900.0
    """Time between two publications, s."""
    publish: tuple[str, ...] = BY_END_USE
    """Variables that every house publishes as FEDERATE/HOUSE/VARIABLE."""
    houses: Annotated[tuple[HouseConfig, ...], Field(min_length=1, max_length=1000)]
    """Houses of the federate."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        faults = [
            (f"publish[{i}]", f"{name[:60]!r} is not a variable", did_you_mean(name[:60], READABLE))
            for i, name in enumerate(self.publish)
            if name not in READABLE
        ]
        names = [house.name for house in self.houses]
        faults += [("houses", f"{name!r} is used twice", "") for name in {n for n in names if names.count(n) > 1}]
        if faults:
            raise Inconsistent(faults)
        return self
