"""Build the event table from the event log: energy and readings of each event, from the log's snapshots."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.equipment.defrost_gauges import defrost_gauges
from cosim.equipment.heat_pump import GAUGES as LINES
from cosim.equipment.heat_pump import HeatPumpModel, Table
from cosim.flow.crossing import kernel
from cosim.flow.moments import Snapshots
from cosim.flow.records import Meter
from cosim.processes.log import Entry
from cosim.schema.events import GAUGES, Events

Subject = tuple[Meter | None, Meter | None, Meter | None]
# by the first word of an event's kind, its meters of electricity, gas and heat
SUBJECTS: dict[str, Subject] = {
    "compressor": (Meter.PUMP_ELECTRICITY, None, Meter.PUMP_HEAT),
    "defrost": (Meter.PUMP_ELECTRICITY, Meter.GAS, Meter.PUMP_HEAT),
    "furnace": (Meter.FURNACE_ELECTRICITY, Meter.GAS, Meter.FURNACE_HEAT),
    "strips": (Meter.STRIP_ELECTRICITY, None, Meter.STRIP_HEAT),
}
NOTHING: Subject = (None, None, None)
NOTICED = 0.5  # K by which the flow's own evaporating temperature lies below the map's until gauges follow it
PRESSURE_PER_KELVIN = 0.034  # 1/K, slope of the logarithm of the dew pressure of R-410A and R-32 around -10 °C


def event_table(
    kept: Snapshots,
    entries: Sequence[Entry],
    model: HeatPumpModel | None,
    faulty: Sequence[tuple[float, HeatPumpModel]] = (),
) -> Events:
    """Return events in order of their beginning; of those that begin together, the longest first.

    Parameters
    ----------
    kept : Snapshots
        Those of an event log.
    entries : sequence of Entry
        Its events.
    model : HeatPumpModel or None
        The machine; its map has the gauge readings.
    faulty : sequence of (float, HeatPumpModel)
        From which time, s, another map took its place, in order.
    """
    moments = kept.read()
    kind, trigger, *places = zip(*entries, strict=True) if entries else [()] * 5
    begun, ended, shown = (np.array(its, dtype=np.int64) for its in places)
    instant = moments["time"]
    order = np.lexsort((instant[begun] - instant[ended], instant[begun]))
    begun, ended, shown = begun[order], ended[order], shown[order]
    kinds = np.array(kind, dtype=object)[order]
    electricity, gas, heat = _of_their_subjects(kinds, moments["totals"], begun, ended)
    cleared = kinds == "defrost"

    def took(meter: Meter) -> NDArray[np.float64]:
        course = moments["totals"][:, meter]
        return np.where(cleared, course[ended] - course[begun], np.nan)

    return Events(
        time=instant[begun],
        duration=instant[ended] - instant[begun],
        kind=kinds,
        electricity=electricity,
        gas=gas,
        heat=heat,
        frost=moments["frost_mass"][begun],
        outdoor_temperature=moments["outdoor"][begun],
        indoor_temperature=moments["air"][begun],
        trigger=np.array(trigger, dtype=object)[order],
        melt_energy=took(Meter.MELT_HEAT),
        tempering_heat=took(Meter.TEMPERING_HEAT),
        coil_temperature=np.where(cleared, moments["surface_temperature"][begun], np.nan),
        lowest_supply_temperature=np.where(cleared, moments["lowest_supply"][ended], np.nan),
        **_gauges(moments, shown, model, faulty),
    )


def _of_their_subjects(
    kinds: NDArray[np.object_],
    totals: NDArray[np.float64],
    begun: NDArray[np.int64],
    ended: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return electricity, gas and heat of each event, J, where they apply."""
    number: dict[str, int] = {}
    kind = np.array([number.setdefault(name, len(number)) for name in kinds], dtype=np.int64)
    about = [SUBJECTS.get(name.partition(" ")[0].rstrip(":"), NOTHING) for name in number]
    columns = []
    for quantity in range(3):
        meter = np.array([-1 if subject[quantity] is None else subject[quantity] for subject in about], dtype=np.int64)
        its = meter[kind]
        columns.append(np.where(its >= 0, totals[ended, its] - totals[begun, its], 0.0))
    return columns[0], columns[1], columns[2]


