"""What is held between two refreshes: sources on all faces, radiant gains, ground, and the air of the other zones.

Vents and leaks are brought up to date at every interval; the faces, which take ten times as long, where they are
expected to move a zone's air (`plan_hold`), and at every hour.
"""

from math import floor, sqrt
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
MOST_MOVED = 0.1  # K by which sources that are held for longer than one interval may move a zone's air
SUN_FOLLOWED = 0.5  # of what a change of sunlight moves it within an interval, by which other sources may follow
TREND = 0.5  # intervals by which sources go on as they went since the last refresh


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
        next refreshes, of the air and of all, s; `step` the gains of the other zones beyond those at 20 °C, W.
    """
    hour, fraction = step.hour, step.elapsed / HOUR
    weather, u = site.weather, inputs.value
    temperature = zones.temperature
    outdoor, wind = step.outdoor_began + step.outdoor_change * fraction, at_hour(weather, hour, fraction, WIND)
    count = temperature.size
    second_zone, second_gain_share = parameters.second_zone, parameters.second_gain_share
    step.elsewhere_sloped = 0.0
    faces.temperature[:] = 0.0
    add_product(modes.amplitude, faces.reading, faces.temperature)
    if faces.feed.shape[0] > 0:
        add_product(u, faces.feed, faces.temperature)
    read_zones(zones, modes, inputs, state)
    sky = at_hour(weather, hour, fraction, SKY)
    around = Surroundings(outdoor, wind, weather[hour, WIND_DIRECTION], sky)
    face_sources(
        faces.table, faces.temperature, temperature, around, faces.outdoor_heat, faces.film_heat, zones.response,
        faces.source, zones.heat,
    )  # fmt: skip
    intervals = plan_hold(faces, zones, step, state, parameters)
    u[GROUND_INPUT] = at_hour(weather, hour, fraction, GROUND)
    for k in range(1, count):
        ventilate(k, zones, step, outdoor, wind)
        sloped = site.gains[hour, FIRST_ZONE_GAIN + count + k] * (temperature[k] - SLOPE_FROM)
        step.elsewhere_sloped += sloped
        zones.heat[k] += zones.vent_heat[k] + site.gains[hour, FIRST_ZONE_GAIN + k] + sloped
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
    leak(zones, step, state, parameters, wind)
    state.refreshed_at, state.refresh_at = state.time, interval_ends(step, parameters, intervals)


@in_kernel(**FLOW_OPTIONS)
def refresh_air(zones: Zones, modes: Modes, inputs: Inputs, site: Site, step: Any, state: Any, parameters: Any) -> None:
    """Bring vents and leaks up to this instant, with all else as it is held.

    Parameters
    ----------
    zones, modes, inputs : groups of `cosim.flow.groups`
        Get the other zones' air leakage, and the heat that this adds to what is held.
    site : Site
        Weather.
    step, state, parameters
        Records of `cosim.flow.records`; `state` gets the leakage of the first zone without fans, kg/s.
    """
    fraction = step.elapsed / HOUR
    outdoor = step.outdoor_began + step.outdoor_change * fraction
    wind = at_hour(site.weather, step.hour, fraction, WIND)
    read_zones(zones, modes, inputs, state)
    for k in range(1, zones.temperature.size):
        before, place = zones.vent_heat[k], FIRST_ZONE_INPUT + k
        ventilate(k, zones, step, outdoor, wind)
        change = zones.vent_heat[k] - before
        zones.heat[k] += change
        inputs.value[place] = zones.heat[k]
        for i in range(modes.held.size):
            modes.held[i] += inputs.drive[place, i] * change
        for other in range(zones.static.size):
            zones.static[other] += zones.feed[other, place] * change
    leak(zones, step, state, parameters, wind)


@in_kernel(**FLOW_OPTIONS)
def read_zones(zones: Zones, modes: Modes, inputs: Inputs, state: Any) -> None:
    """Fill in the temperature of every zone's air as it is now."""
    zones.temperature[0] = state.air
    for k in range(1, zones.temperature.size):
        zones.temperature[k] = dot(zones.output[k], modes.amplitude) + dot(zones.feed[k], inputs.value)


