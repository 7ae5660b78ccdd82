"""What faults do to a machine in steady state, against published correlations and the laws of gases and of energy."""

from dataclasses import replace

import numpy as np
import pytest

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.calibration.calibrate import resolved
from cosim.equipment.condition import ATMOSPHERE, GAS_SPACE, NO_LIMITS, Condition, faulty
from cosim.equipment.library import read_machine
from cosim.equipment.machine import Mode, machine
from cosim.equipment.performance import Steady, room_air, steady

FREEZING = 273.15
RATED = {"heating": 281.483, "cooling": 308.15}
# gross capacity and power over the charge's deviation f by NIST TN 1848, equation 2, in °C: of each mode and side
DOMANSKI = {
    ("heating", -1): ((-0.0339, 0.0, 0.0203, -2.6226), (0.0616, 0.0, 0.00446, -0.2599)),
    ("heating", +1): ((-0.00295, 0.0, 0.00074, -0.0064), (-0.0594, 0.0, 0.0159, 1.887)),
    ("cooling", -1): ((-0.946, 0.0493, -0.00118, -1.15), (-0.313, 0.0115, 0.00266, -0.116)),
    ("cooling", +1): ((-0.163, 0.0114, -0.00021, -0.140), (0.219, -0.0050, 0.00099, 0.284)),
}
ROOM = {"heating": 21.11, "cooling": 26.67}
# capacity and energy input ratio over the share of air flow: Cutler et al., NREL/TP-5500-56354, residential split units
CUTLER = {
    "heating": ((0.694045465, 0.474207981, -0.168253446), (2.185418751, -1.942827919, 0.757409168)),
    "cooling": ((0.718664047, 0.41797409, -0.136638137), (1.143487507, -0.13943972, -0.004047787)),
}
# 1 + F (c1 + c2 T_wet/273.15 + c3 T_outdoor/273.15 + c4 F + c5 F^2 + c6 COP): Cheung and Braun, NREL/SR-5500-65030;
# capacity and energy input ratio, each with the largest deviation of its own data (tables D-6, D-9, D-11)
CHEUNG = {
    "outdoor_airflow": (
        ((-2.2162, 5.6315, -3.1199, 0.22492, -0.76245, -0.072843), 0.06),
        ((-5.9806, 0.9479, 4.3816, -1.0667, 2.9142, 0.090476), 0.16),
    ),
    "noncondensables": (
        ((-1.952, 3.8946, -1.6685, -0.044405, -0.015189, -0.062296), 0.06),
        ((2.4648, -3.1898, 1.0582, 0.040316, -0.000329, -0.038164), 0.03),
    ),
    "restriction": (
        ((-1.0205, -3.2899, 3.66, -1.9118, 0.031398, 0.064409), 0.07),
        ((1.4031, 3.7922, -5.343, 3.0229, 1.6979, 0.12159), 0.05),
    ),
}
WET_BULB, OUTDOOR, COP = 292.594, 308.15, 4.2


@pytest.fixture(scope="module")
def machines():
    return {name: resolved(read_machine(name)) for name in ("single-speed-3ton", "ccashp-3ton")}


def run(config: HeatPumpConfig, mode: Mode, condition: Condition, outdoor: float | None = None) -> Steady:
    """Run a machine at rated speed, whatever limits of pressure it has."""
    unit = faulty(machine(config, mode), condition)
    unit = replace(unit, limits=NO_LIMITS)
    if unit.rightly_charged is not None:
        unit = replace(unit, rightly_charged=replace(unit.rightly_charged, limits=NO_LIMITS))
    return steady(unit, np.array([outdoor or RATED[mode]]), np.array([unit.operation.rated_speed]))


def ratios(
    config: HeatPumpConfig, mode: Mode, condition: Condition, outdoor: float | None = None
) -> tuple[float, float]:
    """Return gross capacity and compressor power, relative to the sound machine's."""
    ill, well = (run(config, mode, each, outdoor) for each in (condition, Condition()))
    ill_power, well_power = ((one.power - one.indoor_fan - one.outdoor_fan)[0] for one in (ill, well))
    return float(ill.gross[0] / well.gross[0]), float(ill_power / well_power)


