"""No command sends a control sequence from a file, a name of a file or an argument to a terminal as it is."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import netCDF4
import numpy as np
import pytest
from click.testing import CliRunner
from fuzz import documents

import cosim
from cosim.cli import main
from cosim.errors import CONTROLS
from cosim.project import bundled_root

pytestmark = pytest.mark.slow

PIECES = ("\x1b[2J", "\x1b]0;x\x07", "\x9b2J", "\u202e")
EVIL = "".join(PIECES)
"""Clears the screen, renames the window, clears it in one byte, turns the direction of text."""
DAY = ("--from", "01-10", "--to", "01-10")
POINTS = "mode,outdoor_f,level,capacity_btu_h,power_kw,model\n" + "".join(
    f"{mode},{outdoor},rated,{capacity},{power},{EVIL}\n"
    for mode, outdoor, capacity, power in (("heating", 47, 36000, 2.9), ("heating", 17, 24000, 2.7),
                                           ("heating", 5, 19000, 2.6), ("cooling", 95, 34000, 2.8))
)  # fmt: skip
COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "SCENARIO", *DAY, "-o", f"o{EVIL}.nc"),
    "run again": ("run", "SCENARIO", *DAY, "-o", "RESULT"),
    "run elsewhere": ("run", "SCENARIO", *DAY, "-o", f"{EVIL}/x.nc"),
    "run what is missing": ("run", f"{EVIL}.toml"),
    "run on no day": ("run", "SCENARIO", "--from", EVIL),
    "run with another option": ("run", "SCENARIO", f"--{EVIL}"),
    "another command": (EVIL,),
    "an option of none": (f"--{EVIL}",),
    "check": ("check", "SCENARIO"),
    "size": ("size", "SCENARIO"),
    "balance": ("balance", "SCENARIO"),
    "explore": ("explore", "SCENARIO", "--no-browser"),
    "calibrate": ("calibrate", "SCENARIO", "--bills", "READINGS", "-o", f"o{EVIL}.toml"),
    "weather": ("weather", f"w{EVIL}.epw", "--measured", "READINGS", "-o", f"o{EVIL}.csv"),
    "export": ("export", "RESULT", "-o", f"o{EVIL}.csv"),
    "examples": ("examples", f"o{EVIL}"),
    "house new": ("house", "new", f"o{EVIL}", "--area", "1800", "--built", "1962"),
    "sweep": ("sweep", "SCENARIO", "--vary", "gas_price=0.5..2"),
    "sweep by another name": ("sweep", "SCENARIO", "--vary", f"{EVIL}=0.5..2"),
    "compare": ("compare", "RESULT"),
    "compare as csv": ("compare", "RESULT", "--format", "csv"),
    "compare as json": ("compare", "RESULT", "--json"),
    "compare in a picture": ("compare", "RESULT", "-o", f"o{EVIL}.png"),
    "report": ("report", "RESULT", "-o", f"o{EVIL}.html"),
    "log": ("log", "RESULT"),
    "log as json": ("log", "RESULT", "--json"),
    "log of another one": ("log", "RESULT", "--config", EVIL),
    "defrost": ("defrost", "RESULT"),
    "bill": ("bill", "RESULT", "--tariff", "TARIFF"),
    "lifecycle": ("lifecycle", "RESULT"),
    "fleet": ("fleet", "PROGRAMME", "-o", "FLEET", "--resume", "--workers", "0", *documents.ONE_DAY),
    "fleet as json": ("fleet", "PROGRAMME", "-o", "FLEET", "--resume", "--workers", "0", "--json", *documents.ONE_DAY),
    "fleet-fit": ("fleet-fit", "PROGRAMME", "-o", f"o{EVIL}.csv"),
    "fleet-table": ("fleet-table", "FLEET"),
    "fleet-table by another label": ("fleet-table", "FLEET", "--by", EVIL),
    "fleet-report": ("fleet-report", "FLEET", "-o", f"o{EVIL}.html"),
    "equipment fit": ("equipment", "fit", "POINTS"),
    "equipment rate": ("equipment", "rate", "MACHINE"),
    "equipment map": ("equipment", "map", "MACHINE", "-o", f"o{EVIL}.png"),
    "equipment swap": ("equipment", "swap", "MACHINE", "--refrigerant", "R-32", "-o", f"o{EVIL}.toml"),
    "equipment swap for another": ("equipment", "swap", "MACHINE", "--refrigerant", EVIL, "-o", "o.toml"),
    "gauges": ("gauges", "MACHINE", "--outdoor", "35"),
    "diagnose": ("diagnose", "MACHINE", "READINGS"),
    "diagnose by practice": ("diagnose", "MACHINE", "--new"),
    "keys": ("keys", EVIL),
    "init": ("init", f"o{EVIL}"),
    "list": ("list", "heat_pumps"),
    "list of another shelf": ("list", EVIL),
    "show": ("show", "MACHINE"),
    "show what is missing": ("show", EVIL),
    "fmu export": ("fmu", "export", "SCENARIO", "-o", f"o{EVIL}.fmu", *DAY),
    "helics": ("helics", "SCENARIO", "--config", "FEDERATION"),
    "validate": ("validate", "fabric", "--reference", EVIL),
    "validate another suite": ("validate", EVIL),
}

ON_TERMINALS = (
    "run",
    "run on no day",
    "check",
    "size",
    "balance",
    "compare",
    "defrost",
    "bill",
    "list",
    "fleet",
    "show",
)
"""Those that print another way there, or complain in a box."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose files hold control sequences in their names and wherever text may hold them."""
    folder = tmp_path_factory.mktemp("evil")
    (folder / "scenarios").mkdir()
    shelf = folder / "equipment_library" / "heat_pumps"
    shelf.mkdir(parents=True)
    weather = (bundled_root() / "weather/greensboro-nc.csv").read_bytes()
    (folder / f"w{EVIL}.epw").write_bytes(documents.epw(weather).replace(b"Testville", EVIL.encode()))
    (folder / "w.epw").write_bytes((folder / f"w{EVIL}.epw").read_bytes())
    tariff = documents.URDB | {"label": EVIL, "name": EVIL, "utility": EVIL}
    (folder / f"t{EVIL}.json").write_text(json.dumps(tariff))
    (folder / "t.json").write_text(json.dumps(tariff))
    shutil.copy(bundled_root() / "equipment_library/heat_pumps/ccashp-3ton.toml", shelf / f"m{EVIL}.toml")
    scenario = documents.scenario(tariff="t.json").replace('"greensboro-nc"', '"w.epw"')
    (folder / f"s{EVIL}.toml").write_text(scenario, encoding="utf-8")
    (folder / f"p{EVIL}.csv").write_text(POINTS, encoding="utf-8")
    (folder / f"v{EVIL}.csv").write_text(f"outdoor_f,indoor_f,superheat_f,{EVIL}\n95,75,12,{EVIL}\n", encoding="utf-8")
    federation = documents.FEDERATE | {"name": EVIL, "houses": [{"name": EVIL, "configuration": EVIL}]}
    (folder / f"f{EVIL}.json").write_text(json.dumps(federation))
    (folder / f"g{EVIL}.toml").write_text(documents.PROGRAMME, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        fleet = ["fleet", f"g{EVIL}.toml", "-o", f"fleet{EVIL}", "--workers", "0", *documents.ONE_DAY]
        for words in (["run", f"s{EVIL}.toml", *DAY, "-o", f"r{EVIL}.nc"], fleet):
            done = CliRunner().invoke(main, words)
            assert done.exit_code == 0, done.output
    _poison(folder / f"r{EVIL}.nc")
    return folder


def _poison(path: Path) -> None:
    with netCDF4.Dataset(path, "a") as file:
        for name in ("title", "site", "scenario", "cosim_version", "history", "input_warnings", "clock"):
            file.setncattr(name, f"{EVIL} {file.getncattr(name)}" if name in file.ncattrs() else EVIL)
        files = json.loads(file.input_files)
        file.setncattr("input_files", json.dumps([each | {"path": EVIL} for each in files]))
        for variable in (file["configuration"], file["events"]["trigger"], file["events"]["kind"]):
            variable.set_auto_chartostring(False)
            characters = np.frombuffer(b"\x1b[2J" + b" " * 300, "S1")[: variable.shape[1]]
            variable[0] = characters


def names_of(group: click.Group, prefix: str = "") -> Iterator[str]:
    for name, command in (group.loaded() if group is main else group.commands).items():
        deeper = isinstance(command, click.Group) and name != "validate"
        yield from names_of(command, f"{prefix}{name} ") if deeper else [f"{prefix}{name}"]


def test_every_command_is_tried():
    """A command that is added prints by `echo` of `cosim.cli.streams`, and states its words above."""
    tried = {" ".join(words[: 1 + (words[0] in ("equipment", "fmu", "house"))]) for words in COMMANDS.values()}
    assert set(names_of(main)) - tried == {"demo"}
    raw = {
        path.name for path in (Path(cosim.__file__).parent / "cli").glob("*.py") if "click.echo(" in path.read_text()
    }
    assert raw == {"streams.py", "exits.py"}


CASES = [(command, False) for command in COMMANDS] + [(command, True) for command in ON_TERMINALS]


@pytest.mark.parametrize(("command", "terminal"), CASES, ids=[f"{name}{' on a terminal' * on}" for name, on in CASES])
def test_what_is_printed_holds_no_control_sequence_of_a_file(made, command, terminal, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("cosim.explore.server.Explorer.serve_forever", lambda server: None)  # it would wait for people
    names = {
        "SCENARIO": f"s{EVIL}.toml", "RESULT": f"r{EVIL}.nc", "TARIFF": f"t{EVIL}.json", "PROGRAMME": f"g{EVIL}.toml",
        "FLEET": f"fleet{EVIL}", "POINTS": f"p{EVIL}.csv", "MACHINE": f"equipment_library/heat_pumps/m{EVIL}.toml",
        "FEDERATION": f"f{EVIL}.json", "READINGS": f"v{EVIL}.csv",
    }  # fmt: skip
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    done = CliRunner().invoke(main, [names.get(word, word) for word in COMMANDS[command]])
    assert done.exit_code in (0, 1, 2), done.output
    assert not [piece for piece in PIECES if piece in done.output], ascii(done.output)
    if not terminal and "csv" not in command:  # whose lines end with a carriage return
        assert CONTROLS.search(done.output) is None, ascii(done.output)
    assert done.output.strip()
