"""Twins: homes whose truth is known are calibrated against their own bills, and the bands held against the truth.

Each twin is drawn from the priors of a house and a climate, simulated, and billed with 3 % noise at odd dates;
the calibration sees the bills alone. Twins of one climate share the runs from the priors, which do not depend on bills.
Writes one line a twin, so that a run that is stopped has told what it found.

    python benchmarks/twins.py [--twins 40] [--quick] [--seconds 3600] [-o twins.csv]
    python benchmarks/twins.py --page twins.csv

With `--quick` the bands are those of draws by the first emulator, without the runs near the bills: some 110 CPU s a
climate and 3 a twin instead of 60, eight twins of one climate after the other. `--page` writes what a table says into
docs/calibration.md.
"""

import argparse
import time
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import record

from cosim.bills.bill import Bill, Bills
from cosim.calibration.emulator import fitted
from cosim.calibration.fit import Design, Settings, calibrate, likeliest, prepared
from cosim.calibration.likelihood import Model, Rest, Uncertainty
from cosim.calibration.parameters import LINEAR, values_at
from cosim.calibration.runs import BillTable, Runner
from cosim.calibration.sampling import drawn
from cosim.results.members import weighted_quantile
from cosim.scenarios.reader import load, opened
from cosim.sizing.auto import with_sizes

CASES = (("chicago-il", "ranch-1960s"), ("golden-co", "two-storey-1990s"), ("greensboro-nc", "ranch-1960s"),
         ("sterling-va", "two-storey-1990s"), ("san-francisco-ca", "ranch-1960s"))  # fmt: skip
FURNACE, HEAT_PUMP = "gas furnace + AC", "cold-climate heat pump"
NOISE = 0.03
DISCREPANCY = 0.03  # of the weather that the bills are of


def case(weather: str, house: str):
    """Return a scenario of a furnace and of a heat pump, both as large as the middle house needs."""
    text = load("retrofit-chicago").text
    table = tomllib.loads(text)
    table |= {"weather": weather, "house": house}
    chosen = [dict(entry) for entry in table["configurations"] if entry["name"] in (FURNACE, HEAT_PUMP)]
    for entry in chosen:
        entry["capacity"] = "auto"
        entry.pop("strips", None)
        if entry["name"] == HEAT_PUMP:
            entry["strips"] = {}
    table["configurations"] = chosen
    return with_sizes(opened("retrofit-chicago").scenario_of(table, text), lambda text: None)


def bills_of(runner: Runner, years, random) -> Bills:
    """Return twelve bills of each carrier with noise, at dates 28 to 33 days apart."""
    days = [date(2022, 12, 20) + timedelta(days=int(random.integers(0, 12)))]
    while len(days) < 13:
        days.append(days[-1] + timedelta(days=int(random.integers(28, 34))))
    blank = [Bill(carrier, begins, ends, 0.0, f"{carrier} {number}")
             for carrier in ("electricity", "fuel")
             for number, (begins, ends) in enumerate(pairwise(days))]  # fmt: skip
    table = BillTable.of(blank, runner.years)
    energy = table.sums(years, lambda year: year.equipment) + table.sums(years, lambda year: year.rest)
    noisy = energy * (1 + NOISE * random.standard_normal(len(energy)))
    return Bills(tuple(replace(bill, energy=float(value)) for bill, value in zip(blank, noisy, strict=True)))


def saving(existing: dict[str, float], other: dict[str, float]) -> float:
    """Return what heating takes less at the meters, kWh: fuel and electricity for heating."""
    return existing["gas"] + existing["heating_electricity"] - other["gas"] - other["heating_electricity"]


def quick(weather, design, pump, bills, truth, true, seed):
    """Return the row of a twin whose bands are those of the emulator's draws."""
    begun = time.process_time()
    if not hasattr(design, "savings"):
        design.savings = [
            saving(years[0].figures, pump.years_of(values_at(design.parameters, place))[0].figures)
            for place, years in zip(design.places, design.years, strict=True)
        ]
        begun = time.process_time()
    table = BillTable.of(bills.bills, design.runner.years)
    outputs = np.array([
        [*table.sums(years, lambda year: year.equipment), years[0].figures["heating"], saved]
        for years, saved in zip(design.years, design.savings, strict=True)
    ])  # fmt: skip
    simulated = [number for number, each in enumerate(design.parameters) if each.name not in LINEAR]
    model = Model(
        design.parameters, table, Rest.of(table, design.central, design.parameters),
        Uncertainty.of(table, NOISE, DISCREPANCY), fitted(design.places[:, simulated], outputs),
    )  # fmt: skip
    draws = drawn(model.misfit, len(design.parameters), np.random.default_rng(seed))
    heating, savings = model.figures(draws).T
    best_heating, best_saving = model.figures(likeliest(model, draws.mean(axis=0))[None, :])[0]
    before = [years[0].figures["heating"] for years in design.years]
    seconds = time.process_time() - begun
    return [
        weather, seconds, true["heating"], best_heating, *np.quantile(heating, [0.1, 0.9]),
        *np.quantile(before, [0.1, 0.9]), saving(true, pump.years_of(truth)[0].figures), best_saving,
        *np.quantile(savings, [0.1, 0.9]), *np.quantile(design.savings, [0.1, 0.9]), float(len(draws)), 0.0,
    ]  # fmt: skip


