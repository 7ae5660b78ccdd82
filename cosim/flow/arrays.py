"""The arrays that the flow works on: made to the size of a house, and filled with what does not change."""

import numpy as np
from numpy.typing import NDArray

from cosim.constants import HOURS_OF_YEAR, MINUTE
from cosim.envelope.columns import FIRST_ZONE_GAIN, FIRST_ZONE_INPUT
from cosim.envelope.envelope import Envelope
from cosim.equipment.heat_pump import HeatPumpModel, Table
from cosim.equipment.machine_map import QUANTITIES, MachineMap
from cosim.flow.groups import (
    Ducts,
    Faces,
    Guards,
    HouseArrays,
    Inputs,
    Ledger,
    MapReading,
    Modes,
    Noted,
    Site,
    Zones,
)
from cosim.flow.modes import EXACT_SECONDS
from cosim.flow.moments import MOMENT, parts_of_moment
from cosim.flow.records import BLOCK, CONTROLS, PARAMETERS, PLANT, RATES, STATE, STEP, Guard
from cosim.schema.end_uses import END_USES
from cosim.schema.variables import LEDGER
from cosim.weather import Weather

WEATHER_COLUMNS = 7


def allocate(envelope: Envelope, hours: int, places: int = 0) -> HouseArrays:
    """Return every array of the flow, zero but for what is the envelope's.

    Parameters
    ----------
    envelope : Envelope
        The building, as a thermal network in modal form.
    hours : int
        Length of the ledger.
    places : int
        Number of places in which ducts are.
    """
    inputs, modes = envelope.input.shape
    zones, faces = envelope.zone_output.shape[0], envelope.face_output.shape[0]
    block, parts = _block()
    controls = np.zeros(CONTROLS.itemsize // 8, np.int64)
    plant, expected = np.zeros(PLANT.itemsize // 8), np.zeros(STATE.itemsize // 8)
    ledger = Ledger(
        accumulated=np.zeros(len(LEDGER)),
        totals=parts["totals"],
        hourly=np.zeros((hours, len(LEDGER))),
        inputs=np.zeros((hours, inputs)),
        modes=np.zeros((hours + 1, modes)),
        films=np.zeros(hours),
        quarters=np.zeros((2, 4 * hours)),
        minutes=np.zeros((len(END_USES), 0)),  # none are kept unless a ledger for them is given
    )
    saved_sizes = (parts["state"].size, modes, inputs, len(LEDGER), ledger.totals.size, zones, zones)
    return HouseArrays(
        state=parts["state"].view(STATE),
        controls=controls.view(CONTROLS),
        control_bits=controls,
        bits_before=controls.copy(),
        parameters=np.zeros(1, PARAMETERS),
        plant=plant.view(PLANT),
        rates=parts["rates"].view(RATES),
        step=np.zeros(1, STEP),
        plant_vector=plant,
        rate_vector=parts["rates"],
        drawn=np.zeros(len(LEDGER)),
        guards=Guards(
            np.zeros(len(Guard)), parts["state"], expected, np.zeros(len(Guard), np.int64), expected.view(STATE)
        ),
        modes=Modes(
            amplitude=np.zeros(modes),
            ahead=np.zeros(modes),
            forcing=np.zeros(modes),
            held=np.zeros(modes),
            eigenvalue=_copied(envelope.eigenvalue),
            decay=np.zeros((EXACT_SECONDS + 2, modes)),
            gain=np.zeros((EXACT_SECONDS + 2, modes)),
        ),
        inputs=Inputs(np.zeros(inputs), np.zeros(inputs), _copied(envelope.input)),
        zones=Zones(
            temperature=np.zeros(zones),
            static=np.zeros(zones),
            heat=np.zeros(zones),
            heat_before=np.zeros(zones),
            vent_heat=np.zeros(zones),
            response=np.zeros(zones),
            face_response=np.zeros((zones, faces)),
            output=_copied(envelope.zone_output),
            feed=_copied(envelope.zone_feedthrough),
            leakage=_copied(envelope.leakage),
            humidity=np.zeros(zones),
            saturated=np.zeros(zones),
            inflow=np.zeros(zones),
            mixing=_copied(envelope.zone_mixing),
            moisture_capacity=np.zeros(zones),
        ),
        ducts=Ducts(
            zone=np.zeros(places),
            traits=np.zeros((2, places, 4)),
            surroundings=np.zeros(places),
            humidity=np.zeros(places),
            heat=np.zeros(places),
            moisture=np.zeros(places),
        ),
        faces=Faces(
            envelope.faces,
            temperature=np.zeros(faces),
            source=np.zeros(faces),
            source_before=np.zeros(faces),
            outdoor_heat=np.zeros(envelope.faces.outer_area.size),
            film_heat=np.zeros(envelope.faces.inner.shape[1]),
            reading=_copied(envelope.face_output.T),
            feed=_copied(envelope.face_feedthrough.T if envelope.face_feedthrough.any() else np.zeros((0, faces))),
            sun=_copied(envelope.face_sun),
        ),
        site=Site(np.zeros((HOURS_OF_YEAR, WEATHER_COLUMNS)), np.zeros((HOURS_OF_YEAR, FIRST_ZONE_GAIN + 2 * zones))),
        heating=_no_machine(),
        cooling=_no_machine(),
        reading=MapReading(np.zeros(len(QUANTITIES)), np.zeros(len(QUANTITIES))),
        ledger=ledger,
        noted=Noted(block.view(np.int64), parts_of_moment(), np.zeros(MOMENT.itemsize // 8, np.int64)),
        saved_step=np.zeros(sum(saved_sizes)),
    )


def _copied(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a writable, contiguous copy: any other array has another type, and would compile the kernel again."""
    return np.array(array, dtype=np.float64, order="C")


def _block() -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """Return one block laid out as `BLOCK`, and its parts."""
    block = np.zeros(BLOCK.itemsize // 8)
    assert BLOCK.fields is not None
    parts = {
        name: block[offset // 8 : (offset + kind.itemsize) // 8] for name, (kind, offset, *_) in BLOCK.fields.items()
    }
    return block, parts


def _no_machine() -> MachineMap:
    return MachineMap(
        values=np.zeros((1, 1, 1, 1, len(QUANTITIES)), np.float32),
        start=np.zeros(4),
        step=np.zeros(4),
        speed_range=np.zeros((3, 1)),
        anchors=np.zeros((0, 0, 4)),
        airflow_share=np.zeros(1),
    )


def machine_map(table: Table, speed_range: NDArray[np.float64], model: HeatPumpModel) -> MachineMap:
    """Return a machine's map in one mode for the flow; the table itself is shared, for nothing changes it."""
    return table.machine_map._replace(speed_range=_copied(speed_range), airflow_share=_copied(model.airflow_share))


def checked_minutes(minutes: NDArray[np.float64], hours: int, step: float) -> NDArray[np.float64]:
    """Return the caller's one-minute ledger if the flow can fill it."""
    if minutes.shape != (len(END_USES), 60 * hours) or minutes.dtype != np.float64 or not minutes.flags.c_contiguous:
        raise ValueError(f"the one-minute ledger must be float64 of shape {(len(END_USES), 60 * hours)}")
    if abs(MINUTE / step - round(MINUTE / step)) > 1e-9:
        raise ValueError(f"with a one-minute ledger the step must divide a minute, not {step:g} s")
    return minutes


def fill_weather(target: NDArray[np.float64], weather: Weather, envelope: Envelope) -> None:
    """Put the weather into the columns that the flow reads."""
    columns = (
        weather.dry_bulb,
        weather.humidity_ratio,
        weather.wind_speed,
        weather.wind_direction,
        weather.sky_infrared,
        weather.pressure,
        envelope.ground_temperature,
    )
    for number, column in enumerate(columns):
        target[:, number] = column


def fill_gains(target: NDArray[np.float64], envelope: Envelope) -> None:
    """Put gains and ventilation into the columns that the flow reads."""
    columns = (
        envelope.gain_convective,
        envelope.gain_radiant,
        envelope.gain_latent,
        envelope.other_electricity,
        envelope.supply,
        envelope.exhaust,
        envelope.heat_recovery,
        envelope.moisture_recovery,
        envelope.other_fuel,
        envelope.gain_slope,
        envelope.airing_hours,
    )
    for number, column in enumerate(columns):
        target[:, number] = column
    target[:, FIRST_ZONE_GAIN:] = np.hstack([envelope.zone_gain, envelope.zone_slope])


def fill_propagators(arrays: HouseArrays, envelope: Envelope) -> None:
    """Tabulate decay and gain of every mode for each whole second of a step, and the zones' answers."""
    modes, response = arrays.modes, arrays.zones.response
    seconds = np.arange(EXACT_SECONDS + 1.0)[:, np.newaxis]
    modes.decay[:-1] = np.exp(seconds * envelope.eigenvalue)
    modes.gain[:-1] = np.expm1(seconds * envelope.eigenvalue) / envelope.eigenvalue
    interval = np.expm1(envelope.eigenvalue * envelope.face_interval) / envelope.eigenvalue
    for zone in range(len(envelope.zone_output)):
        own = FIRST_ZONE_INPUT + zone
        response[zone] = envelope.zone_output[zone] * envelope.input[own] @ interval
        response[zone] += envelope.zone_feedthrough[zone, own]
    first_face = FIRST_ZONE_INPUT + 2 * len(response)
    through_modes = (envelope.zone_output * interval) @ envelope.input[first_face:].T
    arrays.zones.face_response[:] = through_modes + envelope.zone_feedthrough[:, first_face:]
