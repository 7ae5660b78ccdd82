"""Design loads: against a house whose loss is known, the handbook's U-values, and the house's own year."""

import numpy as np
import pytest

import cosim
from cosim.config.house import HouseConfig
from cosim.envelope.envelope import build_envelope
from cosim.project import find
from cosim.scenarios.reader import read_config
from cosim.sizing.components import flows, paths_of
from cosim.sizing.loads import STORAGE, at_air_handler, design_temperatures, heating_load, house_loads, scenario_loads
from cosim.weather import read_weather

ROOM = 293.15
LOSS = 200.0  # W/K


@pytest.fixture(scope="module")
def chicago():
    return read_weather(find("weather", "chicago-il", place="test"))


@pytest.fixture(scope="module")
def shed():
    """A light box that loses heat through its roof alone."""
    layer = {"resistance_m2k_w": 0.14, "thickness_m": 0.001, "density_kg_m3": 1.0, "specific_heat_j_kgk": 1000.0}
    return HouseConfig.model_validate({
        "name": "shed",
        "zones": [{"name": "room", "volume_m3": 130.0, "floor_area_m2": 48.0}],
        "constructions": {"roof": {"layers": [layer], "outside_absorptance": 0.0}},
        "surfaces": [{"name": "roof", "zone": "room", "construction": "roof", "area_m2": 48.0, "tilt_deg": 0,
                      "interior_film_w_m2k": 20.0, "exterior_film_w_m2k": 20.0}],
        "gains": {"sensible_w": 500.0},
    })  # fmt: skip


def test_one_hour_in_a_hundred_is_colder_and_one_is_hotter(chicago):
    cold, hot = design_temperatures(chicago)
    assert np.mean(chicago.dry_bulb < cold) == pytest.approx(0.01, abs=0.002)
    assert np.mean(chicago.dry_bulb > hot) == pytest.approx(0.01, abs=0.003)


@pytest.mark.slow
def test_design_temperatures_are_near_those_of_the_handbook(reference):
    """Of 25 years of measurements, in the header of each file; a typical year comes near them."""
    differences = []
    for path in sorted((reference / "weather").glob("*TMY3.epw")):
        header = path.read_text(encoding="latin-1").splitlines()[1].split(",")
        heating, cooling = header.index("Heating"), header.index("Cooling")
        handbook = np.array([float(header[heating + 3]), float(header[cooling + 5])])
        differences.append(np.array(design_temperatures(read_weather(path))) - 273.15 - handbook)
    assert len(differences) > 5
    assert np.abs(differences).max() < 4.0
    assert np.abs(np.mean(differences, axis=0)).max() < 1.0


def test_a_known_loss_gives_the_load_and_gains_do_not_count(shed, chicago):
    load = heating_load(shed, chicago, build_envelope(shed, chicago), ROOM)
    assert load.room == pytest.approx(LOSS * (ROOM - load.outdoor), rel=1e-3)
    assert load.by_handbook == pytest.approx(load.room, rel=1e-3)
    assert load.components["roofs"] == pytest.approx(load.room, rel=1e-3)
    assert load.ducts == 0.0


@pytest.mark.slow
@pytest.mark.parametrize(("name", "agreement"), [("two-storey-1990s", 0.08), ("tight-new", 0.08), ("ranch-1960s", 0.3)])
def test_components_are_the_load_and_the_handbook_agrees(chicago, name, agreement):
    """Over a vented crawlspace the floor sees warmer soil, which the handbook's film against cold air leaves out."""
    house = read_config(HouseConfig, find("houses", name, place="test"))
    loads = house_loads(house, chicago, ROOM, 297.15)
    for load in (loads.heating, loads.cooling):
        assert sum(load.components.values()) == pytest.approx(load.room)
    assert abs(loads.heating.components[STORAGE]) < 0.01 * loads.heating.room  # a steady state stores nothing
    assert loads.heating.by_handbook == pytest.approx(loads.heating.room, rel=agreement)
    # without sun and gains, and without the warmth of yesterday, the load is above all but the worst hours of the year
    worst = float(np.percentile(loads.heating_by_hour, 99))
    assert worst < loads.heating.room < 1.35 * worst
    assert float(np.percentile(loads.cooling_by_hour, 99)) == pytest.approx(loads.cooling.room, rel=0.15)


@pytest.mark.slow
def test_the_load_line_runs_from_the_design_load_to_nothing(greensboro):
    loads = scenario_loads(greensboro)
    ends = loads.load_line(np.array([loads.heating.outdoor, loads.no_heat_above, 300.0]), ducted=True)
    assert ends == pytest.approx([loads.heating.with_ducts, 0.0, 0.0], abs=1e-6)
    assert 283.15 < loads.no_heat_above < loads.heating.indoor


def test_a_second_kelvin_loses_as_much_as_the_first():
    house = read_config(HouseConfig, find("houses", "tight-new", place="test"))
    paths = paths_of(house)
    beyond = dict.fromkeys({path.beyond for path in paths}, 273.15)
    one, two = (sum(flows(paths, 273.15 + kelvin, beyond).values()) for kelvin in (1.0, 2.0))
    assert two == pytest.approx(2 * one)


@pytest.mark.parametrize(("room", "change"), [(8000.0, 20.0), (-5000.0, 11.0)])
def test_what_leaves_the_air_handler_less_the_ducts_loss_arrives(greensboro, room, change):
    from cosim.constants import DRY_AIR_SPECIFIC_HEAT
    from cosim.physics.ducts import duct_exchange

    ducts = greensboro.house.ducts
    around = 275.0 if room > 0 else 303.0
    sent = at_air_handler(ducts.places, room, change, 294.0, {ducts.zone: around}, around)
    assert abs(sent) > abs(room)
    arrived, _, _ = duct_exchange(
        sent, abs(room) / DRY_AIR_SPECIFIC_HEAT / change, 294.0, around, around, ducts.supply_leakage,
        ducts.return_leakage, ducts.supply_area / ducts.resistance, ducts.return_area / ducts.resistance,
    )  # fmt: skip
    assert arrived == pytest.approx(room)


@pytest.mark.slow
def test_a_ductless_unit_has_no_ducts_to_lose_in(greensboro):
    loads = scenario_loads(greensboro)
    assert loads.heating.of(ducted=False) < loads.heating.of(ducted=True)
    assert cosim.load("quick-start").house.ducts is not None


@pytest.mark.slow
def test_a_house_in_two_zones_needs_what_it_needs_in_one(chicago):
    """The library's ranch stands there undivided, with ducts, and divided, without."""
    one, two = (
        house_loads(read_config(HouseConfig, find("houses", name, place="test")), chicago, ROOM, 297.15)
        for name in ("ranch-1960s", "ranch-1960s-two-zones")
    )
    assert two.heating.room == pytest.approx(one.heating.room, rel=0.02)
    assert two.cooling.room == pytest.approx(one.cooling.room, rel=0.03)
    assert two.heating.ducts == 0.0
    assert float(two.heating_by_hour.sum()) == pytest.approx(float(one.heating_by_hour.sum()), rel=0.02)
