"""Plain facts where a scenario names a house, and the house file that `cosim house new` writes."""

import os
import subprocess
import sys
import tomllib

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.config.house import HouseConfig
from cosim.errors import InvalidInput
from cosim.facts.build import house
from cosim.facts.stock import distributions, middles
from cosim.facts.words import doubts
from cosim.facts.written import house_text
from tests.facts.test_stock import facts

SCENARIO = """
house = {{ {known} }}
weather = "{weather}"
prices = "illinois-2023"
{more}
[emissions]
grid = "cambium2021-rfcw"
gas_lb_per_mmbtu = 147.3
[[configurations]]
name = "as it is"
equipment = "as in the house"
"""
KNOWN = 'floor_area_ft2 = 1800, built = 1962, storeys = 1, foundation = "basement"'


def written(folder, known=KNOWN, weather="chicago-il", more=""):
    path = folder / "mine.toml"
    path.write_text(SCENARIO.format(known=known, weather=weather, more=more), encoding="utf-8")
    return path


def run(*arguments, **more):
    return CliRunner().invoke(main, [str(each) for each in arguments], prog_name="cosim", **more)


def test_a_scenario_takes_facts_in_place_of_a_house(tmp_path):
    scenario = cosim.load(written(tmp_path))
    assert [zone.name for zone in scenario.house.zones] == ["living", "attic", "basement"]
    [own] = scenario.configurations
    assert own.furnace.fuel == "gas"
    assert own.air_conditioner.name == "ac-3ton"
    assert own.capacity == "auto"
    assert own.thermostat.heating_setpoint < own.thermostat.cooling_setpoint
    [taken, sources] = [note for note in scenario.warnings if note.startswith("house:")]
    assert "climate zone 5A" in taken
    quantities = distributions(facts(storeys=1, foundation="basement"), "5A")
    assert f"wall_u {quantities['wall_u'].middle:.3g} W/(m² K)" in taken
    assert "storeys" not in taken  # which the facts state
    assert "NREL ResStock" in sources


def test_stated_sizes_setpoints_and_fuel_are_those_of_the_plant(tmp_path):
    known = KNOWN + (', heating_capacity_kbtu_h = 80, cooling_capacity_tons = 2, heating_setpoint_f = 66, '
                     'furnace_installed = 1975, furnace_efficiency = 0.65, ducts = "basement"')  # fmt: skip
    [own] = cosim.load(written(tmp_path, known)).configurations
    assert own.furnace.capacity == pytest.approx(80 * 293.071, rel=1e-4)
    assert own.furnace.efficiency == pytest.approx(0.65)
    assert own.furnace.pilot_power > 0
    assert own.furnace.flue_share == 1.0
    assert own.scale == pytest.approx(2 / 3)
    assert own.capacity == "as built"
    assert own.thermostat.heating_setpoint == pytest.approx(292.04, abs=0.01)
    electric = ', heating_fuel = "electricity", ducts = "none"'
    [own] = cosim.load(written(tmp_path, KNOWN + electric)).configurations
    assert own.furnace is None
    assert own.strips.kind == "baseboards"
    assert own.air_conditioner is None


def test_the_scenarios_thermostat_counts(tmp_path):
    [own] = cosim.load(written(tmp_path, more="thermostat = { heating_setpoint_f = 60 }")).configurations
    assert own.thermostat.heating_setpoint == pytest.approx(288.71, abs=0.01)


@pytest.mark.parametrize(
    ("known", "place"),
    [("floor_area_ft2 = 300, storeys = 3, built = 1962", "house.storeys"), ("built = 1962", "house.floor_area"),
     ("floor_area_ft2 = 1800, built = 1962, bsement = 3", "house.bsement")],
)  # fmt: skip
def test_faults_have_the_place_in_the_scenario(tmp_path, known, place):
    with pytest.raises(InvalidInput) as refused:
        cosim.load(written(tmp_path, known))
    assert [fault.place.rpartition(": ")[2] for fault in refused.value.faults] == [place]


def test_odd_facts_are_noted():
    assert not doubts(facts(foundation="basement"), "5A")
    assert "hardly one of 100" in doubts(facts(foundation="basement"), "2A")[0]
    assert "passive house" in doubts(facts(ach50=0.6), "5A")[0]
    assert "single panes" in doubts(facts(built=2015, windows="single"), "5A")[0]


def test_equipment_of_the_house_needs_one_that_has_some(tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text().replace("{ " + KNOWN + " }", '"ranch-1960s"'))
    with pytest.raises(InvalidInput, match="plain facts"):
        cosim.load(path)


