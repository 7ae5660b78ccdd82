"""What is certified of a machine: ratings on its label, or capacities and ratings as all that is known of it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Flow, Power
from cosim.units import DIMENSIONS, to_si

Rating = Annotated[float, Field(gt=0, le=60)]


class LabelConfig(Config):
    """Seasonal ratings that the maker certifies, Btu/Wh; SCOP is a plain ratio."""

    hspf2: Annotated[float, Field(gt=0)] | None = None
    """Certified HSPF2 for region IV, Btu/Wh."""
    seer2: Annotated[float, Field(gt=0)] | None = None
    """Certified SEER2, Btu/Wh."""
    eer2: Annotated[float, Field(gt=0)] | None = None
    """Certified EER2 at 95 °F outdoors, Btu/Wh."""
    scop: Annotated[float, Field(gt=0)] | None = None
    """Certified SCOP for the average climate."""
    certificate: str = ""
    """Number of the certificate, such as AHRI's reference number."""


class RatingsConfig(Config):
    """Capacities and ratings of a machine of which nothing else is known: a generic machine that rates back to them.

    `seer2`, `eer2` and `hspf2` are in Btu/Wh. A machine that cools needs one of the first two, one that heats
    `hspf2` or `cop_47f`.
    """

    speeds: Literal["single", "two", "variable"] = "single"
    """Speeds of the compressor."""
    cooling_capacity: Annotated[Power, Field(gt=0, le=100e3)] | None = None
    """Net cooling capacity at 95 °F; missing for a machine that only heats."""
    seer2: Rating | None = None
    """Seasonal energy efficiency ratio."""
    eer2: Rating | None = None
    """Energy efficiency ratio at 95 °F."""
    heating_capacity: Annotated[Power, Field(gt=0, le=100e3)] | None = None
    """Net heating capacity at 47 °F; missing for an air conditioner."""
    heating_capacity_17f: Annotated[Power, Field(gt=0, le=100e3)] | None = None
    """Net heating capacity at 17 °F; by default the usual share of that at 47 °F."""
    hspf2: Rating | None = None
    """Heating seasonal performance factor, region IV."""
    cop_47f: Annotated[float, Field(gt=1, le=10)] | None = None
    """COP at 47 °F, for machines that have no seasonal rating."""
    airflow: Annotated[Flow, Field(gt=0.02, lt=10)] | None = None
    """Air flow of the indoor fan in the house; by default that of the rating."""
    fan_power: Annotated[Power, Field(ge=0, lt=3000)] | None = None
    """Power of the indoor fan against the ducts of the house; by default that of the rating."""

    @model_validator(mode="after")
    def _says_enough(self) -> Self:
        if self.cooling_capacity is None and self.heating_capacity is None:
            raise ValueError("needs cooling_capacity, heating_capacity or both")
        if self.cooling_capacity is not None and self.seer2 is None and self.eer2 is None:
            raise ValueError("needs seer2 or eer2 with cooling_capacity")
        if self.heating_capacity is not None and (self.hspf2 is None) == (self.cop_47f is None):
            raise ValueError("needs either hspf2 or cop_47f with heating_capacity")
        if self.heating_capacity is None and (self.hspf2 or self.cop_47f or self.heating_capacity_17f):
            raise ValueError("ratings of heating need heating_capacity")
        if self.cooling_capacity is None and (self.seer2 or self.eer2):
            raise ValueError("ratings of cooling need cooling_capacity")
        return self


def stated_capacities(ratings: Any) -> dict[str, float]:
    """Return the capacities in a table `ratings` that is not checked yet, W, by mode."""
    if isinstance(ratings, RatingsConfig):
        found = {"heating": ratings.heating_capacity, "cooling": ratings.cooling_capacity}
        return {mode: capacity for mode, capacity in found.items() if capacity is not None}
    stated = {}
    for mode in ("heating", "cooling"):
        for suffix in DIMENSIONS["power"]:
            value = ratings.get(f"{mode}_capacity_{suffix}") if isinstance(ratings, Mapping) else None
            if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
                stated[mode] = to_si(float(value), "power", suffix)
    return stated


def stated_speeds(ratings: Any) -> str:
    """Return the speeds in a table `ratings` that is not checked yet."""
    if isinstance(ratings, RatingsConfig):
        return ratings.speeds
    found = ratings.get("speeds", "single") if isinstance(ratings, Mapping) else "single"
    return found if isinstance(found, str) else "single"
