"""Data sheets: what is refused, with row and reason, and what is flagged as a contradiction."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.equipment import Anchor
from cosim.equipment.calibration.fit import PublishedPoint
from cosim.equipment.calibration.sheet import carnot, contradictions, read_sheet
from cosim.equipment.library import read_machine
from cosim.equipment.residual import MEETING, correction
from cosim.errors import InvalidInput

HEAD = "mode,outdoor_f,level,capacity_btu_h,power_kw\n"
RATED = "heating,47,rated,36000,2.9\nheating,17,rated,24000,2.7\nheating,5,rated,19000,2.6\n"


def sheet(folder, text, head=HEAD):
    path = folder / "sheet.csv"
    path.write_text(head + text, encoding="utf-8")
    return path


def test_units_come_from_the_head(tmp_path):
    rows = "heating,8.333,nominal,10.55,2900\nheating,-8,max,8,2700\nheating,-15,max,7,2600\n"
    metric = sheet(tmp_path, rows, "mode,outdoor_c,level,capacity_kw,power_w\n")
    point = read_sheet(metric)[0]
    assert point.outdoor == pytest.approx(281.483, abs=1e-3)
    assert (point.level, point.capacity, point.power) == ("rated", 10550, 2900)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("heating,47,rated,36000,2.9\nheating,17,rated,24000,2.7\n", "2 points cannot tell"),
        (RATED + "heating,17,max,23000,3.5\n", "row 5: capacity falls from rated to max"),
        (RATED + "heating,35,rated,36000,0.35\n", "row 5: COP 30.1 is above Carnot"),
        (RATED + "heating,35,rated,9.1,2.8\n", "row 5: .*is the capacity in kW under a heading in Btu/h"),
        (RATED + "heating,35,rated,many,2.8\n", "row 5: capacity_btu_h is 'many', not a number"),
        (RATED + "heating,5,rated,19000,2.6\n", "row 5: is a second point"),
        (RATED + "drying,5,rated,19000,2.6\n", "row 5: mode is 'drying'"),
        (RATED.replace("47,", "44,"), r"no point of heating at 47 °F \(8.3 °C\), level 'rated'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(tmp_path, rows, reason):
    with pytest.raises(InvalidInput, match=reason):
        read_sheet(sheet(tmp_path, rows))


def test_missing_columns_are_named(tmp_path):
    with pytest.raises(InvalidInput, match=r"no column of power; name it power_kw or power_w"):
        read_sheet(sheet(tmp_path, "heating,47,rated,36000\n", "mode,outdoor_f,level,capacity_btu_h\n"))


def test_the_reference_holds_one_sheet_that_contradicts_itself(reference):
    file = reference / "heat_pump_data" / "neep_points.csv"
    flags = {
        model: contradictions(read_sheet(file, model)) for model in ("MUZ-GL15NAH2", "MUZ-FH18NAH2", "PUZ-HA36NHA5")
    }
    copied = next(flag for flag in flags["MUZ-GL15NAH2"] if "same power at 17 °F and 47 °F" in flag.words)
    assert len(copied.rows) == 6
    assert not flags["MUZ-FH18NAH2"]
    assert not flags["PUZ-HA36NHA5"]


@given(st.floats(240, 290), st.floats(1.0, 9.9))
def test_no_plausible_machine_exceeds_carnot(outdoor, cop):
    point = PublishedPoint("heating", outdoor, "rated", cop * 1000, 1000)
    lift = max(294.261 - outdoor, 1.0)
    assert (cop > carnot(point)) == (cop * lift > 294.261)


def test_a_row_that_gives_less_heat_than_it_takes_power_is_named():
    points = [PublishedPoint("heating", t, "min", c, 680) for t, c in [(281.483, 2900), (264.8, 1055), (258.15, 322)]]
    [flag] = contradictions(points)
    assert "less heat than it takes power" in flag.words
    assert flag.rows == (2,)


def test_anchors_are_met_held_beyond_and_fade_away():
    anchors = tuple(
        Anchor.model_construct(outdoor=t, speed=n, level=level, capacity=1.0, power=w)
        for t, n, level, w in [(258, 20, "min", 0.9), (281, 30, "min", 1.1), (264, 60, "rated", 0.95),
                               (281, 60, "rated", 1.05), (258, 110, "max", 1.2), (281, 90, "max", 0.8)]
    )  # fmt: skip
    held = correction(anchors)
    for anchor in anchors:
        _, power = held.factors(np.array([anchor.outdoor]), np.array([anchor.speed]))
        assert power[0] == pytest.approx(anchor.power)
    _, beyond = held.factors(np.array([250.5, 288.5, 246.0, 240.0, 300.0]), np.array([130.0, 10.0, 130.0, 130.0, 10.0]))
    assert beyond == pytest.approx([1.2, 1.1, 1.1, 1.0, 1.0])


def _anchor(celsius, level, speed, capacity, power):
    return Anchor.model_construct(outdoor=273.15 + celsius, level=level, speed=speed, capacity=capacity, power=power)


@pytest.mark.parametrize(
    "anchors",
    [
        # the level that is carried there from another temperature lies at the same speed, below it, and a hair above it
        [_anchor(35, "rated", 74.9, 1.0, 1.002), _anchor(28, "max", 74.9, 0.99, 0.957)],
        [_anchor(35, "rated", 74.9, 1.0, 1.002), _anchor(28, "max", 71.8, 0.99, 0.957)],
        [_anchor(35, "rated", 74.9, 1.0, 1.002), _anchor(28, "max", 75.0, 0.99, 0.957)],
        # three levels at one speed, each given at a temperature of its own
        [_anchor(8, "min", 60.0, 0.9, 1.1), _anchor(-8, "rated", 60.0, 1.1, 0.9), _anchor(-15, "max", 60.0, 1.0, 1.2)],
        # both given at one temperature, as near as an anchor's digits tell
        [_anchor(8, "rated", 112.3, 1.0, 0.93), _anchor(8, "max", 112.4, 1.0, 1.05)],
    ],
)
def test_anchors_are_met_where_levels_meet_at_one_speed(anchors):
    held = correction(tuple(anchors))
    for anchor in anchors:
        found = held.factors(np.array([anchor.outdoor]), np.array([anchor.speed]))
        assert np.ravel(found) == pytest.approx([anchor.capacity, anchor.power], rel=1e-9)


@pytest.mark.slow
@given(st.data())
def test_every_anchor_is_met_whatever_a_sheet_leaves_out(data):
    anchors = []
    for celsius in data.draw(st.lists(st.integers(-25, 45), min_size=1, max_size=4, unique=True)):
        levels = data.draw(st.lists(st.sampled_from(["min", "rated", "max"]), min_size=1, max_size=3, unique=True))
        speeds = data.draw(st.lists(st.integers(200, 1300), min_size=3, max_size=3, unique=True))
        for level, speed in zip(sorted(levels, key=["min", "rated", "max"].index), sorted(speeds), strict=False):
            factor = st.floats(0.7, 1.4)
            anchors.append(_anchor(celsius, level, speed / 10.0, data.draw(factor), data.draw(factor)))
    held = correction(tuple(anchors))
    for anchor in anchors:
        found = held.factors(np.array([anchor.outdoor]), np.array([anchor.speed]))
        assert np.ravel(found) == pytest.approx([anchor.capacity, anchor.power], rel=1e-9)


def test_the_residual_of_sheets_is_linear_between_levels_and_temperatures():
    """All points at once by numpy, level by level, against the function that the flow compiles."""
    random = np.random.default_rng(4)
    for unit in map(read_machine, ("mitsubishi-puz-ha36nha5", "mitsubishi-muz-gl15nah2", "two-speed-3ton")):
        for operation in (unit.heating, unit.cooling):
            held = correction(operation.anchors)
            outdoor, speed = random.uniform(240.0, 320.0, 500), random.uniform(5.0, 120.0, 500)
            outdoor[0], speed[0] = operation.anchors[0].outdoor, operation.anchors[0].speed
            found = np.stack(held.factors(outdoor, speed))
            assert found == pytest.approx(factors_by_level(held.curves, outdoor, speed), rel=1e-12)


def factors_by_level(curves, outdoor, speed):
    at = [np.stack([np.interp(outdoor, curve[:, 0], curve[:, k]) for k in (1, 2, 3)])
          for curve in curves.transpose(1, 0, 2)]  # fmt: skip
    for slow, fast in zip(at[-2::-1], at[:0:-1], strict=True):
        apart = np.clip((fast[0] - slow[0]) / (MEETING * fast[0]), 0.0, 1.0)
        slow[0] = np.minimum(slow[0], fast[0])
        slow[1:] = fast[1:] + apart * (slow[1:] - fast[1:])
    result = at[0][1:].copy()
    for slow, fast in pairwise(at):
        share = np.clip((speed - slow[0]) / np.maximum(fast[0] - slow[0], 1e-9), 0.0, 1.0)
        result += share * (fast[1:] - slow[1:])
    return result
