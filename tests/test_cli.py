"""The command line: what goes to which stream, exit codes, and that nothing is written when it should not be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cosim import study
from cosim.cli import GROUPS, main
from cosim.cli.values import day
from cosim.errors import SimulationFailed

TWO_DAYS = ("--from", "01-10", "--to", "01-11")
TWO_CONFIGURATIONS = """
title = "Two ways"
house = "tight-new"
weather = "golden-co"
prices = { electricity_usd_per_kwh = 0.16, gas_usd_per_therm = 1.2 }
emissions = { electricity_kg_per_mwh = 400, gas_kg_per_therm = 6.1 }

[[configurations]]
name = "furnace"
furnace = "furnace-96"

[[configurations]]
name = "heat pump"
heat_pump = "ccashp-3ton"
strips = { capacity_kw = 5 }
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, with a scenario of two configurations."""
    (tmp_path / "two.toml").write_text(TWO_CONFIGURATIONS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cosim(*arguments: str):
    """Run a command within this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"two.toml"}


# help, values ---------------------------------------------------------------------------------------------------------


def test_help_groups_every_command():
    """Each under what one wants to do with it, none beside the groups."""
    said = cosim("--help").output
    assert [*main.commands] == [name for commands in GROUPS.values() for name in commands]
    assert not [title for title in GROUPS if title not in said]
    for name in main.commands:
        assert name in said
        assert cosim(name, "--help").exit_code == 0


def test_help_shows_of_a_command_what_its_own_help_begins_with():
    """Summaries stand where they are known without importing the command."""
    for name, command in main.loaded().items():
        assert command.name == name
        assert main.commands[name].help == " ".join((command.help or "").split("\n\n")[0].split())


