"""Fans that move air between a house and outdoors, and windows that people open."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Area, Config, Flow, Inconsistent, Length, Power
from cosim.config.gains import DAY, Profile
from cosim.config.schedule import Days, Weekday

Effectiveness = Annotated[float, Field(ge=0, lt=1)]
# of units in the directory of the Home Ventilating Institute at 0 °C, as ENERGY STAR asks for and the better ones reach
SENSIBLE_USUAL, LATENT_USUAL = "0.65 to 0.80", "0.35 to 0.55"


class VentilationConfig(Config):
    """A fan that brings outdoor air into the conditioned zone, takes air out of it, or both.

    Air that a fan moves in one direction only passes the leaks in the other, and so adds less to what leaks by itself
    than balanced flows do (ANSI/RESNET/ICC 301-2022).
    """

    kind: Literal["balanced", "supply", "exhaust", "hrv", "erv"] = "balanced"
    """Direction and recovery: `balanced` (as much in as out), `supply` (in), `exhaust` (out, as kitchen and bath fans
    and dryers), `hrv` (balanced, recovers heat) or `erv` (balanced, recovers heat and moisture)."""
    flow: Annotated[Flow, Field(gt=0, le=10)]
    """Flow in each direction that the fan moves, at the density of outdoor air at the site's elevation and 20 °C."""
    profile: Profile = tuple(DAY)
    """Factor on the flow for each hour of the day, by the scenario's clock."""
    sensible_recovery: Effectiveness | None = None
    """Share of the temperature difference between the two air streams that an `hrv` or `erv` recovers, the fans' heat
    apart; units that the Home Ventilating Institute lists have 0.65 to 0.80 at 0 °C."""
    latent_recovery: Effectiveness | None = None
    """Share of the difference in moisture that an `erv` recovers; 0.35 to 0.55 in winter by the same list."""
    fan_power: Annotated[Power, Field(ge=0, le=5000)] = 0.0
    """Electric power of the fans while they move `flow`; it follows `profile` as that does."""

    @model_validator(mode="after")
    def _recovers_what_it_can(self) -> Self:
        recovers = self.kind in ("hrv", "erv")
        faults = []
        if recovers and self.sensible_recovery is None:
            faults.append(("sensible_recovery", f"of an {self.kind} is missing",
                           f"write the one of its data sheet, usually {SENSIBLE_USUAL}"))  # fmt: skip
        if self.kind == "erv" and self.latent_recovery is None:
            faults.append(("latent_recovery", "of an erv is missing",
                           f"write the one of its data sheet, usually {LATENT_USUAL}"))  # fmt: skip
        if self.kind == "hrv" and self.latent_recovery:
            faults.append(("latent_recovery", "an hrv recovers no moisture", 'remove it, or write kind = "erv"'))
        if not recovers:
            faults += [
                (name, f"{self.kind} ventilation recovers nothing", 'remove it, or write kind = "hrv" or "erv"')
                for name in ("sensible_recovery", "latent_recovery")
                if getattr(self, name)
            ]
        if faults:
            raise Inconsistent(faults)
        return self


class NaturalVentilationConfig(Config):
    """Windows that people open, and fans that they switch on, to cool with outdoor air.

    They do so while the room is warmer than outdoors and than the middle of its two setpoints, and outdoor air is dry
    enough, and as far as it takes to bring the room to that middle.
    """

    area: Annotated[Area, Field(ge=0, le=100)] = 0.0
    """Effective area of the windows that are opened: their free opening times a discharge coefficient of about 0.6."""
    days: Days | Weekday | Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("monday", "wednesday", "friday")
    """Days on which windows are opened: "every day", "weekdays", "weekend", or a list of weekdays. Three days a week is
    OpenStudio-HPXML's default."""
    season: Literal["whole year", "cooling"] = "whole year"
    """Months in which they do so: all, or those of cooling by the climate, by the Building America House Simulation
    Protocols: warmer than 66 °F in the mean, midsummer, and a month before and after."""
    height: Annotated[Length, Field(gt=0, le=30)] | None = None
    """Height from the lowest to the highest opening; by default that of the zone's leaks."""
    max_humidity_ratio: Annotated[float, Field(gt=0, le=0.05)] = 0.0115
    """Humidity ratio of outdoor air above which nothing is opened; ANSI/RESNET/ICC 301-2022."""
    max_air_changes: Annotated[float, Field(gt=0, le=100)] = 20.0
    """Maximum air changes per hour through windows; people do not like a stronger draught."""
    fan_flow: Annotated[Flow, Field(ge=0, le=20)] = 0.0
    """Flow of a whole-house fan, which runs on every day, instead of windows alone."""
    fan_power: Annotated[Power, Field(ge=0, le=5000)] = 0.0
    """Electric power of the whole-house fan."""

    @model_validator(mode="after")
    def _opens_something(self) -> Self:
        if not self.area and not self.fan_flow:
            raise ValueError("needs an area of windows or the flow of a fan")
        if self.fan_power and not self.fan_flow:
            raise ValueError("fan_power belongs to a fan; write its fan_flow")
        return self
