"""Find and read what prices and emissions name: files of prices, tariffs, grids, and the hourly files beside them."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from cosim.config.base import Config
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import parse_toml, validate
from cosim.config.prices import PricesConfig
from cosim.config.tariff import GridConfig, HourlyConfig, TariffConfig
from cosim.errors import Fault, InvalidInput
from cosim.project import InputFile, describe, find, read_bytes
from cosim.rates.grid import Grid, build_grid
from cosim.rates.hourly import Array, read_hourly
from cosim.rates.tariff import Tariff, build_tariff
from cosim.rates.urdb import read_urdb
from cosim.units import KILOWATT_HOUR

Model = TypeVar("Model", bound=Config)

MOST_PRICE = 20 / KILOWATT_HOUR
MOST_EMISSION = 5 / KILOWATT_HOUR
HOURLY = "hourly"


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


def _shown(path: Path) -> str:
    """Return the path as messages name it: from the current folder, where it lies below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
