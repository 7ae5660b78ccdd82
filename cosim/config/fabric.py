"""Constructions, glazings, windows and shading of a house."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Area, Config, Length, Quantity, Resistance, UValue

Fraction = Annotated[float, Field(ge=0, le=1)]
Conductivity = Annotated[float, Quantity("conductivity"), Field(gt=0, le=500)]
USUAL_HEIGHT = 1.5  # m, of a window known by its area alone
Roughness = Literal["very rough", "rough", "medium rough", "medium smooth", "smooth", "very smooth"]


class LayerConfig(Config):
    """One layer of a construction: thickness and conductivity, or a resistance alone (a membrane, an air space)."""

    name: str = ""
    """Name of the material."""
    thickness: Annotated[Length, Field(gt=0, le=20)] | None = None
    """Thickness of the layer."""
    conductivity: Conductivity | None = None
    """Thermal conductivity of the material."""
    density: Annotated[float, Quantity("density"), Field(ge=0, le=20000)] = 0.0
    """Density of the material; 0 for a layer without heat storage."""
    specific_heat: Annotated[float, Quantity("specific_heat"), Field(ge=0, le=10000)] = 0.0
    """Specific heat of the material."""
    resistance: Annotated[Resistance, Field(gt=0, le=100)] | None = None
    """Thermal resistance instead of thickness / conductivity; a thickness may still be given for the layer's mass."""

    @model_validator(mode="after")
    def _has_one_resistance(self) -> Self:
        if self.resistance is None and (self.thickness is None or self.conductivity is None):
            raise ValueError("a layer needs thickness and conductivity, or a resistance")
        if self.resistance is not None and self.conductivity is not None:
            raise ValueError("a layer has either a conductivity or a resistance, not both")
        if self.density > 0 and (self.thickness is None or self.specific_heat == 0):
            raise ValueError("a layer with density needs thickness and specific heat as well")
        return self

    @property
    def heat_resistance(self) -> float:
        """Thermal resistance of the layer, m2 K/W."""
        if self.resistance is not None:
            return self.resistance
        return (self.thickness or 0.0) / (self.conductivity or 1.0)  # the validator saw to it that both are given

    @property
    def heat_capacity(self) -> float:
        """Heat capacity of the layer, J/(m2 K)."""
        return (self.thickness or 0.0) * self.density * self.specific_heat


class ConstructionConfig(Config):
    """A layered wall, roof, floor or ceiling, with the radiative properties of both sides."""

    layers: Annotated[tuple[LayerConfig, ...], Field(min_length=1)]
    """Layers from outside to inside; for a surface between zones, from the far zone to the surface's own."""
    outside_absorptance: Fraction = 0.6
    """Share of the incident sun that the outer side absorbs."""
    inside_absorptance: Fraction = 0.6
    """Share of the incident sun that the inner side absorbs."""
    outside_emittance: Fraction = 0.9
    """Longwave emittance of the outer side."""
    inside_emittance: Fraction = 0.9
    """Longwave emittance of the inner side."""
    roughness: Roughness = "rough"
    """Roughness of the outer side, which increases forced convection."""


class PaneConfig(Config):
    """One sheet of glass, with its properties at normal incidence."""

    thickness: Annotated[Length, Field(gt=0, le=0.05)] = 0.003
    """Thickness of the glass."""
    conductivity: Conductivity = 1.0
    """Thermal conductivity of the glass."""
    solar_transmittance: Annotated[float, Field(gt=0, lt=1)]
    """Solar transmittance at normal incidence."""
    solar_reflectance_front: Annotated[float, Field(gt=0, lt=1)]
    """Solar reflectance of the side facing outdoors."""
    solar_reflectance_back: Annotated[float, Field(gt=0, lt=1)]
    """Solar reflectance of the side facing indoors."""
    emittance_front: Annotated[float, Field(gt=0, le=1)] = 0.84
    """Longwave emittance of the side facing outdoors; 0.84 for uncoated glass."""
    emittance_back: Annotated[float, Field(gt=0, le=1)] = 0.84
    """Longwave emittance of the side facing indoors; 0.84 for uncoated glass."""

    @model_validator(mode="after")
    def _conserves_light(self) -> Self:
        most = max(self.solar_reflectance_front, self.solar_reflectance_back)
        if self.solar_transmittance + most > 1:
            raise ValueError("solar transmittance and reflectance of a pane exceed 1 together")
        return self


class GapConfig(Config):
    """The gas between two panes."""

    thickness: Annotated[Length, Field(gt=0.002, le=0.1)] = 0.012
    """Distance between the panes."""
    gas: Literal["air", "argon"] = "air"
    """Gas between the panes."""


