"""One scenario and what is asked of it: changed, simulated as far as the change reaches, and saved."""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from cosim.config.faults import parse_toml
from cosim.config.house import HouseConfig
from cosim.errors import Fault, InvalidInput, SimulationFailed
from cosim.explore.levers import TIGHTNESS, Lever, levers_of
from cosim.files import check_destination, write_whole
from cosim.project import bundled_root, describe, find, read_bytes
from cosim.results.billing import rebill
from cosim.results.comparison import failures_of, figures_of
from cosim.scenarios.reader import Loading, opened
from cosim.scenarios.scenario import Scenario
from cosim.study import simulate

if TYPE_CHECKING:
    import xarray as xr

PRICED = ("prices", "emissions", "life_cycle", "title", "description")
"""Tables that change what a year costs, or is called, but not the year."""
MOST_KEPT = 24
"""Years in memory, some 4 MB each."""
FIRST_SHOWN = 2
LONGEST_NAME = 60


@dataclass
class Question:
    """A scenario on the page.

    Attributes
    ----------
    path, project : Path
        The scenario's file and its project.
    text : str
        The file as it is written, comments included.
    levers : list of Lever
        What can be changed.
    names : list of str
        Its configurations.
    """

    path: Path
    project: Path
    text: str
    scenario: Scenario
    levers: list[Lever]
    names: list[str]
    _years: "OrderedDict[str, xr.Dataset]" = field(default_factory=OrderedDict)
    _first: "dict[str, dict[str, Any]]" = field(default_factory=dict)

    @classmethod
    def of(cls, reference: str | Path, project: Path | None = None) -> "Question":
        """Read a scenario; raises InvalidInput with all its faults."""
        loading = opened(reference, project)
        scenario = loading.scenario()
        table, text = parse_toml(read_bytes(loading.path, loading.file), loading.file)
        levers = levers_of(table, scenario, loading.project)
        names = [configuration.name for configuration in scenario.configurations]
        return cls(loading.path, loading.project, text, scenario, levers, names)

    @property
    def title(self) -> str:
        """What the scenario is called."""
        return self.scenario.title or self.scenario.name

    @property
    def first_shown(self) -> list[str]:
        """The configurations that the page begins with: few, so that it answers within a second or two."""
        return self.names[:FIRST_SHOWN]

    def answer(self, values: Mapping[str, object], shown: Sequence[object]) -> "list[xr.Dataset]":
        """Return a year of each configuration to show, with the given values of levers.

        Raises
        ------
        InvalidInput
            If a value or a name is none, or the scenario that they make has faults.
        SimulationFailed
            If a configuration cannot be simulated.
        """
        changed = self._checked(values, shown)
        scenario = self._changed(changed)
        return [
            self._year(changed, replace(scenario, configurations=(configuration,)), number)
            for number, configuration in enumerate(scenario.configurations)
            if configuration.name in shown
        ]

    def figures_at_first(self, shown: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the annual figures of configurations as the scenario states them, by name."""
        missing = [name for name in shown if name not in self._first]
        for result in self.answer({}, missing) if missing else ():
            self._first |= {str(row["name"]): row for row in figures_of(result)}
        return {name: self._first[name] for name in shown}

    def save(self, values: Mapping[str, object], name: object, *, force: bool = False) -> list[Path]:
        """Write the changed scenario as TOML, with a house of its own where its tightness was changed.

        A bundled scenario is saved in the current folder, any other beside its own file, where what it names is found.
        """
        changed = self._checked(values, self.names)
        stem = name.strip() if isinstance(name, str) else ""
        if not stem or len(stem) > LONGEST_NAME or not all(each.isalnum() or each in "-_" for each in stem):
            problem = "is no name for a file"
            raise InvalidInput([Fault("name", problem, "letters, digits, - and _, such as my-question")])
        self._changed(changed)  # what cannot be read is not written
        folder = Path.cwd() if self.path.resolve().is_relative_to(bundled_root()) else self.path.parent
        document = self._document(changed)
        files: dict[Path, str] = {}
        if TIGHTNESS in changed:
            house = folder / f"{stem}-house.toml"
            files[house] = self._house(float(str(changed[TIGHTNESS])))
            document["house"] = house.name
        files[folder / f"{stem}.toml"] = tomlkit.dumps(document)
        for path in files:
            check_destination(path, force=force)
        for path, text in files.items():
            write_whole(path, text.encode("utf-8"))
        return list(files)

    def _checked(self, values: object, shown: object) -> dict[str, Any]:
        """Return the values that differ from the scenario's own."""
        known = {lever.name: lever for lever in self.levers}
        faults: list[Fault | None] = []
        if not isinstance(values, Mapping) or not isinstance(shown, Sequence) or isinstance(shown, str):
            raise InvalidInput([Fault("request", "is not a table of values and a list of configurations")])
        for name, value in values.items():
            lever = known.get(name)
            faults.append(
                Fault(str(name)[:60], "is nothing that can be changed") if lever is None else lever.fault(value)
            )
        if not shown or not all(isinstance(name, str) and name in self.names for name in shown):
            faults.append(Fault("configurations", "name none of this scenario", "show at least one"))
        if found := [fault for fault in faults if fault is not None]:
            raise InvalidInput(found)
        return {name: value for name, value in values.items() if value != known[name].value}

    def _document(self, changed: Mapping[str, Any]) -> Any:
        """Return the scenario's file with other values, its comments kept."""
        document: Any = tomlkit.parse(self.text)
        paths = {lever.name: lever.path for lever in self.levers}
        for name, value in changed.items():
            if name == TIGHTNESS:
                continue
            here = document
            *above, key = paths[name]
            for step in above:
                if isinstance(step, str) and step not in here:
                    here[step] = tomlkit.table()
                here = here[step]
            here[key] = value
        return document

    def _changed(self, changed: Mapping[str, Any]) -> Scenario:
        document = self._document(changed)
        text = tomlkit.dumps(document)
        loading = Loading(self.path, self.project)
        loading.files[self.path] = describe("scenarios", self.path, text.encode("utf-8"), self.project)
        scenario = loading.scenario_of(document.unwrap(), text)
        if TIGHTNESS in changed:
            scenario = replace(scenario, house=_as_tight(scenario.house, float(changed[TIGHTNESS])))
        return scenario

    def _year(self, changed: Mapping[str, Any], scenario: Scenario, number: int) -> "xr.Dataset":
        """Return the year of one configuration, simulated only where it is not known yet."""
        table = self._document(changed).unwrap()
        simulated = {key: value for key, value in table.items() if key not in PRICED}
        simulated["configurations"] = table["configurations"][number]
        key = json.dumps([simulated, changed.get(TIGHTNESS)], sort_keys=True, default=str)
        if key in self._years:
            try:
                self._years.move_to_end(key)
                return rebill(self._years[key], scenario.rates)
            except InvalidInput:
                pass  # its control follows prices, and would have run otherwise at these
        result = simulate(scenario, progress=_in_silence)
        if failures := failures_of(result):
            raise SimulationFailed(scenario.configurations[0].name, "the year", failures[0])
        self._years[key] = result
        while len(self._years) > MOST_KEPT:
            self._years.popitem(last=False)
        return result

    def _house(self, ach50: float) -> str:
        """Return the house's file with another tightness."""
        reference = str(tomlkit.parse(self.text)["house"])
        path = find("houses", reference, place="house", anchor=self.path.parent, project=self.project)
        document: Any = tomlkit.parse(read_bytes(path).decode("utf-8"))
        [factor] = {ach50 / zone["leakage"]["ach50"] for zone in _leaky(document["zones"])[:1]}
        for zone in _leaky(document["zones"]):
            zone["leakage"]["ach50"] = round(zone["leakage"]["ach50"] * factor, 6)
        return tomlkit.dumps(document)


def _leaky(zones: Any) -> list[Any]:
    return [zone for zone in zones if "ach50" in zone.get("leakage", {})]


def _in_silence(kind: str, text: str) -> None:
    """Say nothing where the server was started: notes of a year are on its page."""


def _as_tight(house: HouseConfig, ach50: float) -> HouseConfig:
    """Return the house with another leakage of its first zone that was tested, and of all others in proportion."""
    tested = [zone.leakage.ach50 for zone in house.zones if zone.leakage is not None and zone.leakage.ach50 is not None]
    zones = tuple(
        zone
        if zone.leakage is None or zone.leakage.ach50 is None
        else zone.model_copy(
            update={"leakage": zone.leakage.model_copy(update={"ach50": zone.leakage.ach50 * ach50 / tested[0]})}
        )
        for zone in house.zones
    )
    return house.model_copy(update={"zones": zones})
