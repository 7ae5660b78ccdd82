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
from cosim.fleet.report.section import Titled, fuel_energy, line_of, mass, number, table
from cosim.fleet.seasons import in_winter, months_of, winter_in_words
from cosim.results.report.charts import Chart, Panel, Section, Series, Text, said
from cosim.results.report.quantities import both, quantity, units

SNAP, AFTER = 48, 24  # h
BIN = 2.0  # K
MOST_POINTS = 400
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
    text: list[Text] = []
    tables = []
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
        caption = f"{season.capitalize()} peak: mean of {_interval(fleet)} minutes, whole houses"
        tables.append(table(caption, ["Figure", *names], rows))
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
    return Section("peaks", "Winter and summer peak", tuple(text), tables=tuple(tables))


def _interval(fleet: xr.Dataset) -> int:
    return round(60 * fleet.sizes["hour"] / fleet.sizes["time"])


def peak_days(fleet: xr.Dataset) -> Section | None:
    """Draw the day of each season's peak, minute by minute."""
    names, homes = _names(fleet), represented(fleet)
    charts = []
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
        clock = (minutes["minute"].values - np.datetime64(day)) / np.timedelta64(1, "h")
        panels = []
        for place, name in enumerate(names):
            of_one = minutes.isel(configuration=place)
            # whole watts a home: what a picture shows, and half the page
            stack = {use: np.round(of_one.sel(end_use=use.name).values / homes) for use in electric_uses(fleet)}
            panels.append(
                Panel(name, tuple(Series(use.label, use.colour, each.tolist()) for use, each in stack.items()))
            )
        charts.append(
            Chart(
                name=f"day-{season}",
                form="areas",
                title=f"{season.capitalize()} peak day, {day:%-d %B}, one-minute means a home",
                says=f"Stacked end uses of all homes, for each home; the peak is at {_moment(top['time'])}.",
                kind="power",
                panels=tuple(panels),
                x=clock.tolist(),
                x_kind="clock",
                table=_by_hour(panels, clock)[1],
            )
        )
    return Section("days", "Peak days, minute by minute", charts=tuple(charts)) if charts else None


def _by_hour(panels: list[Panel], clock: Any) -> Titled:
    """Return the mean power of each hour of a day, all end uses together."""
    totals = [np.sum([series.values for series in panel.series], axis=0) for panel in panels]
    rows = [
        [
            f"{hour}:00",
            *(number(float(total[(clock >= hour) & (clock < hour + 1)].mean()) / 1e3, 2) for total in totals),
        ]
        for hour in range(24)
        if ((clock >= hour) & (clock < hour + 1)).any()
    ]
    return table("", ["Hour that begins at", *(f"{panel.name}, kW a home" for panel in panels)], rows)


def diversity(fleet: xr.Dataset) -> Section:
    """Show demand after diversity and coincidence against the number of homes."""
    names, sizes = _names(fleet), fleet["group_size"].values
    seasons = [season for season, _ in SEASONS if np.isfinite(fleet["group_demand"].sel(season=season)).all()]
    tables, demands, ratios = [], [], []
    text: list[Text] = []
    for season in seasons:
        demand = fleet["group_demand"].sel(season=season)
        ratio = coincidence(fleet).sel(season=season)
        rows = [
            [f"{size:,}", f"{int(fleet['groups'].values[place]):,}",
             *(f"{number(float(demand[each, place]) / 1e3, 2)} ({number(float(ratio[each, place]), 2)})"
               for each in range(len(names)))]
            for place, size in enumerate(sizes)
        ]  # fmt: skip
        caption = f"{season.capitalize()}: peak of a group for each home, kW (coincidence factor)"
        tables.append(table(caption, ["Homes in a group", "Groups", *names], rows))
        for each, name in enumerate(names):
            colour, dash = line_of(each + len(names) * seasons.index(season))
            label = f"{name}, {season}"
            demands.append(Series(label, colour, demand[each].values.tolist(), "line", dash))
            ratios.append(Series(label, colour, ratio[each].values.tolist(), "line", dash))
        last = [f"{number(100 * float(ratio[each, -1]))} % (“{name}”)" for each, name in enumerate(names)]
        text.append(
            f"In {season}, {sizes[-1]:,} homes together draw at their peak {' and '.join(last)} of what their own "
            "peaks add up to."
        )
    text.append(
        "Groups are disjoint, homes taken in the order in which they were drawn; the last row is the whole fleet. The "
        "rest of the houses is drawn hour by hour and has no appliance starts, so that single homes peak lower, and "
        "coincidence is higher, than meters of whole houses would show; the equipment is complete."
    )
    charts = tuple(
        Chart(
            name=name,
            form="lines",
            title=title,
            says="It falls as groups grow and levels off; the tables below hold the numbers.",
            kind=kind,
            panels=(Panel("", tuple(series)),),
            x=sizes.tolist(),
            x_kind="homes",
            table=tables[0][1],
        )
        for name, title, kind, series in (
            ("demand", "Demand after diversity, a home", "power", demands),
            ("coincidence", "Coincidence factor", "ratio", ratios),
        )
        if seasons
    )
    title = "Diversity: how peaks fall with the number of homes"
    return Section("diversity", title, tuple(text), charts, tuple(tables))


