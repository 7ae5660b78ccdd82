"""What comes out of a run: sums that are the homes' sums, diversity, the file, the page, the command."""

import json
import re

import numpy as np
import pytest
from accessibility import grave_faults
from click.testing import CliRunner
from compliance import complaints

from cosim.cli import main
from cosim.cli.fleet_table import ROWS
from cosim.fleet.answers import PEAK_MINUTES, main_figures, peak, peak_by_interval, total_power
from cosim.fleet.diversity import Groups
from cosim.fleet.results import read_results
from cosim.fleet.sizing import UNITS, next_size
from cosim.fleet.store import RESULT
from cosim.fleet.worker import Period
from cosim.results.checksums import CHECKSUMS
from cosim.results.formats import FORMAT, FORMAT_ATTRIBUTE
from cosim.schema.end_uses import END_USES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fleet(finished):
    return read_results(finished)


def test_energy_of_the_fleet_is_that_of_its_homes(fleet):
    kilowatt_hours = total_power(fleet).sum("time").values / 4e3
    homes = (fleet["annual_electricity"] + fleet["annual_other_electricity"]).sum("home").values
    assert kilowatt_hours == pytest.approx(homes, rel=1e-6)
    gas = fleet["power"].sel(end_use="gas").sum("time").values / 4e3
    assert gas == pytest.approx(fleet["annual_gas"].sum("home").values, rel=1e-6, abs=1e-6)


def test_the_system_cop_of_a_fleet_is_that_of_its_homes_together(fleet):
    """Over cold days nothing cools, so all energy but the standby of air conditioners is for heating."""
    figures = main_figures(fleet)
    for number, row in enumerate(figures):
        heat, electricity, gas = (
            float(fleet[f"annual_{name}"][:, number].sum()) for name in ("heating", "electricity", "gas")
        )
        assert row["system_cop_heating"] == pytest.approx(heat / (electricity + gas), rel=0.01)
    before, after = (row["system_cop_heating"] for row in figures)
    assert after > before  # heat pumps in place of furnaces
    assert main_figures(fleet.drop_vars("annual_heating_electricity"))[0]["system_cop_heating"] is None


def test_minutes_average_to_the_intervals(fleet):
    minutes = fleet["minute_power"].values
    assert minutes.reshape(*minutes.shape[:2], -1, 15).mean(axis=3) == pytest.approx(
        fleet["power"].values, rel=1e-5, abs=1
    )


def test_homes_that_take_nothing_up_are_the_same_in_both(fleet):
    taken = fleet["home_measures"].values
    assert (taken[:, 0] == "").all()
    same = taken[:, 1] == ""
    assert same.any()
    assert not same.all()
    table = fleet["annual_electricity"].values
    assert np.array_equal(table[same, 0], table[same, 1])
    assert (fleet["annual_gas"].values[~same, 1] == 0).all()
    assert (fleet["annual_gas"].values[~same, 0] > 0).all()


def test_sizes_are_sold(fleet):
    machines = fleet["home_machine_size"].values
    assert all(np.isclose(UNITS, size).any() for size in machines.ravel())
    assert next_size(1.0, UNITS) == UNITS[0]
    assert next_size(1e6, UNITS) == UNITS[-1]


def test_coincidence_falls_and_is_one_for_a_home_alone(fleet):
    demand = fleet["group_demand"].sel(season="winter").values
    assert (demand[:, -1] < demand[:, 0]).all()
    whole = total_power(fleet).max("time").values / fleet.attrs["homes_simulated"]
    assert demand[:, -1] == pytest.approx(whole, rel=1e-5)


def test_a_peak_is_higher_in_a_shorter_interval(fleet):
    for number in range(fleet.sizes["configuration"]):
        found = peak_by_interval(fleet, number, winter=True)
        assert tuple(found) == PEAK_MINUTES
        assert (np.diff(list(found.values())) > 0).all()
        assert found[15] == pytest.approx(peak(fleet, number, winter=True)["power"], rel=1e-5)  # its own interval


