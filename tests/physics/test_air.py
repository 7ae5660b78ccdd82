"""Moist air against CoolProp's humid-air library and its own inverses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim import constants
from cosim.physics import air

PRESSURE = constants.STANDARD_PRESSURE


@pytest.mark.parametrize(
    ("celsius", "pascal"),
    [(-40, 12.84), (-20, 103.26), (-10, 259.9), (0.01, 611.657), (20, 2339.3), (40, 7384.9)],
)
def test_saturation_pressure_is_that_of_the_steam_tables(celsius, pascal):
    # IAPWS sublimation and saturation curves
    assert air.saturation_pressure(celsius + 273.15) == pytest.approx(pascal, rel=4e-3)


def test_ice_and_water_meet_at_freezing():
    below, above = air.saturation_pressure(273.15 - 1e-9), air.saturation_pressure(273.15)
    assert below == pytest.approx(above, rel=1e-3)


@given(temperature=st.floats(205.0, 322.0))
def test_dew_point_inverts_saturation(temperature):
    assert air.dew_point(air.saturation_pressure(temperature)) == pytest.approx(temperature, abs=0.01)


@given(humidity=st.floats(1e-5, 0.04), pressure=st.floats(7e4, 1.05e5))
def test_humidity_ratio_inverts_vapor_pressure(humidity, pressure):
    assert air.humidity_ratio(air.vapor_pressure(humidity, pressure), pressure) == pytest.approx(humidity, rel=1e-9)


@pytest.mark.parametrize(("dry", "wet"), [(8.33, 6.11), (1.67, 0.56), (26.67, 19.44), (35.0, 23.9), (-8.33, -9.44)])
def test_wet_bulb_agrees_with_coolprop(dry, wet):
    from CoolProp.HumidAirProp import HAPropsSI

    expected = HAPropsSI("W", "T", dry + 273.15, "B", wet + 273.15, "P", PRESSURE)
    assert air.humidity_ratio_wet_bulb(dry + 273.15, wet + 273.15, PRESSURE) == pytest.approx(expected, rel=0.012)


def test_saturated_air_has_its_own_temperature_as_wet_bulb():
    saturated = air.humidity_ratio_saturated(290.0, PRESSURE)
    assert air.humidity_ratio_wet_bulb(290.0, 290.0, PRESSURE) == pytest.approx(saturated, rel=1e-12)


@given(celsius=st.floats(-25.0, 45.0), share=st.floats(0.05, 0.95))
def test_density_and_enthalpy_agree_with_coolprop(celsius, share):
    from CoolProp.HumidAirProp import HAPropsSI

    temperature = celsius + 273.15
    humidity = share * air.humidity_ratio_saturated(temperature, PRESSURE)
    volume = HAPropsSI("V", "T", temperature, "W", humidity, "P", PRESSURE)
    assert air.density(temperature, humidity, PRESSURE) == pytest.approx(1 / volume, rel=1e-3)
    heat = HAPropsSI("H", "T", temperature, "W", humidity, "P", PRESSURE)
    reference = HAPropsSI("H", "T", 273.15, "W", 0.0, "P", PRESSURE)
    assert air.enthalpy(temperature, humidity) == pytest.approx(heat - reference, rel=4e-3, abs=60)


def test_relative_humidity_of_saturated_air_is_one():
    for temperature in (253.0, 273.15, 300.0):
        saturated = air.humidity_ratio_saturated(temperature, PRESSURE)
        assert air.relative_humidity(temperature, saturated, PRESSURE) == pytest.approx(1.0, rel=1e-12)


def test_specific_heat_is_the_slope_of_enthalpy():
    slope = (air.enthalpy(291.0, 0.008) - air.enthalpy(290.0, 0.008)) / 1.0
    assert air.specific_heat(0.008) == pytest.approx(slope, rel=1e-9)
