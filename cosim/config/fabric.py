"""What walls and windows are made of, as a house file describes it."""

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
    thickness: Annotated[Length, Field(gt=0, le=20)] | None = None
    conductivity: Conductivity | None = None
    density: Annotated[float, Quantity("density"), Field(ge=0, le=20000)] = 0.0
    specific_heat: Annotated[float, Quantity("specific_heat"), Field(ge=0, le=10000)] = 0.0
    resistance: Annotated[Resistance, Field(gt=0, le=100)] | None = None
    """Replaces thickness / conductivity; a thickness may still be given for the mass of the layer."""

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
    """A layered wall, roof, floor or ceiling, with the radiative properties of its two sides."""

    layers: Annotated[tuple[LayerConfig, ...], Field(min_length=1)]
    """From outside to inside; for a surface between zones, from the far zone to the surface's own."""
    outside_absorptance: Fraction = 0.6
    """Share of incident sun absorbed."""
    inside_absorptance: Fraction = 0.6
    outside_emittance: Fraction = 0.9
    inside_emittance: Fraction = 0.9
    roughness: Roughness = "rough"
    """Of the outer side; it raises forced convection."""


class PaneConfig(Config):
    """One sheet of glass, measured at normal incidence, per unit of incident sun."""

    thickness: Annotated[Length, Field(gt=0, le=0.05)] = 0.003
    conductivity: Conductivity = 1.0
    solar_transmittance: Annotated[float, Field(gt=0, lt=1)]
    solar_reflectance_front: Annotated[float, Field(gt=0, lt=1)]
    """Towards outdoors."""
    solar_reflectance_back: Annotated[float, Field(gt=0, lt=1)]
    emittance_front: Annotated[float, Field(gt=0, le=1)] = 0.84
    emittance_back: Annotated[float, Field(gt=0, le=1)] = 0.84

    @model_validator(mode="after")
    def _conserves_light(self) -> Self:
        most = max(self.solar_reflectance_front, self.solar_reflectance_back)
        if self.solar_transmittance + most > 1:
            raise ValueError("solar transmittance and reflectance of a pane exceed 1 together")
        return self


class GapConfig(Config):
    """The gas between two panes."""

    thickness: Annotated[Length, Field(gt=0.002, le=0.1)] = 0.012
    gas: Literal["air", "argon"] = "air"


class GlazingConfig(Config):
    """A window by its rating (`u_value` and `shgc`, frame included, as on the NFRC label) or pane by pane."""

    u_value: Annotated[UValue, Field(gt=0.2, lt=7)] | None = None
    shgc: Annotated[float, Field(gt=0.01, lt=0.95)] | None = None
    """Solar heat gain coefficient at normal incidence."""
    panes: tuple[PaneConfig, ...] = ()
    """From outside to inside."""
    gaps: tuple[GapConfig, ...] = ()
    """From outside to inside, one fewer than panes."""
    opaque_absorptance: Fraction | None = None
    """If given, no sun passes: the outer side absorbs this share (a test wall made of glass layers)."""

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
    gap: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """From the top of the window up to the board."""
    left: Annotated[Length, Field(ge=0, le=50)] = 0.0
    """Reach beyond the window's left edge, seen from outside."""
    right: Annotated[Length, Field(ge=0, le=50)] = 0.0


class FinsConfig(Config):
    """Vertical boards at both sides of a window."""

    depth: Annotated[Length, Field(gt=0, le=20)]
    gap: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """From the window's edge to the board."""
    above: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """Reach above the window's top."""
    below: Annotated[Length, Field(ge=0, le=20)] = 0.0
    """Reach below the window's bottom."""


class WindowConfig(Config):
    """One or more equal windows in a surface; their area is taken out of it."""

    name: str = ""
    surface: str
    glazing: str
    width: Annotated[Length, Field(gt=0, le=100)] | None = None
    height: Annotated[Length, Field(gt=0, le=20)] | None = None
    area: Annotated[Area, Field(gt=0, le=1000)] | None = None
    """Of all together, instead of width and height, or with one of them; a height not given is 1.5 m."""
    count: Annotated[int, Field(ge=1, le=200)] = 1
    overhang: OverhangConfig | None = None
    fins: FinsConfig | None = None
    curtain: Fraction = 1.0
    """Share of the transmitted sun that curtains and screens let into the room; the rest is sent out again. People's
    habits, by ANSI/RESNET/ICC 301: ``0.92 - 0.21 * shgc``."""
    interior_film: Annotated[UValue, Field(gt=0, le=100)] | None = None
    """Constant combined coefficient instead of the models of convection and longwave exchange."""
    exterior_film: Annotated[UValue, Field(gt=0, le=100)] | None = None

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
