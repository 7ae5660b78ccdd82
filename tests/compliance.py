"""IOOS compliance-checker, offline: what it finds wrong with a NetCDF file."""

import inspect
import json
from collections.abc import Callable
from copy import copy
from functools import cache, wraps
from pathlib import Path

import pytest


def found_once(function: Callable) -> Callable:
    """Return a function that looks at a file once and gives a copy of what it found then."""
    known = cache(function)

    @wraps(function)
    def again(nc):
        return copy(known(nc))

    return again


def complaints(path: Path, version: str, report: Path) -> list[str]:
    """Return what the checker says of a file, of high and of medium priority.

    It looks for a file's coordinates and axes anew for every pair of variables, which takes twenty seconds where
    looking once takes three.
    """
    from compliance_checker.cf import util
    from compliance_checker.runner import CheckSuite, ComplianceChecker

    CheckSuite.load_all_available_checkers()
    with pytest.MonkeyPatch.context() as patch:
        for name, function in inspect.getmembers(util, inspect.isfunction):
            if name.startswith("get_") and list(inspect.signature(function).parameters) == ["nc"]:
                patch.setattr(util, name, found_once(function))
        ComplianceChecker.run_checker(
            str(path), [version], 0, "strict", output_filename=str(report), output_format="json_new"
        )
    found = json.loads(report.read_text(encoding="utf-8"))[str(path)][version]
    return [message for entry in found["high_priorities"] + found["medium_priorities"] for message in entry["msgs"]]
