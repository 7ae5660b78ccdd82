"""Coefficients that no specification gives: each with its value as the code has it, what it was chosen on, and where.

Nothing is tuned to a case of the suites of buildings, sun and standard equipment. What is listed here was chosen on
data of machines, some of it the same data that the suites `points` and `defrost` show, or is a judgement.
"""

from dataclasses import dataclass

from cosim.config.defrost import DefrostConfig
from cosim.config.equipment import LimitsConfig
from cosim.equipment.calibration.fit import (
    APPROACH,
    CLOSENESS,
    COLD_EFFICIENCY,
    COLD_RATIO,
    FROSTED_CAPACITY,
    FROSTED_POWER,
    PRIOR_WEIGHT,
    TYPICAL_SHELL,
    USUAL,
)
from cosim.equipment.residual import FADED, HELD
from cosim.equipment.start_up import REST
from cosim.flow.parameters import DRAUGHT
from cosim.physics.frost import MAX_DENSITY, MIN_DENSITY, SPREAD_SHARE
from cosim.physics.start_up import STORED_SHARE
from cosim.refrigerants.equations import AIR_SHARE

NEEP = "16 sheets of the NEEP list, each temperature left out; three of them are in the suite `points`"
JUDGED = "a judgement: no measurement was fitted"


@dataclass(frozen=True)
class Tuned:
    """A coefficient, its value, what it was tuned on, and where it stands."""

    what: str
    value: str
    on: str
    where: str


def _default(config: type, name: str) -> float:
    return float(config.model_fields[name].default)  # type: ignore[attr-defined]


def tuned() -> tuple[Tuned, ...]:
    """Return all of them."""
    leak, conduction = (
        _default(LimitsConfig, f"reversing_valve_{name}") for name in ("leak", "conductance")
    )  # fmt: skip
    (cold, warm), (hot, mild) = APPROACH["heating"], APPROACH["cooling"]
    usual = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in USUAL.items())
    return (
        Tuned("leak and heat conduction of a sound reversing valve", f"{leak:.1%} of the gas, {conduction:g} W/K",
              f"{NEEP}: twice as much predicts them worse", "`reversing_valve_leak`, `_conductance` of [limits]"),
        Tuned("weight that keeps a calibrated compressor near a usual one", f"{CLOSENESS:g}",
              f"{NEEP}: best of 0.05 to 0.2", "equipment/calibration/fit.py, CLOSENESS"),
        Tuned("the usual compressor", usual, "middle of the machines that were calibrated first, rounded",
              "equipment/calibration/fit.py, USUAL"),
        Tuned("heat conductance of shell and gas line, typical", f"{TYPICAL_SHELL * 1e3:.2f} W/K per kW of capacity",
              "estimated from surfaces; the fit moves it between 0 and 2.7 times that",
              "equipment/calibration/fit.py, TYPICAL_SHELL"),
        Tuned("capacity and power of a published point at 35 °F over a dry coil's",
              f"{FROSTED_CAPACITY:.0%} and {FROSTED_POWER:.1%}",
              "default of 10 CFR 430, appendix M1; that rows of every sheet hold frost there is assumed",
              "equipment/calibration/fit.py, FROSTED_CAPACITY and FROSTED_POWER"),
        Tuned("approach temperatures of coils at rating, and their weight",
              f"heating {cold:g} and {warm:g} K, cooling {hot:g} and {mild:g} K; {PRIOR_WEIGHT:g}",
              "typical of unitary machines; the weight is a judgement", "equipment/calibration/fit.py, APPROACH"),
        Tuned("efficiency that a compressor keeps in deep cold", f"{COLD_EFFICIENCY:g} at a ratio of {COLD_RATIO:g}",
              JUDGED, "equipment/calibration/fit.py, COLD_EFFICIENCY"),
        Tuned("how far beyond a sheet its residual is held, and where it ends", f"{HELD:g} and {FADED:g} K", NEEP,
              "equipment/residual.py, HELD and FADED"),
        Tuned("air's share of the resistance between air and refrigerant", f"{AIR_SHARE:.0%}", JUDGED,
              "refrigerants/equations.py, AIR_SHARE"),
        Tuned("times in which a stopped circuit equalises and its refrigerant migrates, valve and orifice",
              "; ".join(f"{rest.equalising:g} and {rest.migration:g} s" for rest in REST.values()), JUDGED,
              "equipment/start_up.py, REST"),
        Tuned("share of a start's lag that is heat in the indoor coil", f"{STORED_SHARE:.0%}", JUDGED,
              "physics/start_up.py, STORED_SHARE"),
        Tuned("air that passes a coil whose fan stands", f"{DRAUGHT:.0%}", JUDGED, "flow/parameters.py, DRAUGHT"),
        Tuned("how far a coil's surface varies about its mean, of its distance to the refrigerant", f"{SPREAD_SHARE:g}",
              "e/(2 - e) of a coil of effectiveness e, rounded up for the refrigerant's loss of pressure",
              "physics/frost.py, SPREAD_SHARE"),
        Tuned("bounds of frost's density", f"{MIN_DENSITY:g} and {MAX_DENSITY:g} kg/m³",
              "the lower one so that the worst humidity band comes near 0 °C, as in the field; the upper one is half "
              "of ice's, after Kandula", "physics/frost.py, MIN_DENSITY and MAX_DENSITY"),
        Tuned("loss of capacity at which a demand board defrosts, by default",
              f"{_default(DefrostConfig, 'demand_capacity_loss'):.0%}",
              "what boards do, 15 to 20 %", "`demand_capacity_loss` of [defrost]"),
        Tuned("share of melt water that a defrost leaves on the fins",
              f"{_default(DefrostConfig, 'retained_fraction'):.0%}", JUDGED, "`retained_fraction` of [defrost]"),
        Tuned("share of a defrost's heat that reaches ice and metal",
              f"{_default(DefrostConfig, 'melt_efficiency'):.0%}", JUDGED, "`melt_efficiency` of [defrost]"),
    )  # fmt: skip