@pytest.mark.parametrize("foundation", ["basement", "conditioned basement", "crawlspace", "slab"])
def test_what_is_written_is_the_house(foundation):
    stated = facts(foundation=foundation, storeys=2)
    quantities = distributions(stated, "5A")
    values = middles(quantities)
    text = house_text(stated, "5A", quantities, values)
    read, meant = HouseConfig.model_validate(tomllib.loads(text)), house(stated, values)
    assert [surface.name for surface in read.surfaces] == [surface.name for surface in meant.surfaces]
    for ours, theirs in zip(read.surfaces, meant.surfaces, strict=True):
        assert ours.area == pytest.approx(theirs.area, rel=1e-5)
    assert read.constructions.keys() == meant.constructions.keys()
    for name in values:
        if name not in ("storeys", "foundation"):
            assert f"{name} " in text, name


def test_house_new_writes_a_house_that_a_scenario_can_use(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = (
        "house",
        "new",
        "mine",
        "--area",
        1800,
        "--built",
        1962,
        "--foundation",
        "basement",
        "--weather",
        "chicago-il",
    )
    made = run(*asked)
    assert made.exit_code == 0, made.output
    assert "NREL ResStock" in (tmp_path / "mine.toml").read_text()
    path = tmp_path / "question.toml"
    path.write_text(SCENARIO.format(known="", weather="chicago-il", more="").replace("{  }", '"mine.toml"').replace(
        'equipment = "as in the house"', 'furnace = "furnace-80"'))  # fmt: skip
    assert run("check", path).exit_code == 0
    again = run(*asked)
    assert again.exit_code == 2
    assert "exists already" in again.output
    assert run(*asked, "--force").exit_code == 0


def test_house_new_refuses_with_place_and_remedy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments, words in (
        (("--area", 300, "--built", 1962, "--storeys", 3, "--climate-zone", "5A"), "3 storeys leave 100 ft2"),
        (("--area", 1800, "--built", 1962), "--weather: is missing"),
        (("--built", 1962, "--climate-zone", "5A"), "floor_area: is missing"),
        (("--area", 1800, "--built", 1962, "--climate-zone", "9Z"), "climate_zone"),
        (("--area", 1800, "--built", 1962, "--climate-zone", "5A", "--fact", "wal=masonry"), "did you mean 'wall'"),
        (("--area", 1800, "--built", 1962, "--climate-zone", "5A", "--fact", "wall"), "KEY=VALUE"),
    ):
        refused = run("house", "new", "mine", *arguments)
        assert refused.exit_code == 2, refused.output
        assert words in refused.output
        assert not list(tmp_path.iterdir())


def test_in_a_project_the_house_goes_to_its_shelf(tmp_path, monkeypatch):
    assert run("init", tmp_path / "homes").exit_code == 0
    monkeypatch.chdir(tmp_path / "homes")
    made = run("house", "new", "mine", "--area-m2", 150, "--built", 1990, "--climate-zone", "4A")
    assert made.exit_code == 0, made.output
    assert (tmp_path / "homes" / "equipment_library" / "houses" / "mine.toml").is_file()
    assert run("show", "mine").exit_code == 0


@pytest.mark.slow
def test_house_new_asks_on_a_terminal_and_asks_again(tmp_path):
    """Answers in order: a year to come and a cellar are asked for again, and nothing leaves a fact to the stock."""
    pty = pytest.importorskip("pty")
    near, far = pty.openpty()
    command = [sys.executable, "-m", "cosim", "house", "new", "asked"]
    with subprocess.Popen(command, stdin=far, stdout=far, stderr=far, cwd=tmp_path, close_fds=True) as asking:
        os.close(far)
        for answer in ("1800", "19622", "1962", "5a", "1", "cellar", "slab", "", "", "12", ""):
            os.write(near, f"{answer}\n".encode())
        said = b""
        while True:
            try:
                part = os.read(near, 4096)
            except OSError:  # Linux's end of a terminal
                break
            if not part:
                break
            said += part
    os.close(near)
    assert asking.returncode == 0, said
    assert b"must be at most 2100, not 19622" in said
    assert b"'cellar' is not a valid value" in said
    text = (tmp_path / "asked.toml").read_text(encoding="utf-8")
    known = (
        'floor_area_m2 = 167.225, built = 1962, name = "asked", storeys = 1, foundation = "slab", '
        'climate_zone = "5A", ach50 = 12'
    )
    assert f"{{ {known} }}" in text
