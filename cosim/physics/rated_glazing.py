"""A window that is known by its rating alone: one layer with the same U-value and solar heat gain coefficient.

References
----------
.. [1] D. Arasteh, C. Kohler and B. Griffith, "Modeling windows in EnergyPlus with simple performance indices",
   LBNL-2804E, 2009.
.. [2] EnergyPlus Engineering Reference, "Window Calculation Module", simple window model.
"""

from collections.abc import Mapping
from statistics import fmean
from typing import NamedTuple

import numpy as np

from cosim.arrays import Array
from cosim.physics.glazing import ANGLES, Glazing, hemispherical

# over the cosine of the angle of incidence, highest power first: transmittance over that at normal incidence, and that
# plus the growth of reflectance, for groups of glass that WINDOW 5 computed [1]_, step 7, [2]_
TRANSMITTING = {
    "A": (0.014703, 1.486, -3.852, 3.355, -0.001474), "B": (0.5546, 0.03563, -2.416, 2.831, -0.002037),
    "C": (0.7709, -0.6383, -1.576, 2.448, -0.002042), "D": (0.3462, 0.3963, -2.582, 2.845, -0.0002804),
    "E": (2.883, -5.873, 2.489, 1.510, -0.002577), "F": (3.025, -6.366, 3.137, 1.213, -0.001367),
    "G": (3.229, -6.844, 3.535, 1.088, -0.002891), "H": (3.334, -7.131, 3.829, 0.9766, -0.002952),
    "I": (3.146, -6.855, 3.931, 0.7860, -0.002934), "J": (3.744, -8.836, 6.018, 0.08407, 0.0004825),
}  # fmt: skip
LEAVING = {
    "A": (1.33, -3.20, 2.57, -0.70, 1.0), "B": (3.23, -7.86, 6.50, -1.87, 1.0), "C": (3.99, -9.86, 8.40, -2.52, 1.0),
    "D": (3.11, -7.64, 6.40, -1.85, 1.0), "E": (2.80, -6.82, 5.60, -1.57, 1.0), "F": (5.32, -13.14, 10.98, -3.15, 1.0),
    "G": (5.49, -13.54, 11.32, -3.25, 1.0), "H": (5.64, -13.94, 11.70, -3.39, 1.0),
    "I": (6.27, -15.74, 13.55, -4.06, 1.0), "J": (6.39, -16.32, 14.27, -4.35, 1.0),
}  # fmt: skip
# which groups stand for a window, by its U-value, W/(m2 K), and for each by its SHGC; in between in proportion. Single
# panes are A to D, double ones E to I, triple ones E and J; a name of several letters is their mean
DOUBLE = ((0.25, "FH"), (0.30, "FGHI"), (0.50, "FGHI"), (0.55, "E"))
GROUPS = (
    (1.4195, ((0.35, "J"), (0.45, "E"))),
    (1.7034, DOUBLE),
    (3.4068, DOUBLE),
    (4.5424, ((0.30, "D"), (0.45, "BDCD"), (0.60, "BDCD"), (0.65, "A"))),
)


class RatedLayer(NamedTuple):
    """The single layer that stands for a window known by its rating."""

    resistance: float  # surface to surface, m2 K/W
    transmittance: float  # at normal incidence
    absorptance: float


