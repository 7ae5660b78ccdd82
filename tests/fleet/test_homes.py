"""Drawing homes: each by itself, as its distribution says, whatever the size of the fleet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.programme import SpreadConfig
from cosim.fleet.homes import PHASES, draw, place_in_adoption, stream
from cosim.fleet.reading import load_programme
from cosim.fleet.traits import TRAITS, USUAL, Spread

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def homes():
    programme = load_programme("winter-peak")
    return [programme.home(number) for number in range(2000)]


def test_a_home_is_the_same_in_every_fleet(homes):
    for count in (20, 20_000):
        assert load_programme("winter-peak", homes=count).home(17) == homes[17]


def test_it_is_the_child_that_numpy_spawns():
    child = np.random.SeedSequence(7).spawn(18)[17].spawn(1)[0]
    assert stream(7, 17, 0).random() == np.random.Generator(np.random.PCG64(child)).random()


def test_another_seed_gives_other_homes(homes):
    other = load_programme("winter-peak", seed=1)
    assert all(other.home(number).traits != homes[number].traits for number in range(20))


def test_shares_are_met(homes):
    for word, value, share in (("site", "greensboro-nc", 0.7), ("population", "new and tight", 0.2),
                               ("existing", "gas furnace", 0.6)):  # fmt: skip
        found = np.cumsum([getattr(home, word) == value for home in homes])
        assert np.abs(found - share * np.arange(1, len(homes) + 1)).max() < 8.0  # homes, in every smaller fleet as well


def test_shares_do_not_depend_on_one_another(homes):
    both = np.mean([home.site == "greensboro-nc" and home.existing == "gas furnace" for home in homes])
    assert both == pytest.approx(0.7 * 0.6, abs=0.01)
    all_three = np.mean([
        home.site == "greensboro-nc" and home.existing == "gas furnace" and home.population == "new and tight"
        for home in homes
    ])  # fmt: skip
    assert all_three == pytest.approx(0.7 * 0.6 * 0.2, abs=0.01)


def test_traits_are_possible_and_differ(homes):
    for trait in TRAITS:
        values = np.array([home.traits[trait.name] for home in homes])
        assert values.min() >= trait.minimum
        assert values.max() <= trait.maximum
        if trait.name not in ("gains_daily_spread", "gains_hourly_spread"):
            assert values.std() > 0
    assert min(home.traits["cooling_setpoint"] - home.traits["heating_setpoint"] for home in homes) >= 2.0


def test_one_spread_does_not_move_another(homes):
    programme = load_programme("winter-peak")
    population = programme.populations[0]
    narrow = Spread(SpreadConfig(mean=1.0, sd=0.0))
    changed = type(population)(population.name, 1.0, population.house, population.sites, population.existing,
                               {**population.spreads, "size": narrow})  # fmt: skip
    plain = type(population)(population.name, 1.0, population.house, population.sites, population.existing,
                             population.spreads)  # fmt: skip
    for number in range(20):
        before, after = (draw(5, number, [each]).traits for each in (plain, changed))
        assert after["size"] == 1.0
        assert {key: value for key, value in before.items() if key != "size"} == {
            key: value for key, value in after.items() if key != "size"
        }


def test_a_thousand_homes_hold_what_spreads_say():
    """Means over a thousand homes differ between seeds by less than a third of what chance would make them differ."""
    means = np.array([
        [np.mean([programme.home(number).traits[name] for number in range(1000)]) for name in ("size", "leakage")]
        for programme in (load_programme("winter-peak", seed=seed) for seed in range(4))
    ])  # fmt: skip
    by_chance = np.array([0.2, 0.35]) / np.sqrt(1000)
    assert (means.std(axis=0) < 0.3 * by_chance).all()
    assert [trait.name for trait in TRAITS[-2:]] == list(PHASES)


def test_adoption_is_nested_in_share():
    """Who adopts at 30 % adopts at 50 %: configurations of different shares are paired as well."""
    draws = np.array([place_in_adoption(3, number, 0) for number in range(2000)])
    assert np.abs(np.cumsum(draws < 0.3) - 0.3 * np.arange(1, 2001)).max() < 8.0
    assert abs(np.corrcoef(draws, [place_in_adoption(3, number, 1) for number in range(2000)])[0, 1]) < 0.02


def test_adoption_does_not_depend_on_what_a_home_is(homes):
    adopts = np.array([place_in_adoption(2026, home.number, 0) < 0.5 for home in homes])
    for word, value in (("site", "greensboro-nc"), ("population", "new and tight"), ("existing", "gas furnace")):
        those = np.array([getattr(home, word) == value for home in homes])
        assert adopts[those].mean() == pytest.approx(0.5, abs=0.02)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(1e-6, 1 - 1e-6))
def test_quantiles_rise(one, other):
    low, high = sorted((one, other))
    for spread in USUAL.values():
        assert spread.at(low) <= spread.at(high)


def test_distributions_have_the_moments_that_they_state():
    quantiles = (np.arange(4000) + 0.5) / 4000
    normal = np.array([Spread(SpreadConfig(mean=5.0, sd=2.0)).at(q) for q in quantiles])
    assert normal.mean() == pytest.approx(5.0, abs=1e-3)
    assert normal.std() == pytest.approx(2.0, rel=5e-3)
    lognormal = np.log([Spread(SpreadConfig(median=3.0, spread=1.5)).at(q) for q in quantiles])
    assert lognormal.mean() == pytest.approx(np.log(3.0), abs=1e-3)
    assert lognormal.std() == pytest.approx(np.log(1.5), rel=5e-3)
    cut = [Spread(SpreadConfig(mean=0.0, sd=1.0, min=-1.0, max=0.5)).at(q) for q in quantiles]
    assert -1.0 <= min(cut) < max(cut) <= 0.5
