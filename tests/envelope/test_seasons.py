"""Months of cooling by the climate."""

import numpy as np
import pytest

from cosim.constants import FREEZING
from cosim.envelope.seasons import cooling_months
from cosim.schema.calendar import MONTH_OF_HOUR

# monthly means of outdoor air, °F
DENVER = (33.4, 31.9, 43.0, 42.5, 59.9, 73.6, 72.1, 72.7, 66.5, 50.1, 37.2, 34.6)
DULUTH = (10, 14, 26, 39, 52, 60, 65, 64, 54, 43, 29, 15)
MIAMI = (68, 69, 72, 75, 79, 82, 84, 84, 82, 79, 74, 70)


def hours(means):
    """Return the hours of a year of which every month has its mean, K, colder by night."""
    night = 6.0 * np.cos(2.0 * np.pi * np.arange(8760) / 24.0)
    return FREEZING + (np.array(means, dtype=float)[MONTH_OF_HOUR] - 32.0) / 1.8 + night


@pytest.mark.parametrize(("means", "months"),
                         [(DENVER, range(5, 11)), (DULUTH, range(6, 9)), (MIAMI, range(1, 13))])  # fmt: skip
def test_months_of_cooling_are_those_of_the_house_simulation_protocols(means, months):
    assert (np.flatnonzero(cooling_months(hours(means))) + 1).tolist() == list(months)


def test_the_season_of_the_southern_half_lies_half_a_year_apart():
    north, south = cooling_months(hours(DULUTH)), cooling_months(hours(np.roll(DULUTH, 6)), southern=True)
    # midsummer are July and August in the north, but December and January in the south, by the source
    assert north.sum() == 3
    assert south[[11, 0]].all()
    assert not south[[4, 5, 6, 7]].any()
