"""Simulate every configuration of a scenario into one Dataset."""

import gc
import inspect
import logging
import pickle
import warnings
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cosim.constants import DAY, HOURS_OF_YEAR
from cosim.envelope.envelope import Envelope, Fidelity, build_envelope
from cosim.equipment.build import machine_of
from cosim.errors import CosimError, CosimWarning, EquipmentFault, Fault, InvalidInput, SimulationFailed
from cosim.flow.crossing import begin_compiling, kernel
from cosim.processes.demand_response import response_of
from cosim.results.dataset import pack
from cosim.scenarios.fault_days import check_fault_days
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.schema.events import READING
from cosim.simulation.simulation import Run, Simulation, when
from cosim.sizing.auto import with_sizes
from cosim.units import from_si
from cosim.workers import side_by_side

if TYPE_CHECKING:
    import xarray as xr

LEDGER_INTERVAL = 3600.0
LONGEST_STEP = 60.0
HOURS_OF_DAY = 24
FAR_BELOW = 3.0  # K below the setpoint: no thermostat's swing, no recovery

Progress = Callable[[Literal["notice", "started", "finished", "failed"], str], None]
"""Called with a kind and a text: a notice, or the name of a configuration that started, finished or failed."""


Process = Callable[[Simulation], Generator[Any, Any, Any]]
"""A generator function of the user's that runs on the clock of each simulation: a controller, a household."""
log = logging.getLogger("cosim")


@dataclass(frozen=True)
class _Task:
    """Arguments of a worker that simulates one configuration."""

    scenario: Scenario
    configuration: Configuration
    envelope: Envelope
    settings: dict[str, Any]
    process: Process | None = None


def simulate(
    scenario: Scenario,
    *,
    jobs: int = 1,
    step: float = 60.0,
    start: int | None = None,
    end: int | None = None,
    fidelity: Fidelity = "reduced",
    progress: Progress | None = None,
    process: Process | None = None,
) -> "xr.Dataset":
    """Simulate every configuration of a scenario.

    Parameters
    ----------
    scenario : Scenario
        From `cosim.load`.
    jobs : int
        Number of parallel processes; results do not depend on it.
    step : float
        Maximum internal step, s: a divisor of the hour, 1 to 60. Events are located to a second with any step.
    start, end : int, optional
        First recorded hour of the year, and the hour after the last one; the whole year by default.
    fidelity : {"reduced", "full"}
        Envelope with grouped faces and fast modes held static, or with every face at every step.
    progress : callable, optional
        Called with a kind of event and a text. Without it what a user wants to know comes as `cosim.CosimWarning`, and
        the course of the work goes to the logger `cosim`.
    process : callable, optional
        A generator function that takes the `cosim.Simulation` of a configuration and yields `timeout` or other events:
        a controller of one's own. It runs in every configuration; its name and text are among the results' attributes.
        With several `jobs` it has to stand in a module, where worker processes find it.

    Returns
    -------
    xarray.Dataset
        Hourly means and annual figures by configuration, events, provenance. Configurations that failed are left out
        and named in the attribute `failed_configurations`.

    Examples
    --------
    >>> import cosim
    >>> results = cosim.simulate(cosim.load("quick-start"), start=0, end=24)
    >>> results.sizes["time"]
    24
    """
    tell: Progress = progress or _told
    first, last = _checked(step, start, end, jobs)
    about_process = of_process(process, jobs)
    check_fault_days(scenario.configurations, first, last)
    for warning in scenario.warnings:
        tell("notice", warning)
    compiling = begin_compiling(log.info if progress is None else lambda text: tell("notice", text))
    scenario = with_sizes(scenario, lambda text: tell("notice", text))
    envelope = build_envelope(scenario.house, scenario.weather, fidelity=fidelity, labels=scenario.clock)
    settings = {"step": step, "start_hour": first, "end_hour": last}
    tasks = [_Task(scenario, configuration, envelope, settings, process) for configuration in scenario.configurations]
    runs: list[Run] = []
    failures: list[SimulationFailed] = []
    heated = {entry.name for entry in scenario.configurations if entry.thermostat.mode != "cool"}
    comfort: list[str] = []
    if compiling or jobs > 1:
        # maps are built while the flow is compiled, and found in the cache by workers
        for task in tasks:
            with suppress(CosimError):  # its own simulation reports it
                machine_of(task.scenario, task.configuration)
        kernel()
    with closing(_outcomes(tasks, jobs, tell)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Run):
                runs.append(outcome)
                if outcome.configuration in heated and (cold := cold_rooms(outcome)):
                    comfort.append(cold)
                    tell("notice", cold)
                tell("finished", outcome.configuration)
            else:
                failures.append(outcome)
                tell("failed", str(outcome))
    if runs and failures and progress is None:
        warnings.warn(f"left out: {', '.join(each.configuration for each in failures)}", CosimWarning, stacklevel=2)
    about_comfort = {"comfort_warnings": "\n".join(comfort)} if comfort else {}
    return pack(scenario, runs, failures, internal_step=step, fidelity=fidelity, **about_comfort, **about_process)


