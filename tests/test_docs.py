"""What the documentation says to type works: every command, every block of Python, every docstring example."""

import doctest
import importlib
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.calibration.fit import Settings
from cosim.cli import main
from tests.fleet.resstock import write_sample

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
WITH_OUTPUT = ("technician.md",)
"""Pages that show what their commands print, on a terminal of 80 columns."""
FEW_HOUSES = Settings(design=8, refinements=(2, 3), members=3)
"""Of a calibration with --quick, which takes 31 house-years otherwise."""
A_FEW_DAYS = ["--from", "01-10", "--to", "01-12"]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    return [command for command, _ in shown(page)]


def shown(page: Path) -> list[tuple[list[str], list[str]]]:
    """Every command of a page, and the lines that the page shows below it."""
    found: list[tuple[list[str], list[str]]] = []
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((shlex.split(line[2:], comments=True), []))
            elif found and line not in ("", "…"):
                found[-1][1].append(line)
    return found


def prepare(page: Path, folder: Path) -> None:
    """Put into a folder what a page takes for granted."""
    if page.name == "my-house.md":
        (folder / "mine.toml").write_text(blocks(page, "toml")[0], encoding="utf-8")
        (folder / "bills.csv").write_text(blocks(page, "csv")[0], encoding="utf-8")
    if page.name == "resstock.md":
        write_sample(folder)
        (folder / "winter.toml").write_text(blocks(page, "toml")[0], encoding="utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("sweeps_share_years")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_work_in_the_order_in_which_they_stand(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cosim.explore.server.Explorer.serve_forever", lambda server: None)  # it would wait for people
    monkeypatch.setattr("cosim.calibration.fit.QUICK", FEW_HOUSES)
    prepare(page, tmp_path)
    if page.name in WITH_OUTPUT:
        monkeypatch.setenv("COLUMNS", "80")
    for (program, *arguments), lines in shown(page):
        if program == "make":
            assert re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
            continue
        if program == "cd":
            monkeypatch.chdir(arguments[0])
            continue
        assert program == "cosim", f"{page.name}: {program}"
        if ">" in arguments:  # what a shell would do with the output
            arguments = arguments[: arguments.index(">")]
        if arguments[0] == "run" and "--from" not in arguments:
            arguments += A_FEW_DAYS
        result = CliRunner().invoke(main, arguments, prog_name="cosim")
        assert result.exit_code == 0, f"{page.name}: cosim {' '.join(arguments)}\n{result.output}"
        if page.name in WITH_OUTPUT:
            printed = [line.rstrip() for line in result.output.splitlines()]
            missing = [line for line in lines if line.rstrip() not in printed]
            assert not missing, f"{page.name}: cosim {' '.join(arguments)} prints\n{result.output}"


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_works_in_the_order_in_which_it_stands(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_tests_that_a_page_names_are_there():
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8"))
    assert len(named) >= 20
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "module",
    ["cosim", "cosim.simulation.simulation", "cosim.scenarios.reader", "cosim.study", "cosim.results.comparison"],
)
def test_docstring_examples_work(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert results.attempted > 0
    assert results.failed == 0


def test_the_readme_holds_what_make_readme_puts_there():
    """Each study of the suite `field` with its source marked, and why a furnace gives more heat than its AFUE."""
    from cosim.validation.field import STUDIES

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    made = {
        name: text.split(f"<!-- {name}: begin (made by `make readme`) -->")[1].split(f"<!-- {name}: end -->")[0]
        for name in ("demo", "furnace", "field")
    }
    for study in STUDIES:
        assert f"| {study.name}{'*' if study.secondary else ''} |" in made["field"]
    flame = re.search(r"without the blower's: .* the flame gives ([\d.]+) %", made["furnace"])
    assert flame
    assert float(flame[1]) == pytest.approx(80.0, abs=1.0)  # its AFUE
    assert "System COP" in text


def test_the_newest_release_is_the_version_of_the_package_and_of_the_citation():
    """CHANGELOG.md in the form of Keep a Changelog, whose newest release has the number that results hold."""
    import cosim

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(cosim.__version__)} - 20\d\d-\d\d-\d\d", headings[1])
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= {
        *("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"),
    }
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {cosim.__version__}\n" in citation
