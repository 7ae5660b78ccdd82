"""The diffuse sky of Perez et al.: how bright it is around the sun and at the horizon, and what falls on a plane."""

from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array

CLEARNESS = (0.0, 1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2)  # lower bounds of the classes, overcast to clear
BRIGHTNESS = np.array(
    [
        [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022],
        [0.130, 0.683, -0.151, -0.019, 0.066, -0.029],
        [0.330, 0.487, -0.221, 0.055, -0.064, -0.026],
        [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
        [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
        [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
        [1.060, -1.600, -0.359, 0.264, -1.127, 0.131],
        [0.678, -0.327, -0.250, 0.156, -1.377, 0.251],
    ]
)
"""Constant, and factors of brightness and zenith, of F1 and of F2, by class of clearness: all sites, in `perez_sky`."""
KAPPA = 1.041  # of the zenith angle in rad
LOWEST = np.cos(np.radians(85.0))  # of the cosine that divides the circumsolar part


@dataclass(frozen=True)
class PerezSky:
    """The diffuse sky over a site, by hours in which there is any.

    Attributes
    ----------
    diffuse : array
        Horizontal irradiance, W/m2.
    around_sun, at_horizon : array
        F1 and F2.
    east_of_north : array
        Azimuth of the sun, degrees.
    cosine, sine : array
        Of the sun's zenith angle.
    """

    diffuse: Array
    around_sun: Array
    at_horizon: Array
    east_of_north: Array
    cosine: Array
    sine: Array

    def on_plane(self, tilt: float, azimuth: float) -> tuple[Array, Array]:
        """Return all diffuse irradiance from the sky on a plane, W/m2, and the part of it from around the sun.

        Parameters
        ----------
        tilt, azimuth : float
            Of the outward normal, degrees.
        """
        steep = np.radians(tilt)
        turned = np.cos(np.radians(self.east_of_north - azimuth))
        facing = np.clip(np.cos(steep) * self.cosine + np.sin(steep) * self.sine * turned, 0.0, 1.0)
        isotropic = 0.5 * (1.0 - self.around_sun) * (1.0 + np.cos(steep))
        circumsolar = self.around_sun * facing / np.maximum(self.cosine, LOWEST)
        whole = np.maximum(self.diffuse * (isotropic + circumsolar + self.at_horizon * np.sin(steep)), 0.0)
        return whole, np.where(whole > 0.0, self.diffuse * circumsolar, 0.0)


def perez_sky(diffuse: Array, beam: Array, extraterrestrial: Array, zenith: Array, azimuth: Array) -> PerezSky:
    """Work out the sky, the same for all planes, by Perez et al. [1]_, with the air mass of Kasten and Young [2]_.

    Parameters
    ----------
    diffuse, beam, extraterrestrial : array
        Diffuse horizontal irradiance, above 0; beam and extraterrestrial irradiance, normal to the sun, W/m2.
    zenith, azimuth : array
        Of the sun, degrees; zenith below 90.

    References
    ----------
    .. [1] R. Perez et al., "Modeling daylight availability and irradiance components from direct and global
       irradiance", Solar Energy 44, 271-289, 1990.
    .. [2] F. Kasten, A. T. Young, "Revised optical air mass tables and approximation formula", Applied Optics 28,
       4735-4738, 1989.
    """
    angle = np.radians(zenith)
    cosine = np.cos(angle)
    air_mass = 1.0 / (cosine + 0.50572 * (6.07995 + (90.0 - zenith)) ** -1.6364)
    brightness = diffuse * air_mass / extraterrestrial
    low = KAPPA * angle**3
    clearness = ((diffuse + beam) / diffuse + low) / (1.0 + low)
    found = BRIGHTNESS[np.digitize(clearness, CLEARNESS) - 1]
    around_sun, at_horizon = (
        found[:, first] + found[:, first + 1] * brightness + found[:, first + 2] * angle for first in (0, 3)
    )
    return PerezSky(diffuse, np.maximum(around_sun, 0.0), at_horizon, azimuth, cosine, np.sin(angle))
