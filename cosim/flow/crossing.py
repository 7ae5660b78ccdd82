"""The one object that crosses into the compiled flow: named arrays, all contiguous float64 or records of scalars."""

import subprocess
from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, get_args

import numba
import numpy as np
from llvmlite.ir import Constant
from numba.core import types
from numba.experimental import structref
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from cosim.flow import records as layout
from cosim.flow.compiled import alone, cache_folder, compile_apart, compile_into, is_cached, is_lasting, keep, workshop
from cosim.flow.heat_pump import PLANT
from cosim.flow.kernel import flow
from cosim.flow.modes import FLOW_OPTIONS
from cosim.physics.faces import FaceTable

Announce = Callable[[str], None]

State = Annotated[np.ndarray, layout.STATE]
Controls = Annotated[np.ndarray, layout.CONTROLS]
Parameters = Annotated[np.ndarray, layout.PARAMETERS]
Plant = Annotated[np.ndarray, PLANT]
Rates = Annotated[np.ndarray, layout.RATES]
Faces = Annotated[tuple[np.ndarray, ...], FaceTable]
Vector = Annotated[np.ndarray, 1]
Matrix = Annotated[np.ndarray, 2]
Cube = Annotated[np.ndarray, 3]
Table = Annotated[np.ndarray, "map"]  # of a machine, in single precision


@structref.register
class HouseDataType(types.StructRef):  # type: ignore[misc, name-defined]
    """numba's type of the crossing object."""


class HouseData(structref.StructRefProxy):  # type: ignore[misc]
    """Python's handle of the crossing object; Python reads the arrays themselves, never through it."""


structref.define_boxing(HouseDataType, HouseData)


@intrinsic
def lent(_: Any, array: types.Array) -> Any:
    """Return an array over the same memory that counts no references to it: whoever made it keeps it alive.

    Counting them took a fifth of a short call of the flow.
    """

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        view = make_array(array)(context, builder, arguments[0])
        view.meminfo, view.parent = Constant(view.meminfo.type, None), Constant(view.parent.type, None)
        return view._getvalue()

    return array(array), generate


def construct(
    state: State,
    controls: Controls,
    parameters: Parameters,
    plant: Plant,
    rates: Rates,
    face_table: Faces,
    rate_vector: Vector,
    plant_vector: Vector,
    clean: Vector,
    point: Vector,
    eigenvalue: Vector,
    modes: Vector,
    forcing: Vector,
    ahead: Vector,
    hold: Vector,
    u: Vector,
    u_integral: Vector,
    zone_temperature: Vector,
    zone_static: Vector,
    zone_heat: Vector,
    zone_response: Vector,
    vent_heat: Vector,
    face_temperature: Vector,
    face_source: Vector,
    outdoor_heat: Vector,
    thresholds: Vector,
    signals: Vector,
    accumulated: Vector,
    totals: Vector,
    meter: Vector,
    kept: Vector,
    state_vector: Vector,
    quarters: Vector,
    hourly_films: Vector,
    heating_start: Vector,
    heating_step: Vector,
    heating_limits: Matrix,
    heating_anchors: Cube,
    cooling_start: Vector,
    cooling_step: Vector,
    cooling_limits: Matrix,
    cooling_anchors: Cube,
    decay: Matrix,
    gain: Matrix,
    inputs: Matrix,
    zone_output: Matrix,
    zone_feedthrough: Matrix,
    face_reading: Matrix,
    face_feed: Matrix,
    face_sun: Matrix,
    leakage: Matrix,
    weather: Matrix,
    gains: Matrix,
    ledger: Matrix,
    hourly_inputs: Matrix,
    hourly_modes: Matrix,
    minutes: Matrix,
    airflow_share: Vector,
    heating_values: Table,
    cooling_values: Table,
) -> Any:
    """Gather the arrays in one object; the signature is the list of what crosses."""
    house = structref.new(HOUSE_DATA)
    house.state = lent(state)
    house.controls = lent(controls)
    house.parameters = lent(parameters)
    house.plant = lent(plant)
    house.rates = lent(rates)
    house.rate_vector = lent(rate_vector)
    house.plant_vector = lent(plant_vector)
    house.clean = lent(clean)
    house.point = lent(point)
    house.eigenvalue = lent(eigenvalue)
    house.modes = lent(modes)
    house.forcing = lent(forcing)
    house.ahead = lent(ahead)
    house.hold = lent(hold)
    house.u = lent(u)
    house.u_integral = lent(u_integral)
    house.zone_temperature = lent(zone_temperature)
    house.zone_static = lent(zone_static)
    house.zone_heat = lent(zone_heat)
    house.zone_response = lent(zone_response)
    house.vent_heat = lent(vent_heat)
    house.face_temperature = lent(face_temperature)
    house.face_source = lent(face_source)
    house.outdoor_heat = lent(outdoor_heat)
    house.thresholds = lent(thresholds)
    house.signals = lent(signals)
    house.accumulated = lent(accumulated)
    house.totals = lent(totals)
    house.meter = lent(meter)
    house.kept = lent(kept)
    house.state_vector = lent(state_vector)
    house.quarters = lent(quarters)
    house.hourly_films = lent(hourly_films)
    house.heating_start = lent(heating_start)
    house.heating_step = lent(heating_step)
    house.heating_limits = lent(heating_limits)
    house.heating_anchors = lent(heating_anchors)
    house.cooling_start = lent(cooling_start)
    house.cooling_step = lent(cooling_step)
    house.cooling_limits = lent(cooling_limits)
    house.cooling_anchors = lent(cooling_anchors)
    house.decay = lent(decay)
    house.gain = lent(gain)
    house.inputs = lent(inputs)
    house.zone_output = lent(zone_output)
    house.zone_feedthrough = lent(zone_feedthrough)
    house.face_reading = lent(face_reading)
    house.face_feed = lent(face_feed)
    house.face_table = face_table
    house.face_sun = lent(face_sun)
    house.leakage = lent(leakage)
    house.weather = lent(weather)
    house.gains = lent(gains)
    house.ledger = lent(ledger)
    house.hourly_inputs = lent(hourly_inputs)
    house.hourly_modes = lent(hourly_modes)
    house.minutes = lent(minutes)
    house.airflow_share = lent(airflow_share)
    house.heating_values = lent(heating_values)
    house.cooling_values = lent(cooling_values)
    return house


