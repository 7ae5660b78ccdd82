"""A controller of the user's ends in the same Dataset, with its cost and its name."""

import logging

import pytest

import cosim


def night_setback(simulation):
    """Two kelvins less from ten to six."""
    while True:
        hour = simulation.time % 86400 / 3600
        simulation.write("heating_setpoint_offset", -2.0 if hour < 6 or hour >= 22 else 0.0)
        yield simulation.timeout(900)


class Curtailment:
    """A generator as an object's call."""

    def __call__(self, simulation):
        yield simulation.timeout(3600)


@pytest.fixture(scope="module")
def scenario():
    return cosim.load("quick-start")


@pytest.mark.slow
def test_it_saves_what_a_setback_saves_and_is_named(scenario):
    usual = cosim.simulate(scenario, start=0, end=72)
    own = cosim.simulate(scenario, start=0, end=72, process=night_setback)
    assert float(own["indoor_temperature"].min()) < float(usual["indoor_temperature"].min()) - 0.5
    assert float(own["annual_heating"][0]) < float(usual["annual_heating"][0])
    assert own.attrs["process"].endswith("night_setback")
    assert '"""Two kelvins less from ten to six."""' in own.attrs["process_text"]
    comparison = cosim.compare(usual, own)
    assert comparison.labels == ("cold-climate heat pump", "cold-climate heat pump (night_setback)")
    frame = comparison.to_dataframe()
    assert frame.loc[comparison.labels[1], "cost"] == pytest.approx(float(own["annual_cost"][0]))
    assert frame.attrs["units"]["cost"] == "USD"
    assert "process" not in usual.attrs


@pytest.mark.parametrize("wrong", [3, lambda simulation: None, night_setback(None)], ids=["number", "plain", "running"])
def test_what_is_no_generator_function(scenario, wrong):
    with pytest.raises(cosim.InvalidInput, match="is no generator function"):
        cosim.simulate(scenario, start=0, end=1, process=wrong)


def test_workers_have_to_find_it(scenario):
    with pytest.raises(cosim.InvalidInput, match="cannot go to other processes"):
        cosim.simulate(scenario, start=0, end=1, process=lambda simulation: (yield), jobs=2)


def test_an_object_will_do():
    from cosim.study import of_process

    assert of_process(Curtailment(), 1)["process"].endswith("Curtailment")


@pytest.mark.slow
def test_notes_come_as_warnings_and_the_course_in_the_log(scenario, caplog):
    from dataclasses import replace

    doubtful = replace(scenario, warnings=("weather: 3 missing values interpolated",))
    with (
        caplog.at_level(logging.INFO, "cosim"),
        pytest.warns(cosim.CosimWarning, match="3 missing values interpolated") as caught,
    ):
        cosim.simulate(doubtful, start=0, end=1)
    assert caught[0].filename == __file__
    assert "started: cold-climate heat pump" in caplog.messages
