"""The suite `homes`: every HPXML file of the reference folder, read and simulated, beside EnergyPlus's results.

Files, their houses and stations are found in the folder; nothing is listed here. Loads are those of an ideal plant in
the rooms, beside the heat that EnergyPlus's systems deliver less its component of ducts: once alone, and once, held to
limits, with what ducts and windows do in EnergyPlus's runs (`cosim.validation.home_peer`).
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median

from cosim.errors import Fault, InvalidInput
from cosim.validation.checks import Check, Outcome, Progress
from cosim.validation.home_bars import distances, farthest, held
from cosim.validation.home_figures import ALIKE, ALONE, BARS, SUITE, Pair, distinct, judged, told
from cosim.validation.home_files import HomeFile, has_leap_day, home_files
from cosim.validation.home_kinds import kind_of
from cosim.validation.home_peer import PeerDucts, zones_of_ducts
from cosim.validation.home_published import end_uses, of_ducts, published
from cosim.validation.home_runs import Found, Task, try_home
from cosim.validation.home_uses import farther, ruled
from cosim.validation.reference import part_of, reference_folder
from cosim.workers import side_by_side

TITLE = "Homes in HPXML"
PEERS = "EnergyPlus"
MOST_JOBS = 4
UNITS = {"unmet_heating_hours": "h", "unmet_cooling_hours": "h", "peak_heat": "kBtu/h", "peak_cooling": "kBtu/h",
         "seasonal_cop": "ratio", f"seasonal_cop{ALIKE}": "ratio", "backup_share": "%"}  # fmt: skip
READING, SET_UP = 50.0, 0.2  # ms, CPU s


def run_homes(
    reference: Path | None = None,
    cases: Sequence[str] = (),
    *,
    progress: Progress | None = None,
    jobs: int | None = None,
    systems: bool = True,
) -> Outcome:
    """Read and simulate the homes of the reference folder, and compare them with EnergyPlus.

    Parameters
    ----------
    reference : Path, optional
        Folder with `hpxml` and `weather`.
    cases : sequence of str
        Names of files without suffix, or patterns such as ``base-foundation-*``; all by default.
    progress : callable, optional
        Called when a home has been simulated.
    jobs : int, optional
        Number of parallel processes; as many as there are processors, at most four, by default.
    systems : bool
        Whether each home is simulated with its own equipment, too.

    Returns
    -------
    Outcome
        Figures of all homes together with limits, then those of each home without.
    """
    tell: Progress = progress or (lambda kind, text: None)
    root = reference_folder(reference)
    files = home_files(root, cases)
    tasks = [replace(task_of(file, part_of(root, "weather")), systems=systems) for file in files]
    results: list[Found] = []
    for file, found in zip(files, tried(tasks, jobs), strict=True):
        tell("started", file.name)
        results.append(found)
        tell("finished", file.name)
    checks = of_files(files, results)
    compared = [(file, found) for file, found in zip(files, results, strict=True) if not file.lacking]
    pairs = {quantity: paired(quantity, compared) for quantity in BARS}
    for quantity in BARS:
        checks += judged(quantity, pairs[quantity])
    for quantity in ALONE:
        checks += told(quantity, paired(quantity, compared))
    rows = [(file.name, kind_of(file.root), found.figures, published(file.published)) for file, found in compared]
    uses = [(file.name, found.uses, end_uses(file.published)) for file, found in compared if not found.failure]
    checks += [*held(rows), *ruled([(ours, theirs) for _, ours, theirs in uses])]
    for file, found in zip(files, results, strict=True):
        checks += of_home(file, found)
    checks += distances(rows)
    said = [*notes(results, pairs), *farthest(rows), *farther(uses), *not_compared(files)]
    return Outcome(TITLE, tuple(checks), tuple(said), peers=PEERS)


def tried(tasks: Sequence[Task], jobs: int | None) -> Iterable[Found]:
    """Yield what comes of each task, in their order."""
    jobs = min(len(tasks), jobs or min(os.cpu_count() or 1, MOST_JOBS))
    if jobs == 1:
        yield from map(try_home, tasks)
        return
    with closing(side_by_side(try_home, tasks, jobs)) as outcomes:
        yield from outcomes


def task_of(file: HomeFile, weathers: Path) -> Task:
    """Return the task of a file; its weather has to be there."""
    place = weathers / file.station
    if not file.station or not place.is_file():
        raise InvalidInput([Fault(str(place), "does not exist", f"{file.path.name} names this weather")])
    ducts = PeerDucts(zones_of_ducts(file.root), *of_ducts(file.published))
    hours = file.hours
    heats, cools = file.has("heating"), file.has("cooling")
    return Task(
        file.path,
        place,
        hours.start,
        hours.stop,
        heats,
        cools,
        ducts=ducts,
        leap=has_leap_day(place),
        lone_pump=kind_of(file.root).lone_pump,
    )


def paired(quantity: str, compared: Sequence[tuple[HomeFile, Found]]) -> list[Pair]:
    """Return our figures beside EnergyPlus's, of the homes that were simulated."""
    return [
        Pair(file.set, file.house, file.name, found.figures[quantity], published(file.published)[quantity])
        for file, found in compared
        if quantity in found.figures
    ]


