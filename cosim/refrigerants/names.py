"""Refrigerants by the names that people use: the one table of what is known of each beside its properties.

Warming potentials are kg of CO2 equivalent per kg. Those of blends are the mass-weighted means of their parts; those
over 100 years stand twice because US rules still count by the older report.
"""

from typing import NamedTuple

AR4 = "IPCC AR4, working group I, table 2.14 (the basis of the US rules, 40 CFR 84)"
AR6 = "IPCC AR6, working group I, table 7.SM.7"


class Refrigerant(NamedTuple):
    """What is known of a refrigerant.

    Attributes
    ----------
    name : str
        ASHRAE Standard 34's, with a hyphen.
    coolprop : str
        CoolProp's name of it.
    safety_class : str
        ASHRAE Standard 34.
    gwp100_ar4 : float
        Warming potential over 100 years by `AR4`.
    gwp100, gwp20 : float
        Warming potential over 100 and over 20 years by `AR6`.
    critical_temperature : float, optional
        K; where CoolProp does not find it, as for mixtures, or where the tables of the library's machines were made
        with it.
    source : str
        Where all this is from.
    """

    name: str
    coolprop: str
    safety_class: str
    gwp100_ar4: float
    gwp100: float
    gwp20: float
    critical_temperature: float | None = None
    source: str = f"{AR6}; gwp100_ar4: {AR4}; class: ASHRAE Standard 34-2022; properties: CoolProp"


# R410A is CoolProp's pseudo-pure fluid: R410A.mix fails in some saturation calls near and above 317 K
REFRIGERANTS = {
    refrigerant.name: refrigerant
    for refrigerant in (
        Refrigerant("R-410A", "R410A", "A1", 2088.0, 2256.0, 4715.0, 344.49),
        Refrigerant("R-32", "R32", "A2L", 675.0, 771.0, 2690.0, 351.26),
        Refrigerant("R-454B", "R454B.mix", "A2L", 466.0, 531.0, 1854.0, 350.0),
        Refrigerant("R-290", "R290", "A3", 3.0, 0.02, 0.072, 369.89),
        Refrigerant("R-22", "R22", "A1", 1810.0, 1960.0, 5690.0),
        Refrigerant("R-134a", "R134a", "A1", 1430.0, 1530.0, 4140.0),
    )
}


def refrigerant(name: str) -> Refrigerant | None:
    """Return the refrigerant that `name` means (with or without hyphen), None if it is not in the table."""
    plain = {known.replace("-", "").upper(): fluid for known, fluid in REFRIGERANTS.items()}
    return plain.get(name.replace("-", "").upper().removesuffix(".MIX"))
