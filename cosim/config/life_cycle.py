"""What equipment costs over the years, and what is paid towards it, as TOML states it."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cosim.config.base import Config, Quantity
from cosim.config.prices import Reference

Money = Annotated[float, Quantity("money"), Field(ge=0, le=1e6)]
Rate = Annotated[float, Field(gt=-0.2, le=0.3)]
Equipment = Literal["heat_pump", "air_conditioner", "furnace", "geothermal"]


class CostConfig(Config):
    """What one configuration costs beside its energy, in the money of today."""

    installed: Money
    """Equipment and labour; with what has to be changed in the house for it."""
    lifetime_years: Annotated[int, Field(ge=1, le=60)] = 15
    """After it the same is bought again."""
    years_left: Annotated[int, Field(ge=0, le=60)] = 0
    """What is in the house already serves so many years more, and the cost falls due then."""
    maintenance: Annotated[float, Quantity("yearly_charge"), Field(ge=0, le=10000)] = 0.0


class RuleConfig(Config):
    """What is paid for one kind of equipment."""

    equipment: Equipment
    share: Annotated[float, Field(ge=0, le=1)]
    """Of the installed cost."""
    most: Money | None = None


class IncentiveConfig(Config):
    """Something that is paid towards the installed cost of what is installed between two dates."""

    name: str
    title: str = ""
    source: str = ""
    installed_from: date | None = None
    installed_until: date | None = None
    """The last day."""
    rules: tuple[RuleConfig, ...] = ()
    amount: Money | None = None
    """Paid at once for any of `equipment`."""
    equipment: tuple[Equipment, ...] = ("heat_pump",)
    amount_to_be_set: bool = False
    """Whether the amount depends on state, household or utility, so that the scenario has to say it."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.installed_from and self.installed_until and self.installed_from > self.installed_until:
            raise ValueError("ends before it begins")
        return self


class NamedIncentiveConfig(Config):
    """An incentive on the shelf `incentives`, with its amount; or with more than a name, one of the user's own."""

    name: str
    amount: Money
    equipment: tuple[Equipment, ...] | None = None
    source: str = ""
    installed_from: date | None = None
    installed_until: date | None = None


IncentiveChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[NamedIncentiveConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]


class LifeCycleConfig(Config):
    """How years of cost are added up; rates are real, beyond inflation."""

    years: Annotated[int, Field(ge=1, le=60)] = 15
    discount_rate: Rate = 0.03
    """The real rate of 3 % that the US DOE's rules for federal buildings take (10 CFR 436, subpart A)."""
    electricity_escalation: Rate = 0.0
    fuel_escalation: Rate = 0.0
    install_date: date | None = None
    """Decides which incentives there are."""
    incentives: tuple[IncentiveChoice, ...] = ()
    costs: dict[str, CostConfig] = Field(default_factory=dict)
    """By the name of the configuration."""

    @model_validator(mode="after")
    def _incentives_have_a_date(self) -> Self:
        if self.incentives and self.install_date is None:
            raise ValueError("has incentives, but no install_date, which decides whether there are any")
        return self
