"""Run the suites of `cosim validate`, all or some, and write docs/validation.md with their tables and figures."""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cosim.validation.checks import UNITS, Check, Outcome, between, number, verdict, whose
from cosim.validation.cooling import run_cooling
from cosim.validation.cycling import run_cycling
from cosim.validation.defrost import run_defrost
from cosim.validation.fabric_suite import run_fabric
from cosim.validation.field import run_field
from cosim.validation.furnace import run_furnace
from cosim.validation.hers import run_hers
from cosim.validation.home_bars import BARS as FILE_BARS
from cosim.validation.home_bars import DISTANCE
from cosim.validation.home_figures import BARS as HOUSE_BARS
from cosim.validation.homes import run_homes
from cosim.validation.hvac import run_hvac
from cosim.validation.points import run_points
from cosim.validation.solar import run_solar
from cosim.validation.tuned import tuned

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "validation.md"
IMAGES = ROOT / "docs" / "images"
WITHIN, PUBLISHED, OURS, MISSED = "#D9D9D9", "#56B4E9", "#000000", "#D55E00"
NAMED = 12  # homes whose names are in the picture
ROW = 0.26  # inches of height for each case

Panel = tuple[str, list[Check]]


@dataclass(frozen=True)
class Suite:
    """A suite: its command, what runs it, what a reader should know, how its figure is laid out."""

    name: str
    run: Callable[..., Outcome]
    about: str
    draw: Callable[[Outcome], Figure]
    seen: str
    listed: Callable[[Check], bool] = lambda check: True
    """Which figures the page holds as rows; all are in the command's output."""
    more: Callable[[Outcome], list[str]] = lambda outcome: []
    """Lines of the page after the figure."""


def write(reference: Path | None, only: Sequence[str] = ()) -> None:
    """Run everything and write page and figures; with `only` some suites, whose parts of the page are replaced."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    parts = [INTRODUCTION]
    for suite in SUITES:
        if only and suite.name not in only:
            continue
        begun = _processor_time()
        outcome = suite.run(reference)
        seconds = _processor_time() - begun
        print(f"{suite.name}: {outcome.summary()}; {seconds:.0f} s of processor time")
        picture = IMAGES / f"validation-{suite.name}.png"
        suite.draw(outcome).savefig(picture, dpi=110, pad_inches=0.15, bbox_inches="tight", metadata={"Software": None})
        parts.append(section(suite, outcome, picture))
        if only:
            PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), outcome.title, parts[-1]), encoding="utf-8")
    if only:
        return
    parts += [choices(), coefficients()]
    PAGE.write_text("\n".join(parts), encoding="utf-8")


# --- the page ---------------------------------------------------------------------------------------------------------


def _processor_time() -> float:
    """Return the processor seconds of this process and of those that worked for it and have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def replaced(page: str, title: str, part: str) -> str:
    """Return a page with the part under a title replaced."""
    begins = page.index(f"## {title}\n")
    return page[:begins] + part + page[page.index("\n## ", begins) :]


def section(suite: Suite, outcome: Outcome, picture: Path) -> str:
    """Return a suite's part of the page."""
    lines = [f"## {outcome.title}", "", f"`cosim validate {suite.name}`: **{outcome.summary()}.**", "", suite.about, ""]
    if outcome.missed:
        lines += ["Missed:", "", *table(outcome.missed, outcome.peers), ""]
    elif any(check.passed for check in outcome.checks):
        lines += ["Nothing is missed.", ""]
    if outcome.outside and any(suite.listed(check) for check in outcome.outside):
        about = f"Outside the whole published range ({outcome.peers}), whether a limit covers it or not:"
        lines += [about, "", *table(outcome.outside, outcome.peers), ""]
    checks = [check for check in outcome.checks if suite.listed(check)]
    idle = [check for check in outcome.checks if check.value is None]
    lines += [f"Not attempted: {', '.join(f'{c.case} ({c.note})' for c in idle)}.", ""] if idle else []
    for note in outcome.notes:
        lines += [f"Note: {note}.", ""]
    lines += [f"![{suite.seen}](images/{picture.name})", ""]
    lines += suite.more(outcome)
    for title, group in kinds(checks):
        lines += [f"### {title}", "", *table(group, outcome.peers), ""]
    return "\n".join(lines)


def kinds(checks: Sequence[Check]) -> list[Panel]:
    """Sort figures into those of cases, hourly courses, and differences between cases."""
    groups: dict[str, list[Check]] = {"Cases": [], "Hourly courses": [], "Differences between cases": []}
    for check in checks:
        course, delta = check.quantity.startswith("hours_inside"), check.quantity.endswith("_delta")
        groups["Hourly courses" if course else "Differences between cases" if delta else "Cases"].append(check)
    return [(title, found) for title, found in groups.items() if found]


