"""Fuels that a scenario's configurations and its house burn, which need a price and an emission factor."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cosim.config.base import Config
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import place_in
from cosim.config.house import HouseConfig
from cosim.config.prices import FUELS, PricesConfig
from cosim.errors import Fault
from cosim.rates.rates import Rates

TABLES: dict[str, tuple[type[Config], str]] = {
    "prices": (PricesConfig, "price"),
    "emissions": (EmissionsConfig, "emission factor"),
}


def burnt(found: Mapping[str, Any]) -> set[str | None]:
    """Return the fuels that a configuration's equipment burns."""
    furnace = found.get("furnace")
    return {piece.port().fuel for piece in found["equipment"]} | ({furnace.fuel} if furnace is not None else set())


def unpriced(
    table: Mapping[str, Any],
    file: str,
    equipment: Sequence[Mapping[str, Any]],
    rates: Rates | None,
    house: HouseConfig | None,
) -> Iterator[Fault]:
    """Return a fault for each fuel that a configuration or the household burns without a price or emission factor.

    Parameters
    ----------
    table : mapping
        Of the scenario.
    file : str
        Its name, for messages.
    equipment : sequence of mapping
        Of each configuration, as the reader found it.
    rates : Rates or None
        None where they could not be read.
    house : HouseConfig or None
    """
    for fuel in FUELS:
        burning = [f"configurations[{i}] burns" for i, found in enumerate(equipment) if fuel in burnt(found)]
        uses = [use for use in (house.gains if house is not None else ()) if use.fuel > 0.0 and use.burns == fuel]
        burning += [f"{use.name or 'the house'} burns" for use in uses]
        if not burning:
            continue
        for part, (model, meaning) in TABLES.items():
            given = table.get(part)
            keys = [fuel, *model.quantities()[fuel].keys(fuel)]
            if isinstance(given, dict):
                missing = not any(key in given for key in keys)
            else:
                missing = rates is not None and getattr(getattr(rates, part), fuel) is None
            if missing:
                problem = f"has no {meaning} of {fuel}, but {burning[0]} it"
                yield Fault(place_in(file, part), problem, f"write {' or '.join(keys[1:])}")
