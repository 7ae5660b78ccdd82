"""A machine of which only capacities and ratings are known: a generic one that rates back to them.

Most homes are described so: SEER or SEER2, perhaps EER, HSPF or HSPF2, and capacities. `cosim.equipment.usual` gives
the course over outdoor temperature and speed; its efficiencies are moved until the machine, put through the standard's
tests, has the ratings stated. Machines of like capacities share one cycle, whatever their ratings: these are in the
anchors, so that a home whose machine has new ratings needs no cycle solved.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cosim.config.equipment import HeatPumpConfig
from cosim.config.faults import parse_toml, validate
from cosim.config.generic_machine import DUCTLESS_FAN
from cosim.config.ratings import RatingsConfig
from cosim.equipment.calibration.calibrate import Anchoring, anchoring, behind, resolved
from cosim.equipment.calibration.fit import PublishedPoint
from cosim.equipment.ratings.rating import Bench, Rating, rate
from cosim.equipment.usual import COLD, Capacities, Efficiency, Speeds, usual_points
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.project import current_project, find, read_bytes
from cosim.units import from_si

SHAPES: dict[tuple[Speeds, bool], tuple[str, str]] = {
    ("single", False): ("air_conditioners", "ac-3ton"),
    ("single", True): ("heat_pumps", "single-speed-3ton"),
    ("two", False): ("heat_pumps", "two-speed-3ton"),
    ("two", True): ("heat_pumps", "two-speed-3ton"),
    ("variable", False): ("heat_pumps", "inverter-3ton"),
    ("variable", True): ("heat_pumps", "inverter-3ton"),
}
"""Machines of the library, shelf and name, whose fans, charge and control those of some speeds have."""
DUCTLESS_SHAPE = ("heat_pumps", "mini-split-r32-1.5ton")
"""The same for ductless machines of variable speed; one of a fixed speed has the shape of those on ducts."""
SHAPE_CAPACITY = {name: 10550.0 for _, name in SHAPES.values()} | {DUCTLESS_SHAPE[1]: 5275.0}
"""Cooling capacity of each, W: fans, charge and what else no rating tells goes with size."""
USUAL = Efficiency(3.5, 4.5, 3.4)
"""With which a cycle is put behind capacities, and from which those that the ratings tell are searched."""
RATIO_STEP, COLD_STEP = 0.05, 0.02
"""Steps of heating over cooling capacity, and of capacity at 17 over that at 47 °F, of machines with one cycle."""
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
    """Net, at 17 °F; by default the usual share of that at 47 °F."""
    cop_47f: float | None = None
    """At 47 °F, of a machine without HSPF2."""
    ductless: bool = False

    @property
    def shape(self) -> tuple[str, str]:
        """Shelf and name of the generic machine of its kind."""
        if self.ductless and self.speeds == "variable":
            return DUCTLESS_SHAPE
        return SHAPES[self.speeds, self.heating_capacity is not None]

    @property
    def cold(self) -> float:
        """Capacity at 17 °F over that at 47 °F."""
        if self.heating_capacity_17f is None or self.heating_capacity is None:
            return COLD[self.speeds]
        return self.heating_capacity_17f / self.heating_capacity


def as_cycle(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return a machine as its cycle, whether its file holds a cycle, a performance table or ratings alone."""
    return resolved(config) if config.ratings is None else _of_ratings(config)


