"""Checks that a package with equipment of its own runs in its tests."""

from dataclasses import replace
from typing import Any

import numpy as np

from cosim.config.plugins import EquipmentConfig
from cosim.constants import HOUR
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Scenario
from cosim.schema.end_uses import END_USES
from cosim.simulation.simulation import Run, Simulation

RESIDUAL = 1e-3  # W: what rounding leaves of an hour's heat balance
ROUNDING = 1e-6  # relative, of two sums of the same energies
ODD_PIECE = 37 * 60.0 + 11.0  # s: shorter than an hour, and no part of one
TYPICAL_PRICE, TYPICAL_FACTOR = 1.4e-8, 0.0  # USD/J and kg/J, of fuels that the scenario has none for


def check_equipment(
    *pieces: EquipmentConfig,
    scenario: Scenario | None = None,
    start_hour: int = 0,
    hours: int = 72,
    gives_heat_for_nothing: bool = False,
) -> Run:
    """Run equipment in a house, and raise AssertionError with everything that equipment may not do.

    Checked are: the house's heat balance closes in every hour; the house's meters hold what went through the ports, no
    more and no less; nothing is negative that may not be; heat is not given without electricity or fuel; two pieces of
    a kind have a port each; the result is the same, to the bit, when the simulation is advanced in pieces.

    Parameters
    ----------
    *pieces : EquipmentConfig
        As a scenario would hold them, such as ``WoodStove(kind="wood-stove", power_kw=6)``.
    scenario : Scenario, optional
        The house to run them in, "quick-start" by default; its first configuration is used.
    start_hour, hours : int
        Part of the year: choose one in which the equipment works.
    gives_heat_for_nothing : bool
        Allow heat without electricity or fuel, of the sun for instance.

    Returns
    -------
    Run
        With one piece of each, for further assertions.
    """
    place = scenario or load("quick-start")
    end_hour = start_hour + hours

    def simulation(equipment: tuple[EquipmentConfig, ...]) -> Simulation:
        configuration = replace(place.configurations[0], equipment=equipment)
        return Simulation(_priced(place, equipment), configuration, start_hour=start_hour, end_hour=end_hour)

    run = simulation(pieces).run()
    faults = [*_balance(run), *_meters(run), *_signs(run)]
    for port in run.equipment:
        if port.heat.sum() > 0.0 and not gives_heat_for_nothing and not (port.electricity.any() or port.fuel.any()):
            faults.append(f"{port.name} gives heat, but uses neither electricity nor fuel")
    in_pieces = simulation(pieces)
    for time in np.arange(in_pieces.time, end_hour * HOUR, ODD_PIECE):
        in_pieces.advance(float(time))
    faults += _differences(run, in_pieces.run())
    twice = simulation((*pieces, *pieces)).run()
    faults += _balance(twice)
    if len(twice.equipment) != 2 * len(run.equipment):
        faults.append(f"two of each have {len(twice.equipment)} ports, not {2 * len(run.equipment)}")
    if faults:
        raise AssertionError("\n".join(faults))
    return run


def _priced(scenario: Scenario, equipment: tuple[EquipmentConfig, ...]) -> Scenario:
    """Return the scenario with a price and an emission factor for every fuel that equipment burns."""
    priced = scenario
    for fuel in {piece.port().fuel for piece in equipment} - {None}:
        for part, typical in (("prices", TYPICAL_PRICE), ("emissions", TYPICAL_FACTOR)):
            table: Any = getattr(priced, part)
            if getattr(table, str(fuel), 0.0) is None:
                priced = replace(priced, **{part: table.model_copy(update={str(fuel): typical})})
    return priced


def _balance(run: Run) -> list[str]:
    worst = float(np.abs(run.hourly["energy_residual"]).max())
    return [f"the house's heat balance is open by {worst:g} W"] if worst > RESIDUAL else []


def _meters(run: Run) -> list[str]:
    """Compare what went through ports with the rows of the ledger that are of ports alone."""
    nothing = np.zeros(run.hourly["external_heat"].size)
    through = {"external_heat": sum((port.heat for port in run.equipment), start=nothing)}
    for use in END_USES:
        if use.optional and use.carrier == "electricity":
            ports = [port.electricity for port in run.equipment if port.kind.end_use == use.name]
            through[use.hourly[0]] = sum(ports, start=nothing)
    burnt = sum((port.fuel for port in run.equipment), start=nothing)
    meters = run.hourly | {"fuel": run.hourly["heater_fuel"] + run.hourly["other_fuel"]}
    return [
        f"what went through ports and {name} in the house's record differ by {worst:g} W"
        for name, ports in (through | {"fuel": burnt}).items()
        if (worst := float(np.abs(ports - meters[name]).max())) > ROUNDING * max(float(np.abs(ports).max()), 1.0)
    ]


def _signs(run: Run) -> list[str]:
    faults = []
    for port in run.equipment:
        if port.fuel.min() < 0.0:
            faults.append(f"{port.name} burns less than nothing")
        if port.electricity.min() < 0.0 and not port.kind.exports:
            faults.append(f"{port.name} gives electricity, but its port does not export")
    return faults


def _differences(whole: Run, pieces: Run) -> list[str]:
    names = [name for name, values in whole.hourly.items() if values.tobytes() != pieces.hourly[name].tobytes()]
    return [f"advanced in pieces, {', '.join(names[:3])} and perhaps others are not the same"] if names else []
