"""States of one refrigerant, sampled by the few CoolProp calls that are safe and fast for mixtures too, and kept.

CoolProp solves R-454B a thousand times slower in (p, h) and (p, s) than in (p, T) with the phase imposed. So
saturation and imposed-phase (p, T) states are sampled and inverted along each isobar. To load CoolProp takes ten times
as long as that, and a hundred megabytes: who has the states needs neither. Those of refrigerants with a name of ours
are part of the package, for one version of CoolProp; others are kept in the user's cache.
"""

from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from cosim import array_cache
from cosim.arrays import Array
from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput
from cosim.interrupts import by_the_system
from cosim.refrigerants.names import refrigerant

SOURCES = ("constants.py", "refrigerants/names.py", "refrigerants/states.py", "array_cache.py")
SHIPPED = Path(__file__).parent / "sampled"
"""States that come with the package, made by ``tools/refrigerant_states.py``."""
MADE_BY = "made_by"
"""Of a file of the package: what its states follow from, as text."""
LOWEST_CRITICAL = 330.0  # K; a condenser of a house reaches 325 K in heating and in a hot summer
COLDEST_DEW = 203.15  # K
COLDEST_CONDENSATE = 250.0  # K; below, CoolProp's R410A fails to find the subcooled liquid, and no condenser works
MARGIN_TO_CRITICAL = 7.0  # K; nearer, CoolProp fails for mixtures and the splines lose their accuracy
MAX_SUPERHEAT = 200.0  # K
MAX_SUBCOOLING = 25.0  # K
PRESSURES, SUPERHEATS, SUBCOOLINGS = 84, 60, 9
LAST = 4  # spaces between isobars below the greatest pressure, which are halved: there density changes fastest


def kept_states(name: str) -> dict[str, Array]:
    """Return the states of refrigerant `name` as they are kept, or sample them and leave them in the user's cache.

    Parameters
    ----------
    name : str
        Ours or CoolProp's.

    Returns
    -------
    dict of arrays
        log_pressure (isobars) of Pa, superheat (superheats) and subcooling (subcoolings) in K, share (superheats) of
        the way from saturation to the greatest superheat; dome (isobars, 8) as `PropertyTable` has it; enthalpy J/kg,
        entropy J/(kg K) and log_density (isobars, superheats); enthalpy_by_entropy and superheat_by_enthalpy
        (isobars, superheats) at even shares; condensing, the log pressures at which liquid_enthalpy (condensing,
        subcoolings) is known.

    Raises
    ------
    InvalidInput
        CoolProp does not know the refrigerant or cannot solve it.
    """
    known, key = refrigerant(name), _key(name)
    states = None if known is None else shipped_states(known.name)
    if states is None:
        states = array_cache.read(key)
    if states is None:
        states = sampled_states(name)
        array_cache.write(key, states)
    return states


def shipped_states(name: str) -> dict[str, Array] | None:
    """Return the states that come with the package; None where another CoolProp or other code would give others."""
    states = array_cache.read_file(SHIPPED / f"{name}.npz")
    if states is None or states.pop(MADE_BY).tobytes() != _made_by(name):
        return None
    return states


def ship(name: str, folder: Path = SHIPPED) -> None:
    """Sample the states of a refrigerant for the package."""
    made_by = np.frombuffer(_made_by(name), dtype=np.uint8)
    array_cache.write_file(folder / f"{name}.npz", sampled_states(name) | {MADE_BY: made_by}, compressed=True)


def _made_by(name: str) -> bytes:
    return f"CoolProp {version('CoolProp')}, {_key(name)}".encode()


def _key(name: str) -> str:
    return array_cache.key(f"{name} CoolProp {version('CoolProp')}", SOURCES)


def sampled_states(name: str) -> dict[str, Array]:
    """Return the states as CoolProp has them, in 0.1 to 0.5 s after its import."""
    from scipy.interpolate import CubicSpline

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
    return {
        "log_pressure": log_pressure,
        "superheat": superheat,
        "subcooling": subcooling,
        "share": share,
        "dome": dome,
        "enthalpy": enthalpy,
        "entropy": entropy,
        "log_density": log_density,
        "enthalpy_by_entropy": by_entropy,
        "superheat_by_enthalpy": by_enthalpy,
        "condensing": log_pressure[condensing],
        "liquid_enthalpy": liquid[condensing],
    }


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
