"""Run a notebook from top to bottom in this process, and keep what a reader would see below each cell.

A kernel for each notebook would take as long again as most of them run. What a cell shows is what it prints, notes,
its last expression unless a semicolon ends it, and the figures that it draws.
"""

import ast
import io
import json
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot

from cosim.errors import CosimWarning


@dataclass
class Cell:
    """One cell: `kind` is code or markdown; `outputs` are pairs of a kind (text, html, png) and what is shown."""

    kind: str
    source: str
    outputs: list[tuple[str, Any]] = field(default_factory=list)


def cells_of(path: Path) -> list[Cell]:
    """Return the cells of a notebook, not run."""
    return [
        Cell(cell["cell_type"], "".join(cell["source"]))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]


def run(path: Path) -> list[Cell]:
    """Return the cells of a notebook with what each shows; an error in one is raised."""
    mpl.use("Agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = cells_of(path)
    try:
        for number, cell in enumerate(cells):
            if cell.kind == "code":
                cell.outputs = _shown(cell.source, f"{path.name}, cell {number}", names)
    finally:
        pyplot.close("all")
    return cells


def _shown(source: str, place: str, names: dict[str, Any]) -> list[tuple[str, Any]]:
    """Run one cell and return what it shows."""
    tree = ast.parse(source, place)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(tree.body.pop().value)
    printed = io.StringIO()
    with redirect_stdout(printed), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", CosimWarning)
        exec(compile(tree, place, "exec"), names)
        value = None if last is None else eval(compile(last, place, "eval"), names)
    outputs: list[tuple[str, Any]] = [("text", printed.getvalue())] if printed.getvalue() else []
    outputs += [("text", f"note: {warning.message}") for warning in told]
    if value is not None:
        html = getattr(value, "_repr_html_", lambda: None)()
        outputs.append(("html", html) if html else ("text", repr(value)))
    for number in pyplot.get_fignums():
        picture = io.BytesIO()
        pyplot.figure(number).savefig(picture, format="png", dpi=80)
        outputs.append(("png", picture.getvalue()))
    pyplot.close("all")
    return outputs
