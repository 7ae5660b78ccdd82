"""Files of strangers: sizes, depths, devices, endless numbers, odd encodings. Each is refused in words, and soon."""

import os
import re
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.config.faults import parse_json, parse_toml
from cosim.errors import Fault, InvalidInput
from cosim.project import read_bytes
from cosim.rates.hourly import read_hourly

SOUND = b"""house = "ranch-1960s"
weather = "greensboro-nc"
prices = "north-carolina-2023"
emissions = { electricity_kg_per_kwh = 0.4, gas_kg_per_kwh = 0.2 }
[[configurations]]
name = "furnace"
furnace = "furnace-80"
"""


@pytest.mark.parametrize(("text", "words"), [
    (b"a" + b".a" * 20_000 + b" = 1", "a key of more than 100 parts"),
    (b"[" + b"a." * 5_000 + b"a]", "a key of more than 100 parts"),
    (b"x = 1" + b"0" * 5_000, "is not valid TOML: Exceeds the limit (4300 digits)"),
    (b"x = " + b"[" * 50_000, "is nested too deeply"),
    (b"x = inf", "is inf, where a number is needed"),
    (b"[a]\ny = [1.0, { z = -inf }]", "is -inf, where a number is needed"),
    (b"x = nan", "is nan, where a number is needed"),
    (b'x = "a\\u001b]0;PWNED\\u0007"', "control character"),
    (b'"a\\u001b" = 1', "control character"),
])  # fmt: skip
def test_toml_that_no_one_writes_is_refused_soon(text, words):
    begun = process_time()
    with pytest.raises(InvalidInput, match=re.escape(words)):
        parse_toml(text, "x.toml")
    assert process_time() - begun < 2.0


@pytest.mark.parametrize(("text", "words"), [
    (b"[" * 100_000, "is nested too deeply"),
    (b"1" * 5_000, "is not JSON: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits"),
    (b"{", "is not JSON: Expecting property name"),
    (b"\xff", "is not JSON"),
])  # fmt: skip
def test_json_that_no_one_writes_is_refused(text, words):
    with pytest.raises(InvalidInput, match=re.escape(words)) as caught:
        parse_json(text, "x.json")
    assert "sys." not in str(caught.value)


def test_long_text_and_many_dots_are_read():
    text = f'description = "{"and so on ... " * 3000}"\nword = "{"a" * 100_000}"\n'
    assert parse_toml(text.encode(), "x.toml")[0]["word"] == "a" * 100_000


@pytest.mark.parametrize("suffix", [".toml", ".csv", ".xml", ".json"])
def test_what_is_larger_than_any_such_file_is_not_read(tmp_path, suffix):
    path = tmp_path / f"huge{suffix}"
    with path.open("wb") as file:
        file.truncate(20_000_000_000)  # sparse: takes no room
    with pytest.raises(InvalidInput, match=r"is too large: 20,000\.0 MB"):
        read_bytes(path)


def test_a_pipe_and_a_device_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", Path("/dev/zero")):
        with pytest.raises(InvalidInput, match="a device or a pipe"):
            read_bytes(path)
    done = CliRunner().invoke(main, ["check", str(tmp_path / "pipe.toml")])
    assert done.exit_code == 2, done.output


def test_one_bad_file_does_not_hide_a_shelf(tmp_path, monkeypatch):
    shelf = tmp_path / "equipment_library" / "houses"
    shelf.mkdir(parents=True)
    (tmp_path / "scenarios").mkdir()
    (shelf / "long.toml").write_bytes(b"x = 1" + b"0" * 5_000)
    (shelf / "deep.toml").write_bytes(b"x = " + b"[" * 50_000)
    (shelf / "control.toml").write_bytes(b'title = "a\\u001b]0;PWNED\\u0007"')
    (shelf / "folder.toml").mkdir()
    (shelf / "good.toml").write_bytes(b'title = "A good house"')
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["list", "houses"])
    assert done.exit_code == 0, done.output
    assert "A good house" in done.output
    assert done.output.count("(not valid TOML)") == 3
    assert "\x1b" not in done.output


def test_names_of_files_are_listed_without_control_characters(tmp_path, monkeypatch):
    shelf = tmp_path / "equipment_library" / "houses"
    shelf.mkdir(parents=True)
    (tmp_path / "scenarios").mkdir()
    (shelf / "a\x1b[2J.toml").write_bytes(b'title = "x"')
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["list", "houses"])
    assert done.exit_code == 0, done.output
    assert "a\\x1b[2J  " in done.output
    assert "\x1b" not in done.output


@pytest.mark.slow
def test_two_hundred_thousand_faults_are_told_in_brief():
    error = InvalidInput(Fault("x.toml", f"fault {number}") for number in range(200_000))
    assert len(str(error)) < 20_000
    assert str(error).endswith("and 199,800 more")
    assert len(error.faults) == 200_000


@pytest.mark.parametrize("command", ["rate UNIT", "map UNIT -o x.png", "swap ccashp-3ton --refrigerant R-744"])
def test_carbon_dioxide_is_refused_with_the_reason(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    text = (cosim.project.bundled_root() / "equipment_library/heat_pumps/ccashp-3ton.toml").read_text()
    (tmp_path / "unit.toml").write_text(re.sub('refrigerant = "R-[0-9A-Z]+"', 'refrigerant = "R-744"', text))
    done = CliRunner().invoke(main, ["equipment", *command.replace("UNIT", "unit.toml").split()])
    assert done.exit_code == 2, done.output
    assert "critical point at 31 °C" in " ".join(done.output.split())


def test_a_csv_field_without_end_is_refused(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("mode,outdoor_f,level,capacity_btu_h,power_kw\n" + "x" * 200_000 + ",1,1,1,1\n")
    with pytest.raises(InvalidInput, match="is not CSV"):
        read_hourly(path.read_bytes(), "points.csv", column="mode", unit="usd_per_kwh", dimension="electricity_price",
                    minimum=0.0, maximum=1.0, time_zone=0.0)  # fmt: skip
    done = CliRunner().invoke(main, ["equipment", "fit", str(path)])
    assert done.exit_code == 2
    assert "is not CSV" in done.output


@pytest.mark.parametrize("document", [
    b'<?xml version="1.0" encoding="klingon"?><HPXML/>',
    b'<?xml version="1.0" encoding="utf-16"?><HPXML/>',
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><HPXML>&b;</HPXML>',
    b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><HPXML/>',
    b"<HPXML>" + b"<a>" * 100_000,
])  # fmt: skip
def test_xml_of_strangers_is_refused(tmp_path, document):
    from cosim.hpxml import read_hpxml

    path = tmp_path / "home.xml"
    path.write_bytes(document)
    with pytest.raises(InvalidInput):
        read_hpxml(path)
