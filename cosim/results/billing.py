"""What a year's energy costs and emits, as figures and variables of a Dataset; also of one that exists already."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cosim._version import __version__
from cosim.arrays import Array
from cosim.config.prices import Fuel
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.economics.bill import Bill, bill
from cosim.economics.emissions import Emissions, emissions, refrigerant_emissions, warming_potential
from cosim.equipment.faults import lost_mass
from cosim.errors import Fault, InvalidInput
from cosim.project import InputFile
from cosim.rates.boundary import boundary_of
from cosim.rates.rates import Rates
from cosim.results.steering import check_steering
from cosim.results.versions import billed_now
from cosim.schema.calendar import MONTHS
from cosim.schema.figures import FIGURES
from cosim.units import KILOWATT_HOUR, System, from_si

if TYPE_CHECKING:
    from cosim.scenarios.scenario import Configuration
    from cosim.simulation.simulation import Run


RATES = "rates"
KINDS = ("heat_pump", "air_conditioner", "furnace")
MONTH = "month"
KINDS_OF_EQUIPMENT = "kinds_of_equipment"
PIECE = "equipment_"
PIECE_NAME, FUEL_NAME = f"{PIECE}name", f"{PIECE}fuel_name"
LOST = "refrigerant_lost"
HALF_HOUR_PEAK = "half_hour_peak_electricity"
MONTHLY = {
    "monthly_electricity_cost": "Cost of all electricity of the house, without fixed charges",
    "monthly_fuel_cost": "Cost of all fuel of the house, without fixed charges",
    "monthly_fixed_cost": "Fixed charges, and the top-up to the tariff's minimum bill",
}


@dataclass(frozen=True, slots=True)
class House:
    """What a bill of one configuration needs; powers are hourly, W.

    Attributes
    ----------
    fuel : str
        What its furnace burns; empty where it has none.
    refrigerant, charge
        Name and mass (kg) of what is in its machine; empty and zero where it has none.
    """

    electricity: Array
    peak: Array
    half_hour_peak: Array | None
    burnt: Array
    fuel: str
    refrigerant: str
    charge: float
    start_hour: int
    lost: float = 0.0
    """Refrigerant that faults let out in the run, kg."""
    equipment: str = ""
    """What heats and cools: heat_pump, air_conditioner, furnace, with a space between."""
    others: dict[Fuel, Array] = field(default_factory=dict)
    """Fuels that it burns beside its furnace's, W."""

    @property
    def fuels(self) -> dict[Fuel, Array]:
        """Every fuel that it has an account or a store for, with its power, W."""
        own: Any = self.fuel
        return ({own: self.burnt} if own else {}) | self.others

    @classmethod
    def of_run(cls, configuration: "Configuration", run: "Run") -> "House":
        """Return it for a run."""
        hourly = run.hourly
        machine = configuration.heat_pump or configuration.air_conditioner
        return cls(
            electricity=hourly["house_electricity"],
            peak=hourly["peak_electricity"],
            half_hour_peak=run.quarter_hour_electricity.reshape(-1, 2, 2).mean(axis=2).max(axis=1),
            burnt=hourly["furnace_gas"],
            fuel=configuration.furnace.fuel if configuration.furnace is not None else "",
            refrigerant=machine.refrigerant if machine is not None else "",
            charge=machine.charge if machine is not None else 0.0,
            start_hour=run.start_hour,
            lost=lost_mass(configuration.faults, machine.charge, *run_bounds(run)) if machine is not None else 0.0,
            equipment=" ".join(kind for kind in KINDS if getattr(configuration, kind) is not None),
        ).with_others([(port.kind.fuel or "", port.fuel) for port in run.equipment])

    @classmethod
    def of_dataset(cls, dataset: xr.Dataset, index: int) -> "House":
        """Return it for one configuration of a Dataset."""
        one = dataset.isel(configuration=index)
        pieces = pieces_of(dataset, str(dataset["configuration"].values[index]))
        begin = dataset["time_bounds"].values[0, 0]
        hours = (begin - begin.astype("datetime64[Y]")) / np.timedelta64(1, "h")
        return cls(
            electricity=one["house_electricity"].values,
            peak=one["peak_electricity"].values,
            half_hour_peak=one[HALF_HOUR_PEAK].values if HALF_HOUR_PEAK in one else None,
            burnt=one["furnace_gas"].values,
            fuel=str(one["fuel"].item()),
            refrigerant=str(one["refrigerant"].item()),
            charge=float(one["refrigerant_charge"].item()),
            start_hour=round(float(hours)),
            lost=float(one[LOST].item()) if LOST in one else 0.0,
            equipment=str(one[KINDS_OF_EQUIPMENT].item()),
        ).with_others([(str(piece[FUEL_NAME].item()), piece[f"{PIECE}fuel"].values) for piece in pieces])

    def highest(self, window: int) -> Array:
        """Return the largest power within each hour, W, as the mean of 15, 30 or 60 minutes.

        Raises
        ------
        InvalidInput
            If the results are of a format that does not hold it.
        """
        highest = {15: self.peak, 30: self.half_hour_peak, 60: self.electricity}[window]
        if highest is None:
            problem = f"hold no means of {window} minutes, of which the tariff bills the highest"
            raise InvalidInput([Fault("results", problem, "simulate the scenario again")])
        return highest

    def with_others(self, burnt: Sequence[tuple[str, Array]]) -> "House":
        """Return it with the fuels that other equipment burns; what the furnace burns too is on the same account."""
        sums: dict[Any, Array] = {self.fuel: self.burnt} if self.fuel else {}
        for fuel, power in burnt:
            if fuel:
                sums[fuel] = sums.get(fuel, 0.0) + power
        own = sums.pop(self.fuel, self.burnt) if self.fuel else self.burnt
        return replace(self, burnt=own, others=sums)


