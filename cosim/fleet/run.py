"""Simulate a fleet: batches are simulated, summed and stored in order; the results go to one file."""

import time as clock
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosim._version import __version__
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.fleet.executor import Alone, Crew, DaskCrew
from cosim.fleet.homes import Home
from cosim.fleet.programme import Programme, identity_text
from cosim.fleet.worker import Batch, Period, build_maps, simulate_batch
from cosim.flow.crossing import begin_compiling, kernel

Tell = Callable[[str, Any], None]
"""Called with ("notice", text) or ("homes", (done, failed))."""


@dataclass(frozen=True)
class Outcome:
    """Summary of a run."""

    file: Path
    homes: int
    failures: dict[int, str]
    house_years: int
    processor_seconds: float
    """Processor time of the workers over all sessions of the run."""
    seconds: float
    """Wall-clock time of this session."""


def run_fleet(
    programme: Programme,
    folder: Path,
    *,
    period: Period | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    tell: Tell | None = None,
    work: Callable[..., Batch] = simulate_batch,
) -> Outcome:
    """Simulate every home of a programme in every configuration.

    Parameters
    ----------
    programme : Programme
        From `cosim.fleet.programme.load_programme`.
    folder : Path
        Folder for the results, used by nothing else.
    period : Period, optional
        Recorded hours; the year by default.
    workers : int, optional
        Local processes; 0 for this process only, by default one per core.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers are used instead.
    resume : bool
        Resume an interrupted run.
    tell : callable, optional
        Called with notices and progress.
    work : callable
        Function that simulates a batch.

    Returns
    -------
    Outcome
        Path of the file, and failures.
    """
    from cosim.fleet import store as stores
    from cosim.fleet.results import write_results

    begun = clock.perf_counter()
    tell = tell or (lambda kind, what: None)
    period = period or Period(interval=programme.config.interval)
    try:
        import zarr  # noqa: F401
    except ImportError:
        raise CosimError("a fleet's results need Zarr while it runs; install it with cosim[fleet]") from None
    identity = identity_text(programme, __version__, start_hour=period.start_hour, end_hour=period.end_hour)
    stores.Store.check(folder, identity, resume=resume)
    size = programme.config.batch
    fresh = not (folder / stores.IDENTITY).exists()
    for warning in programme.warnings:
        tell("notice", warning)
    crew: Crew
    if workers == 0 and scheduler is None:
        crew = Alone(programme, period, work)
    else:
        crew = DaskCrew(programme, period, workers=workers, scheduler=scheduler, work=work)
    # before the workers start, so that they find the kernel compiled and the maps built
    begin_compiling(lambda text: tell("notice", text))
    build_maps(programme)
    kernel()
    with crew:
        store = stores.Store(folder, period, len(programme.configurations), programme.homes, min(size, programme.homes))
        if fresh:
            store.create(identity)
        else:
            store.reopen()
        tell("homes", (store.progress.homes, len(store.progress.failures)))
        for batch in crew.results(_batches(programme, size, store.progress.batches)):
            store.append(batch)
            tell("homes", (store.progress.homes, len(store.progress.failures)))
            _stop_if_hopeless(programme, store.progress.failures)
    file = folder / stores.RESULT
    if not file.exists():
        write_results(programme, period, store, file)
    progress = store.progress
    return Outcome(
        file=file,
        homes=programme.homes,
        failures=progress.failures,
        house_years=progress.house_years,
        processor_seconds=progress.seconds,
        seconds=clock.perf_counter() - begun,
    )


def _batches(programme: Programme, size: int, done: int) -> Iterator[Sequence[Home]]:
    for first in range(done * size, programme.homes, size):
        yield [programme.home(number) for number in range(first, min(first + size, programme.homes))]


def _stop_if_hopeless(programme: Programme, failures: dict[int, str]) -> None:
    most = programme.config.largest_share_of_failures
    if len(failures) > most * programme.homes:
        told = "\n".join(f"home {number}: {reason}" for number, reason in sorted(failures.items())[:5])
        raise CosimError(f"{len(failures)} of {programme.homes} homes failed, more than {most:.1%}:\n{told}")


def check_request(homes: int | None, workers: int | None, scheduler: str | None) -> None:
    """Refuse contradictory options."""
    faults = []
    if homes is not None and homes < 1:
        faults.append(Fault("--homes", f"{homes} is less than one"))
    if workers is not None and scheduler is not None:
        faults.append(Fault("--workers", "cannot be combined with --scheduler, which has its own", "keep one of them"))
    if faults:
        raise InvalidInput(faults)
