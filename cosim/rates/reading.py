"""Find and read the files that prices and emissions name: prices, tariffs, grids and their hourly files."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from cosim.config.base import Config
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import parse_toml, validate
from cosim.config.life_cycle import IncentiveConfig, LifeCycleConfig, NamedIncentiveConfig
from cosim.config.prices import PricesConfig
from cosim.config.tariff import GridConfig, HourlyConfig, TariffConfig
from cosim.errors import Fault, InvalidInput, printable
from cosim.project import InputFile, describe, find, read_bytes
from cosim.rates.grid import Grid, build_grid
from cosim.rates.hourly import Hourly, moved, read_hourly
from cosim.rates.periods import build_tariff
from cosim.rates.tariff import Tariff
from cosim.rates.urdb import read_urdb
from cosim.schema.daylight_saving import DaylightSaving
from cosim.units import KILOWATT_HOUR

Model = TypeVar("Model", bound=Config)

MAX_PRICE = 20 / KILOWATT_HOUR
MOST_EMISSION = 5 / KILOWATT_HOUR
HOURLY = "hourly"


@dataclass(frozen=True, slots=True)
class Plan:
    """Life-cycle costs of equipment, with the incentives that they name."""

    config: LifeCycleConfig
    incentives: tuple[IncentiveConfig, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain lists, numbers and text, for JSON."""
        return {"plan": self.config.as_toml(), "incentives": [each.as_toml() for each in self.incentives]}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Plan":
        """Undo `as_data`."""
        incentives = tuple(IncentiveConfig.model_validate(each) for each in data["incentives"])
        return cls(LifeCycleConfig.model_validate(data["plan"]), incentives)