def test_groups_are_sums_of_their_homes():
    random = np.random.default_rng(1)
    homes = random.random((11, 2, 96))
    even = Groups(Period(0, 24))
    for home in homes[:8]:
        even.add(home)
    assert (np.diff(even.result(2)[2][:, 0], axis=1) < 0).all()  # every home is in every size of group
    groups = Groups(Period(0, 24))
    for home in homes:
        groups.add(home)
    sizes, count, demand = groups.result(2)
    assert sizes.tolist() == [1, 2, 4, 8, 11]
    assert count.tolist() == [11, 5, 2, 1, 1]
    pairs = homes[:10].reshape(5, 2, 2, 96).sum(axis=1).max(axis=2).mean(axis=0) / 2
    assert demand[:, 0, 1] == pytest.approx(pairs)
    assert demand[:, 0, -1] == pytest.approx(homes.sum(axis=0).max(axis=1) / 11)
    assert np.isnan(demand[:, 1]).all()  # a day in January has no summer


def test_the_page_stands_alone_and_answers(finished, tmp_path):
    page = tmp_path / "report.html"
    done = CliRunner().invoke(main, ["fleet-report", str(finished), "-o", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    for words in ("Winter and summer peak", "Coincidence factor", "Load duration", "Who wins and who loses",
                  "The tests need a whole year", "small.toml"):  # fmt: skip
        assert words in text
    assert not re.findall(r'(?:src|href)="https?:', text)
    again = CliRunner().invoke(main, ["fleet-report", str(finished), "-o", str(page)])
    assert again.exit_code == 2
    assert "--force" in again.output


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_opens_in_a_browser_without_complaint(finished, tmp_path, browser, width):
    page = tmp_path / "report.html"
    assert CliRunner().invoke(main, ["fleet-report", str(finished), "-o", str(page)]).exit_code == 0
    browser.open(page, width)
    assert browser.console == []
    assert browser.requests == [page.as_uri()]
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    empty = (
        "[...document.querySelectorAll('figure.chart')].filter(one => !one.querySelector('polyline, polygon, rect'))"
    )
    assert browser.evaluate("document.querySelectorAll('figure.chart').length") >= 5
    assert browser.evaluate(f"{empty}.map(one => one.dataset.chart)") == []
    assert grave_faults(browser) == []


def _row(text: str, label: str) -> list[float]:
    """Return the numbers of a printed row, or of one of the page's tables."""
    line = next(line for line in text.splitlines() if line.strip().startswith(label))
    return [float(each.replace(",", "")) for each in line.replace(label, "").split()]


def test_the_table_and_the_page_speak_therms_fahrenheit_and_pounds_to_those_who_ask(finished, tmp_path):
    arguments = ["fleet", str(finished.parent / "small.toml"), "--homes", "5", "--workers", "0", "--from", "01-14",
                 "--to", "01-15", "--resume", "-o", str(finished)]  # fmt: skip
    si, us = (CliRunner().invoke(main, [*arguments, "--units", units]).stdout for units in ("si", "us"))
    assert set(ROWS) | {"configuration"} == set(main_figures(read_results(finished))[0])
    assert _row(us, "Fuel, therms") == pytest.approx([34.121 * each for each in _row(si, "Fuel, MWh")], rel=0.02)
    assert _row(us, "Emissions, short tons CO₂e") == pytest.approx(
        [1.1023 * each for each in _row(si, "Emissions, t CO₂e")], abs=0.011
    )
    assert _row(us, "Electricity, MWh") == _row(si, "Electricity, MWh")
    page = tmp_path / "us.html"
    done = CliRunner().invoke(main, ["fleet-report", str(finished), "-o", str(page), "--units", "us"])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert 'value="us" id="units-us" checked' in text
    emitted = re.search(r"Emissions, .*?a home</th><td>(.*?)</td>", text)
    assert emitted
    kilograms, pounds = (float(each.replace(",", "")) for each in re.findall(r">([\d,.]+)</span>", emitted[1]))
    assert pounds == pytest.approx(kilograms / 0.45359237, abs=2.0)


def test_the_page_says_what_its_emissions_count(finished, tmp_path):
    page = tmp_path / "report.html"
    assert CliRunner().invoke(main, ["fleet-report", str(finished), "-o", str(page)]).exit_code == 0
    said = "CO₂e: long-run marginal electricity; electricity and gas with upstream and grid losses."
    assert said in page.read_text(encoding="utf-8")


def test_a_folder_without_results_is_refused(tmp_path):
    done = CliRunner().invoke(main, ["fleet-report", str(tmp_path), "-o", str(tmp_path / "x.html")])
    assert done.exit_code == 2
    assert "holds no finished fleet" in done.output
    assert not (tmp_path / "x.html").exists()


def test_the_command_prints_json_and_nothing_else(finished):
    arguments = ["fleet", str(finished.parent / "small.toml"), "--homes", "5", "--workers", "0", "--from", "01-14",
                 "--to", "01-15", "--resume", "--json", "-o", str(finished)]  # fmt: skip
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert [each["configuration"] for each in figures] == ["today", "with heat pumps"]
    fleet = read_results(finished)
    for each, power in zip(figures, total_power(fleet).max("time").values, strict=True):
        assert each["winter_peak_kw"] == pytest.approx(power / 1e3)
        assert each["summer_peak_kw"] is None
    assert [use.name for use in END_USES] == fleet["end_use"].values.tolist()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--homes", "0"], "--homes: 0 is less than one"),
     (["--workers", "1", "--scheduler", "tcp://x:1"], "--workers: cannot be combined with --scheduler")],
)  # fmt: skip
def test_contradicting_options_are_refused(tmp_path, arguments, told):
    done = CliRunner().invoke(main, ["fleet", "winter-peak", "-o", str(tmp_path / "x"), *arguments])
    assert done.exit_code == 2
    assert told in done.output
    assert not (tmp_path / "x").exists()


