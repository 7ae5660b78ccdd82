"""The built envelope: steady answers by hand, conservation, size, and reduced against full."""

import numpy as np
import pytest

from cosim.config.house import HouseConfig
from cosim.envelope.envelope import build_envelope, site_air_density
from cosim.physics.infiltration import BASE

LIBRARY = ["ranch-1960s", "tight-new", "two-storey-1990s"]


def steady(envelope, **inputs) -> np.ndarray:
    """Zone temperatures after a long time under constant inputs: `outdoor`, `ground` K, `zone`, `star`, `face` W."""
    zones = len(envelope.zone_names)
    u = np.zeros(len(envelope.input))
    first = {"outdoor": 0, "ground": 1, "zone": 2, "star": 2 + zones, "face": 2 + 2 * zones}
    for name, value in inputs.items():
        u[first[name]] = value
    return envelope.zone_output @ (-(u @ envelope.input) / envelope.eigenvalue) + envelope.zone_feedthrough @ u


@pytest.mark.parametrize("fidelity", ["full", "reduced"])
def test_a_watt_warms_the_box_by_the_inverse_of_its_ua(box, greensboro, fidelity):
    envelope = build_envelope(HouseConfig.model_validate(box), greensboro, fidelity=fidelity)
    ua = 130 / (1 / 20 + 0.1 / 0.04 + 0.05 / 1.0 + 1 / 8)
    assert steady(envelope, zone=1.0)[0] == pytest.approx(1 / ua, rel=1e-9)


def test_the_soil_of_a_house_follows_the_air_or_the_sun_as_it_states(library, greensboro):
    """4 to 8 K warmer in the sun, and with more of a year; deeper soil has less."""
    house = library("ranch-1960s")
    sunny = house.ground.model_copy(update={"surface": "bare soil"})
    soils = [
        build_envelope(house.model_copy(update={"ground": ground}), greensboro).ground_temperature
        for ground in (house.ground, sunny, sunny.model_copy(update={"depth": 4.0}))
    ]
    air, bare, deep = soils
    assert air.mean() == pytest.approx(greensboro.dry_bulb.mean(), abs=0.05)
    assert 4.0 < bare.mean() - air.mean() < 8.0
    assert deep.mean() == pytest.approx(bare.mean(), abs=0.05)
    assert np.ptp(deep) < np.ptp(air) < np.ptp(bare)


@pytest.mark.parametrize("name", LIBRARY)
@pytest.mark.parametrize("fidelity", ["full", "reduced"])
def test_a_house_as_warm_as_all_around_it_is_at_rest(library, greensboro, name, fidelity):
    envelope = build_envelope(library(name), greensboro, fidelity=fidelity)
    assert steady(envelope, outdoor=290.0, ground=290.0) == pytest.approx(290.0, rel=1e-9)
    assert (envelope.eigenvalue < 0).all()
    assert (envelope.stored_output @ (-(envelope.input[0] + envelope.input[1]) / envelope.eigenvalue)) > 1e6


@pytest.mark.parametrize("name", LIBRARY)
def test_stored_heat_is_what_flowed_in(library, greensboro, name):
    envelope = build_envelope(library(name), greensboro)
    draw = np.random.default_rng(3)
    z = draw.normal(size=envelope.eigenvalue.size) * 1e5
    u = np.concatenate([[270.0, 285.0], draw.normal(size=len(envelope.input) - 2) * 1e3])
    rate = envelope.stored_output @ (envelope.eigenvalue * z + u @ envelope.input)
    flowing = envelope.outdoor_loss_output @ z + envelope.outdoor_loss_input @ u + u[2:].sum()
    assert rate == pytest.approx(flowing, rel=1e-9)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_reduced_setting_is_small_and_the_full_one_has_no_shortcuts(library, greensboro, name):
    reduced = build_envelope(library(name), greensboro)
    full = build_envelope(library(name), greensboro, fidelity="full")
    assert 30 <= reduced.eigenvalue.size <= 62
    assert len(reduced.face_names) <= 34
    assert not full.zone_feedthrough.any()
    assert not full.face_feedthrough.any()
    # the room's air answers its heater through modes that are there, not at once
    own = reduced.zone_output[0] @ (-reduced.input[2] / reduced.eigenvalue)
    assert abs(reduced.zone_feedthrough[0, 2]) < 0.02 * own
    assert reduced.leakage[0, BASE] == 0
    assert all(array.flags.c_contiguous and array.dtype == float for array in (reduced.input, reduced.face_sun))


