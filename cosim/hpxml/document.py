"""An HPXML document: read safely, of a known version, with names of version 3 as version 4 has them."""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.hpxml.elements import (
    NOT_DEFINED,
    Consequence,
    DocumentType,
    Element,
    Impossible,
    LostReference,
    Refused,
    parsed,
)

MAX_DEPTH = 60  # of elements; HPXML has some 15
MAX_ELEMENTS = 500_000  # hundreds of buildings
VERSIONS = ("3", "4", "5")
KNOWN_VERSIONS = f"versions {', '.join(VERSIONS)} are"
VERSION_THREE = "2019/10"  # part of the namespace of version 3
NAMESPACES = (VERSION_THREE, "2023/09", "2025/12")  # of versions 3, 4 and 5
# what version 4 calls otherwise, anywhere in the file
RENAMED = {"FrameFloors": "Floors", "FrameFloor": "Floor", "AttachedToFrameFloor": "AttachedToFloor"}
# leaves of a version 3 slab, and where version 4 has them
MOVED = {
    "PerimeterInsulationDepth": "PerimeterInsulation/Layer/InsulationDepth",
    "UnderSlabInsulationWidth": "UnderSlabInsulation/Layer/InsulationWidth",
    "UnderSlabInsulationSpansEntireSlab": "UnderSlabInsulation/Layer/InsulationSpansEntireSlab",
    "ExteriorHorizontalInsulationWidth": "ExteriorHorizontalInsulation/Layer/InsulationWidth",
}
PLACES = {"living space": "conditioned space"}  # version 3's word for a place
BORDERS = {"InteriorAdjacentTo", "ExteriorAdjacentTo", "UnitLocation", "Location", "DuctLocation"}


def opened(path: Path, data: bytes, building: str = "") -> tuple[Element, Element]:
    """Return the root of a file and the details of its building, or of the one that has an identifier.

    Raises
    ------
    InvalidInput
        If it is no HPXML, of an unknown version, too deep or too large, or has not the building that is asked for.
    """
    try:
        root = parsed(data)
    except DocumentType:
        problem = "declares a document type or entities, which HPXML has none of"
        raise InvalidInput([Fault(str(path), problem)]) from None
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # the latter by the encoding that it names
        raise InvalidInput([Fault(str(path), f"is not XML: {error}")]) from None
    namespace = root.tag.rpartition("}")[0]
    _simplify(path, root)
    if root.tag != "HPXML" or root.find("Building/BuildingDetails") is None:
        problem = "is not HPXML of a building: HPXML/Building/BuildingDetails is missing"
        raise InvalidInput([Fault(str(path), problem)])
    version = root.get("schemaVersion")
    if version is None and namespace and not namespace.endswith(tuple(NAMESPACES)):
        problem = f"is missing, and the namespace '{namespace[1:]}' is that of no version that is known"
        raise InvalidInput([Fault(f"{path.name}: /HPXML/@schemaVersion", problem, KNOWN_VERSIONS)])
    if version is not None and version.partition(".")[0] not in VERSIONS:
        problem = f"version '{version}' of HPXML is not known"
        raise InvalidInput([Fault(f"{path.name}: /HPXML/@schemaVersion", problem, KNOWN_VERSIONS)])
    if VERSION_THREE in namespace or (version or "").startswith("3"):
        _as_version_four(root)
    return root, _details(path, root, building)


def xpath(details: Element, place: str) -> str:
    """Return the XPath of a place that begins with the identifier of an element, or with a section."""
    mark, slash, rest = place.partition("/")
    if place.startswith("/"):
        return place
    if not hasattr(details, "places"):
        details.places = {mark: own for _, mark, own in _placed(details) if mark}  # type: ignore[attr-defined]
    found: str | None = details.places.get(mark)  # type: ignore[attr-defined]
    if found is not None:
        return found + slash + rest
    section = mark.isidentifier() and details.find(mark) is not None  # else the place is one of another file
    return f"/HPXML/Building/BuildingDetails/{place}" if section else place


def _placed(details: Element) -> Iterable[tuple[Element, str, str]]:
    """Return all elements of a building with their identifiers, "" where they have none, and their XPaths."""
    waiting = [(details, "/HPXML/Building/BuildingDetails")]
    while waiting:
        element, place = waiting.pop()
        alike, seen = Counter(child.tag for child in element), Counter[str]()
        for child in element:
            assert isinstance(child, Element), "the parser makes no others"
            seen[child.tag] += 1
            mark = next((part.get("id", "") for part in child if part.tag == "SystemIdentifier"), "")
            key = f"SystemIdentifier/@id='{mark}'" if mark else f"{seen[child.tag]}" if alike[child.tag] > 1 else ""
            own = f"{place}/{child.was or child.tag}" + (f"[{key}]" if key else "")
            yield child, mark, own
            if len(child):
                waiting.append((child, own))


def _simplify(path: Path, root: Element) -> None:
    """Take namespaces off all tags, within bounds; versions differ little in names."""
    level: list[Element] = [root]
    depth = count = 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise InvalidInput(
                [Fault(str(path), f"is deeper than {MAX_DEPTH} elements or has more than {MAX_ELEMENTS}")]
            )
        for element in level:
            if "}" in element.tag:
                element.tag = element.tag.rpartition("}")[2]
        level = [child for element in level for child in element]  # type: ignore[misc]  # the parser makes no others


