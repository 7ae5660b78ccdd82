"""How long a house-year takes, and what the command line needs: the figures behind the README's table.

Run it on an idle machine: ``python benchmarks/house_year.py``. Times are processor seconds of one core, the best of
several repeats, with the kernel compiled and the maps in the cache; the scenario is the one of `make demo`.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 5
SCENARIO = "retrofit-greensboro"


def house_years() -> None:
    """Print the time of a year of each configuration, simulation alone."""
    from cosim.envelope.envelope import build_envelope
    from cosim.scenarios.reader import load
    from cosim.simulation.simulation import Simulation

    scenario = load(SCENARIO)
    envelope = build_envelope(scenario.house, scenario.weather)
    print(f"{SCENARIO}: {envelope.eigenvalue.size} thermal states, {len(envelope.face_names)} faces, 60 s steps")
    print(f"{'configuration':26s}{'CPU s':>8s}{'SimPy events':>14s}{'flow calls':>12s}")
    for configuration in scenario.configurations:
        best = float("inf")
        counts = count(Simulation(scenario, configuration, envelope=envelope))
        for _ in range(REPEATS):
            simulation = Simulation(scenario, configuration, envelope=envelope)
            begun = time.process_time()
            simulation.advance(8760 * 3600.0)
            best = min(best, time.process_time() - begun)
        print(f"{configuration.name:26s}{best:8.3f}{counts['events']:14d}{counts['flows']:12d}")


def count(simulation) -> dict[str, int]:
    """Count SimPy events and calls of the flow in a run of their own, so that counting does not slow what is timed.

    Crossings of guards, which wake their waiters without the schedule, are events as well.
    """
    counts = {"events": 0, "flows": 0}
    schedule, flow = simulation.env.schedule, simulation.house.flow

    def counted_schedule(*arguments, **options) -> None:
        counts["events"] += 1
        schedule(*arguments, **options)

    def counted_flow(until: float, armed: int):
        counts["flows"] += 1
        crossed = flow(until, armed)
        counts["events"] += crossed >= 0
        return crossed

    simulation.env.schedule, simulation.house.flow = counted_schedule, counted_flow
    simulation.advance(8760 * 3600.0)
    return counts


def command(label: str, environment: dict[str, str], *arguments: str) -> None:
    """Print wall time, processor time and peak memory of one call of the command line."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "cosim", *arguments], env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    processor = usage.ru_utime + usage.ru_stime
    print(f"{label:44s}{wall:8.2f} s wall{processor:8.2f} s CPU{usage.ru_maxrss / 1024:8.0f} MiB, exit {status >> 8}")


def commands() -> None:
    """Print what the command line needs, with empty and with warm caches."""
    with tempfile.TemporaryDirectory() as scratch:
        out = str(Path(scratch) / "out.nc")
        fresh = os.environ | {"XDG_CACHE_HOME": str(Path(scratch) / "cache")}
        command("cosim --help", dict(os.environ), "--help")
        command(f"cosim run {SCENARIO}, first ever", fresh, "run", SCENARIO, "-o", out)
        for _ in range(3):
            command(f"cosim run {SCENARIO}, caches warm", fresh, "run", SCENARIO, "-o", out, "--force")


if __name__ == "__main__":
    commands()  # first: a child's peak memory counts what its parent held when it was forked
    house_years()
