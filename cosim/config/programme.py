"""A programme as its TOML file states it: populations of homes, measures, and what is compared on the same homes."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cosim.config.base import Config, Quantity
from cosim.config.prices import ElectricityPrice, Reference
from cosim.units import THERM

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(ge=0, le=1e7)]
Rate = Annotated[float, Field(ge=0, le=0.5)]
Shares = Annotated[dict[str, Share], Field(min_length=1)]

ROUNDING = 1e-6  # by which shares may miss one
MOST_MEASURES = 64  # of one programme; each has a place of its own in how homes are drawn


class SpreadConfig(Config):
    """How a trait differs among homes: one of four forms, in the unit of its key."""

    mean: float | None = None
    """Of a normal distribution, with `sd`."""
    sd: Annotated[float, Field(ge=0)] | None = None
    median: Annotated[float, Field(gt=0)] | None = None
    """Of a lognormal distribution, with `spread`."""
    spread: Annotated[float, Field(ge=1, le=10)] | None = None
    """Geometric standard deviation: two thirds of homes lie between `median / spread` and `median * spread`."""
    least: float | None = None
    """With `greatest` alone, a uniform distribution; beside another form, what it is cut off at."""
    greatest: float | None = None
    values: tuple[float, ...] = ()
    """The only possible values, with their `shares`."""
    shares: tuple[Share, ...] = ()

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        pairs = {
            "mean and sd": (self.mean, self.sd),
            "median and spread": (self.median, self.spread),
            "values and shares": (self.values or None, self.shares or None),
        }
        forms = [name for name, parts in pairs.items() if any(part is not None for part in parts)]
        if len(forms) > 1:
            raise ValueError(f"mixes {' with '.join(forms)}; keep one form")
        for name in forms:
            if any(part is None for part in pairs[name]):
                raise ValueError(f"needs both {name}")
        if not forms and (self.least is None or self.greatest is None):
            raise ValueError(f"needs {', '.join(pairs)} or least and greatest")
        if self.least is not None and self.greatest is not None and self.least > self.greatest:
            raise ValueError(f"least ({self.least:g}) lies above greatest ({self.greatest:g})")
        if len(self.values) != len(self.shares):
            raise ValueError(f"has {len(self.values)} values but {len(self.shares)} shares")
        if self.shares and abs(sum(self.shares) - 1) > ROUNDING:
            raise ValueError(f"its shares add up to {sum(self.shares):.6g}, not to 1")
        return self


class PopulationConfig(Config):
    """Homes of one type."""

    name: Name
    share: Share = 1.0
    house: Reference
    existing: Shares
    """Names of equipment that these homes have now, and the share of each."""
    sites: Shares | None = None
    """Names of weather files and the share of each; the programme's by default."""
    variation: dict[str, Any] = Field(default_factory=dict)
    """How these homes differ, over what the programme says of all."""


class FleetEquipmentConfig(Config):
    """Equipment that a home may have; the parts are those of a scenario's configuration."""

    sized_for: Literal["heating", "cooling", "larger", "as given"] = "cooling"
    """What a heat pump is chosen for: one of the two design loads, the larger of them, or nothing (then it is the size
    on the shelf for every home). An air conditioner is chosen for cooling, a furnace for heating, strips for the whole
    heating load."""


class RuleConfig(Config):
    """Which homes a measure is for; every line that is there must hold."""

    existing: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    leakage_at_least: Annotated[float, Field(ge=0)] = 0.0
    """Air changes an hour at 50 Pa."""
    size_at_least: Annotated[float, Field(ge=0)] = 0.0
    """Floor area over that of the house type."""
    size_at_most: Annotated[float, Field(ge=0)] = 1e3


