"""The file of a fleet is input like any other: what is wrong with it is said, all at once, and nothing is guessed."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import CosimWarning, InvalidInput
from cosim.fleet.declaration import ESSENTIAL, JSON_ATTRIBUTES, NUMBERS_OF_A_FLEET, TEXTS
from cosim.fleet.results import read_results
from cosim.fleet.store import RESULT
from cosim.results.checksums import CHECKSUMS

pytestmark = pytest.mark.slow

Damage = Callable[[xr.Dataset], xr.Dataset]


def attribute(**changed: object) -> Damage:
    return lambda data: data.assign_attrs(changed)


def without(name: str) -> Damage:
    def damage(data: xr.Dataset) -> xr.Dataset:
        found = data.copy()
        del found.attrs[name]
        return found

    return damage


def programme(**changed: object) -> Damage:
    return lambda data: data.assign_attrs(programme=json.dumps(json.loads(data.attrs["programme"]) | changed))


def values(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Damage:
    return lambda data: data.assign({name: (data[name].dims, change(data[name].values), data[name].attrs)})


def first(value: float) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        found = array.astype(float)
        found.flat[0] = value
        return found

    return change


def text(value: str) -> Callable[[np.ndarray], np.ndarray]:
    return lambda array: np.full(array.shape, value, dtype=object)


DAMAGES: dict[str, tuple[Damage, str]] = {
    **{f"no {name}": (without(name), f"attribute {name}: is missing") for name in (*TEXTS, *NUMBERS_OF_A_FLEET)},
    "a format in words": (attribute(cosim_format="two"), "is damaged"),
    "half a home": (attribute(homes_simulated=4.5), "attribute homes_simulated: is '4.5'"),
    "more homes than there are": (attribute(homes_simulated=9), "attribute homes_simulated: differs"),
    "hours of another planet": (attribute(end_hour=99_999), "attribute end_hour"),
    "hours of another period": (attribute(start_hour=0), "hour: has 48 entries"),
    "a title that is a number": (attribute(title=3), "attribute title: is not text"),
    "months that are none": (attribute(winter_months="10 11 winter"), "attribute winter_months"),
    "a thirteenth month": (attribute(winter_months="12 13 1"), "attribute winter_months"),
    "rates that are none": (attribute(rates="{"), "attribute rates"),
    "rates as deep as a well": (attribute(rates="[" * 50_000), "attribute rates"),
    "files that are a number": (attribute(input_files="3"), "attribute input_files"),
    "failures that are a list": (attribute(failed_homes="[1]"), "attribute failed_homes"),
    "a home without a number": (attribute(failed_homes='{"one": "x"}'), "attribute failed_homes"),
    "every home failed": (attribute(failed_homes=json.dumps(dict.fromkeys("01234", "x"))), "names every home"),
    "a programme that is none": (attribute(programme="[]"), "attribute programme"),
    "no description": (programme(description=None), "attribute programme"),
    "measures that are numbers": (programme(measures=[1]), "attribute programme"),
    "a cost in words": (programme(measures=[{"name": "x", "cost_usd": "much"}]), "attribute programme"),
    "a cost without end": (programme(measures=[{"name": "x", "cost_usd": float("inf")}]), "attribute programme"),
    "a life of no year": (programme(measures=[{"name": "x", "lifetime_years": 0}]), "attribute programme"),
    "no economics": (programme(economics=None), "attribute programme"),
    "half the avoided costs": (programme(avoided_costs={"gas": 0.0}), "attribute programme"),
    "an infinite power": (values("power", first(np.inf)), "power: holds 1 values"),
    "a minute without a value": (values("minute_power", first(np.nan)), "minute_power: holds 1 values"),
    "an infinite temperature": (values("outdoor_temperature", first(-np.inf)), "outdoor_temperature: holds 1 values"),
    "a bill without a value": (values("annual_cost", first(np.nan)), "annual_cost: holds 1 values"),
    "an infinite defrost": (values("annual_defrosts", first(np.inf)), "annual_defrosts: holds 1 values"),
    "a group without demand": (values("group_demand", first(np.nan)), "group_demand: holds 1 values"),
    "an infinite trait": (values("trait_size", first(np.inf)), "trait_size: holds 1 values"),
    "text for numbers": (values("annual_gas", text("x")), "annual_gas: holds no numbers"),
    "numbers for text": (values("home_measures", lambda array: np.zeros(array.shape)), "home_measures: holds no text"),
    "another end use": (lambda data: data.assign_coords(end_use=text("warp")(data["end_use"].values)),
                        "end_use: holds 'warp' and lacks"),
    "no strips": (lambda data: data.drop_sel(end_use="strips"), "end_use: lacks strips"),
    "one name twice": (lambda data: data.assign_coords(configuration=text("today")(data["configuration"].values)),
                       "configuration: holds a name twice"),
    "spring": (lambda data: data.assign_coords(season=text("spring")(data["season"].values)), "season: is not winter"),
    "one season": (lambda data: data.isel(season=[0]), "season: is not winter"),
    "homes by other numbers": (lambda data: data.assign_coords(home=data["home"] + 7), "home: does not count from 0"),
    "no home": (lambda data: data.isel(home=slice(0, 0)), "home: has no entry"),
    "groups backwards": (lambda data: data.isel(group_size=slice(None, None, -1)), "group_size: does not rise from 1"),
    "turned over": (lambda data: data.assign(power=data["power"].transpose()), "power: has the dimensions (time,"),
    "hours left out": (lambda data: data.isel(hour=slice(0, 40)), "hour: has 40 entries"),
    "minutes left out": (lambda data: data.isel(minute=slice(0, 100)), "minute: does not go through all 48 hours"),
    "intervals backwards": (lambda data: data.isel(time=slice(None, None, -1)), "time: does not go through"),
    "of another day": (lambda data: data.assign_coords(hour=data["hour"] + np.timedelta64(1, "D")),
                       "hour: does not begin at hour 312"),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(finished: Path) -> xr.Dataset:
    return read_results(finished)


@pytest.fixture
def damaged(sound: xr.Dataset, tmp_path: Path) -> Callable[..., Path]:
    """Write a fleet's file as another program may leave it, and return it."""

    def write(*damages: Damage, sealed: bool = False) -> Path:
        fleet = sound.copy(deep=True)
        for damage in damages:
            fleet = damage(fleet)
        if not sealed:  # so that only what it says can tell that it is wrong
            del fleet.attrs[CHECKSUMS]
        path = tmp_path / "damaged.nc"
        fleet.to_netcdf(path)
        return path

    return write


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_wrong_is_said(damaged, name):
    damage, words = DAMAGES[name]
    with pytest.raises(InvalidInput) as refused:
        read_results(damaged(damage))
    assert words in str(refused.value)


