"""Evaluate the configurations over a design of points, and find where the best one changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cosim import distribution
from cosim.arrays import Array
from cosim.config.faults import parse_toml
from cosim.errors import Fault, InvalidInput
from cosim.rates.boundary import boundary_of
from cosim.scenarios.reader import opened
from cosim.sweep.model import LABELS, Model, Quantity
from cosim.sweep.parameters import Parameter, parameter
from cosim.sweep.runs import Tell

LINE_POINTS, LINE_RUNS = 41, 5
MAP_POINTS, MAP_RUNS = 25, 4
REFINEMENTS = 3
FINE = 5e-4  # of the cost, within which two configurations count as equal


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter over its range, all others at base values.

    Attributes
    ----------
    usual : float
        The scenario's own value; not a number where it is a list, or there is none.
    stated : str
        That value in words.
    costs : array, shape (values, configurations)
        The quantity of each configuration.
    margin : array
        Lead of the base case's best over the next best; negative where it is no longer the best.
    flips : tuple of (float, str, str)
        Values at which the best changes, and from what to what.
    """

    parameter: Parameter
    usual: float
    stated: str
    values: Array
    costs: Array
    margin: Array
    flips: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """Result of a sweep.

    Attributes
    ----------
    results : xarray.Dataset
        Dimensions `sample` and `configuration`: every point of the design and the quantity there.
    lines : tuple of Line
    best : str
        The best configuration at base values.
    base : array, shape (configurations,)
        The quantity at base values.
    map_values : array, shape (second, first, configurations), optional
        The quantity over the first two parameters.
    indices : dict
        Sobol's first-order and total indices of the margin, by parameter; empty for a grid.
    confidence : dict
        Half the width of their intervals of 95 % confidence.
    """

    title: str
    quantity: Quantity
    names: tuple[str, ...]
    results: xr.Dataset
    lines: tuple[Line, ...]
    best: str
    base: Array
    map_axes: tuple[Array, Array] | None
    map_values: Array | None
    indices: dict[str, tuple[float, float]]
    confidence: dict[str, tuple[float, float]]

    @property
    def base_margin(self) -> float:
        """Lead of the best over the next best at base values."""
        return float(_margin(self.base, self.names.index(self.best)))

    @property
    def band_in_words(self) -> tuple[str, str]:
        """What the ends of `bands` are."""
        return ("5 %", "95 %") if self.indices else ("lowest", "highest")

    def bands(self) -> dict[str, tuple[float, float, float]]:
        """Return low end, median and high end of the quantity over all points, by configuration.

        Of a Sobol design, whose points are evenly spread over the ranges, 5 and 95 % of the points lie below the ends.
        """
        ends = (5, 50, 95) if self.indices else (0, 50, 100)
        found = np.percentile(self.results[self.quantity].values, ends, axis=0)
        return {name: (float(low), float(middle), float(high))
                for name, (low, middle, high) in zip(self.names, found.T, strict=True)}  # fmt: skip

    def share_of_best(self) -> dict[str, float]:
        """Return in which share of the samples each configuration is the best."""
        winners = self.results[self.quantity].values.argmin(axis=1)
        return {name: float(np.mean(winners == number)) for number, name in enumerate(self.names)}

    def as_data(self) -> dict[str, Any]:
        """Return what `cosim sweep --json` prints."""
        return {
            "quantity": self.quantity,
            "best_as_usual": self.best,
            "share_of_best": self.share_of_best(),
            "at_base_values": dict(zip(self.names, self.base.tolist(), strict=True)),
            "bands": {
                name: dict(zip((self.band_in_words[0], "median", self.band_in_words[1]), band, strict=True))
                for name, band in self.bands().items()
            },
            "parameters": [
                {
                    "name": line.parameter.name,
                    "low": line.parameter.low,
                    "high": line.parameter.high,
                    "label": line.parameter.label,
                    "usual": None if np.isnan(line.usual) else line.usual,
                    "stated": line.stated,
                    "at_ends": {
                        name: [float(line.costs[0, number]), float(line.costs[-1, number])]
                        for number, name in enumerate(self.names)
                    },
                    "margin_at_ends": [float(line.margin[0]), float(line.margin[-1])],
                    "flips": [{"at": at, "from": before, "to": after} for at, before, after in line.flips],
                }
                for line in self.lines
            ],
            "sobol": {
                name: {
                    "first_order": first,
                    "first_order_confidence": self.confidence[name][0],
                    "total": total,
                    "total_confidence": self.confidence[name][1],
                }
                for name, (first, total) in self.indices.items()
            },
        }


