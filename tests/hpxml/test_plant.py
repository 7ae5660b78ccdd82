"""What an HPXML home's systems become: shares of loads, open sizes, defects, and efficiencies of distributions."""

from dataclasses import replace
from pathlib import Path

import pytest

from cosim import load
from cosim.hpxml import read_home
from cosim.hpxml.ducts import Distribution
from cosim.hpxml.heaters import Heater
from cosim.hpxml.machines import AirSource
from cosim.hpxml.performance import Point
from cosim.hpxml.plant import plant_of
from cosim.hpxml.systems import Systems
from cosim.sizing.auto import with_sizes
from cosim.sizing.loads import scenario_loads
from cosim.units import to_si

OWN = '[[configurations]]\nname = "own"\nequipment = "as in the house"\n'
PRICES = "[prices]\nelectricity_usd_per_kwh = 0.15\n[emissions]\nelectricity_kg_per_kwh = 0.4\n"
PUMP = AirSource("pump", "central", "single", heats=True, cools=True, cooling_capacity=10e3, seer2=14.0, eer2=11.0,
                 heating_capacity=9e3, cold_share=0.6, hspf2=7.5, heating_share=1.0, distribution="ducts")  # fmt: skip
STRIPS = Heater("strips", "resistance", "electricity", 8e3, 1.0)
BURNER = Heater("burner", "furnace", "gas", 12e3, 0.9)
POINTS = tuple(
    Point(mode, to_si(outdoor, "temperature", "f"), "rated", capacity, cop, is_share=False)
    for mode, outdoor, capacity, cop in (("heating", 47.0, 9e3, 3.4), ("heating", 17.0, 5.5e3, 2.3),
                                         ("cooling", 95.0, 10e3, 3.3), ("cooling", 82.0, 10.6e3, 4.1))
)  # fmt: skip


@pytest.fixture
def sample(reference: Path):
    def of(name: str):
        return read_home(reference / "hpxml" / "sample_files" / f"{name}.xml", whole=False)

    return of


def cooling_of(plant) -> float:
    """Return the cooling capacity of a plant, W."""
    return plant.scale * (plant.heat_pump or plant.air_conditioner).ratings.cooling_capacity


def test_a_heat_pump_that_cools_for_all_has_the_capacity_of_all(sample):
    home = sample("base-hvac-multiple")
    whole = sum(each.cooling_capacity for each in home.systems.cooling)
    plant = plant_of(home.systems, home.distributions)
    assert whole == pytest.approx(to_si(3199.2 + 2 * 9600 + 3 * 4800, "power", "btu_h"))
    # which is too much for one that heats with 4,800 Btu/h: one that cools so much can heat with more
    assert cooling_of(plant) == pytest.approx(whole, rel=1e-3)
    assert plant.scale * plant.heat_pump.ratings.heating_capacity == pytest.approx(whole / 1.5, rel=1e-3)
    assert any("can heat with 7.2 kW instead of 1.4 kW" in note for note in plant.notes)
    other = replace(PUMP, name="other", heats=False, cooling_capacity=3e3)
    together = plant_of(Systems((PUMP,), (PUMP, other)), {})
    assert cooling_of(together) == pytest.approx(13e3, rel=1e-3)
    assert "with the capacity of all" in together.notes[0]


def test_a_heat_pump_beside_an_air_conditioner_keeps_the_points_of_its_heating():
    pump = replace(PUMP, points=POINTS, cools=False)
    for other in (replace(PUMP, name="other", heats=False, cooling_capacity=13e3),
                  replace(PUMP, name="other", heats=False, cooling_capacity=13e3, points=POINTS[2:])):  # fmt: skip
        plant = plant_of(Systems((pump,), (other,)), {})
        rows = plant.heat_pump.published
        heating = [(row.capacity * plant.scale, row.capacity / row.power) for row in rows if row.mode == "heating"]
        assert heating == [pytest.approx((9e3, 3.4), rel=1e-3), pytest.approx((5.5e3, 2.3), rel=1e-3)]
        [rated] = [row for row in rows if row.mode == "cooling" and row.outdoor == pytest.approx(308.15)]
        assert rated.capacity * plant.scale == pytest.approx(13e3, rel=1e-3)


