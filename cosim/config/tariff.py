"""Electricity tariffs and grid emission factors."""

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator, model_validator

from cosim.config.base import Config, Quantity
from cosim.config.boundary import ElectricityBoundary, FactorKind
from cosim.config.prices import ElectricityPrice, EmissionFactor, MonthlyCharge, Reference, check_limits
from cosim.schema.dates import day_of
from cosim.schema.daylight_saving import DaylightSaving
from cosim.schema.holidays import HolidayRule, HolidaySet
from cosim.units import KILOWATT_HOUR

Hour = Annotated[int, Field(ge=0, le=24)]
Month = Annotated[int, Field(ge=1, le=12)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Days = Literal["all", "weekdays", "weekends", "saturdays", "sundays", "holidays"]


class WhenConfig(Config):
    """Hours of the year, by the scenario's clock."""

    months: tuple[Month, ...] = tuple(range(1, 13))
    """Months in which the period applies; 1 is January."""
    days: Days | Annotated[tuple[Days, ...], Field(min_length=1)] = "all"
    """Days on which it applies, one kind or a list: a holiday is not a weekday, and counts as a Sunday unless a period
    of the tariff names "holidays"."""
    hours: tuple[tuple[Hour, Hour], ...] = ((0, 24),)
    """Hours of the day as pairs of begin and end: [[14, 20]]; [22, 6] runs past midnight."""


class TierConfig(Config):
    """A tier of an energy price by use in the month."""

    up_to: Annotated[float, Quantity("electricity_use"), Field(gt=0)] | None = None
    """Use in the month at which the next tier begins; the last tier has none."""
    price: ElectricityPrice
    """Price of energy in this tier."""


class PeriodConfig(Config):
    """Hours with one price, or one set of tiers."""

    name: Text
    """Name of the period, such as "on-peak"."""
    price: ElectricityPrice | None = None
    """Price of energy in the period; alternatively give `tiers`."""
    tiers: tuple[TierConfig, ...] = ()
    """Prices by use in the month instead of one price."""
    when: tuple[WhenConfig, ...] = ()
    """Hours in which the period applies; without it, all hours that no other period covers."""

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
    """A charge on each month's highest power within given hours, as the mean of the tariff's `demand_window`."""

    name: Text
    """Name of the demand charge."""
    price: Annotated[float, Quantity("demand_price"), Field(ge=0, le=1)]
    """Charge for each unit of the month's highest power within these hours."""
    when: tuple[WhenConfig, ...] = ()
    """Hours in which the highest power counts; without it, all hours."""


class RatchetConfig(Config):
    """A demand ratchet: what is billed does not fall below a share of earlier months' highest power."""

    share: Annotated[float, Field(gt=0, le=1)]
    """Share of the highest power of the months looked back to."""
    months_back: Annotated[int, Field(ge=1, le=11)] | None = None
    """Number of months before the billed one that count; the year repeats itself."""
    months: Annotated[tuple[Month, ...], Field(min_length=1)] | None = None
    """Months of the year that count for all others instead, such as [6, 7, 8, 9]."""

    @model_validator(mode="after")
    def _looks_back_in_one_way(self) -> Self:
        if (self.months_back is None) == (self.months is None):
            raise ValueError("needs months_back or months, and only one of them")
        return self


class HourlyConfig(Config):
    """A column of a CSV file with a row for every hour of a year of 365 days, or two or four for each."""

    file: Reference
    """Path of the CSV file, relative to the file that names it."""
    column: Text
    """Heading of the column; the hours begin in the row below it. Times beside it in ISO 8601 say when each holds."""
    unit: str = ""
    """Unit such as "usd_per_kwh" or "kg_per_mwh"; optional where the heading ends in one."""


_Adjustments = Annotated[
    tuple[Annotated[float, Field(ge=-1 / KILOWATT_HOUR, le=1 / KILOWATT_HOUR)], ...],
    Field(min_length=12, max_length=12),
]


class TariffConfig(Config):
    """An electricity tariff."""

    name: Text
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the prices come from."""
    currency: str = "USD"
    """Currency of all prices; only USD is supported."""
    daylight_saving: DaylightSaving | None = None
    """Daylight saving rule of the scenario's clock, where the scenario states none."""
    holidays: HolidaySet | tuple[str, ...] = ()
    """Days that are no weekdays: "us" (six), "us-federal" (eleven), or a list of dates such as "07-04"."""
    fixed: MonthlyCharge = 0.0
    """Fixed charge a month."""
    fixed_daily: Annotated[float, Quantity("daily_charge"), Field(ge=0, le=50)] = 0.0
    """Fixed charge a day."""
    minimum: MonthlyCharge = 0.0
    """Minimum bill of a month."""
    minimum_yearly: Annotated[float, Quantity("yearly_charge"), Field(ge=0, le=10000)] = 0.0
    """Minimum bill of a year; a top-up is due in the last month."""
    periods: tuple[PeriodConfig, ...] = ()
    """Prices of energy by time of use."""
    monthly_adjustment: Annotated[_Adjustments, Quantity("electricity_price", lists=True)] | None = None
    """Fuel adjustment on top of every price of energy: twelve numbers, January first; negative for a credit."""
    demand: tuple[DemandConfig, ...] = ()
    """Demand charges on the month's highest power."""
    demand_window_min: Literal[15, 30, 60] = 15
    """Length of the means whose highest is the billed power, min."""
    ratchet: RatchetConfig | None = None
    """Minimum of the billed power by that of earlier months; for demand charges without hours of their own."""
    hourly: HourlyConfig | None = None
    """Real-time prices from a file instead of `periods`."""
    negative_prices: bool = False
    """Whether hourly prices may be below zero."""
    time_zone: Annotated[float, Quantity("time"), Field(ge=-43200, le=50400)] | None = None
    """Offset of the hourly file's standard time from UTC, where it holds consecutive hours without times beside them;
    without it and without times, rows are the 24 hours that the clock shows on every day."""

    @field_validator("holidays")
    @classmethod
    def _dates(cls, rule: HolidayRule) -> HolidayRule:
        for date in rule if isinstance(rule, tuple) else ():
            day_of(date)
        return rule

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
        if self.ratchet is not None and (not self.demand or any(entry.when for entry in self.demand)):
            raise ValueError("has a ratchet, which needs demand charges, all of them without `when`")
        return self


_Factors = Annotated[tuple[Annotated[float, Field(ge=0, le=2e-6)], ...], Field(min_length=24, max_length=24)]
FactorsByMonth = Annotated[tuple[_Factors, ...], Field(min_length=12, max_length=12)]


class GridConfig(Config):
    """Emission factors of electricity from a grid."""

    name: str = ""
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the factors come from."""
    kind: FactorKind | None = None
    """Kind of factor: the average of all plants, the short-run marginal plant, or long-run marginal with new plants."""
    boundary: ElectricityBoundary | None = None
    """What the factors count, without the `losses` below: stacks alone or the supply of fuel, too, with or without the
    losses between plants and house."""
    factor: EmissionFactor | None = None
    """One emission factor for all hours."""
    factors: Annotated[FactorsByMonth, Quantity("emission_factor", lists=True)] | None = None
    """Emission factors by month and hour: twelve lists of 24, in local standard time, the hour from midnight first."""
    hourly: HourlyConfig | None = None
    """A file of 8760 factors, in local standard time unless `time_zone` is given."""
    time_zone: Annotated[float, Quantity("time"), Field(ge=-43200, le=50400)] | None = None
    """Offset of the hourly file's time from UTC."""
    losses: Annotated[float, Field(ge=0, le=0.3)] = 0.0
    """Share lost between plants and house, where the factors are those at the plants."""

    @model_validator(mode="after")
    def _one_kind_of_factor(self) -> Self:
        if sum(given is not None for given in (self.factor, self.factors, self.hourly)) != 1:
            raise ValueError("needs one of factor, factors (12 lists of 24) and hourly, with their unit in the key")
        if self.losses and self.boundary is not None and self.boundary.endswith("with losses"):
            raise ValueError(f'counts losses twice: leave out losses, or "with losses" in boundary = "{self.boundary}"')
        return self


GridChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[GridConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]
"""A name on the shelf `grids`, or the grid itself."""
