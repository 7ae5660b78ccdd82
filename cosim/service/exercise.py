"""An exercise: a machine with a hidden fault that a learner finds by asking for readings.

An exercise follows from its level and seed alone, so it needs no memory: asking for readings and answering are calls
with the same two.
"""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from cosim.config.equipment import HeatPumpConfig
from cosim.service.conditions import Conditions
from cosim.service.faults import KINDS, applies
from cosim.service.gauges import Gauges, Readings, gauges
from cosim.service.instruments import INSTRUMENTS
from cosim.service.library import NOTHING

Level = Literal["apprentice", "journeyman", "master"]
LEVELS: tuple[Level, ...] = get_args(Level)
STRENGTHS: dict[Level, tuple[float, float]] = {
    "apprentice": (0.6, 1.0),
    "journeyman": (0.3, 0.9),
    "master": (0.1, 0.6),
}
"""Share of the way over a fault's usual range."""
SOUND_SHARE: dict[Level, float] = {"apprentice": 0.0, "journeyman": 0.08, "master": 0.15}
"""How often nothing is wrong."""
SCATTER = 0.5
"""Of a master's instruments, over the change that counts."""
SOUND_SYMPTOM = "Nothing is felt; it is the yearly visit."


@dataclass(frozen=True)
class Exercise:
    """A machine with something hidden."""

    config: HeatPumpConfig
    level: Level
    seed: int
    kind: str
    strength: float

    @property
    def faults(self) -> dict[str, float]:
        """What is wrong."""
        return {} if self.kind == NOTHING else {self.kind: self.strength}

    @property
    def symptom(self) -> str:
        """What the household says."""
        return SOUND_SYMPTOM if self.kind == NOTHING else KINDS[self.kind].symptom

    @property
    def shows_expected(self) -> bool:
        """Whether readings of a machine in order stand beside."""
        return self.level != "master"

    def read(self, at: Conditions) -> tuple[Gauges, Gauges]:
        """Return what is expected and what is found; a master's instruments scatter, alike at the same conditions."""
        expected, found = gauges(self.config, at), gauges(self.config, at, faults=self.faults)
        if self.level != "master":
            return expected, found
        random = np.random.default_rng(
            [self.seed, round(100 * at.outdoor), round(100 * at.indoor), at.mode == "heating"]
        )
        return expected, replace(found, readings=scattered(found.readings, random))


def new_exercise(config: HeatPumpConfig, level: Level, seed: int) -> Exercise:
    """Hide a fault in a machine."""
    random = np.random.default_rng([seed, LEVELS.index(level)])
    kinds = [kind for kind in KINDS.values() if applies(kind, config)]
    if random.uniform() < SOUND_SHARE[level]:
        return Exercise(config, level, seed, NOTHING, 0.0)
    kind = kinds[int(random.integers(len(kinds)))]
    part = float(random.uniform(*STRENGTHS[level]))
    return Exercise(config, level, seed, kind.name, kind.usual[0] + part * (kind.usual[1] - kind.usual[0]))


def scattered(readings: Readings, random: np.random.Generator) -> Readings:
    """Return readings with the scatter of instruments: superheat and subcooling follow from the pressures and lines."""
    changed = {}
    for name, instrument in INSTRUMENTS.items():
        value = getattr(readings, name)
        changed[name] = value + float(random.normal(0.0, SCATTER * float(instrument.counts(value))))
    changed["suction_line"] = changed["suction_saturation"] + changed["superheat"]
    changed["liquid_line"] = changed["discharge_saturation"] - changed["subcooling"]
    return replace(readings, **changed)
