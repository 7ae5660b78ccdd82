"""The directions that parts of an HPXML home face, and those of a home that states none for its walls."""

from collections import defaultdict

from cosim.hpxml.elements import Element, number_in, plain_number

ORIENTATIONS = {name: 45.0 * number for number, name in enumerate(
    ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"))}  # fmt: skip
FACING = ("Windows/Window", "Doors/Door", "Skylights/Skylight", "Walls/Wall", "RimJoists/RimJoist", "Roofs/Roof")


def direction_of(element: Element) -> float | None:
    """Return the azimuth of an element, stated in degrees or by name; None where it states neither."""
    if element.find("Azimuth") is not None:
        return number_in(element, "Azimuth") % 360.0
    name = element.findtext("Orientation")
    if name is None:
        return None
    if name not in ORIENTATIONS:
        element.leave("Orientation", f"'{name}' is not supported yet")
    return ORIENTATIONS.get(name, 0.0)


def sides_of(details: Element) -> list[float]:
    """Return the azimuths of a home's four sides, at right angles to each other.

    The first is the direction of the largest area that states one; else the front of the home, else north. After the
    rule of OpenStudio-HPXML that surfaces without azimuth are four of equal area.
    """
    areas: dict[float, float] = defaultdict(float)
    for path in FACING:
        for element in details.findall(f"Enclosure/{path}"):
            azimuth = plain_number(element.find("Azimuth"))  # what is wrong with it, the section itself says
            if azimuth is None:
                azimuth = ORIENTATIONS.get(element.findtext("Orientation") or "")
            if azimuth is not None:
                areas[azimuth % 360.0] += plain_number(element.find("Area")) or 0.0
    if areas:
        first = max(areas, key=lambda azimuth: areas[azimuth])
    else:
        site = details.find("BuildingSummary/Site")
        first = 0.0 if site is None else number_in(site, "AzimuthOfFrontOfHome", 0.0)
    return sorted((first + 90.0 * side) % 360.0 for side in range(4))
