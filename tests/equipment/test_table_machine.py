"""A machine given by its performance table alone: met at its points, and simulated like any other."""

import tomllib

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from cosim.cli import main
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.calibration.calibrate import sheet_of
from cosim.equipment.calibration.fit import compare
from cosim.equipment.library import read_machine

TABLE = """
name = "mine"
title = "Table of a 2-ton machine"
refrigerant = "R-454B"
table = true
published = [
  { mode = "heating", outdoor_f = 47, level = "min", capacity_kw = 2.5, power_kw = 0.55 },
  { mode = "heating", outdoor_f = 47, level = "rated", capacity_kw = 7.0, power_kw = 1.95 },
  { mode = "heating", outdoor_f = 17, level = "rated", capacity_kw = 5.2, power_kw = 1.9 },
  { mode = "heating", outdoor_f = 5, level = "max", capacity_kw = 6.0, power_kw = 2.7 },
  { mode = "cooling", outdoor_f = 95, level = "rated", capacity_kw = 7.0, power_kw = 2.0 },
  { mode = "cooling", outdoor_f = 82, level = "min", capacity_kw = 2.6, power_kw = 0.45 },
]
"""


def test_it_meets_its_table(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TABLE)
    unit = read_machine(str(path))
    result = compare(unit, sheet_of(unit))
    assert result.largest() < 1e-4
    assert result.largest("capacity") < 1e-4


@pytest.mark.slow
def test_the_flow_gets_maps_like_those_of_any_machine():
    model = build_heat_pump(HeatPumpConfig.model_validate(tomllib.loads(TABLE)), cache=False)
    assert model.nominal_heating == pytest.approx(7000, rel=0.02)
    assert model.nominal_cooling == pytest.approx(7000, rel=0.02)
    assert np.all(np.isfinite(model.heating.values))
    frosted = model.heating.at(268.0, 294.0, model.speed_rated, 4e-4)
    clean = model.heating.at(268.0, 294.0, model.speed_rated, 0.0)
    assert frosted.capacity < clean.capacity, "the generic coil behind the table frosts"
    assert model.speed_min < model.speed_rated < model.speed_max


def test_what_is_known_of_the_machine_stands():
    config = HeatPumpConfig.model_validate(tomllib.loads(TABLE + "[indoor_coil]\nfan_power_w = 99\n"))
    assert config.indoor_coil.fan_power == 99
    assert config.indoor_coil.airflow == pytest.approx(7 * 0.054)


def test_a_table_without_rating_point_is_refused():
    with pytest.raises(ValidationError, match="level 'rated'"):
        HeatPumpConfig.model_validate(tomllib.loads(TABLE.replace('outdoor_f = 95, level = "rated"',
                                                                  'outdoor_f = 95, level = "max"')))  # fmt: skip


@pytest.mark.slow
def test_a_house_lives_with_it(tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text(TABLE)
    (tmp_path / "question.toml").write_text("""
        title = "A machine by its table"
        house = "tight-new"
        weather = "golden-co"
        prices = { electricity_usd_per_kwh = 0.16 }
        emissions = { electricity_kg_per_mwh = 400 }

        [[configurations]]
        name = "mine"
        heat_pump = "mine.toml"
        strips = { capacity_kw = 5 }
    """)
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["run", "question.toml", "--from", "01-10", "--to", "01-11"], prog_name="cosim")
    assert said.exit_code == 0, said.output
    assert (tmp_path / "question.nc").exists()
