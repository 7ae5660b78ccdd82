"""Starting and stopping of a refrigerant circuit, and what a cyclic test makes of them.

Power is full at once; capacity builds up with one time constant, the lag. A share of the lag is metal and hot
refrigerant of the indoor coil, a store that the indoor fan empties after the stop as far as the circuit does not
equalise first. The rest is refrigerant that has migrated to the cold side while the compressor stood and must be pumped
back: capacity that is never given.

Mulroy and Didion (1985, ASHRAE Transactions 91) found these two parts, mass and migrated charge, in a measured split
machine; Henderson, Parker and Huang (2000, ACEEE Summer Study) give one lag of 30 to 80 s for good to poor machines.
The shares are judgements: a cyclic test tells their sum alone.
"""

from math import exp
from typing import NamedTuple

STORED_SHARE = 0.4  # of the lag: coil of 250 to 400 kJ on 10 kW, some 30 s of the 75 s that give the standard's 0.25
SHORTEST_LAG = 0.01  # s, in which a circuit without a lag builds up


class Interval(NamedTuple):
    """On and off time of the compressor in a cyclic test, s."""

    on: float
    off: float


SINGLE_SPEED, VARIABLE_SPEED = Interval(360.0, 1440.0), Interval(720.0, 2880.0)
"""AHRI 210/240-2023, appendix D, and 10 CFR 430 subpart B appendix M1, 3.5 and 3.8: 6 min on and 24 off; of a variable
speed 12 on and 48 off."""


class Rest(NamedTuple):
    """What a circuit does while its compressor stands: time constants, s."""

    equalising: float
    """With which the indoor coil loses its heat to the outdoor side."""
    migration: float
    """With which refrigerant collects where it is cold."""


class Power(NamedTuple):
    """What a machine does steadily at the conditions of a test, W."""

    capacity: float
    """Of the coil, the indoor fan's heat not counted."""
    power: float
    """Of compressor and outdoor fan."""
    fan: float
    """Of the indoor fan while the compressor runs."""
    fan_after: float
    """Of the indoor fan after the stop."""


def returned_share(store_time: float, equalising: float, fan_time: float) -> float:
    """Return the share of the coil's store that a fan run of `fan_time` s after the stop brings to the room.

    `store_time` is the time constant, s, with which the fan empties the coil, `equalising` that of the circuit.
    """
    rate = 1.0 / store_time + 1.0 / equalising
    return (1.0 - exp(-fan_time * rate)) / (store_time * rate)


def degradation(lag: float, steady: Power, rest: Rest, interval: Interval, fan_delay: float, *, heats: bool) -> float:
    """Return the degradation coefficient C_D of a cyclic test that repeats for ever, in closed form.

    C_D = (1 - COP of the cycle / steady COP) / (1 - load factor), with the load factor of the test itself. Heat is that
    to or from the indoor air with the fan's heat; electricity that of compressor and fans in the whole cycle. Heaters
    of the crankcase and electronics are not in it: the standard tests them apart, as off-mode power.

    Parameters
    ----------
    lag : float
        Time constant of capacity after a start, s; at least 0.
    steady : Power
        Steady operation at the test's conditions.
    rest : Rest
        What happens while the compressor stands.
    interval : Interval
        Of the test.
    fan_delay : float
        Run of the indoor fan after the compressor's stop, s.
    heats : bool
        Whether the fan's heat adds to the machine's.

    Returns
    -------
    float
        Rises with `lag`; at a lag of 0 it is what the fan's run after the stop costs.
    """
    on, off = interval
    lag = max(lag, SHORTEST_LAG)
    store_time, pumping = STORED_SHARE * lag, (1.0 - STORED_SHARE) * lag
    left, kept = exp(-on / pumping), exp(-off / rest.migration)
    missing = (1.0 - kept) / (1.0 - kept * left)  # share of the capacity at each start, once cycles repeat
    emptied = exp(-on / store_time)
    stored = store_time * (1.0 - emptied) - missing * (left - emptied) / (1.0 / store_time - 1.0 / pumping)
    given = on - missing * pumping * (1.0 - left) - stored
    given += stored * returned_share(store_time, rest.equalising, fan_delay)
    fan = steady.fan * on + steady.fan_after * fan_delay
    sign = 1.0 if heats else -1.0
    heat, electricity = steady.capacity * given + sign * fan, steady.power * on + fan
    steady_heat, steady_power = steady.capacity + sign * steady.fan, steady.power + steady.fan
    return coefficient(heat / electricity, steady_heat / steady_power, heat / (steady_heat * (on + off)))


def coefficient(cyclic: float, steady: float, load_factor: float) -> float:
    """Return C_D from the efficiencies of a cyclic and a steady test and the cyclic one's load factor."""
    return (1.0 - cyclic / steady) / (1.0 - load_factor)
