"""Seasonal ratings: closed forms that the standards' sums must give, published ratings, and labels."""

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cosim.cli import main
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibration.sheet import read_sheet
from cosim.equipment.ratings import ahri, en14825
from cosim.equipment.ratings.ahri import BTU_PER_WH, CoolingTests, HeatingTests, Point
from cosim.equipment.ratings.rating import rate

LIBRARY = Path(__file__).parents[2] / "equipment_library"


def machines():
    for path in sorted(LIBRARY.glob("heat_pumps/*.toml")) + sorted(LIBRARY.glob("air_conditioners/*.toml")):
        yield HeatPumpConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def constant(point, low=None):
    low_points = {} if low is None else {"h0_low": low, "h1_low": low, "h3_low": low}
    return HeatingTests(h1=point, h3=point, h2=point, **low_points)


@given(st.sampled_from(list(ahri.REGIONS)), st.floats(1.1, 6), st.floats(2e3, 1e4))
def test_a_machine_that_always_suffices_has_the_rating_of_its_cop(region, cop, design):
    large = Point(1e5, 1e5 / cop)
    for kind in ("single", "variable"):
        assert ahri.hspf2(constant(large), design, region, kind=kind, cyclic=0.0) == pytest.approx(BTU_PER_WH * cop)


@pytest.mark.parametrize("region", ahri.REGIONS)
def test_cycling_and_resistance_by_hand(region):
    climate, capacity, cop, cyclic, design = ahri.REGIONS[region], 9e3, 3.0, 0.25, 1e4
    outdoors = [climate.first - 5 * step for step in range(len(climate.shares))]
    loads = [(climate.zero_load - t) / (climate.zero_load - climate.design) * climate.slope * design for t in outdoors]
    used = 0.0
    for share, load in zip(climate.shares, loads, strict=True):
        if load < capacity:
            used += share * load / cop / (1 - cyclic * (1 - load / capacity))
        else:
            used += share * (capacity / cop + load - capacity)
    by_hand = BTU_PER_WH * sum(s * q for s, q in zip(climate.shares, loads, strict=True)) / used
    tests = constant(Point(capacity, capacity / cop))
    assert ahri.hspf2(tests, design, region, kind="single", cyclic=cyclic) == pytest.approx(by_hand)


def test_below_its_cutoff_a_machine_is_resistance_heat():
    tests = constant(Point(1e5, 3e4))
    assert ahri.hspf2(tests, 1e4, kind="single", cutoff=(70.0, 75.0)) == pytest.approx(BTU_PER_WH)
    half = ahri.hspf2(tests, 1e4, kind="single", cyclic=0.0, cutoff=(-99.0, 75.0))
    assert half == pytest.approx(BTU_PER_WH / (0.5 * 0.3 + 0.5))


def test_demand_defrost_is_worth_three_percent_at_most():
    assert ahri.demand_defrost_credit(60) == pytest.approx(1.03)
    assert ahri.demand_defrost_credit(720) == 1.0


def test_single_speed_cooling_is_the_one_test():
    tests = CoolingTests(Point(1e4, 3e3), Point(1.1e4, 2.5e3))
    assert ahri.seer2(tests, kind="single") == pytest.approx(BTU_PER_WH * 4.4 * 0.9)


def test_cooling_at_low_speed_all_summer_is_that_speeds_ratio():
    low, full = Point(1.2e4, 3e3), Point(1.3e4, 4e3)
    tests = CoolingTests(full, full, low, low, Point(1.25e4, 3.5e3))
    # but for the hottest bin, which the standard's sizing leaves to full speed
    assert ahri.seer2(tests, cyclic=0.0) == pytest.approx(BTU_PER_WH * 4.0, rel=0.005)


def test_two_speeds_take_turns():
    low, full = (lambda _: Point(4e3, 1e3)), (lambda _: Point(8e3, 2.6e3))
    assert ahri.running(6e3, 30.0, full, low, None, 0.25) == (pytest.approx(1.8e3), 0.0)
    assert ahri.running(9e3, 30.0, full, low, None, 0.25) == (pytest.approx(2.6e3), pytest.approx(1e3))


def test_a_published_rating_at_full_load(reference):
    with (reference / "heat_pump_data" / "rating_regressions.csv").open(encoding="utf-8") as file:
        [published] = [row for row in csv.DictReader(file) if row["metric"] == "EER"]
    sheet = read_sheet(reference / "heat_pump_data" / "neep_points.csv", "MUZ-GL15NAH2")
    [full] = [p for p in sheet if p.mode == "cooling" and p.level == "rated"]
    assert BTU_PER_WH * full.capacity / full.power == pytest.approx(float(published["value"]), rel=0.01)


@pytest.mark.parametrize("climate", en14825.CLIMATES.values(), ids=en14825.CLIMATES)
def test_seasons_add_up_to_their_equivalent_hours(climate):
    kelvin_hours = sum(hours * (16 - climate.first - k) for k, hours in enumerate(climate.hours))
    assert kelvin_hours / (16 - climate.design) == pytest.approx(climate.equivalent, abs=0.5)


