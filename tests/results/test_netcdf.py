"""The file: what is written is read back, by anyone, and no half of it is ever left behind."""

import json
import os
import stat

import netCDF4
import numpy as np
import pytest
import xarray as xr
from compliance import complaints
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosim.errors import CosimError, CosimWarning, InvalidInput
from cosim.results import netcdf


def test_what_is_written_is_read_back(january, file):
    xr.testing.assert_identical(netcdf.open_results(file), january)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60), min_size=4,
                      max_size=4, unique=True))  # fmt: skip
def test_any_name_survives(january, tmp_path, names):
    hour = january.isel(time=[0])
    renamed = hour.assign_coords(configuration=("configuration", np.array(names, dtype=object)))
    netcdf.write(renamed, tmp_path / "names.nc", force=True)
    assert list(netcdf.open_results(tmp_path / "names.nc")["configuration"].values) == names


def test_xarray_reads_it_without_help(january, file):
    with xr.open_dataset(file) as plain:
        assert list(plain["configuration"].values) == list(january["configuration"].values)
        assert plain["time"].dtype.kind == "M"
        np.testing.assert_array_equal(plain["indoor_temperature"], january["indoor_temperature"])
    with xr.open_datatree(file) as tree:
        assert set(tree["events"]["kind"].values) == {"defrost"}
        assert set(tree["events"]["configuration_name"].values) <= set(tree["configuration"].values)


def test_text_is_characters_and_times_have_no_fill_value(file):
    with netCDF4.Dataset(file) as raw:
        assert raw["configuration"].dtype == "S1"
        assert raw["events/kind"].dtype == "S1"
        for name in ("time", "time_bounds", "events/start"):
            assert "_FillValue" not in raw[name].ncattrs()
        assert raw["outdoor_temperature"].units_metadata == "temperature: on_scale"
        assert raw["unmet_heating"].units_metadata == "temperature: difference"


@pytest.mark.slow
def test_the_same_results_give_the_same_bytes(january, tmp_path):
    netcdf.write(january, tmp_path / "one.nc")
    netcdf.write(january, tmp_path / "two.nc")
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.nc").read_bytes()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the checker's own deprecations
@pytest.mark.parametrize(("layout", "version"), [("grouped", "cf:1.8"), ("flat", "cf:1.11")])
def test_the_compliance_checker_finds_nothing_wrong(january, tmp_path, layout, version):
    """It does not look into groups, so the event table is also written flat."""
    path = tmp_path / "results.nc"
    if layout == "flat":
        netcdf.write_flat(january, path)
    else:
        netcdf.write(january, path)
    found = complaints(path, version, tmp_path / "report.json")
    # the one thing that cannot be right for both: the version of CF that the file says it follows
    assert [message for message in found if 'does not contain "CF-1.8"' not in message] == []


def test_an_existing_file_stays_unless_forced(january, file):
    before = file.read_bytes()
    with pytest.raises(InvalidInput, match="exists already; --force"):
        netcdf.write(january, file)
    assert file.read_bytes() == before
    netcdf.write(january.isel(configuration=[0]), file, force=True)
    assert netcdf.open_results(file).sizes["configuration"] == 1


def test_a_failed_write_leaves_the_old_file_and_nothing_else(january, file, monkeypatch):
    before = file.read_bytes()
    complete = xr.Dataset.to_netcdf

    def fail_at_the_group(self, path, **options):
        if "group" in options:
            raise OSError(28, "No space left on device")
        return complete(self, path, **options)

    monkeypatch.setattr(xr.Dataset, "to_netcdf", fail_at_the_group)
    with pytest.raises(CosimError, match="No space left"):
        netcdf.write(january, file, force=True)
    assert file.read_bytes() == before
    assert [found.name for found in file.parent.iterdir()] == [file.name]


def test_an_interrupted_write_leaves_nothing(january, tmp_path, monkeypatch):
    def interrupt(self, path, **options):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(xr.Dataset, "to_netcdf", interrupt)
    with pytest.raises(KeyboardInterrupt):
        netcdf.write(january, tmp_path / "new.nc")
    assert list(tmp_path.iterdir()) == []


def test_destinations_that_cannot_be_are_refused(tmp_path, monkeypatch):
    with pytest.raises(InvalidInput, match="no such folder"):
        netcdf.check_destination(tmp_path / "missing" / "new.nc")
    with pytest.raises(InvalidInput, match="is a folder"):
        netcdf.check_destination(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)  # tests may run as root, who may write anywhere
    with pytest.raises(InvalidInput, match="cannot be written to"):
        netcdf.check_destination(tmp_path / "new.nc")


def test_the_file_is_as_readable_as_any_other(file, tmp_path):
    (tmp_path / "other").touch()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


@pytest.mark.parametrize("content", [None, b"", b"not NetCDF at all" * 100])
def test_what_is_not_a_result_is_refused(tmp_path, content):
    path = tmp_path / "strange.nc"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"strange\.nc"):
        netcdf.open_results(path)


def test_another_program_s_netcdf_is_refused(tmp_path):
    xr.Dataset({"x": ("t", [1.0, 2.0])}).to_netcdf(tmp_path / "other.nc")
    with pytest.raises(InvalidInput, match="not one that cosim wrote"):
        netcdf.open_results(tmp_path / "other.nc")


def test_a_damaged_file_is_refused(file):
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(InvalidInput, match="damaged"):
        netcdf.open_results(file)


@pytest.mark.parametrize(("change", "named"), [
    (lambda file: file["annual_cost"].__setitem__(0, 1.0), "annual_cost"),
    (lambda file: file["annual_cost"].setncattr("units", "K"), "attributes of annual_cost"),
    (lambda file: file["annual_cost"].delncattr("long_name"), "attributes of annual_cost"),
    (lambda file: file["events/frost"].setncattr("units", "lb"), "attributes of event_frost"),
    (lambda file: file.setncattr("site", "Elsewhere"), "attribute site"),
    (lambda file: file.delncattr("checksums"), "has no checksums"),
    (lambda file: file["events/frost"].__setitem__(0, 7.0), "event_frost"),
])  # fmt: skip
def test_what_was_changed_in_a_file_is_named(file, change, named):
    with netCDF4.Dataset(file, "a") as opened:
        change(opened)
    with pytest.warns(CosimWarning, match=named):
        netcdf.open_results(file)


def test_a_file_that_another_program_copied_is_as_it_was(file, tmp_path):
    """Its layout is another; names, values and texts are the same."""
    copy = tmp_path / "copy.nc"
    with xr.open_dataset(file) as main, xr.open_dataset(file, group="events") as events:
        main.load().to_netcdf(copy)
        events.load().to_netcdf(copy, mode="a", group="events")
    xr.testing.assert_equal(netcdf.open_results(copy), netcdf.open_results(file))


def test_checksums_that_leave_out_the_attributes_of_variables_still_serve(file):
    """Files were written with such ones; of them a note says nothing that they cannot know."""
    with netCDF4.Dataset(file, "a") as opened:
        stated = json.loads(opened.checksums)
        assert "attributes of annual_cost" in stated
        opened.checksums = json.dumps({name: each for name, each in stated.items() if "attributes of" not in name})
    netcdf.open_results(file)
