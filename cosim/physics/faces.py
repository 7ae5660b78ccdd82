"""What the linear network leaves out at the surfaces: changing films, sky and ground, the gas between panes.

The network holds a constant base film on every face. `face_sources` returns the heat that makes up the difference
between the true exchange and the base film's, so the result does not depend on the base.
"""

from math import cos, pi, sin
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import STEFAN_BOLTZMANN
from cosim.physics.films import LEE_COSINE, LEEWARD_EXPONENT, WINDWARD_EXPONENT, cube_root, outdoor_film

NUSSELT_POINTS = 64  # of each cavity's table
NUSSELT_STEP = 1.0  # K
LEAP = 3.0  # K of a zone's air that a change of what its faces give may be worth in one refresh
CAVITY_MEAN = 283.15  # K, at which the tables are made


# rows of FaceTable.outer, one column an exterior face
(
    AREA,  # m2; 0 for a face with a prescribed film, to which nothing is to be added
    BASE,  # W/(m2 K), film in the network
    STIRRED,  # natural convection, warm side up, W/(m2 K^4/3)
    STILLED,  # the same, warm side down
    UPWARD,  # 1 if the outward normal looks up or level, -1 if down
    ROUGHNESS,
    EAST,  # horizontal normal; 0 for a roof, which always counts as windward
    NORTH,
    WINDWARD,  # a (V/V_station)^b
    LEEWARD,
    EMITTANCE,
    SKY,  # share of longwave exchange that is with the sky
    RESPONSE,  # K on the face per W/m2 of source held for one refresh interval
) = range(13)
INNER_ROWS = UPWARD + 1  # FaceTable.inner has the first of these rows alone
# rows of FaceTable.gap, one column a cavity; the first two as above
(
    GLASS,  # resistance of the glass between the two nodes, m2 K/W
    EXCHANGE,  # effective emittance of the two sides
    STILL_GAS,  # conduction of the gas at 0 K, W/(m2 K)
    STILL_SLOPE,  # its change per kelvin
) = range(2, 6)
GAP_ROWS = 6


class FaceTable(NamedTuple):
    """Constants of all faces: the exterior ones come first, then the interior ones, then panes between panes.

    Few arrays of many rows: each array that crosses between compiled functions costs time.
    """

    outer: Annotated[Array, 2]  # shape (13, exterior faces)
    inner: Annotated[Array, 2]  # shape (5, interior faces)
    inner_zone: Annotated[NDArray[np.int64], 1]  # shape (interior faces,)
    gap: Annotated[Array, 2]  # shape (6, cavities)
    gap_sides: Annotated[NDArray[np.int64], 2]  # shape (2, cavities): the faces at either side
    gap_nusselt: Annotated[Array, 2]  # shape (cavities, NUSSELT_POINTS), at CAVITY_MEAN

    @property
    def outer_area(self) -> Array:
        """Areas of the exterior faces, m2."""
        return np.asarray(self.outer[AREA])


class Surroundings(NamedTuple):
    """What the exterior faces exchange heat with."""

    temperature: float
    """Of outdoor air, K."""
    wind_speed: float
    """At the weather station, m/s."""
    wind_direction: float
    """From which it blows, degrees from north."""
    sky_infrared: float
    """On a horizontal surface, W/m2."""


def face_sources(
    table: FaceTable,
    face_temperature: Array,
    zone_temperature: Array,
    around: Surroundings,
    outdoor_heat: Array,
    film_heat: Array,
    zone_response: Array,
    face_heat: Array,
    zone_heat: Array,
) -> float:
    """Work out the sources on all faces and, against them, in the zones' air.

    Parameters
    ----------
    table : FaceTable
        From `cosim.envelope.envelope.build_envelope`.
    face_temperature : array, shape (f,)
        K.
    zone_temperature : array, shape (k,)
        Air of each zone, K.
    around : Surroundings
        Outdoor air, wind and sky.
    outdoor_heat : array, shape (exterior faces,)
        On entry what came from outdoors until now (zeros at first), on return what comes now, W.
    film_heat : array, shape (interior faces,)
        On entry what went from each into its zone's air until now (zeros at first), on return what goes now, W.
    zone_response : array, shape (k,)
        Temperature by which each zone's air changes in one refresh interval for each watt into it, K/W; 0 for air that
        follows at once.
    face_heat : array, shape (f,)
        On return the heat that goes to each face, exchange with room and other panes included, W.
    zone_heat : array, shape (k,)
        On return the heat that goes to each zone's air, W.

    Returns
    -------
    float
        Heat that the sources bring from outdoors, W: all of ``face_heat`` and ``zone_heat`` together.

    Notes
    -----
    A source is held until the next refresh, while it would fall as its face warms. It is therefore taken for the
    temperature to be expected at the interval's end, by one Newton step with the face's own response: stable for
    any interval, and the same in steady state. Indoors it is what it was but for a third of the leap, in a zone where a
    leap would move the air by more than `LEAP`: air that ducts chill or warm by tens of kelvins makes films so strong
    that they would overshoot from one refresh to the next, farther each time.
    """
    total = _outdoor_sources(table, face_temperature, around, outdoor_heat)
    for i in range(outdoor_heat.size):  # numba copies slices only where it counts references
        face_heat[i] = outdoor_heat[i]
    _indoor_sources(table, face_temperature, zone_temperature, film_heat, zone_response, face_heat, zone_heat)
    _gap_sources(table, face_temperature, face_heat)
    return total


