"""The sequence of operation as a service technician reads it: from the event table of a result to lines of a log."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import xarray as xr

from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.results.dataset import EVENT
from cosim.schema.events import GAUGES, READING

CALL = "call for "
FROST_SHOWN = 0.005  # kg
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
    "low-pressure trip": ("low-pressure switch opens, compressor off", ""),
    "high-pressure trip": ("high-pressure switch opens, compressor off", ""),
    "freeze thermostat trip": ("freeze thermostat of the indoor coil opens, compressor off", ""),
    "reversing valve check failed": ("board: indoor coil contradicts the reversing valve, compressor off", ""),
    "heat pump locked out by cold": ("heat pump locked out by cold", ""),
    "heat pump locked out by pressure": ("board counts the last trip: locked out by pressure", ""),
    "heat pump locked out by freezing": ("board counts the last trip: locked out by freezing", ""),
    "heat pump locked out by reversing valve": ("board counts the last trip: locked out by the reversing valve", ""),
    "switched off: it heats instead of cooling": ("somebody switches it off: it heats instead of cooling", ""),
    "power switched off and on": ("somebody switches the power off and on", ""),
    READING: ("  gauges", ""),
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
        kg, on the outdoor coil as a defrost begins, or as the gauges are read.
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
        elif kind == READING and table["frost"][k] > FROST_SHOWN:
            starts, told = f"{starts}, {table['frost'][k]:.2f} kg of frost", told | {"frost": float(table["frost"][k])}
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
