"""Charts one by one, tables of a Dataset where it is at hand, and what a notebook shows of an object."""

from inspect import signature

import numpy as np
import pytest
from matplotlib.figure import Figure

import cosim
from cosim.results import accessor, charts
from cosim.results.bins import SUMS
from cosim.schema.end_uses import ELECTRIC


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    """Figures that nobody closes would pile up."""
    import matplotlib as mpl
    from matplotlib import pyplot

    mpl.use("Agg")
    yield
    pyplot.close("all")


@pytest.mark.parametrize("name", ["energy", "cost", "emissions", "week", "temperatures", "duration", "bins"])
def test_each_draws_into_the_axes_that_it_is_given(january, name):
    ax = Figure().add_subplot()
    assert getattr(january.cosim.plot, name)(ax=ax) is ax
    assert ax.has_data()
    assert getattr(charts, name)(january) is not ax


def test_every_chart_of_results_is_a_method(january):
    of_results = {name for name in charts.__all__ if "results" in signature(getattr(charts, name)).parameters}
    assert of_results == {name for name in vars(accessor.Plots) if not name.startswith("_")}


def test_bars_add_up_to_the_year(january):
    ax = january.cosim.plot.cost()
    width = sum(np.array([bar.get_width() for bar in stack]) for stack in ax.containers)
    np.testing.assert_allclose(width, january["annual_cost"].values, rtol=1e-6)


def test_duration_falls_from_the_peak(january):
    [first, *_] = january.cosim.plot.duration("hvac_electricity").get_lines()
    power = first.get_ydata()
    assert power[0] * 1e3 == pytest.approx(float(january["hvac_electricity"][0].max()))
    assert np.all(np.diff(power) <= 0)


def test_bins_hold_every_hour_and_all_energy(january):
    bins = january.cosim.bins(width=2.5)
    sums = bins.groupby("configuration", sort=False).sum()
    assert list(sums["hours"]) == [january.sizes["time"]] * january.sizes["configuration"]
    for column, terms in SUMS.items():
        whole = sum((-1 if term[0] == "-" else 1) * january[term.lstrip("-")].sum("time") for term in terms) / 1e3
        np.testing.assert_allclose(sums[column], whole.values, atol=1e-9)
    lower = bins.index.get_level_values("outdoor_c").to_numpy()
    np.testing.assert_allclose(lower / 2.5, np.round(lower / 2.5), atol=1e-9)


def test_bars_of_bins_are_the_table(january):
    name = str(january["configuration"].values[3])
    ax = january.cosim.plot.bins(name)
    drawn = sum(bar.get_height() for bar in ax.patches)
    table = january.cosim.bins().loc[name]
    assert drawn == pytest.approx(table[["heat_pump_kwh", "strips_kwh", "furnace_kwh"]].to_numpy().sum())


def test_annual_is_the_comparison(january):
    annual = january.cosim.annual()
    assert list(annual["cost"]) == [row["cost"] for row in cosim.compare(january).rows]
    assert annual.index.name == "configuration"
    assert set(annual.attrs["units"]) <= set(annual.columns)


def test_hourly_names_end_and_zone_and_adds_up(january):
    table = january.cosim.hourly()
    first = table["hour_ending"].iloc[0]
    assert str(first) == f"{str(january['time_bounds'].values[0, 1])[:10]} 01:00:00-05:00"
    uses = [f"electricity_{use.name}_kwh" for use in ELECTRIC]
    np.testing.assert_allclose(table[uses].sum(axis=1), table["electricity_kwh"])
    whole = january["house_electricity"].sum().item() / 1e3
    assert table["electricity_kwh"].sum() == pytest.approx(whole)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda plot: plot.week("heat pmp"), "is not in the results"),
        (lambda plot: plot.week(start="07-01"), "is no day of the results"),
        (lambda plot: plot.week(start="yesterday"), "is no day of the results"),
        (lambda plot: plot.duration("indoor_temperature"), "is no hourly power"),
        (lambda plot: plot.bins(mode="airing"), "choose heating, cooling"),
        (lambda plot: plot.bins(width=0.0), "is no width of a bin"),
    ],
)
def test_what_cannot_be_drawn(january, draw, words):
    with pytest.raises(cosim.InvalidInput, match=words):
        draw(january.cosim.plot)


@pytest.mark.slow
def test_charts_of_machines():
    from cosim.service.conditions import rating_test
    from cosim.service.gauges import gauges
    from cosim.sizing.balance import balance

    scenario = cosim.load("quick-start")
    machine = scenario.configurations[0].heat_pump
    figure = Figure()
    for draw in (
        lambda ax: charts.capacity(machine, ax=ax),
        lambda ax: charts.cop(machine, "cooling", ax=ax),
        lambda ax: charts.pressure_enthalpy(gauges(machine, rating_test(machine, "heating")), ax=ax),
        lambda ax: charts.balance(balance(scenario), ax=ax),
    ):
        ax = figure.add_subplot()
        assert draw(ax) is ax
        assert ax.get_lines()
    with pytest.raises(cosim.InvalidInput, match="has no heat pump"):
        charts.balance(balance(scenario), configuration="furnace")


def test_objects_are_short_in_a_notebook(january):
    scenario, comparison = cosim.load("quick-start"), cosim.compare(january)
    for each in (scenario, scenario.house, scenario.weather, scenario.configurations[0], comparison):
        assert len(repr(each)) < 300, repr(each)
    assert "Dual fuel" in comparison._repr_html_()
    assert "ccashp-3ton" in scenario._repr_html_()


def test_html_shows_names_as_they_are(january):
    named = january.assign_coords(configuration=["<b>x</b>", "b", "c", "d"])
    assert "&lt;b&gt;x&lt;/b&gt;" in cosim.compare(named)._repr_html_()
