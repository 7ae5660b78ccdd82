"""The water of a zone: balanced exactly, in any step; air is never above saturation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.physics.moisture import aired_store

HUMIDITY = st.floats(0.0, 0.04)


@given(
    held=HUMIDITY,
    saturated=HUMIDITY,
    outdoor=HUMIDITY,
    inflow=st.floats(0.0, 5.0),
    gained=st.floats(-1e-3, 1e-3),
    capacity=st.floats(200.0, 1e4),
    dt=st.floats(1.0, 3600.0),
)
def test_what_comes_in_stays_or_leaves(held, saturated, outdoor, inflow, gained, capacity, dt):
    later, leaving = aired_store(held, saturated, inflow, inflow * outdoor, gained, capacity, dt)
    assert capacity * (later - held) == pytest.approx((inflow * (outdoor - leaving) + gained) * dt, abs=1e-9)
    if gained == 0.0:  # however long the step, no further than to the air that enters
        assert later >= min(held, outdoor) - 1e-12
        if outdoor <= saturated:  # else dew gathers as long as damp air enters
            assert later <= max(held, outdoor) + 1e-12


def test_a_zone_follows_outdoor_air_with_its_own_time_constant():
    # 15 times its own air at seven air changes an hour: e-fold within 15/7 hours
    volume, humidity = 127.0, 0.005
    inflow, capacity = 7.0 * volume * 1.2 / 3600.0, 15.0 * volume * 1.2
    steps = 60 * 15 // 7
    for _ in range(steps):
        humidity, _ = aired_store(humidity, 0.03, inflow, inflow * 0.015, 0.0, capacity, 60.0)
    assert humidity == pytest.approx(0.015 - 0.010 * 0.36788, rel=5e-3)


def test_dew_stays_until_drier_air_takes_it_up():
    # air of 15 g/kg through a cellar that holds 10: the rest is left there, and comes out again
    wet, _ = aired_store(0.012, 0.010, 0.2, 0.2 * 0.015, 0.0, 2000.0, 3600.0)
    assert wet == pytest.approx(0.012 + 0.2 * 3600.0 * 0.005 / 2000.0)
    drier, leaving = aired_store(wet, 0.010, 0.2, 0.2 * 0.006, 0.0, 2000.0, 600.0)
    assert leaving == 0.010
    assert drier < wet
