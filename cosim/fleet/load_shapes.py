"""The load shape of a fleet as a flat table: by configuration, interval and end use, of all homes and of one."""

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cosim.constants import FREEZING
from cosim.fleet.declaration import REPRESENTED
from cosim.schema.end_uses import BY_NAME, END_USES

if TYPE_CHECKING:
    import pandas as pd

ENDING = "interval_ending"
SECONDS_OF_HOUR = 3600.0


def load_shapes(fleet: xr.Dataset) -> "pd.DataFrame":
    """Return a row for each configuration and interval of a fleet's results.

    Parameters
    ----------
    fleet : xarray.Dataset
        From `cosim.fleet.results.read_results`.

    Returns
    -------
    pandas.DataFrame
        Energy in kWh within each interval; `interval_ending` is its end in local standard time of each home, of a
        nominal year. `attrs` say what columns are.
    """
    import pandas as pd

    times = fleet["time"].values
    step = times[1] - times[0] if times.size > 1 else np.timedelta64(3600, "s")
    hours = step / np.timedelta64(1, "s") / SECONDS_OF_HOUR
    ends = pd.DatetimeIndex(times + step // 2)
    names = [str(name) for name in fleet["configuration"].values]
    power = fleet["power"].transpose("configuration", "end_use", "time")
    kwh = {str(use): power.sel(end_use=use).values * hours / 1e3 for use in fleet["end_use"].values}
    electric = [use for use in END_USES if use.carrier == "electricity" and use.name in kwh]
    burnt = [use for use in END_USES if use.carrier == "fuel" and use.name in kwh]
    total = np.sum([kwh[use.name] for use in electric], axis=0)
    homes = float(fleet.attrs.get(REPRESENTED, fleet.attrs["homes_simulated"]))
    outdoor = fleet["outdoor_temperature"].values - FREEZING
    columns: dict[str, tuple[Any, str, str]] = {
        "configuration": (np.repeat(np.array(names, dtype=object), ends.size), "", "State of the fleet"),
        ENDING: (ends.append([ends] * (len(names) - 1)), "",
                 "End of the interval, local standard time of each home, of a nominal year"),
        "outdoor_temperature_c": (np.tile(np.repeat(outdoor, ends.size // outdoor.size), len(names)), "degC",
                                  "Outdoor temperature of the hour, mean over the homes"),
        "electricity_kwh": (np.ravel(total), "kWh", "Electricity of all homes"),
        "electricity_kwh_per_home": (np.ravel(total) / (homes or np.nan), "kWh", "Electricity of one home, the mean"),
        **{f"electricity_{use.name}_kwh": (np.ravel(kwh[use.name]), "kWh", f"All homes: {use.label}")
           for use in electric},
        **{f"fuel_{use.name}_kwh": (np.ravel(kwh[use.name]), "kWh",
                                    f"All homes, higher heating value: {BY_NAME[use.name].label}") for use in burnt},
    }  # fmt: skip
    table = pd.DataFrame({name: values for name, (values, _, _) in columns.items()})
    table.attrs = {
        "title": str(fleet.attrs["title"]),
        "intervals": "labelled by their end",
        "time_zone": "local standard time of each home",
        "homes": homes,
        "units": {name: units for name, (_, units, _) in columns.items()},
        "meaning": {name: words for name, (_, _, words) in columns.items()},
        "history": str(fleet.attrs["history"]),
    }
    return table
