"""A house by what its owner knows of it: where, how big, how old, what is above, below and in it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cosim.config.base import Area, Config, Inconsistent, Power, Resistance, Temperature
from cosim.config.prices import FurnaceFuel
from cosim.units import FOOT, from_si

Words = tuple[str, str, str]  # place, problem, remedy
Foundation = Literal["basement", "conditioned basement", "crawlspace", "slab"]
Year = Annotated[int, Field(ge=1650, le=2100)]
SMALLEST_STOREY = 250 * FOOT**2
"""m2; a storey smaller than the smallest mobile homes is that of a tower, or a slip."""
LARGEST_STOREY = 6000 * FOOT**2
MIN_BAND = 1.0  # K between the setpoints
FIRST_CONDENSING = 1981
"""Year in which condensing furnaces came to the market in the United States."""
CONDENSING = 0.88


class FactsConfig(Config):
    """A house by plain facts. What is not stated is taken from statistics of the housing stock, each with its spread.

    `cosim house new` writes the house file that follows from them, with the source of every value.
    """

    floor_area: Annotated[Area, Field(ge=20, le=2000)]
    """Heated floor area of all storeys together, without a basement."""
    built: Year
    """Year in which it was built."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = "my-house"
    """Short name."""
    kind: Literal["detached", "attached", "mobile home"] = "detached"
    """How it stands: "attached" has neighbours at its two narrow sides."""
    storeys: Annotated[float, Field(ge=1, le=4)] | None = None
    """Storeys above ground; 1.5 with rooms under the roof."""
    foundation: Foundation | None = None
    """What is below it: a "basement" that is not heated, a "conditioned basement", a vented "crawlspace" or a
    "slab"."""
    climate_zone: Annotated[str, StringConstraints(pattern=r"^[0-8][ABC]?$")] | None = None
    """Climate zone of the IECC and ASHRAE 169, such as "5A"; by default by the degree days of the weather file."""
    attic: Literal["vented attic", "cathedral"] | None = None
    """What is above it: a "vented attic", or a flat or sloped roof right over the rooms ("cathedral")."""
    wall: Literal["wood frame", "brick veneer", "masonry"] | None = None
    """Walls: studs behind siding, studs behind bricks, or bricks or blocks that carry the house."""
    wall_insulation: Annotated[Resistance, Field(ge=0, le=10)] | None = None
    """Insulation in the walls by its label, 0 for none: `wall_insulation_h_ft2_f_btu = 13` is R-13."""
    attic_insulation: Annotated[Resistance, Field(ge=0, le=20)] | None = None
    """Insulation of attic or roof by its label, 0 for none."""
    windows: Literal["single", "single with storms", "double", "double low-e", "triple"] | None = None
    """Most of its windows, by panes; "double low-e" has a coating, as nearly all have since 2010."""
    ach50: Annotated[float, Field(ge=0.2, le=60)] | None = None
    """Air changes per hour at 50 Pa from a blower door test."""
    ducts: Literal["conditioned space", "attic", "basement", "crawlspace", "none"] | None = None
    """Where most of the ducts are; "none" for radiators, baseboards and ductless units."""
    heating_setpoint: Annotated[Temperature, Field(ge=283.15, le=300.15)] | None = None
    """Usual temperature in winter, day and night together."""
    cooling_setpoint: Annotated[Temperature, Field(ge=289.15, le=308.15)] | None = None
    """Usual temperature in summer."""
    occupants: Annotated[float, Field(ge=0, le=30)] | None = None
    """People who live in it."""
    heating_fuel: FurnaceFuel | Literal["electricity"] = "gas"
    """What heats it: "gas", "propane", "oil" or "electricity"."""
    furnace_efficiency: Annotated[float, Field(gt=0.5, le=0.99)] | None = None
    """Annual efficiency of furnace or boiler (AFUE) by its label."""
    furnace_installed: Year | None = None
    """Year in which the furnace or boiler was installed."""
    heating_capacity: Annotated[Power, Field(gt=1000, le=100e3)] | None = None
    """Heat output of furnace, boiler or strips by the name plate; by default as large as the house needs."""
    cooling: Literal["central", "none"] | None = None
    """Whether a central air conditioner cools it."""
    cooling_capacity: Annotated[Power, Field(gt=1000, le=60e3)] | None = None
    """Size of the air conditioner; by default as large as the house needs."""
    hot_water: Literal["gas", "propane", "oil", "electricity", "none"] | None = None
    """What heats the water; by default what heats the house. "none" leaves its energy out."""

    @property
    def footprint(self) -> float:
        """Area of one storey, m2; one storey where their number is not known."""
        return self.floor_area / (self.storeys or 1.0)

    @model_validator(mode="after")
    def _agree_with_each_other(self) -> Self:
        faults = [*self._of_its_size(), *self._of_its_age(), *self._of_its_places(), *self._of_its_heating()]
        if faults:
            raise Inconsistent(faults)
        return self

    def _of_its_size(self) -> Iterator[Words]:
        size = f"{from_si(self.footprint, 'area', 'ft2'):,.0f} ft2 ({self.footprint:.0f} m2)"
        if self.storeys is not None and self.footprint < SMALLEST_STOREY:
            yield ("storeys", f"{self.storeys:g} storeys leave {size} for each",
                   "state fewer, or floor_area of all storeys together")  # fmt: skip
        if self.storeys is not None and self.footprint > LARGEST_STOREY:
            yield ("floor_area", f"makes a storey of {size}, which is no single home", "state that of one home")
        if self.occupants is not None and self.floor_area / max(self.occupants, 1.0) < 6.0:
            yield ("occupants", f"{self.occupants:g} people have less than 6 m2 (65 ft2) each",
                   "check it, and floor_area")  # fmt: skip

    def _of_its_age(self) -> Iterator[Words]:
        this_year = date.today().year
        for key in ("built", "furnace_installed"):
            year = getattr(self, key)
            if year is not None and year > this_year + 1:
                yield (key, f"{year} is still to come", "state the year in which it happened")
        if self.furnace_installed is not None and self.furnace_installed < self.built:
            yield ("furnace_installed", f"is {self.built - self.furnace_installed} years before the house was built",
                   "check it, and built")  # fmt: skip
        old = self.furnace_installed or self.built
        if (
            self.furnace_efficiency is not None
            and self.furnace_efficiency > CONDENSING
            and (self.furnace_installed is not None and old < FIRST_CONDENSING)
        ):
            yield ("furnace_efficiency", f"no furnace of {old} reached {self.furnace_efficiency:g}",
                   "check it, and furnace_installed")  # fmt: skip

    def _of_its_places(self) -> Iterator[Words]:
        below = self.foundation
        if self.kind == "mobile home":
            if below is not None and below != "crawlspace":
                yield ("foundation", f"a mobile home does not stand on a {below}",
                       'write "crawlspace", or kind = "detached"')  # fmt: skip
            if self.storeys is not None and self.storeys > 1:
                yield ("storeys", "a mobile home has one storey", 'write 1, or kind = "detached"')
        if self.ducts in ("basement", "crawlspace") and below is not None and self.ducts != below:
            remedy = 'write ducts = "conditioned space"' if below == "conditioned basement" else "check both"
            yield ("ducts", f"are in a {self.ducts}, but the foundation is a {below}", remedy)
        if self.ducts == "attic" and self.attic == "cathedral":
            yield ("ducts", "are in an attic, but there is none", "check ducts and attic")
        if self.ducts == "none" and self.cooling == "central":
            yield ("cooling", "a central air conditioner needs ducts", 'write "none", or where the ducts are')

    def _of_its_heating(self) -> Iterator[Words]:
        if self.heating_fuel == "electricity":
            for key in ("furnace_efficiency", "furnace_installed"):
                if getattr(self, key) is not None:
                    yield (key, "is that of a furnace or boiler, but electricity heats the house",
                           "remove it, or state heating_fuel")  # fmt: skip
        if self.cooling == "none" and self.cooling_capacity is not None:
            yield ("cooling_capacity", "is that of an air conditioner, but there is none", "remove it, or cooling")
        winter, summer = self.heating_setpoint, self.cooling_setpoint
        if winter is not None and summer is not None and summer < winter + MIN_BAND:
            yield ("cooling_setpoint", f"is not {MIN_BAND:g} K above heating_setpoint", "check both")