@pytest.mark.parametrize("name", [name for name in ESSENTIAL if name not in {"configuration", "home"}])
def test_a_variable_that_is_lost_is_named(damaged, name):
    with pytest.raises(InvalidInput, match=rf"lacks .*{name}.*run its programme again"):
        read_results(damaged(lambda data: data.drop_vars(name)))


def test_all_faults_at_once_and_nothing_is_written(damaged, tmp_path):
    path = damaged(without("title"), attribute(house_years=-1), lambda data: data.transpose(..., "configuration"))
    done = CliRunner().invoke(main, ["fleet-report", str(path), "-o", str(tmp_path / "page.html")])
    assert done.exit_code == 2, done.output
    assert "faults:" in done.output
    for place in ("attribute title: is missing", "attribute house_years: is '-1'", "power: has the dimensions"):
        assert place in done.output
    assert [each.name for each in tmp_path.iterdir()] == ["damaged.nc"]


@pytest.mark.parametrize("name", [*TEXTS, *JSON_ATTRIBUTES, "programme_text", "input_warnings", "comment", "versions"])
def test_a_text_that_was_changed_is_refused(damaged, name):
    def damage(data: xr.Dataset) -> xr.Dataset:
        return data.assign_attrs({name: str(data.attrs[name]) + " "})

    with pytest.raises(InvalidInput, match=f"attribute {name}: does not hold what cosim wrote"):
        read_results(damaged(damage, sealed=True))


@pytest.mark.parametrize("name", ["power", "home_measures", "trait_size", "annual_defrosts"])
def test_a_value_that_was_changed_or_lost_is_refused(damaged, name):
    def damage(data: xr.Dataset) -> xr.Dataset:
        return values(name, text("x") if data[name].dtype == object else first(17.0))(data)

    for change in (damage, lambda data: data.drop_vars(name)):
        with pytest.raises(InvalidInput, match=f"{name}: does not hold what cosim wrote|lacks {name}"):
            read_results(damaged(change, sealed=True))


def test_what_other_programs_add_is_left_alone(damaged, finished):
    """They write their name into an attribute, and what was done into the history."""
    again = read_results(damaged(attribute(history="ncks -O a.nc b.nc", NCO="5.2"), sealed=True))
    assert again.drop_attrs().identical(read_results(finished).drop_attrs())


def test_without_checksums_a_note_says_so(damaged):
    with pytest.warns(CosimWarning, match="has no checksums"):
        read_results(damaged())


def test_what_xarray_saved_again_is_read(damaged, finished):
    again, fleet = read_results(damaged(sealed=True)), read_results(finished)
    assert again.identical(fleet)


def sealed(fleet: xr.Dataset) -> dict:
    """Return the attributes that checksums hold fast."""
    return {name: value for name, value in fleet.attrs.items() if name not in (CHECKSUMS, "history")}


def test_a_bit_that_flips_is_noticed(finished, tmp_path):
    """Whatever byte changes, whatever is cut off or overwritten: the file is refused, or says what it said."""
    data, sound, chance = (finished / RESULT).read_bytes(), read_results(finished), random.Random(5)
    refused = 0
    for number in range(200):
        bytes_ = bytearray(data)
        kind, place = number % 4, chance.randrange(len(data))
        if kind == 0:
            del bytes_[place:]
        elif kind == 1:
            bytes_[place : place + 4096] = bytes(len(bytes_[place : place + 4096]))
        else:
            for _ in range(1 if kind == 2 else 5):
                bytes_[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.nc"  # the library remembers files that it could not open
        path.write_bytes(bytes_)
        try:
            read = read_results(path)
        except (InvalidInput, CosimWarning):  # a note, where the list of checksums itself is damaged
            refused += 1
            continue
        assert read.equals(sound), number
        assert sealed(read) == sealed(sound), number
    assert refused > 100
