"""Hourly solar radiation absorbed by each face: outside, in the panes, and inside after all reflections."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.fabric import GlazingConfig
from cosim.config.house import HouseConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.envelope.fabric import INNER, OUTER, Fabric, Face
from cosim.envelope.surfaces import Member, Part
from cosim.physics.enclosure import absorbed_shares, view_factors
from cosim.physics.glazing import ANGLES, Glazing, Pane, layered_glazing
from cosim.physics.rated_glazing import rated_glazing, rated_layer
from cosim.physics.shading import boards, diffuse_share, lit_share
from cosim.physics.sun import PlaneSun, Sun, sun_on_plane

FLOOR_TILT = 120.0  # degrees: a face tilted more than this is a floor, seen from inside


@dataclass(frozen=True)
class Transmitted:
    """Sun transmitted by the windows of one part, W, in each hour of daylight."""

    part: Part
    beam: Array
    diffuse: Array


def absorbed_sun(
    house: HouseConfig, fabric: Fabric, parts: list[Part], sun: Sun, summer: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Calculate the sun absorbed on all faces.

    Parameters
    ----------
    house, fabric, parts, sun
        The house, its network, and the sun at its site.
    summer : array of bool, shape (8760,)
        Hours in which curtains are those of summer; see `cosim.envelope.seasons.summer_hours`.

    Returns
    -------
    face_sun : array, shape (8760, f)
        Mean over each hour, W, faces in the order of `Fabric.ordered`.
    transmitted : array, shape (8760,)
        Sun transmitted by the windows of the first zone, W, before any is reflected out.
    """
    hours, sun = sun.daylight  # in the others nothing is absorbed
    summer = summer[hours]
    faces = fabric.ordered()
    place = {id(face): number for number, face in enumerate(faces)}
    outer_face = {id(face.part): face for face in faces if face.side == OUTER}
    absorbed = np.zeros((len(faces), len(hours)))
    planes: dict[tuple[float, float], tuple[PlaneSun, Array]] = {}
    glazings = {name: _optics(glazing) for name, glazing in house.glazings.items()}
    entered = []
    for part in parts:
        if part.boundary != "outdoors":
            continue
        beam, diffuse = np.zeros(len(hours)), np.zeros(len(hours))
        for member in part.members:
            key = (part.tilt, member.azimuth)
            if key not in planes:
                found = sun_on_plane(sun, *key, house.albedo)
                planes[key] = found, np.arccos(np.minimum(found.cosine, 1.0))
            plane, angle = planes[key]
            lit, open_sky, open_ground = _shade(member, part.tilt, sun, plane)
            direct = member.area * plane.direct * lit
            # circumsolar radiation is shaded like the beam, but glass passes it as diffuse light, because it fills a
            # disc of some 25 degrees around the sun; EnergyPlus does the same
            scattered = member.area * (plane.circumsolar * lit + plane.sky * open_sky + plane.ground * open_ground)
            glazing = None if part.window is None else house.glazings[part.window.glazing]
            if glazing is None or glazing.opaque_absorptance is not None:
                face = outer_face[id(part)]
                absorbed[place[id(face)]] += face.absorptance * (direct + scattered)
                continue
            optics = glazings[part.window.glazing]  # type: ignore[union-attr]  # a glazing was found
            assert member.window is not None, "it has a glazing"
            winter = member.window.winter_curtain
            passed = member.window.curtain if winter is None else np.where(summer, member.window.curtain, winter)
            direct, scattered = direct * passed, scattered * passed
            beam += direct * np.interp(angle, ANGLES, optics.transmittance)
            diffuse += scattered * optics.diffuse_transmittance
            for pane, holders in enumerate(fabric.panes[id(part)]):
                taken = direct * np.interp(angle, ANGLES, optics.absorptance[pane])
                taken += scattered * optics.diffuse_absorptance[pane]
                for face in holders:
                    absorbed[place[id(face)]] += taken / len(holders)
        if beam.any() or diffuse.any():
            entered.append(Transmitted(part, beam, diffuse))
    for zone in range(len(house.zones)):
        _spread(zone, [t for t in entered if t.part.zone == zone], house, fabric, faces, place, glazings, absorbed)
    face_sun, transmitted = np.zeros((HOURS_OF_YEAR, len(faces))), np.zeros(HOURS_OF_YEAR)
    face_sun[hours] = absorbed.T
    for t in entered:
        if t.part.zone <= house.second_zone:
            transmitted[hours] += t.beam + t.diffuse
    return face_sun, transmitted


