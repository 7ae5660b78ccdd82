"""Houses from facts: every draw is valid, and loses the more the worse its parts are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosim.config.facts import FactsConfig
from cosim.config.house import HouseConfig
from cosim.errors import InvalidInput
from cosim.facts.build import house, middle, thermostat
from cosim.facts.stock import distributions, draw, middles
from tests.facts.test_stock import ZONES, facts

FILMS = {"wall": 0.15, "ceiling": 0.214, "floor": 0.324}
KNOWN = st.fixed_dictionaries(
    {"floor_area_m2": st.floats(60, 400), "built": st.integers(1880, 2025)},
    optional={
        "kind": st.sampled_from(["detached", "attached"]),
        "storeys": st.sampled_from([1, 1.5, 2]),
        "foundation": st.sampled_from(["basement", "conditioned basement", "crawlspace", "slab"]),
        "attic": st.sampled_from(["vented attic", "cathedral"]),
        "wall": st.sampled_from(["wood frame", "brick veneer", "masonry"]),
        "windows": st.sampled_from(["single", "single with storms", "double", "double low-e", "triple"]),
        "heating_fuel": st.sampled_from(["gas", "propane", "oil", "electricity"]),
        "hot_water": st.sampled_from(["gas", "electricity", "none"]),
    },
)


def at(values, number):
    return {name: float(drawn[number]) for name, drawn in values.items()}


def ua(built: HouseConfig) -> float:
    """Heat loss of the rooms' surfaces and windows to what is not heated, by rated assemblies, W/K."""
    glass = {surface.name: 0.0 for surface in built.surfaces}
    total = 0.0
    for window in built.windows:
        glass[window.surface] += window.total_area
        total += window.total_area * (built.glazings[window.glazing].u_value or 0.0)
    for surface in built.surfaces:
        if surface.zone != "living" or surface.boundary in ("living", "adiabatic"):
            continue
        if surface.f_factor is not None:
            total += surface.f_factor * (surface.perimeter or 0.0)
            continue
        resistance = sum(layer.heat_resistance for layer in built.constructions[surface.construction].layers)
        total += (surface.area - glass[surface.name]) / (resistance + FILMS.get(surface.construction, 0.15))
    return total


@pytest.mark.slow
@settings(max_examples=60)
@given(KNOWN, st.sampled_from(ZONES), st.integers(0, 2**32 - 1))
def test_every_drawn_house_is_valid(known, zone, seed):
    stated = FactsConfig.model_validate(known)
    values = at(draw(distributions(stated, zone), np.random.default_rng(seed), 1), 0)
    built = house(stated, values)
    assert built.zones[0].floor_area >= stated.floor_area * 0.999
    setpoints = thermostat(values)
    assert setpoints.cooling_setpoint >= setpoints.heating_setpoint + 1.99


@pytest.mark.parametrize("foundation", ["basement", "conditioned basement", "crawlspace", "slab"])
@pytest.mark.parametrize("attic", ["vented attic", "cathedral"])
def test_heat_loss_rises_with_each_u_value(foundation, attic):
    stated = facts(foundation=foundation, attic=attic)
    values = middles(distributions(stated, "5A"))
    names = [name for name in values if name.endswith(("_u", "slab_f"))]
    assert len(names) == 4
    before = ua(house(stated, values))
    for name in names:
        assert ua(house(stated, values | {name: 1.1 * values[name]})) > before * 1.002, name


def test_rated_u_values_are_those_drawn():
    stated = facts(foundation="basement")
    values = middles(distributions(stated, "5A"))
    built = house(stated, values)
    for name, quantity in (("wall", "wall_u"), ("ceiling", "attic_u"), ("floor", "floor_u")):
        resistance = sum(layer.heat_resistance for layer in built.constructions[name].layers) + FILMS[name]
        assert 1.0 / resistance == pytest.approx(values[quantity], rel=1e-6)


def test_old_houses_lose_more():
    losses = [ua(middle(facts(built=year, foundation="basement"), "5A")) for year in (1955, 1975, 1985, 2005, 2015)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > 1.5 * losses[-1]


def test_the_shape_follows_from_the_size():
    built = middle(facts(storeys=2, foundation="slab"), "4A")
    walls = sum(surface.area for surface in built.surfaces if surface.construction == "wall")
    assert built.zones[0].volume == pytest.approx(1800 * 0.3048**2 * 8 * 0.3048)
    # two storeys of 900 ft2 and a floor between them, 5.18 m high; 36.7 by 24.5 ft
    assert walls == pytest.approx(2 * (36.74 + 24.49) * 0.3048 * 5.177, rel=0.002)


def test_energy_of_people_and_water_is_what_was_drawn():
    stated = facts(foundation="slab")
    values = middles(distributions(stated, "5A"))
    rooms, water = house(stated, values).gains
    assert rooms.electricity * 8.760 == pytest.approx(values["base_electricity"])
    assert water.fuel * 8.760 == pytest.approx(values["hot_water_gas"])
    assert water.burns == "gas"


def test_a_u_value_beyond_bare_layers_is_refused():
    stated = facts(foundation="slab")
    values = middles(distributions(stated, "5A")) | {"wall_u": 3.0}
    with pytest.raises(InvalidInput, match="bare layers"):
        house(stated, values)
