"""Twins: homes whose truth is known are calibrated against their own bills, and the bands held against the truth.

Each twin is drawn from the priors of a house and a climate, simulated, and billed with 3 % noise at odd dates;
the calibration sees the bills alone. Twins of one climate share the runs from the priors, which do not depend on bills.
Writes one line of JSON a twin: a run that is stopped has told what it found, and the same command goes on from there.

    python benchmarks/twins.py [--twins 40] [--quick] [--seconds 3600] [-o twins.jsonl]
    python benchmarks/twins.py --page twins.jsonl

With `--quick` the bands are those of draws by the first emulator, without the runs near the bills: some 110 CPU s a
climate and 3 a twin instead of 60, eight twins of one climate after the other. `--page` writes what a table says into
docs/calibration.md.
"""

import argparse
import json
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
EMULATOR, WHOLE = "by the draws of the emulator", "by whole calibrations"
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


def quick(number, weather, design, pump, bills, truth, true):
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
    draws = drawn(model.misfit, len(design.parameters), np.random.default_rng(number))
    heating, savings = model.figures(draws).T
    best_heating, best_saving = model.figures(likeliest(model, draws.mean(axis=0))[None, :])[0]
    before = [years[0].figures["heating"] for years in design.years]
    seconds = time.process_time() - begun
    return {
        "number": number, "weather": weather, "how": EMULATOR, "seconds": seconds,
        "heating": true["heating"], "heating_best": best_heating,
        "heating_band": list(np.quantile(heating, [0.1, 0.9])), "heating_before": list(np.quantile(before, [0.1, 0.9])),
        "saving": saving(true, pump.years_of(truth)[0].figures), "saving_best": best_saving,
        "saving_band": list(np.quantile(savings, [0.1, 0.9])),
        "saving_before": list(np.quantile(design.savings, [0.1, 0.9])), "fit": None,
    }  # fmt: skip


def whole(number, weather, scenario, design, pump, bills, truth, true, settings):
    """Return the row of a twin that is calibrated as `cosim calibrate` does it."""

    def with_pump(values):
        return pump.years_of(values)[0].figures

    begun = time.process_time()
    found = calibrate(scenario, bills, design=design, settings=replace(settings, seed=number))
    seconds = time.process_time() - begun
    savings = np.array([saving(each.figures, with_pump(each.values)) for each in found.members])
    if not hasattr(design, "savings"):
        design.savings = [saving(years[0].figures, with_pump(values_at(design.parameters, place)))
                          for place, years in zip(design.places[:16], design.years[:16], strict=True)]  # fmt: skip
    return {
        "number": number, "weather": weather, "how": WHOLE, "seconds": seconds,
        "heating": true["heating"], "heating_best": found.best.figures["heating"],
        "heating_band": found.band("heating"), "heating_before": found.band_before("heating"),
        "saving": saving(true, with_pump(truth)),
        "saving_best": saving(found.best.figures, with_pump(found.best.values)),
        "saving_band": [weighted_quantile(savings, found.shares, share) for share in (0.1, 0.9)],
        "saving_before": list(np.quantile(design.savings, [0.1, 0.9])),
        "response": found.response, "fit": float(np.sqrt((found.errors**2).mean())),
    }  # fmt: skip


def done(path, how) -> list:
    """Return the rows of a table that is there, all of which must have been made in the same way."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if any(row["how"] != how for row in rows):
        raise SystemExit(f"{path} holds twins of another kind: name another file")
    return rows


def main() -> None:
    """Calibrate twins until all are done or time is up, and print what they say together."""
    options = argparse.ArgumentParser()
    options.add_argument("--twins", type=int, default=40)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--seconds", type=float, default=1e9, help="CPU time to stop after")
    options.add_argument("-o", "--output", type=Path, default=Path("twins.jsonl"))
    options.add_argument("--page", type=Path, metavar="TABLE", help="write what a table says into the page, no more")
    asked = options.parse_args()
    how = EMULATOR if asked.quick else WHOLE
    if asked.page is not None:
        into_page(done(asked.page, how))
        return
    settings = Settings(discrepancy=DISCREPANCY)
    designs, others, rows = {}, {}, done(asked.output, how)
    there = {row["number"] for row in rows}
    for number in range(asked.twins):
        if number in there:
            continue
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
        true = true_years[0].figures
        bills = bills_of(design.runner, true_years, random)
        if asked.quick:
            row = quick(number, weather, design, pump, bills, truth, true)
        else:
            row = whole(number, weather, scenario, design, pump, bills, truth, true, settings)
        rows.append(row)
        with asked.output.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
    print(summary(rows))


def summary(rows) -> str:
    """Return what twins say together."""

    def told(figure):
        true, best = (np.array([row[name] for row in rows]) for name in (figure, f"{figure}_best"))
        low, high = np.array([row[f"{figure}_band"] for row in rows]).T
        low_before, high_before = np.array([row[f"{figure}_before"] for row in rows]).T
        return (
            f"80 % band holds {100 * np.mean((low <= true) & (true <= high)):.0f} %, "
            f"median error of the best {100 * np.median(np.abs(best / true - 1)):.1f} %, "
            f"band {np.median((high - low) / (high_before - low_before)):.2f} of that before"
        )

    seconds = np.median([row["seconds"] for row in rows])
    return "\n".join([
        f"{len(rows)} twins, median {seconds:.0f} CPU s each without the runs from the priors",
        f"heating: {told('heating')}",
        f"saving by a heat pump: {told('saving')}",
    ])  # fmt: skip


BEGIN, END = "<!-- twins: begin (made by benchmarks/twins.py) -->", "<!-- twins: end -->"


def into_page(rows) -> None:
    """Write what twins say into the page on calibration, between its marks."""
    told = "; ".join(summary(rows).splitlines()[1:])
    climates = ", ".join(sorted({row["weather"] for row in rows}))
    record.into_page("calibration.md", BEGIN, END, f"\n{len(rows)} twins ({climates}), {rows[0]['how']}: {told}.\n")


if __name__ == "__main__":
    main()
