"""Whole years of the bundled comparisons: conservation, step independence, plausibility."""

import numpy as np
import pytest

from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.frost import surface_spread
from cosim.scenarios.reader import load
from cosim.schema.variables import metered

SCENARIOS = ("retrofit-greensboro", "retrofit-chicago")
CONFIGURATIONS = ("furnace + AC", "single-speed", "cold-climate", "dual fuel", "mini-split")
EVERY = [(scenario, word) for scenario in SCENARIOS for word in CONFIGURATIONS]
FLOWS = (
    "heat_pump_heat", "defrost_heat", "strip_heat", "furnace_heat", "ideal_heat", "cooling_sensible", "duct_loss",
    "infiltration_heat", "internal_gain", "fabric_heat",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_every_hour_closes_its_heat_balance(year, scenario, word):
    hourly = year(scenario, word).hourly
    flows = sum(np.abs(hourly[name]) for name in FLOWS)
    residual = np.abs(hourly["energy_residual"])
    assert np.all((residual < 1e-6 * flows) | (residual * 3600.0 < 1.0))


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_half_the_step_gives_the_same_year(year, scenario, word):
    whole, half = year(scenario, word), year(scenario, word, 30.0)
    for name in ("hvac_electricity", "furnace_gas"):
        before, after = whole.hourly[name].sum(), half.hourly[name].sum()
        assert after == pytest.approx(before, rel=2e-3), name
    deposited = [run.hourly["frost_deposited"].sum() for run in (whole, half)]
    assert deposited[1] == pytest.approx(deposited[0], rel=4e-3)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_half_the_step_gives_the_same_defrosts(year, scenario, word):
    """One that hangs by a hair comes or does not, and moves all that follow."""
    assert year(scenario, word, 30.0).defrosts == pytest.approx(year(scenario, word).defrosts, rel=0.02, abs=1)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_frost_that_melts_was_laid_down_before(year, scenario, word):
    hourly = year(scenario, word).hourly
    formed, melted = hourly["frost_deposited"] * 3600.0, hourly["frost_melted"] * 3600.0
    on_coil = np.cumsum(formed - melted)  # the record begins with a clear coil
    assert on_coil.min() > -1e-9
    assert np.all(hourly["frost_mass"] >= 0.0)
    assert np.all(hourly["frost_mass"] <= np.maximum(on_coil, np.append(0.0, on_coil[:-1])) + formed + 1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_electricity_is_the_sum_of_its_end_uses(year, scenario, word):
    run = year(scenario, word)
    hourly = run.hourly
    for total, uses in (
        ("hvac_electricity", metered("electricity", hvac=True)),
        ("house_electricity", metered("electricity")),
    ):
        parts = sum(hourly[variable.name] for variable in uses)
        assert parts == pytest.approx(hourly[total], rel=1e-12, abs=1e-9)
    assert run.quarter_hour_hvac.reshape(-1, 4).mean(axis=1) == pytest.approx(hourly["hvac_electricity"], abs=1e-6)


@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_the_room_stays_in_the_band_but_for_declared_hours(year, scenario, word):
    hourly = year(scenario, word).hourly
    met = hourly["unmet_heating"] == 0.0
    band = 0.4
    assert np.all(hourly["indoor_temperature"][met] > hourly["heating_setpoint"][met] - band - 0.5)
    if "mini-split" not in word:  # a machine with backup declares next to nothing; a lone mini-split may
        assert hourly["unmet_heating"].sum() < 60.0


def test_demand_defrosts_happen_only_where_the_coil_frosts(year):
    for scenario in SCENARIOS:
        for word in ("single-speed", "cold-climate", "mini-split"):
            run = year(scenario, word)
            # one that goes on as the record begins was begun on frost of the warm-up
            defrosts = (run.events.kind == "defrost") & (run.events.time > run.start_hour * 3600.0)
            assert defrosts.sum() > 50
            assert np.all(run.events.frost[defrosts] > 0.1)
            coil, evaporating = (
                getattr(run.events, name)[defrosts] for name in ("coil_temperature", "evaporating_temperature")
            )
            # the mean of the surface may lie above: frost keeps where the coil is coldest, towards the refrigerant
            assert np.all(evaporating < coil)
            assert np.all(coil - surface_spread(coil, evaporating) < 273.15)
            hour = (run.events.time[defrosts] // 3600).astype(int) - run.start_hour
            # of the hour's mean: the air may change within it
            humidity = run.hourly["outdoor_humidity_ratio"][hour]
            pressure = 101325.0 * 0.97
            over_ice = np.array([humidity_ratio_saturated(t, pressure) for t in coil])
            assert np.mean(over_ice < humidity) > 0.99
            assert np.all(over_ice < 1.15 * humidity)


def seasonal_cop(run):
    hourly = run.hourly
    heat = (hourly["heat_pump_heat"] - hourly["defrost_heat"]).sum()
    return heat / hourly["heat_pump_heating_electricity"].sum()


def test_seasonal_efficiency_is_plausible_and_follows_the_climate(year):
    mild, cold = (seasonal_cop(year(scenario, "cold-climate")) for scenario in SCENARIOS)
    assert 2.2 < mild < 4.5
    assert 1.6 < cold < 3.2
    assert cold < mild


def test_the_flame_gives_the_furnaces_efficiency_and_the_blower_the_rest(year):
    """Delivered heat over gas is more than the AFUE on the label: the blower's electricity becomes heat as well."""
    for scenario in SCENARIOS:
        stated = load(scenario).configurations[0].furnace.efficiency
        hourly = year(scenario, "furnace + AC").hourly
        gas = hourly["furnace_gas"].sum()
        blower = (hourly["heating_electricity"] - hourly["furnace_electricity"]).sum()
        assert 0.02 < blower / gas < 0.06
        assert hourly["furnace_heat"].sum() / gas > stated + 0.02
        assert (hourly["furnace_heat"].sum() - blower) / gas == pytest.approx(stated, abs=0.01)


@pytest.mark.parametrize(("scenario", "word"), EVERY)
def test_the_systems_electricity_for_heating_is_all_of_it_where_nothing_cools(year, scenario, word):
    """What is left in hours without cooling is standby: of an air conditioner, or of a heat pump that last cooled."""
    hourly = year(scenario, word).hourly
    heats = (hourly["heat_pump_heat"] + hourly["furnace_heat"] + hourly["strip_heat"] > 0) & (
        hourly["cooling_sensible"] == 0
    )
    rest = hourly["hvac_electricity"] - hourly["heating_electricity"]
    assert np.all(rest[heats] > -1e-6)
    assert np.all(rest[heats] <= hourly["standby_electricity"][heats] + 1e-6)
    assert np.all(hourly["heating_electricity"] >= hourly["heat_pump_heating_electricity"] - 1e-9)


def test_a_colder_climate_needs_more_of_everything_that_heats(year):
    for word in CONFIGURATIONS:
        mild, cold = (year(scenario, word).hourly for scenario in SCENARIOS)
        heat = [h["heat_pump_heat"].sum() + h["furnace_heat"].sum() + h["strip_heat"].sum() for h in (mild, cold)]
        assert heat[1] > 1.5 * heat[0]


@pytest.mark.slow
def test_the_same_run_twice_gives_identical_bytes(simulation):
    first, second = (simulation("retrofit-greensboro", "dual fuel", end_hour=24 * 20).run() for _ in range(2))
    for name, values in first.hourly.items():
        assert values.tobytes() == second.hourly[name].tobytes(), name
    assert first.events.time.tobytes() == second.events.time.tobytes()
