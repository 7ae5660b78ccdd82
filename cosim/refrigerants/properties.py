"""Property tables of one refrigerant: splines through CoolProp's states, which are sampled once for a machine.

Enthalpy is within 1 J/kg of CoolProp's own and density within 1e-6 (3e-5 in the last K below the greatest pressure),
at under a microsecond a state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.refrigerants.states import PRESSURES, kept_states


class OutOfRange(ValueError):
    """A state outside the table: an error, never an extrapolation."""


@dataclass(frozen=True)
class PropertyTable:
    """Splines of one refrigerant's properties; the arguments are arrays, in SI.

    The natural coordinates are the logarithm of pressure, and beside it superheat over the dew point or subcooling
    under the bubble point. Methods do not check their arguments, because Newton's method strays on its way;
    `check` does, on what it found.
    """

    name: str
    low: float
    """Natural logarithm of the least pressure (Pa)."""
    high: float
    """Natural logarithm of the greatest pressure (Pa)."""
    condensing_low: float
    """Natural logarithm of the least pressure (Pa) of subcooled liquid."""
    _saturation: Any
    """Of log pressure: dew K, bubble K, saturated vapor enthalpy, entropy and log density, saturated liquid
    enthalpy, greatest entropy and enthalpy above saturation."""
    _dew: Any
    _from_dew: Any
    _from_bubble: Any
    _enthalpy: Any
    _entropy: Any
    _log_density: Any
    _enthalpy_by_entropy: Any
    _superheat_by_enthalpy: Any
    _liquid_enthalpy: Any

    def log_pressure_dew(self, temperature: Array) -> Array:
        """Logarithm of the dew pressure at `temperature`, K."""
        return np.asarray(self._from_dew(temperature))

    def log_pressure_bubble(self, temperature: Array) -> Array:
        """Logarithm of the bubble pressure at `temperature`, K."""
        return np.asarray(self._from_bubble(temperature))

    def dew(self, log_pressure: Array) -> Array:
        """Dew temperature at each pressure, K."""
        return np.asarray(self._dew(log_pressure))

    def saturation(self, log_pressure: Array) -> "Saturation":
        """Properties on the dome at each pressure."""
        return Saturation(*np.moveaxis(np.asarray(self._saturation(log_pressure)), -1, 0))

    def vapor(self, log_pressure: Array, superheat: Array) -> tuple[Array, Array, Array]:
        """Enthalpy J/kg, entropy J/(kg K) and log of density (kg/m3) of superheated vapor."""
        return (
            self._enthalpy.ev(log_pressure, superheat),
            self._entropy.ev(log_pressure, superheat),
            self._log_density.ev(log_pressure, superheat),
        )

    def vapor_enthalpy(self, log_pressure: Array, superheat: Array) -> Array:
        """Enthalpy of superheated vapor, J/kg."""
        return np.asarray(self._enthalpy.ev(log_pressure, superheat))

    def vapor_entropy(self, log_pressure: Array, superheat: Array) -> Array:
        """Entropy of superheated vapor, J/(kg K)."""
        return np.asarray(self._entropy.ev(log_pressure, superheat))

    def isentropic_enthalpy(self, log_pressure: Array, entropy: Array, dome: "Saturation") -> Array:
        """Enthalpy of vapor at a pressure and an entropy, J/kg; `dome` is the saturation at that pressure."""
        share = (entropy - dome.vapor_entropy) / dome.entropy_span
        return np.asarray(self._enthalpy_by_entropy.ev(log_pressure, share))

    def superheat(self, log_pressure: Array, enthalpy: Array, dome: "Saturation") -> Array:
        """Superheat of vapor at a pressure and an enthalpy, K."""
        share = (enthalpy - dome.vapor_enthalpy) / dome.enthalpy_span
        return np.asarray(self._superheat_by_enthalpy.ev(log_pressure, share))

    def liquid_enthalpy(self, log_pressure: Array, subcooling: Array | float) -> Array:
        """Enthalpy of subcooled liquid, J/kg."""
        return np.asarray(self._liquid_enthalpy.ev(log_pressure, subcooling))

    @lru_cache(maxsize=256)  # noqa: B019 - tables are few and kept for good
    def vapor_enthalpy_at(self, superheat: float) -> Callable[[Array], Array]:
        """Return the enthalpy, J/kg, of vapor of one superheat, K, as a function of log pressure."""
        from scipy.interpolate import CubicSpline

        nodes = np.linspace(self.low, self.high, 2 * PRESSURES)
        return CubicSpline(nodes, self.vapor_enthalpy(nodes, np.full_like(nodes, superheat)))

    @lru_cache(maxsize=256)  # noqa: B019
    def liquid_enthalpy_at(self, subcooling: float) -> Callable[[Array], Array]:
        """Return the enthalpy, J/kg, of liquid of one subcooling, K, as a function of log pressure."""
        from scipy.interpolate import CubicSpline

        nodes = np.linspace(self.condensing_low, self.high, 2 * PRESSURES)
        return CubicSpline(nodes, self.liquid_enthalpy(nodes, subcooling))

    def check(self, what: str, value: Array, low: float | Array, high: float | Array) -> None:
        """Raise `OutOfRange` unless every `value` lies from `low` to `high`."""
        outside = ~((value >= low) & (value <= high))
        if np.any(outside):
            worst = np.asarray(value)[outside].flat[0]
            raise OutOfRange(
                f"{self.name}: {what} {worst:.6g} is outside the property table ({np.sum(outside)} states)"
            )


@dataclass(frozen=True, slots=True)
class Saturation:
    """Properties on the dome, arrays: temperatures K, enthalpies J/kg, entropy J/(kg K)."""

    dew: Array
    bubble: Array
    vapor_enthalpy: Array
    vapor_entropy: Array
    vapor_log_density: Array
    liquid_enthalpy: Array
    entropy_span: Array
    enthalpy_span: Array


@cache
def property_table(name: str) -> PropertyTable:
    """Build the table of refrigerant `name` (ours or CoolProp's) from its states.

    Raises
    ------
    InvalidInput
        CoolProp does not know the refrigerant or cannot solve it.
    """
    from scipy.interpolate import CubicSpline, RectBivariateSpline

    states = kept_states(name)
    log_pressure, dome = states["log_pressure"], states["dome"]
    superheat, subcooling, share = states["superheat"], states["subcooling"], states["share"]
    condensing = states["condensing"]
    return PropertyTable(
        name=name,
        low=float(log_pressure[0]),
        high=float(log_pressure[-1]),
        condensing_low=float(condensing[0]),
        _saturation=CubicSpline(log_pressure, dome),
        _dew=CubicSpline(log_pressure, dome[:, 0]),
        _from_dew=CubicSpline(dome[:, 0], log_pressure),
        _from_bubble=CubicSpline(dome[:, 1], log_pressure),
        _enthalpy=RectBivariateSpline(log_pressure, superheat, states["enthalpy"]),
        _entropy=RectBivariateSpline(log_pressure, superheat, states["entropy"]),
        _log_density=RectBivariateSpline(log_pressure, superheat, states["log_density"]),
        _enthalpy_by_entropy=RectBivariateSpline(log_pressure, share, states["enthalpy_by_entropy"]),
        _superheat_by_enthalpy=RectBivariateSpline(log_pressure, share, states["superheat_by_enthalpy"]),
        _liquid_enthalpy=RectBivariateSpline(condensing, subcooling, states["liquid_enthalpy"]),
    )
