"""Elements of an HPXML file with their XPath, which remember what of them was read, and the faults of a whole file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeVar

from cosim.hpxml.elements import Element, Refused, Unsupported

Result = TypeVar("Result")


@dataclass(frozen=True)
class Node:
    """An element and its place in the file."""

    element: Element
    path: str
    read: set[int] = field(default_factory=set, repr=False)
    """Elements that were read, by identity; the nodes of one file share it."""

    @property
    def name(self) -> str:
        """Identifier of the element, or its tag."""
        mark = self.element.find("SystemIdentifier")
        return self.element.tag if mark is None else mark.get("id", self.element.tag)

    def place(self, path: str) -> str:
        """Return the XPath of something below this element."""
        return f"{self.path}/{path}"

    def child(self, path: str) -> "Node | None":
        """Return the first element at a path, None where there is none."""
        found = self.element.find(path)
        return None if found is None else Node(found, self.place(path), self.read)

    def children(self, path: str) -> "list[Node]":
        """Return all elements at a path, each with its identifier or number in its XPath."""
        nodes = []
        for number, found in enumerate(self.element.findall(path), start=1):
            mark = found.find("SystemIdentifier")
            key = number if mark is None else f"SystemIdentifier/@id='{mark.get('id', '')}'"
            nodes.append(Node(found, f"{self.place(path)}[{key}]", self.read))
        return nodes

    def text(self, path: str) -> str | None:
        """Return the text at a path, None where it is missing."""
        found = self.element.find(path)
        if found is None:
            return None
        self.read.add(id(found))
        return (found.text or "").strip()

    def assume(self, path: str, value: str | float) -> None:
        """Remember what stands in for a leaf that the file does not have."""
        self.element.assumed[path] = value if isinstance(value, str) else f"{value:.4g}"

    def choice(self, path: str, known: Iterable[str], default: str | None = None) -> str:
        """Return the text at a path, one of those that are known; others are not supported yet."""
        text = self.text(path)
        if text is None:
            if default is None:
                raise Refused(self.place(path), "is missing")
            if default:
                self.assume(path, default)
            return default
        if text not in known:
            raise Unsupported(self.place(path), f"'{text}' is not supported yet; supported: {', '.join(known)}")
        return text

    def number(
        self, path: str, default: float | None = None, *, above: float | None = None, to: float | None = None
    ) -> float:
        """Return the number at a path, `default` where it is missing; above `above` and at most `to`."""
        found = self.optional(path, above=above, to=to)
        if found is None and default is None:
            raise Refused(self.place(path), "is missing")
        if found is None and default is not None:
            self.assume(path, default)
            return default
        assert found is not None, "one of the two is a number"
        return found

    def true(self, path: str, default: bool = False) -> bool:
        """Return whether a path says true."""
        text = self.choice(path, ("true", "false", "1", "0"), "true" if default else "false")
        return text in ("true", "1")

    def optional(self, path: str, *, above: float | None = None, to: float | None = None) -> float | None:
        """Return the number at a path, None where it is missing."""
        text = self.text(path)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            raise Refused(self.place(path), f"'{text}' is not a number") from None
        if not isfinite(value):
            raise Refused(self.place(path), f"'{text}' is not a finite number")
        if above is not None and value <= above:
            raise Refused(self.place(path), f"must be above {above:g}, not {value:g}")
        if to is not None and value > to:
            raise Refused(self.place(path), f"must be at most {to:g}, not {value:g}")
        return value

    def reference(self, path: str) -> str | None:
        """Return the identifier that an element refers to."""
        found = self.element.find(path)
        if found is None:
            return None
        self.read.add(id(found))
        return found.get("idref", "")

    def only_one(self, *paths: str) -> None:
        """Count elements as read that must not occur twice."""
        for path in paths:
            found = self.element.findall(path)
            if len(found) > 1:
                raise Refused(self.place(path), f"stands {len(found)} times, once is allowed")

    def unread(self) -> "list[str]":
        """Return the XPaths of leaves below this element that nobody has read; identifiers apart."""
        return list(_unread(self.element, self.path, self.read))


def _unread(element: Element, path: str, read: set[int]) -> Iterable[str]:
    for child in element:
        assert isinstance(child, Element), "the parser makes no others"
        if child.tag == "SystemIdentifier" or id(child) in read:
            continue
        place = f"{path}/{child.tag}"
        mark = child.find("SystemIdentifier")
        if mark is not None:
            place += f"[SystemIdentifier/@id='{mark.get('id', '')}']"
        if len(child):
            yield from _unread(child, place, read)
        else:
            yield place


class Gathering:
    """Reads part after part of a file and gathers the faults, so that a user sees all of them at once."""

    def __init__(self, found: Iterable[Refused] = ()) -> None:
        self.faults: list[Refused] = list(found)

    def each(self, parts: Iterable[Node], read: Callable[[Node], Result]) -> list[Result]:
        """Return what `read` makes of each part; one that is refused is left out and its fault kept."""
        found = []
        for part in parts:
            result = self.one(lambda part=part: read(part))  # type: ignore[misc]
            if result is not None:
                found.append(result)
        return found

    def one(self, read: Callable[[], Result]) -> Result | None:
        """Return what `read` returns; None where it refuses."""
        try:
            return read()
        except Refused as refused:
            self.faults.append(refused)
            return None

    def refuse(self, fault: Refused) -> None:
        """Keep a fault."""
        self.faults.append(fault)
