"""Faults of equipment: what fails, when, and how badly; one table says what each kind is a fault of and may state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Mass, TemperatureDifference, Time
from cosim.constants import DAY
from cosim.schema.dates import day_of

NEVER = float("inf")

Need = Literal["machine", "heat pump", "reversible", "furnace", "air", "strips", "backup strips", "ducts"]
"""What a configuration must have: a heat pump or air conditioner, a heat pump, one that also cools, a furnace, one of
these that blows air, strips, strips beside a heat pump, ducts that leave the conditioned space."""
MISSING: Mapping[Need, str] = {
    "machine": "there is no heat pump or air conditioner",
    "heat pump": "there is no heat pump",
    "reversible": "there is no heat pump that also cools",
    "furnace": "there is no furnace",
    "air": "nothing here blows air through a filter",
    "strips": "there are no electric strips",
    "backup strips": "there are no strips in the air of a heat pump",
    "ducts": "the house has no ducts outside its conditioned space",
}

NIST = "Domanski, Henderson, Payne: NIST Technical Note 1848 (2014)"
NREL = "Cheung, Braun: NREL/SR-5500-65030 (2016)"
BOARDS = "service manuals of boards"


@dataclass(frozen=True)
class Kind:
    """One kind of fault."""

    part: str
    """What fails. Two faults of one part exclude each other while both last."""
    need: Need
    does: str
    """What it is, in a sentence."""
    model: str
    """What carries its effect."""
    source: str
    most: float | None = None
    """Largest `share`, by its source; a kind that has one needs its share stated."""
    keys: tuple[str, ...] = ()
    """What else may be stated."""
    needed: tuple[str, ...] = ()
    """What else must be."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every key of this kind beside its dates."""
        return (*(("share",) if self.most else ()), *self.keys, *self.needed)