def test_help_imports_no_command():
    code = (
        "import sys\nfrom cosim.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "print(*sorted(name for name in sys.modules if name.startswith('cosim.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert loaded <= {
        *("cosim._version", "cosim.distribution", "cosim.errors", "cosim.files", "cosim.interrupts"),
        *(f"cosim.cli{end}" for end in ("", ".exits", ".listed", ".signals", ".streams")),
    }


def test_version_is_the_package_s():
    import cosim as package

    assert cosim("--version").output.split() == ["cosim", package.__version__]


@pytest.mark.parametrize(("text", "days"), [("01-01", 0), ("2-1", 31), ("03-01", 59), ("12-31", 364)])
def test_days_of_the_year(text, days):
    assert day(None, None, text) == days


@pytest.mark.parametrize("text", ["", "02-29", "13-01", "00-10", "04-31", "2001-01-01", "January", "٠١-٠١", "01-00"])
def test_what_is_not_a_day_is_refused(text):
    with pytest.raises(click.BadParameter):
        day(None, None, text)


@pytest.mark.parametrize(
    "options",
    [
        ("--step", "7"),
        ("--step", "120"),
        ("--step", "0"),
        ("--step", "-60"),
        ("--step", "nan"),
        ("--step", "a minute"),
        ("--jobs", "0"),
        ("--from", "02-30"),
        ("--from", "03-02", "--to", "03-01"),
        ("--fidelity", "exact"),
        ("--project", "nowhere"),
        ("-o", "nowhere/two.nc"),
        ("-o", "."),
    ],
)
def test_options_that_cannot_be_are_refused(here, options):
    result = cosim("run", "two.toml", *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr
    assert files(here) == set()


# run ------------------------------------------------------------------------------------------------------------------


def test_run_writes_the_file_and_prints_the_table(here):
    result = cosim("run", "two.toml", *TWO_DAYS)
    assert result.exit_code == 0, result.stderr
    assert "Two ways (10 January to 11 January)" in result.stdout
    assert files(here) == {"two.nc"}
    assert cosim("compare", "two.nc").stdout == result.stdout


def test_json_is_all_that_standard_output_holds(here):
    result = cosim("run", "two.toml", *TWO_DAYS, "--json", "-o", "other.nc")
    rows = json.loads(result.stdout)
    assert [row["name"] for row in rows] == ["furnace", "heat pump"]
    assert rows[0]["gas_kwh"] > 0
    assert rows[0]["seasonal_cop_heating"] is None
    assert rows[1]["gas_kwh"] == 0
    assert files(here) == {"other.nc"}
    assert json.loads(cosim("compare", "--json", "other.nc").stdout) == rows


def test_an_existing_file_is_refused_before_simulating(here, monkeypatch):
    monkeypatch.setattr(study, "simulate", lambda *_, **__: pytest.fail("simulated"))
    (here / "two.nc").write_bytes(b"mine")
    result = cosim("run", "two.toml")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert (here / "two.nc").read_bytes() == b"mine"


def test_force_replaces_it(here):
    (here / "two.nc").write_bytes(b"mine")
    assert cosim("run", "two.toml", *TWO_DAYS, "--force").exit_code == 0
    assert (here / "two.nc").read_bytes() != b"mine"


def test_all_faults_are_listed_and_nothing_is_written(here):
    (here / "bad.toml").write_text(
        TWO_CONFIGURATIONS.replace("tight-new", "tight-nwe").replace("ccashp-3ton", "ccashp-3t") + "colour = 'red'\n"
    )
    for command in ("run", "check"):
        result = cosim(command, "bad.toml")
        assert result.exit_code == 2
        assert "did you mean 'tight-new'?" in result.stderr
        assert "did you mean 'ccashp-3ton'?" in result.stderr
        assert "colour" in result.stderr
        assert "Traceback" not in result.output
        assert result.stdout == ""
    assert files(here) == {"bad.toml"}


def failing(configurations):
    """Return a stand-in for the simulation of one configuration that fails for some."""
    real = study._simulate_one

    def simulate_one(task):
        if task.configuration.name in configurations:
            return SimulationFailed(task.configuration.name, "10 January 04:00:00", "the coil never cleared")
        return real(task)

    return simulate_one


def test_what_succeeded_is_kept_when_a_configuration_fails(here, monkeypatch):
    monkeypatch.setattr(study, "_simulate_one", failing({"heat pump"}))
    result = cosim("run", "two.toml", *TWO_DAYS, "--json")
    assert result.exit_code == 1
    assert "'heat pump' failed at 10 January 04:00:00: the coil never cleared" in result.stderr
    assert [row["name"] for row in json.loads(result.stdout)] == ["furnace"]
    import xarray

    with xarray.open_dataset(here / "two.nc") as results:
        assert list(json.loads(results.attrs["failed_configurations"])) == ["heat pump"]


def test_nothing_is_written_when_every_configuration_fails(here, monkeypatch):
    monkeypatch.setattr(study, "_simulate_one", failing({"furnace", "heat pump"}))
    result = cosim("run", "two.toml", *TWO_DAYS)
    assert result.exit_code == 1
    assert result.stderr.count("the coil never cleared") == 2
    assert files(here) == set()


def test_an_interrupt_ends_it_without_a_trace(here, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "simulate", interrupt)
    result = cosim("run", "two.toml")
    assert result.exit_code == 130
    assert "Traceback" not in result.output
    assert files(here) == set()


@pytest.mark.slow
def test_the_demo_makes_a_table_a_picture_and_a_file_again_and_again(here, monkeypatch):
    """Its years are simulated the first time."""
    known = {}
    real = study._simulate_one

    def simulate_one(task):
        name = task.configuration.name
        known[name] = known[name] if name in known else real(task)
        return known[name]

    monkeypatch.setattr(study, "_simulate_one", simulate_one)
    for _ in range(2):
        result = cosim("demo")
        assert result.exit_code == 0, result.stderr
        assert files(here) == {"demo"}
        made = {path.suffix: path for path in (here / "demo").iterdir()}
        assert set(made) == {".nc", ".png", ".txt"}
        assert made[".txt"].read_text(encoding="utf-8") in result.stdout
    assert len(json.loads(cosim("compare", "--json", made[".nc"]).stdout)) == 5


def test_the_demo_does_not_stumble_over_a_file_of_its_name(here):
    (here / "demo").write_text("mine")
    result = cosim("demo")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.slow
def test_in_a_pipe_there_is_no_progress_and_no_colour(here):
    arguments = [sys.executable, "-m", "cosim", "run", "two.toml", *TWO_DAYS]
    environment = os.environ | {"COLUMNS": "40"}
    result = subprocess.run(arguments, capture_output=True, text=True, check=False, env=environment)
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stdout + result.stderr
    assert "Two ways" in result.stdout
    assert all(line.startswith("note: ") for line in result.stderr.splitlines())


# compare --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_compare_draws(here):
    cosim("run", "two.toml", *TWO_DAYS)
    assert cosim("compare", "two.nc", "-o", "two.png").exit_code == 0
    assert (here / "two.png").stat().st_size > 10_000


def test_compare_refuses_what_it_cannot_read_or_draw(here):
    assert cosim("compare").exit_code == 2
    assert cosim("compare", "missing.nc").exit_code == 2
    assert cosim("compare", "two.toml").exit_code == 2
    assert cosim("compare", "missing.nc", "-o", "two.xyz").exit_code == 2
    assert cosim("compare", "missing.nc", "-o", "nowhere/two.png").exit_code == 2
    assert files(here) == set()


# shelves --------------------------------------------------------------------------------------------------------------


def test_list_names_shelves_and_what_is_on_them(here):
    said = cosim("list").stdout
    for word in ("weather", "scenarios", "heat_pumps", "retrofit-greensboro", "greensboro-nc", "ccashp-3ton"):
        assert word in said
    assert "retrofit-greensboro" not in cosim("list", "weather").stdout
    assert "did you mean 'weather'" in cosim("list", "wether").stderr


def test_show_prints_the_source_or_the_climate(here):
    assert "[[configurations]]" in cosim("show", "retrofit-greensboro").stdout
    assert "Chicago" in cosim("show", "weather/chicago-il").stdout
    assert "Two ways" in cosim("show", "two.toml").stdout
    for name in ("nothing", "weather/nothing", "nowhere/nothing", "nothing.toml"):
        result = cosim("show", name)
        assert result.exit_code == 2
        assert "Traceback" not in result.output


def test_check_says_what_it_read(here):
    result = cosim("check", "two.toml")
    assert result.exit_code == 0
    assert "2 configurations (furnace, heat pump)" in result.stdout
    assert files(here) == set()


def test_init_makes_a_project_whose_scenario_can_be_checked(here):
    assert cosim("init", "mine").exit_code == 0
    assert {"weather", "equipment_library", "scenarios"} <= {path.name for path in (here / "mine").iterdir()}
    assert cosim("check", "mine/scenarios/my-question.toml").exit_code == 0
    again = cosim("init", "mine")
    assert again.exit_code == 2
    assert "already" in again.stderr


def test_a_name_of_one_s_own_project_comes_first(here, monkeypatch):
    cosim("init", "mine")
    monkeypatch.chdir(here / "mine")
    assert "my-question" in cosim("list", "scenarios").stdout
    assert cosim("check", "my-question").exit_code == 0
    monkeypatch.chdir(here)
    assert cosim("check", "my-question").exit_code == 2
    assert cosim("check", "my-question", "--project", "mine").exit_code == 0


# report and tables ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def result_file(tmp_path_factory):
    """A result of two days, made once."""
    folder = tmp_path_factory.mktemp("result")
    (folder / "two.toml").write_text(TWO_CONFIGURATIONS)
    path = folder / "two.nc"
    assert cosim("run", str(folder / "two.toml"), *TWO_DAYS, "-o", str(path)).exit_code == 0
    return path


@pytest.mark.slow
def test_report_writes_one_page(here, result_file):
    result = cosim("report", str(result_file), "-o", "page.html")
    assert result.exit_code == 0, result.output
    text = (here / "page.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "Two ways" in text
    assert cosim("report", str(result_file), str(result_file), "--units", "us").exit_code == 0
    assert files(here) == {"page.html", "report.html"}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "md", "xlsx"])
def test_the_table_goes_to_a_file_by_its_suffix(here, result_file, form):
    assert cosim("compare", str(result_file), "-o", f"one.{form}").exit_code == 0
    assert cosim("report", str(result_file), "-o", f"two.{form}").exit_code == 0
    assert cosim("report", str(result_file), "--format", form).exit_code == 0
    assert files(here) == {f"one.{form}", f"two.{form}", f"report.{form}"}


@pytest.mark.slow
def test_the_table_is_printed_in_the_form_that_is_asked_for(here, result_file):
    rows = json.loads(cosim("compare", str(result_file), "--format", "json").stdout)
    lines = cosim("compare", str(result_file), "--format", "csv").stdout.splitlines()
    assert lines[0].split(",") == list(rows[0])
    assert len(lines) == 3
    assert "| --- |" in cosim("compare", str(result_file), "--format", "md").stdout
    assert files(here) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "FILE", "--format", "xlsx"),
        ("compare", "FILE", "--format", "md", "-o", "table.csv"),
        ("compare", "FILE", "--json", "--format", "csv"),
        ("compare", "FILE", "-o", "nowhere/table.csv"),
        ("compare", "FILE", "-o", "nowhere/picture.png"),
        ("compare", "."),
        ("compare", "n" * 300 + ".nc"),
        ("compare", "FILE", "-o", "n" * 300 + ".png"),
        ("run", "two.toml", "-o", "n" * 300 + ".nc"),
        ("report", "FILE", "-o", "page.pdf"),
        ("report", "FILE", "-o", "page.html", "--format", "csv"),
        ("report", "FILE", "-o", "nowhere/page.html"),
        ("report", "FILE", "-o", "."),
        ("report", "missing.nc"),
        ("report", "two.toml"),
        ("report",),
        ("equipment", "swap", "ccashp-3ton", "--refrigerant", "R-32", "-o", "nowhere/unit.toml"),
        ("equipment", "map", "ccashp-3ton", "-o", "nowhere/map.png"),
        ("sweep", "two.toml", "--vary", "electricity_price=0.1..0.3", "--save", "nowhere/points.nc"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_left(here, result_file, arguments):
    result = cosim(*(str(result_file) if one == "FILE" else one for one in arguments))
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert files(here) == set()


@pytest.mark.slow
def test_a_long_name_that_a_file_can_have_is_no_trouble(here):
    name = "n" * 252 + ".nc"
    assert cosim("run", "two.toml", *TWO_DAYS, "-o", name).exit_code == 0
    assert files(here) == {name}


@pytest.mark.slow
def test_the_result_of_another_version_is_refused_by_name(here, result_file):
    import xarray

    from cosim.results import netcdf

    old = netcdf.open_results(result_file).drop_vars(["annual_cost", "peak_electricity"])
    main_part, events = netcdf.split(old)
    main_part.to_netcdf("old.nc")
    events.to_netcdf("old.nc", group=netcdf.GROUP, mode="a")
    assert isinstance(old, xarray.Dataset)
    result = cosim("compare", "old.nc")
    assert result.exit_code == 2
    assert "lacks peak_electricity, annual_cost" in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("list",), ("compare", "FILE", "--json")])
def test_a_full_disk_behind_standard_output_is_said(result_file, arguments):
    command = [sys.executable, "-m", "cosim", *(str(result_file) if one == "FILE" else one for one in arguments)]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "cosim: standard output could not be written: No space left on device\n"


def test_one_is_not_called_many(here):
    text = TWO_CONFIGURATIONS.rpartition("[[configurations]]")[0]
    (here / "one.toml").write_text(text)
    assert "1 configuration (furnace)" in cosim("check", "one.toml").stdout


def test_init_says_a_path_that_a_shell_understands(here):
    said = cosim("init", "my own project").stdout.splitlines()[-1]
    assert said == "Next: cd 'my own project' && cosim list"


def test_balance_points_are_those_of_the_very_scenario(here, result_file):
    (here / "other.toml").write_text(TWO_CONFIGURATIONS + "\n# changed since\n")
    result = cosim("report", str(result_file), "--scenario", "other.toml")
    assert result.exit_code == 2
    assert "differs from the scenario of each of these results" in result.stderr
    assert files(here) == {"other.toml"}