def _face_column(name: str) -> types.Array:
    """Return the type of one array of the face table; the two that name zones and faces hold integers."""
    kind = types.int64 if name in ("inner_zone", "gap_sides") else types.float64
    return types.Array(kind, 1 if name == "inner_zone" else 2, "C")


def _numba_type(annotation: Any) -> types.Type:
    mark = get_args(annotation)[1]
    if isinstance(mark, int):
        return types.Array(types.float64, mark, "C")
    if mark == "map":
        return types.Array(types.float32, 5, "C")
    if mark is FaceTable:
        columns = [_face_column(name) for name in FaceTable._fields]
        return types.NamedTuple(columns, FaceTable)  # type: ignore[attr-defined]
    return numba.typeof(np.zeros(1, mark))


ANNOTATIONS = {name: parameter.annotation for name, parameter in signature(construct).parameters.items()}
RECORDS = {name: get_args(mark)[1] for name, mark in ANNOTATIONS.items() if isinstance(get_args(mark)[1], np.dtype)}
TYPES = {name: _numba_type(annotation) for name, annotation in ANNOTATIONS.items()}
HOUSE_DATA = HouseDataType(list(TYPES.items()))


class Kernel:
    """The compiled flow, from `folder` or compiled there."""

    def __init__(self, folder: Path) -> None:
        self.flow: Callable[[Any, float, int], int] = flow
        if numba.config.DISABLE_JIT:
            return
        # the entry point of the one signature: it skips the dispatcher, which would look at the types at every call
        self.dispatcher = compile_into(folder, flow, **FLOW_OPTIONS)
        self.flow = self.dispatcher.compile((HOUSE_DATA, types.float64, types.int64))
        self._construct = compile_into(folder, construct)
        self._construct.compile(tuple(TYPES.values()))

    def cross(self, arrays: Mapping[str, np.ndarray]) -> Any:
        """Return the object that the flow takes, over the memory of `arrays`."""
        if numba.config.DISABLE_JIT:
            return SimpleNamespace(
                **{name: array.view(np.recarray) if name in RECORDS else array for name, array in arrays.items()}
            )
        return self._construct(*(arrays[name] for name in ANNOTATIONS))


_kernel: Kernel | None = None
_compiler: "subprocess.Popen[bytes] | None" = None


def begin_compiling(announce: Announce | None = None) -> bool:
    """Begin to have the flow compiled if nobody has yet, and say so; `kernel` waits for it, other work need not."""
    global _compiler
    if _kernel is not None or numba.config.DISABLE_JIT:
        return False
    folder = cache_folder()
    if is_cached(folder):
        return False
    if announce is not None:
        announce("Compiling the simulation kernel; this happens once and takes about half a minute.")
    if _compiler is None and is_lasting(folder):
        _compiler = compile_apart()
    return True


def kernel(announce: Announce | None = None, *, apart: bool = True) -> Kernel:
    """Return this process's kernel; if nobody has compiled it yet, another process does so, unless `apart` forbids."""
    global _kernel
    if _kernel is None:
        if apart:
            begin_compiling(announce)
        if _compiler is not None:
            _compiler.wait()
        folder = cache_folder()
        if is_cached(folder) or numba.config.DISABLE_JIT:
            _kernel = Kernel(folder)
        else:
            _kernel = _compiled_into(folder)
    return _kernel


def _compiled_into(folder: Path) -> Kernel:
    with alone(folder):
        if is_cached(folder):  # somebody else has just made it
            return Kernel(folder)
        with workshop(folder) as made:
            kernel = Kernel(made)
            keep(made, folder)
        return kernel
