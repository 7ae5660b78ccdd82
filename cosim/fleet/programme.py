"""A programme, ready to simulate: its homes, what they are in each configuration, and what identifies its results."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cosim.config.programme import ProgrammeConfig, RuleConfig
from cosim.errors import InvalidInput
from cosim.fleet.homes import STOCK, Home, Population, Row, draw, place_in_adoption, stream
from cosim.fleet.plain_homes import PlainHome, leakage_of, own_of_facts
from cosim.fleet.samples import IN_HOUSE, own_of, reason_of
from cosim.project import InputFile
from cosim.results.versions import versions
from cosim.scenarios.scenario import Configuration, Scenario

if TYPE_CHECKING:
    import numpy as np

FAILURES = 0.02  # share of drawn homes that may fail; of homes with files of their own all may, and are reported


@dataclass(frozen=True)
class Programme:
    """A complete programme: no file is read after it.

    Attributes
    ----------
    scenarios : dict of (house, site) to Scenario
        Each house type at each site; its configurations are the equipment, by name. Homes with files of their own have
        the house "", and that of the scenario is not theirs.
    sized_for : dict of str to str
        Design load that sizes each equipment.
    rows : tuple of Row
        Homes of a CSV file; empty where homes are drawn.
    homes : int
        Number of homes.
    columns : tuple of str
        Labels of the homes.
    """

    name: str
    text: str
    config: ProgrammeConfig
    populations: tuple[Population, ...]
    scenarios: Mapping[tuple[str, str], Scenario]
    sized_for: Mapping[str, str]
    rows: tuple[Row, ...]
    homes: int
    files: tuple[InputFile, ...]
    warnings: tuple[str, ...]
    columns: tuple[str, ...] = ()

    @property
    def configurations(self) -> tuple[str, ...]:
        """Names of the compared configurations."""
        return tuple(configuration.name for configuration in self.config.configurations)

    @property
    def largest_share_of_failures(self) -> float:
        """Share of homes that may fail before a run stops."""
        stated = self.config.largest_share_of_failures
        if stated is not None:
            return stated
        return 1.0 if any(row.sample is not None for row in self.rows) else FAILURES

    def home(self, number: int) -> Home:
        """Return one home, independent of their number."""
        row = self.rows[number] if self.rows else None
        return draw(self.config.seed, number, self.populations, row)

    def ready(self, number: int) -> Home:
        """Return one home with what its own files hold, to be simulated; without it where they cannot be read."""
        home = self.home(number)
        if home.sample is None or home.sample.refused:
            return home
        try:
            weather = self.scenarios[home.house, home.site].weather
            if isinstance(home.sample, PlainHome):
                return replace(home, own=own_of_facts(home.sample, weather, self.stock(home)))
            return replace(home, own=own_of(home.sample, float(weather.pressure.mean())))
        except InvalidInput as error:
            if isinstance(home.sample, PlainHome):
                return replace(home, sample=replace(home.sample, refused=str(error.faults[0])))
            return replace(home, sample=replace(home.sample, refused=reason_of(error, home.sample.files[0])))

    def stock(self, home: Home) -> "np.random.Generator":
        """Return the random numbers by which a home of plain facts gets what these do not state."""
        return stream(self.config.seed, home.number, STOCK)

    def refused(self) -> dict[int, str]:
        """Return the homes whose own files cannot be simulated, with the reasons."""
        return {
            number: row.sample.refused
            for number, row in enumerate(self.rows[: self.homes])
            if row.sample is not None and row.sample.refused
        }

    def base(self, home: Home, number: int = 0) -> Scenario:
        """Return the scenario of a home in configuration `number`, with the house that it has there."""
        scenario = self.scenarios[home.house, home.site]
        if home.sample is None:
            return scenario
        return replace(scenario, house=home.own[self.upgrade_of(home, number)].house)

    def upgrade_of(self, home: Home, number: int) -> int:
        """Return the upgrade of a sample that a home has in configuration `number`; 0 for the home as it is."""
        chosen = self.config.configurations[number]
        if home.sample is None or chosen.upgrade not in home.sample.upgrades:
            return 0
        return chosen.upgrade if self._meets(home, chosen.only) else 0

    def equipment(self, home: Home, name: str, number: int = 0) -> Configuration:
        """Return a named equipment as it is on the shelf, or what is in the home in configuration `number`."""
        if name == IN_HOUSE and home.sample is not None:
            existing = home.own[self.upgrade_of(home, number)].existing
            assert existing is not None, "a home without is refused"
            return existing
        found = self.scenarios[home.house, home.site].configurations
        return next(configuration for configuration in found if configuration.name == name)

    def measures_of(self, home: Home, number: int) -> tuple[str, ...]:
        """Return the names of the measures that a home takes up in configuration `number`."""
        chosen = self.config.configurations[number]
        if not self._meets(home, chosen.only):
            return ()
        places = {measure.name: place for place, measure in enumerate(self.config.measures)}
        taken = []
        for measure in self.config.measures:
            if measure.name not in chosen.measures or not self._meets(home, measure.only):
                continue
            share = chosen.shares.get(measure.name, measure.share)
            if place_in_adoption(self.config.seed, home.number, places[measure.drawn_with or measure.name]) < share:
                taken.append(measure.name)
        return tuple(taken)

    def changes_of(self, home: Home, number: int) -> tuple[str, ...]:
        """Return what a home has in configuration `number`: its measures, and the upgrade of its sample."""
        upgrade = self.upgrade_of(home, number)
        return (*((f"upgrade {upgrade}",) if upgrade else ()), *self.measures_of(home, number))

    def _meets(self, home: Home, rule: RuleConfig) -> bool:
        return (
            (not rule.existing or home.existing in rule.existing)
            and (not rule.populations or home.population in rule.populations)
            and (not rule.sites or home.site in rule.sites)
            and rule.size_at_least <= home.traits["size"] <= rule.size_at_most
            and (rule.leakage_at_least == 0.0 or self.leakage(home) >= rule.leakage_at_least)
            and all(home.labels.get(label) in values for label, values in rule.labels.items())
        )

    def leakage(self, home: Home) -> float:
        """Return a home's air changes an hour at 50 Pa; 0 where its house type states leakage in another way."""
        if isinstance(home.sample, PlainHome):
            weather = self.scenarios[home.house, home.site].weather
            return leakage_of(home.sample, weather, self.stock(home)) * home.traits["leakage"]
        if home.sample is not None:
            return home.sample.leakage * home.traits["leakage"]
        leakage = self.scenarios[home.house, home.site].house.zones[0].leakage
        return 0.0 if leakage is None or leakage.ach50 is None else leakage.ach50 * home.traits["leakage"]

    @property
    def needs_pysam(self) -> bool:
        """Whether bills of homes are made by PySAM."""
        return any(scenario.rates.needs_pysam for scenario in self.scenarios.values())

    def for_workers(self, homes: Iterable[Home]) -> "Programme":
        """Return the programme for a worker that simulates some homes, without others and their weather."""
        needed = {(home.house, home.site) for home in homes}
        scenarios = {pair: scenario for pair, scenario in self.scenarios.items() if pair in needed}
        return replace(self, rows=(), text="", scenarios=scenarios)

    def identity(self) -> dict[str, Any]:
        """Return the identity of the results: runs with the same identity give the same bytes."""
        files = sorted({(file.kind, file.path, file.sha256) for file in self.files})
        return {
            "programme": self.name,
            "text": sha256(self.text.encode()).hexdigest(),
            "files": [list(file) for file in files],
            "homes": self.homes,
            "seed": self.config.seed,
        }


def identity_text(programme: Programme, version: str, **settings: Any) -> str:
    """Return the identity of a run as text, for comparison."""
    computed = {"cosim_version": version, "versions": versions(needs_pysam=programme.needs_pysam)}
    return json.dumps(programme.identity() | computed | settings, sort_keys=True, indent=1)
