"""Rate a machine: put it through the standards' tests, and hold the ratings to its label and to programs' criteria."""

from dataclasses import dataclass

import numpy as np

from cosim.config.equipment import HeatPumpConfig
from cosim.constants import FREEZING
from cosim.equipment.calibration.calibrate import sheet_of
from cosim.equipment.calibration.sheet import contradictions
from cosim.equipment.machine import Mode, machine
from cosim.equipment.performance import Steady, corrected, room_air, steady
from cosim.equipment.ratings import ahri, en14825
from cosim.equipment.ratings.ahri import BTU_PER_WH, CoolingTests, HeatingTests, Point
from cosim.equipment.residual import correction
from cosim.equipment.speeds import max_speed, min_speed
from cosim.units import from_si, to_si

EUROPEAN_ROOM = 293.15  # K
# wet bulb of the outdoor room of EN 14825, K, by its dry bulb
EUROPEAN_OUTDOOR = np.array([251.15, 258.15, 266.15, 275.15, 280.15, 285.15])
EUROPEAN_WET = np.array([250.15, 257.15, 265.15, 274.15, 279.15, 284.15])
RESTART = 2.0  # K above the cutoff at which a machine starts again


@dataclass(frozen=True)
class Test:
    """One test of a standard, as the machine passes it."""

    __test__ = False  # for pytest: this is no test of ours

    name: str
    outdoor: float
    """°F"""
    speed: float
    """rev/s"""
    point: Point


@dataclass(frozen=True)
class Criterion:
    """A program's requirement."""

    program: str
    text: str
    value: float | None
    met: bool | None
    """None where what it needs is not known."""


@dataclass(frozen=True)
class Rating:
    """What `rate` finds."""

    tests: tuple[Test, ...]
    hspf2: dict[str, float]
    """By region; empty for a machine that does not heat."""
    seer2: float | None
    eer2: float | None
    scop: dict[str, float]
    """By climate."""
    label: dict[str, tuple[float, float]]
    """Rating -> (label, computed)."""
    criteria: tuple[Criterion, ...]
    flags: tuple[str, ...]
    """In which ways the machine's data sheet contradicts itself."""


def kind_of(config: HeatPumpConfig) -> str:
    """Return "single" or "variable"; a machine of two speeds says so."""
    heats, cools = config.modes()
    if heats.min_speed == heats.rated_speed and cools.min_speed == cools.rated_speed:
        return "single"
    return "two" if config.compressor.stages == 2 else "variable"


class Bench:
    """Where a machine is tested; what its cycle does is solved once, whatever its anchors make of it later."""

    def __init__(self) -> None:
        self.solved: dict[tuple[Mode, float, float], Steady] = {}

    def steady(self, config: HeatPumpConfig, mode: Mode, outdoor: float, speed: float) -> Steady:
        """Return what a machine does at an outdoor temperature, K, and a speed, 1/s; one of this bench's cycle."""
        test, asked = (mode, outdoor, speed), np.array([speed])
        if test not in self.solved:
            self.solved[test] = steady(machine(config, mode), np.array([outdoor]), asked)
        return corrected(self.solved[test], mode, correction(getattr(config, mode).anchors), asked)


