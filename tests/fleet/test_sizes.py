"""Sizes that a fleet's contractors install."""

from dataclasses import replace

import pytest

import cosim
from cosim.equipment.build import machine_of
from cosim.fleet.sizing import UNITS, Loads, sized_machine


def test_a_machine_that_stands_still_at_design_is_sized_at_its_cut_off():
    scenario = cosim.load("quick-start")
    model = machine_of(scenario, scenario.configurations[0])
    assert model is not None
    early = replace(model, cutoff_temperature=265.0)
    at = {
        coldest: sized_machine(early, Loads(9e3, 3e3, coldest), 1.0, "larger").nominal_cooling
        for coldest in (264.9, 265.1)
    }
    assert at[264.9] == pytest.approx(at[265.1])  # no jump where it begins to stand still
    # 15 K colder, the same house has a larger load, but the machine carries what it can carry at its cut-off
    colder = sized_machine(early, Loads(9e3 * 44.26 / 29.26, 3e3, 250.0), 1.0, "larger").nominal_cooling
    assert colder == pytest.approx(at[265.1])
    assert any(colder == pytest.approx(size) for size in UNITS)
