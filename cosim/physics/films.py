"""Convection at surfaces, and the coefficients that wind and tilt give it."""

from math import cos, pi, radians, sqrt

STATION_HEIGHT = 10.0  # m, of the weather station's anemometer
# exponent and depth, m, of the boundary layer: ASHRAE Fundamentals 2017, chapter 24, table 1
BOUNDARY_LAYER = {"open": (0.14, 270.0), "suburban": (0.22, 370.0), "city": (0.33, 460.0)}
# DOE-2 multiplier of the forced part: G. N. Walton, "Thermal Analysis Research Program", NBSIR 83-2655, 1983
ROUGHNESS = {
    "very rough": 2.17,
    "rough": 1.67,
    "medium rough": 1.52,
    "medium smooth": 1.13,
    "smooth": 1.11,
    "very smooth": 1.0,
}
# MoWiTT constants of the forced part, W/(m2 K) at 1 m/s, and exponents of the wind speed
WINDWARD, WINDWARD_EXPONENT = 3.26, 0.89
LEEWARD, LEEWARD_EXPONENT = 3.55, 0.617
LEE_COSINE = cos(radians(100.0))  # wind from farther round than 100 degrees meets the surface in the lee


def wind_ratio(height: float, terrain: str) -> float:
    """Wind speed at `height`, m, over the speed that the station measures in open country.

    Source: ASHRAE Fundamentals 2017, chapter 24, equation 4.
    """
    open_exponent, open_depth = BOUNDARY_LAYER["open"]
    exponent, depth = BOUNDARY_LAYER[terrain]
    return float((open_depth / STATION_HEIGHT) ** open_exponent * (height / depth) ** exponent)


def natural_coefficients(tilt: float) -> tuple[float, float]:
    """Natural convection over the cube root of the temperature difference, W/(m2 K^4/3), by TARP [1]_.

    Parameters
    ----------
    tilt : float
        Degrees from horizontal, 0 to 180.

    Returns
    -------
    tuple of float
        Where buoyancy stirs the layer (warm side up) and where it stills it; 1.31 both for a vertical surface,
        1.52 and 0.76 for a horizontal one.

    References
    ----------
    .. [1] G. N. Walton, "Thermal Analysis Research Program Reference Manual", NBSIR 83-2655, 1983.
    """
    level = abs(cos(tilt * pi / 180.0))
    return 9.482 / (7.238 - level), 1.810 / (1.382 + level)


def cube_root(x: float) -> float:
    """Cube root of a number from 0 to 100, within 1e-5 of itself above 0.001; square roots alone, for speed."""
    y = sqrt(sqrt(x)) * sqrt(sqrt(sqrt(x)))  # x^(3/8)
    for _ in range(2):  # Halley
        cube = y * y * y
        y *= (cube + 2.0 * x + 1e-30) / (2.0 * cube + x + 1e-30)
    return y


def outdoor_film(natural: float, forced: float, roughness: float) -> float:
    """Outdoor convection by DOE-2 [1]_, W/(m2 K).

    Parameters
    ----------
    natural : float
        Natural convection alone, W/(m2 K).
    forced : float
        Forced convection of smooth glass at the surface's wind speed, ``a V^b``, W/(m2 K), by MoWiTT [2]_.
    roughness : float
        Multiplier of the forced part, 1 for glass to 2.17 for stucco.

    References
    ----------
    .. [1] Lawrence Berkeley Laboratory, "DOE2.1E-053 source code", 1994, as documented in the EnergyPlus
       Engineering Reference, "Outside surface heat balance".
    .. [2] M. Yazdanian and J. H. Klems, "Measurement of the exterior convective film coefficient for windows in
       low-rise buildings", ASHRAE Trans. 100(1), 1994.
    """
    return natural + roughness * (sqrt(natural * natural + forced * forced) - natural)