def _details(path: Path, root: Element, building: str) -> Element:
    """Return the details of the building that is asked for; of the only one where none is."""
    found = [each for each in root.findall("Building") if each.find("BuildingDetails") is not None]
    marks = [each.find("BuildingID") for each in found]
    names = ["" if mark is None else mark.get("id", "") for mark in marks]
    faults = []
    if len(found) > 1:
        faults = [Fault(f"{path.name}: /HPXML/Building[{number}]", "has no BuildingID/@id beside other buildings",
                        "give it one") for number, name in enumerate(names, start=1) if not name]  # fmt: skip
        faults += [Fault(f"{path.name}: /HPXML/Building[{number}]", f"'{name}' is the id of an earlier building",
                         "give it another") for number, name in enumerate(names, start=1)
                   if name and name in names[: number - 1]]  # fmt: skip
    if building and building not in names:
        faults.append(Fault(str(path), f"has no building '{building}'", did_you_mean(building, filter(None, names))))
    elif not building and len(found) > 1:
        known = ", ".join(f"{path.name}#{name}" for name in names if name)
        faults.append(Fault(str(path), f"has {len(found)} buildings", f"choose one: {known}" if known else ""))
    if faults:
        raise InvalidInput(faults)
    details = found[names.index(building) if building else 0].find("BuildingDetails")
    assert details is not None, "those without were left out"
    return details


def lost_references(details: Element) -> Iterable[LostReference]:
    """Return a fault for each reference to an identifier that the building does not have."""
    known = {element.get("id") for element in details.iter() if element.get("id")}
    lost = {element.get("idref", "") for element in details.iter() if "idref" in element.keys()} - known  # noqa: SIM118
    if not lost:
        return
    for element, _, place in _placed(details):
        name = element.get("idref")
        if name in lost:
            remedy = did_you_mean(name, sorted(filter(None, known)))
            yield LostReference(f"{place}/@idref", name or "", remedy)


def _as_version_four(root: Element) -> None:
    """Give elements of version 3 the names and places that version 4 has for them."""
    for element in list(root.iter()):
        assert isinstance(element, Element), "the parser makes no others"
        if element.tag in RENAMED:
            element.was, element.tag = element.tag, RENAMED[element.tag]
        elif element.tag in BORDERS and (element.text or "").strip() in PLACES:
            element.text = PLACES[(element.text or "").strip()]
        elif element.tag == "Slab":
            for leaf in [leaf for leaf in element if leaf.tag in MOVED]:
                assert isinstance(leaf, Element), "the parser makes no others"
                place, _, name = MOVED[leaf.tag].rpartition("/")
                element.remove(leaf)
                holder = _made(element, place)
                leaf.was, leaf.tag = leaf.tag, name
                holder.append(leaf)


def _made(element: Element, path: str) -> Element:
    """Return the element at a path, made where it is missing."""
    for name in path.split("/"):
        below = element.find(name)
        if below is None:
            below = Element(name)
            element.append(below)
        element = below
    return element


def is_sound(details: Element) -> bool:
    """Return whether no element of a building keeps a fault."""
    return not details.is_refused()


def all_faults(details: Element, raised: Iterable[Refused]) -> list[tuple[str, Refused]]:
    """Return the faults of a file, those that were raised and those that elements keep, each once with its XPath.

    What follows from another fault is left out: a whole that is at odds where a leaf of it is refused, a part that
    lacks another one that is refused, and a reference once more that leads nowhere.
    """
    raised = list(raised)
    kept = [(f"{own}/{fault.place}".rstrip("/"), fault) for element, _, own in _placed(details)
            for fault in element.kept]  # fmt: skip
    genuine = [each for each in raised if not isinstance(each, Consequence)]
    places = [(xpath(details, each.place), each) for each in raised]
    lost = {each.name for each in genuine if isinstance(each, LostReference)}
    leaves = [place for place, each in kept if not isinstance(each, Consequence)]
    wrong = [*leaves, *(xpath(details, each.place) for each in genuine)]

    def follows(place: str, each: Refused, is_kept: bool) -> bool:
        if isinstance(each, Consequence):
            of = xpath(details, each.of)
            return any(other == of or other.startswith(f"{of}/") for other in wrong)
        if isinstance(each, Impossible):
            return bool(leaves)
        if not is_kept and any(leaf == place or leaf.startswith(f"{place}/") for leaf in leaves):
            return True
        again = NOT_DEFINED in each.problem and any(f"'{name}'" in each.problem for name in lost)
        return again and not isinstance(each, LostReference)

    found = [each for each in kept if not follows(*each, True)]
    found += [each for each in places if not follows(*each, False)]
    return list({(place, each.problem): (place, each) for place, each in found}.values())


def refused(path: Path, found: Iterable[tuple[str, Refused]]) -> list[Fault]:
    """Return faults with their XPaths as a user reads them."""
    return [Fault(f"{path.name}: {place}", each.problem, each.remedy) for place, each in found]
