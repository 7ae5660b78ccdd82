"""What is wrong with a home's file is said by the command: all of it at once, each with its XPath and what would do."""

import pytest
from click.testing import CliRunner

from cosim.cli import main

SCENARIO = """
house = "{house}"
{weather}
prices = {{ electricity_usd_per_kwh = 0.14, gas_usd_per_therm = 1.1 }}
emissions = {{ electricity_kg_per_kwh = 0.4, gas_lb_per_mmbtu = 147.3 }}
[[configurations]]
name = "today"
equipment = "as in the house"
"""
SYSTEMS = """<Systems><HVAC><HVACPlant><HeatingSystem><SystemIdentifier id="Furnace"/>
<DistributionSystem idref="Ducts"/><HeatingSystemType><Furnace/></HeatingSystemType>
<HeatingSystemFuel>natural gas</HeatingSystemFuel><HeatingCapacity>40000</HeatingCapacity>
<AnnualHeatingEfficiency><Units>AFUE</Units><Value>0.92</Value></AnnualHeatingEfficiency>
<FractionHeatLoadServed>1.0</FractionHeatLoadServed></HeatingSystem></HVACPlant>
<HVACControl><SystemIdentifier id="Thermostat"/><SetpointTempHeatingSeason>68</SetpointTempHeatingSeason></HVACControl>
<HVACDistribution><SystemIdentifier id="Ducts"/><DistributionSystemType><AirDistribution>
<AirDistributionType>regular velocity</AirDistributionType><DuctLeakageMeasurement><DuctType>supply</DuctType>
<DuctLeakage><Units>CFM25</Units><Value>50</Value><TotalOrToOutside>to outside</TotalOrToOutside></DuctLeakage>
</DuctLeakageMeasurement><Ducts><DuctType>supply</DuctType><DuctInsulationRValue>4</DuctInsulationRValue>
<DuctLocation>attic - vented</DuctLocation><DuctSurfaceArea>150</DuctSurfaceArea></Ducts></AirDistribution>
</DistributionSystemType></HVACDistribution></HVAC></Systems>"""
BUILDING = "/HPXML/Building/BuildingDetails/"
WALL, WINDOW = "Enclosure/Walls/Wall[SystemIdentifier/@id='Wall']", "Windows/Window[SystemIdentifier/@id='Window']"
SLAB, FURNACE = "Enclosure/Slabs/Slab[SystemIdentifier/@id='Slab']", "HeatingSystem[SystemIdentifier/@id='Furnace']"
TEST = "AirInfiltration/AirInfiltrationMeasurement[SystemIdentifier/@id='Test']"
CONTROL = "HVACControl[SystemIdentifier/@id='Thermostat']"
PUMP = "HVACPlant/HeatPump[SystemIdentifier/@id='Pump']"
HEAT_PUMP = """<HeatPump><SystemIdentifier id="Pump"/><DistributionSystem idref="Ducts"/>
<HeatPumpType>air-to-air</HeatPumpType><HeatPumpFuel>electricity</HeatPumpFuel><HeatingCapacity>a</HeatingCapacity>
<CoolingCapacity>-5</CoolingCapacity><CompressorType>steam</CompressorType><BackupType>barrel</BackupType>
<BackupSystemFuel>electricity</BackupSystemFuel><BackupHeatingLockoutTemperature>400</BackupHeatingLockoutTemperature>
<FractionHeatLoadServed>1</FractionHeatLoadServed><FractionCoolLoadServed>1</FractionCoolLoadServed>
<AnnualCoolingEfficiency><Units>SEER2</Units><Value>-14</Value></AnnualCoolingEfficiency>
<extension><PanHeaterControlType>sometimes</PanHeaterControlType></extension></HeatPump>"""
NEXT = "</Building><Building>{}<BuildingDetails/></Building>"

