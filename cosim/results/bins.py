"""What happens at which outdoor temperature: hours, heat by source, electricity and COP in bins of some kelvins."""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput

if TYPE_CHECKING:
    import pandas as pd

MODES = {
    "heating": {"heat_pump_kwh": "Heat pump, net of defrosts", "strips_kwh": "Strips", "furnace_kwh": "Furnace",
                "ideal_kwh": "Ideal heater"},
    "cooling": {"sensible_cooling_kwh": "Sensible", "latent_cooling_kwh": "Latent"},
}  # fmt: skip
"""Columns of heat by mode, and what they are."""
SUMS = {
    "heat_pump_kwh": ("heat_pump_heat", "-defrost_heat"),
    "strips_kwh": ("strip_heat",),
    "furnace_kwh": ("furnace_heat",),
    "ideal_kwh": ("ideal_heat",),
    "sensible_cooling_kwh": ("cooling_sensible",),
    "latent_cooling_kwh": ("cooling_latent",),
    "hvac_electricity_kwh": ("hvac_electricity",),
    "furnace_fuel_kwh": ("furnace_gas",),
}
"""Column -> the hourly powers, W, whose sum it is; a minus subtracts."""
WIDEST = 50.0
MIN_HEAT = 0.1
"""kWh in a bin from which a ratio says something."""


def temperature_bins(results: xr.Dataset, *, width: float = 2.0) -> "pd.DataFrame":
    """Return sums by configuration and bin of the outdoor temperature.

    Parameters
    ----------
    results : xarray.Dataset
        From `cosim.simulate`.
    width : float
        Of a bin, K.

    Returns
    -------
    pandas.DataFrame
        Index: configuration, and the lower edge of each bin, °C. `hours`; heat, electricity and fuel in kWh; and
        `heat_pump_cop`, heat net of defrosts over the heat pump's electricity, NaN where it gives less than 0.1 kWh.
    """
    import pandas as pd

    if not 0.0 < width <= WIDEST:
        raise InvalidInput([Fault("width", f"{width:g} K is no width of a bin", f"up to {WIDEST:g} K will do")])
    tables = {}
    for name in results["configuration"].values:
        one = results.sel(configuration=name)
        lower = np.floor((one["outdoor_temperature"].values - FREEZING) / width + 1e-9) * width
        columns = {"hours": np.ones(lower.size)} | {
            column: sum((-1.0 if term[0] == "-" else 1.0) * one[term.lstrip("-")].values / 1e3 for term in terms)
            for column, terms in (*SUMS.items(), ("used", ("heat_pump_heating_electricity",)))
        }
        table = pd.DataFrame(columns).groupby(pd.Index(lower, name="outdoor_c")).sum()
        used = table.pop("used")
        heat = table["heat_pump_kwh"]
        table["heat_pump_cop"] = (heat / used.where(used > 0.0)).where(heat > MIN_HEAT)
        tables[str(name)] = table.astype({"hours": int})
    return pd.concat(tables, names=["configuration"])
