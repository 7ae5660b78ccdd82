"""Names are found on the user's shelves first, then on the bundled ones, from wherever one works."""

import hashlib
import re
from pathlib import Path

import pytest

from cosim.errors import InvalidInput
from cosim.project import LIBRARY, bundled_root, current_project, describe, find, names, project_of, read_bytes, shelves
from cosim.scenarios.reader import load
from cosim.template import create


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("scenarios/mine.toml", f"{LIBRARY}/furnaces/furnace-80.toml", f"{LIBRARY}/fireplaces/home.toml",
                 "weather/here.epw", "weather/here.csv", "weather/.hidden.csv", "weather/notes.txt"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def refusal(shelf: str, reference: str, **where: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        find(shelf, reference, place="here", **where)
    return str(caught.value)


def test_the_users_file_hides_the_bundled_one(project):
    assert find("furnaces", "furnace-80", place="", project=project).is_relative_to(project)
    assert find("furnaces", "furnace-80", place="").is_relative_to(bundled_root())
    assert find("furnaces", "furnace-96", place="", project=project).is_relative_to(bundled_root())


def test_shelves_are_those_of_both_projects(project):
    assert "fireplaces" not in shelves()
    assert {"weather", "scenarios", "furnaces", "heat_pumps", "fireplaces"} <= set(shelves(project))
    assert list(names("furnaces", project)) == sorted(names("furnaces"))


def test_only_files_of_the_shelf_count_and_csv_comes_first(project):
    assert names("weather", project)["here"].suffix == ".csv"
    assert not {"notes", ".hidden", "SOURCES"} & set(names("weather", project))


def test_a_value_with_a_suffix_is_a_path_from_its_anchor(project, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert find("weather", "../weather/here.EPW".lower(), place="", anchor=project / "scenarios").name == "here.epw"
    assert "does not exist" in refusal("weather", "here.epw", anchor=project / "scenarios")


@pytest.mark.parametrize("reference", ["", "..", "a/b", "x\0y", "furnace-80/", "/etc/passwd", "ü" * 500, "x" * 9999])
def test_what_is_no_name_is_refused(reference, project):
    assert "here: no furnace" in refusal("furnaces", reference, project=project)


@pytest.mark.parametrize("reference", ["x\0y.toml", "x" * 9999 + ".toml", "../scenarios/mine.toml/x.toml"])
def test_what_is_no_file_is_refused(reference, project):
    assert refusal("furnaces", reference, anchor=project / "weather")


def test_the_nearest_name_is_offered():
    assert "did you mean 'furnace-96'?" in refusal("furnaces", "furnace96")


def test_the_project_is_the_folder_above_the_shelf(project):
    assert project_of(project / "scenarios" / "mine.toml") == project.resolve()
    assert project_of(project / LIBRARY / "furnaces" / "furnace-80.toml") == project.resolve()
    assert project_of(project / "loose.toml") == project.resolve()


def test_the_current_folder_is_a_project_only_with_scenarios(project, monkeypatch):
    monkeypatch.chdir(project)
    assert current_project() == project
    monkeypatch.chdir(project / "weather")
    assert current_project() is None


def test_files_are_described_by_where_they_lie(project):
    mine = project / "scenarios" / "mine.toml"
    assert describe("scenarios", mine, b"", project).path == "scenarios/mine.toml"
    assert describe("scenarios", mine, b"").path == mine.resolve().as_posix()
    bundled = describe("furnaces", names("furnaces")["furnace-80"], b"abc", project)
    assert bundled.path == f"bundled:{LIBRARY}/furnaces/furnace-80.toml"
    assert bundled.sha256 == hashlib.sha256(b"abc").hexdigest()


def test_sources_name_every_weather_file_with_its_checksum():
    sources = (bundled_root() / "weather" / "SOURCES.md").read_text(encoding="utf-8")
    for name, path in names("weather").items():
        assert f"`{path.name}`: `{hashlib.sha256(read_bytes(path)).hexdigest()}`" in sources, name
    assert len(re.findall("^## ", sources, re.MULTILINE)) == len(names("weather"))


# a project of one's own


def test_a_new_project_has_three_shelves_and_its_example_loads(tmp_path):
    folder = tmp_path / "house"
    written = create(folder)
    assert {path.relative_to(folder).parts[0] for path in written} == {"weather", LIBRARY, "scenarios"}
    assert all("#" in path.read_text(encoding="utf-8") for path in written)
    scenario = load(folder / "scenarios" / "my-question.toml")
    used = {file.path for file in scenario.files}
    assert {path.relative_to(folder).as_posix() for path in written} <= used
    assert scenario.weather.dry_bulb.shape == (8760,)
    assert len(scenario.configurations) == 3


def test_a_project_is_not_made_over_another(tmp_path):
    create(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InvalidInput, match="already"):
        create(tmp_path)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_a_project_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="cannot be written"):
        create(tmp_path / "file")