def rebound(fleet: xr.Dataset) -> Section | None:
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
    power = total_power(fleet).values.reshape(len(names), hours, per_hour).mean(axis=2) / homes
    inside = fleet["indoor_temperature"].values
    rows = []
    for place, name in enumerate(names):
        kilowatts = power[place] / 1e3
        expected = _by_temperature(fleet, outdoor, kilowatts, begins, ends)
        after = slice(ends, ends + AFTER)
        rows.append([
            name,
            number(float(kilowatts[begins:ends].max()), 2),
            number(float(kilowatts[begins:ends].mean()), 2),
            quantity(float(inside[place, begins:ends].min()), "temperature"),
            number(float(kilowatts[after].sum()), 1),
            number(float((kilowatts[after] - expected[after]).sum()), 1),
        ])  # fmt: skip
    span = slice(max(begins - 24, 0), min(ends + AFTER, hours))
    stamps = pd.DatetimeIndex(fleet["hour"].values[span])
    days = [stamp.day_of_year - 1 + stamp.hour / 24 for stamp in stamps]
    when = f"{_moment(fleet['hour'].values[begins])} to {_moment(fleet['hour'].values[ends - 1])}"
    head = ["Configuration", "Highest hour, kW a home", "Mean, kW a home", "Lowest indoor mean",
            "Day after, kWh a home", "of it rebound, kWh a home"]  # fmt: skip
    caption, numbers = table("The coldest two days and the day after", head, rows)
    around = f"The snap is {when}; a day before and a day after it are shown."
    drawn = [(line_of(place), name, place) for place, name in enumerate(names)]
    lines = [Series(name, colour, power[place, span].tolist(), "line", dash) for (colour, dash), name, place in drawn]
    rooms = [Series(name, colour, inside[place, span].tolist(), "line", dash) for (colour, dash), name, place in drawn]
    rooms.append(Series("Outdoors", "#51585f", fleet["outdoor_temperature"].values[span].tolist(), "line", "1 3"))
    charts = tuple(
        Chart(
            name=name,
            form="lines",
            title=title,
            says=around,
            kind=kind,
            panels=(Panel("", tuple(series)),),
            x=days,
            x_kind="day",
            table=numbers,
            from_zero=kind == "power",
        )
        for name, title, kind, series in (
            ("snap-power", "Power a home in the cold snap, hourly means", "power", lines),
            ("snap-temperature", "Temperatures in the cold snap, mean of all homes", "temperature", rooms),
        )
    )
    mean = float(fleet["outdoor_temperature"].values[begins:ends].mean())
    text = (
        said("The coldest {} hours, {}, averaged {} outdoors.", str(SNAP), when, quantity(mean, "temperature")),
        said(
            "Rebound is what the {} hours after take more than hours of the same outdoor temperature (bins of {}) and "
            "the same quarter of the day take elsewhere in the record.",
            str(AFTER),
            quantity(BIN, "difference"),
        ),
    )
    return Section("snap", "Cold snap and rebound", text, charts, ((caption, numbers),))


