"""The one-minute ledger, kept where one is asked for."""

import numpy as np
import pytest

from cosim.schema.end_uses import END_USES

HOURS = 48
ELECTRIC = [use.carrier == "electricity" for use in END_USES]


@pytest.mark.parametrize("word", ["cold-climate", "dual fuel"])
def test_minutes_add_up_to_the_hours(simulation, word):
    minutes = np.zeros((len(END_USES), 60 * HOURS))
    run = simulation("retrofit-greensboro", word, end_hour=HOURS, minutes=minutes).run()
    for use, row in zip(END_USES, minutes, strict=True):
        hourly = sum(run.hourly[name] for name in use.hourly)
        assert row.reshape(-1, 60).mean(axis=1) == pytest.approx(hourly, rel=1e-9, abs=1e-6), use.name
    electric = minutes[ELECTRIC].sum(axis=0)
    assert electric.reshape(-1, 15).mean(axis=1) == pytest.approx(run.quarter_hour_electricity, rel=1e-9, abs=1e-6)


@pytest.mark.slow
def test_a_second_home_adds_to_the_first(simulation):
    twice, once = np.zeros((len(END_USES), 60 * 24)), np.zeros((len(END_USES), 60 * 24))
    simulation("retrofit-greensboro", "cold-climate", end_hour=24, minutes=once).run()
    for _ in range(2):
        simulation("retrofit-greensboro", "cold-climate", end_hour=24, minutes=twice).run()
    assert twice == pytest.approx(2 * once, rel=1e-12)


def test_keeping_minutes_changes_nothing_else(simulation):
    minutes = np.zeros((len(END_USES), 60 * 24))
    with_them = simulation("retrofit-greensboro", "single-speed", end_hour=24, minutes=minutes).run()
    without = simulation("retrofit-greensboro", "single-speed", end_hour=24).run()
    assert all(with_them.hourly[name].tobytes() == values.tobytes() for name, values in without.hourly.items())


@pytest.mark.parametrize(("shape", "step"), [((len(END_USES), 60), 60.0), ((len(END_USES), 60 * 24), 45.0)])
def test_a_ledger_that_does_not_fit_is_refused(simulation, shape, step):
    with pytest.raises(ValueError, match="one-minute ledger"):
        simulation("retrofit-greensboro", "cold-climate", end_hour=24, minutes=np.zeros(shape), step=step)