def rated_layer(u_value: float, shgc: float) -> RatedLayer:
    """Find the single layer equivalent to a window of given U-value and solar heat gain coefficient.

    Parameters
    ----------
    u_value : float
        W/(m2 K) at winter rating conditions, below 7.
    shgc : float
        At normal incidence.

    Returns
    -------
    RatedLayer

    Notes
    -----
    Steps 1 to 5 of the source [1]_.
    """
    inside = 1.0 / (0.359073 * np.log(u_value) + 6.949915) if u_value < 5.85 else 1.0 / (1.788041 * u_value - 2.886625)
    outside = 1.0 / (0.025342 * u_value + 29.163853)
    resistance = max(1.0 / u_value - inside - outside, 1e-3)
    leaky = float(np.clip((u_value - 3.4) / (4.5 - 3.4), 0.0, 1.0))  # between the fits for low and high U-values

    high = 0.939998 * shgc**2 + 0.20332 * shgc if shgc < 0.7206 else 1.30415 * shgc - 0.30515
    low = 0.41040 * shgc if shgc <= 0.15 else 0.085775 * shgc**2 + 0.963954 * shgc - 0.084958
    transmittance = leaky * high + (1.0 - leaky) * low
    gained = shgc - transmittance
    inside_high = 1.0 / (29.436546 * gained**3 - 21.943415 * gained**2 + 9.945872 * gained + 7.426151)
    inside_low = 1.0 / (199.8208128 * gained**3 - 90.639733 * gained**2 + 19.737055 * gained + 6.766575)
    outside_high = 1.0 / (2.225824 * gained + 20.57708)
    outside_low = 1.0 / (5.763355 * gained + 20.541528)
    film_in = leaky * inside_high + (1.0 - leaky) * inside_low
    film_out = leaky * outside_high + (1.0 - leaky) * outside_low
    inward = (film_out + 0.5 * resistance) / (film_out + resistance + film_in)
    absorptance = min(gained / inward, 1.0 - transmittance)
    return RatedLayer(float(resistance), float(transmittance), float(absorptance))


def rated_glazing(layer: RatedLayer, u_value: float, shgc: float) -> Glazing:
    """Angular properties of a window known by its rating.

    Parameters
    ----------
    layer : RatedLayer
        From `rated_layer`.
    u_value : float
        W/(m2 K).
    shgc : float
        At normal incidence.

    Returns
    -------
    Glazing
        Two "panes": the outer and inner face of the layer, which share the absorbed sun alike.

    Notes
    -----
    Transmittance falls by the curves of the source; what does not pass is reflected or absorbed. A double window of U
    2 W/(m2 K) and SHGC 0.44 transmits 0.75 of normal incidence at 60 degrees and absorbs 1.25 times as much, so that it
    gains 0.88 of it in diffuse light. Karlsson and Roos [3]_ have nearly the same for the gain as a whole.

    References
    ----------
    .. [3] J. Karlsson and A. Roos, "Modelling the angular behaviour of the total solar energy transmittance of
       windows", Solar Energy 69, 321-329, 2000.
    """
    passing, leaving = (_curve(curves, u_value, shgc) for curves in (TRANSMITTING, LEAVING))
    normal = 1.0 - layer.transmittance - layer.absorptance
    grazing = np.clip(leaving - passing, 0.0, 1.0)
    transmittance = layer.transmittance * np.clip(passing, 0.0, 1.0)
    reflectance = normal * (1.0 - grazing) + grazing
    absorptance = np.tile(0.5 * np.maximum(1.0 - transmittance - reflectance, 0.0), (2, 1))
    through = float(hemispherical(transmittance))
    absorbed = hemispherical(absorptance)
    reflected = 1.0 - through - float(absorbed.sum())
    return Glazing(transmittance, absorptance, through, absorbed, through, reflected, absorbed)


def _curve(curves: Mapping[str, tuple[float, ...]], u_value: float, shgc: float) -> Array:
    """Return the curve of a window over `ANGLES`, 1 at normal incidence."""
    means = [
        np.array([_between(shgc, row, [fmean(curves[name][power] for name in names) for _, names in row])
                  for power in range(5)])
        for _, row in GROUPS
    ]  # fmt: skip
    own = [_between(u_value, GROUPS, [mean[power] for mean in means]) for power in range(5)]
    return np.asarray(np.polyval(own, np.cos(ANGLES)) / np.polyval(own, 1.0))


def _between(value: float, rows: tuple[tuple[float, object], ...], points: list[float]) -> float:
    return float(np.interp(value, [bound for bound, _ in rows], points))
