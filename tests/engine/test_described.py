"""Machines that are described otherwise, by AHRI 540 coefficients or by their table, live like any other."""

import json

import numpy as np
import pytest

from cosim.config.equipment import CompressorConfig, HeatPumpConfig
from cosim.equipment.library import read_machine
from cosim.schema.variables import metered
from cosim.simulation.simulation import machine_of

DAYS = {"heating": (24 * 9, 24 * 13), "cooling": (24 * 190, 24 * 192)}
RATED = {"heating": (281.48, 294.26), "cooling": (292.6, 308.15)}  # K, on evaporator and condenser


def by_coefficients(reference):
    maps = json.loads((reference / "heat_pump_data" / "compressor_maps_ahri540.json").read_text(encoding="utf-8"))
    table = {
        "mass_flow": maps["R410A_3ton"]["mass_flow_lb_h"],
        "power": maps["R410A_3ton"]["power_W"],
        "speed_rps": 58.3,
        "evaporating_min_f": -10,
        "evaporating_max_f": 55,
        "condensing_min_f": 80,
        "condensing_max_f": 145,
    }
    part = {"displacement_cc": 30.0, "efficiency": 0.7, "drive_loss": 0, "drive_power_w": 0, "map": table}
    compressor = CompressorConfig.model_validate(part)
    return read_machine("single-speed-3ton").model_copy(update={"name": "by-coefficients", "compressor": compressor})


def by_table(_):
    points = [
        ("heating", 47, "rated", 10.5, 3.0), ("heating", 17, "rated", 6.7, 2.7), ("heating", 5, "rated", 5.4, 2.6),
        ("cooling", 95, "rated", 10.3, 3.0), ("cooling", 82, "rated", 11.1, 2.6),
    ]  # fmt: skip
    published = [
        {"mode": mode, "outdoor_f": outdoor, "level": level, "capacity_kw": capacity, "power_kw": power}
        for mode, outdoor, level, capacity, power in points
    ]
    given = {"name": "by-table", "title": "A table", "refrigerant": "R-410A", "table": True, "published": published}
    return HeatPumpConfig.model_validate(given)


@pytest.fixture(scope="module", params=[by_coefficients, by_table], ids=["AHRI 540", "table"])
def lived(request, reference, simulation):
    """The machine's days of winter and of summer: mode -> (its map, the run)."""
    unit = request.param(reference)
    found = {}
    for mode, (start, end) in DAYS.items():
        sim = simulation("retrofit-greensboro", "single-speed", heat_pump=unit, start_hour=start, end_hour=end)
        found[mode] = machine_of(sim.scenario, sim.configuration), sim.run()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("mode", DAYS)
def test_every_hour_closes_its_heat_balance(lived, mode):
    _, run = lived[mode]
    assert np.abs(run.hourly["energy_residual"]).max() * 3600.0 < 1.0  # J
    parts = sum(run.hourly[variable.name] for variable in metered("electricity", hvac=True))
    assert parts == pytest.approx(run.hourly["hvac_electricity"], rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("mode", DAYS)
def test_it_works_at_the_efficiency_of_its_map(lived, mode):
    model, run = lived[mode]
    gives = run.hourly["heat_pump_heat"] if mode == "heating" else run.hourly["cooling_sensible"]
    takes = run.hourly[f"compressor_{mode}_electricity"]
    at_rating = getattr(model, mode).at(*(np.array(air) for air in RATED[mode]), np.array(model.speed_rated))
    busy = takes > 500.0
    assert busy.sum() > 12
    season = gives[busy].sum() / takes[busy].sum()
    # part load, frost and latent heat make it less, mild hours more
    assert 0.45 < season / (at_rating[0] / at_rating[1]) < 1.5


def test_it_starts_stops_and_defrosts_by_the_same_sequence(lived, simulation):
    _, run = lived["heating"]
    start, end = DAYS["heating"]
    usual = simulation("retrofit-greensboro", "single-speed", start_hour=start, end_hour=end).run()
    assert set(map(str, run.events.kind)) == set(map(str, usual.events.kind))
    assert run.defrosts > 0
    assert run.hourly["heat_pump_heat"].sum() == pytest.approx(usual.hourly["heat_pump_heat"].sum(), rel=0.25)
