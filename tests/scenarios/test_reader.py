"""A scenario is loaded whole, or refused with every fault, its place and what would do."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosim.config.base import Config
from cosim.config.house import HouseConfig
from cosim.config.scenario import ScenarioConfig
from cosim.errors import InvalidInput
from cosim.project import bundled_root, names
from cosim.scenarios.reader import load, read_config

HOUSE = """
name = "box"
[[zones]]
name = "living"
volume_m3 = 250
floor_area_m2 = 100
[constructions.wall]
layers = [{ thickness_m = 0.1, conductivity_w_mk = 0.1, density_kg_m3 = 500, specific_heat_j_kgk = 1000 }]
[[surfaces]]
name = "roof"
zone = "living"
construction = "wall"
area_m2 = 100
tilt_deg = 0
"""

MACHINE = """
name = "machine"
refrigerant = "R-410A"
charge_kg = 3
{ductless}
[compressor]
displacement_cc = 30
efficiency = 0.65
[outdoor_coil]
airflow_m3_s = 1.2
fan_power_w = 150
[indoor_coil]
airflow_m3_s = 0.5
fan_power_w = 250
{modes}
"""
MODE = """
[{mode}]
evaporator_conductance_w_k = 1000
condenser_conductance_w_k = 900
min_speed_rps = 50
rated_speed_rps = 58
max_speed = [{{ outdoor_c = 8, speed_rps = 58 }}]
"""
HEATING, COOLING = (MODE.format(mode=mode) for mode in ("heating", "cooling"))

HEAD = """
title = "A test"
house = "box"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.12
gas_usd_per_therm = 1.4
[emissions]
electricity_lb_per_mwh = 679.1
gas_lb_per_mmbtu = 147.3
"""
CONFIGURATION = """
[[configurations]]
name = "furnace"
furnace = "furnace-80"
air_conditioner = "cooler"
[[configurations]]
name = "heat pump"
heat_pump = "both"
strips = { capacity_kw = 10 }
[[configurations]]
name = "dual fuel"
heat_pump = "both"
furnace = "furnace-96"
thermostat = { heating_setpoint_f = 66 }
[configurations.dual_fuel]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "houses/box": HOUSE,
        "heat_pumps/both": MACHINE.format(ductless="", modes=HEATING + COOLING),
        "heat_pumps/heater": MACHINE.format(ductless="", modes=HEATING),
        "heat_pumps/head": MACHINE.format(ductless="ductless = true", modes=HEATING + COOLING),
        "air_conditioners/cooler": MACHINE.format(ductless="", modes=COOLING),
        "heat_pumps/broken": MACHINE.format(ductless="", modes=HEATING).replace("charge_kg = 3", "charge = 3\nx = 1"),
    }
    for name, text in files.items():
        path = tmp_path / "equipment_library" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def written(project: Path, text: str | bytes, name: str = "test.toml") -> Path:
    path = project / "scenarios" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(project: Path, text: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        load(written(project, text))
    return [str(fault) for fault in caught.value.faults]


def one_of(faults: list[str], *words: str) -> None:
    assert any(all(word in fault for word in words) for fault in faults), faults


# what loads


def test_a_scenario_loads_in_si_with_everything_read(project):
    scenario = load(written(project, HEAD + CONFIGURATION))
    assert scenario.name == "test"
    assert scenario.house.floor_area == 100
    assert scenario.weather.latitude == pytest.approx(36.1)
    assert scenario.prices.electricity == pytest.approx(0.12 / 3.6e6)
    furnace, heat_pump, dual_fuel = scenario.configurations
    assert furnace.furnace.efficiency > 0.7
    assert furnace.heat_pump is None
    assert heat_pump.strips.capacity == 10e3
    assert dual_fuel.heat_pump is heat_pump.heat_pump
    assert dual_fuel.dual_fuel.switchover == pytest.approx(272.04)
    assert dual_fuel.thermostat.heating_setpoint == pytest.approx(292.04, abs=0.01)
    assert furnace.thermostat.heating_setpoint == pytest.approx(293.71, abs=0.01)


def test_every_file_is_recorded_once_with_its_hash(project):
    scenario = load(written(project, HEAD + CONFIGURATION))
    paths = [file.path for file in scenario.files]
    assert paths[0] == "scenarios/test.toml"
    assert len(set(paths)) == len(paths) == 7
    assert "bundled:weather/greensboro-nc.csv" in paths
    assert "equipment_library/houses/box.toml" in paths
    assert all(len(file.sha256) == 64 for file in scenario.files)


def test_thermostats_come_from_the_shelf_or_stand_inline(project):
    text = HEAD.replace("[prices]", 'thermostat = "night-setback"\n[prices]', 1) + CONFIGURATION
    furnace, _, dual_fuel = load(written(project, text)).configurations
    assert furnace.thermostat.night_heating_setpoint < furnace.thermostat.heating_setpoint
    assert dual_fuel.thermostat.night_heating_setpoint is None


def test_paths_are_relative_to_the_file_that_states_them(project, monkeypatch, tmp_path_factory):
    text = HEAD.replace('"box"', '"../equipment_library/houses/box.toml"') + CONFIGURATION
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load(written(project, text)).house.name == "box"


def test_a_bare_name_is_looked_up_in_the_current_project(project, monkeypatch):
    written(project, HEAD + CONFIGURATION, "mine.toml")
    monkeypatch.chdir(project)
    assert load("mine").name == "mine"
    monkeypatch.chdir(project / "scenarios")
    assert load("mine", project=project).name == "mine"
    with pytest.raises(InvalidInput, match="no scenario 'mine'"):
        load("mine")


def test_gas_has_no_price_where_nothing_burns_it(project):
    head = HEAD.replace("gas_usd_per_therm = 1.4\n", "").replace("gas_lb_per_mmbtu = 147.3\n", "")
    electric = '[[configurations]]\nname = "a"\nheat_pump = "both"\n'
    assert load(written(project, head + electric)).prices.gas is None
    faults = refusal(project, head + CONFIGURATION)
    one_of(faults, "prices: has no price of gas", "configurations[0] burns it", "gas_usd_per_therm")
    one_of(faults, "emissions: has no emission factor of gas")


@pytest.mark.parametrize("name", sorted(names("scenarios")))
def test_bundled_scenarios_load(name):
    scenario = load(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.description
    assert scenario.warnings == ()
    assert np.isfinite(scenario.weather.dry_bulb).all()


@pytest.mark.parametrize("shelf", ["houses", "heat_pumps", "air_conditioners", "furnaces", "thermostats"])
def test_everything_on_the_shelves_can_be_read(shelf):
    from cosim.scenarios.reader import EQUIPMENT

    models: dict[str, type[Config]] = {"houses": HouseConfig} | dict(EQUIPMENT.values())
    for path in names(shelf).values():
        read_config(models[shelf], path)


# what is refused


def test_all_faults_come_at_once_with_place_and_remedy(project):
    text = (
        HEAD.replace('house = "box"', 'house = "bx"\nwether = "x"').replace('"greensboro-nc"', '"greensborough-nc"')
        + CONFIGURATION.replace('"both"', '"bth"', 1).replace("capacity_kw", "capacity")
        + '[[configurations]]\nname = "furnace"\n'
    )
    faults = refusal(project, text)
    one_of(faults, "test.toml: house: no house 'bx'", "did you mean 'box'?")
    one_of(faults, "wether: unknown key", "did you mean 'weather'?")
    one_of(faults, "weather: no weather 'greensborough-nc'", "did you mean 'greensboro-nc'?")
    one_of(faults, "configurations[1].heat_pump: no heat pump 'bth'", "did you mean 'both'?")
    one_of(faults, "configurations[1].strips.capacity: needs its unit in the key", "capacity_kw")
    one_of(faults, "configurations[3]: has no heat source")
    one_of(faults, "configurations[3].name", "configurations[0] already has the name 'furnace'")
    assert len(faults) == 7


def test_faults_inside_a_named_file_say_which_file(project):
    text = HEAD + '[[configurations]]\nname = "a"\nheat_pump = "broken"\n[[configurations]]\nname = "b"\n'
    faults = refusal(project, text + 'heat_pump = "broken"')
    one_of(faults, "broken.toml: charge: needs its unit in the key", "charge_kg")
    one_of(faults, "broken.toml: x: unknown key")
    assert len(faults) == 2, "a file that is named twice tells its faults once"


def test_all_that_is_wrong_in_a_house_comes_with_its_place(project):
    house = project / "equipment_library" / "houses" / "box.toml"
    text = house.read_text().replace('construction = "wall"', 'construction = "wal"').replace("living", "lving", 1)
    house.write_text(text)
    faults = refusal(project, HEAD + CONFIGURATION)
    one_of(faults, "box.toml: surfaces[0].construction: 'wal' is not a construction", "did you mean 'wall'?")
    one_of(faults, "box.toml: surfaces[0].zone: 'living' is not a zone", "did you mean 'lving'?")
    one_of(faults, "box.toml: zones[0]: 'lving' has no surface")
    assert len(faults) == 3


def test_a_number_beyond_words_is_a_fault_like_any_other(project):
    huge = "0x" + "f" * 5000  # more digits than Python writes out
    faults = refusal(project, f"start_weekday = {huge}\n" + HEAD.replace("0.12", huge) + CONFIGURATION)
    one_of(faults, "start_weekday: such a large number is not a valid value")
    one_of(faults, "prices.electricity_usd_per_kwh: is too large: such a large number")


def test_a_byte_order_mark_is_ignored(project):
    assert load(written(project, b"\xef\xbb\xbf" + (HEAD + CONFIGURATION).encode())).name == "test"


def test_a_refrigerant_must_be_one(project):
    machine = MACHINE.format(ductless="", modes=HEATING).replace("R-410A", "R-41OA")
    (project / "equipment_library" / "heat_pumps" / "odd.toml").write_text(machine)
    faults = refusal(project, HEAD + '[[configurations]]\nname = "a"\nheat_pump = "odd"\n')
    one_of(faults, "odd.toml: refrigerant: 'R-41OA' is not a refrigerant", "did you mean 'R-410A'?")


def test_numbers_out_of_range_are_named_in_the_units_of_the_file(project):
    faults = refusal(project, HEAD.replace("0.12", "12") + "[thermostat]\nheating_setpoint_f = 95\n" + CONFIGURATION)
    one_of(faults, "prices.electricity_usd_per_kwh: must be at most 5, not 12")
    one_of(faults, "thermostat.heating_setpoint_f: must be at most 86, not 95")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('air_conditioner = "cooler"', ["configurations[0]: has no heat source", "heat_pump, furnace or strips"]),
        ('heat_pump = "both"\ndual_fuel = {}', ["dual_fuel: needs a furnace"]),
        ('furnace = "furnace-80"\ndual_fuel = {}', ["dual_fuel: needs a heat_pump"]),
        ('heat_pump = "both"\nfurnace = "furnace-80"', ["add a table dual_fuel"]),
        ('furnace = "furnace-80"\nstrips = { capacity_kw = 5 }', ["strips: cannot be combined with a furnace"]),
        ('heat_pump = "head"\nfurnace = "furnace-80"\ndual_fuel = {}', ["furnace: needs ducts"]),
        ('heat_pump = "both"\nair_conditioner = "cooler"', ["air_conditioner: cannot be combined with a heat pump"]),
        ('furnace = "furnace-80"\nair_conditioner = "../equipment_library/heat_pumps/heater.toml"', ["does not cool"]),
        ('heat_pump = "../equipment_library/air_conditioners/cooler.toml"', ["does not heat"]),
        ('ideal = {}\nfurnace = "furnace-80"', ["ideal: cannot be combined with furnace"]),
        ('heat_pump = "no-such.toml"', ["does not exist", "no-such.toml"]),
        ('heat_pump = "../equipment_library/heat_pumps/bth.toml"', ["did you mean 'both.toml'?"]),
        ('heat_pump = ".."', ["no heat pump '..'", "a path must end in .toml"]),
        ('heat_pump = 3', ["heat_pump: must be text, not 3"]),
        ('heat_pump = "both"\nthermostat = "constnt"', ["no thermostat 'constnt'", "did you mean 'constant'?"]),
        ('heat_pump = "both"\nthermostat = 20', ["thermostat: must be a table, not 20"]),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(project, entry, words):
    one_of(refusal(project, f'{HEAD}[[configurations]]\nname = "a"\n{entry}\n'), *words)


def test_a_scenario_needs_its_parts(project):
    faults = refusal(project, "")
    for part in ("house", "weather", "prices", "emissions", "configurations"):
        one_of(faults, f"test.toml: {part}: is missing")
    one_of(refusal(project, "configurations = []\n" + HEAD), "configurations: needs at least 1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 'a'\nhouse = = 3", ["not valid TOML", "line 2, column 9"]),
        (b"title = 'a'\nhouse = '\xff'", ["line 2 is not UTF-8"]),
        ("x = " + "[" * 5000, ["nested too deeply"]),
        ("x = " + "1" * 5000, ["not valid TOML"]),
        (b"\0" * 100, ["test.toml"]),
    ],
)
def test_unreadable_files_say_where(project, text, words):
    one_of(refusal(project, text), *words)