def test_an_efficiency_of_the_distribution_holds_for_backup_strips_and_what_stands_beside():
    ducts = {"ducts": Distribution("ducts", "efficiency", heating_efficiency=0.8, cooling_efficiency=0.75)}
    integrated = plant_of(Systems((replace(PUMP, backup=STRIPS),), (PUMP,)), ducts)
    assert integrated.strips.efficiency == pytest.approx(0.8)
    assert integrated.heat_pump.ratings.hspf2 == pytest.approx(0.8 * 7.5)
    assert integrated.heat_pump.ratings.seer2 == pytest.approx(0.75 * 14.0)
    dual = plant_of(Systems((replace(PUMP, backup=BURNER),), (PUMP,)), ducts)
    assert dual.furnace.efficiency == pytest.approx(0.8 * 0.9)
    separate = plant_of(Systems((PUMP,), (PUMP,), replace(BURNER, kind="boiler", distribution="ducts")), ducts)
    assert separate.furnace.efficiency == pytest.approx(0.8 * 0.9)
    second = replace(STRIPS, name="second", share=0.5, distribution="ducts")
    shared = plant_of(Systems((replace(PUMP, heating_share=0.5), second), (PUMP,)), ducts)
    assert shared.beside[0].efficiency == pytest.approx(0.8)


def test_stated_capacities_grow_where_the_file_allows_it(sample):
    home = sample("base-hvac-undersized-allow-increased-fixed-capacities")
    plant = plant_of(home.systems, home.distributions)
    assert plant.open["furnace"].least == pytest.approx(plant.furnace.capacity)
    assert plant.open["machine"].least == pytest.approx(home.systems.cooling[0].cooling_capacity)
    assert plant_of(replace(home.systems, grow=False), home.distributions).open == {}


def test_a_wood_stove_heats_a_home():
    stove = replace(BURNER, name="stove", kind="room heater", fuel="wood", efficiency=0.6)
    furnace = plant_of(Systems((stove,), ()), {}).furnace
    assert (furnace.fuel, furnace.efficiency, furnace.distribution) == ("wood", 0.6, "radiators")


def test_ducts_are_those_of_the_machine_that_follows_the_thermostat():
    """A heat pump for 0.3 of the load beside a furnace for 0.7, each with ducts of its own."""
    furnace = replace(BURNER, share=0.7, distribution="below")
    pump = replace(PUMP, heating_share=0.3, distribution="above")
    systems = Systems((furnace, pump), (pump,))
    assert (systems.main, systems.distributions) == (pump, ("above", "below"))
    assert Systems((replace(pump, kind="ground"), furnace)).main == furnace
    assert Systems().main is None


def test_what_no_system_serves_comes_from_nowhere_and_is_noted():
    """0.3 beside 0.7, and of cooling 0.6 beside 0.4; with a stove for 0.2 of the heat 0.1 beside the main 0.7."""
    partial = replace(PUMP, heating_share=0.7, cooling_share=0.4)
    plant = plant_of(Systems((partial,), (partial,)), {})
    assert [note.partition(" load")[0] for note in plant.notes] == [
        "the home's systems serve 0.7 of the heating", "the home's systems serve 0.4 of the cooling"]  # fmt: skip
    [rest] = plant.beside
    assert (rest.heating, rest.cooling) == (pytest.approx(3 / 7), pytest.approx(1.5))
    stove = replace(BURNER, name="stove", kind="room heater", fuel="wood", efficiency=0.6, share=0.2)
    [beside, rest] = plant_of(Systems((partial, stove), ()), {}).beside
    assert (beside.ratio, rest.heating, rest.cooling) == (pytest.approx(2 / 7), pytest.approx(1 / 7), 0.0)
    assert plant_of(Systems((PUMP,), ()), {}).beside == ()  # nothing cools: nothing is missing


