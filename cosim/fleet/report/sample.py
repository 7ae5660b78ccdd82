"""The homes of a sample: for how many they stand, which of them are left out and why, and peaks by what they share."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import xarray as xr

from cosim.fleet.answers import left_out, represented, simulated, weights
from cosim.fleet.declaration import GROUPED
from cosim.fleet.report.section import Titled, number, table
from cosim.fleet.tables import Rows, by_group, labels_of
from cosim.results.report.charts import Section

MOST_REASONS = 15
MOST_ROWS = 60
SEASONS = ("winter", "summer")


def sample(fleet: xr.Dataset) -> Section | None:
    """Say for how many homes those that were simulated stand, and what share of all could not be; None if neither."""
    counted, done = weights(fleet), simulated(fleet)
    share = left_out(fleet)
    if share <= 0.0 and (counted == 1.0).all():
        return None
    text = []
    if (counted != 1.0).any():
        low, high = float(counted.min()), float(counted.max())
        each = number(low, 1) if low == high else f"{number(low, 1)} to {number(high, 1)}"
        text.append(
            f"{int(done.sum()):,} homes were simulated and stand for {number(represented(fleet))}, each for {each}: "
            "sums, means, quantiles, peaks, bills and tests count each home by its weight."
        )
    tables = []
    if share > 0.0:
        lost = int((~done).sum())
        text.append(
            f"{number(100 * share, 1)} % of all homes are left out: {lost:,} of {len(done):,}, which stand for "
            f"{number(float(counted[~done].sum()))}, could not be simulated and are in no sum. Figures are of the "
            "others alone; they are not scaled up."
        )
        tables.append(_reasons(fleet))
    return Section("sample", "The homes, and those left out", tuple(text), tables=tuple(tables))


def _reasons(fleet: xr.Dataset) -> Titled:
    homes: Counter[str] = Counter()
    standing: Counter[str] = Counter()
    counted = weights(fleet)
    for home, told in json.loads(fleet.attrs["failed_homes"]).items():
        homes[told] += 1
        standing[told] += counted[int(home)]
    total = float(counted.sum())
    rows = [
        [reason[:300], f"{homes[reason]:,}", number(weight), number(100 * weight / total, 1)]
        for reason, weight in standing.most_common(MOST_REASONS)
    ]
    if len(standing) > MOST_REASONS:
        rest = standing.most_common()[MOST_REASONS:]
        weight = sum(each for _, each in rest)
        rows.append([f"{len(rest)} other reasons", f"{sum(homes[reason] for reason, _ in rest):,}", number(weight),
                     number(100 * weight / total, 1)])  # fmt: skip
    return table("Why homes are left out", ["Reason", "Homes", "Stand for", "% of all"], rows)


def groups(fleet: xr.Dataset) -> Section | None:
    """Show winter and summer peak of the homes that share each value of the labels that the programme groups by."""
    if f"{GROUPED}_by" not in fleet:
        return None
    known = labels_of(fleet)
    labels = [label for label in dict.fromkeys(map(str, fleet[f"{GROUPED}_by"].values)) if label in known]
    tables = [_table(by_group(fleet, label), label) for label in labels]
    if not tables:
        return None
    text = [
        "Each row is of the homes that share a value, all together; their peaks are at their own times, so that they "
        "add up to more than the peak of all. The command cosim fleet-table writes the whole table."
    ]
    return Section("groups", f"Peaks by {' and '.join(labels)}", tuple(text), tables=tuple(tables))


def _table(rows: Rows, label: str) -> Titled:
    highest = max((row[f"{season}_peak_kw"] or 0.0 for row in rows for season in SEASONS), default=0.0)
    unit, label_of_unit = (1e3, "MW") if highest >= 2e3 else (1.0, "kW")
    several = len({row["configuration"] for row in rows}) > 1
    shown = []
    for row in sorted(rows, key=_largest_first(rows, label))[:MOST_ROWS]:
        cells = [str(row[label]) or "–", *([row["configuration"]] if several else []), f"{row['homes']:,}",
                 number(row["homes_represented"])]  # fmt: skip
        for season in SEASONS:
            top = row[f"{season}_peak_kw"]
            cells += [number(None if top is None else top / unit, 2), number(row[f"{season}_peak_kw_per_home"], 2),
                      row[f"{season}_peak_time"] or "–"]  # fmt: skip
        shown.append(cells)
    head = [label, *(["Configuration"] if several else []), "Homes", "Stand for"]
    what = (f"peak, {label_of_unit}", "peak, kW a home", "begins")
    head += [f"{season.capitalize()} {each}" for season in SEASONS for each in what]
    more = f"; the first {MOST_ROWS} of {len(rows):,} rows" if len(rows) > MOST_ROWS else ""
    return table(f"By {label}, the largest winter peak first{more}", head, shown)


def _largest_first(rows: Rows, label: str) -> Callable[[dict[str, Any]], tuple[float, str]]:
    """Return the order of rows: by the winter peak of a value's first configuration, then as they are."""
    tops: dict[str, float] = {}
    for row in rows:
        tops.setdefault(row[label], row["winter_peak_kw"] or row["summer_peak_kw"] or 0.0)
    return lambda row: (-tops[row[label]], row[label])
