"""Scenarios that the engine's tests share, and runs of theirs that several tests look at."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from cosim.config.equipment import HeatPumpConfig
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.simulation.simulation import Run, Simulation


@cache
def scenario_named(name: str) -> tuple[Scenario, Envelope]:
    scenario = load(name)
    return scenario, build_envelope(scenario.house, scenario.weather)


@pytest.fixture(scope="session")
def simulation() -> Callable[..., Simulation]:
    """Build a simulation of a bundled scenario's configuration, found by a word of its name.

    With `heat_pump`, that machine stands in its place.
    """

    def build(name: str, word: str, *, heat_pump: HeatPumpConfig | None = None, **settings) -> Simulation:
        scenario, envelope = scenario_named(name)
        chosen = configuration(scenario, word)
        if heat_pump is not None:
            chosen = replace(chosen, heat_pump=heat_pump)
        return Simulation(scenario, chosen, envelope=envelope, **settings)

    return build


@pytest.fixture(scope="session")
def year() -> Callable[[str, str, float], Run]:
    """Simulate a year of a bundled scenario's configuration, once for all tests."""

    @cache
    def run(name: str, word: str, step: float = 60.0) -> Run:
        scenario, envelope = scenario_named(name)
        return Simulation(scenario, configuration(scenario, word), envelope=envelope, step=step).run()

    return run


def configuration(scenario: Scenario, word: str) -> Configuration:
    return next(entry for entry in scenario.configurations if word in entry.name)
