"""A cold day with its defrosts, and what frost took over temperature and humidity, as one picture."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, HourLocator
from matplotlib.figure import Figure

from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput
from cosim.pictures import as_written, save
from cosim.results.defrosts import chosen, defrosts_of, lockout_hours, penalties
from cosim.schema.palette import BLUE, GREEN, ORANGE, VERMILION

DAY = np.timedelta64(1, "D")


@as_written()
def draw_defrosts(dataset: xr.Dataset, path: Path | str, name: str | None = None, day: int | None = None) -> None:
    """Draw one configuration of a results file: `day` of the year, or the day with the most frost that melts."""
    name = chosen(dataset, name)
    hourly = dataset.sel(configuration=name)
    begin = _first_instant(hourly, day)
    figure = Figure(figsize=(11, 12.5), layout="constrained")
    upper, lower = cast(Any, figure.subfigures)(2, 1, height_ratios=[8.5, 4])
    _draw_day(upper, dataset, hourly, name, begin)
    _draw_map(lower, dataset, name)
    upper.suptitle(f"{name}, {dataset.attrs['site']}: {_in_words(begin)}", fontweight="bold")
    locked = lockout_hours(dataset, name)
    left_out = f", without {locked:.0f} h locked out" if locked > 0.0 else ""
    lower.suptitle(f"What frost and defrosts took, of a clean coil's: hours of this file{left_out}", fontweight="bold")
    save(figure, path, dpi=120)


def _first_instant(hourly: xr.Dataset, day: int | None) -> np.datetime64:
    days = hourly["time"].values.astype("datetime64[D]")
    if day is not None:
        wanted = days[0].astype("datetime64[Y]").astype("datetime64[D]") + day * DAY
        if wanted not in days:
            raise InvalidInput([Fault("--day", "is not in the file", "choose a day that was simulated")])
        return wanted
    unique, place = np.unique(days, return_inverse=True)
    melted = np.bincount(place, weights=hourly["frost_melted"].values)
    return unique[int(np.argmax(melted))]


def _in_words(begin: np.datetime64) -> str:
    moment = begin.astype("datetime64[s]").item()
    return f"{moment.day} {moment:%B}"


def _draw_day(area: Any, dataset: xr.Dataset, hourly: xr.Dataset, name: str, begin: np.datetime64) -> None:
    rows: list[Axes] = list(area.subplots(4, 1, sharex=True))
    times = hourly["time"].values
    today = (times >= begin) & (times < begin + DAY)
    edges = np.append(times[today] - np.timedelta64(30, "m"), times[today][-1] + np.timedelta64(30, "m"))
    starts = dataset["event_start"].values
    owner = dataset["event_configuration_name"].values.astype(str) == name
    seen = owner & (starts >= begin) & (starts < begin + DAY)
    melting = np.flatnonzero(defrosts_of(dataset, name) & seen)

    def steps(axes: Axes, values: Any, colour: str, label: str) -> None:
        axes.stairs(np.asarray(values)[today], edges, baseline=None, color=colour, label=label, linewidth=1.6)

    # every event tells the frost on the coil as it began: the saw teeth between the hourly means
    order = np.flatnonzero(seen)
    order = order[np.argsort(starts[order], kind="stable")]
    rows[0].plot(starts[order], dataset["event_frost"].values[order], color=BLUE, label="frost, kg")
    flow = rows[0].twinx()
    steps(flow, 100.0 * hourly["outdoor_airflow_share"].values, GREEN, "air flow, %")
    flow.set(ylabel="Air flow, % of clean", ylim=(0, 105))
    rows[0].set(ylabel="Frost, kg")
    _legend(rows[0], flow)
    heat = hourly["heat_pump_heat"].values - hourly["defrost_heat"].values
    clean = hourly["heat_pump_heat"].values + hourly["frost_capacity_loss"].values
    steps(rows[1], clean / 1e3, "0.7", "with a clean coil and no defrost")
    steps(rows[1], heat / 1e3, VERMILION, "heat pump, net of defrosts")
    steps(
        rows[1], hourly["strip_heat"].values / 1e3 + hourly["furnace_heat"].values / 1e3, ORANGE, "backup and tempering"
    )
    rows[1].set(ylabel="Heat, kW")
    used = hourly["heat_pump_heating_electricity"].values
    with np.errstate(divide="ignore", invalid="ignore"):
        cop = np.where(used > 100.0, heat / used, np.nan)
    steps(rows[2], cop, BLUE, "COP of the hour, net of defrosts")
    rows[2].set(ylabel="COP")
    steps(rows[3], hourly["outdoor_temperature"].values - FREEZING, "0.5", "outdoors")
    steps(rows[3], hourly["coil_temperature"].values - FREEZING, BLUE, "outdoor coil")
    steps(rows[3], hourly["supply_air_temperature"].values - FREEZING, VERMILION, "supply air")
    lowest = dataset["event_lowest_supply_temperature"].values[melting] - FREEZING
    rows[3].plot(starts[melting], lowest, "v", color=VERMILION, label="lowest supply in a defrost")
    rows[3].set(ylabel="Temperature, °C", xlim=(edges[0], edges[-1]))
    for axes in rows:
        for event in melting:
            length = np.timedelta64(int(dataset["event_duration"].values[event] * 1e9), "ns")
            axes.axvspan(starts[event], starts[event] + length, color="0.85", zorder=0)
        axes.grid(axis="y", color="0.92")
    for axes in rows[1:]:
        axes.legend(frameon=False, fontsize="small", ncols=4, loc="upper left")
        low, high = axes.get_ylim()
        axes.set_ylim(low, high + 0.22 * (high - low))
    rows[3].xaxis.set_major_locator(HourLocator(byhour=range(0, 24, 3)))  # type: ignore[no-untyped-call]
    rows[3].xaxis.set_major_formatter(DateFormatter("%H:%M"))  # type: ignore[no-untyped-call]
    rows[3].set_xlabel("Time of day; grey: defrosts")


def _legend(left: Axes, right: Axes) -> None:
    lines = [pair for axes in (left, right) for pair in zip(*axes.get_legend_handles_labels(), strict=True)]
    left.legend(*zip(*lines, strict=True), frameon=False, fontsize="small", ncols=2, loc="upper left")
    low, high = left.get_ylim()
    left.set_ylim(low, high + 0.22 * (high - low))


def _draw_map(area: Any, dataset: xr.Dataset, name: str) -> None:
    temperature, humidity, *tables = penalties(dataset, name)
    for axes, values, title in zip(area.subplots(1, 2, sharey=True), tables, ("Capacity", "COP"), strict=True):
        shown = axes.pcolormesh(temperature, humidity, np.clip(values, 0.0, None), cmap="viridis_r", vmin=0.0)
        area.colorbar(shown, ax=axes, label="%")
        axes.set(title=title, xlabel="Outdoors, °C")
    area.axes[0].set_ylabel("Relative humidity, % (below 0 °C over ice)")
