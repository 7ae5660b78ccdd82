"""`results.cosim`: tables and charts of a Dataset where it is at hand.

>>> import cosim
>>> results = cosim.simulate(cosim.load("quick-start"), start=0, end=48)
>>> int(results.cosim.bins()["hours"].sum())
48
"""

from typing import TYPE_CHECKING, Any

import xarray as xr

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cosim.units import System


class Plots:
    """Charts of `cosim.charts`, of one Dataset: each takes `ax` and returns it."""

    def __init__(self, results: xr.Dataset) -> None:
        self._results = results

    def energy(self, **options: Any) -> "Axes":
        """Draw energy for heating and cooling by end use."""
        return self._drawn("energy", options)

    def cost(self, **options: Any) -> "Axes":
        """Draw the cost of the whole house by end use."""
        return self._drawn("cost", options)

    def emissions(self, **options: Any) -> "Axes":
        """Draw the emissions of the whole house by end use."""
        return self._drawn("emissions", options)

    def week(self, configuration: str | None = None, **options: Any) -> "Axes":
        """Draw seven days of power of one configuration."""
        return self._drawn("week", {"configuration": configuration, **options})

    def temperatures(self, **options: Any) -> "Axes":
        """Draw seven days of temperatures."""
        return self._drawn("temperatures", options)

    def duration(self, variable: str = "house_electricity", **options: Any) -> "Axes":
        """Draw in how many hours a power is exceeded."""
        return self._drawn("duration", {"variable": variable, **options})

    def bins(self, configuration: str | None = None, **options: Any) -> "Axes":
        """Draw heat by outdoor temperature of one configuration."""
        return self._drawn("bins", {"configuration": configuration, **options})

    def _drawn(self, chart: str, options: dict[str, Any]) -> "Axes":
        from cosim.results import charts

        axes: Axes = getattr(charts, chart)(self._results, **options)
        return axes


@xr.register_dataset_accessor("cosim")  # type: ignore[no-untyped-call]
class Results:
    """Tables and charts of a Dataset of `cosim.simulate`."""

    def __init__(self, results: xr.Dataset) -> None:
        self._results = results

    @property
    def plot(self) -> Plots:
        """Charts, each a function that takes `ax` and returns it."""
        return Plots(self._results)

    def annual(self, *, units: "System" = "si") -> "pd.DataFrame":
        """Return the annual figures, a row a configuration; see `cosim.schema.figures.FIGURES`."""
        from cosim.results.comparison import compare

        return compare(self._results, units=units).to_dataframe()

    def bins(self, *, width: float = 2.0) -> "pd.DataFrame":
        """Return hours, heat, electricity and COP by configuration and bin of the outdoor temperature."""
        from cosim.results.bins import temperature_bins

        return temperature_bins(self._results, width=width)

    def hourly(self) -> "pd.DataFrame":
        """Return energy by configuration, hour and end use, as `cosim export` writes it."""
        from cosim.results.hourly_table import hourly_table

        return hourly_table(self._results)
