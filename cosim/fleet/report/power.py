"""Power: peaks and what makes them up, peak days, diversity, cold snaps, the year's load."""

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cosim.constants import FREEZING
from cosim.fleet.answers import (
    boundary_lines,
    coincidence,
    electric_uses,
    energy,
    fuel_uses,
    peak,
    peak_by_interval,
    represented,
    system_cop_of,
    total_power,
    totals,
)
from cosim.fleet.report.section import LINES, Section, Table, canvas, drawn, fuel_energy, mass, number
from cosim.fleet.seasons import in_winter, months_of, winter_in_words
from cosim.pictures import label as as_label
from cosim.schema.palette import BLUE
from cosim.units import DIMENSIONS, System

SNAP, AFTER = 48, 24  # h
BIN = 2.0  # K
SEASONS = (("winter", True), ("summer", False))


def _names(fleet: xr.Dataset) -> list[str]:
    return [str(name) for name in fleet["configuration"].values]


def _moment(time: Any) -> str:
    return f"{pd.Timestamp(time):%-d %B %H:%M}"


def _scale(watts: float) -> tuple[float, str]:
    """Return a unit in which a fleet's power reads well."""
    return (1e6, "MW") if watts >= 2e6 else (1e3, "kW")


def peaks(fleet: xr.Dataset) -> Section:
    """When the peak is, how high, what makes it up, and what each configuration takes off it or adds."""
    names, homes = _names(fleet), represented(fleet)
    text, tables = [], []
    for season, winter in SEASONS:
        found = [peak(fleet, number_, winter=winter) for number_ in range(len(names))]
        if any(each is None for each in found):
            continue
        tops = [each for each in found if each is not None]
        unit, label = _scale(max(top["power"] for top in tops))
        rows = [
            ["When", *(_moment(top["time"]) for top in tops)],
            ["Mostly", *(top["kind"] for top in tops)],
            [f"Peak, {label}", *(number(top["power"] / unit, 2) for top in tops)],
            ["For each home, kW", *(number(top["power"] / homes / 1e3, 2) for top in tops)],
            ["Against the first, %", *(number(100 * (top["power"] / tops[0]["power"] - 1), 1) for top in tops)],
        ]
        rows += [
            [f"{use.label}, kW a home", *(number(top["uses"][use.name] / homes / 1e3, 2) for top in tops)]
            for use in electric_uses(fleet)
        ]
        # what each configuration does in the very interval of the first one's peak
        at_first = total_power(fleet).isel(time=tops[0]["place"]).values / homes / 1e3
        rows.append(["At the time of the first one's peak, kW a home", *(number(value, 2) for value in at_first)])
        shorter = [peak_by_interval(fleet, place, winter=winter) for place in range(len(names))]
        rows += [
            [f"Highest {minutes} min, kW a home", *(number(each[minutes] / homes / 1e3, 2) for each in shorter)]
            for minutes in shorter[0]
        ]
        tables.append(Table(f"{season.capitalize()} peak: mean of {_interval(fleet)} minutes, whole houses",
                            ["", *names], rows))  # fmt: skip
        last, first = tops[-1], tops[0]
        for name, top in zip(names[1:], tops[1:], strict=True):
            change = (top["power"] - first["power"]) / homes / 1e3
            strips = (top["uses"]["strips"] - first["uses"]["strips"]) / homes / 1e3
            verb, preposition = ("adds", "to") if change > 0 else ("takes", "off")
            had = number(first["power"] / homes / 1e3, 2)
            text.append(
                f"In {season}, “{name}” {verb} {number(abs(change), 2)} kW a home {preposition} the peak of "
                f"“{names[0]}” ({had} kW); strips at the peak change by {number(strips, 2)} kW a home."
            )
        other = [name for name, top in zip(names, tops, strict=True) if top["kind"] == "heating"]
        if season == "summer" and other:
            whose = " and ".join(f"“{name}”" for name in other)
            text.append(f"The summer peak of {whose} is one of heating in cold weather, not of cooling.")
        if len(tops) == 1:
            text.append(f"In {season} the peak is {number(last['power'] / homes / 1e3, 2)} kW a home, "
                        f"{_moment(last['time'])}.")  # fmt: skip
    winter_is = winter_in_words(months_of(fleet))
    text.append(f"Peaks are of all homes together, so after diversity; winter is {winter_is}, by temperature.")
    return Section("peaks", "Winter and summer peak", text, tables)


