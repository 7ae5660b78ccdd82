"""A small copy of the reference folder that a test may change."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TABLES = "acceptance_limits_2023b", "example_results_2020", "hourly_profiles_2020", "solar_2020"


@pytest.fixture
def copied(reference: Path, tmp_path: Path) -> Path:
    """Specifications, tables and weather of the fabric cases, to be changed at will."""
    (tmp_path / "bestest_fabric").mkdir()
    for name in (*(f"{table}.csv" for table in TABLES), "case_specs.json"):
        shutil.copyfile(reference / "bestest_fabric" / name, tmp_path / "bestest_fabric" / name)
    (tmp_path / "weather").mkdir()
    shutil.copyfile(reference / "weather" / "725650TYCST.epw", tmp_path / "weather" / "725650TYCST.epw")
    return tmp_path


@pytest.fixture
def respecify(copied: Path) -> Callable[[dict], None]:
    """Put other cases into the copy's specification."""
    path = copied / "bestest_fabric" / "case_specs.json"

    def put(cases: dict) -> None:
        specs = json.loads(path.read_text(encoding="utf-8")) | {"cases": cases}
        path.write_text(json.dumps(specs), encoding="utf-8")

    return put