def sweep(
    scenario: str | Path,
    vary: Sequence[str],
    *,
    quantity: Quantity = "cost",
    method: str = "grid",
    points: int | None = None,
    project: Path | str | None = None,
    jobs: int = 1,
    tell: Tell | None = None,
) -> Sweep:
    """Evaluate a scenario over ranges of its inputs.

    Parameters
    ----------
    scenario : str or Path
        As for `cosim.load`.
    vary : sequence of str
        ``KEY=LOW..HIGH`` each: an alias such as ``electricity_price``, or the dotted name of a key of the scenario.
        Keys of prices, emissions and life cycle reuse one simulation, all others need one for every value; so do prices
        and emission factors for configurations whose control follows them.
    quantity : {"cost", "emissions", "npc"}
        Figure to compare.
    method : {"grid", "sobol"}
        Every combination of evenly spaced values, or Saltelli's design for Sobol's indices (SALib).
    points : int, optional
        Values along each parameter of a grid (11, or 3 where each needs a simulation); base sample of a Sobol
        design, a power of two (64).
    """
    parameters = [parameter(each) for each in vary]
    names = [each.name for each in parameters]
    if not parameters or len(set(names)) < len(names):
        raise InvalidInput([Fault("--vary", "is missing" if not names else "names a key twice", "KEY=LOW..HIGH")])
    loading = opened(scenario, project)
    loaded = loading.scenario()
    table = parse_toml(loaded.text.encode(), loading.file)[0]
    model = Model(loaded, loading, table, parameters, quantity, tell or (lambda text: None), jobs)
    if quantity == "npc" and loaded.plan is None:
        raise InvalidInput([Fault(loading.file, "needs a table life_cycle for net present cost")])
    model.check()
    if quantity == "emissions":
        burnt = dict.fromkeys(each.furnace.fuel for each in loaded.configurations if each.furnace is not None)
        for said in boundary_of(loaded.rates, list(burnt)).lines():
            model.tell(said)
    usual = model.usual()
    base = model.at(usual)
    best = int(base.argmin())
    design = _design(model, method, points)
    values = model.over(design)
    lines = tuple(_line(model, number, usual, best) for number in range(len(parameters)))
    axes, over = _map(model, usual)
    indices, confidence = _indices(parameters, _margin(values, best)) if method == "sobol" else ({}, {})
    return Sweep(
        title=loaded.title or loaded.name,
        quantity=quantity,
        names=tuple(model.names),
        results=_dataset(model, design, values),
        lines=lines,
        best=model.names[best],
        base=base,
        map_axes=axes,
        map_values=over,
        indices=indices,
        confidence=confidence,
    )


def _design(model: Model, method: str, points: int | None) -> Array:
    parameters = model.parameters
    if method == "sobol":
        if find_spec("SALib") is None:
            problem = "needs SALib, which is not installed"
            raise InvalidInput([Fault("--method sobol", problem, distribution.installs("sweep"))])
        base = points or 64
        if base & (base - 1):
            raise InvalidInput([Fault(f"--points {base}", "must be a power of two for a Sobol design", "try 64")])
        from SALib.sample import sobol

        return np.asarray(sobol.sample(_problem(parameters), base, calc_second_order=False, seed=1))
    axes = [np.linspace(each.low, each.high, points or (3 if model.is_simulated(each) else 11)) for each in parameters]
    return np.array(list(product(*axes)))