def test_defects_of_installation_are_faults():
    """As far as measurements go: a charge of 0.5 is simulated as one of 0.7."""
    bad = replace(PUMP, airflow_share=0.75, charge_share=0.5)
    plant = plant_of(Systems((bad,), (bad,)), {})
    assert [(fault.kind, fault.share) for fault in plant.faults] == [("low-indoor-airflow", pytest.approx(0.25)),
                                                                    ("undercharge", pytest.approx(0.3))]  # fmt: skip
    assert "0.3, the most that is known" in plant.notes[-1]
    full = replace(PUMP, airflow_share=1.1, charge_share=1.2)
    plant = plant_of(Systems((full,), (full,)), {})
    assert [(fault.kind, fault.share) for fault in plant.faults] == [("overcharge", pytest.approx(0.2))]
    assert "the right one is taken" in plant.notes[0]
    assert plant_of(Systems((PUMP,), (PUMP,)), {}).faults == ()


def test_what_fails_by_the_file_and_by_the_scenario_fails_together(reference, tmp_path):
    home = reference / "hpxml" / "sample_files" / "base-hvac-install-quality-air-to-air-heat-pump-1-speed.xml"
    station = next((reference / "weather").glob("*Denver*TMY3.epw"))
    faults = 'faults = [{ kind = "fouled-outdoor-coil", share = 0.2 }]\n'
    path = tmp_path / "defects.toml"
    path.write_text(f'house = "{home}"\nweather = "{station}"\n{PRICES}{OWN}{faults}', encoding="utf-8")
    [own] = load(path).configurations
    assert [fault.kind for fault in own.faults] == ["low-indoor-airflow", "undercharge", "fouled-outdoor-coil"]


@pytest.mark.parametrize(
    ("control", "runs"),
    [("continuous", "continuously"), ("heat pump mode", "while heating"), ("defrost mode", "in defrosts")],
)
def test_the_pan_heater_runs_as_the_file_says_and_backup_tempers_where_it_does(control, runs):
    pump = replace(PUMP, pan_heater=80.0, pan_control=control, backup=STRIPS, tempers=False)
    plant = plant_of(Systems((pump,), (pump,)), {})
    assert plant.heat_pump.standby.pan_heater_runs == runs
    assert not plant.strips.tempers


@pytest.mark.slow
def test_a_capacity_that_is_open_is_that_of_the_load_and_those_stated_stay(reference, tmp_path):
    """Heat pump and strips are open, each with a factor and a limit; then the heat pump is stated."""
    source = reference / "hpxml" / "sample_files" / "base-hvac-air-to-air-heat-pump-1-speed-autosize-factor.xml"
    station = next((reference / "weather").glob("*Denver*TMY3.epw"))
    text = source.read_text(encoding="utf-8")
    stated = text.replace("<BackupType>", "<HeatingCapacity>30000</HeatingCapacity>"
                          "<CoolingCapacity>30000</CoolingCapacity><BackupType>")  # fmt: skip
    (tmp_path / "open.xml").write_text(text, encoding="utf-8")
    (tmp_path / "stated.xml").write_text(stated, encoding="utf-8")
    found = {}
    for name in ("open", "stated"):
        path = tmp_path / f"{name}.toml"
        path.write_text(f'house = "{name}.xml"\nweather = "{station}"\n{PRICES}{OWN}', encoding="utf-8")
        scenario = load(path)
        assert any("states no capacity" in warning for warning in scenario.warnings)
        found[name] = with_sizes(scenario).configurations[0]
    load_at_unit = scenario_loads(scenario).heating.of(ducted=True)
    for name, capacity in (("open", 36000.0), ("stated", 30000.0)):
        own = found[name]
        assert own.scale * own.heat_pump.ratings.heating_capacity == pytest.approx(
            to_si(capacity, "power", "btu_h"), rel=1e-3
        )
        assert own.strips.capacity == pytest.approx(0.9 * load_at_unit, rel=1e-6)
        assert own.capacity == "as built"
