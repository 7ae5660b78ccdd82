"""Equipment files: what is refused, and that all faults come with their place."""

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from cosim.config.equipment import HeatPumpConfig

LIBRARY = Path(__file__).parents[2] / "equipment_library"


@pytest.fixture
def data():
    return tomllib.loads((LIBRARY / "heat_pumps" / "ccashp-3ton.toml").read_text(encoding="utf-8"))


def test_quantities_arrive_in_si(data):
    config = HeatPumpConfig.model_validate(data)
    assert config.compressor.displacement == pytest.approx(data["compressor"]["displacement_cc"] * 1e-6)
    assert config.limits.cutoff == pytest.approx((data["limits"]["cutoff_f"] + 459.67) / 1.8)


def test_an_unknown_key_is_refused(data):
    data["outdoor_coil"]["colour"] = "green"
    with pytest.raises(ValidationError, match="colour"):
        HeatPumpConfig.model_validate(data)


def test_a_quantity_without_unit_is_refused(data):
    data["outdoor_coil"]["fan_power"] = 150
    with pytest.raises(ValidationError, match="fan_power_w"):
        HeatPumpConfig.model_validate(data)


def test_speeds_out_of_order_are_refused(data):
    data["heating"]["min_speed_rps"] = 90.0
    with pytest.raises(ValidationError, match="min_speed <= rated_speed <= max_speed"):
        HeatPumpConfig.model_validate(data)


def test_speed_limits_go_from_cold_to_warm(data):
    data["heating"]["max_speed"].reverse()
    with pytest.raises(ValidationError, match="from cold to warm"):
        HeatPumpConfig.model_validate(data)


def test_a_defrost_must_be_able_to_end(data):
    data["defrost"] = {"termination_temperature_c": -2.0}
    with pytest.raises(ValidationError, match="ends as it starts"):
        HeatPumpConfig.model_validate(data)


def test_a_machine_that_does_nothing_is_refused(data):
    del data["heating"], data["cooling"]
    with pytest.raises(ValidationError, match="'heating' or 'cooling'"):
        HeatPumpConfig.model_validate(data)


def test_all_faults_come_at_once(data):
    data["compressor"]["efficiency"] = 1.2
    data["charge_kg"] = -1
    data["indoor_coil"]["airflow_cfm"] = "much"
    with pytest.raises(ValidationError) as caught:
        HeatPumpConfig.model_validate(data)
    assert len(caught.value.errors()) == 3