def of_files(files: Sequence[HomeFile], results: Sequence[Found]) -> list[Check]:
    """Return what all files have to reach, whatever their loads."""
    count = f"all {len(files)} files"
    ran = [found for found in results if not found.failure]
    leaves = sum(file.leaves for file in files)
    exempt = sum(bool(file.lacking) for file in files)
    checks = [
        Check(SUITE, count, "files_that_load_and_run", "count", len(ran), len(files)),
        Check(SUITE, count, "files_not_compared", "count", exempt),
        Check(SUITE, f"{leaves} leaves", "leaves_not_mentioned", "count",
              sum(len(found.unmentioned) for found in results), upper=0),
        Check(SUITE, count, "leaves_left_aside_that_change_the_house", "count",
              sum(len(found.untrue) for found in results), upper=0),
    ]  # fmt: skip
    if ran:
        reading, set_up = (median(getattr(found, name) for found in ran) for name in ("reading", "set_up"))
        checks += [Check(SUITE, count, "reading_median", "ms", 1e3 * reading, upper=READING),
                   Check(SUITE, count, "set_up_median", "CPU s", set_up, upper=SET_UP)]  # fmt: skip
    return checks


def of_home(file: HomeFile, found: Found) -> list[Check]:
    """Return the figures of one home."""
    if found.failure:
        return [Check(SUITE, file.name, "annual_loads", "MBtu", None, note=found.failure)]
    theirs, doubt = published(file.published), "names schedules that are not in the folder" if file.lacking else ""
    checks = [
        Check(
            SUITE,
            file.name,
            quantity,
            UNITS.get(quantity, "MBtu"),
            value,
            published=(theirs[quantity],) * 2,
            doubt=doubt,
        )
        for quantity, value in found.figures.items()
        if quantity in theirs and (value or theirs[quantity])
    ]
    if found.unequipped:
        checks.append(Check(SUITE, file.name, "its_own_equipment", "", None, note=found.unequipped))
    return checks


def not_compared(files: Sequence[HomeFile]) -> list[str]:
    """Return which files no bar counts, and why."""
    names = [file.name for file in files if file.lacking]
    why = "loaded and simulated, but held to no other limit, for schedules that they name are not in the folder"
    return [f"{len(names)} files {why}: {', '.join(names)}"] if names else []


def notes(results: Sequence[Found], pairs: dict[str, list[Pair]]) -> list[str]:
    """Return what else a reader should know: the farthest homes by name, and what an account misses."""
    said = []
    for quantity, found in pairs.items():
        bar = BARS[quantity]
        farthest = max(bar.shares)
        houses = distinct(pair for pair in found if pair.theirs > bar.least)
        outside = [house for house in houses if abs(house.ratio - 1.0) > 0.01 * farthest]
        names = ", ".join(f"{pair.name} {pair.ratio:.2f}" for pair in sorted(outside, key=lambda pair: pair.ratio))
        if outside:
            what = f"{quantity.replace('_', ' ')} more than {farthest:.0f} % from EnergyPlus's"
            said.append(f"{what} in {len(outside)} of {len(houses)} houses: {names}")
    for name in ("unmentioned", "untrue"):
        leaves = sorted({leaf for found in results for leaf in getattr(found, name)})
        if leaves:
            said.append(f"leaves {'not mentioned' if name == 'unmentioned' else 'whose account is wrong'}: "
                        f"{', '.join(leaves)}")  # fmt: skip
    return said
