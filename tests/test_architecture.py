"""The shape of the program: imports point down the floors, shelves hold data only, start-up is light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cosim"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = (
    ("errors", "units", "variables", "events", "inputs", "threads"),
    ("physics", "refrigerants", "project"),
    ("weather", "config", "rates"),
    ("load", "demand_events", "hpxml"),
    ("equipment", "house"),
    ("hybrid",),
    ("processes",),
    ("sizing",),
    ("installation",),
    ("engine",),
    ("results", "economics"),
    ("simulate",),
    ("validation", "fleet", "coupling", "sweep"),
    ("cli", "__main__"),
)
LEVEL = {part: level for level, floor in enumerate(FLOORS) for part in floor}


def part_of(module: Path) -> str:
    """Return the name under `cosim` that a file belongs to; the package itself is ``__init__``."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    """Return the dotted names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_part_has_a_floor():
    parts = {part_of(module) for module in MODULES} - {"__init__"}
    assert parts <= set(LEVEL)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_imports_point_down(module):
    part = part_of(module)
    if part == "__init__":
        return  # the public names come from every floor, and only when asked for
    above = {
        name
        for name in imports(module)
        if name.startswith("cosim.") and LEVEL.get(name.split(".")[1], -1) > LEVEL[part]
    }
    assert not above


@pytest.mark.parametrize(
    ("library", "owner"), [("CoolProp", "refrigerants"), ("simpy", "hybrid processes engine"), ("click", "cli")]
)
def test_a_library_has_its_owners(library, owner):
    users = {part_of(module) for module in MODULES if any(name.split(".")[0] == library for name in imports(module))}
    assert users <= set(owner.split())


def test_shelves_hold_data_only():
    shelves = [ROOT / shelf for shelf in ("weather", "equipment_library", "scenarios")]
    assert not [file for shelf in shelves for file in shelf.rglob("*.py")]


def test_start_up_is_light():
    """What takes long to import is imported when a command needs it."""
    heavy = "numpy scipy pandas xarray netCDF4 matplotlib numba CoolProp pvlib pydantic simpy"
    code = f"import sys, cosim, cosim.cli; print(*set(sys.modules) & set({heavy!r}.split()))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_names_and_modules_of_one_name_get_along():
    """`cosim.load` is the function, whoever imports the module `cosim.load` and when."""
    code = "import cosim.load, cosim.simulate; assert callable(cosim.load) and callable(cosim.simulate); cosim.compare"
    subprocess.run([sys.executable, "-c", code], check=True)
