"""Ducts: heat is shared, never made; tight well-insulated ducts lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.physics.ducts import duct_exchange

TEMPERATURE = st.floats(250.0, 320.0)


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
