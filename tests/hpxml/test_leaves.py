"""Every leaf of many files, changed and deleted: what is said to be read is, and what is left aside changes nothing."""

import re
from xml.etree import ElementTree

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import read_hpxml
from cosim.hpxml.account import IDENTIFIER

# read, but other text there is no other house: it says what kind of thing holds it, or counts beside another statement,
# or is of equipment and thermostat, which are read with the house
BESIDE = {
    "NumberofConditionedFloors", "EPWFilePath", "InsulationDepth", "InsulationWidth", "NominalRValue", "UnitLocation",
    "HeatingSystemFuel", "FuelType", "Location", "SetpointTempHeatingSeason", "SetpointTempCoolingSeason",
    "AtticWallType", "TypeOfInfiltrationLeakage", "InfiltrationVolume", "Type",
    "WaterFixtureType", "PipeRValue", "SchedulesFilePath",
}  # fmt: skip


def others(text):
    """Return another text of the same kind."""
    try:
        return str(1.37 * float(text) + 0.11)
    except ValueError:
        return {"true": "false", "false": "true"}.get(text, "something else")


@pytest.fixture
def leaves(reference):
    """Return a leaf of each path that 30 files have, with its file's house, its tree, and what `show` says of it."""
    folder = reference / "hpxml"
    files = [*sorted(folder.glob("real_homes/*.xml"))[::3], *sorted(folder.glob("sample_files/*.xml"))[::6]]
    seen = set()
    found = []
    for file in files:
        read = read_hpxml(file)
        account = read.account()
        says = {path: "" for path, _ in account.read} | {path: changes for path, _, changes in account.aside}
        root = ElementTree.parse(file).getroot()
        parents = {id(child): parent for parent in root.iter() for child in parent}
        told = list(says)
        elements = [element for element in root.iter() if len(element) == 0]
        assert len(told) == len(elements)
        for element, path in zip(elements, in_order(read), strict=True):
            plain = re.sub(r"\[[^]]*\]", "", path)
            if plain not in seen and says[path] != IDENTIFIER:
                seen.add(plain)
                found.append((plain, says[path], element, parents[id(element)], root, read, file))
    return found


def in_order(read):
    """Return the paths of the leaves of a file, in its order."""
    from cosim.hpxml.account import _walk

    root = read.document[0]
    return [path for element, path, _ in _walk(root, root.tag, "") if len(element) == 0]


def house_of(root, file):
    """Return the house of a changed tree, None where it is refused."""
    try:
        return read_hpxml(file, data=ElementTree.tostring(root)).house
    except InvalidInput:
        return None


@pytest.mark.slow
def test_no_leaf_changes_a_house_in_silence_and_none_that_is_read_goes_unheard(leaves):
    assert len(leaves) > 300
    unknown, silent, unheard = [], [], []
    for plain, changes, element, parent, root, read, file in leaves:
        text, attributes, place = element.text, dict(element.attrib), list(parent).index(element)
        element.text = others(text.strip()) if text and text.strip() else text
        if "idref" in element.attrib:
            element.attrib["idref"] = "nowhere"
        altered = house_of(root, file)
        element.text = text
        element.attrib.update(attributes)
        parent.remove(element)
        without = house_of(root, file)
        parent.insert(place, element)
        if "not known" in changes:
            unknown.append(plain)
        if changes and (altered not in (None, read.house) or without not in (None, read.house)):
            silent.append(plain)
        # what heats and cools is no part of the house: `tests/test_hpxml_systems.py` has it
        if not changes and altered == read.house and text and text.strip() and "/HVAC/" not in plain:
            unheard.append(plain.rpartition("/")[2])
    assert unknown == []
    assert silent == []
    assert set(unheard) <= BESIDE
