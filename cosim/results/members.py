"""Annual figures of a set of houses in the Dataset, and what they say together: bands, savings, who is cheapest.

Each figure of `cosim.schema.figures` has a variable beside its own with the dimension `member`; weights are in
`member_share`, and what tells the members apart in `member_value`. Everything else is reduced from these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.schema.figures import FIGURES

if TYPE_CHECKING:
    import xarray as xr

MEMBER, SHARE, VALUE, PARAMETER = "member", "member_share", "member_value", "parameter"
SUFFIX = "_of_members"
MEASURE = "measured_by"
COVERAGE = 0.8


@dataclass(frozen=True)
class Uncertain:
    """What a set of houses says of one configuration.

    Attributes
    ----------
    name : str
    bands : dict of str to (low, high)
        80 % of each annual figure, by its key.
    savings : (low, high)
        80 % of the savings of cost against the first configuration, $ a year.
    cheapest : float
        Probability that it costs least.
    """

    name: str
    bands: dict[str, tuple[float, float]]
    savings: tuple[float, float]
    cheapest: float


def with_members(
    dataset: "xr.Dataset",
    shares: Sequence[float],
    figures: Mapping[str, Array],
    values: Mapping[str, Sequence[float]],
    measured_by: Sequence[str],
) -> "xr.Dataset":
    """Return a Dataset with the annual figures of a set of houses.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of the best house.
    shares : sequence of float, length m
        Weight of each house.
    figures : mapping of str to array, shape (configurations, m)
        By the names of `cosim.schema.figures.FIGURES`.
    values : mapping of str to sequence of float, length m
        What tells the houses apart, by parameter.
    measured_by : sequence of str
        How each parameter could be measured.
    """
    new = {
        figure.variable + SUFFIX: (("configuration", MEMBER), figures[figure.name],
                                   {"units": figure.units, "long_name": f"{figure.long_name}, of each house of a set"})
        for figure in FIGURES
    }  # fmt: skip
    table = np.array(list(values.values()), float)
    return dataset.assign(new).assign({
        SHARE: ((MEMBER,), np.array(shares, float), {"units": "1", "long_name": "Weight of each house of a set"}),
        VALUE: ((PARAMETER, MEMBER), table, {"units": "1", "long_name": "Value of each parameter in each house"}),
        MEASURE: ((PARAMETER,), np.array(list(measured_by), object), {"long_name": "What would tell the parameter"}),
    }).assign_coords({PARAMETER: np.array(list(values), object)})  # fmt: skip


def has_members(dataset: "xr.Dataset") -> bool:
    """Say whether a Dataset holds a set of houses."""
    return SHARE in dataset


def weighted_quantile(values: Array, shares: Array, level: float) -> float:
    """Return the quantile of weighted values, interpolated between the middles of their shares."""
    order = np.argsort(values)
    middle = np.cumsum(shares[order]) - shares[order] / 2
    return float(np.interp(level * shares.sum(), middle, values[order]))


def band_of(values: Array, shares: Array, coverage: float = COVERAGE) -> tuple[float, float]:
    """Return the central band of weighted values; not numbers where they are none."""
    if not np.isfinite(values).all():
        return float("nan"), float("nan")
    tail = (1 - coverage) / 2
    return weighted_quantile(values, shares, tail), weighted_quantile(values, shares, 1 - tail)


def uncertain(dataset: "xr.Dataset") -> list[Uncertain]:
    """Return what the set says of each configuration, in order."""
    shares = dataset[SHARE].values
    cost = dataset["annual_cost" + SUFFIX].values
    cheapest = cost.argmin(axis=0)
    return [
        Uncertain(
            name=str(name),
            bands={figure.key: band_of(dataset[figure.variable + SUFFIX].values[number], shares) for figure in FIGURES},
            savings=band_of(cost[0] - cost[number], shares),
            cheapest=float(shares[cheapest == number].sum()),
        )
        for number, name in enumerate(dataset["configuration"].values)
    ]


def bands_of(dataset: "xr.Dataset") -> list[dict[str, float | None]]:
    """Return what the set says of each configuration as entries of a comparison's rows."""
    found = []
    for each in uncertain(dataset):
        row: dict[str, float | None] = {}
        for key, band in (*each.bands.items(), ("savings", each.savings)):
            for end, value in zip(("low", "high"), band, strict=True):
                row[f"{key}_{end}"] = value if np.isfinite(value) else None
        found.append({**row, "share_cheapest": each.cheapest})
    return found


def measure_next(dataset: "xr.Dataset") -> str:
    """Return what would narrow the savings most, by its correlation with them among the houses; "" for one house.

    The savings are those of the configuration whose band is widest; of one configuration alone, its cost.
    """
    shares = dataset[SHARE].values
    cost = dataset["annual_cost" + SUFFIX].values
    about = cost[0] - cost[1:] if len(cost) > 1 else cost
    widths = [high - low for low, high in (band_of(each, shares) for each in about)]
    target = about[int(np.argmax(widths))]
    tied = [abs(correlation(values, target, shares)) for values in dataset[VALUE].values]
    return str(dataset[MEASURE].values[int(np.argmax(tied))]) if tied and max(tied) > 0 else ""


def correlation(first: Array, second: Array, shares: Array) -> float:
    """Return the weighted correlation of two figures of the houses; 0 where one does not vary."""
    table = np.cov(first, second, aweights=shares)
    size = float(table[0, 0] * table[1, 1])
    return 0.0 if size <= 0 else float(table[0, 1]) / size**0.5


def lines_of(dataset: "xr.Dataset") -> list[str]:
    """Return what the set says, in words, one line a configuration."""
    found = uncertain(dataset)
    span = " a year" if dataset.sizes["time"] == HOURS_OF_YEAR else " in these days"
    lines = [f"{dataset.sizes[MEMBER]} houses that explain the bills; 80 % of them lie within:"]
    for number, each in enumerate(found):
        cost = _dollars(each.bands["cost"])
        words = f"  {each.name}: costs {cost}{span}"
        if number:
            low, high = each.savings
            if low >= 0:
                words += f", saves {_dollars(each.savings)}"
            elif high <= 0:
                words += f", costs {_dollars((-high, -low))} more"
            else:
                words += f", from {_dollars((-low,))} more to {_dollars((high,))} less"
        if len(found) > 1:
            words += f"; cheapest in {100 * each.cheapest:.0f} % of cases"
        lines.append(words)
    if text := measure_next(dataset):
        lines.append(f"Most useful to measure next: {text}")
    return lines


def _dollars(amounts: Sequence[float]) -> str:
    digits = -1 if max(map(abs, amounts)) >= 100 else 0
    shown = list(dict.fromkeys(f"{round(amount, digits):,.0f}" for amount in amounts))
    return f"{' to '.join(shown)} $"
