"""From the event log to the event table: what each event took and found, read from the moments that the log kept."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cosim.equipment.heat_pump import HeatPumpModel
from cosim.events import Events
from cosim.house.layout import MOMENT, Meter, Signal
from cosim.processes.gauges import gauges_at
from cosim.processes.log import Entry

Subject = tuple[Meter | None, Meter | None, Meter | None]
# by the first word of an event's kind, the meters of electricity, gas and heat that it is about
SUBJECTS: dict[str, Subject] = {
    "compressor": (Meter.PUMP_ELECTRICITY, None, Meter.PUMP_HEAT),
    "defrost": (Meter.PUMP_ELECTRICITY, Meter.GAS, Meter.PUMP_HEAT),
    "furnace": (Meter.FURNACE_ELECTRICITY, Meter.GAS, Meter.FURNACE_HEAT),
    "strips": (Meter.STRIP_ELECTRICITY, None, Meter.STRIP_HEAT),
}
NOTHING: Subject = (None, None, None)


def event_table(entries: Sequence[Entry], model: HeatPumpModel | None) -> Events:
    """Return the events in the order of their beginning, of those that begin together the longest first.

    Parameters
    ----------
    entries : sequence of Entry
        As `EventLog.entries` returns them.
    model : HeatPumpModel or None
        The machine, whose map carries what its gauges show.
    """
    begun, ended, shown = (
        np.frombuffer(b"".join(getattr(entry, name) for entry in entries), dtype=MOMENT)
        for name in ("begun", "ended", "shown")
    )
    time, until = begun["state"]["time"], ended["state"]["time"]
    order = np.lexsort((time - until, time))
    begun, ended, shown, time, until = begun[order], ended[order], shown[order], time[order], until[order]
    kinds = np.array([entry.kind for entry in entries], dtype=object)[order]
    took = ended["totals"] - begun["totals"]
    electricity, gas, heat = _of_their_subjects(kinds, took)
    cleared = kinds == "defrost"

    def of_defrosts(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(cleared, values, np.nan)

    return Events(
        time=time.copy(),
        duration=until - time,
        kind=kinds,
        electricity=electricity,
        gas=gas,
        heat=heat,
        frost=begun["state"]["frost_mass"].copy(),
        outdoor_temperature=begun["signals"][:, Signal.OUTDOOR].copy(),
        indoor_temperature=begun["signals"][:, Signal.AIR].copy(),
        trigger=np.array([entry.trigger for entry in entries], dtype=object)[order],
        melt_energy=of_defrosts(took[:, Meter.MELT_HEAT]),
        tempering_heat=of_defrosts(took[:, Meter.TEMPERING_HEAT]),
        coil_temperature=of_defrosts(begun["state"]["surface_temperature"]),
        lowest_supply_temperature=of_defrosts(ended["state"]["lowest_supply"]),
        **gauges_at(shown, model),
    )


def _of_their_subjects(
    kinds: NDArray[np.object_], took: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return electricity, gas and heat of each event, J, of those that it is about."""
    about = [SUBJECTS.get(kind.partition(" ")[0].rstrip(":"), NOTHING) for kind in kinds]
    rows = np.arange(len(kinds))
    columns = []
    for quantity in range(3):
        meters = [subject[quantity] for subject in about]
        counted = np.array([meter is not None for meter in meters], dtype=bool)
        number = np.array([meter or 0 for meter in meters], dtype=np.int64)
        columns.append(np.where(counted, took[rows, number], 0.0))
    return columns[0], columns[1], columns[2]
