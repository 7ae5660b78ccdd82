"""Ducts: heat is shared, never made; tight well-insulated ducts lose nothing."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cosim.constants import DRY_AIR_SPECIFIC_HEAT, STANDARD_PRESSURE, VAPOR_SPECIFIC_HEAT
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.ducts import duct_exchange, duct_moisture, exchange_through, moisture_through, return_air

TEMPERATURE = st.floats(250.0, 320.0)
PLACE = st.tuples(st.floats(0.0, 0.24), st.floats(0.0, 0.24), st.floats(0.0, 200.0), st.floats(0.0, 200.0))


@pytest.mark.slow
@given(
    heat=st.floats(-15e3, 15e3),
    flow=st.floats(0.05, 2.0),
    room=TEMPERATURE,
    surroundings=TEMPERATURE,
    outdoor=TEMPERATURE,
    supply_leakage=st.floats(0.0, 0.5),
    return_leakage=st.floats(0.0, 0.5),
    supply_conductance=st.floats(0.0, 200.0),
    return_conductance=st.floats(0.0, 200.0),
)
def test_what_room_and_surroundings_get_is_what_the_equipment_and_outdoors_gave(**duct):
    to_room, to_surroundings, from_outdoors = duct_exchange(**duct)
    assert to_room + to_surroundings == pytest.approx(duct["heat"] + from_outdoors, abs=1e-6)


def test_perfect_ducts_deliver_all():
    to_room, to_surroundings, from_outdoors = duct_exchange(8e3, 0.6, 293.0, 270.0, 265.0, 0.0, 0.0, 0.0, 0.0)
    assert to_room == pytest.approx(8e3)
    assert to_surroundings == pytest.approx(0.0, abs=1e-9)
    assert from_outdoors == 0.0


def test_conduction_alone_follows_the_exponential_of_a_plug_flow():
    # a supply duct of one transfer unit leaves 1/e of the excess over its surroundings
    capacity = 0.5 * 1006.0
    to_room, _, _ = duct_exchange(10e3, 0.5, 290.0, 290.0, 290.0, 0.0, 0.0, capacity, 0.0)
    assert to_room == pytest.approx(10e3 * 0.36787944)


def test_slow_air_loses_more_on_its_way():
    fast, _, _ = duct_exchange(4e3, 0.8, 293.0, 275.0, 270.0, 0.0, 0.0, 30.0, 10.0)
    slow, _, _ = duct_exchange(4e3, 0.3, 293.0, 275.0, 270.0, 0.0, 0.0, 30.0, 10.0)
    assert slow < fast < 4e3


def test_a_leaky_supply_draws_outdoor_air_into_the_room():
    tight, _, _ = duct_exchange(8e3, 0.6, 293.0, 280.0, 265.0, 0.0, 0.0, 0.0, 0.0)
    leaky, _, from_outdoors = duct_exchange(8e3, 0.6, 293.0, 280.0, 265.0, 0.1, 0.0, 0.0, 0.0)
    assert leaky < tight - 0.1 * 8e3
    assert from_outdoors < 0.0


SHARE = st.floats(0.0, 0.5)
HUMIDITY = st.floats(0.0, 0.03)


@given(
    removed=st.floats(0.0, 2e-3),
    flow=st.floats(0.05, 2.0),
    room=HUMIDITY,
    surroundings=HUMIDITY,
    outdoor=HUMIDITY,
    supply_leakage=SHARE,
    return_leakage=SHARE,
)
def test_water_that_goes_through_ducts_is_neither_made_nor_lost(**duct):
    to_room, to_surroundings, from_outdoors = duct_moisture(**duct)
    assert to_room + to_surroundings == pytest.approx(from_outdoors - duct["removed"], abs=1e-12)


@given(
    room=st.floats(285.0, 300.0),
    surroundings=st.floats(255.0, 325.0),
    damp=st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 1.0)),
    leakage=SHARE,
)
def test_a_leaky_return_brings_what_two_streams_of_moist_air_mix_to(room, surroundings, damp, leakage):
    """Adiabatic mixing (ASHRAE Fundamentals 2017, chapter 1): masses of dry air, of water and enthalpies add."""
    from CoolProp.HumidAirProp import HAPropsSI

    def heat(temperature, ratio):
        return HAPropsSI("H", "T", temperature, "W", ratio, "P", STANDARD_PRESSURE)

    inside = damp[0] * min(humidity_ratio_saturated(room, STANDARD_PRESSURE), 0.015)
    around = damp[1] * min(humidity_ratio_saturated(surroundings, STANDARD_PRESSURE), 0.025)
    _, entering = return_air(room, surroundings, leakage, 0.0, 500.0)
    water = (1.0 - leakage) * inside + leakage * around
    total = (1.0 - leakage) * heat(room, inside) + leakage * heat(surroundings, around)
    assume(water < 0.95 * humidity_ratio_saturated(entering, STANDARD_PRESSURE))  # no fog
    expected = HAPropsSI("T", "H", total, "W", water, "P", STANDARD_PRESSURE)
    # both streams are counted with the specific heat of dry air; they differ by that of their vapour
    uneven = VAPOR_SPECIFIC_HEAT / DRY_AIR_SPECIFIC_HEAT * abs(around - inside)
    assert entering == pytest.approx(expected, abs=leakage * (1.0 - leakage) * abs(surroundings - room) * uneven + 0.03)


def test_leaks_of_both_ducts_bring_water_of_a_damp_attic_by_hand():
    # 0.6 kg/s; the coil takes 1 g/s; 20 % of the return is attic air of 18 g/kg, 20 % of the supply is lost to it
    to_room, to_attic, from_outdoors = duct_moisture(1e-3, 0.6, 0.010, 0.018, 0.018, 0.2, 0.2)
    leaving = 0.8 * 0.010 + 0.2 * 0.018 - 1e-3 / 0.6
    assert to_room == pytest.approx(0.8 * 0.6 * (leaving - 0.010))
    assert to_attic == pytest.approx(0.2 * 0.6 * (leaving - 0.018))
    assert from_outdoors == 0.0


def test_a_supply_that_leaks_alone_has_outdoor_air_drawn_into_the_room():
    to_room, to_attic, _ = duct_moisture(0.0, 0.5, 0.008, 0.008, 0.016, 0.1, 0.0)
    assert to_room == pytest.approx(0.05 * 0.008)
    assert to_attic == pytest.approx(0.0, abs=1e-15)


@given(
    heat=st.floats(-15e3, 15e3), flow=st.floats(0.05, 2.0), room=TEMPERATURE, outdoor=TEMPERATURE,
    places=st.lists(PLACE, min_size=2, max_size=2), around=st.tuples(TEMPERATURE, TEMPERATURE),
)  # fmt: skip
def test_two_places_share_what_the_equipment_and_outdoors_gave(heat, flow, room, outdoor, places, around):
    received, ducts = np.zeros(2), np.array(places)
    to_room, from_outdoors = exchange_through(heat, flow, room, outdoor, ducts, np.array(around), received)
    assert to_room + received.sum() == pytest.approx(heat + from_outdoors, abs=1e-5)
    to_room, from_outdoors = moisture_through(1e-3, flow, 0.008, 0.012, ducts, np.array(around) / 3e4, received)
    assert to_room + received.sum() == pytest.approx(from_outdoors - 1e-3, abs=1e-12)


def test_ducts_divided_between_two_places_of_one_temperature_are_those_of_one_place():
    whole, _, _ = duct_exchange(8e3, 0.6, 293.0, 270.0, 265.0, 0.1, 0.05, 60.0, 20.0)
    halves, received = np.array([[0.05, 0.025, 30.0, 10.0]] * 2), np.zeros(2)
    to_room, _ = exchange_through(8e3, 0.6, 293.0, 265.0, halves, np.full(2, 270.0), received)
    assert to_room == pytest.approx(whole, rel=0.02)  # half of the leaks now stand halfway along the duct
    assert (received > 0.0).all()


def test_ducts_in_a_place_that_takes_nothing_change_nothing():
    ducts, received = np.array([[0.1, 0.05, 60.0, 20.0], [0.0, 0.0, 0.0, 0.0]]), np.zeros(2)
    to_room, _ = exchange_through(8e3, 0.6, 293.0, 265.0, ducts, np.array([270.0, 250.0]), received)
    assert to_room == pytest.approx(duct_exchange(8e3, 0.6, 293.0, 270.0, 265.0, 0.1, 0.05, 60.0, 20.0)[0])
    assert received[1] == 0.0
