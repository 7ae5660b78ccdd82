"""The arrays that the flow works on, in groups: the fields are named like the physics, the types say what crosses.

Few groups of many arrays: a group goes from one compiled function to the next as one argument.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.equipment.machine_map import MachineMap
from cosim.flow.records import CONTROLS, PARAMETERS, PLANT, RATES, STATE, STEP
from cosim.physics.faces import FaceTable

Vector = Annotated[NDArray[np.float64], 1]
Matrix = Annotated[NDArray[np.float64], 2]
Block = Annotated[NDArray[np.float64], 3]
Integers = Annotated[NDArray[np.int64], 1]


class Modes(NamedTuple):
    """Thermal modes of the envelope: state, what drives them, and their exact propagators; n modes."""

    amplitude: Vector
    """State, (n,)."""
    ahead: Vector
    """The same at the end of the step."""
    forcing: Vector
    """What drives each mode through this step, 1/s of its amplitude."""
    held: Vector
    """The part of `forcing` that is held between two refreshes of the faces."""
    eigenvalue: Vector
    """1/s, negative."""
    decay: Matrix
    """Propagators of the amplitude, a row for each whole second and one more for any other step, 1."""
    gain: Matrix
    """Propagators of the forcing, s."""


class Inputs(NamedTuple):
    """What drives the envelope, by the columns of `cosim.envelope.columns`: temperatures in K, heat in W."""

    value: Vector
    """Now."""
    integral: Vector
    """Since the hour began."""
    drive: Matrix
    """(inputs, n): how each input drives each mode."""


class Zones(NamedTuple):
    """Air of the zones; the first is the conditioned one."""

    temperature: Vector
    """K; of the first zone `air` of the state counts, and this is its value at the last refresh."""
    static: Vector
    """Part of the temperature that follows the held inputs at once, K."""
    heat: Vector
    """From faces and, but in the first zone, air leakage, W; held between two refreshes."""
    heat_before: Vector
    """From faces alone, as it was at their last refresh, W."""
    vent_heat: Vector
    """From air leakage beyond what the network holds, W."""
    response: Vector
    """K by which the air warms in one refresh interval for each watt into it."""
    face_response: Matrix
    """(zones, faces): the same for each watt into each face."""
    output: Matrix
    """(zones, n): temperature that each mode adds to each zone's air."""
    feed: Matrix
    """(zones, inputs): temperature that each input adds at once, K/W or 1."""
    leakage: Matrix
    """(zones, ...): see `cosim.physics.infiltration`."""
    humidity: Vector
    """Humidity ratio of what holds water in each zone that is not conditioned; see `cosim.physics.moisture`."""
    saturated: Vector
    """Humidity ratio of saturated air at each zone's temperature, held between two refreshes."""
    inflow: Vector
    """Outdoor air that enters through vents, kg/s; held between two refreshes."""
    mixing: Vector
    """Air exchanged with the conditioned zones through openings, kg/s."""
    moisture_capacity: Vector
    """Water that the zone takes up by unit of humidity ratio, kg."""


class Ducts(NamedTuple):
    """Ducts of the air handler outside the conditioned zones, by places; none where they lose nothing."""

    zone: Vector
    """Number of the zone in which they are; -1 outdoors."""
    traits: Block
    """(2, places, 4): by the columns of `cosim.physics.ducts`, for the indoor unit's fan and for a furnace's blower."""
    surroundings: Vector
    """Temperature around them, K."""
    humidity: Vector
    """Humidity ratio around them."""
    heat: Vector
    """What they give to that air, W."""
    moisture: Vector
    """Water that they give to it, kg/s."""


class Faces(NamedTuple):
    """Surfaces whose heat exchange is not linear."""

    table: FaceTable
    temperature: Vector
    """K."""
    source: Vector
    """Heat into each face beside the network's own, W; ahead by its trend."""
    source_before: Vector
    """The same as it was at the last refresh."""
    outdoor_heat: Vector
    """The part of it from outdoors, W."""
    film_heat: Vector
    """What interior faces give to the air beside the network's own, W."""
    reading: Matrix
    """(n, faces): temperature that each mode adds to each face."""
    feed: Matrix
    """(inputs, faces): temperature that each input adds at once; no rows where none does."""
    sun: Matrix
    """(hours, faces): absorbed sunlight, W."""


class Site(NamedTuple):
    """The year around and within the house, by the columns of `cosim.envelope.columns`."""

    weather: Matrix
    gains: Matrix


class Ledger(NamedTuple):
    """What is recorded."""

    accumulated: Vector
    """Integrals of the rates since the hour began."""
    totals: Vector
    """`cosim.flow.records.Meter`, J."""
    hourly: Matrix
    """(hours, rates): means."""
    inputs: Matrix
    """(hours, inputs): integrals of the envelope's inputs."""
    modes: Matrix
    """(hours + 1, n): amplitudes at the beginning of each hour and at the end of the last."""
    films: Vector
    """(hours,): heat from the faces to the air of the first zone, less what other zones get that is not of faces:
    equipment's heat in the second, and gains beyond those at 20 °C, J."""
    quarters: Matrix
    """(2, quarter hours): mean electric power of the equipment, and of the house, W."""
    minutes: Matrix
    """(end uses, minutes): mean power of each, W; no columns where none is asked for."""


class Guards(NamedTuple):
    """What is compared with the guards' thresholds, in the order of the state's fields."""

    threshold: Vector
    state: Vector
    """The state itself."""
    expected: Vector
    """The state as expected at the end of the step, in the fields that guards watch."""
    armed: Integers
    """Numbers of those with waiting processes, ascending."""
    expectation: Annotated[np.ndarray, STATE]
    """The memory of `expected`, as a record."""


class MapReading(NamedTuple):
    """A machine's map as read at this instant; see `cosim.equipment.machine_map.interpolate`."""

    point: Vector
    below: Vector


class Noted(NamedTuple):
    """A snapshot that the flow notes at a time that is set before; see `cosim.flow.moments`."""

    present: Integers
    """The memory of meters, state and rates, as `cosim.flow.records.BLOCK`; numbers by their bits."""
    places: Integers
    """Where in it the parts of a snapshot stand."""
    parts: Integers
    """The snapshot."""


class HouseArrays(NamedTuple):
    """Everything that the flow reads and writes."""

    state: Annotated[np.ndarray, STATE]
    controls: Annotated[np.ndarray, CONTROLS]
    control_bits: Integers
    """The memory of `controls`, as whole numbers, and below what it held when the flow last went on."""
    bits_before: Integers
    parameters: Annotated[np.ndarray, PARAMETERS]
    plant: Annotated[np.ndarray, PLANT]
    rates: Annotated[np.ndarray, RATES]
    step: Annotated[np.ndarray, STEP]
    plant_vector: Vector
    """The memory of `plant`, and below of `rates`, as plain numbers."""
    rate_vector: Vector
    drawn: Vector
    """What the rates begin with: what other equipment draws at its ports, W."""
    guards: Guards
    modes: Modes
    inputs: Inputs
    zones: Zones
    ducts: Ducts
    faces: Faces
    site: Site
    heating: MachineMap
    cooling: MachineMap
    reading: MapReading
    ledger: Ledger
    noted: Noted
    saved_step: Vector
    """Everything that a step changes, as it was at its beginning."""
