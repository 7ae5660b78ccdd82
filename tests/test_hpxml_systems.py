"""What heats and cools a home in HPXML: systems, ratings and ducts as stated, and every fault of a file at once."""

from contextlib import suppress
from pathlib import Path

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import NotReadYet, read_home
from cosim.hpxml.ducts import effective_resistance
from cosim.hpxml.plant import plant_of
from cosim.scenarios.homes import as_in_the_house
from cosim.units import to_si

CFM = 0.3048**3 / 60.0
AIR_FILM_R = 0.1761101838  # m2 K/W of one h ft2 F/Btu


def watts(btu_per_hour: float) -> float:
    return to_si(btu_per_hour, "power", "btu_h")


@pytest.fixture
def text(reference: Path):
    def of(name: str) -> str:
        return (reference / "resnet_hvac" / f"{name}.xml").read_text(encoding="utf-8")

    return of


@pytest.fixture
def read(tmp_path):
    def of(content: str):
        path = tmp_path / "home.xml"
        path.write_text(content, encoding="utf-8")
        return read_home(path)

    return of


def supply(home):
    """Return the supply ducts of a home outside its rooms."""
    [(_, sides)] = next(iter(home.distributions.values())).runs.items()
    return sides["supply"]


def furnace_of(home, **options):
    return plant_of(home.systems, home.distributions, side="heating", **options).furnace


def test_a_furnace_and_an_air_conditioner_are_as_stated(text, read):
    home = read(text("HVAC1a"))
    [heating], [cooling] = home.systems.heating, home.systems.cooling
    assert (heating.fuel, heating.efficiency) == ("gas", 0.78)
    assert heating.capacity == pytest.approx(watts(56100))
    assert heating.fan_efficacy * CFM == pytest.approx(0.5)
    assert (cooling.speeds, cooling.seer2) == ("single", 9.5)
    assert cooling.eer2 == pytest.approx(0.73 * 9.5 + 1.47)  # OpenStudio-HPXML's regression of listed products
    assert cooling.cooling_capacity == pytest.approx(watts(38300))
    assert home.house.house.ducts is None
    assert home.left_aside == ()


def test_a_heat_pump_does_both(text, read):
    home = read(text("HVAC2c"))
    assert home.systems.heating == home.systems.cooling
    [pump] = home.systems.heating
    assert pump.hspf2 == 5.8
    assert pump.backup.capacity == pytest.approx(watts(34121))
    own, notes = as_in_the_house(home)
    assert own.heat_pump.ratings.hspf2 == 5.8
    assert own.scale * own.heat_pump.ratings.heating_capacity == pytest.approx(pump.heating_capacity, rel=1e-3)
    assert own.strips.capacity == pytest.approx(watts(34121))
    assert not notes


def test_older_ratings_and_flows_are_read(text, read):
    content = text("HVAC1a").replace("<Units>SEER2</Units>\n                <Value>9.5", "<Units>SEER</Units><Value>10")
    content = content.replace("<FanPowerWattsPerCFM>0.5", "<HeatingAirflowCFM>900</HeatingAirflowCFM>"
                              "<FanPowerWattsPerCFM>0.5", 1)  # fmt: skip
    home = read(content)
    assert home.systems.cooling[0].seer2 == pytest.approx(9.5)
    assert home.systems.heating[0].airflow == pytest.approx(900 * CFM)
    furnace = furnace_of(home)
    assert furnace.blower_power == pytest.approx(450.0)
    # the sensible heat equation of air at sea level, Btu/h = 1.08 cfm °F
    assert furnace.temperature_rise * 1.8 == pytest.approx(56100 / (1.08 * 900), rel=0.01)


def test_thin_air_takes_less_heat_from_a_furnace_by_the_same_flow(text, read):
    home = read(text("HVAC1a"))
    high = furnace_of(home, pressure=0.8 * 101325.0)
    assert high.temperature_rise == pytest.approx(furnace_of(home).temperature_rise / 0.8)
    assert high.blower_power == furnace_of(home).blower_power


