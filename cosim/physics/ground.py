"""Temperature of undisturbed soil, and the slab on it."""

import numpy as np

from cosim.arrays import Array
from cosim.constants import STEFAN_BOLTZMANN, YEAR
from cosim.physics.films import ROUGHNESS, WINDWARD, WINDWARD_EXPONENT, natural_coefficients, wind_ratio

# of bare soil: Kiva's defaults as EnergyPlus takes them
SOIL_ABSORPTANCE, SOIL_EMITTANCE = 0.9, 0.9
WIND_HEIGHT = 2.0  # m, of the wind that cools the surface
CALM_HEIGHT = 0.03  # m, the same as EnergyPlus has it for Kiva: as high as the soil is rough
ITERATIONS, RELAXATION = 60, 0.5


def bare_soil_surface(
    dry_bulb: Array, sun: Array, sky: Array, wind: Array, terrain: str, height: float = WIND_HEIGHT
) -> Array:
    """Temperature of bare dry soil that keeps no heat, in balance with sun, sky and air.

    Absorbed sun and sky are lost by radiation and by convection after DOE-2 (natural by TARP, forced by MoWiTT, very
    rough). No snow, evaporation or shade: with them soil is cooler, under short grass by several kelvin.

    Parameters
    ----------
    dry_bulb : array, shape (8760,)
        Outdoor air, K.
    sun, sky : array, shape (8760,)
        Global solar and infrared radiation on the horizontal, W/m2.
    wind : array, shape (8760,)
        At the weather station, m/s.
    terrain : {"open", "suburban", "city"}
        Around the house.
    height : float
        m, at which the wind is taken.

    Returns
    -------
    array, shape (8760,)
        K; for `soil_temperature` in place of the air's temperature.

    References
    ----------
    N. Kruis and M. Krarti, "Kiva: a numerical framework for improving foundation heat transfer calculations", Journal
    of Building Performance Simulation 8(6), 2015: the same balance with the soil's conduction.
    """
    forced = WINDWARD * (wind_ratio(height, terrain) * wind) ** WINDWARD_EXPONENT
    stirred, stilled = natural_coefficients(0.0)
    surface = np.array(dry_bulb)
    for _ in range(ITERATIONS):
        natural = np.where(surface > dry_bulb, stirred, stilled) * np.cbrt(np.abs(surface - dry_bulb))
        film = natural + ROUGHNESS["very rough"] * (np.hypot(natural, forced) - natural)
        radiative = SOIL_EMITTANCE * STEFAN_BOLTZMANN * (surface + dry_bulb) * (surface**2 + dry_bulb**2)
        gain = SOIL_ABSORPTANCE * sun + SOIL_EMITTANCE * (sky - STEFAN_BOLTZMANN * dry_bulb**4)
        surface += RELAXATION * (dry_bulb + gain / (film + radiative) - surface)
    return surface


def soil_temperature(dry_bulb: Array, depth: float, diffusivity: float) -> Array:
    """Soil temperature through the year at a depth, by Kusuda and Achenbach [1]_.

    Parameters
    ----------
    dry_bulb : array, shape (8760,)
        Outdoor air, or what else the soil's surface follows, K; its yearly mean and first harmonic stand for it.
    depth : float
        m.
    diffusivity : float
        Of the soil, m2/s.

    Returns
    -------
    array, shape (8760,)
        K.

    References
    ----------
    .. [1] T. Kusuda and P. R. Achenbach, "Earth temperature and thermal diffusivity at selected stations in the
       United States", ASHRAE Trans. 71(1), 1965.
    """
    damping = depth * np.sqrt(np.pi / (YEAR * diffusivity))
    return season(dry_bulb, float(np.exp(-damping)), float(damping) / (2.0 * np.pi) * YEAR)


def season(surface: Array, swing: float, lag: float, depth: Array | None = None, share: float = 0.0) -> Array:
    """Return the course of a year that a temperature with less swing has later than the soil's surface.

    Parameters
    ----------
    surface : array, shape (8760,)
        Temperature of the soil's surface, K; its yearly mean and first harmonic stand for it.
    swing : float
        Of the result over that of the surface.
    lag : float
        By which it comes later, s.
    depth : array, shape (8760,), optional
        Outdoor air, K, whose mean soil far below has.
    share : float
        Of that mean in the mean of the result; the rest is that of the surface.

    Returns
    -------
    array, shape (8760,)
        K.
    """
    phase = 2.0 * np.pi * (np.arange(surface.size) + 0.5) / surface.size
    harmonic = 2.0 * np.mean(surface * np.exp(-1j * phase))
    turned = harmonic * np.exp(1j * (phase - 2.0 * np.pi * lag / YEAR))
    mean = surface.mean() if depth is None else (1.0 - share) * surface.mean() + share * depth.mean()
    return np.asarray(mean + swing * np.real(turned))


def slab_resistance(area: float, perimeter: float, f_factor: float, layers: float) -> float:
    """Resistance between a slab and the soil around it such that the whole loses `f_factor` W/(m K) at its edge.

    Parameters
    ----------
    area, perimeter : float
        Of the slab, m2 and m.
    f_factor : float
        W/(m K), from ASHRAE 90.1 table A6.3.
    layers : float
        Resistance of the slab's own layers, m2 K/W.

    Returns
    -------
    float
        m2 K/W, at least 0.05; the inside film (0.16) is part of the factor and taken out, as EnergyPlus does.
    """
    return max(area / (perimeter * f_factor) - layers - 0.16, 0.05)


def below_grade_wall_resistance(depth: float, conductivity: float, own: float) -> float:
    """Resistance of the soil between a basement wall and the ground's surface, by Latta and Boileau [1]_.

    Heat flows to the surface along quarter circles around the line where the wall meets it.

    Parameters
    ----------
    depth : float
        Of the wall's foot below grade, m, from 0.2 to 3.
    conductivity : float
        Of the soil, W/(m K).
    own : float
        Resistance of the wall itself with its inner film, m2 K/W.

    Returns
    -------
    float
        m2 K/W, so that ``depth / (own + result)`` is the loss of the whole height; against the steady solution of the
        ground's two dimensions within about 10 %, the soil's storage of heat apart.

    References
    ----------
    .. [1] J. K. Latta and G. G. Boileau, "Heat losses from house basements", Canadian Building 19(10), 1969; ASHRAE
       Fundamentals 2017, chapter 18, equation 37.
    """
    film = 2.0 * conductivity * own / np.pi
    mean_u = 2.0 * conductivity / (np.pi * depth) * np.log((depth + film) / film)
    return float(1.0 / mean_u - own)


def below_grade_floor_resistance(width: float, depth: float, conductivity: float, own: float) -> float:
    """Resistance of the soil between a basement floor and the ground's surface, by Latta and Boileau.

    Parameters
    ----------
    width : float
        Shortest width of the floor, m.
    depth : float
        Of the floor below grade, m.
    conductivity : float
        Of the soil, W/(m K).
    own : float
        Resistance of the floor itself with its inner film, m2 K/W.

    Returns
    -------
    float
        m2 K/W, mean over the floor; source and error as of `below_grade_wall_resistance`, equation 38.
    """
    near = depth / 2.0 + conductivity * own / np.pi
    mean_u = 2.0 * conductivity / (np.pi * width) * np.log((width / 2.0 + near) / near)
    return float(1.0 / mean_u - own)
