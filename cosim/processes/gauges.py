"""What a technician's instruments show at each event: read after the run from what the log kept of each moment."""

import numpy as np
from numpy.typing import NDArray

from cosim.equipment.heat_pump import GAUGES as LINES
from cosim.equipment.heat_pump import HeatPumpModel, Table
from cosim.events import GAUGES

Array = NDArray[np.float64]


def gauges_at(moments: NDArray[np.void], places: NDArray[np.int64], model: HeatPumpModel | None) -> dict[str, Array]:
    """Return supply air, compressor speed, and temperatures and pressures of the refrigerant lines.

    Parameters
    ----------
    moments : ndarray of MOMENT
        What was kept.
    places : ndarray of int, shape (events,)
        Which of them is each event's.
    model : HeatPumpModel or None
        The machine; its map carries what its gauges show.

    Returns
    -------
    dict of str to ndarray, shape (events,)
        By the names of `cosim.events.GAUGES`; not a number where the compressor stands, or clears the coil.
    """

    def at(part: str, name: str) -> Array:
        return np.asarray(moments[part][name][places])

    shown = {name: np.full(len(places), np.nan) for name in GAUGES}
    shown["supply_temperature"] = at("rates", "supply_air_temperature")
    shown["compressor_speed"] = speed = at("rates", "compressor_speed")
    if model is None:
        return shown
    effective = at("state", "surface_temperature") + at("state", "approach")
    sides = (
        (model.heating, "compressor_heating_electricity", "indoor_temperature", at("state", "frost_thickness")),
        (model.cooling, "compressor_cooling_electricity", "outdoor_temperature", np.zeros(len(places))),
    )
    for table, power, condenser_air, frost in sides:
        running = np.flatnonzero(at("rates", power) > 0.0)
        if table is not None and running.size:
            points = effective[running], at("rates", condenser_air)[running], speed[running], frost[running]
            _show(shown, running, table, points)
    return shown


def _show(shown: dict[str, Array], places: NDArray[np.intp], table: Table, points: tuple[Array, ...]) -> None:
    lines = table.gauges_at(*points)
    for column, name in enumerate(LINES):
        shown[name][places] = lines[:, column]
