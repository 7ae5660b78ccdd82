"""Ducts in the flow: leaks stated as a flow, ducts in two places, and equipment that shares ducts or has none."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import cosim
from cosim.config.house import DuctsConfig
from cosim.envelope.envelope import build_envelope
from cosim.errors import InvalidInput
from cosim.flow.duct_traits import duct_traits
from cosim.physics.ducts import SUPPLY_LEAKAGE
from cosim.simulation.simulation import Simulation
from cosim.sizing.loads import at_air_handler

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


@pytest.mark.slow
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


@pytest.mark.slow
def test_ducts_within_the_rooms_are_none_for_whoever_asks():
    """Flow, sizing, checks and a fleet's sizes take the same ducts: those outside the first zone."""
    from cosim.config.scenario import ConfigurationConfig
    from cosim.fleet.sizing import design_loads
    from cosim.scenarios.checks import equipment_faults
    from cosim.sizing.loads import house_loads

    found = scenario()
    leaky = ducts(found.house.zones[0].name, supply_leakage=0.2, supply_area_m2=30.0)
    within, without = (found.house.model_copy(update={"ducts": placed}) for placed in (leaky, None))
    assert within.ducts_outside == ()
    one, none = run(leaky)[1], run(None)[1]
    assert (one["duct_loss"] == 0.0).all()
    assert one["furnace_heat"] == pytest.approx(none["furnace_heat"])
    design = [house_loads(house, found.weather, 294.0, 297.0) for house in (within, without)]
    assert design[0].heating.ducts == design[0].cooling.ducts == 0.0
    assert design[0].heating.room == pytest.approx(design[1].heating.room)
    peaks = [design_loads(house, build_envelope(house, found.weather), found.weather) for house in (within, without)]
    assert peaks[0] == peaks[1]
    leaks = [{"kind": "ducts-leaking", "supply_leakage": 0.2}]
    entry = ConfigurationConfig.model_validate({"name": "a", "furnace": "b", "faults": leaks})
    pieces = {"heat_pump": None, "air_conditioner": None, "furnace": found.configurations[0].furnace}
    assert "no ducts" in equipment_faults(entry, pieces, within)[0][1]


def test_leaks_that_add_up_to_all_of_the_air_leave_four_tenths_of_it():
    """Large flows beside shares, in two places: no more than 0.6 leaks from a side, whoever asks."""
    places = ducts("attic", supply_leakage=0.5, supply_leakage_flow_m3_s=0.5,
                   elsewhere=[{"zone": "outdoors", "supply_leakage_flow_m3_s": 0.5}]).places  # fmt: skip
    traits = duct_traits(places, 0.4)
    assert traits[:, SUPPLY_LEAKAGE].sum() == pytest.approx(0.6)
    assert traits[0, SUPPLY_LEAKAGE] > traits[1, SUPPLY_LEAKAGE] > 0.0
    # 8 kW of 0.4 kg/s, of which 0.6 leaks where it is as warm as in the room: 2.5 times as much has to be sent
    sent = at_air_handler(places, 8000.0, 20.0, 294.0, {"attic": 294.0, "outdoors": 294.0}, 294.0)
    assert sent == pytest.approx(8000.0 / 0.4)