def test_ducts_have_their_place_conductance_and_leaks(text, read):
    house = read(text("HVAC3d")).house.house
    ducts = house.ducts
    assert ducts.zone == "basement"
    assert ducts.supply_area / ducts.resistance == pytest.approx(to_si(308, "area", "ft2") / (7 * AIR_FILM_R))
    assert ducts.return_area / ducts.resistance == pytest.approx(to_si(77, "area", "ft2") / (7 * AIR_FILM_R))
    assert ducts.supply_leakage_flow == pytest.approx(125 * CFM)
    assert [zone.name for zone in house.zones] == ["conditioned space", "attic", "basement"]
    assert house.zones[2].volume == pytest.approx(to_si(1539 * 7.25, "volume", "ft3"))


@pytest.mark.parametrize(
    ("old", "new", "share", "flow"),
    [
        ("<Units>CFM25</Units>\n                    <Value>125.0", "<Units>Percent</Units><Value>0.1", 0.1, 0.0),
        ("<Units>CFM25</Units>\n                    <Value>125.0", "<Units>CFM50</Units><Value>125",
         0.0, 125 * CFM * 0.5**0.6),
    ],
)  # fmt: skip
def test_leaks_are_read_in_every_unit(text, read, old, new, share, flow):
    content = text("HVAC3d")
    assert old in content
    ducts = read(content.replace(old, new)).house.house.ducts
    assert (ducts.supply_leakage, ducts.return_leakage) == pytest.approx((share, share))
    assert (ducts.supply_leakage_flow, ducts.return_leakage_flow) == pytest.approx((flow, flow))


def test_insulation_of_a_round_duct_insulates_less_than_it_says(text, read):
    """Round ducts by P. Palmiter and E. Kruse, 2006: about 2.24 + 0.56 R for those of 6 inches."""
    assert effective_resistance(8.0, 6.0, 0.0) == pytest.approx(2.2438 + 0.5619 * 8, rel=0.05)
    assert effective_resistance(8.0, 14.0, 1.0) == pytest.approx(9.0)  # flat: the films of both sides are added
    assert effective_resistance(0.0, 6.0, 0.25) == 1.7
    content = text("HVAC3d").replace("DuctEffectiveRValue>7.0</DuctEffectiveRValue", "DuctInsulationRValue>8.0"
                                     "</DuctInsulationRValue")  # fmt: skip
    side = supply(read(content))
    assert side.area / side.conductance / AIR_FILM_R == pytest.approx(effective_resistance(8.0, 6.0, 0.25))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<Furnace/>", "<Hearth/>", "HeatingSystem[SystemIdentifier/@id='HeatingSystem1']/HeatingSystemType: 'Hearth'"),
        ("<HeatingSystemFuel>natural gas", "<HeatingSystemFuel>coal", "HeatingSystemFuel: 'coal' is not supported"),
        ("<Units>AFUE", "<Units>COP", "AnnualHeatingEfficiency: has no AFUE"),
        ("<Value>0.78", "<Value>78", "must be at most 1, not 78"),
        ("<Value>0.78", "<Value>nan", "'nan' is not a finite number"),
        ("<HeatingCapacity>56100.0", "<HeatingCapacity>-1", "must be above"),
        ("<FractionHeatLoadServed>1.0", "<FractionHeatLoadServed>1.5", "must be at most 1"),
        ("<CompressorType>single stage", "<CompressorType>magic", "CompressorType: 'magic'"),
        ("<FanPowerWattsPerCFM>", "<Magic>-0.25</Magic><FanPowerWattsPerCFM>", "extension/Magic: is not supported yet"),
        ("<DistributionSystem idref='HVACDistribution1'/>", "<DistributionSystem idref='HVACDistribution9'/>",
         "[SystemIdentifier/@id='HeatingSystem1']/DistributionSystem/@idref: 'HVACDistribution9' is not defined"),
        ("<DistributionSystem idref='HVACDistribution1'/>", "", "nothing connects the system with the home"),
        ("<Other>DSE</Other>", "<Pneumatic/>", "Pneumatic"),
        ("</SetpointTempHeatingSeason>", "</SetpointTempHeatingSeason><SetbackTempHeatingSeason>60"
         "</SetbackTempHeatingSeason><Away/>", "Away: is not supported yet"),
        ("</Systems>", "<MechanicalVentilation/></Systems>", "MechanicalVentilation: is not supported yet"),
    ],
)  # fmt: skip
def test_what_would_change_the_answer_is_refused_with_its_xpath(text, read, old, new, words):
    content = text("HVAC1a")
    assert old in content
    with pytest.raises(InvalidInput) as refused:
        read(content.replace(old, new, 1))
    assert words in str(refused.value)


