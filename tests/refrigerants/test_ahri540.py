"""Compressors by AHRI 540: the map's own numbers come back, and the cycle runs on them."""

import json
import tomllib

import numpy as np
import pytest

from cosim.config.equipment import CompressorConfig, HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.calibration.toml_text import toml_text
from cosim.equipment.library import read_machine
from cosim.refrigerants.ahri540 import CompressorMap, cubic, efficiencies, flow_density
from cosim.refrigerants.properties import property_table
from cosim.units import POUND

DISPLACEMENT = 3.0e-5  # m3, of a 3-ton R-410A scroll


@pytest.fixture
def given(reference):
    maps = json.loads((reference / "heat_pump_data" / "compressor_maps_ahri540.json").read_text(encoding="utf-8"))
    unit = maps["R410A_3ton"]
    return CompressorMap(
        mass_flow=tuple(unit["mass_flow_lb_h"]),
        power=tuple(unit["power_W"]),
        speed=58.3,
        superheat=11.11,
        evaporating=(250.0, 285.0),
        condensing=(300.0, 330.0),
    )


def kelvin(fahrenheit):
    return np.array([(fahrenheit + 459.67) / 1.8])


@pytest.mark.parametrize(("suction", "discharge", "published"), [(20, 100, 0.66), (45, 100, 0.72), (45, 130, 0.68)])
def test_isentropic_efficiency_is_that_worked_out_with_coolprop(given, suction, discharge, published):
    found = efficiencies(property_table("R-410A"), given, DISPLACEMENT, kelvin(suction), kelvin(discharge))
    assert found[1][0] == pytest.approx(published, abs=0.006)
    assert 0.85 < found[0][0] < 1.05


def test_flow_and_power_of_the_map_come_back(given):
    table, low, high = property_table("R-410A"), kelvin(30), kelvin(110)
    volumetric, efficiency = efficiencies(table, given, DISPLACEMENT, low, high)
    log_low, log_high = table.log_pressure_dew(low), table.log_pressure_dew(high)
    enthalpy, entropy, log_density = table.vapor(log_low, np.array([given.superheat]))
    density = flow_density(table, given, log_low, log_density)
    flow = volumetric * DISPLACEMENT * given.speed * density
    ideal = table.isentropic_enthalpy(log_high, entropy, table.saturation(log_high)) - enthalpy
    assert flow[0] == pytest.approx(cubic(given.mass_flow, 30.0, 110.0) * POUND / 3600)
    assert (flow * ideal / efficiency)[0] == pytest.approx(cubic(given.power, 30.0, 110.0))


def test_beyond_its_range_efficiencies_are_held(given):
    table = property_table("R-410A")
    edge = efficiencies(table, given, DISPLACEMENT, np.array([250.0]), np.array([330.0]))
    beyond = efficiencies(table, given, DISPLACEMENT, np.array([235.0]), np.array([340.0]))
    assert beyond == (pytest.approx(edge[0]), pytest.approx(edge[1]))


def test_denser_gas_flows_less_than_in_proportion(given):
    table, low = property_table("R-410A"), kelvin(30)
    log_low = table.log_pressure_dew(low)
    usual, cooler = (np.exp(table.vapor(log_low, np.array([superheat]))[2]) for superheat in (given.superheat, 2.0))
    share = flow_density(table, given, log_low, np.log(cooler)) / usual
    assert share[0] == pytest.approx(1 + 0.75 * (cooler[0] / usual[0] - 1))


def test_a_machine_with_such_a_compressor_is_like_one_of_its_size(given):
    limits = {"evaporating_min_f": -10, "evaporating_max_f": 55, "condensing_min_f": 80}
    table = {
        "mass_flow": given.mass_flow,
        "power": given.power,
        "speed_rps": 58.3,
        "condensing_max_f": 145,
    } | limits
    part = {"displacement_cc": 30.0, "efficiency": 0.7, "drive_loss": 0, "drive_power_w": 0, "map": table}
    base = read_machine("single-speed-3ton")
    config = base.model_copy(update={"name": "by-map", "compressor": CompressorConfig.model_validate(part)})
    written = HeatPumpConfig.model_validate(tomllib.loads(toml_text(config))).compressor.map
    assert written.mass_flow == pytest.approx(given.mass_flow, rel=1e-8)
    assert written.power == pytest.approx(given.power, rel=1e-8)
    assert written.condensing_max == pytest.approx(kelvin(145)[0])
    model = build_heat_pump(config, cache=False)
    assert model.nominal_heating == pytest.approx(10.5e3, rel=0.2)
    assert 2.8 < model.nominal_heating / model.nominal_heating_power < 4.2
    assert np.all(np.diff(model.heating.at(np.linspace(250, 288, 15), 294.0, 58.3).capacity) > 0)