KINDS: Mapping[str, Kind] = {
    "undercharge": Kind(
        "charge", "machine", "The circuit holds too little refrigerant.",
        "capacity and power by correlation, gauges by the cycle", NIST, most=0.3,
    ),
    "overcharge": Kind(
        "charge", "machine", "The circuit holds too much refrigerant.",
        "capacity and power by correlation, gauges by the cycle", NIST, most=0.3,
    ),
    "refrigerant-leak": Kind(
        "charge", "machine", "Refrigerant leaks; with less than 60 % left the low-pressure switch opens.",
        "as undercharge, in steps of 5 % of the charge", NIST, needed=("loss",),
    ),
    "refrigerant-lost": Kind(
        "charge", "machine", "All refrigerant is lost: the low-pressure switch opens after each start.",
        "safeties", BOARDS,
    ),
    "low-indoor-airflow": Kind(
        "indoor airflow", "air", "Narrow ducts or closed registers take a share of the indoor air flow.",
        "cycle at less air, fan power unchanged; furnaces: temperature rise and limit switch", NIST, most=0.5,
    ),
    "filter-loading": Kind(
        "filter", "air", "The filter takes more and more of the indoor air flow, up to a share of it.",
        "as low-indoor-airflow, in five steps over `over`", NIST, most=0.5, keys=("over",),
    ),
    "fouled-indoor-coil": Kind(
        "indoor coil", "machine", "Dirt on the indoor coil takes a share of its conductance.",
        "cycle", "conductance of the coil", most=0.5,
    ),
    "fouled-outdoor-coil": Kind(
        "outdoor coil", "machine", "Dirt, leaves or lint on the outdoor coil take a share of its air flow.",
        "cycle at less air, fan power unchanged", NREL, most=0.5,
    ),
    "non-condensables": Kind(
        "vacuum", "machine", "Air was left in the circuit: a share of what it holds at atmospheric pressure.",
        "cycle, partial pressure of the air in the condenser", NREL, most=0.8,
    ),
    "liquid-line-restriction": Kind(
        "liquid line", "machine", "A kink or a clogged drier raises the pressure difference along the liquid line.",
        "cycle with a starved evaporator, capacity at the rating point by correlation", NREL, most=0.25,
    ),
    "expansion-valve-stuck": Kind(
        "expansion valve", "machine", "An expansion valve stays at an opening, relative to that of the rating point.",
        "cycle with a starved or overfed evaporator", "flow through an orifice", keys=("mode",), needed=("opening",),
    ),
    "expansion-valve-hunting": Kind(
        "expansion valve", "machine", "The expansion valve hunts: superheat swings, and the coil lies partly dry.",
        "cycle at the mean superheat", "a judgement", needed=("swing",),
    ),
    "compressor-valves-leaking": Kind(
        "compressor", "machine", "Valves or scrolls let a share of the discharge gas back to suction.",
        "cycle with bypassed gas", "bypass of hot gas, as NIST imposes it", most=0.3,
    ),
    "low-voltage": Kind(
        "supply", "machine", "The voltage is low by a share of the rated one.",
        "slip and copper losses of the motor; inverters compensate", "NEMA MG 1: motors work within 10 %",
        most=0.15,
    ),
    "outdoor-fan-slow": Kind(
        "outdoor fan", "machine", "The outdoor fan has lost a share of its speed.",
        "cycle at less air, fan power by its cube", NREL, most=0.6,
    ),
    "outdoor-fan-failed": Kind(
        "outdoor fan", "machine", "The outdoor fan stands.", "frost, draught and safeties", BOARDS,
    ),
    "reversing-valve-stuck": Kind(
        "reversing valve", "reversible", "The reversing valve stays in one position.", "the other map, and safeties",
        BOARDS, needed=("position",),
    ),
    "reversing-valve-leaking": Kind(
        "seat of the reversing valve", "heat pump", "The reversing valve lets discharge gas back to suction.", "cycle",
        "balance of mass and energy", keys=("leak",),
    ),
    "thermostat-ob-wrong": Kind(
        "reversing valve", "reversible", "O and B are exchanged: the machine heats when it should cool, and cools when "
        "it should heat.", "the other map, and safeties", BOARDS,
    ),
    "auxiliary-heat-with-first-stage": Kind(
        "wiring of backup", "backup strips", "Auxiliary heat is wired to the first stage: strips heat with every call.",
        "dispatch", "wiring",
    ),
    "strips-stuck-on": Kind(
        "strips", "strips", "The relay of one stage of the strips is welded: it heats all the time.", "dispatch",
        "wiring",
    ),
    "ducts-leaking": Kind(
        "ducts", "ducts", "Joints open: supply and return leak these shares of their air instead of the house's own.",
        "ducts", NIST, keys=("supply_leakage", "return_leakage"),
    ),
    "defrost-sensor-open": Kind(
        "defrost sensor", "heat pump", "The sensor of the outdoor coil is open: the board takes the coil for warm and "
        "never defrosts.", "defrost control", BOARDS,
    ),
    "defrost-sensor-closed": Kind(
        "defrost sensor", "heat pump", "The sensor always reads cold: run time counts in any weather, and no defrost "
        "ends by it.", "defrost control", BOARDS,
    ),
    "defrost-wrong-timer": Kind(
        "defrost board", "heat pump", "The board counts another run time, whatever its control was.",
        "defrost control", BOARDS, keys=("run_time",),
    ),
    "igniter-failed": Kind(
        "ignition", "furnace", "The igniter stays cold: the board tries, and locks out.", "furnace sequence", BOARDS,
    ),
    "flame-sensor-dirty": Kind(
        "flame sensor", "furnace", "The flame is not proved: the gas valve closes after seconds, the board tries again "
        "and locks out.", "furnace sequence", BOARDS,
    ),
    "pressure-switch-open": Kind(
        "draft", "furnace", "The pressure switch does not close: the inducer runs, and the igniter never glows.",
        "furnace sequence", BOARDS,
    ),
    "heat-exchanger-sooted": Kind(
        "heat exchanger", "furnace", "Soot, or a crack that lets air in, takes a share of the heat that the exchanger "
        "gives.", "efficiency", "balance of energy", most=0.3,
    ),
}  # fmt: skip
"""Every kind of fault, by its name."""

OPENINGS = (0.6, 1.4)
"""Of a stuck expansion valve, between which the model holds."""
LARGEST_LEAK = 0.3
"""Of a reversing valve."""
LEAKS = ("refrigerant-leak", "refrigerant-lost")
"""Kinds that let refrigerant out."""

if TYPE_CHECKING:
    FaultKind = str
else:
    FaultKind = Literal[tuple(KINDS)]


