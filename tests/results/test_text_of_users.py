"""What users call things appears as they wrote it, in pictures, tables and files, and never commands a terminal."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import CosimWarning, printable
from cosim.project import find
from cosim.results import netcdf
from cosim.results.export import to_csv
from cosim.results.plots.comparison import draw, picture
from cosim.results.plots.defrost import draw_defrosts
from cosim.results.plots.machine import draw_map
from cosim.sizing.balance import balance
from cosim.sizing.plots import draw_balance
from cosim.sizing.size import size
from cosim.sizing.tables import balance_table, plain, size_table

NAMES = (
    "HP $15k {incl. $2k}",
    "_HP [bold]x[/bold] <b>\\frac",
    "a $\\undefined{$ ^_ % # & ~ [/]",
    "$",
)
STATION = "# station: "


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


@pytest.fixture(scope="module")
def scenario():
    scenario = cosim.load("quick-start")
    one = scenario.configurations[0]
    return replace(scenario, title="$a [red]b$", configurations=tuple(replace(one, name=name) for name in NAMES))


@pytest.fixture(scope="module")
def results(scenario) -> xr.Dataset:
    return cosim.simulate(replace(scenario, configurations=scenario.configurations[:2]), start=0, end=48)


def written_in(svg: Path) -> str:
    """Return the text that matplotlib notes in comments beside what it draws."""
    return svg.read_text(encoding="utf-8").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.slow
def test_pictures_show_names_as_they_are(scenario, results, tmp_path):
    draw([results], tmp_path / "compare.svg")
    draw_defrosts(results, tmp_path / "defrost.svg", NAMES[1])
    found = balance(scenario)
    draw_balance(found, tmp_path / "balance.svg")
    for name in NAMES:
        assert name in written_in(tmp_path / "balance.svg")
    assert NAMES[0] in written_in(tmp_path / "compare.svg")
    assert NAMES[1] in written_in(tmp_path / "defrost.svg")
    texts = [text.get_text() for text in picture([results]).findobj() if hasattr(text, "get_text")]
    assert any("$a [red]b$" in text for text in texts)


@pytest.mark.slow
def test_the_picture_of_a_machine_shows_its_title(tmp_path):
    machine = cosim.load("quick-start").configurations[0].heat_pump
    draw_map(machine.model_copy(update={"title": "unit $1 {a} $2"}), tmp_path / "map.svg")
    assert "unit $1 {a} $2" in written_in(tmp_path / "map.svg")


@pytest.mark.slow
def test_characters_that_no_font_has_are_told_of_and_an_svg_holds_them(results, tmp_path):
    rare = results.assign_coords(configuration=["\U00013000 temple", "b"])
    with pytest.warns(CosimWarning, match="no font here has \U00013000"):
        draw([rare], tmp_path / "compare.png")
    draw([rare], tmp_path / "compare.svg")
    assert "\U00013000 temple" in (tmp_path / "compare.svg").read_text(encoding="utf-8")


@pytest.mark.slow
def test_tables_show_names_as_they_are(scenario, results):
    for table in (plain(size_table(size(scenario))), plain(balance_table(balance(scenario)))):
        together = re.sub(r"\s+", " ", table)
        for piece in ("[bold]x[/bold]", "[/]", "{incl.", "$2k}"):
            assert piece in together
    said = str(cosim.compare(results))
    for piece in ("[bold]x[/bold]", "$a [red]b$", "{incl."):
        assert piece in said


@pytest.mark.slow
def test_the_log_shows_names_as_they_are(results, tmp_path):
    netcdf.write(results, tmp_path / "r.nc")
    said = run("log", tmp_path / "r.nc", "--configuration", NAMES[1])
    assert said.exit_code == 0, said.output
    assert NAMES[1] in said.output


def test_control_characters_in_files_are_refused_by_place_and_never_shown_raw(tmp_path):
    bad = tmp_path / "bad.toml"
    text = find("scenarios", "quick-start", place="test").read_text(encoding="utf-8")
    text = re.sub("^title = .*", r'title = "\\u009b2J"', text, flags=re.MULTILINE)
    bad.write_text('"\\u001b]0;PWN\\u0007" = 3\n' + text, encoding="utf-8")
    for command in ("check", "run", "size", "balance"):
        said = run(command, bad)
        assert said.exit_code == 2
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said.output)
        assert "\\x1b]0;PWN\\x07" in said.output
        assert "title" in said.output
    said = run("list", "scenarios", "--project", _project_with(tmp_path, bad)).output
    assert "(not valid TOML)" in said
    assert "\x9b" not in said


def _project_with(folder: Path, scenario: Path) -> Path:
    shelf = folder / "scenarios"
    shelf.mkdir()
    (shelf / "bad.toml").write_bytes(scenario.read_bytes())
    return folder


def test_a_station_that_commands_the_terminal_is_escaped(tmp_path):
    source = find("weather", "chicago-il", place="test").read_text(encoding="utf-8")
    assert STATION in source
    path = tmp_path / "here.csv"
    path.write_text(source.replace(STATION, f"{STATION}\x1b]0;PWN\x07 ", 1), encoding="utf-8")
    text = find("scenarios", "quick-start", place="test").read_text(encoding="utf-8")
    scenario = tmp_path / "here.toml"
    scenario.write_text(re.sub(r"^weather = .*", 'weather = "here.csv"', text, flags=re.MULTILINE), encoding="utf-8")
    said = run("check", scenario)
    assert said.exit_code == 0, said.output
    assert "\x1b" not in said.output
    assert "\\x1b]0;PWN\\x07" in said.output


@pytest.mark.slow
def test_results_of_somebody_else_are_shown_escaped(results, tmp_path):
    foreign = results.assign_attrs(title="\x1b[2Jx", site="\x9by").assign_coords(configuration=["\x1b[31mred", "b"])
    names = np.array(["b"] * foreign.sizes["event"], dtype=object)
    netcdf.write(foreign.assign(event_configuration_name=("event", names)), tmp_path / "r.nc")
    for command in (("compare", tmp_path / "r.nc"), ("log", tmp_path / "r.nc"), ("defrost", tmp_path / "r.nc")):
        said = run(*command)
        assert said.exit_code == 0, said.output
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said.output)


def test_a_spreadsheet_takes_no_name_for_a_formula(results):
    harmful = results.assign_coords(configuration=["=HYPERLINK(1)", "@b"])
    lines = to_csv(cosim.compare(harmful)).decode().splitlines()
    assert lines[1].startswith("'=HYPERLINK(1),")
    assert lines[2].startswith("'@b,")


def test_line_ends_and_any_script_are_text():
    text = "familjen Åkesson, 家, بيت, בית\n\tzweite"
    assert printable(text) == text
