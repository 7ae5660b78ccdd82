"""Defrost controls and faults that contradict themselves, or the configuration, are refused at load."""

from pathlib import Path

import pytest

from cosim.errors import InvalidInput
from cosim.scenarios.reader import load

SCENARIO = """
house = "ranch-1960s"
weather = "chicago-il"
[prices]
electricity_usd_per_kwh = 0.12
gas_usd_per_therm = 1.4
[emissions]
electricity_lb_per_mwh = 679.1
gas_lb_per_mmbtu = 147.3
[[configurations]]
name = "one"
"""
PUMP = 'heat_pump = "single-speed-3ton"\n'


def loaded(folder: Path, text: str):
    path = folder / "question.toml"
    path.write_text(SCENARIO + text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (PUMP + "defrost = { termination_temperature_c = -5 }", "termination_temperature must be above"),
        (PUMP + 'defrost = { kind = "timer", timer_run_time_h = 25 }', "at most"),
        (PUMP + 'defrost = { method = "resistance" }', "heater"),
        (PUMP + 'defrost = { kind = "sometimes" }', "not a valid value"),
        (PUMP + 'defrost = { kind = "timer" }', "give timer_run_time_min"),
        (PUMP + 'frost = "energyplus-timed"\ndefrost = { method = "hot-gas" }', "has no effect"),
        (PUMP + 'frost = "energyplus-timed"\ndefrost = { longest_min = 5 }', "has no effect"),
        (PUMP + 'defrost = { kind = "timer", timer_run_time_min = 10, longest_min = 10 }', "longest must be below"),
        (PUMP + "defrost = { adaptive_min_h = 7 }", "adaptive_min"),
        (PUMP + "defrost = { minimum_interval_h = 7 }", "minimum_interval"),
        (PUMP + "defrost = { timer_run_time = 5400 }", "needs its unit"),
        (PUMP + 'frost = "snow"', "not a valid value"),
        (PUMP + 'frost = "resnet"\ndefrost = { kind = "adaptive" }', "has no effect"),
        (PUMP + 'faults = [{ kind = "gremlins" }]', "not a valid value"),
        (PUMP + 'faults = [{ kind = "defrost-sensor-open", since = "02-29" }]', "no 29 February"),
        (PUMP + 'faults = [{ kind = "defrost-sensor-open", since = "winter" }]', "write month and day, such as 01-15"),
        (PUMP + 'faults = [{ kind = "reversing-valve-stuck" }]', "position"),
        (PUMP + 'faults = [{ kind = "outdoor-fan-failed", leak = 0.1 }]', "belongs to"),
        (
            'furnace = "furnace-96"\nfaults = [{ kind = "outdoor-fan-failed" }]',
            "there is no heat pump or air conditioner",
        ),
        ('furnace = "furnace-96"\nfrost = "resnet"', "applies only to a heat pump"),
        ('furnace = "furnace-96"\ndefrost = { kind = "adaptive" }', "applies only to a heat pump"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, text, complaint):
    with pytest.raises(InvalidInput) as caught:
        loaded(tmp_path, text)
    assert any(part in str(caught.value) for part in complaint.split("|"))


def test_a_configuration_changes_what_it_states_and_nothing_else(tmp_path):
    text = PUMP + 'defrost = { kind = "timer", timer_run_time_min = 60 }\nfaults = [{ kind = "defrost-sensor-open" }]'
    changed = loaded(tmp_path, text).configurations[0]
    plain = loaded(tmp_path, PUMP).configurations[0]
    assert changed.heat_pump.defrost.timer_run_time == 3600.0
    assert changed.heat_pump.defrost.kind == "timer"
    own = plain.heat_pump.defrost.model_dump(exclude={"kind", "timer_run_time"})
    assert changed.heat_pump.defrost.model_dump(exclude={"kind", "timer_run_time"}) == own
    assert changed.faults[0].begins == 0.0
    assert plain.faults == ()


def test_the_factors_of_energyplus_take_the_heat_of_a_defrost_from_the_machine(tmp_path):
    heater = 'frost = "energyplus-timed"\ndefrost = { method = "resistance", heater_power_kw = 4 }'
    assert loaded(tmp_path, PUMP + heater).configurations[0].heat_pump.defrost.heater_power == 4000.0


def test_a_control_that_fits_alone_must_fit_the_machine_as_well(tmp_path):
    # 14 °C against the threshold of 0 °C is fine; against one of 15 °C in the same table it is not
    text = PUMP + "defrost = { coil_threshold_c = 15 }"
    with pytest.raises(InvalidInput, match="termination_temperature"):
        loaded(tmp_path, text)
