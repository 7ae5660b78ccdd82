"""What the linear network leaves out at the surfaces: changing films, sky and ground, the gas between panes.

The network holds a constant base film on every face. `face_sources` returns the heat that makes up the difference
between the true exchange and the base film's, so the result does not depend on the base.
"""

from math import cos, pi, sin
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cosim.physics.films import (
    LEE_COSINE,
    LEEWARD_EXPONENT,
    WINDWARD_EXPONENT,
    cube_root,
    outdoor_film,
)
from cosim.physics.longwave import STEFAN_BOLTZMANN

Array = NDArray[np.float64]

NUSSELT_POINTS = 64  # of each cavity's table
NUSSELT_STEP = 1.0  # K
CAVITY_MEAN = 283.15  # K, at which the tables are made


class FaceTable(NamedTuple):
    """Constants of all faces: the exterior ones come first, then the interior ones, then panes between panes.

    Arrays over exterior faces (``outer_``), interior faces (``inner_``) and cavities between panes (``gap_``).
    Faces with a prescribed film have zero area here: nothing is to be added to their base film.
    """

    outer_area: Array  # m2
    outer_base: Array  # W/(m2 K), film in the network
    outer_stirred: Array  # natural convection, warm side up, W/(m2 K^4/3)
    outer_stilled: Array
    outer_upward: Array  # 1 if the face looks up, -1 if down
    outer_roughness: Array
    outer_east: Array  # horizontal normal; 0 for a roof, which always counts as windward
    outer_north: Array
    outer_windward: Array  # a (V/V_station)^b
    outer_leeward: Array
    outer_emittance: Array
    outer_sky: Array  # share of longwave exchange that is with the sky
    outer_response: Array  # K on the face per W/m2 of source held for one refresh interval
    inner_area: Array
    inner_base: Array
    inner_stirred: Array
    inner_stilled: Array
    inner_upward: Array
    inner_zone: NDArray[np.int64]
    gap_first: NDArray[np.int64]  # faces at the two sides
    gap_second: NDArray[np.int64]
    gap_area: Array
    gap_base: Array  # conductance in the network, W/(m2 K)
    gap_glass: Array  # resistance of the glass between the two nodes, m2 K/W
    gap_emittance: Array  # effective, of the two sides
    gap_still: Array  # conduction of the gas at 0 K, and its change per kelvin, W/(m2 K)
    gap_still_slope: Array
    gap_nusselt: Array  # shape (cavities, NUSSELT_POINTS), at CAVITY_MEAN


@njit(error_model="numpy")
def face_sources(
    table: FaceTable,
    face_temperature: Array,
    zone_temperature: Array,
    outdoor_temperature: float,
    wind_speed: float,
    wind_direction: float,
    sky_infrared: float,
    outdoor_heat: Array,
    face_heat: Array,
    zone_heat: Array,
) -> float:
    """Work out the sources on all faces and, against them, in the zones' air.

    Parameters
    ----------
    table : FaceTable
        From `cosim.house.envelope.build_envelope`.
    face_temperature : array, shape (f,)
        K.
    zone_temperature : array, shape (k,)
        Air of each zone, K.
    outdoor_temperature : float
        K.
    wind_speed, wind_direction : float
        At the weather station: m/s, and degrees from north from which it blows.
    sky_infrared : float
        On a horizontal surface, W/m2.
    outdoor_heat : array, shape (exterior faces,)
        On entry what came from outdoors until now (zeros at first), on return what comes now, W.
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
    any interval, and the same in steady state.
    """
    total = _outdoor_sources(
        table, face_temperature, outdoor_temperature, wind_speed, wind_direction, sky_infrared, outdoor_heat
    )
    outer = outdoor_heat.size
    face_heat[:outer] = outdoor_heat
    _indoor_sources(table, face_temperature, zone_temperature, face_heat, zone_heat)
    _gap_sources(table, face_temperature, face_heat)
    return total


