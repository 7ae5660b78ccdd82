"""The compiled flow as code: one signature, the same answer interpreted, a cache that notices changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any

import numba
import numpy as np
import pytest

from cosim import array_cache
from cosim.flow import compiled, compiler_shortcuts, crossing, machine_code, whole_program
from cosim.flow.crossing import Kernel, kernel
from cosim.flow.lending import described
from cosim.flow.loading import Entry

SHORT = """
from cosim.simulation.simulation import Simulation
from cosim.scenarios.reader import load
scenario = load("retrofit-greensboro")
run = Simulation(scenario, scenario.configurations[2], start_hour=0, end_hour=3).run()
for name in ("indoor_temperature", "hvac_electricity", "frost_mass", "indoor_humidity_ratio"):
    print(repr(run.hourly[name].tolist()))
"""


def test_all_configurations_share_one_compiled_flow(simulation):
    code = kernel()._entries["flow"]
    for word in ("furnace + AC", "cold-climate", "dual fuel"):
        begun = simulation("retrofit-greensboro", word, end_hour=24)
        begun.run()
        assert begun.house._kernel is kernel()
    assert kernel()._entries["flow"] is code


def test_arrays_of_another_kind_do_not_cross(simulation):
    arrays = simulation("quick-start", "", end_hour=24).house.arrays
    for amplitude, why in (
        (arrays.modes.amplitude.astype(np.float32), "float32"),
        (arrays.modes.amplitude[None], "not 2"),
        (arrays.modes.amplitude[::2], "without gaps"),
    ):
        with pytest.raises(TypeError, match=why):
            described(arrays._replace(modes=arrays.modes._replace(amplitude=amplitude)))


def test_what_is_called_wrongly_says_so_and_returns():
    half = Entry("half", machine_code.machine_code(half_of)).bound(1)
    assert half(84.0, 2) == 43
    with pytest.raises(SystemError):
        half(84.0)
    with pytest.raises(TypeError):
        half("84", 2)
    with pytest.raises(SystemError):  # a division by zero within
        half(84.0, 0)
    assert half(8.0, 4) == 3


def half_of(address: int, real: float, whole: int) -> int:
    return address + int(real / whole)


def test_a_numba_that_takes_other_steps_compiles_the_same(monkeypatch):
    monkeypatch.setattr(whole_program, "STEPS", ((whole_program.Lower, "what_later_numbas_do"),))
    assert Entry("half", machine_code.machine_code(half_of)).bound(1)(84.0, 2) == 43


COMPILE = """
import sys, contextlib
from cosim.flow import compiler_shortcuts, machine_code, map_reading
with getattr(compiler_shortcuts, "{shortcuts}", contextlib.nullcontext)():
    code = machine_code.machine_code(map_reading.enter_points, **machine_code.FLOW_OPTIONS)