@lru_cache(maxsize=64)
def _of_ratings(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return the cycle of a machine known by its ratings, with all else that its file states."""
    ratings = config.ratings
    assert ratings is not None, "asked for only then"
    cycle = rated_machine(_label(ratings, config.ductless), config.name)
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
    try:
        return _searched(label, _stand(_like(label)), name)
    except InvalidInput:
        raise
    except (ValueError, ArithmeticError, CosimError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InvalidInput([Fault(f"'{name}'", f"no machine has its capacities and ratings: {reason}")]) from None


@dataclass(frozen=True)
class _Stand:
    """A machine without efficiencies, which machines of many ratings share: anchors are all that ratings change."""

    anchoring: Anchoring
    bench: Bench


def _like(label: Label) -> Label:
    """Return the label, without ratings, of machines that share a cycle; capacities of near machines are in anchors."""
    cooling = label.cooling_capacity
    heating = label.heating_capacity
    if heating is not None:
        heating = cooling * max(round(heating / cooling / RATIO_STEP), 1) * RATIO_STEP
    cold = None if heating is None else heating * round(label.cold / COLD_STEP) * COLD_STEP
    return Label(label.speeds, cooling, None, None, heating, None, cold, None, label.ductless)


@lru_cache(maxsize=64)
def _stand(label: Label) -> _Stand:
    """Return the stand of a label without ratings."""
    shelf, name = label.shape
    path = find(shelf, name, place=f"'{name}'", project=current_project())
    shape = validate(HeatPumpConfig, parse_toml(read_bytes(path), str(path))[0], str(path))
    points = _points(label, USUAL)
    placed = behind(_built(label, shape, points), points)
    return _Stand(anchoring(placed, points), Bench())


def _points(label: Label, cops: Efficiency) -> list[PublishedPoint]:
    return usual_points(label.speeds, Capacities(label.cooling_capacity, label.heating_capacity, label.cold), cops)


def _built(label: Label, shape: HeatPumpConfig, points: list[PublishedPoint]) -> HeatPumpConfig:
    """Return the machine that stands for all of a label without ratings; what no rating tells is the shape's."""
    size = label.cooling_capacity / SHAPE_CAPACITY[label.shape[1]]
    fan = DUCTLESS_FAN if label.ductless and not shape.ductless else 1.0
    table: dict[str, Any] = {
        "name": "of these capacities",
        "table": True,
        "refrigerant": shape.refrigerant,
        "charge_kg": shape.charge * size,
        "ductless": label.ductless,
        "flow_exponent": shape.flow_exponent,
        "published": [{"mode": point.mode, "outdoor_k": point.outdoor, "level": point.level,
                       "capacity_w": point.capacity, "power_w": point.power} for point in points],
        "compressor": {"stages": shape.compressor.stages},
        "indoor_coil": {"airflow_m3_s": shape.indoor_coil.airflow * size,
                        "fan_power_w": shape.indoor_coil.fan_power * size * fan},
        "outdoor_coil": {"airflow_m3_s": shape.outdoor_coil.airflow * size,
                         "fan_power_w": shape.outdoor_coil.fan_power * size},
        "limits": {"cutoff_c": from_si(shape.limits.cutoff, "temperature", "c")},
    }  # fmt: skip
    config = HeatPumpConfig.model_validate(table)
    return config.model_copy(update={"standby": shape.standby, "cycling": shape.cycling, "defrost": shape.defrost})


def _searched(label: Label, stand: _Stand, name: str) -> HeatPumpConfig:
    """Return the machine of a stand whose efficiencies give the ratings."""
    cops = USUAL
    for _ in range(ROUNDS):
        for what, cop in cops._asdict().items():
            if not MIN_COP < cop < MAX_COP.get(label.speeds, USUAL_MAX_COP):
                said = what.replace("_", " ")
                raise InvalidInput([Fault(f"'{name}'", f"its ratings ask for a COP of {cop:.2g} in {said}")])
        config = stand.anchoring.met(_points(label, cops))
        errors = _errors(label, rate(config, european=False, bench=stand.bench))
        if max((abs(error - 1.0) for error in errors.values()), default=0.0) < NEAR:
            return config.model_copy(update={"name": name})
        cops = _corrected(cops, errors)
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


def _corrected(cops: Efficiency, errors: dict[str, float]) -> Efficiency:
    """Return the efficiencies moved by what the ratings miss."""
    eer, seer = errors.get("EER2"), errors.get("SEER2")
    return Efficiency(
        full_cooling=cops.full_cooling * (eer or seer or 1.0),
        mild_cooling=cops.mild_cooling * (seer or eer or 1.0),
        heating=cops.heating * errors.get("HSPF2", errors.get("COP", 1.0)),
    )