@njit(error_model="numpy")
def _outdoor_sources(
    table: FaceTable,
    face_temperature: Array,
    outdoor: float,
    wind_speed: float,
    wind_direction: float,
    sky_infrared: float,
    outdoor_heat: Array,
) -> float:
    angle = wind_direction * (pi / 180.0)
    east, north = sin(angle), cos(angle)
    windward, leeward = wind_speed**WINDWARD_EXPONENT, wind_speed**LEEWARD_EXPONENT
    air_infrared = STEFAN_BOLTZMANN * outdoor**4
    total = 0.0
    for i in range(table.outer_area.size):
        face = face_temperature[i]
        warmer = face - outdoor
        stirred = warmer * table.outer_upward[i] > 0.0
        natural = (table.outer_stirred[i] if stirred else table.outer_stilled[i]) * cube_root(abs(warmer))
        faces_wind = table.outer_east[i] * east + table.outer_north[i] * north > LEE_COSINE
        forced = table.outer_windward[i] * windward if faces_wind else table.outer_leeward[i] * leeward
        excess = outdoor_film(natural, forced, table.outer_roughness[i]) - table.outer_base[i]
        infrared = sky_infrared * table.outer_sky[i] + air_infrared * (1.0 - table.outer_sky[i])
        emission = STEFAN_BOLTZMANN * table.outer_emittance[i] * face * face * face
        flux = table.outer_emittance[i] * infrared - emission * face - excess * warmer
        area = table.outer_area[i]
        slope = (excess + 4.0 * emission) * table.outer_response[i]
        heat = (flux * area + slope * outdoor_heat[i]) / (1.0 + slope)
        outdoor_heat[i] = heat
        total += heat
    return total


@njit(error_model="numpy")
def _indoor_sources(
    table: FaceTable, face_temperature: Array, zone_temperature: Array, face_heat: Array, zone_heat: Array
) -> None:
    outer = table.outer_area.size
    face_heat[outer:] = 0.0
    zone_heat[:] = 0.0
    for i in range(table.inner_area.size):
        zone = table.inner_zone[i]
        warmer = face_temperature[outer + i] - zone_temperature[zone]
        # the inner side of a surface that faces up looks down
        stirred = warmer * table.inner_upward[i] < 0.0
        film = (table.inner_stirred[i] if stirred else table.inner_stilled[i]) * cube_root(abs(warmer))
        heat = (film - table.inner_base[i]) * table.inner_area[i] * warmer
        face_heat[outer + i] -= heat
        zone_heat[zone] += heat


@njit(error_model="numpy")
def _gap_sources(table: FaceTable, face_temperature: Array, face_heat: Array) -> None:
    for i in range(table.gap_area.size):
        first, second = table.gap_first[i], table.gap_second[i]
        one, other = face_temperature[first], face_temperature[second]
        mean, difference = 0.5 * (one + other), abs(one - other)
        # Rayleigh's number falls with about the fourth power of the mean temperature
        scaled = difference * (CAVITY_MEAN / mean) ** 4 / NUSSELT_STEP
        place = min(int(scaled), NUSSELT_POINTS - 2)
        part = min(scaled - place, 1.0)
        nusselt = table.gap_nusselt[i, place] * (1.0 - part) + table.gap_nusselt[i, place + 1] * part
        gas = (table.gap_still[i] + table.gap_still_slope[i] * mean) * nusselt
        radiation = STEFAN_BOLTZMANN * table.gap_emittance[i] * (one * one + other * other) * (one + other)
        conductance = 1.0 / (1.0 / (gas + radiation) + table.gap_glass[i])
        heat = (conductance - table.gap_base[i]) * table.gap_area[i] * (one - other)
        face_heat[first] -= heat
        face_heat[second] += heat


def nusselt_axis() -> Array:
    """Temperature differences of the cavities' tables, K."""
    return np.arange(NUSSELT_POINTS) * NUSSELT_STEP


def effective_emittance(one: float, other: float) -> float:
    """Emittance of two parallel planes that face each other."""
    return 1.0 / (1.0 / one + 1.0 / other - 1.0)
