"""The faults that change what instruments show, by the names under which they are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cosim.config.equipment import HeatPumpConfig
from cosim.config.machine_faults import KINDS as MACHINE_KINDS
from cosim.equipment.condition import SOUND, Condition
from cosim.errors import Fault, InvalidInput, did_you_mean


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault.

    Attributes
    ----------
    name : str
        As it is asked for.
    title : str
        As a technician says it.
    meaning : str
        What its number is.
    usual : tuple of float
        Range in which it is looked for, from what is just noticed to what stops a machine.
    apply : callable
        From a condition and the number to the condition with the fault.
    remedy : str
        What a technician does.
    symptom : str
        What the household notices.
    """

    name: str
    title: str
    meaning: str
    usual: tuple[float, float]
    apply: Callable[[Condition, float], Condition]
    remedy: str
    symptom: str

    @property
    def high(self) -> float:
        """Largest number for which the model holds; the range of its source."""
        of_configurations = MACHINE_KINDS.get(self.name)
        if of_configurations is not None and of_configurations.share is not None:
            return of_configurations.share[1]
        return VALVE_LEAK if self.name == "reversing-valve-leaking" else VALVE


def _left(field: str, condition: Condition, lost: float) -> Condition:
    """Take a share from what is left of something."""
    changed: dict[str, Any] = {field: getattr(condition, field) * (1.0 - lost)}
    return replace(condition, **changed)


def _set(field: str, condition: Condition, value: float) -> Condition:
    changed: dict[str, Any] = {field: value}
    return replace(condition, **changed)


def _charge(sign: float, condition: Condition, share: float) -> Condition:
    return replace(condition, charge=sign * share)


def _opening(field: str, sign: float, condition: Condition, share: float) -> Condition:
    changed: dict[str, Any] = {field: 1.0 + sign * share}
    return replace(condition, **changed)


LESS = "It heats and cools less than it did, and runs longer."
WARM = "Supply air is lukewarm in winter; in summer the house does not get cool."
AIR, GAS = "share of the air flow that is missing", "share of the discharge gas that"
CLOSED = "share of its opening that is missing"
KINDS = {
    kind.name: kind
    for kind in (
        Kind("undercharge", "too little refrigerant", "share of the charge that is missing", (0.1, 0.3),
             partial(_charge, -1.0), "find the leak and mend it, evacuate, weigh in the charge of the plate", LESS),
        Kind("overcharge", "too much refrigerant", "share of the charge that is too much", (0.1, 0.3),
             partial(_charge, 1.0), "recover the refrigerant and weigh in the charge of the plate",
             "The power bill has grown since the last service."),
        Kind("low-indoor-airflow", "too little air over the indoor coil", AIR, (0.2, 0.5),
             partial(_left, "indoor_airflow"), "filter, registers, blower speed and ducts: measure static pressure",
             "Rooms far away get little air."),
        Kind("fouled-indoor-coil", "dirt on the indoor coil", "share of the conductance that is lost", (0.2, 0.5),
             partial(_left, "indoor_coil"), "clean the coil, fit a filter that closes all round", LESS),
        Kind("fouled-outdoor-coil", "dirt on the outdoor coil", AIR, (0.2, 0.5), partial(_left, "outdoor_airflow"),
             "wash the coil from the inside out", LESS),
        Kind("outdoor-fan-slow", "outdoor fan turns too slowly", "share of the speed that is missing", (0.25, 0.6),
             partial(_left, "outdoor_fan_speed"), "capacitor and bearings of the fan motor", LESS),
        Kind("non-condensables", "air in the circuit", "share of the air in a circuit that was not evacuated at all",
             (0.3, 0.8), partial(_set, "noncondensables"),
             "recover, replace the drier, evacuate below 500 microns and see that it holds, recharge",
             "It has been noisy and the bill high since it was installed."),
        Kind("liquid-line-restriction", "restriction in the liquid line",
             "share by which the pressure difference from condenser to evaporator is larger", (0.1, 0.25),
             partial(_set, "restriction"), "filter drier and kinks: a cold spot shows where", LESS),
        Kind("heating-valve-closed", "expansion valve of heating sticks too far closed", CLOSED, (0.15, 0.4),
             partial(_opening, "heating_valve", -1.0), "bulb, its charge, and the valve",
             "It cools as ever, and heats less."),
        Kind("cooling-valve-closed", "expansion valve of cooling sticks too far closed", CLOSED, (0.15, 0.4),
             partial(_opening, "cooling_valve", -1.0), "bulb, its charge, and the valve",
             "It heats as ever, and cools less."),
        Kind("compressor-valves-leaking", "compressor's valves leak", f"{GAS} comes back", (0.1, 0.3),
             partial(_set, "compressor_leak"), "replace the compressor and find what broke it", WARM),
        Kind("reversing-valve-leaking", "reversing valve leaks", f"{GAS} passes to suction", (0.05, 0.3),
             partial(_set, "reversing_leak"), "tap and cycle the valve; replace it, wrapped wet while it is brazed",
             WARM),
        Kind("low-voltage", "voltage too low", "share of the voltage that is missing", (0.05, 0.15),
             partial(_left, "voltage"), "connections, wire size and the utility's transformer",
             "Lights dim when it starts."),
    )
}  # fmt: skip
"""By name: that of `cosim.config.machine_faults`, but that of a heat pump's two expansion valves each has its own.
Where a fault is looked for (`usual`) is a judgement."""
VALVE, VALVE_LEAK = 0.4, 0.3
"""Range of a valve's missing opening, and of a reversing valve's leak, as configurations have them."""

EXCLUSIVE = (("undercharge", "overcharge"),)


def applies(kind: Kind, config: HeatPumpConfig) -> bool:
    """Return whether a machine can have a fault."""
    if kind.name in ("reversing-valve-leaking", "heating-valve-closed"):
        return config.heating is not None and (config.cooling is not None or kind.name == "heating-valve-closed")
    return kind.name != "cooling-valve-closed" or config.cooling is not None


def condition_of(faults: Mapping[str, float], config: HeatPumpConfig) -> Condition:
    """Return the condition of a machine with some faults.

    Parameters
    ----------
    faults : mapping of str to float
        Kinds and their numbers.
    config : HeatPumpConfig
        The machine.

    Raises
    ------
    InvalidInput
        A kind that is unknown, that this machine cannot have, or that excludes another, or a number out of range.
    """
    found: list[Fault] = []
    condition = SOUND
    for name, number in faults.items():
        kind = KINDS.get(name)
        if kind is None:
            found.append(Fault("--fault", f"'{name[:40]}' is not a kind of fault", did_you_mean(name[:40], KINDS)))
        elif not applies(kind, config):
            lacks = "reversing valve" if kind.name.startswith("reversing") else kind.name.partition("-")[0]
            found.append(Fault(f"--fault {name}", f"'{config.name}' has no {lacks}", "choose another machine"))
        elif not 0.0 <= number <= kind.high + 1e-9:
            problem = f"{number:g} is outside 0 to {kind.high:g}, for which the model holds"
            found.append(Fault(f"--fault {name}", problem, f"give the {kind.meaning}"))
        else:
            condition = kind.apply(condition, number)
    for one, other in EXCLUSIVE:
        if one in faults and other in faults:
            found.append(Fault("--fault", f"{one} and {other} exclude each other", "leave one"))
    if found:
        raise InvalidInput(found)
    return condition
