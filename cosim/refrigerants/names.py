"""Refrigerants by the names that people use, with what they are known for."""

from typing import NamedTuple


class Refrigerant(NamedTuple):
    """A refrigerant.

    Attributes
    ----------
    coolprop : str
        CoolProp's name of it.
    critical_temperature : float
        K; CoolProp does not find it for mixtures.
    gwp100 : float
        Global warming potential over 100 years, IPCC AR4 (the basis of the US rules), kg CO2 per kg.
    safety_class : str
        ASHRAE Standard 34.
    gwp100_ar6 : float
        The same by IPCC AR6, working group I, table 7.SM.7; blends by the mass of their parts.
    """

    coolprop: str
    critical_temperature: float
    gwp100: float
    safety_class: str
    gwp100_ar6: float


# R410A is CoolProp's pseudo-pure fluid: R410A.mix fails in some saturation calls near and above 317 K
REFRIGERANTS = {
    "R-410A": Refrigerant("R410A", 344.49, 2088.0, "A1", 2256.0),
    "R-32": Refrigerant("R32", 351.26, 675.0, "A2L", 771.0),
    "R-454B": Refrigerant("R454B.mix", 350.0, 466.0, "A2L", 531.0),
    "R-290": Refrigerant("R290", 369.89, 3.0, "A3", 0.02),
}


def refrigerant(name: str) -> Refrigerant | None:
    """Return the refrigerant that `name` means (with or without hyphen), None if it is not in the list."""
    plain = {known.replace("-", "").upper(): fluid for known, fluid in REFRIGERANTS.items()}
    return plain.get(name.replace("-", "").upper().removesuffix(".MIX"))