@lru_cache(maxsize=100)  # a fleet's homes share a few
def _optics(glazing: GlazingConfig) -> Glazing:
    if glazing.u_value is not None and glazing.shgc is not None:
        return rated_glazing(rated_layer(glazing.u_value, glazing.shgc), glazing.u_value, glazing.shgc)
    return layered_glazing(
        [Pane(p.solar_transmittance, p.solar_reflectance_front, p.solar_reflectance_back) for p in glazing.panes]
    )


def _shade(member: Member, tilt: float, sun: Sun, plane: PlaneSun) -> tuple[Array | float, float, float]:
    """Lit share of the beam each hour of daylight, and open shares of sky and ground."""
    window, surface = member.window, member.surface
    overhang = surface.overhang if window is None else window.overhang
    fins = None if window is None else window.fins
    if overhang is None and fins is None:
        return 1.0, 1.0, 1.0
    if window is not None:
        width, height = window.size
    else:
        assert surface.width is not None  # ensured by the config
        width, height = surface.width, surface.area / surface.width
    around = boards(
        width,
        height,
        None if overhang is None else (overhang.depth, overhang.gap, overhang.left, overhang.right),
        None if fins is None else (fins.depth, fins.gap, fins.above, fins.below),
    )
    turn, steep = np.radians(member.azimuth), np.radians(tilt)
    # the plane's own axes: right as seen from outside, up the slope, out
    right = -np.cos(turn) * sun.east + np.sin(turn) * sun.north
    level = np.sin(turn) * sun.east + np.cos(turn) * sun.north
    up = np.sin(steep) * sun.up - np.cos(steep) * level
    lit = lit_share(width, height, around, right, up, plane.cosine)
    return lit, *diffuse_share(width, height, around, tilt)


def _spread(
    zone: int,
    entered: list[Transmitted],
    house: HouseConfig,
    fabric: Fabric,
    faces: list[Face],
    place: dict[int, int],
    glazings: dict[str, Glazing],
    absorbed: Array,
) -> None:
    """Add transmitted sun absorbed by the faces of a zone: the beam falls on floors, the rest by view factors."""
    if not entered:
        return
    inner = [face for face in faces if face.side == INNER and face.zone == zone]
    area = np.array([face.area for face in inner])
    windows = {
        number: glazings[face.part.window.glazing]
        for number, face in enumerate(inner)
        if face.part is not None
        and face.part.window is not None
        and house.glazings[face.part.window.glazing].opaque_absorptance is None
    }
    reflectance = np.array(
        [windows[i].back_reflectance if i in windows else 1.0 - face.absorptance for i, face in enumerate(inner)]
    )
    view = view_factors(area, [face.plane for face in inner])
    floor = np.array([face.area if face.tilt > FLOOR_TILT else 0.0 for face in inner])
    if not floor.any():
        floor = np.where([i in windows for i in range(len(inner))], 0.0, area)
    origin = {id(face.part): number for number, face in enumerate(inner) if number in windows}
    first = np.array([floor / floor.sum(), *(view[origin[id(t.part)]] for t in entered)])
    incident = absorbed_shares(view, reflectance, first)
    light = np.array([sum(t.beam for t in entered), *(t.diffuse for t in entered)])
    falling = incident.T @ light
    for number, face in enumerate(inner):
        if number not in windows:
            absorbed[place[id(face)]] += face.absorptance * falling[number]
            continue
        for share, holders in zip(windows[number].back_absorptance, fabric.panes[id(face.part)], strict=True):
            for holder in holders:
                absorbed[place[id(holder)]] += share * falling[number] / len(holders)
