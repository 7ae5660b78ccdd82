"""The rules of the hybrid clock, on a house whose only state is a temperature that rises one kelvin an hour."""

import pytest

from cosim.errors import CosimError
from cosim.flow.records import NO_GUARD, PAUSED, Guard
from cosim.processes.clock import MOST_LOSERS, HybridEnvironment

HOUR = 3600.0


class RisingHouse:
    """Rises from 290 K by 1 K an hour; WARM_ENOUGH and TOO_WARM watch it."""

    def __init__(self) -> None:
        self.time = 0.0
        self.thresholds = {Guard.WARM_ENOUGH: 291.0, Guard.TOO_WARM: 292.0}
        self.flows: list[tuple[float, int]] = []

    @property
    def temperature(self) -> float:
        return 290.0 + self.time / HOUR

    def flow(self, until: float, armed: int) -> int:
        self.flows.append((until, armed))
        reached = {
            (threshold - 290.0) * HOUR: guard for guard, threshold in self.thresholds.items() if armed >> guard & 1
        }
        for instant in sorted(reached):
            if instant <= until:
                self.time = max(self.time, instant)
                return reached[instant]
        self.time = max(self.time, until)
        return NO_GUARD


def test_a_crossing_wakes_its_waiter_at_its_very_instant():
    env = HybridEnvironment(RisingHouse())
    seen = []

    def watch():
        yield env.timeout(100.0)
        yield env.crossing(Guard.WARM_ENOUGH)
        seen.append(env.now)

    env.process(watch())
    env.run(until=5 * HOUR)
    assert seen == [HOUR]
    assert env.now == env.house.time == 5 * HOUR


def test_every_waiter_of_a_guard_wakes():
    env = HybridEnvironment(RisingHouse())
    seen = []

    def watch(name):
        yield env.crossing(Guard.WARM_ENOUGH)
        seen.append((name, env.now))

    env.process(watch("a"))
    env.process(watch("b"))
    env.run(until=2 * HOUR)
    assert seen == [("a", HOUR), ("b", HOUR)]


def test_a_guard_nobody_waits_for_any_more_is_not_watched():
    house = RisingHouse()
    env = HybridEnvironment(house)

    def watch():
        yield env.crossing(Guard.TOO_WARM) | env.timeout(60.0)
        yield env.timeout(10 * HOUR)

    env.process(watch())
    env.run(until=5 * HOUR)
    assert house.flows[-1][1] == 0


def test_waits_that_end_by_their_deadline_are_forgotten_beside_one_that_goes_on():
    env = HybridEnvironment(RisingHouse())
    seen = []

    def patient():
        yield env.crossing(Guard.TOO_WARM)
        seen.append(env.now)

    def impatient():
        while env.now < 1.9 * HOUR:
            yield env.crossing(Guard.TOO_WARM, within=10.0)

    env.process(patient())
    env.process(impatient())
    env.run(until=1.5 * HOUR)
    assert len(env._further[Guard.TOO_WARM]) <= MOST_LOSERS + 1
    env.run(until=3 * HOUR)
    assert seen == [2 * HOUR]


def test_a_guard_that_is_already_crossed_fires_at_once():
    env = HybridEnvironment(RisingHouse())
    seen = []

    def watch():
        yield env.timeout(3 * HOUR)
        yield env.crossing(Guard.WARM_ENOUGH)
        seen.append(env.now)

    env.process(watch())
    env.run(until=4 * HOUR)
    assert seen == [3 * HOUR]


def test_a_crossing_that_ties_with_a_timeout_is_not_lost():
    env = HybridEnvironment(RisingHouse())
    seen = []

    def watch():
        crossing, timeout = env.crossing(Guard.WARM_ENOUGH), env.timeout(HOUR)
        result = yield crossing | timeout
        seen.append((env.now, timeout in result or crossing in result))
        yield env.crossing(Guard.TOO_WARM)
        seen.append((env.now, True))

    env.process(watch())
    env.run(until=3 * HOUR)
    assert seen == [(HOUR, True), (2 * HOUR, True)]


class PausingHouse(RisingHouse):
    pause = float("inf")

    def pause_at(self, instant: float) -> None:
        self.pause = instant

    def flow(self, until: float, armed: int) -> int:
        crossed = super().flow(min(until, self.pause), armed)
        return PAUSED if crossed == NO_GUARD and self.time >= self.pause else crossed


@pytest.mark.parametrize("until", [HOUR, HOUR + 1.0])
def test_what_is_crossed_at_the_very_end_of_an_advance_waits_for_the_next(until):
    env = HybridEnvironment(PausingHouse())
    seen = []

    def watch():
        yield env.crossing(Guard.WARM_ENOUGH)
        seen.append(env.now)

    env.process(watch())
    env.advance(until)
    assert env.now == until
    assert seen == ([] if until == HOUR else [HOUR])
    env.advance(2 * HOUR)
    assert seen == [HOUR]


def test_an_endless_chain_of_crossings_at_one_instant_is_an_error_that_names_the_guard():
    env = HybridEnvironment(RisingHouse())

    def stuck():
        while True:
            yield env.crossing(Guard.WARM_ENOUGH)

    env.process(stuck())
    with pytest.raises(CosimError, match="WARM_ENOUGH.*3600 s"):
        env.run(until=2 * HOUR)
