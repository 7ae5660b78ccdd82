"""The vapour-compression cycle: conservation, the second law, a calculation by hand with CoolProp, and limits."""

from dataclasses import replace

import numpy as np
import pytest

from cosim.refrigerants.cycle import solve, solve_along
from cosim.refrigerants.equations import NotConverged
from cosim.refrigerants.model import Circuit, Compressor, Limits, Points
from cosim.refrigerants.names import REFRIGERANTS
from cosim.refrigerants.properties import property_table

COMPRESSOR = Compressor(displacement=28e-6, efficiency=0.7, best_speed=55.0)
CIRCUIT = Circuit(
    evaporator_conductance=1100.0, condenser_conductance=750.0, rated_speed=60.0, reference_dew=273.15
)  # fmt: skip
LIMITS = Limits(condensing_pressure=4.0e6, evaporating_temperature=223.15)


def points(evaporator=(-25, 20), condenser=(12, 28), speed=(20, 100), n=4, frost=0.0):
    axes = [np.linspace(*span, n) for span in (evaporator, condenser, speed)]
    outdoor, room, turning = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    fan = (turning / 60.0) ** 0.4
    return Points(
        evaporator_air=outdoor + 273.15,
        condenser_air=room + 273.15,
        speed=turning,
        evaporator_capacity_rate=1.8 * 1009 * fan,
        condenser_capacity_rate=0.7 * 1015 * fan,
        evaporator_flow=fan,
        condenser_flow=fan,
        frost_resistance=np.full_like(fan, frost),
    )


# R-134a runs at half the pressures for which compressor and limits here are sized
@pytest.fixture(params=[name for name in REFRIGERANTS if name != "R-134a"])
def table(request):
    return property_table(request.param)


@pytest.fixture(params=[False, True], ids=["one stage", "vapor injection"])
def compressor(request, table):
    larger = 1.7 if table.name == "R-290" else 1.0
    return replace(COMPRESSOR, vapor_injection=request.param, displacement=larger * COMPRESSOR.displacement)


def limits(table):
    return replace(LIMITS, condensing_pressure=0.8 * np.exp(table.high))


def test_energy_is_conserved_on_every_side(table, compressor):
    at = points()
    state = solve(table, compressor, CIRCUIT, at, limits=limits(table))
    gained = state.evaporator_heat + state.work - state.shell_heat
    assert state.condenser_heat == pytest.approx(gained, rel=1e-9)
    # refrigerant to air, through the surface
    to_surface = state.effectiveness * at.evaporator_capacity_rate
    assert state.evaporator_heat == pytest.approx(
        to_surface * (at.evaporator_air - state.surface_temperature), rel=1e-9
    )
    # electricity
    electricity = state.work * (1 + compressor.drive_loss) + compressor.drive_power
    assert state.compressor_power == pytest.approx(electricity, rel=1e-12)


def test_a_hot_shell_takes_heat_from_the_room_and_most_of_it_where_there_is_little(table, compressor):
    at = points()
    lossy = replace(compressor, shell_conductance=3.0)
    tight, state = (solve(table, each, CIRCUIT, at, limits=limits(table)) for each in (compressor, lossy))
    gained = state.evaporator_heat + state.work - state.shell_heat
    assert state.condenser_heat == pytest.approx(gained, rel=1e-9)
    through_shell = state.shell_heat - state.work * lossy.shell_loss
    assert through_shell == pytest.approx(3.0 * (state.discharge_temperature - state.evaporating), rel=1e-9)
    free = np.isclose(tight.speed, at.speed) & np.isclose(state.speed, at.speed)  # of limits
    assert free.sum() > 5
    heat = tight.condenser_heat[free]
    kept = state.condenser_heat[free] / heat
    assert np.all(kept < 1.0)
    smallest, largest = np.argmin(heat), np.argmax(heat)
    assert kept[smallest] < kept[largest]


def test_in_cooling_the_shell_warms_the_air_that_leaves_the_condenser(table, compressor):
    cooling = replace(CIRCUIT, heats=False)
    state = solve(table, replace(compressor, shell_conductance=3.0), cooling, points(), limits=limits(table))
    through_shell = state.shell_heat - state.work * compressor.shell_loss
    assert through_shell == pytest.approx(3.0 * (state.discharge_temperature - state.condensing), rel=1e-9)


def test_the_second_law_holds(table, compressor):
    state = solve(table, compressor, CIRCUIT, points(), limits=limits(table))
    lift = state.condensing - state.evaporating
    assert np.all(state.condenser_heat / state.work < state.condensing / lift)
    assert np.all(state.surface_temperature > state.evaporating - 2.0)
    assert np.all(state.condensing > points().condenser_air)


