"""The documentation's site: every public name, key, variable, figure, event and command has an entry; links lead on."""

import importlib.util
import posixpath
import re
from pathlib import Path

import pytest

import cosim
from cosim.cli.keys import FILES, model_of
from cosim.config.keys import keys_of, tables_of
from cosim.results.dataset import EVENT, EVENT_FIELDS
from cosim.schema.figures import FIGURES
from cosim.schema.variables import VARIABLES

ROOT = Path(__file__).parents[1]
SITE = ROOT / "tools" / "site.py"


@pytest.fixture(scope="module")
def site():
    pytest.importorskip("yaml")
    spec = importlib.util.spec_from_file_location("documentation_site", SITE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(site):
    return site.pages()


def test_everything_declared_has_an_entry(pages):
    for page, names in (
        ("reference/variables.md", [each.name for each in VARIABLES]),
        ("reference/figures.md", [name for each in FIGURES for name in (each.variable, each.key)]),
        ("reference/events.md", [EVENT + name for name in EVENT_FIELDS]),
    ):
        missing = [name for name in names if f"`{name}`" not in pages[page] and f"| {name} |" not in pages[page]]
        assert not missing, page


def test_every_key_has_an_entry(pages):
    for name in FILES:
        for _, table in tables_of(model_of(name), name):
            missing = [key.names[0] for key in keys_of(table) if f"`{key.names[0]}`" not in pages[f"keys/{name}.md"]]
            assert not missing, f"{name}: {table.__name__}"


def test_every_public_name_has_an_entry(pages):
    text = pages["reference/python.md"]
    missing = [name for name in cosim.__all__ if f"## `cosim.{name}`\n" not in text and name != "charts"]
    assert not missing
    assert "::: cosim.results.charts" in text


def test_every_command_has_an_entry(pages):
    from cosim.cli import main

    text = pages["reference/commands.md"]
    assert not [name for name in main.commands if f"### cosim {name}\n" not in text]


def test_links_stay_on_the_site(pages):
    for name, text in pages.items():
        prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", prose):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            assert path in pages or (ROOT / "docs" / path).is_file(), f"{name}: {target}"


def test_every_page_is_in_one_section(site, pages):
    listed = [name for section in site.navigation(list(pages)) for names in section.values() for name in names]
    assert sorted(listed) == sorted(pages)


@pytest.mark.slow
def test_it_builds_without_a_warning_and_asks_nothing_of_other_hosts(site, tmp_path):
    pytest.importorskip("mkdocstrings_handlers.python")
    import subprocess
    import sys

    config = site.write(tmp_path / "site")
    text = config.read_text(encoding="utf-8").replace("paths:\n        - ..", f"paths:\n        - {ROOT}")
    config.write_text(text, encoding="utf-8")
    built = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config)],
                           capture_output=True, text=True, check=False)  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    for page in (tmp_path / "site" / "html").rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        asked = re.findall(r"<(?:script|img|iframe)[^>]*\bsrc=\"(https?:[^\"]*)", html)
        asked += re.findall(r"<link[^>]*\brel=\"?(?:stylesheet|preconnect|icon)[^>]*\bhref=\"(https?:[^\"]*)", html)
        assert not asked, f"{page.name}: {asked}"
    python = (tmp_path / "site" / "html" / "reference" / "python.html").read_text(encoding="utf-8")
    for name in ("scenario", "simulate", "compare"):
        assert f"cosim.{name}" in python
    assert "from_dataframe" in python