@pytest.mark.parametrize("name", LIBRARY)
def test_grouping_keeps_area_and_sun(library, greensboro, name):
    reduced = build_envelope(library(name), greensboro)
    full = build_envelope(library(name), greensboro, fidelity="full")
    assert reduced.faces.outer_area.sum() == pytest.approx(full.faces.outer_area.sum())
    np.testing.assert_allclose(reduced.face_sun.sum(axis=1), full.face_sun.sum(axis=1), rtol=2e-3, atol=1.0)
    np.testing.assert_allclose(reduced.solar_transmitted, full.solar_transmitted)


def test_turning_the_house_by_half_turns_its_sun(library, greensboro):
    """With no shade and the same wall on both sides, a house turned by 180 degrees gets the other side's sun."""
    house = library("tight-new").model_copy(update={"windows": ()})
    straight, turned = (build_envelope(house, greensboro, fidelity="full", orientation=o) for o in (0.0, 180.0))
    sun = {n: straight.face_sun[:, i] for i, n in enumerate(straight.face_names)}
    other = {n: turned.face_sun[:, i] for i, n in enumerate(turned.face_names)}
    np.testing.assert_allclose(sun["south wall, outer"], other["north wall, outer"])
    np.testing.assert_allclose(sun["east wall, outer"], other["west wall, outer"])


def test_transmitted_sun_is_absorbed_but_for_what_leaves_again(library, greensboro):
    envelope = build_envelope(library("tight-new"), greensboro, fidelity="full")
    room = [i for i, name in enumerate(envelope.face_names) if name.endswith("inner") and "windows" not in name]
    share = envelope.face_sun[:, room].sum() / envelope.solar_transmitted.sum()
    assert 0.8 < share < 1.0


def test_air_is_thin_in_denver():
    assert site_air_density(1650.0) == pytest.approx(0.987, abs=0.002)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
@pytest.mark.parametrize("place", ["northway-ak", "greensboro-nc", "miami-fl"])
def test_reduced_follows_full(library, site, live, name, place):
    """Annual loads within 0.5 %, or 0.05 % of both together where one is next to nothing; air within 0.2 K rms."""
    house, weather = library(name), site(place)
    volume = house.zones[0].volume
    loads, floats = {}, {}
    for fidelity in ("full", "reduced"):
        envelope = build_envelope(house, weather, fidelity=fidelity)
        year = live(envelope, weather, volume, 293.15, 297.15)
        loads[fidelity] = np.array([year.hourly[key].sum() for key in ("ideal_heat", "cooling_sensible")])
        floats[fidelity] = live(envelope, weather, volume, None, None).zones
        assert np.abs(year.hourly["energy_residual"]).max() < 1e-5
    for full, reduced in zip(loads["full"], loads["reduced"], strict=True):
        assert reduced == pytest.approx(full, rel=0.005, abs=0.0005 * loads["full"].sum())
    spread = np.sqrt(((floats["full"] - floats["reduced"]) ** 2).mean(axis=0))
    assert (spread < 0.2).all()


@pytest.mark.slow
def test_halving_the_refresh_of_faces_changes_little(library, greensboro, live):
    from dataclasses import replace

    house = library("ranch-1960s")
    envelope = build_envelope(house, greensboro)
    coarse = live(envelope, greensboro, house.zones[0].volume, 293.15, 297.15).hourly
    fine = live(replace(envelope, face_interval=120.0), greensboro, house.zones[0].volume, 293.15, 297.15).hourly
    for key in ("ideal_heat", "cooling_sensible"):
        assert coarse[key].sum() == pytest.approx(fine[key].sum(), rel=0.002)


@pytest.mark.parametrize(
    ("name", "least", "most"), [("ranch-1960s", 8e3, 12e3), ("two-storey-1990s", 7.5e3, 11e3), ("tight-new", 3e3, 5e3)]
)
def test_design_loads_are_those_of_such_houses(library, greensboro, live, name, least, most):
    """Heating load in the coldest hundred hours of Greensboro, without ducts."""
    house = library(name)
    year = live(build_envelope(house, greensboro), greensboro, house.zones[0].volume, 293.71, 297.59)
    assert least < np.sort(year.hourly["ideal_heat"])[-35] < most
    assert np.sort(year.hourly["ideal_heat"])[-1] < 1.1 * most
