"""`cosim show home.xml`: every leaf of a file is read or left aside, and what it lacks is named with its default."""

from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.hpxml import read_hpxml
from cosim.hpxml.account import IDENTIFIER

FILES = ("real_homes/house020.xml", "real_homes/house001.xml", "sample_files/base-foundation-vented-crawlspace.xml")


@pytest.fixture(params=FILES)
def file(reference, request):
    return reference / "hpxml" / request.param


def leaves(root):
    return [element for element in root.iter() if len(element) == 0]


def test_no_leaf_goes_unmentioned(file):
    account = read_hpxml(file).account()
    paths = [path for path, *_ in (*account.read, *account.aside)]
    assert len(paths) == len(set(paths)) == len(leaves(ElementTree.parse(file).getroot()))


def test_what_is_left_aside_does_not_change_the_house(file, tmp_path):
    """Each such leaf in turn says something else; the house stays as it is."""
    found = read_hpxml(file)
    tree = ElementTree.parse(file)
    texts = {text for _, text, changes in found.account().aside if changes != IDENTIFIER and len(text) > 3}
    copy = tmp_path / file.name
    read = {text for _, text in found.account().read}
    for text in sorted(texts - read):
        touched = [leaf for leaf in leaves(tree.getroot()) if (leaf.text or "").strip() == text]
        for leaf in touched:
            leaf.text = "something else"
        tree.write(copy)
        assert read_hpxml(copy).house == found.house, text
        for leaf in touched:
            leaf.text = text


def test_what_the_file_lacks_is_named_with_value_and_rule(home, part):
    path = home(walls=part["walls"].replace("<Azimuth>180</Azimuth>", ""), loads="<MiscLoads/>")
    defaulted = {path.rpartition("BuildingDetails/")[2]: (value, rule)
                 for path, value, rule in read_hpxml(path).account().defaulted}  # fmt: skip
    value, rule = defaulted["Enclosure/Walls/Wall[Wall]/Azimuth"]
    assert value == "0, 90, 180, 270"
    assert "four sides" in rule
    assert defaulted["Enclosure/Roofs/Roof[Roof]/RoofColor"][0] == "medium"
    assert defaulted["Enclosure/Slabs/Slab[Slab]/extension/CarpetRValue"][0] == "2"


def test_what_is_read_changes_the_house_or_is_refused(home):
    """Of the small home, every number that is read; the pressure of the leakage test among them."""
    path = home()
    found = read_hpxml(path)
    tree = ElementTree.parse(path)
    read = {each.rpartition("/")[2] for each, _ in found.account().read}
    for leaf in leaves(tree.getroot()):
        name, text = leaf.tag.rpartition("}")[2], leaf.text or ""
        if name not in read or not text.replace(".", "").isdigit() or name == "NumberofBedrooms":  # of usual gains
            continue
        leaf.text = str(1.3 * float(text))
        tree.write(path)
        try:
            changed = read_hpxml(path).house != found.house
        except InvalidInput as refused:
            changed = name in str(refused) or "larger than itself" in str(refused)
        assert changed, name
        leaf.text = text


def test_show_prints_the_three_lists(home):
    shown = CliRunner().invoke(main, ["show", str(home())])
    assert shown.exit_code == 0, shown.output
    for words in ("read (", "defaulted, because", "left aside, with what it would change (", "UFactor: 0.35"):
        assert words in shown.output
