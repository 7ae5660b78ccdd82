"""The envelope's exact answer to what drives it through a step, and what ideal equipment adds to it."""

from typing import Any

from cosim.constants import DRY_AIR_SPECIFIC_HEAT
from cosim.envelope.columns import FIRST_ZONE_INPUT, OUTDOOR_INPUT
from cosim.flow.groups import Ducts, Inputs, Modes, Zones
from cosim.flow.marks import inlined
from cosim.flow.modes import dot, propagate, propagator


@inlined
def answer(
    step: Any, modes: Modes, inputs: Inputs, zones: Zones, ducts: Ducts, state: Any, controls: Any, parameters: Any,
    rates: Any,
) -> None:  # fmt: skip
    """Work out where this step's heat takes the modes and the air of the conditioned zones.

    Parameters
    ----------
    step : record
        On entry the heat to each air node, W; on return also the air temperatures at the end of the step, K.
    modes, inputs, zones, ducts
        On return ``modes.forcing`` and ``modes.ahead`` are those of this step.
    state, controls, parameters, rates
        Records of `cosim.flow.records`; `rates` gets infiltration and ideal heat, W.
    """
    forcing, held, drive = modes.forcing, modes.held, inputs.drive
    second_zone = parameters.second_zone
    inputs.value[OUTDOOR_INPUT] = step.outdoor
    outdoor, air_heat = step.outdoor, step.air_heat
    for i in range(forcing.size):
        forcing[i] = held[i] + drive[OUTDOOR_INPUT, i] * outdoor + drive[FIRST_ZONE_INPUT, i] * air_heat
    step.static = zones.static[0] + zones.feed[0, OUTDOOR_INPUT] * outdoor + zones.feed[0, FIRST_ZONE_INPUT] * air_heat
    for place in range(ducts.zone.size):
        if ducts.zone[place] > 0:
            duct_input = FIRST_ZONE_INPUT + int(ducts.zone[place])
            drive_by(modes, inputs, duct_input, ducts.heat[place])
            step.static += zones.feed[0, duct_input] * ducts.heat[place]
    step.second_static = 0.0
    if second_zone > 0:
        second_input = FIRST_ZONE_INPUT + second_zone
        drive_by(modes, inputs, second_input, step.second_heat)
        step.static += zones.feed[0, second_input] * step.second_heat
        step.second_static = (
            zones.static[second_zone]
            + zones.feed[second_zone, OUTDOOR_INPUT] * outdoor
            + zones.feed[second_zone, FIRST_ZONE_INPUT] * air_heat
            + zones.feed[second_zone, second_input] * step.second_heat
        )
    row = propagator(modes, step.dt)
    air = propagate(modes, zones.output, row) + step.static
    if step.dt > parameters.step + 1e-9:  # a long step: the air that leaks in follows the room's mean temperature
        shift = -0.5 * state.inflow * DRY_AIR_SPECIFIC_HEAT * (air - state.air)
        rates.infiltration_heat += shift
        add_to_air(step, modes, inputs, zones, second_zone, shift)
        air = propagate(modes, zones.output, row) + step.static
    if controls.ideal_heating == 1 or controls.ideal_cooling == 1:
        wanted = 0.0
        if controls.ideal_heating == 1 and air < controls.heating_setpoint:
            wanted = controls.heating_setpoint - air
        elif controls.ideal_cooling == 1 and air > controls.cooling_setpoint:
            wanted = controls.cooling_setpoint - air
        if wanted != 0.0:
            ideal = wanted / response(modes, inputs, zones, row)
            ideal = min(max(ideal, -parameters.ideal_cooling_capacity), parameters.ideal_heating_capacity)
            rates.ideal_heat = max(ideal, 0.0)
            rates.cooling_sensible += max(-ideal, 0.0)
            add_to_air(step, modes, inputs, zones, second_zone, ideal)
            air = propagate(modes, zones.output, row) + step.static
    inputs.value[FIRST_ZONE_INPUT] = step.air_heat
    step.air = step.second_air = air
    if second_zone > 0:
        step.second_air = dot(zones.output[second_zone], modes.ahead) + step.second_static


@inlined
def look_ahead(step: Any, modes: Modes, zones: Zones, second_zone: int, dt: float) -> None:
    """Fill ``modes.ahead`` and the air temperatures of `step` with those of `dt` seconds on, under this step's heat."""
    step.air = step.second_air = propagate(modes, zones.output, propagator(modes, dt)) + step.static
    if second_zone > 0:
        step.second_air = dot(zones.output[second_zone], modes.ahead) + step.second_static


@inlined
def drive_by(modes: Modes, inputs: Inputs, number: int, heat: float) -> None:
    """Add `heat`, W, of one input to what drives the modes through this step."""
    if heat != 0.0:
        for i in range(modes.forcing.size):
            modes.forcing[i] += inputs.drive[number, i] * heat


@inlined
def add_to_air(step: Any, modes: Modes, inputs: Inputs, zones: Zones, second_zone: int, heat: float) -> None:
    """Add `heat`, W, to what the air of the first zone gets in this step."""
    drive_by(modes, inputs, FIRST_ZONE_INPUT, heat)
    step.static += zones.feed[0, FIRST_ZONE_INPUT] * heat
    step.second_static += zones.feed[second_zone, FIRST_ZONE_INPUT] * heat
    step.air_heat += heat


@inlined
def response(modes: Modes, inputs: Inputs, zones: Zones, row: int) -> float:
    """Return by how much each watt to the first zone's air through the step warms it at the step's end, K/W."""
    found = zones.feed[0, FIRST_ZONE_INPUT]
    for i in range(modes.forcing.size):
        found += zones.output[0, i] * modes.gain[row, i] * inputs.drive[FIRST_ZONE_INPUT, i]
    return found
