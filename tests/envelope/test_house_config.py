"""House files: what is refused, and with which words."""

import copy
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cosim.config.house import HouseConfig
from cosim.envelope.envelope import build_envelope
from cosim.errors import InvalidInput
from cosim.scenarios.reader import read_config

SHELF = Path(__file__).parents[2] / "equipment_library" / "houses"


def refusal(table: dict) -> str:
    with pytest.raises(ValidationError) as refused:
        HouseConfig.model_validate(table)
    return str(refused.value)


def test_a_window_larger_than_its_wall_is_refused_by_name(box):
    box["glazings"] = {"clear": {"u_value_w_m2k": 2.8, "shgc": 0.7}}
    box["windows"] = [{"surface": "south", "glazing": "clear", "width_m": 5, "height_m": 4.1}]
    assert "windows of 'south' larger than itself (20.5 m2 against 20.0 m2)" in refusal(box)


def test_a_house_without_mass_is_refused(box):
    box["constructions"]["wall"]["layers"] = [{"resistance_m2k_w": 2.0}]
    assert "no layer has mass" in refusal(box)


@pytest.mark.parametrize("value", [-1.0, 0.0])
def test_a_resistance_of_nothing_or_less_is_refused_with_its_place(box, value):
    box["constructions"]["wall"]["layers"][0] = {"resistance_m2k_w": value}
    assert "constructions.wall.layers.0.resistance" in refusal(box)


def test_an_unknown_surface_of_the_ground_is_refused_with_place_and_remedy(tmp_path):
    path = tmp_path / "house.toml"
    ranch = (SHELF / "ranch-1960s.toml").read_text(encoding="utf-8")
    path.write_text(ranch.replace("[ground]\n", '[ground]\nsurface = "bare sol"\n'), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_config(HouseConfig, path)
    (fault,) = refused.value.faults
    assert "ground.surface" in fault.place
    assert "bare soil" in f"{fault.problem} {fault.remedy}"


def test_unknown_names_are_all_listed_with_the_nearest(box):
    box["surfaces"][0]["construction"] = "wal"
    box["surfaces"][1]["boundary"] = "outdoor"
    box["surfaces"][2]["zone"] = "attic"
    text = refusal(box)
    for hint in ("did you mean 'wall'?", "did you mean 'outdoors'?", "'attic' is not a zone"):
        assert hint in text


def test_a_house_that_can_lose_no_heat_is_refused(box):
    for surface in box["surfaces"]:
        surface["boundary"] = "adiabatic"
    assert "heat cannot leave" in refusal(box)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"u_value_w_m2k": 2.8}, "both u_value and shgc"),
        ({"panes": [], "gaps": []}, "either u_value and shgc, or panes"),
        (
            {"panes": [{"solar_transmittance": 0.8, "solar_reflectance_front": 0.3, "solar_reflectance_back": 0.1}]},
            "exceed 1",
        ),
    ],
)
def test_glazing_that_cannot_be_is_refused(box, change, words):
    box["glazings"] = {"odd": change}
    assert words in refusal(box)


def test_leakage_is_given_once(box):
    box["zones"][0]["leakage"] = {"ach50": 5, "air_changes": 0.5}
    assert "exactly one of" in refusal(box)


def test_units_are_asked_for(box):
    box["surfaces"][0]["area"] = 20
    assert "area_m2" in refusal(box)


def test_a_face_that_would_oscillate_is_refused_by_name(box, greensboro):
    """A foil on cloth, radiant exchange cut off: nothing holds it when its film changes."""
    box["constructions"]["foil"] = {"layers": [{"resistance_m2k_w": 90.0}], "inside_emittance": 0.0001}
    surface = {"name": "tent", "zone": "room", "construction": "foil", "area_m2": 5, "tilt_deg": 0}
    box["surfaces"].append(surface)
    with pytest.raises(InvalidInput, match="tent, inner: its film would oscillate"):
        build_envelope(HouseConfig.model_validate(box), greensboro)


def paths(table: object, place: tuple = ()) -> list[tuple]:
    items = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    found = [place] if place else []
    for key, value in items:
        found += paths(value, (*place, key))
    return found


WHOLE = tomllib.loads((SHELF / "ranch-1960s.toml").read_text(encoding="utf-8"))
RUBBISH = st.one_of(st.none(), st.text(max_size=5), st.integers(), st.floats(), st.booleans(), st.just([]), st.just({}))


@pytest.mark.slow
@given(st.sampled_from(paths(WHOLE)), RUBBISH)
def test_rubbish_anywhere_is_accepted_or_refused_but_never_a_crash(place, value):
    table = copy.deepcopy(WHOLE)
    inner = table
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with suppress(ValidationError):
        HouseConfig.model_validate(table)
