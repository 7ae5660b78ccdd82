"""Find and read what prices and emissions name: files of prices, tariffs, grids, and the hourly files beside them."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from cosim.arrays import Array
from cosim.config.base import Config
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import parse_toml, validate
from cosim.config.life_cycle import IncentiveConfig, LifeCycleConfig, NamedIncentiveConfig
from cosim.config.prices import PricesConfig
from cosim.config.tariff import GridConfig, HourlyConfig, TariffConfig
from cosim.errors import Fault, InvalidInput
from cosim.project import InputFile, describe, find, read_bytes
from cosim.rates.grid import Grid, build_grid
from cosim.rates.hourly import read_hourly
from cosim.rates.tariff import Tariff, build_tariff
from cosim.rates.urdb import read_urdb
from cosim.units import KILOWATT_HOUR

Model = TypeVar("Model", bound=Config)

MOST_PRICE = 20 / KILOWATT_HOUR
MOST_EMISSION = 5 / KILOWATT_HOUR
HOURLY = "hourly"


@dataclass(frozen=True, slots=True)
class Plan:
    """What equipment costs over the years, with the incentives that it names, read."""

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
        How messages call the file that names the rates.
    folder : Path
        Where its relative paths start.
    project : Path, optional
        The user's project.
    files : dict of Path to InputFile
        Everything that was read.
    """

    file: str
    folder: Path
    project: Path | None = None
    files: dict[Path, InputFile] = field(default_factory=dict)

    def prices(self, choice: str | PricesConfig, dotted: str = "prices") -> tuple[PricesConfig, Tariff | None]:
        """Return prices and, where they name one, the tariff."""
        folder, file = self.folder, self.file
        if isinstance(choice, str):
            path, choice = self._config("prices", PricesConfig, choice, dotted)
            folder, file, dotted = path.parent, _shown(path), ""
        if choice.tariff is None:
            return choice, None
        place = f"{file}: {dotted}.tariff" if dotted else f"{file}: tariff"
        tariff = self.tariff(choice.tariff, place, folder)
        return choice, tariff if choice.daylight_saving is None else replace(
            tariff, daylight_saving=choice.daylight_saving
        )

    def tariff(self, reference: str, place: str, folder: Path) -> Tariff:
        """Return the tariff that a name on the shelf or a path means."""
        path = find("tariffs", reference, place=place, anchor=folder, project=self.project)
        file = _shown(path)
        data = self._read("tariffs", path)
        if path.suffix.lower() == ".json":
            return read_urdb(data, file)
        config = validate(TariffConfig, parse_toml(data, file)[0], file)
        hourly = None
        if config.hourly is not None:
            least = -MOST_PRICE if config.negative_prices else 0.0
            hourly = self._hourly(config.hourly, path, "electricity_price", least, MOST_PRICE)
        return build_tariff(config, hourly, file)

    def grid(self, emissions: EmissionsConfig, time_zone: float, dotted: str = "emissions") -> Grid | None:
        """Return the grid that emissions name or state; `time_zone` is what the place's clock is ahead of UTC, h."""
        choice, path, name = emissions.grid, self.folder / "-", "grid"
        if choice is None:
            return None
        if isinstance(choice, str):
            path, choice = self._config("grids", GridConfig, choice, f"{dotted}.grid")
            name = path.stem
        hourly = None
        if choice.hourly is not None:
            hourly = self._hourly(choice.hourly, path, "emission_factor", 0.0, MOST_EMISSION)
        return build_grid(choice, hourly, time_zone, name)

    def plan(self, config: LifeCycleConfig, dotted: str = "life_cycle") -> Plan:
        """Return costs over the years with the incentives that they name."""
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
            raise InvalidInput([Fault(f"{self.file}: {dotted}", f"the amount of '{name}' has to be said", remedy)])
        return incentive

    def _config(self, shelf: str, model: type[Model], reference: str, dotted: str) -> tuple[Path, Model]:
        place = f"{self.file}: {dotted}"
        path = find(shelf, reference, place=place, anchor=self.folder, project=self.project)
        file = _shown(path)
        return path, validate(model, parse_toml(self._read(shelf, path), file)[0], file)

    def _hourly(self, config: HourlyConfig, beside: Path, dimension: str, least: float, most: float) -> Array:
        path = beside.parent / config.file
        if not path.is_file():
            raise InvalidInput([Fault(f"{_shown(beside)}: hourly.file", f"there is no file '{_shown(path)}'")])
        data = self._read(HOURLY, path)
        return read_hourly(data, _shown(path), column=config.column, unit=config.unit, dimension=dimension,
                           least=least, most=most)  # fmt: skip

    def _read(self, kind: str, path: Path) -> bytes:
        data = read_bytes(path, _shown(path))
        self.files.setdefault(path, describe(kind, path, data, self.project))
        return data


class _PlanFile(Config):
    life_cycle: LifeCycleConfig


def read_plan(path: Path, project: Path | None = None) -> Plan:
    """Return the costs over the years that the table `life_cycle` of a TOML file states; it may hold no other."""
    file = _shown(path)
    config = validate(_PlanFile, parse_toml(read_bytes(path, file), file)[0], file).life_cycle
    return RatesReader(file, path.parent, project).plan(config)


def _shown(path: Path) -> str:
    """Return the path as messages name it: from the current folder, where it lies below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
