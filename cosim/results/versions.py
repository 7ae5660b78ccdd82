"""Versions of what computes: a newer one of these may move a figure, so results say which they were made with."""

import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from cosim._version import __version__

PACKAGES = ("CoolProp", "numba", "numpy", "scipy", "pvlib")
"""Properties of refrigerants and air, compiled flow, arithmetic, solvers and random numbers, the sun."""


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[str, str], ...]:
    found = [("Python", f"{sys.version_info.major}.{sys.version_info.minor}")]  # its sums of floats changed in 3.12
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:  # a build without metadata
            found.append((package, "unknown"))
    return tuple(found)


def versions() -> dict[str, str]:
    """Return the versions, besides that of cosim, that a figure may depend on, by name."""
    return dict(_versions())


def what_computes() -> dict[str, str]:
    """Return them with that of cosim itself."""
    return {"cosim": __version__} | versions()


def versions_in_words() -> str:
    """Return them as one line, for the attribute `versions` of a file."""
    return ", ".join(f"{name} {number}" for name, number in _versions())