class MeasureConfig(Config):
    """Something that a programme brings into homes."""

    name: Name
    equipment: str | None = None
    """Name of equipment that replaces what the home has."""
    leakage_factor: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Air leakage afterwards over that before."""
    setback: Annotated[float, Quantity("temperature_difference"), Field(ge=0, le=8)] | None = None
    """Kelvin by which the heating setpoint is lowered between `setback_begins` and `setback_ends` every day, instead of
    the home's own setback: a programme's daily peak hours, or a night."""
    setback_begins: Annotated[float, Quantity("time"), Field(ge=0, lt=86400)] = 6 * 3600.0
    setback_ends: Annotated[float, Quantity("time"), Field(ge=0, lt=86400)] = 9 * 3600.0
    share: Share = 1.0
    """Of the homes that `only` admits."""
    drawn_with: str = ""
    """Name of another measure whose adopters come first here too: at equal shares both go to the same homes, and
    configurations with one or the other can be compared home by home."""
    only: RuleConfig = RuleConfig()
    cost_usd: Money = 0.0
    """What the home pays for it more than it would have paid otherwise, before any incentive."""
    incentive_usd: Money = 0.0
    """Paid to the home by the programme."""
    tax_credit_usd: Money = 0.0
    """Paid to the home by others."""
    administration_usd: Money = 0.0
    """What the programme spends on each home besides the incentive."""
    lifetime_years: Annotated[int, Field(ge=1, le=50)] = 15

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.equipment is None and self.leakage_factor == 1.0 and self.setback is None:
            raise ValueError("changes nothing: give equipment, leakage_factor or setback")
        return self


class FleetConfigurationConfig(Config):
    """One state of the fleet to compare; the first is what the others are compared with."""

    name: Name
    measures: tuple[str, ...] = ()
    shares: dict[str, Share] = Field(default_factory=dict)
    """Adoption of a measure here, instead of the measure's own share."""


class EconomicsConfig(Config):
    """What the Standard Practice tests need besides bills and costs."""

    discount_participant: Rate = 0.07
    discount_utility: Rate = 0.07
    discount_societal: Rate = 0.03
    escalation: Annotated[float, Field(ge=-0.1, le=0.2)] = 0.0
    """Of bills and avoided costs alike, a year."""
    net_to_gross: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of adopters who would not have done it without the programme."""
    fixed_administration_usd: Money = 0.0
    """Spent by the programme whatever the number of homes; scaled with nothing."""


class AvoidedCostsConfig(Config):
    """What supply costs the utility at the margin."""

    electricity: ElectricityPrice
    """Energy, as generated."""
    electricity_course: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=24, max_length=24)] = (
        1.0,
    ) * 24
    """Factor on it for each hour of the day."""
    gas: Annotated[float, Quantity("fuel_price"), Field(ge=0, le=50 / THERM)] = 0.0
    capacity_usd_per_kw_year: Annotated[float, Field(ge=0, le=2000)] = 0.0
    """Generation, transmission and distribution together, for a kilowatt at the peak."""
    peak_hours: Annotated[int, Field(ge=1, le=1000)] = 40
    """The peak is the mean of this many highest hours of the fleet's year."""
    losses: Annotated[float, Field(ge=0, lt=0.3)] = 0.07
    """Of the grid, share of what is generated."""
    carbon_usd_per_t: Annotated[float, Field(ge=0, le=2000)] = 0.0
    """Damage of a tonne of CO2 equivalent; counts in the societal test alone."""


class ProgrammeConfig(Config):
    """One question about a fleet of homes."""

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    description: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    homes: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """How many; by default 1000, or as many as `homes_csv` has rows."""
    homes_csv: Reference | None = None
    """A CSV file with a home a row, instead of `populations`."""
    sites: Shares | None = None
    variation: dict[str, Any] = Field(default_factory=dict)
    populations: tuple[PopulationConfig, ...] = ()
    measures: Annotated[tuple[MeasureConfig, ...], Field(max_length=MOST_MEASURES)] = ()
    configurations: Annotated[tuple[FleetConfigurationConfig, ...], Field(min_length=1, max_length=20)]
    interval: Annotated[float, Quantity("time")] = 3600.0
    """Of the results: `interval_min = 60`, as systems state their peaks, or 15, as meters of single homes do."""
    batch: Annotated[int, Field(ge=1, le=1000)] = 25
    """Homes that go out as one piece of work. Results do not depend on how many workers there are, but sums differ in
    their last digits with this."""
    largest_share_of_failures: Share = 0.02
    """Of homes that may fail before the run stops."""
    economics: EconomicsConfig = EconomicsConfig()
    avoided_costs: AvoidedCostsConfig | None = None

    @model_validator(mode="after")
    def _has_homes(self) -> Self:
        if bool(self.populations) == bool(self.homes_csv):
            raise ValueError("give either populations or homes_csv")
        if self.interval not in (900.0, 3600.0):
            raise ValueError("interval must be 15 or 60 minutes")
        return self
