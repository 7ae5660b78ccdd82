"""Faults of the equipment in a scenario's file: what is read, and what is refused with place and remedy."""

import pytest

from cosim.config.machine_faults import KINDS, FaultConfig
from cosim.errors import InvalidInput
from cosim.scenarios.reader import load

SCENARIO = """
house = "{house}"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.12
gas_usd_per_therm = 1.4
[emissions]
electricity_kg_per_kwh = 0.4
gas_kg_per_kwh = 0.18
[[configurations]]
name = "ill"
{equipment}
faults = [{faults}]
"""
PUMP = 'heat_pump = "single-speed-3ton"\nstrips = { capacity_kw = 10 }'
COOLER = 'furnace = "furnace-80"\nair_conditioner = "ac-3ton"'
INVERTER = 'heat_pump = "ductless-3ton"'


@pytest.fixture
def read(tmp_path):
    def write_and_load(faults: str, equipment: str = PUMP, house: str = "ranch-1960s"):
        path = tmp_path / "ill.toml"
        path.write_text(SCENARIO.format(house=house, equipment=equipment, faults=faults))
        return load(path)

    return write_and_load


def refusal(read, *asked: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(*asked)
    return str(caught.value)


def test_dates_and_several_faults(read):
    scenario = read(
        '{ kind = "undercharge", share = 0.2, from = "03-01", until = "05-01" }, '
        '{ kind = "filter-loading", share = 0.4, over_days = 60 }, '
        '{ kind = "refrigerant-leak", loss_g = 300, from = "06-01" }'
    )
    first, second, third = scenario.configurations[0].faults
    assert (first.begins, first.ends) == (59 * 86400.0, 120 * 86400.0)
    assert second.begins == 0.0 and second.ends == float("inf")
    assert third.loss == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("faults", "equipment", "words"),
    [
        ('{ kind = "defrost-sensor-open" }', COOLER, ["faults[0].kind", "no heat pump", "remove"]),
        ('{ kind = "thermostat-ob-wrong" }', COOLER, ["no heat pump that also cools"]),
        ('{ kind = "igniter-failed" }', PUMP, ["faults[0].kind", "no furnace"]),
        ('{ kind = "strips-stuck-on" }', COOLER, ["no electric strips"]),
        ('{ kind = "ducts-leaking", supply_leakage = 0.2 }', INVERTER, ["no ducts"]),
        ('{ kind = "low-voltage", share = 0.1 }', INVERTER, ["inverter"]),
        ('{ kind = "expansion-valve-stuck", opening = 0.7, mode = "heating" }', COOLER, ["faults[0].mode", "heating"]),
        ('{ kind = "undercharge", share = 0.2 }, { kind = "overcharge", share = 0.1 }', PUMP,
         ["faults[1]", "excludes 'undercharge'", "until"]),
        ('{ kind = "undercharge", share = 0.2 }, { kind = "undercharge", share = 0.1 }', PUMP, ["stated twice"]),
        ('{ kind = "reversing-valve-stuck", position = "heating" }, { kind = "thermostat-ob-wrong" }', PUMP,
         ["excludes"]),
        ('{ kind = "undercharge", share = 0.5 }', PUMP, ["at most 0.3", "NIST"]),
        ('{ kind = "undercharge" }', PUMP, ["share is missing"]),
        ('{ kind = "undercharge", share = 0.2, leak = 0.1 }', PUMP, ["leak belongs to", "reversing-valve-leaking"]),
        ('{ kind = "outdoor-fan-failed", share = 0.2 }', PUMP, ["share does not belong"]),
        ('{ kind = "undercharge", share = 0.2, from = "02-30" }', PUMP, ["from: month 2 has no day 30"]),
        ('{ kind = "undercharge", share = 0.2, from = "11-15", until = "03-01" }', PUMP,
         ["does not come after", "two"]),
        ('{ kind = "undercharged", share = 0.2 }', PUMP, ["undercharge"]),
        ('{ kind = "ducts-leaking" }', PUMP, ["supply_leakage or return_leakage"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(read, faults, equipment, words):
    told = refusal(read, faults, equipment)
    for word in words:
        assert word in told


def test_two_faults_of_one_part_may_follow_each_other(read):
    scenario = read(
        '{ kind = "undercharge", share = 0.2, until = "05-01" }, { kind = "overcharge", share = 0.1, from = "05-01" }'
    )
    assert len(scenario.configurations[0].faults) == 2


def test_a_fault_outside_the_run_is_refused(read):
    import cosim

    scenario = read('{ kind = "undercharge", share = 0.2, from = "07-01" }')
    with pytest.raises(InvalidInput, match="outside the run"):
        cosim.simulate(scenario, start=0, end=24)


def test_every_kind_says_what_it_is_and_where_its_model_comes_from():
    for name, kind in KINDS.items():
        assert kind.does.endswith(".") and kind.model and kind.source, name
        for key in (*kind.keys, *kind.needed):
            assert key in FaultConfig.model_fields
