"""A machine of which only capacities and ratings are known: a generic one that rates back to them.

Most homes are described so: SEER or SEER2, perhaps EER, HSPF or HSPF2, and capacities. The generic machine of the
equipment library with as many speeds gives the course over the outdoor temperature, its capacities are scaled to those
stated and its efficiencies until the machine, put through the standard's tests, has the ratings stated.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibration.calibrate import resolved
from cosim.equipment.library import TWO_SPEEDS, read_machine
from cosim.equipment.ratings.rating import Rating, rate
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.units import from_si

Speeds = Literal["single", "two", "variable"]
SHAPES: dict[tuple[Speeds, bool], str] = {
    ("single", False): "ac-3ton",
    ("single", True): "single-speed-3ton",
    ("two", False): TWO_SPEEDS,
    ("two", True): TWO_SPEEDS,
    ("variable", False): "inverter-3ton",
    ("variable", True): "inverter-3ton",
}
"""Generic machines of the library by speeds and whether they heat."""
LEVELS = {"A full": "rated", "B full": "rated", "B low": "min", "F low": "min", "H1 full": "rated", "H3 full": "rated",
          "H4 greatest": "max", "H0 low": "min", "H1 low": "min", "H3 low": "min"}  # fmt: skip
"""Level in a data sheet of each test; the other tests follow from these."""
FULL_COOLING = "A full"
NEAR, ROUNDS = 0.002, 25  # relative error of the ratings, and in how many rounds it has to be reached
MIN_COP, MAX_COP = 1.0, 15.0  # of a test of the standard

# The older ratings are measured against less resistance of the ducts; factors of ANSI/RESNET/ICC 301-2022, addendum C,
# for split systems with ducts and for ductless ones
SEER2_SHARE = {True: 0.95, False: 1.0}
EER2_SHARE = {True: 0.95, False: 1.0}
HSPF2_SHARE = {True: 0.85, False: 0.90}


def seer2_of(seer: float, *, ducts: bool = True) -> float:
    """Return SEER2 of a machine whose SEER is known."""
    return SEER2_SHARE[ducts] * seer


def eer2_of(eer: float, *, ducts: bool = True) -> float:
    """Return EER2 of a machine whose EER is known."""
    return EER2_SHARE[ducts] * eer


def hspf2_of(hspf: float, *, ducts: bool = True) -> float:
    """Return HSPF2 of a machine whose HSPF is known."""
    return HSPF2_SHARE[ducts] * hspf


@dataclass(frozen=True)
class Label:
    """What is known of a machine: capacities in W, ratings in Btu/Wh."""

    speeds: Speeds
    cooling_capacity: float
    """Net, at 95 °F."""
    seer2: float
    eer2: float | None = None
    heating_capacity: float | None = None
    """Net, at 47 °F; None for an air conditioner."""
    hspf2: float | None = None
    """Of region IV; with `heating_capacity`."""
    heating_capacity_17f: float | None = None
    """Net, at 17 °F; by default that of the generic machine in proportion."""


@dataclass
class _Scales:
    """Factors on the generic machine's efficiency in the tests."""

    rated_cooling: float = 1.0
    """At the test that gives EER2, and at all others of that speed in a machine of several."""
    other_cooling: float = 1.0
    heating: float = 1.0


@lru_cache(maxsize=64)
def rated_machine(label: Label, name: str = "of these ratings") -> HeatPumpConfig:
    """Return a generic machine that has the stated capacities and ratings.

    Parameters
    ----------
    label : Label
        What is known.
    name : str
        Of the machine, for messages and results.

    Raises
    ------
    InvalidInput
        If no machine of the kind can have the ratings.
    """
    shape = read_machine(SHAPES[label.speeds, label.heating_capacity is not None])
    tests = rate(shape)
    scales = _Scales()
    for _ in range(ROUNDS):
        config, rating = _tried(label, shape, tests, scales, name)
        errors = _errors(label, rating)
        if max(abs(error - 1.0) for error in errors.values()) < NEAR:
            return config
        _correct(scales, errors)
    stated = ", ".join(f"{key} {value:g}" for key, value in _stated(label).items())
    raise InvalidInput([Fault(f"'{name}'", f"no machine of {label.speeds} speed rates at {stated}")])


def installed(config: HeatPumpConfig, fan_efficacy: float, airflow: float | None = None) -> HeatPumpConfig:
    """Return a machine on the ducts of its house instead of those of the test.

    Parameters
    ----------
    config : HeatPumpConfig
        As it is rated.
    fan_efficacy : float
        Power of its indoor fan over the flow in the house, W/(m3/s).
    airflow : float, optional
        In the house, m3/s; by default that of the rating.

    Returns
    -------
    HeatPumpConfig
        The same cycle with the fan's power and its heat in the air, and with the stated flow through the indoor coil.
    """
    cycle = resolved(config)
    flow = airflow or cycle.indoor_coil.airflow
    coil = cycle.indoor_coil.model_copy(update={"airflow": flow, "fan_power": fan_efficacy * flow})
    return cycle.model_copy(update={"indoor_coil": coil, "published": ()})


