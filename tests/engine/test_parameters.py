"""Parameters of the flow: each is written once, and those taken as they are keep their value."""

from operator import attrgetter

import pytest

from cosim.config.thermostat import ThermostatConfig
from cosim.flow.records import FROM_FURNACE, FROM_MACHINE, FROM_THERMOSTAT, PARAMETERS


def test_no_parameter_stands_twice():
    taken = [*FROM_MACHINE, *FROM_FURNACE, *FROM_THERMOSTAT]
    assert len(set(taken)) == len(taken)
    assert set(taken) < set(PARAMETERS.names)


def test_a_machine_reaches_the_flow_as_it_is(simulation):
    sim = simulation("retrofit-greensboro", "dual fuel", end_hour=1)
    for places, source in ((FROM_MACHINE, sim.machine), (FROM_FURNACE, sim.configuration.furnace),
                           (FROM_THERMOSTAT, sim.configuration.thermostat)):  # fmt: skip
        for name, place in places.items():
            assert getattr(sim.house.parameters, name) == attrgetter(place)(source), name


@pytest.mark.parametrize(("places", "model"), [(FROM_THERMOSTAT, ThermostatConfig)])
def test_the_places_that_are_named_exist(places, model):
    for place in places.values():
        first = place.partition(".")[0]
        assert first in model.model_fields
