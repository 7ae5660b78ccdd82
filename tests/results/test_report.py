"""The page: true in its words, safe with any name, whole for odd results, the same numbers in both systems."""

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.life_cycle import CostConfig, LifeCycleConfig
from cosim.errors import SimulationFailed
from cosim.rates.reading import Plan
from cosim.results.comparison import compare
from cosim.results.dataset import pack
from cosim.results.life_cycle import life_cycle, plan_attribute
from cosim.results.report import page
from cosim.results.report.balance import backup, balance
from cosim.results.report.cases import bin_names, bin_of, cases_of
from cosim.results.report.frost import frost
from cosim.results.report.load import load
from cosim.results.report.quantities import KINDS, in_words, number
from cosim.results.report.summary import _ranked, summary
from cosim.scenarios.reader import load as load_scenario
from cosim.sizing.balance import balance as balance_by_design

EVIL = "</script><script>alert(1)</script>\"'&{{ 7*7 }}"
KELVIN = 273.15


def metric(markup: object) -> str:
    """Return what a reader sees in metric units."""
    text = re.sub(r'<span class="us">.*?</span>', "", str(markup))
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ")


def statements(*results) -> list[str]:
    return [metric(one) for said, ones in summary(cases_of(results), results) for one in (said, *ones)]


def part(dataset, scenario, runs, **changes):
    """Return a result of `runs` under a scenario with other names."""
    return pack(replace(scenario, **changes), runs)


class Structure(HTMLParser):
    """Checks that what is opened is closed, and keeps headings, identifiers and what refers to them."""

    VOID = ("meta", "link", "input", "br", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.external: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.scripts += tag == "script"
        for name, value in attributes:
            assert not name.startswith("on"), f"{tag} {name}"
            if name == "id":
                self.ids.append(value)
            elif name in ("aria-labelledby", "aria-describedby"):
                self.references += value.split()
            elif name == "href" and value.startswith("#"):
                self.references.append(value[1:])
            elif name in ("src", "href") and not value.startswith(("#", "data:")):
                self.external.append(value)

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag


def structure(text: str) -> Structure:
    found = Structure()
    found.feed(text)
    found.close()
    assert not found.open
    return found


# the page as a document -----------------------------------------------------------------------------------------------


def test_it_is_one_well_formed_page_that_refers_to_nothing_outside(dataset):
    found = structure(page([dataset]))
    assert not found.external
    assert len(set(found.ids)) == len(found.ids)
    assert set(found.references) <= set(found.ids)
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))


def test_every_part_that_is_promised_is_there(dataset):
    text = page([dataset])
    found = structure(text)
    promised = {"summary", "comparison", "energy", "load", "comfort", "frost", "balance", "cost", "provenance"}
    assert promised <= set(found.ids)
    charts = {chart["name"] for chart in data_of(text)["charts"]}
    assert charts == {"annual-energy", "monthly-energy", "load-duration", "peak-day-0", "outdoors-0", "indoors-0",
                      "defrosts", "balance", "cost", "monthly-cost", "emissions"}  # fmt: skip


def data_of(text: str):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])


def test_a_name_is_text_wherever_it_stands(scenario, runs):
    changed = replace(
        scenario, title=EVIL, text=f"title = '''{EVIL}'''\n[prices]\nnote = '''{EVIL}'''", warnings=(EVIL,),
        configurations=(replace(scenario.configurations[1], name=EVIL), scenario.configurations[0]),
        weather=type(scenario.weather)(**vars(scenario.weather) | {"name": EVIL}),
    )  # fmt: skip
    results = pack(changed, [replace(runs[1], configuration=EVIL), runs[0]],
                   [SimulationFailed(EVIL, "now", EVIL)])  # fmt: skip
    text = page([results])
    found = structure(text)
    assert found.scripts == 2
    assert "<script>alert" not in text
    assert "49" not in re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)[1]
    assert data_of(text)["charts"][0]["categories"][0][0] == EVIL


@pytest.mark.slow
def test_it_is_small_however_many_configurations(scenario, runs):
    many = [replace(runs[1], configuration=f"variant number {number}") for number in range(40)]
    configurations = tuple(replace(scenario.configurations[1], name=run.configuration) for run in many)
    text = page([pack(replace(scenario, configurations=configurations), many)])
    assert len(text.encode()) < 6e6
    assert max(len(chart["panels"]) for chart in data_of(text)["charts"]) == 12
    for run in many:
        assert text.count(run.configuration) > 5


