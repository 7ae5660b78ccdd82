"""Facts that contradict each other are questioned, with the place and what would do."""

from datetime import date

import pytest

from cosim.config.facts import FactsConfig
from cosim.config.faults import validate
from cosim.errors import InvalidInput


@pytest.mark.parametrize(
    ("known", "place", "words"),
    [
        ({"floor_area_ft2": 300, "storeys": 3}, "storeys", "3 storeys leave 100 ft2"),
        ({"floor_area_ft2": 20}, "floor_area_ft2", "at least 215"),
        ({"built": date.today().year + 25}, "built", "still to come"),
        ({"kind": "mobile home", "foundation": "basement"}, "foundation", "mobile home does not stand"),
        ({"kind": "mobile home", "storeys": 2}, "storeys", "one storey"),
        ({"foundation": "cellar"}, "foundation", "cellar"),
        ({"foundation": "slab", "ducts": "basement"}, "ducts", "foundation is a slab"),
        ({"attic": "cathedral", "ducts": "attic"}, "ducts", "there is none"),
        ({"ducts": "none", "cooling": "central"}, "cooling", "needs ducts"),
        ({"heating_fuel": "electricity", "furnace_efficiency": 0.8}, "furnace_efficiency", "electricity heats"),
        ({"furnace_installed": 1950}, "furnace_installed", "12 years before"),
        ({"furnace_installed": 1970, "furnace_efficiency": 0.95}, "furnace_efficiency", "no furnace of 1970"),
        ({"heating_setpoint_f": 72, "cooling_setpoint_f": 70}, "cooling_setpoint", "heating_setpoint"),
        ({"cooling": "none", "cooling_capacity_tons": 3}, "cooling_capacity", "there is none"),
        ({"floor_area_ft2": 300, "occupants": 9}, "occupants", "less than 6 m2"),
        ({"bilt": 1962}, "bilt", "unknown key"),
    ],
)
def test_contradictions_are_questioned(known, place, words):
    with pytest.raises(InvalidInput) as refused:
        validate(FactsConfig, {"floor_area_ft2": 1800, "built": 1962} | known, "mine.toml")
    [fault] = refused.value.faults
    assert fault.place == f"mine.toml: {place}"
    assert words in str(fault)


def test_all_faults_come_at_once():
    with pytest.raises(InvalidInput) as refused:
        validate(FactsConfig, {"floor_area_ft2": 900, "storeys": 4, "built": 1962, "furnace_installed": 1950}, "x")
    assert len(refused.value.faults) == 2


def test_only_two_facts_are_needed():
    with pytest.raises(InvalidInput) as refused:
        validate(FactsConfig, {}, "mine.toml")
    assert {fault.place for fault in refused.value.faults} == {"mine.toml: floor_area", "mine.toml: built"}
    assert FactsConfig.model_validate({"floor_area_ft2": 1800, "built": 1962}).built == 1962