def _outdoor_sources(table: FaceTable, face_temperature: Array, around: Surroundings, outdoor_heat: Array) -> float:
    outer = table.outer
    outdoor, wind_speed, sky_infrared = around.temperature, around.wind_speed, around.sky_infrared
    angle = around.wind_direction * (pi / 180.0)
    east, north = sin(angle), cos(angle)
    windward, leeward = wind_speed**WINDWARD_EXPONENT, wind_speed**LEEWARD_EXPONENT
    air_infrared = STEFAN_BOLTZMANN * outdoor**4
    total = 0.0
    for i in range(outer.shape[1]):
        face = face_temperature[i]
        warmer = face - outdoor
        stirred = warmer * outer[UPWARD, i] > 0.0
        natural = (outer[STIRRED, i] if stirred else outer[STILLED, i]) * cube_root(abs(warmer))
        faces_wind = outer[EAST, i] * east + outer[NORTH, i] * north > LEE_COSINE
        forced = outer[WINDWARD, i] * windward if faces_wind else outer[LEEWARD, i] * leeward
        excess = outdoor_film(natural, forced, outer[ROUGHNESS, i]) - outer[BASE, i]
        infrared = sky_infrared * outer[SKY, i] + air_infrared * (1.0 - outer[SKY, i])
        emission = STEFAN_BOLTZMANN * outer[EMITTANCE, i] * face * face * face
        flux = outer[EMITTANCE, i] * infrared - emission * face - excess * warmer
        area = outer[AREA, i]
        slope = (excess + 4.0 * emission) * outer[RESPONSE, i]
        heat = (flux * area + slope * outdoor_heat[i]) / (1.0 + slope)
        outdoor_heat[i] = heat
        total += heat
    return total


def _indoor_sources(
    table: FaceTable,
    face_temperature: Array,
    zone_temperature: Array,
    film_heat: Array,
    zone_response: Array,
    face_heat: Array,
    zone_heat: Array,
) -> None:
    inner, first = table.inner, table.outer.shape[1]
    zone_heat[:] = 0.0  # first the leaps
    for i in range(inner.shape[1]):
        zone = table.inner_zone[i]
        warmer = face_temperature[first + i] - zone_temperature[zone]
        # the inner side of a surface that faces up looks down
        stirred = warmer * inner[UPWARD, i] < 0.0
        film = (inner[STIRRED, i] if stirred else inner[STILLED, i]) * cube_root(abs(warmer))
        heat = (film - inner[BASE, i]) * inner[AREA, i] * warmer
        face_heat[first + i] = heat
        zone_heat[zone] += heat - film_heat[i]
    for i in range(inner.shape[1]):
        zone, heat = table.inner_zone[i], face_heat[first + i]
        if film_heat[i] != 0.0 and abs(zone_heat[zone]) * zone_response[zone] > LEAP:
            heat = film_heat[i] + (heat - film_heat[i]) / 3.0
        film_heat[i] = heat
        face_heat[first + i] = -heat
    zone_heat[:] = 0.0
    for i in range(inner.shape[1]):
        zone_heat[table.inner_zone[i]] += film_heat[i]


def _gap_sources(table: FaceTable, face_temperature: Array, face_heat: Array) -> None:
    gap = table.gap
    for i in range(gap.shape[1]):
        first, second = table.gap_sides[0, i], table.gap_sides[1, i]
        one, other = face_temperature[first], face_temperature[second]
        mean, difference = 0.5 * (one + other), abs(one - other)
        # Rayleigh's number falls with about the fourth power of the mean temperature
        scaled = difference * (CAVITY_MEAN / mean) ** 4 / NUSSELT_STEP
        place = min(int(scaled), NUSSELT_POINTS - 2)
        part = min(scaled - place, 1.0)
        nusselt = table.gap_nusselt[i, place] * (1.0 - part) + table.gap_nusselt[i, place + 1] * part
        gas = (gap[STILL_GAS, i] + gap[STILL_SLOPE, i] * mean) * nusselt
        radiation = STEFAN_BOLTZMANN * gap[EXCHANGE, i] * (one * one + other * other) * (one + other)
        conductance = 1.0 / (1.0 / (gas + radiation) + gap[GLASS, i])
        heat = (conductance - gap[BASE, i]) * gap[AREA, i] * (one - other)
        face_heat[first] -= heat
        face_heat[second] += heat


def nusselt_axis() -> Array:
    """Temperature differences of the cavities' tables, K."""
    return np.arange(float(NUSSELT_POINTS)) * NUSSELT_STEP


def effective_emittance(one: float, other: float) -> float:
    """Emittance of two parallel planes that face each other."""
    return 1.0 / (1.0 / one + 1.0 / other - 1.0)