def test_missing_files_and_folders(project):
    with pytest.raises(InvalidInput, match="file does not exist"):
        load(project / "scenarios" / "none.toml")
    with pytest.raises(InvalidInput, match="is a folder, not a file"):
        load(project / "scenarios")
    with pytest.raises(InvalidInput, match="project folder does not exist"):
        load("quick-start", project=project / "none")
    with pytest.raises(InvalidInput, match="no scenario 'retrofit-greensbro'; did you mean 'retrofit-greensboro'"):
        load("retrofit-greensbro")


# whatever is written, never a traceback


def toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return '"' + "".join(c if " " <= c < "\x7f" and c not in '"\\' else f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return "{" + ", ".join(f"{toml_value(key)} = {toml_value(item)}" for key, item in value.items()) + "}"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.sampled_from(
    [*ScenarioConfig.toml_keys(), "name", "heat_pump", "furnace", "strips", "dual_fuel", "ideal", "capacity_kw", "gas",
     "electricity_usd_per_kwh", "gas_usd_per_therm", "switchover_f", "air_conditioner", "heating_setpoint_c"]
) | TEXT  # fmt: skip
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | TEXT
    | st.sampled_from(["box", "greensboro-nc", "both", "head", "broken", "furnace-80", "cooler", "x.toml", "monday"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.dictionaries(KEYS, VALUES, max_size=8))
def test_malformed_scenarios_never_break(project, table):
    text = "\n".join(f"{toml_value(key)} = {toml_value(value)}" for key, value in table.items())
    with suppress(InvalidInput):
        load(written(project, text))


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_good_scenario_with_damage_loads_or_names_it(project, data):
    """Cut, double or overwrite pieces of a valid scenario: everything but InvalidInput is a fault of ours."""
    text = HEAD + CONFIGURATION
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(TEXT | st.just(text[at : at + 2 * length])) + text[at + length :]
    with suppress(InvalidInput):
        load(written(project, text))


@settings(max_examples=100)
@given(junk=st.binary(max_size=300))
def test_bytes_that_are_no_scenario_never_break(tmp_path_factory, junk):
    path = tmp_path_factory.mktemp("junk") / "junk.toml"
    path.write_bytes(junk)
    with pytest.raises(InvalidInput):
        load(path)


def test_the_bundled_project_is_the_repository_or_in_the_package():
    assert (bundled_root() / "weather" / "SOURCES.md").is_file()
