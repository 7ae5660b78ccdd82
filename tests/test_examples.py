"""Examples that come with cosim: notebooks run from top to bottom, and a command copies them."""

import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.project import bundled_root

EXAMPLES = bundled_root() / "examples"
NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))


def test_the_command_copies_all_of_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["examples", "mine"])
    assert result.exit_code == 0, result.output
    copied = {str(path.relative_to("mine")) for path in Path("mine").rglob("*") if path.is_file()}
    assert {f"notebooks/{each.name}" for each in NOTEBOOKS} <= copied
    assert {"home_battery.py", "learn-to-heat.toml"} <= copied
    assert not [name for name in copied if "__pycache__" in name]
    again = CliRunner().invoke(main, ["examples", "mine"])
    assert again.exit_code == 2
    assert "exists already" in again.output


def test_notebooks_are_of_the_format_and_hold_no_output():
    assert len(NOTEBOOKS) >= 7
    nbformat = pytest.importorskip("nbformat")
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert not [cell for cell in notebook.cells if cell.get("outputs")], path.name


def notebook_outputs():
    """Return the module that makes the site's page of notebooks."""
    path = Path(__file__).parents[1] / "tools" / "notebook_outputs.py"
    spec = importlib.util.spec_from_file_location("notebook_outputs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    if path.stem == "sweep-with-bands":
        pytest.importorskip("SALib")
    monkeypatch.chdir(tmp_path)
    cells = notebook_outputs().run(path)
    shown = {kind for cell in cells for kind, _ in cell.outputs}
    assert "png" in shown or path.stem in ("own-controller", "own-weather", "sweep-with-bands")
