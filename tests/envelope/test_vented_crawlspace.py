"""A house over a crawlspace, as EnergyPlus has it: the heat that goes through the floor."""

import csv

import numpy as np
import pytest

from cosim.config.house import HouseConfig
from cosim.envelope.envelope import build_envelope
from cosim.hpxml.assembly import CONCRETE, DECK, GYPSUM, HORIZONTAL, OUTSIDE, SIDINGS, VERTICAL, in_si, layers_of
from cosim.physics.ground import below_grade_floor_resistance, below_grade_wall_resistance
from cosim.physics.infiltration import zone_air_flow
from cosim.units import to_si
from cosim.weather import read_weather

FOOT, MBTU = 0.3048, 1.055056e9
AREA, PERIMETER, WIDTH, HEIGHT = 1350.0, 150.0, 30.0, 4.0  # ft2, ft: of the crawlspace of base-foundation-*.xml
FLOOR = 19.4  # h ft2 F/Btu
SLAB_F_FACTOR = 0.73  # Btu/(h ft F), unheated and uninsulated: ASHRAE 90.1, table A6.3
SOIL = to_si(12.0, "conductivity", "btu_in_h_ft2_f")  # OpenStudio-HPXML's 1 Btu/(h ft F)
SIDES = {"south": 180.0, "east": 90.0, "north": 0.0, "west": 270.0}
WINDOWS = {"south": 108.0, "east": 72.0, "north": 108.0, "west": 72.0}


def house(leakage: dict, depth: float, *, on_slab: bool = False) -> HouseConfig:
    """The sample file's house with the foot of its crawlspace `depth`, ft, below grade, or on a slab."""
    concrete = CONCRETE._replace(thickness=8.0)
    stem = [{"name": "insulation", "resistance_h_ft2_f_btu": 10.0}, concrete.layer("concrete")]
    own = in_si(VERTICAL + concrete.r_value + 10.0)
    wall_soil = below_grade_wall_resistance(max(depth, 1.0) * FOOT, SOIL, own)
    bare = in_si(HORIZONTAL + CONCRETE.r_value)
    floor_soil = below_grade_floor_resistance(WIDTH * FOOT, max(depth, 1.0) * FOOT, SOIL, bare)
    siding = [("siding", SIDINGS["wood siding"])]
    layers = {
        "wall": layers_of(22.7, OUTSIDE + VERTICAL, siding, [("board", GYPSUM)], "wall"),
        "ceiling": layers_of(39.6, 2 * HORIZONTAL, [], [("board", GYPSUM)], "ceiling"),
        "floor": layers_of(FLOOR, 2 * HORIZONTAL, [("deck", DECK)], [], "floor"),
        "rim joist": layers_of(13.9, OUTSIDE + VERTICAL, siding, [], "rim"),
        "stem wall": stem,
        "stem wall in soil": [{"name": "soil", "resistance_m2k_w": wall_soil}, *stem],
        "soil": [{"name": "soil", "resistance_m2k_w": floor_soil}, CONCRETE.layer("slab")],
    }
    surfaces = [
        {"name": "ceiling", "zone": "room", "construction": "ceiling", "area_ft2": AREA, "tilt_deg": 0},
        {"name": "floor", "zone": "room", "boundary": "crawlspace", "construction": "floor", "area_ft2": AREA,
         "tilt_deg": 180},
        {"name": "soil", "zone": "crawlspace", "boundary": "ground", "construction": "soil", "area_ft2": AREA,
         "tilt_deg": 180},
    ]  # fmt: skip
    if on_slab:
        layers["soil"] = [CONCRETE.layer("slab")]
        surfaces[2] |= {"perimeter_ft": PERIMETER, "f_factor_w_mk": SLAB_F_FACTOR * SOIL}
    for side, azimuth in SIDES.items():
        low = {"zone": "crawlspace", "azimuth_deg": azimuth, "centre_height_ft": 0.5}
        surfaces += [
            {"name": side, "zone": "room", "construction": "wall", "area_ft2": 300, "azimuth_deg": azimuth},
            {"name": f"{side} rim", "construction": "rim joist", "area_ft2": 28.9, **low},
            {"name": f"{side} stem", "construction": "stem wall", "area_ft2": 150 * (1 - depth / HEIGHT), **low},
        ]
    if depth:
        surfaces.append({"name": "stem in soil", "zone": "crawlspace", "boundary": "ground",
                         "construction": "stem wall in soil", "area_ft2": 600 * depth / HEIGHT})  # fmt: skip
    room = {"ach50": 3.0, "height_ft": 8, "ceiling_share": 0.15, "floor_share": 0.5}
    glass = {"u_value_btu_h_ft2_f": 0.35, "shgc": 0.44}
    return HouseConfig.model_validate({
        "name": "crawlspace",
        "zones": [{"name": "room", "volume_ft3": 8 * AREA, "floor_area_ft2": AREA, "leakage": room},
                  {"name": "crawlspace", "volume_ft3": HEIGHT * AREA, "floor_area_ft2": AREA, "leakage": leakage}],
        "constructions": {name: {"layers": part, "outside_absorptance": 0.7} for name, part in layers.items()},
        "surfaces": surfaces,
        "glazings": {"double": glass},
        "windows": [{"surface": side, "glazing": "double", "area_ft2": area, "curtain": 0.8}
                    for side, area in WINDOWS.items()],
        "gains": {"sensible_w": 700},
    })  # fmt: skip


