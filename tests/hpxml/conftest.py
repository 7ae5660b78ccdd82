"""A small home as HPXML, written here: one storey of 30 ft by 40 ft on a slab, under an attic."""

import pytest

PARTS = {
    "summary": """<BuildingSummary><BuildingConstruction>
<NumberofConditionedFloorsAboveGrade>1</NumberofConditionedFloorsAboveGrade>
<NumberofBedrooms>3</NumberofBedrooms><ConditionedFloorArea>1200</ConditionedFloorArea>
<ConditionedBuildingVolume>9600</ConditionedBuildingVolume></BuildingConstruction></BuildingSummary>""",
    "climate": """<ClimateandRiskZones><WeatherStation><SystemIdentifier id="Station"/><Name>Golden</Name>
<extension><EPWFilePath>golden.epw</EPWFilePath></extension></WeatherStation></ClimateandRiskZones>""",
    "leakage": """<AirInfiltration><AirInfiltrationMeasurement><SystemIdentifier id="Test"/>
<HousePressure>50</HousePressure>
<BuildingAirLeakage><UnitofMeasure>ACH</UnitofMeasure><AirLeakage>7</AirLeakage></BuildingAirLeakage>
</AirInfiltrationMeasurement></AirInfiltration>""",
    "attic": """<Attics><Attic><SystemIdentifier id="Attic"/><AtticType><Attic><Vented>true</Vented></Attic>
</AtticType></Attic></Attics>""",
    "roof": """<Roofs><Roof><SystemIdentifier id="Roof"/><InteriorAdjacentTo>attic - vented</InteriorAdjacentTo>
<Area>1341.6</Area>
<Azimuth>180</Azimuth><Pitch>6</Pitch><Insulation><SystemIdentifier id="RoofIns"/>
<AssemblyEffectiveRValue>2.3</AssemblyEffectiveRValue></Insulation></Roof></Roofs>""",
    "walls": """<Walls><Wall><SystemIdentifier id="Wall"/><ExteriorAdjacentTo>outside</ExteriorAdjacentTo>
<InteriorAdjacentTo>conditioned space</InteriorAdjacentTo><WallType><WoodStud/></WallType><Area>1120</Area>
<Azimuth>180</Azimuth><Siding>wood siding</Siding><Insulation><SystemIdentifier id="WallIns"/>
<AssemblyEffectiveRValue>13</AssemblyEffectiveRValue></Insulation></Wall></Walls>""",
    "floors": """<Floors><Floor><SystemIdentifier id="Ceiling"/>
<ExteriorAdjacentTo>attic - vented</ExteriorAdjacentTo>
<InteriorAdjacentTo>conditioned space</InteriorAdjacentTo><FloorOrCeiling>ceiling</FloorOrCeiling><Area>1200</Area>
<Insulation><SystemIdentifier id="CeilingIns"/><AssemblyEffectiveRValue>30</AssemblyEffectiveRValue></Insulation>
</Floor></Floors>""",
    "slabs": """<Slabs><Slab><SystemIdentifier id="Slab"/><InteriorAdjacentTo>conditioned space</InteriorAdjacentTo>
<Area>1200</Area>
<ExposedPerimeter>140</ExposedPerimeter></Slab></Slabs>""",
    "windows": """<Windows><Window><SystemIdentifier id="Window"/><Area>120</Area><Azimuth>180</Azimuth>
<UFactor>0.35</UFactor>
<SHGC>0.4</SHGC><AttachedToWall idref="Wall"/></Window></Windows>""",
    "skylights": "",
    "foundation_walls": "",
    "foundations": "",
    "doors": "",
    "loads": """<MiscLoads><PlugLoad><SystemIdentifier id="Plugs"/><PlugLoadType>other</PlugLoadType><Load>
<Units>kWh/year</Units>
<Value>5000</Value></Load></PlugLoad></MiscLoads>""",
}  # fmt: skip

ENCLOSURE = ("leakage", "attic", "foundations", "roof", "walls", "foundation_walls", "floors", "slabs", "windows",
             "skylights", "doors")  # fmt: skip


def document(**changed: str) -> str:
    """Return a file of the home, with some of its parts changed."""
    part = {**PARTS, **changed}
    enclosure = "".join(part[name] for name in ENCLOSURE)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<HPXML xmlns="http://hpxmlonline.com/2023/09" schemaVersion="4.0"><Building><BuildingID id="MyHome"/><BuildingDetails>
{part["summary"]}{part["climate"]}<Enclosure>{enclosure}</Enclosure>{part["loads"]}</BuildingDetails></Building>
</HPXML>
"""


@pytest.fixture
def home(tmp_path):
    """Write the home with some of its parts changed, and return the file."""

    def write(name: str = "home.xml", **changed: str):
        path = tmp_path / name
        path.write_text(document(**changed), encoding="utf-8")
        return path

    return write


@pytest.fixture
def part():
    """Return the parts of the home by name."""
    return dict(PARTS)
