"""Heat, moisture, electricity and fuel of people and appliances in a house, by the hour, the day of the week and month.

A house has one table of gains or several, such as one for each end use. All figures are means; profiles only shape
them, so that the year's energy is what the figures say.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cosim.config.base import Conductance, Config, Power, Temperature
from cosim.config.fabric import Fraction
from cosim.config.prices import Fuel
from cosim.constants import HOURS_OF_YEAR

MAINS_RISE = 40.0  # K
Factor = Annotated[float, Field(ge=0)]
DAY = [1.0] * 24
Profile = Annotated[tuple[Factor, ...], Field(min_length=24, max_length=24)]
Months = Annotated[tuple[Factor, ...], Field(min_length=12, max_length=12)]
Hours = Annotated[tuple[Factor, ...], Field(min_length=HOURS_OF_YEAR, max_length=HOURS_OF_YEAR)]


class GainsConfig(Config):
    """Heat, moisture and energy of people and appliances: annual means and when they occur."""

    name: str = ""
    """Short name, such as that of an end use."""
    zone: str = ""
    """Zone that the heat goes to, if it is one without conditioning; by default the conditioned zones."""
    sensible: Annotated[Power, Field(ge=-1e5, le=1e5)] = 0.0
    """Annual mean sensible heat; below zero where water evaporates."""
    radiant_fraction: Fraction = 0.6
    """Share of the sensible heat that reaches surfaces as longwave radiation; the rest warms the air."""
    latent: Annotated[Power, Field(ge=0, le=1e5)] = 0.0
    """Annual mean latent heat."""
    electricity: Annotated[Power, Field(ge=0, le=1e5)] = 0.0
    """Annual mean power of lights and appliances, for the bill; its heat is part of `sensible` if it stays indoors."""
    fuel: Annotated[Power, Field(ge=0, le=1e5)] = 0.0
    """Annual mean fuel, higher heating value, for the bill; its heat is part of `sensible` if it stays indoors."""
    burns: Fuel = "gas"
    """What `fuel` is."""
    slope: Annotated[Conductance, Field(ge=0, le=1000)] = 0.0
    """Mean increase of electricity, and of sensible heat with it, for each kelvin of the temperature around it, that of
    the rooms or of its `zone`, above 20 °C; for refrigerators."""
    profile: Profile = tuple(DAY)
    """Relative weight of each hour of the day, by the scenario's clock; only its shape matters."""
    weekend_profile: Profile | None = None
    """The same on Saturdays and Sundays; by default `profile`."""
    monthly: Months | None = None
    """Relative weight of each month; only its shape matters. By default all days of the year are alike."""
    hourly: Hours | None = None
    """Relative weight of each hour of the year in standard time, instead of profiles and months."""
    months_above: Temperature | None = None
    """Mean outdoor temperature above which a month counts, as for ceiling fans; the means are those of such months, and
    there is nothing in the others. By default every month counts."""

    mains_to: Temperature | None = None
    """Temperature to which water from the mains is heated, if it is: the figures are those for a rise of 40 K, and
    follow the mains' temperature from day to day."""

    @model_validator(mode="after")
    def _has_a_shape(self) -> Self:
        if sum(self.profile) == 0:
            raise ValueError("the profile needs at least one hour above zero")
        if self.monthly is not None and sum(self.monthly) == 0:
            raise ValueError("monthly needs at least one month above zero")
        if self.hourly is not None and sum(self.hourly) == 0:
            raise ValueError("hourly needs at least one hour above zero")
        others = self.profile != tuple(DAY), self.weekend_profile is not None, self.monthly is not None
        if self.hourly is not None and any(others):
            raise ValueError("hourly weights replace profiles and months; give one or the other")
        if self.zone and self.latent:
            raise ValueError("latent heat is that of the conditioned zones")
        return self
