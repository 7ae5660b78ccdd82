"""What the clock relies on inside SimPy, name by name: a release that changes one of these fails here first."""

from heapq import heappop

import pytest
import simpy
from simpy.core import EmptySchedule
from simpy.events import NORMAL, PENDING


@pytest.fixture
def env() -> simpy.Environment:
    return simpy.Environment(initial_time=5.0)


def test_queue_is_a_heap_of_time_priority_number_event(env):
    """`_queue`: the earliest entry first, its event in the fourth place."""
    late, early = env.timeout(2.0), env.timeout(1.0)
    assert [entry[3] for entry in env._queue] == [early, late]
    time, priority, number, event = heappop(env._queue)
    assert (time, event) == (6.0, early)
    assert isinstance(priority, int)
    assert isinstance(number, int)
    assert env.peek() == 7.0


def test_now_is_kept_in_one_attribute(env):
    """`_now`: what is written to it is the time, and delays count from there."""
    env._now = 100.0
    assert env.now == 100.0
    env.timeout(1.0)
    assert env._queue[0][0] == 101.0


def test_value_is_pending_until_an_event_is_triggered(env):
    """`_value` and `PENDING`."""
    event = env.event()
    assert event._value is PENDING
    assert not event.triggered
    event._ok, event._value = True, "done"
    assert event.triggered
    assert event.value == "done"


def test_ok_says_whether_an_event_failed(env):
    """`_ok` and `defused`: a failure that nobody handles is raised by the clock."""
    failed = env.event().fail(ValueError("broken"))
    assert failed._ok is False
    assert not failed.defused
    with pytest.raises(ValueError, match="broken"):
        env.run()


def test_a_processed_event_has_no_callbacks(env):
    """`callbacks`: a list until the event is processed, None afterwards; a waiting process stands in it."""
    event, seen = env.event(), []

    def wait():
        seen.append((yield event))

    env.process(wait())
    env.run(until=6.0)
    (resume,) = event.callbacks
    event._ok, event._value = True, 7
    event.callbacks = None
    resume(event)
    assert seen == [7]


def test_the_loser_of_a_condition_keeps_an_empty_list(env):
    """A waiter that lost `a | b` is recognised by it."""
    winner, loser = env.timeout(1.0), env.event()

    def wait():
        yield winner | loser

    env.process(wait())
    env.run(until=7.0)
    assert loser.callbacks == []


def test_an_empty_schedule_is_an_exception_of_its_own(env):
    with pytest.raises(EmptySchedule):
        env.step()


def test_an_event_can_be_scheduled_before_it_is_triggered(env):
    """`schedule` takes an event without a value, as a deadline that something else may meet."""
    event = env.event()
    env.schedule(event, delay=3.0)
    assert env.peek() == 8.0
    assert event._value is PENDING


def test_a_timeout_is_what_its_constructor_leaves(env):
    """An entry with `NORMAL` and the next of `_eid`, and these attributes: the clock sets them itself."""
    timeout = env.timeout(3.0, "done")
    assert vars(timeout) == {"env": env, "callbacks": [], "_delay": 3.0, "_ok": True, "_value": "done"}
    assert env._queue == [(8.0, NORMAL, next(env._eid) - 1, timeout)]


def test_success_is_a_value_and_an_entry_at_this_instant(env):
    """What `HybridEnvironment.fire` does itself."""
    event = env.event().succeed("done")
    assert (event._ok, event._value) == (True, "done")
    assert env._queue == [(5.0, NORMAL, next(env._eid) - 1, event)]
