"""Elements of an HPXML file with their XPath, which remember what of them was read, and the faults of a whole file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TypeVar

from cosim.hpxml.elements import Element, Refused, Unsupported

Result = TypeVar("Result")


@dataclass(frozen=True)
class Node:
    """An element and its place in the file.

    What is wrong with a leaf is kept, and something plausible stands in for it, so that the rest of the element is read
    and all its faults are known at once. Only what decides what else an element has to hold is refused on the spot.
    """

    element: Element
    path: str
    read: set[int] = field(default_factory=set, repr=False)
    """Elements that were read, by identity; the nodes of one file share it."""
    faults: list[Refused] = field(default_factory=list, repr=False)
    """What was found wrong here and below; the nodes of one part of a file share it."""

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
        return None if found is None else Node(found, self.place(path), self.read, self.faults)

    def children(self, path: str) -> "list[Node]":
        """Return all elements at a path, each with its identifier or number in its XPath."""
        nodes = []
        for number, found in enumerate(self.element.findall(path), start=1):
            mark = found.find("SystemIdentifier")
            key = number if mark is None else f"SystemIdentifier/@id='{mark.get('id', '')}'"
            nodes.append(Node(found, f"{self.place(path)}[{key}]", self.read, self.faults))
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

    def refuse(self, path: str, problem: str, remedy: str = "") -> None:
        """Keep a fault of something below this element; "" is the element itself."""
        self.faults.append(Refused(self.place(path) if path else self.path, problem, remedy))

    def leave(self, path: str, problem: str) -> None:
        """Keep what is understood below this element but not supported yet."""
        self.faults.append(Unsupported(self.place(path), problem))

    def is_refused(self, *paths: str) -> bool:
        """Return whether a fault was found at one of some paths, or below it."""
        places = [self.place(path) for path in paths]
        return any(fault.place.startswith(place) for fault in self.faults for place in places)

    def deciding(self, path: str, known: Iterable[str]) -> str:
        """Return the text at a path that decides what else the element holds; nothing stands in for it."""
        before = len(self.faults)
        text = self.choice(path, known)
        if len(self.faults) > before:
            raise self.faults.pop()
        return text

    def choice(self, path: str, known: Iterable[str], default: str | None = None) -> str:
        """Return the text at a path, one of those that are known; others are not supported yet."""
        text, known = self.text(path), list(known)
        if text is None and default is not None:
            if default:
                self.assume(path, default)
            return default
        if text in known:
            return text or ""
        if text is None:
            self.refuse(path, "is missing")
        else:
            self.leave(path, f"'{text}' is not supported yet; supported: {', '.join(known)}")
        return known[0] if default is None else default

    def number(
        self, path: str, default: float | None = None, *, above: float | None = None, to: float | None = None
    ) -> float:
        """Return the number at a path, `default` where it is missing; above `above` and at most `to`."""
        before = len(self.faults)
        found = self.optional(path, above=above, to=to)
        if found is not None:
            return found
        if default is not None:
            self.assume(path, default)
            return default
        if len(self.faults) == before:
            self.refuse(path, "is missing")
        return (to or 1.0) if above is None or to is not None else above + 1.0

    def true(self, path: str, default: bool = False) -> bool:
        """Return whether a path says true."""
        text = self.choice(path, ("true", "false", "1", "0"), "true" if default else "false")
        return text in ("true", "1")

    def optional(self, path: str, *, above: float | None = None, to: float | None = None) -> float | None:
        """Return the number at a path, None where it is missing or refused."""
        text = self.text(path)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            self.refuse(path, f"'{text}' is not a number")
            return None
        if not isfinite(value):
            self.refuse(path, f"'{text}' is not a finite number")
        elif above is not None and value <= above:
            self.refuse(path, f"must be above {above:g}, not {value:g}")
        elif to is not None and value > to:
            self.refuse(path, f"must be at most {to:g}, not {value:g}")
        else:
            return value
        return None

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
                self.refuse(path, f"stands {len(found)} times, once is allowed")

    def refuse_unread(self, harmless: Iterable[str]) -> None:
        """Keep as a fault each leaf below this element that nobody has read, those of harmless names apart."""
        counted = [place for place in self.unread() if place.rpartition("/")[2] not in harmless]
        self.faults.extend(Unsupported(place, "is not supported yet") for place in counted)

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
        """Return what `read` makes of each part; one that is refused is left out and its faults kept."""
        found = []
        for part in parts:
            result = self.of(part, read)
            if result is not None:
                found.append(result)
        return found

    def of(self, part: Node, read: Callable[[Node], Result]) -> Result | None:
        """Return what `read` makes of a part; None where anything of it is refused."""
        own = replace(part, faults=[])
        result = self.one(lambda: read(own))
        self.faults += own.faults
        return None if own.faults else result

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