def _gauges(
    moments: NDArray[np.void],
    places: NDArray[np.int64],
    model: HeatPumpModel | None,
    faulty: Sequence[tuple[float, HeatPumpModel]],
) -> dict[str, Array]:
    """Return `gauges_at` of the machine that there was at each time."""
    shown = gauges_at(moments, places, model)
    since = np.array([begins for begins, _ in faulty])
    there = np.searchsorted(since, moments["time"][places], side="right") - 1
    for number, (_, other) in enumerate(faulty):
        its = np.flatnonzero(there == number)
        for name, values in gauges_at(moments, places[its], other).items():
            shown[name][its] = values
    return shown


def gauges_at(moments: NDArray[np.void], places: NDArray[np.int64], model: HeatPumpModel | None) -> dict[str, Array]:
    """Return supply air, compressor speed, and temperatures and pressures of the refrigerant lines.

    Parameters
    ----------
    moments : ndarray of MOMENT
        The snapshots.
    places : ndarray of int, shape (events,)
        Index of each event's snapshot.
    model : HeatPumpModel or None
        The machine; its map has the gauge readings.

    Returns
    -------
    dict of str to ndarray, shape (events,)
        By the names of `cosim.schema.events.GAUGES`; NaN where the compressor is off.
    """

    def at(name: str) -> Array:
        return np.asarray(moments[name][places])

    shown = {name: np.full(len(places), np.nan) for name in GAUGES}
    shown["supply_temperature"] = at("supply_air_temperature")
    shown["compressor_speed"] = speed = at("compressor_speed")
    if model is None:
        return shown
    effective = at("surface_temperature") + at("approach")
    sides = (
        (model.heating, "compressor_heating_electricity", "return_air_temperature", at("frost_thickness")),
        (model.cooling, "compressor_cooling_electricity", "outdoor_temperature", np.zeros(len(places))),
    )
    for table, power, condenser_air, frost in sides:
        running = np.flatnonzero(at(power) > 0.0)
        if table is not None and running.size:
            points = effective[running], at(condenser_air)[running], speed[running], frost[running]
            _show(shown, running, table, points)
            _starve(shown, running, at("evaporating")[running])
    neither = at("compressor_heating_electricity") + at("compressor_cooling_electricity") == 0.0
    melting = np.flatnonzero((at("defrost_electricity") > 0.0) & (speed > 0.0) & neither)
    if melting.size and model.defrost.method == "reverse-cycle":
        coil = at("coil_temperature")[melting]
        for column, values in zip(LINES, defrost_gauges(model, coil).T, strict=True):
            shown[column][melting] = values
    return shown


def _starve(shown: dict[str, Array], places: NDArray[np.intp], evaporating: Array) -> None:
    """Lower the low side to where a closed coil or a wide open expansion valve leaves it, K, below what the map has."""
    lower = shown["evaporating_temperature"][places] - evaporating
    lower = np.where(lower > NOTICED, lower, 0.0)
    shown["evaporating_temperature"][places] -= lower
    shown["suction_temperature"][places] -= lower
    shown["suction_pressure"][places] *= np.exp(-PRESSURE_PER_KELVIN * lower)


def _show(shown: dict[str, Array], places: NDArray[np.intp], table: Table, points: tuple[Array, ...]) -> None:
    read = kernel().read_gauges
    lines = table.gauges_at(*points, read=read)
    # what a broken machine runs in lies beyond the map: go on along the slope of its last kelvin
    for axis in (0, 1):
        ends = table.axis(axis)
        inside = np.clip(points[axis], ends[0], ends[-1])
        beyond = points[axis] - inside
        out = np.flatnonzero(beyond)
        if out.size:
            near = [part[out] for part in points]
            near[axis] = inside[out] - np.sign(beyond[out])
            slope = table.gauges_at(*[part[out] for part in points], read=read) - table.gauges_at(*near, read=read)
            lines[out] += np.abs(beyond[out])[:, None] * slope
    for column, name in enumerate(LINES):
        shown[name][places] = lines[:, column]
