"""From rows with dates of reading to bills: which day ends one, estimated readings, holes and overlaps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from cosim.bills.bill import NAMES, Bill, Carrier
from cosim.bills.rows import Line
from cosim.errors import Fault
from cosim.weather.record import counted

LONGEST_HOLE = 40  # days without a bill between two others
LONGEST_BILL = 100  # days: quarterly reading and a week
DAY = timedelta(days=1)


def bills_of(lines: list[Line], faults: list[Fault], notes: list[str]) -> list[Bill]:
    """Return the bills of rows that state one or two dates; `faults` and `notes` take what is wrong or was decided."""
    bills: list[Bill] = []
    for carrier in dict.fromkeys(line.carrier for line in lines):
        own = [line for line in lines if line.carrier == carrier]
        if all(line.begins is not None and line.ends is not None for line in own):
            bills += _with_both(own, carrier, faults, notes)
        else:
            bills += _of_readings(own, carrier, faults, notes)
    return bills


def _with_both(lines: list[Line], carrier: Carrier, faults: list[Fault], notes: list[str]) -> list[Bill]:
    spans = sorted(((line.begins.date(), line.ends.date(), line) for line in lines  # type: ignore[union-attr]
                    ), key=lambda each: each[:2])  # fmt: skip
    steps = [(after[0] - before[1]).days for before, after in pairwise(spans)]
    # a bill "14 March to 12 April" before one from 13 April has its last day within it
    inclusive = steps.count(1) > steps.count(0)
    if inclusive:
        notes.append(
            f"bills of {NAMES[carrier]}: the last day belongs to the bill, because the next begins a day later"
        )
    bills = []
    for begins, ends, line in spans:
        if ends < begins or (ends == begins and not inclusive):
            faults.append(Fault(line.place, f"ends on {ends}, which is not after its begin on {begins}"))
            continue
        after = ends + DAY if inclusive else ends
        bills.append(Bill(carrier, begins, after, line.energy, line.place, line.estimated, line.fuel))
    return bills


def _of_readings(lines: list[Line], carrier: Carrier, faults: list[Fault], notes: list[str]) -> list[Bill]:
    """Return bills of rows with a date of reading alone: each begins where the one before ends."""
    dated: list[tuple[date, Line]] = []
    for line in lines:
        moment = line.ends or line.begins
        if moment is not None:
            dated.append((moment.date(), line))
    dated.sort(key=lambda each: each[0])
    notes.append(f"bills of {NAMES[carrier]}: only dates of reading are stated, so the first, {dated[0][0]}, begins "
                 f"the second bill and its own energy is left out")  # fmt: skip
    bills = []
    for (begins, _), (ends, line) in pairwise(dated):
        if ends == begins:
            faults.append(Fault(line.place, f"a second reading on {ends}"))
            continue
        bills.append(Bill(carrier, begins, ends, line.energy, line.place, line.estimated, line.fuel))
    return bills


def judged(bills: Iterable[Bill]) -> list[Fault]:
    """Return what is wrong with bills of any carrier: too long, overlapping, or with a long hole between them."""
    faults: list[Fault] = []
    ordered = sorted(bills, key=lambda bill: (bill.carrier, bill.begins, bill.ends))
    for bill in ordered:
        if bill.days > LONGEST_BILL:
            faults.append(Fault(bill.place, f"is of {bill.days} days, {bill.begins} to {bill.ends}",
                                f"bills of up to {LONGEST_BILL} days tell winter from summer"))  # fmt: skip
    for before, after in pairwise(ordered):
        if before.carrier != after.carrier:
            continue
        if None not in (before.fuel, after.fuel) and before.fuel != after.fuel:
            faults.append(Fault(after.place, f"is of {after.fuel}, but {before.place} is of {before.fuel}",
                                "give the bills of what heats the house alone"))  # fmt: skip
            continue
        hole = (after.begins - before.ends).days
        if hole < 0:
            faults.append(Fault(after.place, f"begins on {after.begins}, but {before.place} ends on {before.ends}: "
                                f"{counted(-hole, 'day')} of {NAMES[after.carrier]} counted twice"))  # fmt: skip
        elif hole > LONGEST_HOLE:
            faults.append(Fault(after.place, f"begins on {after.begins}, {hole} days after {before.place} ends",
                                f"holes of up to {LONGEST_HOLE} days are left out; find the missing bill"))  # fmt: skip
    return faults


def without_estimates(bills: Iterable[Bill], notes: list[str]) -> tuple[Bill, ...]:
    """Return bills whose readings are all actual: one that ends with an estimate is joined to the next.

    An estimate that is too low is made up for by the next reading, so only their sum is known, as CalTRACK has it.
    What is estimated and never read is left out.
    """
    kept: list[Bill] = []
    waiting: list[Bill] = []
    for bill in sorted(bills, key=lambda bill: (bill.carrier, bill.begins)):
        if waiting and (waiting[-1].carrier != bill.carrier or waiting[-1].ends != bill.begins):
            notes.append(_left_out(waiting))
            waiting = []
        waiting.append(bill)
        if bill.estimated:
            continue
        if len(waiting) > 1:
            joined = replace(bill, begins=waiting[0].begins, energy=sum(each.energy for each in waiting))
            words = f"{joined.begins} to {joined.ends} is one bill of {NAMES[bill.carrier]}, because "
            notes.append(f"{bill.place}: {words}{counted(len(waiting) - 1, 'reading')} within it "
                         f"{'is' if len(waiting) == 2 else 'are'} estimated")  # fmt: skip
            bill = joined
        kept.append(bill)
        waiting = []
    if waiting:
        notes.append(_left_out(waiting))
    return tuple(kept)


def _left_out(bills: list[Bill]) -> str:
    span = f"of {NAMES[bills[0].carrier]} from {bills[0].begins} to {bills[-1].ends}"
    return f"{bills[0].place}: the bill {span} is left out: its last reading is estimated and no actual one follows"