def silent(kind: str, text: str) -> None:
    """Tell nobody: for a caller that simulates many a scenario and shows the results' own notes."""


def _told(kind: str, text: str) -> None:
    """Warn of what a user wants to know, and log the rest."""
    if kind == "notice":
        warnings.warn(text, CosimWarning, stacklevel=3)
    elif kind == "failed":
        log.error(text)
    else:
        log.info("%s: %s", kind, text)


def of_process(process: Process | None, jobs: int) -> dict[str, str]:
    """Return what results say of a process of the user's; InvalidInput where it cannot run."""
    if process is None:
        return {}
    if not inspect.isgeneratorfunction(process) and not inspect.isgeneratorfunction(
        getattr(process, "__call__", None)  # noqa: B004 - an object with a generator as its call will do
    ):
        problem = f"{process!r} is no generator function"
        raise InvalidInput([Fault("process", problem, "write a function of the simulation that yields timeouts")])
    if jobs > 1:
        try:
            pickle.dumps(process)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            remedy = "define it in a module of its own, or simulate with jobs=1"
            raise InvalidInput([Fault("process", f"cannot go to other processes: {error}", remedy)]) from None
    name = getattr(process, "__qualname__", type(process).__qualname__)
    try:
        text = inspect.getsource(process if inspect.isfunction(process) else type(process))
    except (OSError, TypeError):  # typed in at a prompt
        text = ""
    return {"process": f"{getattr(process, '__module__', '')}.{name}", "process_text": text}


