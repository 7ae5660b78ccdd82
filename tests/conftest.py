"""What all tests share: hypothesis without deadlines, the folder of published reference cases, and a compiled flow."""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from chromium import Chromium, program
from hypothesis import settings

settings.register_profile("cosim", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("cosim")
NEED_NO_HOUSE = ("physics", "refrigerants", "equipment", "economics", "rates", "weather")


def pytest_configure(config) -> None:
    """Have the flow compiled, where that is still to do, while tests run that need none."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        from cosim.flow.crossing import begin_compiling

        begin_compiling()


def pytest_collection_modifyitems(items) -> None:
    """Put the tests first that need no flow."""
    tests = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(tests).parts[0] not in NEED_NO_HOUSE)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published cases and measurements, beside the repository or where COSIM_REFERENCE says."""
    default = Path(__file__).parents[2] / "shared" / "reference"
    folder = Path(os.environ.get("COSIM_REFERENCE", default))
    if not folder.is_dir():
        pytest.skip(f"no reference data in {folder}; set COSIM_REFERENCE")
    return folder


@pytest.fixture(scope="session")
def year_of() -> Callable:
    """Simulate a scenario for a sweep: one that is the same in everything only once."""
    from cosim.study import silent, simulate

    known = cache(lambda pickled: simulate(pickle.loads(pickled), progress=silent))
    return lambda scenario, **_: known(pickle.dumps(scenario))


@pytest.fixture
def sweeps_share_years(year_of: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cosim.sweep.runs.simulate", year_of)


@pytest.fixture
def pysam() -> None:
    """What bills tiers and demand charges, as the extra `tariffs`; a Python that is new may have no package of it."""
    pytest.importorskip("PySAM", reason="NREL-PySAM is not installed")


@pytest.fixture
def small_disk(tmp_path_factory) -> Iterator[Callable[[int], Path]]:
    """Mount a disk of some bytes, or give the one that is there another size; for root on Linux alone."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = False

    def sized(size: int) -> Path:
        nonlocal mounted
        words = ["-o", f"{'remount,' * mounted}size={size}", *["-t", "tmpfs"] * (not mounted), "tmpfs", str(folder)]
        done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        mounted = True
        return folder

    if sys.platform != "linux" or os.getuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root on Linux mounts a disk")
    yield sized
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # NetCDF may hold a file that it could not write


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One headless browser for all pages that a worker tests."""
    if program() is None:
        pytest.skip("no Chromium here; Debian has it as the package chromium")
    with Chromium() as one:
        yield one