def _by_temperature(fleet: xr.Dataset, outdoor: Any, power: Any, begins: int, ends: int) -> Any:
    """Return for each hour the mean power of hours like it, the snap and the day after left out."""
    quarter = pd.DatetimeIndex(fleet["hour"].values).hour // 6
    frame = pd.DataFrame({"cold": np.floor(outdoor / BIN), "quarter": quarter, "power": power})
    usual = frame.drop(index=range(begins, min(ends + AFTER, len(frame))))
    means = usual.groupby(["cold", "quarter"])["power"].mean()
    keys = pd.MultiIndex.from_frame(frame[["cold", "quarter"]])
    return means.reindex(keys).fillna(usual["power"].mean()).to_numpy()


def yearly(fleet: xr.Dataset) -> Section:
    """Show load duration, energy by end use, bills and emissions of all homes."""
    names, homes = _names(fleet), represented(fleet)
    power = total_power(fleet).values / homes
    used = [energy(fleet, place) for place in range(len(names))]
    uses = electric_uses(fleet)
    sums = [sum(each[use.name] for use in uses) for each in used]
    rows: list[list[Text]] = [["Electricity", *(number(total / homes) for total in sums)]]
    rows += [[use.label, *(number(each[use.name] / homes) for each in used)] for use in uses]
    rows += [
        [said("{}, {}", use.label, units("gas")), *(fuel_energy(each[use.name] / homes) for each in used)]
        for use in fuel_uses(fleet)
    ]
    hours = fleet.sizes["hour"]
    factor = [1e3 * total / hours / homes / float(power[place].max()) for place, total in enumerate(sums)]
    cops = [system_cop_of(fleet, place) for place in range(len(names))]
    if any(value is not None for value in cops):
        rows.append(["System COP of heating, with backup", *(number(cop, 2) for cop in cops)])
    rows.append(["Load factor, %", *(number(100 * value) for value in factor)])
    places = range(len(names))
    money: list[list[Text]] = [
        ["Bills, $ a home", *(number(totals(fleet, "cost", place) / homes) for place in places)],
        [said("Emissions, {} a home", both("kg CO₂e", "lb CO₂e")),
         *(mass(totals(fleet, "emissions", place) / homes) for place in places)],
    ]  # fmt: skip
    winter = in_winter(fleet, "time")
    text: list[Text] = [
        f"Winter holds {number(100 * winter.mean())} % of the simulated time. Gas counts by its higher heating value.",
        *boundary_lines(fleet),
    ]
    head = ["Figure", *names]
    tables = table("Energy, kWh a home", head, rows), table("Money and emissions", head, money)
    return Section("year", "Energy, bills, emissions and load duration", tuple(text), _duration(names, power), tables)


def _duration(names: list[str], power: Any) -> tuple[Chart, ...]:
    """Return the course of falling power, whole and its highest fiftieth."""
    intervals = power.shape[1]
    share = (np.arange(intervals) + 0.5) / intervals * 100
    ordered = np.sort(power, axis=1)[:, ::-1]
    charts = []
    for name, title, last in (
        ("duration", "Load duration, power a home", intervals),
        ("duration-top", "Load duration, its highest 2 %", max(intervals // 50, 2)),
    ):
        chosen = np.unique(np.linspace(0, last - 1, min(last, MOST_POINTS)).round().astype(int))
        series = [
            Series(each, line_of(place)[0], ordered[place, chosen].tolist(), "line", line_of(place)[1])
            for place, each in enumerate(names)
        ]
        at = np.unique(np.linspace(0, last - 1, 11).round().astype(int))
        rows = [[f"{share[k]:.1f} %", *(number(float(ordered[place, k]) / 1e3, 2) for place in range(len(names)))]
                for k in at]  # fmt: skip
        charts.append(
            Chart(
                name=name,
                form="lines",
                title=title,
                says="Power of all homes, for each home, in falling order.",
                kind="power",
                panels=(Panel("", tuple(series)),),
                x=share[chosen].tolist(),
                x_kind="share",
                table=table("", ["Share of the time", *(f"{each}, kW a home" for each in names)], rows)[1],
            )
        )
    return tuple(charts)
