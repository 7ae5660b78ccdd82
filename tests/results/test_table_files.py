"""Results for other programs: tables and stores read back as what was written, whole or absent."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from click.testing import CliRunner

from cosim import files
from cosim.cli import main
from cosim.results.hourly_table import COLUMNS, hourly_table
from cosim.results.table_files import write_csv, write_parquet, write_zarr


@pytest.fixture(scope="module")
def table(january):
    return hourly_table(january)


def test_csv_reads_back(table, tmp_path):
    write_csv(table, tmp_path / "hours.csv")
    read = pd.read_csv(tmp_path / "hours.csv", parse_dates=["hour_ending"])
    assert list(read.columns) == list(COLUMNS)
    assert (read["hour_ending"] == table["hour_ending"]).all()
    assert list(read["configuration"]) == list(table["configuration"])
    numbers = table.select_dtypes("number")
    np.testing.assert_allclose(read[numbers.columns], numbers, rtol=1e-8, atol=1e-12)
    assert "-05:00" in (tmp_path / "hours.csv").read_text(encoding="utf-8").splitlines()[1]


def test_names_are_no_formulas(january, tmp_path):
    named = january.assign_coords(configuration=["=1+1", "b", "c", "d"])
    write_csv(hourly_table(named), tmp_path / "hours.csv")
    assert (tmp_path / "hours.csv").read_text(encoding="utf-8").splitlines()[1].startswith("'=1+1,")


def test_parquet_reads_back_with_units_and_place(table, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    write_parquet(table, tmp_path / "hours.parquet")
    read = pd.read_parquet(tmp_path / "hours.parquet")
    assert (read["hour_ending"] == table["hour_ending"]).all()
    assert read["hour_ending"].iloc[0].utcoffset() == table["hour_ending"].iloc[0].utcoffset()
    pd.testing.assert_frame_equal(
        read.drop(columns="hour_ending"), table.drop(columns="hour_ending"), check_dtype=False
    )
    schema = pq.read_schema(tmp_path / "hours.parquet")
    assert schema.field("electricity_price_usd_per_kwh").metadata[b"units"] == b"USD/kWh"
    about = json.loads(schema.metadata[b"cosim"])
    assert about["time_zone_hours"] == -5.0
    assert about["hours"] == "labelled by their end"
    assert about["currency"] == "USD"


def test_zarr_reads_back(january, tmp_path):
    pytest.importorskip("zarr")
    write_zarr(january, tmp_path / "run.zarr")
    with xr.open_zarr(tmp_path / "run.zarr") as read:
        xr.testing.assert_identical(read.load(), january)
    assert [each.name for each in tmp_path.iterdir()] == ["run.zarr"]


def test_a_folder_comes_whole_or_not_at_all(tmp_path):
    path = tmp_path / "store"
    with files.whole_folder(path) as hidden:
        (hidden / "old").write_text("old")

    def half_way():
        with files.whole_folder(path) as hidden:
            (hidden / "new").write_text("new")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it is ours
        half_way()
    assert [each.name for each in path.iterdir()] == ["old"]
    with files.whole_folder(path) as hidden:
        (hidden / "new").write_text("new")
    assert [each.name for each in path.iterdir()] == ["new"]
    assert [each.name for each in tmp_path.iterdir()] == ["store"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".zarr"])
def test_the_command(file, tmp_path, suffix):
    pytest.importorskip({".csv": "pandas", ".parquet": "pyarrow", ".zarr": "zarr"}[suffix])
    output = tmp_path / f"out{suffix}"
    result = CliRunner().invoke(main, ["export", str(file), "-o", str(output)])
    assert result.exit_code == 0, result.output
    again = CliRunner().invoke(main, ["export", str(file), "-o", str(output)])
    assert again.exit_code == 2
    assert "exists already" in again.output
    forced = CliRunner().invoke(main, ["export", str(file), "-o", str(output), "--force"])
    assert forced.exit_code == 0, forced.output


def test_what_is_no_destination(file, tmp_path):
    (tmp_path / "mine.zarr").mkdir()
    (tmp_path / "mine.zarr" / "photo.jpg").write_text("dear")
    for output, words in (("hours.xls", "must end in"), ("no-folder/hours.csv", "there is no such folder"),
                          ("mine.zarr", "is a folder that holds something else")):  # fmt: skip
        result = CliRunner().invoke(main, ["export", str(file), "-o", str(tmp_path / output), "--force"])
        assert result.exit_code == 2
        assert words in result.output
    assert (tmp_path / "mine.zarr" / "photo.jpg").exists()
