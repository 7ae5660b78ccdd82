"""Simulate a fleet: batches are simulated, summed and stored in order; the results go to one file."""

import os
import time as clock
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosim._version import __version__
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.fleet.executor import Alone, Crew, DaskCrew
from cosim.fleet.homes import Home
from cosim.fleet.lock import LOCK, alone_in
from cosim.fleet.programme import Programme, identity_text
from cosim.fleet.worker import Batch, Period, build_maps, simulate_batch
from cosim.flow.crossing import begin_compiling, kernel
from cosim.scenarios.fault_days import check_fault_days

if TYPE_CHECKING:
    from cosim.fleet.store import Store

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
    folder: Path | str,
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
        From `cosim.fleet.reading.load_programme`.
    folder : Path or str
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

    begun, folder = clock.perf_counter(), Path(folder)
    tell = tell or (lambda kind, what: None)
    period = period or Period(interval=programme.config.interval)
    for scenario in islice(programme.scenarios.values(), 1):  # all have the same equipment
        check_fault_days(scenario.configurations, period.start_hour, period.end_hour)
    identity = identity_text(programme, __version__, start_hour=period.start_hour, end_hour=period.end_hour)
    if os.access(folder / LOCK, os.W_OK):
        with alone_in(folder):  # at once, not after compiling
            pass
    stores.Store.check(folder, identity, resume=resume)
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
    file = folder / stores.RESULT
    with crew, _own(folder):
        stores.Store.check(folder, identity, resume=resume)  # another run may have begun meanwhile
        store = stores.Store(folder, period, len(programme.configurations), programme.homes, programme.config.batch)
        if (folder / stores.IDENTITY).exists():
            for note in store.reopen(finished=_is_finished(file, tell)):
                tell("notice", note)
        else:
            store.create(identity)
        if not file.exists():
            _simulate(programme, store, crew, tell)
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


@contextmanager
def _own(folder: Path) -> Iterator[None]:
    """Make the folder of a run where it is missing, and keep other runs out of it."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CosimError(f"{folder} could not be made: {error.strerror or error}") from error
    with alone_in(folder):
        yield


def _is_finished(file: Path, tell: Tell) -> bool:
    """Say whether the results are there and sound; damaged ones are removed, to be written again."""
    from cosim.fleet.results import read_results

    if not file.exists():
        return False
    try:
        read_results(file)
    except InvalidInput as error:
        tell("notice", f"{error.faults[0]}; it is written again")
        file.unlink()
        return False
    return True


def _simulate(programme: Programme, store: "Store", crew: Crew, tell: Tell) -> None:
    """Simulate what the store does not hold yet: first what it has lost."""
    tell("homes", (store.progress.homes, len(store.progress.failures)))
    lost = list(store.damaged)
    for number, batch in zip(lost, crew.results(_homes(programme, number) for number in lost), strict=True):
        store.repair(number, batch)
    coming = range(store.progress.batches, -(-programme.homes // programme.config.batch))
    for batch in crew.results(_homes(programme, number) for number in coming):
        store.append(batch)
        tell("homes", (store.progress.homes, len(store.progress.failures)))
        _stop_if_hopeless(programme, store.progress.failures)


def _homes(programme: Programme, number: int) -> Sequence[Home]:
    """Return the homes of a batch."""
    first = number * programme.config.batch
    return [programme.ready(each) for each in range(first, min(first + programme.config.batch, programme.homes))]


def _stop_if_hopeless(programme: Programme, failures: dict[int, str]) -> None:
    most, refused = programme.largest_share_of_failures, programme.refused()
    failures = {number: reason for number, reason in failures.items() if number not in refused}
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
