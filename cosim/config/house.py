"""A house: zones, surfaces, windows, air leakage, gains and ducts, with real geometry.

The first zone is the conditioned one; the second may be conditioned, too, with a thermostat of its own. Azimuths are
degrees clockwise from north; tilts are 0 facing up, 90 vertical and 180 facing down. Both are those of the normal that
points out of the surface's own zone.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import (
    ONE_OR_MORE,
    Angle,
    Area,
    Conductance,
    Config,
    Flow,
    Inconsistent,
    Length,
    Mass,
    Quantity,
    Resistance,
    Time,
    UValue,
    Volume,
)
from cosim.config.fabric import ConstructionConfig, FinsConfig, Fraction, GlazingConfig, OverhangConfig, WindowConfig
from cosim.config.gains import GainsConfig
from cosim.config.schedule import SeasonConfig
from cosim.config.ventilation import NaturalVentilationConfig, VentilationConfig
from cosim.errors import did_you_mean

Words = tuple[str, str, str]  # place, problem, remedy
BOUNDARIES = ("outdoors", "raised floor", "ground", "adiabatic")


class LeakageConfig(Config):
    """Air leakage of a zone: exactly one of the first three fields sets its amount."""

    ach50: Annotated[float, Field(gt=0, le=60)] | None = None
    """Air changes per hour at 50 Pa from a blower door test; the flow then follows wind and temperature by AIM-2."""
    air_changes: Annotated[float, Field(ge=0, le=100)] | None = None
    """Constant air changes per hour, at the density of outdoor air at the site's elevation and 20 °C."""
    vent_area: Annotated[Area, Field(gt=0, le=100)] | None = None
    """Effective leakage area of vents (attic, crawlspace); the flow follows wind and temperature by Sherman and
    Grimsrud."""
    height: Annotated[Length, Field(gt=0, le=30)] = 2.5
    """Height from the lowest to the highest leak."""
    top: Annotated[Length, Field(gt=0, le=100)] | None = None
    """Height of the highest leak above the ground, at which the wind speed is taken; by default `height`, as of leaks
    that begin at the ground."""
    ceiling_share: Fraction = 0.25
    """Share of the leaks in the ceiling; 0.25 is Iain Walker's typical split, as in OS-HPXML."""
    floor_share: Fraction = 0.25
    """Share of the leaks in the floor; 0.25 by the same split."""
    flue_share: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of all leaks in an open flue or chimney; 0.2 is typical where there is one (Walker and Wilson)."""
    flue_top: Annotated[float, Field(ge=1, le=3)] = 1.5
    """Height of the flue's top over that of the highest leak."""
    exponent: Annotated[float, Field(ge=0.5, le=1)] = 0.65
    """Exponent of the flow on the pressure difference."""
    shelter: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of the local wind speed that reaches the walls: 0.9 exposed, 0.5 among houses, 0.3 well shielded. For vents
    Sherman and Grimsrud's coefficient of the same class of surroundings is taken, about a third of it."""

    @model_validator(mode="after")
    def _says_how_much_once(self) -> Self:
        given = [name for name in ("ach50", "air_changes", "vent_area") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of ach50, air_changes and vent_area")
        if self.ceiling_share + self.floor_share > 1:
            raise ValueError("ceiling_share and floor_share exceed 1 together")
        return self


class FurnitureConfig(Config):
    """Furniture in a zone, which stores heat."""

    mass: Annotated[Mass, Field(gt=0, le=1e6)]
    """Mass of the furniture, with the specific heat of wood."""
    area: Annotated[Area, Field(gt=0, le=1e5)]
    """Surface area exposed to air, sun and radiation."""


class ZoneConfig(Config):
    """A volume of well mixed air."""

    name: Annotated[str, Field(min_length=1)]
    """Name of the zone."""
    volume: Annotated[Volume, Field(gt=0, le=1e5)]
    """Volume of air."""
    floor_area: Annotated[Area, Field(gt=0, le=1e5)] | None = None
    """Floor area; required for conditioned zones."""
    leakage: LeakageConfig | None = None
    """Outdoor air that leaks into the zone."""
    furniture: FurnitureConfig | None = None
    """Furniture that stores heat."""
    conditioned: bool | None = None
    """Whether the zone is heated and cooled: always for the first zone, possible for the second, such as bedrooms
    beside living rooms."""
    gain_share: Fraction = 0.0
    """Share of the house's internal gains in a second conditioned zone; the rest is in the first."""
    air_capacity_factor: Annotated[float, Field(ge=1, le=30)] = 1.0
    """Heat capacity of the air and all that follows its temperature within minutes (light furnishings, linings, the air
    handler's metal), relative to the air alone. OpenStudio-HPXML's default of 7 gives measured cycling; the Standard
    140 cases use 1."""


class OpeningConfig(Config):
    """Doors through which the air of two zones mixes."""

    between: tuple[str, str]
    """Names of the two zones."""
    conductance: Annotated[Conductance, Field(gt=0, le=2000)]
    """Heat flow per kelvin. Two-way flow through an open door of 0.8 m x 2 m carries about 100 W at 1 K (Brown and
    Solvason 1962, with a discharge coefficient of 0.6), a closed door with an undercut a few watts."""


class SurfaceConfig(Config):
    """A plane of one construction between a zone and something else."""

    name: Annotated[str, Field(min_length=1)]
    """Name of the surface."""
    zone: str
    """Name of the zone that it belongs to."""
    construction: str
    """Name of its construction."""
    area: Annotated[Area, Field(gt=0, le=1e5)]
    """Gross area, windows included."""
    boundary: str = "outdoors"
    """What is on the other side: `outdoors`; `raised floor` (outdoor air without sun and wind); `ground`; `adiabatic`;
    or a zone's name (its own zone for a partition, both sides of which then count)."""
    tilt: Annotated[Angle, Field(ge=0, le=180)] = 90.0
    """Tilt of the surface: 0 faces up, 90 is vertical, 180 faces down."""
    azimuth: Annotated[Angle, Field(ge=0, lt=360)] | None = None
    """Direction that it faces, clockwise from north; required for outdoor surfaces that are not horizontal."""
    centre_height: Annotated[Length, Field(gt=0, le=100)] = 1.35
    """Height of its centre above ground, for the wind."""
    width: Annotated[Length, Field(gt=0, le=200)] | None = None
    """Width of the surface; required only for an overhang on the surface itself."""
    overhang: OverhangConfig | None = None
    """Overhang that shades the surface itself."""
    interior_film: Annotated[UValue, Field(gt=0, le=100)] | None = None
    """Constant combined inside coefficient instead of the models of convection and longwave exchange."""
    exterior_film: Annotated[UValue, Field(gt=0, le=100)] | None = None
    """Constant combined outside coefficient instead of the models of convection and longwave exchange."""
    perimeter: Annotated[Length, Field(gt=0, le=1000)] | None = None
    """Exposed edge of a slab on ground, for `f_factor`."""
    f_factor: Annotated[float, Quantity("conductivity"), Field(gt=0, le=5)] | None = None
    """Heat loss of a slab per length of exposed edge and kelvin (ASHRAE 90.1, appendix A)."""

    @model_validator(mode="after")
    def _faces_somewhere(self) -> Self:
        if self.boundary == "outdoors" and self.azimuth is None and 0 < self.tilt < 180:
            raise ValueError("an outdoor surface that is not horizontal needs an azimuth")
        if (self.perimeter is None) != (self.f_factor is None):
            raise ValueError("perimeter and f_factor go together")
        if self.f_factor is not None and self.boundary != "ground":
            raise ValueError("an f_factor belongs to a surface on ground")
        if self.overhang is not None and self.width is None:
            raise ValueError("an overhang on a surface needs the surface's width")
        return self


class PlacedDuctsConfig(Config):
    """Ducts of the air handler in one zone."""

    zone: str
    """Zone in which the ducts are, or `outdoors`."""
    supply_leakage: Annotated[float, Field(ge=0, le=0.6)] = 0.0
    """Share of the fan's flow that leaks from supply ducts."""
    return_leakage: Annotated[float, Field(ge=0, le=0.6)] = 0.0
    """Share of the fan's flow that leaks into return ducts."""
    supply_leakage_flow: Annotated[Flow, Field(ge=0, le=1)] = 0.0
    """Flow that leaks from supply ducts at the fan's full flow, as a test at 25 Pa gives it; beside `supply_leakage`.
    Its share is the same at lower fan speeds, and larger for a smaller fan."""
    return_leakage_flow: Annotated[Flow, Field(ge=0, le=1)] = 0.0
    """The same of return ducts."""
    supply_area: Annotated[Area, Field(ge=0, le=500)] = 0.0
    """Surface area of the supply ducts."""
    return_area: Annotated[Area, Field(ge=0, le=500)] = 0.0
    """Surface area of the return ducts."""
    resistance: Annotated[Resistance, Field(gt=0, le=20)] = 1.0
    """Thermal resistance from the air in the duct to the air around it, films included."""


class DuctsConfig(PlacedDuctsConfig):
    """The duct system of the air handler."""

    elsewhere: Annotated[tuple[PlacedDuctsConfig, ...], Field(max_length=3)] = ()
    """Ducts of the same air handler in further zones, tables with the same keys."""

    @property
    def places(self) -> tuple[PlacedDuctsConfig, ...]:
        """The ducts of each zone."""
        return (self, *self.elsewhere)

    @model_validator(mode="after")
    def _leaves_some_air(self) -> Self:
        names = [place.zone for place in self.places]
        if len(set(names)) < len(names):
            raise ValueError(f"'{next(n for n in names if names.count(n) > 1)}' stands twice; join its ducts")
        for side in ("supply", "return"):
            if sum(getattr(place, f"{side}_leakage") for place in self.places) > 0.6:
                raise ValueError(f"{side} ducts leak more than 0.6 of the flow, all zones together")
        return self


class GroundConfig(Config):
    """Undisturbed soil below and beside the house."""

    surface: Literal["air temperature", "bare soil", "EnergyPlus"] = "air temperature"
    """Temperature of the soil's surface: that of the air, near which shade, grass and evaporation hold it; that of bare
    dry dark soil in sun, wind and sky, 5 to 8 K above the air in the United States; or the same where hardly any wind
    reaches the soil, 6 to 10 K above the air, as EnergyPlus has it."""
    depth: Annotated[Length, Field(ge=0, le=30)] = 1.0
    """Depth of the soil temperature that bounds surfaces on ground; 0.5 m gives the seasons of a conditioned basement
    better, of which the walls lose most near the surface."""
    diffusivity: Annotated[float, Field(gt=1e-8, lt=1e-5)] = 5.8e-7
    """Thermal diffusivity of the soil, m2/s."""
    swing: Annotated[float, Field(ge=0, le=5)] | None = None
    """Swing of the soil's temperature through the year over that of its surface, in place of what `depth` and
    `diffusivity` say: such as a foundation's soil in two dimensions has."""
    lag: Annotated[Time, Field(ge=0, le=3.2e7)] = 0.0
    """Time by which that temperature follows its surface; with `swing`."""
    deep_share: Fraction = 0.0
    """Share of the ground's heat that goes to soil far below, which has the air's mean temperature of the year; with
    `swing`."""


class HouseConfig(Config):
    """The building itself, without equipment and setpoints."""

    name: str
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    description: str = ""
    """A few sentences on the house."""
    source: str = ""
    """Where the numbers come from."""
    zones: Annotated[tuple[ZoneConfig, ...], Field(min_length=1)]
    """Zones of air; the first is conditioned."""
    constructions: dict[str, ConstructionConfig]
    """Constructions by name."""
    glazings: dict[str, GlazingConfig] = Field(default_factory=dict)
    """Glazings by name."""
    surfaces: Annotated[tuple[SurfaceConfig, ...], Field(min_length=1)]
    """Walls, roofs, floors, ceilings and partitions."""
    windows: tuple[WindowConfig, ...] = ()
    """Windows in the surfaces."""
    openings: tuple[OpeningConfig, ...] = ()
    """Openings between zones."""
    gains: Annotated[tuple[GainsConfig, ...], ONE_OR_MORE] = ()
    """Internal gains of people and appliances, one table or several; none by default."""
    ventilation: Annotated[tuple[VentilationConfig, ...], ONE_OR_MORE] = ()
    """Fans that move air in or out, one table or several; none by default."""
    natural_ventilation: NaturalVentilationConfig | None = None
    """Windows and whole-house fans that cool with outdoor air; none by default."""
    ducts: DuctsConfig | None = None
    """Duct system; by default without losses."""
    ground: GroundConfig = Field(default_factory=GroundConfig)
    """Soil below and beside the house."""
    terrain: Literal["open", "suburban", "city"] = "suburban"
    """Terrain around the house; the weather station is in the open."""
    albedo: Fraction = 0.2
    """Share of the sun that the ground reflects."""
    summer: SeasonConfig | None = None
    """Days on which windows have their `curtain`; on others they have their `winter_curtain`. By default months of the
    cooling season by the climate, by the Building America House Simulation Protocols."""

    @property
    def ducts_outside(self) -> tuple[PlacedDuctsConfig, ...]:
        """Ducts outside the first zone; what those within it lose warms or cools the rooms themselves."""
        places = () if self.ducts is None else self.ducts.places
        return tuple(place for place in places if place.zone != self.zones[0].name)

    @property
    def second_zone(self) -> int:
        """Number of the second conditioned zone, 0 where there is none."""
        return int(len(self.zones) > 1 and bool(self.zones[1].conditioned))

    @property
    def second_floor_share(self) -> float:
        """Share of the conditioned floor that lies in the second zone."""
        areas = [zone.floor_area or 0.0 for zone in self.zones[: self.second_zone + 1]]
        return areas[1] / sum(areas) if self.second_zone else 0.0

    @property
    def conditioned_volume(self) -> float:
        """Volume of air in the conditioned zones, m3."""
        return sum(zone.volume for zone in self.zones[: self.second_zone + 1])

    @property
    def floor_area(self) -> float:
        """Floor area of the conditioned zone, m2."""
        area = self.zones[0].floor_area
        assert area is not None  # the validator saw to it
        return area

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        faults = [*self._name_faults(), *self._reference_faults(), *self._geometry_faults(), *self._heat_faults(),
                  *self._conditioning_faults()]  # fmt: skip
        if faults:
            raise Inconsistent(faults)
        return self

    def _name_faults(self) -> list[Words]:
        faults = []
        for kind, names in (("zones", [z.name for z in self.zones]), ("surfaces", [s.name for s in self.surfaces])):
            faults += [
                (f"{kind}[{number}].name", f"'{name}' is already the name of {kind}[{names.index(name)}]", "")
                for number, name in enumerate(names)
                if names.index(name) != number
            ]
        faults += [
            (f"zones[{number}].name", f"'{zone.name}' is the name of a boundary", "choose another")
            for number, zone in enumerate(self.zones)
            if zone.name in BOUNDARIES
        ]
        return faults

    def _reference_faults(self) -> list[Words]:
        zones = [zone.name for zone in self.zones]
        faults: list[Words] = []

        def check(place: str, kind: str, name: str, known: list[str]) -> None:
            if name not in known:
                faults.append((place, f"'{name}' is not a {kind}", did_you_mean(name, known)))

        for number, surface in enumerate(self.surfaces):
            place = f"surfaces[{number}]"
            check(f"{place}.zone", "zone", surface.zone, zones)
            check(f"{place}.boundary", "boundary or zone", surface.boundary, [*BOUNDARIES, *zones])
            check(f"{place}.construction", "construction", surface.construction, list(self.constructions))
        for number, window in enumerate(self.windows):
            place = f"windows[{number}]"
            check(f"{place}.surface", "surface", window.surface, [surface.name for surface in self.surfaces])
            check(f"{place}.glazing", "glazing", window.glazing, list(self.glazings))
        for number, opening in enumerate(self.openings):
            for name in opening.between:
                check(f"openings[{number}].between", "zone", name, zones)
            if opening.between[0] == opening.between[1]:
                faults.append((f"openings[{number}].between", "names one zone twice", "name two"))
        for number, gains in enumerate(self.gains):
            if gains.zone:
                check(f"gains[{number}].zone", "zone without conditioning", gains.zone, zones[self.second_zone + 1 :])
        if self.ducts is not None:
            for number, part in enumerate(self.ducts.places):
                check(_duct_zone_key(number), "zone", part.zone, [*zones, "outdoors"])
        return faults

    def _conditioning_faults(self) -> list[Words]:
        faults: list[Words] = []
        for number, zone in enumerate(self.zones):
            place = f"zones[{number}]"
            if number == 0 and zone.conditioned is False:
                faults.append((f"{place}.conditioned", "the first zone is always conditioned", "put another one first"))
            if number > 1 and zone.conditioned:
                remedy = "make it the second in the list, or join the two"
                faults.append((f"{place}.conditioned", "only the first two zones may be conditioned", remedy))
            if number != self.second_zone and zone.gain_share:
                faults.append((f"{place}.gain_share", "applies only to a second conditioned zone", ""))
        if self.second_zone:
            if self.zones[1].floor_area is None:
                faults.append(("zones[1]", "a conditioned zone needs its floor area", "write floor_area_m2"))
            within = {zone.name for zone in self.zones[:2]}
            for number, part in enumerate(() if self.ducts is None else self.ducts.places):
                key = _duct_zone_key(number)
                if part.zone in within:
                    faults.append((key, "is a conditioned zone; ducts in it have no losses", "remove those ducts"))
        return faults

    def _geometry_faults(self) -> list[Words]:
        faults: list[Words] = []
        if self.zones[0].floor_area is None:
            faults.append(("zones[0]", "the first zone is the conditioned one and needs its floor area",
                           "write floor_area_m2 or floor_area_ft2"))  # fmt: skip
        glass = dict.fromkeys((surface.name for surface in self.surfaces), 0.0)
        for window in self.windows:
            glass[window.surface] = glass.get(window.surface, 0.0) + window.total_area
        for number, surface in enumerate(self.surfaces):
            area = glass[surface.name]
            if area > surface.area * (1 + 1e-9):
                sizes = f"({area:.1f} m2 against {surface.area:.1f} m2)"
                faults.append((f"surfaces[{number}]", f"windows of '{surface.name}' larger than itself {sizes}", ""))
            if area > 0 and surface.boundary != "outdoors":
                faults.append((f"surfaces[{number}]", f"'{surface.name}' has windows, but does not face outdoors", ""))
        for number, zone in enumerate(self.zones):
            if not any(zone.name in (surface.zone, surface.boundary) for surface in self.surfaces):
                faults.append((f"zones[{number}]", f"'{zone.name}' has no surface", ""))
        return faults

    def _heat_faults(self) -> list[Words]:
        faults: list[Words] = []
        if not any(surface.boundary in ("outdoors", "raised floor", "ground") for surface in self.surfaces):
            faults.append(("surfaces", "none borders on outdoors or ground: heat cannot leave the house", ""))
        built = [self.constructions[s.construction] for s in self.surfaces if s.construction in self.constructions]
        if built and not any(layer.heat_capacity > 0 for construction in built for layer in construction.layers):
            faults.append(("constructions", "no layer has mass", "give at least one density and specific heat"))
        return faults


def _duct_zone_key(number: int) -> str:
    return "ducts.zone" if number == 0 else f"ducts.elsewhere[{number - 1}].zone"


__all__ = ["FinsConfig", "GainsConfig", "HouseConfig", "OverhangConfig", "SurfaceConfig", "WindowConfig", "ZoneConfig"]