@pytest.fixture(scope="module")
def lost(reference, live):
    """Heat through the floor in the hours of heating, MBtu a year, between 68 and 78 °F in Denver."""
    weather = read_weather(reference / "weather" / "USA_CO_Denver.Intl.AP.725650_TMY3.epw")

    def through(leakage: dict, depth: float, *, on_slab: bool = False) -> float:
        envelope = build_envelope(house(leakage, depth, on_slab=on_slab), weather)
        year = live(envelope, weather, 8 * AREA * FOOT**3, to_si(68, "temperature", "f"), to_si(78, "temperature", "f"))
        heating = year.hourly["ideal_heat"] > 0
        apart = (year.zones[:, 0] - year.zones[:, 1])[heating].sum()
        return float(AREA * FOOT**2 / in_si(FLOOR) * apart * 3600 / MBTU)

    return through


@pytest.fixture(scope="module")
def published(reference) -> dict[str, float]:
    """EnergyPlus's component of the floor in the heating load, MBtu, by file."""
    with (reference / "hpxml" / "results" / "loads.csv").open() as table:
        return {row["HPXML"]: float(row["Component Load: Heating: Floors (MBtu)"]) for row in csv.DictReader(table)}


def constant(changes: float) -> dict:
    return {"air_changes": changes}


VENTS = {"vent_area_ft2": AREA / 150, "height_ft": HEIGHT, "ceiling_share": 0, "floor_share": 0}


@pytest.mark.slow
def test_the_crawlspace_itself_is_energyplus_s(lost, published):
    """With EnergyPlus's own constant air changes the floor loses as much.

    OpenStudio-HPXML takes in a vented crawlspace the normalised leakage of the vents (1/150 of the floor) times the
    station's factor of ASHRAE 62.2, 0.59 in Denver: 2.95.
    """
    vented = 1000 / 150 * (HEIGHT / 8.202) ** 0.4 * 0.59
    assert vented == pytest.approx(2.95, abs=0.01)
    assert lost(constant(vented), 3.0) == pytest.approx(published["base-foundation-vented-crawlspace.xml"], rel=0.05)


# EnergyPlus's hours hold idle ones below the middle of the setpoints, which add 35 % here, and its crawlspace holds
# ducts and a tank, whose heat takes away 28 %: by both ours loses 17 % less, in a crawlspace that is 1.3 K warmer
@pytest.mark.xfail(reason="EnergyPlus's soil keeps the crawlspace 1.3 K colder through the year", strict=True)
def test_an_unvented_crawlspace_is_energyplus_s(lost, published):
    """OpenStudio-HPXML takes 0.1 air changes."""
    assert lost(constant(0.1), 3.0) == pytest.approx(published["base-foundation-unvented-crawlspace.xml"], rel=0.12)


@pytest.mark.parametrize(("file", "depth"), [("", 3.0), ("-above-grade", 0.0), ("-above-grade2", 0.0)])
def test_vents_by_sherman_and_grimsrud_cool_the_floor_about_as_much(lost, published, file, depth):
    """Sherman and Grimsrud's vents breathe twice as much as EnergyPlus's constant, which is a rule for houses.

    So the floor loses 10 to 21 % more. The third house stands on a slab, its walls are above the ground.
    """
    found = lost(VENTS, depth, on_slab=file == "-above-grade2")
    assert found == pytest.approx(published[f"base-foundation-vented-crawlspace{file}.xml"], rel=0.22)


@pytest.mark.parametrize(("place", "station"), [("greensboro-nc", "723170"), ("chicago-il", "725300")])
def test_vents_breathe_as_ashrae_62_2_has_it_of_leaks_of_their_size(reference, library, site, place, station):
    """The ranch's crawlspace, 5 K warmer than outdoors; the standard's flow is of a house at room temperature.

    ASHRAE 62.2: NL * factor * floor * 8.202 ft / h, with NL = 1000 * area / floor * (height / 8.202 ft)^0.4.
    """
    with (reference / "hpxml" / "defaults" / "ashrae622_wsf.csv").open() as table:
        factor = next(
            float(row["station_ashrae_622_wsf"]) for row in csv.DictReader(table) if row["station_wmo"] == station
        )
    normalised, height = 1000 / 150 * (3 / 8.202) ** 0.4, 3.0
    weather, envelope = site(place), build_envelope(library("ranch-1960s"), site(place))
    number = envelope.zone_names.index("crawlspace")
    hours = zip(weather.dry_bulb, weather.wind_speed, weather.pressure, strict=True)
    flow = np.mean([
        zone_air_flow(envelope.leakage[number], dry_bulb + 5, dry_bulb, wind, pressure) * 287.042 * dry_bulb / pressure
        for dry_bulb, wind, pressure in hours
    ])  # fmt: skip
    changes = flow * 3600 / (4500 * FOOT**3)
    assert changes == pytest.approx(normalised * factor * 8.202 / height, rel=0.35)
    if place == "greensboro-nc":
        assert 6.0 < changes < 8.0
