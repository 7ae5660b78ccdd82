"""Configurations whose control follows prices or carbon: at other rates they run otherwise, so none can bill them."""

import json
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cosim.errors import Fault, InvalidInput
from cosim.rates.rates import Rates

if TYPE_CHECKING:
    from cosim.scenarios.scenario import Configuration
    from cosim.simulation.simulation import Run

FOLLOWS_RATES = "follows_rates"
POLICIES = ("economic", "carbon")
WORDS = {
    "economic": 'its control follows prices (dual_fuel.policy = "economic"): at others it burns other fuel',
    "carbon": 'its control follows emission factors (dual_fuel.policy = "carbon"): at others it burns other fuel',
    "electricity_price": "its equipment reads the price of electricity, and may run otherwise at another",
    "carbon_intensity": "its equipment reads the emission factor of electricity, and may run otherwise at another",
}
"""What a configuration may follow."""
REMEDY = "--scenario NAME simulates its scenario at these; or state them in the scenario and run it"


def steering_attribute(configurations: "Sequence[Configuration]", runs: "Sequence[Run]") -> dict[str, str]:
    """Return which configurations follow prices or carbon, and what of `WORDS`, as an attribute of a Dataset."""
    found: dict[str, list[str]] = {run.configuration: sorted(run.rates_read) for run in runs if run.rates_read}
    for each in configurations:
        if each.dual_fuel is not None and each.dual_fuel.follows_rates:
            found.setdefault(each.name, []).append(each.dual_fuel.policy)
    return {FOLLOWS_RATES: json.dumps(found, ensure_ascii=False)}


def following(dataset: xr.Dataset) -> dict[str, list[str]]:
    """Return what of `WORDS` each configuration of a Dataset follows, by its name."""
    names = {str(name) for name in dataset["configuration"].values}
    found: dict[str, list[str]] = {}
    if FOLLOWS_RATES in dataset.attrs:
        found = json.loads(str(dataset.attrs[FOLLOWS_RATES]))
    else:  # of an earlier version
        try:
            table: dict[str, Any] = tomllib.loads(str(dataset.attrs.get("scenario_text", "")))
            found = {
                str(entry["name"]): [entry["dual_fuel"]["policy"]]
                for entry in table.get("configurations", [])
                if isinstance(entry.get("dual_fuel"), dict) and entry["dual_fuel"].get("policy") in POLICIES
            }
        except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError):
            pass
    return {name: kinds for name, kinds in found.items() if name in names}


def check_steering(dataset: xr.Dataset, simulated: Rates, rates: Rates) -> None:
    """Raise InvalidInput where a configuration of a Dataset would have run otherwise at other rates.

    Parameters
    ----------
    dataset : xarray.Dataset
    simulated, rates : Rates
        Those that it was simulated with, and others.
    """
    fuels = dict(zip((str(name) for name in dataset["configuration"].values), dataset["fuel"].values, strict=True))
    faults = []
    for name, kinds in following(dataset).items():
        for kind in kinds:
            before, now = (_followed(each, kind, fuels[name]) for each in (simulated, rates))
            if not np.allclose(before, now, rtol=1e-9, atol=0.0):
                faults.append(Fault(f"configuration '{name}'", WORDS[kind], REMEDY))
    if faults:
        raise InvalidInput(faults)


def _followed(rates: Rates, kind: str, fuel: Any) -> Any:
    """Return what decides in each hour: what a joule of electricity costs or emits, alone or over one of fuel."""
    if kind == "electricity_price":
        return rates.electricity_price_by_hour()
    if kind == "carbon_intensity":
        return rates.electricity_emissions_by_hour()
    if kind == "economic":
        electricity, of_fuel = rates.electricity_price_by_hour(), rates.fuel_price_by_hour(fuel)
    else:
        electricity = rates.electricity_emissions_by_hour()
        of_fuel = np.full_like(electricity, rates.fuel_emissions(fuel))
    return electricity / np.maximum(of_fuel, 1e-30)
