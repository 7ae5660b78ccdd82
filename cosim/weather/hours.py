"""From the rows of a file to the 8760 hours of a year: order, leap day, and means of what comes more often."""

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault
from cosim.weather.record import LEAP_DAY, MINUTES_OF_DAY, RADIATION, Record, Whole, date, limited, when

WHOLE_YEAR = "a weather file holds every hour of the year once, from 1 January on"


def to_hours(record: Record, place: str) -> list[Fault]:
    """Reduce `record` to the hours of a common year, or return why its rows are none."""
    if record.minutes.size == 0:
        return [Fault(place, "holds no rows of weather", WHOLE_YEAR)]
    if (record.minutes < 0).any():
        return []  # labels without a time have been said; which hours they leave out cannot be known
    _drop_leap_day(record)
    slots, faults = _slots(record, place)
    faults = faults or _order_faults(record, slots, place)
    if not faults and (record.per_hour > 1 or record.instants):
        _reduce(record)
    return faults


def _drop_leap_day(record: Record) -> None:
    if record.days == 365:
        return
    first, last = LEAP_DAY * MINUTES_OF_DAY, (LEAP_DAY + 1) * MINUTES_OF_DAY
    if record.instants:
        leap = (record.minutes >= first) & (record.minutes < last)
    else:
        leap = (record.minutes > first) & (record.minutes <= last)
    keep(record, ~leap)
    record.minutes = np.where(record.minutes >= last, record.minutes - MINUTES_OF_DAY, record.minutes)
    record.days = 365
    if leap.any():
        hours = round(int(leap.sum()) / record.per_hour)
        record.notes.append(f"29 February dropped ({hours} hours): a simulated year has 365 days")


