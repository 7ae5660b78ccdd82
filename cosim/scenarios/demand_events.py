"""Demand-response events of a configuration: by its rule, or from a CSV file, all faults at once."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from cosim.config.demand_response import (
    ActionsConfig,
    DemandResponseConfig,
    Event,
    EventConfig,
    events_by_rule,
    overlaps,
    seconds_of,
)
from cosim.config.faults import validate
from cosim.errors import Fault, InvalidInput
from cosim.schema.wall_clock import WallClock

WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def events_of(
    config: DemandResponseConfig, place: str, clock: WallClock, daily_mean: list[float], file: str, data: bytes | None
) -> tuple[Event, ...]:
    """Return the events in order, in standard time.

    Parameters
    ----------
    place : str
        Place of `config`, for messages.
    clock : WallClock
        What the times of rule and file are read from.
    daily_mean : list of float
        Outdoor temperature of each day of the year, K.
    file, data : str and bytes
        The CSV file's name and content; None where the events come from a rule.

    Raises
    ------
    InvalidInput
    """
    if data is None:
        events = sorted(events_by_rule(config, clock.weekday, daily_mean), key=lambda event: event.begins)
        where = place
        if not events:
            raise InvalidInput([Fault(place, "the rule gives no event in the year", "widen it")])
    else:
        events, where = _rows(config, file, data), file
    faults = [Fault(where, words, "leave time between them") for words in overlaps(events)]
    if faults:
        raise InvalidInput(faults)
    return tuple(Event(clock.standard(each.begins), clock.standard(each.ends), each.actions) for each in events)


def _rows(config: DemandResponseConfig, file: str, data: bytes) -> list[Event]:
    """Return the events of a CSV file; actions of a row override those of the table that names the file."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput([Fault(file, f"is not UTF-8 CSV: {error}")]) from None
    if not rows:
        raise InvalidInput(
            [Fault(file, "has no events", "write a line of headings (begins,ends) and one line per event")]
        )
    usual = {name: getattr(config, name) for name in ActionsConfig.model_fields}
    events: list[Event] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        place = f"{file}: line {number}"
        try:
            given = validate(EventConfig, _typed(row), place)
            begins, ends = seconds_of(given.begins), seconds_of(given.ends)
        except InvalidInput as error:
            faults += error.faults
            continue
        except ValueError as error:
            faults.append(Fault(place, str(error)))
            continue
        own = {name: getattr(given, name) for name in given.model_fields_set & set(ActionsConfig.model_fields)}
        actions = ActionsConfig.model_construct(**{**usual, **own})
        if ends <= begins:
            faults.append(Fault(place, f"ends at {given.ends}, not after it begins at {given.begins}"))
        elif not actions.do_something():
            faults.append(Fault(place, "changes nothing", "give an action in the row or in the table demand_response"))
        events.append(Event(begins, ends, actions))
    if faults:
        raise InvalidInput(faults)
    return sorted(events, key=lambda event: event.begins)


def _typed(row: Mapping[str | None, Any]) -> dict[str, Any]:
    """Return the cells as TOML values; empty cells are left out."""
    cells: dict[str, Any] = {}
    for heading, cell in row.items():
        text = cell.strip() if isinstance(cell, str) else ""
        if heading is None:
            cells["(a cell beyond the headings)"] = cell
        elif not text:
            continue
        elif heading.strip() in ("lock_backup", "switch_to_furnace"):
            cells[heading.strip()] = WORDS.get(text.lower(), text)
        elif heading.strip() in ("begins", "ends"):
            cells[heading.strip()] = text
        else:
            try:
                cells[heading.strip()] = float(text)
            except ValueError:
                cells[heading.strip()] = text
    return cells
