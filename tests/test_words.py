"""Docstrings, messages, help and documentation are in the plain present-day English of an HVAC engineer."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXTS = [*(ROOT / "cosim").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]

# what is not to be said -> what to say
INSTEAD = {
    r"anew": "again, recalculate, restart",
    r"reckon\w*": "calculate, treat as",
    r"thus": "so, therefore",
    r"whom": "a passive",
    r"beforehand": "in advance",
    r"(?<!-)lived": "simulated",
    r"lives? (?:on|through|until)|living through": "advance, simulate",
    r"(?:is|are) no (?:cosim|CSV|JSON|FMU|number|refrigerant|part|moment|unit)\b": "is not a",
    r"not possible here": "is not a valid value",
    r"(?:is|are) there already": "already exists",
    r"known are": "choose",
    r"(?:least|greatest)_(?!squares)\w+|(?!(?:size|leakage)_at_least)\w+_(?:least|greatest)": "min, max",
    r"so manieth|costlier": "plain words",
}


def test_the_list_finds_what_it_names():
    """A pattern that finds nothing would hold nothing."""
    said = "it is reckoned anew, thus whom, known beforehand: a year lived through; x is no number"
    found = [pattern for pattern in INSTEAD if re.search(rf"\b(?:{pattern})\b", said)]
    assert len(found) == 7


@pytest.mark.parametrize("pattern", INSTEAD)
def test_plain_words(pattern):
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(rf"\b(?:{pattern})\b", line, re.IGNORECASE)
    ]
    assert not found, f"say {INSTEAD[pattern]}: {found}"
