"""Property tables of one refrigerant, made from the few CoolProp calls that are safe and fast for mixtures too.

CoolProp solves R-454B a thousand times slower in (p, h) and (p, s) than in (p, T) with the phase imposed. So the
table samples saturation and imposed-phase (p, T) states once, inverts them along each isobar, and answers from
splines: enthalpy within 1 J/kg of CoolProp's own and density within 1e-6 (3e-5 in the last K below the greatest
pressure), at under a microsecond a state.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput
from cosim.interrupts import by_the_system
from cosim.refrigerants.names import refrigerant

LOWEST_CRITICAL = 330.0  # K; a condenser of a house reaches 325 K in heating and in a hot summer
COLDEST_DEW = 203.15  # K
COLDEST_CONDENSATE = 250.0  # K; below, CoolProp's R410A fails to find the subcooled liquid, and no condenser works
MARGIN_TO_CRITICAL = 7.0  # K; nearer, CoolProp fails for mixtures and the splines lose their accuracy
MAX_SUPERHEAT = 200.0  # K
MAX_SUBCOOLING = 25.0  # K
PRESSURES, SUPERHEATS, SUBCOOLINGS = 84, 60, 9
LAST = 4  # spaces between isobars below the greatest pressure, which are halved: there density changes fastest


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
    """Build the table of refrigerant `name` (ours or CoolProp's), in 0.1 to 0.5 s after CoolProp is imported.

    Raises
    ------
    InvalidInput
        CoolProp does not know the refrigerant or cannot solve it.
    """
    from scipy.interpolate import CubicSpline, RectBivariateSpline

    with by_the_system():  # two seconds of processor time in which Python hears of nothing
        import CoolProp
        from CoolProp.CoolProp import AbstractState

    known, plain = refrigerant(name), name.replace("-", "")
    try:
        state = _found(AbstractState, [known.coolprop] if known else [name, plain, f"{plain}.mix"])
        critical = (known and known.critical_temperature) or state.T_critical()
        if critical < LOWEST_CRITICAL:
            problem = (
                f"has its critical point at {critical - FREEZING:.0f} °C, below where a machine of a house condenses"
            )
            raise InvalidInput([Fault(f"refrigerant '{name}'", problem, "cycles here are subcritical")])
        low, high = _pressure_range(state, critical)
    except ValueError as error:
        raise InvalidInput([Fault(f"refrigerant '{name}'", f"CoolProp cannot solve it ({error})")]) from error
    superheat = MAX_SUPERHEAT * (np.arange(SUPERHEATS) / (SUPERHEATS - 1)) ** 1.5
    subcooling = MAX_SUBCOOLING * (np.arange(SUBCOOLINGS) / (SUBCOOLINGS - 1)) ** 1.5
    even = np.linspace(low, high, PRESSURES)
    halves = 0.5 * (even[-LAST - 1 : -1] + even[-LAST:])
    isobars = _isobars(state, np.sort(np.concatenate((even, halves))))
    log_pressure, dome = isobars[:, 0], np.empty((len(isobars), 8))
    dome[:, :6] = isobars[:, 1:]
    vapor = np.empty((3, len(isobars), SUPERHEATS))
    liquid = np.empty((len(isobars), SUBCOOLINGS))
    vapor[:, :, 0], liquid[:, 0] = dome[:, 2:5].T, dome[:, 5]
    condensing = dome[:, 1] >= COLDEST_CONDENSATE
    for i, pressure in enumerate(np.exp(log_pressure)):
        state.specify_phase(CoolProp.iphase_gas)
        for j in range(1, SUPERHEATS):
            state.update(CoolProp.PT_INPUTS, pressure, dome[i, 0] + superheat[j])
            vapor[:, i, j] = state.hmass(), state.smass(), np.log(state.rhomass())
        if condensing[i]:
            state.specify_phase(CoolProp.iphase_liquid)
            for j in range(1, SUBCOOLINGS):
                state.update(CoolProp.PT_INPUTS, pressure, dome[i, 1] - subcooling[j])
                liquid[i, j] = state.hmass()
    enthalpy, entropy, log_density = vapor
    dome[:, 6] = entropy[:, -1] - entropy[:, 0]
    dome[:, 7] = enthalpy[:, -1] - enthalpy[:, 0]
    share = np.linspace(0.0, 1.0, SUPERHEATS) ** 1.5
    by_entropy = np.empty_like(enthalpy)
    by_enthalpy = np.empty_like(enthalpy)
    for i in range(len(isobars)):
        by_entropy[i] = CubicSpline((entropy[i] - entropy[i, 0]) / dome[i, 6], enthalpy[i])(share)
        by_enthalpy[i] = CubicSpline((enthalpy[i] - enthalpy[i, 0]) / dome[i, 7], superheat)(share)
    return PropertyTable(
        name=name,
        low=float(log_pressure[0]),
        high=float(log_pressure[-1]),
        condensing_low=float(log_pressure[condensing][0]),
        _saturation=CubicSpline(log_pressure, dome),
        _dew=CubicSpline(log_pressure, dome[:, 0]),
        _from_dew=CubicSpline(dome[:, 0], log_pressure),
        _from_bubble=CubicSpline(dome[:, 1], log_pressure),
        _enthalpy=RectBivariateSpline(log_pressure, superheat, enthalpy),
        _entropy=RectBivariateSpline(log_pressure, superheat, entropy),
        _log_density=RectBivariateSpline(log_pressure, superheat, log_density),
        _enthalpy_by_entropy=RectBivariateSpline(log_pressure, share, by_entropy),
        _superheat_by_enthalpy=RectBivariateSpline(log_pressure, share, by_enthalpy),
        _liquid_enthalpy=RectBivariateSpline(log_pressure[condensing], subcooling, liquid[condensing]),
    )


def _found(fluid: Callable[[str, str], Any], names: list[str]) -> Any:
    """Return the state of the first of some names that CoolProp knows; that a name is hyphenated is ASHRAE's habit."""
    for name in names[:-1]:
        with suppress(ValueError):
            return fluid("HEOS", name)
    return fluid("HEOS", names[-1])


def _pressure_range(state: Any, critical: float) -> tuple[float, float]:
    import CoolProp

    ends = []
    for temperature in (COLDEST_DEW, critical - MARGIN_TO_CRITICAL):
        state.update(CoolProp.QT_INPUTS, 1.0, temperature)
        ends.append(float(np.log(state.p())))
    return ends[0], ends[1]


def _isobars(state: Any, log_pressures: Array) -> Array:
    """Return rows of log pressure, dew, bubble, vapor enthalpy, entropy and log density, liquid enthalpy.

    CoolProp's saturation of mixtures fails in small pockets at high pressure. A row that falls into one is moved by
    less than half the way to its nearer neighbour; if that does not help either, its neighbours have to do.
    """
    import CoolProp

    gaps = np.diff(log_pressures)
    spacings = np.minimum(np.append(gaps, gaps[-1]), np.insert(gaps, 0, gaps[0]))  # to the nearer neighbour
    rows = []
    for nominal, spacing in zip(log_pressures, spacings, strict=True):
        for shift in (0.0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3, -0.4, 0.4):
            log_pressure = nominal + shift * spacing
            try:
                state.update(CoolProp.PQ_INPUTS, np.exp(log_pressure), 1.0)
                row = [log_pressure, state.T(), 0.0, state.hmass(), state.smass(), np.log(state.rhomass()), 0.0]
                state.update(CoolProp.PQ_INPUTS, np.exp(log_pressure), 0.0)
                row[2], row[6] = state.T(), state.hmass()
            except ValueError:
                continue
            rows.append(row)
            break
    return np.array(rows)
