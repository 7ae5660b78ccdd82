"""A fault whose days lie outside what is simulated is refused, however the simulation is driven."""

import pytest
from ranch import RANCH

import cosim
from cosim.coupling import federate, fmu_export
from cosim.coupling.federate_config import FederateConfig
from cosim.scenarios.fault_days import check_fault_days

HOUSE = (
    RANCH
    + """
[[configurations]]
name = "leaky"
heat_pump = "single-speed-3ton"
strips = { capacity_kw = 10 }
faults = [{ kind = "undercharge", share = 0.2, from = "03-01", until = "03-11" }]
"""
)
AGENT = """[agent]
first_day = 10
last_day = 20
days = 2
observe = ["indoor_temperature"]
act = [{ input = "heating_setpoint_offset" }]
"""
JANUARY = 0, 31 * 24


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("faults") / "leaky.toml"
    path.write_text(HOUSE + AGENT)
    return cosim.load(path)


@pytest.mark.parametrize(("first", "last"), [(0, 59 * 24), (69 * 24, 8760)])
def test_a_fault_that_is_never_there_is_named(scenario, first, last):
    with pytest.raises(cosim.InvalidInput, match="'undercharge' from 03-01 until 03-11 lies outside the run"):
        check_fault_days(scenario.configurations, first, last)


@pytest.mark.parametrize(("first", "last"), [(0, 59 * 24 + 1), (69 * 24 - 1, 8760), (0, 8760)])
def test_one_that_is_there_for_an_hour_is_not(scenario, first, last):
    check_fault_days(scenario.configurations, first, last)


def test_couplings_refuse_it_before_they_begin(scenario, tmp_path):
    said, config = "lies outside the run", FederateConfig.model_validate({"houses": [{"name": "one"}]})
    with pytest.raises(cosim.InvalidInput, match=said):
        fmu_export.export(scenario, scenario.configurations[0], tmp_path / "x.fmu", first=0, last=JANUARY[1])
    with pytest.raises(cosim.InvalidInput, match=said):
        federate.run(scenario, config, first=JANUARY[0], last=JANUARY[1], tell=print)
    assert not list(tmp_path.iterdir())


def test_an_agent_whose_episodes_never_meet_it_is_refused(scenario):
    pytest.importorskip("gymnasium")
    from cosim.coupling.gym import HouseEnv

    with pytest.raises(cosim.InvalidInput, match="lies outside the run"):
        HouseEnv(scenario)
