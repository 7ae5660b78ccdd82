"""Find the folder of published cases and read its tables."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cosim.errors import Fault, InvalidInput, did_you_mean

ENVIRONMENT = "COSIM_REFERENCE"
USUAL = Path("shared") / "reference"

Row = dict[str, str]


def reference_folder(given: Path | str | None = None) -> Path:
    """Return the folder of reference data.

    Parameters
    ----------
    given : Path or str, optional
        Given by the user; else the environment variable COSIM_REFERENCE, else ``../shared/reference`` beside the
        current folder or beside the repository.

    Raises
    ------
    InvalidInput
        If the folder does not exist.
    """
    stated = given or os.environ.get(ENVIRONMENT)
    places = [Path(stated)] if stated else [Path.cwd().parent / USUAL, Path(__file__).parents[3] / USUAL]
    for place in places:
        if place.is_dir():
            return place
    problem = "folder does not exist" if stated else "reference data not found"
    remedy = (
        f"point --reference, or the environment variable {ENVIRONMENT}, at a folder that contains bestest_fabric, "
        "hers_bestest and weather"
    )
    raise InvalidInput([Fault(str(places[0]), problem, remedy)])


def part_of(reference: Path, name: str) -> Path:
    """Return a sub-folder of the reference folder."""
    folder = reference / name
    if not folder.is_dir():
        raise InvalidInput(
            [Fault(str(folder), "folder does not exist", f"point --reference at a folder that contains {name}")]
        )
    return folder


def read_table(path: Path) -> list[Row]:
    """Return the rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def optional_table(path: Path, notes: list[str]) -> list[Row]:
    """Return the rows of a CSV file; without the file none, and a note."""
    if path.is_file():
        return read_table(path)
    notes.append(f"{path.name} is not in {path.parent}: figures are shown without its data")
    return []


def read_specs(path: Path) -> dict[str, Any]:
    """Return the specification of a set of cases."""
    try:
        specs = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(
            [Fault(str(path), "does not exist", "point --reference at a folder that contains it")]
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput([Fault(str(path), f"is not JSON: {error}")]) from None
    if not isinstance(specs, dict) or not isinstance(specs.get("cases"), dict):
        raise InvalidInput([Fault(str(path), "has no table 'cases'")])
    return specs


def chosen(cases: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the cases to run: those asked for, or all; an unknown one is refused."""
    faults = [
        Fault(f"case {case}", "is not among the cases", did_you_mean(case, known))
        for case in cases
        if case not in known
    ]
    if faults:
        raise InvalidInput(faults)
    return list(dict.fromkeys(cases)) or list(known)
