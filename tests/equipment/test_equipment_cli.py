"""`cosim equipment`: every command runs, and says what it was asked for."""

import tomllib

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibrate import sheet_of
from cosim.equipment.fit import compare


def cosim(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


def test_fit_makes_a_machine_that_is_exact_at_its_points(reference, tmp_path):
    unit = tmp_path / "unit.toml"
    sheet = reference / "heat_pump_data" / "neep_points.csv"
    said = cosim("equipment", "fit", sheet, "--model", "PUZ-HA36NHA5", "--refrigerant", "R-410A", "-o", unit)
    assert said.exit_code == 0, said.output
    assert "rms" in said.output
    assert (tmp_path / "unit.png").stat().st_size > 10_000
    config = HeatPumpConfig.model_validate(tomllib.loads(unit.read_text(encoding="utf-8")))
    assert config.refrigerant == "R-410A"
    assert len(config.published) == 13
    result = compare(config, sheet_of(config))
    assert result.largest() < 1e-4
    assert result.largest("capacity") < 1e-4
    again = cosim("equipment", "fit", sheet, "--model", "PUZ-HA36NHA5", "-o", unit)
    assert again.exit_code == 2
    assert "is there already" in again.output


@pytest.mark.parametrize("fluid", ["R-499Z", "R32&Water"])
def test_fit_refuses_what_coolprop_cannot_compute(reference, fluid):
    sheet = reference / "heat_pump_data" / "neep_points.csv"
    said = cosim("equipment", "fit", sheet, "--model", "PUZ-HA36NHA5", "--refrigerant", fluid)
    assert said.exit_code == 2
    assert "no refrigerant that CoolProp can compute" in said.output
