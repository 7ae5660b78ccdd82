"""Make the pages of the documentation's site: those of docs/, and a reference from the declarations in the sources.

`make docs` writes them below `site/pages` and has MkDocs build `site/html` from them, offline and strictly. Notebooks
are shown as they are or, with `--with-outputs`, run and shown with what they print and draw.
"""

import posixpath
import re
import shutil
import sys
from base64 import b64encode
from collections.abc import Iterator
from inspect import isfunction
from pathlib import Path
from typing import Any

import click
import yaml

import cosim
from cosim.cli import GROUPS, main
from cosim.results.dataset import EVENT, EVENT_FIELDS
from cosim.results.hourly_table import COLUMNS
from cosim.schema.figures import FIGURES
from cosim.schema.inputs import INPUTS
from cosim.schema.variables import VARIABLES

sys.path.append(str(Path(__file__).parent))  # a test loads this file by its path
import notebook_outputs

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")
ROOT_PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md",
              "SECURITY.md": "security.md", "CODE_OF_CONDUCT.md": "conduct.md"}  # fmt: skip
"""Pages beside the code, and what they are called on the site."""
NAV: dict[str, tuple[str, ...]] = {
    "Start here": ("index.md", "how-to.md"),
    "For homeowners": ("my-house.md", "calibration.md", "explore.md", "bills.md", "report.md", "sizing.md",
                       "weather.md"),
    "For researchers": ("python.md", "notebooks.md", "zones.md", "coupling.md", "fmi.md", "helics.md", "gymnasium.md",
                        "faults.md"),
    "For utilities": ("fleet.md", "resstock.md"),
    "For technicians": ("technician.md", "defrost.md"),
    "Explanation": ("physics.md", "controls.md"),
    "Reference": ("keys", "reference/variables.md", "reference/figures.md", "reference/events.md",
                  "reference/inputs.md", "reference/tables.md", "reference/commands.md", "reference/python.md"),
    "Validation": ("validation.md",),
    "Reliability and performance": ("reliability.md", "performance.md", "footprint.md"),
    "Develop": ("contributing.md", "architecture.md", "migration.md", "changelog.md", "security.md", "conduct.md"),
}  # fmt: skip
"""Section -> its pages, or folders of pages; a page of docs/ that no section names comes under "More"."""


def pages(*, run: bool = False) -> dict[str, str]:
    """Return the text of every page of the site by its name; notebooks are run, if that is asked for."""
    found = {target: _moved((ROOT / name).read_text(encoding="utf-8"), name, target)
             for name, target in ROOT_PAGES.items()}  # fmt: skip
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT / "docs").as_posix()
        found[name] = _moved(path.read_text(encoding="utf-8"), f"docs/{name}", name)
    made = {f"reference/{name}.md": text for name, text in reference().items()}
    return found | made | {"notebooks.md": notebooks(run=run)}


def reference() -> dict[str, str]:
    """Return the pages that the sources declare."""
    return {
        "variables": _page("Hourly variables", "Each is a variable of the results by configuration and hour.",
                           ("name", "units", "meaning"),
                           [(each.name, each.units, each.long_name) for each in VARIABLES]),
        "figures": _page("Annual figures", "Each is a variable of the results by configuration, and a key in JSON and "
                         "CSV; over the simulated period.", ("variable", "key", "units", "meaning"),
                         [(each.variable, each.key, "USD" if each.is_money else each.units, each.long_name)
                          for each in FIGURES]),
        "events": _page("Events", "Each is a variable of the results along `event`; in the file they stand in the "
                        "group `events`, without the prefix.", ("variable", "units", "meaning"),
                        [(f"{EVENT}configuration_name", "", "Configuration in which it happened"),
                         (f"{EVENT}start", "", "Start of the event"), (f"{EVENT}kind", "", "What happened"),
                         (f"{EVENT}trigger", "", "Why a defrost began; empty for other events"),
                         *((EVENT + name, units, words) for name, (units, words) in EVENT_FIELDS.items())]),
        "inputs": _page("Inputs", "What may be written while a simulation runs: `Simulation.write`, FMI, HELICS and "
                        "Gymnasium.", ("name", "values", "meaning"),
                        [(each.name, each.range, each.meaning) for each in _inputs()]),
        "tables": _page("Columns of hourly tables", "What `cosim export` writes, and `results.cosim.hourly()` is.",
                        ("column", "units", "meaning"), [(name, *words) for name, words in COLUMNS.items()]),
        "commands": commands(),
        "python": python(),
    }  # fmt: skip


def _inputs() -> Iterator[Any]:
    yield from INPUTS.values() if isinstance(INPUTS, dict) else INPUTS


def _page(title: str, about: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"# {title}", "", about, "", _row(head), "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_row((f"`{first}`", *rest)) for first, *rest in rows), ""])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def commands() -> str:
    """Return the page of the command line: every command with its arguments and options."""
    parts = ["# Commands", "", "`cosim COMMAND --help` says the same in a terminal.", ""]
    loaded = main.loaded()
    for group, names in GROUPS.items():
        parts += [f"## {group}", ""]
        for name in names:
            parts += _command(loaded[name], f"cosim {name}")
    return "\n".join(parts)


def _command(command: click.Command, called: str) -> Iterator[str]:
    context = click.Context(command, info_name=called)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"### {called}", "", f"```text\n{called} {usage}\n```", "", command.help or "", "")
    rows = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
    if rows:
        yield from ("| option | meaning |", "|---|---|", *(_row((f"`{name}`", _plain(words))) for name, words in rows))
        yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _command(found, f"{called} {name}")


