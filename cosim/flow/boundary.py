"""What is held between two refreshes: sources on all faces, radiant gains, ground, and the air of the other zones."""

import numpy as np
from numba import njit

from cosim.envelope.columns import (
    FIRST_ZONE_INPUT,
    GROUND,
    GROUND_INPUT,
    OUTDOOR_INPUT,
    PRESSURE,
    RADIANT,
    SKY,
    WIND,
    WIND_DIRECTION,
)
from cosim.flow.modes import FLOW_OPTIONS, add_product, dot
from cosim.physics.air import DRY_AIR_SPECIFIC_HEAT
from cosim.physics.faces import FaceTable, face_sources
from cosim.physics.infiltration import BASE, zone_air_flow


@njit
def hourly_course(series: np.ndarray, hour: int, column: int) -> tuple[float, float]:
    """Return an hour-ending series at the beginning of hour `hour`, and its change; the year closes on itself."""
    before = series[hour - 1, column]  # index -1 is the year's last hour
    return before, series[hour, column] - before


@njit
def at_hour(series: np.ndarray, hour: int, fraction: float, column: int) -> float:
    """Interpolate an hour-ending series at `fraction` of hour `hour`, the year closing on itself."""
    before, change = hourly_course(series, hour, column)
    return before + change * fraction


@njit(**FLOW_OPTIONS)
def refresh_faces(
    face_table: FaceTable,
    hour: int,
    fraction: float,
    modes: np.ndarray,
    inputs: np.ndarray,
    u: np.ndarray,
    hold: np.ndarray,
    weather: np.ndarray,
    gains: np.ndarray,
    leakage: np.ndarray,
    face_reading: np.ndarray,
    face_feed: np.ndarray,
    face_sun: np.ndarray,
    face_temperature: np.ndarray,
    face_source: np.ndarray,
    outdoor_heat: np.ndarray,
    zone_output: np.ndarray,
    zone_feed: np.ndarray,
    zone_temperature: np.ndarray,
    zone_heat: np.ndarray,
    zone_static: np.ndarray,
    zone_response: np.ndarray,
    vent_heat: np.ndarray,
    outdoor: float,
    second_zone: int,
    second_gain_share: float,
) -> None:
    """Bring all that is held between refreshes up to this instant: faces, stars, ground, and the other zones' air."""
    zones, faces = zone_output.shape[0], face_temperature.size
    first_face = FIRST_ZONE_INPUT + 2 * zones
    wind = at_hour(weather, hour, fraction, WIND)
    face_temperature[:] = 0.0
    add_product(modes, face_reading, face_temperature)
    if face_feed.shape[0] > 0:
        add_product(u, face_feed, face_temperature)
    for k in range(1, zones):
        zone_temperature[k] = dot(zone_output[k], modes) + dot(zone_feed[k], u)
    face_sources(
        face_table, face_temperature, zone_temperature, outdoor, wind,
        weather[hour, WIND_DIRECTION], at_hour(weather, hour, fraction, SKY),
        outdoor_heat, face_source, zone_heat,
    )  # fmt: skip
    u[GROUND_INPUT] = at_hour(weather, hour, fraction, GROUND)
    for k in range(1, zones):
        inflow = zone_air_flow(leakage[k], zone_temperature[k], outdoor, wind, weather[hour, PRESSURE])
        excess = inflow * DRY_AIR_SPECIFIC_HEAT - leakage[k, BASE]
        # taken for the temperature expected at the end of the interval, as on the faces: stable in any wind
        slope = excess * zone_response[k]
        vent_heat[k] = (excess * (outdoor - zone_temperature[k]) + slope * vent_heat[k]) / (1.0 + slope)
        zone_heat[k] += vent_heat[k]
        u[FIRST_ZONE_INPUT + k] = zone_heat[k]
    u[FIRST_ZONE_INPUT + zones + second_zone] = second_gain_share * gains[hour, RADIANT]
    u[FIRST_ZONE_INPUT + zones] = (1.0 - second_gain_share) * gains[hour, RADIANT]
    for i in range(faces):
        u[first_face + i] = face_source[i] + face_sun[hour, i]
    # what the conditioned zone and outdoor air add changes with every step and is added there
    air_heat, outdoor_before = u[FIRST_ZONE_INPUT], u[OUTDOOR_INPUT]
    u[FIRST_ZONE_INPUT] = u[OUTDOOR_INPUT] = 0.0
    hold[:] = 0.0
    add_product(u, inputs, hold)
    for k in range(zones):
        zone_static[k] = dot(zone_feed[k], u)
    u[FIRST_ZONE_INPUT], u[OUTDOOR_INPUT] = air_heat, outdoor_before
