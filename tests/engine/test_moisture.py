"""Moisture goes where air goes: through leaks of ducts, into the zones around them, and onto the coil."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cosim.constants import HOUR, STANDARD_PRESSURE, VAPORIZATION_HEAT
from cosim.physics.air import relative_humidity
from cosim.project import find
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Scenario
from cosim.simulation.simulation import Run, Simulation
from cosim.weather import read_weather

JULY = 181 * 24
TIGHT = {"supply_leakage": 0.0, "return_leakage": 0.0}


@cache
def ranch(place: str) -> Scenario:
    scenario = load("retrofit-greensboro")
    return replace(scenario, weather=read_weather(find("weather", place, place="test")))


def simulation(place: str, days: int, *, sealed: bool = False, **ducts) -> Simulation:
    """Return the ranch with a single-speed heat pump from 1 July on; `sealed` against outdoor air."""
    scenario = ranch(place)
    house = scenario.house
    assert house.ducts is not None
    changes: dict = {"ducts": house.ducts.model_copy(update=ducts)}
    if sealed:
        changes["zones"] = tuple(zone.model_copy(update={"leakage": None}) for zone in house.zones)
    scenario = replace(scenario, house=house.model_copy(update=changes))
    machine = next(entry for entry in scenario.configurations if "single-speed" in entry.name)
    return Simulation(scenario, machine, start_hour=JULY, end_hour=JULY + 24 * days)


def water(sim: Simulation) -> float:
    """Return the water that rooms and other zones hold, kg."""
    zones, house = sim.house.arrays.zones, sim.house
    others = sum(zones.moisture_capacity[1:] * zones.humidity[1:])
    return float(house.parameters.moisture_capacity * house.state.humidity + others)


def gained(sim: Simulation, hours: int) -> float:
    """Return the water of people and appliances from 1 July on, kg."""
    return float(sim.envelope.gain_latent[JULY : JULY + hours].sum() * HOUR / VAPORIZATION_HEAT)


@pytest.mark.parametrize("zone", ["attic", "crawlspace"])
def test_a_house_without_outdoor_air_keeps_the_water_that_its_coil_leaves(zone):
    sim = simulation("miami-fl", 3, sealed=True, zone=zone, supply_leakage=0.15, return_leakage=0.15)
    sim.advance(JULY * HOUR)
    before = water(sim)
    sim.advance((JULY + 72) * HOUR)
    removed = sim.readings.total("cooling_latent") / VAPORIZATION_HEAT
    assert removed > 5.0
    assert water(sim) - before == pytest.approx(gained(sim, 72) - removed, abs=1e-6)
    assert sim.read("duct_zone_humidity_ratio") < sim.read("outdoor_humidity_ratio") - 0.003


def test_water_into_the_rooms_is_what_they_store():
    sim = simulation("greensboro-nc", 3)
    sim.advance(JULY * HOUR)
    before = sim.house.state.humidity
    sim.advance((JULY + 72) * HOUR)
    total = sim.readings.total
    came = total("infiltration_moisture") + total("duct_moisture") - total("cooling_latent") / VAPORIZATION_HEAT
    stored = sim.house.parameters.moisture_capacity * (sim.house.state.humidity - before)
    assert stored == pytest.approx(came + gained(sim, 72), abs=1e-6)
    assert total("duct_moisture") > 0.0


def test_the_coil_sees_the_air_that_the_return_brings():
    share = 0.2
    sim = simulation("miami-fl", 1, zone="attic", supply_leakage=0.0, return_leakage=share, return_area=0.0)
    for minute in range(15 * 60, 17 * 60):
        sim.advance(JULY * HOUR + 60.0 * minute)
        if sim.read("compressor_speed") > 0.0:
            break
    attic, room = sim.house.arrays.zones.temperature[1], sim.read("indoor_temperature")
    assert attic > room + 5.0
    assert sim.read("return_air_temperature") == pytest.approx(room + share * (attic - room), abs=0.2)


def summary(run: Run) -> tuple[float, float]:
    """Return mean relative humidity and sensible share of cooling."""
    hourly = run.hourly
    humidity = relative_humidity(hourly["indoor_temperature"], hourly["indoor_humidity_ratio"], STANDARD_PRESSURE)
    sensible, latent = hourly["cooling_sensible"].sum(), hourly["cooling_latent"].sum()
    return float(np.mean(humidity)), float(sensible / (sensible + latent))


@pytest.mark.slow
def test_leaky_ducts_in_a_hot_humid_attic_raise_the_humidity_of_the_house():
    """The sign of NIST Technical Note 1848; it finds the rise "significant"."""
    runs = [
        simulation("miami-fl", 14, zone="attic", **leakage).run()
        for leakage in (TIGHT, {"supply_leakage": 0.2, "return_leakage": 0.2})
    ]
    (dry, dry_share), (damp, damp_share) = map(summary, runs)
    assert damp > dry + 0.02
    assert damp_share < dry_share - 0.03
    for run in runs:
        assert np.abs(run.hourly["energy_residual"]).max() < 1e-3
