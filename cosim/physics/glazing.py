"""Sun through panes: how much is transmitted, and how much each pane absorbs, at every angle.

Properties are tabulated over the angle of incidence once a window; hours then interpolate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cosim.arrays import Array

ANGLES = np.radians(np.arange(0.0, 90.5, 1.0))
COATED = 0.01  # difference of front and back reflectance above which a pane counts as coated
CLEAR = 0.645  # transmittance that parts the two published angular shapes of coated glass


class Pane(NamedTuple):
    """One pane at normal incidence, shares of incident sun."""

    transmittance: float
    front: float  # reflectance towards outdoors
    back: float


class Optics(NamedTuple):
    """Shares of incident sun, arrays over `ANGLES` or scalars: transmitted, reflected to the two sides."""

    transmittance: Array
    front: Array
    back: Array


@dataclass(frozen=True)
class Glazing:
    """A window's shares of the sun that falls on it.

    Attributes
    ----------
    transmittance : array, shape (angles,)
        For the sun's beam from outside.
    absorptance : array, shape (panes, angles)
        In each pane, outside first.
    diffuse_transmittance : float
        For diffuse light from outside.
    diffuse_absorptance : array, shape (panes,)
    back_transmittance, back_reflectance : float
        For diffuse light from inside.
    back_absorptance : array, shape (panes,)
    """

    transmittance: Array
    absorptance: Array
    diffuse_transmittance: float
    diffuse_absorptance: Array
    back_transmittance: float
    back_reflectance: float
    back_absorptance: Array


def hemispherical(values: Array) -> Array:
    """Mean of `values` over `ANGLES` (last axis) for light that comes alike from the whole hemisphere."""
    weight = np.sin(2.0 * ANGLES)
    return np.asarray(np.trapezoid(values * weight, ANGLES, axis=-1) / np.trapezoid(weight, ANGLES))


def pane_optics(pane: Pane) -> Optics:
    """Optical properties of one pane over `ANGLES`.

    Parameters
    ----------
    pane : Pane
        Measured at normal incidence.

    Returns
    -------
    Optics
        For uncoated glass from its refractive index and absorption, which are solved from the normal values
        (Fresnel's equations for both polarisations) [1]_; for coated glass by the angular shapes of WINDOW 4 [2]_.

    References
    ----------
    .. [1] R. Siegel and J. R. Howell, "Thermal Radiation Heat Transfer", chapter on windows and coatings.
    .. [2] E. Finlayson et al., "WINDOW 4.0: Documentation of calculation procedures", LBL-33943, 1993.
    """
    if abs(pane.front - pane.back) > COATED:
        return _coated(pane)
    tau, rho = pane.transmittance, 0.5 * (pane.front + pane.back)
    sum_of_squares = tau**2 - rho**2 + 2.0 * rho + 1.0
    surface = (sum_of_squares - np.sqrt(sum_of_squares**2 - 4.0 * rho * (2.0 - rho))) / (2.0 * (2.0 - rho))
    passing = (rho - surface) / (surface * tau)  # internal transmittance at normal incidence
    index = (1.0 + np.sqrt(surface)) / (1.0 - np.sqrt(surface))
    cosine, inner = np.cos(ANGLES), np.sqrt(1.0 - (np.sin(ANGLES) / index) ** 2)
    passing = passing ** (1.0 / inner)
    parts = []
    for one, other in ((cosine, index * inner), (inner, index * cosine)):
        surface_angular = ((one - other) / (one + other)) ** 2
        transmittance = (1.0 - surface_angular) ** 2 * passing / (1.0 - (surface_angular * passing) ** 2)
        parts.append((transmittance, surface_angular * (1.0 + passing * transmittance)))
    transmittance, reflectance = np.mean(parts, axis=0)
    return Optics(transmittance, reflectance, reflectance)


def _coated(pane: Pane) -> Optics:
    if pane.transmittance > CLEAR:
        transmitting, reflecting = (-0.0015, 3.355, -3.840, 1.460, 0.0288), (0.999, -0.563, 2.043, -2.532, 1.054)
    else:
        transmitting, reflecting = (-0.002, 2.813, -2.341, -0.05725, 0.599), (0.997, -1.868, 6.513, -7.862, 3.225)
    cosine = np.cos(ANGLES)
    shape = np.maximum(np.polynomial.Polynomial(transmitting)(cosine), 0.0)  # up to 1.012, as published
    grazing = np.clip(np.polynomial.Polynomial(reflecting)(cosine) - shape, 0.0, 1.0)
    transmittance = pane.transmittance * shape
    front, back = (np.minimum(r * (1.0 - grazing) + grazing, 1.0 - transmittance) for r in (pane.front, pane.back))
    return Optics(transmittance, front, back)


def _stack(panes: Sequence[Optics]) -> tuple[Optics, Array]:
    """Combine panes with the reflections between them; also return what each absorbs of light from outside."""
    whole = panes[0]
    for pane in panes[1:]:
        between = 1.0 / (1.0 - whole.back * pane.front)
        whole = Optics(
            whole.transmittance * pane.transmittance * between,
            whole.front + whole.transmittance**2 * pane.front * between,
            pane.back + pane.transmittance**2 * whole.back * between,
        )
    absorbed = []
    for number, pane in enumerate(panes):
        outer = _stack(panes[:number])[0] if number else Optics(np.ones_like(ANGLES), *np.zeros((2, ANGLES.size)))
        inner_front = _stack(panes[number + 1 :])[0].front if number + 1 < len(panes) else np.zeros_like(ANGLES)
        own_front = pane.front + pane.transmittance**2 * inner_front / (1.0 - pane.back * inner_front)
        inward = outer.transmittance / (1.0 - outer.back * own_front)
        outward = inward * pane.transmittance * inner_front / (1.0 - pane.back * inner_front)
        absorbed.append(
            inward * (1.0 - pane.transmittance - pane.front) + outward * (1.0 - pane.transmittance - pane.back)
        )
    return whole, np.array(absorbed)


def layered_glazing(panes: Sequence[Pane]) -> Glazing:
    """Combine panes, outside first, by tracing all reflections between them.

    Two panes of 3 mm clear glass: transmitted 0.70 at normal incidence, 0.57 at 60 degrees, 0.60 of diffuse light.
    """
    forward = [pane_optics(pane) for pane in panes]
    whole, absorbed = _stack(forward)
    reverse = [Optics(pane.transmittance, pane.back, pane.front) for pane in forward[::-1]]
    from_inside, absorbed_back = _stack(reverse)
    return Glazing(
        whole.transmittance,
        absorbed,
        float(hemispherical(whole.transmittance)),
        hemispherical(absorbed),
        float(hemispherical(from_inside.transmittance)),
        float(hemispherical(from_inside.front)),
        hemispherical(absorbed_back)[::-1],
    )
