"""What all tests share: hypothesis without deadlines, the folder of published reference cases, and a compiled flow."""

import os
from pathlib import Path

import pytest
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