@dataclass(frozen=True, slots=True)
class Priced:
    """Money (USD) and emissions (kg) of one configuration: annual figures, and arrays of shape (12,)."""

    figures: dict[str, float]
    monthly: dict[str, Array]


def run_bounds(run: "Run") -> tuple[float, float]:
    """Return begin and end of what a run recorded, s."""
    begin = run.start_hour * HOUR
    return begin, begin + run.hourly["house_electricity"].size * HOUR


def price(rates: Rates, house: House) -> Priced:
    """Return what a configuration costs and emits."""
    due = bill_of(rates, house)
    caused = emissions_of(rates, house)
    share = house.electricity.size / HOURS_OF_YEAR
    factors = rates.emissions
    leaked = share * refrigerant_emissions(factors.refrigerant, house.refrigerant, house.charge, factors.gwp_years)
    if house.lost > 0.0:
        leaked += house.lost * (warming_potential(house.refrigerant, factors.gwp_years) or 0.0)
    monthly = {
        "monthly_electricity_cost": due.electricity + due.demand,
        "monthly_fuel_cost": due.fuel,
        "monthly_fixed_cost": due.electricity_fixed + due.minimum + due.fuel_fixed,
    }
    return Priced(
        {
            "cost": due.total,
            "electricity_cost": float(monthly["monthly_electricity_cost"].sum()),
            "demand_cost": float(due.demand.sum()),
            "gas_cost": float(due.fuel.sum()),
            "fixed_cost": float(monthly["monthly_fixed_cost"].sum()),
            "emissions": caused.total + leaked,
            "electricity_emissions": caused.electricity,
            "gas_emissions": caused.fuel + caused.upstream,
            "upstream_emissions": caused.upstream,
            "refrigerant_emissions": leaked,
        },
        monthly,
    )


def bill_of(rates: Rates, house: House) -> Bill:
    """Return the bill of a configuration, all its fuels included."""
    peak = house.highest(15 if rates.tariff is None else rates.tariff.demand_window)
    return bill(rates, house.electricity, house.fuels, start_hour=house.start_hour, peak=peak)


def emissions_of(rates: Rates, house: House) -> Emissions:
    """Return what the energy of a configuration emits, all its fuels included."""
    return emissions(rates, house.electricity, house.fuels, start_hour=house.start_hour)


def pieces_of(dataset: xr.Dataset, configuration: str) -> list[xr.Dataset]:
    """Return what went through the ports of a configuration's equipment, piece by piece."""
    if PIECE_NAME not in dataset:
        return []
    places = np.flatnonzero(dataset[f"{PIECE}configuration_name"].values == configuration)
    fields = [str(field) for field in dataset.variables if str(field).startswith(PIECE)]
    return [dataset[fields].isel(equipment=place) for place in places]


def fuels_of(dataset: xr.Dataset) -> list[str]:
    """Return every fuel that is burnt in any configuration."""
    others = dataset[FUEL_NAME].values if FUEL_NAME in dataset else ()
    return sorted(({str(fuel) for fuel in dataset["fuel"].values} | {str(fuel) for fuel in others}) - {""})


