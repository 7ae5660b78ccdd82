"""Files of other formats: older ones are brought up to date, newer ones and incomplete ones refused."""

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.results import netcdf
from cosim.results.formats import FORMAT, FORMAT_ATTRIBUTE
from cosim.schema.end_uses import END_USES


@pytest.fixture
def old(january):
    """A result as the first format had it."""
    new = [use for use in END_USES if use.optional]
    names = [name for use in new for name in (*use.hourly, *(f"annual_{figure}" for figure in use.annual))]
    first = january.drop_vars([*names, "house_electricity"]).rename({"kinds_of_equipment": "equipment"})
    del first.attrs[FORMAT_ATTRIBUTE]
    return first


@pytest.mark.slow
def test_a_file_of_the_first_format_is_brought_up_to_date(january, old, tmp_path):
    netcdf.write(old, tmp_path / "old.nc")
    read = cosim.open_results(tmp_path / "old.nc")
    np.testing.assert_allclose(read["house_electricity"], january["house_electricity"], rtol=1e-12)
    assert cosim.compare(read).to_json() == cosim.compare(january).to_json()


@pytest.mark.slow
def test_what_an_older_file_lacks_is_named_and_shown_as_nothing(january, tmp_path):
    netcdf.write(january.drop_vars(["annual_unmet_cooling", "duct_loss"]), tmp_path / "old.nc")
    comparison = cosim.compare(tmp_path / "old.nc")
    assert comparison.rows[0]["unmet_cooling_kh"] is None
    assert any("does not hold duct_loss, annual_unmet_cooling" in note for note in comparison.notes)


@pytest.mark.slow
def test_a_newer_format_is_refused_by_its_number(january, tmp_path):
    netcdf.write(january.assign_attrs({FORMAT_ATTRIBUTE: FORMAT + 1}), tmp_path / "new.nc")
    done = CliRunner().invoke(main, ["compare", str(tmp_path / "new.nc")])
    assert done.exit_code == 2
    assert f"is of format {FORMAT + 1}, and this cosim reads formats up to {FORMAT}" in done.stderr


@pytest.mark.slow
def test_a_result_without_an_essential_variable_is_refused_by_its_name(january, tmp_path):
    netcdf.write(january.drop_vars(["house_electricity"]), tmp_path / "part.nc")
    done = CliRunner().invoke(main, ["compare", str(tmp_path / "part.nc")])
    assert done.exit_code == 2
    assert "lacks house_electricity" in done.stderr
