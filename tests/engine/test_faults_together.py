"""A year with several faults, against what NIST Technical Note 1848 says of them in its abstract."""

import pytest

import cosim

pytestmark = pytest.mark.long  # eight years, most with a map of their own; test_breakdowns ranks single faults

HOUSE = """house = "ranch-1960s"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.13
[emissions]
electricity_lb_per_mwh = 700
"""
DUCTS = '{ kind = "ducts-leaking", supply_leakage = 0.2, return_leakage = 0.2 }'
CHARGE = '{ kind = "undercharge", share = 0.3 }'
GASES = '{ kind = "non-condensables", share = 0.2 }'
AIR = '{ kind = "low-indoor-airflow", share = 0.36 }'
MORE = '{ kind = "overcharge", share = 0.3 }'


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """Return the share of electricity that faults add to a year in a mixed climate."""
    cases = ((), (DUCTS,), (CHARGE,), (GASES,), (AIR,), (MORE,), (DUCTS, GASES), (DUCTS, CHARGE))
    text = HOUSE + "".join(
        f'[[configurations]]\nname = "{number}"\nheat_pump = "single-speed-3ton"\nstrips = {{ capacity_kw = 15 }}\n'
        f"faults = [{', '.join(faults)}]\n"
        for number, faults in enumerate(cases)
    )
    path = tmp_path_factory.mktemp("faults") / "together.toml"
    path.write_text(text)
    used = cosim.simulate(cosim.load(path))["annual_electricity"].values
    return {faults: used[number] / used[0] - 1.0 for number, faults in enumerate(cases)}


@pytest.mark.slow
def test_leaking_ducts_and_other_gases_add_up(added):
    """ "additive (duct leakage and non-condensable gases)"."""
    assert added[DUCTS, GASES] == pytest.approx(added[DUCTS,] + added[GASES,], rel=0.03)


@pytest.mark.slow
def test_leaking_ducts_and_too_little_charge_cost_more_than_their_sum(added):
    """ "well-beyond additive (duct leakage and refrigerant undercharge)"."""
    assert added[DUCTS, CHARGE] > 1.1 * (added[DUCTS,] + added[CHARGE,])


@pytest.mark.slow
def test_the_gravest_single_faults_are_those_that_the_note_names(added):
    """Duct leakage and undercharge before low indoor air flow, this before overcharge, gases last."""
    assert min(added[DUCTS,], added[CHARGE,]) > added[AIR,] > added[MORE,] > added[GASES,] > 0.0
