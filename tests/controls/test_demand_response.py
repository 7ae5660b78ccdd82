"""Demand response: what the house gives in an event, what it takes back, and what cannot be asked of it."""

import numpy as np
import pytest

from cosim.errors import InvalidInput
from cosim.processes.demand_response import response_of
from cosim.scenarios.reader import load
from cosim.study import simulate

pytestmark = pytest.mark.slow

SCENARIO = """
house = "ranch-1960s"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.15
gas_usd_per_therm = 1.0
[emissions]
electricity_kg_per_mwh = 400
gas_kg_per_mmbtu = 60
"""
HEAT_PUMP = """
[[configurations]]
name = "{name}"
heat_pump = "ccashp-3ton"
strips = {{ capacity_kw = 10 }}
demand_response = {{ {response} }}
"""
DUAL_FUEL = """
[[configurations]]
name = "dual fuel"
heat_pump = "ccashp-3ton"
furnace = "furnace-96"
dual_fuel = {{ policy = "{policy}" }}
{response}
"""
EVENING = "begins_h = 17, ends_h = 20, months = [1]"


@pytest.fixture
def scenario(tmp_path):
    """Load a scenario with the given configurations, and with a file of events beside it."""

    def write(*configurations: str, events: str = ""):
        (tmp_path / "events.csv").write_text(events, encoding="utf-8")
        path = tmp_path / "ask.toml"
        path.write_text(SCENARIO + "".join(configurations), encoding="utf-8")
        return load(path)

    return write


def faults(scenario, *configurations: str, events: str = "") -> str:
    with pytest.raises(InvalidInput) as refused:
        scenario(*configurations, events=events)
    return str(refused.value)


def evenings(dataset, name: str, variable: str) -> np.ndarray:
    """Return the hours from 17 to 20 on weekdays, one row a day; 1 January is a Monday."""
    days = dataset[variable].sel(configuration=name).values.reshape(-1, 24)
    return days[np.arange(len(days)) % 7 < 5, 17:20]


@pytest.fixture(scope="module")
def january(tmp_path_factory):
    """Ask four things of the same machine in the second week of January."""
    path = tmp_path_factory.mktemp("dr") / "ask.toml"
    asked = {
        "offset": f"{EVENING}, setpoint_offset_k = 2",
        "preheat": f"{EVENING}, setpoint_offset_k = 2, preheat_k = 1.5, preheat_time_h = 2",
        "cap": f"{EVENING}, power_cap_kw = 1.5",
        "usual": "begins_h = 17, ends_h = 20, months = [7], lock_backup = true",
    }
    text = "".join(HEAT_PUMP.format(name=name, response=response) for name, response in asked.items())
    path.write_text(SCENARIO + text, encoding="utf-8")
    return simulate(load(path), start=7 * 24, end=14 * 24)


def test_an_offset_sheds_power_and_some_of_it_comes_back(january):
    figures = {
        name: january[f"annual_response_{name}"].sel(configuration="offset") for name in ("events", "shed", "rebound")
    }
    assert figures["events"] == 5
    assert figures["shed"] > 500.0
    assert figures["rebound"] > 0.0
    usual, offset = (evenings(january, name, "hvac_electricity").mean() for name in ("usual", "offset"))
    assert usual - offset == pytest.approx(float(figures["shed"]), rel=0.02)  # the twin is the run without events


def test_the_room_falls_by_no_more_than_the_offset_and_the_band(january):
    lowest = january["annual_response_lowest"].sel(configuration="offset")
    setpoint = evenings(january, "usual", "heating_setpoint").min()
    assert setpoint - 2.0 - 0.9 < lowest < setpoint - 1.0
    assert evenings(january, "offset", "heating_setpoint") == pytest.approx(setpoint - 2.0)
    unmet = january["annual_unmet_heating"]  # against the setpoint in force
    assert unmet.sel(configuration="offset") < unmet.sel(configuration="usual") + 1.0


def test_preheating_keeps_the_room_warmer_and_sheds_more(january):
    shed = january["annual_response_shed"].sel(configuration=["offset", "preheat"]).values
    # both may end at the lowered setpoint, but the preheated room takes longer to get there
    offset, preheat = (evenings(january, name, "indoor_temperature").mean() for name in ("offset", "preheat"))
    assert preheat > offset + 0.1
    assert shed[1] > shed[0]
    before = january["hvac_electricity"].values.reshape(4, -1, 24)[:, :5, 15:17].mean(axis=(1, 2))
    assert before[1] > before[0]


