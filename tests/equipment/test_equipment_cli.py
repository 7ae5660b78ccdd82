"""`cosim equipment`: every command runs, and says what it was asked for."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibration.calibrate import sheet_of
from cosim.equipment.calibration.fit import compare
from cosim.equipment.calibration.swap import swap
from cosim.equipment.calibration.toml_text import readable
from cosim.equipment.library import check_refrigerant, read_machine
from cosim.errors import InvalidInput
from cosim.units import to_si

DOCS = Path(__file__).parents[2] / "docs"


def cosim(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


@pytest.mark.slow
def test_fit_makes_a_machine_that_is_exact_at_its_points(reference, tmp_path):
    unit = tmp_path / "unit.toml"
    sheet = reference / "heat_pump_data" / "neep_points.csv"
    said = cosim("equipment", "fit", sheet, "--model", "PUZ-HA36NHA5", "--refrigerant", "R-410A", "-o", unit)
    assert said.exit_code == 0, said.output
    assert "rms" in said.output
    assert (tmp_path / "unit.png").stat().st_size > 10_000
    config = HeatPumpConfig.model_validate(tomllib.loads(unit.read_text(encoding="utf-8")))
    assert config.refrigerant == "R-410A"
    assert len(config.published) == 13
    result = compare(config, sheet_of(config))
    assert result.largest() < 1e-4
    assert result.largest("capacity") < 1e-4
    again = cosim("equipment", "fit", sheet, "--model", "PUZ-HA36NHA5", "-o", unit)
    assert again.exit_code == 2
    assert "exists already" in again.output


SHEET = re.search(r"^mode,outdoor_f.*?(?=```)", (DOCS / "how-to.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)[0]


@pytest.mark.slow
def test_the_manuals_sheet_is_met_where_rated_and_greatest_speed_meet(tmp_path, monkeypatch):
    """36,000 Btu/h and 2.85 kW at 95 °F are published: COP 3.70, EER 12.63."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text(SHEET, encoding="utf-8")
    title = 'of "A \\\\ B" [bold]'
    said = cosim("equipment", "fit", "points.csv", "-o", "unit.toml", "--title", title)
    assert said.exit_code == 0, said.output
    assert "After anchoring every point is met (within 0.1%)." in said.output
    assert "refrigerant R-454B" in said.output
    assert "cut-off −4 °F" in said.output
    for name in ("unit", "unit.toml", tmp_path / "unit.toml"):
        rated = cosim("equipment", "rate", name)
        assert rated.exit_code == 0, rated.output
    [full] = [line for line in rated.output.splitlines() if "A full" in line]
    capacity, power = map(float, re.findall(r"([\d.]+) kW", full))
    cop = float(full.split()[-1])
    assert capacity == pytest.approx(36.0e3 * 1055.056 / 3.6e6, rel=1e-3)
    assert power == pytest.approx(2.85, rel=2e-3)
    assert cop == pytest.approx(3.70, rel=2e-3)
    assert title in rated.output


@pytest.mark.slow
def test_a_sheet_that_heats_below_the_usual_cut_off_lowers_it(tmp_path):
    """At −15 °F; the machine to start from stops at −4 °F."""
    points = tmp_path / "points.csv"
    points.write_text(SHEET + "heating,-15,max,28000,5.60\n", encoding="utf-8")
    said = cosim("equipment", "fit", points, "-o", tmp_path / "unit.toml", "--refrigerant", "R-32")
    assert said.exit_code == 0, said.output
    assert "cut-off −15 °F (−26 °C), the sheet's coldest" in said.output
    assert "(--refrigerant" not in said.output
    assert read_machine(str(tmp_path / "unit.toml")).limits.cutoff == pytest.approx(to_si(-15.0, "temperature", "f"))


def test_what_is_written_reads_back_whatever_its_texts_hold(tmp_path):
    texts = {"title": 'a "quoted" \\ back\x7fslash', "source": 'from C:\\new\\"""sheet""".csv'}
    before = read_machine("mitsubishi-puz-ha36nha5").model_copy(update=texts)
    after = HeatPumpConfig.model_validate(tomllib.loads(readable(before)))
    assert after.title == texts["title"]
    assert after.source.strip() == texts["source"]


def test_a_machine_that_its_file_could_not_hold_is_not_written():
    machine = read_machine("ccashp-3ton")
    compressor = machine.compressor.model_copy(update={"displacement": -1.0})
    with pytest.raises(InvalidInput, match="displacement"):
        readable(machine.model_copy(update={"compressor": compressor}))


