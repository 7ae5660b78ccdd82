"""A machine of which only capacities and ratings are known: a generic one that rates back to them.

Most homes are described so: SEER or SEER2, perhaps EER, HSPF or HSPF2, and capacities. The generic machine of the
equipment library with as many speeds gives the course over the outdoor temperature, its capacities are scaled to those
stated and its efficiencies until the machine, put through the standard's tests, has the ratings stated.
"""

import hashlib
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from cosim.config.equipment import HeatPumpConfig
from cosim.config.faults import parse_toml, validate
from cosim.config.generic_machine import DUCTLESS_FAN
from cosim.config.ratings import RatingsConfig
from cosim.equipment import map_cache
from cosim.equipment.calibration.calibrate import resolved
from cosim.equipment.ratings.rating import Rating, rate
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.project import current_project, find, read_bytes
from cosim.units import from_si

Speeds = Literal["single", "two", "variable"]
SHAPES: dict[tuple[Speeds, bool], tuple[str, str]] = {
    ("single", False): ("air_conditioners", "ac-3ton"),
    ("single", True): ("heat_pumps", "single-speed-3ton"),
    ("two", False): ("heat_pumps", "two-speed-3ton"),
    ("two", True): ("heat_pumps", "two-speed-3ton"),
    ("variable", False): ("heat_pumps", "inverter-3ton"),
    ("variable", True): ("heat_pumps", "inverter-3ton"),
}
"""Generic machines of the library, shelf and name, by speeds and whether they heat."""
DUCTLESS_SHAPE = ("heat_pumps", "mini-split-r32-1.5ton")
"""The same for ductless machines of variable speed; one of a fixed speed has the shape of those on ducts."""
LEVELS = {"A full": "rated", "B full": "rated", "B low": "min", "F low": "min", "H1 full": "rated", "H3 full": "rated",
          "H4 greatest": "max", "H0 low": "min", "H1 low": "min", "H3 low": "min"}  # fmt: skip
"""Level in a data sheet of each test; the other tests follow from these."""
FULL_COOLING = "A full"
NEAR, ROUNDS = 0.002, 25  # relative error of the ratings, and in how many rounds it has to be reached
MIN_COP = 1.0  # of a test of the standard
MAX_COP = {"variable": 30.0}  # at 67 °F and minimum speed good mini-splits exceed 15
USUAL_MAX_COP = 15.0

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
    seer2: float | None = None
    eer2: float | None = None
    heating_capacity: float | None = None
    """Net, at 47 °F; None for an air conditioner."""
    hspf2: float | None = None
    """Of region IV; with `heating_capacity`."""
    heating_capacity_17f: float | None = None
    """Net, at 17 °F; by default that of the generic machine in proportion."""
    cop_47f: float | None = None
    """At 47 °F, of a machine without HSPF2."""
    ductless: bool = False

    @property
    def shape(self) -> tuple[str, str]:
        """Shelf and name of the generic machine of its kind."""
        if self.ductless and self.speeds == "variable":
            return DUCTLESS_SHAPE
        return SHAPES[self.speeds, self.heating_capacity is not None]

    def of_size(self, size: float) -> "Label":
        """Return the label of a machine `size` times as large."""
        heating, cold = self.heating_capacity, self.heating_capacity_17f
        return replace(
            self,
            cooling_capacity=size * self.cooling_capacity,
            heating_capacity=None if heating is None else size * heating,
            heating_capacity_17f=None if cold is None else size * cold,
        )


@dataclass(frozen=True)
class _Scales:
    """Factors on the generic machine's efficiency in the tests."""

    rated_cooling: float = 1.0
    """At the test that gives EER2, and at all others of that speed in a machine of several."""
    other_cooling: float = 1.0
    heating: float = 1.0


