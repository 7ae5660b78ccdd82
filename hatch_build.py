"""Makes, where it is asked for, a wheel whose busiest processes are machine code; see docs/performance.md.

Their sources stay as they are: mypyc compiles typed Python, and compiled and plain processes give the same results bit
for bit. Such a wheel is for one kind of system and one version of Python. Without being asked, none is made.
"""

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROCESSES = (
    "calls", "defrost_controls", "dispatch", "furnace", "heat_pump", "log", "safeties", "strips", "thermostat",
)  # fmt: skip
"""What runs in every cycle of a machine."""
SETTINGS = """
[mypy]
ignore_errors = True
ignore_missing_imports = True
[mypy-numpy.*,pydantic.*,xarray.*,matplotlib.*]
follow_imports = skip
"""
"""Of mypy: errors are for `make types` to tell, and to read the types of what processes do not touch takes a minute."""


class CompiledProcesses(BuildHookInterface[Any]):
    """Compiles `PROCESSES` into a wheel, if HATCH_BUILD_HOOKS_ENABLE is set."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and let the wheel have what comes out beside the sources."""
        if version == "editable":  # there the sources change
            return
        from mypyc.build import mypycify
        from setuptools import Distribution
        from setuptools.command.build_ext import build_ext

        self._holds = tempfile.TemporaryDirectory(prefix="cosim-wheel-")  # gone also where compiling fails
        scratch = Path(self._holds.name)
        settings = scratch / "mypy.ini"
        settings.write_text(SETTINGS, encoding="utf-8")
        sources = [f"cosim/processes/{name}.py" for name in PROCESSES]
        modules = mypycify(["--config-file", str(settings), *sources], target_dir=str(scratch / "c"))
        command = build_ext(Distribution({"name": "cosim", "ext_modules": modules}))
        command.build_lib, command.build_temp = str(scratch / "lib"), str(scratch / "objects")
        command.ensure_finalized()
        command.run()
        for made in (scratch / "lib").rglob("*"):
            if made.is_file():
                build_data["force_include"][str(made)] = made.relative_to(scratch / "lib").as_posix()
        build_data["infer_tag"], build_data["pure_python"] = True, False

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what is in the wheel now."""
        if version != "editable":
            self._holds.cleanup()
