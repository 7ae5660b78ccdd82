"""What the page asks of a scenario, without a browser."""

import tomllib
from pathlib import Path

import pytest

import cosim
from cosim.errors import InvalidInput
from cosim.explore.question import Question

SETPOINT, GAS, TIGHTNESS = "thermostat/heating_setpoint_f", "prices/gas_usd_per_therm", "tightness"


@pytest.fixture(scope="module")
def question() -> Question:
    return Question.of("retrofit-greensboro")


def figure(results, key: str) -> float:
    [row] = cosim.compare(*results).rows
    return row[key]


def test_every_kind_of_lever_is_there(question):
    found = {lever.name for lever in question.levers}
    assert {
        SETPOINT,
        GAS,
        TIGHTNESS,
        "thermostat/cooling_setpoint_f",
        "prices/electricity_usd_per_kwh",
        "configurations/1/heat_pump",
        "configurations/1/strips/capacity_kw",
        "configurations/3/dual_fuel/switchover_f",
        "configurations/0/furnace",
    } <= found
    for lever in question.levers:
        assert lever.fault(lever.value) is None, lever.name
        if not lever.options:
            assert lever.low <= lever.value <= lever.high


@pytest.mark.slow
def test_an_answer_is_the_simulation_of_the_saved_scenario(question, tmp_path, monkeypatch):
    """With another setpoint, price, machine and tightness; bit for bit."""
    monkeypatch.chdir(tmp_path)
    values = {SETPOINT: 66, GAS: 2.0, TIGHTNESS: 6.0, "configurations/0/furnace": "furnace-96"}
    results = question.answer(values, ["gas furnace + AC"])
    paths = question.save(values, "mine")
    assert {path.name for path in paths} == {"mine.toml", "mine-house.toml"} == {p.name for p in tmp_path.iterdir()}
    text = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    assert "# Residential prices of 2023 in North Carolina" in text, "comments are kept"
    assert tomllib.loads(text)["configurations"][0]["furnace"] == "furnace-96"
    from dataclasses import replace

    saved = cosim.load(tmp_path / "mine.toml")
    again = cosim.simulate(replace(saved, configurations=saved.configurations[:1]))
    for key in ("cost", "electricity_kwh", "gas_kwh", "emissions_kg"):
        assert figure(results, key) == figure([again], key)


@pytest.mark.slow
def test_what_follows_the_year_alone_is_not_simulated_again(question, monkeypatch):
    name = ["gas furnace + AC"]
    before = question.answer({}, name)
    monkeypatch.setattr("cosim.explore.question.simulate", lambda scenario: pytest.fail("simulated"))
    after = question.answer({GAS: 2.852}, name)  # twice the price
    assert figure(after, "gas_kwh") == figure(before, "gas_kwh")
    assert figure(after, "gas_cost") == pytest.approx(2 * figure(before, "gas_cost"))


@pytest.mark.slow
def test_a_control_that_follows_prices_is_simulated_at_others(tmp_path):
    text = Path(cosim.project.find("scenarios", "retrofit-greensboro", place="")).read_text(encoding="utf-8")
    text = text.replace("{ switchover_f = 30 }", '{ policy = "economic" }')
    (tmp_path / "economic.toml").write_text(text, encoding="utf-8")
    question = Question.of(tmp_path / "economic.toml")
    cheap, dear = (figure(question.answer({GAS: price}, ["dual fuel"]), "gas_kwh") for price in (0.2, 4.0))
    assert dear < 0.2 * cheap


@pytest.mark.parametrize(
    ("values", "shown", "said"),
    [
        ({SETPOINT: float("nan")}, ["dual fuel"], "range"),
        ({SETPOINT: 10**400}, ["dual fuel"], "range"),
        ({SETPOINT: True}, ["dual fuel"], "range"),
        ({SETPOINT: "66"}, ["dual fuel"], "range"),
        ({"configurations/1/heat_pump": "../../etc/passwd"}, ["dual fuel"], "choices"),
        ({"house": "x"}, ["dual fuel"], "nothing that can be changed"),
        ({}, [], "show at least one"),
        ({}, [{}], "show at least one"),
        ({}, "dual fuel", "is not a table"),
        (7, ["dual fuel"], "is not a table"),
    ],
)
def test_what_is_no_question_is_refused(question, values, shown, said):
    with pytest.raises(InvalidInput, match=said):
        question.answer(values, shown)


@pytest.mark.parametrize("name", ["", "../up", "a/b", "x" * 61, None, 3, "a.toml"])
def test_a_name_that_leads_elsewhere_is_refused(question, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput, match="no name for a file"):
        question.save({}, name)
    assert not list(tmp_path.iterdir())


def test_nothing_is_replaced_unasked(question, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("precious", encoding="utf-8")
    with pytest.raises(InvalidInput, match="exists"):
        question.save({TIGHTNESS: 5.0}, "mine")
    assert {path.name for path in tmp_path.iterdir()} == {"mine.toml"}
    question.save({}, "mine", force=True)
    assert cosim.load(tmp_path / "mine.toml").title == question.title
