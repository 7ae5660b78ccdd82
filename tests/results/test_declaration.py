"""A file of results is input like any other: what is wrong with it is said, all at once, and nothing is guessed."""

import json
from collections.abc import Callable
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.results import netcdf
from cosim.results.declaration import PLACES, TEXTS, VARIABLES_OF_A_RESULT, check
from cosim.results.formats import brought_up_to_date

Damage = Callable[[xr.Dataset], xr.Dataset]
COMMANDS = (("compare",), ("report", "-o", "page.html"), ("bill",), ("log",), ("defrost",), ("lifecycle",))


def attribute(**changed: object) -> Damage:
    return lambda data: data.assign_attrs(changed)


def without(name: str) -> Damage:
    return lambda data: data.assign_attrs({}).drop_attrs(deep=False).assign_attrs(
        {key: value for key, value in data.attrs.items() if key != name}
    )  # fmt: skip


def values(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Damage:
    return lambda data: data.assign({name: (data[name].dims, change(data[name].values), data[name].attrs)})


def first(value: float) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        found = array.astype(float)
        found.flat[0] = value
        return found

    return change


def rates(**changed: object) -> Damage:
    return lambda data: data.assign_attrs(rates=json.dumps(json.loads(data.attrs["rates"]) | changed))


DAMAGES: dict[str, tuple[Damage, str]] = {
    **{f"no {name}": (without(name), f"attribute {name}: is missing") for name in (*TEXTS, *PLACES)
       if name != "cosim_version"},
    "latitude in words": (attribute(latitude="north"), "attribute latitude: is 'north'"),
    "longitude without end": (attribute(longitude=np.inf), "attribute longitude"),
    "time zone of another planet": (attribute(time_zone_hours=99.0), "attribute time_zone_hours"),
    "no rule": (attribute(daylight_saving="mars"), "attribute daylight_saving: is 'mars'"),
    "rates that are none": (attribute(rates="{"), "attribute rates"),
    "rates that are a list": (attribute(rates="[]"), "attribute rates"),
    "rates as deep as a well": (attribute(rates="[" * 50_000), "attribute rates"),
    "prices that are none": (rates(prices={"electricity_usd_per_kwh": "much"}), "attribute rates"),
    "half a tariff": (rates(tariff={"name": "x"}), "attribute rates"),
    "half a grid": (rates(grid={"name": "x", "title": "", "source": "", "kind": "", "factor": [1, 2]}),
                    "attribute rates"),
    "a grid without end": (rates(grid={"name": "x", "title": "", "source": "", "kind": "", "factor": 1e999}),
                           "attribute rates"),
    "files that are a number": (attribute(input_files="3"), "attribute input_files"),
    "files without names": (attribute(input_files='[{"kind": "houses"}]'), "attribute input_files"),
    "failures that are a list": (attribute(failed_configurations="[1]"), "attribute failed_configurations"),
    "what is followed": (attribute(follows_rates='{"a": ["the moon"]}'), "attribute follows_rates"),
    "a plan that is none": (attribute(life_cycle='{"plan": 3}'), "attribute life_cycle"),
    "an infinite hour": (values("hvac_electricity", first(np.inf)), "hvac_electricity: holds 1 values"),
    "an hour without a value": (values("indoor_temperature", first(np.nan)), "indoor_temperature: holds 1 values"),
    "an infinite year": (values("annual_cost", first(np.inf)), "annual_cost: holds 1 infinite"),
    "infinite events": (values("event_duration", first(-np.inf)), "event_duration: holds 1 infinite"),
    "text for numbers": (values("annual_gas", lambda array: np.full(array.shape, "x", dtype=object)),
                         "annual_gas: holds no numbers"),
    "numbers for text": (values("fuel", lambda array: np.zeros(array.shape)), "fuel: holds no text"),
    "another fuel": (values("fuel", lambda array: np.full(array.shape, "coal", dtype=object)), "fuel: is 'coal'"),
    "one name twice": (lambda data: data.assign_coords(configuration=("configuration", np.array(
        [data["configuration"].values[0]] * data.sizes["configuration"], dtype=object))), "holds a name twice"),
    "turned over": (lambda data: data.assign(standby_electricity=data["standby_electricity"].transpose()),
                    "standby_electricity: has the dimensions (time, configuration)"),
    "hours left out": (lambda data: data.isel(time=[0, 1, 5, 6]), "time: does not go from hour to hour"),
    "backwards": (lambda data: data.isel(time=slice(None, None, -1)), "time: does not go from hour to hour"),
    "no month": (lambda data: data.isel(month=slice(0, 5)), "month: has 5 entries"),
}  # fmt: skip


@pytest.fixture
def damaged(january: xr.Dataset, tmp_path: Path) -> Callable[[Damage], Path]:
    """Write a result as another program may leave it, and return the file."""

    def write(damage: Damage) -> Path:
        path = tmp_path / "damaged.nc"
        netcdf.write(damage(january), path, force=True)
        return path

    return write


@pytest.mark.slow
@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_wrong_is_said(damaged, name):
    damage, words = DAMAGES[name]
    with pytest.raises(InvalidInput) as refused:
        netcdf.open_results(damaged(damage))
    assert words in str(refused.value)


def test_a_result_of_nothing_is_none(january):
    with pytest.raises(InvalidInput, match="configuration: has no entry"):
        check(january.isel(configuration=slice(0, 0)), Path("empty.nc"))


@pytest.mark.slow
def test_all_faults_at_once(damaged):
    def damage(data: xr.Dataset) -> xr.Dataset:
        return attribute(latitude="north", site=3)(data).transpose("time", ...)

    with pytest.raises(InvalidInput) as refused:
        netcdf.open_results(damaged(damage))
    places = [fault.place.split(": ")[-1] for fault in refused.value.faults]
    assert {"attribute latitude", "attribute site", "hvac_electricity"} <= set(places)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[0])
