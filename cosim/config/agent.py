"""Observations, actions and reward of a learning agent."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Inconsistent, Time
from cosim.errors import did_you_mean
from cosim.schema.inputs import BY_NAME
from cosim.schema.variables import VARIABLES

CLOCK = ("time_of_day", "time_of_year")  # each as a fraction of one
OBSERVABLE = (*(variable.name for variable in VARIABLES), *BY_NAME, *CLOCK)


class ActionConfig(Config):
    """One input that the agent writes, with its bounds, in the input's SI units."""

    input: str
    """Name of the input that the agent writes."""
    low: float | None = None
    """Lower bound of the action; by default the input's own."""
    high: float | None = None
    """Upper bound of the action; by default the input's own."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Both bounds."""
        entry = BY_NAME[self.input]
        return (
            entry.low if self.low is None else self.low,
            entry.high if self.high is None else self.high,
        )

    @model_validator(mode="after")
    def _within_the_input(self) -> Self:
        if self.input not in BY_NAME:
            raise Inconsistent([("input", f"{self.input[:60]!r} is not an input", did_you_mean(self.input, BY_NAME))])
        entry, (low, high) = BY_NAME[self.input], self.bounds
        if not entry.low <= low < high <= entry.high:
            problem = f"{low:g} to {high:g} is not within the input's range"
            raise Inconsistent([("", problem, f"it takes {entry.range}")])
        return self


class RewardConfig(Config):
    """Weights of the reward, which is the negative sum of costs."""

    money: Annotated[float, Field(ge=0)] = 1.0
    """Weight of a dollar of the energy bill, without its fixed charges."""
    carbon: Annotated[float, Field(ge=0)] = 0.0
    """Weight of a kilogram of CO2 equivalent."""
    comfort: Annotated[float, Field(ge=0)] = 1.0
    """Weight of a kelvin-hour that the room is outside the setpoints of the thermostat's own schedule."""


class AgentConfig(Config):
    """Declaration of the environment `cosim/House-v0`."""

    configuration: str | None = None
    """Name of the configuration that the agent controls; the first by default."""
    step: Annotated[Time, Field(ge=60, le=86400)] = 900.0
    """Time between two actions; it must divide the episode."""
    first_day: Annotated[int, Field(ge=1, le=365)] = 1
    """First day of the year on which an episode may begin."""
    last_day: Annotated[int, Field(ge=1, le=365)] | None = None
    """Last day of the year on which an episode may begin; by default all episodes begin on `first_day`."""
    days: Annotated[int, Field(ge=1, le=365)] = 7
    """Length of an episode, days."""
    observe: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
    """What the agent sees: names of variables and inputs, `time_of_day` and `time_of_year`."""
    act: Annotated[tuple[ActionConfig, ...], Field(min_length=1, max_length=20)]
    """Inputs that the agent writes, each with its bounds."""
    reward: RewardConfig = RewardConfig()
    """Weights of cost, emissions and comfort in the reward."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        faults = [
            (f"observe[{i}]", f"{name[:60]!r} is not a variable or input", did_you_mean(name[:60], OBSERVABLE))
            for i, name in enumerate(self.observe)
            if name not in OBSERVABLE
        ]
        last = self.last_day or self.first_day
        if last < self.first_day:
            faults.append(("last_day", f"lies before first_day ({self.first_day})", ""))
        if last + self.days > 366:
            faults.append(("days", f"{self.days} from day {last} on reach beyond the year", f"at most {366 - last}"))
        if self.days * 86400 % self.step:
            faults.append(("step", f"{self.step:g} s does not divide the episode", "try 15 min"))
        if faults:
            raise Inconsistent(faults)
        return self
