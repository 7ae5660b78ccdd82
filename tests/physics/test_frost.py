"""Frost: where it forms, how fast, how dense, and what it does to the air flow."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim import constants
from cosim.physics import air, frost

PRESSURE = constants.STANDARD_PRESSURE


def saturated(temperature, share=1.0):
    return share * air.humidity_ratio_saturated(temperature, PRESSURE)


@given(surface=st.floats(273.15, 300.0), spread=st.floats(0.0, 10.0))
def test_nothing_freezes_on_a_coil_that_evaporates_above_freezing(surface, spread):
    air = surface + 5.0
    assert frost.frost_rates(surface + spread, spread, air, 0.02, PRESSURE, 1.0, 20.0) == (0.0, 0.0)


@given(surface=st.floats(240.0, 273.0), margin=st.floats(0.0, 10.0))
def test_nothing_forms_above_the_frost_point(surface, margin):
    dry = saturated(surface - margin)
    assert frost.frost_rates(surface, 2.0, surface + 5.0, dry, PRESSURE, 1.0, 20.0) == (0.0, 0.0)


@given(surface=st.floats(240.0, 271.0), excess=st.floats(1e-6, 0.003), conductance=st.floats(0.1, 3.0))
def test_frost_is_conductance_times_difference_of_humidity(surface, excess, conductance):
    humidity = saturated(surface) + excess
    mass, thickness = frost.frost_rates(surface, 2.0, surface + 5.0, humidity, PRESSURE, conductance, 20.0)
    assert mass == pytest.approx(conductance * excess, rel=1e-9)
    assert mass / (thickness * 20.0) == pytest.approx(frost.layer_density(surface), rel=1e-9)


@given(surface=st.floats(260.0, 285.0), spread=st.floats(0.2, 8.0), warmer=st.floats(0.5, 10.0))
def test_a_coil_freezes_where_it_is_below_freezing(surface, spread, warmer):
    frozen = frost.frozen_fraction(surface, spread, surface + warmer)
    assert 0.0 <= frozen <= 1.0
    assert (frozen > 0.0) == (surface - spread < constants.FREEZING)
    assert frost.frozen_fraction(surface + 0.5, spread, surface + warmer) <= frozen
    if surface + warmer <= constants.FREEZING:
        assert frozen == 1.0, "no part of a coil is warmer than the air"


@given(surface=st.floats(230.0, 280.0))
def test_density_stays_between_its_bounds_and_rises_with_warmth(surface):
    here, warmer = frost.layer_density(surface), frost.layer_density(surface + 0.5)
    assert frost.MIN_DENSITY <= here <= warmer <= frost.MAX_DENSITY


def test_hayashi_between_the_bounds():
    assert frost.layer_density(273.15 - 4.0) == pytest.approx(214.7, rel=1e-3)  # 650 exp(-1.108)


def test_frost_is_a_poorer_conductor_than_ice_and_a_better_one_than_air():
    assert 0.024 < frost.frost_conductivity(150.0) < frost.frost_conductivity(500.0) < 2.2


def test_condensate_gives_its_heat_of_fusion_only_where_it_freezes():
    assert frost.condensation_heat(0.0) == constants.VAPORIZATION_HEAT
    assert frost.condensation_heat(1.0) == constants.SUBLIMATION_HEAT
    assert constants.VAPORIZATION_HEAT < frost.condensation_heat(0.5) < constants.SUBLIMATION_HEAT


@given(
    temperature=st.floats(245.0, 305.0), below=st.floats(0.5, 15.0), share=st.floats(0.0, 1.0), cp=st.floats(1000, 1030)
)
def test_effective_temperature_carries_sensible_and_latent_heat(temperature, below, share, cp):
    surface = temperature - below
    humidity = saturated(temperature, share)
    effective = frost.effective_temperature(temperature, humidity, surface, 2.0, PRESSURE, cp)
    heat = frost.condensation_heat(frost.frozen_fraction(surface, 2.0, temperature))
    latent = heat * max(humidity - saturated(surface), 0.0)
    assert cp * (effective - surface) == pytest.approx(cp * (temperature - surface) + latent, rel=1e-9)


@pytest.mark.parametrize("face_velocity", [1.0, 1.5, 2.0])
def test_the_frosting_factor_is_what_fins_transfer(face_velocity):
    # Gray and Webb (1986) for plain fins on four rows of tubes, j = 0.14 Re^-0.328 (Pt/Pl)^-0.502 (s/D)^0.0312, held
    # within 10 % for 89 % of their data; an independent way to the transfer coefficient that was measured with frost
    diameter, transverse, longitudinal, gap = 9.5e-3, 25.4e-3, 22.0e-3, 1.3e-3
    density, viscosity, prandtl = 1.29, 1.72e-5, 0.71
    flux = density * face_velocity * transverse / (transverse - diameter)
    reynolds = flux * diameter / viscosity
    j_factor = 0.14 * reynolds**-0.328 * (transverse / longitudinal) ** -0.502 * (gap / diameter) ** 0.0312
    assert j_factor * flux / prandtl ** (2 / 3) == pytest.approx(frost.FROSTING_FACTOR, rel=0.3)


def test_air_melts_frost_only_when_it_is_warm():
    assert frost.natural_melt_rate(272.0, 100.0) == 0.0
    assert frost.natural_melt_rate(278.15, 100.0) == pytest.approx(500.0 / constants.FUSION_HEAT)


@given(share=st.floats(0.0, 0.49))
def test_blocked_flow_lies_on_both_curves(share):
    flow = frost.airflow_fraction(share * 1.4e-3, 1.4e-3)
    free = 1 - 2 * share
    assert free**-3 * flow**1.75 == pytest.approx(1.9 - 0.9 * flow**2, rel=1e-6)


def test_frost_takes_the_air_until_none_is_left():
    flows = [frost.airflow_fraction(k * 0.05e-3, 1.4e-3) for k in range(15)]
    assert flows[0] == pytest.approx(1.0)
    assert all(later < earlier for earlier, later in pairwise(flows))
    assert frost.airflow_fraction(0.7e-3, 1.4e-3) == 0.0