@pytest.mark.parametrize("system", ["metric", "us"])
def test_it_opens_in_the_units_that_were_asked_for(january, system):
    chosen = re.findall(r'value="(metric|us)"[^>]*checked', page([january], system=system))
    assert chosen == [system]


# odd results ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_odd_results_make_whole_pages(dataset, january, scenario, runs):
    summer = dataset.isel(time=slice(4500, 4700))
    elsewhere = part(dataset, scenario, runs[:2],
                     weather=type(scenario.weather)(**vars(scenario.weather) | {"name": "Elsewhere"}))  # fmt: skip
    odd = {
        "one": [dataset.isel(configuration=[1])],
        "furnace alone": [dataset.isel(configuration=[0])],
        "a few hours": [january.isel(time=slice(0, 5))],
        "summer": [summer],
        "twice the same": [january, january],
        "two periods": [dataset, january],
        "two places": [dataset, elsewhere],
        "no defrosts": [dataset.isel(event=slice(0, 0))],
        "no scenario text": [january.assign_attrs(scenario_text="not [TOML")],
        "nothing runs": [silent(january)],
    }
    for name, results in odd.items():
        text = page(results)
        found = structure(text)
        assert set(found.references) <= set(found.ids), name
        assert "nan" not in re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL).lower().split(), name


def silent(dataset):
    """Return a result in which no equipment runs and nothing is paid."""
    still = dataset.copy(deep=True)
    for name in still.data_vars:
        if str(name).startswith("annual_") or str(name).endswith(("_electricity", "_heat", "_gas")):
            still[name] = still[name] * 0
    return still.isel(event=slice(0, 0))


def test_what_is_not_there_has_no_section(dataset):
    cool = [dataset.isel(time=slice(4500, 4700), event=slice(0, 0))]
    cases = cases_of(cool)
    assert frost(cases) is None
    assert balance(cases) is None
    assert [chart.name for chart in load(cases).charts] == ["load-duration"]


# the summary ----------------------------------------------------------------------------------------------------------


class Amount:
    """A case of which only its name and one figure are known."""

    def __init__(self, label: str, amount: float) -> None:
        self.label, self.amount = label, amount

    def annual(self, *_: str) -> float:
        return self.amount


@given(st.lists(st.floats(0, 1e5).map(lambda value: round(value, 2)), min_size=1, max_size=9))
def test_what_is_said_of_the_ranking_is_true(amounts):
    group = [Amount(f"n{number}", amount) for number, amount in enumerate(amounts)]
    (sentence,) = _ranked(group, "cost", "money", "costs", "cost", "for it")
    text = metric(sentence)
    named = {one.label: one.amount for one in group}
    if len(group) == 1:
        assert text == f"n0 costs {in_words(amounts[0], 'money', 'metric')} for it."
        return
    tolerance = 0.005 * max(amounts)
    if "the same" in text:
        assert max(amounts) - min(amounts) <= tolerance
        return
    least = text.split(" least")[0]
    for label in re.findall(r"n\d", least):
        assert named[label] - min(amounts) <= tolerance
    if "less than n0" in text:
        assert min(amounts) < amounts[0]
        assert in_words(amounts[0] - min(amounts), "money", "metric") in text
    most = re.search(r"(n\d) costs most, (\S+)\.", text)
    if most:
        assert named[most[1]] == max(amounts)
        assert most[2] == in_words(max(amounts), "money", "metric")
    assert ("less than n0" in text) == ("n0" not in re.findall(r"n\d", least))


def test_costs_and_savings_in_words_are_those_of_the_table(dataset):
    rows = compare(dataset).rows
    cheapest = min(rows, key=lambda row: row["cost"])
    said = next(text for text in statements(dataset) if " least" in text and "$" in text)
    assert said.startswith(f"{cheapest['name']} costs least, ${cheapest['cost']:,.0f}")
    if cheapest is not rows[0]:
        assert f"${cheapest['savings']:,.0f}" in said


def test_a_first_that_is_cheapest_saves_nothing_and_is_not_said_to(dataset):
    rows = compare(dataset).rows
    order = sorted(range(len(rows)), key=lambda index: rows[index]["cost"])
    said = next(text for text in statements(dataset.isel(configuration=order)) if " least" in text and "$" in text)
    assert "less than" not in said
    assert f"{rows[order[-1]]['name']} costs most" in said


