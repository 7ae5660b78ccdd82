"""HPXML files become houses: areas and resistances as stated, faults with their places, the rest reported."""

from pathlib import Path

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import NotReadYet, read_hpxml
from cosim.hpxml.assembly import GYPSUM, in_si, layers_of
from cosim.units import to_si


def square_feet(value: float) -> float:
    return to_si(value, "area", "ft2")


@pytest.fixture
def base(reference: Path) -> str:
    return (reference / "hers_bestest" / "L100AC.xml").read_text(encoding="utf-8")


@pytest.fixture
def read(tmp_path):
    """Read a file of a given content."""

    def read(text: str):
        path = tmp_path / "house.xml"
        path.write_text(text, encoding="utf-8")
        return read_hpxml(path)

    return read


def test_a_house_has_the_areas_of_its_file(base, read):
    found = read(base)
    house = found.house
    assert house.floor_area == pytest.approx(square_feet(1539))
    assert sum(window.total_area for window in house.windows) == pytest.approx(square_feet(270))
    walls = [s for s in house.surfaces if s.name.startswith("Wall") and s.zone == "conditioned space"]
    doors = [s for s in house.surfaces if s.name.startswith("Door")]
    assert sum(s.area for s in (*walls, *doors)) == pytest.approx(square_feet(1344))
    assert (found.heating_setpoint, found.cooling_setpoint) == pytest.approx((293.15, 298.706), abs=0.01)
    assert found.weather.endswith("724660_TMY3.epw")
    assert found.unread == ()


def test_the_attic_is_a_prism_under_its_gables(base, read):
    attic = read(base).house.zones[1]
    assert attic.volume == pytest.approx(to_si(0.5 * 27 * 57 * 4.5, "volume", "ft3"), rel=0.01)
    assert attic.leakage.air_changes == 2.4


def test_an_assembly_keeps_its_r_value(base, read):
    house = read(base).house
    films = {"Wall1": 0.17 + 0.68, "Roof1": 0.17 + 0.75, "Floor1": 0.455 + 0.765, "Floor2": 2 * 0.765}
    stated = {"Wall1": 11.76, "Roof1": 1.99, "Floor1": 14.15, "Floor2": 18.45}
    for name, r_value in stated.items():
        own = sum(layer.heat_resistance for layer in house.constructions[name].layers)
        assert own == pytest.approx(in_si(r_value - films[name]))


def test_gains_have_the_stated_sum_and_shape(base, read):
    (gains,) = read(base).house.gains
    assert gains.sensible * 8.76 == pytest.approx(0.822 * 7302)
    assert gains.latent * 8.76 == pytest.approx(0.178 * 7302)
    assert gains.profile[7] / gains.profile[0] == pytest.approx(0.0852 / 0.0203)


def test_thin_assemblies_thin_their_finishes():
    layers = layers_of(1.0, 0.8, [], [("board", GYPSUM)], "wall")
    assert len(layers) == 1
    assert layers[0]["thickness_in"] / layers[0]["conductivity_btu_in_h_ft2_f"] == pytest.approx(0.2)
    with pytest.raises(ValueError, match="air films"):
        layers_of(0.8, 0.8, [], [("board", GYPSUM)], "wall")


def test_an_overhang_has_the_height_of_its_window(base, read):
    overhang = "<Overhangs><Depth>2.5</Depth><DistanceToTopOfWindow>1</DistanceToTopOfWindow>"
    overhang += "<DistanceToBottomOfWindow>6</DistanceToBottomOfWindow></Overhangs>"
    window = read(base.replace("<FractionOperable>", f"{overhang}<FractionOperable>", 1)).house.windows[0]
    assert window.size[1] == pytest.approx(5 * 0.3048)
    assert (window.overhang.depth, window.overhang.gap) == pytest.approx((2.5 * 0.3048, 0.3048))


def test_a_basement_splits_its_walls_at_grade(reference: Path):
    house = read_hpxml(reference / "hers_bestest" / "L322XC.xml").house
    below = sum(s.area for s in house.surfaces if s.name.endswith("below grade"))
    assert below == pytest.approx(square_feet(2 * (413.2 + 195.8) * 6.583 / 7.25))
    assert [s.boundary for s in house.surfaces if s.name == "Slab1"] == ["ground"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<Area>456.0</Area>", "", "/Walls/Wall[SystemIdentifier/@id='Wall1']/Area: is missing"),
        ("<Area>456.0</Area>", "<Area>much</Area>", "'much' is not a number"),
        ("<Area>456.0</Area>", "<Area>-456</Area>", "area"),
        ("<InteriorAdjacentTo>conditioned space", "<InteriorAdjacentTo>carport", "'carport' is not supported yet"),
        ("<AssemblyEffectiveRValue>11.76", "<AssemblyEffectiveRValue>0.5", "air films"),
        ("idref='Wall1'", "idref='Wall9'", "/AttachedToWall/@idref: 'Wall9' is not defined"),
        ("<UFactor>1.039", "<UFactor>-1", "/UFactor: must be above 0, not -1"),
        ("ACHnatural", "guess", "AirInfiltration"),
        ("</HPXML>", "", "not XML"),
        ("BuildingDetails", "Details", "not HPXML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(base, read, old, new, words):
    count = -1 if old == "BuildingDetails" else 1
    with pytest.raises(InvalidInput, match="house.xml") as refused:
        read(base.replace(old, new, count))
    assert words in str(refused.value)


def test_sections_left_aside_are_named(base, read):
    text = base.replace("</Systems>", "<SolarThermal/></Systems>").replace("</Enclosure>", "<Sunrooms/></Enclosure>")
    assert set(read(text).unread) == {"BuildingDetails/Systems/SolarThermal", "BuildingDetails/Enclosure/Sunrooms"}


def test_what_is_sound_but_not_read_yet_is_told_from_what_is_wrong(base, read):
    with pytest.raises(NotReadYet):
        read(base.replace("masonite siding", "straw"))
    with pytest.raises(InvalidInput) as refused:
        read(base.replace("<Area>456.0</Area>", "", 1))
    assert not isinstance(refused.value, NotReadYet)
