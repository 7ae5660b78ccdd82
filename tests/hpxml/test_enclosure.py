"""The enclosure of HPXML homes: directions, openings, foundations, glass, colors, leakage and gains by their rules."""

from math import sqrt

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import read_hpxml
from cosim.hpxml.assembly import HORIZONTAL, VERTICAL, in_si
from cosim.units import to_si
from cosim.validation.ideal import live
from cosim.weather import read_weather

FOOT2 = 0.3048**2
BASEMENT_WALL = """<FoundationWalls><FoundationWall><SystemIdentifier id="Foot"/>
<ExteriorAdjacentTo>ground</ExteriorAdjacentTo><InteriorAdjacentTo>{place}</InteriorAdjacentTo><Height>8</Height>
{area}<Thickness>8</Thickness><DepthBelowGrade>6</DepthBelowGrade><Insulation><SystemIdentifier id="FootIns"/>
{insulation}</Insulation></FoundationWall></FoundationWalls>"""
LAYER = """<Layer><InstallationType>continuous - exterior</InstallationType><NominalRValue>{r}</NominalRValue>
<DistanceToTopOfInsulation>0</DistanceToTopOfInsulation>
<DistanceToBottomOfInsulation>{bottom}</DistanceToBottomOfInsulation></Layer>"""


BARE = LAYER.format(r=0, bottom=8)


def foot(place="basement - conditioned", area="<Area>1120</Area>", insulation=BARE):
    return BASEMENT_WALL.format(place=place, area=area, insulation=insulation)


def resistance(house, construction):
    return sum(layer.heat_resistance for layer in house.constructions[construction].layers)


@pytest.fixture
def read(home):
    return lambda **changed: read_hpxml(home(**changed)).house


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "number"), [("sample_files", 124), ("real_homes", 34)])
def test_all_homes_of_the_reference_are_read(reference, folder, number):
    files = sorted((reference / "hpxml" / folder).glob("*.xml"))
    assert len([read_hpxml(file) for file in files]) == number


