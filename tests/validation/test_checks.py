"""The form of results, and what the command makes of them."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.config.defrost import DefrostConfig
from cosim.errors import InvalidInput
from cosim.validation.checks import Check, Outcome
from cosim.validation.profiles import day_of_year, profile_check
from cosim.validation.solar import Place, place_of
from cosim.validation.tuned import tuned

KEYS = [
    *("suite", "case", "quantity", "unit", "value", "lower", "upper", "published"),
    *("passed", "authority", "outside", "doubt"),
]


def cosim(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


@pytest.mark.parametrize(
    ("value", "lower", "upper", "passed"),
    [(1.0, 0.0, 2.0, True), (2.0, 0.0, 2.0, True), (2.1, 0.0, 2.0, False), (-0.1, 0.0, 2.0, False),
     (1.0, None, None, None), (None, 0.0, 2.0, None), (1.0, 0.5, None, True), (0.1, 0.5, None, False)],
)  # fmt: skip
def test_a_figure_passes_within_its_limits(value, lower, upper, passed):
    check = Check("suite", "case", "quantity", "kW", value, lower, upper)
    assert check.passed is passed
    assert list(check.as_dict()) == KEYS


def test_what_was_not_attempted_is_never_passed():
    outcome = Outcome("Title", (Check("suite", "case", "heat", "kW", None, 0.0, 1.0, note="no soil"),))
    row = json.loads(outcome.to_json())[0]
    assert row["value"] is row["passed"] is None
    assert "0 of 0 limits met; 1 figures not attempted" in str(outcome)
    assert "not attempted: no soil" in str(outcome)


def figure(value, lower=None, upper=None, published=None, **more):
    return Check("suite", "case", "heat", "kW", value, lower, upper, published, **more)


def test_limits_of_a_standard_are_counted_apart_and_first():
    outcome = Outcome("Title", (
        figure(1.0, 0.0, 2.0), figure(3.0, 0.0, 2.0), figure(1.0, 0.0, 2.0, authority="Standard 140"), figure(1.0),
    ))  # fmt: skip
    assert outcome.summary() == (
        "1 of 1 limits of Standard 140 met; 1 of 2 limits of our own met; 1 figures without a limit"
    )
    assert "Standard 140" in str(outcome)
    assert "ours" in str(outcome)


def test_figures_outside_all_programs_are_counted_and_named_with_or_without_a_limit():
    outside, free = figure(3.0, 0.0, 4.0, (1.0, 2.0)), figure(0.5, None, None, (1.0, 2.0))
    outcome = Outcome("Title", (
        outside, free, figure(1.5, None, None, (1.0, 2.0)), figure(2.0, None, None, (1.0, 2.0)),
        figure(9.0, None, None, (1.0, 1.0)), figure(None, 0.0, 4.0, (1.0, 2.0)),
    ))  # fmt: skip
    assert outcome.outside == (outside, free)
    assert "2 figures outside the whole published range (1 with a limit, 1 without)" in outcome.summary()
    assert "pass, outside" in str(outcome)
    assert "no limit, outside" in str(outcome)


def test_a_row_in_doubt_counts_and_is_counted_a_second_time_without():
    outcome = Outcome("Title", (
        figure(1.0, 0.0, 2.0), figure(3.0, 0.0, 2.0, doubt="copied rows"), figure(1.0, 0.0, 2.0, doubt="copied rows"),
    ))  # fmt: skip
    assert len(outcome.missed) == 1
    assert outcome.summary() == (
        "2 of 3 limits of our own met (without the 2 figures whose source contradicts itself 1 of 1)"
    )


def test_the_table_of_what_is_tuned_has_the_values_of_the_code(monkeypatch):
    by = {entry.where: entry for entry in tuned()}
    assert by["`retained_fraction` of [defrost]"].value == f"{DefrostConfig(kind='demand').retained_fraction:.0%}"
    assert "NEEP" in by["equipment/calibration/fit.py, CLOSENESS"].on
    monkeypatch.setattr("cosim.validation.tuned.CLOSENESS", 0.123)
    assert {entry.value for entry in tuned()} - {entry.value for entry in by.values()} == {"0.123"}


def test_a_pipe_gets_every_column():
    text = str(Outcome("Title", (Check("s", "600", "annual_heating", "MWh", 4.365, 3.75, 4.98, (3.993, 4.504)),)))
    assert "4.365" in text
    assert "3.993 … 4.504" in text
    assert "3.750 … 4.980" in text
    assert "pass" in text


def test_a_profile_counts_the_hours_inside_the_spread():
    rows = [
        {"hour": str(hour), "value": str(value)} for hour, values in ((1, (0, 10)), (2, (20, 30))) for value in values
    ]
    # the range is 30, so each side gives 3
    hourly = [13.0, 33.1] + [0.0] * 22
    check = profile_check("s", ("load", "600", "Jan 1"), rows, hourly)
    assert check.value == 50.0
    assert check.passed is False


def test_dates_and_surfaces_of_the_tables():
    assert [day_of_year(date) for date in ("Jan 1", "Feb 1", "May 4", "Jul 14")] == [0, 31, 123, 194]
    assert place_of("660 South, Low-E") == Place("660", "", "south")
    assert place_of("610/600 South") == Place("610", "600", "south")
    assert place_of("Horizontal") == Place("", "", "horizontal")
    for wrong in ("May", "Mai 4"):
        with pytest.raises(InvalidInput):
            day_of_year(wrong)


def test_a_missing_folder_says_what_to_point_at(tmp_path):
    for suite in ("fabric", "solar", "hers"):
        said = cosim("validate", suite, "--reference", tmp_path / "nothing")
        assert said.exit_code == 2
        assert "point --reference" in said.stderr
        assert "COSIM_REFERENCE" in said.stderr


def test_the_folder_is_found_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("COSIM_REFERENCE", str(tmp_path))
    said = cosim("validate", "fabric")
    assert said.exit_code == 2
    assert "bestest_fabric" in said.stderr


@pytest.mark.slow
def test_json_is_a_list_of_objects_and_cases_may_follow_one_another(reference: Path):
    said = cosim("validate", "fabric", "--reference", reference, "--case", "600", "600FF", "--json")
    assert said.exit_code == 0
    rows = json.loads(said.stdout)
    assert {row["case"] for row in rows} == {"600", "600FF"}
    assert all(list(row) == KEYS and row["suite"] == "fabric" for row in rows)
    heating = next(row for row in rows if row["quantity"] == "annual_heating")
    assert (heating["lower"], heating["upper"], heating["unit"]) == (3.75, 4.98, "MWh")
    with (reference / "bestest_fabric" / "acceptance_limits_2023b.csv").open(encoding="utf-8") as file:
        official = {(row["case"], row["quantity"]) for row in csv.DictReader(file)}
    limited = [row for row in rows if row["lower"] is not None]
    named = {(row["case"], row["quantity"]) for row in limited if row["authority"]}
    assert named == {place for place in official if place[0] in {"600", "600FF"}}
    assert len(limited) > len(named), "the others are our own"


@pytest.mark.slow
def test_a_missed_limit_is_exit_code_one(copied: Path):
    table = copied / "bestest_fabric" / "acceptance_limits_2023b.csv"
    table.write_text("case,quantity,lower,upper\n600,annual_heating,0.1,0.2\n", encoding="utf-8")
    said = cosim("validate", "fabric", "--reference", copied, "--case", "600")
    assert said.exit_code == 1
    assert "MISS" in said.stdout


def test_an_unknown_case_names_the_nearest(reference: Path):
    said = cosim("validate", "hers", "--reference", reference, "--case", "L100ACC")
    assert said.exit_code == 2
    assert "did you mean 'L100AC'?" in said.stderr


@pytest.mark.slow
def test_a_case_that_cannot_be_built_is_refused_with_its_place(copied: Path, respecify):
    respecify({"600": {"mass": "light", "windows": "south", "glazing": "mirror"}})
    said = cosim("validate", "fabric", "--reference", copied)
    assert said.exit_code == 2
    assert "case 600" in said.stderr
    assert "mirror" in said.stderr
