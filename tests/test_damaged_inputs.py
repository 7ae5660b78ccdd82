"""No command lets a Python exception out, whatever is in the file that it is given."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cosim.cli import main

Arguments = Callable[[str], list[str]]

# command -> its arguments around a file; with several where it takes several kinds of file
COMMANDS: dict[str, tuple[Arguments, ...]] = {
    "run": (lambda path: [path, "--from", "01-10", "--to", "01-10", "-o", "out.nc"],),
    "check": (lambda path: [path],),
    "size": (lambda path: [path],),
    "balance": (lambda path: [path],),
    "explore": (lambda path: [path, "--no-browser"],),
    "calibrate": (
        lambda path: [path, "--bills", path, "-o", "out.toml"],
        lambda path: ["quick-start", "--bills", path, "-o", "out.toml"],
    ),
    "weather": (
        lambda path: [path, "--measured", path, "-o", "out.csv"],
        lambda path: ["golden-co", "--measured", path, "-o", "out.csv"],
    ),
    "export": (lambda path: [path, "-o", "out.csv"],),
    "sweep": (lambda path: [path, "--vary", "gas_price=0.5..2"],),
    "compare": (lambda path: [path, "-o", "out.png"],),
    "report": (lambda path: [path, "-o", "out.html"],),
    "log": (lambda path: [path],),
    "defrost": (lambda path: [path],),
    "bill": (lambda path: [path], lambda path: ["RESULT", "--tariff", path], lambda path: ["RESULT", "--prices", path]),
    "lifecycle": (lambda path: [path], lambda path: ["RESULT", "--plan", path]),
    "fleet": (lambda path: [path, "-o", "out"],),
    "fleet-fit": (lambda path: [path, "-o", "out.csv"],),
    "fleet-report": (lambda path: [path, "-o", "out.html"],),
    "fleet-table": (lambda path: [path], lambda path: [path, "--by", "county"]),
    "equipment fit": (lambda path: [path, "-o", "out.toml"],),
    "equipment rate": (lambda path: [path],),
    "equipment map": (lambda path: [path, "-o", "out.png"],),
    "equipment swap": (lambda path: [path, "--refrigerant", "R-32", "-o", "out.toml"],),
    "gauges": (lambda path: [path, "--outdoor", "35F", "--indoor", "70F"],),
    "diagnose": (lambda path: ["single-speed-3ton", path], lambda path: [path, "--new"]),
    "show": (lambda path: [path],),
    "fmu export": (lambda path: [path, "-o", "out.fmu"],),
    "helics": (lambda path: ["quick-start", "--config", path],),
}
WITHOUT_FILE = {
    "demo",
    "examples",
    "house new",
    "init",
    "keys",
    "list",
    "validate",
}  # `init` and `examples` make a folder; `validate` takes one of cases
SUFFIXES = (".toml", ".nc", ".csv", ".json", ".epw", ".xml")
DAMAGES = {
    "empty": b"",
    "noise": bytes((k * k * 31 + 7 * k) % 256 for k in range(4000)),
    "text": b"hello [bold]world[/] $x$ {y}\n",
    "encoding": "naïve = 'café'\n".encode("latin-1"),
    "not numbers": b"a,b\nnan,inf\n",
    "depth": b"[" * 100_000,
    "another kind": b'{"a": [1, 2]}',
    "markup": b"<HPXML><a></HPXML>",
}


def commands(group: click.Group, prefix: str = "") -> Iterator[str]:
    for name, command in (group.loaded() if group is main else group.commands).items():
        if isinstance(command, click.Group) and name not in WITHOUT_FILE:
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


def test_every_command_is_tried():
    """A command that is added states its files above."""
    assert set(commands(main)) == {*COMMANDS, *WITHOUT_FILE}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damaged") / "sound.nc"
    done = CliRunner().invoke(main, ["run", "quick-start", "--from", "01-10", "--to", "01-10", "-o", str(path)])
    assert done.exit_code == 0, done.output
    return path


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_damaged_files_are_refused_in_words(command, result, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = tmp_path / "files"
    files.mkdir()
    (files / "folder.toml").mkdir()
    contents = DAMAGES | {"cut": result.read_bytes()[:20_000]}
    paths = [files / "folder.toml", *(files / f"missing{suffix}" for suffix in SUFFIXES)]
    for damage, content in contents.items():
        for suffix in SUFFIXES:
            paths.append(files / f"{damage}{suffix}")
            paths[-1].write_bytes(content)
    for arguments in COMMANDS[command]:
        for path in paths:
            if "RESULT" in arguments(str(path)) and path.suffix not in (".toml", ".csv", ".json"):
                continue  # no suffix of rates or plans, and each costs a reading of the results
            words = [str(result) if word == "RESULT" else word for word in arguments(str(path))]
            done = CliRunner().invoke(main, [*command.split(), *words])
            case = f"cosim {command} {path.name}: {done.output[-300:]}"
            assert done.exception is None or isinstance(done.exception, SystemExit), case
            # `show` prints a shelf's file as it is
            assert done.exit_code == 2 or command == "show", case
            assert done.output.strip() or command == "show", case
    assert {path.name for path in tmp_path.iterdir()} == {"files"}, "something was written"
