"""Houses and equipment that the tests of controls share."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cosim.config.house import HouseConfig
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.flow.records import Compressor
from cosim.project import find
from cosim.scenarios.reader import load, read_config
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.simulation.simulation import Simulation

DAY = 24


@cache
def place(name: str, house: str = "") -> tuple[Scenario, Envelope]:
    """Return a bundled scenario, in another house where one is named, and its envelope."""
    scenario = load(name)
    if house:
        scenario = replace(scenario, house=read_config(HouseConfig, find("houses", house, place="test")))
    return scenario, build_envelope(scenario.house, scenario.weather)


@cache
def still_place(outdoor: float) -> tuple[Scenario, Envelope]:
    """Return the house of retrofit-greensboro in dry air of one temperature, K, without sun and frost."""
    scenario = load("retrofit-greensboro")
    hours, dark = np.ones(8760), np.zeros(8760)
    weather = replace(
        scenario.weather,
        dry_bulb=outdoor * hours,
        humidity_ratio=1e-3 * hours,
        dew_point=255.0 * hours,
        wind_speed=3.0 * hours,
        global_horizontal=dark,
        direct_normal=dark,
        diffuse_horizontal=dark,
        sky_infrared=0.9 * 5.67e-8 * outdoor**4 * hours,
    )
    scenario = replace(scenario, weather=weather)
    return scenario, build_envelope(scenario.house, weather)


def configuration(scenario: Scenario, word: str) -> Configuration:
    return next(entry for entry in scenario.configurations if word in entry.name)


@pytest.fixture(scope="session")
def live() -> Callable[..., Simulation]:
    """Build a simulation of a bundled configuration, found by a word of its name, with changes to it."""

    def build(name: str, word: str, *, days: tuple[int, int], house: str = "", **changes) -> Simulation:
        scenario, envelope = place(name, house)
        chosen = replace(configuration(scenario, word), **changes)
        begin, end = days
        return Simulation(scenario, chosen, envelope=envelope, start_hour=begin * DAY, end_hour=end * DAY)

    return build


@pytest.fixture(scope="session")
def steady() -> Callable[..., Simulation]:
    """Build a simulation of three days in still weather."""

    def build(word: str, outdoor: float, **changes) -> Simulation:
        scenario, envelope = still_place(outdoor)
        chosen = replace(configuration(scenario, word), **changes)
        return Simulation(scenario, chosen, envelope=envelope, end_hour=3 * DAY)

    return build


def watch(sim: Simulation, interval: float, look: Callable[[], None]) -> None:
    """Look every `interval` seconds while the simulation lasts, when all that belongs to an instant is done."""

    def watcher():
        while True:
            yield sim.timeout(interval)
            for _ in range(5):
                yield sim.timeout(0.0)
            look()

    sim.process(watcher())


def both_heat(sim: Simulation) -> bool:
    """Say whether burner and compressor heat one plenum now, outside a defrost."""
    controls = sim.house.controls
    return bool(controls.burner > 0 and controls.compressor == Compressor.HEATING and not controls.defrosting)