def test_capacity_falls_in_the_cold_and_rises_with_speed(table, compressor):
    heat = solve(table, compressor, CIRCUIT, points(), limits=limits(table)).condenser_heat.reshape(4, 4, 4)
    assert np.all(np.diff(heat, axis=0) > 0)
    assert np.all(np.diff(heat, axis=2) > 0)


def test_a_plain_cycle_agrees_with_coolprop_step_by_step():
    from CoolProp.CoolProp import PropsSI

    compressor = replace(COMPRESSOR, volumetric_leak=0.0, drive_loss=0.0, drive_power=0.0)
    circuit = replace(CIRCUIT, suction_drop=0.0, valve_leak=0.0, valve_conductance=0.0)
    at = points(evaporator=(0, 1), condenser=(20, 21), speed=(50, 51), n=2)
    state = solve(property_table("R-32"), compressor, circuit, at)
    for k in range(at.speed.size):
        low = PropsSI("P", "T", state.evaporating[k], "Q", 1, "R32")
        high = PropsSI("P", "T", state.condensing[k], "Q", 1, "R32")
        suction = {
            name: PropsSI(name, "P", low, "T", state.evaporating[k] + circuit.superheat, "R32") for name in "HSD"
        }
        ratio = high / low
        flow = (0.98 - 0.03 * (ratio - 1) ** 0.9) * compressor.displacement * at.speed[k] * suction["D"]
        away, fast = np.log(ratio / 2.7), np.log(at.speed[k] / 55)
        efficiency = 0.7 / (1 + 0.2 * away**2 * (1.3 if away < 0 else 1)) / (1 + 0.1 * fast**2)
        work = (PropsSI("H", "P", high, "S", suction["S"], "R32") - suction["H"]) / efficiency
        liquid = PropsSI("H", "P", high, "T", PropsSI("T", "P", high, "Q", 0, "R32") - circuit.subcooling, "R32")
        assert state.mass_flow[k] == pytest.approx(flow, rel=1e-4)
        assert state.work[k] == pytest.approx(flow * work, rel=2e-4)
        assert state.evaporator_heat[k] == pytest.approx(flow * (suction["H"] - liquid), rel=2e-4)
        discharge = PropsSI("T", "P", high, "H", suction["H"] + 0.95 * work, "R32")
        assert state.discharge_temperature[k] == pytest.approx(discharge, abs=0.05)


def test_speed_is_found_for_a_heat(table):
    at = points(n=3)
    state = solve(table, COMPRESSOR, CIRCUIT, at)
    wrong = replace(at, speed=np.full_like(at.speed, 55.0))
    again = solve(table, COMPRESSOR, CIRCUIT, wrong, condenser_heat=state.condenser_heat)
    assert again.speed == pytest.approx(at.speed, rel=1e-5)


def test_vapor_injection_adds_heat_most_in_the_cold():
    at = points(condenser=(20, 21), speed=(60, 61))
    table = property_table("R-410A")
    plain = solve(table, COMPRESSOR, CIRCUIT, at).condenser_heat
    injected = solve(table, replace(COMPRESSOR, vapor_injection=True), CIRCUIT, at).condenser_heat
    gain = (injected / plain).reshape(4, 4, 4)[:, 0, 0]
    assert np.all(gain > 1.0)
    assert gain[0] > gain[-1] + 0.05


def test_leaks_and_frost_cost_heat(table):
    at = points(n=3)
    heat = solve(table, COMPRESSOR, CIRCUIT, at).condenser_heat
    leaky = solve(table, COMPRESSOR, replace(CIRCUIT, valve_leak=0.1), at).condenser_heat
    frosted = solve(table, COMPRESSOR, CIRCUIT, replace(at, frost_resistance=np.full_like(heat, 1e-3))).condenser_heat
    assert np.all(leaky < 0.97 * heat)
    assert np.all(frosted < heat)


def test_a_leaking_valve_loses_no_energy_where_liquid_cools_the_discharge(table, compressor):
    circuit = replace(CIRCUIT, valve_leak=0.2)
    state = solve(table, compressor, circuit, points(evaporator=(-25, 0)), limits=limits(table))
    if table.name in ("R-32", "R-454B", "R-410A"):
        assert np.any(state.discharge_temperature > compressor.discharge_limit - 1.0), "some of it is cooled"
    gained = state.evaporator_heat + state.work - state.shell_heat
    assert state.condenser_heat == pytest.approx(gained, rel=1e-9)
    # gas that leaks back is no hotter than it left the compressor
    assert np.all(state.evaporating + state.suction_superheat < compressor.discharge_limit)


