"""Versions of what computes: a newer one of these may move a figure, so results say which they were made with."""

import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from cosim._version import __version__

PACKAGES = ("CoolProp", "numba", "numpy", "scipy", "pvlib")
"""Properties of refrigerants and air, compiled flow, arithmetic, solvers and random numbers, the sun."""
BILLING = "NREL-PySAM"
"""What bills tiers and demand charges; no other bill depends on it."""


@lru_cache
def _versions(needs_pysam: bool) -> tuple[tuple[str, str], ...]:
    found = [("Python", f"{sys.version_info.major}.{sys.version_info.minor}")]  # its sums of floats changed in 3.12
    for package in (*PACKAGES, BILLING) if needs_pysam else PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:  # a build without metadata
            found.append((package, "unknown"))
    return tuple(found)


def versions(*, needs_pysam: bool) -> dict[str, str]:
    """Return the versions, besides that of cosim, that a figure may depend on, by name.

    Parameters
    ----------
    needs_pysam : bool
        Whether bills are made by PySAM: see `Rates.needs_pysam`.
    """
    return dict(_versions(needs_pysam))


def what_computes(*, needs_pysam: bool) -> dict[str, str]:
    """Return them with that of cosim itself."""
    return {"cosim": __version__} | versions(needs_pysam=needs_pysam)


def versions_in_words(*, needs_pysam: bool) -> str:
    """Return them as one line, for the attribute `versions` of a file."""
    return ", ".join(f"{name} {number}" for name, number in _versions(needs_pysam))


def billed_now(words: str, *, needs_pysam: bool) -> str:
    """Return the versions in the words of a file whose bills are made again by what is installed now."""
    kept = [each for each in words.split(", ") if each and not each.startswith(BILLING)]
    now = [f"{BILLING} {versions(needs_pysam=True)[BILLING]}"] if needs_pysam else []
    return ", ".join([*kept, *now])
