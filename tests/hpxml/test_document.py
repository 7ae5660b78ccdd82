"""HPXML documents: read safely, of known versions, with all faults at once, each with its XPath."""

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import read_hpxml

BUILDING = "/HPXML/Building/BuildingDetails"


def faults(path, building=""):
    with pytest.raises(InvalidInput) as refused:
        read_hpxml(path, building)
    return [(fault.place, fault.problem, fault.remedy) for fault in refused.value.faults]


@pytest.fixture
def changed(home, tmp_path):
    """Write the home with texts replaced, and return the file."""

    def write(*pairs, encoding="utf-8"):
        text = home().read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "changed.xml"
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_a_version_that_is_not_known_is_refused(changed):
    [(place, problem, remedy)] = faults(changed(('schemaVersion="4.0"', 'schemaVersion="2.3"')))
    assert place.endswith("/HPXML/@schemaVersion")
    assert "2.3" in problem
    assert "3, 4, 5" in remedy


def test_a_home_in_version_3_is_the_same_home(home, changed):
    """Frame floors, living space, and insulation of a slab beside its layers."""
    edge = """<PerimeterInsulation><Layer><NominalRValue>10</NominalRValue>{}</Layer></PerimeterInsulation>"""
    slab = "</ExposedPerimeter>"
    old = changed(
        ("2023/09", "2019/10"), ('schemaVersion="4.0"', 'schemaVersion="3.0"'), ("<Floors>", "<FrameFloors>"),
        ("</Floors>", "</FrameFloors>"), ("<Floor>", "<FrameFloor>"), ("</Floor>", "</FrameFloor>"),
        ("conditioned space", "living space"),
        (slab, slab + edge.format("") + "<PerimeterInsulationDepth>2</PerimeterInsulationDepth>"),
    )  # fmt: skip
    earlier = read_hpxml(old)
    new = changed((slab, slab + edge.format("<InsulationDepth>2</InsulationDepth>")))
    assert earlier.house == read_hpxml(new).house != read_hpxml(home()).house
    paths = [path for path, _ in earlier.account().read]
    assert any("FrameFloors/FrameFloor[Ceiling]/Area" in path for path in paths)
    assert any(path.endswith("PerimeterInsulationDepth") for path in paths)


def test_references_that_lead_nowhere_are_refused_with_the_nearest_name(changed, home):
    path = changed(('<AttachedToWall idref="Wall"/>', '<AttachedToWall idref="Wal"/>'))
    [(place, problem, remedy)] = faults(path)
    windows = f"{BUILDING}/Enclosure/Windows/Window[SystemIdentifier/@id='Window']"
    assert place == f"{path.name}: {windows}/AttachedToWall/@idref"
    assert problem == "'Wal' is not defined"
    assert "'Wall'" in remedy


def test_all_faults_are_said_at_once_with_their_xpath(changed):
    path = changed(("<Area>120</Area>", "<Area>0</Area>"), ("<Area>1120</Area>", "<Area>no</Area>"),
                   ("<AssemblyEffectiveRValue>30<", "<AssemblyEffectiveRValue>0.1<"))  # fmt: skip
    places = [place.removeprefix(f"{path.name}: {BUILDING}/Enclosure/") for place, _, _ in faults(path)]
    assert "Windows/Window[SystemIdentifier/@id='Window']/Area" in places
    assert "Walls/Wall[SystemIdentifier/@id='Wall']/Area" in places
    assert "Floors/Floor[SystemIdentifier/@id='Ceiling']/Insulation/AssemblyEffectiveRValue" in places


def test_a_second_building_needs_an_id_of_its_own(changed, home):
    text = home().read_text(encoding="utf-8")
    building = text[text.index("<Building>") : text.index("</Building>") + len("</Building>")]
    nameless = building.replace('<BuildingID id="MyHome"/>', "")
    found = faults(changed(("</HPXML>", f"{nameless}</HPXML>")))
    assert any("Building[2]" in place and "BuildingID" in problem for place, problem, _ in found)
    assert any("2 buildings" in problem for _, problem, _ in found)
    twice = faults(changed(("</HPXML>", f"{building}</HPXML>")), "MyHome")
    assert any("earlier building" in problem for _, problem, _ in twice)
    other = changed(("</HPXML>", building.replace("MyHome", "Other") + "</HPXML>"))
    assert read_hpxml(other, "Other").house.surfaces == read_hpxml(home()).house.surfaces


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_expanded_in_any_encoding(changed, encoding):
    bomb = '<!DOCTYPE HPXML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<HPXML '
    path = changed(("<HPXML ", bomb), ('encoding="UTF-8"', f'encoding="{encoding}"'), encoding=encoding)
    [(_, problem, _)] = faults(path)
    assert "entities" in problem


def test_a_file_that_is_too_deep_is_refused(changed):
    deep = "<extension>" * 5000 + "</extension>" * 5000
    [(_, problem, _)] = faults(changed(("<Enclosure>", deep + "<Enclosure>")))
    assert "deeper than" in problem


@pytest.mark.parametrize("text", ["", "house: 3", "<html><body/></html>", "<HPXML/>", "<HPXML><Building/></HPXML>"])
def test_what_is_no_hpxml_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "home.xml"
    path.write_text(text, encoding="utf-8")
    [(place, problem, _)] = faults(path)
    assert place == str(path)
    assert "XML" in problem
