"""How long a house-year takes, and what the command line needs: the figures behind the README's table.

    python benchmarks/house_year.py [--no-commands]

Times are processor seconds of one core, the least of several repeats, with the kernel compiled and the maps in the
cache; the scenario is the one of `make demo`. Results are added to benchmarks/results/house_year.jsonl and compared
with the last ones of the same machine. A machine that is busy, or changes its clock, moves all figures together by
tens of per cent: the ratio that counts is of two commits measured in turns.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

import record

REPEATS = 5
SCENARIO = "retrofit-greensboro"
NAME = "house_year"


def main() -> None:
    """Measure, compare with the last results of this machine, and keep the new ones."""
    parser = argparse.ArgumentParser(description="How long a house-year takes, and what the command line needs.")
    parser.add_argument("--no-commands", action="store_true", help="years only")
    options = parser.parse_args()
    # commands first: a child's peak memory counts what its parent held when it was forked
    rows = [] if options.no_commands else list(commands())
    rows += house_years()
    about = record.circumstances()
    before = last(record.lines(NAME), about["machine"])
    print(table(rows, before))
    record.append(NAME, [about | row for row in rows])


def last(lines: list[dict], machine: str) -> dict[str, dict]:
    """Return the newest line of each thing measured on a machine."""
    return {line["what"]: line for line in lines if line["machine"] == machine}


def table(rows: list[dict], before: dict[str, dict]) -> str:
    """Return what was measured beside what the last time gave, and the ratio of the sums."""
    lines = [f"{'':44s}{'CPU s':>8s}{'before':>8s}{'ratio':>7s}{'MiB':>6s}{'events':>9s}{'flow calls':>12s}"]
    for row in rows:
        old = before.get(row["what"])
        lines.append(
            f"{row['what']:44s}{row['cpu_s']:8.3f}"
            + (f"{old['cpu_s']:8.3f}{row['cpu_s'] / old['cpu_s']:7.2f}" if old else f"{'':15s}")
            + f"{row.get('peak_mib', ''):>6}{row.get('events', ''):>9}{row.get('flow_calls', ''):>12}"
        )
    years = [row for row in rows if "events" in row and row["what"] in before]
    if years:
        ratio = sum(row["cpu_s"] for row in years) / sum(before[row["what"]]["cpu_s"] for row in years)
        old = before[years[0]["what"]]
        lines.append(f"house-years together: {ratio:.2f} of commit {old['commit']}, {old['date']}")
    return "\n".join(lines)


def house_years():
    """Yield the time of a year of each configuration, simulation alone."""
    from cosim.envelope.envelope import build_envelope
    from cosim.scenarios.reader import load
    from cosim.simulation.simulation import Simulation

    scenario = load(SCENARIO)
    envelope = build_envelope(scenario.house, scenario.weather)
    gc.freeze()
    for configuration in scenario.configurations:
        best = float("inf")
        counts = count(Simulation(scenario, configuration, envelope=envelope))
        for _ in range(REPEATS):
            simulation = Simulation(scenario, configuration, envelope=envelope)
            begun = time.process_time()
            simulation.advance(8760 * 3600.0)
            best = min(best, time.process_time() - begun)
            del simulation
            gc.collect()  # as `cosim run` does between configurations
        yield {"what": f"year of {configuration.name}", "cpu_s": round(best, 3)} | counts


def count(simulation) -> dict[str, int]:
    """Count SimPy events and calls of the flow in a run of their own, so that counting does not slow what is timed.

    Crossings of guards, which wake their waiters without the schedule, are events as well, and so are calls and their
    answers, which pass each other in a queue of one instant.
    """
    counts = {"events": 0, "flow_calls": 0}

    class Counted(deque[Any]):
        def append(self, event: Any) -> None:
            counts["events"] += 1
            super().append(event)

    simulation.env._soon = Counted()
    flow = simulation.house.flow

    def counted_flow(until: float, armed: int):
        counts["flow_calls"] += 1
        crossed = flow(until, armed)
        counts["events"] += crossed >= 0
        return crossed

    simulation.house.flow = counted_flow
    simulation.advance(8760 * 3600.0)
    counts["events"] += next(simulation.env._eid)  # what the schedule has numbered
    return counts


def commands():
    """Yield what the command line needs, with empty and with warm caches."""
    with tempfile.TemporaryDirectory() as scratch, Path(os.devnull).open("wb") as nowhere:
        out = str(Path(scratch) / "out.nc")
        fresh = os.environ | {"XDG_CACHE_HOME": str(Path(scratch) / "cache")}
        run = ["run", SCENARIO, "-o", out, "--force"]
        for what, environment, words, repeats in (
            ("cosim --help", dict(os.environ), ["--help"], REPEATS),
            (f"cosim run {SCENARIO}, first ever", fresh, run, 1),
            (f"cosim run {SCENARIO}, caches warm", fresh, run, 3),
        ):
            taken = [record.spent([sys.executable, "-m", "cosim", *words], environment, stdout=nowhere, stderr=nowhere)
                     for _ in range(repeats)]  # fmt: skip
            yield {"what": what} | {name: min(each[name] for each in taken) for name in taken[0]}


if __name__ == "__main__":
    main()
