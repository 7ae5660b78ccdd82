"""`cosim defrost`: a season by outdoor temperature, the picture, and the bundled scenario of a failed sensor."""

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.results.defrosts import penalties, seasons
from cosim.results.netcdf import open_results
from cosim.sizing.balance import balance

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def winter(tmp_path_factory):
    """Ten days of the bundled scenario of a failed sensor."""
    path = tmp_path_factory.mktemp("defrost") / "winter.nc"
    asked = ["run", "failed-defrost-sensor-chicago", "--from", "01-07", "--to", "01-16", "-o", str(path)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    return path


def test_the_bins_hold_every_defrost_and_its_energy(winter):
    dataset = open_results(winter)
    for season in seasons(dataset):
        figures = dataset.sel(configuration=season.configuration)
        assert sum(entry.defrosts for entry in season.bins) == int(figures["annual_defrosts"])
        assert sum(season.triggers.values()) == int(figures["annual_defrosts"])
        electricity = sum(entry.electricity_kwh for entry in season.bins)
        # an event ends with the compressor's recovery, which counts as heating in the annual figures
        own = float(figures["annual_defrost"])
        assert 0.999 * own <= electricity <= 1.5 * own
        heat = sum(entry.heat_kwh for entry in season.bins)
        assert heat <= float(figures["annual_defrost_heat"]) * (1.0 + 1e-9) + 1e-6
        assert season.frost_kg == pytest.approx(float(figures["frost_deposited"].sum()) * 3600.0)


def test_ice_never_looks_better_than_a_sound_machine(winter):
    """What the compressor still does, it does well; the system's COP says what the house pays for."""
    figures = open_results(winter)
    sound, *failed = figures["annual_system_cop_heating"].values
    assert max(failed) < 0.95 * sound
    assert sound < float(figures["annual_seasonal_cop_heating"][0])
    # ten days of January: nothing cools, so all that the equipment takes is for heating
    np.testing.assert_allclose(figures["heating_electricity"], figures["hvac_electricity"], atol=1e-6)
    used = figures["annual_electricity"].values
    np.testing.assert_allclose(figures["annual_system_cop_heating"], figures["annual_heating"].values / used)


def test_penalties_are_larger_where_a_failed_sensor_defrosts_for_nothing(winter):
    dataset = open_results(winter)
    means = {}
    for name in ("in order", "sensor closed, timer"):
        temperature, humidity, capacity, cop = penalties(dataset, name)
        assert capacity.shape == cop.shape == (humidity.size - 1, temperature.size - 1)
        known = capacity[np.isfinite(capacity)]
        assert np.all(known < 100.0)
        means[name] = known.mean()
    assert means["sensor closed, timer"] > means["in order"] + 5.0


def test_ice_that_no_defrost_clears_locks_the_machine_out(winter):
    """Penalties know only hours in which the compressor runs: an iced machine hardly does, and the table says so."""
    dataset = open_results(winter)
    found = {season.configuration: season for season in seasons(dataset)}
    sound, iced = found["in order"], found["sensor open"]
    assert sound.lockout_hours == found["sensor closed, timer"].lockout_hours == 0.0
    own = dataset["event_configuration_name"].values.astype(str) == "sensor open"
    lockouts = np.char.startswith(dataset["event_kind"].values[own].astype(str), "heat pump locked out").sum()
    assert 4.0 * (lockouts - 1) < iced.lockout_hours <= 4.0 * lockouts + 1e-6
    assert iced.lockout_hours > 0.5 * 7 * 24  # of the days since the sensor failed
    # frost costs an iced machine more of its heat while it still runs, and the strips carry the house
    heat = {name: float(dataset["heat_pump_heat"].sel(configuration=name).sum()) / 1e3 for name in found}
    assert iced.capacity_loss_kwh / heat["sensor open"] > 2.0 * sound.capacity_loss_kwh / heat["in order"]
    strips = dataset["strip_heat"].sum("time")
    assert strips.sel(configuration="sensor open") > 1.5 * strips.sel(configuration="in order")
    printed = CliRunner().invoke(main, ["defrost", str(winter)]).output
    assert printed.count("locked it out") == 1
    assert f"for {iced.lockout_hours:.0f} h" in " ".join(printed.split())


def test_the_command_prints_and_draws(winter, tmp_path):
    picture = tmp_path / "day.png"
    asked = ["defrost", str(winter), "-o", str(picture), "--configuration", "in order", "--day", "01-12"]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    assert "outdoors, °C" in result.output and "Triggers:" in result.output and "sensor open" in result.output
    assert picture.read_bytes().startswith(b"\x89PNG")
    as_json = CliRunner().invoke(main, ["defrost", str(winter), "--json"])
    assert {entry["configuration"] for entry in json.loads(as_json.stdout)} >= {"in order", "sensor open"}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--configuration", "in ordre"], "in order"),
        (["--day", "07-04", "-o", "x.png"], "not in the file"),
        (["--day", "13-40"], "no month"),
        (["-o", "x.gif"], ".png"),
    ],
)
def test_wrong_options_are_refused(winter, options, complaint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["defrost", str(winter), *options])
    assert result.exit_code == 2
    assert complaint in result.output
    assert not list(tmp_path.iterdir())


def test_a_file_without_frost_says_so(tmp_path):
    path = tmp_path / "summer.nc"
    asked = ["run", "failed-defrost-sensor-chicago", "--from", "07-01", "--to", "07-02", "-o", str(path)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    result = CliRunner().invoke(main, ["defrost", str(path)])
    assert result.exit_code == 2
    assert "no frost" in result.output


def test_us_units_for_those_who_ask_and_a_table_that_fits(winter, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    si, us = (CliRunner().invoke(main, ["defrost", str(winter), "--units", units]).output for units in ("si", "us"))
    assert max(map(len, us.splitlines())) <= 90
    assert "°F" in us
    assert "°C" not in us
    assert "kBtu" in us
    frost = [float(re.findall(r"Frost formed: ([\d,]+) (?:kg|lb)", text)[0].replace(",", "")) for text in (si, us)]
    assert frost[1] == pytest.approx(frost[0] / 0.45359237, abs=1.7)


def test_balance_columns_of_the_report_have_heads_of_their_own():
    """Where prices vary by the hour: on average, in the cheapest hour, in the dearest."""
    from cosim.results.report.design import _table

    found = balance(cosim.load("time-of-use-greensboro"))
    heads = [str(head) for head in _table(found).head]
    assert len(set(heads)) == len(heads)
    assert any("in the dearest hour" in head or "in the most expensive hour" in head for head in heads)
