"""What a technician's instruments show at each event: read after the run from what the log kept of each moment."""

import numpy as np
from numpy.typing import NDArray

from cosim.equipment.heat_pump import GAUGES as LINES
from cosim.equipment.heat_pump import HeatPumpModel, Table
from cosim.events import GAUGES

Array = NDArray[np.float64]


def gauges_at(moments: NDArray[np.void], model: HeatPumpModel | None) -> dict[str, Array]:
    """Return supply air, compressor speed, and temperatures and pressures of the refrigerant lines.

    Parameters
    ----------
    moments : ndarray of MOMENT, shape (events,)
        What was kept of each.
    model : HeatPumpModel or None
        The machine; its map carries what its gauges show.

    Returns
    -------
    dict of str to ndarray, shape (events,)
        By the names of `cosim.events.GAUGES`; not a number where the compressor stands, or clears the coil.
    """
    shown = {name: np.full(len(moments), np.nan) for name in GAUGES}
    state, rates = moments["state"], moments["rates"]
    shown["supply_temperature"][:] = rates["supply_air_temperature"]
    shown["compressor_speed"][:] = rates["compressor_speed"]
    if model is None:
        return shown
    effective = state["surface_temperature"] + state["approach"]
    sides = (
        (model.heating, rates["compressor_heating_electricity"], rates["indoor_temperature"], state["frost_thickness"]),
        (model.cooling, rates["compressor_cooling_electricity"], rates["outdoor_temperature"], 0.0),
    )
    for table, power, condenser_air, frost in sides:
        running = power > 0.0
        if table is not None and running.any():
            frosted = np.broadcast_to(frost, power.shape)[running]
            points = effective[running], condenser_air[running], rates["compressor_speed"][running], frosted
            _show(shown, np.flatnonzero(running), table, points)
    return shown


def _show(shown: dict[str, Array], places: NDArray[np.intp], table: Table, points: tuple[Array, ...]) -> None:
    lines = table.gauges_at(*points)
    for column, name in enumerate(LINES):
        shown[name][places] = lines[:, column]
