"""What sets a compressor's speed beside the thermostat's demand: its second stage, its oil, and the limits it meets."""

import simpy

from cosim.house.layout import Compressor, Guard
from cosim.processes.heat_pump import HeatPump
from cosim.processes.types import Process

HELD, FREE = 0.99, 0.90  # shares of the speed that a limit leaves at which it begins and ceases to hold


def stage(unit: HeatPump) -> Process:
    """Take the second stage when the first is not enough, by time or by the room, until the compressor stops."""
    while True:
        yield unit.idle.becomes(False)
        yield unit.idle.also_wakes(_falls_behind(unit, within=unit.how.second_stage_delay))
        if not unit.idle.on:
            with unit.log.during("second stage"):
                unit.second_stage.set(True)
                yield unit.idle.becomes(True)
            unit.second_stage.set(False)


def _falls_behind(unit: HeatPump, *, within: float) -> simpy.Event:
    """Return the room's moving on outside the band while the first stage runs, or the end of `within` s."""
    house, droop = unit.env.house, unit.how.second_stage_droop
    if house.controls.heating_side:
        house.watch(Guard.FIRST_STAGE_COLD, house.threshold(Guard.TOO_COLD) - droop)
        return unit.env.crossing(Guard.FIRST_STAGE_COLD, within=within)
    house.watch(Guard.FIRST_STAGE_WARM, house.threshold(Guard.TOO_WARM) + droop)
    return unit.env.crossing(Guard.FIRST_STAGE_WARM, within=within)


def bring_back_oil(unit: HeatPump) -> Process:
    """Run faster for some minutes after long slow running, as the board does to bring the oil back."""
    env, plan = unit.env, unit.model.oil_return
    env.house.watch(Guard.OIL_AWAY, plan.after)
    while True:
        yield env.crossing(Guard.OIL_AWAY)
        with unit.log.during("oil return"):
            env.house.controls.speed_floor = plan.speed
            yield unit.idle.becomes(True, within=plan.lasts)
            env.house.controls.speed_floor = 0.0
        env.house.oil_is_back()  # a stop ends it as well, and it is not made up for


def watch_limits(unit: HeatPump) -> Process:
    """Log while the compressor would run faster, did not the cold or a pressure forbid it."""
    env = unit.env
    env.house.watch(Guard.SPEED_HELD, HELD)
    env.house.watch(Guard.SPEED_FREE, FREE)
    while True:
        yield env.crossing(Guard.SPEED_HELD)
        heats = env.house.controls.compressor == Compressor.HEATING
        reason = unit.model.held_by("heating" if heats else "cooling", env.house.outdoor_temperature)
        with unit.log.during(f"speed held down: {reason}"):
            yield env.crossing(Guard.SPEED_FREE)
