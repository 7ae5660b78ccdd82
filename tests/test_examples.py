"""Examples that come with cosim: notebooks run from top to bottom, and a command copies them."""

import json
from pathlib import Path

import matplotlib as mpl
import pytest
from click.testing import CliRunner
from matplotlib import pyplot

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
    assert len(NOTEBOOKS) >= 6
    nbformat = pytest.importorskip("nbformat")
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert not [cell for cell in notebook.cells if cell.get("outputs")], path.name


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    """Statement by statement in this process: a kernel for each would take as long again."""
    if path.stem == "sweep-with-bands":
        pytest.importorskip("SALib")
    monkeypatch.chdir(tmp_path)
    mpl.use("Agg")
    names: dict[str, object] = {"__name__": "__main__"}
    try:
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"{path.name}, cell {number}", "exec"), names)
        for number in pyplot.get_fignums():
            pyplot.figure(number).savefig(tmp_path / f"{number}.png", dpi=50)
    finally:
        pyplot.close("all")
