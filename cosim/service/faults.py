"""The faults that change what instruments show in steady operation, by the names and numbers of configurations.

A kind is that of `cosim.config.machine_faults`. A stuck expansion valve may be that of one mode, which its name then
says: ``expansion-valve-stuck:heating``. The number is what a configuration states: share, opening or leak.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cosim.config.equipment import HeatPumpConfig
from cosim.config.machine_faults import KINDS as MACHINE_KINDS
from cosim.config.machine_faults import LARGEST_LEAK, OPENINGS, FaultConfig
from cosim.equipment.condition import SOUND, Condition
from cosim.equipment.faults import condition_at
from cosim.equipment.machine import Mode
from cosim.errors import Fault, InvalidInput, did_you_mean

VALVE = "expansion-valve-stuck"


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
    remedy : str
        What a technician does.
    symptom : str
        What the household notices.
    key : str
        Under which a configuration states the number.
    """

    name: str
    title: str
    meaning: str
    usual: tuple[float, float]
    remedy: str
    symptom: str
    key: str = "share"

    @property
    def fault(self) -> str:
        """The kind in a configuration."""
        return self.name.partition(":")[0]

    @property
    def mode(self) -> Mode | None:
        """The mode whose valve it is; None for a fault of both."""
        mode = self.name.partition(":")[2]
        return "heating" if mode == "heating" else "cooling" if mode == "cooling" else None

    @property
    def sound(self) -> float:
        """The number of a part that is as it should be."""
        return 1.0 if self.key == "opening" else 0.0

    @property
    def limits(self) -> tuple[float, float]:
        """Numbers between which the model holds, as in configurations."""
        if self.key == "opening":
            return OPENINGS
        return 0.0, MACHINE_KINDS[self.fault].most or LARGEST_LEAK

    def stated(self, number: float) -> FaultConfig:
        """Return the fault as a configuration states it."""
        return FaultConfig.model_validate({"kind": self.fault, "mode": self.mode, self.key: number})

    def condition(self, number: float) -> Condition:
        """Return the condition of a machine with this fault alone."""
        return SOUND if number == self.sound else condition_at([self.stated(number)], 0.0, 1.0)


LESS = "It heats and cools less than it did, and runs longer."
WARM = "Supply air is lukewarm in winter; in summer the house does not get cool."
AIR, GAS = "share of the air flow that is missing", "share of the discharge gas that"
OPEN = "its opening, of that at the rating point"
KINDS = {
    kind.name: kind
    for kind in (
        Kind("undercharge", "too little refrigerant", "share of the charge that is missing", (0.1, 0.3),
             "find the leak and mend it, evacuate, weigh in the charge of the plate", LESS),
        Kind("overcharge", "too much refrigerant", "share of the charge that is too much", (0.1, 0.3),
             "recover the refrigerant and weigh in the charge of the plate",
             "The power bill has grown since the last service."),
        Kind("low-indoor-airflow", "too little air over the indoor coil", AIR, (0.2, 0.5),
             "filter, registers, blower speed and ducts: measure static pressure",
             "Rooms far away get little air."),
        Kind("fouled-indoor-coil", "dirt on the indoor coil", "share of the conductance that is lost", (0.2, 0.5),
             "clean the coil, fit a filter that closes all round", LESS),
        Kind("fouled-outdoor-coil", "dirt on the outdoor coil", AIR, (0.2, 0.5),
             "wash the coil from the inside out", LESS),
        Kind("outdoor-fan-slow", "outdoor fan turns too slowly", "share of the speed that is missing", (0.25, 0.6),
             "capacitor and bearings of the fan motor", LESS),
        Kind("non-condensables", "air in the circuit", "share of the air in a circuit that was not evacuated at all",
             (0.3, 0.8), "recover, replace the drier, evacuate below 500 microns and see that it holds, recharge",
             "It has been noisy and the bill high since it was installed."),
        Kind("liquid-line-restriction", "restriction in the liquid line",
             "share by which the pressure difference from condenser to evaporator is larger", (0.1, 0.25),
             "filter drier and kinks: a cold spot shows where", LESS),
        Kind(f"{VALVE}:heating", "expansion valve of heating sticks too far closed", OPEN, (0.85, 0.6),
             "bulb, its charge, and the valve", "It cools as ever, and heats less.", "opening"),
        Kind(f"{VALVE}:cooling", "expansion valve of cooling sticks too far closed", OPEN, (0.85, 0.6),
             "bulb, its charge, and the valve", "It heats as ever, and cools less.", "opening"),
        Kind("compressor-valves-leaking", "compressor's valves leak", f"{GAS} comes back", (0.1, 0.3),
             "replace the compressor and find what broke it", WARM),
        Kind("reversing-valve-leaking", "reversing valve leaks", f"{GAS} passes to suction", (0.05, 0.3),
             "tap and cycle the valve; replace it, wrapped wet while it is brazed", WARM, "leak"),
        Kind("low-voltage", "voltage too low", "share of the voltage that is missing", (0.05, 0.15),
             "connections, wire size and the utility's transformer", "Lights dim when it starts."),
    )
}  # fmt: skip
"""By name. Where a fault is looked for (`usual`) is a judgement."""
BOTH_VALVES = Kind(
    VALVE, "the expansion valves stick", OPEN, (0.85, 0.6), "bulb, its charge, and the valve", LESS, "opening"
)
"""As a configuration that names no mode; the diagnosis looks at one valve at a time."""
ASKED = KINDS | {VALVE: BOTH_VALVES}
"""Kinds that may be asked for."""


def applies(kind: Kind, config: HeatPumpConfig) -> bool:
    """Return whether a machine can have a fault."""
    return not _lacks(kind, config)


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
    there: dict[str, FaultConfig] = {}
    for name, number in faults.items():
        kind, place = ASKED.get(name), f"--fault {name[:40]}"
        if kind is None:
            found.append(_unknown(name[:40]))
        elif lacks := _lacks(kind, config):
            found.append(Fault(place, f"'{config.name}' has no {lacks}", "choose another machine"))
        elif not kind.limits[0] - 1e-9 <= number <= kind.limits[1] + 1e-9:
            low, high = kind.limits
            problem = f"{number:g} is outside {low:g} to {high:g}, for which the model holds"
            found.append(Fault(place, problem, f"give the {kind.meaning.removeprefix('its ')}"))
        elif number != kind.sound:
            fault = kind.stated(min(number, kind.limits[1]))
            found += [
                Fault(place, f"{other} and {name} exclude each other", "leave one")
                for other, stated in there.items()
                if fault.excludes(stated)
            ]
            there[name] = fault
    if found:
        raise InvalidInput(found)
    return condition_at(there.values(), 0.0, config.charge)


def _lacks(kind: Kind, config: HeatPumpConfig) -> str:
    """Return what a machine would need to have a fault, empty where it has it."""
    if kind.fault == "reversing-valve-leaking" and (config.heating is None or config.cooling is None):
        return "reversing valve"
    return kind.mode if kind.mode is not None and getattr(config, kind.mode) is None else ""


def _unknown(name: str) -> Fault:
    fault = name.partition(":")[0]
    if fault in MACHINE_KINDS and fault != VALVE:
        problem = f"'{name}' is not among the faults that are read in steady operation"
        remedy = "state it in the faults of a configuration" if ":" not in name else f"write {fault}"
        return Fault("--fault", problem, remedy)
    return Fault("--fault", f"'{name}' is not a kind of fault", did_you_mean(name, ASKED))
