"""An end use of an HPXML home: what it takes in a year, when, and where its heat goes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cosim.config.prices import Fuel
from cosim.constants import HOURS_OF_YEAR
from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, number_in, text_in
from cosim.hpxml.parts import BASEMENT, GARAGE, ROOM, ZONES, Parts
from cosim.hpxml.timing import Timing

RADIANT = 0.6  # share of the sensible heat of appliances, lamps and plugs: OpenStudio-HPXML
KILOWATT_HOURS = 1000.0 / HOURS_OF_YEAR  # W for each kWh a year
KELVIN = 1.8  # °F
ELSEWHERE = ""
"""Zone of what stands outdoors or in another home: nothing of its heat counts."""
SHARED = {"other housing unit", "other heated space", "other multifamily buffer space", "other non-freezing space",
          "outside"}  # fmt: skip


@dataclass(frozen=True)
class Use:
    """What an end use takes and gives in a year.

    Attributes
    ----------
    name : str
    timing : Timing
    electricity, fuel : float
        kWh; of what depends on the room's temperature, at 20 °C.
    sensible, latent : float
        Shares of both that become heat of `zone`.
    heat : float
        kWh that reaches the room without being metered, as of people; `sensible` and `latent` are shares of it, too.
    zone : str
        Where it stands.
    radiant : float
        Share of the sensible heat.
    slope : float
        kWh a year for each kelvin of the room above 20 °C.
    months_above : float, optional
        °F of a month's outdoor air above which it is used.
    burns : str
        What `fuel` is.
    mains_to : float, optional
        °F to which it heats water from the mains; `electricity` and `fuel` are then those for a rise of 72 °F.
    """

    name: str
    timing: Timing = field(default_factory=Timing)
    electricity: float = 0.0
    fuel: float = 0.0
    sensible: float = 0.0
    latent: float = 0.0
    heat: float = 0.0
    zone: str = ROOM
    radiant: float = RADIANT
    slope: float = 0.0
    months_above: float | None = None
    burns: Fuel = "gas"
    mains_to: float | None = None

    def table(self) -> Table:
        """Return it as one of a house's tables of gains."""
        whole, kept = self.electricity + self.fuel + self.heat, self.timing.kept * KILOWATT_HOURS
        table: Table = {"name": self.name}
        inside = self.zone != ELSEWHERE
        figures = {
            "electricity_w": self.electricity,
            "fuel_w": self.fuel,
            "sensible_w": self.sensible * whole * inside,
            "latent_w": self.latent * whole * (self.zone == ROOM),
            "slope_w_k": self.slope * inside,
        }
        table |= {key: kept * value for key, value in figures.items() if value}
        if inside and self.zone != ROOM:
            table["zone"] = self.zone
        if self.sensible:
            table["radiant_fraction"] = self.radiant
        if self.months_above is not None:
            table["months_above_f"] = self.months_above
        if self.fuel:
            table["burns"] = self.burns
        if self.mains_to is not None:
            table["mains_to_f"] = self.mains_to
        return table | self.timing.table


def multiplier(element: Element, path: str = "extension/UsageMultiplier") -> float:
    """Return the factor by which a home uses more or less than usual."""
    return number_in(element, path, 1.0, least=0.0)


def zone_of(parts: Parts, element: Element, usual: str = "conditioned space") -> str:
    """Return the zone in which an element stands; `ELSEWHERE` outdoors, in shared rooms and in zones without walls."""
    place = text_in(element, "Location", usual)
    if place not in ZONES and place not in SHARED:
        element.refuse("Location", f"'{place}' is not a place that is known")
    zone = ZONES.get(place, ELSEWHERE)
    return zone if zone in zones_of(parts) else ELSEWHERE


def cool_place(parts: Parts) -> str:
    """Return where a second refrigerator or a freezer usually stands."""
    present = zones_of(parts)
    if GARAGE in present:
        return "garage"
    if BASEMENT in present:
        return "basement - unconditioned"
    return "conditioned space"


def zones_of(parts: Parts) -> set[str]:
    """Return the zones of a house whose surfaces are read."""
    sides = [[surface["zone"], surface.get("boundary", ROOM)] for surface in parts.surfaces]
    return {zone for pair in sides for zone in pair} & {ROOM, *ZONES.values()} | {ROOM}


def metered(uses: Iterable[Use]) -> list[Table]:
    """Return the tables of all uses that take or give anything."""
    return [use.table() for use in uses if use.electricity or use.fuel or use.heat or use.slope]
