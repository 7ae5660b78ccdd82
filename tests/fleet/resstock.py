"""A small sample in the form in which ResStock publishes one, written here: tables, zips of homes, weather."""

import csv
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from cosim.constants import FREEZING
from cosim.physics.air import saturation_pressure_over_water
from cosim.project import names
from cosim.weather import Weather, read_weather
from tests.hpxml.conftest import PARTS, document

MODELS = "building_energy_models/upgrade={upgrade}/bldg{bldg_id:07}-up{upgrade:02}.zip"
COUNTIES = {"G0800590": "golden-co", "G1700310": "chicago-il"}
WEATHER_HEAD = (
    "date_time,Dry Bulb Temperature [°C],Relative Humidity [%],Wind Speed [m/s],Wind Direction [Deg],"
    "Global Horizontal Radiation [W/m2],Direct Normal Radiation [W/m2],Diffuse Horizontal Radiation [W/m2]"
)
SCHEDULES = "<extension><SchedulesFilePath>../../run/generated_files/schedules.csv</SchedulesFilePath></extension>"
CONNECTED = '<DistributionSystem idref="Ducts"/>'
FURNACE = f"""<HeatingSystem><SystemIdentifier id="Furnace"/>{CONNECTED}
<HeatingSystemType><Furnace/></HeatingSystemType><HeatingSystemFuel>natural gas</HeatingSystemFuel>
<HeatingCapacity>40000</HeatingCapacity>
<AnnualHeatingEfficiency><Units>AFUE</Units><Value>0.8</Value></AnnualHeatingEfficiency>
<FractionHeatLoadServed>1</FractionHeatLoadServed></HeatingSystem>
<CoolingSystem><SystemIdentifier id="Cooler"/>{CONNECTED}<CoolingSystemType>central air conditioner</CoolingSystemType>
<CoolingSystemFuel>electricity</CoolingSystemFuel><CoolingCapacity>24000</CoolingCapacity>
<CompressorType>single stage</CompressorType><FractionCoolLoadServed>1</FractionCoolLoadServed>
<AnnualCoolingEfficiency><Units>SEER</Units><Value>13</Value></AnnualCoolingEfficiency></CoolingSystem>"""
HEAT_PUMP = f"""<HeatPump><SystemIdentifier id="Pump"/>{CONNECTED}<HeatPumpType>air-to-air</HeatPumpType>
<HeatPumpFuel>electricity</HeatPumpFuel><HeatingCapacity>36000</HeatingCapacity><CoolingCapacity>36000</CoolingCapacity>
<CompressorType>single stage</CompressorType><BackupType>integrated</BackupType>
<BackupSystemFuel>electricity</BackupSystemFuel>
<BackupAnnualHeatingEfficiency><Units>Percent</Units><Value>1</Value></BackupAnnualHeatingEfficiency>
<BackupHeatingCapacity>34121</BackupHeatingCapacity><FractionHeatLoadServed>1</FractionHeatLoadServed>
<FractionCoolLoadServed>1</FractionCoolLoadServed>
<AnnualCoolingEfficiency><Units>SEER</Units><Value>14</Value></AnnualCoolingEfficiency>
<AnnualHeatingEfficiency><Units>HSPF</Units><Value>8.2</Value></AnnualHeatingEfficiency></HeatPump>"""


@dataclass(frozen=True)
class Building:
    """One home of the sample."""

    number: int
    county: str
    weight: float = 242.13
    floor: float = 1200.0
    ach50: float = 7.0
    fuel: str = "Natural Gas"
    vintage: str = "1980s"
    setpoint: float = 68.0
    upgraded: bool = True


BUILDINGS = (
    Building(17, "G0800590", ach50=12.0, vintage="1950s", setpoint=70.0),
    Building(230, "G0800590", weight=120.5, fuel="Electricity", upgraded=False),
    Building(4001, "G1700310", ach50=15.0, vintage="<1940", setpoint=71.0),
    Building(52117, "G1700310", weight=310.0, vintage="1990s", setpoint=66.0),
    Building(52118, "G1700310", fuel="Electricity", vintage="2000s", upgraded=False),
)


