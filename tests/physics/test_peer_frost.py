"""Frost as other programs count it, against tabulated values of the published correlations."""

import json

import numba
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import cosim.flow.machine_code  # noqa: F401 - tells numba what stands for physics
from cosim.config.defrost import FrostModel
from cosim.constants import STANDARD_PRESSURE
from cosim.flow.frost_by_number import GROWS_LAYER, layer_rates, weather_factors
from cosim.physics import peer_frost
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.frost_models import FROST_MODELS, NUMBERS, GrowingLayer, descriptions, grows_layer


@pytest.fixture(scope="module")
def published(reference):
    return json.loads((reference / "frost_defrost" / "defrost_correlations.json").read_text(encoding="utf-8"))


def test_resnet_as_tabulated(published):
    for celsius, row in published["resnet_hers_addendum_82"]["values_by_T_C"].items():
        capacity, power, fraction = peer_frost.resnet(float(celsius) + 273.15)
        assert capacity == pytest.approx(row["capacity"], abs=1e-5)
        assert power == pytest.approx(row["power"], abs=1e-5)
        assert fraction == pytest.approx(row["time_fraction"], abs=1e-5)


def test_wetter_afjei_as_tabulated(published):
    for celsius, factor in published["wetter_afjei_1997"]["values"].items():
        assert 1.0 - peer_frost.wetter_afjei_loss(float(celsius) + 273.15) == pytest.approx(factor, abs=1e-4)


def test_the_manufacturers_table_at_its_points(published):
    table = published["henderson_carrier"]
    for fahrenheit, loss in zip(table["points_F"], table["capacity_loss_fraction"], strict=True):
        assert peer_frost.carrier_loss((fahrenheit - 32.0) / 1.8 + 273.15) == pytest.approx(loss)


def test_the_untested_frost_point_of_the_test_procedure():
    # 10 CFR 430 appendix M1: 0.90 and 0.985 at 35 °F
    assert peer_frost.ahri_default(35.0 / 1.8 + 255.372) == pytest.approx((0.90, 0.985), abs=1e-4)
    for fahrenheit in (10.0, 17.0, 47.0, 60.0):
        assert peer_frost.ahri_default(fahrenheit / 1.8 + 255.372) == pytest.approx((1.0, 1.0), abs=1e-4)


@given(temperature=st.floats(240.0, 300.0), share=st.floats(0.05, 1.0))
def test_every_peer_takes_capacity_and_gives_none(temperature, share):
    humidity = share * humidity_ratio_saturated(temperature, STANDARD_PRESSURE)
    for name, model in FROST_MODELS.items():
        if isinstance(model, GrowingLayer):
            continue
        capacity, power, fraction, charged = model.function(temperature, humidity, STANDARD_PRESSURE)
        assert 0.4 < capacity <= 1.0 and 0.4 < power <= 1.0, name
        assert 0.0 <= charged <= fraction < 0.5, name


@pytest.mark.slow
def test_the_flow_asks_the_model_that_a_scenario_names():
    temperature, humidity = 272.0, 0.9 * humidity_ratio_saturated(272.0, STANDARD_PRESSURE)
    for name, model in FROST_MODELS.items():
        number = NUMBERS[name]
        assert grows_layer(name) == GROWS_LAYER[number]
        if isinstance(model, GrowingLayer):
            layer = (270.0, 2.0, 274.0, humidity, STANDARD_PRESSURE, 1.0, 20.0)
            assert GROWS_LAYER[number]
            for rates in (layer_rates, numba.njit(layer_rates)):
                assert rates(number, *layer) == pytest.approx(model.function(*layer))
        else:
            weather = (temperature, humidity, STANDARD_PRESSURE)
            assert not GROWS_LAYER[number]
            for factors in (weather_factors, numba.njit(weather_factors)):
                assert factors(number, *weather) == pytest.approx(model.function(*weather))


def test_scenarios_may_name_every_model_and_each_says_what_it_is():
    for name, line in descriptions().items():
        assert TypeAdapter(FrostModel).validate_python(name) == name
        assert line.endswith("."), name
    with pytest.raises(ValidationError, match="physical"):
        TypeAdapter(FrostModel).validate_python("snow")
