"""A house from facts and one value of every quantity: `HouseConfig`, thermostat and furnace, checked as files are."""

from collections.abc import Mapping
from typing import Any

from cosim.config.facts import FactsConfig
from cosim.config.house import HouseConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.facts.constructions import constructions_of
from cosim.facts.shape import LONG_SIDES, NARROW_SIDES, STOREY, Shape
from cosim.facts.stock import distributions, middles, place_of_ducts
from cosim.facts.tables import FOUNDATIONS

Table = dict[str, Any]
Values = Mapping[str, float]

BAND = 2.0  # K by which a household that cools sets its two temperatures apart at least
# W for each person through the year: ANSI/RESNET/ICC 301-2014 table 4.2.2(3), 3716 Btu sensible and 2884 latent a day
PERSON, PERSON_LATENT = 45.4, 35.2
APPLIANCE_LATENT = 0.06  # of the electricity: cooking, washing
FURNITURE, FURNITURE_AREA = 30.0, 0.45  # kg and m2 for each m2 of floor
PARTITIONS = 1.6  # m2 of their two sides for each m2 of floor
WINDOW_HEIGHT, WINDOW_AREA = 1.4, 1.3  # m, and m2 of one
OVERHANG = {"depth_m": 0.4, "gap_m": 0.4, "left_m": 2.0, "right_m": 2.0}
SUPPLY_AREA, RETURN_AREA = 0.27, 0.10  # of the floor: ASHRAE Standard 152, two returns
BASEMENT, ABOVE_GRADE = 2.4, 0.3  # m, depth of a basement, and what of its walls is above ground
CRAWLSPACE, CRAWL_ABOVE = 0.9, 0.45  # m
DEPTHS = {"basement": (BASEMENT, ABOVE_GRADE), "conditioned basement": (BASEMENT, ABOVE_GRADE),
          "crawlspace": (CRAWLSPACE, CRAWL_ABOVE)}  # fmt: skip
ATTIC_VENTS = 1.0 / 300.0  # of the floor: the International Residential Code
# of the floor: half of what the code asks for, because some crawlspaces have no vents and others have them shut in
# winter; a judgement
CRAWL_VENTS = 1.0 / 300.0
BASEMENT_AIR = 0.2  # air changes per hour of an unheated basement
SHELTER = 0.5
SOIL_DEPTH = {"basement": 0.5, "conditioned basement": 0.5, "crawlspace": 0.5, "slab": 1.0}
"""m, of the soil temperature that bounds it: near the surface where layers of soil lie between, which bring the lag."""
# shares of the leaks in ceiling and floor: Iain Walker's, and none but the edge in a slab
LEAKS = {"crawlspace": (0.15, 0.50), "basement": (0.25, 0.25), "conditioned basement": (0.25, 0.10),
         "slab": (0.35, 0.05)}  # fmt: skip
# weight of each hour and month: the lights and appliances of the shelf's houses; draws of hot water by ASHRAE 90.2, and
# a rise that follows the mains, 18 % up in late winter
DAY = [0.60, 0.55, 0.53, 0.53, 0.56, 0.68, 0.90, 1.02, 0.98, 0.92, 0.90, 0.92, 0.95, 0.95, 0.97, 1.03, 1.17, 1.38, 1.52,
       1.58, 1.56, 1.42, 1.10, 0.78]  # fmt: skip
WATER_DAY = [0.2, 0.1, 0.1, 0.1, 0.3, 0.8, 1.9, 2.2, 1.9, 1.5, 1.2, 1.0, 0.9, 0.8, 0.7, 0.8, 1.0, 1.4, 1.7, 1.6, 1.4,
             1.2, 0.8, 0.4]  # fmt: skip
WATER_YEAR = [1.16, 1.18, 1.14, 1.07, 0.98, 0.90, 0.84, 0.82, 0.86, 0.93, 1.02, 1.10]


def middle(facts: FactsConfig, climate_zone: str) -> HouseConfig:
    """Return the house with the middle of every quantity."""
    return house(facts, middles(distributions(facts, climate_zone)))


def house(facts: FactsConfig, values: Values) -> HouseConfig:
    """Return the house of one draw.

    Parameters
    ----------
    facts : FactsConfig
    values : mapping of str to float
        One value of every quantity of `cosim.facts.stock.distributions`.
    """
    return HouseConfig.model_validate(table_of(facts, values))


