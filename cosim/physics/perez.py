"""The diffuse sky of Perez et al.: how bright it is around the sun and at the horizon, and what falls on a plane."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version

import numpy as np

from cosim import array_cache
from cosim.arrays import Array

SLOPE = 30.0  # degrees, towards the sun: such a plane gets light from the sky in any hour in which there is any
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
    """Work out the sky, the same for all planes, by Perez et al. [1]_.

    pvlib finds F1 and F2 with every plane again. They are read off its answer for one plane here, and kept in the
    user's cache: pvlib takes half a second and 30 MiB to import.

    Parameters
    ----------
    diffuse, beam, extraterrestrial : array
        Diffuse horizontal irradiance, above 0; beam and extraterrestrial irradiance, normal to the sun, W/m2.
    zenith, azimuth : array
        Of the sun, degrees; zenith below 90.

    References
    ----------
    .. [1] R. Perez et al., "Modeling daylight availability and irradiance components from direct and global
       irradiance", Solar Energy 44, 271-289, 1990; coefficients "allsitescomposite1990" of pvlib.
    """
    given = np.vstack([diffuse, beam, extraterrestrial, zenith])
    text = f"{sha256(given.tobytes()).hexdigest()} pvlib {version('pvlib')}"
    name = f"sky-{array_cache.key(text, ('physics/perez.py',))}"
    kept = array_cache.read(name)
    if kept is None:
        around_sun, at_horizon = _brightness(*given)
        kept = {"around_sun": around_sun, "at_horizon": at_horizon}
        array_cache.write(name, kept)
    cosine = np.cos(np.radians(zenith))
    return PerezSky(diffuse, kept["around_sun"], kept["at_horizon"], azimuth, cosine, np.sin(np.radians(zenith)))


def _brightness(diffuse: Array, beam: Array, extraterrestrial: Array, zenith: Array) -> tuple[Array, Array]:
    """Return F1 and F2."""
    from pvlib import atmosphere, irradiance

    towards = np.full(zenith.shape, 180.0)
    parts = irradiance.perez(
        SLOPE, towards, diffuse, beam, extraterrestrial, zenith, towards, atmosphere.get_relative_airmass(zenith),
        return_components=True,
    )  # fmt: skip
    slope = np.radians(SLOPE)
    isotropic, horizon = np.asarray(parts["poa_isotropic"]), np.asarray(parts["poa_horizon"])
    return 1.0 - 2.0 * isotropic / (diffuse * (1.0 + np.cos(slope))), horizon / (diffuse * np.sin(slope))
