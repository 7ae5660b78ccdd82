"""Damaged files of every kind: none ends in a traceback, hangs, changes a file or gives another answer in silence."""

import os
from pathlib import Path

import pytest
from fuzz.campaign import campaign

REFERENCE = Path(os.environ.get("COSIM_REFERENCE", Path(__file__).parents[2] / "shared" / "reference"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each file is read in a process that is forked")
def test_damaged_files_of_every_kind(tmp_path):
    """HPXML is among them where published files are at hand; `make fuzz` tries as many as one likes."""
    counts, finds = campaign(80, seed=7, reference=REFERENCE if REFERENCE.is_dir() else None, folder=tmp_path)
    assert not finds, "\n".join(f"{find.kind} {find.number}: {find.verdict}; {find.details}" for find in finds)
    assert len(counts) >= 20
    assert all(count["refused"] for count in counts.values()), "some kind is not damaged"