@pytest.mark.parametrize("climate", en14825.CLIMATES.values(), ids=en14825.CLIMATES)
def test_scop_of_a_constant_machine_is_its_cop_but_for_standby(climate):
    loads = [6e3 * en14825.load_share(climate, t) for t in (climate.design, 12.0)]
    tests = [en14825.PartLoad(t, load, 3.5) for t, load in zip((climate.design, 12.0), loads, strict=True)]
    assert en14825.scop(climate, 6e3, tests, (0, 0, 0)) == pytest.approx(3.5, rel=0.01)
    heat = 6e3 * climate.equivalent
    extra = 10 * (climate.thermostat_off + climate.off)
    with_standby = en14825.scop(climate, 6e3, tests, (10, 0, 10))
    assert heat / with_standby - heat / en14825.scop(climate, 6e3, tests, (0, 0, 0)) == pytest.approx(extra)


def test_certified_seasonal_figures_follow_from_declared_part_loads(reference):
    ratios = []
    with (reference / "heat_pump_data" / "keymark_air_water_35C.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tests = [
                en14825.PartLoad(t, float(row[f"p_{name}_kW"]), float(row[f"cop_{name}"]))
                for t, name in ((-7.0, "minus7"), (2.0, "2"), (7.0, "7"), (12.0, "12"))
            ]
            tests.insert(0, replace(tests[0], outdoor=-10.0))  # the coldest three bins are one percent of the hours
            ours = en14825.scop(en14825.CLIMATES["average"], float(row["p_rated_kW"]), tests, (0.0, 0.0, 0.0))
            ratios.append(ours / float(row["scop_35C_average"]))
    assert len(ratios) > 300
    # air-to-water machines lose less by cycling than the air-to-air ones of this function, but here have no standby
    assert float(np.median(ratios)) == pytest.approx(1.0, abs=0.02)
    assert np.percentile(ratios, [10, 90]) == pytest.approx([1.0, 1.0], abs=0.08)


def test_a_season_by_hand():
    climate = en14825.CLIMATES["average"]
    declared = {-10.0: (4.4, 2.4), -7.0: (4.6, 2.7), 2.0: (2.8, 3.9), 7.0: (2.2, 5.0), 12.0: (2.4, 6.0)}
    tests = [en14825.PartLoad(t, 1e3 * capacity, cop) for t, (capacity, cop) in declared.items()]
    design, kept = 5.2, {}
    for t, (capacity, cop) in declared.items():  # kW: a machine that gives more than is needed goes on and off
        ratio = min(design * (16 - t) / 26 / capacity, 1.0)
        kept[t] = cop * (1 - 0.25 * (1 - ratio))
    outdoors = np.arange(-10, 16)
    load = design * (16 - outdoors) / 26
    capacity = np.interp(outdoors, list(declared), [pair[0] for pair in declared.values()])
    cop = np.interp(outdoors, list(kept), list(kept.values()))
    given = np.minimum(load, capacity)
    hours = np.array(climate.hours)
    active = (hours * load).sum() / (hours * (given / cop + load - given)).sum()
    heat = design * 2066  # kWh
    by_hand = heat / (heat / active + 179 * 0.012 + 3851 * 0.030 + 3672 * 0.012)
    assert en14825.scop(climate, 1e3 * design, tests, (12.0, 30.0, 12.0)) == pytest.approx(by_hand)
    assert given[0] < load[0], "the coldest bin needs resistance heat"


@pytest.mark.slow
def test_labels_of_the_library_are_met_within_what_test_speeds_explain():
    labelled = [config for config in machines() if config.label is not None]
    assert labelled
    for config in labelled:
        found = rate(config)
        for label, ours in found.label.values():
            assert found.flags or ours == pytest.approx(label, rel=0.18), config.name


@pytest.mark.slow
def test_every_machine_has_ratings():
    for config in machines():
        found = rate(config)
        if config.heating:
            assert found.hspf2["V"] < found.hspf2["IV"] < found.hspf2["II"] * 1.1
            assert 6.0 < found.hspf2["IV"] < 14.0  # the NEEP list of 2017 goes up to an HSPF of 14.2
            assert 2.2 < found.scop["average"] < 5.0
        assert found.seer2 is None or 8.0 < found.seer2 < 25.0


@pytest.mark.slow
def test_the_command_prints_tests_ratings_label_and_criteria():
    said = CliRunner().invoke(main, ["equipment", "rate", "mitsubishi-puz-ha36nha5"], prog_name="cosim")
    assert said.exit_code == 0, said.output
    for words in ("H4 greatest", "HSPF2 by region", "SEER2", "on the label", "SCOP", "ENERGY STAR", "NEEP"):
        assert words in said.output
    unknown = CliRunner().invoke(main, ["equipment", "rate", "mitsubishi-puz-ha36"], prog_name="cosim")
    assert unknown.exit_code == 2
    assert "did you mean" in unknown.output
