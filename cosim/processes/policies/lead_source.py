"""The lead among two heat sources: who has it, since when, and how it changes hands."""

import numpy as np
from numpy.typing import NDArray

from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.log import EventLog


class Lead:
    """Lets a policy put heat pump or furnace in the lead, each for its least time.

    Attributes
    ----------
    pump : Call
        On while the heat pump leads.
    relieved : Call
        On while the furnace has taken over because the heat pump could not hold the room.
    pump_is_better : ndarray of bool, shape (8760,), optional
        For policies that decide hour by hour: whether the heat pump is preferred.
    """

    def __init__(self, env: HybridEnvironment, log: EventLog, minimum_dwell: float) -> None:
        self.env, self.log, self.minimum_dwell = env, log, minimum_dwell
        self.pump, self.relieved = Call(env), Call(env)
        self.pump.set(True)
        self.pump_is_better: NDArray[np.bool_] | None = None
        self._since = -float("inf")

    def give(self, to_pump: bool) -> Process:
        """Hand the lead over once the one who has it has had it for long enough."""
        if to_pump == self.pump.on:
            return
        rest = self._since + self.minimum_dwell - self.env.now
        if rest > 0.0:
            yield self.env.timeout(rest)
        self._since = self.env.now
        self.log.note(f"switchover to {'heat pump' if to_pump else 'furnace'}")
        self.pump.set(to_pump)
