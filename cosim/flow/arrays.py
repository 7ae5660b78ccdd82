"""The arrays that the flow works on: made to the size of a house, and filled with what stands still."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.envelope.envelope import Envelope
from cosim.equipment.heat_pump import QUANTITIES, HeatPumpModel, Table
from cosim.flow import records as layout
from cosim.flow.crossing import ANNOTATIONS, RECORDS
from cosim.flow.modes import EXACT_SECONDS
from cosim.flow.records import Guard
from cosim.schema.variables import END_USES, LEDGER
from cosim.weather import Weather

MINUTE = 60.0


def allocate(envelope: Envelope, hours: int) -> dict[str, NDArray[Any]]:
    """Return every array of `cosim.flow.crossing`, zeroed, with the envelope's own copied in."""
    inputs, modes = envelope.input.shape
    zones, faces = envelope.zone_output.shape[0], envelope.face_output.shape[0]
    plant = np.zeros(1, RECORDS["plant"])
    shapes: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(("clean", "point"), (len(QUANTITIES),)),
        **dict.fromkeys(("modes", "forcing", "ahead", "hold"), (modes,)),
        **dict.fromkeys(("u", "u_integral"), (inputs,)),
        **dict.fromkeys(("zone_temperature", "zone_static", "zone_heat", "zone_response", "vent_heat"), (zones,)),
        **dict.fromkeys(("face_temperature", "face_source"), (faces,)),
        "outdoor_heat": (envelope.faces.outer_area.size,),
        "accumulated": (len(LEDGER),),
        **dict.fromkeys(("decay", "gain"), (EXACT_SECONDS + 2, modes)),
        **{f"{part}_{what}": (4,) for part in ("heating", "cooling") for what in ("start", "step")},
        **{f"{part}_limits": (3, 1) for part in ("heating", "cooling")},
        **{f"{part}_anchors": (0, 0, 4) for part in ("heating", "cooling")},
        "thresholds": (len(Guard),),
        "meter": (2,),
        "kept": (layout.STATE.itemsize // 8 + modes + inputs + len(LEDGER) + len(layout.Meter) + 2 + zones,),
        "ledger": (hours, len(LEDGER)),
        "quarters": (4 * hours,),
        "hourly_inputs": (hours, inputs),
        "hourly_modes": (hours + 1, modes),
        "hourly_films": (hours,),
        "airflow_share": (1,),
        "minutes": (len(END_USES), 0),  # none are kept unless a ledger for them is given
        "weather": (8760, 7),
        "gains": (8760, 5),
    }
    arrays: dict[str, Any] = {name: np.zeros(1, dtype) for name, dtype in RECORDS.items()}
    arrays |= {"plant": plant, "plant_vector": plant.view(np.float64)} | _moment()
    arrays |= {name: np.zeros(shape) for name, shape in shapes.items()}
    arrays |= {f"{part}_values": np.zeros((1, 1, 1, 1, len(QUANTITIES)), np.float32) for part in ("heating", "cooling")}
    given = {
        "eigenvalue": envelope.eigenvalue,
        "inputs": envelope.input,
        "zone_output": envelope.zone_output,
        "zone_feedthrough": envelope.zone_feedthrough,
        "face_reading": envelope.face_output.T,
        "face_feed": envelope.face_feedthrough.T if envelope.face_feedthrough.any() else np.zeros((0, faces)),
        "face_sun": envelope.face_sun,
        "leakage": envelope.leakage,
    }
    # a writable copy: a read-only array has another type, and would compile the kernel anew
    arrays |= {name: np.array(array, dtype=np.float64, order="C") for name, array in given.items()}
    arrays["face_table"] = envelope.faces
    missing = set(ANNOTATIONS) - set(arrays)
    assert not missing, missing
    return arrays


def _moment() -> dict[str, NDArray[Any]]:
    """Return the parts of one block laid out as `layout.MOMENT`, and the block itself."""
    block = np.zeros(layout.MOMENT.itemsize // 8)
    parts = {"moment": block}
    assert layout.MOMENT.fields is not None
    for name, (kind, offset, *_) in layout.MOMENT.fields.items():
        parts[name] = block[offset // 8 : (offset + kind.itemsize) // 8]
    parts |= {"state_vector": parts["state"], "rate_vector": parts["rates"]}
    return parts | {name: parts[name].view(getattr(layout, name.upper())) for name in ("state", "rates")}


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
        envelope.ventilation,
    )
    for number, column in enumerate(columns):
        target[:, number] = column


def fill_propagators(arrays: dict[str, NDArray[Any]], envelope: Envelope) -> None:
    """Tabulate decay and gain of every mode for each whole second of a step, and the zones' answers."""
    seconds = np.arange(EXACT_SECONDS + 1.0)[:, np.newaxis]
    arrays["decay"][:-1] = np.exp(seconds * envelope.eigenvalue)
    interval = np.expm1(envelope.eigenvalue * envelope.face_interval) / envelope.eigenvalue
    for zone in range(len(envelope.zone_output)):
        own = 2 + zone
        answer = envelope.zone_output[zone] * envelope.input[own] @ interval
        arrays["zone_response"][zone] = answer + envelope.zone_feedthrough[zone, own]
    arrays["gain"][:-1] = np.expm1(seconds * envelope.eigenvalue) / envelope.eigenvalue


def fill_table(
    arrays: dict[str, NDArray[Any]], name: str, table: Table, model: HeatPumpModel | None, part: str
) -> None:
    """Put a machine's map in, its axes and range of speeds; the map itself is shared, for nobody changes it."""
    arrays[f"{name}_values"] = np.ascontiguousarray(table.values, dtype=np.float32)
    arrays[f"{name}_start"] = np.array(table.start, dtype=np.float64)
    arrays[f"{name}_step"] = np.array(table.step, dtype=np.float64)
    arrays[f"{name}_anchors"] = np.array(table.correction.curves, dtype=np.float64, order="C")
    arrays[f"{name}_limits"] = np.array(getattr(model, f"{part}_range"), dtype=np.float64)
