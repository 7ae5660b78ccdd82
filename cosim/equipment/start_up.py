"""How long a machine takes to reach its capacity: the lag with which a cyclic test gives the stated coefficient C_D."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cosim import array_cache
from cosim.config.equipment import HeatPumpConfig
from cosim.constants import FREEZING
from cosim.equipment.heat_pump import HeatPumpModel, StartUp
from cosim.equipment.machine import MODES, Mode
from cosim.equipment.ratings.rating import kind_of
from cosim.errors import Fault, InvalidInput
from cosim.physics.start_up import SINGLE_SPEED, VARIABLE_SPEED, Interval, Power, Rest, degradation
from cosim.units import to_si

LONGEST_LAG = 3600.0  # s, with which nothing comes of a start
REST = {"valve": Rest(180.0, 600.0), "orifice": Rest(60.0, 180.0)}
"""By what meters the refrigerant. Judgements: a valve that shuts tight keeps the pressures apart for ten minutes and
more, an orifice or a bleed port lets them meet within two or three, and liquid follows."""
# heating and cooling
DEFAULTS = {
    ("single", "valve"): (0.11, 0.07),
    ("single", "orifice"): (0.20, 0.20),
    ("two", "valve"): (0.11, 0.11),
    ("two", "orifice"): (0.20, 0.20),
    ("variable", "valve"): (0.24, 0.25),
    ("variable", "orifice"): (0.24, 0.25),
}
"""NREL's residential models (BEopt, ResStock, OpenStudio-HPXML to 2023: get_c_d_heating, get_c_d_cooling, after Cutler
et al. 2013): single speed 0.11 and 0.07, of machines below HSPF 7 or SEER 13 0.20; two speeds 0.11; any speed 0.24 and
0.25. Machines of before 2006 have an orifice or a bleed port as a rule. Beside them stand 0.10 from SEER 13 and 0.20 to
SEER 12 of RESNET's model (resdx), and the standard's own values for untested machines, 0.25 in heating, 0.20 and 0.25
in cooling."""


@dataclass(frozen=True)
class CyclicConditions:
    """Conditions of a cyclic test: temperatures, K, compressor speed, 1/s, and times."""

    name: str
    outdoor: float
    outdoor_wet: float
    indoor: float
    speed: float
    interval: Interval


def conditions(model: HeatPumpModel, mode: Mode, kind: Literal["single", "two", "variable"] | str) -> CyclicConditions:
    """Return the conditions of AHRI 210/240 for a machine's cyclic test at its lowest speed.

    Cooling with a dry coil at 82 °F (C and D), of a variable speed at 67 °F (G and I); heating at 47 °F (H1 and H1C).
    """
    variable = kind == "variable"
    interval = VARIABLE_SPEED if variable else SINGLE_SPEED
    if mode == "heating":
        outdoor, speed, name = _kelvin(47.0), model.speed_min, "H1C"
        table, speeds = model.heating, model.heating_range
    else:
        outdoor, speed, name = _kelvin(67.0 if variable else 82.0), model.cooling_speed_min, "I" if variable else "D"
        table, speeds = model.cooling, model.cooling_range
    if variable:
        assert table is not None
        speed = float(np.interp(outdoor, table.axis(int(mode == "cooling")), speeds[0]))
    if kind == "two":
        name += " low"
    wet, indoor = (_kelvin(43.0), _kelvin(70.0)) if mode == "heating" else (FREEZING, _kelvin(80.0))
    return CyclicConditions(name, outdoor, wet, indoor, speed, interval)


def _kelvin(fahrenheit: float) -> float:
    return float(to_si(fahrenheit, "temperature", "f"))


def start_up(config: HeatPumpConfig, model: HeatPumpModel) -> StartUp:
    """Return the lags with which cyclic tests give a machine's degradation coefficients.

    Raises
    ------
    InvalidInput
        Where a stated coefficient is below what the indoor fan's run after each stop costs alone.
    """
    cycling, kind = config.cycling, kind_of(config)
    rest, lags, faults = REST[cycling.expansion], {"heating": 0.0, "cooling": 0.0}, []
    for number, mode in enumerate(MODES):
        if getattr(model, mode) is None:
            continue
        if cycling.start_time_constant is not None:
            lags[mode] = cycling.start_time_constant
            continue
        stated = getattr(cycling.degradation, mode)
        wanted = DEFAULTS[kind, cycling.expansion][number] if stated is None else stated
        test = conditions(model, mode, kind)
        steady = _steady(model, mode, test)
        delay = min(cycling.fan_off_delay, cycling.minimum_off)
        lowest = degradation(0.0, steady, rest, test.interval, delay, heats=mode == "heating")
        if lowest < wanted:
            lags[mode] = _lag(wanted, steady, rest, test.interval, delay, heats=mode == "heating")
        elif stated is not None and lowest - stated > 1e-4:
            faults.append(Fault(
                f"{config.name}: cycling.degradation.{mode}",
                f"{stated:g} is less than the {lowest:.3f} that the indoor fan's {delay:.0f} s after a stop cost alone",
                "state that or more, or a shorter fan_off_delay",
            ))  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    return StartUp(lags["heating"], lags["cooling"], rest)


def _lag(wanted: float, steady: Power, rest: Rest, interval: Interval, delay: float, *, heats: bool) -> float:
    """Return the lag, s, with which a cyclic test gives the degradation that is wanted."""
    text = f"{wanted} {steady} {rest} {interval} {delay} {heats}"
    name = f"lag-{array_cache.key(text, ('physics/start_up.py', 'equipment/start_up.py'))}"
    kept = array_cache.read(name)
    if kept is None:
        from scipy.optimize import brentq  # takes long to import

        def excess(lag: float) -> float:
            return degradation(lag, steady, rest, interval, delay, heats=heats) - wanted

        kept = {"lag": np.array([brentq(excess, 0.0, LONGEST_LAG, xtol=1e-3)])}
        array_cache.write(name, kept)
    return float(kept["lag"][0])


def stated_degradation(config: HeatPumpConfig, mode: Mode) -> tuple[float | None, str]:
    """Return the coefficient that a machine's start is calibrated to, and where it comes from."""
    cycling = config.cycling
    if cycling.start_time_constant is not None:
        return None, "by its start_time_constant"
    stated = getattr(cycling.degradation, mode)
    if stated is not None:
        return float(stated), "stated"
    kind = kind_of(config)
    return DEFAULTS[kind, cycling.expansion][int(mode == "cooling")], f"default of {kind} speed, {cycling.expansion}"


def _steady(model: HeatPumpModel, mode: Mode, test: CyclicConditions) -> Power:
    table = getattr(model, mode)
    air = (test.outdoor, test.indoor) if mode == "heating" else (test.indoor, test.outdoor)
    point = table.at(*air, test.speed)
    power = float(point.compressor_power) + float(point.outdoor_fan_power)
    after, _ = indoor_air_at_rated_speed(model)
    return Power(float(point.capacity), power, float(point.indoor_fan_power), after)


def indoor_air_at_rated_speed(unit: HeatPumpModel) -> tuple[float, float]:
    """Return power, W, and flow of dry air, kg/s, of the indoor fan at the compressor's rated speed."""
    table, speed = (unit.heating, unit.speed_rated) if unit.heating else (unit.cooling, unit.cooling_speed_rated)
    assert table is not None
    point = table.at(table.axis(0)[-1], table.axis(1)[0], np.array(speed))
    return float(point.indoor_fan_power), float(point.indoor_air_flow)
