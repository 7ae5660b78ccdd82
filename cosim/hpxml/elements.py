"""Elements of an HPXML file: names, numbers and faults."""

import xml.etree.ElementTree as ElementTree
from math import isfinite

Element = ElementTree.Element


class Refused(Exception):
    """An element that cannot be read, and its place."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place, self.problem = place, problem


class Unsupported(Refused):
    """An element that is understood but not supported."""


def name_of(element: Element) -> str:
    """Return the identifier that the file gives an element, or its tag."""
    mark = element.find("SystemIdentifier")
    return mark.get("id", element.tag) if mark is not None else element.tag


def number_in(element: Element, path: str, default: float | None = None) -> float:
    """Return the number at a path below an element; `default` where it is missing."""
    text = element.findtext(path)
    if text is None and default is not None:
        return default
    try:
        value = float(text or "")
    except ValueError:
        raise Refused(
            f"{name_of(element)}/{path}", "is missing" if text is None else f"'{text}' is not a number"
        ) from None
    if not isfinite(value):
        raise Refused(f"{name_of(element)}/{path}", f"'{text}' is not a finite number")
    return value
