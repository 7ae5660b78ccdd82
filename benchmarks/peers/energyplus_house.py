"""The house of the comparison as an EnergyPlus input file, written from the house that cosim reads.

Same zones, areas, layers, windows, soil, hours of gains, setpoints and exhaust fans, sizes of the heat pump. Not there:
ducts in the attic, opened windows, curtains and overhangs, because they need tables of many objects and change the time
of a run little. Leakage follows EnergyPlus's effective leakage area with the coefficients of a low house among others.
The coefficients of performance are those that OCHRE derives from the file's HSPF and SEER.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cosim.envelope.envelope import build_envelope
from cosim.envelope.gains import STANDARD_TIME, hourly_gains
from cosim.schema.calendar import MONTH_OF_HOUR

STACK, WIND = 0.000145, 0.000104  # one storey, shelter class 4: EnergyPlus Input Output Reference
COOLING_COP, HEATING_COP = 4.41, 2.58
FAN_FLOW = 1.06  # m3/s, the file's heating air flow of 2250 cfm
COLUMNS = ("convective", "radiant", "latent", "heating", "cooling", "fans")


def write(scenario, folder: Path, steps_per_hour: int) -> Path:
    """Write `house.idf` and the hours it reads into a folder, and return its path."""
    house, weather = scenario.house, scenario.weather
    gains = hourly_gains(house, weather, STANDARD_TIME)
    thermostat = scenario.configurations[0].thermostat
    heating, cooling = (np.tile(hours, 365) - 273.15 for hours in setpoints(thermostat))
    blown = [fan.flow * np.array(fan.profile) for fan in house.ventilation]
    fans = np.tile(np.sum([np.zeros(24), *blown], axis=0), 365)  # they take air out
    rows = np.column_stack([gains.convective, gains.radiant, gains.latent, heating, cooling, fans])
    np.savetxt(folder / "hours.csv", rows, fmt="%.5f", delimiter=",", header=",".join(COLUMNS), comments="")
    ground = build_envelope(house, weather).ground_temperature - 273.15
    soil = [float(ground[month == MONTH_OF_HOUR].mean()) for month in range(12)]
    path = folder / "house.idf"
    lines = ["".join(entry) for entry in objects(scenario, soil, steps_per_hour)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def setpoints(thermostat) -> tuple[np.ndarray, np.ndarray]:
    """Return heating and cooling setpoints of the 24 hours of a day, K."""
    heating, cooling = np.empty(24), np.empty(24)
    for period in thermostat.schedule:
        hours = slice(round(period.begins / 3600), round(period.ends / 3600))
        heating[hours], cooling[hours] = period.heating_setpoint, period.cooling_setpoint
    return heating, cooling


def entry(kind: str, *fields: object) -> str:
    """Return one object of the input file."""
    return f"{kind},\n  " + ",\n  ".join("" if field is None else str(field) for field in fields) + ";\n"


def objects(scenario, soil: list[float], steps_per_hour: int) -> Iterator[str]:
    """Yield every object of the input file."""
    house = scenario.house
    yield entry("Version", "25.2")
    yield entry("Timestep", steps_per_hour)
    yield entry("SimulationControl", "Yes", "Yes", "No", "No", "Yes", "No", 1)
    yield entry("SizingPeriod:WeatherFileDays", "winter", 1, 1, 1, 7, "Monday", "No", "No")
    yield entry("SizingPeriod:WeatherFileDays", "summer", 7, 15, 7, 21, "Monday", "No", "No")
    yield entry("Building", "house", 0, "Suburbs", 0.04, 0.4, "FullExterior", 25, 6)
    yield entry("RunPeriod", "year", 1, 1, 2018, 12, 31, 2018, "Monday", "No", "No", "No", "No", "No", "No")
    yield entry("GlobalGeometryRules", "UpperLeftCorner", "Counterclockwise", "World")
    yield entry("HeatBalanceAlgorithm", "ConductionTransferFunction")
    yield entry("Site:GroundTemperature:BuildingSurface", *(f"{each:.2f}" for each in soil))
    yield entry("ScheduleTypeLimits", "any")
    yield entry("Schedule:Constant", "always", "any", 1)
    for number, name in enumerate(COLUMNS, start=1):
        yield entry("Schedule:File", name, "any", "hours.csv", number, 1, 8760, "Comma", "No", 60, "No")
    for zone in house.zones:
        yield entry("Zone", zone.name, 0, 0, 0, 0, 1, 1, "autocalculate", zone.volume, zone.floor_area)
    yield entry("ZoneCapacitanceMultiplier:ResearchSpecial", "air", None, house.zones[0].air_capacity_factor, 1, 1, 1)
    yield from fabric(house)
    yield from air(house)
    yield from equipment(scenario)
    yield entry("OutputControl:Files", "No", "Yes", "No", "No", "No", "No", "No", "No", "No", "No", "No", "No", "No",
                "No", "No", "No", "Yes", "No")  # fmt: skip
    for meter in ("Heating:Electricity", "Cooling:Electricity", "Fans:Electricity"):
        yield entry("Output:Meter:MeterFileOnly", meter, "RunPeriod")


def fabric(house) -> Iterator[str]:
    """Yield constructions, surfaces, windows and furniture."""
    for name, construction in house.constructions.items():
        names = []
        for number, layer in enumerate(construction.layers):
            names.append(f"{name} {number}")
            outer = construction.outside_absorptance if number == 0 else construction.inside_absorptance
            emittance = construction.outside_emittance if number == 0 else construction.inside_emittance
            if layer.heat_capacity > 0 and layer.name != "soil":  # soil that thick has no transfer functions
                conductivity = layer.thickness / layer.heat_resistance
                yield entry("Material", names[-1], "Rough", layer.thickness, conductivity, layer.density,
                            layer.specific_heat, emittance, outer, outer)  # fmt: skip
            else:
                yield entry("Material:NoMass", names[-1], "Rough", layer.heat_resistance, emittance, outer, outer)
        yield entry("Construction", name, *names)
        yield entry("Construction", f"{name} reversed", *reversed(names))
    for name, glazing in house.glazings.items():
        yield entry(
            "WindowMaterial:SimpleGlazingSystem", f"glass {name.replace(',', '')}", glazing.u_value, glazing.shgc
        )
        yield entry("Construction", f"window {name.replace(',', '')}", f"glass {name.replace(',', '')}")
    for number, surface in enumerate(house.surfaces):
        yield from surface_objects(house, number, surface)
    for zone in house.zones:
        if zone.furniture is not None:
            thickness = zone.furniture.mass / zone.furniture.area / 513.0
            yield entry("Material", "wood", "Rough", thickness, 0.12, 513, 1630, 0.9, 0.6, 0.6)
            yield entry("Construction", "furniture", "wood")
            yield entry("InternalMass", "furniture", "furniture", zone.name, None, zone.furniture.area)


def surface_objects(house, number: int, surface) -> Iterator[str]:
    """Yield a surface, with its other side where that is in another zone, and its windows."""
    if surface.boundary == surface.zone:
        yield entry("InternalMass", surface.name, surface.construction, surface.zone, None, 2 * surface.area)
        return
    kind = "Wall" if surface.tilt == 90 else "Floor" if surface.tilt == 180 else "Ceiling"
    if surface.boundary == "outdoors":
        kind = "Wall" if surface.tilt == 90 else "Roof"
        other = ("Outdoors", None, "SunExposed", "WindExposed")
    elif surface.boundary == "ground":
        other = ("Ground", None, "NoSun", "NoWind")
    else:
        other = ("Surface", f"{surface.name} far side", "NoSun", "NoWind")
    corners = corners_of(surface, number)
    yield entry("BuildingSurface:Detailed", surface.name, kind, surface.construction, surface.zone, None, other[0],
                other[1], other[2], other[3], "autocalculate", 4, *corners)  # fmt: skip
    if other[0] == "Surface":
        points = [corners[first : first + 3] for first in (9, 6, 3, 0)]
        backwards = [value for point in points for value in point]
        yield entry("BuildingSurface:Detailed", other[1], "Floor", f"{surface.construction} reversed",
                    surface.boundary, None, "Surface", surface.name, "NoSun", "NoWind", "autocalculate", 4,
                    *backwards)  # fmt: skip
    along = 0.05
    for window in house.windows:
        if window.surface == surface.name:
            height = window.height or 1.2
            width = window.total_area / height
            yield entry("Window", window.name, f"window {window.glazing.replace(',', '')}", surface.name, None, 1,
                        along, 0.5, width, height)  # fmt: skip
            along += width + 0.05


def corners_of(surface, number: int) -> list[float]:
    """Return the four corners of a rectangle of the surface's area, tilt and azimuth, seen from outside.

    Surfaces stand 100 m apart, so that none shades another.
    """
    tilt, azimuth = np.radians(surface.tilt), np.radians(surface.azimuth or 0.0)
    height = 2.4384 if surface.tilt == 90 else np.sqrt(surface.area)
    width = surface.area / height
    right = np.array([-np.cos(azimuth), np.sin(azimuth), 0.0])  # seen from outside
    up = np.array([-np.sin(azimuth) * np.cos(tilt), -np.cos(azimuth) * np.cos(tilt), np.sin(tilt)])
    corner = np.array(
        [100.0 * number, 0.0, 0.0 if surface.boundary == "ground" else max(surface.centre_height - height / 2, 0.0)]
    )
    points = (corner + height * up, corner, corner + width * right, corner + width * right + height * up)
    return [round(float(value), 4) for point in points for value in point]


def air(house) -> Iterator[str]:
    """Yield leakage, exhaust fans and internal gains."""
    for zone in house.zones:
        leakage = zone.leakage
        if leakage.ach50 is not None:
            flow = leakage.ach50 * zone.volume / 3600 * (4 / 50) ** leakage.exponent
            area = flow / np.sqrt(2 * 4 / 1.2)
        else:
            area = leakage.vent_area
        yield entry("ZoneInfiltration:EffectiveLeakageArea", f"leakage of {zone.name}", zone.name, "always",
                    1e4 * area, STACK, WIND)  # fmt: skip
    living = house.zones[0].name
    yield entry("ZoneVentilation:DesignFlowRate", "exhaust", living, "fans", "Flow/Zone", 1, None, None, None,
                "Exhaust", 0, 1, 1, 0, 0, 0)  # fmt: skip
    for name, latent, radiant in (("convective", 0, 0), ("radiant", 0, 1), ("latent", 1, 0)):
        yield entry("OtherEquipment", f"{name} gains", "None", living, name, "EquipmentLevel", 1, None, None, latent,
                    radiant, 0)  # fmt: skip


def equipment(scenario) -> Iterator[str]:
    """Yield the heat pump with its strips, by the templates that ExpandObjects writes out."""
    living = scenario.house.zones[0].name
    configuration = scenario.configurations[0]
    size = 20903.3  # W, 71,325 Btu/h for both
    yield entry("HVACTemplate:Thermostat", "thermostat", "heating", None, "cooling", None)
    yield entry("HVACTemplate:Zone:Unitary", living, "heat pump", "thermostat", FAN_FLOW, None, None, "Flow/Zone", None,
                None, 0)  # fmt: skip
    yield entry("HVACTemplate:System:UnitaryHeatPump:AirToAir", "heat pump", None, living, FAN_FLOW, FAN_FLOW, 0, None,
                "BlowThrough", 0.7, 500, 0.9, 1, "SingleSpeedDX", None, 14, size, 0.73, COOLING_COP,
                "SingleSpeedDXHeatPump", None, 45, size, HEATING_COP, -17.8, 4.4, "ReverseCycle", "OnDemand", None,
                "Electric", None, configuration.strips.capacity, 4.4, None, None, 0, 0)  # fmt: skip
