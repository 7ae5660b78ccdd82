"""Homes of a table that states plain facts of each: what heats it, how large and how old it is, what its bills told.

What a row does not state is drawn from the housing stock, by the home's own stream of random numbers, so that a
population is as varied as such homes are. A home that was fitted to its figures (`cosim fleet-fit`) is the middle of
such homes with the fitted factors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cosim.calibration.adjust import adjusted_configuration, adjusted_house
from cosim.config.equipment import HeatPumpConfig
from cosim.config.facts import FactsConfig
from cosim.config.prices import Fuel
from cosim.facts.build import house
from cosim.facts.distribution import Distribution
from cosim.facts.stock import distributions, middles
from cosim.facts.zone import climate_zone
from cosim.fleet.figures import Figures
from cosim.fleet.samples import Own
from cosim.scenarios.plain import equipment_of_facts
from cosim.weather import Weather


@dataclass(frozen=True, slots=True)
class PlainHome:
    """What a row states of one home.

    Attributes
    ----------
    facts : FactsConfig
    fitted : dict of str to float, optional
        Values of `cosim.calibration.parameters.BY_NAME`; None where the home was not fitted.
    refused : str
        Why its figures cannot be this house; "" where they can, or were not compared.
    figures : dict of str to tuple of float
        Energies of a year by carrier, J: the sum alone, or its months.
    cells : dict of str to str
        The row as it is.
    row : str
        Its file and number.
    cooler : HeatPumpConfig, optional
        Air conditioner that stands for one of which only the size is known.
    equipped : bool
        Whether what heats and cools it is that of its facts.
    """

    facts: FactsConfig
    fitted: Mapping[str, float] | None = None
    refused: str = ""
    figures: Figures = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    cooler: HeatPumpConfig | None = None
    equipped: bool = True

    @property
    def upgrades(self) -> tuple[int, ...]:
        """Only the home as it is."""
        return (0,)

    @property
    def reference(self) -> dict[str, object]:
        """The home as a scenario states it."""
        return self.facts.as_toml()

    @property
    def fuels(self) -> frozenset[str]:
        """What its heating and its water heater burn."""
        burnt = {self.facts.heating_fuel, self.facts.hot_water or self.facts.heating_fuel}
        return frozenset(burnt - {"electricity", "none"})

    @property
    def fuel(self) -> Fuel:
        """What added uses of fuel burn."""
        return next(iter(sorted(self.fuels)), "gas")  # type: ignore[arg-type]


def middle_or_drawn(home: PlainHome, weather: Weather, random: np.random.Generator) -> dict[str, float]:
    """Return a value of every quantity: the middle where the home was fitted, else one drawn by its own stream."""
    quantities = distributions(home.facts, home.facts.climate_zone or climate_zone(weather))
    if home.fitted is not None:
        return middles(quantities)
    return one_of_each(quantities, random)


def one_of_each(quantities: Mapping[str, Distribution], random: np.random.Generator) -> dict[str, float]:
    """Return one value of every quantity, drawn in their order."""
    found = {name: float(quantity.quantile(random.random())) for name, quantity in quantities.items()}
    return {name: float(quantities[name].on(found["foundation"], value)) for name, value in found.items()}


def own_of_facts(home: PlainHome, weather: Weather, random: np.random.Generator) -> dict[int, Own]:
    """Return the house, thermostat and equipment of a home, as a file of its own would hold them."""
    zone = home.facts.climate_zone or climate_zone(weather)
    values = middle_or_drawn(home, weather, random)
    built = house(home.facts, values)
    existing = equipment_of_facts(home.facts, values, zone, home.cooler)
    if home.fitted is not None:
        built = adjusted_house(built, home.fitted, home.fuel)
        existing = adjusted_configuration(existing, home.fitted)
    return {0: Own(built, existing.thermostat, existing)}


def leakage_of(home: PlainHome, weather: Weather, random: np.random.Generator) -> float:
    """Return the air changes an hour at 50 Pa."""
    found = middle_or_drawn(home, weather, random)["ach50"]
    return found if home.fitted is None else found * home.fitted["leakage"]