BAD = {
    "an unknown version": ([('schemaVersion="4.0"', 'schemaVersion="2.3"')],
        ["home.xml: /HPXML/@schemaVersion: version '2.3' of HPXML is not known; versions 3, 4, 5 are"]),
    "a namespace of no known version": ([(' schemaVersion="4.0"', ""), ("2023/09", "2014/6")],
        ["/HPXML/@schemaVersion: is missing, and the namespace 'http://hpxmlonline.com/2014/6' is that of no version"]),
    "references that lead nowhere": ([('<AttachedToWall idref="Wall"/>', '<AttachedToWall idref="Wal"/>'),
                                      ('<DistributionSystem idref="Ducts"/>', '<DistributionSystem idref="Duct"/>')],
        [f"{BUILDING}Enclosure/{WINDOW}/AttachedToWall/@idref: 'Wal' is not defined; did you mean 'Wall'?",
         f"HVACPlant/{FURNACE}/DistributionSystem/@idref: 'Duct' is not defined; did you mean 'Ducts'?"]),
    "areas of zero": ([("<Area>120</Area>", "<Area>0</Area>"), ("<Area>1120</Area>", "<Area>0</Area>"),
                       ("<Area>1341.6</Area>", "<Area>0.0</Area>")],
        [f"{BUILDING}Enclosure/Roofs/Roof[SystemIdentifier/@id='Roof']/Area: an area must be above 0, not 0",
         f"{BUILDING}{WALL}/Area: an area must be above 0", f"{WINDOW}/Area: must be above 0, not 0"]),
    "a wall of no area with a window": ([("<Area>1120</Area>", "<Area>0</Area>")],
        [f"{BUILDING}{WALL}/Area: an area must be above 0, not 0"]),
    "a window without a wall": ([('<AttachedToWall idref="Wall"/>', "")],
        [f"{BUILDING}Enclosure/{WINDOW}/AttachedToWall: is missing; name the wall that it is in"]),
    "windows larger than their wall": ([("<Area>120</Area>", "<Area>1200</Area>")],
        [f"{WALL}: its windows and doors are larger than itself (1200 against 1120 ft2); check its area and theirs"]),
    "a second building without an id": ([("</Building>", NEXT.format("") + "<!--")],  # the rest is closed below
        ["home.xml: /HPXML/Building[2]: has no BuildingID/@id beside other buildings; give it one",
         "home.xml: has 2 buildings; choose one: home.xml#MyHome"]),
    "a system that nothing connects": ([('<DistributionSystem idref="Ducts"/>', "")],
        [f"{BUILDING}Systems/HVAC/HVACPlant/{FURNACE}/DistributionSystem: is missing: nothing connects the system"]),
    "fractions above one": (
        [("<FractionHeatLoadServed>1.0", "<FractionHeatLoadServed>1.4"),
         ("<SHGC>0.4</SHGC>", "<SHGC>1.4</SHGC>"),
         ("</ExposedPerimeter>", "</ExposedPerimeter><extension><CarpetFraction>2</CarpetFraction></extension>")],
        [f"{WINDOW}/SHGC", f"{SLAB}/extension/CarpetFraction: must be between 0 and 1, not 2",
         f"{FURNACE}/FractionHeatLoadServed: must be at most 1, not 1.4"]),
    "all that is wrong with one wall, its window, a roof, a slab and the leakage": (
        [("<Area>1120</Area>", "<Area>0</Area>"), ("<Azimuth>180</Azimuth><Siding>wood siding", "<Azimuth>up</Azimuth>"
          "<Siding>velvet"), ("<AssemblyEffectiveRValue>13<", "<AssemblyEffectiveRValue>0.3<"),
         ("<Area>120</Area><Azimuth>180", "<Area>-1</Area><Azimuth>NaN"), ("<UFactor>0.35", "<UFactor>0"),
         ("<SHGC>0.4", "<SHGC>much"), ('<AttachedToWall idref="Wall"/>', '<AttachedToWall idref="Moon"/><Overhangs>'
          "<Depth>2</Depth><DistanceToTopOfWindow>3</DistanceToTopOfWindow><DistanceToBottomOfWindow>1"
          "</DistanceToBottomOfWindow></Overhangs>"), ("<Pitch>6", "<Pitch>-6"), ("<Area>1341.6", "<Area>-3"),
         ("<AssemblyEffectiveRValue>2.3<", "<AssemblyEffectiveRValue>?<"),
         ("<ExposedPerimeter>140", "<Thickness>thin</Thickness><ExposedPerimeter>x"),
         ("<HousePressure>50", "<HousePressure>0"), ("<AirLeakage>7", "<AirLeakage>-7")],
        [f"{WALL}/{words}" for words in (
            "Area: an area must be above 0, not 0", "Azimuth: 'up' is not a number", "Siding: 'velvet' is not",
            "Insulation/AssemblyEffectiveRValue: the R-value 0.3 of the assembly does not exceed that of its air")]
        + [f"{WINDOW}/{words}" for words in (
            "Area: must be above 0, not -1", "Azimuth: 'NaN' is not a finite number", "UFactor: must be above 0, not 0",
            "SHGC: 'much' is not a number", "AttachedToWall/@idref: 'Moon' is not defined",
            "Overhangs/DistanceToBottomOfWindow: must be above that to its top, 3, not 1")]
        + [f"Roof[SystemIdentifier/@id='Roof']/{words}" for words in (
            "Area: an area must be above 0, not -3", "Pitch: must be 0 or more, not -6",
            "Insulation/AssemblyEffectiveRValue: '?' is not a number")]
        + [f"{SLAB}/Thickness: 'thin' is not a number", f"{SLAB}/ExposedPerimeter: 'x' is not a number",
           f"{TEST}/HousePressure: must be above 0, not 0", f"{TEST}/BuildingAirLeakage/AirLeakage: must be above 0"]),
    "all that is wrong with one furnace": (
        [("<HeatingCapacity>40000", "<HeatingCapacity>much"), ("natural gas</H", "peat</H"),
         ("<Value>0.92", "<Value>92"), ("<FractionHeatLoadServed>1.0", "<FractionHeatLoadServed>1.4"),
         ('<DistributionSystem idref="Ducts"/>', ""), ("</HeatingSystem>", "<Draft>3</Draft><extension>"
          "<AirflowDefectRatio>-2</AirflowDefectRatio></extension></HeatingSystem>")],
        [f"{FURNACE}/{words}" for words in (
            "HeatingCapacity: 'much' is not a number", "HeatingSystemFuel: 'peat' is not supported yet",
            "AnnualHeatingEfficiency[1]/Value: must be at most 1, not 92", "Draft: is not supported yet",
            "FractionHeatLoadServed: must be at most 1, not 1.4", "DistributionSystem: is missing",
            "extension/AirflowDefectRatio: must be above -0.9, not -2")]),
    "a heater of no known kind, and what else is wrong with it": (
        [("<Furnace/>", "<Campfire/>"), ("<HeatingCapacity>40000", "<HeatingCapacity>-1")],
        [f"{FURNACE}/HeatingSystemType: 'Campfire' is not supported yet", f"{FURNACE}/HeatingCapacity: must be above"]),
    "all that is wrong with ducts and a thermostat": (
        [("<Units>CFM25</Units><Value>50", "<Units>gallons</Units><Value>x"),
         ("<DuctInsulationRValue>4", "<DuctInsulationRValue>-4"), ("<DuctSurfaceArea>150", "<DuctSurfaceArea>1e999"),
         ("HeatingSeason>68", "HeatingSeason>warm"),
         ("</HVACControl>", "<SetpointTempCoolingSeason>cool</SetpointTempCoolingSeason></HVACControl>")],
        ["DuctLeakage/Units: 'gallons' is not supported yet", "DuctLeakage/Value: 'x' is not a number",
         "DuctInsulationRValue: must be above", "DuctSurfaceArea: '1e999' is not a finite number",
         f"{BUILDING}Systems/HVAC/{CONTROL}/SetpointTempHeatingSeason: 'warm' is not a number",
         f"{BUILDING}Systems/HVAC/{CONTROL}/SetpointTempCoolingSeason: 'cool' is not a number"]),
    "all that is wrong with a heat pump": (
        [("</HVACPlant>", HEAT_PUMP + "</HVACPlant>"), ("<FractionHeatLoadServed>1.0", "<FractionHeatLoadServed>0.0")],
        [f"{PUMP}/{words}" for words in (
            "CompressorType: 'steam' is not supported yet", "CoolingCapacity: must be above",
            "HeatingCapacity: 'a' is not", "BackupType: 'barrel' is not supported yet",
            "AnnualCoolingEfficiency[1]/Value: must be above 0, not -14",
            "AnnualHeatingEfficiency: has no HSPF2 or HSPF",
            "BackupHeatingLockoutTemperature: must be at most 80, not 400",
            "extension/PanHeaterControlType: 'sometimes' is not supported yet")]),
    "shares of windows and of heat recovery": (
        [("<UFactor>", "<FractionOperable>1.67</FractionOperable><UFactor>"),
         ("</HVAC></Systems>", """</HVAC><MechanicalVentilation><VentilationFans><VentilationFan>
<SystemIdentifier id="HRV"/><FanType>heat recovery ventilator</FanType><TestedFlowRate>60</TestedFlowRate>
<UsedForWholeBuildingVentilation>true</UsedForWholeBuildingVentilation><SensibleRecoveryEfficiency>1.2
</SensibleRecoveryEfficiency></VentilationFan></VentilationFans></MechanicalVentilation></Systems>""")],
        [f"{WINDOW}/FractionOperable: must be between 0 and 1, not 1.67",
         "VentilationFan[SystemIdentifier/@id='HRV']/SensibleRecoveryEfficiency: must be between 0 and 1, not 1.2"]),
    "all that is wrong with one fan": (
        [("</HVAC></Systems>", """</HVAC><MechanicalVentilation><VentilationFans><VentilationFan>
<SystemIdentifier id="ERV"/><FanType>energy recovery ventilator</FanType><TestedFlowRate>sixty</TestedFlowRate>
<HoursInOperation>25</HoursInOperation><UsedForWholeBuildingVentilation>true</UsedForWholeBuildingVentilation>
<TotalRecoveryEfficiency>48</TotalRecoveryEfficiency><FanPower>low</FanPower></VentilationFan></VentilationFans>
</MechanicalVentilation></Systems>""")],
        [f"VentilationFan[SystemIdentifier/@id='ERV']/{words}" for words in (
            "TestedFlowRate: 'sixty' is not a number", "HoursInOperation: must be between 0 and 24",
            "SensibleRecoveryEfficiency: is missing", "TotalRecoveryEfficiency: must be between 0 and 1, not 48",
            "FanPower: 'low' is not a number")]),
    "all at once": ([("<Area>120</Area>", "<Area>0</Area>"), ("<AttachedToWall idref=\"Wall\"/>", "<AttachedToWall "
                      "idref=\"W\"/>"), ("<FractionHeatLoadServed>1.0", "<FractionHeatLoadServed>1.4")],
        [f"{WINDOW}/AttachedToWall/@idref: 'W' is not defined", f"{WINDOW}/Area: must be above 0, not 0",
         "FractionHeatLoadServed: must be at most 1, not 1.4"]),
}  # fmt: skip
NO_HPXML = {
    "nothing": b"", "TOML": b"house = 3\n", "a page": b"<html><body/></html>", "no text": bytes(range(256)),
    "no building": b"<HPXML/>", "cut off": b"<HPXML><Building><BuildingDetails>",
}  # fmt: skip


