"""Ducts as the flow and the design loads take them: how much of an air handler's air leaks, and what they conduct."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.house import PlacedDuctsConfig
from cosim.constants import STANDARD_AIR_DENSITY, STANDARD_PRESSURE
from cosim.flow.groups import Ducts
from cosim.flow.parameters import Equipment
from cosim.physics.ducts import RETURN_LEAKAGE, SUPPLY_LEAKAGE

MAX_LEAKAGE = 0.6  # share of the air handler's flow that leaks from a side at most, all places together


def duct_traits(
    places: tuple[PlacedDuctsConfig, ...], flow: float, pressure: float = STANDARD_PRESSURE
) -> NDArray[np.float64]:
    """Return ducts by the columns of `cosim.physics.ducts`, shape (places, 4), at an air handler's full flow.

    Parameters
    ----------
    places : tuple of PlacedDuctsConfig
    flow : float
        kg/s, greater than zero.
    pressure : float
        Air pressure of the site, Pa: leaks are stated as a flow of the air that is there.
    """
    density = STANDARD_AIR_DENSITY * pressure / STANDARD_PRESSURE
    traits = np.zeros((len(places), 4))
    for number, ducts in enumerate(places):
        traits[number] = (
            ducts.supply_leakage + ducts.supply_leakage_flow * density / flow,
            ducts.return_leakage + ducts.return_leakage_flow * density / flow,
            ducts.supply_area / ducts.resistance,
            ducts.return_area / ducts.resistance,
        )
    for side in (SUPPLY_LEAKAGE, RETURN_LEAKAGE):
        traits[:, side] *= MAX_LEAKAGE / max(float(traits[:, side].sum()), MAX_LEAKAGE)
    return traits


def places_of(equipment: Equipment) -> tuple[PlacedDuctsConfig, ...]:
    """Return the ducts through which equipment moves air."""
    unit, furnace = equipment.heating or equipment.cooling, equipment.furnace
    without = unit is not None and unit.ductless and (furnace is None or furnace.distribution != "air")
    return () if without else equipment.ducts


def fill_ducts(arrays: Ducts, p: Any, equipment: Equipment, zones: list[str], pressure: float) -> None:
    """Set where ducts run outside the conditioned zone, how they leak and conduct.

    Parameters
    ----------
    arrays : Ducts
    p : record
        The other parameters, set before.
    equipment : Equipment
    zones : list of str
        Names of the zones.
    pressure : float
        Air pressure of the site, Pa.
    """
    places, unit = places_of(equipment), equipment.heating or equipment.cooling
    arrays.zone[:] = [-1.0 if ducts.zone == "outdoors" else zones.index(ducts.zone) for ducts in places]
    ductless = unit is not None and unit.ductless
    for carrier, full in enumerate((0.0 if ductless else p.fan_flow, p.furnace_flow)):
        if full > 0.0:
            arrays.traits[carrier] = duct_traits(places, full, pressure)


def leak_ducts(arrays: Ducts, sound: NDArray[np.float64], supply: float | None, back: float | None) -> None:
    """Set how much ducts leak of the air in them, all places together; None for as much as in `sound`."""
    arrays.traits[:] = sound
    for side, leakage in ((SUPPLY_LEAKAGE, supply), (RETURN_LEAKAGE, back)):
        if leakage is None:
            continue
        whole = sound[:, :, side].sum(axis=1, keepdims=True)
        even = np.full_like(sound[:, :, side], 1.0 / max(sound.shape[1], 1))
        arrays.traits[:, :, side] = leakage * np.where(whole > 0.0, sound[:, :, side] / np.maximum(whole, 1e-9), even)