def read_gauges(
    scenario: Scenario, configuration: Configuration, first: float, last: float, every: float, *, step: float = 60.0
) -> "xr.Dataset":
    """Simulate one configuration and read its instruments at even intervals while the compressor runs.

    Parameters
    ----------
    scenario, configuration : Scenario, Configuration
        From `cosim.load`.
    first, last : float
        From when to when, s since 1 January; the days of both are simulated whole, after 15 days of warm-up.
    every : float
        Interval, s. To pause for a reading changes nothing in the simulation.
    step : float
        Maximum internal step, s.

    Returns
    -------
    xarray.Dataset
        As of `simulate`, with events of the kind `cosim.schema.events.READING`.
    """
    scenario = with_sizes(replace(scenario, configurations=(configuration,)))
    [configuration] = scenario.configurations
    start, end = int(first // DAY) * HOURS_OF_DAY, int(-(-last // DAY)) * HOURS_OF_DAY
    begin_compiling()
    simulation = Simulation(scenario, configuration, step=step, start_hour=start, end_hour=end)
    moment = first
    while moment < last:
        simulation.advance(moment)
        if simulation.read("compressor_speed") > 0.0 or simulation.read("defrost_electricity") > 0.0:
            simulation.log.note(READING)
        moment += every
    return pack(scenario, [simulation.run()], internal_step=step, fidelity="reduced")


def cold_rooms(run: Run) -> str:
    """Describe how far the room falls below its setpoint; empty where the setpoint is met.

    The reference is the lowest setpoint of the previous 24 hours, so that recovery from a setback does not count.
    """
    indoor, setpoint = run.hourly["indoor_temperature"], run.hourly["heating_setpoint"]
    before = np.concatenate([np.full(HOURS_OF_DAY - 1, np.inf), setpoint])
    missing = np.lib.stride_tricks.sliding_window_view(before, HOURS_OF_DAY).min(axis=1) - indoor
    hours = int(np.count_nonzero(missing > FAR_BELOW))
    if not hours:
        return ""
    worst = int(np.argmax(missing))
    celsius, fahrenheit = (from_si(float(indoor[worst]), "temperature", unit) for unit in ("c", "f"))
    times = f"{hours} {'hour' if hours == 1 else 'hours'}"
    return (
        f"{run.configuration}: the room falls to {celsius:.1f} °C ({fahrenheit:.0f} °F) on "
        f"{when((run.start_hour + worst) * 3600.0)}, {missing[worst]:.1f} K below its setpoint, and is more than "
        f"{FAR_BELOW:g} K below it in {times}: the equipment does not meet the load"
    ).replace(" -", " −")


def _checked(step: float, start: int | None, end: int | None, jobs: int) -> tuple[int, int]:
    first, last = 0 if start is None else start, HOURS_OF_YEAR if end is None else end
    faults = []
    if not 1.0 <= step <= LONGEST_STEP or abs(LEDGER_INTERVAL / step - round(LEDGER_INTERVAL / step)) > 1e-9:
        faults.append(
            Fault("step", f"{step:g} s does not divide the hour, or is not between 1 and 60 s", "try 60, 30 or 10")
        )
    if not 0 <= first < last <= HOURS_OF_YEAR:
        faults.append(
            Fault("start, end", f"hours {first} to {last} are not within the year", "the whole year is 0 to 8760")
        )
    if jobs < 1:
        faults.append(Fault("jobs", f"{jobs} is less than one process", "use 1 or more"))
    if faults:
        raise InvalidInput(faults)
    return first, last


def _outcomes(tasks: list[_Task], jobs: int, tell: Progress) -> Generator[Run | SimulationFailed, None, None]:
    if jobs == 1 or len(tasks) == 1:
        for task in tasks:
            tell("started", task.configuration.name)
            yield _simulate_one(task)
        return
    for task in tasks:
        tell("started", task.configuration.name)
    yield from side_by_side(_simulate_one, tasks, jobs)


def _simulate_one(task: _Task) -> Run | SimulationFailed:
    gc.freeze()  # loaded modules need no repeated garbage collection
    try:
        run = _run(task, task.configuration)
        return _with_response(task, run) if task.configuration.events else run
    except SimulationFailed as failure:
        return failure
    except EquipmentFault:
        raise
    except CosimError as error:
        return SimulationFailed(task.configuration.name, "its beginning", str(error))
    finally:
        gc.collect()  # processes and their environment refer to each other, and hold tens of megabytes
        gc.unfreeze()


def _run(task: _Task, configuration: Configuration) -> Run:
    simulation = Simulation(task.scenario, configuration, envelope=task.envelope, **task.settings)
    if task.process is not None:
        simulation.process(task.process(simulation), name=getattr(task.process, "__name__", None))
    return simulation.run()


def _with_response(task: _Task, run: Run) -> Run:
    """Return the run with the effect of its demand-response events, from a second run without them."""
    without = replace(task.configuration, events=())
    usual = _run(task, without)
    response = response_of(
        task.configuration.events,
        run.start_hour,
        run.quarter_hour_hvac,
        usual.quarter_hour_hvac,
        run.hourly["indoor_temperature"],
    )
    return replace(run, response=response)
