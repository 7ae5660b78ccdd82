"""A small programme, and fleets of a few homes over two cold days."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cosim.fleet.programme import Programme
from cosim.fleet.reading import load_programme
from cosim.fleet.run import run_fleet
from cosim.fleet.worker import Period
from cosim.project import bundled_root

BUNDLED = bundled_root() / "scenarios" / "programmes" / "winter-peak.toml"
COLD_DAYS = Period(24 * 13, 24 * 15)


@pytest.fixture
def programme_file(tmp_path) -> Callable[..., Path]:
    """Write the bundled programme with some of its text replaced; every home that may adopts, in batches of two."""

    def write(*changes: tuple[str, str], name: str = "small.toml") -> Path:
        text = BUNDLED.read_text(encoding="utf-8")
        for old, new in (
            ("interval_min = 60", "batch = 2\ninterval_min = 15"),
            ("share = 0.5\nonly", "only"),
            *changes,
        ):
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def small(programme_file) -> Programme:
    return load_programme(programme_file(), homes=5)


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Path:
    """Five homes over two cold days, by this process alone."""
    folder = tmp_path_factory.mktemp("fleet")
    text = BUNDLED.read_text(encoding="utf-8").replace("interval_min = 60", "batch = 2\ninterval_min = 15")
    (folder / "small.toml").write_text(text.replace("share = 0.5\nonly", "only"), encoding="utf-8")
    run_fleet(load_programme(folder / "small.toml", homes=5), folder / "out", period=COLD_DAYS, workers=0)
    return folder / "out"