def as_cycle(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return a machine as its cycle, whether its file holds a cycle, a performance table or ratings alone."""
    return resolved(config) if config.ratings is None else _of_ratings(config)


@lru_cache(maxsize=64)
def _of_ratings(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return the cycle of a machine known by its ratings, with all else that its file states."""
    ratings = config.ratings
    assert ratings is not None, "asked for only then"
    cycle = resolved(rated_machine(_label(ratings, config.ductless), config.name))
    coil = cycle.indoor_coil
    flow = ratings.airflow or coil.airflow
    power = coil.fan_power * flow / coil.airflow if ratings.fan_power is None else ratings.fan_power
    if ratings.airflow is not None or ratings.fan_power is not None:
        cycle = installed(cycle, power / flow, flow)
    stated = ("title", "source", "label", "limits", "standby", "cycling", "oil_return", "defrost")
    update: dict[str, Any] = {name: getattr(config, name) for name in stated if name in config.model_fields_set}
    if ratings.cooling_capacity is None:
        update["cooling"] = None
    return cycle.model_copy(update=update)


def _label(ratings: RatingsConfig, ductless: bool) -> Label:
    """Return what ratings say; a machine that only heats counts as one of the usual efficiency in cooling."""
    cooling = ratings.cooling_capacity or ratings.heating_capacity
    assert cooling is not None, "one of the two is stated"
    return Label(
        ratings.speeds,
        cooling,
        ratings.seer2,
        ratings.eer2,
        ratings.heating_capacity,
        ratings.hspf2,
        ratings.heating_capacity_17f,
        ratings.cop_47f,
        ductless,
    )


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
    # ratings of a machine are those of any size of it: one search serves all sizes
    unit = label.of_size(1.0 / label.cooling_capacity)
    digits = [
        None if value is None else round(value, 4) for value in (unit.heating_capacity, unit.heating_capacity_17f)
    ]
    unit = replace(unit, heating_capacity=digits[0], heating_capacity_17f=digits[1])
    shape = _shape(unit)
    return _built(label, shape, _tests(unit), _scales(unit, name), name)


def _shape(label: Label) -> HeatPumpConfig:
    shelf, name = label.shape
    path = find(shelf, name, place=f"'{name}'", project=current_project())
    return resolved(validate(HeatPumpConfig, parse_toml(read_bytes(path), str(path))[0], str(path)))


@lru_cache(maxsize=16)
def _tests_of(shape: HeatPumpConfig) -> Rating:
    return rate(shape, european=False)


def _tests(label: Label) -> Rating:
    return _tests_of(_shape(label))


def _scales(label: Label, name: str) -> _Scales:
    """Return the factors with which a machine has the ratings stated, from the user's cache where they lie there."""
    shape = _shape(label)
    key = _key(label, shape)
    kept = map_cache.read(key)
    if kept is not None:
        return _Scales(*kept["scales"].tolist())
    found = _searched(label, shape, name)
    map_cache.write(key, {"scales": np.array(astuple(found))})
    return found


def _key(label: Label, shape: HeatPumpConfig) -> str:
    """Return the hash of everything that the factors depend on."""
    text = hashlib.sha256(f"{label} {map_cache.key(shape, 0.0)}".encode())
    text.update(shape.model_dump_json().encode())
    for source in ("config/generic_machine.py", "equipment/rated.py", "equipment/ratings/rating.py",
                   "equipment/ratings/ahri.py"):  # fmt: skip
        text.update((map_cache.PACKAGE / source).read_bytes())
    return text.hexdigest()


def _searched(label: Label, shape: HeatPumpConfig, name: str) -> _Scales:
    tests = _tests_of(shape)
    scales = _corrected(_Scales(), _errors(label, tests))  # what is asked for over what the generic machine has
    size = _capacity(tests, "A full")  # any would do
    for _ in range(ROUNDS):
        config = _built(label.of_size(size), shape, tests, scales, name)
        try:
            rating = rate(resolved(config), european=False)
        except (ValueError, ArithmeticError, CosimError) as error:
            raise _impossible(name, error) from None
        errors = _errors(label, rating)
        if max(abs(error - 1.0) for error in errors.values()) < NEAR:
            return scales
        scales = _corrected(scales, errors)
    stated = ", ".join(f"{key} {value:g}" for key, value in _stated(label).items())
    raise InvalidInput([Fault(f"'{name}'", f"no machine of {label.speeds} speed rates at {stated}")])


def _impossible(name: str, error: Exception) -> InvalidInput:
    reason = " ".join(str(error).split())[:200]
    return InvalidInput([Fault(f"'{name}'", f"no machine has its capacities and ratings: {reason}")])


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
    found = {"SEER2": label.seer2, "EER2": label.eer2}
    if label.heating_capacity is not None:
        found |= {"HSPF2": label.hspf2, "COP": label.cop_47f}
    return {key: value for key, value in found.items() if value is not None}


def _errors(label: Label, rating: Rating) -> dict[str, float]:
    """Return stated over computed of each rating."""
    computed = {"SEER2": rating.seer2, "EER2": rating.eer2, "HSPF2": rating.hspf2.get("IV")}
    if label.cop_47f is not None:
        point = next(test.point for test in rating.tests if test.name == "H1 full")
        computed["COP"] = point.capacity / point.power
    return {key: value / (computed[key] or 1e-3) for key, value in _stated(label).items()}


def _corrected(scales: _Scales, errors: dict[str, float]) -> _Scales:
    """Return the factors moved by what the ratings miss."""
    eer, seer = errors.get("EER2"), errors.get("SEER2")
    return _Scales(
        rated_cooling=scales.rated_cooling * (eer or seer or 1.0),
        other_cooling=scales.other_cooling * (seer or eer or 1.0),
        heating=scales.heating * errors.get("HSPF2", errors.get("COP", 1.0)),
    )


def _built(label: Label, shape: HeatPumpConfig, tests: Rating, scales: _Scales, name: str) -> HeatPumpConfig:
    """Return the machine with some factors."""
    size = label.cooling_capacity / _capacity(tests, "A full")
    fan = DUCTLESS_FAN if label.ductless and not shape.ductless else 1.0
    table: dict[str, Any] = {
        "name": name,
        "table": True,
        "refrigerant": shape.refrigerant,
        "charge_kg": shape.charge * size,
        "ductless": label.ductless,
        "flow_exponent": shape.flow_exponent,
        "published": _sheet(label, tests, scales, name),
        "compressor": {"stages": shape.compressor.stages},
        "indoor_coil": {"airflow_m3_s": shape.indoor_coil.airflow * size,
                        "fan_power_w": shape.indoor_coil.fan_power * size * fan},
        "outdoor_coil": {"airflow_m3_s": shape.outdoor_coil.airflow * size,
                         "fan_power_w": shape.outdoor_coil.fan_power * size},
        "limits": {"cutoff_c": from_si(shape.limits.cutoff, "temperature", "c")},
    }  # fmt: skip
    try:
        config = HeatPumpConfig.model_validate(table)
    except ValueError as error:
        raise _impossible(name, error) from None
    return config.model_copy(update={"standby": shape.standby, "cycling": shape.cycling, "defrost": shape.defrost})


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
        if not MIN_COP < cop < MAX_COP.get(label.speeds, USUAL_MAX_COP):
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