def rate(config: HeatPumpConfig, *, european: bool = True, bench: Bench | None = None) -> Rating:
    """Put a machine through the tests of AHRI 210/240-2023 and EN 14825 and compute its seasonal ratings.

    Full speed is the rated one of the data sheet, the test at 5 °F runs at the greatest; the intermediate speed is a
    third of the way from least to full; the frosting test at 35 °F is the standard's default. Without the `european`
    ones, which take as long as all others, there is no SCOP. On the same `bench` machines that differ in their anchors
    alone are rated without solving their cycle again.
    """
    bench = bench or Bench()
    tests: list[Test] = []
    kind = kind_of(config)
    seer = eer = None
    design = 0.0
    if config.cooling is not None:
        cooling = _cooling_tests(config, kind, tests, bench)
        eer = BTU_PER_WH * cooling.a_full.capacity / cooling.a_full.power
        seer = ahri.seer2(cooling, kind=kind, heats=config.heating is not None)
        design = cooling.a_full.capacity
    hspf: dict[str, float] = {}
    scops: dict[str, float] = {}
    criteria: list[Criterion] = []
    if config.heating is not None:
        heating = _heating_tests(config, kind, tests, bench)
        cutoff = from_si(config.limits.cutoff, "temperature", "f")
        hspf = {
            region: ahri.hspf2(
                heating,
                design or heating.h1.capacity,
                region,
                kind=kind,
                cutoff=(cutoff, cutoff + 1.8 * RESTART),
                credit=ahri.demand_defrost_credit(ahri.SHORTEST) if config.defrost.kind == "demand" else 1.0,
            )
            for region in ahri.REGIONS
        }
        if european:
            scops = {name: _scop(config, climate) for name, climate in en14825.CLIMATES.items()}
        criteria = _criteria(config, kind, tests, hspf["IV"], seer)
    computed = {"HSPF2": hspf.get("IV"), "SEER2": seer, "EER2": eer, "SCOP": scops.get("average")}
    label = {
        name: (stated, ours)
        for name, ours in computed.items()
        if config.label is not None and ours is not None and (stated := getattr(config.label, name.lower())) is not None
    }
    bare = sheet_of(config)
    return Rating(
        tuple(tests), hspf, seer, eer, scops, label, tuple(criteria), tuple(str(flag) for flag in contradictions(bare))
    )


def _run(
    config: HeatPumpConfig, mode: Mode, name: str, fahrenheit: float, speed: float, tests: list[Test], bench: Bench
) -> Point:
    found = bench.steady(config, mode, to_si(fahrenheit, "temperature", "f"), speed)
    point = Point(float(found.capacity[0]), float(found.power[0]))
    tests.append(Test(name, fahrenheit, float(found.speed[0]), point))
    return point


def _low(config: HeatPumpConfig, mode: Mode, fahrenheit: float) -> float:
    """Return the least speed of a mode at an outdoor temperature, °F."""
    outdoor = np.array([to_si(fahrenheit, "temperature", "f")])
    heats, cools = config.modes()
    return float(min_speed(heats if mode == "heating" else cools, outdoor)[0])


def _cooling_tests(config: HeatPumpConfig, kind: str, tests: list[Test], bench: Bench) -> CoolingTests:
    full = config.modes()[1].rated_speed
    a_full = _run(config, "cooling", "A full", 95, full, tests, bench)
    b_full = _run(config, "cooling", "B full", 82, full, tests, bench)
    if kind == "single":
        return CoolingTests(a_full, b_full)
    b_low = _run(config, "cooling", "B low", 82, _low(config, "cooling", 82), tests, bench)
    f_low = _run(config, "cooling", "F low", 67, _low(config, "cooling", 67), tests, bench)
    middle = None
    if kind == "variable":
        low = _low(config, "cooling", 87)
        middle = _run(config, "cooling", "E intermediate", 87, low + (full - low) / 3, tests, bench)
    return CoolingTests(a_full, b_full, b_low, f_low, middle)


def _heating_tests(config: HeatPumpConfig, kind: str, tests: list[Test], bench: Bench) -> HeatingTests:
    full = config.modes()[0].rated_speed
    h1 = _run(config, "heating", "H1 full", 47, full, tests, bench)
    h3 = _run(config, "heating", "H3 full", 17, full, tests, bench)
    h2 = ahri.default_frosting(h1, h3)
    tests.append(Test("H2 full, default", 35, full, h2))
    assert config.heating is not None
    coldest = to_si(5.0, "temperature", "f")
    h4 = None
    if config.limits.cutoff < coldest:
        fastest = full if kind == "single" else float(max_speed(config.heating, np.array([coldest]))[0])
        h4 = _run(config, "heating", "H4 greatest", 5, fastest, tests, bench)
    if kind == "single":
        return HeatingTests(h1, h3, h2, h4)
    h0_low = _run(config, "heating", "H0 low", 62, _low(config, "heating", 62), tests, bench)
    h1_low = _run(config, "heating", "H1 low", 47, _low(config, "heating", 47), tests, bench)
    if kind == "two":
        h3_low = _run(config, "heating", "H3 low", 17, _low(config, "heating", 17), tests, bench)
        return HeatingTests(h1, h3, h2, h4, h0_low, h1_low, None, h3_low)
    low = _low(config, "heating", 35)
    clear = _run(config, "heating", "H2 intermediate, clear", 35, low + (full - low) / 3, tests, bench)
    frosted = clear.scaled(ahri.FROST_CAPACITY, ahri.FROST_POWER)
    tests.append(Test("H2 intermediate", 35, low + (full - low) / 3, frosted))
    return HeatingTests(h1, h3, h2, h4, h0_low, h1_low, frosted)


