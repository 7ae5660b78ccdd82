"""The shape of the program: imports point down the floors, shelves hold data only, start-up is light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cosim

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cosim"
MODULES = sorted(PACKAGE.rglob("*.py"))

# no part imports another one of its own floor, or of one above
FLOORS = (
    ("constants", "arrays"),
    ("_version", "distribution", "errors", "units", "threads", "interrupts"),
    ("files",),
    ("workers",),
    ("schema", "project", "pictures", "array_cache"),
    ("physics", "refrigerants"),
    ("weather",),
    ("config", "template"),
    ("rates", "hpxml", "envelope", "facts"),
    ("scenarios", "economics", "bills"),
    ("equipment",),
    ("flow",),
    ("processes",),
    ("simulation",),
    ("sizing", "service"),
    ("results", "validation"),
    ("calibration",),
    ("study", "fleet", "coupling", "testing"),
    ("sweep",),
    ("explore",),
    ("cli",),
    ("__main__",),
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


def dotted(module: Path) -> str:
    """Return the name under which a file is imported."""
    return ".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_part_has_a_floor():
    parts = {part_of(module) for module in MODULES} - {"__init__"}
    assert parts == set(LEVEL)


@pytest.mark.slow
def test_imports_point_down():
    """Also within functions and for type checkers alone."""
    astray = [
        f"{module.relative_to(ROOT)} imports {name}"
        for module in MODULES
        if (part := part_of(module)) != "__init__"  # the public names come from every floor, and only when asked for
        for name in imports(module)
        if name.startswith("cosim.") and (other := name.split(".")[1]) != part
        if LEVEL.get(other, len(FLOORS)) >= LEVEL[part]
    ]
    assert not astray


@pytest.mark.slow
def test_no_circle_of_files():
    """What a file imports never imports it back, however long the way round."""
    names = {dotted(module): module for module in MODULES if module != PACKAGE / "__init__.py"}
    needs = {
        name: {other for found in imports(module) for other in (found, found.rpartition(".")[0]) if other in names}
        - {name}
        for name, module in names.items()
    }
    while free := {name for name, needed in needs.items() if not needed & set(needs)}:
        for name in free:
            del needs[name]
    assert not needs


def test_no_module_is_named_like_a_public_function():
    """Python would put the module in the function's place once somebody imports it."""
    for name in cosim.__all__:
        assert not (PACKAGE / f"{name}.py").exists(), name
        assert not (PACKAGE / name).exists(), name


def test_no_file_is_long():
    """Past 450 lines a file is two ideas."""
    long = {dotted(module): n for module in MODULES if (n := len(module.read_text("utf-8").splitlines())) > 450}
    assert not long


def functions(*packages: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Return every function of some packages, with the name of its module."""
    for module in MODULES:
        if part_of(module) in packages:
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield dotted(module), node


def test_the_flow_reads_in_one_sitting():
    """What runs from step to step fits on two pages; what it consists of has names."""
    [flow] = (node for module, node in functions("flow") if (module, node.name) == ("cosim.flow.kernel", "flow"))
    assert flow.end_lineno is not None
    assert flow.end_lineno - flow.lineno < 120


def test_compiled_functions_take_few_arguments():
    """Arrays cross in groups, and what a step needs in a record: the flow and its physics need no tenth argument."""
    crowded = {
        f"{module}.{node.name}": count
        for module, node in functions("flow", "physics")
        if (count := len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs])) > 9
    }
    assert not crowded


@pytest.mark.slow
@pytest.mark.parametrize(
    ("library", "owner"), [("CoolProp", "refrigerants"), ("simpy", "processes simulation"), ("click", "cli")]
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


def test_tables_of_homes_are_read_without_what_takes_long_to_import():
    """Their readers check thousands of rows where nothing is simulated."""
    code = "import sys, cosim.fleet.table; print(*set(sys.modules) & {'scipy', 'numba', 'pandas', 'xarray'})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_public_names_exist():
    for name in cosim.__all__:
        assert getattr(cosim, name) is not None
    assert dir(cosim) == sorted(cosim.__all__)
