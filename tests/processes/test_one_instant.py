"""What happens at one instant happens in SimPy's own order, though the clock takes a shorter way to it."""

import simpy
from hypothesis import given
from hypothesis import strategies as st

from cosim.flow.records import NO_GUARD
from cosim.processes.clock import HybridEnvironment

DEEDS = st.lists(st.tuples(st.sampled_from(["fire", "timeout", "process", "wait"]), st.integers(0, 3)), max_size=8)


class StillHouse:
    time = 0.0

    def flow(self, until: float, _: int) -> int:
        self.time = until
        return NO_GUARD

    def pause_at(self, instant: float) -> None:
        """Nothing flows, so there is nothing to pause."""


def order(env, plans):
    """Return who did what when, where each of several processes goes through its deeds."""
    seen, doors = [], [env.event() for _ in range(4)]
    fire = getattr(env, "fire", lambda event: event.succeed())

    def open_door(number):
        door, doors[number] = doors[number], env.event()
        fire(door)

    def passes_by(name):
        seen.append((env.now, name))
        yield env.timeout(0.0)
        seen.append((env.now, name, "later"))

    def goes_through(name, deeds):
        for deed, number in deeds:
            seen.append((env.now, name, deed, number))
            if deed == "fire":
                open_door(number)
            elif deed == "timeout":
                yield env.timeout(float(number))
            elif deed == "process":
                env.process(passes_by(f"{name}.{number}"))
            else:
                yield doors[number] | env.timeout(2.0)
        seen.append((env.now, name, "ends"))

    for name, deeds in enumerate(plans):
        env.process(goes_through(name, deeds))
    if isinstance(env, HybridEnvironment):
        env.advance(100.0)
    else:
        env.run(until=100.0)
    return seen


@given(st.lists(DEEDS, min_size=1, max_size=4))
def test_the_order_is_that_of_simpy(plans):
    assert order(HybridEnvironment(StillHouse()), plans) == order(simpy.Environment(), plans)


@given(st.lists(DEEDS, min_size=1, max_size=4))
def test_the_order_is_that_of_simpy_by_its_own_run(plans):
    env = HybridEnvironment(StillHouse())
    seen = order_by_run(env, plans)
    assert seen == order(simpy.Environment(), plans)


def order_by_run(env, plans):
    env.advance = lambda until: env.run(until=until)
    return order(env, plans)
