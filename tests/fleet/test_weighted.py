"""A home of weight three is three homes, in every sum, mean, quantile and peak."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.fleet.diversity import Groups
from cosim.fleet.weighted import mean_of, quantiles_of, spread_of
from cosim.fleet.worker import Ledger, Period

WEIGHTS = st.lists(st.integers(1, 5), min_size=1, max_size=12)


@given(WEIGHTS, st.integers(0, 2**32 - 1))
def test_means_spreads_and_quantiles_are_those_of_copies(weights, seed):
    values = np.random.default_rng(seed).normal(size=len(weights))
    copies, counted = np.repeat(values, weights), np.array(weights, float)
    assert mean_of(values, counted) == pytest.approx(copies.mean())
    assert spread_of(values, counted) == pytest.approx(copies.std(), abs=1e-12)
    steps = quantiles_of(values, counted, (0.25, 0.5, 0.9))
    if len(set(weights)) > 1:
        np.testing.assert_array_equal(steps, np.quantile(copies, (0.25, 0.5, 0.9), method="inverted_cdf"))


def test_equal_weights_leave_quantiles_as_they_are():
    values = np.random.default_rng(1).normal(size=(7, 3))
    same = quantiles_of(values, np.full(7, 242.13), (0.05, 0.5))
    np.testing.assert_array_equal(same, np.quantile(values, (0.05, 0.5), axis=0))


@given(WEIGHTS)
def test_a_ledger_adds_each_home_times_its_weight(weights):
    ledger, expected = Ledger((2, 3)), np.zeros((2, 3))
    for number, weight in enumerate(weights):
        home = np.arange(6.0).reshape(2, 3) + number
        ledger.of_weight(float(weight))[:] += home
        expected += weight * home
    np.testing.assert_allclose(ledger.total(), expected)
    np.testing.assert_allclose(ledger.total(), expected)  # asked twice


def test_the_peak_of_all_and_of_single_homes_counts_by_weight():
    period = Period(0, 2, 3600.0)
    groups = Groups(period, tuple(range(1, 13)))
    groups.add(np.array([[4.0, 0.0]]), 1.0)
    groups.add(np.array([[0.0, 2.0]]), 3.0)
    sizes, count, demand = groups.result(1)
    assert list(sizes) == [1, 2]
    assert list(count) == [2, 1]
    assert demand[0, 0, 0] == pytest.approx((1 * 4.0 + 3 * 2.0) / 4)
    assert demand[0, 0, 1] == pytest.approx(max(4.0, 6.0) / 4)
