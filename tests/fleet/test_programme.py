"""Programmes: what is wrong with one is said with its place, all at once."""

from pathlib import Path

import pytest

from cosim.errors import InvalidInput
from cosim.fleet.reading import load_programme
from cosim.fleet.run import run_fleet
from cosim.fleet.traits import TRAITS

from .conftest import COLD_DAYS

HEADER = "house,site,existing,size,heating_setpoint_f"


def faults_of(path: Path, **settings) -> str:
    with pytest.raises(InvalidInput) as caught:
        load_programme(path, **settings)
    return str(caught.value)


def test_shares_that_do_not_sum_to_one_are_all_named(programme_file):
    told = faults_of(programme_file(
        ("greensboro-nc = 0.7", "greensboro-nc = 0.6"),
        ('share = 0.2\nhouse = "tight-new"', 'share = 0.3\nhouse = "tight-new"'),
        ('existing = { "gas furnace" = 0.6, "old heat pump" = 0.4 }', 'existing = { "gas furnace" = 0.9 }'),
    ))  # fmt: skip
    for place in ("sites: shares add up to 0.9", "populations: shares add up to 1.1",
                  "populations[0].existing: shares add up to 0.9"):  # fmt: skip
        assert place in told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("size = {", "sise = {", "variation.sise: unknown key; did you mean 'size'?"),
        ("heating_setpoint_f = {", "heating_setpoint = {", "needs its unit in the key"),
        ("sd = 2, min = 63, max = 74", "sd = 2", "reaches from"),
        ("spread = 1.2, min = 0.6, max = 1.8 }\nheating", "mean = 1.0 }\nheating", "mixes"),
        (
            'equipment = "cold-climate heat pump"',
            'equipment = "cold heat pump"',
            "equipment 'cold heat pump' is not defined",
        ),
        ('measures = ["heat pump"]', 'measures = ["heat pumps"]', "measure 'heat pumps' is not defined"),
        (
            'heat_pump = "ccashp-3ton"',
            'heat_pump = "ccashp-9ton"',
            "equipment[2].heat_pump: no heat pump 'ccashp-9ton'",
        ),
        ('house = "tight-new"', 'house = "tight"', "no house 'tight'; did you mean 'tight-new'?"),
        ("interval_min = 15", "interval_min = 20", "interval must be 15 or 60 minutes"),
        ("losses = 0.07", "losses = 0.7", "avoided_costs.losses: must be less than 0.3"),
        ('name = "with heat pumps"', 'name = "today"', "two have the name 'today'"),
    ],
)
def test_a_fault_is_said_with_its_place(programme_file, old, new, told):
    assert told in faults_of(programme_file((old, new)))


def test_some_homes_have_a_fault_that_a_measure_repairs(programme_file):
    serviced = '[[equipment]]\nname = "old heat pump"'
    ill = serviced.replace("old heat pump", "as found")
    own = 'heat_pump = "single-speed-3ton"\nstrips = { capacity_kw = 10 }\n'
    programme = load_programme(programme_file(
        ('"old heat pump" = 0.4 }', '"as found" = 0.4 }'),
        (serviced, f'{ill}\n{own}faults = [{{ kind = "undercharge", share = 0.2 }}]\n\n{serviced}'),
    ))  # fmt: skip
    home = next(home for home in map(programme.home, range(200)) if home.existing == "as found")
    assert [fault.kind for fault in programme.equipment(home, "as found").faults] == ["undercharge"]
    assert programme.equipment(home, "old heat pump").faults == ()


def test_a_fault_outside_the_days_that_are_run_is_refused_before_a_home_is_simulated(programme_file, tmp_path):
    sound = "strips = { capacity_kw = 10 }\n"
    ill = f'{sound}faults = [{{ kind = "undercharge", share = 0.2, from = "06-01" }}]\n'
    programme = load_programme(programme_file((sound, ill)), homes=2)
    with pytest.raises(InvalidInput, match="'undercharge' from 06-01 .*lies outside the run"):
        run_fleet(programme, tmp_path / "out", period=COLD_DAYS, workers=0)
    assert not (tmp_path / "out").exists()


