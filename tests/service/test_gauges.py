"""What a technician reads at a sound machine: against CoolProp, balances of heat, and what every technician knows."""

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.equipment.library import read_machine
from cosim.errors import InvalidInput
from cosim.physics.air import enthalpy
from cosim.refrigerants.properties import property_table
from cosim.results.plots.cycle import dome
from cosim.service.conditions import conditions, rating_test
from cosim.service.gauges import gauges
from cosim.service.quantities import quantity

MACHINES = ["single-speed-3ton", "single-speed-r454b-3ton", "ccashp-3ton", "mini-split-r32-1.5ton", "ac-3ton"]
WINTER, SUMMER = (275.0, 294.3), (308.15, 299.8)  # K, outdoors and return air


def read(name, outdoor, indoor, **more):
    config = read_machine(name)
    return gauges(config, conditions(config, outdoor, indoor, **more))


def cosim(*arguments):
    return CliRunner().invoke(main, ["gauges", *map(str, arguments)], prog_name="cosim")


@pytest.mark.parametrize("name", MACHINES)
@pytest.mark.parametrize("air", [WINTER, SUMMER], ids=["winter", "summer"])
def test_saturation_superheat_and_subcooling_are_those_of_the_fluid(name, air):
    from CoolProp.CoolProp import PropsSI

    if name == "ac-3ton" and air is WINTER:
        pytest.skip("an air conditioner")
    found = read(name, *air)
    shown = found.readings
    fluid = {"R-410A": "R410A", "R-32": "R32"}.get(found.config.refrigerant)
    assert shown.superheat == pytest.approx(shown.suction_line - shown.suction_saturation)
    assert shown.subcooling == pytest.approx(shown.discharge_saturation - shown.liquid_line)
    if fluid is None:
        assert 1.0 < shown.suction_glide < 2.0  # R-454B's
        assert 1.0 < shown.discharge_glide < 2.0
        return
    assert shown.suction_saturation == pytest.approx(PropsSI("T", "P", shown.suction_pressure, "Q", 1, fluid), abs=0.05)
    bubble = PropsSI("T", "P", shown.discharge_pressure, "Q", 0, fluid)
    assert shown.discharge_saturation == pytest.approx(bubble, abs=0.05)


@pytest.mark.parametrize("name", MACHINES[:1])
@pytest.mark.parametrize("air", [WINTER, SUMMER], ids=["winter", "summer"])
def test_enthalpies_of_the_cycle_are_those_of_coolprop_at_the_readings(name, air):
    from CoolProp.CoolProp import PropsSI

    found = read(name, *air)
    shown, cycle = found.readings, {point.name: point for point in found.cycle}
    at = {
        "discharge line": shown.discharge_line,
        "suction line at the compressor": shown.suction_line,
        "liquid line": shown.liquid_line,
    }
    gap = []
    for place, kelvin in at.items():
        gap.append(cycle[place].enthalpy - PropsSI("H", "P", cycle[place].pressure, "T", kelvin, "R410A"))
    assert np.ptp(gap) < 100.0  # J/kg; where enthalpy counts from differs


@pytest.mark.parametrize("name", MACHINES)
def test_supply_air_carries_what_the_capacity_says(name):
    found = read(name, *SUMMER)
    shown, at = found.readings, found.conditions
    flow, entering = shown.indoor_airflow * 1.2, at.evaporator_humidity_ratio
    # sensible and latent together: the air leaves with at most the humidity with which it came, and not supersaturated
    leaving = enthalpy(at.indoor, entering) - shown.capacity / flow
    driest, dampest = enthalpy(shown.supply_air, 0.0), enthalpy(shown.supply_air, entering)
    assert driest < leaving < dampest + 300.0


@pytest.mark.parametrize("name", MACHINES[:4])
def test_the_large_line_is_hot_in_heating_and_cold_in_cooling(name):
    winter, summer = read(name, *WINTER).readings, read(name, *SUMMER).readings
    assert winter.indoor_vapor_line > winter.discharge_saturation > winter.supply_air > winter.return_air
    assert summer.indoor_vapor_line < summer.supply_air + 5.0 < summer.return_air
    for shown in (winter, summer):
        lines = (shown.indoor_vapor_line, shown.outdoor_vapor_line)
        assert shown.discharge_line >= max(lines)
        assert min(lines) <= shown.suction_line < shown.liquid_line < shown.discharge_line
    assert winter.outdoor_vapor_line < WINTER[0]
    assert summer.outdoor_vapor_line > SUMMER[0]


