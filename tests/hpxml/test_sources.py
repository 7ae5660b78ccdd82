"""Homes in zips, as ResStock's are: found, read within bounds, and refused in plain words where a zip is no good."""

import struct
import zipfile

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.hpxml.sources import HomeFile, find_home_file
from tests.hpxml.conftest import document
from tests.hpxml.test_homes_in_scenarios import SCENARIO


@pytest.fixture
def zipped(tmp_path):
    def write(name: str = "bldg0000001-up00.zip", **members: bytes | str):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in (members or {"in_xml": document(), "schedules_csv": "occupants\n1\n"}).items():
                archive.writestr(member.replace("_", "."), data)
        return path

    return write


def sought(tmp_path, reference: str):
    return find_home_file(reference, place="row 2", anchor=tmp_path)


def refused(act) -> str:
    with pytest.raises(InvalidInput) as caught:
        act()
    return str(caught.value)


def test_a_home_in_a_zip_is_the_home_of_its_file(zipped, home, tmp_path):
    zipped()
    home()
    (tmp_path / "asked.toml").write_text(
        SCENARIO.format(house="bldg0000001-up00.zip:in.xml", weather='weather = "golden-co"'), encoding="utf-8"
    )
    found = cosim.load(tmp_path / "asked.toml")
    record = next(file for file in found.files if file.kind == "houses")
    assert record.path == "bldg0000001-up00.zip:in.xml"
    (tmp_path / "plain.toml").write_text(SCENARIO.format(house="home.xml", weather='weather = "golden-co"'))
    plain = cosim.load(tmp_path / "plain.toml")
    assert found.house.model_copy(update={"name": ""}) == plain.house.model_copy(update={"name": ""})
    assert record.sha256 == next(file for file in plain.files if file.kind == "houses").sha256


def test_a_zip_alone_means_the_one_home_in_it(zipped, tmp_path):
    zipped()
    assert sought(tmp_path, "bldg0000001-up00.zip").member == "in.xml"
    zipped("two.zip", a_xml="", b_xml="")
    assert "holds 2 XML files; name one, such as two.zip:a.xml" in refused(lambda: sought(tmp_path, "two.zip"))
    assert "holds no 'c.xml'; did you mean '" in refused(lambda: sought(tmp_path, "two.zip:c.xml"))
    zipped("none.zip", a_csv="")
    assert "holds 0 XML files" in refused(lambda: sought(tmp_path, "none.zip"))


def test_what_lies_beside_a_home_is_found_by_its_last_name_alone(zipped, home, tmp_path):
    zipped()
    found = sought(tmp_path, "bldg0000001-up00.zip").beside("/var/simdata/openstudio/run/schedules.csv")
    assert found is not None
    assert found[1] == b"occupants\n1\n"
    by_its_name = HomeFile(tmp_path / "bldg0000001-up00.zip:in.xml")  # as messages call a member
    assert by_its_name.beside("schedules.csv") == found
    home()
    (tmp_path / "beside.csv").write_text("x")
    file = sought(tmp_path, "home.xml")
    assert file.beside("C:\\run\\beside.csv") == (tmp_path / "beside.csv", b"x")
    assert [file.beside(name) for name in ("", "..", "../..", "elsewhere.csv")] == [None] * 4


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(zipped, tmp_path):
    zipped("bomb.zip", in_xml=b"<" + bytes(33_000_000))
    assert "is too large: 32 MB are the most" in refused(sought(tmp_path, "bomb.zip").data)
    path = zipped("liar.zip", in_xml=b"<" + bytes(33_000_000))
    data = bytearray(path.read_bytes())  # says in its list of contents that the member is small
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    path.write_bytes(data)
    assert refused(sought(tmp_path, "liar.zip").data)


def test_damaged_zips_are_refused(zipped, tmp_path):
    good = zipped().read_bytes()
    for number, data in enumerate((b"", b"PK", good[: len(good) // 2], good[:60] + bytes(40) + good[100:])):
        (tmp_path / f"bad{number}.zip").write_bytes(data)
        words = refused(lambda number=number: sought(tmp_path, f"bad{number}.zip").data())
        assert "damaged" in words or "unpacked" in words


def test_members_of_other_folders_stay_in_the_zip(zipped, tmp_path):
    path = tmp_path / "climbs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.xml", document())
    file = sought(tmp_path, "climbs.zip")
    assert file.data()
    assert not list(tmp_path.parent.parent.glob("outside.xml"))


def test_show_reads_a_member(zipped):
    shown = CliRunner().invoke(main, ["show", f"{zipped()}:in.xml"])
    assert shown.exit_code == 0, shown.output
    assert "left aside, with what it would change" in shown.output
