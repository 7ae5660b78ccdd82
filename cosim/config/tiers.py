"""Tiers of a price: each up to a limit, the last without."""

from collections.abc import Sequence


def check_limits(limits: Sequence[float | None], key: str) -> None:
    """Refuse, as ValueError, limits that do not rise with the tiers, or are missing but at the end; `key` is theirs."""
    if limits and (limits[-1] is not None or None in limits[:-1]):
        raise ValueError(f"every tier but the last needs {key}, and the last has none")
    numbers = [limit for limit in limits if limit is not None]
    if sorted(set(numbers)) != numbers:
        raise ValueError("the up_to of tiers must rise from one to the next")
