"""What all tests share: hypothesis without deadlines, and the folder of published reference cases."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("cosim", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("cosim")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published cases and measurements, beside the repository or where COSIM_REFERENCE says."""
    default = Path(__file__).parents[2] / "shared" / "reference"
    folder = Path(os.environ.get("COSIM_REFERENCE", default))
    if not folder.is_dir():
        pytest.skip(f"no reference data in {folder}; set COSIM_REFERENCE")
    return folder