def test_current_is_power_over_voltage_and_power_factor():
    config = read_machine("single-speed-3ton")
    found = gauges(config, rating_test(config, "cooling"), voltage=208.0, power_factor=0.9)
    power = found.readings.compressor_power + config.outdoor_coil.fan_power
    assert found.readings.outdoor_unit_current * 208.0 * 0.9 == pytest.approx(power)


@pytest.mark.parametrize(("mode", "outdoor"), [("heating", 47.0), ("cooling", 95.0)])
def test_capacity_and_cop_in_the_rating_test_are_the_published_ones(mode, outdoor):
    config = read_machine("single-speed-3ton")
    shown = gauges(config, rating_test(config, mode)).readings
    [point] = [p for p in config.published if p.mode == mode and abs(p.outdoor - (outdoor + 459.67) / 1.8) < 0.01]
    assert shown.capacity == pytest.approx(point.capacity, rel=2e-3)
    assert shown.cop == pytest.approx(point.capacity / point.power, rel=2e-3)


def test_usual_values_of_the_trade():
    """Cooling: boils 20 to 40 °F below return air, superheat 5 to 15 °F, head 15 to 30 °F over outdoor air."""
    shown = read("ac-3ton", *SUMMER).readings
    assert 20 < (shown.return_air - shown.suction_saturation) * 1.8 < 40
    assert 5 < shown.superheat * 1.8 < 15
    assert 15 < (shown.discharge_saturation - SUMMER[0]) * 1.8 < 30
    assert 15 < (shown.return_air - shown.supply_air) * 1.8 < 22


@pytest.mark.parametrize(("name", "fluid"), [("R-410A", "R410A"), ("R-32", "R32"), ("R-290", "R290")])
def test_the_dome_closes_at_the_critical_point(name, fluid):
    from CoolProp.CoolProp import PropsSI

    logs, liquid, vapor = dome(property_table(name))
    assert liquid[-1] == pytest.approx(vapor[-1])
    assert np.exp(logs[-1]) == pytest.approx(PropsSI(fluid, "pcrit"), rel=0.03)
    assert (vapor >= liquid).all()
    assert (np.diff(logs) > 0).all()


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("35F", "temperature", 274.8167),
        ("-3.5 °C", "temperature", 269.65),
        ("−40F", "temperature", 233.15),
        ("118 psig", "pressure", 118 * 6894.757 + 101325.0),
        ("8.1 bar g", "pressure", 911325.0),
        ("10F", "temperature_difference", 5.5556),
        ("11.2A", "current", 11.2),
        ("31 kBtu/h", "power", 9085.2),
    ],
)
def test_quantities_with_their_units(text, dimension, value):
    assert quantity(text, dimension, "here") == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "dimension", "said"),
    [
        ("35", "temperature", "has no unit; write 35F or 1.7C"),
        ("35 psig", "temperature", "is not a unit of temperature"),
        ("118 psi", "pressure", "which pressure; write psig or psia"),
        ("warm", "temperature", "is not a quantity"),
        ("nanF", "temperature", "is not a quantity"),
        ("1e999F", "temperature", "is not a quantity"),
    ],
)
def test_quantities_without_a_clear_unit_are_refused(text, dimension, said):
    with pytest.raises(InvalidInput, match=re.escape(said)):
        quantity(text, dimension, "--outdoor")


def test_the_command_shows_lines_by_name_and_role():
    said = cosim("single-speed-r454b-3ton", "--outdoor", "35F", "--indoor", "70F", "--units", "us")
    assert said.exit_code == 0, said.output
    assert "R-454B (A2L), heating" in said.output
    assert re.search(r"suction pressure +\d+ psig", said.output)
    assert re.search(r"saturated at +[\d.]+ °F +dew point; the bubble point lies 2\.\d °F lower", said.output)
    assert re.search(r"large vapor line +1\d\d\.\d °F .*hot: discharge gas to the indoor coil", said.output)
    cold = cosim("single-speed-r454b-3ton", "--outdoor", "35C", "--indoor", "26C")
    assert re.search(r"large vapor line +1\d\.\d °C .*cold: suction gas from the indoor coil", cold.output)
    assert re.search(r"suction pressure +\d\.\d\d bar g", cold.output)


