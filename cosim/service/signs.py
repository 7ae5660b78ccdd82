"""The direction in which each fault moves each gauge, as service literature and laboratories give it.

One row a fault and mode, with the source of all its directions. Superheat and subcooling are those of machines with an
expansion valve, which holds superheat as long as it can: charts for fixed orifices give other ones.
"""

from typing import Literal, NamedTuple

from cosim.equipment.machine import Mode
from cosim.service.faults import VALVE
from cosim.service.gauges import Readings
from cosim.service.instruments import INSTRUMENTS, direction

BOTH: tuple[Mode, ...] = ("heating", "cooling")
Direction = Literal["+", "-", "0", "+0", "-0"]
"""Higher, lower, as usual; higher or as usual, lower or as usual."""


class Source(NamedTuple):
    """A publication, and the machines that it is about."""

    title: str
    about: str


RHEEM = Source("Rheem, heat pumps of the series A18AZ, installation instructions, table 20: heating mode trouble "
               "shooting tips", "variable-speed heat pumps with electronic expansion valves, heating")  # fmt: skip
GOODMAN = Source("Goodman, IO-395, troubleshooting chart", "split heat pumps and air conditioners")
CARRIER = Source("Carrier, 50HS packaged heat pumps, cooling and heating troubleshooting chart, table 11",
                 "heat pumps, both modes")  # fmt: skip
SCENARIOS = Source("Refrigeration-engineer.com, nine superheat and subcooling scenarios",
                   "air conditioners; superheat of fixed orifices left aside")  # fmt: skip
ROSSI = Source("T. M. Rossi and J. E. Braun, HVAC&R Research 3 (1), 1997, rules; as table 1-1 of H. Li, dissertation, "
               "Purdue University, 2004", "air conditioners; superheat of fixed orifices left aside")  # fmt: skip
RV = Source("RV Products, service manual of the series 9000, page 18", "current and gas temperature, air conditioners")
DAIKIN = Source("Daikin, service manual of DZ16, S-106 and S-107", "expansion valves of heat pumps")
ACHR = Source('ACHR News, "Don\'t let that reversing valve outsmart you", 2001', "heat pumps")
RESTRICTED = Source("J. Tomczyk, MacMedia, liquid-line restrictions", "expansion valves without a receiver")
HELD = Source('Scribd 303036715, "Confirming TXV system charge level"', "what an expansion valve does to superheat")
MAMMOTH = Source("Mammoth, G-141-MHC, guidelines for refrigerant circuit diagnosis", "heat pumps")


class Sign(NamedTuple):
    """Directions of some gauges under one fault in one mode, by one source."""

    kind: str
    mode: Mode
    directions: dict[str, Direction]
    source: Source