def csv_programme(programme_file, tmp_path, *rows: str, header: str = HEADER) -> Path:
    (tmp_path / "homes.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    path = programme_file()
    text = path.read_text(encoding="utf-8")
    begin, end = text.index("[[populations]]"), text.index("[[equipment]]")
    text = text[:begin] + text[end:]
    path.write_text(text.replace("homes = 1000", 'homes_csv = "homes.csv"'), encoding="utf-8")
    return path


def test_homes_of_a_csv_file_are_taken_as_they_stand(programme_file, tmp_path):
    path = csv_programme(programme_file, tmp_path, "ranch-1960s,sterling-va,gas furnace,1.1,68",
                         "tight-new,greensboro-nc,old heat pump,0.9,70")  # fmt: skip
    programme = load_programme(path)
    assert programme.homes == 2
    home = programme.home(1)
    assert (home.house, home.site, home.existing) == ("tight-new", "greensboro-nc", "old heat pump")
    assert home.traits["size"] == 0.9
    assert home.traits["heating_setpoint"] == pytest.approx((70 + 459.67) * 5 / 9)
    assert "3 are asked for, but 'homes.csv' has 2" in faults_of(path, homes=3)


def test_impossible_homes_are_named_by_row_and_column(programme_file, tmp_path):
    told = faults_of(csv_programme(
        programme_file, tmp_path, "ranch-1960s,sterling-va,gas furnace,1.1,68", "tight-new,greensboro-nc,gas,-2,700",
        "tight-new,greensboro-nc,gas furnace,nan,x", "tight-new,greensboro-nc",
    ))  # fmt: skip
    for words in ("row 3, column 'existing': there is no 'gas'; choose",
                  "row 3, column 'size': -2 is not valid; choose 0.3 to 4",
                  "row 3, column 'heating_setpoint_f': 700 is not valid", "row 4, column 'size': nan is not valid",
                  "row 4, column 'heating_setpoint_f': 'x' is not a number", "row 5: has 2 cells"):  # fmt: skip
        assert words in told


def test_an_unknown_column_is_a_label_and_one_like_a_known_one_is_named(programme_file, tmp_path):
    row = "ranch-1960s,sterling-va,gas furnace,1.1,68"
    path = csv_programme(programme_file, tmp_path, f"{row},4711", f"{row},0815",
                         header=HEADER.replace("size", "sise") + ",account")  # fmt: skip
    programme = load_programme(path)
    assert programme.home(1).labels == {"sise": "1.1", "account": "0815"}
    [told] = [note for note in programme.warnings if "label" in note]
    assert told.endswith("column 'sise' is taken as a label of 2 rows; did you mean 'size'?")


def test_two_replacements_of_one_home_are_refused(programme_file):
    second = '[[measures]]\nname = "other"\nequipment = "old heat pump"\n\n[[configurations]]\nname = "today"'
    path = programme_file(('[[configurations]]\nname = "today"', second), ('["heat pump"]', '["heat pump", "other"]'))
    assert "'heat pump' and 'other' both replace equipment in one home" in faults_of(path)


def test_every_trait_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "fleet.md").read_text(encoding="utf-8")
    assert [trait.name for trait in TRAITS if f"`{trait.name}`" not in page] == []


@pytest.mark.slow
def test_measures_drawn_together_go_to_the_same_homes():
    programme = load_programme("winter-peak-options", homes=60)
    pumps, dual, lowered = ([programme.measures_of(programme.home(number), place) for number in range(60)]
                            for place in (1, 2, 3))  # fmt: skip
    assert [bool(taken) for taken in pumps] == [bool(taken) for taken in dual]
    assert 5 < sum(map(bool, pumps)) < 30
    assert all(set(one) <= set(more) for one, more in zip(pumps, lowered, strict=True))
    assert any("lowered in peak hours" in taken for taken in lowered)
