"""Prices and emission factors of a scenario's table, with the tariff and the grid that they name."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from cosim.config.base import Config
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import place_in
from cosim.config.prices import PricesConfig
from cosim.errors import Fault, InvalidInput
from cosim.rates.rates import Rates
from cosim.rates.reading import RatesReader
from cosim.rates.tariff import check_installed
from cosim.weather import Weather

Model = TypeVar("Model", bound=Config)


def read_rates(
    reader: RatesReader, table: Mapping[str, Any], weather: Weather | None, faults: list[Fault]
) -> Rates | None:
    """Return prices and emissions with all that they name; None if they have faults, which are added to `faults`."""
    reader.time_zone = weather.time_zone if weather else 0.0
    given_prices = table.get("prices")
    priced = emissions = grid = None
    try:
        # faults of the table itself are reported with the rest of the scenario
        prices = given_prices if isinstance(given_prices, str) else quietly(PricesConfig, given_prices)
        priced = None if prices is None else reader.prices(prices)
        if priced is not None and priced[1] is not None:
            check_installed(priced[1], place_in(reader.file, "prices"))
    except InvalidInput as error:
        faults += error.faults
        priced = None
    try:
        emissions = quietly(EmissionsConfig, table.get("emissions"))
        grid = None if emissions is None else reader.grid(emissions, reader.time_zone)
    except InvalidInput as error:
        faults += error.faults
        return None
    return None if priced is None or emissions is None else Rates(priced[0], emissions, "monday", priced[1], grid)


def quietly(model: type[Model], table: Any) -> Model | None:
    """Return a table as a model; None if it has faults or is missing."""
    if not isinstance(table, Mapping):
        return None
    try:
        return model.model_validate(table)
    except ValidationError:
        return None
