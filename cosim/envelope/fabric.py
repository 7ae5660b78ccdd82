"""Build the thermal network and faces of a house from its parts."""

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

from cosim.config.fabric import ConstructionConfig, GlazingConfig
from cosim.config.house import HouseConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, ROOM_AIR_DENSITY, STEFAN_BOLTZMANN
from cosim.envelope.surfaces import Part
from cosim.physics.constructions import Layer, chain
from cosim.physics.faces import CAVITY_MEAN, effective_emittance
from cosim.physics.films import (
    LEEWARD,
    LEEWARD_EXPONENT,
    ROUGHNESS,
    WINDWARD,
    WINDWARD_EXPONENT,
    natural_coefficients,
    wind_ratio,
)
from cosim.physics.gas import GASES, nusselt_number, rayleigh_number
from cosim.physics.ground import slab_resistance
from cosim.physics.longwave import star_conductance, star_factors
from cosim.physics.network import GROUND, OUTDOORS, Network
from cosim.physics.rated_glazing import rated_layer

SHELTERED_FILM = 5.2  # W/(m2 K), below a raised floor: ASHRAE Standard 140, exterior coefficient of its floors
GLASS_CAPACITY = 1.9e6  # J/(m3 K), soda-lime glass: 2500 kg/m3, 750 J/(kg K)
GLASS_EMITTANCE = 0.84
RATED_THICKNESS = 0.003  # m of glass for each pane of a window that is known only by its rating
WOOD = (0.12, 600.0, 1600.0)  # of furniture: W/(m K), kg/m3, J/(kg K)
FURNITURE_ABSORPTANCE, FURNITURE_EMITTANCE = 0.6, 0.9
BASE_ROOM_DIFFERENCE = 3.0  # K between face and room, for the base film
BASE_NATURAL = 2.5  # W/(m2 K), natural part of the outdoor base film
BASE_GAP_DIFFERENCE = 8.0  # K across a cavity, for its base conductance
OUTER, INNER, BETWEEN = "outer", "inner", "between"


@dataclass
class Face:
    """A surface on which heat is gained or lost: by wind and sky, in a room, or between panes."""

    side: str
    node: int
    area: float
    tilt: float  # of the outward normal, seen from the face's own zone
    azimuth: float
    part: Part | None
    zone: int = 0
    emittance: float = 0.9
    absorptance: float = 0.6
    prescribed: bool = False  # a constant combined film, to which nothing is added
    base: float = 0.0  # W/(m2 K)
    height: float = 1.35
    roughness: float = 1.0

    @property
    def plane(self) -> Hashable | None:
        """The plane of the face; None for furniture and partitions, which have no position."""
        if self.part is None or self.part.boundary == self.part.surface.zone:
            return None
        return (round(self.tilt), round(self.azimuth) if 0 < self.tilt < 180 else 0)


@dataclass
class Cavity:
    """The gas between two faces of a window."""

    first: Face
    second: Face
    area: float
    base: float
    glass: float  # resistance of the glass between the nodes, m2 K/W
    emittance: float
    gas: str
    width: float


@dataclass
class Fabric:
    """Network and faces under construction."""

    house: HouseConfig
    mean_wind: float  # m/s at the weather station
    cell: float  # m
    network: Network = field(default_factory=Network)
    air: list[int] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    cavities: list[Cavity] = field(default_factory=list)
    panes: dict[int, list[list[Face]]] = field(default_factory=dict)
    """For each glazed part, by its id, the faces that share each pane's sun."""
    star_shares: list[dict[int, float]] = field(default_factory=list)

    def ordered(self) -> list[Face]:
        """All faces: outer, inner, between."""
        return [face for side in (OUTER, INNER, BETWEEN) for face in self.faces if face.side == side]


