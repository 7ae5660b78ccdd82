"""What a Dataset says of itself, and that its figures follow from its hours."""

import json
import sys
from dataclasses import replace

import numpy as np
import pytest
import scipy

from cosim.errors import CosimError, SimulationFailed
from cosim.results.annual import ENERGIES
from cosim.results.dataset import YEARS, pack
from cosim.schema.end_uses import HVAC
from cosim.schema.figures import FIGURES
from cosim.schema.variables import VARIABLES


def test_every_declared_variable_and_figure_is_there_with_units_and_meaning(dataset):
    for variable in VARIABLES:
        assert dataset[variable.name].dims == ("configuration", "time")
        assert dataset[variable.name].attrs["units"] == variable.units
        assert dataset[variable.name].attrs["cell_methods"].startswith("time: ")
    for figure in FIGURES:
        assert dataset[figure.variable].dims == ("configuration",)
        assert dataset[figure.variable].attrs["long_name"]


def test_hours_lie_within_their_bounds_and_touch(dataset):
    time, bounds = dataset["time"].values, dataset["time_bounds"].values
    assert np.all(bounds[:, 1] - bounds[:, 0] == np.timedelta64(1, "h"))
    assert np.all(bounds[1:, 0] == bounds[:-1, 1])
    assert np.all(time - bounds[:, 0] == bounds[:, 1] - time)
    assert bounds[0, 0] == np.datetime64("2010-01-01T00:00")


@pytest.mark.parametrize("weekday", YEARS)
def test_the_nominal_year_begins_on_the_scenario_s_weekday(scenario, runs, weekday):
    results = pack(replace(scenario, start_weekday=weekday), runs[:1])
    assert str(results["time"].to_index().day_name()[0]).lower() == weekday
    assert "02-29" not in set(np.datetime_as_string(results["time"].values, unit="D"))
    assert str(results["time"].values[-1]).endswith("12-31T23:30:00.000000000")


def test_part_of_a_year_keeps_its_dates(january):
    assert str(january["time_bounds"].values[0, 0]).startswith("2010-01-16T00:00")
    assert january.sizes["time"] == 240


def test_annual_energies_are_the_sums_of_their_hours(dataset):
    for name, terms in ENERGIES.items():
        hours = sum((-1 if term[0] == "-" else 1) * dataset[term.lstrip("-")].sum("time") for term in terms)
        np.testing.assert_allclose(dataset[f"annual_{name}"], hours / 1000, rtol=1e-12)


def test_end_uses_add_up_to_all_electricity(dataset):
    uses = [use for use in HVAC if use.carrier == "electricity"]
    total = sum(dataset[f"annual_{figure}"] for use in uses for figure in use.annual)
    np.testing.assert_allclose(total, dataset["annual_electricity"], rtol=1e-12)


def test_the_bill_is_of_the_whole_house(dataset):
    electricity = dataset["annual_electricity"] + dataset["annual_other_electricity"]
    np.testing.assert_allclose(dataset["annual_electricity_cost"], 0.15 * electricity)
    np.testing.assert_allclose(dataset["annual_gas_cost"], 1.5 * dataset["annual_gas"] / 29.3071, rtol=1e-5)
    np.testing.assert_allclose(dataset["annual_fixed_cost"], [12 * 27, 12 * 12, 12 * 12, 12 * 27])
    parts = sum(dataset[f"annual_{part}_cost"] for part in ("electricity", "gas", "fixed"))
    np.testing.assert_allclose(dataset["annual_cost"], parts)
    np.testing.assert_allclose(
        dataset["annual_emissions"], 0.35 * electricity + 6.1 * dataset["annual_gas"] / 29.3071, rtol=1e-5
    )


def test_seasonal_cop_is_net_of_defrosts_and_absent_without_a_heat_pump(dataset):
    heat = (dataset["heat_pump_heat"] - dataset["defrost_heat"]).sum("time")
    expected = heat / dataset["heat_pump_heating_electricity"].sum("time")
    assert np.isnan(dataset["annual_seasonal_cop_heating"][0])
    np.testing.assert_allclose(dataset["annual_seasonal_cop_heating"][1:], expected[1:])


def test_the_system_cop_counts_backup_and_fuel(dataset):
    """All heat at the ducts over all that the meters of electricity and fuel count for heating."""
    sources = dataset["heat_pump_heat"] + dataset["strip_heat"] + dataset["furnace_heat"] - dataset["defrost_heat"]
    used = dataset["heating_electricity"] + dataset["furnace_gas"]
    system = dataset["annual_system_cop_heating"]
    np.testing.assert_allclose(system, sources.sum("time") / used.sum("time"))
    furnace, pump, both = system.values[[0, 1, 3]]
    assert 0.9 < furnace < 0.96  # of 95 % and its inducer
    assert furnace < both < pump


def test_the_peak_is_of_quarter_hours_and_above_every_hour(dataset):
    hourly = dataset["hvac_electricity"].max("time")
    np.testing.assert_allclose(dataset["annual_peak_electric"], 1.3 * hourly)
    assert np.all(dataset["annual_peak_house_electric"] > dataset["annual_peak_electric"])


def test_events_know_their_configuration_and_time(dataset, runs):
    names = dataset["event_configuration_name"]
    counts = [int((names == run.configuration).sum()) for run in runs]
    assert counts == [run.defrosts for run in runs] == dataset["annual_defrosts"].values.tolist()
    first = dataset.isel(event=0)
    seconds = (first["event_start"].values - np.datetime64("2010-01-01")) / np.timedelta64(1, "s")
    assert seconds == pytest.approx(runs[1].events.time[0], abs=1e-6)


def test_a_run_without_events_has_an_empty_table(scenario, runs):
    assert pack(scenario, runs[:1]).sizes["event"] == 0


def test_provenance_names_every_file_and_setting(scenario, runs):
    attributes = pack(scenario, runs, internal_step=30.0).attrs
    assert attributes["scenario_text"] == scenario.text
    assert json.loads(attributes["input_files"])[0]["sha256"] == "0" * 64
    assert attributes["internal_step"] == 30.0
    assert "failed_configurations" not in attributes


def test_results_say_what_computed_them(scenario, runs):
    import CoolProp
    import numba

    said = pack(scenario, runs).attrs["versions"]
    for package in (CoolProp, numba, np, scipy):
        assert f"{package.__name__.split('.')[0]} {package.__version__}" in said
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in said


def test_failures_are_named(scenario, runs):
    failure = SimulationFailed("Dual fuel", "3 January 04:00:00", "the coil never cleared")
    results = pack(scenario, runs[:3], [failure])
    assert json.loads(results.attrs["failed_configurations"]) == {"Dual fuel": str(failure)}
    assert results.sizes["configuration"] == 3


def test_nothing_but_failures_is_an_error(scenario):
    with pytest.raises(CosimError, match="the coil never cleared"):
        pack(scenario, [], [SimulationFailed("Dual fuel", "3 January 04:00:00", "the coil never cleared")])