def table(checks: Sequence[Check], peers: str) -> list[str]:
    """Return figures as a Markdown table."""
    rows = [f"| case | quantity | unit | cosim | {peers} | limits | whose | |", "|---|---|---|--:|--:|--:|---|---|"]
    for check in checks:
        said = verdict(check)
        cells = [
            check.case,
            check.quantity.replace("_", " "),
            UNITS.get(check.unit, check.unit),
            number(check.value, check.unit),
            between(check.published, check.unit),
            between((check.lower, check.upper), check.unit),
            whose(check),
            f"**{said}**" if check.passed is False else said,
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


# --- the figures ------------------------------------------------------------------------------------------------------


def of(outcome: Outcome, *quantities: str) -> list[Check]:
    """Return the figures of some quantities."""
    return [check for check in outcome.checks if check.quantity in quantities]


def draw_fabric(outcome: Outcome) -> Figure:
    """Loads and peaks of all cases, temperatures of those that float, and shares of hourly courses."""
    loads = [
        ("Annual heating, MWh", of(outcome, "annual_heating")),
        ("Annual cooling, MWh", of(outcome, "annual_cooling")),
        ("Peak heating, kW", of(outcome, "peak_heating_hourly")),
        ("Peak cooling, kW", of(outcome, "peak_sensible_cooling_hourly")),
    ]
    floating = [
        ("Lowest zone temperature, °C", of(outcome, "min_zone_temperature_hourly")),
        ("Mean zone temperature, °C", of(outcome, "mean_zone_temperature")),
        ("Highest zone temperature, °C", of(outcome, "max_zone_temperature_hourly")),
    ]
    heights = [len(loads[0][1]) + 4, len(floating[0][1]) + 5]
    figure = Figure(figsize=(13, ROW * sum(heights) + 0.6), layout="constrained")
    upper, lower = figure.subfigures(2, 1, height_ratios=heights)
    rows(upper, loads)
    rows(lower, floating)
    legend(upper, outcome)
    return figure


def draw_solar(outcome: Outcome) -> Figure:
    """Annual figures relative to the programs' mean, and shares of hourly courses."""
    annual = [check for check in outcome.checks if check.published is not None]
    names = [f"{check.case}, {check.quantity.removeprefix('annual_').replace('_', ' ')}" for check in annual]
    courses = [check for check in outcome.checks if check.quantity.startswith("hours_inside")]
    labels = [f"{check.case}, {check.quantity.removeprefix('hours_inside_').replace('_', ' ')}" for check in courses]
    figure = Figure(figsize=(13, ROW * (max(len(annual), len(courses)) + 5)), layout="constrained")
    left, right = figure.subplots(1, 2)
    bars(left, [relative(check) for check in annual], names)
    left.set_title("Annual figures, % of the middle of the programs' range", fontsize="medium")
    bars(right, courses, labels)
    right.set_title("Share of the day's hours inside the programs' spread, %", fontsize="medium")
    right.set_xlim(80, 101)
    right.set_xticks(range(80, 101, 5))
    legend(figure, outcome)
    return figure


def relative(check: Check) -> Check:
    """Return a figure in % of the middle of the programs' range."""
    assert check.published is not None
    scale = 200.0 / sum(check.published)

    def scaled(value: float | None) -> float | None:
        return None if value is None else scale * value

    low, high = check.published
    return Check(check.suite, check.case, check.quantity, "%", scaled(check.value), scaled(check.lower),
                 scaled(check.upper), (scale * low, scale * high))  # fmt: skip


def draw_hers(outcome: Outcome) -> Figure:
    """Loads of all houses, and their differences."""
    upper_panels = [
        ("Annual heating load, MBtu", of(outcome, "annual_heating_load")),
        ("Annual cooling load, MBtu", of(outcome, "annual_cooling_load")),
    ]
    lower_panels = [
        ("Heating load less that of L100AC, MBtu", of(outcome, "annual_heating_load_delta")),
        ("Cooling load less that of L100AL, MBtu", of(outcome, "annual_cooling_load_delta")),
    ]
    heights = [len(panels[0][1]) + 4 for panels in (upper_panels, lower_panels)]
    figure = Figure(figsize=(13, ROW * sum(heights) + 0.6), layout="constrained")
    upper, lower = figure.subfigures(2, 1, height_ratios=heights)
    rows(upper, upper_panels, shared=False)
    rows(lower, lower_panels, shared=False)
    legend(upper, outcome)
    return figure


def draw_hvac(outcome: Outcome) -> Figure:
    """Annual energies of all homes, and their changes from the base home."""
    panels = [
        ("Annual energy of heating or cooling, MBtu", of(outcome, "annual_heating_energy", "annual_cooling_energy")),
        ("Change of annual energy from the base home, %", [c for c in outcome.checks if c.quantity.endswith("_delta")]),
    ]
    figure = Figure(figsize=(13, ROW * (max(len(checks) for _, checks in panels) + 4)), layout="constrained")
    rows(figure, panels, shared=False)
    legend(figure, outcome)
    return figure


def draw_furnace(outcome: Outcome) -> Figure:
    """Load, fuel and fan energy of all cases."""
    shown = [check for check in outcome.checks if check.published and max(check.published) > 0.2]  # no zeros
    quantities = ("Total Furnace Load", "Total Furnace Input", "Fan Energy, both fans")
    panels = [
        (f"{quantity}, % of the published range's middle", [relative(c) for c in shown if c.quantity == quantity])
        for quantity in quantities
    ]
    figure = Figure(figsize=(13, ROW * (len(panels[0][1]) + 4)), layout="constrained")
    rows(figure, panels, shared=False)
    legend(figure, outcome)
    return figure


def draw_cooling(outcome: Outcome) -> Figure:
    """Every published figure of all cases, relative to the analytical solutions."""
    shown = [check for check in outcome.checks if check.published and min(check.published) > 0.0]
    quantities = list(dict.fromkeys(check.quantity for check in shown))
    panels = [
        (f"{name.replace('_', ' ')}, %", [relative(check) for check in shown if check.quantity == name])
        for name in quantities
    ]
    half = -(-len(panels) // 2)
    height = ROW * (max(len(checks) for _, checks in panels) + 4)
    figure = Figure(figsize=(13, 2 * height), layout="constrained")
    upper, lower = figure.subfigures(2, 1)
    rows(upper, panels[:half], shared=False)
    rows(lower, panels[half:], shared=False)
    legend(upper, outcome)
    return figure


def draw_points(outcome: Outcome) -> Figure:
    """How far each left-out point was from what is published, sheet by sheet."""
    shown = [check for check in outcome.checks if check.value is not None]
    names = list(dict.fromkeys(check.case for check in shown))
    figure = Figure(figsize=(9, ROW * (len(names) + 4)), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-15, 15, color=WITHIN)
    for check in shown:
        missed = check.passed is False
        colour = MISSED if missed else OURS if check.passed else PUBLISHED
        axes.plot(check.value, names.index(check.case), "X" if missed else "o", color=colour, markersize=5)
    axes.set_yticks(range(len(names)), names, fontsize="small")
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlabel("predicted over published, less 1, %")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def draw_defrost(outcome: Outcome) -> Figure:
    """What frost and defrosts cost in a season, machine by machine and site by site."""
    losses = [check for check in outcome.checks if check.quantity.startswith("frost and defrost")]
    figure = Figure(figsize=(9, ROW * (len(losses) + 4)), layout="constrained")
    bars(figure.subplots(), losses, [f"{check.case}, {check.quantity.split(', ')[1]}" for check in losses])
    figure.axes[0].set_xlabel("electricity of the season above that of the same house without frost, %")
    legend(figure, outcome)
    return figure


def draw_field(outcome: Outcome) -> Figure:
    """Every machine and place beside every study."""
    quantities = list(dict.fromkeys(check.quantity for check in outcome.checks))
    half = -(-len(quantities) // 2)
    height = ROW * (len({check.case for check in outcome.checks}) + 4)
    figure = Figure(figsize=(13, 2 * height), layout="constrained")
    upper, lower = figure.subfigures(2, 1)
    rows(upper, [(name, of(outcome, name)) for name in quantities[:half]])
    rows(lower, [(name, of(outcome, name)) for name in quantities[half:]])
    legend(upper, outcome)
    return figure


def draw_cycling(outcome: Outcome) -> Figure:
    """Degradation coefficients of cyclic tests, and what starts cost in a season, machine by machine."""
    panels = [
        ("Degradation coefficient C_D", [check for check in outcome.checks if "coefficient" in check.quantity]),
        ("Season lost by starts, %", [check for check in outcome.checks if "lost" in check.quantity]),
    ]
    figure = Figure(figsize=(9, ROW * (len(panels[1][1]) + 5)), layout="constrained")
    for axes, (title, checks) in zip(figure.subplots(1, 2), panels, strict=True):
        bars(
            axes,
            checks,
            [f"{check.case}, {'heating' if 'heating' in check.quantity else 'cooling'}" for check in checks],
        )
        axes.set_title(title, fontsize="medium")
    legend(figure, outcome)
    return figure


def draw_homes(outcome: Outcome) -> Figure:
    """Loads of all homes over EnergyPlus's, and how far their equipment is from its bars."""
    figure = Figure(figsize=(13, 10.5), layout="constrained")
    panels = figure.subplots(2, 2)
    for axes, quantity in zip(panels[0], HOUSE_BARS, strict=True):
        scatter(axes, outcome, quantity)
    bars_ = [(f"{bar.quantity.replace('_', ' ')},\n{bar.files}", bar) for bar in FILE_BARS]
    for place, (_, bar) in enumerate(bars_):
        name = f"{bar.quantity}_{DISTANCE}_{bar.files.replace(' ', '_')}"
        values = [check.value for check in of(outcome, name) if check.value is not None]
        panels[1][0].barh(place, 2 * bar.within, left=-bar.within, height=0.8, color=WITHIN)
        spread_out(panels[1][0], place, values, bar.within)
    panels[1][0].set_yticks(range(len(bars_)), [name for name, _ in bars_], fontsize="small")
    panels[1][0].set_xlabel("ours over EnergyPlus's, less 1, % (backup share: points)")
    panels[1][0].set_title("Each file's own equipment, limits grey", fontsize="medium")
    uses = of(outcome, "energy_within_1_percent")
    bars(panels[1][1], uses, [check.case for check in uses])
    panels[1][1].set_xlim(0, 102)
    panels[1][1].set_title("End uses within 1 % of EnergyPlus's meters, % of files", fontsize="medium")
    panels[1][0].set_ylim(len(bars_) - 0.4, -0.6)
    for axes in (*panels[0], panels[1][0]):
        axes.grid(axis="y" if axes in panels[0] else "x", color="#EEEEEE")
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def scatter(axes: Axes, outcome: Outcome, quantity: str) -> None:
    """Draw the ratio of each file's load to EnergyPlus's over the latter; the farthest with their names."""
    bar = HOUSE_BARS[quantity]
    known = [(c.case, c.published[0], (c.value or 0.0) / c.published[0]) for c in of(outcome, quantity)
             if c.value is not None and c.published and not c.doubt and c.published[0] > bar.least]  # fmt: skip
    for distance in sorted(bar.shares, reverse=True):
        axes.axhspan(1 - 0.01 * distance, 1 + 0.01 * distance, color=WITHIN, alpha=0.6)
    farthest = max(bar.shares)
    for outside in (False, True):
        some = [row for row in known if (abs(row[2] - 1.0) > 0.01 * farthest) is outside]
        axes.plot([row[1] for row in some], [row[2] for row in some], "X" if outside else "o", alpha=0.6, linestyle="",
                  color=MISSED if outside else OURS, markersize=7 if outside else 5)  # fmt: skip
    named: list[tuple[float, float]] = []
    height = max(row[2] for row in known) - min(row[2] for row in known) if known else 1.0
    for name, theirs, ratio in sorted(known, key=lambda row: -abs(row[2] - 1.0)):
        if abs(ratio - 1.0) <= 0.01 * farthest:
            break
        if len(named) == NAMED or any(abs(ratio - y) < 0.03 * height and 0.3 < theirs / x < 3.0 for x, y in named):
            continue  # where names would lie on each other
        named.append((theirs, ratio))
        axes.annotate(name.removeprefix("base-"), (theirs, ratio), xytext=(4, 3), textcoords="offset points",
                      fontsize="x-small")  # fmt: skip
    axes.set_xscale("log")
    axes.set_xticks((2, 5, 10, 20, 50, 100, 200), ("2", "5", "10", "20", "50", "100", "200"))
    axes.minorticks_off()
    axes.margins(x=0.15)
    axes.set_xlabel("EnergyPlus's load, MBtu")
    grey = " and ".join(f"±{distance:.0f} %" for distance in bar.shares)
    axes.set_title(f"{quantity.replace('_', ' ').capitalize()}, ours over EnergyPlus's; {grey} grey", fontsize="medium")


def spread_out(axes: Axes, place: int, values: Sequence[float], within: float) -> None:
    """Draw values on a row, a little apart, those beyond a limit as crosses."""
    for number_, value in enumerate(sorted(values)):
        outside = abs(value) > within
        axes.plot(value, place + 0.12 * (number_ % 5 - 2), "X" if outside else "o", color=MISSED if outside else OURS,
                  markersize=6 if outside else 4, alpha=0.7)  # fmt: skip


def outliers(outcome: Outcome) -> list[str]:
    """Return tables of the homes whose loads are farthest from EnergyPlus's, with what their loads are made of."""
    found = {(check.case, check.quantity): check for check in outcome.checks
             if check.published and not check.doubt}  # fmt: skip
    lines: list[str] = []
    for quantity, bar in HOUSE_BARS.items():
        side, limit = quantity.removesuffix("_load"), max(bar.shares)
        some = []
        for (case, name), check in found.items():
            if name == quantity and check.value is not None and check.published and check.published[0] > bar.least:
                ratio = check.value / check.published[0]
                some += [(ratio, case)] if abs(ratio - 1.0) > 0.01 * limit else []
        if not some:
            continue
        lines += [f"### {side.capitalize()} loads farther than {limit:.0f} % from EnergyPlus's", "",
                  "Ours less EnergyPlus's, MBtu; what adds to the load is positive.", "",
                  "| home | ratio | load | leakage | gains | sun | fabric |",
                  "|---|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
        for ratio, case in sorted(some):
            parts = [found.get((case, f"{side}_{kind}")) for kind in ("load", "leakage", "gains", "sun", "fabric")]
            cells = [number((c.value or 0.0) - c.published[0], "GJ") if c and c.published else "" for c in parts]
            lines.append(f"| {case} | {ratio:.2f} | {' | '.join(cells)} |")
        lines.append("")
    return lines


def rows(figure: Figure, panels: list[Panel], *, shared: bool = True) -> None:
    """Draw panels side by side, one row for each case."""
    for number_, (axes, (title, checks)) in enumerate(
        zip(figure.subplots(1, len(panels), sharey=shared), panels, strict=True)
    ):
        bars(axes, checks, [check.case for check in checks])
        axes.set_title(title, fontsize="medium")
        if shared and number_:
            axes.tick_params(labelleft=False)


def bars(axes: Axes, checks: Sequence[Check], names: Sequence[str]) -> None:
    """Draw limits, programs' range and our figure, one row for each."""
    for place, check in enumerate(checks):
        if check.lower is not None and check.upper is not None:
            axes.barh(place, check.upper - check.lower, left=check.lower, height=0.8, color=WITHIN)
        if check.published is not None:
            low, high = check.published
            if low == high:
                axes.plot(low, place, "|", color=PUBLISHED, markersize=10, markeredgewidth=2.5)
            else:
                axes.barh(place, high - low, left=low, height=0.45, color=PUBLISHED)
        if check.value is not None:
            missed = check.passed is False
            axes.plot(check.value, place, "X" if missed else "o", color=MISSED if missed else OURS,
                      markersize=8 if missed else 4.5)  # fmt: skip
    axes.margins(x=0.06)
    for patch in axes.patches:
        patch.sticky_edges.x.clear()  # or the bars would touch the frame
    axes.autoscale_view()
    axes.set_yticks(range(len(checks)), names, fontsize="small")
    axes.set_ylim(len(checks) - 0.4, -0.6)
    axes.grid(axis="x", color="#EEEEEE")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def legend(figure: Figure, outcome: Outcome) -> None:
    """Say what the marks are, above the panels."""
    marks = [
        Line2D([], [], color=OURS, marker="o", linestyle="", markersize=4.5, label="cosim"),
        Line2D([], [], color=MISSED, marker="X", linestyle="", markersize=8, label="cosim, limit missed"),
        ranges_or_points(outcome),
        Patch(color=WITHIN, label="limits"),
    ]
    figure.legend(handles=marks, loc="outside upper center", ncols=len(marks), frameon=False)


def ranges_or_points(outcome: Outcome) -> Line2D | Patch:
    """Return the mark of the published programs: bars for several, strokes for one."""
    if any(check.published and check.published[0] < check.published[1] for check in outcome.checks):
        return Patch(color=PUBLISHED, label=outcome.peers)
    return Line2D([], [], color=PUBLISHED, marker="|", linestyle="", markersize=10, markeredgewidth=2.5,
                  label=outcome.peers)  # fmt: skip


# --- the words --------------------------------------------------------------------------------------------------------

INTRODUCTION = """# Validation

Written by `make validation`, which runs the suites of `cosim validate` and replaces this page; nothing in the tables
is typed by hand. Each suite builds published cases from their specification and simulates them with the same house,
flow and clock as every scenario, in the setting `--fidelity full`, with ideal heating and cooling as one more source of
heat. What is missed is marked **MISS**, here and in the exit code of the command; what has no limit is shown without a
verdict, and what is not attempted is never counted as passed.

Few limits were set by someone else: those of a standard are counted first and under its name. All others are our own,
drawn around published figures, and each suite says how. A figure outside the range of all published programs is
counted and listed whether or not a limit covers it. Columns of published figures hold nothing but what was published.

The folder of published cases is not part of this project; `--reference` or the environment variable `COSIM_REFERENCE`
says where it is.
"""

FABRIC = """Limits of annual loads are those of ASHRAE Standard 140-2023, addendum b; all others are our own. Limits of
hourly peaks are the range of the six example programs of the 2020 edition, 10 % beyond either end; of temperatures in
free float their range and 1 K. Of each hourly course that the programs published, at least 90 % of the hours lie
inside their spread, widened on each side by a tenth of the course's range. Cases and differences to which none of
these applies have no limit. In case 960 the temperatures are those of the sunspace. Case 200 of the folder repeats
case 195; with its south windows opaque instead of absent, all four of our loads and peaks come within 3 % of the
programs' range."""

SOLAR = """Limits are our own: the range of the six programs, or 5 % about their mean where that is wider; hourly
courses are judged as in the suite above. The sky's temperature is that of the weather file's infrared column."""

HERS = """The houses are read from HPXML files. As their specification has it, those in Colorado Springs are heated only
and those in Las Vegas cooled only. Limits are those of RESNET Publication 002. The marks of EnergyPlus are results of
OpenStudio-HPXML with the same files. Without windows (L140) the two agree within 4 %; with windows ours are higher, as
those of BLAST and DOE-2.1E were (62 and 58 MBtu for L100AC, with older weather). Part of it is mass: OpenStudio-HPXML
counts the room's air seven times, here it counts once, as the specification has it; seven times takes 2 MBtu off
L100AC. Of the houses on ground, L302XC loses by the F-factor of an uninsulated slab (ASHRAE 90.1) and L322XC through
the circular paths of Latta and Boileau, both to soil of Kusuda's temperature at 1 m; such steady coefficients serve for
the sum of a year, not for the course of a day."""

HVAC = """Homes with their systems and ducts, read from HPXML. Each pair tests the change of annual energy, fuel and
electricity, fan included, that a better rating (1: SEER2 9.5 to 12.4; 2: AFUE 0.78 to 0.90) or ducts outside the
conditioned space bring (3b, 3d: in a basement; 3f, 3h: in a vented attic; b and f conduct, d and h are insulated and
leak). The limits of the changes are official. Ratings become a generic machine that rates back to them, AFUE the
efficiency of a furnace that loses nothing more while it rests. Only the system that a pair is about is installed. Two
things are taken as NREL's tools have them: the room's air counts seven times, for it decides how often a system
starts (counted once, the limits are met as well), and a furnace whose file states no flow moves 240 cfm a ton. Of the
change in 3h, which is larger than EnergyPlus's, leaks are a good half, conduction a quarter, and the rest is the
machine itself: 43 % larger than its base, it starts more often and runs shorter."""

HOMES = """Every HPXML file of the folder is read as the house of a scenario, with nothing stated beside it, and
simulated three times in the setting `--fidelity reduced`, as `cosim run` does: with an ideal plant in its rooms, alone
(`load alone`); with the ideal plant, as EnergyPlus has the home (`load`); and with its own equipment and ducts, behind
windows as EnergyPlus has them. Loads are compared with what EnergyPlus's systems deliver less its component of ducts.
Limits hold for the second, like for like: what EnergyPlus's ducts lose in attic, basement or crawlspace comes back to
the rooms in part, and its windows gain 4 W/m² or so out of nothing, because the files were run with the radiant
exchange "CarrollMRT", in which glass absorbs more than it emits. EnergyPlus 25.2, run with the constructions of
base-foundation-ambient in steps of 10 minutes, heats it within 2 % of ours with "ScriptF", to which OpenStudio-HPXML
has gone back since; with "CarrollMRT" the balance of its windows is off by 4.4 MBtu a year. Without the two, the load
of a sample file alone is 5.5 % above EnergyPlus's in the median, with the heat of its ducts 3.1 %, with its windows
1.5 %, with both 1.1 % below. Nothing of it is the rating of windows: its films are taken off, and those of wind, sky
and room are put on (LBNL-2804E), as in EnergyPlus. Its steps of an hour, in which all these files were run, take 3 %
off the heating load of such a light home, and nothing is done about that. Limits are our own. Files that differ by
equipment, ducts or prices alone are one house, for which the one of them counts that is in the middle. The order is
that of all pairs of houses whose loads EnergyPlus holds more than a tenth apart. End uses are those that rules give
(lighting, appliances, plugs); hot water, panels, batteries, vehicles and pools are not simulated. Leaves are counted
in the plain file and looked up in what `cosim show` prints of it; a few of those that it leaves aside are taken out,
and the house must stay the same. Set-up is that of a home in a fleet, from its XML to the first step, where the
weather of its site has been read. Homes with a heat pump that takes its heat from the ground have no limit of
delivered heat.

Frost is the physical model of every scenario, which knows humidity: Denver's air is dry. EnergyPlus's runs have the
curves of Addendum 82 of ANSI/RESNET/ICC 301, by temperature alone, and strips bring what they take whether the
thermostat asks or not. So heat pumps are simulated a fourth time with that model ("with its frost"), which is like for
like; `tempering` is what strips bring beside their share of the load. EnergyPlus bounds it by the strips' capacity
times the share of defrosts in the coil's run time, which of a coil of several speeds it reports as the share of the
higher of two speeds: a machine between two speeds runs all the time and counts as if it ran a part of it. On our
hours, base-hvac-air-to-air-heat-pump-var-speed has 3.1 MBtu by run time and 1.4 by that share (mini-split, ducted: 1.9
and 0.8; var-speed-detailed-performance: 3.1 and 2.0), and EnergyPlus has 2.1, 1.3 and 2.4. What is left between strips
is backup that a thermostat with stages calls for, where EnergyPlus's knows the load of the hour. Refrigerators are off
by the warmth of rooms or basements that nothing heats. An exhaust fan counts at the density of outdoor air in
EnergyPlus, 7 % more at 0 °C than that of the room's air, which it moves: base-mechvent-exhaust loses 12 % less by leaks
and fan here, where base, with leaks alone, loses 2 % less.

Why the farthest are far: in homes with dual fuel and in those whose furnace is a separate backup, EnergyPlus's blower
runs through every hour below the switchover (1,257 h below 30 °F in Denver and 0.54 kW are the 2.3 MBtu that it counts
for base-hvac-dual-fuel-air-to-air-heat-pump-1-speed), so that the ducts leak at full flow all the time; ours runs with
the burner. Where a boiler is the backup, EnergyPlus has 16 MBtu lost by ducts through which a heat pump brings 6. Its
soil takes 5.8 MBtu in the 30 days of base-simcontrol-runperiod-1-month, beside 15.4 in the whole season of base, for
it begins in February from cold. In house006 and base-enclosure-windows-none slabs take 4.3 and 4.2 of cooling loads of
8.3 and 6.1 MBtu, so that an error of theirs is as large a one of the load. The ducts of base-hvac-multiple, which leak
more than they draw in, bring the leakage of its rooms from the 5.5 MBtu of base to 10.2; an ideal plant has none.

Traced by changing one thing at a time: the walls of base-foundation-conditioned-basement-wall-insulation are
insulated inside and outside from a foot below their top. They take 0.3 MBtu off the load of base in EnergyPlus and
1.5 here, with one of the two layers alone 0.1 or 0.5; EnergyPlus is known to lose too much where insulation does not
begin at the top of a wall (OpenStudio-HPXML, issue 1151, which its inputs work around since 2022). Our thermostat
calls the second stage after 20 minutes or 0.2 K, EnergyPlus's machine stays at its first as long as that carries the
hour, and warms its ducts for longer: without the 20 minutes base-hvac-install-quality-air-to-air-heat-pump-2-speed
delivers 5 % more here, half of what it misses; outdoor air that leaky ducts draw in counts as leakage there. The
compressor of base-hvac-dual-fuel-mini-split-heat-pump-ducted runs above 30 °F alone: frost by temperature takes 4
points of its COP, in dry air hardly any, and above 30 °F the machine of the ratings is 11 % better than EnergyPlus's,
which over the whole winter is as good (base-hvac-mini-split-heat-pump-ducted, 2 % apart with its frost). The floor
over an unvented crawlspace loses 16 % less here in EnergyPlus's own hours (idle ones below the middle of the
setpoints count) and with the heat and cold of its ducts and tank: EnergyPlus's crawlspace is 1.3 K colder through the
year, by the soil; the load of that home is 3 % apart.

Single files have no verdict of their own; those that are farthest are named."""

FURNACE = """The furnace, the room and the meters are our own; the specification's ideal thermostat and its curve of
efficiency at part load stand in for the sequence of operation, and set the burner every minute. Of the cases up to
HE230 the folder holds these seven. Fans may run all the time or with the burner, and heat the room's air or not, each
of the two on its own, beside a furnace of any size; a case for which nobody published an answer is held to the heat
balance of the specification's room, which neither envelope nor flow take part in."""

COOLING = """The specification's performance curves drive the machine, its ideal thermostat the part load; no cycle
of ours takes part. It shows that curves, wet coil, part load and fans are put together as the standard's analytical
solutions do."""

POINTS = """For each air-to-air unit the cycle is calibrated on all outdoor temperatures of its data sheet but one, and
predicts that one. The limit of 15 % is our own and holds for every row. Rows that contradict others of their sheet by
the published figures alone (the same power at two temperatures, a COP that is better where it is harder, less heat than
power) are named in the notes; the second count is without them. Rows 2 to 15 °F apart, as the Goodman's, are hardly
more than interpolation."""

DEFROST = """How frost grows on a coil in a test chamber, when defrosts come and how long they last, what they cost in
a season, and the same with a failed sensor, against published measurements and field data; and how the factors of
EnergyPlus and of OpenStudio-HPXML, which may be chosen instead, agree with theirs."""

CYCLING = """Each machine goes through the cyclic test of AHRI 210/240 in a test chamber, by the flow of any run, and
through a year in the house of the scenario retrofit-greensboro. Limits hold the simulated coefficient to the one that
the machine states; beside it stands what was measured on a machine of 1985, which one of today need not reproduce. The
machine "as measured" has that coefficient."""

CHOICES = [
    (
        "position of the sun",
        "middle of the hour, or of its sunlit part, held for the hour",
        "one every 5 minutes changes transmitted sun by 0.15 %",
    ),
    (
        "sky diffuse",
        "Perez 1990; isotropic, circumsolar and horizon parts kept apart",
        "inside the programs' range on all four walls at once",
    ),
    (
        "circumsolar part on glass",
        "shaded as the sun is, transmitted as diffuse light",
        "it comes from a disc of some 25°, and EnergyPlus does so; at the sun's own angle transmitted sun is 0.7 % "
        "less in 600 and 660, below all six programs in both, and 660 misses its limit by 0.6 %",
    ),
    (
        "light inside",
        "beam to the floor, diffuse by view factors, all reflections; the window lets its share out again",
        "without that last share 900 cools a tenth more",
    ),
    (
        "exterior convection",
        "DOE-2: natural and wind-driven, by roughness and side of the wind",
        "as its source gives it, with the wind of open country for Standard 140, of suburbs for the HERS houses",
    ),
    ("interior convection", "TARP, by direction and temperature difference", "the usual one of detailed programs"),
    (
        "interior longwave",
        "star of all surfaces and radiant gains (Carroll), at 293 K",
        "within 0.1 % of exact view factors",
    ),
    ("exterior longwave", "sky of the weather file's infrared, ground at air temperature", "no sky model on top"),
    (
        "windows pane by pane",
        "a node for each pane, absorbed sun a source in it, gas layer by ISO 15099",
        "the inward share follows and need not be assumed",
    ),
    ("windows by rating", "one layer and its angles by LBNL-2804E", "all that a rating tells"),
    ("air", "its own capacity, no furniture", "as the specifications have it"),
    ("air leakage", "volume flow at the density of outdoor air at the site's height", "corrected for altitude once"),
    (
        "assemblies by R-value",
        "stated R-value less usual air films; finishes and framing as heavy as they are",
        "the films themselves follow wind and temperature",
    ),
    (
        "layers",
        "cells of 30 mm, all modes kept, films and longwave again every minute",
        "finer changes annual loads by less than 0.5 %",
    ),
]

LAST_WORDS = """
The reduced setting, which `cosim run` takes unless told otherwise, stays within 0.5 % of the full one in annual
heating and cooling (or, where one of the two is next to nothing, within 0.05 % of both together) and within 0.2 K (root
mean square) of its hourly temperatures in free float; tests see to it for every house of the library in a cold, a mixed
and a hot climate.
"""


FIELD = """The only figures here of homes that people live in. None of them is a limit: a study measures its houses, its
installers, its machines and what its meters count, most of them on radiators in mild climates. Ours are three machines
on air, as new, sized and installed as their scenarios have it, and without a fault. A season of ours that is better
than the field's is a miss that needs an explanation; one that agrees may do so by chance. *Secondary* sources are
reports on a study, read where the study itself could not be."""


def choices() -> str:
    """Return the part of the page about what the specifications leave open."""
    rows_ = [f"| {what} | {choice} | {why} |" for what, choice, why in CHOICES]
    about = (
        "For buildings, sun and the standard's equipment no coefficient is tuned to a case: every one comes from a "
        "specification or from the source that its module cites."
    )
    begin = ["## Optional choices", "", about, "", "| what | choice | why, or what it does |", "|---|---|---|"]
    return "\n".join([*begin, *rows_]) + "\n" + LAST_WORDS


def coefficients() -> str:
    """Return the part of the page about what is tuned, and on what."""
    about = (
        "Models of machines have coefficients that no specification gives. These were chosen on data, in part on the "
        "data shown above, or are judgements; where it was data, the agreement above is not independent of it."
    )
    begin = ["## What is tuned, and on what", "", about, "", "| what | value | on what | where |", "|---|---|---|---|"]
    return "\n".join([*begin, *(f"| {t.what} | {t.value} | {t.on} | {t.where} |" for t in tuned())]) + "\n"


SUITES = (
    Suite("fabric", run_fabric, FABRIC, draw_fabric,
          "For each case, our annual loads, peaks and temperatures in free float on programs' range and limits"),
    Suite("solar", run_solar, SOLAR, draw_solar,
          "For each surface, our annual sun as a dot on the programs' range, and the hours inside their spread"),
    Suite("hers", run_hers, HERS, draw_hers,
          "For each house, our annual load and its difference from the base house as dots on the limits"),
    Suite("hvac", run_hvac, HVAC, draw_hvac,
          "For each home, its annual energy beside EnergyPlus's, and its change from the base home on the limits"),
    Suite("homes", run_homes, HOMES, draw_homes,
          "Loads of each home over EnergyPlus's, distances of its equipment, and end uses by rule",
          lambda check: check.limited or "_load_alone_" in check.quantity, outliers),
    Suite("furnace", run_furnace, FURNACE, draw_furnace,
          "For each case, load, fuel and fan energy as dots on the limits"),
    Suite("cooling", run_cooling, COOLING, draw_cooling,
          "For each case and published figure, ours as a dot on analytical solutions and limits"),
    Suite("points", run_points, POINTS, draw_points,
          "For each data sheet, the errors at its left-out temperatures"),
    Suite("defrost", run_defrost, DEFROST, draw_defrost,
          "For each site and machine, what frost and defrosts cost in a season as a dot on the range published"),
    Suite("field", run_field, FIELD, draw_field,
          "For each place and machine, our COP as a dot on what field studies metered"),
    Suite("cycling", run_cycling, CYCLING, draw_cycling,
          "For each machine, its degradation coefficients and what starts cost in a season, beside the measured ones"),
)  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, metavar="DIR", help="folder of published cases")
    parser.add_argument(
        "--only", action="append", default=[], metavar="SUITE", choices=[suite.name for suite in SUITES],
        help="run this suite and replace its part of the page; may be given several times",
    )  # fmt: skip
    asked = parser.parse_args()
    write(asked.reference, asked.only)
