"""Heat loss and gain of a house through its fabric, component by component.

`face_flows` reads it from the surface temperatures of a simulation; `paths_of` and `flows` calculate it from layers and
handbook air films, independently of the simulation's network, films and radiation, so that one checks the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.fabric import GlazingConfig
from cosim.config.house import HouseConfig, SurfaceConfig
from cosim.constants import STEFAN_BOLTZMANN
from cosim.envelope.envelope import SETTINGS, Fidelity
from cosim.envelope.fabric import BETWEEN, INNER, SHELTERED_FILM, Face, build_fabric
from cosim.envelope.surfaces import Part, parts_of
from cosim.physics.faces import effective_emittance
from cosim.physics.gas import GASES
from cosim.physics.ground import slab_resistance
from cosim.physics.rated_glazing import rated_layer

# ASHRAE Fundamentals 2017, chapter 26, table 10: still air on walls, heat flowing up and down; 6.7 m/s outdoors
INSIDE_WALL, INSIDE_UP, INSIDE_DOWN, OUTSIDE = 0.12, 0.11, 0.16, 0.03  # m2K/W
FLAT = 60.0  # degrees of tilt below which a plane counts as roof or ceiling, and beyond 120 as floor
GAP_MEAN = 283.0  # K
WALLS, ROOFS, CEILINGS, FLOORS, GROUND, WINDOWS = (
    "walls and doors", "roofs", "ceilings", "floors", "slab and basement walls", "windows",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """A path for heat out of the conditioned zone."""

    component: str
    beyond: str
    """`outdoors`, `ground` or the name of the zone on the other side."""
    conductance: float
    """W/K"""


def paths_of(house: HouseConfig) -> list[Path]:
    """Return the paths of heat out of the conditioned zone through surfaces and windows.

    Parameters
    ----------
    house : HouseConfig
        Its first zone is the conditioned one.
    """
    glass: dict[str, float] = {}
    paths = []
    tilt_of = {surface.name: surface.tilt for surface in house.surfaces}
    zone_of = {surface.name: surface.zone for surface in house.surfaces}
    room = house.zones[0].name
    for window in house.windows:
        glass[window.surface] = glass.get(window.surface, 0.0) + window.total_area
        if zone_of[window.surface] == room:
            u_value = glazing_u_value(house.glazings[window.glazing], tilt_of[window.surface])
            paths.append(Path(WINDOWS, "outdoors", u_value * window.total_area))
    for surface in house.surfaces:
        path = _path(house, surface, surface.area - glass.get(surface.name, 0.0), room)
        if path is not None:
            paths.append(path)
    return paths


def _path(house: HouseConfig, surface: SurfaceConfig, area: float, room: str) -> Path | None:
    if room not in (surface.zone, surface.boundary) or surface.zone == surface.boundary:
        return None
    if surface.boundary == "adiabatic":
        return None
    own = sum(layer.heat_resistance for layer in house.constructions[surface.construction].layers)
    reversed_ = surface.boundary == room
    tilt = 180.0 - surface.tilt if reversed_ else surface.tilt
    inside = 1.0 / surface.interior_film if surface.interior_film else film(tilt)
    kind = WALLS if FLAT <= tilt <= 180.0 - FLAT else ROOFS if tilt < FLAT else FLOORS
    beyond = surface.zone if reversed_ else surface.boundary
    if surface.boundary == "outdoors":
        outside = 1.0 / surface.exterior_film if surface.exterior_film else OUTSIDE
    elif surface.boundary == "raised floor":
        beyond, outside = "outdoors", 1.0 / (surface.exterior_film or SHELTERED_FILM)
    elif surface.boundary == "ground":
        kind, outside = GROUND, 0.0
        if surface.f_factor is not None and surface.perimeter is not None:
            outside = slab_resistance(surface.area, surface.perimeter, surface.f_factor, own)
    else:
        kind = CEILINGS if kind == ROOFS else kind
        outside = film(tilt)
    return Path(kind, beyond, area / (inside + own + outside))


def film(tilt: float) -> float:
    """Return the resistance of still air on a plane of this tilt in a heated room, m2K/W."""
    return INSIDE_UP if tilt < FLAT else INSIDE_DOWN if tilt > 180.0 - FLAT else INSIDE_WALL


def glazing_u_value(glazing: GlazingConfig, tilt: float) -> float:
    """Return the U-value of a window, W/(m2K): as rated, or from its panes with still gas between them."""
    if glazing.u_value is not None:
        return glazing.u_value
    resistance = film(tilt) + OUTSIDE + sum(pane.thickness / pane.conductivity for pane in glazing.panes)
    for gap, first, second in zip(glazing.gaps, glazing.panes[:-1], glazing.panes[1:], strict=True):
        gas = GASES[gap.gas]
        conduction = (gas.conductivity[0] + gas.conductivity[1] * GAP_MEAN) / gap.thickness
        emittance = effective_emittance(first.emittance_back, second.emittance_front)
        resistance += 1.0 / (conduction + 4.0 * STEFAN_BOLTZMANN * emittance * GAP_MEAN**3)
    return 1.0 / resistance


def flows(paths: list[Path], room: float, beyond: Mapping[str, float]) -> dict[str, float]:
    """Return the heat flow, W, out of a room through each component.

    Parameters
    ----------
    paths : list of Path
        From `paths_of`.
    room : float
        K.
    beyond : mapping of str to float
        Temperatures, K, of `outdoors`, `ground` and the other zones.
    """
    found: dict[str, float] = {}
    for path in paths:
        found[path.component] = found.get(path.component, 0.0) + path.conductance * (room - beyond[path.beyond])
    return found


def face_flows(
    house: HouseConfig,
    faces: NDArray[np.float64],
    room: float,
    outdoor: float,
    ground: float,
    fidelity: Fidelity = "reduced",
) -> dict[str, float]:
    """Return the heat flow, W, out of the conditioned zone through each component, from surface temperatures.

    It is the conduction between the two faces of a plane, which is the flow through it in steady state and as the mean
    of a day that repeats. Windows that are described pane by pane use `glazing_u_value`.

    Parameters
    ----------
    house : HouseConfig
        Its first zone is the conditioned one.
    faces : array, shape (f,)
        K, in the order of `cosim.envelope.envelope.Envelope.face_names`.
    room, outdoor, ground : float
        K.
    fidelity : {"reduced", "full"}
        Of the envelope that the faces belong to.
    """  # fmt: skip
    setting = SETTINGS[fidelity]
    parts = parts_of(house, 0.0, merge_orientations=setting.merge_orientations)
    ordered = build_fabric(house, parts, 3.0, setting.cell).ordered()
    found: dict[str, float] = {}
    for part in parts:
        own = [(face, float(faces[k])) for k, face in enumerate(ordered) if face.part is part and face.side != BETWEEN]
        passed = _through(house, part, own, room, outdoor, ground)
        if passed is not None:
            found[passed[0]] = found.get(passed[0], 0.0) + passed[1]
    return found


def _through(
    house: HouseConfig, part: Part, own: list[tuple[Face, float]], room: float, outdoor: float, ground: float
) -> tuple[str, float] | None:
    """Return the component of a part and its heat flow, W, out of the conditioned zone; None where there is no path."""
    zones = [zone.name for zone in house.zones]
    inner = [(face, kelvin) for face, kelvin in own if face.side == INNER and face.zone == 0]
    if len(inner) != 1 or part.boundary == "adiabatic":
        return None  # belongs to another zone, or is a partition with both sides in this one
    near, inside = inner[0]
    if part.window is not None:
        glazing = house.glazings[part.window.glazing]
        if glazing.u_value is None or glazing.shgc is None:
            return WINDOWS, glazing_u_value(glazing, part.tilt) * part.area * (room - outdoor)
        resistance = rated_layer(glazing.u_value, glazing.shgc).resistance
        return WINDOWS, part.area / resistance * (inside - own[0][1])
    surface, reversed_ = part.surface, part.zone != 0
    layers = sum(layer.heat_resistance for layer in house.constructions[surface.construction].layers)
    kind = WALLS if FLAT <= near.tilt <= 180.0 - FLAT else ROOFS if near.tilt < FLAT else FLOORS
    if part.boundary == "ground":
        soil = 1e-3
        if surface.f_factor is not None and surface.perimeter is not None:
            soil = slab_resistance(surface.area, surface.perimeter, surface.f_factor, layers)
        return GROUND, part.area / (layers + soil) * (inside - ground)
    if part.boundary == "raised floor":
        return kind, part.area / (layers + 1.0 / (surface.exterior_film or SHELTERED_FILM)) * (inside - outdoor)
    outside = next(kelvin for face, kelvin in own if face is not near)
    if part.boundary in zones or reversed_:
        kind = CEILINGS if kind == ROOFS else kind
    return kind, part.area / layers * (inside - outside)
