"""The sequence of operation as a service technician reads it: from the event table of a result to lines of a log."""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import xarray as xr
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.constants import STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.results.dataset import EVENT
from cosim.schema.events import GAUGES
from cosim.units import System, from_si

WIDE_ENOUGH = 400
NOTHING = "–"
ATMOSPHERE = STANDARD_PRESSURE  # Pa; gauges show what is above it
CALL = "call for "
LONG = 36000.0  # s, from which on hours are easier to read than minutes
END, VALVE, BEGIN = 10**6, 2 * 10**6 + 1, 2 * 10**6  # order of lines at one moment
MODES = {"compressor heating": "heating", "compressor cooling": "cooling"}
# kind of an event -> words as it begins and as it ends; none where the next line says it
WORDS: dict[str, tuple[str, str]] = {
    "call for heat": ("thermostat calls for heat", "call for heat satisfied"),
    "call for cooling": ("thermostat calls for cooling", "call for cooling satisfied"),
    "call for backup heat": ("thermostat calls for backup heat", "backup heat no longer called"),
    "compressor heating": ("compressor starts, heating", "compressor stops"),
    "compressor cooling": ("compressor starts, cooling", "compressor stops"),
    "second stage": ("second stage in", "second stage out"),
    "defrost": ("defrost begins", "defrost ends"),
    "defrost: ramp": ("  compressor slows down", ""),
    "defrost: stop": ("  compressor stops before the valve shifts", ""),
    "defrost: valve shift": ("  reversing valve to cooling", ""),
    "defrost: melt": ("  compressor runs, outdoor coil melts", ""),
    "defrost: drip": ("  compressor stops, coil drips", ""),
    "defrost: valve back": ("  reversing valve to heating", ""),
    "defrost: recovery": ("  compressor heats, indoor fan waits", "  indoor fan on"),
    "furnace": ("furnace: inducer, ignition, burner", "furnace at rest"),
    "high fire": ("high fire", "low fire"),
    "strips": ("strips on", "strips off"),
    "oil return": ("compressor runs faster to bring its oil back", "oil is back"),
    "recovery": ("recovery from setback begins", "recovery ends"),
    "heat pump locked out by cold": ("heat pump locked out by cold", ""),
    "heat pump released": ("heat pump released from lockout", ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; SI, None where nothing is known or nothing runs.

    Attributes
    ----------
    time : str
        ISO 8601, local standard time of the nominal year.
    said : str
        What happens.
    lasted : float or None
        s, of what ends here.
    frost : float or None
        kg, on the outdoor coil as a defrost begins.
    """

    time: str
    said: str
    outdoor_temperature: float | None
    indoor_temperature: float | None
    supply_temperature: float | None = None
    compressor_speed: float | None = None
    evaporating_temperature: float | None = None
    suction_pressure: float | None = None
    suction_temperature: float | None = None
    condensing_temperature: float | None = None
    discharge_pressure: float | None = None
    discharge_temperature: float | None = None
    lasted: float | None = None
    frost: float | None = None


@dataclass(frozen=True)
class Sequence:
    """The log of one configuration over some days."""

    configuration: str
    first: str
    last: str
    lines: tuple[Line, ...]

    def to_json(self) -> str:
        """Return the lines as a JSON list."""
        return json.dumps([asdict(line) for line in self.lines], indent=2, ensure_ascii=False, allow_nan=False)

    def table(self, system: System = "si") -> RenderableType:
        """Return the log as a table; `us` for °F and psig, `si` for °C and bar above the atmosphere."""
        return _table(self, system)

    def plain(self, system: System = "si") -> str:
        """Return the log as plain text, as wide as it needs to be."""
        file = io.StringIO()
        Console(file=file, width=WIDE_ENOUGH, color_system=None).print(self.table(system))
        return "\n".join(text.rstrip() for text in file.getvalue().splitlines()).rstrip() + "\n"


def sequence(
    dataset: xr.Dataset, first: np.datetime64, last: np.datetime64, configuration: str | None = None
) -> Sequence:
    """Return the sequence of operation of one configuration.

    Parameters
    ----------
    dataset : xarray.Dataset
        A result of `cosim.simulate`, or one read from its file.
    first, last : datetime64
        From the first moment on, up to the last.
    configuration : str, optional
        The first one by default.

    Raises
    ------
    InvalidInput
        If there is no such configuration, or nothing recorded between the two moments.
    """
    names = [str(name) for name in dataset["configuration"].values]
    name = configuration or names[0]
    faults = []
    if name not in names:
        faults.append(Fault("configuration", f"'{name}' is not in this result", did_you_mean(name, names)))
    bounds = dataset["time_bounds"].values
    if last <= bounds.min() or first >= bounds.max():
        period = f"{str(bounds.min())[5:10]} to {str(bounds.max() - np.timedelta64(1, 's'))[5:10]}"
        faults.append(Fault("--from, --to", "nothing was recorded then", f"this result holds {period}"))
    lacking = [field for field in GAUGES if EVENT + field not in dataset]
    if lacking:
        faults.append(
            Fault("events", f"this result has no {EVENT}{lacking[0]}: another version of cosim wrote it",
                  "simulate its scenario again")
        )  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    lines = sorted(_lines(dataset, name), key=lambda entry: entry[:2])
    wanted = [line for moment, _, line in lines if first <= moment < last]
    return Sequence(name, str(first)[:16], str(last)[:16], tuple(wanted))


def _lines(dataset: xr.Dataset, name: str) -> Iterator[tuple[np.datetime64, int, Line]]:
    """Return when, in which order, and what.

    At one moment a call comes before what it sets going, an end before a beginning, and what is part of something ends
    before that does.
    """
    own = dataset[f"{EVENT}configuration_name"].values == name
    fields = ("kind", "trigger", "duration", "frost", "outdoor_temperature", "indoor_temperature", *GAUGES)
    table = {field: dataset[EVENT + field].values[own] for field in fields}
    begun = dataset[f"{EVENT}start"].values[own].astype("datetime64[ns]")
    ended = begun + np.round(table["duration"] * 1e9).astype("timedelta64[ns]")
    previous = ""
    for k, kind in enumerate(table["kind"].tolist()):
        shown = {field: _known(table[field][k]) for field in GAUGES}
        around = {field: _known(table[field][k]) for field in ("outdoor_temperature", "indoor_temperature")}
        starts, ends = WORDS.get(kind, (kind, "" if table["duration"][k] == 0.0 else f"{kind}: ends"))
        if kind in MODES:
            if previous and previous != MODES[kind]:
                yield begun[k], VALVE, Line(_clock(begun[k]), f"reversing valve to {MODES[kind]}", **around)
            previous = MODES[kind]
        if kind == "defrost":
            frost = float(table["frost"][k])
            starts = f"{starts}, {frost:.2f} kg of frost ({table['trigger'][k]})"
        # what the instruments show belongs to the end of a call, else to the beginning
        at_end = kind.startswith(CALL)
        told = around if at_end else around | shown
        if kind == "defrost":
            told |= {"frost": frost}
        yield begun[k], BEGIN + (0 if at_end else 2 + k), Line(_clock(begun[k]), starts, **told)
        if ends:
            lasted = float(table["duration"][k])
            yield ended[k], 0 if at_end else END - k, Line(
                _clock(ended[k]), ends, None, None, **(shown if at_end else {}), lasted=lasted
            )  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _clock(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[s]"))


def _brief(moment: str) -> str:
    """Return month, day and minute without the nominal year."""
    return moment[5:].replace("T", " ")


def _table(log: Sequence, system: System) -> RenderableType:
    degree, pressure = ("°F", "psig") if system == "us" else ("°C", "bar g")
    title = f"{log.configuration}, {_brief(log.first)} to {_brief(log.last)}"
    # as Text, so that brackets in a name are not taken for markup
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=Text(title), title_justify="left", title_style="bold")
    table.add_column("time", no_wrap=True)
    table.add_column("what happens", no_wrap=True)
    heads = (f"out\n{degree}", f"room\n{degree}", f"supply\n{degree}", "speed\nrps", f"suction\n{pressure}",
             f"evap.\n{degree}", f"line\n{degree}", f"discharge\n{pressure}", f"cond.\n{degree}",
             f"line\n{degree}", "lasted\nmin")  # fmt: skip
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    day = ""
    for line in log.lines:
        date, clock = line.time.split("T")
        # one date a day, in a line of its own
        if date != day:
            table.add_row(date[5:], "", *[""] * len(heads))
            day = date
        table.add_row(clock, Text(_said(line, system)), *_cells(line, system))
    return table


def _said(line: Line, system: System) -> str:
    """Return what happens, frost in the system's unit of mass."""
    if line.frost is None or system == "si":
        return line.said
    return line.said.replace(f"{line.frost:.2f} kg", f"{from_si(line.frost, 'mass', 'lb'):.2f} lb")


def _lasted(seconds: float | None) -> str:
    """Return a length of time in minutes, from ten hours on in hours."""
    if seconds is None:
        return ""
    return _number(seconds / 60.0) if seconds < LONG else f"{seconds / 3600.0:.1f} h"


def _cells(line: Line, system: System) -> list[str]:
    def degrees(kelvin: float | None) -> str:
        return _number(None if kelvin is None else from_si(kelvin, "temperature", "f" if system == "us" else "c"))

    def gauge(pascal: float | None) -> str:
        if pascal is None:
            return ""
        above = pascal - ATMOSPHERE
        return _number(from_si(above, "pressure", "psi" if system == "us" else "bar"), 0 if system == "us" else 1)

    runs = bool(line.compressor_speed)
    return [
        degrees(line.outdoor_temperature),
        degrees(line.indoor_temperature),
        degrees(line.supply_temperature),
        _number(line.compressor_speed, 0) if runs else "",
        gauge(line.suction_pressure),
        degrees(line.evaporating_temperature),
        degrees(line.suction_temperature),
        gauge(line.discharge_pressure),
        degrees(line.condensing_temperature),
        degrees(line.discharge_temperature),
        _lasted(line.lasted),
    ]


def _number(value: float | None, decimals: int = 1) -> str:
    if value is None:
        return ""
    text = f"{value:.{decimals}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")