def build_fabric(house: HouseConfig, parts: list[Part], mean_wind: float, cell: float) -> Fabric:
    """Turn parts into nodes, conductances and faces.

    Parameters
    ----------
    house : HouseConfig
        For zones, constructions and glazings.
    parts : list of Part
        All of the house.
    mean_wind : float
        At the weather station, m/s; only for the base films.
    cell : float
        Longest cell of massive layers, m.
    """
    fabric = Fabric(house, mean_wind, cell)
    fabric.air = [
        fabric.network.node(zone.volume * zone.air_capacity_factor * ROOM_AIR_DENSITY * DRY_AIR_SPECIFIC_HEAT)
        for zone in house.zones
    ]
    for part in parts:
        if part.window is None:
            _add_opaque(fabric, part, house.constructions[part.surface.construction])
        else:
            _add_glazed(fabric, part, house.glazings[part.window.glazing])
    for number, zone in enumerate(house.zones):
        if zone.furniture is not None:
            conductivity, density, heat = WOOD
            thickness = zone.furniture.mass / zone.furniture.area / density
            layer = Layer(thickness / conductivity, thickness * density * heat, thickness)
            node = _add_chain(fabric, [layer], zone.furniture.area)[-1]
            _add_inner(fabric, Face(INNER, node, zone.furniture.area, 90.0, 0.0, None, number,
                                    FURNITURE_EMITTANCE, FURNITURE_ABSORPTANCE), None)  # fmt: skip
    fabric.star_shares = [_add_star(fabric, zone) for zone in range(len(house.zones))]
    return fabric


def _add_chain(fabric: Fabric, layers: list[Layer], area: float) -> list[int]:
    capacity, resistance = chain(layers, fabric.cell)
    nodes = [fabric.network.node(area * value) for value in capacity]
    for one, other, value in zip(nodes[:-1], nodes[1:], resistance, strict=True):
        fabric.network.connect(one, other, area / value)
    return nodes


def _layers(construction: ConstructionConfig) -> list[Layer]:
    return [Layer(layer.heat_resistance, layer.heat_capacity, layer.thickness or 0.0) for layer in construction.layers]


def _add_opaque(fabric: Fabric, part: Part, construction: ConstructionConfig) -> None:
    network, surface = fabric.network, part.surface
    layers = _layers(construction)
    nodes = _add_chain(fabric, layers, part.area)
    zones = [zone.name for zone in fabric.house.zones]
    if part.boundary == "outdoors":
        face = Face(OUTER, nodes[0], part.area, part.tilt, part.azimuth, part,
                    emittance=construction.outside_emittance, absorptance=construction.outside_absorptance,
                    height=part.height, roughness=ROUGHNESS[construction.roughness])  # fmt: skip
        _add_outer(fabric, face, surface.exterior_film)
    elif part.boundary == "raised floor":
        network.connect_boundary(OUTDOORS, nodes[0], part.area * (surface.exterior_film or SHELTERED_FILM))
    elif part.boundary == "ground":
        resistance = 1e-3  # the soil, if any, is among the layers
        if surface.f_factor is not None and surface.perimeter is not None:
            own = sum(layer.resistance for layer in layers)
            resistance = slab_resistance(surface.area, surface.perimeter, surface.f_factor, own)
        network.connect_boundary(GROUND, nodes[0], part.area / resistance)
    elif part.boundary != "adiabatic":
        far = Face(INNER, nodes[0], part.area, 180.0 - part.tilt, (part.azimuth + 180.0) % 360.0, part,
                   zones.index(part.boundary), construction.outside_emittance,
                   construction.outside_absorptance)  # fmt: skip
        _add_inner(fabric, far, surface.exterior_film)
    near = Face(INNER, nodes[-1], part.area, part.tilt, part.azimuth, part, part.zone,
                construction.inside_emittance, construction.inside_absorptance)  # fmt: skip
    _add_inner(fabric, near, surface.interior_film)


def _add_outer(fabric: Fabric, face: Face, film: float | None) -> None:
    face.prescribed = film is not None
    face.base = film or _outdoor_base(face, fabric.house.terrain, fabric.mean_wind)
    fabric.network.connect_boundary(OUTDOORS, face.node, face.area * face.base)
    fabric.faces.append(face)


def _outdoor_base(face: Face, terrain: str, mean_wind: float) -> float:
    speed = mean_wind * wind_ratio(face.height, terrain)
    forced = 0.5 * (WINDWARD * speed**WINDWARD_EXPONENT + LEEWARD * speed**LEEWARD_EXPONENT)
    convection = BASE_NATURAL + face.roughness * (np.hypot(BASE_NATURAL, forced) - BASE_NATURAL)
    return float(convection + 4.0 * face.emittance * STEFAN_BOLTZMANN * CAVITY_MEAN**3)


def _add_inner(fabric: Fabric, face: Face, film: float | None) -> None:
    face.prescribed = film is not None
    face.base = film or 0.5 * sum(natural_coefficients(face.tilt)) * BASE_ROOM_DIFFERENCE ** (1 / 3)
    fabric.network.connect(face.node, fabric.air[face.zone], face.area * face.base)
    fabric.faces.append(face)