def cheung(fault: str, level: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return capacity and energy input ratio by the correlation, each with its scatter."""
    found = []
    for (c1, c2, c3, c4, c5, c6), scatter in CHEUNG[fault]:
        slope = c1 + c2 * WET_BULB / FREEZING + c3 * OUTDOOR / FREEZING + c4 * level + c5 * level**2 + c6 * COP
        found.append((1.0 + level * slope, scatter))
    return found[0], found[1]


@pytest.mark.parametrize("deviation", [-0.3, 0.15])
@pytest.mark.parametrize(
    ("mode", "outdoor"), [("heating", 264.82), ("heating", 281.48), ("cooling", 300.93), ("cooling", 308.15)]
)
def test_charge_follows_the_correlation(machines, mode, outdoor, deviation):
    sides = DOMANSKI[mode, int(np.sign(deviation))]
    expected = [
        1.0 + (a1 + a2 * ROOM[mode] + a3 * (outdoor - FREEZING) + a4 * deviation) * deviation
        for a1, a2, a3, a4 in sides
    ]
    found = ratios(machines["single-speed-3ton"], mode, Condition(charge=deviation), outdoor)
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.slow
def test_thirty_percent_missing_at_47_f(machines):
    capacity, power = ratios(machines["single-speed-3ton"], "heating", Condition(charge=-0.3))
    assert capacity == pytest.approx(0.72, abs=0.01)
    assert capacity / power == pytest.approx(0.76, abs=0.01)


def test_the_map_of_a_wrong_charge_is_the_right_ones_times_the_correlation(machines):
    well, ill = (build_heat_pump(machines["single-speed-3ton"], condition=Condition(charge=c)) for c in (0.0, -0.3))
    points = (np.array([281.48, 264.82]), 294.26, well.speed_rated)
    sound, starved = well.heating.at(*points), ill.heating.at(*points)
    assert starved.capacity / sound.capacity == pytest.approx([0.724, 0.825], abs=0.01)
    assert np.all(starved.evaporating_temperature < sound.evaporating_temperature - 3.0)


@pytest.mark.parametrize("mode", ["heating", "cooling"])
def test_low_indoor_airflow_as_measured_on_split_units(machines, mode):
    share = 0.7
    capacity, energy_input = (c0 + c1 * share + c2 * share**2 for c0, c1, c2 in CUTLER[mode])
    found, power = ratios(machines["single-speed-3ton"], mode, Condition(indoor_airflow=share))
    assert found == pytest.approx(capacity, abs=0.04)
    assert power / found == pytest.approx(energy_input, abs=0.05)


@pytest.mark.parametrize("warmer", [-5.0, 5.0])
def test_a_warmer_condenser_costs_what_it_does_in_split_units(machines, warmer):
    """Cutler et al.'s curves over indoor and outdoor dry bulb: what low air flow in heating comes down to."""
    curves = (0.876825, -0.002955, -5.8e-05, 0.025335, 0.000196, -4.3e-05), (
        0.704658, 0.008767, 0.000625, -0.009037, 0.000738, -0.001025,
    )  # fmt: skip
    room, outdoor = ROOM["heating"], RATED["heating"] - FREEZING
    capacity, energy_input = (
        np.divide(*(c0 + c1 * t + c2 * t**2 + c3 * outdoor + c4 * outdoor**2 + c5 * t * outdoor for t in (there, room)))
        for c0, c1, c2, c3, c4, c5 in curves
        for there in [room + warmer]
    )
    unit = replace(machine(machines["single-speed-3ton"], "heating"), limits=NO_LIMITS)
    at = np.array([RATED["heating"]]), np.array([unit.operation.rated_speed])
    usual, found = (
        steady(unit, *at, air=room_air("heating", at[0], room=FREEZING + room + more)) for more in (0.0, warmer)
    )
    assert found.gross[0] / usual.gross[0] == pytest.approx(capacity, abs=0.015)
    power = found.state.compressor_power[0] / usual.state.compressor_power[0]
    assert power == pytest.approx(capacity * energy_input, abs=0.015)


@pytest.mark.parametrize("name", ["single-speed-3ton", "ccashp-3ton"])
@pytest.mark.parametrize(
    ("fault", "level"),
    [("outdoor_airflow", 0.3), ("outdoor_airflow", 0.5), ("noncondensables", 0.4), ("noncondensables", 0.8),
     ("restriction", 0.1), ("restriction", 0.25)],
)  # fmt: skip
def test_cooling_faults_lie_within_the_scatter_of_their_correlation(machines, name, fault, level):
    value = 1.0 - level if fault == "outdoor_airflow" else level
    capacity, power = ratios(machines[name], "cooling", Condition(**{fault: value}))
    (expected, scatter), (energy_input, its_scatter) = cheung(fault, level)
    assert capacity == pytest.approx(expected, abs=scatter)
    assert power / capacity == pytest.approx(energy_input, abs=its_scatter)


@pytest.mark.parametrize("mode", ["heating", "cooling"])
def test_other_gases_add_their_partial_pressure(machines, mode):
    unit = machine(machines["single-speed-3ton"], mode)
    state = run(machines["single-speed-3ton"], mode, Condition(noncondensables=0.5)).state
    own = np.exp(unit.table.log_pressure_dew(state.condensing))
    assert state.condensing_pressure - own == pytest.approx(0.5 * GAS_SPACE * ATMOSPHERE, rel=1e-6)


@pytest.mark.parametrize("mode", ["heating", "cooling"])
@pytest.mark.parametrize(
    "condition",
    [Condition(reversing_leak=0.25), Condition(compressor_leak=0.2), Condition(noncondensables=0.6),
     Condition(charge=-0.2), Condition(restriction=0.2, indoor_airflow=0.7)],
)  # fmt: skip
def test_every_faulty_circuit_closes_its_balance(machines, mode, condition):
    state = run(machines["single-speed-3ton"], mode, condition).state
    taken, given = state.evaporator_heat + state.work, state.condenser_heat + state.shell_heat
    assert given == pytest.approx(taken, rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["heating", "cooling"])
def test_gauges_move_as_service_literature_says(machines, mode):
    config = machines["single-speed-3ton"]
    well = run(config, mode, Condition()).state

    def moved(condition: Condition) -> tuple[float, float, float, float]:
        unit, ill = faulty(machine(config, mode), condition), run(config, mode, condition).state
        sound = machine(config, mode).circuit
        return (
            float((ill.evaporating - well.evaporating)[0]),
            float((ill.condensing_pressure - well.condensing_pressure)[0]),
            unit.circuit.superheat - sound.superheat,
            unit.circuit.subcooling - sound.subcooling,
        )

    suction, discharge, superheat, subcooling = moved(Condition(charge=-0.3))
    assert suction < -2.0 and discharge < 0.0 and superheat > 3.0 and subcooling < -3.0
    suction, discharge, superheat, subcooling = moved(Condition(charge=0.3))
    assert discharge > 5e4 and subcooling > 5.0
    suction, discharge, superheat, subcooling = moved(Condition(restriction=0.25))
    assert suction < -2.0 and superheat > 5.0 and subcooling > 2.0
    suction, discharge, superheat, subcooling = moved(Condition(compressor_leak=0.2))
    assert suction > 0.5 and discharge < 0.0
    air = "indoor_airflow" if mode == "heating" else "outdoor_airflow"  # on the condenser
    assert moved(Condition(**{air: 0.6}))[1] > 1e5
    air = "outdoor_airflow" if mode == "heating" else "indoor_airflow"  # on the evaporator
    assert moved(Condition(**{air: 0.6}))[0] < -1.0
