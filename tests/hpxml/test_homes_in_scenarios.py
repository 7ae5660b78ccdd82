"""A scenario names a home's HPXML file as its house: found, chosen, recorded, and refused with all its faults."""

import hashlib

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.results.billing import House
from cosim.scenarios.reader import load
from cosim.simulation.simulation import Simulation
from cosim.units import THERM

SCENARIO = """
house = "{house}"
{weather}
[prices]
electricity_usd_per_kwh = 0.14
[emissions]
electricity_kg_per_kwh = 0.4
[[configurations]]
name = "ideal"
ideal = {{}}
"""


@pytest.fixture
def scenario(tmp_path):
    def write(house: str, weather: str = 'weather = "golden-co"'):
        path = tmp_path / "asked.toml"
        path.write_text(SCENARIO.format(house=house, weather=weather), encoding="utf-8")
        return path

    return write


def test_a_scenario_takes_its_house_from_hpxml(home, scenario):
    path = home()
    found = cosim.load(scenario("home.xml"))
    assert found.house.floor_area == pytest.approx(1200 * 0.3048**2)
    record = next(file for file in found.files if file.kind == "houses")
    assert record.path == "home.xml"
    assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_one_of_several_buildings_is_named_by_its_identifier(home, scenario):
    path = home()
    text = path.read_text("utf-8")
    first = text[text.index("<Building>") : text.index("</HPXML>")]
    second = first.replace("MyHome", "Other").replace("<ConditionedFloorArea>1200", "<ConditionedFloorArea>1100")
    path.write_text(text.replace(first, first + second), encoding="utf-8")
    assert cosim.load(scenario("home.xml#Other")).house.floor_area == pytest.approx(1100 * 0.3048**2)
    with pytest.raises(InvalidInput, match="has 2 buildings; choose one: home.xml#MyHome, home.xml#Other"):
        cosim.load(scenario("home.xml"))
    with pytest.raises(InvalidInput, match="has no building 'Othr'; did you mean 'Other'"):
        cosim.load(scenario("home.xml#Othr"))


def test_the_weather_is_the_station_of_the_file_where_a_folder_holds_it(home, scenario, tmp_path):
    from cosim.project import names

    home()
    with pytest.raises(InvalidInput, match=r"golden\.epw, which the home's file names, lies neither"):
        cosim.load(scenario("home.xml", ""))
    bundled = names("weather")["golden-co"]
    station = f"golden{bundled.suffix}"
    home(
        climate=f"""<ClimateandRiskZones><WeatherStation><SystemIdentifier id="Station"/><Name>Golden</Name><extension>
<EPWFilePath>elsewhere/{station}</EPWFilePath></extension></WeatherStation></ClimateandRiskZones>"""
    )
    (tmp_path / station).write_bytes(bundled.read_bytes())
    found = cosim.load(scenario("home.xml", ""))
    assert found.weather.source.path == station


def test_all_faults_of_a_home_and_its_scenario_are_said_at_once(home, scenario, part):
    home(walls=part["walls"].replace("1120", "much"), slabs=part["slabs"].replace("<Area>1200</Area>", ""))
    with pytest.raises(InvalidInput) as refused:
        cosim.load(scenario("home.xml", 'weather = "nowhere-at-all"'))
    for words in ("'much' is not a number", "Area: is missing", "nowhere-at-all"):
        assert words in str(refused.value)


@pytest.mark.parametrize("asked", ["check", "size"])
def test_commands_take_such_a_scenario(home, scenario, asked):
    home()
    ran = CliRunner().invoke(main, [asked, str(scenario("home.xml"))])
    assert ran.exit_code == 0, ran.output


GAS_RANGE = """<Appliances><CookingRange><SystemIdentifier id="Range"/><FuelType>natural gas</FuelType></CookingRange>
</Appliances><MiscLoads/>"""


def test_what_a_home_burns_beside_its_furnace_is_billed(home, tmp_path):
    """A gas range takes 22.6 + 2.7 therms for each of three bedrooms a year; without a price of gas it is refused."""
    home("home.xml", loads=GAS_RANGE)
    text = SCENARIO.format(house="home.xml", weather='weather = "golden-co"')
    (tmp_path / "home.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="has no price of gas, but range and oven burns it"):
        load(str(tmp_path / "home.toml"))
    priced = text.replace("[emissions]", "gas_usd_per_therm = 2.0\n[emissions]\ngas_kg_per_therm = 5.3")
    (tmp_path / "home.toml").write_text(priced, encoding="utf-8")
    scenario = load(str(tmp_path / "home.toml"))
    [configuration] = scenario.configurations
    run = Simulation(scenario, configuration, end_hour=48).run()
    burnt = House.of_run(configuration, run).fuels["gas"]
    assert burnt.sum() * 3600.0 / THERM == pytest.approx((22.6 + 2.7 * 3) * 2 / 365, rel=0.01)
    assert run.hourly["other_fuel"] == pytest.approx(burnt)