def test_a_year_is_called_a_year_and_a_part_is_not(dataset, january):
    assert "through a year of weather at Nowhere" in statements(dataset)[0]
    assert "10 days" in statements(january)[0]
    assert "a year has other shares" in statements(january)[0]
    assert statements(dataset.isel(configuration=[0]))[0].startswith("1 configuration of")


def test_who_was_cold_is_named_with_hours_and_how_much(dataset):
    cold = dataset.assign(unmet_heating=dataset["unmet_heating"] * 10)
    said = " ".join(statements(cold))
    unmet = cold["unmet_heating"].isel(configuration=1)
    hours, amount = int((unmet > 0).sum()), float(unmet.sum())
    assert f"Single-speed heat pump for {hours} hours ({amount:,.1f} K·h)" in said
    warm = dataset.assign(unmet_heating=dataset["unmet_heating"] * 0)
    assert "Too cold" not in " ".join(statements(warm))
    assert "All keep the room" in " ".join(statements(warm))


def test_who_does_not_cool_where_others_do_is_named(dataset):
    heats_only = dataset.copy(deep=True)
    heats_only["annual_cooling"][0] = 0.0
    assert any("does not cool, while others do" in text for text in statements(heats_only))
    assert not any("not cool" in text for text in statements(dataset))
    nobody = dataset.assign(annual_cooling=dataset["annual_cooling"] * 0)
    assert not any("not cool" in text for text in statements(nobody))


def test_who_failed_is_said(scenario, runs):
    failure = SimulationFailed("Dual fuel", "3 January 04:00:00", "the coil never cleared")
    said = statements(pack(scenario, runs[:3], [failure]))
    assert "1 configuration could not be simulated to the end and is left out of all figures:" in said
    assert str(failure) in said


def test_two_periods_are_never_compared(dataset, january):
    rows = compare(dataset, january).rows
    assert rows[0]["savings"] == rows[4]["savings"] == 0
    introductions = [text for text in statements(dataset, january) if "simulated" in text]
    assert len(introductions) == 2


def test_labels_tell_configurations_apart(dataset, january):
    for results in ([dataset, january], [january, january], [dataset]):
        labels = [case.label for case in cases_of(results)]
        assert len(set(labels)) == len(labels)


# figures --------------------------------------------------------------------------------------------------------------


def chart_of(text: str, name: str):
    return next(chart for chart in data_of(text)["charts"] if chart["name"] == name)


def total(panel) -> float:
    return sum(sum(series["values"]) for series in panel["series"])


def test_months_add_up_to_the_annual_figures(dataset):
    text = page([dataset])
    annual = dataset["annual_electricity"].values + dataset["annual_gas"].values
    months = chart_of(text, "monthly-energy")["panels"]
    assert [total(panel) for panel in months] == pytest.approx(annual.tolist(), rel=1e-6)
    assert total(chart_of(text, "annual-energy")["panels"][0]) == pytest.approx(annual.sum(), rel=1e-6)
    assert total(chart_of(text, "cost")["panels"][0]) == pytest.approx(float(dataset["annual_cost"].sum()), rel=1e-6)
    monthly = sum(total(panel) for panel in chart_of(text, "monthly-cost")["panels"])
    assert monthly == pytest.approx(float(dataset["annual_cost"].sum()), rel=1e-6)
    emissions = float(dataset["annual_emissions"].sum())
    assert total(chart_of(text, "emissions")["panels"][0]) == pytest.approx(emissions, rel=1e-6)


def test_the_load_duration_falls_from_the_peak_to_the_least_load(dataset):
    chart = chart_of(page([dataset]), "load-duration")
    for index, series in enumerate(chart["panels"][0]["series"]):
        power = (dataset["hvac_electricity"] + dataset["other_electricity"]).isel(configuration=index).values
        assert series["values"][0] == pytest.approx(power.max(), rel=1e-6)
        assert series["values"][-1] == pytest.approx(power.min(), rel=1e-6)
        assert np.all(np.diff(series["values"]) <= 0)
        at = [int(hour) for hour in chart["x"]]
        np.testing.assert_allclose(series["values"], np.sort(power)[::-1][at], rtol=1e-6)


def test_the_peak_day_holds_the_highest_hour_of_heating(dataset):
    chart = chart_of(page([dataset]), "peak-day-0")
    power = dataset["hvac_electricity"] + dataset["other_electricity"]
    heats = dataset["heat_pump_heat"] + dataset["strip_heat"] + dataset["furnace_heat"] > 0
    highest = max(sum(parts) for panel in chart["panels"]
                  for parts in zip(*(series["values"] for series in panel["series"]), strict=True))  # fmt: skip
    assert highest == pytest.approx(float(power.where(heats).max()), rel=1e-6)
    assert len(chart["categories"]) == 24


