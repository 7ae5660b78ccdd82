"""The comparison: the keys that the command line promises, savings, and a table that survives a pipe."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import InvalidInput, SimulationFailed
from cosim.results import netcdf
from cosim.results.billing import rates_of, rebill
from cosim.results.comparison import Comparison, compare, plain
from cosim.results.dataset import pack
from cosim.results.export import to_csv, to_markdown

PROMISED = ("name", "electricity_kwh", "gas_kwh", "heating_kwh", "cooling_kwh", "strip_kwh", "cost", "emissions_kg",
            "seasonal_cop_heating", "system_cop_heating", "defrosts", "compressor_starts", "peak_electric_w",
            "unmet_heating_kh", "other_electricity_kwh")  # fmt: skip


def test_json_has_the_promised_keys_and_plain_values(dataset):
    rows = json.loads(compare(dataset).to_json())
    assert len(rows) == 4
    for row in rows:
        assert set(PROMISED) <= set(row)
        assert isinstance(row["defrosts"], int)
    assert rows[0]["seasonal_cop_heating"] is None
    assert rows[1]["seasonal_cop_heating"] > 1


def test_savings_are_against_the_first(dataset):
    rows = compare(dataset).rows
    assert rows[0]["savings"] == 0
    for row in rows:
        assert row["savings"] == pytest.approx(rows[0]["cost"] - row["cost"])
        assert row["savings_kg"] == pytest.approx(rows[0]["emissions_kg"] - row["emissions_kg"])


def test_savings_are_never_between_two_climates(dataset, scenario, runs):
    weather = vars(scenario.weather) | {"name": "Elsewhere"}
    elsewhere = pack(replace(scenario, weather=type(scenario.weather)(**weather)), runs[1:])
    rows = compare(dataset, elsewhere).rows
    assert [row["savings"] == 0 for row in rows] == [True, False, False, False, True, False, False]


def test_the_last_line_says_what_emissions_count(dataset):
    """A boundary that is not stated is named as such; two are warned of, in the table, in JSON and in CSV."""
    assert " ".join(str(compare(dataset)).split()).endswith(
        "does not state kind and boundary of its factors (docs/bills.md)."
    )
    own = rates_of(dataset)
    stated = {
        "electricity_kind": "average",
        "electricity_boundary": "upstream with losses",
        "fuel_boundary": "upstream",
    }
    one = rebill(dataset, replace(own, emissions=own.emissions.model_copy(update=stated)))
    said = "CO₂e: average electricity; electricity and gas with upstream and grid losses."
    assert " ".join(str(compare(one)).split()).endswith(said)
    assert json.loads(compare(one).to_json())[0]["emissions_boundary"] == said
    stated["electricity_boundary"] = "combustion"
    two = compare(rebill(dataset, replace(own, emissions=own.emissions.model_copy(update=stated))))
    assert "may have the wrong sign" in " ".join(str(two).split())
    assert "may have the wrong sign" in to_markdown(two).decode()
    assert "may have the wrong sign" in to_csv(two).decode()


@pytest.mark.slow
def test_files_and_datasets_compare_alike(january, file):
    assert compare(file).rows == compare(january).rows == compare(str(file)).rows


def test_the_table_is_complete_whatever_the_names(dataset):
    text = str(compare(dataset))
    assert "1 January to 31 December" in text
    assert "…" not in text
    assert "\x1b" not in text
    for label in (
        "Electricity, kWh",
        "Gas, therms",
        "Seasonal heating COP",
        "System COP, with backup",
        "Cost, $",
        "Savings, $",
    ):
        assert label in text


def test_no_word_is_broken_where_there_is_room(dataset):
    names = ("gas furnace + AC", "single-speed heat pump", "cold-climate heat pump", "dual fuel", "ductless mini-split")
    rows = tuple(compare(dataset).rows[0] | {"name": name} for name in names)
    pieces = {piece for name in names for piece in name.replace("-", "- ").split()}
    assert pieces <= set(str(Comparison(rows, "A title")).split())


@pytest.mark.parametrize("width", [40, 60, 80, 87, 100, 200])
@pytest.mark.parametrize("count", [1, 5, 12])
def test_no_number_is_lost_at_any_width(dataset, width, count):
    rows = [row | {"cost": 1000.0 + number} for number, row in enumerate(compare(dataset).rows * 3)][:count]
    lines = plain(Comparison(tuple(rows), "A title"), width=width).splitlines()
    assert max(map(len, lines)) <= width
    costs = [cost for line in lines if "Cost, $" in line for cost in line.split("$")[1].split()]
    assert costs == [f"1,{number:03d}" for number in range(count)]


def test_markup_in_a_name_is_text(scenario, runs):
    configurations = (replace(scenario.configurations[0], name="[red]x[/red] [/]"),)
    results = pack(
        replace(scenario, configurations=configurations), [replace(runs[0], configuration="[red]x[/red] [/]")]
    )
    assert "[red]x[/red]" in plain(compare(results))


def test_what_failed_is_said_below_the_table(scenario, runs):
    failure = SimulationFailed("Dual fuel", "3 January 04:00:00", "the coil never cleared")
    assert str(failure) in " ".join(str(compare(pack(scenario, runs[:3], [failure]))).split())


@pytest.mark.slow
def test_all_files_that_cannot_be_read_are_named(file, tmp_path):
    with pytest.raises(InvalidInput) as caught:
        compare(tmp_path / "one.nc", file, tmp_path / "two.nc")
    assert [fault.place.rsplit("/")[-1] for fault in caught.value.faults] == ["one.nc", "two.nc"]


def test_nothing_to_compare_is_refused():
    with pytest.raises(InvalidInput, match="nothing to compare"):
        compare()


@pytest.mark.slow
def test_columns_of_several_sites_say_which(tmp_path):
    """Of two files with the same names of configurations."""
    few = [
        replace(scenario, configurations=scenario.configurations[:2])
        for scenario in map(cosim.load, ("retrofit-greensboro", "retrofit-chicago"))
    ]
    here, there = (cosim.simulate(scenario, start=0, end=24) for scenario in few)
    both = cosim.compare(here, there)
    assert [row["site"] for row in both.rows] == 2 * [here.attrs["site"]] + 2 * [there.attrs["site"]]
    assert len(set(both.labels)) == 4
    for text in (str(both), to_markdown(both).decode(), to_csv(both).decode()):
        assert "Greensboro" in text
        assert "Chicago" in text
    assert cosim.compare(here).labels == tuple(here["configuration"].values)
    later = cosim.simulate(few[0], start=24, end=48)
    assert len(set(cosim.compare(here, later).labels)) == 4  # of one site, but of two periods


@pytest.mark.slow
def test_us_units_for_those_who_ask(tmp_path):
    scenario = cosim.load("quick-start")
    results = cosim.simulate(scenario, start=0, end=24)
    netcdf.write(results, tmp_path / "r.nc")
    said = CliRunner().invoke(main, ["compare", str(tmp_path / "r.nc"), "--units", "us"], prog_name="cosim")
    assert said.exit_code == 0, said.output
    [heat] = re.findall(r"Heat delivered, kBtu +([\d,]+)", said.output)
    delivered = float(results["annual_heating"][0]) * 3.412142
    assert float(heat.replace(",", "")) == pytest.approx(delivered, abs=0.51)
    [mass] = re.findall(r"CO₂e, lb +([\d,]+)", said.output)
    assert float(mass.replace(",", "")) == pytest.approx(float(results["annual_emissions"][0]) / 0.45359237, abs=0.51)
    assert "kWh" in said.output  # electricity, as it is billed