@pytest.fixture
def check(tmp_path):
    """Return the lines in which `cosim check` refuses a scenario with the file home.xml."""

    def lines(weather='weather = "golden-co"'):
        (tmp_path / "asked.toml").write_text(SCENARIO.format(house="home.xml", weather=weather), encoding="utf-8")
        done = CliRunner().invoke(main, ["check", str(tmp_path / "asked.toml")])
        assert done.exit_code == 2, done.output
        found = done.output.strip().splitlines()
        assert found[0].startswith("cosim: ")
        return found[1:] if found[0].endswith(" faults:") else [found[0].removeprefix("cosim: ")]

    return lines


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said_at_once_with_its_xpath(case, home, part, check):
    changes, expected = BAD[case]
    path = home(loads=SYSTEMS + part["loads"])
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text.replace("<!--", ""), encoding="utf-8")
    found = check()
    assert len(found) == len(expected), found
    for words in expected:
        assert any(words in line for line in found), (words, found)


@pytest.mark.parametrize("case", NO_HPXML)
def test_what_is_no_hpxml_is_refused_in_one_line(case, tmp_path, check):
    (tmp_path / "home.xml").write_bytes(NO_HPXML[case])
    (line,) = check()
    assert line.startswith("home.xml: ") or "home.xml: is not" in line
    assert "is not XML" in line or "is not HPXML" in line


def test_the_unchanged_home_is_taken(home, part, tmp_path):
    home(loads=SYSTEMS + part["loads"])
    asked = tmp_path / "asked.toml"
    asked.write_text(SCENARIO.format(house="home.xml", weather='weather = "golden-co"'), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(asked)])
    assert done.exit_code == 0, done.output


def test_a_station_without_weather_is_said_once_with_what_to_do(home, check):
    home()
    (line,) = check(weather="")
    assert "asked.toml: weather: golden.epw, which the home's file names, lies neither beside it nor" in line
    assert line.endswith("get it, or name another")


def test_a_home_without_a_station_needs_one_named(home, check):
    home(climate="")
    (line,) = check(weather="")
    assert line.endswith("weather: is missing, and the home's file names no station; name a weather file")
