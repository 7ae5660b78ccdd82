"""Try cosim as a stranger has it: a wheel in an empty environment, far from this folder.

    python tools/installed.py [PYTEST_ARGUMENT ...]

Builds the wheel, installs it without extras, runs `cosim demo` and `cosim examples`, then adds the extras and runs
every notebook, every command and every block of the documentation with copies of docs/ and tests/ beside which there
is no source. `make installed` does it; it takes some ten minutes. Arguments choose among the tests: `-k how-to`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("docs", "tests", "tools", "pyproject.toml", "Makefile", *sorted(path.name for path in ROOT.glob("*.md")))
EXTRAS = "tariffs,sweep,excel,fleet,fmi,helics,gym,tables"
OF_TESTS = ("pytest", "pytest-xdist", "hypothesis", "nbformat", "setuptools")
TESTS = ("tests/test_docs.py", "tests/test_examples.py")
OF_SOURCE = "not links_lead_somewhere and not newest_release"
"""Tests of the folder that the pages come from: its files are not there."""


def main() -> None:
    """Build, install, run."""
    uv = shutil.which("uv") or sys.exit("uv builds the wheel and makes the environment: pip install uv")
    outside = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    with tempfile.TemporaryDirectory(prefix="cosim-installed-") as scratch:
        folder = Path(scratch)

        def run(*words: str, where: Path = folder) -> None:
            print("$", *words, flush=True)
            subprocess.run(words, check=True, cwd=where, env=outside)

        run(uv, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT))
        wheel = str(next(folder.glob("*.whl")))
        run(uv, "venv", "--quiet", "--python", sys.executable, "env")
        programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        python, cosim = str(programs / "python"), str(programs / "cosim")
        run(uv, "pip", "install", "--quiet", "--python", python, wheel)
        print(f"{size(folder / 'env') / 1e6:.0f} MB of files in the base environment, byte code left out", flush=True)
        if not sys.argv[1:]:
            run(cosim, "demo")
        run(cosim, "examples", "mine")
        run(uv, "pip", "install", "--quiet", "--python", python, f"{wheel}[{EXTRAS}]", *OF_TESTS)
        copy = folder / "copy"
        copy.mkdir()
        for name in COPIED:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, copy / name)
        run(python, "-c", "import cosim; print(cosim.__file__); assert 'env' in cosim.__file__", where=copy)
        chosen = sys.argv[1:] or ("-n", "2", "-k", OF_SOURCE)
        run(python, "-m", "pytest", "-m", "", *chosen, *TESTS, where=copy)


def size(folder: Path) -> int:
    """Return the bytes of files in an environment, without compiled Python."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files if path.suffix != ".pyc")


if __name__ == "__main__":
    main()
