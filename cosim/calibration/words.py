"""A calibration in words: the fit by bill, what the bills determined and left open, bands before and after."""

import numpy as np

from cosim.bills.bill import NAMES, USUAL
from cosim.calibration.fit import Calibration
from cosim.calibration.statistics import change_point, goodness
from cosim.constants import FREEZING
from cosim.results.members import correlation
from cosim.weather import Weather

DETERMINED, NARROWED = 0.4, 0.8
"""Spread after over spread before, below which bills determine a parameter, or narrow it."""
SHOWN = (("heating", "Heat delivered"), ("gas", "Fuel of heating"),
         ("electricity", "Electricity of heating and cooling"),         ("cooling", "Heat removed"))  # fmt: skip


def in_words(calibration: Calibration, years: tuple[Weather, ...]) -> str:
    """Return the outcome as text."""
    return "\n".join([*_fit(calibration), "", *_parameters(calibration), "", *_bands(calibration), "",
                      *_change_points(calibration, years)])  # fmt: skip


def as_data(calibration: Calibration, warnings: list[str]) -> dict[str, object]:
    """Return the outcome as plain data, for JSON."""
    spread, told = calibration.draws.std(axis=0), verdicts(calibration)
    bands = {name: {"best": calibration.best.figures[name], "before": calibration.band_before(name),
                    "band": calibration.band(name) if calibration.has_band else None} for name, _ in SHOWN}  # fmt: skip
    table, fits = calibration.table, {}
    for carrier in ("electricity", "fuel"):
        own = np.array([bill.carrier == carrier for bill in table.bills])
        if own.any():
            found = goodness(table.energy[own], calibration.best.bills[own])
            fits[NAMES[carrier]] = {"cv_rmse": found.cv_rmse, "nmbe": found.nmbe}
    return {
        "configuration": calibration.existing,
        "parameters": {each.name: {"best": calibration.best.values[each.name], "verdict": told[each.name],
                                   "spread_of_prior": float(after)}
                       for each, after in zip(calibration.parameters, spread, strict=True)},
        "fit": fits,
        "annual_kwh": bands,
        "measure_next": most_useful(calibration),
        "warnings": warnings,
        "simulations": calibration.simulations,
    }  # fmt: skip


def verdicts(calibration: Calibration) -> dict[str, str]:
    """Return by parameter whether the bills determined it, narrowed it or left it open."""
    spread = calibration.draws.std(axis=0)
    return {each.name: "determined" if after < DETERMINED else "narrowed" if after < NARROWED else "left open"
            for each, after in zip(calibration.parameters, spread, strict=True)}  # fmt: skip


def most_useful(calibration: Calibration) -> str:
    """Return what would narrow the heat that the house needs most, by its correlation in the set."""
    heating = np.array([member.figures["heating"] for member in calibration.members])
    found: list[tuple[float, str]] = []
    for parameter in calibration.parameters:
        values = np.array([member.values[parameter.name] for member in calibration.members])
        found.append((abs(correlation(values, heating, calibration.shares)), parameter.measured_by))
    return max(found)[1]


def _fit(calibration: Calibration) -> list[str]:
    table = calibration.table
    lines = []
    for carrier in ("electricity", "fuel"):
        own = np.array([bill.carrier == carrier for bill in table.bills])
        if not own.any():
            continue
        unit, scale = USUAL[carrier]
        found = goodness(table.energy[own], calibration.best.bills[own])
        text = (f"{NAMES[carrier].capitalize()}: CV(RMSE) {100 * found.cv_rmse:.1f} %, NMBE {100 * found.nmbe:+.1f} % "
                f"(ASHRAE Guideline 14: 15 %, ±5 %)").replace("-", "−")  # fmt: skip
        lines += [text, f"  {'bill':23} {'days':>5} {'billed':>8} {'house':>8} {unit}"]
        for number in np.flatnonzero(own):
            bill = table.bills[number]
            lines.append(f"  {bill.begins} {bill.ends} {bill.days:6} {bill.energy / scale:8,.0f} "
                         f"{calibration.best.bills[number] / scale:8,.0f}")  # fmt: skip
    return lines


def _parameters(calibration: Calibration) -> list[str]:
    width = max(len(each.label) for each in calibration.parameters) + 2
    lines = [f"{'What the bills say':{width}} {'before':>19}  {'after':>19}"]
    told = verdicts(calibration)
    low, high = np.quantile(calibration.draws, [0.1, 0.9], axis=0)
    for number, each in enumerate(calibration.parameters):
        before = " to ".join(each.in_words(float(each.value(np.array(at)))) for at in (-1.2816, 1.2816))
        after = " to ".join(each.in_words(float(each.value(at))) for at in (low[number], high[number]))
        lines.append(f"{each.label:{width}} {before:>19}  {after:>19}  {told[each.name]}")
    return lines


def _bands(calibration: Calibration) -> list[str]:
    if not calibration.has_band:
        return ["The best house lies outside what was known before, or does not fit its bills, so there is no band."]
    lines = [f"{'80 % band, kWh a year':36} {'before':>18}  {'after':>18}   best"]
    for name, label in SHOWN:
        before = "{:,.0f} to {:,.0f}".format(*calibration.band_before(name))
        after = "{:,.0f} to {:,.0f}".format(*calibration.band(name))
        lines.append(f"{label:36} {before:>18}  {after:>18}  {calibration.best.figures[name]:,.0f}")
    return [*lines, f"Most useful to measure next: {most_useful(calibration)}"]


def _change_points(calibration: Calibration, years: tuple[Weather, ...]) -> list[str]:
    """Return the change-point view of the bills and, beside it, of what the house would be billed."""
    table = calibration.table
    temperature = np.concatenate([weather.dry_bulb.reshape(-1, 24).mean(axis=1) for weather in years])
    weights = np.concatenate(table.weights, axis=1)
    days = np.array([bill.days for bill in table.bills], float)
    lines = []
    for carrier in ("electricity", "fuel"):
        own = np.array([bill.carrier == carrier for bill in table.bills])
        unit, scale = USUAL[carrier]
        for whose, energy in (("bills", table.energy), ("house", calibration.best.bills)):
            if not own.any():
                continue
            found = change_point(energy[own], days[own], weights[own], temperature, cools=carrier == "electricity")
            if found is None:
                continue
            parts = [f"{found.base / scale:.3g} {unit} a day"]
            if found.heating > 0:
                parts.append(
                    f"{found.heating / scale:.3g} for each K-day below {found.heating_balance - FREEZING:.1f} °C"
                )
            if found.cooling > 0:
                parts.append(
                    f"{found.cooling / scale:.3g} for each K-day above {found.cooling_balance - FREEZING:.1f} °C"
                )
            lines.append(f"  {NAMES[carrier]}, {whose}: {', '.join(parts)} (R² {found.r_squared:.2f})")
    return ["Change points", *lines] if lines else []