def test_json_is_si_and_has_null_for_a_line_that_is_not_there():
    said = cosim("ac-3ton", "--outdoor", "95F", "--indoor", "80F", "--json")
    told = json.loads(said.output)
    assert told["expected"]["outdoor_vapor_line"] is None
    assert told["conditions"]["mode"] == "cooling"
    assert told["expected"] == told["found"]
    assert 9e5 < told["found"]["suction_pressure"] < 1.2e6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["single-speed-3ton", "--outdoor", "95", "--indoor", "80psig"], "2 faults"),
        (["single-speed-3ton", "--outdoor", "95C", "--indoor", "300C"], "2 faults"),
        (["single-speed-3ton", "--outdoor", "-20F", "--indoor", "70F"], "does not heat below −10 °F"),
        (["single-speed-3ton", "--outdoor", "35F", "--indoor", "70F", "--speed", "20rps"], "it runs at 58 rev/s"),
        (["inverter-3ton", "--outdoor", "35F", "--indoor", "70F", "--speed", "fast"], "is not a speed"),
        (["ac-3ton", "--outdoor", "35F", "--indoor", "70F", "--mode", "heating"], "has no heating"),
        (["single-speed-3ton", "--outdoor", "35F", "--indoor", "70F", "--humidity", "wet"], "is not a share"),
        (["single-speed-3ton", "--outdoor", "35F", "--indoor", "70F", "--humidity", "140%"], "no relative humidity"),
        (["no-such-unit", "--outdoor", "35F", "--indoor", "70F"], "is no heat pump or air conditioner"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(arguments, said):
    found = cosim(*arguments)
    assert found.exit_code == 2, found.output
    assert said in found.output
    assert "Traceback" not in found.output


def test_a_compressor_of_one_speed_that_no_pressure_lets_run_is_said_to_trip():
    """Nothing slows it down: it runs until a switch opens."""
    found = cosim("single-speed-3ton", "--outdoor", "120F", "--indoor", "80F", "--fault", "fouled-outdoor-coil=50%",
                  "--fault", "outdoor-fan-slow=60%")  # fmt: skip
    assert "its only speed, a pressure switch opens" in found.output


@pytest.mark.parametrize(
    ("unit", "faults", "said"),
    [
        ("ac-3ton", ["reversing-valve-leaking=10%"], "no reversing valve"),
        ("ac-3ton", ["expansion-valve-stuck:heating=80%"], "has no heating"),
        ("single-speed-3ton", ["undercharge=50%"], "outside 0 to 0.3"),
        ("single-speed-3ton", ["expansion-valve-stuck=30%"], "outside 0.6 to 1.4"),
        ("single-speed-3ton", ["undercharge=10%", "overcharge=10%"], "exclude each other"),
        ("single-speed-3ton", ["expansion-valve-stuck=80%", "expansion-valve-stuck:cooling=80%"], "exclude each other"),
        ("single-speed-3ton", ["defrost-sensor-open=1"], "not among the faults that are read"),
        ("single-speed-3ton", ["undercharge"], "has no number"),
        ("single-speed-3ton", ["undercharged=0.1"], "did you mean 'undercharge'?"),
    ],
)
def test_faults_that_cannot_be_are_refused_as_in_a_configuration(unit, faults, said):
    found = cosim(unit, "--outdoor", "95F", "--indoor", "80F", *(word for each in faults for word in ("--fault", each)))
    assert found.exit_code == 2, found.output
    assert said in found.output
    assert "Traceback" not in found.output


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["cycle", "valve"])
@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_pictures_are_drawn_whole(kind, suffix, tmp_path):
    path = tmp_path / f"seen.{suffix}"
    arguments = ["single-speed-3ton", "--outdoor", "35F", "--indoor", "70F", "-o", path, "--picture", kind]
    said = cosim(*arguments)
    assert said.exit_code == 0, said.output
    assert path.stat().st_size > 15_000
    assert cosim(*arguments).exit_code == 2  # it exists
    assert cosim(*arguments, "--force").exit_code == 0
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_an_air_conditioner_has_no_valve_to_draw(tmp_path):
    path = tmp_path / "valve.svg"
    said = cosim("ac-3ton", "--outdoor", "95F", "--indoor", "80F", "-o", path, "--picture", "valve")
    assert said.exit_code == 2
    assert "has no reversing valve: it only cools" in said.output
    assert not path.exists()
