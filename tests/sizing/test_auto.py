"""Sizes that are chosen for a house: the heating load is never lost, and units are such as are sold."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.config.backup import DualFuelConfig, FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.equipment.library import read_machine
from cosim.errors import InvalidInput
from cosim.project import find
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.auto import choices, with_size, with_sizes
from cosim.sizing.balance import balance
from cosim.sizing.size import size
from cosim.sizing.sold import SINGLE_UNITS, STRIPS, UNITS, baseboards_for, furnace_for, strips_for, unit_for
from cosim.units import to_si
from cosim.weather import read_weather

STRIP = StripsConfig.model_construct(capacity=1000.0)


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


def fahrenheit(degrees: float) -> float:
    return to_si(degrees, "temperature", "f")


def sized(name: str, **parts) -> Configuration:
    return Configuration(
        name, **({"heat_pump": read_machine("ccashp-3ton"), "strips": STRIP, "capacity": "auto"} | parts)
    )


def locked(below: float) -> LockoutsConfig:
    return LockoutsConfig.model_construct(compressor_below=fahrenheit(below), backup_above=None)


@pytest.fixture(scope="module")
def chicago() -> Scenario:
    """The leaky ranch; 99 % of the hours are warmer than 1 °F, the coldest has −9 °F."""
    return cosim.load("retrofit-chicago")


def with_configurations(scenario: Scenario, *configurations: Configuration) -> Scenario:
    return replace(scenario, configurations=configurations)


def warmer(scenario: Scenario, kelvin: float) -> Scenario:
    weather = scenario.weather
    return replace(scenario, weather=replace(
        weather, dry_bulb=weather.dry_bulb + kelvin, dew_point=weather.dew_point + kelvin,
        sky_infrared=weather.sky_infrared + 5.0 * kelvin,
    ))  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("house", "weather"),
    [("ranch-1960s", "chicago-il"), ("two-storey-1990s", "northway-ak"), ("tight-new", "greensboro-nc")],
)
def test_a_year_with_what_was_chosen(house, weather, tmp_path):
    """Three of the 27 of benchmarks/auto_sizing.py."""
    text = find("scenarios", "quick-start", place="test").read_text(encoding="utf-8")
    for key, value in (("house", f'"{house}"'), ("weather", f'"{weather}"'), ("strips", '{}\ncapacity = "auto"')):
        text = re.sub(rf"^{key} = .*", f"{key} = {value}", text, flags=re.MULTILINE)
    path = tmp_path / "sized.toml"
    path.write_text(text, encoding="utf-8")
    scenario = cosim.load(path)
    [choice] = choices(scenario)
    assert 0.9 < choice.configuration.scale / choice.asked < 1.6
    with pytest.warns(cosim.CosimWarning, match="sized to ccashp-3ton times"):
        results = cosim.simulate(scenario)
    assert float(results["annual_unmet_heating"][0]) < 50.0
    assert "comfort_warnings" not in results.attrs


@pytest.mark.slow
def test_moving_a_lockout_by_a_degree_moves_the_size_by_little(chicago):
    """Across the design temperature as well, where the compressor begins to stand still at design."""
    lockouts = (-15, -2, -1, 0, 1, 2, 3, 4)
    found = choices(with_configurations(chicago, *(sized(f"{below}", lockouts=locked(below)) for below in lockouts)))
    asked = np.array([choice.asked for choice in found])
    assert np.max(np.abs(np.diff(asked)) / asked[:-1]) < 0.05
    steps = [UNITS.index(choice.unit.tons) for choice in found]
    assert np.max(np.abs(np.diff(steps))) <= 1
    strips = np.array([choice.configuration.strips.capacity for choice in found])
    design = found[0].loads.heating.with_ducts
    coldest = (float(chicago.weather.dry_bulb.min()) - fahrenheit(0.0)) * 1.8
    for below, capacity in zip(lockouts, strips, strict=True):
        if below > coldest:  # the compressor stands still in hours of this weather
            assert capacity >= 0.95 * design
        elif below < coldest - 5.0:
            assert capacity < 0.7 * design


@pytest.mark.slow
@pytest.mark.parametrize("below", [-22.0, 0.0, 2.0, 35.0])
def test_backup_carries_the_house_where_the_compressor_stands_still(chicago, below):
    """The coldest week of the year."""
    coldest = int(np.argmin(chicago.weather.dry_bulb)) // 24
    begin = 24 * max(coldest - 2, 0)
    locked_out = with_configurations(chicago, sized("hp", lockouts=locked(below)))
    with pytest.warns(cosim.CosimWarning, match="hp: sized to ccashp-3ton times"):
        results = cosim.simulate(locked_out, start=begin, end=begin + 120)
    assert float(results["annual_unmet_heating"][0]) < 5.0
    assert "comfort_warnings" not in results.attrs


@pytest.mark.slow
def test_emergency_heat_and_strips_alone_carry_all_of_it(chicago):
    emergency = ThermostatConfig(mode="emergency heat")
    alone = sized("electric furnace", heat_pump=None)
    found = choices(with_configurations(chicago, sized("hp", thermostat=emergency), alone))
    for choice in found:
        assert choice.configuration.strips.capacity >= 0.95 * choice.loads.heating.with_ducts


@pytest.mark.slow
def test_setpoints_are_those_of_each_configuration(chicago):
    warm = ThermostatConfig(heating_setpoint_f=75, cooling_setpoint_f=80)
    found = choices(with_configurations(chicago, sized("usual"), sized("warm", thermostat=warm)))
    assert found[1].loads.heating.indoor == pytest.approx(fahrenheit(75.0))
    assert found[1].asked > 1.05 * found[0].asked


@pytest.mark.slow
def test_a_heat_pump_beside_a_furnace_follows_cooling_and_where_there_is_none_the_handover(chicago):
    furnace = chicago.configurations[0].furnace
    assert isinstance(furnace, FurnaceConfig)
    dual = sized("dual", strips=None, furnace=furnace, dual_fuel=DualFuelConfig())
    [choice] = choices(with_configurations(chicago, dual))
    [fit] = size(with_configurations(chicago, dual)).fits
    assert 0.9 < fit.cooling_ratio < 1.4
    assert fit.furnace_capacity >= 0.95 * fit.heating_load
    cold = warmer(chicago, -14.0)
    [at_30] = choices(with_configurations(cold, dual))
    [at_40] = choices(with_configurations(cold, replace(dual, dual_fuel=DualFuelConfig(switchover_f=40))))
    assert choice.loads.cooling.room > 0.0
    assert at_30.asked > at_40.asked > 0.0  # it hands over where it is milder, so it is smaller


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0.0, 15.0])
def test_a_place_without_a_heating_season_is_sized_for_cooling(chicago, shift):
    """Miami, and a place where no hour is cold."""
    tropics = warmer(replace(chicago, weather=read_weather(find("weather", "miami-fl", place="test"))), shift)
    tropics = with_configurations(tropics, sized("hp"), replace(chicago.configurations[0], capacity="auto"))
    found = size(tropics)
    assert all(0.9 < fit.cooling_ratio < 1.4 for fit in found.fits)
    points = balance(tropics).points
    assert all(np.isfinite(point.cost).all() and point.cost.min() > 0.0 for point in points)
    if shift:
        assert found.loads.heating.room == 0.0
        assert {fit.heating_hours for fit in found.fits} == {0}
        assert points[0].thermal is None
        assert [
            crossing.better for crossing in points[0].crossings if crossing.against == "electric resistance"
        ] == 2 * ["heat pump"]


@pytest.mark.slow
def test_a_place_without_a_cooling_season_gets_the_smallest_air_conditioner(chicago):
    gas = replace(chicago.configurations[0], capacity="auto")
    told: list[str] = []
    [after] = with_sizes(with_configurations(warmer(chicago, -25.0), gas), told.append).configurations
    assert after.scale == pytest.approx(1.0 / 3.0)
    assert "the cooling load is negligible" in told[0]


def test_units_are_such_as_are_sold(chicago):
    for needed in (0.1, 0.8, 1.3, 2.1, 4.9, 5.2):
        assert unit_for(needed).tons in SINGLE_UNITS
    assert str(unit_for(5.9)) == "2 units of 3 tons"
    assert str(unit_for(1.0)) == "1 ton"
    assert strips_for(12e3) in STRIPS
    assert strips_for(41e3) == 40e3
    assert baseboards_for(2300.0) == 2500.0
    assert furnace_for(15e3, 0.8) == pytest.approx(80e3 * 1055.056 / 3600 * 0.8, rel=1e-5)
    assert furnace_for(0.0, 0.96) == pytest.approx(40e3 * 1055.056 / 3600 * 0.96, rel=1e-5)


@pytest.mark.slow
def test_what_run_refuses_check_finds_and_size_shows(tmp_path):
    """A heat pump of one speed for a leaky house in interior Alaska."""
    text = find("scenarios", "quick-start", place="test").read_text(encoding="utf-8")
    for key, value in (("house", '"ranch-1960s"'), ("weather", '"northway-ak"'), ("heat_pump", '"single-speed-3ton"'),
                       ("strips", '{}\ncapacity = "auto"')):  # fmt: skip
        text = re.sub(rf"^{key} = .*", f"{key} = {value}", text, flags=re.MULTILINE)
    path = tmp_path / "alaska.toml"
    path.write_text(text, encoding="utf-8")
    for command in ("check", "run"):
        said = run(command, path)
        assert said.exit_code == 2, said.output
        assert "times as large" in said.output
        assert 'remove capacity = "auto"' in said.output
        assert "cosim size" not in said.output
    said = run("size", path)
    assert said.exit_code == 0, said.output
    assert "size that the loads require" in said.output
    assert run("balance", path).exit_code == 0
    [fit] = json.loads(run("size", path, "--json").output)["configurations"]
    assert fit["scale_asked"] > 3.0
    assert fit["heating_load_w"] > 0.0
    assert "times as large" in fit["fault"]
    path.write_text(
        text.replace('capacity = "auto"', "").replace("strips = {}", "strips = { capacity_kw = 30 }"), "utf-8"
    )
    assert run("check", path).exit_code == 0  # the remedy leads out


def test_a_simulation_of_ones_own_is_not_run_with_sizes_that_nobody_chose(chicago):
    scenario = with_configurations(chicago, sized("hp"))
    with pytest.raises(InvalidInput, match="still to be sized"):
        cosim.Simulation(scenario, scenario.configurations[0])


@pytest.mark.slow
def test_who_couples_a_house_gets_its_sizes(chicago):
    """FMUs, HELICS and Gymnasium take a configuration with its sizes, not the kilowatt that stands for none yet."""
    auto = sized("hp", lockouts=locked(0.0))
    scenario, ready = with_size(with_configurations(chicago, sized("other"), auto), auto)
    assert scenario.configurations == (ready,)
    assert ready.strips.capacity > 10e3
    assert cosim.Simulation(scenario, ready, start_hour=0, end_hour=1).configuration.scale > 1.0


def test_a_room_far_below_its_setpoint_is_told_in_words(chicago):
    weak = sized("weak", heat_pump=None, strips=StripsConfig.model_construct(capacity=4000.0), capacity="as built")
    held = sized("held", heat_pump=None, strips=StripsConfig.model_construct(capacity=25000.0), capacity="as built")
    notices: list[str] = []

    def listen(kind: str, text: str) -> None:
        notices.append(text)

    results = cosim.simulate(with_configurations(chicago, weak, held), start=0, end=48, progress=listen)
    [warning] = [text for text in notices if "below its setpoint" in text]
    assert warning.startswith("weak: the room falls to ")
    assert warning in str(cosim.compare(results)).replace("\n", " ")
    lowest = float(results["indoor_temperature"].sel(configuration="weak").min()) - 273.15
    assert f"{lowest:.1f} °C" in warning


def test_the_way_back_from_a_setback_is_no_cold_room(chicago):
    setback = replace(chicago.configurations[0], thermostat=cosim.load("quick-start").configurations[0].thermostat)
    results = cosim.simulate(with_configurations(chicago, setback), start=0, end=72)
    assert "comfort_warnings" not in results.attrs