@dataclass
class RatesReader:
    """Reads rates of one scenario, or of a command line, and keeps a record of the files.

    Attributes
    ----------
    file : str
        Name of the file in messages.
    folder : Path
        Folder that relative paths start from.
    project : Path, optional
        The user's project.
    files : dict of Path to InputFile
        All files read so far.
    time_zone : float
        Offset of the site's standard time from UTC, h, for hourly files with times.
    notes : list of str
        How hourly files were understood.
    clock : DaylightSaving, optional
        Daylight saving rule that prices or the tariff state.
    """

    file: str
    folder: Path
    project: Path | None = None
    files: dict[Path, InputFile] = field(default_factory=dict)
    time_zone: float = 0.0
    notes: list[str] = field(default_factory=list)
    clock: DaylightSaving | None = None

    def prices(self, choice: str | PricesConfig, dotted: str = "prices") -> tuple[PricesConfig, Tariff | None]:
        """Return prices and, where they name one, the tariff."""
        folder, file = self.folder, self.file
        if isinstance(choice, str):
            path, choice = self._config("prices", PricesConfig, choice, dotted)
            folder, file, dotted = path.parent, _shown(path), ""
        if choice.tariff is None:
            self.clock = choice.daylight_saving
            return choice, None
        place = f"{file}: {dotted}.tariff" if dotted else f"{file}: tariff"
        tariff = self.tariff(choice.tariff, place, folder)
        self.clock = choice.daylight_saving or self.clock
        return choice, tariff if self.clock is None else replace(tariff, daylight_saving=self.clock)

    def tariff(self, reference: str, place: str, folder: Path) -> Tariff:
        """Return a tariff by its name on the shelf or its path."""
        path = find("tariffs", reference, place=place, anchor=folder, project=self.project)
        file = _shown(path)
        data = self._read("tariffs", path)
        if path.suffix.lower() == ".json":
            return read_urdb(data, file)
        config = validate(TariffConfig, parse_toml(data, file)[0], file)
        self.clock = config.daylight_saving
        if config.hourly is None:
            return build_tariff(config, None, file)
        minimum = -MAX_PRICE if config.negative_prices else 0.0
        hourly = self._hourly(config.hourly, path, "electricity_price", minimum, MAX_PRICE)
        if hourly.is_standard or config.time_zone is not None:
            zone = None if hourly.is_standard else config.time_zone
            return build_tariff(config, moved(hourly.values, zone, self.time_zone), file, hourly_by_clock=False)
        self.notes.append(
            f"{_shown(path.parent / config.hourly.file)}: rows are the 24 hours that the clock shows on each day; "
            "consecutive hours of standard time need time_zone_h in the tariff, or times beside the prices"
        )
        return build_tariff(config, hourly.values, file)

    def grid(self, emissions: EmissionsConfig, time_zone: float, dotted: str = "emissions") -> Grid | None:
        """Return the grid that emissions name or describe; `time_zone` is the site's offset from UTC, h."""
        choice, path, name = emissions.grid, self.folder / "-", "grid"
        if choice is None:
            return None
        if isinstance(choice, str):
            path, choice = self._config("grids", GridConfig, choice, f"{dotted}.grid")
            name = printable(path.stem)
        hourly = None
        if choice.hourly is not None:
            self.time_zone = time_zone
            hourly = self._hourly(choice.hourly, path, "emission_factor", 0.0, MOST_EMISSION)
        return build_grid(choice, hourly, time_zone, name)

    def plan(self, config: LifeCycleConfig, dotted: str = "life_cycle") -> Plan:
        """Return life-cycle costs with the incentives that they name."""
        faults: list[Fault] = []
        found = []
        for number, choice in enumerate(config.incentives):
            try:
                found.append(self._incentive(choice, f"{dotted}.incentives[{number}]"))
            except InvalidInput as error:
                faults += error.faults
        if faults:
            raise InvalidInput(faults)
        return Plan(config, tuple(found))

    def _incentive(self, choice: str | NamedIncentiveConfig, dotted: str) -> IncentiveConfig:
        if isinstance(choice, NamedIncentiveConfig) and choice.equipment is not None:
            return IncentiveConfig.model_validate(choice.as_toml())
        name = choice.name if isinstance(choice, NamedIncentiveConfig) else choice
        incentive = self._config("incentives", IncentiveConfig, name, dotted)[1]
        if isinstance(choice, NamedIncentiveConfig):
            return incentive.model_copy(update={"amount": choice.amount})
        if incentive.amount_to_be_set:
            remedy = f'write {{ name = "{name}", amount_usd = ... }}'
            raise InvalidInput([Fault(f"{self.file}: {dotted}", f"the amount of '{name}' is missing", remedy)])
        return incentive

    def _config(self, shelf: str, model: type[Model], reference: str, dotted: str) -> tuple[Path, Model]:
        place = f"{self.file}: {dotted}"
        path = find(shelf, reference, place=place, anchor=self.folder, project=self.project)
        file = _shown(path)
        return path, validate(model, parse_toml(self._read(shelf, path), file)[0], file)

    def _hourly(self, config: HourlyConfig, beside: Path, dimension: str, minimum: float, maximum: float) -> Hourly:
        path = beside.parent / config.file
        if not path.is_file():
            raise InvalidInput([Fault(f"{_shown(beside)}: hourly.file", f"file '{_shown(path)}' does not exist")])
        data = self._read(HOURLY, path)
        hourly = read_hourly(data, _shown(path), column=config.column, unit=config.unit, dimension=dimension,
                             minimum=minimum, maximum=maximum, time_zone=self.time_zone)  # fmt: skip
        self.notes += [f"{_shown(path)}: {note}" for note in hourly.notes]
        return hourly

    def _read(self, kind: str, path: Path) -> bytes:
        data = read_bytes(path, _shown(path))
        self.files.setdefault(path, describe(kind, path, data, self.project))
        return data


class _PlanFile(Config):
    life_cycle: LifeCycleConfig
    """Life-cycle costs."""


def read_plan(path: Path | str, project: Path | str | None = None) -> Plan:
    """Return the life-cycle costs in the table `life_cycle` of a TOML file, which may hold no other table."""
    path = Path(path)
    file = _shown(path)
    config = validate(_PlanFile, parse_toml(read_bytes(path, file), file)[0], file).life_cycle
    return RatesReader(file, path.parent, Path(project) if project else None).plan(config)


def _shown(path: Path) -> str:
    """Return the path for messages: relative to the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