def _scop(config: HeatPumpConfig, climate: en14825.Climate) -> float:
    """Return SCOP, the machine sized to meet the load down to the usual bivalent temperature."""
    unit = machine(config, "heating")
    lowest = max(config.limits.cutoff - FREEZING, climate.design)
    temperatures = sorted({lowest, climate.bivalent, -7.0, 2.0, 7.0, 12.0})
    temperatures = [t for t in temperatures if t >= max(lowest, climate.design)]
    outdoor = np.array(temperatures) + FREEZING
    wet = np.interp(outdoor, EUROPEAN_OUTDOOR, EUROPEAN_WET)
    air = room_air("heating", outdoor, EUROPEAN_ROOM, wet)
    most = steady(unit, outdoor, max_speed(unit.operation, outdoor), air=air)
    least = steady(unit, outdoor, min_speed(unit.operation, outdoor), air=air)
    bivalent = temperatures.index(max(climate.bivalent, lowest))
    frost = [(ahri.FROST_CAPACITY, ahri.FROST_POWER) if abs(t - 2.0) < 0.1 else (1.0, 1.0) for t in temperatures]
    share = [en14825.load_share(climate, t) for t in temperatures]
    design = most.capacity[bivalent] * frost[bivalent][0] / share[bivalent]
    tests = []
    for k, outdoor_celsius in enumerate(temperatures):
        q, p = frost[k]
        wanted = design * share[k] / q
        if wanted >= most.capacity[k]:
            capacity, power = most.capacity[k], most.power[k]
        elif wanted <= least.capacity[k]:
            capacity, power = least.capacity[k], least.power[k]
        else:
            one = slice(k, k + 1)
            there = (air[0][one], air[1][one], air[2][one])
            guess = np.array([unit.operation.rated_speed])
            found = steady(unit, outdoor[one], guess, net_capacity=np.array([wanted]), air=there)
            capacity, power = wanted, found.power[0]
        tests.append(en14825.PartLoad(outdoor_celsius, float(capacity * q), float(capacity * q / (power * p))))
    standby = config.standby
    return en14825.scop(climate, float(design), tests, (standby.power, standby.crankcase_power, standby.power))


def _criteria(
    config: HeatPumpConfig, kind: str, tests: list[Test], hspf2: float, seer2: float | None
) -> list[Criterion]:
    """Hold a heat pump to ENERGY STAR 6.1 cold climate and NEEP's cold-climate specification 4.0.

    By the label where there is one. Of NEEP's seasonal floors no primary source was at hand; they are left out.
    """
    by = {test.name: test.point for test in tests}
    label = config.label
    hspf2 = label.hspf2 if label and label.hspf2 else hspf2
    seer2 = label.seer2 if label and label.seer2 else seer2
    floor = 8.5 if config.ductless else 8.1
    star, neep = "ENERGY STAR 6.1 cold climate", "NEEP ccASHP 4.0"
    cold = by.get("H4 greatest")
    cop = None if cold is None else cold.capacity / cold.power
    kept = None if cold is None else cold.capacity / by["H1 full"].capacity
    return [
        Criterion(star, f"HSPF2 (region IV) at least {floor}", hspf2, hspf2 >= floor),
        Criterion(star, "SEER2 at least 15.2", seer2, None if seer2 is None else seer2 >= 15.2),
        Criterion(star, "COP at 5 °F at least 1.75", cop, cop is not None and cop >= 1.75),
        Criterion(star, "capacity at 5 °F at least 0.70 of that at 47 °F", kept, kept is not None and kept >= 0.70),
        Criterion(neep, "COP at 5 °F and greatest capacity at least 1.75", cop, cop is not None and cop >= 1.75),
        Criterion(neep, "three speeds or more", None, kind == "variable"),
    ]
