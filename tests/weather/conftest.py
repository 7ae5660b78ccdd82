"""Weather files to break: an EPW and a shelf file as lists of lines, written to a temporary folder on demand."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from cosim.project import bundled_root
from cosim.schema.dates import MONTH_DAYS

EPW_HEADER = [
    "LOCATION,Testville,NC,USA,TMY3,999999,36.1,-79.95,-5.0,273.0",
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    "COMMENTS 1,made for a test",
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
]
PVLIB_DATA = Path(find_spec("pvlib").origin).parent / "data"
SERIES = (
    "dry_bulb", "dew_point", "humidity_ratio", "pressure", "wind_speed", "wind_direction", "sky_infrared",
    "global_horizontal", "direct_normal", "diffuse_horizontal",
)  # fmt: skip
FIELDS = {
    "dry_bulb": 6, "dew_point": 7, "relative_humidity": 8, "pressure": 9, "sky_infrared": 12, "global_horizontal": 13,
    "direct_normal": 14, "diffuse_horizontal": 15, "wind_direction": 20, "wind_speed": 21, "total_cover": 22,
    "opaque_cover": 23,
}  # fmt: skip


def epw_row(month: int, day: int, hour: int, index: int) -> str:
    """Return a row whose dry bulb rises by 0.001 K an hour, so that every hour can be told from the others."""
    sun = 400 if 8 < hour <= 16 else 0
    row = ["0"] * 35
    row[:6] = ["1999", str(month), str(day), str(hour), "0", "?9"]
    for name, value in {
        "dry_bulb": 10 + index / 1000, "dew_point": 5, "relative_humidity": 71, "pressure": 98000, "sky_infrared": 300,
        "global_horizontal": sun, "direct_normal": sun // 2, "diffuse_horizontal": sun // 2, "wind_direction": 350,
        "wind_speed": 3, "total_cover": 5, "opaque_cover": 4,
    }.items():  # fmt: skip
        row[FIELDS[name]] = f"{value:g}" if name != "dry_bulb" else f"{value:.3f}"
    return ",".join(row)


@cache
def year_labels() -> tuple[tuple[int, int, int], ...]:
    """Return month, day and hour ending (1 to 24) of every hour of a common year."""
    return tuple(
        (month, day, hour)
        for month, length in enumerate(MONTH_DAYS, start=1)
        for day in range(1, length + 1)
        for hour in range(1, 25)
    )


@pytest.fixture(scope="session")
def epw_lines() -> tuple[str, ...]:
    """Lines of a whole and plausible EPW file."""
    return (*EPW_HEADER, *(epw_row(*label, index) for index, label in enumerate(year_labels())))


@pytest.fixture
def epw(epw_lines: tuple[str, ...]) -> list[str]:
    """The same to be edited; row h (from 0) is line 9 + h of the file."""
    return list(epw_lines)


@pytest.fixture
def shelf_lines() -> list[str]:
    """Lines of a file of the weather shelf."""
    return (bundled_root() / "weather" / "greensboro-nc.csv").read_text().splitlines()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[str] | bytes, str], Path]:
    """Write lines or bytes to a file of the given name."""

    def write(content: list[str] | bytes, name: str = "test.epw") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else ("\n".join(content) + "\n").encode())
        return path

    return write
