"""Read a programme file into a `Programme`: find, read and check every house, climate and machine in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from cosim.config.faults import parse_toml, place_in, validate
from cosim.config.programme import ROUNDING, FleetEquipmentConfig, ProgrammeConfig, RuleConfig
from cosim.config.scenario import ScenarioConfig
from cosim.constants import HOUR
from cosim.errors import Fault, InvalidInput, did_you_mean, printable
from cosim.fleet.homes import Population, Row
from cosim.fleet.listed import Listed, listed_homes
from cosim.fleet.programme import Programme
from cosim.fleet.samples import IN_HOUSE
from cosim.fleet.sites import Site
from cosim.fleet.traits import Spread, read_spreads
from cosim.project import PROGRAMMES, InputFile, current_project, describe, find, is_path, project_of, read_bytes
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Scenario

USUAL_HOMES = 1000
MOST_COURSES = 20_000  # of hours of a year, which take 70 kB each
ASIDE = ": left aside: "  # in the note of a home's file
MOST_NAMED = 30  # values of a label, of which a message names the nearest
OWN_KEYS = {"title", "description", "house", "weather", "configurations"}  # of a scenario, that a programme has itself


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
        equipment, sized_for = self._equipment(table.get("equipment"), needed="homes_csv" not in table)
        try:
            config = validate(ProgrammeConfig, rest, self.file)
        except InvalidInput as error:
            raise InvalidInput([*error.faults, *self.faults]) from None
        if seed is not None:
            config = config.model_copy(update={"seed": seed})
        spreads = self._spreads(config.variation, "variation")
        self._check_names(config, list(sized_for))
        listed = self._listed(config, list(sized_for))
        rows = listed.rows
        if rows or config.homes_csv is None:  # else what rules name cannot be known
            self._check_rules(config, list(sized_for), listed)
        populations = self._populations(config, spreads, rows, list(sized_for))
        if self.faults:
            raise InvalidInput(dict.fromkeys(self.faults))
        scenarios = self._scenarios(populations, listed, shared, equipment, text)
        if self.faults:
            raise InvalidInput(dict.fromkeys(self.faults))
        wanted = homes if homes is not None else config.homes
        count = wanted or (len(rows) or USUAL_HOMES)
        if rows and count > len(rows):
            raise InvalidInput([Fault("homes", f"{count} are asked for, but '{listed.file}' has {len(rows)}")])
        return Programme(
            name=printable(self.path.stem),
            text=text,
            config=config,
            populations=tuple(populations),
            scenarios=scenarios,
            sized_for=sized_for,
            rows=tuple(rows),
            homes=count,
            files=tuple(self.files.values()),
            warnings=tuple(self.warnings),
            columns=listed.columns,
        )

    def fault(self, dotted: str, problem: str, remedy: str = "") -> None:
        self.faults.append(Fault(place_in(self.file, dotted), problem, remedy))

    def _equipment(self, entries: Any, *, needed: bool) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Return the equipment as configurations of a scenario, and the design load that sizes each."""
        entries = entries if isinstance(entries, list) else []
        if not entries and needed:
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
            if entry.get("name") == IN_HOUSE:
                self.fault(f"equipment[{number}].name", f"'{IN_HOUSE}' is what homes' own files state", "rename it")
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
        values = [
            {**rule.labels, **{what: getattr(rule, what) for what in ("existing", "populations", "sites")}}
            for rule in rules
        ]
        apart = any(
            here and values[1].get(what) and not set(here) & set(values[1][what]) for what, here in values[0].items()
        )
        if not apart:
            problem = f"'{one}' and '{other}' both replace equipment in one home"
            remedy = "let their rules `only` exclude one another"
            self.fault(f"configurations[{number}].measures", problem, remedy)

    def _check_shares(self, dotted: str, shares: Mapping[str, float]) -> None:
        total = sum(shares.values())
        if abs(total - 1) > ROUNDING:
            self.fault(dotted, f"shares add up to {total:.6g}, not to 1")

    def _listed(self, config: ProgrammeConfig, equipment: Sequence[str]) -> Listed:
        """Return the homes of `homes_csv`; none where they are drawn."""
        if config.homes_csv is None:
            return Listed()
        try:
            return listed_homes(config, self.path, self.project, equipment, self.files, self.warnings)
        except InvalidInput as error:
            self.faults += error.faults
            return Listed()

    def _check_rules(self, config: ProgrammeConfig, equipment: Sequence[str], listed: Listed) -> None:
        """Check that rules name equipment and columns that are there."""
        rules = {f"measures[{number}].only": each.only for number, each in enumerate(config.measures)}
        rules |= {f"configurations[{number}].only": each.only for number, each in enumerate(config.configurations)}
        known = [key for key in RuleConfig.model_fields if key != "labels"]
        for place, rule in rules.items():
            for name in rule.existing:
                if name not in (*equipment, *([IN_HOUSE] if listed.rows else [])):
                    problem = f"equipment '{name}' is not defined"
                    self.fault(f"{place}.existing", problem, did_you_mean(name, equipment))
            for label, values in rule.labels.items():
                if label not in listed.columns:
                    problem = "is no column of homes_csv" if listed.rows else "unknown key"
                    self.fault(f"{place}.{label}", problem, did_you_mean(label, [*known, *listed.columns]))
                    continue
                held = {row.labels.get(label, "") for row in listed.rows}
                for value in values:
                    if value not in held:
                        near = did_you_mean(value, held) if len(held) <= MOST_NAMED else ""
                        self.warnings[f"{place}: no home has '{value}' in '{label}'; {near}".rstrip("; ")] = None
        for name in config.group_by:
            if name not in listed.columns and listed.rows:
                self.fault("group_by", f"'{name}' is no column of homes_csv", did_you_mean(name, listed.columns))
        groups = sum(len({row.labels.get(name) for row in listed.rows}) for name in config.group_by)
        if groups * len(config.configurations) * HOUR / config.interval > MOST_COURSES:
            most = MOST_COURSES / len(config.configurations) * config.interval / HOUR
            self.fault("group_by", f"makes {groups:,} groups; {most:,.0f} are the most", "name labels of fewer values")

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
        listed: Listed,
        shared: Mapping[str, Any],
        equipment: Sequence[Mapping[str, Any]],
        text: str,
    ) -> dict[tuple[str, str], Scenario]:
        found: dict[tuple[str, str], Scenario] = {}
        at_site: dict[str, Scenario] = {}
        # a scenario has a configuration; where all homes have their own equipment, one that nobody uses
        configurations = list(equipment) or [{"name": "ideal", "ideal": {}}]
        for (house, site), home in _pairs(populations, listed.rows).items():
            at = listed.sites.get(site, Site(Path(site)))
            table = {
                **shared,
                "house": home or house,
                "weather": str(at.path),
                "configurations": configurations,
            }
            loading = Loading(self.path, self.project)
            loading.station = at.station
            try:
                scenario = loading.scenario_of(table, text)
            except InvalidInput as error:
                places = [fault.place.replace(": configurations", ": equipment") for fault in error.faults]
                self.faults += [replace(each, place=place) for each, place in zip(error.faults, places, strict=True)]
                continue
            first = at_site.setdefault(site, scenario)
            # shared parts are one object, so that they are sent to a worker once
            found[house, site] = replace(scenario, weather=first.weather, configurations=first.configurations, text="")
            left = [file for file in scenario.files if not (home and file.kind == "houses")]
            self.files |= {file.path: file for file in left}
            # what the files of single homes leave aside is counted with those of all
            self.warnings |= dict.fromkeys(note for note in scenario.warnings if not _of_one_home(home, note))
        self._check_fuels(listed.rows, found)
        weekdays = {site: scenario.start_weekday for site, scenario in at_site.items()}
        if len(set(weekdays.values())) > 1:
            said = ", ".join(f"{site} on a {weekday.capitalize()}" for site, weekday in weekdays.items())
            self.fault(
                "start_weekday", f"years of weather begin on different weekdays ({said})", "state one for all homes"
            )
        return found

    def _check_fuels(self, rows: Sequence[Row], scenarios: Mapping[tuple[str, str], Scenario]) -> None:
        """Check that what homes' own equipment burns has a price and an emission factor."""
        burnt = Counter(fuel for row in rows if row.sample is not None for fuel in row.sample.fuels)
        for fuel, homes in burnt.items() if scenarios else ():
            rates = next(iter(scenarios.values())).rates
            for part, meaning in (("prices", "price"), ("emissions", "emission factor")):
                if getattr(getattr(rates, part), fuel) is None:
                    self.fault(part, f"has no {meaning} of {fuel}, but {homes:,} homes burn it")


def _of_one_home(home: "str | Mapping[str, object]", note: str) -> bool:
    """Return whether a note says what is left aside of, or taken for granted in, the home that stands for a site."""
    return bool(home) and (ASIDE in note if isinstance(home, str) else note.startswith("house: "))


def _pairs(
    populations: Sequence[Population], rows: Sequence[Row]
) -> "dict[tuple[str, str], str | Mapping[str, object]]":
    """Return each house type at each site; for homes with files of their own, a file that stands for all at a site."""
    found: dict[tuple[str, str], str | Mapping[str, object]] = {}
    for population in populations:
        if population.house:
            found |= dict.fromkeys(((population.house, site) for site in population.sites), "")
    for row in rows:
        if row.sample is not None and row.sample.refused:
            continue
        for site in [row.words["site"]] if "site" in row.words else list(populations[0].sites):
            found.setdefault((row.words["house"], site), "" if row.sample is None else row.sample.reference)
    return found