def _plain(words: str) -> str:
    """Return help as Markdown shows it."""
    return " ".join(words.split()).replace("[", "\\[").replace("<", "&lt;")


def python() -> str:
    """Return the page of the Python surface: every public name, charts, and the accessor of Datasets."""
    about = "Everything that `import cosim` offers. [From Python](../python.md) shows how it is used."
    parts = ["# Python", "", about, ""]
    for name in sorted(set(cosim.__all__) - {"charts"}, key=str.lower):
        value, home = getattr(cosim, name), cosim._HOMES.get(name)
        parts += [f"## `cosim.{name}`", ""]
        if isinstance(value, type) or isfunction(value):
            parts += _described(f"{home or value.__module__}.{name}")
        else:
            parts += [_of_value(name, value), ""]
    parts += ["## Charts", "", *_described("cosim.results.charts")]
    parts += ["## The accessor of Datasets", "", *_described("cosim.results.accessor")]
    return "\n".join(parts)


def _described(dotted: str) -> list[str]:
    """Return the lines in whose place MkDocs puts signature and docstring of an object."""
    return [f"::: {dotted}", "    options:", "      heading_level: 3", ""]


def _of_value(name: str, value: Any) -> str:
    """Return what a public value is: a table, the version, or a physical quantity for equipment of one's own."""
    if name == "__version__":
        return "The version, as text."
    if name in ("INPUTS", "VARIABLES"):
        return f"All of [{name.lower()}]({name.lower()}.md): name, units and meaning of each."
    marks = [mark for mark in getattr(value, "__metadata__", ()) if hasattr(mark, "dimension")]
    assert marks, f"{name} is not explained"
    suffixes = ", ".join(f"`{key.removeprefix('x')}`" for key in marks[0].keys("x"))
    quantity = marks[0].dimension.replace("_", " ")
    return (
        f"Annotation of a field of an `EquipmentConfig` that is a quantity ({quantity}), in SI in Python. In TOML the "
        f"key ends in one of {suffixes}."
    )


def notebooks(*, run: bool) -> str:
    """Return the notebooks that come with cosim as one page; with what their cells show, where they are run."""
    parts = ["# Notebooks", "", "`cosim examples DIR` copies them, with the other examples, into a folder.", ""]
    for path in sorted((ROOT / "examples" / "notebooks").glob("*.ipynb")):
        for cell in notebook_outputs.run(path) if run else notebook_outputs.cells_of(path):
            if cell.kind == "markdown":
                parts += [re.sub(r"^#", "##", cell.source, flags=re.MULTILINE), ""]
            else:
                parts += [f"```python\n{cell.source}\n```", "", *map(_output, cell.outputs)]
    return "\n".join(parts)


def _output(output: tuple[str, Any]) -> str:
    """Return as Markdown what a cell shows; pictures are within the page."""
    kind, shown = output
    if kind == "png":
        return f"![what the cell draws](data:image/png;base64,{b64encode(shown).decode()})\n"
    if kind == "html":
        return f'<div class="output">\n{"".join(line.strip() for line in shown.splitlines())}\n</div>\n'
    return f"```text\n{shown.rstrip()}\n```\n"


def _moved(text: str, source: str, target: str) -> str:
    """Return a page whose links lead to pages of the site; those to files beside the code become their names."""

    def led(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), found[1]))
        on_site = ROOT_PAGES.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else None)
        if on_site is None:
            return f"] (`{path}`)"
        return f"]({posixpath.relpath(on_site, posixpath.dirname(target) or '.')}{found[2] or ''})"

    moved = LINK.sub(led, text)
    # what leads nowhere on the site is no link: [name] (`path`) -> name (`path`)
    return re.sub(r"\[([^\[\]]*)\] \((`[^`]*`)\)", r"\1 (\2)", moved)


def navigation(names: list[str]) -> list[dict[str, list[str]]]:
    """Return the sections with their pages; every page is in one."""
    left = list(names)
    sections = []
    for title, listed in NAV.items():
        mine = []
        for entry in listed:
            mine += [name for name in left if name == entry or name.startswith(f"{entry}/")]
        left = [name for name in left if name not in mine]
        sections.append({title: mine})
    return [*sections, *([{"More": left}] if left else [])]


def write(folder: Path, *, run: bool = False) -> Path:
    """Write pages, pictures and MkDocs' configuration into a folder; return the configuration's path."""
    if folder.exists():
        shutil.rmtree(folder)
    texts = pages(run=run)
    for name, text in texts.items():
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "images", folder / "pages" / "images")
    settings = yaml.safe_load((ROOT / "tools" / "site.yml").read_text(encoding="utf-8"))
    settings |= {"docs_dir": "pages", "site_dir": "html", "nav": navigation(list(texts))}
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


if __name__ == "__main__":
    from mkdocs.__main__ import cli

    made = write(ROOT / "site", run="--with-outputs" in sys.argv[1:])
    sys.exit(cli(["build", "--strict", "--quiet", "--config-file", str(made)]))
