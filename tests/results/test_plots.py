"""The picture: true to the numbers, and no text on top of another."""

import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from cosim.results.plots.comparison import coldest_week, draw, picture


def texts(figure):
    """Return the boxes of all visible text, in pixels, and what it says."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    outside = {id(text) for axes in figure.findobj(Axes) for text in hidden_tick_labels(axes)}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text.get_window_extent(), text.get_text()) for text in found if id(text) not in outside]


def hidden_tick_labels(axes):
    """Ticks outside the view keep their labels, but those are not drawn."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 4])
def test_no_text_overlaps_or_leaves_the_picture(dataset, count):
    figure = picture([dataset.isel(configuration=slice(0, count))])
    boxes = texts(figure)
    width, height = figure.canvas.get_width_height()
    for box, words in boxes:
        assert box.x0 >= -1, words
        assert box.x1 <= width + 1, words
        assert box.y0 >= -1, words
        assert box.y1 <= height + 1, words
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        overlap_x = min(one.x1, other.x1) - max(one.x0, other.x0)
        overlap_y = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(overlap_x, overlap_y) <= 2, f"{first!r} and {second!r}"


def test_bars_are_as_long_as_the_figures(dataset):
    figure = picture([dataset])
    energy, cost, emissions = figure.subfigs[0].axes
    expected = (
        (energy, dataset["annual_electricity"] + dataset["annual_gas"]),
        (cost, dataset["annual_cost"]),
        (emissions, dataset["annual_emissions"]),
    )
    for axes, totals in expected:
        lengths = np.zeros(4)
        for bar in axes.patches:
            lengths[round(bar.get_y() + bar.get_height() / 2)] += bar.get_width()
        np.testing.assert_allclose(lengths, totals)


def test_the_coldest_week_is_whole_days_and_coldest(dataset):
    week = coldest_week(dataset)
    outdoor = dataset["outdoor_temperature"].values[0]
    assert week.sizes["time"] == 168
    assert str(week["time_bounds"].values[0, 0]).endswith("T00:00:00.000000000")
    means = [outdoor[day * 24 : day * 24 + 168].mean() for day in range(359)]
    assert week["outdoor_temperature"].values[0].mean() == pytest.approx(min(means))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_it_can_be_saved(january, tmp_path, suffix):
    draw([january, january], tmp_path / f"picture{suffix}")
    assert (tmp_path / f"picture{suffix}").stat().st_size > 10_000


@pytest.mark.slow
def test_a_few_hours_can_be_drawn(january, tmp_path):
    draw([january.isel(time=slice(0, 5))], tmp_path / "picture.png")
