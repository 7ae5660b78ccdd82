"""Read a programme file into a `Programme`: find, read and check every house, climate and machine in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, combinations
from pathlib import Path
from typing import Any

from cosim.config.faults import parse_toml, place_in, validate
from cosim.config.programme import ROUNDING, FleetEquipmentConfig, ProgrammeConfig
from cosim.config.scenario import ScenarioConfig
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.fleet.homes import Home, Population, Row, draw, place_in_adoption, read_rows
from cosim.fleet.traits import Spread, read_spreads
from cosim.project import PROGRAMMES, InputFile, current_project, describe, find, is_path, project_of, read_bytes
from cosim.results.versions import versions
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Configuration, Scenario

USUAL_HOMES = 1000
OWN_KEYS = {"title", "description", "house", "weather", "configurations"}  # of a scenario, that a programme has itself


@dataclass(frozen=True)
class Programme:
    """A complete programme: no file is read after it.

    Attributes
    ----------
    scenarios : dict of (house, site) to Scenario
        Each house type at each site; its configurations are the equipment, by name.
    sized_for : dict of str to str
        Design load that sizes each equipment.
    rows : tuple of Row
        Homes of a CSV file; empty where homes are drawn.
    homes : int
        Number of homes.
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

    @property
    def configurations(self) -> tuple[str, ...]:
        """Names of the compared configurations."""
        return tuple(configuration.name for configuration in self.config.configurations)

    def home(self, number: int) -> Home:
        """Return one home, independent of their number."""
        row = self.rows[number] if self.rows else None
        return draw(self.config.seed, number, self.populations, row)

    def equipment(self, home: Home, name: str) -> Configuration:
        """Return a named equipment as it is on the shelf."""
        found = self.scenarios[home.house, home.site].configurations
        return next(configuration for configuration in found if configuration.name == name)

    def measures_of(self, home: Home, number: int) -> tuple[str, ...]:
        """Return the names of the measures that a home takes up in configuration `number`."""
        chosen = self.config.configurations[number]
        places = {measure.name: place for place, measure in enumerate(self.config.measures)}
        taken = []
        for measure in self.config.measures:
            if measure.name not in chosen.measures or not self._admits(home, measure.name):
                continue
            share = chosen.shares.get(measure.name, measure.share)
            if place_in_adoption(self.config.seed, home.number, places[measure.drawn_with or measure.name]) < share:
                taken.append(measure.name)
        return tuple(taken)

    def _admits(self, home: Home, name: str) -> bool:
        rule = next(measure for measure in self.config.measures if measure.name == name).only
        return (
            (not rule.existing or home.existing in rule.existing)
            and (not rule.populations or home.population in rule.populations)
            and (not rule.sites or home.site in rule.sites)
            and rule.size_at_least <= home.traits["size"] <= rule.size_at_most
            and (rule.leakage_at_least == 0.0 or self.leakage(home) >= rule.leakage_at_least)
        )

    def leakage(self, home: Home) -> float:
        """Return a home's air changes an hour at 50 Pa; 0 where its house type states leakage in another way."""
        leakage = self.scenarios[home.house, home.site].house.zones[0].leakage
        return 0.0 if leakage is None or leakage.ach50 is None else leakage.ach50 * home.traits["leakage"]

    @property
    def needs_pysam(self) -> bool:
        """Whether bills of homes are made by PySAM."""
        return any(scenario.rates.needs_pysam for scenario in self.scenarios.values())

    def for_workers(self) -> "Programme":
        """Return the programme for a worker, without homes, which are sent to it one by one."""
        return replace(self, rows=(), text="")

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


def load_programme(
    programme: str | Path, project: Path | str | None = None, *, homes: int | None = None, seed: int | None = None
) -> Programme:
    """Load a programme from a file or the shelf `programmes`, ready to simulate.

    Parameters
    ----------
    programme : str or Path
        Path of a TOML file, or a bare name.
    project : Path or str, optional
        Folder with the user's shelves; by default the one that holds the file.
    homes, seed : int, optional
        Instead of what the file says.

    Raises
    ------
    InvalidInput
        With all faults of the programme and of the files that it names.
    """
    text = str(programme)
    if is_path(text) or isinstance(programme, Path) or "/" in text:
        path = Path(programme)
    else:
        path = find(PROGRAMMES, text, place=PROGRAMMES, project=project or current_project())
    return _Reading(path, Path(project) if project else project_of(path)).programme(homes, seed)


