"""Defects of installation in an HPXML file, as the faults of a configuration that they are."""

from cosim.config.machine_faults import KINDS, FaultConfig
from cosim.hpxml.heaters import Heater
from cosim.hpxml.machines import AirSource
from cosim.hpxml.systems import Systems

SMALL = 1e-3


def defects(main: Heater | AirSource | None, cooler: AirSource | None) -> tuple[tuple[FaultConfig, ...], list[str]]:
    """Return the faults of what heats and what cools, and notes on what of them is left aside.

    One fault holds for the whole equipment, so that of two systems with unlike defects the heating one counts. A
    furnace without a machine has the flow that its blower moves.
    """
    systems = [each for each in (main, cooler) if each is not None]
    machines = [each for each in systems if isinstance(each, AirSource)]
    if not machines:
        return (), []
    found, notes = [], []
    shares = [("air flow", each.name, each.airflow_share) for each in systems[:1]]
    shares += [("charge", each.name, each.charge_share) for each in machines[:1]]
    for what, name, share in shares:
        if abs(share - 1.0) < SMALL:
            continue
        less = share < 1.0
        kind = "low-indoor-airflow" if what == "air flow" else "undercharge" if less else "overcharge"
        said = f"{name}: its {what} is {share:.2f} times the right one"
        most = KINDS[kind].most
        assert most is not None, "these faults have a share"
        if what == "air flow" and not less:
            notes.append(f"{said}; the right one is taken, for more air than that is no fault here")
            continue
        worst = min(abs(1.0 - share), most)
        found.append(FaultConfig.model_validate({"kind": kind, "share": worst}))
        held = f", which counts as {worst:g}, the most that is known" if worst < abs(1.0 - share) - SMALL else ""
        notes.append(f"{said}: that is the fault {kind}{held}")
    return tuple(found), notes


def air_left(systems: Systems) -> float:
    """Return the share of its air flow that the fault of an installation leaves; leaks of its ducts are stated there.

    A blower without a machine has no fault: its flow is the installed one.
    """
    pumps = [each for each in systems.heating if isinstance(each, AirSource)]
    main = next(iter((*pumps, *systems.heating, *systems.cooling)), None)
    if main is None or not (pumps or systems.cooling):
        return 1.0
    most = KINDS["low-indoor-airflow"].most
    assert most is not None, "this fault has a share"
    return min(max(main.airflow_share, 1.0 - most), 1.0)