AIRSIDE = ("fouled-indoor-coil", "fouled-outdoor-coil", "outdoor-fan-slow", "non-condensables", "low-voltage")
"""Faults that leave the expansion valve what it needs to hold superheat."""
SIGNS = (
    Sign("undercharge", "heating", {"suction_pressure": "-", "discharge_pressure": "-", "superheat": "+0",
                                    "subcooling": "-"}, RHEEM),
    Sign("undercharge", "cooling", {"suction_pressure": "-", "discharge_pressure": "-", "subcooling": "-",
                                    "superheat": "+", "outdoor_unit_current": "-", "supply_air": "+"}, SCENARIOS),
    Sign("undercharge", "cooling", {"discharge_line": "+", "suction_saturation": "-"}, ROSSI),
    Sign("overcharge", "heating", {"discharge_pressure": "+", "superheat": "0", "subcooling": "+"}, RHEEM),
    Sign("overcharge", "heating", {"suction_pressure": "+0"}, GOODMAN),
    Sign("overcharge", "heating", {"outdoor_unit_current": "+"}, RV),
    Sign("overcharge", "cooling", {"discharge_pressure": "+", "subcooling": "+", "outdoor_unit_current": "+",
                                   "supply_air": "0"}, SCENARIOS),
    Sign("overcharge", "cooling", {"suction_pressure": "+0"}, GOODMAN),
    Sign("low-indoor-airflow", "heating", {"discharge_pressure": "+"}, CARRIER),
    Sign("low-indoor-airflow", "heating", {"suction_pressure": "+"}, RHEEM),
    Sign("low-indoor-airflow", "heating", {"superheat": "0"}, HELD),
    Sign("low-indoor-airflow", "cooling", {"suction_pressure": "-", "discharge_pressure": "-0", "subcooling": "+0",
                                           "supply_air": "-", "outdoor_unit_current": "0"}, SCENARIOS),
    Sign("low-indoor-airflow", "cooling", {"superheat": "0"}, HELD),
    Sign("fouled-indoor-coil", "heating", {"discharge_pressure": "+", "suction_pressure": "+", "subcooling": "-"},
         RHEEM),
    Sign("fouled-indoor-coil", "cooling", {"suction_saturation": "-", "discharge_pressure": "-"}, ROSSI),
    Sign("fouled-outdoor-coil", "heating", {"discharge_pressure": "-", "suction_pressure": "-", "subcooling": "-"},
         RHEEM),
    Sign("fouled-outdoor-coil", "cooling", {"discharge_pressure": "+", "suction_pressure": "+", "subcooling": "-",
                                            "outdoor_unit_current": "+0"}, SCENARIOS),
    Sign("fouled-outdoor-coil", "cooling", {"discharge_line": "+", "supply_air": "+"}, ROSSI),
    Sign("outdoor-fan-slow", "heating", {"discharge_pressure": "-", "suction_pressure": "-"}, RHEEM),
    Sign("outdoor-fan-slow", "cooling", {"discharge_pressure": "+", "suction_pressure": "+0"}, GOODMAN),
    Sign("outdoor-fan-slow", "cooling", {"compressor_power": "+"}, RV),
    Sign("non-condensables", "heating", {"discharge_pressure": "+"}, CARRIER),
    Sign("non-condensables", "heating", {"outdoor_unit_current": "+", "discharge_line": "+"}, RV),
    Sign("non-condensables", "cooling", {"discharge_pressure": "+"}, CARRIER),
    Sign("non-condensables", "cooling", {"outdoor_unit_current": "+", "discharge_line": "+"}, RV),
    Sign("liquid-line-restriction", "heating", {"discharge_pressure": "-", "suction_pressure": "-", "superheat": "+",
                                                "subcooling": "+"}, RHEEM),
    Sign("liquid-line-restriction", "cooling", {"suction_saturation": "-", "superheat": "+", "discharge_pressure": "-",
                                                "subcooling": "+", "discharge_line": "+", "supply_air": "+"}, ROSSI),
    Sign("liquid-line-restriction", "cooling", {"outdoor_unit_current": "-"}, SCENARIOS),
    Sign("liquid-line-restriction", "cooling", {"suction_pressure": "-", "subcooling": "+"}, RESTRICTED),
    Sign(f"{VALVE}:heating", "heating", {"suction_pressure": "-", "capacity": "-"}, DAIKIN),
    Sign(f"{VALVE}:heating", "heating", {"superheat": "+", "subcooling": "+", "discharge_line": "+"}, MAMMOTH),
    Sign(f"{VALVE}:cooling", "cooling", {"suction_pressure": "-", "capacity": "-"}, DAIKIN),
    Sign(f"{VALVE}:cooling", "cooling", {"superheat": "+", "subcooling": "+", "discharge_line": "+"}, MAMMOTH),
    Sign("compressor-valves-leaking", "heating", {"suction_pressure": "+", "discharge_pressure": "-"}, RHEEM),
    Sign("compressor-valves-leaking", "heating", {"capacity": "-"}, ACHR),
    Sign("compressor-valves-leaking", "cooling", {"suction_pressure": "+", "discharge_pressure": "-",
                                                  "outdoor_unit_current": "-", "supply_air": "+"}, SCENARIOS),
    Sign("reversing-valve-leaking", "heating", {"suction_pressure": "+", "discharge_pressure": "-", "capacity": "-",
                                                "suction_line": "+"}, ACHR),
    Sign("reversing-valve-leaking", "cooling", {"suction_pressure": "+", "discharge_pressure": "-", "capacity": "-",
                                                "suction_line": "+"}, ACHR),
    *(Sign(kind, mode, {"superheat": "0"}, HELD) for kind in AIRSIDE for mode in BOTH),
    Sign("low-voltage", "heating", {"outdoor_unit_current": "+", "voltage": "-"}, RV),
    Sign("low-voltage", "cooling", {"outdoor_unit_current": "+", "voltage": "-"}, RV),
)  # fmt: skip
"""Where sources contradict each other a gauge is left out: superheat and subcooling of a compressor that leaks
(low by Rossi and Braun, high by Rheem), subcooling of air in a circuit, suction pressure of an overcharge."""

UNMET = {
    ("fouled-indoor-coil", "heating", "subcooling"),
    ("fouled-outdoor-coil", "heating", "subcooling"),
    ("fouled-outdoor-coil", "cooling", "subcooling"),
    ("liquid-line-restriction", "cooling", "outdoor_unit_current"),
}
"""What the model does not show. It moves subcooling by charge and starvation alone, and holds it where air is short.
Where a compressor's efficiency falls fast with the pressure ratio, its current rises as the suction starves."""


def agrees(stated: Direction, moved: int) -> bool:
    """Return whether a gauge that moved up (1), down (-1) or not (0) does what a source states."""
    return {1: "+", -1: "-", 0: "0"}[moved] in stated


def stated(mode: Mode) -> dict[str, dict[str, Direction]]:
    """Return the directions of all gauges in a mode, by fault."""
    found: dict[str, dict[str, Direction]] = {}
    for sign in SIGNS:
        if sign.mode == mode:
            found.setdefault(sign.kind, {}).update(sign.directions)
    return found


def movements(expected: Readings, found: Readings) -> dict[str, int]:
    """Return which gauges moved noticeably, and where to."""
    moved = {name: direction(each, getattr(expected, name), getattr(found, name)) for name, each in INSTRUMENTS.items()}
    return {name: sign for name, sign in moved.items() if sign}


def points_to(mode: Mode, name: str, moved: int) -> list[str]:
    """Return the faults that move a gauge in that direction, by the literature."""
    return [kind for kind, gauges in stated(mode).items() if name in gauges and agrees(gauges[name], moved)]


def contradictions(mode: Mode, kind: str, moved: dict[str, int]) -> list[str]:
    """Return the gauges that do not do what the literature states of a fault, but for what the model does not show."""
    return [
        name
        for name, said in stated(mode)[kind].items()
        if (kind, mode, name) not in UNMET and not agrees(said, moved.get(name, 0))
    ]