class FaultConfig(Config):
    """A fault of the equipment, from a day of the year on."""

    key_names: ClassVar[Mapping[str, str]] = {"since": "from"}

    kind: FaultKind
    """What fails."""
    since: str = "01-01"
    """Month and day from which it has failed, at midnight, such as `from = "01-10"`."""
    until: str | None = None
    """Month and day at which it is repaired, at midnight; by default it lasts."""
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    """How badly: the share that is missing, added or lost, within the range of its source."""
    loss: Annotated[Mass, Field(gt=0, le=50)] | None = None
    """Refrigerant that a "refrigerant-leak" loses in a year."""
    over: Annotated[Time, Field(ge=DAY, le=365 * DAY)] | None = None
    """Time in which a "filter-loading" reaches its share; 90 days by default."""
    opening: Annotated[float, Field(ge=OPENINGS[0], le=OPENINGS[1])] | None = None
    """Opening at which an "expansion-valve-stuck" stays; 1 is that of the rating point."""
    mode: Literal["heating", "cooling"] | None = None
    """Mode whose valve is stuck; by default both, as an inverter's one electronic valve."""
    swing: Annotated[TemperatureDifference, Field(gt=0, le=15)] | None = None
    """By how much the superheat of an "expansion-valve-hunting" rises and falls."""
    supply_leakage: Annotated[float, Field(ge=0, le=0.6)] | None = None
    """Share of its air that the supply leaks, with "ducts-leaking"."""
    return_leakage: Annotated[float, Field(ge=0, le=0.6)] | None = None
    """Share of its air that the return draws in, with "ducts-leaking"."""
    run_time: Annotated[Time, Field(ge=600, le=86400)] | None = None
    """Run time that a board with "defrost-wrong-timer" counts; 30 minutes by default."""
    position: Literal["heating", "cooling"] | None = None
    """Mode in which a "reversing-valve-stuck" stays."""
    leak: Annotated[float, Field(gt=0, le=LARGEST_LEAK)] | None = None
    """Share of the discharge gas that a "reversing-valve-leaking" passes back to suction; 0.1 by default."""

    @model_validator(mode="before")
    @classmethod
    def _from_is_since(cls, data: Any) -> Any:
        """Take `from`, which is no name in Python."""
        if not isinstance(data, Mapping) or "from" not in data:
            return data
        if "since" in data:
            raise ValueError("states its beginning twice, as from and as since: keep from")
        return {("since" if key == "from" else key): value for key, value in data.items()}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for name, day in (("from", self.since), ("until", self.until)):
            try:
                day_of(day or "01-01")
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        if self.ends <= self.begins:
            raise ValueError(
                f"until {self.until} does not come after from {self.since}: state a fault that lasts over the turn of "
                "the year as two"
            )
        kind = KINDS[self.kind]
        given = {name for name in STATED if getattr(self, name) is not None}
        for name in sorted(given - set(kind.allowed)):
            owners = " or ".join(repr(other) for other, each in KINDS.items() if name in each.allowed)
            raise ValueError(f"{name} belongs to a fault of the kind {owners}" if name != "share" else NO_SHARE)
        if self.kind == "reversing-valve-stuck" and self.position is None:
            raise ValueError('a stuck reversing valve needs its position: "heating" or "cooling"')
        for name in (*(("share",) if kind.most else ()), *kind.needed):
            if name not in given:
                raise ValueError(f"{name} is missing: {self.kind} needs it")
        if kind.most is not None and self.share is not None and self.share > kind.most:
            raise ValueError(
                f"share must be at most {kind.most:g}, not {self.share:g}: so far goes its source, {kind.source}"
            )
        if self.kind == "ducts-leaking" and not given:
            raise ValueError("supply_leakage or return_leakage is missing: ducts-leaking needs one")
        return self

    @property
    def begins(self) -> float:
        """Time of the fault, seconds since 1 January 00:00."""
        return _time(self.since)

    @property
    def ends(self) -> float:
        """Time of its repair, seconds since 1 January 00:00; infinite where it lasts."""
        return NEVER if self.until is None else _time(self.until)

    def lasts_at(self, when: float) -> bool:
        """Return whether it is there at a time, s."""
        return self.begins <= when < self.ends

    def excludes(self, other: "FaultConfig") -> bool:
        """Return whether both cannot be there at once, but would be."""
        if KINDS[self.kind].part != KINDS[other.kind].part:
            return False
        if None not in (self.mode, other.mode) and self.mode != other.mode:
            return False
        return self.begins < other.ends and other.begins < self.ends


STATED = tuple(name for name in FaultConfig.model_fields if name not in ("kind", "since", "until"))
NO_SHARE = "share does not belong to a fault of this kind, which is there or not"


def fault_problems(faults: Sequence[FaultConfig], has: Mapping[Need, bool]) -> list[tuple[str, str, str]]:
    """Check faults against what a configuration has, and against each other: (place, problem, remedy)."""
    found: list[tuple[str, str, str]] = []
    for number, fault in enumerate(faults):
        need = KINDS[fault.kind].need
        if not has[need]:
            found.append((f".faults[{number}].kind", f"'{fault.kind}' is not possible: {MISSING[need]}", "remove it"))
        for other in faults[:number]:
            if fault.excludes(other):
                what = "is stated twice for the same time" if fault.kind == other.kind else f"excludes '{other.kind}'"
                problem = f"'{fault.kind}' {what}: both are faults of the {KINDS[fault.kind].part}"
                found.append((f".faults[{number}]", problem, "keep one, or end the first with until"))
                break
    return found


def _time(day: str) -> float:
    return day_of(day) * DAY
