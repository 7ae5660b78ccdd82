"""Elements of an HPXML file, which remember what of them was asked for and what is wrong; names and numbers.

What is wrong with a leaf is kept by its element, and something plausible stands in for it, so that the rest of the file
is read and all faults are known at once. What has no leaf, or leaves nothing to go on with, is raised.
"""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from math import isfinite


class Element(ElementTree.Element):
    """An element that remembers whether it was read, and what stood in for what it lacks."""

    asked = False
    was = ""  # the name that the file has for it, where that is of an earlier version

    @property
    def assumed(self) -> dict[str, str]:
        """Values taken for what the file does not state, by the path below this element."""
        found: dict[str, str] = self.__dict__.setdefault("_assumed", {})
        return found

    @property
    def kept(self) -> "list[Refused]":
        """What is wrong at and below this element, each once, with its place from here."""
        found: list[Refused] = self.__dict__.get("_kept", [])
        return found

    def keep(self, fault: "Refused") -> None:
        """Keep a fault, whose place counts from here; "" is the element itself. The first of a place is the one."""
        found: list[Refused] = self.__dict__.setdefault("_kept", [])
        if all(fault.place != known.place for known in found):
            found.append(fault)

    def refuse(self, path: str, problem: str, remedy: str = "") -> None:
        """Keep what is wrong at a path below this element."""
        self.keep(Refused(path, problem, remedy))

    def leave(self, path: str, problem: str) -> None:
        """Keep what is understood at a path below this element but not supported yet."""
        self.keep(Unsupported(path, problem))

    def is_refused(self, *paths: str) -> bool:
        """Return whether a fault is kept at one of some paths; of this element and all below it where none is named."""
        if not paths:
            return any(isinstance(each, Element) and each.kept for each in self.iter())
        return any(fault.place == path for fault in self.kept for path in paths)

    def find(self, path: str, namespaces: dict[str, str] | None = None) -> "Element | None":
        """Return the first element at a path, and remember that it was asked for."""
        found = super().find(path, namespaces)
        if isinstance(found, Element):
            found.asked = True
            return found
        return None

    def findtext(self, path: str, default: str | None = None, namespaces: dict[str, str] | None = None) -> str | None:  # type: ignore[override]
        """Return the text of the first element at a path, and remember that it was asked for."""
        found = self.find(path, namespaces)
        return default if found is None else found.text or ""

    def findall(self, path: str, namespaces: dict[str, str] | None = None) -> "list[Element]":  # type: ignore[override]
        """Return all elements at a path, and remember that they were asked for."""
        found = [each for each in super().findall(path, namespaces) if isinstance(each, Element)]
        for each in found:
            each.asked = True
        return found


class Refused(Exception):
    """An element that cannot be read, and its place."""

    def __init__(self, place: str, problem: str, remedy: str = "") -> None:
        super().__init__(f"{place}: {problem}")
        self.place, self.problem, self.remedy = place, problem, remedy


class Unsupported(Refused):
    """An element that is understood but not supported."""


class Consequence(Unsupported):
    """An element that cannot be read because another one, `of`, could not; nothing more is wrong with it."""

    def __init__(self, place: str, of: str, problem: str) -> None:
        super().__init__(place, problem)
        self.of = of


class Impossible(Refused):
    """A part whose measures are at odds; which of them is wrong is not known where a leaf elsewhere is refused."""

    def __init__(self, place: str) -> None:
        super().__init__(place, "its measures are impossible: zero, negative, or at odds")


NOT_DEFINED = "is not defined"
STAND_IN = 1.0  # for a number that is refused: what follows from it is possible


class LostReference(Refused):
    """A reference to `name`, which no part has as its identifier."""

    def __init__(self, place: str, name: str, remedy: str) -> None:
        super().__init__(place, f"'{name}' {NOT_DEFINED}", remedy)
        self.name = name


class DocumentType(Exception):
    """A document declares its type, and perhaps entities."""


class _Builder(ElementTree.TreeBuilder):
    """Builds elements that remember; the parser calls `doctype` before it expands anything, whatever the encoding."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a declaration of the document's type."""
        raise DocumentType(name)


def parsed(data: bytes) -> Element:
    """Return the root of an XML document; faults as of ElementTree, and `DocumentType`."""
    parser = ElementTree.XMLParser(target=_Builder(element_factory=Element))
    parser.feed(data)
    root = parser.close()
    assert isinstance(root, Element), "the builder makes no others"
    return root


def name_of(element: Element) -> str:
    """Return the identifier that the file gives an element, or its tag."""
    mark = element.find("SystemIdentifier")
    return mark.get("id", element.tag) if mark is not None else element.tag


def doubled(details: Element) -> list[Refused]:
    """Return a fault for each name that several parts have: nothing says which of them a reference means."""
    parts = [each for each in details.iter() if isinstance(each, Element) and each.find("SystemIdentifier") is not None]
    parts += [each for each in details.findall("Enclosure/*/*") if each.find("SystemIdentifier") is None]
    counts = Counter(map(name_of, parts))
    return [Refused(name, f"{count} parts have this identifier; each needs its own")
            for name, count in counts.items() if count > 1]  # fmt: skip


def text_in(element: Element, path: str, default: str) -> str:
    """Return the text at a path below an element; `default`, which is remembered, where it is missing."""
    text = element.findtext(path)
    if text is None:
        element.assumed[path] = default
        return default
    return text.strip()


def number_in(
    element: Element, path: str, default: float | None = None, *, above: float | None = None, least: float | None = None
) -> float:
    """Return the number at a path below an element, above `above` and at least `least`.

    Where it is missing that is `default`, which is remembered; what is wrong with it is kept.
    """
    text = element.findtext(path)
    if text is None and default is not None:
        element.assumed[path] = f"{default:g}"
        return default
    value = _number(text)
    if text is None:
        element.refuse(path, "is missing")
    elif value is None:
        element.refuse(path, f"'{text}' is not a number")
    elif not isfinite(value):
        element.refuse(path, f"'{text}' is not a finite number")
    elif above is not None and value <= above:
        element.refuse(path, f"must be above {above:g}, not {value:g}")
    elif least is not None and value < least:
        element.refuse(path, f"must be {least:g} or more, not {value:g}")
    else:
        return value
    return STAND_IN if default is None else default


def share_in(element: Element, path: str, default: float | None = None) -> float:
    """Return the share at a path below an element, a number from 0 to 1; `default` where it is missing."""
    share = number_in(element, path, default)
    if not 0.0 <= share <= 1.0:
        element.refuse(path, f"must be between 0 and 1, not {share:g}")
        return STAND_IN if default is None else default
    return share


def plain_number(element: Element | None) -> float | None:
    """Return the number that is an element's text, None where it is none; nothing is kept."""
    value = None if element is None else _number(element.text)
    return value if value is None or isfinite(value) else None


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
