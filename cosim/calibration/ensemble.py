"""A scenario with a set of houses in place of its own: the best one in full, and the annual figures of all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cosim.calibration.adjust import adjusted
from cosim.calibration.house_set import HouseSetConfig, checksum, read_house_set
from cosim.calibration.parameters import BY_NAME
from cosim.envelope.envelope import build_envelope
from cosim.equipment.build import machine_of
from cosim.project import InputFile
from cosim.results.annual import annual_figures
from cosim.results.billing import House, price
from cosim.results.members import with_members
from cosim.scenarios.scenario import Configuration, Scenario, as_read
from cosim.simulation.simulation import Simulation
from cosim.sizing.auto import with_sizes
from cosim.workers import side_by_side

if TYPE_CHECKING:
    import xarray as xr

Tell = Callable[[str], None]


@dataclass(frozen=True)
class _Task:
    """Arguments of a worker that simulates one house in all configurations."""

    scenario: Scenario
    settings: Mapping[str, Any]


def with_houses(scenario: Scenario, path: Path) -> tuple[Scenario, HouseSetConfig]:
    """Return the scenario with the best house of the set in a file, and the set.

    Equipment is sized once, for the best house: that is what gets installed.
    """
    houses, data = read_house_set(path)
    source = InputFile("houses", str(path), checksum(data))
    base = replace(scenario, house=houses.house, files=(*scenario.files, source))
    best = adjusted(base, _values(houses.best), houses.configuration, houses.fuel)
    warnings = scenario.warnings
    if houses.configuration not in [each.name for each in scenario.configurations]:
        words = f"{path.name}: its bills are of '{houses.configuration}', which is not a configuration here"
        warnings = (*warnings, f"{words}, so the efficiency of its furnace is left aside")
    return as_read(with_sizes(replace(best, warnings=warnings), lambda text: None)), houses


def _values(config: Any) -> dict[str, float]:
    return {name: getattr(config, name) for name in BY_NAME}


def members_of(scenario: Scenario, houses: HouseSetConfig) -> list[Scenario]:
    """Return the scenario of each house of a set; `scenario` is that of the best, sized, from `with_houses`."""
    raw = replace(scenario, house=houses.house)
    found = []
    for member in houses.members:
        values = _values(member)
        ratio = values["efficiency"] / houses.best.efficiency
        shifts = {
            "heating_setpoint": values["heating_setpoint"] - houses.best.heating_setpoint,
            "cooling_setpoint": values["cooling_setpoint"] - houses.best.cooling_setpoint,
        }
        own = adjusted(raw, values | shifts | {"efficiency": ratio}, houses.configuration, houses.fuel)
        found.append(own)
    return found


def add_members(
    dataset: "xr.Dataset", scenario: Scenario, houses: HouseSetConfig, *, jobs: int = 1, step: float = 60.0,
    start: int = 0, end: int = 8760, tell: Tell = lambda text: None,
) -> "xr.Dataset":  # fmt: skip
    """Return a Dataset of the best house with the annual figures of all houses of its set.

    Parameters
    ----------
    dataset : xarray.Dataset
        From `cosim.simulate` of the best house.
    scenario, houses : Scenario, HouseSetConfig
        From `with_houses`.
    jobs, step, start, end
        As of `cosim.simulate`.
    """
    names = [str(name) for name in dataset["configuration"].values]
    chosen = replace(scenario, configurations=tuple(each for each in scenario.configurations if each.name in names))
    tell(f"simulating {len(houses.members)} houses of the set")
    settings = {"step": step, "start_hour": start, "end_hour": end, "events": False}
    tasks = [_Task(member, settings) for member in members_of(chosen, houses)]
    found = side_by_side(_figures, tasks, jobs) if jobs > 1 else map(_figures, tasks)
    tables = list(found)
    figures = {name: np.array([[table[number][name] for table in tables] for number in range(len(names))])
               for name in tables[0][0]}  # fmt: skip
    told = [name for name in BY_NAME if len({getattr(member, name) for member in houses.members}) > 1]
    return with_members(
        dataset,
        [member.share / sum(each.share for each in houses.members) for member in houses.members],
        figures,
        {name: [getattr(member, name) for member in houses.members] for name in told},
        [BY_NAME[name].measured_by for name in told],
    )


def _figures(task: _Task) -> list[dict[str, float]]:
    """Return the annual figures of each configuration of one house."""
    scenario = task.scenario
    envelope = build_envelope(scenario.house, scenario.weather, labels=scenario.clock)
    return [_of_configuration(scenario, each, envelope, task.settings) for each in scenario.configurations]


def _of_configuration(
    scenario: Scenario, configuration: Configuration, envelope: Any, settings: Mapping[str, Any]
) -> dict[str, float]:
    machine = machine_of(scenario, configuration)
    simulation = Simulation(scenario, configuration, envelope=envelope, machine=machine, **settings)
    simulation.advance(settings["end_hour"] * 3600.0)
    run = simulation.result()
    return annual_figures(configuration, run) | price(scenario.rates, House.of_run(configuration, run)).figures
