"""Furnaces and strips: their stages, what they burn and deliver, where their heat goes, when they may run."""

import numpy as np
import pytest

from cosim.config.backup import FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.faults import validate
from cosim.errors import InvalidInput
from cosim.project import find
from cosim.scenarios.reader import read_config
from cosim.units import BTU
from tests.controls.conftest import watch

WINTER = (10, 30)


def furnace(name: str) -> FurnaceConfig:
    return read_config(FurnaceConfig, find("furnaces", name, place="test"))


def net_efficiency(hourly) -> float:
    """Return heat without the blower's over fuel."""
    return float((hourly["furnace_heat"] - hourly["indoor_fan_electricity"]).sum() / hourly["furnace_gas"].sum())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "label"), [("furnace-80", 0.80), ("furnace-96", 0.96), ("furnace-97-modulating", 0.97)]
)
def test_the_seasonal_efficiency_is_near_the_label(live, name, label):
    run = live("retrofit-greensboro", "furnace", days=WINTER, furnace=furnace(name)).run()
    assert net_efficiency(run.hourly) == pytest.approx(label, abs=0.012)


def test_an_old_furnace_loses_what_its_blower_leaves_and_its_pilot_burns(live):
    old = furnace("furnace-1970s-pilot")
    winter = live("retrofit-greensboro", "furnace", days=WINTER, furnace=old).run().hourly
    assert 0.56 < net_efficiency(winter) < 0.73  # US Department of Energy, Energy Saver: AFUE 56 to 70 %
    summer = live("retrofit-greensboro", "furnace", days=(190, 192), furnace=old).run().hourly
    assert summer["furnace_gas"] == pytest.approx(800 * BTU / 3600)
    assert summer["furnace_heat"].sum() == 0.0


@pytest.mark.slow
def test_two_stages_start_low_and_go_high_by_the_timer(live):
    sim = live("retrofit-chicago", "furnace", days=(95, 115), furnace=furnace("furnace-80-two-stage"))
    fires = set()
    watch(sim, 61.0, lambda: fires.add(round(float(sim.house.controls.burner), 3)))
    events = sim.run().events
    assert fires == {0.0, 0.65, 1.0}
    high, whole = events.kind == "high fire", events.kind == "furnace"
    assert 0 < high.sum() < whole.sum()
    # inducer and igniter come before the burner, and high fire 12 min after that unless the room is far behind
    begun = [events.time[high][i] - events.time[whole][events.time[whole] <= events.time[high][i]].max()
             for i in range(high.sum())]  # fmt: skip
    assert max(begun) == pytest.approx(720.0 + 45.0, abs=1.0)


def test_a_modulating_burner_holds_the_room_with_fewer_starts(live):
    kinds = ("furnace-97-modulating", "furnace-96")
    modulating, on_off = (
        live("retrofit-chicago", "furnace", days=(5, 15), furnace=furnace(name)).run() for name in kinds
    )
    assert modulating.events.count("furnace") < 0.5 * on_off.events.count("furnace")
    assert net_efficiency(modulating.hourly) > net_efficiency(on_off.hourly)
    fan = modulating.hourly["indoor_fan_electricity"].sum() / on_off.hourly["indoor_fan_electricity"].sum()
    assert fan < 0.9  # a fan at part flow needs far less


def test_heat_of_the_furnace_is_heat_of_the_fuel(live):
    # all that is burnt ends as delivered heat, flue loss at the steady efficiency, and what the flue takes in cycling
    config = furnace("furnace-80").model_copy(update={"flue_share": 0.0})
    hourly = live("retrofit-greensboro", "furnace", days=WINTER, furnace=config).run().hourly
    assert net_efficiency(hourly) == pytest.approx(config.efficiency, rel=2e-3)  # but for a cycle that is under way


def test_low_fire_is_of_furnaces_with_stages():
    keys = {"name": "f", "capacity_kw": 20, "efficiency": 0.9, "blower_power_w": 400, "low_fire": 0.5}
    with pytest.raises(InvalidInput, match="single-stage"):
        validate(FurnaceConfig, keys, "f.toml")
    assert validate(FurnaceConfig, keys | {"kind": "modulating"}, "f.toml").min_fire == 0.5


@pytest.mark.slow
def test_strips_alone_are_an_electric_furnace_and_baseboards_are_not(live):
    def run(kind):
        strips = StripsConfig(kind=kind, capacity_kw=20)
        return live("retrofit-greensboro", "furnace", days=(10, 14), furnace=None, air_conditioner=None, strips=strips)

    electric, baseboards = run("duct").run().hourly, run("baseboards").run().hourly
    assert baseboards["indoor_fan_electricity"].sum() == 0.0
    assert abs(baseboards["duct_loss"]).sum() == 0.0
    assert baseboards["strip_heat"] == pytest.approx(baseboards["strip_electricity"])
    assert electric["indoor_fan_electricity"].sum() > 0.0
    assert electric["duct_loss"].sum() > 0.05 * electric["strip_heat"].sum()
    fan = electric["strip_heat"] - electric["strip_electricity"]
    assert fan == pytest.approx(electric["indoor_fan_electricity"])
    for hourly in (electric, baseboards):
        assert abs(hourly["energy_residual"]).max() < 1e-3


def test_baseboards_beside_a_ductless_unit_do_not_run_its_fan(live):
    sim = live("retrofit-chicago", "mini-split", days=(5, 8), lockouts=LockoutsConfig(compressor_below_c=15))
    hourly = sim.run().hourly
    assert hourly["strip_heat"].sum() > 0.0
    assert hourly["indoor_fan_electricity"].sum() == 0.0


def test_strips_are_released_when_it_becomes_cold_enough(live):
    """Not at the next call, and not at the next look at the clock: a guard watches the outdoor temperature."""
    sim = live("retrofit-chicago", "single-speed", days=(5, 7), lockouts=LockoutsConfig(backup_above_c=0))
    at = sim.start_hour * 3600.0 + 7200.0
    sim.advance(at)
    sim.write("heating_setpoint", 303.15)  # out of the heat pump's reach, so that backup is called
    sim.write("outdoor_temperature", 280.0)
    sim.advance(at + 7200.0)
    assert sim.house.controls.strip_power == 0.0
    sim.write("outdoor_temperature", 272.5)
    sim.advance(at + 7200.0 + 61.0)
    assert sim.house.controls.strip_power > 0.0
    sim.write("outdoor_temperature", 274.0)
    sim.advance(at + 7200.0 + 122.0)
    assert sim.house.controls.strip_power == 0.0


def test_emergency_heat_leaves_the_compressor_alone(live):
    sim = live("retrofit-chicago", "single-speed", days=(80, 84))  # what 15 kW of strips can carry
    sim.write("mode", "emergency heat")
    hourly = sim.run().hourly
    assert hourly["compressor_heating_electricity"].sum() == 0.0
    assert hourly["unmet_heating"][6:].sum() < 0.1


def test_the_compressor_has_a_lockout_of_its_own(live):
    sim = live("retrofit-chicago", "single-speed", days=(0, 20), lockouts=LockoutsConfig(compressor_below_c=-5))
    hourly = sim.run().hourly
    cold, mild = hourly["outdoor_temperature"] < 267.15, hourly["outdoor_temperature"] > 272.0
    assert np.mean(hourly["compressor_heating_electricity"][cold]) < 20.0  # an hour may hold the end of a run
    assert np.mean(hourly["compressor_heating_electricity"][mild]) > 500.0
    assert hourly["unmet_heating"].mean() < 0.2
