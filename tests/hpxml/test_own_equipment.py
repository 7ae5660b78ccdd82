"""`equipment = "as in the house"`: what heats and cools a home in HPXML, beside alternatives for the same home."""

import pytest
from click.testing import CliRunner

from cosim import load
from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.units import to_si

RATES = """
[prices]
electricity_usd_per_kwh = 0.15
gas_usd_per_therm = 1.2
oil_usd_per_gallon = 4.0
propane_usd_per_gallon = 2.5
[emissions]
electricity_kg_per_kwh = 0.4
gas_kg_per_therm = 5.3
oil_kg_per_mwh = 253
propane_kg_per_mwh = 215
"""


@pytest.fixture
def scenario(reference, tmp_path):
    """Write a scenario of a home of the reference, with some configurations in TOML."""

    def of(name: str, configurations: str) -> str:
        home = next((reference / "hpxml").glob(f"*/{name}.xml"))
        station = next((reference / "weather").glob("*Denver*TMY3.epw"))
        path = tmp_path / f"{name}.toml"
        path.write_text(f'house = "{home}"\nweather = "{station}"\n{RATES}\n{configurations}', encoding="utf-8")
        return str(path)

    return of


OWN = '[[configurations]]\nname = "own"\nequipment = "as in the house"\n'


def test_a_home_s_own_equipment_stands_beside_a_heat_pump_in_four_lines(scenario):
    found = load(scenario("base", OWN + '[[configurations]]\nname = "heat pump"\nheat_pump = "inverter-3ton"\n'))
    own, other = found.configurations
    assert own.furnace.capacity == pytest.approx(to_si(35e3, "power", "btu_h"))
    assert own.furnace.efficiency == 0.92
    assert own.air_conditioner.ratings.seer2 == 13.4
    assert own.scale == pytest.approx(24.0 / 36.0)
    assert own.thermostat == other.thermostat  # the home's, 68 °F and 78 °F
    assert own.thermostat.heating_setpoint == pytest.approx(to_si(68.0, "temperature", "f"))
    assert found.house.ducts.zone == "attic"
    assert found.house.ducts.supply_leakage_flow == pytest.approx(to_si(81.0, "flow", "cfm"))


def test_dual_fuel_has_its_switchover_and_its_furnace(scenario):
    [own] = load(scenario("base-hvac-dual-fuel-air-to-air-heat-pump-1-speed", OWN)).configurations
    assert own.dual_fuel.policy == "temperature"
    assert own.dual_fuel.switchover == pytest.approx(to_si(30.0, "temperature", "f"))
    assert (own.furnace.fuel, own.furnace.efficiency) == ("gas", 0.95)


def test_lockouts_of_the_file_hold(scenario):
    [own] = load(scenario("base-hvac-air-to-air-heat-pump-1-speed-lockout-temperatures", OWN)).configurations
    assert own.lockouts.compressor_below == pytest.approx(to_si(5.0, "temperature", "f"))
    assert own.lockouts.backup_above == pytest.approx(to_si(35.0, "temperature", "f"))
    assert own.strips.capacity == pytest.approx(to_si(34121, "power", "btu_h"))


def test_a_boiler_heats_by_water_and_its_pumps_take_their_auxiliary_energy(scenario):
    [own] = load(scenario("base-hvac-boiler-oil-only", OWN)).configurations
    assert (own.furnace.distribution, own.furnace.fuel) == ("radiators", "oil")
    assert own.furnace.blower_power == pytest.approx(330e3 / 2080.0)  # 330 kWh a year in 2080 h


def test_a_ductless_heat_pump_has_a_stove_for_backup(scenario):
    [own] = load(scenario("base-hvac-mini-split-heat-pump-ductless-backup-stove", OWN)).configurations
    assert own.heat_pump.ductless
    assert (own.furnace.fuel, own.furnace.efficiency) == ("oil", 0.6)
    assert own.dual_fuel.policy == "droop"


def test_capacities_that_the_file_leaves_open_are_sized(scenario):
    [own] = load(scenario("base-hvac-autosize", OWN)).configurations
    assert own.capacity == "auto"


def test_setpoints_by_the_hour_become_a_schedule(scenario):
    [own] = load(scenario("base-hvac-setpoints-daily-schedules", OWN)).configurations
    week = own.thermostat.week()
    assert {round(entry.heating - 273.15, 1) for entry in week} >= {17.8}  # 64 °F


