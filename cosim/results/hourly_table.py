"""Energy hour by hour as a flat table: by configuration and end use, hours labelled by their end, with zone."""

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cosim.constants import FREEZING
from cosim.schema.end_uses import ELECTRIC, FUEL
from cosim.units import KILOWATT_HOUR

if TYPE_CHECKING:
    import pandas as pd

HOUR_ENDING = "hour_ending"
MONEY = "USD"
COLUMNS: dict[str, tuple[str, str]] = {
    "configuration": ("", "Configuration of heating and cooling equipment"),
    HOUR_ENDING: ("", "End of the hour, local standard time with its offset from UTC, of a nominal year"),
    "outdoor_temperature_c": ("degC", "Outdoor temperature, mean of the hour"),
    "indoor_temperature_c": ("degC", "Air temperature of the conditioned zone, mean of the hour"),
    "electricity_kwh": ("kWh", "Electricity of the whole house"),
    **{f"electricity_{use.name}_kwh": ("kWh", f"Electricity: {use.label}") for use in ELECTRIC},
    "fuel_kwh": ("kWh", "Fuel of the whole house, higher heating value"),
    **{f"fuel_{use.name}_kwh": ("kWh", f"Fuel, higher heating value: {use.label}") for use in FUEL},
    "electricity_price_usd_per_kwh": (f"{MONEY}/kWh", "Price of one more kWh of electricity"),
    "electricity_emission_factor_kg_per_kwh": ("kg/kWh", "Emissions of one more kWh of electricity, CO2 equivalent"),
}
"""Column -> units and meaning."""


def hourly_table(results: xr.Dataset) -> "pd.DataFrame":
    """Return a row for each configuration and hour, with the columns of `COLUMNS`.

    Parameters
    ----------
    results : xarray.Dataset
        From `cosim.simulate`.

    Returns
    -------
    pandas.DataFrame
        Its `attrs` say what columns are, the place, the time zone and the currency.
    """
    import pandas as pd

    ends = pd.DatetimeIndex(results["time_bounds"].values[:, 1]).tz_localize(zone_of(results))
    hours = len(ends)
    names = [str(name) for name in results["configuration"].values]
    columns: dict[str, Any] = {
        "configuration": np.repeat(np.array(names, dtype=object), hours),
        HOUR_ENDING: ends.append([ends] * (len(names) - 1)),
        "outdoor_temperature_c": _flat(results, "outdoor_temperature") - FREEZING,
        "indoor_temperature_c": _flat(results, "indoor_temperature") - FREEZING,
        "electricity_kwh": _flat(results, "house_electricity") / 1e3,
        **{f"electricity_{use.name}_kwh": _flat(results, *use.hourly) / 1e3 for use in ELECTRIC},
        "fuel_kwh": _flat(results, *(name for use in FUEL for name in use.hourly)) / 1e3,
        **{f"fuel_{use.name}_kwh": _flat(results, *use.hourly) / 1e3 for use in FUEL},
        "electricity_price_usd_per_kwh": np.tile(results["electricity_price"].values * KILOWATT_HOUR, len(names)),
        "electricity_emission_factor_kg_per_kwh": np.tile(
            results["electricity_emission_factor"].values * KILOWATT_HOUR, len(names)
        ),
    }
    table = pd.DataFrame(columns)[list(COLUMNS)]
    table.attrs = {
        "title": str(results.attrs["title"]),
        "site": str(results.attrs["site"]),
        "time_zone_hours": float(results.attrs["time_zone_hours"]),
        "hours": "labelled by their end",
        "currency": MONEY,
        "units": {name: units for name, (units, _) in COLUMNS.items()},
        "meaning": {name: words for name, (_, words) in COLUMNS.items()},
        "history": str(results.attrs["history"]),
    }
    return table


def zone_of(results: xr.Dataset) -> timezone:
    """Return the time zone of the place, without daylight saving."""
    return timezone(timedelta(hours=float(results.attrs["time_zone_hours"])))


def _flat(results: xr.Dataset, *names: str) -> Any:
    """Return the sum of hourly variables, one configuration after the other."""
    total = sum(results[name].transpose("configuration", "time").values for name in names)
    return np.ravel(total)