def test_all_faults_of_house_systems_and_ducts_are_said_at_once(text, read):
    content = text("HVAC3d").replace("<Area>456.0</Area>", "", 1).replace("<Value>0.78", "<Value>much")
    content = content.replace("<Units>SEER2", "<Units>EER")
    duct = "<SystemIdentifier id='Ducts1'/>\n                  <DuctType>"
    assert duct in content
    content = content.replace(f"{duct}supply", f"{duct}sideways")
    with pytest.raises(InvalidInput) as refused:
        read(content)
    said = str(refused.value)
    assert not isinstance(refused.value, NotReadYet)
    for words in ("@id='Wall1']/Area: is missing", "'much' is not a number", "has no SEER2 or SEER", "'sideways'"):
        assert words in said
    assert len(refused.value.faults) == 4  # doors and windows of the wall that could not be read are right


def test_what_changes_nothing_is_named_not_refused(text, read):
    content = text("HVAC1a").replace("<HeatingCapacity>", "<YearInstalled>1999</YearInstalled><HeatingCapacity>", 1)
    (place,) = read(content).left_aside
    assert place.endswith("HeatingSystem[SystemIdentifier/@id='HeatingSystem1']/YearInstalled")


def test_ducts_in_a_place_that_the_home_lacks_are_refused(text, read):
    content = text("HVAC3f").replace("<DuctLocation>attic - vented", "<DuctLocation>garage")
    with pytest.raises(InvalidInput, match="'garage', which the home does not have"):
        read(content)


@pytest.mark.parametrize("value", ["x", "-1", "0", "nan", "1e400", ""])
@pytest.mark.parametrize("leaf", ["Area>1539.0", "Pitch>4.0", "Height>7.25", "DepthBelowGrade>6.583",
                                  "SetpointTempHeatingSeason>68.0", "ExposedPerimeter>168.0", "DuctSurfaceArea>308.0",
                                  "ConditionedBuildingVolume>12312.0", "DuctEffectiveRValue>7.0",
                                  "HeatingCapacity>61000.0", "Area>90.0"])  # fmt: skip
def test_no_damaged_number_is_more_than_refused(text, read, leaf, value):
    content, (tag, usual) = text("HVAC3d"), leaf.split(">")
    assert f"<{leaf}<" in content
    with suppress(InvalidInput):  # anything else fails, warnings of numpy included
        as_in_the_house(read(content.replace(f"<{tag}>{usual}<", f"<{tag}>{value}<")))


@pytest.mark.parametrize("shares", ["x", "1, 2", ", ".join(["0"] * 24), ", ".join(["-1"] * 24)])
def test_the_day_of_a_plug_load_has_24_hours(text, read, shares):
    content = text("HVAC1a")
    begin = content.index("<WeekdayScheduleFractions>") + len("<WeekdayScheduleFractions>")
    end = content.index("</WeekdayScheduleFractions>")
    with pytest.raises(InvalidInput, match=r"@id='PlugLoad1'\]/extension/WeekdayScheduleFractions"):
        read(content[:begin] + shares + content[end:])


@pytest.mark.parametrize(("cold", "taken"), [(12000.0, 1 / 3), (10000.0, None), (None, 0.626)])
def test_too_little_heat_at_17_f_is_refused_where_it_stands(reference, read, cold, taken):
    """One speed is a line through 47 and 17 °F: 36 kBtu/h and 10 leave nothing at 5 °F."""
    path = reference / "hpxml" / "sample_files" / "base-hvac-air-to-air-heat-pump-1-speed.xml"
    text, stated = path.read_text(encoding="utf-8"), "<HeatingCapacity>36000.0</HeatingCapacity>"
    assert stated in text
    if cold is not None:
        text = text.replace(stated, f"{stated}<HeatingCapacity17F>{cold}</HeatingCapacity17F>")
    if taken is None:
        with pytest.raises(InvalidInput, match=r"HeatingCapacity17F: leaves 0\.28 of .* without it the usual 0\.626"):
            read(text)
    else:
        assert read(text).systems.heating[0].cold_share == pytest.approx(taken)
