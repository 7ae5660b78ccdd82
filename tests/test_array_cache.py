"""Kept arrays: what is damaged counts for nothing, whatever numpy and zipfile make of it."""

from random import Random

import numpy as np
from fuzz.mutators import cut, flipped, zip_entries

from cosim import array_cache


def test_a_damaged_map_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sound = {"capacity": np.linspace(0.0, 1.0, 40).reshape(5, 8), "power": np.ones(8, np.float32)}
    array_cache.write("x", sound)
    path = array_cache.folder() / "x.npz"
    whole = path.read_bytes()
    lost = 0
    for trial in range(400):
        random = Random(trial)
        path.write_bytes(random.choice((cut, flipped, zip_entries))(whole, random))
        found = array_cache.read("x")
        lost += found is None
        if found is not None:  # what was changed are the archive's own dates and the like
            assert {name: array.tolist() for name, array in found.items()} == {
                name: array.tolist() for name, array in sound.items()
            }, trial
    assert lost > 200
