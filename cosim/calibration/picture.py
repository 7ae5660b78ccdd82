"""A picture of a calibration: bills against the set, what the bills determined, and the band before and after."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure

from cosim.bills.bill import NAMES, USUAL, Carrier
from cosim.calibration.fit import Calibration
from cosim.pictures import as_written, save
from cosim.results.members import weighted_quantile
from cosim.schema.palette import BLACK, BLUE, GREY, ORANGE, SKY

BAND = 0.8


@as_written()
def draw(calibration: Calibration, path: Path | str) -> None:
    """Draw a calibration to `path` in the format of its suffix."""
    carriers: list[Carrier] = [each for each in ("fuel", "electricity")
                               if any(bill.carrier == each for bill in calibration.table.bills)]  # fmt: skip
    figure = Figure(figsize=(13, 4.0 * len(carriers) + 1.5), layout="constrained")
    figure.suptitle(
        f"What the bills say: {calibration.scenario.title}", fontsize=13, fontweight="bold", x=0.01, ha="left"
    )
    grid = figure.add_gridspec(len(carriers), 2, width_ratios=(1.5, 1))
    for row, carrier in enumerate(carriers):
        _bills(figure.add_subplot(grid[row, 0]), calibration, carrier)
    _parameters(figure.add_subplot(grid[:, 1]), calibration)
    save(figure, path)


def _bills(axes: Axes, calibration: Calibration, carrier: Carrier) -> None:
    """Draw the use a day of each bill, of the best house and, where there is one, the band of the set."""
    table = calibration.table
    own = [number for number, bill in enumerate(table.bills) if bill.carrier == carrier]
    unit, scale = USUAL[carrier]
    edges = []
    for label, colour, energy in (("billed", BLACK, table.energy), ("best house", BLUE, calibration.best.bills)):
        for place, number in enumerate(own):
            bill = table.bills[number]
            axes.plot([np.datetime64(bill.begins), np.datetime64(bill.ends)], [energy[number] / scale / bill.days] * 2,
                      color=colour, linewidth=2.2 if colour == BLACK else 1.6, solid_capstyle="butt",
                      label=label if not place else None)  # fmt: skip
    if calibration.has_band:
        sets = np.array([member.bills for member in calibration.members])
        for place, number in enumerate(own):
            bill = table.bills[number]
            edges = [weighted_quantile(sets[:, number], calibration.shares, at) / scale / bill.days
                     for at in ((1 - BAND) / 2, (1 + BAND) / 2)]  # fmt: skip
            axes.fill_between([np.datetime64(bill.begins), np.datetime64(bill.ends)], edges[0], edges[1], color=SKY,
                              alpha=0.5, linewidth=0, label="80 % of the set" if not place else None)  # fmt: skip
    axes.set_ylabel(f"{NAMES[carrier].capitalize()}, {unit} a day")
    axes.set_ylim(bottom=0)
    axes.margins(x=0.01)
    axes.grid(axis="y", color=GREY, alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0))
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))  # type: ignore[no-untyped-call]


def _parameters(axes: Axes, calibration: Calibration) -> None:
    """Draw the prior and the posterior of each parameter in standard deviations of the prior."""
    low, middle, high = np.quantile(calibration.draws, [0.1, 0.5, 0.9], axis=0)
    rows = len(calibration.parameters)
    for row, each in enumerate(calibration.parameters):
        at = rows - 1 - row
        axes.barh(
            at, 2 * 1.2816, left=-1.2816, height=0.62, color=GREY, alpha=0.25, label="before" if not row else None
        )
        axes.barh(
            at, high[row] - low[row], left=low[row], height=0.34, color=ORANGE, label="after" if not row else None
        )
        axes.plot([middle[row]] * 2, [at - 0.17, at + 0.17], color=BLACK, linewidth=1.5)
        ends = [each.in_words(float(each.value(np.array(edge[row])))) for edge in (low, high)]
        axes.text(3.05, at, " to ".join(ends), va="center", ha="left", fontsize=8)
    axes.set_yticks(range(rows), [_wrapped(each.label) for each in reversed(calibration.parameters)], fontsize=8)
    axes.set_xlim(-3, 3)
    axes.set_xlabel("80 % band, in standard deviations of what was known before")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def _wrapped(label: str) -> str:
    import textwrap

    return textwrap.fill(label, 30)
