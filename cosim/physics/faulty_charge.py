"""How a wrong charge and a restricted liquid line change a machine's capacity and power: published correlations.

A constant-conductance cycle does not know where its refrigerant is, so it cannot tell these two faults by itself
(`cosim.equipment.condition` says what it does carry).
"""

from typing import Literal

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING

Quantity = Literal["capacity", "power"]

# under- and overcharge: factor = 1 + (a1 + a2 T_indoor + a3 T_outdoor + a4 f) f, temperatures in °C
COEFFICIENTS: dict[tuple[str, str], tuple[tuple[float, float, float, float], tuple[float, float, float, float]]] = {
    ("cooling", "capacity"): ((-0.946, 0.0493, -0.00118, -1.15), (-0.163, 0.0114, -0.00021, -0.140)),
    ("cooling", "power"): ((-0.313, 0.0115, 0.00266, -0.116), (0.219, -0.00501, 0.000989, 0.284)),
    ("heating", "capacity"): ((-0.0339, 0.0, 0.0203, -2.62), (-0.00295, 0.0, 0.000738, -0.00641)),
    ("heating", "power"): ((0.0616, 0.0, 0.00446, -0.260), (-0.0594, 0.0, 0.0159, 1.89)),
}
INDOOR = (21.11, 26.67)  # °C, between which the tests lie: 70 and 80 °F; beyond, their end holds
OUTDOOR = {"heating": (-8.33, 16.67), "cooling": (21.11, 40.56)}  # °C: 17 to 62 °F, 70 to 105 °F

# restricted liquid line: 1 + F (c1 + c2 T_wet/273.15 + c3 T_outdoor/273.15 + c4 F + c5 F^2 + c6 COP), K
RESTRICTED = {
    "capacity": (-1.0205, -3.2899, 3.66, -1.9118, 0.031398, 0.064409),
    "energy input ratio": (1.4031, 3.7922, -5.343, 3.0229, 1.6979, 0.12159),
}
TYPICAL_COP = 4.2  # the middle of the data, 3.74 to 4.69


def charge_factor(
    mode: Literal["heating", "cooling"], quantity: Quantity, deviation: float, indoor: Array | float,
    outdoor: Array | float,
) -> Array:  # fmt: skip
    """Return gross capacity or compressor power with a wrong charge, relative to the right one.

    Parameters
    ----------
    mode, quantity : str
    deviation : float
        Of the charge, as a share of the right one; below 0 for too little.
    indoor, outdoor : array
        Dry bulb of the air on either coil, K. Outside the range of the tests its end counts.

    Returns
    -------
    array

    Notes
    -----
    Equation 2 and the coefficients for residential heat pumps with expansion valves of Domanski, Henderson and Payne,
    NIST Technical Note 1848 (2014), as OpenStudio-HPXML (hvac.rb) and resdx (models/nrel.py) apply them to installation
    quality. Tests from -30 to +30 %; further below the polynomial is carried on.
    """
    few, many = COEFFICIENTS[mode, quantity]
    a1, a2, a3, a4 = few if deviation < 0.0 else many
    inside = np.clip(np.asarray(indoor) - FREEZING, *INDOOR)
    outside = np.clip(np.asarray(outdoor) - FREEZING, *OUTDOOR[mode])
    return np.asarray(1.0 + (a1 + a2 * inside + a3 * outside + a4 * deviation) * deviation)


def restricted_factor(
    quantity: Literal["capacity", "energy input ratio"], restriction: float, wet_bulb: float, outdoor: float
) -> float:
    """Return what a restricted liquid line leaves in cooling, relative to a free one.

    Parameters
    ----------
    quantity : str
    restriction : float
        By which the pressure difference from the condenser's outlet to the evaporator's inlet is larger, 0 to 0.25.
    wet_bulb, outdoor : float
        Of the air on the evaporator, and dry bulb outdoors, K.

    Notes
    -----
    Equations D-12 and D-13 of Cheung and Braun, NREL/SR-5500-65030 (2016), with the coefficients of NREL's OpenStudio
    fault measures (2017); furthest from its data 0.07 in capacity and 0.05 in the energy input ratio (table D-9).
    """
    c1, c2, c3, c4, c5, c6 = RESTRICTED[quantity]
    slope = c1 + c2 * wet_bulb / FREEZING + c3 * outdoor / FREEZING + c4 * restriction + c5 * restriction**2
    return 1.0 + restriction * (slope + c6 * TYPICAL_COP)
