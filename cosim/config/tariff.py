"""A tariff of electricity and a grid as their TOML files state them."""

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator, model_validator

from cosim.config.base import Config, Quantity
from cosim.config.prices import ElectricityPrice, EmissionFactor, MonthlyCharge, Reference, check_limits
from cosim.schema.calendar import DaylightSaving

Hour = Annotated[int, Field(ge=0, le=24)]
Month = Annotated[int, Field(ge=1, le=12)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class WhenConfig(Config):
    """Some hours of the year, by the clock of the tariff."""

    months: tuple[Month, ...] = tuple(range(1, 13))
    """1 is January."""
    days: Literal["all", "weekdays", "weekends"] = "all"
    """Saturday and Sunday are the weekend; holidays are not known."""
    hours: tuple[tuple[Hour, Hour], ...] = ((0, 24),)
    """Pairs of the first hour and the one that follows the last: [[14, 20]]; [22, 6] goes over midnight."""


class TierConfig(Config):
    """A step of a price: what a kilowatt-hour costs up to some use in the month."""

    up_to: Annotated[float, Quantity("electricity_use"), Field(gt=0)] | None = None
    """Use in the month at which the next tier begins; the last tier has none."""
    price: ElectricityPrice


class PeriodConfig(Config):
    """Hours of one price."""

    name: Text
    price: ElectricityPrice | None = None
    tiers: tuple[TierConfig, ...] = ()
    """Instead of one price."""
    when: tuple[WhenConfig, ...] = ()
    """Without it: all hours that no other period takes."""

    @model_validator(mode="after")
    def _price_or_tiers(self) -> Self:
        if (self.price is None) == (not self.tiers):
            raise ValueError("needs price_usd_per_kwh or tiers, and only one of them")
        return self

    @field_validator("tiers")
    @classmethod
    def _tiers_rise(cls, tiers: tuple[TierConfig, ...]) -> tuple[TierConfig, ...]:
        check_limits([tier.up_to for tier in tiers], "up_to_kwh_per_month")
        return tiers


class DemandConfig(Config):
    """A charge for each month's largest quarter-hourly power within some hours."""

    name: Text
    price: Annotated[float, Quantity("demand_price"), Field(ge=0, le=1)]
    when: tuple[WhenConfig, ...] = ()
    """Without it: all hours."""


class HourlyConfig(Config):
    """A column of a CSV file with a row for every hour of a year of 365 days."""

    file: Reference
    """Path, relative to the file that states it."""
    column: Text
    """Heading of the column; it stands in the row above the first hour's."""
    unit: str = ""
    """Such as "usd_per_kwh" or "kg_per_mwh"; may be missing where the heading ends in it."""


class TariffConfig(Config):
    """A tariff of electricity."""

    name: Text
    title: str = ""
    source: str = ""
    currency: str = "USD"
    daylight_saving: DaylightSaving = "us"
    """Whether its hours are those of a clock that is set forward in summer, and by whose rule."""
    fixed: MonthlyCharge = 0.0
    fixed_daily: Annotated[float, Quantity("daily_charge"), Field(ge=0, le=50)] = 0.0
    minimum: MonthlyCharge = 0.0
    """Least sum of a month's bill."""
    minimum_yearly: Annotated[float, Quantity("yearly_charge"), Field(ge=0, le=10000)] = 0.0
    """Least sum of a year's bill; what is missing is due in its last month."""
    periods: tuple[PeriodConfig, ...] = ()
    demand: tuple[DemandConfig, ...] = ()
    hourly: HourlyConfig | None = None
    """Real-time prices instead of periods."""
    negative_prices: bool = False
    """Whether hourly prices may fall below zero."""

    @field_validator("currency")
    @classmethod
    def _one_currency(cls, currency: str) -> str:
        if currency != "USD":
            raise ValueError(f"is {currency[:20]!r}, but all money here is in USD, as its keys say: convert it")
        return currency

    @model_validator(mode="after")
    def _periods_or_hours(self) -> Self:
        if (self.hourly is None) == (not self.periods):
            raise ValueError("needs periods or hourly prices, and only one of them")
        return self


_Factors = Annotated[tuple[Annotated[float, Field(ge=0, le=2e-6)], ...], Field(min_length=24, max_length=24)]
FactorsByMonth = Annotated[tuple[_Factors, ...], Field(min_length=12, max_length=12)]


class GridConfig(Config):
    """What electricity from a grid emits."""

    name: str = ""
    title: str = ""
    source: str = ""
    kind: Literal["average", "marginal", "long-run marginal"] = "average"
    """Of all plants; of those that answer to one more kilowatt-hour now; or with what is built for it in time."""
    factor: EmissionFactor | None = None
    """One factor for all hours."""
    factors: Annotated[FactorsByMonth, Quantity("emission_factor", lists=True)] | None = None
    """A list of 24 for each month, in local standard time, the hour from midnight first."""
    hourly: HourlyConfig | None = None
    """A file of 8760 rows, in local standard time unless `time_zone` says otherwise."""
    time_zone: Annotated[float, Quantity("time"), Field(ge=-43200, le=50400)] | None = None
    """What the file's hours are ahead of UTC."""
    losses: Annotated[float, Field(ge=0, le=0.3)] = 0.0
    """Share that is lost between plants and house, where the factors are those at the plants."""

    @model_validator(mode="after")
    def _one_kind_of_factor(self) -> Self:
        if sum(given is not None for given in (self.factor, self.factors, self.hourly)) != 1:
            raise ValueError("needs one of factor, factors (12 lists of 24) and hourly, with their unit in the key")
        return self


GridChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[GridConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]
"""A name on the shelf `grids`, or the grid itself."""