def _interval(fleet: xr.Dataset) -> int:
    return round(60 * fleet.sizes["hour"] / fleet.sizes["time"])


def peak_days(fleet: xr.Dataset) -> Section:
    """Draw the day of each season's peak, minute by minute."""
    names, homes = _names(fleet), represented(fleet)
    pictures = []
    uses = electric_uses(fleet)
    for season, winter in SEASONS:
        top = max(
            (found for each in range(len(names)) if (found := peak(fleet, each, winter=winter)) is not None),
            key=lambda found: found["power"],
            default=None,
        )
        if top is None:
            continue
        day = pd.Timestamp(top["time"]).normalize()
        minutes = fleet["minute_power"].sel(minute=slice(day, day + pd.Timedelta(days=1)))
        hour = ((minutes["minute"].values - np.datetime64(day)) / np.timedelta64(1, "m")) / 60.0
        figure, axes = canvas(1, len(names), sharey=True, height=3.4)
        for place, name in enumerate(names):
            stack = [minutes.isel(configuration=place).sel(end_use=use.name).values / homes / 1e3 for use in uses]
            panel = axes[0, place]
            panel.stackplot(hour, stack, colors=[use.colour for use in uses], linewidth=0)
            panel.set(title=name, xlim=(0, 24), xticks=range(0, 25, 6), xlabel="hour of the day")
        axes[0, 0].set_ylabel("kW a home")
        handles = [_swatch(use.colour) for use in uses]
        figure.legend(handles, [use.label for use in uses], loc="outside lower center", ncols=4,
                      frameon=False, fontsize="small")  # fmt: skip
        pictures.append(
            drawn(figure, f"{season.capitalize()} peak day, {day:%-d %B}, one-minute means",
                  f"Stacked end uses of all homes, kW a home, {day:%-d %B}; the peak is at {_moment(top['time'])}.")
        )  # fmt: skip
    return Section("days", "Peak days, minute by minute", pictures=pictures)


