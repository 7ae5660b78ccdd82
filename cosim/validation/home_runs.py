"""What cosim makes of one HPXML file: read it as a scenario's house, simulate it, and hold its account to the file."""

import re
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from cosim.config.thermostat import ThermostatConfig
from cosim.constants import FREEZING
from cosim.errors import CosimError
from cosim.hpxml import HpxmlHouse, read_hpxml
from cosim.hpxml.account import in_words
from cosim.project import bundled_root
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Scenario
from cosim.simulation.simulation import Simulation
from cosim.units import BTU

MEGA_BTU_HOUR = 1e6 * BTU / 3600.0  # MBtu in W h
NOT_KNOWN = "is not known here"
PLACE = re.compile(r"(HPXML.*?):( |$)")
LEAVES_TRIED = 8  # of each file
# of no weight here: loads alone are simulated
PRICES = {"electricity_usd_per_kwh": 0.1} | {f"{fuel}_usd_per_mmbtu": 10.0 for fuel in ("gas", "propane", "oil")}
EMISSIONS = {"electricity_kg_per_kwh": 0.4} | {f"{fuel}_kg_per_mmbtu": 60.0 for fuel in ("gas", "propane", "oil")}


@dataclass(frozen=True)
class Task:
    """A file to try.

    Attributes
    ----------
    path, weather : Path
    first_hour, end_hour : int
        Of the year, of its run period.
    heats, cools : bool
        Whether something of the file heats and cools.
    """

    path: Path
    weather: Path
    first_hour: int
    end_hour: int
    heats: bool
    cools: bool


@dataclass
class Found:
    """What came of a file.

    Attributes
    ----------
    name : str
    failure : str
        Why it was not simulated; empty where it was.
    figures : dict
        Loads in MBtu, by name.
    reading, set_up, year : float
        CPU time to read the file, to load it as a scenario and build its envelope, and to simulate it, s.
    unmentioned : list of str
        Leaves that ``cosim show`` does not mention, or of which it does not know what they would change.
    untrue : list of str
        Leaves said to change nothing here that do change the house.
    """

    name: str
    failure: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    reading: float = 0.0
    set_up: float = 0.0
    year: float = 0.0
    unmentioned: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)


def try_home(task: Task) -> Found:
    """Return what comes of a file: its loads by an ideal plant, and the leaves that its account misses."""
    found = Found(task.path.stem)
    try:
        began = time.process_time()
        read = read_hpxml(task.path)
        found.reading = time.process_time() - began
        found.unmentioned = unmentioned(task.path, read)
        found.untrue = untrue(task.path, read)
        found.figures |= loads(task, read, found)
    except CosimError as error:
        found.failure = " ".join(str(error).split())
    return found


def loads(task: Task, read: HpxmlHouse, found: Found) -> dict[str, float]:
    """Return the sensible heat that an ideal plant adds to and takes from the home's rooms, MBtu."""
    if not (task.heats or task.cools):
        return {"heating_load": 0.0, "cooling_load": 0.0}
    began = time.process_time()
    scenario = ideal_scenario(task, read)
    simulation = Simulation(scenario, scenario.configurations[0], start_hour=task.first_hour, end_hour=task.end_hour,
                            events=False)  # fmt: skip
    found.set_up = time.process_time() - began
    run = simulation.run()
    found.year = time.process_time() - began - found.set_up
    sums = {"heating_load": run.hourly["ideal_heat"].sum(), "cooling_load": run.hourly["cooling_sensible"].sum()}
    return {name: float(watt_hours) / MEGA_BTU_HOUR for name, watt_hours in sums.items()}


def ideal_scenario(task: Task, read: HpxmlHouse) -> Scenario:
    """Return the scenario of a file that a user would write, with an ideal plant instead of equipment."""
    ideal = {"heating": task.heats, "cooling": task.cools}
    table: dict[str, Any] = {
        "house": str(task.path), "weather": str(task.weather), "prices": PRICES, "emissions": EMISSIONS,
        "thermostat": thermostat_of(read), "configurations": [{"name": "ideal", "ideal": ideal}],
    }  # fmt: skip
    return Loading(task.path.with_suffix(".toml"), bundled_root()).scenario_of(table, "")


def thermostat_of(read: HpxmlHouse) -> dict[str, float]:
    """Return the file's setpoints as a scenario states them; the usual one where a side has none."""
    stated = {"heating_setpoint_c": read.heating_setpoint, "cooling_setpoint_c": read.cooling_setpoint}
    table = {key: value - FREEZING for key, value in stated.items() if value is not None}
    if len(table) == 1:  # the other one must leave room, whether or not something follows it
        usual = ThermostatConfig()
        gap = usual.cooling_setpoint - usual.heating_setpoint
        ((key, value),) = table.items()
        other = {"heating_setpoint_c": value - gap, "cooling_setpoint_c": value + gap}
        table = {**other, key: value}
    return table


def unmentioned(path: Path, read: HpxmlHouse) -> list[str]:
    """Return the leaves of a file that the printed account does not hold, or of which it knows no consequence.

    Leaves are those of the plain XML, counted by the name of their element; the account is the text that a user sees.
    """
    said: dict[str, int] = {}
    missing, in_file = [], True
    for line in in_words(read.account()).splitlines():
        place = PLACE.match(line.strip())
        if place is None:
            in_file = not line.startswith("defaulted")  # what the file does not state is no leaf of it
        elif in_file:
            name = place[1].rpartition("/")[2].partition("[")[0]
            said[name] = said.get(name, 0) + 1
            missing += [place[1]] if NOT_KNOWN in line else []
    for element in ElementTree.fromstring(path.read_bytes()).iter():
        if not len(element):
            name = element.tag.rpartition("}")[2]
            said[name] = said.get(name, 0) - 1
            missing += [name] if said[name] < 0 else []
    return missing


def untrue(path: Path, read: HpxmlHouse) -> list[str]:
    """Return leaves said to be left aside that change the house where they are taken out; a few of each file are."""
    data = path.read_bytes()
    root = ElementTree.fromstring(data)
    parents = {child: parent for parent in root.iter() for child in parent}
    leaves = [element for element in root.iter() if not len(element)]
    aside = [element for element, verdict in zip(leaves, verdicts(read), strict=True) if verdict]
    random, wrong = Random(path.name), []
    for element in random.sample(aside, min(LEAVES_TRIED, len(aside))):
        parent = parents[element]
        place = list(parent).index(element)
        parent.remove(element)
        try:
            same = read_hpxml(path, data=ElementTree.tostring(root)).house == read.house
        except CosimError:
            same = False
        parent.insert(place, element)
        if not same:
            wrong.append(element.tag.rpartition("}")[2])
    return wrong


def verdicts(read: HpxmlHouse) -> list[bool]:
    """Return, for each leaf of the document in its order, whether its account says that it was left aside."""
    return [not getattr(element, "asked", False) for element in read.document[0].iter() if not len(element)]
