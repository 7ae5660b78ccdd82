"""The house as a Gymnasium environment, `cosim/House-v0`, with spaces and reward of the scenario's table `agent`.

environment = gymnasium.make("cosim.coupling.gym:cosim/House-v0", scenario="learn-to-heat")
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box
from numpy.typing import NDArray

from cosim.config.agent import AgentConfig
from cosim.constants import DAY, HOUR
from cosim.envelope.envelope import build_envelope
from cosim.equipment.build import machine_of
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.fault_days import check_fault_days
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Scenario
from cosim.schema.inputs import BY_NAME
from cosim.schema.variables import VARIABLES
from cosim.simulation.simulation import Simulation
from cosim.sizing.auto import with_sizes

NAME = "cosim/House-v0"
YEAR = 365 * DAY
Observation = NDArray[np.float32]

# bounds of observations, by units; values beyond them are clipped
BOUNDS = {
    "K": (200.0, 400.0),
    "W": (-1e5, 1e5),
    "J": (-1e10, 1e10),
    "1": (0.0, 1.0),
    "kg": (0.0, 100.0),
    "m": (0.0, 0.1),
    "s-1": (0.0, 200.0),
    "kg s-1": (0.0, 1.0),
}
UNITS_OF = {variable.name: variable.units for variable in VARIABLES}


class HouseEnv(gymnasium.Env[Observation, Observation]):
    """One configuration of a scenario, driven by an agent.

    An action is a vector between -1 and 1, one entry for each input in ``act``, scaled to that input's bounds and
    rounded where it is a switch. An observation contains the values named in ``observe``, in SI units. The reward of a
    step is the negative weighted sum of its cost, emissions and discomfort; ``info`` has the three separately.
    """

    metadata = {"render_modes": []}  # noqa: RUF012

    def __init__(self, scenario: Scenario | str | Path, *, render_mode: None = None) -> None:
        self.scenario = with_sizes(scenario if isinstance(scenario, Scenario) else load(scenario))
        if self.scenario.agent is None:
            remedy = "add observe = [...] and act = [{ input = ... }]"
            raise InvalidInput([Fault(f"{self.scenario.name}: agent", "table is missing", remedy)])
        self.declared: AgentConfig = self.scenario.agent
        entries = {entry.name: entry for entry in self.scenario.configurations}
        self.configuration = entries[self.declared.configuration or next(iter(entries))]
        first, last = self.declared.first_day, self.declared.last_day or self.declared.first_day
        check_fault_days([self.configuration], 24 * (first - 1), 24 * (last - 1 + self.declared.days))
        self._envelope = build_envelope(self.scenario.house, self.scenario.weather, labels=self.scenario.clock)
        self._machine = machine_of(self.scenario, self.configuration)
        furnace = self.configuration.furnace
        self._fuel_price = self.scenario.fuel_price_by_hour(furnace.fuel) if furnace is not None else np.zeros(8760)
        self._fuel_emissions = self.scenario.fuel_emissions(furnace.fuel) if furnace is not None else 0.0
        bounds = np.array([_bounds(name) for name in self.declared.observe], dtype=np.float32)
        self.observation_space = Box(bounds[:, 0], bounds[:, 1], dtype=np.float32)
        self._low, self._high = bounds[:, 0].astype(float), bounds[:, 1].astype(float)
        self.action_space = Box(-1.0, 1.0, (len(self.declared.act),), dtype=np.float32)
        self._actions = [(act.input, *act.bounds, bool(BY_NAME[act.input].choices)) for act in self.declared.act]

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin an episode on the day of the year in ``options["first_day"]``, or on a random one."""
        super().reset(seed=seed)
        declared = self.declared
        last = declared.last_day or declared.first_day
        day = int((options or {}).get("first_day", self.np_random.integers(declared.first_day, last + 1)))
        if not 1 <= day <= 366 - declared.days:
            raise InvalidInput([Fault("first_day", f"{day} is not a valid day", f"choose 1 to {366 - declared.days}")])
        begin, end = 24 * (day - 1), 24 * (day - 1 + declared.days)
        self.simulation = simulation = Simulation(
            self.scenario, self.configuration, start_hour=begin, end_hour=end, envelope=self._envelope,
            machine=self._machine,
        )  # fmt: skip
        self._time, self._end = begin * HOUR, end * HOUR
        simulation.advance(self._time)
        self._held: list[float | None] = [None] * len(self._actions)
        self._readers = [_reader(simulation, name) for name in declared.observe]
        self._meters = self._read_meters()
        return self._observe(), {"first_day": day}

    def step(self, action: Observation) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Apply the action, advance one step, and return its reward."""
        simulation, weights = self.simulation, self.declared.reward
        shares = np.clip(action, -1.0, 1.0).tolist()
        for number, (share, (name, low, high, whole)) in enumerate(zip(shares, self._actions, strict=True)):
            value = low + 0.5 * (share + 1.0) * (high - low)
            value = float(round(value)) if whole else value
            if value != self._held[number]:
                simulation.write(name, value)
                self._held[number] = value
        price, carbon = simulation.input("electricity_price"), simulation.input("carbon_intensity")
        hour = int(self._time // HOUR) % 8760
        self._time = min(self._time + self.declared.step, self._end)
        simulation.advance(self._time)
        before, self._meters = self._meters, self._read_meters()
        electricity, fuel, cold, warm = (now - then for now, then in zip(self._meters, before, strict=True))
        cost = electricity * price + fuel * float(self._fuel_price[hour])
        emitted = electricity * carbon + fuel * self._fuel_emissions
        discomfort = (cold + warm) / HOUR
        reward = -(weights.money * cost + weights.carbon * emitted + weights.comfort * discomfort)
        info = {"money": cost, "carbon": emitted, "comfort": discomfort}
        return self._observe(), reward, False, self._time >= self._end, info

    def _read_meters(self) -> tuple[float, float, float, float]:
        total = self.simulation.total
        return total("hvac_electricity"), total("furnace_gas"), total("unmet_heating"), total("unmet_cooling")

    def _observe(self) -> Observation:
        values = np.array([read() for read in self._readers])
        return np.clip(values, self._low, self._high).astype(np.float32)


def _bounds(name: str) -> tuple[float, float]:
    """Return the bounds of an observation."""
    if name in UNITS_OF:
        return BOUNDS[UNITS_OF[name]]
    if name in BY_NAME:
        entry = BY_NAME[name]
        low = entry.low if entry.released is None else min(entry.low, entry.released)
        return low, entry.high
    return 0.0, 1.0


def _reader(simulation: Simulation, name: str) -> Callable[[], float]:
    """Return the reader of an observation."""
    if name in UNITS_OF:
        return partial(simulation.read, name)
    if name in BY_NAME:
        return partial(simulation.input, name)
    period = DAY if name == "time_of_day" else YEAR
    return lambda: simulation.time % period / period


gymnasium.register(NAME, entry_point=f"{__name__}:HouseEnv", disable_env_checker=True)