def _swatch(colour: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(facecolor=colour)


def diversity(fleet: xr.Dataset) -> Section:
    """Show demand after diversity and coincidence against the number of homes."""
    names, sizes = _names(fleet), fleet["group_size"].values
    seasons = [season for season, _ in SEASONS if np.isfinite(fleet["group_demand"].sel(season=season)).all()]
    figure, axes = canvas(1, 2)
    tables, text = [], []
    for season in seasons:
        demand = fleet["group_demand"].sel(season=season)
        ratio = coincidence(fleet).sel(season=season)
        rows = [
            [f"{size:,}", f"{int(fleet['groups'].values[place]):,}",
             *(f"{number(float(demand[each, place]) / 1e3, 2)} ({number(float(ratio[each, place]), 2)})"
               for each in range(len(names)))]
            for place, size in enumerate(sizes)
        ]  # fmt: skip
        tables.append(Table(f"{season.capitalize()}: peak of a group for each home, kW (coincidence factor)",
                            ["Homes in a group", "Groups", *names], rows))  # fmt: skip
        for each, name in enumerate(names):
            style = "-" if season == "winter" else "--"
            label = f"{name}, {season}"
            axes[0, 0].plot(sizes, demand[each] / 1e3, style, color=LINES[each % 7], marker=".", label=as_label(label))
            axes[0, 1].plot(sizes, ratio[each], style, color=LINES[each % 7], marker=".", label=as_label(label))
        last = [f"{number(100 * float(ratio[each, -1]))} % (“{name}”)" for each, name in enumerate(names)]
        text.append(
            f"In {season}, {sizes[-1]:,} homes together draw at their peak {' and '.join(last)} of what their own "
            "peaks add up to."
        )
    axes[0, 0].set(xscale="log", xlabel="homes in a group", ylabel="kW a home", title="Demand after diversity")
    axes[0, 1].set(xscale="log", xlabel="homes in a group", ylim=(0, 1.05), title="Coincidence factor")
    for panel in axes[0]:
        panel.xaxis.set_major_formatter("{x:,.0f}")
    axes[0, 0].legend(frameon=False, fontsize="small")
    text.append(
        "Groups are disjoint, homes taken in the order in which they were drawn; the last row is the whole fleet. The "
        "rest of the houses is drawn hour by hour and has no appliance starts, so that single homes peak lower, and "
        "coincidence is higher, than meters of whole houses would show; the equipment is complete."
    )
    says = "Both fall as groups grow and level off; the tables below hold the numbers."
    return Section("diversity", "Diversity: how peaks fall with the number of homes", text, tables,
                   [drawn(figure, "Demand after diversity and coincidence", says)] if seasons else [])  # fmt: skip


def rebound(fleet: xr.Dataset, units: System) -> Section | None:
    """Find the coldest two days, draw them, and say what the day after takes more than its temperatures explain."""
    hours = fleet.sizes["hour"]
    if hours < SNAP + AFTER:
        return None
    names, homes = _names(fleet), represented(fleet)
    outdoor = fleet["outdoor_temperature"].values - FREEZING
    running = np.convolve(outdoor, np.full(SNAP, 1.0 / SNAP), mode="valid")[: hours - SNAP - AFTER + 1]
    begins = int(np.argmin(running))
    ends = begins + SNAP
    per_hour = fleet.sizes["time"] // hours
    power = total_power(fleet).values.reshape(len(names), hours, per_hour).mean(axis=2) / homes / 1e3
    scale = "f" if units == "us" else "c"
    degree, difference = ("°F", f"{1.8 * BIN:g} °F") if units == "us" else ("°C", f"{BIN:g} K")
    unit = DIMENSIONS["temperature"][scale]
    inside, outside = ((fleet[name].values - unit.offset) / unit.scale
                       for name in ("indoor_temperature", "outdoor_temperature"))  # fmt: skip
    rows = []
    for place, name in enumerate(names):
        expected = _by_temperature(fleet, outdoor, power[place], begins, ends)
        after = slice(ends, ends + AFTER)
        rows.append([
            name,
            number(float(power[place, begins:ends].max()), 2),
            number(float(power[place, begins:ends].mean()), 2),
            number(float(inside[place, begins:ends].min()), 1),
            number(float(power[place, after].sum()), 1),
            number(float((power[place, after] - expected[after]).sum()), 1),
        ])  # fmt: skip
    first, last = max(begins - 24, 0), min(ends + AFTER, hours)
    time = fleet["hour"].values[first:last]
    figure, axes = canvas(2, 1, height=2.4, sharex=True)
    for place, name in enumerate(names):
        axes[0, 0].plot(time, power[place, first:last], color=LINES[place % 7], label=as_label(name))
        axes[1, 0].plot(time, inside[place, first:last], color=LINES[place % 7])
    axes[0, 0].set_ylabel("kW a home")
    axes[0, 0].legend(frameon=False, fontsize="small")
    axes[1, 0].plot(time, outside[first:last], color="#51585f", linestyle=":", label="outdoors")
    axes[1, 0].set_ylabel(degree)
    axes[1, 0].legend(frameon=False, fontsize="small")
    for panel in axes[:, 0]:
        panel.axvspan(fleet["hour"].values[begins], fleet["hour"].values[ends - 1], color=BLUE, alpha=0.08)
    when = f"{_moment(fleet['hour'].values[begins])} to {_moment(fleet['hour'].values[ends - 1])}"
    picture = drawn(figure, "The cold snap", "Hourly power a home, indoor temperature (mean of all homes) and outdoor "
                    f"temperature; the snap, {when}, is shaded.")  # fmt: skip
    head = ["", "Highest hour, kW a home", "Mean, kW a home", f"Lowest indoor mean, {degree}", "Day after, kWh a home",
            "of it rebound, kWh a home"]  # fmt: skip
    text = [
        f"The coldest {SNAP} hours, {when}, averaged "
        f"{number(float(outside[begins:ends].mean()), 1)} {degree} outdoors.",
        f"Rebound is what the {AFTER} hours after take more than hours of the same outdoor temperature (bins of "
        f"{difference}) and the same quarter of the day take elsewhere in the record.",
    ]
    return Section("snap", "Cold snap and rebound", text, [Table("The coldest two days and the day after", head, rows)],
                   [picture])  # fmt: skip


def _by_temperature(fleet: xr.Dataset, outdoor: Any, power: Any, begins: int, ends: int) -> Any:
    """Return for each hour the mean power of hours like it, the snap and the day after left out."""
    quarter = pd.DatetimeIndex(fleet["hour"].values).hour // 6
    frame = pd.DataFrame({"cold": np.floor(outdoor / BIN), "quarter": quarter, "power": power})
    usual = frame.drop(index=range(begins, min(ends + AFTER, len(frame))))
    means = usual.groupby(["cold", "quarter"])["power"].mean()
    keys = pd.MultiIndex.from_frame(frame[["cold", "quarter"]])
    return means.reindex(keys).fillna(usual["power"].mean()).to_numpy()


def yearly(fleet: xr.Dataset, units: System) -> Section:
    """Show load duration, energy by end use, bills and emissions of all homes."""
    names, homes = _names(fleet), represented(fleet)
    power = total_power(fleet).values / homes / 1e3
    figure, axes = canvas(1, 2, height=3.2)
    share = (np.arange(power.shape[1]) + 0.5) / power.shape[1] * 100
    for place, name in enumerate(names):
        ordered = np.sort(power[place])[::-1]
        axes[0, 0].plot(share, ordered, color=LINES[place % 7], label=as_label(name))
        top = max(power.shape[1] // 50, 2)
        axes[0, 1].plot(share[:top], ordered[:top], color=LINES[place % 7])
    axes[0, 0].set(xlabel="% of the time", ylabel="kW a home", title="Load duration")
    axes[0, 1].set(xlabel="% of the time", title="Its highest 2 %")
    axes[0, 0].legend(frameon=False, fontsize="small")
    used = [energy(fleet, place) for place in range(len(names))]
    uses = electric_uses(fleet)
    sums = [sum(each[use.name] for use in uses) for each in used]
    rows = [["Electricity", *(number(total / homes) for total in sums)]]
    rows += [[use.label, *(number(each[use.name] / homes) for each in used)] for use in uses]
    fuel = ", therms" if units == "us" else ""
    rows += [
        [use.label + fuel, *(number(fuel_energy(each[use.name] / homes, units)) for each in used)]
        for use in fuel_uses(fleet)
    ]
    hours = fleet.sizes["hour"]
    factor = [total / hours / homes / float(power[place].max()) for place, total in enumerate(sums)]
    cops = [system_cop_of(fleet, place) for place in range(len(names))]
    if any(value is not None for value in cops):
        rows.append(["System COP of heating, with backup", *(number(cop, 2) for cop in cops)])
    rows.append(["Load factor, %", *(number(100 * value) for value in factor)])
    places = range(len(names))
    money = [
        ["Bills, $ a home", *(number(totals(fleet, "cost", place) / homes) for place in places)],
        [f"Emissions, {'lb' if units == 'us' else 'kg'} CO₂e a home",
         *(number(mass(totals(fleet, "emissions", place) / homes, units)) for place in places)],
    ]  # fmt: skip
    winter = in_winter(fleet, "time")
    text = [
        f"Winter holds {number(100 * winter.mean())} % of the simulated time. Gas counts by its higher heating value.",
        *boundary_lines(fleet),
    ]
    says = "Power of all homes, kW a home, in falling order, on the right its highest fiftieth."
    return Section("year", "Energy, bills, emissions and load duration", text,
                   [Table("Energy, kWh a home", ["", *names], rows), Table("Money and emissions", ["", *names], money)],
                   [drawn(figure, "Load duration", says)])  # fmt: skip
