"""The compiled flow as code: one signature, the same answer interpreted, a cache that notices changes."""

import os
import subprocess
import sys

import pytest

from cosim.flow import compiled
from cosim.flow.crossing import kernel

SHORT = """
from cosim.simulation.simulation import Simulation
from cosim.scenarios.reader import load
scenario = load("retrofit-greensboro")
run = Simulation(scenario, scenario.configurations[2], start_hour=0, end_hour=3).run()
for name in ("indoor_temperature", "hvac_electricity", "frost_mass", "indoor_humidity_ratio"):
    print(repr(run.hourly[name].tolist()))
"""


def test_all_configurations_share_one_compiled_signature(simulation):
    for word in ("furnace + AC", "cold-climate", "dual fuel"):
        simulation("retrofit-greensboro", word, end_hour=24).run()
    assert len(kernel().dispatcher.signatures) == 1


@pytest.mark.slow
def test_interpreted_python_gives_the_same_three_hours(tmp_path):
    # ten days of warm-up at Python's pace take too long: three hours after a warm-up of one day
    script = tmp_path / "short.py"
    script.write_text("import cosim.simulation.simulation\ncosim.simulation.simulation.WARM_UP = 6 * 3600.0\n" + SHORT)
    outputs = []
    for disabled in ("0", "1"):
        done = subprocess.run(
            [sys.executable, str(script)],
            env=os.environ | {"NUMBA_DISABLE_JIT": disabled},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append([eval(line) for line in done.stdout.splitlines()])
    for machine, interpreted in zip(*outputs, strict=True):
        assert interpreted == pytest.approx(machine, rel=1e-9, abs=1e-12)


def test_the_cache_folder_depends_on_every_source_of_the_flow(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = compiled.cache_folder()
    assert before.is_relative_to(tmp_path)
    assert compiled.source_hash() == before.name
    assert not compiled.is_cached(before)


def test_an_unwritable_cache_falls_back_to_a_temporary_folder(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert os.access(compiled.cache_folder().parent, os.W_OK)


def test_of_several_that_compile_the_first_is_kept(tmp_path):
    folder = tmp_path / "kernel"
    for text in ("first", "second"):
        with compiled.build_dir(folder) as made:
            assert not compiled.is_cached(folder) or text == "second"
            (made / "code").write_text(text)
            compiled.publish(made, folder)
    assert compiled.is_cached(folder)
    assert (folder / "code").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["kernel"]
