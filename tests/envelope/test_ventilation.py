"""Fans of every kind beside leaks: published rules, EnergyPlus's houses, and balances by hand."""

import csv
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from cosim.config.house import HouseConfig
from cosim.config.ventilation import VentilationConfig
from cosim.constants import VAPORIZATION_HEAT
from cosim.envelope.envelope import build_envelope
from cosim.errors import InvalidInput
from cosim.flow.step import air_in
from cosim.physics.infiltration import combined_flow
from cosim.scenarios.reader import read_config

FLOW = st.floats(0.0, 1.0)
CFM = 0.3048**3 / 60
ROOM = 294.15  # K
RANCH = Path(__file__).parents[2] / "equipment_library" / "houses" / "ranch-1960s.toml"


@given(leakage=FLOW, supply=FLOW, exhaust=FLOW)
def test_fans_and_leaks_combine_as_ansi_301_has_it(leakage, supply, exhaust):
    """As OpenStudio-HPXML's airflow.rb combines them for the edition of 2022; the rule before 2019 is within 8 %."""
    fan, unbalanced = max(supply, exhaust), abs(supply - exhaust)
    earlier = (unbalanced**2 + leakage**2) ** 0.5 + fan - unbalanced
    assert combined_flow(leakage, supply, exhaust) == pytest.approx(earlier, rel=0.08, abs=1e-12)
    if leakage + unbalanced > 1e-6:
        published = fan + leakage**2 / (leakage + unbalanced)
        assert combined_flow(leakage, supply, exhaust) == pytest.approx(published, abs=1e-12)


def test_balanced_fans_add_and_unbalanced_ones_do_not():
    assert combined_flow(3.0, 4.0, 4.0) == 7.0
    assert combined_flow(3.0, 4.0, 0.0) == combined_flow(3.0, 0.0, 4.0) == pytest.approx(4.0 + 9.0 / 7.0)
    assert combined_flow(3.0, 5.0, 1.0) == pytest.approx(5.0 + 9.0 / 7.0)


@given(leakage=FLOW, supply=FLOW, exhaust=FLOW, more=st.floats(0.0, 1.0))
def test_what_passes_is_no_less_than_leaks_or_fans_alone_and_no_more_than_their_sum(leakage, supply, exhaust, more):
    whole = combined_flow(leakage, supply, exhaust)
    assert max(leakage, supply, exhaust) - 1e-12 <= whole <= leakage + max(supply, exhaust) + 1e-12
    assert combined_flow(leakage, 0.0, 0.0) == pytest.approx(leakage, abs=1e-12)
    assert combined_flow(0.0, supply, exhaust) == max(supply, exhaust)
    assert combined_flow(leakage, supply, exhaust) == combined_flow(leakage, exhaust, supply)
    assert combined_flow(leakage + more, supply, exhaust) >= whole - 1e-12
    stronger = (supply + more, exhaust) if supply > exhaust else (supply, exhaust + more)
    assert combined_flow(leakage, *stronger) >= whole - 1e-12


def entering(stack: float, wind: float, fan: float) -> float:
    """Air that enters a box with equal leaks all over its four walls while a fan takes some out, any unit.

    Flow by pressure to the power 0.65; pressures of `stack` over the height and of `wind` by Akins' mean coefficients.
    """
    height = np.linspace(0.0, 1.0, 41)
    outside = np.concatenate([wind * coefficient + stack * height for coefficient in (0.6, -0.3, -0.65, -0.65)])

    def inward(inside: float) -> np.ndarray:
        driving = outside - stack * 0.5 - inside
        return np.sign(driving) * np.abs(driving) ** 0.65 / outside.size

    inside = brentq(lambda pressure: inward(pressure).sum() - fan, -300.0, 300.0)
    flows = inward(inside)
    return float(flows[flows > 0.0].sum())