def write(path, row) -> None:
    """Add a row to the table."""
    with path.open("a") as file:
        file.write(",".join(str(each) if isinstance(each, str) else f"{each:.5g}" for each in row) + "\n")


def main() -> None:
    """Calibrate twins until all are done or time is up, and print what they say together."""
    options = argparse.ArgumentParser()
    options.add_argument("--twins", type=int, default=40)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--seconds", type=float, default=1e9, help="CPU time to stop after")
    options.add_argument("-o", "--output", type=Path, default=Path("twins.csv"))
    options.add_argument("--page", type=Path, metavar="TABLE", help="write what a table says into the page, no more")
    asked = options.parse_args()
    if asked.page is not None:
        into_page(asked.page.read_text(encoding="utf-8"))
        return
    settings = Settings(discrepancy=DISCREPANCY)
    designs, others, rows = {}, {}, []
    head = ("climate,seconds,heating,best,low,high,low_before,high_before,saving,saving_best,saving_low,saving_high,"
            "saving_low_before,saving_high_before,effective,fit")  # fmt: skip
    asked.output.write_text(head + "\n")
    for number in range(asked.twins):
        if time.process_time() > asked.seconds:
            break
        weather, house = CASES[number // 8 % len(CASES) if asked.quick else number % len(CASES)]
        if weather not in designs:
            scenario = case(weather, house)
            runner, parameters = prepared(scenario, FURNACE, (), fuel=True)
            designs[weather] = Design.of(runner, parameters, settings, lambda text: None)
            pumps = tuple(each for each in scenario.configurations if each.name == HEAT_PUMP)
            others[weather] = scenario, Runner(replace(scenario, configurations=pumps), (scenario.weather,))
        design, (scenario, pump) = designs[weather], others[weather]
        random = np.random.default_rng(1000 + number)
        truth = values_at(design.parameters, random.standard_normal(len(design.parameters)))
        true_years = design.runner.years_of(truth)
        bills = bills_of(design.runner, true_years, random)
        if asked.quick:
            rows.append(quick(weather, design, pump, bills, truth, true_years[0].figures, number))
            write(asked.output, rows[-1])
            continue
        begun = time.process_time()
        found = calibrate(scenario, bills, design=design, settings=replace(settings, seed=number))
        seconds = time.process_time() - begun

        def with_pump(values, pump=pump):
            return pump.years_of(values)[0].figures

        true = true_years[0].figures
        savings = np.array([saving(each.figures, with_pump(each.values)) for each in found.members])
        if not hasattr(design, "savings"):
            design.savings = [saving(years[0].figures, with_pump(values_at(design.parameters, place)))
                              for place, years in zip(design.places[:16], design.years[:16], strict=True)]  # fmt: skip
        row = [
            weather, seconds, true["heating"], found.best.figures["heating"], *found.band("heating"),
            *found.band_before("heating"), saving(true, with_pump(truth)),
            saving(found.best.figures, with_pump(found.best.values)),
            weighted_quantile(savings, found.shares, 0.1), weighted_quantile(savings, found.shares, 0.9),
            *np.quantile(design.savings, [0.1, 0.9]), found.effective, np.sqrt((found.errors**2).mean()),
        ]  # fmt: skip
        rows.append(row)
        write(asked.output, row)
    print(summary(rows))


def summary(rows) -> str:
    """Return what twins say together."""
    table = np.array([row[1:] for row in rows], float)
    seconds, heating, best, low, high, low0, high0, saved, guess, slow, shigh, slow0, shigh0, *_ = table.T
    return "\n".join([
        f"{len(rows)} twins, median {np.median(seconds):.0f} CPU s each without the runs from the priors",
        f"heating: 80 % band holds {100 * np.mean((low <= heating) & (heating <= high)):.0f} %, "
        f"median error of the best {100 * np.median(np.abs(best / heating - 1)):.1f} %, "
        f"band {np.median((high - low) / (high0 - low0)):.2f} of that before",
        f"saving by a heat pump: 80 % band holds {100 * np.mean((slow <= saved) & (saved <= shigh)):.0f} %, "
        f"median error of the best {100 * np.median(np.abs(guess / saved - 1)):.1f} %, "
        f"band {np.median((shigh - slow) / (shigh0 - slow0)):.2f} of that before",
    ])  # fmt: skip


BEGIN, END = "<!-- twins: begin (made by benchmarks/twins.py) -->", "<!-- twins: end -->"


def into_page(text: str) -> None:
    """Write what a table of twins says into the page on calibration, between its marks."""
    rows = [line.split(",") for line in text.splitlines()[1:]]
    told = "; ".join(summary(rows).splitlines()[1:])
    climates = ", ".join(sorted({row[0] for row in rows}))
    how = "by the draws of the emulator" if all(float(row[-1]) == 0 for row in rows) else "by whole calibrations"
    record.into_page("calibration.md", BEGIN, END, f"\n{len(rows)} twins ({climates}), {how}: {told}.\n")


if __name__ == "__main__":
    main()
