"""What is held between two refreshes: sources on all faces, radiant gains, ground, and the air of the other zones."""

from math import floor
from typing import Any

import numpy as np

from cosim.constants import DRY_AIR_SPECIFIC_HEAT, HOUR
from cosim.envelope.columns import (
    FIRST_ZONE_GAIN,
    FIRST_ZONE_INPUT,
    GROUND,
    GROUND_INPUT,
    OUTDOOR_INPUT,
    SKY,
    WIND,
    WIND_DIRECTION,
)
from cosim.flow.groups import Faces, Inputs, Modes, Site, Zones
from cosim.flow.marks import FLOW_OPTIONS, in_kernel
from cosim.flow.modes import add_product, dot
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.faces import Surroundings, face_sources
from cosim.physics.infiltration import BASE, zone_air_flow

SLOPE_FROM = 293.15  # K, temperature at which gains that depend on it are as stated


@in_kernel
def hourly_profile(series: np.ndarray, hour: int, column: int) -> tuple[float, float]:
    """Return an hour-ending series at the beginning of hour `hour`, and its change; the year closes on itself."""
    before = series[hour - 1, column]  # index -1 is the year's last hour
    return before, series[hour, column] - before


@in_kernel
def at_hour(series: np.ndarray, hour: int, fraction: float, column: int) -> float:
    """Interpolate an hour-ending series at `fraction` of hour `hour`, the year closing on itself."""
    before, change = hourly_profile(series, hour, column)
    return before + change * fraction


@in_kernel(**FLOW_OPTIONS)
def refresh(
    faces: Faces, zones: Zones, modes: Modes, inputs: Inputs, site: Site, step: Any, state: Any, parameters: Any
) -> None:
    """Bring all that is held between refreshes up to this instant: faces, stars, ground, the other zones' air, leaks.

    Parameters
    ----------
    faces, zones, modes, inputs : groups of `cosim.flow.groups`
        Filled: faces and zones, what drives the modes beside outdoor and room air, and the air that leaks in.
    site : Site
        Weather and gains.
    step, state, parameters
        Records of `cosim.flow.records`; `state` gets the leakage of the first zone without fans, kg/s, and the
        next refresh, s; `step` the gains of the other zones beyond those at 20 °C, W.
    """
    hour, fraction = step.hour, step.elapsed / HOUR
    weather, u = site.weather, inputs.value
    temperature, leakage = zones.temperature, zones.leakage
    outdoor, wind = step.outdoor_began + step.outdoor_change * fraction, at_hour(weather, hour, fraction, WIND)
    count = temperature.size
    second_zone, second_gain_share = parameters.second_zone, parameters.second_gain_share
    step.elsewhere_sloped = 0.0
    faces.temperature[:] = 0.0
    add_product(modes.amplitude, faces.reading, faces.temperature)
    if faces.feed.shape[0] > 0:
        add_product(u, faces.feed, faces.temperature)
    temperature[0] = state.air
    for k in range(1, count):
        temperature[k] = dot(zones.output[k], modes.amplitude) + dot(zones.feed[k], u)
    sky = at_hour(weather, hour, fraction, SKY)
    around = Surroundings(outdoor, wind, weather[hour, WIND_DIRECTION], sky)
    face_sources(
        faces.table, faces.temperature, temperature, around, faces.outdoor_heat, faces.film_heat, zones.response,
        faces.source, zones.heat,
    )  # fmt: skip
    u[GROUND_INPUT] = at_hour(weather, hour, fraction, GROUND)
    for k in range(1, count):
        inflow = zone_air_flow(leakage[k], temperature[k], outdoor, wind, step.pressure)
        zones.inflow[k] = inflow
        zones.saturated[k] = humidity_ratio_saturated(temperature[k], step.pressure)
        excess = inflow * DRY_AIR_SPECIFIC_HEAT - leakage[k, BASE]
        # taken for the temperature expected at the end of the interval, as on the faces: stable in any wind
        slope = excess * zones.response[k]
        vent_heat = (excess * (outdoor - temperature[k]) + slope * zones.vent_heat[k]) / (1.0 + slope)
        zones.vent_heat[k] = vent_heat
        sloped = site.gains[hour, FIRST_ZONE_GAIN + count + k] * (temperature[k] - SLOPE_FROM)
        step.elsewhere_sloped += sloped
        zones.heat[k] += vent_heat + site.gains[hour, FIRST_ZONE_GAIN + k] + sloped
        u[FIRST_ZONE_INPUT + k] = zones.heat[k]
    u[FIRST_ZONE_INPUT + count + second_zone] = second_gain_share * step.radiant
    u[FIRST_ZONE_INPUT + count] = (1.0 - second_gain_share) * step.radiant
    first_face = FIRST_ZONE_INPUT + 2 * count
    for i in range(faces.source.size):
        u[first_face + i] = faces.source[i] + faces.sun[hour, i]
    # what the conditioned zone and outdoor air add changes with every step and is added there
    air_heat, outdoor_before = u[FIRST_ZONE_INPUT], u[OUTDOOR_INPUT]
    u[FIRST_ZONE_INPUT] = u[OUTDOOR_INPUT] = 0.0
    modes.held[:] = 0.0
    add_product(u, inputs.drive, modes.held)
    for k in range(count):
        zones.static[k] = dot(zones.feed[k], u)
    u[FIRST_ZONE_INPUT], u[OUTDOOR_INPUT] = air_heat, outdoor_before
    state.natural = zone_air_flow(leakage[0], state.air, step.outdoor, wind, step.pressure)
    state.airing_wind = parameters.airing_wind_factor * wind * wind
    interval = parameters.face_interval
    state.refresh_at = step.hour_began + (floor(step.elapsed / interval + 1e-9) + 1.0) * interval
