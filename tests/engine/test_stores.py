"""Heat that equipment stores between burner or compressor and the air: what goes in comes out, whenever a call ends."""

from dataclasses import replace

import pytest

from cosim.envelope.envelope import build_envelope
from cosim.scenarios.reader import load
from cosim.simulation.simulation import Simulation

DAY = 86400.0


@pytest.mark.parametrize("air_capacity", [1.0, 3.0, 7.0])
def test_a_furnace_gives_the_air_what_its_burner_puts_in_and_its_exchanger_keeps(air_capacity):
    """The less the room's air holds, the more often the thermostat ends a call within a step of the flow."""
    scenario = load("retrofit-greensboro")
    room = scenario.house.zones[0].model_copy(update={"air_capacity_factor": air_capacity})
    house = scenario.house.model_copy(update={"zones": (room, *scenario.house.zones[1:])})
    scenario = replace(scenario, house=house)
    chosen = next(entry for entry in scenario.configurations if "furnace + AC" in entry.name)
    furnace = chosen.furnace.model_copy(update={"flue_share": 0.0, "pilot_power": 0.0})
    sim = Simulation(scenario, replace(chosen, furnace=furnace), envelope=build_envelope(house, scenario.weather))
    sim.advance(0.0)
    before = sim.house.state.exchanger_store
    sim.advance(6 * DAY)
    burnt = furnace.efficiency * sim.total("furnace_gas")
    given = sim.total("furnace_heat") - sim.total("indoor_fan_electricity")
    assert burnt > 1e8
    assert given == pytest.approx(burnt - (sim.house.state.exchanger_store - before), rel=1e-9)
