"""Systems whose distribution is known by its efficiency alone: what it loses, their energy has to make up for."""

from collections.abc import Mapping
from dataclasses import replace

from cosim.hpxml.ducts import Distribution
from cosim.hpxml.heaters import Heater
from cosim.hpxml.machines import AirSource
from cosim.hpxml.systems import Systems


def with_efficiencies(systems: Systems, distributions: Mapping[str, Distribution]) -> Systems:
    """Return systems that are less efficient by what an efficiency of their distribution takes."""

    def of(name: str) -> Distribution | None:
        found = distributions.get(name)
        return found if found is not None and found.kind == "efficiency" else None

    def lessened(system: Heater | AirSource) -> Heater | AirSource:
        known = of(system.distribution)
        if known is None:
            return system
        return _heater(system, known) if isinstance(system, Heater) else _machine(system, known)

    backup = systems.backup if systems.backup is None else _heater(systems.backup, of(systems.backup.distribution))
    return Systems(
        tuple(lessened(system) for system in systems.heating),
        tuple(system for system in map(lessened, systems.cooling) if isinstance(system, AirSource)),
        backup,
        systems.grow,
    )


def _heater(heater: Heater, known: Distribution | None) -> Heater:
    if known is None:
        return heater
    # the fan's heat is lost on the way, too: all of it is in the rooms here, so less of the burner's is
    power = heater.fan_power + (heater.fan_efficacy or 0.0) * (heater.flow or 0.0)
    reaching = known.heating_efficiency - (1.0 - known.heating_efficiency) * power / (heater.capacity or 1e9)
    return replace(heater, efficiency=heater.efficiency * reaching, fan_power=heater.fan_power / reaching,
                   fan_efficacy=_scaled(heater.fan_efficacy, 1.0 / reaching))  # fmt: skip


def _machine(machine: AirSource, known: Distribution) -> AirSource:
    heating, cooling = known.heating_efficiency, known.cooling_efficiency
    points = tuple(replace(p, cop=p.cop * (heating if p.mode == "heating" else cooling)) for p in machine.points)
    return replace(
        machine,
        seer2=_scaled(machine.seer2, cooling),
        eer2=_scaled(machine.eer2, cooling),
        hspf2=_scaled(machine.hspf2, heating),
        cop=_scaled(machine.cop, heating),
        points=points,
        fan_efficacy=_scaled(machine.fan_efficacy, 1.0 / min(heating, cooling)),
        backup=None if machine.backup is None else _heater(machine.backup, known),
    )


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