def test_a_cap_holds_at_every_moment(january):
    # a defrost is the machine's own affair, and the cap cannot stop it
    evening, defrosting = (evenings(january, "cap", name) for name in ("hvac_electricity", "defrosting"))
    assert (defrosting == 0.0).any()
    assert evening[defrosting == 0.0].max() < 1500.0 * 1.001
    assert january["annual_response_shed"].sel(configuration="cap") > 0.0


def test_who_has_no_events_has_no_figures(january):
    assert np.isnan(january["annual_response_shed"].sel(configuration="usual"))


def test_a_signal_sends_the_house_to_its_furnace(scenario):
    response = 'demand_response = { events = "events.csv", switch_to_furnace = true }'
    events = "begins,ends,switch_to_furnace\n01-09 06:00,01-09 10:00,\n01-10 06:00,01-10 10:00,yes\n"
    result = simulate(scenario(DUAL_FUEL.format(policy="signal", response=response), events=events), start=192, end=264)
    asked = np.zeros(72, dtype=bool)
    asked[7:10] = asked[24 + 7 : 24 + 10] = True
    compressor, gas = (result[name].values[0] for name in ("compressor_heating_electricity", "furnace_gas"))
    assert compressor[asked].max() == 0.0 and gas[asked].mean() > 1000.0
    assert compressor[~asked].mean() > 200.0


def test_a_file_of_events_is_refused_with_all_its_lines(scenario):
    events = (
        "begins,ends,setpoint_offset_k,power_cap_kw,lock_backup\n"
        "01-10 17:00,01-10 16:00,2,,\n"
        "02-30 17:00,02-30 18:00,2,,\n"
        "01-12 17:00,01-12 18:00,,,\n"
        "01-13 17:00,01-13 18:00,warm,,perhaps\n"
        "01-14 17:00,01-14 18:00,,-1,\n"
    )
    text = faults(scenario, HEAT_PUMP.format(name="a", response='events = "events.csv"'), events=events)
    assert "line 2: ends at 01-10 16:00, not after" in text
    assert "line 3: '02-30 17:00'" in text
    assert "line 4: changes nothing" in text
    assert "line 5.setpoint_offset" in text.replace(": setpoint_offset", ".setpoint_offset") and "lock_backup" in text
    assert "power_cap_kw" in text and "more than 0" in text


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ("setpoint_offset_k = 2", "has no time"),
        ("begins_h = 17, ends_h = 20", "change nothing"),
        ("begins_h = 20, ends_h = 17, lock_backup = true", "must end after it begins"),
        ('begins_h = 17, ends_h = 20, events = "events.csv"', "keep one of them"),
        ("begins_h = 17, ends_h = 20, lock_backup = true, outdoor_below_c = -60", "no event in the year"),
        ("begins_h = 17, ends_h = 20, switch_to_furnace = true", "dual_fuel is missing"),
        ('events = "nothing.csv", lock_backup = true', "nothing.csv"),
    ],
)
def test_what_makes_no_sense_is_refused(scenario, response, words):
    assert words in faults(scenario, HEAT_PUMP.format(name="a", response=response))


def test_a_signal_needs_somebody_who_gives_it(scenario):
    assert "demand_response" in faults(scenario, DUAL_FUEL.format(policy="signal", response=""))


def test_events_may_not_run_into_one_another(scenario):
    events = "begins,ends\n01-10 17:00,01-10 20:00\n01-10 20:30,01-10 22:00\n"
    asked = 'events = "events.csv", setpoint_offset_k = 1, preheat_k = 1, preheat_time_h = 1'
    assert "01-10 17:00 lasts until 01-10 20:00" in faults(
        scenario, HEAT_PUMP.format(name="a", response=asked), events=events
    )


def test_shed_and_rebound_count_parts_of_quarters():
    class At:
        def __init__(self, begins, ends):
            self.begins = self.first = begins
            self.ends = ends

    usual, power = np.full(24, 1000.0), np.full(24, 1000.0)
    power[4:6] = [400.0, 700.0]  # from 01:00, a quarter each
    power[6:14] = 1100.0
    found = response_of([At(3600.0 + 450.0, 3600.0 + 1800.0)], 0, power, usual, np.arange(6.0))
    assert found.shed == pytest.approx((600.0 * 450 + 300.0 * 900) / 1350)
    assert found.rebound == pytest.approx(100.0)
    assert response_of([At(-3600.0, 0.0)], 0, power, usual, np.arange(6.0)) is None
