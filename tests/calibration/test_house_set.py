"""A house with other values, and the files of a calibration: what is written is what is read."""

import tomllib
from dataclasses import replace

import numpy as np
import pytest

import cosim
from cosim.calibration.adjust import adjusted, parameters_of
from cosim.calibration.ensemble import members_of, with_houses
from cosim.calibration.house_set import HouseSetConfig, MemberConfig, ValuesConfig, text_of_house, text_of_set
from cosim.config.house import HouseConfig
from cosim.envelope.envelope import build_envelope
from cosim.errors import InvalidInput
from cosim.results.comparison import compare
from cosim.results.export import to_csv
from cosim.results.netcdf import open_results, write

HOUSES = ("ranch-1960s", "ranch-1960s-two-zones", "tight-new", "two-storey-1990s")


@pytest.fixture(scope="module")
def retrofit():
    return cosim.load("retrofit-chicago")


def same(one, other, place="") -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            same(one[key], other[key], f"{place}.{key}")
    elif isinstance(one, tuple | list):
        for number, (first, second) in enumerate(zip(one, other, strict=True)):
            same(first, second, f"{place}[{number}]")
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-6), place
    else:
        assert one == other, place


@pytest.mark.parametrize("name", HOUSES)
def test_a_house_reads_back_as_it_was_written(name):
    from cosim.project import find
    from cosim.scenarios.reader import read_config

    house = read_config(HouseConfig, find("houses", name, place="test"))
    text = text_of_house(house, "words\nof two lines")
    same(HouseConfig.model_validate(tomllib.loads(text)).model_dump(), house.model_dump())


def steady_loss(house, weather) -> float:
    """Return the heat that flows out for each kelvin between room and outdoors, W/K; soil is as cold as the air."""
    envelope = build_envelope(house, weather)
    inside = 1.0
    # steady state of the modes with outdoors and ground at 0 and heat into the room's air until it is 1 K warmer
    unit = np.zeros(envelope.input.shape[0])
    unit[2] = 1.0
    modes = -(unit @ envelope.input) / envelope.eigenvalue
    rise = envelope.zone_output[0] @ modes + envelope.zone_feedthrough[0] @ unit
    return inside / rise


@pytest.mark.slow
def test_heat_loss_scales_that_of_the_fabric(retrofit):
    """Twice the conductance of every layer is less than twice the loss, for films and air stay; half likewise."""
    weather, name = retrofit.weather, retrofit.configurations[0].name
    loss = {
        factor: steady_loss(adjusted(retrofit, {"heat_loss": factor}, name).house, weather) for factor in (0.5, 1, 2)
    }
    assert 1.3 < loss[2] / loss[1] < 2.0
    assert 0.5 < loss[0.5] / loss[1] < 0.75
    assert loss[1] == pytest.approx(steady_loss(retrofit.house, weather))


def test_values_reach_what_they_are_of(retrofit):
    name = retrofit.configurations[0].name
    values = {"leakage": 1.5, "solar": 0.5, "heating_setpoint": -1.0, "cooling_setpoint": 0.5, "appliances": 2.0,
              "gains": 1.1, "efficiency": 0.9, "duct_leakage": 2.0, "added_fuel": 300.0}  # fmt: skip
    other = adjusted(retrofit, values, name)
    before, after = retrofit.house, other.house
    assert after.zones[0].leakage.ach50 == pytest.approx(1.5 * before.zones[0].leakage.ach50)
    assert after.windows[0].curtain == pytest.approx(0.5 * before.windows[0].curtain)
    assert after.ducts.supply_leakage == pytest.approx(2 * before.ducts.supply_leakage)
    assert after.gains[0].electricity == pytest.approx(2 * before.gains[0].electricity)
    assert after.gains[0].sensible == pytest.approx(2.2 * before.gains[0].sensible)
    assert after.gains[-1].fuel == 300.0
    for old, new in zip(retrofit.configurations, other.configurations, strict=True):
        assert new.thermostat.heating_setpoint == pytest.approx(old.thermostat.heating_setpoint - 1)
        assert new.thermostat.cooling_setpoint == pytest.approx(old.thermostat.cooling_setpoint + 0.5)
    assert other.configurations[0].furnace.efficiency == pytest.approx(
        0.9 * retrofit.configurations[0].furnace.efficiency
    )
    assert (
        other.configurations[3].furnace == retrofit.configurations[3].furnace
    )  # a new one, of which bills know nothing
    HouseConfig.model_validate(after.as_toml())


