"""The comparison: the keys that the command line promises, savings, and a table that survives a pipe."""

import json
from dataclasses import replace

import pytest

from cosim.errors import InvalidInput, SimulationFailed
from cosim.results.comparison import Comparison, compare, plain
from cosim.results.dataset import pack

PROMISED = ("name", "electricity_kwh", "gas_kwh", "heating_kwh", "cooling_kwh", "strip_kwh", "cost", "emissions_kg",
            "seasonal_cop_heating", "defrosts", "compressor_starts", "peak_electric_w", "unmet_heating_kh",
            "other_electricity_kwh")  # fmt: skip


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


def test_files_and_datasets_compare_alike(january, file):
    assert compare(file).rows == compare(january).rows == compare(str(file)).rows


def test_the_table_is_complete_whatever_the_names(dataset):
    text = str(compare(dataset))
    assert "1 January to 31 December" in text
    assert "…" not in text
    assert "\x1b" not in text
    for label in ("Electricity, kWh", "Gas, therms", "Seasonal heating COP", "Cost, $", "Savings, $"):
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


def test_all_files_that_cannot_be_read_are_named(file, tmp_path):
    with pytest.raises(InvalidInput) as caught:
        compare(tmp_path / "one.nc", file, tmp_path / "two.nc")
    assert [fault.place.rsplit("/")[-1] for fault in caught.value.faults] == ["one.nc", "two.nc"]


def test_nothing_to_compare_is_refused():
    with pytest.raises(InvalidInput, match="nothing to compare"):
        compare()
