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

FOLLOWS_RATES = "follows_rates"
POLICIES = ("economic", "carbon")
REMEDY = "--scenario NAME simulates its scenario at these; or state them in the scenario and run it"


def steering_attribute(configurations: "Sequence[Configuration]") -> dict[str, str]:
    """Return which configurations follow prices or carbon, with their policy, as an attribute of a Dataset."""
    following = {
        each.name: each.dual_fuel.policy for each in configurations if each.dual_fuel and each.dual_fuel.follows_rates
    }
    return {FOLLOWS_RATES: json.dumps(following, ensure_ascii=False)}


def following(dataset: xr.Dataset) -> dict[str, str]:
    """Return the policy of each configuration of a Dataset that follows prices or carbon, by its name."""
    names = {str(name) for name in dataset["configuration"].values}
    if FOLLOWS_RATES in dataset.attrs:
        found: dict[str, str] = json.loads(str(dataset.attrs[FOLLOWS_RATES]))
    else:  # of an earlier version
        try:
            table: dict[str, Any] = tomllib.loads(str(dataset.attrs.get("scenario_text", "")))
            found = {
                str(entry["name"]): entry["dual_fuel"]["policy"]
                for entry in table.get("configurations", [])
                if isinstance(entry.get("dual_fuel"), dict) and entry["dual_fuel"].get("policy") in POLICIES
            }
        except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError):
            found = {}
    return {name: policy for name, policy in found.items() if name in names}


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
    for name, policy in following(dataset).items():
        before, now = (_ratio(each, policy, fuels[name]) for each in (simulated, rates))
        if not np.allclose(before, now, rtol=1e-9):
            what = "prices" if policy == "economic" else "emission factors"
            problem = f'its control follows {what} (dual_fuel.policy = "{policy}"): at others it burns other fuel'
            faults.append(Fault(f"configuration '{name}'", problem, REMEDY))
    if faults:
        raise InvalidInput(faults)


def _ratio(rates: Rates, policy: str, fuel: Any) -> Any:
    """Return what decides in each hour: what a joule of electricity costs or emits over what one of fuel does."""
    if policy == "economic":
        electricity, of_fuel = rates.electricity_price_by_hour(), rates.fuel_price_by_hour(fuel)
    else:
        electricity = rates.electricity_emissions_by_hour()
        of_fuel = np.full_like(electricity, rates.fuel_emissions(fuel))
    return electricity / np.maximum(of_fuel, 1e-30)