def table_of(facts: FactsConfig, values: Values) -> Table:
    """Return the table of a house file; parameters as of `house`."""
    below = foundation_of(values)
    shape = shape_of(facts, values)
    vented = facts.attic != "cathedral"
    surfaces = [*_walls(facts, shape), *_top(shape, vented), *_bottom(shape, below, values), *_inside(facts, shape)]
    windows = [_window(surface, values) for surface in surfaces if surface.get("glazed")]
    for surface in surfaces:
        surface.pop("glazed", None)
    named = {surface["construction"] for surface in surfaces}
    deep, above = DEPTHS.get(below, (0.0, 0.0))
    built = constructions_of(facts.wall or "wood frame", below, values, vented=vented, width=shape.width,
                             depth=deep - above)  # fmt: skip
    table: Table = {
        "name": facts.name,
        "title": f"{facts.floor_area:.0f} m2, {facts.built}, {below}",
        "zones": _zones(facts, values, shape, below, vented),
        "constructions": {name: built[name] for name in built if name in named},
        "glazings": {"window": {"u_value_w_m2k": values["window_u"], "shgc": values["window_shgc"]}},
        "surfaces": surfaces,
        "windows": windows,
        "gains": gains_of(facts, values),
        "ground": {"depth_m": SOIL_DEPTH[below]},
    }
    ducts = _ducts(facts, values, shape, below)
    return table | ({"ducts": ducts} if ducts else {})


def foundation_of(values: Values) -> str:
    """Return what is below the house of a draw."""
    return FOUNDATIONS[round(values["foundation"])]


def storeys_of(facts: FactsConfig, values: Values) -> float:
    """Return the storeys of a draw: its first choice is one, its second two, unless the facts state them."""
    return facts.storeys or 1.0 + round(values["storeys"])


def shape_of(facts: FactsConfig, values: Values) -> Shape:
    """Return the shape of a draw."""
    storeys = storeys_of(facts, values)
    return Shape(facts.floor_area / storeys, storeys)


def thermostat(values: Values) -> ThermostatConfig:
    """Return the thermostat of a draw.

    Where the two temperatures are drawn less than 2 K apart, cooling begins 2 K above heating.
    """
    heating = values["heating_setpoint"]
    cooling = max(values["cooling_setpoint"], heating + BAND)
    return ThermostatConfig.model_validate({"heating_setpoint_k": heating, "cooling_setpoint_k": cooling})


def gains_of(facts: FactsConfig, values: Values) -> list[Table]:
    """Return people and appliances, and the water heater, whose heat leaves with the water."""
    electricity = values["base_electricity"] * 1000.0 / HOURS_OF_YEAR
    rooms: Table = {
        "name": "people, lights and appliances",
        "sensible_w": values["gains"] * electricity + PERSON * values["occupants"],
        "radiant_fraction": 0.5,
        "latent_w": APPLIANCE_LATENT * electricity + PERSON_LATENT * values["occupants"],
        "electricity_w": electricity,
        "profile": DAY,
    }
    water: Table = {"name": "hot water", "profile": WATER_DAY, "monthly": WATER_YEAR}
    if "hot_water_electricity" in values:
        water["electricity_w"] = values["hot_water_electricity"] * 1000.0 / HOURS_OF_YEAR
    elif "hot_water_gas" in values:
        fuel = facts.hot_water or facts.heating_fuel
        water |= {"fuel_w": values["hot_water_gas"] * 1000.0 / HOURS_OF_YEAR, "burns": fuel}
    else:
        return [rooms]
    return [rooms, water]


def _zones(facts: FactsConfig, values: Values, shape: Shape, below: str, vented: bool) -> list[Table]:
    heated = facts.floor_area + (shape.footprint if below == "conditioned basement" else 0.0)
    volume = facts.floor_area * STOREY + (shape.footprint * BASEMENT if below == "conditioned basement" else 0.0)
    ceiling, floor = LEAKS[below]
    zones: list[Table] = [{
        "name": "living", "floor_area_m2": heated, "volume_m3": volume, "air_capacity_factor": 7,
        "leakage": {"ach50": values["ach50"], "height_m": shape.height, "ceiling_share": ceiling, "floor_share": floor,
                    "shelter": SHELTER},
        "furniture": {"mass_kg": FURNITURE * heated, "area_m2": FURNITURE_AREA * heated},
    }]  # fmt: skip
    if vented:
        zones.append({"name": "attic", "floor_area_m2": shape.footprint, "volume_m3": shape.footprint * shape.rise / 2,
                      "leakage": {"vent_area_m2": ATTIC_VENTS * shape.footprint, "height_m": shape.rise,
                                  "top_m": shape.height + shape.rise, "ceiling_share": 0.75, "floor_share": 0,
                                  "shelter": SHELTER}})  # fmt: skip
    if below == "basement":
        zones.append({"name": "basement", "floor_area_m2": shape.footprint, "volume_m3": shape.footprint * BASEMENT,
                      "leakage": {"air_changes": BASEMENT_AIR}})  # fmt: skip
    if below == "crawlspace":
        zones.append({"name": "crawlspace", "floor_area_m2": shape.footprint,
                      "volume_m3": shape.footprint * CRAWLSPACE,
                      "leakage": {"vent_area_m2": CRAWL_VENTS * shape.footprint, "height_m": CRAWLSPACE,
                                  "ceiling_share": 0, "floor_share": 0, "shelter": SHELTER}})  # fmt: skip
    return zones