def test_a_fleet_of_a_newer_format_or_without_its_power_is_refused(finished, tmp_path):
    fleet = read_results(finished)
    older = fleet.copy()
    del older.attrs[FORMAT_ATTRIBUTE], older.attrs[CHECKSUMS]  # files of before had neither
    older.sel(end_use=[use.name for use in END_USES if not use.optional]).to_netcdf(tmp_path / "older.nc")
    read = read_results(tmp_path / "older.nc")
    assert total_power(read).values == pytest.approx(total_power(fleet).values)
    newer, part = fleet.assign_attrs({FORMAT_ATTRIBUTE: FORMAT + 1}), fleet.drop_vars("power")
    for name, dataset, told in (("newer", newer, f"is of format {FORMAT + 1}"), ("part", part, "lacks power")):
        (tmp_path / name).mkdir()
        dataset.to_netcdf(tmp_path / name / RESULT)
        done = CliRunner().invoke(main, ["fleet-report", str(tmp_path / name), "-o", str(tmp_path / "page.html")])
        assert done.exit_code == 2, done.output
        assert told in done.stderr


@pytest.mark.filterwarnings("ignore")  # the checker's own deprecations
def test_its_file_is_cf(finished):
    assert complaints(finished / RESULT, "cf:1.11", finished.parent / "cf.json") == []


def test_its_load_shape_is_its_power(fleet, finished, tmp_path):
    """Energy by interval and end use adds up to that of the homes; intervals are labelled by their end."""
    output = tmp_path / "shape.csv"
    result = CliRunner().invoke(main, ["export", str(finished), "-o", str(output)])
    assert result.exit_code == 0, result.output
    from cosim.fleet.load_shapes import load_shapes

    table = load_shapes(fleet)
    homes = (fleet["annual_electricity"] + fleet["annual_other_electricity"]).sum("home").values
    sums = table.groupby("configuration", sort=False)["electricity_kwh"].sum()
    np.testing.assert_allclose(sums, homes, rtol=1e-6)
    first = fleet["time"].values[0]
    assert table["interval_ending"].iloc[0] == first + (fleet["time"].values[1] - first) / 2
    mean = table["electricity_kwh"] / float(fleet["home_weight"].sum())
    np.testing.assert_allclose(table["electricity_kwh_per_home"], mean)
    assert output.read_text(encoding="utf-8").count("\n") == len(table) + 1
