"""A federation on loopback: two federates of houses and one that makes prices; and a broker that is not there."""

import json
import socket
import subprocess
import sys
import time
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main

# not imported here: its library and that of pythonfmu's FMUs do not get along in one process
if find_spec("helics") is None:
    pytest.skip("helics is not installed", allow_module_level=True)
HOUR = 3600.0

# a market that charges a dear price from three to five o'clock, and asks for a lower setpoint and a cap meanwhile
MARKET = """
import sys
import helics as h

info = h.helicsCreateFederateInfo()
h.helicsFederateInfoSetCoreTypeFromString(info, "zmq")
where = f"--broker_address=tcp://127.0.0.1 --brokerport={sys.argv[1]}"
h.helicsFederateInfoSetCoreInitString(info, f"--federates=1 {where}")
market = h.helicsCreateValueFederate("market", info)
double = h.HELICS_DATA_TYPE_DOUBLE
keys = ("price", "offset", "cap", "outdoor")
out = {key: h.helicsFederateRegisterGlobalPublication(market, f"market/{key}", double, "") for key in keys}
seen = h.helicsFederateRegisterSubscription(market, "town/east/hvac_electricity", "W")
h.helicsFederateEnterExecutingMode(market)
powers = []
for hour, price in ((0, 0.1), (3, 0.5), (5, 0.1), (6, 0.1)):
    now = h.helicsFederateRequestTime(market, 3600.0 * hour) if hour else 0.0
    while now < 3600.0 * hour:
        powers.append(h.helicsInputGetDouble(seen))
        now = h.helicsFederateRequestTime(market, 3600.0 * hour)
    dear = price > 0.2
    h.helicsPublicationPublishDouble(out["price"], price / 3.6e6)
    h.helicsPublicationPublishDouble(out["offset"], -3.0 if dear else 0.0)
    h.helicsPublicationPublishDouble(out["cap"], 1500.0 if dear else 1e6)
    h.helicsPublicationPublishDouble(out["outdoor"], 265.0 + hour)
h.helicsFederateDisconnect(market)
h.helicsCloseLibrary()
print(len(powers), max(powers))
"""
BROKER = """
import sys, time
import helics as h

broker = h.helicsCreateBroker("zmq", "", f"-f 3 --localport={sys.argv[1]} --timeout=10s")
print("ready", flush=True)
while h.helicsBrokerIsConnected(broker):
    time.sleep(0.02)
h.helicsCloseLibrary()
"""

TOWN = """
import json, sys
from pathlib import Path
import cosim
from cosim.coupling.federate import read_config, run

scenario = cosim.load("quick-start")
records = run(scenario, read_config(Path(sys.argv[1]), scenario), first=24, last=48)
names = ("heating_setpoint", "hvac_electricity")
print(json.dumps([{name: record.hourly[name].tolist() for name in names} for record in records]))
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def federate(path, port, name, houses):
    table = {"name": name, "port": port, "period": 900, "houses": houses}
    path.write_text(json.dumps(table))
    return path


def start(script, *arguments):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(processes):
    """End what a failed test left behind."""
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.mark.slow
def test_houses_answer_a_market(tmp_path, request):
    """What comes over the wire acts as if it had been written here, and the market sees what the houses draw."""
    port = free_port()
    wires = {"electricity_price": "market/price", "heating_setpoint_offset": "market/offset"}
    more = {"power_cap": "market/cap", "outdoor_temperature": "market/outdoor"}
    town = federate(tmp_path / "town.json", port, "town", [
        {"name": "east", "subscribe": wires},
        {"name": "west"},
    ])  # fmt: skip
    farm = federate(tmp_path / "farm.json", port, "farm", [{"name": "house", "subscribe": wires | more}])
    broker = start(BROKER, port)
    started = [broker]
    request.addfinalizer(lambda: end(started))
    assert broker.stdout.readline() == "ready\n"
    market = start(MARKET, port)
    started.append(market)
    run = "import sys; from cosim.cli import main; main(sys.argv[1:])"
    days = ["--from", "01-02", "--to", "01-02"]
    others = start(run, "helics", "quick-start", "--config", str(farm), *days)
    started.append(others)
    houses = start(TOWN, town)
    started.append(houses)
    answer, trouble = houses.communicate(timeout=120)
    assert houses.returncode == 0, trouble
    east, west = ({name: np.array(values) for name, values in house.items()} for house in json.loads(answer))
    scenario = cosim.load("quick-start")
    printed, trouble = others.communicate(timeout=60)
    assert others.returncode == 0, trouble
    seen, _ = market.communicate(timeout=60)
    broker.communicate(timeout=60)
    assert "house: " in printed
    assert int(seen.split()[0]) > 10
    assert float(seen.split()[1]) > 300.0
    usual = scenario.configurations[0].thermostat.heating_setpoint
    assert west["heating_setpoint"] == pytest.approx(usual)
    # what the market publishes at the full hour arrives at the next instant of the federation, a second later
    assert east["heating_setpoint"][3:5] == pytest.approx(usual - 3.0, abs=0.001)
    assert east["heating_setpoint"][6:] == pytest.approx(usual)
    here = cosim.Simulation(scenario, scenario.configurations[0], start_hour=24, end_hour=48)
    here.advance(24 * HOUR)
    for hour, offset in ((3, -3.0), (5, 0.0)):
        here.advance((24 + hour) * HOUR + 1.0)
        here.write("heating_setpoint_offset", offset)
    own = here.run()
    assert east["hvac_electricity"] == pytest.approx(own.hourly["hvac_electricity"], rel=1e-9)


@pytest.mark.slow
def test_a_broker_that_is_not_there_is_told_within_ten_seconds(tmp_path):
    path = federate(tmp_path / "fed.json", free_port(), "lonely", [{"name": "house"}])
    begun = time.monotonic()
    result = CliRunner().invoke(main, ["helics", "quick-start", "--config", str(path)])
    assert result.exit_code == 1
    assert "no HELICS broker at 127.0.0.1" in result.output
    assert time.monotonic() - begun < 10.0


@pytest.mark.slow
def test_a_wrong_config_is_told(tmp_path):
    path = tmp_path / "fed.json"
    for text, words in (
        ("{", "is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"houses": []}', "houses"),
        ('{"houses": [{"name": "a", "subscribe": {"setpoint": "x"}}]}', "did you mean 'heating_setpoint'"),
        ('{"houses": [{"name": "a"}, {"name": "a"}]}', "'a' is used twice"),
        ('{"publish": ["hvac"], "houses": [{"name": "a"}]}', "'hvac' is not a variable"),
        ('{"houses": [{"name": "a", "configuration": "cold climate heat pump"}]}', "cold-climate heat pump"),
        ('{"borker": "x", "houses": [{"name": "a"}]}', "borker"),
    ):
        path.write_text(text)
        result = CliRunner().invoke(main, ["helics", "quick-start", "--config", str(path)])
        assert result.exit_code == 2, text
        assert words in result.output, result.output
