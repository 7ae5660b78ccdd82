"""The simulated cyclic test of AHRI 210/240: it gives the stated coefficient, through the flow of any run."""

from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.config.equipment import CyclingConfig, DegradationConfig, HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.library import read_machine
from cosim.equipment.ratings.rating import kind_of
from cosim.equipment.start_up import conditions
from cosim.errors import InvalidInput
from cosim.simulation.cyclic_test import CyclicTest, cyclic_test

LIBRARY = Path(__file__).parents[2] / "equipment_library"
MACHINES = sorted(file.stem for kind in ("heat_pumps", "air_conditioners") for file in (LIBRARY / kind).glob("*.toml"))
ORNL_MEASURED = 0.26  # heating, Baxter and Moyers 1985


def measured(config: HeatPumpConfig, mode: str) -> CyclicTest:
    model = build_heat_pump(config)
    return cyclic_test(model, mode, conditions(model, mode, kind_of(config)))


def with_cycling(name: str, **cycling) -> HeatPumpConfig:
    config = read_machine(name, None)
    return config.model_copy(update={"cycling": CyclingConfig().model_copy(update=cycling)})


@pytest.mark.slow
def test_every_machine_of_the_library_gives_its_stated_coefficient():
    assert len(MACHINES) > 15
    for name in MACHINES:
        config = read_machine(name, None)
        for mode in ("heating", "cooling"):
            if getattr(config, mode) is not None:
                stated = getattr(config.cycling.degradation, mode)
                assert stated is not None, name
                assert measured(config, mode).degradation == pytest.approx(stated, abs=0.003), name


@pytest.mark.parametrize("expansion", ["valve", "orifice"])
def test_a_measured_coefficient_comes_out_of_the_test_again(expansion):
    config = with_cycling(
        "single-speed-3ton", degradation=DegradationConfig(heating=ORNL_MEASURED), expansion=expansion
    )
    assert measured(config, "heating").degradation == pytest.approx(ORNL_MEASURED, abs=0.003)


@pytest.mark.parametrize("mode", ["heating", "cooling"])
def test_the_coefficient_vanishes_with_the_time_constant_and_rises_with_it(mode):
    found = [
        measured(with_cycling("single-speed-3ton", start_time_constant=seconds, fan_off_delay=0.0), mode).degradation
        for seconds in (0.0, 15.0, 30.0, 60.0, 120.0)
    ]
    assert found[0] == pytest.approx(0.0, abs=1e-3)
    assert all(more > less + 0.02 for less, more in pairwise(found))
    # without a fan's run all of the lag is lost: its share of six minutes, over what of the time the test stands
    assert found[2] == pytest.approx(30.0 / 360.0 / 0.81, rel=0.1)


def test_the_fans_run_after_the_stop_brings_heat_back():
    with_run, without = (
        measured(with_cycling("single-speed-3ton", start_time_constant=90.0, fan_off_delay=delay), "heating")
        for delay in (60.0, 0.0)
    )
    assert with_run.heat > 1.02 * without.heat
    assert with_run.degradation < without.degradation


def test_load_factors_are_near_the_share_of_time():
    single, variable = (measured(with_cycling(name), "heating") for name in ("single-speed-3ton", "ccashp-3ton"))
    assert single.conditions.interval == (360.0, 1440.0)
    assert variable.conditions.interval == (720.0, 2880.0)
    for test in (single, variable):
        assert 0.15 < test.load_factor < 0.2


def test_rate_prints_the_coefficient_beside_that_of_the_rating():
    said = CliRunner().invoke(main, ["equipment", "rate", "ac-1990s-3ton"])
    assert said.exit_code == 0, said.output
    [line] = [line for line in said.output.splitlines() if line.startswith("C_D")]
    assert line.startswith("C_D in cooling 0.20 by the cyclic test D at 82 °F, 6 min on and 24 off")
    assert line.endswith("rated with 0.20")


@pytest.mark.parametrize(
    ("cycling", "said"),
    [
        ("degradation = { heating = 0.6 }", "cycling.degradation.heating"),
        ("degradation = { cooling = -0.1 }", "cycling.degradation.cooling"),
        ("degradation = { heating = 0.1 }\nstart_time_constant_s = 40", "not both"),
        ('expansion = "piston"', "cycling.expansion"),
    ],
)
def test_a_coefficient_that_cannot_be_is_refused(tmp_path, cycling, said):
    text = (LIBRARY / "heat_pumps" / "single-speed-3ton.toml").read_text(encoding="utf-8")
    head, _, tail = text.partition("[cycling]\n")
    kept = [line for line in tail.splitlines() if not line.startswith("degradation")]
    unit = tmp_path / "unit.toml"
    unit.write_text(f"{head}[cycling]\n{cycling}\n" + "\n".join(kept), encoding="utf-8")
    found = CliRunner().invoke(main, ["equipment", "rate", str(unit)])
    assert found.exit_code == 2, found.output
    assert said in found.output


def test_a_coefficient_below_what_the_fan_costs_is_refused_with_a_remedy():
    with pytest.raises(InvalidInput) as caught:
        build_heat_pump(with_cycling("single-speed-3ton", degradation=DegradationConfig(cooling=0.01)))
    [fault] = caught.value.faults
    assert fault.place == "single-speed-3ton: cycling.degradation.cooling"
    assert "fan_off_delay" in fault.remedy