def _walls(facts: FactsConfig, shape: Shape) -> list[Table]:
    walls: list[Table] = []
    for azimuth, name in ((0.0, "north"), (90.0, "east"), (180.0, "south"), (270.0, "west")):
        area = shape.side(azimuth) * shape.height
        if facts.kind == "attached" and azimuth in NARROW_SIDES:
            walls.append({"name": f"{name} wall, shared", "zone": "living", "boundary": "adiabatic",
                          "construction": "partition side", "area_m2": area})  # fmt: skip
        else:
            walls.append({"name": f"{name} wall", "zone": "living", "construction": "wall", "area_m2": area,
                          "azimuth_deg": azimuth, "centre_height_m": shape.height / 2 + ABOVE_GRADE,
                          "glazed": True})  # fmt: skip
    return walls


def _window(wall: Table, values: Values) -> Table:
    area = values["window_share"] * wall["area_m2"]
    window: Table = {"surface": wall["name"], "glazing": "window", "area_m2": area, "height_m": WINDOW_HEIGHT,
                     "count": max(round(area / WINDOW_AREA), 1), "curtain": values["shading"]}  # fmt: skip
    return window | ({"overhang": dict(OVERHANG)} if wall["azimuth_deg"] in LONG_SIDES else {})


def _top(shape: Shape, vented: bool) -> list[Table]:
    """Return a ceiling below an attic with its roof, or the roof right over the rooms."""
    over = shape.height + ABOVE_GRADE
    planes = [
        {"name": f"{name} roof", "zone": "attic" if vented else "living", "construction": "roof", "area_m2": shape.roof,
         "azimuth_deg": azimuth, "tilt_deg": shape.slope, "centre_height_m": over + shape.rise / 2}
        for azimuth, name in zip(LONG_SIDES, ("north", "south"), strict=True)
    ]  # fmt: skip
    if not vented:
        return planes
    gables = [
        {"name": f"{name} gable", "zone": "attic", "construction": "gable", "area_m2": shape.gable,
         "azimuth_deg": azimuth, "centre_height_m": over + shape.rise / 3}
        for azimuth, name in zip(NARROW_SIDES, ("east", "west"), strict=True)
    ]  # fmt: skip
    ceiling = {"name": "ceiling", "zone": "living", "boundary": "attic", "construction": "ceiling",
               "area_m2": shape.footprint, "tilt_deg": 0}  # fmt: skip
    return [ceiling, *planes, *gables]


def _bottom(shape: Shape, below: str, values: Values) -> list[Table]:
    if below == "slab":
        return [{"name": "slab", "zone": "living", "boundary": "ground", "construction": "slab",
                 "area_m2": shape.footprint, "tilt_deg": 180, "perimeter_m": shape.perimeter,
                 "f_factor_w_mk": values["slab_f"]}]  # fmt: skip
    heated = below == "conditioned basement"
    zone = "living" if heated else below
    depth, above = DEPTHS[below]
    walls = [{"name": f"foundation, {name} wall above ground", "zone": zone, "construction": "foundation wall",
              "area_m2": shape.side(azimuth) * above, "azimuth_deg": azimuth, "centre_height_m": above / 2}
             for azimuth, name in ((0.0, "north"), (90.0, "east"), (180.0, "south"), (270.0, "west"))]  # fmt: skip
    return [
        {"name": "floor", "zone": "living", "boundary": zone, "construction": "inner floor" if heated else "floor",
         "area_m2": shape.footprint, "tilt_deg": 180},
        *walls,
        {"name": "foundation walls in soil", "zone": zone, "boundary": "ground",
         "construction": "foundation wall in soil", "area_m2": shape.perimeter * (depth - above)},
        {"name": "foundation floor", "zone": zone, "boundary": "ground", "construction": "foundation floor",
         "area_m2": shape.footprint, "tilt_deg": 180},
    ]  # fmt: skip


def _inside(facts: FactsConfig, shape: Shape) -> list[Table]:
    inside: list[Table] = [{"name": "partitions, both sides", "zone": "living", "boundary": "adiabatic",
                            "construction": "partition side", "area_m2": PARTITIONS * facts.floor_area}]  # fmt: skip
    if shape.storeys > 1.0:
        inside.append({"name": "upper floors", "zone": "living", "boundary": "living", "construction": "inner floor",
                       "area_m2": shape.footprint * (shape.storeys - 1.0), "tilt_deg": 180})  # fmt: skip
    return inside


def _ducts(facts: FactsConfig, values: Values, shape: Shape, below: str) -> Table | None:
    place = place_of_ducts(facts, below)
    if place in ("conditioned space", "none"):
        return None
    share = 1.0 if shape.storeys <= 1.0 else 0.75  # the rest is between storeys: ASHRAE Standard 152
    return {
        "zone": place,
        "supply_leakage": values["duct_loss"] / 2,
        "return_leakage": values["duct_loss"] / 2,
        "supply_area_m2": SUPPLY_AREA * facts.floor_area * share,
        "return_area_m2": RETURN_AREA * facts.floor_area * share,
        "resistance_m2k_w": values["duct_resistance"],
    }