@in_kernel(**FLOW_OPTIONS)
def ventilate(k: int, zones: Zones, step: Any, outdoor: float, wind: float) -> None:
    """Fill in the air that enters a zone by its vents, and the heat that it brings beyond the network's own."""
    temperature = zones.temperature[k]
    inflow = zone_air_flow(zones.leakage[k], temperature, outdoor, wind, step.pressure)
    zones.inflow[k] = inflow
    zones.saturated[k] = humidity_ratio_saturated(temperature, step.pressure)
    excess = inflow * DRY_AIR_SPECIFIC_HEAT - zones.leakage[k, BASE]
    # taken for the temperature expected at the end of the interval, as on the faces: stable in any wind
    slope = excess * zones.response[k]
    zones.vent_heat[k] = (excess * (outdoor - temperature) + slope * zones.vent_heat[k]) / (1.0 + slope)


@in_kernel(**FLOW_OPTIONS)
def leak(zones: Zones, step: Any, state: Any, parameters: Any, wind: float) -> None:
    """Set the first zone's leakage, kg/s, what wind does at its windows, and when this is due again, s."""
    state.natural = zone_air_flow(zones.leakage[0], state.air, step.outdoor, wind, step.pressure)
    state.airing_wind = parameters.airing_wind_factor * wind * wind
    state.air_refresh_at = interval_ends(step, parameters, 1.0)


@in_kernel
def interval_ends(step: Any, parameters: Any, intervals: float) -> float:
    """Return when so many intervals of the hour's grid are over, s."""
    interval = parameters.face_interval
    return float(step.hour_began + (floor(step.elapsed / interval + 1e-9) + intervals) * interval)


@in_kernel(**FLOW_OPTIONS)
def plan_hold(faces: Faces, zones: Zones, step: Any, state: Any, parameters: Any) -> float:
    """Return for how many intervals, at most to the end of the hour, the sources on faces are held; let them go on.

    Parameters
    ----------
    faces, zones : groups of `cosim.flow.groups`
        ``faces.source`` and ``zones.heat`` as they are now; on return they are ahead by their trend.
    step, state, parameters
        Records of `cosim.flow.records`.

    Notes
    -----
    How far they moved a zone's air since the last refresh tells how far they will: as their change and the time in
    which it acts both grow with the time for which they are held, by its square. What a new hour's sunlight moves is
    added. Held sources lag behind, on average by half the time; so they are taken as they will be half an interval
    on, unless a refresh out of turn tells that something outside has changed at once.
    """
    source, source_before, heat_before = faces.source, faces.source_before, zones.heat_before
    interval, since = parameters.face_interval, state.time - state.refreshed_at
    intervals, ahead = 1.0, 0.0
    if parameters.most_intervals > 1.0 and interval - 1e-6 <= since <= HOUR + 1e-6:
        passed, begins = floor(step.elapsed / interval + 1e-9), step.elapsed < 1e-6
        rate = 0.0
        for k in range(zones.heat.size):
            response = zones.face_response[k]
            moved, by_sun = zones.response[k] * (zones.heat[k] - heat_before[k]), 0.0
            for i in range(source.size):
                moved += response[i] * (source[i] - source_before[i])
            if begins:
                for i in range(source.size):
                    by_sun += response[i] * (faces.sun[step.hour, i] - faces.sun[step.hour - 1, i])
            rate = max(rate, abs(moved) * interval / since + SUN_FOLLOWED * abs(by_sun))
        most = min(floor(HOUR / interval + 1e-9) - passed, parameters.most_intervals)
        intervals = max(min(floor(sqrt(MOST_MOVED / max(rate, 1e-9))), most), 1.0)
        ahead = min(TREND * intervals * interval / since, TREND)
    for i in range(source.size):
        now = source[i]
        source[i] += ahead * (now - source_before[i])
        source_before[i] = now
    for k in range(zones.heat.size):
        now = zones.heat[k]
        zones.heat[k] += ahead * (now - heat_before[k])
        heat_before[k] = now
    return intervals