@pytest.mark.parametrize("fluid", ["R-499Z", "R32&Water"])
def test_fit_refuses_what_coolprop_cannot_compute(reference, fluid):
    sheet = reference / "heat_pump_data" / "neep_points.csv"
    said = cosim("equipment", "fit", sheet, "--model", "PUZ-HA36NHA5", "--refrigerant", fluid)
    assert said.exit_code == 2
    assert "cannot be evaluated by CoolProp" in said.output


@pytest.mark.slow
def test_map_draws(tmp_path):
    picture = tmp_path / "map.png"
    assert cosim("equipment", "map", "mitsubishi-puz-ha36nha5", "-o", picture).exit_code == 0
    assert picture.stat().st_size > 20_000
    assert cosim("equipment", "map", "mitsubishi-puz-ha36nha5", "-o", tmp_path / "map.txt").exit_code == 2


@pytest.mark.slow
def test_swap_says_what_is_held_and_writes_a_machine(tmp_path):
    unit = tmp_path / "with-r32.toml"
    said = cosim("equipment", "swap", "mitsubishi-muz-fh18nah2", "--refrigerant", "R-32", "-o", unit)
    assert said.exit_code == 0, said.output
    assert "Unchanged: conductances" in said.output
    assert read_machine(str(unit)).refrigerant == "R-32"
    assert cosim("equipment", "rate", unit).exit_code == 0


@pytest.mark.slow
def test_swaps_go_the_way_of_the_fluids():
    config = read_machine("mitsubishi-muz-fh18nah2")
    same = swap(config, "R-410A")
    assert same.displacement == pytest.approx(1.0, abs=1e-6)
    assert all(row[2:4] == (pytest.approx(1.0), pytest.approx(1.0)) for row in same.rows)
    r32, propane = swap(config, "R-32"), swap(config, "R-290")
    assert r32.displacement < 1.0 < propane.displacement, "R-32 is denser in capacity, propane much less so"
    assert r32.rows[0][2] == pytest.approx(1.0, abs=1e-3)
    assert r32.rows[0][5] > r32.rows[0][4] + 10, "R-32 runs hot"
    assert propane.rows[0][5] < propane.rows[0][4], "propane runs cool"
    drop_in = swap(config, "R-454B", "drop-in")
    assert drop_in.displacement == 1.0
    assert 0.93 < drop_in.rows[0][2] < 1.0


@pytest.mark.parametrize(("name", "words"), [("mini-split-r32-1.5ton", "A2L"), ("ac-3ton", "40 CFR 84.54")])
def test_show_tells_refrigerant_facts(name, words):
    said = cosim("show", name)
    assert said.exit_code == 0
    assert "GWP over 100 years" in said.output
    assert words in said.output
    tomllib.loads(said.output)  # facts are comments, so what is shown is still a machine


@pytest.mark.parametrize("fluid", ["R-134a", "R-1234yf", "R-290"])
def test_any_refrigerant_of_coolprop_may_be_named_as_people_write_it(fluid):
    check_refrigerant(fluid, "refrigerant")


@pytest.mark.slow
def test_a_mixture_that_cannot_be_solved_is_refused_with_the_reason():
    with pytest.raises(InvalidInput, match="R-466A.*critical point"):
        check_refrigerant("R-466A", "refrigerant")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda rows: rows[:2], "2 points cannot tell"),
        (lambda rows: [*rows, "heating,17,max,23000,3.5"], "row 5: capacity falls from rated to max"),
        (lambda rows: [*rows, "heating,35,rated,36000,0.35"], "row 5: COP 30.1 is above Carnot"),
        (lambda rows: [*rows, "heating,35,rated,9.1,2.8"], "row 5: COP 0.00095 is no heat pump"),
        (lambda rows: [*rows, "heating,35,rated,30000,2800"], "row 5: power of 2800 kW"),
    ],
)
def test_fit_refuses_what_cannot_be_and_writes_nothing(tmp_path, changed, reason):
    rows = changed(["heating,47,rated,36000,2.9", "heating,17,rated,24000,2.7", "heating,5,rated,19000,2.6"])
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("\n".join(["mode,outdoor_f,level,capacity_btu_h,power_kw", *rows]), encoding="utf-8")
    said = cosim("equipment", "fit", sheet, "-o", tmp_path / "unit.toml")
    assert said.exit_code == 2
    assert reason in said.output
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.csv"]
