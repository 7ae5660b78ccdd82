"""Figures of a fleet for a utility: peaks, coincidence, energy, winners and losers."""

import json
import math
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.prices import FUELS
from cosim.fleet.declaration import WEIGHT
from cosim.fleet.seasons import in_winter, kind_of_peak
from cosim.rates.boundary import boundary_of
from cosim.rates.rates import Rates
from cosim.results.annual import system_cop
from cosim.schema.end_uses import END_USES, EndUse

PEAK_MINUTES = (60, 30, 15, 5, 1)


def electric_uses(fleet: xr.Dataset) -> list[EndUse]:
    """Return the end uses of electricity that a fleet's file holds, without optional ones that no home has."""
    return [use for use in _uses(fleet) if use.carrier == "electricity"]


def fuel_uses(fleet: xr.Dataset) -> list[EndUse]:
    """Return the end uses of fuel that a fleet's file holds, without optional ones that no home has."""
    return [use for use in _uses(fleet) if use.carrier == "fuel"]


def _uses(fleet: xr.Dataset) -> list[EndUse]:
    held = [use for use in END_USES if use.name in fleet["end_use"].values]
    return [use for use in held if not use.optional or fleet["power"].sel(end_use=use.name).any()]


def total_power(fleet: xr.Dataset, *, equipment: bool = False) -> xr.DataArray:
    """Return the electric power of all homes, W, with or without the rest of the houses; by configuration and time."""
    uses = [use.name for use in electric_uses(fleet) if use.is_hvac or not equipment]
    return fleet["power"].sel(end_use=uses).sum("end_use")


def peak(fleet: xr.Dataset, number: int, *, winter: bool) -> dict[str, Any] | None:
    """Return the highest interval of a configuration in a season: when it was, its power by end use, W, and its kind.

    A summer's may be one of heating, on a cold morning.
    """
    season = in_winter(fleet, "time") == winter
    if not season.any():
        return None
    power = total_power(fleet).isel(configuration=number).values
    place = int(np.flatnonzero(season)[np.argmax(power[season])])
    powers = fleet["power"].isel(configuration=number, time=place)
    uses = {use.name: float(powers.sel(end_use=use.name)) for use in electric_uses(fleet)}
    return {
        "place": place,
        "time": fleet["time"].values[place],
        "power": float(power[place]),
        "uses": uses,
        "kind": kind_of_peak(uses),
    }


def peak_by_interval(fleet: xr.Dataset, number: int, *, winter: bool) -> dict[int, float]:
    """Return the peak of a configuration in a season, W, as the mean of each of `PEAK_MINUTES`, by that length."""
    season = in_winter(fleet, "minute") == winter
    uses = [use.name for use in electric_uses(fleet)]
    power = fleet["minute_power"].isel(configuration=number).sel(end_use=uses).sum("end_use").values
    return {
        minutes: float(power.reshape(-1, minutes).mean(axis=1)[season[::minutes]].max()) for minutes in PEAK_MINUTES
    }


def coincidence(fleet: xr.Dataset, name: str = "group_demand") -> xr.DataArray:
    """Return the demand a home of groups over the demand of single homes, by group size."""
    demand = fleet[name]
    return demand / demand.isel(group_size=0)


def hours_of(fleet: xr.Dataset) -> float:
    """Return the length of an interval of the results, h."""
    return float(fleet.sizes["hour"]) / fleet.sizes["time"]


def energy(fleet: xr.Dataset, number: int) -> dict[str, float]:
    """Return the energy of all homes by end use, kWh."""
    power = fleet["power"].isel(configuration=number)
    return {str(use): float(power.sel(end_use=use).sum()) * hours_of(fleet) / 1e3 for use in fleet["end_use"].values}


def weights(fleet: xr.Dataset) -> Array:
    """Return for how many homes each stands; one in files of before."""
    return np.asarray(fleet[WEIGHT].values) if WEIGHT in fleet else np.ones(fleet.sizes["home"])


def represented(fleet: xr.Dataset) -> float:
    """Return the number of homes for which those that were simulated stand."""
    return float(weights(fleet)[simulated(fleet)].sum())


def simulated(fleet: xr.Dataset) -> NDArray[np.bool_]:
    """Say of each home whether it was simulated."""
    failed = json.loads(fleet.attrs["failed_homes"])
    return np.array([str(number) not in failed for number in range(fleet.sizes["home"])])