def test_every_command_refuses_it(damaged, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = damaged(lambda data: attribute(latitude="north", rates="{")(without("site")(data)))
    done = CliRunner().invoke(main, [arguments[0], str(path), *arguments[1:]])
    assert done.exit_code == 2, done.output
    assert "2 faults" in done.output
    assert "attribute site: is missing" in done.output
    assert [each.name for each in tmp_path.iterdir()] == ["damaged.nc"]


@pytest.mark.parametrize("name", sorted(set(VARIABLES_OF_A_RESULT) - {"configuration", "time"}))
def test_a_variable_that_is_lost_is_never_made_up(january, name):
    """Whatever variable another program drops, the file is refused, or says that it does not hold it."""
    main, events = netcdf.split(january)
    field = name.removeprefix("event_")
    main, events = main.drop_vars(name, errors="ignore"), events.drop_vars(field, errors="ignore")
    words = ""
    try:
        read = netcdf.join(brought_up_to_date(main, Path("lost.nc")), events)
        check(read, Path("lost.nc"))
    except InvalidInput as refused:
        words = str(refused)
    if words:
        assert name in words
    else:
        assert name in read.attrs["not_recorded"].split()
        assert np.isnan(read[name].values).all()


@pytest.mark.slow
def test_what_xarray_saved_again_is_read(january, file, tmp_path):
    """A program that reads and saves the file, with its own encoding, leaves a sound one."""
    again = tmp_path / "again.nc"
    with xr.open_datatree(file) as tree:
        tree.load().to_netcdf(again)
    read = netcdf.open_results(again)
    np.testing.assert_array_equal(read["annual_cost"], january["annual_cost"])
    assert list(read["event_kind"].values) == list(january["event_kind"].values)


@pytest.mark.slow
def test_an_attribute_that_hdf_cannot_read_is_refused(file):
    with netCDF4.Dataset(file, "r+") as raw:
        raw.setncattr("cosim_format", "two")
    with pytest.raises(InvalidInput, match="damaged"):
        netcdf.open_results(file)


@pytest.mark.slow
def test_json_with_control_characters_stays_json(january, damaged):
    """A path may hold whatever its file system allows; it is shown escaped, and the attribute is still read."""
    files = json.dumps([{"kind": "houses", "path": "a\u009b2J\u202e.toml", "sha256": "0"}], ensure_ascii=False)
    read = netcdf.open_results(damaged(attribute(input_files=files)))
    assert json.loads(read.attrs["input_files"])[0]["path"] == "a\\x9b2J\\u202e.toml"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::cosim.errors.CosimWarning")  # it says so, too, where the file is read so far
@pytest.mark.parametrize("moment", [1e300, -1e300, np.inf])
def test_times_beyond_all_years_are_refused(damaged, moment):
    path = damaged(lambda data: data)
    with netCDF4.Dataset(path, "a") as file:
        file["time"][0] = moment
    with pytest.raises(InvalidInput, match=r"damaged|time: does not go from hour to hour"):
        netcdf.open_results(path)