sys.stdout.buffer.write(code)
"""


@pytest.mark.slow
def test_what_the_compiler_is_spared_changes_no_bit():
    quick, usual = (
        subprocess.run(
            [sys.executable, "-c", COMPILE.format(shortcuts=name)], check=True, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": "0"},
        ).stdout
        for name in ("shortcuts", "none")
    )  # fmt: skip
    assert len(quick) > 1000
    assert quick == usual


def test_a_numba_without_the_steps_that_are_spared_compiles_the_same():
    class Later:
        def run(self) -> int:
            return 1

    with compiler_shortcuts.replaced((Later, "run", lambda _: 2), (Later, "steps", lambda _: 3)) as done:
        assert not done
        assert Later().run() == 1
    with compiler_shortcuts.replaced((Later, "run", lambda _: 2)) as done:
        assert done
        assert Later().run() == 2
    assert Later().run() == 1


def test_code_that_needs_numba_where_it_runs_is_refused():
    def turned(address: int, real: float, whole: int) -> int:
        return int(((real + 1j) ** (whole + 1j)).real)

    with pytest.raises(AssertionError, match="cannot run without numba: it calls numba_cpow"):
        machine_code.machine_code(turned)


@pytest.mark.slow
def test_a_run_with_code_in_the_cache_loads_no_compiler():
    kernel()
    script = f"{SHORT}\nimport sys; assert 'llvmlite' in sys.modules and 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("kind", [np.ndarray[Any, np.dtype[np.float64]], GenericAlias(list, (np.float64,))])
def test_annotations_of_arrays_are_read_as_each_numpy_has_them(kind):
    """From 2.5 on `NDArray` is an alias of its scalar alone; that version needs Python 3.12."""
    assert machine_code.numba_type(Annotated[kind, 2]) == numba.types.Array(numba.float64, 2, "C")


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


@pytest.mark.slow
def test_another_copy_of_the_sources_uses_the_same_code(tmp_path):
    """A second clone or environment of one version finds what the first compiled, and compiles nothing."""
    kernel()
    copy = tmp_path / "elsewhere"
    shutil.copytree(Path(compiled.__file__).parents[1], copy / "cosim", ignore=shutil.ignore_patterns("__pycache__"))
    script = (
        "import sys; from cosim.flow import compiled, crossing\n"
        "folder = compiled.cache_folder()\n"
        "before = sorted(path.name for path in folder.iterdir())\n"
        "assert compiled.is_cached(folder)\n"
        "assert not crossing.begin_compiling()\n"
        "assert crossing.kernel() and 'numba' not in sys.modules\n"
        "assert before == sorted(path.name for path in folder.iterdir())\n"
        "print(folder)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(compiled.cache_folder())


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


DAMAGES = {
    "emptied": lambda code: code.write_bytes(b""),
    "cut": lambda code: code.write_bytes(code.read_bytes()[:100]),
    "a bit turned": lambda code: code.write_bytes(bytes([code.read_bytes()[0] ^ 4]) + code.read_bytes()[1:]),
    "removed": lambda code: code.unlink(),
    "garbage": lambda code: code.write_bytes(b"cosystem\n(S'true'\ntR."),
    "added to": lambda code: (code.parent / "more.nbc").write_bytes(b"x"),
    "list gone": lambda code: (code.parents[1] / compiled.MANIFEST).unlink(),
    "list emptied": lambda code: (code.parents[1] / compiled.MANIFEST).write_text(""),
    "list of nothing": lambda code: (code.parents[1] / compiled.MANIFEST).write_text("{}"),
    "list too deep": lambda code: (code.parents[1] / compiled.MANIFEST).write_text("[" * 100_000),
}


@pytest.fixture
def published(tmp_path) -> Path:
    folder = tmp_path / "kernel"
    with compiled.build_dir(folder) as made:
        (made / "flow").mkdir()
        (made / "flow" / "code.nbc").write_bytes(bytes(range(256)) * 40)
        compiled.publish(made, folder)
    return folder


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_code_is_set_aside(published, damage):
    assert compiled.is_cached(published)
    DAMAGES[damage](published / "flow" / "code.nbc")
    assert not compiled.is_cached(published)
    assert list(published.parent.iterdir()) == []


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root gives files to others")
def test_code_of_another_user_is_not_loaded(published):
    for path in (published, published / "flow" / "code.nbc"):
        os.chown(path, 12345, 12345)
        assert not compiled.is_cached(published)
        os.chown(path, 0, 0)
        assert compiled.is_cached(published)
    (published / "flow" / "code.nbc").chmod(0o666)
    assert not compiled.is_cached(published)
    assert published.is_dir()  # it is not ours to remove


def test_code_that_cannot_be_loaded_is_compiled_again(published, monkeypatch):
    def refuse(codes: dict[str, bytes]) -> None:
        raise EOFError

    monkeypatch.setattr(crossing, "Kernel", refuse)
    assert crossing._loaded(published) is None
    assert not published.exists()


def test_code_is_not_put_on_a_disk_without_room(small_disk, monkeypatch):
    disk = small_disk(1_000_000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(disk))
    assert not compiled.cache_folder().is_relative_to(disk)
    small_disk(2 * compiled.ROOM)
    assert compiled.cache_folder() == disk / compiled.CACHE_FOLDER / compiled.source_hash()


def test_a_disk_that_becomes_full_while_code_is_put_there_ends_no_run(small_disk, monkeypatch):
    disk = small_disk(8192)
    codes = {"flow": machine_code.machine_code(half_of), "points": bytes(16_384)}
    monkeypatch.setattr(crossing, "_compile", lambda: codes)
    found = crossing._compiled(disk / "kernel")
    assert isinstance(found, Kernel)
    assert found._entries["flow"].bound(2)(80.0, 2) == 42
    assert [path.name for path in disk.iterdir()] == ["kernel.lock"]


@pytest.mark.slow
def test_a_complete_cache_that_may_not_be_written_is_used(tmp_path):
    """As in an image: nothing is compiled, and nothing is left in the temporary folder."""
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    scratch.mkdir()
    kernel()  # the cache is complete from here on
    base = home / compiled.CACHE_FOLDER
    shutil.copytree(compiled.cache_folder(), base / compiled.source_hash())
    for path in (*base.rglob("*"), base):
        path.chmod(0o555 if path.is_dir() else 0o444)
    script = ("import os, sys; from cosim.flow import compiled, crossing; os.access = lambda *_: False; "
              "assert not crossing.begin_compiling(); assert crossing.kernel() and 'numba' not in sys.modules; "
              "print(compiled.cache_folder() == compiled.Path(sys.argv[1]))")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script, str(base / compiled.source_hash())],
        env=os.environ | {"XDG_CACHE_HOME": str(home), "TMPDIR": str(scratch)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "True", done.stderr
    assert list(scratch.iterdir()) == []


def test_a_map_that_is_damaged_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    arrays = {"capacity": np.linspace(1.0, 2.0, 60).reshape(3, 20), "power": np.ones(5)}
    array_cache.write("sound", arrays)
    read = array_cache.read("sound")
    assert all(np.array_equal(read[name], arrays[name]) for name in arrays)
    path = array_cache.folder() / "sound.npz"
    for change in ({"power": np.full(5, np.nan)}, {"power": np.zeros(5)}, {"capacity": np.ones((20, 3))}):
        with np.load(path) as held:
            np.savez(array_cache.folder() / "damaged.npz", **{**held, **change})
        assert array_cache.read("damaged") is None
    for content in (b"", b"x", path.read_bytes()[:200]):
        (array_cache.folder() / "damaged.npz").write_bytes(content)
        assert array_cache.read("damaged") is None
