"""Property tables against CoolProp itself."""

import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosim.errors import InvalidInput
from cosim.refrigerants.names import REFRIGERANTS, refrigerant
from cosim.refrigerants.properties import OutOfRange, property_table
from cosim.refrigerants.states import MADE_BY, SHIPPED, sampled_states, ship, shipped_states

STATES = 120


@pytest.fixture(scope="module", params=list(REFRIGERANTS))
def fluid(request):
    from CoolProp.CoolProp import AbstractState

    return property_table(request.param), AbstractState("HEOS", REFRIGERANTS[request.param].coolprop)


def random_states(table, low=None):
    random = np.random.default_rng(20)
    return random.uniform(low or table.low, table.high, STATES), random.uniform(0.5, 150.0, STATES)


def test_superheated_vapor(fluid):
    import CoolProp

    table, state = fluid
    log_pressure, superheat = random_states(table)
    enthalpy, entropy, log_density = table.vapor(log_pressure, superheat)
    temperature = table.saturation(log_pressure).dew + superheat
    state.specify_phase(CoolProp.iphase_gas)
    for k in range(STATES):
        state.update(CoolProp.PT_INPUTS, np.exp(log_pressure[k]), temperature[k])
        assert enthalpy[k] == pytest.approx(state.hmass(), abs=50)
        assert entropy[k] == pytest.approx(state.smass(), abs=0.2)
        assert np.exp(log_density[k]) == pytest.approx(state.rhomass(), rel=1e-4)
    state.unspecify_phase()


@pytest.mark.parametrize("name", list(REFRIGERANTS))
@settings(max_examples=60)
@given(height=st.floats(0.0, 1.0), superheat=st.floats(0.5, 199.0))
def test_any_vapor_of_any_refrigerant(name, height, superheat):
    import CoolProp

    table, state = property_table(name), heos(name)
    log_pressure = table.low + height * (table.high - table.low)
    enthalpy, _, log_density = (float(value) for value in table.vapor(log_pressure, superheat))
    state.specify_phase(CoolProp.iphase_gas)
    state.update(CoolProp.PT_INPUTS, np.exp(log_pressure), float(table.dew(log_pressure)) + superheat)
    assert enthalpy == pytest.approx(state.hmass(), abs=50)
    assert np.exp(log_density) == pytest.approx(state.rhomass(), rel=1e-4)


@pytest.mark.parametrize("name", list(REFRIGERANTS))
@settings(max_examples=40)
@given(height=st.floats(0.0, 1.0), subcooling=st.floats(0.5, 25.0))
def test_any_liquid_of_any_refrigerant(name, height, subcooling):
    import CoolProp

    table, state = property_table(name), heos(name)
    log_pressure = table.condensing_low + height * (table.high - table.condensing_low)
    state.specify_phase(CoolProp.iphase_liquid)
    state.update(CoolProp.PT_INPUTS, np.exp(log_pressure), float(table.saturation(log_pressure).bubble) - subcooling)
    assert float(table.liquid_enthalpy(log_pressure, subcooling)) == pytest.approx(state.hmass(), abs=50)
    assert float(table.liquid_enthalpy_at(6.0)(log_pressure)) == pytest.approx(
        float(table.liquid_enthalpy(log_pressure, 6.0)), abs=5
    )


@cache
def heos(name):
    from CoolProp.CoolProp import AbstractState

    return AbstractState("HEOS", REFRIGERANTS[name].coolprop if name in REFRIGERANTS else name)


def test_the_dome(fluid):
    import CoolProp

    table, state = fluid
    log_pressure, _ = random_states(table)
    log_pressure = log_pressure[np.exp(log_pressure) < 3e6]  # above, CoolProp's saturation of mixtures may fail
    dome = table.saturation(log_pressure)
    state.unspecify_phase()
    for k, value in enumerate(log_pressure):
        state.update(CoolProp.PQ_INPUTS, np.exp(value), 1.0)
        assert dome.dew[k] == pytest.approx(state.T(), abs=2e-3)
        assert dome.vapor_enthalpy[k] == pytest.approx(state.hmass(), abs=50)
        state.update(CoolProp.PQ_INPUTS, np.exp(value), 0.0)
        assert dome.bubble[k] == pytest.approx(state.T(), abs=2e-3)
        assert dome.liquid_enthalpy[k] == pytest.approx(state.hmass(), abs=50)


def test_subcooled_liquid(fluid):
    import CoolProp

    table, state = fluid
    log_pressure, _ = random_states(table, np.log(6e5))
    bubble = table.saturation(log_pressure).bubble
    enthalpy = table.liquid_enthalpy(log_pressure, np.full(STATES, 6.0))
    state.specify_phase(CoolProp.iphase_liquid)
    for k in range(STATES):
        state.update(CoolProp.PT_INPUTS, np.exp(log_pressure[k]), bubble[k] - 6.0)
        assert enthalpy[k] == pytest.approx(state.hmass(), abs=50)
    state.unspecify_phase()


def test_inverses_along_an_isobar(fluid):
    table, _ = fluid
    log_pressure, superheat = random_states(table)
    enthalpy, entropy, _ = table.vapor(log_pressure, superheat)
    dome = table.saturation(log_pressure)
    assert table.isentropic_enthalpy(log_pressure, entropy, dome) == pytest.approx(enthalpy, abs=20)
    assert table.superheat(log_pressure, enthalpy, dome) == pytest.approx(superheat, abs=0.02)
    assert table.log_pressure_dew(dome.dew) == pytest.approx(log_pressure, abs=1e-4)
    assert table.log_pressure_bubble(dome.bubble) == pytest.approx(log_pressure, abs=1e-4)