def in_xml(building: Building, upgrade: int = 0, **changed: str) -> str:
    """Return the home's HPXML as ResStock writes it: every default stated, paths of the machine that wrote it."""
    pump = upgrade > 0 or building.fuel == "Electricity"
    heats, cools = ("Pump", "Pump") if pump else ("Furnace", "Cooler")
    systems = f"""<Systems><HVAC><HVACPlant><PrimarySystems><PrimaryHeatingSystem idref="{heats}"/>
<PrimaryCoolingSystem idref="{cools}"/></PrimarySystems>{HEAT_PUMP if pump else FURNACE}</HVACPlant>
<HVACControl><SystemIdentifier id="Control"/>
<SetpointTempHeatingSeason>{building.setpoint:g}</SetpointTempHeatingSeason>
<SetpointTempCoolingSeason>76</SetpointTempCoolingSeason></HVACControl>
<HVACDistribution><SystemIdentifier id="Ducts"/><DistributionSystemType><AirDistribution>
<AirDistributionType>regular velocity</AirDistributionType>
<DuctLeakageMeasurement><DuctType>supply</DuctType><DuctLeakage><Units>Percent</Units><Value>0.1</Value>
<TotalOrToOutside>to outside</TotalOrToOutside></DuctLeakage></DuctLeakageMeasurement>
<DuctLeakageMeasurement><DuctType>return</DuctType><DuctLeakage><Units>Percent</Units><Value>0.05</Value>
<TotalOrToOutside>to outside</TotalOrToOutside></DuctLeakage></DuctLeakageMeasurement>
<Ducts><SystemIdentifier id="Supply"/><DuctType>supply</DuctType><DuctEffectiveRValue>6</DuctEffectiveRValue>
<DuctLocation>attic - vented</DuctLocation><DuctSurfaceArea>200</DuctSurfaceArea></Ducts>
<Ducts><SystemIdentifier id="Return"/><DuctType>return</DuctType><DuctEffectiveRValue>6</DuctEffectiveRValue>
<DuctLocation>attic - vented</DuctLocation><DuctSurfaceArea>60</DuctSurfaceArea></Ducts>
</AirDistribution></DistributionSystemType><ConditionedFloorAreaServed>1200</ConditionedFloorAreaServed>
</HVACDistribution></HVAC></Systems>"""
    climate = f"""<ClimateandRiskZones><WeatherStation><SystemIdentifier id="WeatherStation"/>
<Name>{building.county}</Name><extension><EPWFilePath>../../../weather/{building.county}.epw</EPWFilePath></extension></WeatherStation>
</ClimateandRiskZones>"""
    summary = PARTS["summary"].replace(">1200<", f">{building.floor:g}<")
    summary = summary.replace("</BuildingSummary>", f"{SCHEDULES}</BuildingSummary>")
    leakage = PARTS["leakage"].replace("<AirLeakage>7", f"<AirLeakage>{building.ach50:g}")
    text = document(**{"summary": summary, "climate": climate, "leakage": leakage, **changed})
    text = text.replace("<MiscLoads>", f"{systems}<MiscLoads>").replace("MyHome", "MyBuilding")
    offset = round(_weather(COUNTIES[building.county]).time_zone)
    site = f"""<Site><SiteID id="SiteID"/><Address><StateCode>XX</StateCode></Address>
<TimeZone><UTCOffset>{offset}</UTCOffset></TimeZone></Site>"""
    return text.replace("<BuildingDetails>", f"{site}<BuildingDetails>", 1)


def write_sample(folder: Path, buildings: tuple[Building, ...] = BUILDINGS, upgrade: int = 4) -> Path:
    """Write a sample into a folder: baseline.csv, upgrade04.csv, zips of homes as they are and upgraded, weather."""
    rows = [
        {"bldg_id": each.number, "upgrade": 0, "weight": each.weight, "applicability": True, "in.county": each.county,
         "in.sqft": each.floor, "in.vintage": each.vintage, "in.heating_fuel": each.fuel,
         "in.weather_file_latitude": _weather(COUNTIES[each.county]).latitude,
         "in.weather_file_longitude": _weather(COUNTIES[each.county]).longitude}
        for each in buildings
    ]  # fmt: skip
    _table(folder / "baseline.csv", rows)
    upgraded = [
        {**row, "upgrade": upgrade, "applicability": each.upgraded} for row, each in zip(rows, buildings, strict=True)
    ]
    _table(folder / f"upgrade{upgrade:02}.csv", upgraded)
    for each in buildings:
        for number in (0, upgrade) if each.upgraded else (0,):
            zipped(folder, each, number, in_xml(each, number))
    weather = folder / "weather"
    weather.mkdir(exist_ok=True)
    for county, name in COUNTIES.items():
        (weather / f"{county}_2018.csv").write_text(county_weather(name), encoding="utf-8")
    return folder


def schedules(evening: float = 1.0) -> str:
    """Return the schedules of a home: people who are out by day, and use plugs most in the `evening`."""
    days = ["0.2,0.4" if 8 <= hour < 17 else f"1,{evening if hour >= 17 else 0.4:g}" for hour in range(24)]
    return "\n".join(["occupants,plug_loads_other", *days * 365, ""])


def zipped(folder: Path, building: Building, upgrade: int, text: str, hours: str | None = None) -> Path:
    """Write the zip of one building, with its schedules or with `hours` instead."""
    place = folder / f"building_energy_models/upgrade={upgrade}/bldg{building.number:07}-up{upgrade:02}.zip"
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in.xml", text)
        archive.writestr("schedules.csv", schedules() if hours is None else hours)
    return place


def _table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@cache
def _weather(name: str) -> Weather:
    return read_weather(names("weather")[name])


@cache
def county_weather(name: str) -> str:
    """Return a county's weather as ResStock writes it, from a file of the shelf: hour-ending, humidity relative."""
    weather = _weather(name)
    humid = saturation_pressure_over_water(weather.dew_point) / saturation_pressure_over_water(weather.dry_bulb)
    lines = [WEATHER_HEAD]
    stamps = np.datetime64("2018-01-01T00:00:00", "s") + np.arange(1, 8761) * np.timedelta64(3600, "s")
    columns = (weather.dry_bulb - FREEZING, 100 * np.minimum(humid, 1.0), weather.wind_speed, weather.wind_direction,
               weather.global_horizontal, weather.direct_normal, weather.diffuse_horizontal)  # fmt: skip
    for stamp, *values in zip(stamps, *columns, strict=True):
        lines.append(",".join([str(stamp).replace("T", " "), *(f"{value:.6g}" for value in values)]))
    return "\n".join([*lines, ""])
