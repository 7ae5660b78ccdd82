"""Results of benchmarks as JSON lines, one file a benchmark, each line with its commit and machine; and their pages."""

import datetime
import json
import os
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks" / "results"


def circumstances() -> dict[str, str]:
    """Return when, at which commit and on what machine something is measured."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M"),
        "commit": commit(),
        "machine": machine(),
        "python": platform.python_version(),
    }


def commit() -> str:
    """Return the commit of the source, with a plus where files differ from it."""
    asked = ("git", "-C", str(ROOT), "describe", "--always", "--dirty=+", "--abbrev=10", "--exclude=*")
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def machine() -> str:
    """Return the processor's name and the number of its threads."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8").splitlines()
        name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), name)
    return f"{name}, {os.cpu_count()} threads"


def append(name: str, rows: Iterable[dict]) -> None:
    """Add lines to a benchmark's file."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def lines(name: str) -> list[dict]:
    """Return every line of a benchmark's file, oldest first."""
    path = FOLDER / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def into_page(name: str, begin: str, end: str, text: str) -> None:
    """Put text between two marks of a page of docs/."""
    page = ROOT / "docs" / name
    before, opened, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise SystemExit(f"{page} lacks its marks {begin} and {end}")
    page.write_text(f"{before}{begin}{text}{end}{after}", encoding="utf-8")


def spent(arguments: list[str], environment: dict[str, str] | None = None, **options) -> dict[str, float]:
    """Run a program to its end and return its wall time, s, processor time, s, and peak memory, MiB."""
    begun = datetime.datetime.now()
    process = subprocess.Popen(arguments, env=environment, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    return {
        "wall_s": round((datetime.datetime.now() - begun).total_seconds(), 2),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mib": round(usage.ru_maxrss / 1024),
    }