def test_isentropic_compression_of_a_pure_fluid_as_coolprop_does_it():
    from CoolProp.CoolProp import PropsSI

    table = property_table("R-32")
    suction, discharge = np.log([8e5]), np.log([3e6])
    entropy = table.vapor_entropy(suction, np.array([6.0]))
    found = table.isentropic_enthalpy(discharge, entropy, table.saturation(discharge))[0]
    assert found == pytest.approx(PropsSI("H", "P", 3e6, "S", entropy[0], "R32"), abs=50)


def test_r454b_glides_and_the_others_hardly():
    glide = {}
    for name in REFRIGERANTS:
        table = property_table(name)
        dome = table.saturation(np.array([np.log(9e5)]))
        glide[name] = float(dome.dew[0] - dome.bubble[0])
    assert 1.0 < glide["R-454B"] < 2.0
    assert max(glide["R-410A"], glide["R-32"], glide["R-290"]) < 0.15


def test_what_lies_outside_is_an_error():
    table = property_table("R-32")
    with pytest.raises(OutOfRange, match="R-32: suction superheat 250"):
        table.check("suction superheat", np.array([10.0, 250.0]), 0.0, 200.0)
    with pytest.raises(OutOfRange):
        table.check("suction superheat", np.array([np.nan]), 0.0, 200.0)


def test_any_refrigerant_of_coolprop_will_do():
    table = property_table("R134a")
    assert float(table.saturation(np.log([1.01325e5])).dew[0]) == pytest.approx(247.08, abs=0.1)  # its boiling point


def test_an_unknown_refrigerant_is_refused():
    with pytest.raises(InvalidInput, match="refrigerant 'R-9999'"):
        property_table("R-9999")


def test_blends_warm_as_their_parts_do():
    """HFC-32 771 and 2690, HFC-125 3740 and 6740 over 100 and 20 years by IPCC AR6, half and half in R-410A."""
    blend, part = REFRIGERANTS["R-410A"], REFRIGERANTS["R-32"]
    assert blend.gwp100 == pytest.approx((part.gwp100 + 3740.0) / 2, abs=0.6)
    assert blend.gwp20 == pytest.approx((part.gwp20 + 6740.0) / 2, abs=0.6)
    # R-454B: 68.9 % R-32, the rest R-1234yf, which warms hardly at all
    blend = REFRIGERANTS["R-454B"]
    assert blend.gwp100 == pytest.approx(0.689 * part.gwp100, abs=1.0)
    assert blend.gwp20 == pytest.approx(0.689 * part.gwp20, abs=1.0)


def test_names_are_known_with_and_without_hyphen():
    assert refrigerant("R22") is refrigerant("r-22") is REFRIGERANTS["R-22"]
    assert refrigerant("r454b") is refrigerant("R454B.mix") is REFRIGERANTS["R-454B"]
    assert refrigerant("R1234yf") is None


def test_kept_states_need_no_coolprop(tmp_path):
    """A second process answers from the cache, the same to the last bit, and loads no CoolProp."""
    (first, loaded), (second, loaded_again) = (asked("R-1234yf", tmp_path) for _ in range(2))
    assert first == second
    assert [loaded, loaded_again] == ["True", "False"]


def test_shipped_states_need_no_coolprop(tmp_path):
    skip_with_another_coolprop()
    (by_our_name, *loaded), (by_another, *_) = (asked(name, tmp_path) for name in ("R-454B", "R454B.mix"))
    assert by_our_name == by_another
    assert loaded == ["False"]
    assert not list(tmp_path.iterdir())


def asked(name: str, cache: Path) -> list[str]:
    """Return an enthalpy from a process with its own cache, and whether it has loaded CoolProp."""
    script = (
        "import sys; from cosim.refrigerants.properties import property_table as table;"
        f"print(float(table('{name}').vapor_enthalpy(13.0, 5.0)).hex(), 'CoolProp' in sys.modules)"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True)
    return done.stdout.split()


@pytest.mark.parametrize("name", REFRIGERANTS)
def test_shipped_states_are_what_is_sampled(name):
    """Run `python tools/refrigerant_states.py` where this fails."""
    skip_with_another_coolprop()
    shipped, sampled = shipped_states(name), sampled_states(name)
    assert shipped is not None
    assert shipped.keys() == sampled.keys()
    for each in sampled:  # the processor may have other exponential functions
        np.testing.assert_allclose(shipped[each], sampled[each], rtol=1e-10, atol=1e-10, err_msg=each)


def skip_with_another_coolprop() -> None:
    with np.load(SHIPPED / "R-410A.npz") as made:
        if not made[MADE_BY].tobytes().decode().startswith(f"CoolProp {version('CoolProp')},"):
            pytest.skip("states are shipped for another CoolProp")


@pytest.mark.parametrize("change", ["another CoolProp", "a damaged file"])
def test_shipped_states_that_do_not_belong_are_left_alone(change, tmp_path, monkeypatch):
    ship("R-32", tmp_path)
    monkeypatch.setattr("cosim.refrigerants.states.SHIPPED", tmp_path)
    assert shipped_states("R-32") is not None
    if change == "another CoolProp":
        monkeypatch.setattr("cosim.refrigerants.states.version", lambda _: "99.0")
    else:
        file = tmp_path / "R-32.npz"
        file.write_bytes(file.read_bytes()[:-100])
    assert shipped_states("R-32") is None