def test_fans_and_leaks_combine_as_in_a_network_of_leaks():
    """From first principles: without bias, nearer than the root of the sum of squares, whose bias is -3 %."""
    ratios = []
    for stack, wind in ((4.0, 0.0), (4.0, 1.0), (4.0, 4.0), (1.0, 4.0), (0.0, 4.0)):
        leakage = entering(stack, wind, 0.0)
        for fan in leakage * np.array([0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0]):
            whole = entering(stack, wind, fan)
            ratios.append((combined_flow(leakage, 0.0, fan) / whole, np.hypot(leakage, fan) / whole))
    own, squares = np.array(ratios).T - 1.0
    assert abs(own.mean()) < 0.01 < 0.025 < abs(squares.mean())
    assert np.sqrt((own**2).mean()) < 0.07 < np.sqrt((squares**2).mean())
    assert np.abs(own).max() < 0.17


@given(leakage=FLOW, supply=FLOW, exhaust=FLOW, imbalance=st.floats(-0.3, 0.3))
def test_ducts_that_leak_more_than_they_draw_are_one_more_exhaust_fan(leakage, supply, exhaust, imbalance):
    """And the other way round; `duct_exchange` has their own air, so that only the rest enters by leaks and fans."""
    state = SimpleNamespace(natural=leakage, airing=0.0)
    step = SimpleNamespace(supply=supply, exhaust=exhaust, heat_recovery=0.0, moisture_recovery=0.0)
    air_in(state, step, imbalance)
    whole = combined_flow(leakage, supply + max(-imbalance, 0.0), exhaust + max(imbalance, 0.0))
    assert state.inflow + abs(imbalance) == pytest.approx(whole, abs=1e-12)
    assert state.inflow >= -1e-12  # what leaves through a duct cannot exceed what enters
    assert state.inflow <= combined_flow(leakage, supply, exhaust) + 1e-12
    assert state.moist_inflow == state.inflow


def aired(box: dict, *fans: dict, latent: float = 0.0, ach50: float | None = 3.0) -> HouseConfig:
    """The box as leaky and as large as EnergyPlus's sample house, with fans."""
    zone = {"name": "room", "volume_m3": 612, "floor_area_m2": 250}
    if ach50 is not None:
        zone["leakage"] = {"ach50": ach50, "height_m": 2.9}
    return HouseConfig.model_validate(
        {**box, "zones": [zone], "gains": {"latent_w": latent}, "ventilation": list(fans)}
    )


@pytest.fixture(scope="module")
def published(reference) -> dict[str, float]:
    """EnergyPlus's heating load that 110 cfm add to the sample house, relative to balanced fans."""
    with (reference / "hpxml" / "results" / "loads.csv").open() as table:
        loads = {row["HPXML"]: float(row["Load: Heating: Delivered (MBtu)"]) for row in csv.DictReader(table)}
    added = {kind: loads[f"base-mechvent-{kind}.xml"] - loads["base.xml"] for kind in ("balanced", "exhaust", "erv")}
    return {kind: heat / added["balanced"] for kind, heat in added.items()}


@pytest.fixture
def heat(box, site, live):
    """Heat that the house of `aired` takes in a year in Colorado, J."""
    weather = site("golden-co")

    def taken(*fans: dict) -> float:
        year = live(build_envelope(aired(box, *fans), weather), weather, 612.0, ROOM, None)
        return float(year.hourly["ideal_heat"].sum())

    return taken


@pytest.mark.slow
def test_an_exhaust_fan_adds_less_than_a_balanced_one(heat, published):
    """EnergyPlus adds 0.84 with ducts that leak and unbalance, too; these rules give 0.7 for a house without ducts."""
    none, balanced = heat(), heat({"flow_cfm": 110})
    added = {kind: heat({"kind": kind, "flow_cfm": 110}) - none for kind in ("supply", "exhaust")}
    assert added["supply"] == pytest.approx(added["exhaust"], rel=1e-9)
    assert added["exhaust"] / (balanced - none) == pytest.approx(published["exhaust"], abs=0.16)
    assert added["exhaust"] < 0.9 * (balanced - none)
    # what one fan brings in and another takes out is balanced
    assert heat({"kind": "supply", "flow_cfm": 110}, {"kind": "exhaust", "flow_cfm": 110}) == pytest.approx(balanced)


