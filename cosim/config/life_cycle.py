"""Life-cycle costs of equipment and incentives."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cosim.config.base import Config, Quantity
from cosim.config.prices import Reference

Money = Annotated[float, Quantity("money"), Field(ge=0, le=1e6)]
Rate = Annotated[float, Field(gt=-0.2, le=0.3)]
Equipment = Literal["heat_pump", "air_conditioner", "furnace", "geothermal"]


class CostConfig(Config):
    """Cost of one configuration's equipment, in today's dollars."""

    installed: Money
    """Installed cost: equipment, labor and changes to the house."""
    lifetime_years: Annotated[int, Field(ge=1, le=60)] = 15
    """Service life, years, after which the same equipment is bought again."""
    years_left: Annotated[int, Field(ge=0, le=60)] = 0
    """Remaining life of equipment already in the house, years; the installed cost is due at its end."""
    maintenance: Annotated[float, Quantity("yearly_charge"), Field(ge=0, le=10000)] = 0.0
    """Maintenance cost a year."""


class RuleConfig(Config):
    """Payment for one kind of equipment."""

    equipment: Equipment
    """Kind of equipment that the rule covers."""
    share: Annotated[float, Field(ge=0, le=1)]
    """Share of the installed cost that is paid."""
    most: Money | None = None
    """Maximum payment; no limit by default."""


class IncentiveConfig(Config):
    """A payment towards the installed cost of equipment that is installed between two dates."""

    name: str
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Law or programme, and where it is published."""
    installed_from: date | None = None
    """First installation date that qualifies."""
    installed_until: date | None = None
    """Last installation date that qualifies."""
    rules: tuple[RuleConfig, ...] = ()
    """Payments as a share of the installed cost, by kind of equipment."""
    amount: Money | None = None
    """Fixed payment for any of `equipment`."""
    equipment: tuple[Equipment, ...] = ("heat_pump",)
    """Kinds of equipment that qualify for `amount`."""
    amount_to_be_set: bool = False
    """Whether the amount depends on state, household or utility, so that the scenario has to give it."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.installed_from and self.installed_until and self.installed_from > self.installed_until:
            raise ValueError("ends before it begins")
        return self


class NamedIncentiveConfig(Config):
    """An incentive of the shelf `incentives` with its amount, or one of your own."""

    name: str
    """Name on the shelf `incentives`, or a name of your own."""
    amount: Money
    """Payment for the equipment."""
    equipment: tuple[Equipment, ...] | None = None
    """Kinds of equipment that qualify; by default those of the incentive on the shelf."""
    source: str = ""
    """Where the amount comes from."""
    installed_from: date | None = None
    """First installation date that qualifies."""
    installed_until: date | None = None
    """Last installation date that qualifies."""


IncentiveChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[NamedIncentiveConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]


class LifeCycleConfig(Config):
    """Assumptions of a life-cycle cost analysis; rates are real, without inflation."""

    years: Annotated[int, Field(ge=1, le=60)] = 15
    """Length of the analysis, years."""
    discount_rate: Rate = 0.03
    """Real discount rate; 3 % is that of the US DOE's rules for federal buildings (10 CFR 436, subpart A)."""
    electricity_escalation: Rate = 0.0
    """Real escalation of electricity prices a year."""
    fuel_escalation: Rate = 0.0
    """Real escalation of fuel prices a year."""
    install_date: date | None = None
    """Date of installation, which decides which incentives apply."""
    incentives: tuple[IncentiveChoice, ...] = ()
    """Incentives: names on the shelf `incentives`, or tables."""
    costs: dict[str, CostConfig] = Field(default_factory=dict)
    """Costs by name of the configuration."""

    @model_validator(mode="after")
    def _incentives_have_a_date(self) -> Self:
        if self.incentives and self.install_date is None:
            raise ValueError("has incentives but no install_date, which decides whether they apply")
        return self