def variables(rates: Rates, houses: list[House], priced: list[Priced]) -> dict[str, Any]:
    """Return the variables of a Dataset that bills are made from and that they are: see `MONTHLY`."""
    first = houses[0]
    hours = slice(first.start_hour, first.start_hour + first.electricity.size)
    about_loss = {"long_name": "Refrigerant that faults let out", "units": "kg"}
    lost = {LOST: ("configuration", np.array([house.lost for house in houses]), about_loss)}
    money = {"units": "1", "currency": "USD"}
    fuels = np.array([house.fuel for house in houses], dtype=object)
    equipment = np.array([house.equipment for house in houses], dtype=object)
    refrigerants = np.array([house.refrigerant for house in houses], dtype=object)
    return {
        MONTH: (MONTH, np.arange(1, 13, dtype=np.int32), {"long_name": "Month of the year", "units": "1"}),
        "fuel": ("configuration", fuels, {"long_name": "Fuel that the furnace burns; empty without one"}),
        KINDS_OF_EQUIPMENT: ("configuration", equipment, {"long_name": "Kinds of equipment, with a space between"}),
        "refrigerant": ("configuration", refrigerants, {"long_name": "Refrigerant; empty without a machine"}),
        "refrigerant_charge": (
            "configuration",
            np.array([house.charge for house in houses]),
            {"long_name": "Charge of refrigerant", "units": "kg"},
        ),
        **(lost if any(house.lost for house in houses) else {}),
        HALF_HOUR_PEAK: (
            ("configuration", "time"),
            np.stack([np.full_like(house.peak, np.nan) if house.half_hour_peak is None else house.half_hour_peak
                      for house in houses]),
            {"long_name": "Highest 30-minute mean of the house's electric power within the hour", "units": "W",
             "cell_methods": "time: maximum"},
        ),
        "electricity_price": (
            "time",
            rates.electricity_price_by_hour()[hours].copy(),
            {"long_name": "Price of one more joule of electricity", "units": "J-1", "currency": "USD",
             "cell_methods": "time: mean"},
        ),
        "electricity_emission_factor": (
            "time",
            rates.electricity_emissions_by_hour()[hours].copy(),
            {"long_name": "Emissions of one more joule of electricity, CO2 equivalent", "units": "kg J-1",
             "cell_methods": "time: mean"},
        ),
        **{
            name: (("configuration", MONTH), np.stack([each.monthly[name] for each in priced]),
                   {"long_name": long_name} | money)
            for name, long_name in MONTHLY.items()
        },
    }  # fmt: skip


def rates_of(dataset: xr.Dataset) -> Rates:
    """Return the prices and emission factors that a Dataset was billed with."""
    return Rates.from_data(json.loads(dataset.attrs[RATES]))


def rates_attribute(rates: Rates) -> dict[str, str]:
    """Return prices and emission factors as an attribute of a Dataset."""
    return {RATES: json.dumps(rates.as_data(), ensure_ascii=False)}


def houses_of(dataset: xr.Dataset) -> list[House]:
    """Return what a bill of each configuration needs."""
    return [House.of_dataset(dataset, index) for index in range(dataset.sizes["configuration"])]


def rebill(dataset: xr.Dataset, rates: Rates, files: Sequence[InputFile] = ()) -> xr.Dataset:
    """Return `dataset` with the money and emissions of other rates; nothing is simulated.

    Parameters
    ----------
    dataset : xarray.Dataset
        From `cosim.simulate`, or read from its file.
    rates : Rates
        Other prices and factors; `Scenario.rates` has those of a scenario.
    files : sequence of InputFile
        Where they come from; added to the attribute `input_files`.

    Raises
    ------
    InvalidInput
        If a configuration's control follows prices or carbon, and would have run otherwise at these.
    """
    check_steering(dataset, rates_of(dataset), rates)
    houses = houses_of(dataset)
    priced = [price(rates, house) for house in houses]
    changed = dataset.assign(variables(rates, houses, priced)).set_coords(MONTH)
    for figure in FIGURES:
        if figure.name in priced[0].figures:
            values = np.array([each.figures[figure.name] for each in priced])
            changed[figure.variable] = ("configuration", values, dataset[figure.variable].attrs)
    said = billed_now(str(dataset.attrs.get("versions", "")), needs_pysam=rates.needs_pysam)
    computed = {"versions": said} if said else {}
    changed.attrs = dataset.attrs | computed | rates_attribute(rates) | _history(dataset, files)
    return changed


