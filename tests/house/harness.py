"""A plain stepping loop with ideal heating and cooling, to try an envelope without the engine."""

from dataclasses import dataclass
from math import exp

import numpy as np
from numba import njit

from cosim.house.envelope import Envelope
from cosim.physics.faces import face_sources
from cosim.physics.infiltration import BASE, zone_air_flow

AIR_HEAT = 1006.0
WARM_UP_HOURS = 240


@dataclass(frozen=True)
class Year:
    """Hourly means: load of the ideal plant (heating positive), W, and temperatures of all zones, K."""

    load: np.ndarray
    zones: np.ndarray
    residual: np.ndarray  # W, of each hour's heat balance

    @property
    def heating(self) -> float:
        return float(np.maximum(self.load, 0).sum() * 1e-6)

    @property
    def cooling(self) -> float:
        return float(np.maximum(-self.load, 0).sum() * 1e-6)


@njit
def at(values, hour, part):
    before = values[hour - 1] if hour > 0 else values[values.size - 1]
    return before + (values[hour] - before) * part


@njit
def live(eigenvalue, inputs, zone_output, face_output, zone_feed, face_feed, stored, loss_output, loss_input, face_sun,
         ground, convective, radiant, ventilation, leakage, table, dry_bulb, wind, direction, sky, pressure, heating,
         cooling, step, refresh, first, hours, start):  # fmt: skip
    n, k, f = eigenvalue.size, zone_output.shape[0], face_output.shape[0]
    m = inputs.shape[0]
    decay, gain = np.empty(n), np.empty(n)
    for i in range(n):
        decay[i] = exp(eigenvalue[i] * step)
        gain[i] = (decay[i] - 1.0) / eigenvalue[i]
    zone_gain = zone_feed[0, 2] + (zone_output[0] * gain * inputs[2]).sum()
    u = np.zeros(m)
    u[0], u[1] = dry_bulb[0], ground[0]
    z = -(u @ inputs) / eigenvalue
    # begin at a plausible room temperature: the uniform state T = start is sum of all outputs at outdoor = ground = start
    u[0], u[1] = start, start
    z = -(u @ inputs) / eigenvalue
    face_heat, zone_heat, outdoor_heat = np.zeros(f), np.zeros(k), np.zeros(table.outer_area.size)
    loads, zones, residual = np.zeros(8760), np.zeros((8760, k)), np.zeros(8760)
    per_hour = int(3600 / step)
    for count in range(hours):
        hour = (first + count) % 8760
        load_sum, zone_sum, scale = 0.0, np.zeros(k), 0.0
        balance = -(stored @ z)
        for s in range(per_hour):
            outdoor = at(dry_bulb, hour, (s + 0.5) / per_hour)
            zone_temperature = zone_output @ z + zone_feed @ u
            if s % refresh == 0:
                face_temperature = face_output @ z + face_feed @ u
                exterior = face_sources(table, face_temperature, zone_temperature, outdoor,
                                        at(wind, hour, (s + 0.5) / per_hour), direction[hour],
                                        at(sky, hour, (s + 0.5) / per_hour), outdoor_heat, face_heat, zone_heat)
            speed = at(wind, hour, (s + 0.5) / per_hour)
            for zone in range(k):
                flow = zone_air_flow(leakage[zone], zone_temperature[zone], outdoor, speed, pressure[hour])
                if zone == 0:
                    flow += ventilation[hour]
                u[2 + zone] = zone_heat[zone] + (flow * AIR_HEAT - leakage[zone, BASE]) * (outdoor - zone_temperature[zone])
            u[0], u[1] = outdoor, ground[hour]
            u[2] += convective[hour]
            u[2 + k] = radiant[hour]
            u[2 + 2 * k:] = face_heat + face_sun[hour]
            free = 0.0
            forcing = u @ inputs
            free = (zone_output[0] * (decay * z + gain * forcing)).sum() + (zone_feed[0] * u).sum()
            load = 0.0
            if free < heating[hour]:
                load = (heating[hour] - free) / zone_gain
            elif free > cooling[hour]:
                load = (cooling[hour] - free) / zone_gain
            u[2] += load
            forcing += load * inputs[2]
            # the loss is linear in the modes: its mean over the step from theirs
            mean = (gain * z + (gain - step) / eigenvalue * forcing) / step
            balance -= step * ((loss_output * mean).sum() + (loss_input * u).sum() + u[2:].sum())
            z = decay * z + gain * forcing
            load_sum += load / per_hour
            zone_sum += (zone_temperature + zone_output @ z + zone_feed @ u) / 2 / per_hour
        balance += stored @ z
        loads[hour], residual[hour] = load_sum, balance / 3600
        zones[hour] = zone_sum
    return loads, zones, residual


def run(envelope: Envelope, weather, *, heating=293.15, cooling=300.15, step=60.0, refresh=None, hours=8760) -> Year:
    """Live a year after ten days of warm-up; setpoints in K, one number or one an hour of the day."""
    def daily(values):
        return np.tile(np.broadcast_to(np.asarray(values, dtype=float), 24), 365)

    e, w = envelope, weather
    refresh = refresh or max(1, int(e.face_interval / step))
    args = (e.eigenvalue, e.input, e.zone_output, e.face_output, e.zone_feedthrough, e.face_feedthrough,
            e.stored_output, e.outdoor_loss_output, e.outdoor_loss_input, e.face_sun, e.ground_temperature,
            e.gain_convective, e.gain_radiant, e.ventilation, e.leakage, e.faces, w.dry_bulb, w.wind_speed,
            w.wind_direction, w.sky_infrared, w.pressure)  # fmt: skip
    return Year(*live(*args, daily(heating), daily(cooling), float(step), refresh, 8760 - WARM_UP_HOURS,
                      hours + WARM_UP_HOURS, 293.15))  # fmt: skip