def test_a_second_system_heats_by_its_share_of_the_load(scenario):
    [own] = load(scenario("base-hvac-ducts-defaults", OWN)).configurations
    [fireplace] = own.equipment
    assert fireplace.ratio == pytest.approx(0.25 / 0.75)
    assert (fireplace.fuel, fireplace.efficiency) == (None, 1.0)


def test_ducts_lie_in_several_places(scenario):
    house = load(scenario("base-enclosure-2stories", OWN)).house
    assert [place.zone for place in house.ducts.places] == ["attic", "outdoors"]


def test_seasons_of_the_thermostat_are_read(scenario):
    [own] = load(scenario("base-hvac-seasons", OWN)).configurations
    assert own.thermostat.heating_season.begins == "11-01"
    assert own.thermostat.cooling_season.ends == "10-01"
    heats = [own.thermostat.heating_season.holds(day) for day in (0, 120, 121, 303, 304)]
    assert heats == [True, True, False, False, True]  # 1 January, 1 and 2 May, 31 October and 1 November


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<FractionHeatLoadServed>0.25", "<FractionHeatLoadServed>0.9",
         "HVACPlant/*/FractionHeatLoadServed: add up to 1.65"),
        ("<PrimaryHeatingSystem idref='HeatingSystem1'/>", "<PrimaryHeatingSystem idref='Other'/>",
         "PrimarySystems/PrimaryHeatingSystem"),
    ],
)  # fmt: skip
def test_shares_above_one_and_unknown_systems_are_refused_with_their_place(reference, tmp_path, old, new, words):
    text = (reference / "hpxml" / "sample_files" / "base-hvac-ducts-defaults.xml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "home.xml").write_text(text.replace(old, new), encoding="utf-8")
    path = tmp_path / "shares.toml"
    station = next((reference / "weather").glob("*Denver*TMY3.epw"))
    path.write_text(f'house = "home.xml"\nweather = "{station}"\n{RATES}\n{OWN}', encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load(path)
    assert words in str(refused.value)


def test_every_leaf_of_the_systems_has_a_verdict(reference):
    from cosim.hpxml import read_hpxml

    account = read_hpxml(reference / "hpxml" / "sample_files" / "base-hvac-multiple.xml").account()
    of_systems = [(place, said) for place, _, said in account.aside if "Systems/HVAC" in place]
    read = [place for place, _ in account.read if "Systems/HVAC" in place]
    assert any(place.endswith("HeatingCapacity") for place in read)
    assert any(place.endswith("DuctInsulationRValue") for place in read)
    assert all("not known" not in said for _, said in of_systems)
    usual = read_hpxml(reference / "hpxml" / "sample_files" / "base.xml").account().defaulted
    assert any(place.endswith("DuctSurfaceArea") for place, _, _ in usual)


def test_keys_beside_the_equipment_of_the_house_are_refused(scenario):
    path = scenario("base", OWN + 'furnace = "furnace-96"\n')
    with pytest.raises(InvalidInput, match=r"furnace: cannot be combined with the equipment of the house"):
        load(path)


@pytest.mark.slow
def test_what_fails_has_to_be_among_the_home_s_own_equipment(scenario):
    """The home has a furnace, an air conditioner and ducts in its attic, and neither strips nor a heat pump."""
    failing = 'faults = [{{ kind = "{}"{} }}]\n'
    [own] = load(scenario("base", OWN + failing.format("fouled-outdoor-coil", ", share = 0.3"))).configurations
    assert [fault.kind for fault in own.faults] == ["fouled-outdoor-coil"]
    for kind, missing in (("strips-stuck-on", "strips"), ("defrost-sensor-open", "heat pump")):
        with pytest.raises(InvalidInput, match=rf"faults\[0\]\.kind: '{kind}' is not possible.*{missing}"):
            load(scenario("base", OWN + failing.format(kind, "")))


def test_only_a_home_in_hpxml_has_equipment_of_its_own(scenario, tmp_path):
    path = tmp_path / "shelf.toml"
    path.write_text(f'house = "ranch-1960s"\nweather = "chicago"\n{RATES}\n{OWN}', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"equipment: needs a house from an HPXML file"):
        load(path)


def test_check_accepts_it(scenario):
    found = CliRunner().invoke(main, ["check", scenario("base", OWN)])
    assert found.exit_code == 0, found.output