class GlazingConfig(Config):
    """A window by its rating (`u_value` and `shgc`, frame included, as on the NFRC label) or pane by pane."""

    u_value: Annotated[UValue, Field(gt=0.2, lt=7)] | None = None
    """Rated U-value, frame included (NFRC label)."""
    shgc: Annotated[float, Field(gt=0.01, lt=0.95)] | None = None
    """Rated solar heat gain coefficient at normal incidence, frame included (NFRC label)."""
    panes: tuple[PaneConfig, ...] = ()
    """Panes from outside to inside, instead of a rating."""
    gaps: tuple[GapConfig, ...] = ()
    """Gaps from outside to inside, one fewer than panes."""
    opaque_absorptance: Fraction | None = None
    """If given, no sun passes and the outer side absorbs this share (a test wall made of glass layers)."""

    @model_validator(mode="after")
    def _is_rated_or_layered(self) -> Self:
        rated = self.u_value is not None or self.shgc is not None
        if rated == bool(self.panes):
            raise ValueError("a glazing needs either u_value and shgc, or panes")
        if rated and (self.u_value is None or self.shgc is None):
            raise ValueError("a rated glazing needs both u_value and shgc")
        if self.panes and len(self.gaps) != len(self.panes) - 1:
            raise ValueError(f"{len(self.panes)} panes have one gap fewer between them, not {len(self.gaps)}")
        if len(self.panes) > 4:
            raise ValueError("at most four panes")
        return self


class OverhangConfig(Config):
    """A horizontal board above a window or wall."""

    depth: Annotated[Length, Field(gt=0, le=20)]
    """Projection of the board from the wall."""
    gap: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """Distance from the top of the window up to the board."""
    left: Annotated[Length, Field(ge=0, le=50)] = 0.0
    """Extension beyond the window's left edge, seen from outside."""
    right: Annotated[Length, Field(ge=0, le=50)] = 0.0
    """Extension beyond the window's right edge, seen from outside."""


class FinsConfig(Config):
    """Vertical boards at both sides of a window."""

    depth: Annotated[Length, Field(gt=0, le=20)]
    """Projection of the boards from the wall."""
    gap: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """Distance from the window's edge to the board."""
    above: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """Extension above the window's top."""
    below: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """Extension below the window's bottom."""


class WindowConfig(Config):
    """One or more equal windows in a surface; their area is taken out of it."""

    name: str = ""
    """Name of the window."""
    surface: str
    """Name of the surface that holds it."""
    glazing: str
    """Name of its glazing."""
    width: Annotated[Length, Field(gt=0, le=100)] | None = None
    """Width of one window."""
    height: Annotated[Length, Field(gt=0, le=20)] | None = None
    """Height of one window."""
    area: Annotated[Area, Field(gt=0, le=1000)] | None = None
    """Area of all windows together, instead of width and height or with one of them; the height defaults to 1.5 m."""
    count: Annotated[int, Field(ge=1, le=200)] = 1
    """Number of equal windows."""
    overhang: OverhangConfig | None = None
    """Overhang above each window."""
    fins: FinsConfig | None = None
    """Fins beside each window."""
    curtain: Fraction = 1.0
    """Share of the window's solar gain that curtains, screens and trees leave, of what it transmits and of what it
    absorbs, as shading coefficients are defined. Usual shading, a judgement:
    ``0.92 - 0.21 * shgc``, as HPXML programs take it; the standard that they name for it was not at hand."""
    winter_curtain: Fraction | None = None
    """The same on days that are not of the house's `summer`; by default as in summer. With it a tree without leaves or
    an open curtain counts."""
    interior_film: Annotated[UValue, Field(gt=0, le=100)] | None = None
    """Constant combined inside coefficient instead of the models of convection and longwave exchange."""
    exterior_film: Annotated[UValue, Field(gt=0, le=100)] | None = None
    """Constant combined outside coefficient instead of the models of convection and longwave exchange."""

    @model_validator(mode="after")
    def _has_a_size(self) -> Self:
        if self.area is None and (self.width is None or self.height is None):
            raise ValueError("a window needs width and height, or an area")
        if self.area is not None and self.width is not None and self.height is not None:
            raise ValueError("a window has width and height or an area, not both")
        return self

    @property
    def total_area(self) -> float:
        """Area of all equal windows together, m2."""
        if self.area is not None:
            return self.area
        width, height = self.size
        return width * height * self.count

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of one window, m."""
        height = self.height or USUAL_HEIGHT
        return self.width or (self.area or 0.0) / self.count / height, height
