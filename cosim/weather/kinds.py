"""Which of the formats that end in .csv a file is, by its first lines."""

from collections.abc import Callable
from pathlib import Path

from cosim.errors import Fault, InvalidInput
from cosim.weather.epw import is_epw, read_epw
from cosim.weather.nsrdb import is_nsrdb, read_nsrdb
from cosim.weather.record import Reader, Record, Station, decoded
from cosim.weather.shelf import FIRST_LINE, is_resstock, read_resstock, read_shelf_format
from cosim.weather.table import lines_of
from cosim.weather.tmy3 import is_tmy3, read_tmy3

# what tells a format by the lines of a file -> its reader; the first that fits counts
KINDS: tuple[tuple[Callable[[list[str]], bool], Reader], ...] = (
    (lambda lines: lines[0].startswith(FIRST_LINE), read_shelf_format),
    (is_tmy3, read_tmy3),
    (is_nsrdb, read_nsrdb),
    (is_resstock, read_resstock),
    (is_epw, read_epw),
)
KNOWN = (
    f"it can be TMY3 (second line: column names), NSRDB (third line: Year, Month ...), ResStock (date_time ...) and "
    f"files that begin with '{FIRST_LINE}'"
)


def read_csv(data: bytes, path: Path, place: str, station: Station | None = None) -> Record:
    """Return the record in a .csv file of any known kind; `station` is where one of ResStock's belongs to."""
    lines = lines_of(decoded(data, place))
    for fits, read in KINDS:
        if fits(lines):
            return read_resstock(data, path, place, station) if read is read_resstock else read(data, path, place)
    head = "\n".join(lines[:3])
    if head.count(";") > head.count(","):
        raise InvalidInput([Fault(place, "its fields are separated by semicolons", "save the file with commas")])
    if head.startswith("Latitude (decimal degrees)"):
        raise InvalidInput(
            [Fault(place, "is a CSV of PVGIS, which is not read here", "take the EPW that PVGIS offers")]
        )
    raise InvalidInput([Fault(place, "is no weather file of a known kind", KNOWN)])
