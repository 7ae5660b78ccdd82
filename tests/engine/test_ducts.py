"""Ducts in the flow: leaks stated as a flow, ducts in two places, and equipment that shares ducts or has none."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import cosim
from cosim.config.house import DuctsConfig
from cosim.errors import InvalidInput
from cosim.simulation.simulation import Simulation

CFM = 0.3048**3 / 60.0


def ducts(zone: str, **table) -> DuctsConfig:
    return DuctsConfig.model_validate({"zone": zone, **table})


@cache
def scenario():
    return cosim.load("retrofit-greensboro")


def run(placed: DuctsConfig | None, name: str = "furnace", **changes):
    """Return a January day with the ducts given."""
    found = scenario()
    configuration = next(each for each in found.configurations if name in each.name)
    house = found.house.model_copy(update={"ducts": placed})
    simulation = Simulation(replace(found, house=house), replace(configuration, **changes), end_hour=24)
    return simulation, simulation.run().hourly


def test_a_leak_stated_as_a_flow_is_a_share_of_each_fan_s_own_flow():
    """80 cfm of a furnace's 800 is 10 %, and of an air conditioner's 1,200 it is 6.7 %."""
    found = scenario()
    furnace = next(each for each in found.configurations if "furnace" in each.name and each.air_conditioner)
    slow = furnace.furnace.model_copy(update={"temperature_rise": 1.5 * furnace.furnace.temperature_rise})
    simulation, _ = run(ducts("attic", supply_leakage_flow_cfm=80.0), furnace.name, furnace=slow)
    shares = simulation.house.arrays.ducts.traits[:, 0, 0]
    parameters = simulation.house.parameters
    flows = np.array([parameters.fan_flow, parameters.furnace_flow])
    assert shares * flows == pytest.approx(80.0 * CFM * 1.2 * float(found.weather.pressure.mean()) / 101325.0, rel=0.01)
    assert shares[1] > 1.3 * shares[0]


def test_what_ducts_in_two_places_lose_is_what_reaches_the_rooms_less():
    place = {"supply_area_m2": 20.0, "supply_leakage": 0.05}
    both = ducts("attic", **place, elsewhere=[{"zone": "outdoors", **place}])
    simulation, hourly = run(both)
    assert simulation.house.arrays.ducts.zone.tolist()[1] == -1.0
    alone = [run(ducts(zone, **place))[1] for zone in ("attic", "outdoors")]
    loss = [float(each["duct_loss"].sum() / each["furnace_heat"].sum()) for each in (hourly, *alone)]
    assert loss[0] == pytest.approx(loss[1] + loss[2], rel=0.1)
    assert loss[2] > loss[1] > 0.0


def test_places_stand_once_and_leave_some_air():
    with pytest.raises(ValueError, match="'attic' stands twice"):
        ducts("attic", elsewhere=[{"zone": "attic"}])
    with pytest.raises(ValueError, match=r"more than 0\.6"):
        ducts("attic", supply_leakage=0.4, elsewhere=[{"zone": "outdoors", "supply_leakage": 0.4}])


def test_an_unknown_zone_elsewhere_is_refused_by_its_place(tmp_path):
    text = cosim.project.find("houses", "ranch-1960s", place="test").read_text(encoding="utf-8")
    house = tmp_path / "house.toml"
    house.write_text(f'{text}\n[[ducts.elsewhere]]\nzone = "loft"\n', encoding="utf-8")
    scenario = tmp_path / "scenario.toml"
    source = cosim.project.find("scenarios", "retrofit-greensboro", place="test").read_text(encoding="utf-8")
    scenario.write_text(source.replace('house = "ranch-1960s"', 'house = "house.toml"'), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"ducts\.elsewhere\[0\]\.zone: 'loft' is not a zone"):
        cosim.load(scenario)