class _Reading:
    """Reads one programme and collects its faults and files."""

    def __init__(self, path: Path, project: Path) -> None:
        self.path, self.project = path, project
        self.file = Loading(path, project).file
        self.faults: list[Fault] = []
        self.files: dict[str, InputFile] = {}
        self.warnings: dict[str, None] = {}

    def programme(self, homes: int | None, seed: int | None) -> Programme:
        data = read_bytes(self.path, self.file)
        table, text = parse_toml(data, self.file)
        own = describe(PROGRAMMES, self.path, data, self.project)
        self.files[own.path] = own
        shared = {key: value for key, value in table.items() if key in set(ScenarioConfig.toml_keys()) - OWN_KEYS}
        rest = {key: value for key, value in table.items() if key not in shared and key != "equipment"}
        equipment, sized_for = self._equipment(table.get("equipment"))
        try:
            config = validate(ProgrammeConfig, rest, self.file)
        except InvalidInput as error:
            raise InvalidInput([*error.faults, *self.faults]) from None
        if seed is not None:
            config = config.model_copy(update={"seed": seed})
        spreads = self._spreads(config.variation, "variation")
        self._check_names(config, list(sized_for))
        rows = self._rows(config, list(sized_for))
        populations = self._populations(config, spreads, rows, list(sized_for))
        if self.faults:
            raise InvalidInput(dict.fromkeys(self.faults))
        scenarios = self._scenarios(populations, rows, shared, equipment, text)
        if self.faults:
            raise InvalidInput(dict.fromkeys(self.faults))
        wanted = homes if homes is not None else config.homes
        count = wanted or (len(rows) or USUAL_HOMES)
        if rows and count > len(rows):
            raise InvalidInput([Fault("homes", f"{count} are asked for, but '{config.homes_csv}' has {len(rows)}")])
        return Programme(
            name=self.path.stem,
            text=text,
            config=config,
            populations=tuple(populations),
            scenarios=scenarios,
            sized_for=sized_for,
            rows=tuple(rows),
            homes=count,
            files=tuple(self.files.values()),
            warnings=tuple(self.warnings),
        )

    def fault(self, dotted: str, problem: str, remedy: str = "") -> None:
        self.faults.append(Fault(place_in(self.file, dotted), problem, remedy))

    def _equipment(self, entries: Any) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Return the equipment as configurations of a scenario, and the design load that sizes each."""
        entries = entries if isinstance(entries, list) else []
        if not entries:
            self.fault("equipment", "is missing", "add tables [[equipment]] with present and new equipment")
        tables: list[dict[str, Any]] = []
        sized_for: dict[str, str] = {}
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict):
                self.fault(f"equipment[{number}]", "must be a table")
                continue
            own = {key: value for key, value in entry.items() if key in FleetEquipmentConfig.model_fields}
            try:
                config = validate(FleetEquipmentConfig, own, place_in(self.file, f"equipment[{number}]"))
            except InvalidInput as error:
                self.faults += error.faults
                continue
            tables.append({key: value for key, value in entry.items() if key not in own})
            sized_for[str(entry.get("name"))] = config.sized_for
        return tables, sized_for

    def _spreads(self, table: Mapping[str, Any], dotted: str) -> dict[str, Spread]:
        try:
            return read_spreads(table, self.file, dotted)
        except InvalidInput as error:
            self.faults += error.faults
            return {}

    def _check_names(self, config: ProgrammeConfig, equipment: Sequence[str]) -> None:
        measures = [measure.name for measure in config.measures]
        for kind, found in (
            ("measures", measures),
            ("configurations", [each.name for each in config.configurations]),
            ("populations", [each.name for each in config.populations]),
        ):
            for name in {name for name in found if found.count(name) > 1}:
                self.fault(kind, f"two have the name '{name}'")
        for number, measure in enumerate(config.measures):
            if measure.equipment is not None and measure.equipment not in equipment:
                self.fault(f"measures[{number}].equipment", f"equipment '{measure.equipment}' is not defined",
                           did_you_mean(measure.equipment, equipment))  # fmt: skip
            if measure.drawn_with and measure.drawn_with not in measures:
                self.fault(f"measures[{number}].drawn_with", f"measure '{measure.drawn_with}' is not defined",
                           did_you_mean(measure.drawn_with, measures))  # fmt: skip
            for name in measure.only.existing:
                if name not in equipment:
                    self.fault(f"measures[{number}].only.existing", f"equipment '{name}' is not defined",
                               did_you_mean(name, equipment))  # fmt: skip
        for number, chosen in enumerate(config.configurations):
            for name in (*chosen.measures, *chosen.shares):
                if name not in measures:
                    problem = f"measure '{name}' is not defined"
                    self.fault(f"configurations[{number}]", problem, did_you_mean(name, measures))
            replacing = [each.name for each in config.measures if each.name in chosen.measures and each.equipment]
            for one, other in combinations(replacing, 2):
                self._check_apart(config, number, one, other)

    def _check_apart(self, config: ProgrammeConfig, number: int, one: str, other: str) -> None:
        """Check that no home is eligible for two measures of a configuration that replace equipment."""
        rules = [next(each for each in config.measures if each.name == name).only for name in (one, other)]
        apart = any(
            getattr(rules[0], what) and getattr(rules[1], what)
            and not set(getattr(rules[0], what)) & set(getattr(rules[1], what))
            for what in ("existing", "populations", "sites")
        )  # fmt: skip
        if not apart:
            problem = f"'{one}' and '{other}' both replace equipment in one home"
            remedy = "let their rules `only` exclude one another"
            self.fault(f"configurations[{number}].measures", problem, remedy)

    def _check_shares(self, dotted: str, shares: Mapping[str, float]) -> None:
        total = sum(shares.values())
        if abs(total - 1) > ROUNDING:
            self.fault(dotted, f"shares add up to {total:.6g}, not to 1")

    def _rows(self, config: ProgrammeConfig, equipment: Sequence[str]) -> list[Row]:
        if config.homes_csv is None:
            return []
        try:
            path = find(PROGRAMMES, config.homes_csv, place=place_in(self.file, "homes_csv"), anchor=self.path.parent)
            data = read_bytes(path)
        except InvalidInput as error:
            self.faults += error.faults
            return []
        own = describe("homes", path, data, self.project)
        self.files[own.path] = own
        names: dict[str, Sequence[str]] = {"existing": equipment}
        rows, faults = read_rows(data, Loading(path, self.project).file, names)
        self.faults += faults
        for column, needed in (("site", config.sites is None), ("existing", True)):
            if rows and needed and column not in rows[0].words:
                self.faults.append(Fault(config.homes_csv, f"has no column '{column}'", "name one in each row"))
        return rows

    def _populations(
        self, config: ProgrammeConfig, spreads: Mapping[str, Spread], rows: Sequence[Row], equipment: Sequence[str]
    ) -> list[Population]:
        if config.sites is not None:
            self._check_shares("sites", config.sites)
        if rows:
            return [Population("homes", 1.0, "", config.sites or {"": 1.0}, {"": 1.0}, spreads)]
        if config.populations:
            self._check_shares("populations", {str(i): each.share for i, each in enumerate(config.populations)})
        found = []
        for number, each in enumerate(config.populations):
            place = f"populations[{number}]"
            sites = each.sites or config.sites
            if sites is None:
                self.fault(place, "has no sites", "add a table `sites`, such as { greensboro-nc = 1.0 }")
                continue
            if each.sites is not None:
                self._check_shares(f"{place}.sites", each.sites)
            self._check_shares(f"{place}.existing", each.existing)
            for name in each.existing:
                if name not in equipment:
                    self.fault(f"{place}.existing", f"equipment '{name}' is not defined", did_you_mean(name, equipment))
            own = self._spreads(each.variation, f"{place}.variation")
            found.append(Population(each.name, each.share, each.house, sites, each.existing, {**spreads, **own}))
        return found

    def _scenarios(
        self,
        populations: Sequence[Population],
        rows: Sequence[Row],
        shared: Mapping[str, Any],
        equipment: Sequence[Mapping[str, Any]],
        text: str,
    ) -> dict[tuple[str, str], Scenario]:
        pairs = dict.fromkeys(
            chain(
                (
                    (population.house, site)
                    for population in populations
                    if population.house
                    for site in population.sites
                ),
                ((row.words["house"], site) for row in rows for site in _sites_of(row, populations)),
            )
        )
        found: dict[tuple[str, str], Scenario] = {}
        at_site: dict[str, Scenario] = {}
        for house, site in pairs:
            table = {**shared, "house": house, "weather": site, "configurations": list(equipment)}
            try:
                scenario = Loading(self.path, self.project).scenario_of(table, text)
            except InvalidInput as error:
                places = [fault.place.replace(": configurations", ": equipment") for fault in error.faults]
                self.faults += [replace(each, place=place) for each, place in zip(error.faults, places, strict=True)]
                continue
            first = at_site.setdefault(site, scenario)
            # shared parts are one object, so that they are sent to a worker once
            found[house, site] = replace(scenario, weather=first.weather, configurations=first.configurations, text="")
            self.files |= {file.path: file for file in scenario.files}
            self.warnings |= dict.fromkeys(scenario.warnings)
        weekdays = {site: scenario.start_weekday for site, scenario in at_site.items()}
        if len(set(weekdays.values())) > 1:
            said = ", ".join(f"{site} on a {weekday.capitalize()}" for site, weekday in weekdays.items())
            self.fault(
                "start_weekday", f"years of weather begin on different weekdays ({said})", "state one for all homes"
            )
        return found


def _sites_of(row: Row, populations: Sequence[Population]) -> list[str]:
    return [row.words["site"]] if "site" in row.words else list(populations[0].sites)


def identity_text(programme: Programme, version: str, **settings: Any) -> str:
    """Return the identity of a run as text, for comparison."""
    computed = {"cosim_version": version, "versions": versions(needs_pysam=programme.needs_pysam)}
    return json.dumps(programme.identity() | computed | settings, sort_keys=True, indent=1)