def _history(dataset: xr.Dataset, files: Sequence[InputFile]) -> dict[str, str]:
    """Return the attributes that say where results come from, with further files; nothing where there are none."""
    if not files:
        return {}
    known = json.loads(str(dataset.attrs["input_files"]))
    known += [entry for file in files if (entry := asdict(file)) not in known]
    names = ", ".join(file.path for file in files)
    return {
        "input_files": json.dumps(known, ensure_ascii=False),
        "history": f"{dataset.attrs['history']}\nbilled again with {names} by cosim {__version__}",
    }


def monthly_table(dataset: xr.Dataset, units: System = "si") -> str:
    """Return what has to be paid in each month, with the prices that it rests on, as plain text."""
    costs = sum(dataset[name].values for name in MONTHLY)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1), title_justify="left")
    table.add_column("Bills, $", no_wrap=True)
    for name in dataset["configuration"].values:
        table.add_column(Text(str(name)), justify="right", vertical="bottom", max_width=16)
    for month, of_month in zip(MONTHS, np.transpose(costs), strict=True):
        if np.any(of_month):
            table.add_row(month, *(f"{cost:,.2f}" for cost in of_month))
    table.add_section()
    table.add_row("Together", *(f"{cost:,.2f}" for cost in np.sum(costs, axis=1)))
    file = io.StringIO()
    console = Console(file=file, width=max(80, 20 + 18 * dataset.sizes["configuration"]), color_system=None)
    console.print(table)
    for line in lines_of(dataset, units):
        console.print(Text(line), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def lines_of(dataset: xr.Dataset, units: System = "si") -> list[str]:
    """Return the prices and emission factors that a Dataset was billed with, a line each."""
    return rate_lines(rates_of(dataset), fuels_of(dataset), units)


def boundary_lines_of(dataset: xr.Dataset) -> list[str]:
    """Return what the emission factors that a Dataset was billed with count, in words; nothing of an old file's."""
    if RATES not in dataset.attrs:
        return []
    fuels: list[Any] = fuels_of(dataset)
    return boundary_of(rates_of(dataset), fuels).lines()


def rate_lines(rates: Rates, fuels: list[Any], units: System = "si") -> list[str]:
    """Return what energy costs and emits, a line each, for people."""
    us = units == "us"
    prices, factors = rates.prices, rates.emissions
    price = rates.electricity_price_by_hour() * KILOWATT_HOUR
    mean_factor = float(rates.electricity_emissions_by_hour().mean())
    if rates.tariff is not None:
        tariff = rates.tariff
        fixed = tariff.fixed + tariff.fixed_daily * 365 / 12
        span = f"{price.min():.4f} to {price.max():.4f} $/kWh"
        what = f"tariff {tariff.title or tariff.name}, {span}, {fixed:g} $ a month"
    else:
        what = f"{price[0]:.4f} $/kWh and {prices.electricity_fixed:g} $ a month"
    where = (
        f"{rates.grid.title or rates.grid.name} ({rates.grid.kind or 'of no stated kind'}), "
        if rates.grid is not None
        else ""
    )
    electric = (
        f"{from_si(mean_factor, 'emission_factor', 'lb_per_mwh'):,.1f} lb/MWh"
        if us
        else (f"{from_si(mean_factor, 'emission_factor', 'kg_per_kwh'):.3f} kg/kWh")
    )
    lines = [f"electricity: {what}", f"electricity emits: {where}{electric} on the mean"]
    for fuel in fuels:
        price_of_heat, factor = float(rates.fuel_price_by_hour(fuel).mean()), rates.fuel_emissions(fuel)
        account = getattr(prices, f"{fuel}_fixed")
        if us:
            cost = f"{from_si(price_of_heat, 'fuel_price', 'usd_per_therm'):.4f} $/therm"
            emits = f"{from_si(factor, 'emission_factor', 'lb_per_mmbtu'):.2f} lb/MMBtu"
        else:
            cost = f"{from_si(price_of_heat, 'fuel_price', 'usd_per_kwh'):.4f} $/kWh"
            emits = f"{from_si(factor, 'emission_factor', 'kg_per_kwh'):.3f} kg/kWh"
        lines.append(f"{fuel}: {cost} of its higher heating value and {account:g} $ a month; emits {emits}")
    if factors.methane_leakage:
        lost_gas = 100 * factors.methane_leakage
        lines.append(f"of the gas, {lost_gas:g} % is lost as methane, counted over {factors.gwp_years} years")
    if factors.refrigerant is not None:
        lost = factors.refrigerant
        lines.append(f"refrigerant: {100 * lost.annual_leakage:g} % of the charge leaks each year, "
                     f"{100 * lost.end_of_life_loss:g} % is lost after {lost.lifetime_years:g}")  # fmt: skip
    return lines + boundary_of(rates, fuels).lines()