@pytest.mark.slow
def test_an_erv_keeps_the_heat_that_energyplus_keeps(heat, published):
    """Of 0.70 by its label at 60 W; 0.728 of the exchanger alone, by CSA 439, equation 12, as OpenStudio-HPXML does."""
    none, balanced = heat(), heat({"flow_cfm": 110})
    erv = heat({"kind": "erv", "flow_cfm": 110, "sensible_recovery": 0.728, "latent_recovery": 0.5})
    assert (erv - none) / (balanced - none) == pytest.approx(published["erv"], abs=0.04)


@pytest.mark.slow
def test_an_hrv_recovers_no_moisture_and_an_erv_does(box, site, live):
    """What people evaporate leaves with the air: the room's excess is the gain over the flow that is not recovered."""
    weather, latent, flow = site("golden-co"), 200.0, 110 * CFM
    erv = {"kind": "erv", "flow_cfm": 110, "sensible_recovery": 0.7, "latent_recovery": 0.5}
    hrv = {"kind": "hrv", "flow_cfm": 110, "sensible_recovery": 0.7}
    for fan, kept in ((hrv, 0.0), (erv, 0.5), ({"flow_cfm": 110}, 0.0)):
        envelope = build_envelope(aired(box, fan, latent=latent, ach50=None), weather)
        year = live(envelope, weather, 612.0, ROOM, None)
        excess = year.hourly["indoor_humidity_ratio"].mean() - weather.humidity_ratio.mean()
        air = envelope.supply[0] * (1.0 - kept)
        assert air == pytest.approx(flow * 0.99 * (1.0 - kept), rel=0.04)  # kg/s of air at 1,700 m
        assert excess == pytest.approx(latent / VAPORIZATION_HEAT / air, rel=0.02)


FAULTS = [
    ({"kind": "erv", "flow_cfm": 80},
     ["sensible_recovery: of an erv is missing", "latent_recovery: of an erv is missing", "0.65 to 0.80"]),
    ({"kind": "hrv", "flow_cfm": 80}, ["sensible_recovery: of an hrv is missing"]),
    ({"kind": "hrv", "flow_cfm": 80, "sensible_recovery": 0.7, "latent_recovery": 0.4},
     ["latent_recovery: an hrv recovers no moisture", 'write kind = "erv"']),
    ({"kind": "exhaust", "flow_cfm": 80, "sensible_recovery": 0.7},
     ["sensible_recovery: exhaust ventilation recovers nothing"]),
]  # fmt: skip


@pytest.mark.parametrize(("fan", "words"), FAULTS)
def test_recovery_is_stated_where_there_is_one(tmp_path, fan, words):
    text = RANCH.read_text(encoding="utf-8")
    lines = ["", "[ventilation]"] + [f"{key} = {value!r}".replace("'", '"') for key, value in fan.items()]
    path = tmp_path / "house.toml"
    path.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_config(HouseConfig, path)
    for word in words:
        assert word in str(refused.value), str(refused.value)


def test_a_fan_takes_its_power_in_its_hours(library, greensboro):
    """100 W from 7 to 8 h are 0.1 kWh a day, and nothing at any other time."""
    house = library("ranch-1960s")
    profile = [float(hour == 7) for hour in range(24)]
    fan = VentilationConfig.model_validate(
        {"kind": "exhaust", "flow_cfm": 50.0, "profile": profile, "fan_power_w": 100.0}
    )
    bare, aired = (
        build_envelope(house.model_copy(update={"ventilation": fans}), greensboro).other_electricity.reshape(-1, 24)
        for fans in ((), (fan,))
    )
    extra = aired - bare
    assert extra.sum(axis=1) == pytest.approx(100.0)
    assert sorted(set(extra.round(6).ravel())) == [0.0, 100.0]