def _slots(record: Record, place: str) -> tuple[Whole, list[Fault]]:
    """Return which row of a whole year each row is; rows between those have no place in it."""
    step = 60 // record.per_hour
    minutes = record.minutes
    offset = int(np.bincount(minutes % step).argmax()) if record.instants else 0
    faults = [
        Fault(
            place,
            f"{record.row} {record.line[row]} is labelled {_clock(int(minutes[row]))}, but rows lie {step} min apart",
        )
        for row in np.flatnonzero(minutes % step != offset)
    ]
    if faults:
        return minutes, limited(faults, f"{record.row}s lie between the others")
    if record.instants:
        return minutes // step, []
    if minutes[0] == 0 and minutes.size > 1:
        problem = f"{record.row} {record.line[0]} is labelled {_clock(0)}, which ends the year before"
        return minutes, [Fault(place, problem, "hours are labelled by their end, from 01:00 to 24:00")]
    return (minutes // step - 1) % (HOURS_OF_YEAR * record.per_hour), []


def _order_faults(record: Record, slots: Whole, place: str) -> list[Fault]:
    """Return what keeps rows from being every hour once and in order."""
    rows = HOURS_OF_YEAR * record.per_hour
    line = record.line
    slots = np.minimum(slots, rows)  # what lies beyond the year repeats one slot there
    known, first, counts = np.unique(slots, return_index=True, return_counts=True)
    if known.size < rows / 2:
        held, wanted = (round(count / record.per_hour) for count in (known.size, rows))
        spans = f"from {_spoken(int(known[0]), record)} to {_spoken(int(known[-1]), record)}"
        return [Fault(place, f"holds {held} hours instead of {wanted}, {spans}", WHOLE_YEAR)]
    repeated = {int(slot): int(line[at]) for slot, at in zip(known[counts > 1], first[counts > 1], strict=True)}
    faults = limited(
        [
            Fault(
                place,
                f"{record.row} {line[row]}: {_spoken(int(slots[row]), record)} stands on {record.row} "
                f"{repeated[slot]} already",
            )
            for row in range(slots.size)
            if (slot := int(slots[row])) in repeated and line[row] != repeated[slot]
        ],
        f"{record.row}s repeat an hour",
    )
    absent = np.setdiff1d(np.arange(rows), known)
    if absent.size:
        runs = np.split(absent, np.flatnonzero(np.diff(absent) > 1) + 1)
        faults += limited([_absence(record, slots, run, place) for run in runs], "gaps in the rows")
    if absent.size == record.per_hour and len(repeated) == record.per_hour:
        apart = abs(int(absent[0]) - min(repeated)) / record.per_hour / 24
        if 100 < apart < 265:  # spring and autumn
            faults.append(
                Fault(
                    place,
                    "an hour is missing and another one is there twice",
                    "if the file keeps daylight saving time, convert it to local standard time",
                )
            )
    if not faults:
        backwards = np.flatnonzero(np.diff(slots) < 0) + 1
        faults = limited(
            [Fault(place, f"{record.row} {line[row]}: {_spoken(int(slots[row]), record)} comes after "
                          f"{_spoken(int(slots[row - 1]), record)}", WHOLE_YEAR) for row in backwards],
            f"{record.row}s go back in time",
        )  # fmt: skip
    return faults


def _absence(record: Record, slots: Whole, run: Whole, place: str) -> Fault:
    """Return the fault that a run of slots has no rows."""
    later = np.flatnonzero(slots > run[-1])
    at = f"before {record.row} {record.line[later[0]]}" if later.size else f"after {record.row} {record.line[-1]}"
    spoken = _spoken(int(run[0]), record)
    if run.size > 1:
        spoken += f" to {_spoken(int(run[-1]), record)}"
    rows = "there is no row for" if run.size == 1 else f"there are no rows ({run.size}) for"
    return Fault(place, f"{at}: {rows} {spoken}", WHOLE_YEAR)


def _spoken(slot: int, record: Record) -> str:
    if record.per_hour == 1 and not record.instants:
        return when(slot)
    step = 60 // record.per_hour
    return _clock(slot * step + (0 if record.instants else step))


def _clock(minutes: int) -> str:
    day, minute = divmod(minutes, MINUTES_OF_DAY)
    return f"{date(day)} {minute // 60:02d}:{minute % 60:02d}"


def _reduce(record: Record) -> None:
    """Radiation becomes its mean over the hour, everything else its value at the hour's end."""
    per_hour = record.per_hour
    step = 60 // per_hour
    offset = int(record.minutes[0]) % step if record.instants else 0
    for name, values in record.columns.items():
        table = values.reshape(HOURS_OF_YEAR, per_hour)
        if name in RADIATION:
            record.columns[name] = _mean(table, at_edges=record.instants and offset == 0)
        elif not record.instants:
            record.columns[name] = table[:, -1].copy()
        else:
            record.columns[name] = _at_end(table, offset / step, blend=name != "wind_direction")
    record.line = record.line.reshape(HOURS_OF_YEAR, per_hour)[:, -1]
    record.minutes = np.arange(1, HOURS_OF_YEAR + 1) * 60
    if per_hour > 1:
        record.notes.append(
            f"{per_hour} records an hour: solar radiation averaged, other values taken at the hour's end"
        )
    else:
        mean = "taken for the mean of its hour" if offset else "averaged over the hour"
        record.notes.append(
            f"values are those of minute {offset}: solar radiation {mean}, all else interpolated to the hour's end"
        )
    record.per_hour, record.instants = 1, False


def _mean(table: Array, *, at_edges: bool) -> Array:
    """Return means over each hour; values at its edges count half to it and half to its neighbour."""
    if at_edges:
        following = np.roll(table[:, :1], -1, axis=0)
        table = np.concatenate([table, following], axis=1)
    weights = np.ones(table.shape[1])
    if at_edges:
        weights[[0, -1]] = 0.5
    known = np.isfinite(table)
    share = (known * weights).sum(axis=1)
    total = (np.where(known, table, 0.0) * weights).sum(axis=1)
    # half of an hour says enough of it
    return np.where(share >= weights.sum() / 2, total / np.maximum(share, 1e-9), np.nan)


def _at_end(table: Array, position: float, *, blend: bool) -> Array:
    """Return values at the end of each hour from instants; `position` of the first one, in steps after the hour."""
    last, following = table[:, -1], np.roll(table[:, 0], -1)
    if position == 0:
        return following.copy()
    if not blend:
        return last.copy()
    between = last * position + following * (1 - position)
    return np.where(np.isnan(last), following, np.where(np.isnan(following), last, between))


def keep(record: Record, rows: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | Whole") -> None:
    """Reduce a record to some of its rows, or put them in another order."""
    record.columns = {name: values[rows] for name, values in record.columns.items()}
    record.minutes, record.line = record.minutes[rows], record.line[rows]
