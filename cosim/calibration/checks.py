"""What bills may not be: too few, of another fuel than the house burns, or of another house."""

from collections.abc import Sequence

import numpy as np

from cosim.arrays import Array
from cosim.bills import Bills
from cosim.bills.bill import NAMES, USUAL
from cosim.calibration.likelihood import Rest
from cosim.calibration.parameters import Parameter
from cosim.calibration.runs import BillTable, Year
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.units import THERM

TIMES_TOO_MUCH = 10.0
FEWEST_BILLS = 6  # of a carrier: half a year
WITHOUT_HEATING = 3.0
"""Times the middle of hot water, range and dryer beyond which something else burns as well: such uses differ by half
between usual households."""
USUAL_WITHOUT_HEATING = 600 * THERM
"""J a year that these may take in any house: three times hot water and cooking of a usual household, of which RECS 2020
finds 161 to 185 therms for hot water in the Midwest."""


def check_enough(bills: Bills) -> None:
    """Refuse fewer bills of a carrier than tell winter from summer."""
    faults = [
        Fault(", ".join(bills.files), f"{len(own)} bills of {NAMES[carrier]} say nothing of summer and winter",
              f"give at least {FEWEST_BILLS}, best of a whole year")
        for carrier in bills.carriers
        if len(own := bills.of(carrier)) < FEWEST_BILLS
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def check_fuel(bills: Bills, scenario: Scenario, existing: Configuration) -> None:
    """Refuse bills that say that they are of a fuel which the equipment of the bills does not burn."""
    others = {gain.burns for gain in scenario.house.gains if gain.fuel > 0}
    burnt = others if existing.furnace is None else {existing.furnace.fuel}
    if not burnt:
        return
    told = " and ".join(sorted(burnt))
    does = "nothing but other uses burns fuel, which is" if existing.furnace is None else "what heats burns"
    faults = [
        Fault(bill.place, f"is of {bill.fuel}, but by the equipment of '{existing.name}' {does} {told}",
              "name the equipment that was there with --configuration, or leave these bills out")
        for bill in bills.of("fuel")
        if bill.fuel is not None and bill.fuel not in burnt
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def check_this_house(
    table: BillTable, central: Sequence[Year], parameters: tuple[Parameter, ...], *, heats: bool
) -> None:
    """Refuse bills that are ten times what the middle house would use, or a tenth of it in the sum.

    Where fuel does not heat the house, as `heats` says, bills of fuel may not be much above those of other uses either.
    """
    middle = Rest.of(table, central, parameters).at(parameters, np.zeros((1, len(parameters))))[0]
    usual = middle + table.sums(central, lambda year: year.equipment)
    days = np.array([bill.days for bill in table.bills], float)
    faults = [] if heats else _too_much_without_heating(table, middle)
    for kind, carrier in ((0.0, "electricity"), (1.0, "fuel")):
        own = table.is_fuel == kind
        if not own.any() or usual[own].sum() <= 0:
            continue
        # a summer's bill is held against the year's mean, because little is a guess then
        expected = np.maximum(usual, days * usual[own].sum() / days[own].sum())
        faults += [
            Fault(bill.place, f"{bill.amount} of {NAMES[bill.carrier]} is {bill.energy / usually:,.0f} times what this "
                  "house would use", "is the unit right, and is it this house?")
            for bill, usually in zip(table.bills, expected, strict=True)
            if bill.carrier == carrier and bill.energy > TIMES_TOO_MUCH * usually
        ]  # fmt: skip
        if table.energy[own].sum() * TIMES_TOO_MUCH < usual[own].sum():
            first = next(bill for bill in table.bills if bill.carrier == carrier)
            name = NAMES[first.carrier]
            faults.append(Fault(first.place, f"all bills of {name} are less than a tenth of what this house would use",
                                "is the unit right, and is it this house?"))  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def _too_much_without_heating(table: BillTable, middle: Array) -> list[Fault]:
    own = table.is_fuel == 1.0
    if not own.any():
        return []
    bills = [bill for bill in table.bills if bill.carrier == "fuel"]
    days = sum(bill.days for bill in bills)
    most = max(USUAL_WITHOUT_HEATING * days / 365, WITHOUT_HEATING * middle[own].sum())
    burnt = table.energy[own].sum()
    if burnt <= most:
        return []
    unit, scale = USUAL["fuel"]
    first = max(bills, key=lambda bill: bill.energy / bill.days)
    yearly = 365 / days / scale
    problem = (f"all bills of fuel are {burnt * yearly:,.0f} {unit} a year, but by its equipment nothing heats with "
               f"it: hot water, range and dryer take at most {most * yearly:,.0f}")  # fmt: skip
    return [Fault(first.place, problem, "is it this house? name the equipment that was there with --configuration")]
