"""One machine's map serves a whole line of sizes."""

import numpy as np
import pytest

from cosim.equipment.build import build_heat_pump, scaled
from cosim.equipment.library import read_machine
from cosim.equipment.machine_map import QUANTITIES

PLACE = (np.array(270.0), np.array(294.0), np.array(60.0), 2e-4)


@pytest.fixture(scope="module")
def model():
    return build_heat_pump(read_machine("ccashp-3ton"))


def test_capacity_and_power_grow_alike_and_efficiency_stays(model):
    half = scaled(model, 0.5)
    one, other = model.heating.at(*PLACE), half.heating.at(*PLACE)
    for name in QUANTITIES:
        same = name in ("surface_temperature", "evaporating_temperature", "slack", "clean_share", "evaporating_drop")
        assert getattr(other, name) == pytest.approx((1.0 if same else 0.5) * getattr(one, name)), name
    assert half.nominal_cooling / half.nominal_cooling_power == pytest.approx(
        model.nominal_cooling / model.nominal_cooling_power
    )


def test_frost_has_as_much_coil_for_each_watt(model):
    half = scaled(model, 0.5)
    assert half.coil.area / half.nominal_heating == pytest.approx(model.coil.area / model.nominal_heating)
    assert half.melt_heat_from_house == pytest.approx(0.5 * model.melt_heat_from_house)


@pytest.mark.slow
def test_there_and_back_is_the_same_machine(model):
    back = scaled(scaled(model, 0.5), 2.0)  # factors that single precision holds exactly
    assert back.cooling.values == pytest.approx(model.cooling.values, rel=1e-12)
    assert scaled(model, 1.0) is model
