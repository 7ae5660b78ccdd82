"""Scenarios of the shelf, and copies of them with other words in."""

from collections.abc import Callable
from pathlib import Path

import pytest

import cosim
from cosim.project import find
from cosim.scenarios.scenario import Scenario


@pytest.fixture(scope="session")
def greensboro() -> Scenario:
    return cosim.load("retrofit-greensboro")


@pytest.fixture
def rewritten(tmp_path: Path) -> Callable[..., Path]:
    """Write a scenario of the shelf with some words replaced, and return its path."""

    def write(name: str, *replacements: tuple[str, str]) -> Path:
        text = find("scenarios", name, place="test").read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