def test_parameters_are_those_that_the_house_has(retrofit):
    furnace, pump = retrofit.configurations[0], retrofit.configurations[1]
    with_fuel = {each.name for each in parameters_of(retrofit, furnace, fuel=True)}
    assert {"efficiency", "added_fuel", "duct_leakage", "cooling_setpoint"} <= with_fuel
    assert "other_fuel" not in with_fuel
    electric = {each.name for each in parameters_of(retrofit, pump, fuel=False)}
    assert not electric & {"efficiency", "added_fuel", "other_fuel"}
    bare = replace(retrofit, house=retrofit.house.model_copy(update={"ducts": None, "gains": ()}))
    assert not {each.name for each in parameters_of(bare, furnace, fuel=True)} & {"duct_leakage", "appliances", "gains"}


def written(retrofit, folder, *, shares=(0.25, 0.5, 0.25)):
    values = ({"heat_loss": 0.9, "heating_setpoint_k": -0.5, "efficiency": 1.01}, {}, {"heat_loss": 1.15})
    houses = HouseSetConfig(
        configuration=retrofit.configurations[0].name,
        house=retrofit.house,
        best=ValuesConfig(),
        members=tuple(MemberConfig.model_validate({**each, "share": share})
                      for each, share in zip(values, shares, strict=True)),
    )  # fmt: skip
    path = folder / "house-set.toml"
    path.write_text(text_of_set(houses), encoding="utf-8")
    return path, houses


def test_a_set_reads_back(retrofit, tmp_path):
    path, houses = written(retrofit, tmp_path)
    scenario, found = with_houses(retrofit, path)
    same(found.model_dump(), houses.model_dump())
    assert scenario.files[-1].kind == "houses"
    members = members_of(scenario, found)
    assert members[0].configurations[0].thermostat.heating_setpoint == pytest.approx(
        retrofit.configurations[0].thermostat.heating_setpoint - 0.5
    )
    furnaces = [each.configurations[0].furnace.efficiency for each in members]
    assert furnaces[0] == pytest.approx(min(1.01 * furnaces[1], 0.985))


def test_shares_that_do_not_add_up_are_refused(retrofit, tmp_path):
    path, _ = written(retrofit, tmp_path)
    path.write_text(path.read_text().replace("share = 0.5", "share = 0.7"))
    with pytest.raises(InvalidInput, match=r"add up to 1\.2"):
        with_houses(retrofit, path)


@pytest.mark.slow
def test_answers_with_bands(retrofit, tmp_path):
    """Two cold days of three houses: bands hold the best, and follow the houses' order; the file keeps them."""
    from cosim.calibration.ensemble import add_members
    from cosim.results.report.cases import cases_of
    from cosim.results.report.summary import summary
    from cosim.study import simulate

    path, _ = written(retrofit, tmp_path)
    two = replace(retrofit, configurations=retrofit.configurations[:2])
    scenario, houses = with_houses(two, path)
    results = add_members(simulate(scenario, start=0, end=48), scenario, houses, start=0, end=48)
    heating = results["annual_heating_of_members"].values
    assert (np.diff(heating, axis=1) > 0).all()  # a leakier house needs more
    assert heating[:, 1] == pytest.approx(results["annual_heating"].values, rel=1e-9)
    write(results, tmp_path / "two.nc")
    comparison = compare(open_results(tmp_path / "two.nc"))
    for row in comparison.rows:
        assert row["heating_kwh_low"] < row["heating_kwh"] < row["heating_kwh_high"]
    assert sum(row["share_cheapest"] for row in comparison.rows) == pytest.approx(1.0)
    first, second = comparison.rows
    assert first["savings_low"] == first["savings_high"] == 0.0
    assert second["savings_low"] <= second["savings"] <= second["savings_high"]
    told = str(comparison)
    assert "3 houses that explain the bills" in told
    assert "Most useful to measure next: an energy audit" in told
    page = [str(each) for said, rest in summary(cases_of([results]), [results]) for each in (said, *rest)]
    assert "3 houses that explain the bills; 80 % of them lie within:" in page
    assert any(" in these days" in each and "cheapest in" in each for each in page)
    assert b"heating_kwh_low" in to_csv(compare(simulate(scenario, start=0, end=48), tmp_path / "two.nc"))
