"""Dual-fuel policies: what each of them is for, and what none of them may do."""

from dataclasses import replace

import numpy as np
import pytest

from cosim.config.backup import DualFuelConfig
from cosim.processes.policies import POLICIES, with_margin
from cosim.simulation.simulation import Simulation
from cosim.units import KILOWATT_HOUR, THERM
from tests.controls.conftest import both_heat, configuration, place, watch

COLD = (4, 8)
CHICAGO = "retrofit-chicago"


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_burner_and_compressor_never_share_the_plenum_but_in_a_defrost(live, policy):
    sim = live(CHICAGO, "dual fuel", days=COLD, dual_fuel=DualFuelConfig(policy=policy))
    together, seen = [], set()

    def look():
        together.append(both_heat(sim))
        seen.add("burner" if sim.house.controls.burner > 0 else "compressor")

    watch(sim, 67.0, look)
    sim.run()
    assert not any(together)
    assert "burner" in seen  # in Chicago's January every policy needs it


@pytest.mark.slow
def test_the_lead_changes_no_sooner_than_its_least_time(live):
    dual_fuel = DualFuelConfig(switchover_c=-4, hysteresis_k=0.2, minimum_dwell_h=5)
    events = live(CHICAGO, "dual fuel", days=(0, 40), dual_fuel=dual_fuel).run().events
    changes = events.time[np.char.startswith(events.kind.astype(str), "switchover")]
    assert changes.size > 6
    assert np.diff(changes).min() >= 5 * 3600.0


@pytest.mark.slow
def test_capacity_keeps_the_lead_where_droop_hands_it_back(live):
    def relieved(policy):
        sim = live(CHICAGO, "dual fuel", days=(0, 20), dual_fuel=DualFuelConfig(policy=policy))
        run = sim.run()
        return run.events.count("furnace relieves heat pump"), run.hourly["unmet_heating"].sum()

    droop, capacity = relieved("droop"), relieved("capacity")
    assert 0 < capacity[0] < 0.3 * droop[0]
    assert capacity[1] <= droop[1]


def test_droop_leaves_mild_weather_to_the_heat_pump(live):
    run = live("retrofit-greensboro", "dual fuel", days=(95, 120), dual_fuel=DualFuelConfig(policy="droop")).run()
    assert run.hourly["heat_pump_heat"].sum() > 0.0
    assert run.hourly["furnace_gas"].sum() == pytest.approx(0.0, abs=1e-9)


def test_a_margin_keeps_the_leader_in_the_lead():
    pump = np.array([1.00, 1.01, 0.99, 1.20, 1.01, 0.99, 0.80, 1.01])
    assert with_margin(pump, np.ones(8), 0.05).tolist() == [True, True, True, False, False, False, True, True]
    assert with_margin(np.full(3, np.inf), np.ones(3), 0.05).tolist() == [False] * 3


def cost_and_emissions(scenario, envelope, dual_fuel) -> tuple[float, float]:
    """Return USD and kg of the equipment's energy in a year."""
    chosen = replace(configuration(scenario, "dual fuel"), dual_fuel=dual_fuel)
    hourly = Simulation(scenario, chosen, envelope=envelope).run().hourly
    electricity, gas = hourly["hvac_electricity"] * 3600.0, hourly["furnace_gas"] * 3600.0
    cost = electricity @ scenario.electricity_price_by_hour + gas @ scenario.fuel_price_by_hour("gas")
    emitted = electricity @ scenario.electricity_emissions_by_hour + gas.sum() * scenario.fuel_emissions("gas")
    return float(cost), float(emitted)


@pytest.mark.slow
def test_economic_and_carbon_do_as_well_as_the_best_fixed_switchover():
    scenario, envelope = place(CHICAGO)
    # prices and factors at which neither source is best all year: break-even at a COP of some 2.8 and 2.3
    prices = {"electricity": 0.10 / KILOWATT_HOUR, "gas": 1.0 / THERM}
    scenario = replace(
        scenario,
        prices=scenario.prices.model_copy(update=prices),
        emissions=scenario.emissions.model_copy(update={"electricity": 0.55 / KILOWATT_HOUR}),
    )
    fixed = [
        cost_and_emissions(scenario, envelope, DualFuelConfig(switchover_c=outdoor)) for outdoor in (-35, -8, -5, -2, 3)
    ]
    dearest, cheapest = max(cost for cost, _ in fixed), min(cost for cost, _ in fixed)
    assert dearest > 1.01 * cheapest  # or there would be nothing to choose
    economic, _ = cost_and_emissions(scenario, envelope, DualFuelConfig(policy="economic"))
    assert economic <= 1.005 * cheapest
    _, carbon = cost_and_emissions(scenario, envelope, DualFuelConfig(policy="carbon"))
    assert carbon <= 1.005 * min(emitted for _, emitted in fixed)


@pytest.mark.slow
def test_economic_follows_a_tariff_by_the_hour():
    scenario, envelope = place(CHICAGO)
    afternoon = np.isin(np.arange(8760) % 24, range(14, 20))

    class Peaks(type(scenario)):
        """The scenario at ten times the price in the afternoon."""

        @property
        def electricity_price_by_hour(self):
            return np.where(afternoon, 0.30, 0.03) / KILOWATT_HOUR

    peaks = Peaks(**{name: getattr(scenario, name) for name in scenario.__dataclass_fields__})
    chosen = replace(configuration(scenario, "dual fuel"), dual_fuel=DualFuelConfig(policy="economic"))
    hourly = Simulation(peaks, chosen, envelope=envelope, end_hour=24 * 90).run().hourly
    late = afternoon[: 24 * 90] & (np.arange(24 * 90) % 24 >= 15)  # the first hour of a peak ends a run
    mild = hourly["outdoor_temperature"] > 276.0  # where the heat pump can hold the house alone
    assert hourly["compressor_heating_electricity"][late].sum() < 0.02 * hourly["hvac_electricity"].sum()
    assert hourly["furnace_gas"][~afternoon[: 24 * 90] & mild].mean() < 0.3 * hourly["furnace_gas"][late & mild].mean()