def _add_glazed(fabric: Fabric, part: Part, glazing: GlazingConfig) -> None:
    network, window, area = fabric.network, part.window, part.area
    assert window is not None  # ensured by the caller
    rated = glazing.u_value is not None and glazing.shgc is not None
    if rated or len(glazing.panes) == 1:
        # one sheet with a node on each side
        if glazing.u_value is not None and glazing.shgc is not None:
            count = 1 if glazing.u_value > 4.5 else 2
            resistance, thickness = rated_layer(glazing.u_value, glazing.shgc).resistance, count * RATED_THICKNESS
            emittances = [(GLASS_EMITTANCE, GLASS_EMITTANCE)] * 2
        else:
            pane = glazing.panes[0]
            resistance, thickness = pane.thickness / pane.conductivity, pane.thickness
            emittances = [(pane.emittance_front, pane.emittance_back)] * 2
        nodes = [network.node(0.5 * area * thickness * GLASS_CAPACITY) for _ in range(2)]
        network.connect(nodes[0], nodes[1], area / resistance)
    else:
        nodes = [network.node(area * pane.thickness * GLASS_CAPACITY) for pane in glazing.panes]
        emittances = [(pane.emittance_front, pane.emittance_back) for pane in glazing.panes]

    outer = Face(OUTER, nodes[0], area, part.tilt, part.azimuth, part, emittance=emittances[0][0],
                 absorptance=glazing.opaque_absorptance or 0.0, height=part.height)  # fmt: skip
    inner = Face(INNER, nodes[-1], area, part.tilt, part.azimuth, part, part.zone, emittances[-1][1])
    _add_outer(fabric, outer, window.exterior_film)
    _add_inner(fabric, inner, window.interior_film)
    between = [Face(BETWEEN, node, area, part.tilt, part.azimuth, part, part.zone) for node in nodes[1:-1]]
    fabric.faces += between
    if glazing.gaps:
        _add_cavities(fabric, [outer, *between, inner], glazing, area)
    if len(glazing.panes) == 1:
        fabric.panes[id(part)] = [[outer, inner]]
    else:
        fabric.panes[id(part)] = [[face] for face in (outer, *between, inner)]


def _add_cavities(fabric: Fabric, faces: list[Face], glazing: GlazingConfig, area: float) -> None:
    last = len(glazing.panes) - 1
    for number, gap in enumerate(glazing.gaps):
        sides = (glazing.panes[number], glazing.panes[number + 1])
        # a pane's node lies on its outer surface if it is the first, on its inner if the last, else in its middle
        glass = sum(
            pane.thickness / pane.conductivity * (1.0 if position in (0, last) else 0.5)
            for pane, position in zip(sides, (number, number + 1), strict=True)
        )
        emittance = effective_emittance(sides[0].emittance_back, sides[1].emittance_front)
        gas = GASES[gap.gas]
        rayleigh = rayleigh_number(gas, gap.thickness, np.array(BASE_GAP_DIFFERENCE), CAVITY_MEAN)
        conduction = (gas.conductivity[0] + gas.conductivity[1] * CAVITY_MEAN) / gap.thickness
        radiation = 4.0 * STEFAN_BOLTZMANN * emittance * CAVITY_MEAN**3
        base = 1.0 / (1.0 / (conduction * float(nusselt_number(rayleigh, gap.thickness)) + radiation) + glass)
        fabric.network.connect(faces[number].node, faces[number + 1].node, area * base)
        fabric.cavities.append(
            Cavity(faces[number], faces[number + 1], area, base, glass, emittance, gap.gas, gap.thickness)
        )


def _add_star(fabric: Fabric, zone: int) -> dict[int, float]:
    """Join the faces of a zone by their radiant star; return which nodes take up heat radiated into the zone."""
    faces = [face for face in fabric.faces if face.side == INNER and face.zone == zone]
    area = np.array([face.area for face in faces])
    taking_part = np.array([not face.prescribed for face in faces], dtype=bool)
    if not taking_part.any():
        return {face.node: face.area / area.sum() for face in faces}
    joined = [face for face, joins in zip(faces, taking_part, strict=True) if joins]
    factor = star_factors(area[taking_part], [face.plane for face in joined])
    emittance = np.array([face.emittance for face in joined])
    star = fabric.network.node()
    for face, conductance in zip(joined, star_conductance(area[taking_part], emittance, factor), strict=True):
        fabric.network.connect(face.node, star, float(conductance))
    return {star: 1.0}
