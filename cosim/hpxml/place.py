"""Where a home in an HPXML file stands, and which weather station its file names."""

from dataclasses import dataclass
from math import isfinite

from cosim.hpxml.elements import Element
from cosim.units import to_si

# path below Building/Site -> field, and the range that it must lie in; elevation in feet
STATED = {
    "GeoLocation/Latitude": ("latitude", 90.0),
    "GeoLocation/Longitude": ("longitude", 180.0),
    "TimeZone/UTCOffset": ("time_zone", 14.0),
    "Elevation": ("elevation", 30_000.0),
}
STATION = "ClimateandRiskZones/WeatherStation"


@dataclass(frozen=True, slots=True)
class HomePlace:
    """What a file says of its place; None where it says nothing, or nothing possible.

    Attributes
    ----------
    stations : tuple of str
        Names of a weather file, without folders, and of its station.
    latitude, longitude : float or None
        Degrees.
    time_zone : float or None
        h ahead of UTC.
    elevation : float or None
        m above the sea.
    """

    stations: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    time_zone: float | None = None
    elevation: float | None = None


def place_of(root: Element, details: Element) -> HomePlace:
    """Return the place of the building whose details these are."""
    building = next((each for each in root.iterfind("Building") if details in list(each)), None)
    found: dict[str, float] = {}
    for path, (name, limit) in STATED.items() if building is not None else ():
        number = _number(building.findtext(f"Site/{path}"))  # type: ignore[union-attr]
        if number is not None and abs(number) <= limit:
            found[name] = to_si(number, "length", "ft") if name == "elevation" else number
    names = (details.findtext(f"{STATION}/extension/EPWFilePath"), details.findtext(f"{STATION}/Name"))
    bare = [(name or "").strip().replace("\\", "/").rpartition("/")[2] for name in names]
    return HomePlace(tuple(name for name in bare if name), **found)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if isfinite(number) else None