@pytest.mark.slow
@pytest.mark.parametrize("name", ["house004", "house022"])
def test_heating_loads_are_near_those_of_energyplus(reference, name):
    """Homes with little but the enclosure to tell them apart: load without ducts, published with the files."""
    import csv

    folder = reference / "hpxml"
    found = read_hpxml(folder / "real_homes" / f"{name}.xml")
    with (folder / "results" / "loads.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["HPXML"] == f"{name}.xml")
    published = float(row["Load: Heating: Delivered (MBtu)"]) - float(row["Component Load: Heating: Ducts (MBtu)"])
    weather = read_weather(reference / "weather" / found.weather)
    year = live(found.house, weather, [found.heating_setpoint] * 24, [None] * 24, fidelity="reduced")
    assert year.hourly["ideal_heat"].sum() * 3600 / 1.055056e9 == pytest.approx(published, rel=0.1)


def test_a_wall_without_direction_faces_all_four_sides_in_equal_parts(read, part):
    house = read(walls=part["walls"].replace("<Azimuth>180</Azimuth>", ""), windows="")
    walls = [surface for surface in house.surfaces if surface.construction == "Wall"]
    assert {wall.azimuth for wall in walls} == {0.0, 90.0, 180.0, 270.0}
    assert [wall.area for wall in walls] == pytest.approx([280 * FOOT2] * 4)


def test_the_four_sides_follow_the_largest_area_that_states_its_direction(read, part):
    bare = {"walls": part["walls"].replace("<Azimuth>180</Azimuth>", ""),
            "roof": part["roof"].replace("<Azimuth>180</Azimuth>", "")}  # fmt: skip
    house = read(**bare, windows=part["windows"].replace("<Azimuth>180", "<Azimuth>200"))
    assert {s.azimuth for s in house.surfaces if s.construction == "Wall"} == {20.0, 110.0, 200.0, 290.0}


def test_a_direction_by_name_is_one_in_degrees(read, part):
    named = part["walls"].replace("<Azimuth>180</Azimuth>", "<Orientation>southwest</Orientation>")
    assert {s.azimuth for s in read(walls=named, windows="").surfaces if s.construction == "Wall"} == {225.0}


@pytest.mark.parametrize("stated", ["<Azimuth>180</Azimuth>", ""])
def test_windows_that_face_their_own_way_leave_the_opaque_area_of_their_wall(read, part, stated):
    window = part["windows"].replace("<Windows>", "").replace("</Windows>", "")
    other = window.replace('"Window"', '"Other"').replace("<Azimuth>180", "<Azimuth>45")
    house = read(walls=part["walls"].replace("<Azimuth>180</Azimuth>", stated),
                 windows=f"<Windows>{window}{other}</Windows>")  # fmt: skip
    walls = {surface.name: surface for surface in house.surfaces if surface.construction == "Wall"}
    assert [walls[w.surface].azimuth for w in house.windows] == [180.0, 45.0]
    glass = sum(window.total_area for window in house.windows)
    assert glass == pytest.approx(240 * FOOT2)
    assert sum(wall.area for wall in walls.values()) - glass == pytest.approx((1120 - 240) * FOOT2)


def test_openings_larger_than_their_wall_are_refused(read, part):
    with pytest.raises(InvalidInput, match=r"@id='Wall'\]: its windows and doors are larger than itself"):
        read(windows=part["windows"].replace("<Area>120", "<Area>1121"))


def test_a_skylight_lies_in_its_roof(read, part):
    skylight = """<Skylights><Skylight><SystemIdentifier id="Sky"/><Area>15</Area><Azimuth>180</Azimuth>
<UFactor>0.59</UFactor><SHGC>0.55</SHGC><AttachedToRoof idref="Roof"/></Skylight></Skylights>"""
    house = read(skylights=skylight)
    [found] = [window for window in house.windows if window.name == "Sky"]
    assert (found.surface, found.curtain) == ("Roof", 1.0)


def test_a_skylight_with_a_shaft_lights_the_room_below_the_attic(read):
    shaft = """<Skylights><Skylight><SystemIdentifier id="Sky"/><Area>15</Area><Azimuth>180</Azimuth>
<UFactor>0.6</UFactor><SHGC>0.55</SHGC><AttachedToRoof idref="Roof"/><AttachedToFloor idref="Ceiling"/>
<extension><Shaft><Area>60</Area><AssemblyEffectiveRValue>10</AssemblyEffectiveRValue></Shaft></extension></Skylight></Skylights>"""
    house = read(skylights=shaft)
    surfaces = {surface.name: surface for surface in house.surfaces}
    [window] = [window for window in house.windows if window.name == "Sky"]
    assert surfaces[window.surface].zone == "conditioned space"
    assert surfaces["Ceiling"].area == pytest.approx((1200 - 15) * FOOT2)
    assert (surfaces["Sky"].boundary, surfaces["Sky"].area) == ("attic", pytest.approx(60 * FOOT2))
    assert resistance(house, "Sky") == pytest.approx(in_si(10 - 2 * VERTICAL))
    roofs = [surface.area for surface in house.surfaces if surface.construction == "Roof"]
    assert sum(roofs) == pytest.approx(1341.6 * FOOT2)
    assert house.glazings[window.glazing].u_value == pytest.approx(to_si(0.5, "u_value", "btu_h_ft2_f"))


def test_a_length_of_foundation_wall_is_its_area(read):
    areas = [sum(s.area for s in read(foundation_walls=foot(area=stated)).surfaces if "Foot" in s.name)
             for stated in ("<Area>1120</Area>", "<Length>140</Length>")]  # fmt: skip
    assert areas[0] == pytest.approx(areas[1])


def test_insulation_of_a_part_of_a_foundation_wall_lies_between_none_and_all(read):
    below = [resistance(read(foundation_walls=foot(insulation=LAYER.format(r=r, bottom=bottom))), "Foot, soil")
             for r, bottom in ((0, 8), (10, 5), (10, 8), (20, 8))]  # fmt: skip
    assert below == sorted(below)
    assert below[0] < below[1] < below[2] < below[3]


def test_a_foundation_wall_keeps_the_r_value_of_its_assembly(read):
    for r_value in (0.9, 2.0, 16.2):
        stated = f"<AssemblyEffectiveRValue>{r_value}</AssemblyEffectiveRValue>"
        house = read(foundation_walls=foot(insulation=stated))
        assert resistance(house, "Foot") == pytest.approx(in_si(r_value - VERTICAL))


def test_insulation_of_a_slab_reduces_the_loss_of_its_edge_to_that_of_the_table(read, part):
    """ASHRAE 90.1, table A6.3, over a bare slab: R-10 down to 2 and 4 ft, level in the soil, below the whole slab.

    The table does not say whether the last has its edge insulated; it lies between the two.
    """

    def loss(insulation):
        slabs = part["slabs"].replace("</Slab>", f"{insulation}</Slab>")
        return 1.0 / (resistance(read(slabs=slabs), "Slab") + in_si(HORIZONTAL))

    bare = "<extension><CarpetFraction>0</CarpetFraction></extension>"
    edge = """<PerimeterInsulation><Layer><NominalRValue>10</NominalRValue><InsulationDepth>{}</InsulationDepth>
</Layer></PerimeterInsulation>"""
    level = """<ExteriorHorizontalInsulation><Layer><NominalRValue>10</NominalRValue>
<InsulationWidth>2</InsulationWidth></Layer></ExteriorHorizontalInsulation>"""
    whole = """<UnderSlabInsulation><Layer><NominalRValue>10</NominalRValue>
<InsulationSpansEntireSlab>true</InsulationSpansEntireSlab></Layer></UnderSlabInsulation>"""
    gap = bare.replace("</extension>", "<GapInsulationRValue>10</GapInsulationRValue></extension>")
    assert loss(edge.format(2) + bare) / loss(bare) == pytest.approx(0.54 / 0.73, rel=0.1)
    assert loss(edge.format(4) + bare) / loss(bare) == pytest.approx(0.48 / 0.73, rel=0.1)
    assert loss(whole + gap) < 0.36 / 0.73 * loss(bare) < loss(whole + bare)
    assert loss(level + bare) / loss(bare) == pytest.approx(0.70 / 0.73, rel=0.1)
    assert loss(edge.format(4) + bare) < loss(edge.format(3) + bare) < loss(edge.format(1) + bare) < loss(bare)


@pytest.mark.parametrize("vented", [True, False])
def test_a_crawlspace_is_a_zone_that_leaks_by_its_vents(read, part, vented):
    place = f"crawlspace - {'vented' if vented else 'unvented'}"
    floor = f"""<Floor><SystemIdentifier id="Low"/><ExteriorAdjacentTo>{place}</ExteriorAdjacentTo>
<InteriorAdjacentTo>conditioned space</InteriorAdjacentTo><Area>1200</Area><Insulation><SystemIdentifier id="LowIns"/>
<AssemblyEffectiveRValue>19</AssemblyEffectiveRValue></Insulation></Floor></Floors>"""
    house = read(floors=part["floors"].replace("</Floors>", floor), foundation_walls=foot(place),
                 slabs=part["slabs"].replace("conditioned space", place))  # fmt: skip
    zone = next(zone for zone in house.zones if zone.name == "crawlspace")
    assert zone.volume == pytest.approx(to_si(1200 * 8, "volume", "ft3"))
    assert zone.leakage.vent_area == (pytest.approx(1200 * FOOT2 / 150) if vented else None)
    assert next(s.boundary for s in house.surfaces if s.name == "Low") == "crawlspace"
    # insulation lies between the joists, the deck above it, where it is as warm as the room
    assert [layer.name for layer in house.constructions["Low"].layers] == [
        "insulation", "studs", "deck", "carpet",
    ]  # fmt: skip


def test_a_garage_is_a_zone(read, part):
    wall = """<Wall><SystemIdentifier id="Inner"/><ExteriorAdjacentTo>garage</ExteriorAdjacentTo>
<InteriorAdjacentTo>conditioned space</InteriorAdjacentTo><WallType><WoodStud/></WallType><Area>160</Area><Insulation>
<SystemIdentifier id="InnerIns"/><AssemblyEffectiveRValue>13</AssemblyEffectiveRValue></Insulation></Wall></Walls>"""
    slab = """<Slab><SystemIdentifier id="Park"/><InteriorAdjacentTo>garage</InteriorAdjacentTo><Area>400</Area>
<ExposedPerimeter>60</ExposedPerimeter></Slab></Slabs>"""
    door = """<Doors><Door><SystemIdentifier id="Door"/><AttachedToWall idref="Inner"/><Area>20</Area>
<RValue>4.4</RValue></Door></Doors>"""
    house = read(walls=part["walls"].replace("</Walls>", wall), slabs=part["slabs"].replace("</Slabs>", slab),
                 doors=door)  # fmt: skip
    zone = next(zone for zone in house.zones if zone.name == "garage")
    assert zone.volume == pytest.approx(to_si(400 * 8, "volume", "ft3"))
    inner = {s.name: s for s in house.surfaces if s.boundary == "garage"}
    assert inner["Inner"].area == pytest.approx(140 * FOOT2)
    assert inner["Door"].area == pytest.approx(20 * FOOT2)


def test_leakage_is_the_same_in_all_units_that_say_the_same(read, part):
    """4 Pa and an area in the relation that defines an effective leakage area; 25 Pa by the usual exponent."""

    def changes(value, unit, pressure=50):
        text = part["leakage"].replace("<AirLeakage>7", f"<AirLeakage>{value}").replace(">ACH<", f">{unit}<")
        return read(leakage=text.replace("<HousePressure>50", f"<HousePressure>{pressure}")).zones[0].leakage.ach50

    flow = 7 * 9600 / 60  # cfm
    assert changes(flow, "CFM") == pytest.approx(7)
    assert changes(7 * 0.5**0.65, "ACH", 25) == pytest.approx(7)
    at_4 = to_si(flow, "flow", "cfm") * (4 / 50) ** 0.65
    inches = at_4 / sqrt(2 * 4 / 1.204) / 0.0254**2
    area = """<AirInfiltration><AirInfiltrationMeasurement><SystemIdentifier id="Test"/><EffectiveLeakageArea>{}
</EffectiveLeakageArea></AirInfiltrationMeasurement></AirInfiltration>"""
    assert read(leakage=area.format(inches)).zones[0].leakage.ach50 == pytest.approx(7, rel=1e-6)
    natural = part["leakage"].replace(">ACH<", ">CFMnatural<").replace("<AirLeakage>7", "<AirLeakage>80")
    assert read(leakage=natural).zones[0].leakage.air_changes == pytest.approx(80 * 60 / 9600)


def test_glass_is_known_by_panes_frame_and_coating(read, part):
    kind = "<GlassLayers>double-pane</GlassLayers><FrameType><Vinyl/></FrameType><GlassType>low-e</GlassType>{}"
    for gas, (u_value, shgc) in {"air": (0.42, 0.52), "argon": (0.39, 0.52)}.items():
        text = part["windows"].replace("<UFactor>0.35</UFactor>", kind.format(f"<GasFill>{gas}</GasFill>"))
        [glazing] = read(windows=text.replace("<SHGC>0.4</SHGC>", "")).glazings.values()
        assert glazing.u_value == pytest.approx(to_si(u_value, "u_value", "btu_h_ft2_f"))
        assert glazing.shgc == shgc


def test_a_storm_window_keeps_heat_in_and_sun_out(read, part):
    bare = part["windows"].replace("0.35", "0.9")
    stormed = bare.replace("<AttachedToWall", "<StormWindow><GlassType>low-e</GlassType></StormWindow><AttachedToWall")
    [before], [after] = (list(read(windows=text).glazings.values()) for text in (bare, stormed))
    assert after.u_value < 0.5 * before.u_value
    assert after.shgc == pytest.approx(0.8 * before.shgc)


def test_colors_and_radiant_barriers_change_the_surfaces_of_a_roof(read, part):
    usual = read().constructions["Roof"]
    dark = read(roof=part["roof"].replace("<Pitch>", "<RoofColor>dark</RoofColor><Pitch>")).constructions["Roof"]
    barrier = part["roof"].replace("<Insulation>", "<RadiantBarrier>true</RadiantBarrier><Insulation>", 1)
    shiny = read(roof=barrier).constructions["Roof"]
    assert (usual.outside_absorptance, dark.outside_absorptance) == (0.85, 0.92)
    assert (usual.inside_emittance, shiny.inside_emittance) == (0.9, 0.05)


def test_masonry_has_its_mass_and_the_stated_r_value(read, part):
    block = part["walls"].replace("<WoodStud/>", "<ConcreteMasonryUnit/>")
    light, heavy = read(), read(walls=block)

    def capacity(house):
        return sum(layer.heat_capacity for layer in house.constructions["Wall"].layers)

    assert capacity(heavy) > 3 * capacity(light)
    assert resistance(heavy, "Wall") == pytest.approx(resistance(light, "Wall"))


def by_name(house):
    """Return the gains of a house by end use."""
    return {gains.name: gains for gains in house.gains}


def test_gains_follow_floor_bedrooms_and_people_where_no_load_is_stated(read, part):
    """Refrigerator, television and plugs by the standard's annual energy: 637 + 18, 413 + 69 a bedroom, 0.91 a ft2."""
    usual = by_name(read(loads=""))
    assert usual["television"].electricity * 8.76 == pytest.approx(413 + 69 * 3)
    assert usual["plug loads"].electricity * 8.76 == pytest.approx(0.91 * 1200)
    assert usual["plug loads"].sensible == pytest.approx(0.855 * usual["plug loads"].electricity)
    fridge = usual["refrigerator"]
    assert 0.8 < fridge.electricity * 8.76 / (637 + 18 * 3) < 1.0  # at 20 °C
    assert 0.02 < fridge.slope / fridge.electricity < 0.05
    larger = by_name(read(loads="", summary=part["summary"].replace(">1200<", ">2200<")))
    added = sum(gains.electricity for gains in larger.values()) - sum(gains.electricity for gains in usual.values())
    assert added * 8.76 == pytest.approx((0.91 + 0.05 * 0.4167 + 0.8 * 0.5054) * 1000, rel=0.01)


def test_people_who_are_counted_use_what_surveys_found(read, part):
    """Plugs and television by the Residential Energy Consumption Survey of 2020; nothing in an empty home."""

    def home_of(people):
        occupancy = f"""<BuildingOccupancy><NumberofResidents>{people}</NumberofResidents></BuildingOccupancy>"""
        return read(loads="", summary=part["summary"].replace("</BuildingSummary>", occupancy + "</BuildingSummary>"))

    two = by_name(home_of(2))
    assert two["plug loads"].electricity * 8.76 == pytest.approx(786.9 + 241.8 * 2 + 0.33 * 1200)
    assert two["television"].electricity * 8.76 == pytest.approx(334.0 + 92.2 * 2 + 0.06 * 1200)
    four = by_name(home_of(4))
    assert four["people"].sensible == pytest.approx(2 * two["people"].sensible)
    assert home_of(0).gains == ()
    assert home_of(0).natural_ventilation is None


def test_parts_of_one_name_are_refused_by_it(home, part):
    """A door that has the name of a wall, as after a careless copy: a reference could mean either."""
    doors = """<Doors><Door><SystemIdentifier id="Wall"/><AttachedToWall idref="Wall"/><Area>20</Area>
    <Azimuth>90</Azimuth><RValue>5</RValue></Door></Doors>"""
    with pytest.raises(InvalidInput) as refused:
        read_hpxml(home(doors=doors))
    assert any("Wall" in fault.place and "each needs its own" in fault.problem for fault in refused.value.faults)


CONTROL = """<extension><ShadingControl><SummerBeginMonth>{}</SummerBeginMonth>
<SummerBeginDayOfMonth>15</SummerBeginDayOfMonth><SummerEndMonth>9</SummerEndMonth>
<SummerEndDayOfMonth>30</SummerEndDayOfMonth></ShadingControl></extension></BuildingSummary>"""


def test_the_days_of_summer_s_shades_are_those_of_the_file(home, part):
    def stated(month):
        return home(summary=part["summary"].replace("</BuildingSummary>", CONTROL.format(month)))

    assert read_hpxml(home()).house.summer is None
    read = read_hpxml(stated(5))
    assert read.house.summer.model_dump() == {"begins": "05-15", "ends": "09-30"}
    assert not [path for path, *_ in read.account().aside if "ShadingControl" in path]
    with pytest.raises(InvalidInput, match=r"ShadingControl/SummerBeginDayOfMonth: with its month, 13-15 is no day"):
        read_hpxml(stated(13))
