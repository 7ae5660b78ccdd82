"""A file that is damaged everywhere is refused once, with each fault that each damage alone would give."""

from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import read_home

FILES = (
    "sample_files/base-foundation-vented-crawlspace.xml",
    "sample_files/base-enclosure-skylights.xml",
    "real_homes/house020.xml",
    "real_homes/house001.xml",
)
BIG = ("sample_files/base-enclosure-walltypes.xml", "real_homes/house041.xml")
DAMAGES = ("much", "0", "-3", "")
PAIRS = [(name, text) for number, name in enumerate(FILES) for text in DAMAGES[number % 2 :: 2]]
"""Two damages a file and two files a damage: hundreds of leaves each, every one read alone."""
NUMBERS = ("0", "-3")  # which numbers and references alone take: beside them a place says what is read at all
Undo = Callable[[], None]


def faults(root: ElementTree.Element) -> set[tuple[str, str]]:
    """Return place and problem of each fault of a document."""
    try:
        read_home("home.xml", data=ElementTree.tostring(root))
    except InvalidInput as refused:
        return {(fault.place, fault.problem) for fault in refused.faults}
    return set()


def leaves(root: ElementTree.Element, text: str) -> Iterator[ElementTree.Element]:
    """Yield the leaves of the enclosure that a text damages, those that say which part this is apart."""
    namespace = root.tag.partition("}")[0] + "}"
    enclosure = root.find(f".//{namespace}Enclosure")
    assert enclosure is not None
    for each in enclosure.iter():
        taken = text not in NUMBERS or each.get("idref") or (each.text or "")[:1].isdecimal()
        if not len(each) and not each.tag.endswith("SystemIdentifier") and taken:
            yield each


def damaged(leaf: ElementTree.Element, text: str) -> Undo:
    """Damage a leaf, or where it leads, and return what mends it."""
    attribute, before = leaf.get("idref"), leaf.text
    if attribute is not None:
        leaf.set("idref", f"Nowhere {attribute}")
        return lambda: leaf.set("idref", attribute)
    leaf.text = text
    return lambda: setattr(leaf, "text", before)


def compare(root: ElementTree.Element, text: str) -> int:
    """Damage each leaf alone, then all of those that count at once; return how many faults that gives."""
    assert faults(root) == set()
    counted, alone = [], set[tuple[str, str]]()
    for leaf in leaves(root, text):
        mend = damaged(leaf, text)
        found = faults(root)
        mend()
        if found:
            counted.append(leaf)
            alone |= found
    for leaf in counted:
        damaged(leaf, text)
    assert faults(root) == alone
    return len(alone)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text"), PAIRS)
def test_all_leaves_of_the_enclosure_at_once(name, text, reference):
    assert compare(ElementTree.parse(reference / "hpxml" / name).getroot(), text) > 25


@pytest.mark.slow
@pytest.mark.parametrize("name", BIG)
def test_all_leaves_of_a_large_enclosure_at_once(name, reference):
    assert compare(ElementTree.parse(reference / "hpxml" / name).getroot(), "much") > 200


@pytest.mark.slow
@pytest.mark.parametrize("text", DAMAGES)
def test_what_only_follows_is_not_said(text, reference):
    """One damage gives one fault, but for a wall without area, whose windows need nothing said, and the like."""
    root = ElementTree.parse(reference / "hpxml" / FILES[0]).getroot()
    for leaf in leaves(root, text):
        mend = damaged(leaf, text)
        found = faults(root)
        mend()
        assert len(found) <= 1, (leaf.tag, leaf.text, found)
