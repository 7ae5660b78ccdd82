"""Where a home's HPXML lies: `home.xml`, `home.xml#building`, `homes.zip:in.xml`, or `bldg0000001-up00.zip` alone.

A zip is never unpacked onto the disk: one member is read into memory, up to a bound, and its name is only looked up.
"""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.project import MOST_BYTES, USUAL_MOST_BYTES, InputFile, describe, find, read_bytes

XML, ZIP = ".xml", ".zip"
USUAL_MEMBER = "in.xml"  # of a ResStock building's zip
MOST_MEMBERS = 100_000


@dataclass(frozen=True, slots=True)
class HomeFile:
    """A home's file.

    Attributes
    ----------
    path : Path
        Of the XML file, or of the zip that holds it.
    member : str
        Its name in the zip; "" of a file of its own.
    building : str
        Identifier of one of its buildings; "" where it has only one.
    """

    path: Path
    member: str = ""
    building: str = ""

    @property
    def shown(self) -> Path:
        """What messages call it."""
        return Path(f"{self.path}:{self.member}") if self.member else self.path

    def data(self) -> bytes:
        """Return its bytes, or raise InvalidInput with the reason why it cannot be read."""
        if not self.member:
            return read_bytes(self.path)
        return _member(self.path, self.member, MOST_BYTES[XML])

    def beside(self, name: str) -> tuple[Path, bytes] | None:
        """Return a file that this one names, by its last part: from the folder or zip that holds this; else None.

        Parameters
        ----------
        name : str
            As the file writes it, perhaps with folders of another machine.
        """
        base = name.replace("\\", "/").rpartition("/")[2]
        if not base or base in (".", ".."):
            return None
        whole, mark = str(self.path), str(self.path).lower().rfind(f"{ZIP}:")
        if mark >= 0 and not self.member:  # a member by what messages call it
            return HomeFile(Path(whole[: mark + len(ZIP)]), whole[mark + len(ZIP) + 1 :]).beside(name)
        if not self.member:
            path = self.path.parent / base
            return (path, read_bytes(path)) if path.is_file() else None
        wanted = f"{self.member.rpartition('/')[0]}/{base}".lstrip("/")
        if wanted not in _members(self.path):
            return None
        return Path(f"{self.path}:{wanted}"), _member(self.path, wanted, USUAL_MOST_BYTES)

    def record(self, data: bytes, project: Path | None) -> InputFile:
        """Return the record of this file, whose bytes are `data`."""
        found = describe("houses", self.path, data, project)
        return replace(found, path=f"{found.path}:{self.member}") if self.member else found


def is_home_file(reference: Any) -> bool:
    """Return whether a value refers to an HPXML file, perhaps in a zip, perhaps with a building's identifier."""
    return isinstance(reference, str) and reference.partition("#")[0].lower().endswith((XML, ZIP))


def find_home_file(reference: str, *, place: str, anchor: Path, project: Path | None = None) -> HomeFile:
    """Find the file of a reference; parameters and faults as of `cosim.project.find`."""
    name, _, building = reference.partition("#")
    cut = name.lower().rfind(f"{ZIP}:")
    name, member = (name, "") if cut < 0 else (name[: cut + len(ZIP)], name[cut + len(ZIP) + 1 :])
    path = find("houses", name, place=place, anchor=anchor, project=project)
    if path.suffix.lower() != ZIP:
        return HomeFile(path, "", building)
    members = _members(path)
    if member:
        if member not in members:
            near = did_you_mean(member[:60], [each for each in members if each.lower().endswith(XML)][:20])
            raise InvalidInput([Fault(place, f"'{path}' holds no '{member[:60]}'", near)])
        return HomeFile(path, member, building)
    homes = [each for each in members if each.lower().endswith(XML)]
    usual = [each for each in homes if each.rpartition("/")[2] == USUAL_MEMBER]
    chosen = usual if len(usual) == 1 else homes
    if len(chosen) != 1:
        problem = f"'{path}' holds {len(homes)} XML files"
        raise InvalidInput([Fault(place, problem, f"name one, such as {path.name}:{homes[0][:60]}" if homes else "")])
    return HomeFile(path, chosen[0], building)


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    return _opened(path)[1]


def _opened(path: Path) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    try:
        found = path.stat()
        return _archive(path, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise InvalidInput([Fault(str(path), f"cannot be read: {error.strerror or error}")]) from None


@lru_cache(maxsize=4)  # thousands of homes may lie in one zip, whose list of contents is read once
def _archive(path: Path, modified: int, size: int) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    def begin() -> zipfile.ZipFile:
        return zipfile.ZipFile(path)

    archive: zipfile.ZipFile = _sound(path, "", begin)
    members = {each.filename: each for each in archive.infolist() if not each.is_dir()}
    if len(members) > MOST_MEMBERS:
        archive.close()
        raise InvalidInput([Fault(str(path), f"holds {len(members):,} files, where {MOST_MEMBERS:,} are the most")])
    return archive, members


def _member(path: Path, member: str, most: int) -> bytes:
    """Return the bytes of a member: never more than `most`, whatever the zip says of its size."""
    archive, members = _opened(path)
    place = f"{path}:{member}"
    if member not in members:
        raise InvalidInput([Fault(place, "file does not exist")])

    def read() -> bytes:
        with archive.open(members[member]) as file:
            return file.read(most + 1)

    data: bytes = _sound(path, member, read)
    if len(data) > most:
        raise InvalidInput([Fault(place, f"is too large: {most / 1e6:g} MB are the most")])
    return data


def _sound(path: Path, member: str, act: Callable[[], Any]) -> Any:
    """Return what `act` returns, and say in plain words what a zip is that Python cannot read."""
    place = f"{path}:{member}" if member else str(path)
    try:
        return act()
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, LookupError) as error:
        raise InvalidInput([Fault(place, f"is no zip, or is damaged: {error}")]) from None
    except (NotImplementedError, RuntimeError) as error:  # of a way to pack that Python lacks, or with a password
        raise InvalidInput([Fault(place, f"cannot be unpacked: {error}")]) from None
