"""A utility's programme: populations of homes, measures, and configurations compared on the same homes."""

from collections.abc import Mapping
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
    """Distribution of a trait among homes: one of four forms, in the unit of its key."""

    mean: float | None = None
    """Mean of a normal distribution, with `sd`."""
    sd: Annotated[float, Field(ge=0)] | None = None
    """Standard deviation of a normal distribution."""
    median: Annotated[float, Field(gt=0)] | None = None
    """Median of a lognormal distribution, with `spread`."""
    spread: Annotated[float, Field(ge=1, le=10)] | None = None
    """Geometric standard deviation: two thirds of homes are between `median / spread` and `median * spread`."""
    min: float | None = None
    """Lower end of a uniform distribution with `max`; with another form, where it is truncated."""
    max: float | None = None
    """Upper end of a uniform distribution with `min`; with another form, where it is truncated."""
    values: tuple[float, ...] = ()
    """Discrete values, with their `shares`."""
    shares: tuple[Share, ...] = ()
    """Share of homes with each of `values`."""

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
        if not forms and (self.min is None or self.max is None):
            raise ValueError(f"needs {', '.join(pairs)} or min and max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        if len(self.values) != len(self.shares):
            raise ValueError(f"has {len(self.values)} values but {len(self.shares)} shares")
        if self.shares and abs(sum(self.shares) - 1) > ROUNDING:
            raise ValueError(f"shares add up to {sum(self.shares):.6g}, not to 1")
        return self


class PopulationConfig(Config):
    """Homes that share a house type."""

    name: Name
    """Name of the population."""
    share: Share = 1.0
    """Share of the programme's homes."""
    house: Reference
    """House type: a name on the shelf `houses` or a path."""
    existing: Shares
    """Present equipment: names from `equipment` and the share of homes with each."""
    sites: Shares | None = None
    """Weather files and the share of homes at each; by default the programme's."""
    variation: dict[str, Any] = Field(default_factory=dict)
    """Variation among these homes, which overrides the programme's."""


class FleetEquipmentConfig(Config):
    """Equipment of homes; its parts are those of a scenario's configuration."""

    sized_for: Literal["heating", "cooling", "larger", "as given"] = "cooling"
    """Design load that sizes a heat pump: heating, cooling, the larger of both, or "as given" for the size on the
    shelf. Air conditioners are sized for cooling, furnaces and strips for the whole heating load."""


class RuleConfig(Config):
    """Eligibility of homes for a measure; all given conditions must be met."""

    existing: tuple[str, ...] = ()
    """Names of present equipment; any by default."""
    populations: tuple[str, ...] = ()
    """Names of populations; any by default."""
    sites: tuple[str, ...] = ()
    """Names of sites; any by default."""
    leakage_at_least: Annotated[float, Field(ge=0)] = 0.0
    """Minimum air leakage, air changes per hour at 50 Pa."""
    size_at_least: Annotated[float, Field(ge=0)] = 0.0
    """Minimum floor area relative to the house type."""
    size_at_most: Annotated[float, Field(ge=0)] = 1e3
    """Maximum floor area relative to the house type."""
    labels: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Columns of `homes_csv` and the values that admit a home; each other key of the table is one:
    `"in.heating_fuel" = ["Natural Gas"]`."""

    @model_validator(mode="before")
    @classmethod
    def _labels_are_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        own = {key: value for key, value in data.items() if key in cls.model_fields and key != "labels"}
        more = _dotted({key: value for key, value in data.items() if key not in cls.model_fields})
        nested = data.get("labels", {})
        labels = {**nested, **more} if isinstance(nested, Mapping) else nested
        if isinstance(labels, Mapping):
            labels = {key: _texts(value) for key, value in labels.items()}
        return {**own, "labels": labels} if labels else own

    @property
    def is_open(self) -> bool:
        """Whether every home meets it."""
        return self == RuleConfig()


def _dotted(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table without tables in it: TOML reads `in.county`, written without quotes, as one within another."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found |= {f"{key}.{below}": each for below, each in _dotted(value).items()}
        else:
            found[key] = value
    return found


def _texts(value: Any) -> Any:
    """Return the values of a label as text, as cells of a table are; one of them needs no list."""
    values = value if isinstance(value, list | tuple) else [value]
    return [f"{each:g}" if isinstance(each, int | float) and not isinstance(each, bool) else each for each in values]


class MeasureConfig(Config):
    """A measure that a programme brings into homes."""

    name: Name
    """Name of the measure."""
    equipment: str | None = None
    """Name of the equipment that replaces the present one."""
    leakage_factor: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Air leakage after the measure relative to that before."""
    setback: Annotated[float, Quantity("temperature_difference"), Field(ge=0, le=8)] | None = None
    """Setback of the heating setpoint, K, every day from `setback_begins` to `setback_ends`, instead of the home's own:
    daily peak hours, or a night."""
    setback_begins: Annotated[float, Quantity("time"), Field(ge=0, lt=86400)] = 6 * 3600.0
    """Clock time at which the setback begins."""
    setback_ends: Annotated[float, Quantity("time"), Field(ge=0, lt=86400)] = 9 * 3600.0
    """Clock time at which the setback ends."""
    share: Share = 1.0
    """Share of eligible homes (see `only`) that adopt the measure."""
    drawn_with: str = ""
    """Another measure whose adopters come first here too: at equal shares both go to the same homes, so that
    configurations with one or the other can be compared home by home."""
    only: RuleConfig = RuleConfig()
    """Homes that are eligible."""
    cost_usd: Money = 0.0
    """Incremental cost to the home, USD, before any incentive."""
    incentive_usd: Money = 0.0
    """Incentive that the programme pays to the home, USD."""
    tax_credit_usd: Money = 0.0
    """Payment to the home by others, USD."""
    administration_usd: Money = 0.0
    """Programme cost for each home beside the incentive, USD."""
    lifetime_years: Annotated[int, Field(ge=1, le=50)] = 15
    """Service life of the measure, years."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.equipment is None and self.leakage_factor == 1.0 and self.setback is None:
            raise ValueError("changes nothing: give equipment, leakage_factor or setback")
        return self


class FleetConfigurationConfig(Config):
    """One state of the fleet to compare; the first is the baseline."""

    name: Name
    """Name of the configuration."""
    measures: tuple[str, ...] = ()
    """Names of the measures that it brings into homes."""
    shares: dict[str, Share] = Field(default_factory=dict)
    """Adoption shares in this configuration, which override the measures' own."""
    upgrade: Annotated[int, Field(ge=0, lt=1000)] = 0
    """Upgrade of a sample whose files homes have in this configuration, those that the sample gives it to."""
    only: RuleConfig = RuleConfig()
    """Homes in which it changes anything; the others stay as they are in the first configuration."""


class EconomicsConfig(Config):
    """Assumptions of the Standard Practice tests besides bills and costs."""

    discount_participant: Rate = 0.07
    """Discount rate of the participant test."""
    discount_utility: Rate = 0.07
    """Discount rate of the utility's tests."""
    discount_societal: Rate = 0.03
    """Discount rate of the societal test."""
    escalation: Annotated[float, Field(ge=-0.1, le=0.2)] = 0.0
    """Escalation of bills and avoided costs a year."""
    net_to_gross: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of adopters who act because of the programme."""
    fixed_administration_usd: Money = 0.0
    """Programme cost independent of the number of homes, USD."""


class AvoidedCostsConfig(Config):
    """Marginal supply costs of the utility."""

    electricity: ElectricityPrice
    """Avoided cost of electricity at the generator."""
    electricity_course: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=24, max_length=24)] = (
        1.0,
    ) * 24
    """Factor on the avoided cost for each hour of the day."""
    gas: Annotated[float, Quantity("fuel_price"), Field(ge=0, le=50 / THERM)] = 0.0
    """Avoided cost of gas."""
    capacity_usd_per_kw_year: Annotated[float, Field(ge=0, le=2000)] = 0.0
    """Avoided cost of generation, transmission and distribution for each kilowatt at the peak, USD per kW and year."""
    peak_hours: Annotated[int, Field(ge=1, le=1000)] = 40
    """Number of the fleet's highest hours whose mean is the peak."""
    losses: Annotated[float, Field(ge=0, lt=0.3)] = 0.07
    """Grid losses, as a share of generation."""
    carbon_usd_per_t: Annotated[float, Field(ge=0, le=2000)] = 0.0
    """Social cost of carbon, USD per tonne of CO2 equivalent; counts in the societal test only."""


class ProgrammeConfig(Config):
    """One question about a fleet of homes."""

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    """One-line title for tables and reports."""
    description: str = ""
    """A few sentences on the programme."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """Random seed for drawing homes."""
    homes: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Number of homes; by default 1000, or the rows of `homes_csv`."""
    homes_csv: Reference | tuple[Reference, ...] | None = None
    """CSV file with one home per row, instead of `populations`; or several, such as one for each upgrade."""
    homes_xml: str = ""
    """Where a home's HPXML lies, for rows without a column `xml`, with columns of the table in braces:
    `models/bldg{bldg_id:07}-up{upgrade:02}.zip`."""
    weather_folder: str = ""
    """Folder with a weather file for each station or county that homes name."""
    site_column: str = ""
    """Column of `homes_csv` that names each home's station or county; by default the home's file does."""
    site_files: dict[str, Reference] = Field(default_factory=dict)
    """Weather file of a station or county whose file has another name."""
    group_by: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    """Columns of `homes_csv` by whose values power and peaks are also summed up."""
    sites: Shares | None = None
    """Weather files and the share of homes at each."""
    variation: dict[str, Any] = Field(default_factory=dict)
    """Variation of traits among all homes."""
    populations: tuple[PopulationConfig, ...] = ()
    """Populations of homes that share a house type."""
    measures: Annotated[tuple[MeasureConfig, ...], Field(max_length=MOST_MEASURES)] = ()
    """Measures that the programme brings into homes."""
    configurations: Annotated[tuple[FleetConfigurationConfig, ...], Field(min_length=1, max_length=20)]
    """Configurations compared on the same homes."""
    interval: Annotated[float, Quantity("time")] = 3600.0
    """Interval of the results: `interval_min = 60`, as systems state their peaks, or 15, as meters of homes do."""
    batch: Annotated[int, Field(ge=1, le=1000)] = 25
    """Homes per task of a worker. Results do not depend on the number of workers, but sums differ in the last digits
    with this."""
    largest_share_of_failures: Share | None = None
    """Share of homes that may fail before the run stops: by default 0.02, and 1 where homes have files of their own."""
    economics: EconomicsConfig = EconomicsConfig()
    """Assumptions of the cost tests."""
    avoided_costs: AvoidedCostsConfig | None = None
    """Avoided costs of the utility; without them the cost tests are left out."""

    @model_validator(mode="after")
    def _has_homes(self) -> Self:
        if bool(self.populations) == bool(self.homes_csv):
            raise ValueError("give either populations or homes_csv")
        if self.populations:
            given = [name for name in ("homes_xml", "site_column", "site_files", "group_by") if getattr(self, name)]
            if given:
                raise ValueError(f"{given[0]} needs homes_csv")
        if self.interval not in (900.0, 3600.0):
            raise ValueError("interval must be 15 or 60 minutes")
        return self