def left_out(fleet: xr.Dataset) -> float:
    """Return the share of all homes, by weight, that could not be simulated and is in no sum."""
    return 1.0 - represented(fleet) / float(weights(fleet).sum())


def totals(fleet: xr.Dataset, figure: str, number: int) -> float:
    """Return the sum over all homes of an annual figure."""
    return float(np.nansum(fleet[f"annual_{figure}"].isel(configuration=number).values * weights(fleet)))


def system_cop_of(fleet: xr.Dataset, number: int) -> float | None:
    """Return heat delivered in all homes over the electricity and fuel that it took, backup included.

    None where nothing heats, or where the file does not hold it.
    """
    if "annual_heating_electricity" not in fleet:
        return None
    heat, electricity, fuel = (totals(fleet, name, number) for name in ("heating", "heating_electricity", "gas"))
    found = system_cop(heat, electricity, fuel)
    return None if math.isnan(found) else found


def boundary_lines(fleet: xr.Dataset) -> list[str]:
    """Return what the emission factors count, in words."""
    rates = Rates.from_data(json.loads(fleet.attrs["rates"]))
    burnt = any(float(fleet["power"].sel(end_use=use.name).sum()) > 0 for use in fuel_uses(fleet))
    stated = [fuel for fuel in FUELS if burnt and getattr(rates.emissions, fuel) is not None]
    return boundary_of(rates, stated).lines()


def changes(fleet: xr.Dataset, figure: str, number: int) -> tuple[Array, Array]:
    """Return the change of an annual figure from the first configuration for each home that took something up.

    With it comes for how many homes each of them stands.
    """
    table = fleet[f"annual_{figure}"].values
    change = table[:, number] - table[:, 0]
    counts = adopters(fleet, number) & ~np.isnan(change)
    return np.asarray(change[counts]), weights(fleet)[counts]


def adopters(fleet: xr.Dataset, number: int) -> NDArray[np.bool_]:
    """Say of each home whether it differs from the first configuration."""
    taken = fleet["home_measures"].values
    return np.asarray(taken[:, number] != taken[:, 0])


def main_figures(fleet: xr.Dataset) -> list[dict[str, Any]]:
    """Return the main figures of each configuration, for people and for JSON."""
    homes, counted = represented(fleet), weights(fleet)
    found = []
    for number, name in enumerate(fleet["configuration"].values):
        adopting = adopters(fleet, number) & simulated(fleet)
        row: dict[str, Any] = {
            "configuration": str(name),
            "homes": int(fleet.attrs["homes_simulated"]),
            "homes_represented": homes,
            "share_left_out": left_out(fleet),
            "adopters": int(adopters(fleet, number).sum()),
            "adopters_represented": float(counted[adopting].sum()),
        }
        for season, winter in (("winter", True), ("summer", False)):
            top = peak(fleet, number, winter=winter)
            short = {} if top is None else peak_by_interval(fleet, number, winter=winter)
            sizes = fleet["group_demand"].isel(configuration=number).sel(season=season).values
            row |= {
                f"{season}_peak_kw": None if top is None else top["power"] / 1e3,
                f"{season}_peak_time": None if top is None else str(top["time"])[5:16].replace("T", " "),
                f"{season}_peak_kind": None if top is None else top["kind"],
                f"{season}_peak_kw_per_home": None if top is None else top["power"] / homes / 1e3,
                f"{season}_quarter_hour_peak_kw": None if top is None else short[15] / 1e3,
                f"{season}_coincidence": None if top is None else float(sizes[-1] / sizes[0]),
            }
        top = peak(fleet, number, winter=True)
        row["winter_peak_strips_kw"] = None if top is None else top["uses"]["strips"] / 1e3
        used = energy(fleet, number)
        row |= {
            "electricity_mwh": sum(used[use.name] for use in electric_uses(fleet)) / 1e3,
            "gas_mwh": used["gas"] / 1e3,
            "system_cop_heating": system_cop_of(fleet, number),
            "bills_usd": totals(fleet, "cost", number),
            "emissions_t": totals(fleet, "emissions", number) / 1e3,
        }
        found.append(row)
    return found
