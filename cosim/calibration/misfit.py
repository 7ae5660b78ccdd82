"""What a fit tells beside its numbers: bills that no house of the set explains, and what such patterns usually are."""

from collections.abc import Iterator

import numpy as np

from cosim.bills.bill import NAMES
from cosim.calibration.fit import Calibration
from cosim.calibration.statistics import goodness
from cosim.constants import FREEZING
from cosim.weather import Weather

FAR = 3.0  # standard deviations of a bill
LOW_USE = 0.75  # of what the house would use: nobody at home
COLD, WARM = FREEZING + 8.0, FREEZING + 21.0  # means of a bill's days


def warnings_of(calibration: Calibration, years: tuple[Weather, ...]) -> Iterator[str]:
    """Say what does not fit, and what it may be."""
    table, errors = calibration.table, calibration.errors
    for parameter in calibration.left_prior:
        value = calibration.best.values[parameter.name]
        yield (f"{parameter.label}: {parameter.in_words(value)} lies where hardly any such house is, so the bills want "
               "another house than the scenario's; check its size, its equipment and the bills")  # fmt: skip
    temperature = np.zeros(len(table.bills))
    for weights, weather in zip(table.weights, years, strict=True):
        temperature += weights @ weather.dry_bulb.reshape(-1, 24).mean(axis=1)
    temperature /= np.array([bill.days for bill in table.bills])
    for carrier in ("electricity", "fuel"):
        own = np.array([bill.carrier == carrier for bill in table.bills])
        if not own.any():
            continue
        found = goodness(table.energy[own], calibration.best.bills[own])
        if not found.calibrated:
            yield (f"{NAMES[carrier]}: CV(RMSE) {100 * found.cv_rmse:.0f} % and NMBE {100 * found.nmbe:+.0f} % are "
                   "beyond the 15 % and 5 % that ASHRAE Guideline 14 asks of months").replace("-", "−")  # fmt: skip
        cold, warm = own & (temperature < COLD), own & (temperature > WARM)
        if carrier == "fuel" and cold.sum() >= 2 and errors[cold].mean() > 1.5 and errors[own & ~cold].mean() < 0.7:
            yield "less gas in the coldest months than such a house needs: is there a wood stove or an electric heater?"
        if carrier == "electricity" and cold.sum() >= 2 and errors[cold].mean() < -1.5:
            yield "more electricity in the cold months than the equipment takes: is there an electric heater?"
        if carrier == "electricity" and warm.sum() >= 2 and abs(errors[warm].mean()) > 1.5:
            more = "more" if errors[warm].mean() < 0 else "less"
            what = "another air conditioner" if more == "more" else "none that runs"
            yield f"{more} electricity in the warm months than the equipment takes: is there {what}?"
    for number, bill in enumerate(table.bills):
        if abs(errors[number]) < FAR:
            continue
        share = table.energy[number] / max(calibration.best.bills[number], 1.0)
        words = f"{bill.place}: {bill.begins} to {bill.ends}, {bill.amount} is {share:.0%} of what the house would use"
        other = [
            each
            for each, error in zip(table.bills, errors, strict=True)
            if each.carrier != bill.carrier and each.begins < bill.ends and each.ends > bill.begins and error > FAR
        ]
        if share < LOW_USE and (other or bill.carrier == "electricity"):
            words += ": was nobody at home?"
        yield words
