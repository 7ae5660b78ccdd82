"""The Gymnasium environment: it keeps gymnasium's contract, its episodes repeat, and its reward is what it says."""

from pathlib import Path

import numpy as np
import pytest

import cosim

gymnasium = pytest.importorskip("gymnasium")
EXAMPLE = Path(__file__).parents[2] / "examples" / "learn-to-heat.toml"


@pytest.fixture(scope="module")
def environment():
    return gymnasium.make("cosim.coupling.gym:cosim/House-v0", scenario=EXAMPLE).unwrapped


@pytest.fixture
def changed(tmp_path):
    """Return a scenario with other words in its text."""

    def write(**words):
        text = EXAMPLE.read_text()
        for old, new in words.values():
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "changed.toml"
        path.write_text(text)
        return path

    return write


@pytest.mark.slow
def test_it_keeps_gymnasiums_contract(environment):
    from gymnasium.utils.env_checker import check_env

    check_env(environment, skip_render_check=True)


@pytest.mark.slow
def test_equal_seeds_give_equal_episodes(environment):
    def episode(seed):
        observation, info = environment.reset(seed=seed)
        environment.action_space.seed(seed)
        seen = [observation]
        for _ in range(60):
            observation, reward, *_ = environment.step(environment.action_space.sample())
            seen.append(np.append(observation, reward))
        return info["first_day"], np.concatenate(seen)

    day, seen = episode(3)
    again, same = episode(3)
    assert day == again
    assert np.array_equal(seen, same)
    assert len({environment.reset(seed=seed)[1]["first_day"] for seed in range(6)}) > 2


def test_the_reward_is_the_bill_the_emissions_and_the_discomfort(environment):
    environment.reset(options={"first_day": 20})
    rewards = costs = 0.0
    action = np.array([-1.0, 1.0], dtype=np.float32)  # 2 K colder, no strips
    for _ in range(7 * 96):
        _, reward, terminated, truncated, info = environment.step(action)
        assert not terminated
        rewards += reward
        costs += info["money"] + 0.05 * info["carbon"] + 0.5 * info["comfort"]
    assert truncated
    assert rewards == pytest.approx(-costs, rel=1e-12)
    run = environment.simulation.result()
    energy = run.hourly["hvac_electricity"] * 3600.0
    hours = slice(run.start_hour, run.start_hour + energy.size)
    factor = environment.simulation.scenario.electricity_emissions_by_hour[hours]  # the grid's, hour by hour
    unmet = run.hourly["unmet_heating"].sum()
    assert unmet > 50.0  # what people call too cold does not move with what the agent writes
    assert np.ptp(factor) > 0.1 * factor.mean()
    expected = energy.sum() * 0.1414 / 3.6e6 + 0.05 * float(energy @ factor) + 0.5 * unmet
    assert costs == pytest.approx(expected, rel=1e-9)
    assert run.hourly["strip_electricity"].sum() == 0.0


def test_more_heat_costs_more_and_is_more_comfortable(environment):
    totals = []
    for share in (-1.0, 0.0):
        environment.reset(options={"first_day": 20})
        infos = [environment.step(np.array([share, -1.0], dtype=np.float32))[-1] for _ in range(96)]
        totals.append({key: sum(info[key] for info in infos) for key in infos[0]})
    cold, usual = totals
    assert cold["money"] < usual["money"]
    assert cold["carbon"] < usual["carbon"]
    assert cold["comfort"] > usual["comfort"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"frost_mass"', '"frost_mas"', "agent.observe[4]: 'frost_mas' is not a variable or input"),
        ('"strip_lockout"', '"strip_lock"', "did you mean 'strip_lockout'"),
        ("low = -2", "low = -20", "-10 to 10 K"),
        ("last_day = 59", "last_day = 364", "reach beyond the year"),
        ("step_min = 15", "step_min = 17", "does not divide the episode"),
        ("first_day = 1", 'configuration = "heatpump"\nfirst_day = 1', "'heatpump' is not a configuration"),
    ],
)
def test_a_wrong_declaration_is_told(changed, old, new, words):
    with pytest.raises(cosim.InvalidInput) as caught:
        cosim.load(changed(one=(old, new)))
    assert words in str(caught.value)


def test_a_scenario_without_an_agent_and_a_day_that_does_not_fit_are_refused(environment):
    from cosim.coupling.gym import HouseEnv

    with pytest.raises(cosim.InvalidInput, match="table is missing"):
        HouseEnv("quick-start")
    with pytest.raises(cosim.InvalidInput, match="choose 1 to 359"):
        environment.reset(options={"first_day": 365})