def test_defrosts_by_temperature_are_all_of_them(dataset):
    chart = chart_of(page([dataset]), "defrosts")
    counts = [total(panel) for panel in chart["panels"]]
    assert counts == [count for count in dataset["annual_defrosts"].values.tolist() if count]


def test_backup_begins_where_it_gives_a_twentieth(dataset):
    cases = cases_of([dataset])
    single = backup(cases[1])
    # in this made-up house the strips carry a fifth of the load of one unit at any temperature, and none of the other's
    warmest = dataset["outdoor_temperature"].values[1][dataset["strip_heat"].values[1] > 0].max()
    assert single.share == pytest.approx(0.2, abs=0.005)
    assert single.from_below == pytest.approx(warmest, abs=2.0)
    assert backup(cases[2]).share == 0
    assert backup(cases[2]).from_below is None
    assert backup(cases[0]) is None


@given(st.floats(200, 330))
def test_a_bin_is_called_by_its_edges(temperature):
    bin_number = int(bin_of(np.array([temperature]))[0])
    for name, value in zip(
        bin_names(bin_number), (temperature - KELVIN, (temperature - KELVIN) * 1.8 + 32), strict=True
    ):
        low, high = (float(edge.replace("−", "-")) for edge in re.findall(r"[−\d]+", name))
        assert low - 0.51 <= value <= high + 0.51


@given(st.sampled_from(sorted(KINDS)), st.floats(-1e6, 1e6))
def test_both_systems_say_the_same(kind, value):
    metric_form, us_form = KINDS[kind]
    back = []
    for form in (metric_form, us_form):
        text = number(value, form).replace("−", "-").replace(",", "")
        back.append((float(text) - form.offset) / form.scale)
    rounding = max(0.5 * 10**-form.decimals / form.scale for form in (metric_form, us_form))
    assert back == pytest.approx([value, value], abs=rounding * 1.001 + 1e-9 * abs(value))


def test_no_bin_begins_at_minus_nought():
    assert not any(re.search(r"−0\b", name) for number in range(-30, 20) for name in bin_names(number))


@pytest.mark.slow
def test_balance_points_by_design_stand_beside_what_was_lived(dataset):
    design = balance_by_design(load_scenario("quick-start"))
    text = page([dataset], designs=[design])
    assert "design-0" in {chart["name"] for chart in data_of(text)["charts"]}
    (point,) = design.points
    table = metric(text[text.index("Balance points by design") :])
    assert in_words(point.cutoff, "temperature", "metric").removesuffix("\u00a0°C") in table
    lines = {one["label"]: one["values"] for one in chart_of(text, "design-0")["panels"][0]["series"]}
    x = chart_of(text, "design-0")["x"]
    load, capacity = lines["Load of the house"], lines["Capacity at maximum speed, net of frost"]
    short = [at for at, needed, most in zip(x, load, capacity, strict=True) if needed > most]
    assert (max(short) if short else None) == (pytest.approx(point.thermal, abs=1.0) if point.thermal else None)


@pytest.mark.slow
def test_years_of_cost_stand_where_a_scenario_has_a_plan(dataset, january):
    costs = {str(name): CostConfig(installed_usd=9000 + 2000 * at)
             for at, name in enumerate(dataset["configuration"].values)}  # fmt: skip
    planned = plan_attribute(Plan(LifeCycleConfig(years=12, costs=costs), ()))
    result = dataset.assign_attrs(planned)
    text = page([result])
    expected = [row["net_present_cost"] for row in life_cycle(result).rows]
    series = chart_of(text, "life-cycle-0")["panels"][0]["series"]
    parts = zip(*(one["values"] for one in series), strict=True)
    assert [sum(one) for one in parts] == pytest.approx(expected, rel=1e-6)
    assert "12 years" in text
    for without in (dataset, january.assign_attrs(planned)):  # no plan, or no whole year
        assert "life-cycle" not in page([without])


def test_forty_configurations_have_forty_kinds_of_line():
    """Coprime numbers of colours and dashes: none of the first forty looks like another."""
    from cosim.fleet.report.section import line_of
    from cosim.results.report.cases import LINES

    assert len(set(LINES)) == len(LINES) == 40
    assert len({line_of(place) for place in range(6)}) == 6
    assert len({colour for colour, _ in LINES[:5]}) == 5
