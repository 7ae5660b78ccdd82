"""Read a scenario file into a `Scenario`: find, read and check everything that it names, with all faults at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from cosim.config.backup import FurnaceConfig
from cosim.config.base import Config
from cosim.config.demand_response import Event
from cosim.config.equipment import HeatPumpConfig
from cosim.config.facts import FactsConfig
from cosim.config.faults import parse_toml, place_in, validate
from cosim.config.house import HouseConfig
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.plugins import EquipmentConfig, kind_named
from cosim.config.prices import FUELS
from cosim.config.scenario import AS_IN_THE_HOUSE, ConfigurationConfig, ScenarioConfig
from cosim.config.schedule import Weekday
from cosim.config.thermostat import ThermostatConfig
from cosim.config.zoning import zoning_faults
from cosim.constants import STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput, did_you_mean, printable
from cosim.project import InputFile, current_project, describe, find, is_path, project_of, read_bytes
from cosim.rates.boundary import mixed_boundaries
from cosim.rates.rates import Rates
from cosim.rates.reading import Plan, RatesReader
from cosim.refrigerants.names import REFRIGERANTS, refrigerant
from cosim.scenarios.calendar_year import daylight_saving, start_weekday
from cosim.scenarios.checks import combination_faults, equipment_faults, machine_faults, reach_faults, refrigerant_leaks
from cosim.scenarios.demand_events import events_of
from cosim.scenarios.fuels import burnt, unpriced
from cosim.scenarios.given import Given
from cosim.scenarios.homes import NO_HOME, Home, found_in, home_in, is_home, with_choices
from cosim.scenarios.plain import home_of_facts
from cosim.scenarios.rates import quietly, read_rates
from cosim.scenarios.scenario import Configuration, Scenario, as_read
from cosim.schema.daylight_saving import DaylightSaving, rule_of_place
from cosim.schema.wall_clock import WallClock
from cosim.weather import Station, Weather, read_weather

Model = TypeVar("Model", bound=Config)

# key of a configuration -> (shelf, model of the files on it)
EQUIPMENT: dict[str, tuple[str, type[Config]]] = {
    "heat_pump": ("heat_pumps", HeatPumpConfig),
    "air_conditioner": ("air_conditioners", HeatPumpConfig),
    "furnace": ("furnaces", FurnaceConfig),
    "thermostat": ("thermostats", ThermostatConfig),
}


def load(scenario: str | Path, project: Path | str | None = None) -> Scenario:
    """Load a scenario from a file or the shelf `scenarios`, ready to simulate.

    Parameters
    ----------
    scenario : str or Path
        Path of a TOML file, or a name, which is looked up in the project and then among the bundled scenarios.
    project : Path, optional
        Folder with the user's shelves; by default the project of the scenario file, or for a name the current folder if
        it has ``scenarios/``.

    Raises
    ------
    InvalidInput
        With all faults of the scenario and of the files that it names.

    Examples
    --------
    >>> import cosim
    >>> scenario = cosim.load("quick-start")
    >>> [configuration.name for configuration in scenario.configurations]
    ['cold-climate heat pump']
    """
    return opened(scenario, project).scenario()


def opened(scenario: str | Path, project: Path | str | None = None) -> "Loading":
    """Return the reader of a scenario, with its table; parameters as of `load`."""
    chosen = None if project is None else Path(project)
    if chosen is not None and not chosen.is_dir():
        raise InvalidInput([Fault(str(chosen), "project folder does not exist")])
    path = _scenario_path(scenario, chosen)
    return Loading(path, chosen or project_of(path))


def read_config(model: type[Model], path: Path, file: str | None = None) -> Model:
    """Return the one configuration in a TOML file, such as a house or a furnace of the equipment library."""
    file = file or str(path)
    table, _ = parse_toml(read_bytes(path, file), file)
    return validate(model, table, file)


def _scenario_path(scenario: str | Path, project: Path | None) -> Path:
    text = str(scenario)
    if is_path(text) or isinstance(scenario, Path) or "/" in text or "\\" in text:
        return Path(scenario)
    return find("scenarios", text, place="scenarios", project=project or current_project())


class Loading:
    """Reads one scenario and collects its faults and files."""

    def __init__(self, path: Path, project: Path, given: Mapping[str, Given] | None = None) -> None:
        self.path, self.project, self.given = path, project, given or {}
        self.file = _shown(path)
        self.faults: list[Fault] = []
        self.files: dict[Path, InputFile] = {}
        self.configs: dict[tuple[str, Path], Any] = {}
        self.weekday: Weekday = "monday"
        self.daylight_saving: DaylightSaving | None = None
        self.home: Home | Literal["none"] | None = None
        self.pressure = STANDARD_PRESSURE
        self.substitutes: list[str] = []
        self.station: Station | None = None  # where the weather belongs to, if its file does not say it

    def scenario(self) -> Scenario:
        data = read_bytes(self.path, self.file)
        table, text = parse_toml(data, self.file)
        self.files[self.path] = describe("scenarios", self.path, data, self.project)
        return self.scenario_of(table, text)

    def scenario_of(self, table: Mapping[str, Any], text: str) -> Scenario:
        """Return the scenario of a table, with all that it names."""
        home, table = home_in(table, self.file, self.path.parent, self.project, self.files, self.faults)
        known = home is not None or is_home(table.get("house")) or isinstance(table.get("house"), Mapping)
        self.home = home if known else NO_HOME
        unsettled = is_home(table.get("house")) and "weather" not in table  # of which it is said why
        stated = self.stated({**table, "weather": "that of the home"} if unsettled else table)
        weather = self.weather(table.get("weather"))
        facts = quietly(FactsConfig, table.get("house"))
        if facts is not None and weather is not None:
            self.home = home = home_of_facts(facts, weather, self.path, self.config)
        house = home.house if home is not None else self.config("houses", HouseConfig, table.get("house"), "house")
        self.pressure = STANDARD_PRESSURE if weather is None else float(weather.pressure.mean())
        self.weekday, about_weekday = start_weekday(stated.start_weekday if stated else None, weather)
        reader = RatesReader(self.file, self.path.parent, self.project, self.files)
        rates = read_rates(reader, table, weather, self.faults)
        own = stated.daylight_saving if stated else None
        self.daylight_saving, origin, about_clock = daylight_saving(own, reader.clock)
        thermostat = self.config("thermostats", ThermostatConfig, table.get("thermostat"), "thermostat")
        entries = table.get("configurations")
        entries = [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []
        equipment = [self.equipment(entry, f"configurations[{i}]") for i, entry in enumerate(entries)]
        default = thermostat or (stated and stated.thermostat)
        if stated is not None and isinstance(default, ThermostatConfig):
            for i, (entry, found) in enumerate(zip(stated.configurations, equipment, strict=True)):
                self.check_reach(entry, found, default, f"configurations[{i}]")
                self.check_zones(entry, found, house, f"configurations[{i}]")
        events = [self.events(entry, weather, i) for i, entry in enumerate(stated.configurations)] if stated else []
        self.check_names(entries)
        if stated is not None:
            self.check_agent(stated)
        self.faults += unpriced(table, self.file, equipment, rates, house)
        self.check_warming(equipment, rates, leaks=stated is not None and refrigerant_leaks(stated.configurations))
        plan = self.plan(table, entries)
        if self.faults:
            raise InvalidInput(dict.fromkeys(self.faults))
        assert stated is not None, "without faults there is a scenario"
        assert house is not None, "without faults there is a house"
        assert weather is not None, "without faults there is weather"
        assert rates is not None, "without faults there are prices and emissions"
        usual = thermostat or _table(stated.thermostat)
        if "thermostat" not in table and home is not None and home.thermostat is not None:
            usual = home.thermostat
        scenario = Scenario(
            name=printable(self.path.stem),
            title=stated.title,
            description=stated.description,
            text=text,
            house=house,
            weather=weather,
            prices=rates.prices,
            emissions=rates.emissions,
            tariff=rates.tariff,
            grid=rates.grid,
            plan=plan,
            start_weekday=self.weekday,
            daylight_saving=self.daylight_saving,
            clock_origin=origin,
            agent=stated.agent,
            configurations=tuple(
                _configuration(entry, found, usual, asked)
                for entry, found, asked in zip(stated.configurations, equipment, events, strict=True)
            ),
            files=tuple(self.files.values()),
            warnings=(
                *(f"{weather.source.path}: {note}" for note in (*weather.notes, *about_weekday)),
                *about_clock,
                *(home.notes if home is not None else ()),
                *dict.fromkeys(self.substitutes),
                *reader.notes,
                *mixed_boundaries(rates, [fuel for fuel in FUELS if any(fuel in burnt(found) for found in equipment)]),
            ),
        )
        return as_read(scenario)

    def stated(self, table: Mapping[str, Any]) -> ScenarioConfig | None:
        try:
            return validate(ScenarioConfig, table, self.file)
        except InvalidInput as error:
            self.faults += error.faults
            return None

    def config(self, shelf: str, model: type[Model], reference: Any, dotted: str) -> Model | None:
        """Return the object of a reference; None if it has faults, or is no reference (reported elsewhere)."""
        if not isinstance(reference, str) or not reference or (shelf == "houses" and is_home(reference)):
            return None
        try:
            if (given := self.given.get(reference)) is not None:
                self.files.setdefault(Path(reference), given.source)
                return given.config(model, place_in(self.file, dotted))
            path = self.find(shelf, reference, dotted)
            if (shelf, path) not in self.configs:
                self.configs[shelf, path] = None  # a file that is named twice reports its faults once
                file = _shown(path)
                data = read_bytes(path, file)
                self.files.setdefault(path, describe(shelf, path, data, self.project))
                config = validate(model, parse_toml(data, file)[0], file)
                if isinstance(config, HeatPumpConfig):
                    _check_refrigerant(config.refrigerant, file)
                self.configs[shelf, path] = config
        except InvalidInput as error:
            self.faults += error.faults
            return None
        found: Model | None = self.configs[shelf, path]
        return found

    def weather(self, reference: Any) -> Weather | None:
        if not isinstance(reference, str) or not reference:
            return None
        try:
            if (given := self.given.get(reference)) is not None:
                weather = given.weather(place_in(self.file, "weather"))
                self.files[Path(reference)] = weather.source
                return weather
            path = self.find("weather", reference, "weather")
            weather = read_weather(path, place=_shown(path), project=self.project, station=self.station)
        except InvalidInput as error:
            self.faults += error.faults
            return None
        self.files[path] = weather.source
        return weather

    def find(self, shelf: str, reference: str, dotted: str) -> Path:
        place = place_in(self.file, dotted)
        return find(shelf, reference, place=place, anchor=self.path.parent, project=self.project)

    def equipment(self, entry: Mapping[str, Any], dotted: str) -> dict[str, Any]:
        """Return the equipment of one configuration by key, and record inconsistencies."""
        if entry.get("equipment") == AS_IN_THE_HOUSE:
            own = found_in(self.home, entry, self.file, dotted, self.pressure, self.faults, self.substitutes)
            thermostat = self.config("thermostats", ThermostatConfig, entry.get("thermostat"), f"{dotted}.thermostat")
            return {**own, "thermostat": thermostat}
        found: dict[str, Any] = {
            key: self.config(shelf, model, entry.get(key), f"{dotted}.{key}")
            for key, (shelf, model) in EQUIPMENT.items()
        }
        found["equipment"] = self.brought(entry.get("equipment"), f"{dotted}.equipment")
        if entry:
            faults = [*combination_faults(entry), *machine_faults(found, entry)]
            self.faults += [Fault(place_in(self.file, f"{dotted}{key}"), *words) for key, *words in faults]
        return found

    def events(self, entry: ConfigurationConfig, weather: Weather | None, number: int) -> tuple[Event, ...]:
        """Return the demand-response events of a configuration, and record inconsistencies with its equipment."""
        config, place = entry.demand_response, place_in(self.file, f"configurations[{number}].demand_response")
        signalled = entry.dual_fuel is not None and entry.dual_fuel.policy == "signal"
        if config is None:
            if signalled:
                place = place_in(self.file, f"configurations[{number}].dual_fuel.policy")
                remedy = "add a table demand_response with switch_to_furnace = true"
                self.faults.append(Fault(place, "needs the signal of demand_response, which is missing", remedy))
            return ()
        if entry.ideal is not None:
            self.faults.append(Fault(place, "cannot be combined with ideal heating", "remove one of them"))
        if config.switch_to_furnace and entry.dual_fuel is None:
            self.faults.append(Fault(place, "switches to the furnace, but dual_fuel is missing", "remove it"))
        if weather is None:
            return ()
        name, data = "", None
        try:
            if config.events is not None:
                path = self.find("events", config.events, f"configurations[{number}].demand_response.events")
                name = _shown(path)
                data = read_bytes(path, name)
                self.files.setdefault(path, describe("events", path, data, self.project))
            rule = self.daylight_saving or rule_of_place(weather.latitude, weather.longitude, weather.time_zone)
            clock = WallClock.of(self.weekday, rule)
            daily_mean = weather.dry_bulb.reshape(-1, 24).mean(axis=1).tolist()
            return events_of(config, place, clock, daily_mean, name, data)
        except InvalidInput as error:
            self.faults += error.faults
            return ()

    def brought(self, tables: Any, dotted: str) -> tuple[EquipmentConfig, ...]:
        """Return the equipment of other packages."""
        pieces: list[EquipmentConfig] = []
        for i, table in enumerate(tables if isinstance(tables, list) else []):
            place = place_in(self.file, f"{dotted}[{i}]")
            try:
                model = kind_named(table.get("kind") if isinstance(table, dict) else None, place)
                piece = validate(model, table, place).located(self.path.parent)
                self.faults += piece.port().faults(place)
                for path in piece.files():
                    self.files.setdefault(path, describe("equipment", path, read_bytes(path), self.project))
                pieces.append(piece)
            except InvalidInput as error:
                self.faults += error.faults
        return tuple(pieces)

    def check_agent(self, stated: ScenarioConfig) -> None:
        """Check that the agent's configuration is one of the scenario's."""
        names = [entry.name for entry in stated.configurations]
        if stated.agent is not None and stated.agent.configuration not in (None, *names):
            wanted = str(stated.agent.configuration)[:60]
            place = place_in(self.file, "agent.configuration")
            self.faults.append(Fault(place, f"{wanted!r} is not a configuration", did_you_mean(wanted, names)))

    def check_reach(
        self, entry: ConfigurationConfig, found: Mapping[str, Any], usual: ThermostatConfig, dotted: str
    ) -> None:
        """Check that some source is permitted to heat at every outdoor temperature."""
        own = found["thermostat"] or entry.thermostat or usual
        heat_pump: HeatPumpConfig | None = found["heat_pump"]
        if entry.equipment == AS_IN_THE_HOUSE:  # what the file says is no choice of the user's
            return
        if entry.ideal is not None or not isinstance(own, ThermostatConfig) or (entry.heat_pump and heat_pump is None):
            return
        faults = reach_faults(
            entry.lockouts,
            own,
            entry.dual_fuel,
            cutoff=heat_pump.limits.cutoff if heat_pump is not None else None,
            has_backup=entry.furnace is not None or entry.strips is not None,
        )
        self.faults += [Fault(place_in(self.file, f"{dotted}{key}"), *words) for key, *words in faults]

    def check_zones(
        self, entry: ConfigurationConfig, found: Mapping[str, Any], house: HouseConfig | None, dotted: str
    ) -> None:
        """Check that the second zone's equipment, and what fails, fit the house and the other equipment."""
        faults = equipment_faults(entry, found, house)
        if entry.equipment != AS_IN_THE_HOUSE:
            faults += zoning_faults(
                entry.second_zone,
                two_zones=house.second_zone > 0 if house is not None else entry.second_zone is not None,
                heat_pump=found["heat_pump"],
                furnace=found["furnace"],
                dual_fuel=entry.dual_fuel is not None,
            )
        self.faults += [Fault(place_in(self.file, f"{dotted}{key}"), *words) for key, *words in faults]

    def check_names(self, entries: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for i, entry in enumerate(entries):
            name = entry.get("name")
            if isinstance(name, str) and seen.setdefault(name, i) != i:
                problem = f"configurations[{seen[name]}] already has the name {name[:60]!r}"
                self.faults.append(Fault(place_in(self.file, f"configurations[{i}].name"), problem))

    def plan(self, table: Mapping[str, Any], entries: list[dict[str, Any]]) -> Plan | None:
        """Return the life-cycle costs; None if there are none, or they have faults."""
        config = quietly(LifeCycleConfig, table.get("life_cycle"))
        if config is None:
            return None
        known = [str(entry.get("name")) for entry in entries]
        for name in config.costs:
            if name not in known:
                place = place_in(self.file, f'life_cycle.costs."{name[:60]}"')
                self.faults.append(Fault(place, "is not a configuration", did_you_mean(name[:60], known)))
        try:
            return RatesReader(self.file, self.path.parent, self.project, self.files).plan(config)
        except InvalidInput as error:
            self.faults += error.faults
            return None

    def check_warming(self, equipment: list[dict[str, Any]], rates: Rates | None, *, leaks: bool) -> None:
        """Check that the warming potential of lost refrigerant is known."""
        if not leaks and (rates is None or rates.emissions.refrigerant is None):
            return
        machines = [found.get(key) for found in equipment for key in ("heat_pump", "air_conditioner")]
        for name in dict.fromkeys(machine.refrigerant for machine in machines if machine is not None):
            if refrigerant(name) is None:
                problem = f"the warming potential of {name} is not known"
                self.faults.append(Fault(place_in(self.file, "emissions.refrigerant"), problem, "leave out the table"))


def _check_refrigerant(name: str, file: str) -> None:
    """Refuse refrigerants that CoolProp does not know; common ones are accepted without importing it."""
    if refrigerant(name) is not None:
        return
    from cosim.refrigerants.properties import property_table

    try:
        property_table(name)
    except (InvalidInput, ValueError):
        problem = f"{name[:60]!r} is not a refrigerant that can be simulated"
        raise InvalidInput([Fault(f"{file}: refrigerant", problem, did_you_mean(name[:60], REFRIGERANTS))]) from None


def _configuration(
    entry: ConfigurationConfig, found: Mapping[str, Any], thermostat: ThermostatConfig, events: tuple[Event, ...]
) -> Configuration:
    own = found["thermostat"] or (None if entry.thermostat is None else _table(entry.thermostat))
    heat_pump: HeatPumpConfig | None = found["heat_pump"]
    if heat_pump is not None and entry.defrost is not None:
        control = heat_pump.defrost.overridden_by(entry.defrost)
        if problem := control.contradiction():  # keys that are consistent alone need not be so with the machine's own
            raise InvalidInput([Fault(f"configuration {entry.name!r}: defrost", problem)])
        heat_pump = heat_pump.model_copy(update={"defrost": control})
    if found.get("own") is not None:
        return with_choices(found["own"], entry, heat_pump, own or thermostat, events)
    return Configuration(
        name=entry.name,
        heat_pump=heat_pump,
        frost=entry.frost,
        faults=entry.faults,
        air_conditioner=found["air_conditioner"],
        furnace=found["furnace"],
        strips=entry.strips,
        dual_fuel=entry.dual_fuel,
        thermostat=own or thermostat,
        ideal=entry.ideal,
        lockouts=entry.lockouts,
        capacity=entry.capacity,
        events=events,
        second_zone=entry.second_zone,
        equipment=found["equipment"],
    )


def _table(choice: str | ThermostatConfig) -> ThermostatConfig:
    assert isinstance(choice, ThermostatConfig), "a name has been read before"
    return choice


def _shown(path: Path) -> str:
    """Return the path for messages: relative to the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