def _stated(label: Label) -> dict[str, float]:
    found = {"SEER2": label.seer2, "EER2": label.eer2, "HSPF2": label.hspf2 if label.heating_capacity else None}
    return {key: value for key, value in found.items() if value is not None}


def _errors(label: Label, rating: Rating) -> dict[str, float]:
    """Return stated over computed of each rating."""
    computed = {"SEER2": rating.seer2, "EER2": rating.eer2, "HSPF2": rating.hspf2.get("IV")}
    return {key: value / (computed[key] or 1e-3) for key, value in _stated(label).items()}


def _correct(scales: _Scales, errors: dict[str, float]) -> None:
    """Move the factors by what the ratings miss."""
    scales.rated_cooling *= errors.get("EER2", errors["SEER2"])
    scales.other_cooling *= errors["SEER2"]
    scales.heating *= errors.get("HSPF2", 1.0)


def _tried(
    label: Label, shape: HeatPumpConfig, tests: Rating, scales: _Scales, name: str
) -> tuple[HeatPumpConfig, Rating]:
    """Return the machine with some factors, and how it rates."""
    size = label.cooling_capacity / _capacity(tests, "A full")
    table: dict[str, Any] = {
        "name": name,
        "table": True,
        "refrigerant": shape.refrigerant,
        "charge_kg": shape.charge * size,
        "flow_exponent": shape.flow_exponent,
        "published": _sheet(label, tests, scales, name),
        "compressor": {"stages": shape.compressor.stages},
        "indoor_coil": {"airflow_m3_s": shape.indoor_coil.airflow * size,
                        "fan_power_w": shape.indoor_coil.fan_power * size},
        "outdoor_coil": {"airflow_m3_s": shape.outdoor_coil.airflow * size,
                         "fan_power_w": shape.outdoor_coil.fan_power * size},
        "limits": {"cutoff_c": from_si(shape.limits.cutoff, "temperature", "c")},
    }  # fmt: skip
    try:
        config = HeatPumpConfig.model_validate(table).model_copy(
            update={"standby": shape.standby, "cycling": shape.cycling, "defrost": shape.defrost}
        )
        return config, rate(resolved(config))
    except (ValueError, ArithmeticError, CosimError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InvalidInput([Fault(f"'{name}'", f"no machine has its capacities and ratings: {reason}")]) from None


def _sheet(label: Label, tests: Rating, scales: _Scales, name: str) -> list[dict[str, Any]]:
    """Return the data sheet of the machine that is tried."""
    rows = []
    for test in tests.tests:
        level = LEVELS.get(test.name)
        heating = test.name.startswith("H")
        if level is None or (heating and label.heating_capacity is None):
            continue
        if heating:
            assert label.heating_capacity is not None
            size = label.heating_capacity / _capacity(tests, "H1 full") * _retention(label, tests, test.outdoor)
            scale = scales.heating
        else:
            size = label.cooling_capacity / _capacity(tests, "A full")
            full = test.name == FULL_COOLING or (level == "rated" and label.speeds != "single")
            scale = scales.rated_cooling if full else scales.other_cooling
        cop = test.point.capacity / test.point.power * scale
        if not MIN_COP < cop < MAX_COP:
            raise InvalidInput([Fault(f"'{name}'", f"its ratings ask for a COP of {cop:.2g} at {test.outdoor:g} °F")])
        capacity = test.point.capacity * size
        rows.append({"mode": "heating" if heating else "cooling", "outdoor_f": test.outdoor,
                     "level": "rated" if label.speeds == "single" else level,
                     "capacity_w": capacity, "power_w": capacity / cop})  # fmt: skip
    return rows


def _retention(label: Label, tests: Rating, outdoor: float) -> float:
    """Return the factor on the heating capacity at an outdoor temperature, °F, that gives the stated one at 17 °F."""
    if label.heating_capacity_17f is None or label.heating_capacity is None or outdoor >= 47.0:
        return 1.0
    usual = _capacity(tests, "H3 full") / _capacity(tests, "H1 full")
    return 1.0 + (label.heating_capacity_17f / label.heating_capacity / usual - 1.0) * (47.0 - outdoor) / 30.0


def _capacity(tests: Rating, name: str) -> float:
    return next(test.point.capacity for test in tests.tests if test.name == name)