@pytest.mark.parametrize("name", ["pressure_ratio", "compressor_power"])
def test_pressure_ratio_and_current_have_limits(table, compressor, name):
    free = solve(table, compressor, CIRCUIT, points(), limits=limits(table))
    asked = getattr(free, name)
    greatest = float(np.quantile(asked, 0.6))
    held = solve(table, compressor, CIRCUIT, points(), limits=replace(limits(table), **{name: greatest}))
    slow = points().speed * 0.1001  # no limit slows it down further
    assert np.all((getattr(held, name) < greatest * (1.0 + 1e-6)) | (held.speed <= slow))
    far = asked < 0.9 * greatest
    assert held.speed[far] == pytest.approx(free.speed[far], rel=1e-9)
    assert np.all(held.speed[asked > greatest] < 0.999 * free.speed[asked > greatest])


def test_the_discharge_stays_below_its_limit(table):
    cold = points(evaporator=(-33, -20))
    state = solve(table, COMPRESSOR, CIRCUIT, cold, limits=limits(table))
    assert np.all(state.discharge_temperature < COMPRESSOR.discharge_limit + 1e-3)


def test_gas_too_hot_between_the_stages_takes_liquid_and_no_energy_is_lost():
    compressor = replace(COMPRESSOR, vapor_injection=True, efficiency=0.36)
    at = points(evaporator=(-36, -28), condenser=(18, 22), speed=(20, 40))
    state = solve(property_table("R-32"), compressor, CIRCUIT, at)
    assert state.condenser_heat == pytest.approx(state.evaporator_heat + state.work - state.shell_heat, rel=1e-9)
    assert np.all(state.discharge_temperature < compressor.discharge_limit + 1e-3)
    # without a state beyond the property table, whose edge would cap the work: it goes on rising with the lift
    work = (state.work / state.mass_flow).reshape(4, 4, 4)
    assert np.all(np.diff(work, axis=0) < 0)
    assert np.all(np.diff(work, axis=1) > 0)


def test_states_at_an_evaporating_temperature_are_those_of_the_air_that_makes_it(table, compressor):
    at = points(n=3)
    whole = solve(table, compressor, CIRCUIT, at)
    blind = replace(at, evaporator_air=np.full_like(at.speed, 300.0), frost_resistance=np.full_like(at.speed, 1e-3))
    state, solved = solve_along(table, compressor, CIRCUIT, blind, whole.evaporating)
    assert np.all(solved)
    for name in ("condenser_heat", "evaporator_heat", "work", "wall_temperature", "discharge_temperature"):
        assert getattr(state, name) == pytest.approx(getattr(whole, name), rel=1e-5), name


def test_the_compressor_slows_down_before_a_limit():
    hot = points(evaporator=(20, 30), condenser=(40, 52), speed=(60, 100))
    table = property_table("R-410A")
    state = solve(table, COMPRESSOR, CIRCUIT, hot, limits=LIMITS)
    assert np.all(state.condensing_pressure < 1.0001 * LIMITS.condensing_pressure)
    assert np.any(state.speed < 0.9 * hot.speed)


def test_far_from_a_limit_nothing_is_held_back():
    mild = points(condenser=(12, 20), speed=(20, 60))
    table = property_table("R-410A")
    held = solve(table, COMPRESSOR, CIRCUIT, mild, limits=LIMITS)
    assert held.speed == pytest.approx(mild.speed, rel=1e-12)
    assert held.condenser_heat == pytest.approx(solve(table, COMPRESSOR, CIRCUIT, mild).condenser_heat, rel=1e-9)


def test_what_the_table_does_not_hold_is_an_error():
    with pytest.raises(NotConverged, match="R-410A: no steady state"):
        solve(property_table("R-410A"), COMPRESSOR, CIRCUIT, points(condenser=(70, 80)))


def test_head_pressure_is_kept_in_mild_weather():
    table = property_table("R-410A")
    at = points(evaporator=(25, 30), condenser=(12, 14), speed=(20, 30))
    state = solve(table, COMPRESSOR, CIRCUIT, at)
    ratio = state.condensing_pressure / np.exp(table.log_pressure_dew(state.evaporating))
    assert np.all(ratio > 1.2 - 1e-6)
    assert np.all(state.work > 0)