def _problem(parameters: Sequence[Parameter]) -> dict[str, Any]:
    return {
        "num_vars": len(parameters),
        "names": [each.name for each in parameters],
        "bounds": [[each.low, each.high] for each in parameters],
    }


def _indices(
    parameters: Sequence[Parameter], margin: Array
) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]]:
    """Return first-order and total indices by parameter, and half the width of their intervals of confidence."""
    from SALib.analyze import sobol

    if np.ptp(margin) == 0:
        nothing = {each.name: (0.0, 0.0) for each in parameters}
        return nothing, nothing
    found = sobol.analyze(_problem(parameters), margin, calc_second_order=False, seed=1)
    pairs = [
        {each.name: (float(first), float(total))
         for each, first, total in zip(parameters, found[one], found[other], strict=True)}
        for one, other in (("S1", "ST"), ("S1_conf", "ST_conf"))
    ]  # fmt: skip
    return pairs[0], pairs[1]


def _margin(values: Array, best: int) -> Array:
    """Return the lead of `best` over the best of the others."""
    others = np.delete(values, best, axis=-1)
    if others.shape[-1] == 0:
        return np.zeros(values.shape[:-1])
    margin: Array = others.min(axis=-1) - values[..., best]
    return margin


def _line(model: Model, number: int, usual: Array, best: int) -> Line:
    each = model.parameters[number]
    values = np.linspace(each.low, each.high, LINE_RUNS if model.is_simulated(each) else LINE_POINTS)
    points = np.repeat(usual[None, :], values.size, axis=0)
    points[:, number] = values
    found = model.over(points)
    winners = found.argmin(axis=1)
    flips = []
    for left in np.flatnonzero(np.diff(winners)):
        before, after = int(winners[left]), int(winners[left + 1])

        def behind(value: float, pair: tuple[int, int] = (before, after)) -> float:
            point = usual.copy()
            point[number] = value
            costs = model.at(point)
            return float(costs[pair[1]] - costs[pair[0]])

        at = _crossing(behind, float(values[left]), float(values[left + 1]), FINE * float(found[left, before]))
        flips.append((at, model.names[before], model.names[after]))
    return Line(
        each, float(usual[number]), model.stated(each)[1], values, found, _margin(found, best), tuple(flips)
    )  # fmt: skip


def _crossing(function: Callable[[float], float], low: float, high: float, near: float) -> float:
    """Return where a function that changes its sign between two values is zero, or within `near` of it."""
    at_low, at_high = function(low), function(high)
    for _ in range(REFINEMENTS):
        middle = low + (high - low) * at_low / (at_low - at_high)
        there = function(middle)
        if abs(there) <= near:
            return middle
        if (there > 0) == (at_low > 0):
            low, at_low = middle, there
        else:
            high, at_high = middle, there
    return low + (high - low) * at_low / (at_low - at_high)


def _map(model: Model, usual: Array) -> tuple[tuple[Array, Array] | None, Array | None]:
    if len(model.parameters) < 2:
        return None, None
    first, second = (
        np.linspace(each.low, each.high, MAP_RUNS if model.is_simulated(each) else MAP_POINTS)
        for each in model.parameters[:2]
    )
    points = np.repeat(usual[None, :], first.size * second.size, axis=0)
    points[:, 0], points[:, 1] = (grid.ravel() for grid in np.meshgrid(first, second))
    return (first, second), model.over(points).reshape(second.size, first.size, -1)


def _dataset(model: Model, design: Array, values: Array) -> xr.Dataset:
    columns = {
        f"parameter_{number}": ("sample", design[:, number], {"long_name": each.name})
        for number, each in enumerate(model.parameters)
    }
    quantity = (("sample", "configuration"), values, {"long_name": LABELS[model.quantity]})
    return xr.Dataset(
        columns | {model.quantity: quantity},
        {"configuration": ("configuration", np.array(model.names, dtype=object))},
        {"title": model.scenario.title or model.scenario.name, "simulations": model.simulations},
    )
