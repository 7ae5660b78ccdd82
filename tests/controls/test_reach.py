"""Lockouts: something may heat at every outdoor temperature, or the scenario is refused with the gap."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.backup import DualFuelConfig, LockoutsConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.scenarios.checks import BACKUP_HYSTERESIS, reach_faults

CUTOFF = 250.0
CUTOFF_HYSTERESIS = LockoutsConfig().compressor_hysteresis


def judge(lockouts=None, *, cutoff: float | None = CUTOFF, has_backup=True, dual_fuel=None, **thermostat):
    return reach_faults(
        LockoutsConfig(**(lockouts or {})),
        ThermostatConfig(**thermostat),
        dual_fuel,
        cutoff=cutoff,
        has_backup=has_backup,
    )


def test_without_lockouts_there_is_nothing_to_refuse():
    assert judge() == []
    assert judge(has_backup=False) == []  # that a machine cannot run in great cold is no fault of its control
    assert judge(cutoff=None) == []


def test_a_gap_is_told_with_its_temperatures():
    ((place, problem, _),) = judge({"compressor_below_c": 5, "backup_above_c": 0})
    assert place == ".lockouts"
    assert "between −0.5 °C" in problem and "7.5 °C" in problem


def test_who_is_alone_may_not_be_locked_out():
    assert "above 10.0 °C" in judge({"backup_above_c": 10}, cutoff=None)[0][1]
    assert "below -5.0 °C".replace("-", "−") in judge({"compressor_below_c": -5}, has_backup=False)[0][1]
    assert judge({"compressor_below_c": -40}, has_backup=False) == []  # below what the machine can do anyway
    assert "emergency heat" in judge({"backup_above_c": 10}, mode="emergency heat")[0][1]
    assert "no backup" in judge(has_backup=False, mode="emergency heat")[0][1]


def test_the_switchover_lies_below_the_lockout_of_backup():
    dual_fuel = DualFuelConfig(switchover_c=5)
    places = [fault[0] for fault in judge({"backup_above_c": 2}, dual_fuel=dual_fuel)]
    assert places == [".dual_fuel.switchover"]
    assert judge({"backup_above_c": 2}, dual_fuel=DualFuelConfig(policy="droop", switchover_c=5)) == []


@given(
    below=st.none() | st.floats(240, 285),
    above=st.none() | st.floats(240, 290),
    cutoff=st.none() | st.floats(240, 270),
    has_backup=st.booleans(),
)
def test_what_is_accepted_leaves_a_source_at_every_temperature(below, above, cutoff, has_backup):
    if cutoff is None and not has_backup:
        return
    lockouts = {k: v for k, v in (("compressor_below_k", below), ("backup_above_k", above)) if v is not None}
    accepted = not judge(lockouts, cutoff=cutoff, has_backup=has_backup)
    outdoor = np.linspace(230.0, 300.0, 2801)
    pump = (
        np.zeros_like(outdoor, dtype=bool) if cutoff is None else outdoor >= max(cutoff, below or 0) + CUTOFF_HYSTERESIS
    )
    backup = has_backup & (outdoor <= (above or 400.0) - BACKUP_HYSTERESIS)
    weak = cutoff is not None and not has_backup  # then only the machine's own limit may keep it from heating
    surely = pump | backup | (weak & (outdoor < (cutoff or 0) + CUTOFF_HYSTERESIS))
    if accepted:
        assert surely.all()


def test_the_gap_that_is_told_is_the_gap():
    ((_, problem, _),) = judge({"compressor_below_k": 275.15, "backup_above_k": 270.15})
    low, high = (float(text.replace("−", "-")) for text in re.findall(r"(−?\d+\.\d) °C \(", problem)[:2])
    assert (low, high) == (-3.5, 4.5)
