"""From the store of a run to one CF NetCDF file, whatever the number of homes, in bounded memory."""

import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cosim._version import __version__
from cosim.arrays import Array
from cosim.constants import HOUR, MINUTE
from cosim.errors import CosimError, Fault, InvalidInput, printable
from cosim.files import whole, why
from cosim.fleet.by_label import by_label
from cosim.fleet.declaration import (
    FLEET,
    JSON_ATTRIBUTES,
    REPRESENTED,
    RUN_AGAIN,
    SEASON_NAMES,
    WEIGHT,
    check,
    seals_of,
)
from cosim.fleet.diversity import peaks_of_groups
from cosim.fleet.homes import WORDS, Home
from cosim.fleet.programme import Programme
from cosim.fleet.seasons import WINTER_MONTHS, winter_in_words, winter_months
from cosim.fleet.traits import TRAITS
from cosim.fleet.weighted import quantiles_of
from cosim.fleet.worker import FIGURE_NAMES, Period
from cosim.interrupts import held
from cosim.results.billing import rates_attribute
from cosim.results.checksums import CHECKSUMS, FIRST_FORMAT, as_text, stated_in, warn_of_none
from cosim.results.dataset import CONVENTIONS, YEARS
from cosim.results.declaration import BROKEN
from cosim.results.formats import FORMAT, FORMAT_ATTRIBUTE, check_format, format_of
from cosim.results.shown import shown_attributes
from cosim.results.versions import versions_in_words
from cosim.schema.end_uses import END_USES
from cosim.schema.figures import FIGURES

if TYPE_CHECKING:
    from cosim.fleet.store import Store

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SI_UNITS = {"angle": "degree", "temperature": "K", "temperature_difference": "K", "time": "s"}

DIGIT = re.compile(r"\d")


def write_results(programme: Programme, period: Period, store: "Store", path: Path) -> None:
    """Write everything that is known of a finished run to one NetCDF file, whole or not at all."""
    dataset = _dataset(programme, period, store)
    try:
        with whole(path) as hidden, held():
            dataset.to_netcdf(hidden, engine="netcdf4", encoding=_encoding(dataset))
            _seal(hidden)
    except RuntimeError as error:  # how the NetCDF library reports a full disk
        raise CosimError(f"{path} could not be written: {why(error, path)}") from error


def _seal(path: Path) -> None:
    """Add the checksums of what a file holds: an index of HDF5 that is damaged loses values in silence."""
    import netCDF4

    with xr.open_dataset(path, engine="netcdf4") as written:
        found = seals_of(written)
    with netCDF4.Dataset(path, "a") as file:
        file.setncattr(CHECKSUMS, as_text(found))


def read_results(folder: Path | str) -> xr.Dataset:
    """Return the results in the folder of a finished run."""
    from cosim.fleet.store import RESULT

    folder = Path(folder)
    path = folder / RESULT if folder.is_dir() else folder
    if not path.is_file():
        remedy = "finish the run with cosim fleet --resume" if folder.is_dir() else ""
        raise InvalidInput([Fault(str(folder), f"holds no finished fleet ({RESULT})", remedy)])
    try:
        with warnings.catch_warnings(), xr.open_dataset(path, engine="netcdf4") as fleet:
            warnings.simplefilter("ignore")  # what xarray makes of odd values is checked below
            fleet.load()
        if FLEET not in fleet.attrs:
            raise InvalidInput([Fault(str(path), "is not the result of a fleet", "cosim report serves scenarios")])
        check_format(fleet.attrs, path)
    except InvalidInput:
        raise
    except (OSError, RuntimeError, LookupError, *BROKEN) as error:  # by what is damaged
        raise InvalidInput([Fault(str(path), "is not a file that cosim wrote, or is damaged", RUN_AGAIN)]) from error
    check(fleet, path)
    if stated_in(fleet.attrs) is None and format_of(fleet.attrs) >= FIRST_FORMAT:
        warn_of_none(path)
    return _printable(fleet)


def _printable(fleet: xr.Dataset) -> xr.Dataset:
    """Return results as they may be shown."""
    names = np.array([printable(str(name)) for name in fleet["configuration"].values], dtype=object)
    coordinate = ("configuration", names, fleet["configuration"].attrs)
    result = fleet.assign_coords(configuration=coordinate)
    result.attrs = shown_attributes(fleet.attrs, in_json=JSON_ATTRIBUTES, untouched=("programme_text", CHECKSUMS))
    return result


def _dataset(programme: Programme, period: Period, store: "Store") -> xr.Dataset:
    epoch = np.datetime64(f"{YEARS[_weekday(programme)]}-01-01T00:00:00", "ns")
    homes = [programme.home(number) for number in range(programme.homes)]
    weights = np.array([home.weight for home in homes])
    simulated = np.array([home.number not in store.progress.failures for home in homes])
    done, represented = int(simulated.sum()), float(weights[simulated].sum())
    per_interval = round(period.interval / MINUTE)
    minutes = store.minutes
    coarse = minutes.reshape(*minutes.shape[:2], -1, per_interval).mean(axis=3)
    quantiles = _quantiles(programme, weights, period, store)
    outdoor = _outdoor(programme, homes, simulated)
    months = winter_months(outdoor)
    groups = peaks_of_groups(weights, len(programme.configurations), period, store, months)
    variables: dict[str, Any] = {
        "power": (("configuration", "end_use", "time"), coarse, _power("Power of all homes by end use")),
        "minute_power": (("configuration", "end_use", "minute"), minutes.astype(np.float32),
                         _power("Power of all homes by end use, each minute")),
        "indoor_temperature": (("configuration", "hour"), store.warmth / (represented or 1.0), {
            "units": "K", "long_name": "Indoor air temperature, mean of all homes", "cell_methods": "hour: mean",
            "units_metadata": "temperature: on_scale"}),
        "outdoor_temperature": ("hour", outdoor[period.start_hour : period.end_hour], {
            "units": "K", "long_name": "Outdoor temperature, mean over the homes", "cell_methods": "hour: mean",
            "standard_name": "air_temperature", "units_metadata": "temperature: on_scale"}),
        "hvac_quantile": (("configuration", "quantile", "time"), quantiles, _power(
            "Electric power of heating and cooling equipment of one home: this share of homes has less")),
        "group_demand": (("configuration", "season", "group_size"), groups["demand"], _power(
            "Peak of groups of this many homes, for each home, whole houses: mean over all disjoint groups", "")),
        "group_hvac_demand": (("configuration", "season", "group_size"), groups["hvac_demand"], _power(
            "Peak of groups of this many homes, for each home, equipment alone: mean over all disjoint groups", "")),
        "groups": ("group_size", groups["count"], {"units": "1", "long_name": "Disjoint groups of this size"}),
    } | _homes(programme, homes, store) | by_label(programme, homes, period, store)  # fmt: skip
    coordinates = {
        "configuration": ("configuration", np.array(programme.configurations, dtype=object),
                          {"long_name": "State of the fleet"}),
        "end_use": ("end_use", np.array([use.name for use in END_USES], dtype=object), {"long_name": "End use"}),
        "quantile": ("quantile", np.array(QUANTILES), {"units": "1", "long_name": "Share of homes below"}),
        "season": ("season", np.array(SEASON_NAMES, dtype=object),
                   {"long_name": f"Winter: {winter_in_words(months)}; summer: the other months"}),
        "group_size": ("group_size", groups["size"], {"units": "1", "long_name": "Homes in a group"}),
        "home": ("home", np.arange(programme.homes, dtype=np.int64), {"units": "1", "long_name": "Number of the home"}),
        "time": _time("time", epoch, period, period.interval),
        "minute": _time("minute", epoch, period, MINUTE),
        "hour": _time("hour", epoch, period, HOUR),
    }  # fmt: skip
    dataset = xr.Dataset(variables, coordinates)
    config = programme.config
    failures = {str(number): reason for number, reason in sorted(store.progress.failures.items())}
    files = [{"kind": file.kind, "path": file.path, "sha256": file.sha256} for file in programme.files]
    dataset.attrs = {
        "Conventions": CONVENTIONS,
        "title": config.title or programme.name,
        "source": f"cosim {__version__}, a simulation of houses and their heating and cooling equipment",
        "history": f"simulated from the programme '{programme.name}' by cosim {__version__}",
        "cosim_version": __version__,
        "versions": versions_in_words(needs_pysam=programme.needs_pysam),
        FORMAT_ATTRIBUTE: FORMAT,
        FLEET: programme.name,
        "programme_text": programme.text,
        "input_files": json.dumps(files, ensure_ascii=False),
        "input_warnings": "\n".join(programme.warnings),
        "seed": str(config.seed),
        "homes_simulated": done,
        REPRESENTED: represented,
        "house_years": store.progress.house_years,
        "start_hour": period.start_hour,
        "end_hour": period.end_hour,
        "clock": "; ".join(dict.fromkeys(scenario.clock_in_words for scenario in programme.scenarios.values())),
        WINTER_MONTHS: " ".join(str(month) for month in months),
        "failed_homes": json.dumps(failures, ensure_ascii=False),
        "programme": config.model_dump_json(),
        "comment": "Sums are over all homes that were simulated, each times its weight. Local standard time. Money is "
        "in US dollars.",
    } | rates_attribute(next(iter(programme.scenarios.values())).rates)
    return dataset


def _weekday(programme: Programme) -> str:
    return str(next(iter(programme.scenarios.values())).start_weekday).lower()


def _power(long_name: str, methods: str = "time: mean") -> dict[str, str]:
    attributes = {"units": "W", "long_name": long_name}
    if methods and "minute" not in long_name:
        attributes["cell_methods"] = methods
    return attributes


def _time(name: str, epoch: np.datetime64, period: Period, step: float) -> Any:
    width = np.timedelta64(round(step), "s")
    first = epoch + np.timedelta64(period.start_hour, "h")
    middle = first + np.arange(round(period.hours * HOUR / step)) * width + width // 2
    attributes = {
        "standard_name": "time",
        "long_name": f"Middle of each {step / MINUTE:.0f} minutes, local standard time of a nominal year",
        "units_metadata": "leap_seconds: none",
    }
    return name, middle, attributes


def _outdoor(programme: Programme, homes: Sequence[Home], simulated: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean outdoor temperature of the homes in each hour of the year."""
    weather = {site: scenario.weather for (_, site), scenario in programme.scenarios.items()}
    counts = dict.fromkeys(weather, 0.0)
    for home in homes:
        if simulated[home.number]:
            counts[home.site] += home.weight
    total = sum(counts.values()) or 1.0
    mean = sum(count * weather[site].dry_bulb for site, count in counts.items()) / total
    return np.asarray(0.5 * (mean + np.roll(mean, 1)))  # a row is the temperature at its hour's end


def _quantiles(programme: Programme, weights: Array, period: Period, store: "Store") -> NDArray[np.float32]:
    """Quantiles across homes, a part of the year at a time."""
    configurations = len(programme.configurations)
    found = np.zeros((configurations, len(QUANTILES), period.intervals), np.float32)
    for piece in range(store.pieces):
        part = slice(piece * store.piece, (piece + 1) * store.piece)
        for number in range(configurations):
            homes = store.part_of_time(number, piece)
            there = ~np.isnan(homes[:, 0])
            if there.any():
                found[number, :, part] = quantiles_of(homes[there], weights[there], QUANTILES)
    return found


def _homes(programme: Programme, homes: Sequence[Home], store: "Store") -> dict[str, Any]:
    """Return the table of homes: what each is, what was installed, and its year in every configuration."""
    table, sizes = store.table("table"), store.table("sizes")
    taken = [
        ["; ".join(programme.changes_of(home, number)) for number in range(len(programme.configurations))]
        for home in homes
    ]
    found: dict[str, Any] = {
        f"home_{word}": ("home", np.array([getattr(home, word) for home in homes], dtype=object),
                         {"long_name": f"{word.capitalize()} of each home"})
        for word in WORDS
    }  # fmt: skip
    found["home_measures"] = (("home", "configuration"), np.array(taken, dtype=object).reshape(len(homes), -1),
                              {"long_name": "Measures that each home has taken up"})  # fmt: skip
    found[WEIGHT] = ("home", np.array([home.weight for home in homes]),
                     {"long_name": "Homes for which each stands", "units": "1"})  # fmt: skip
    for trait in TRAITS:
        values = np.array([home.traits[trait.name] for home in homes])
        attributes = {"long_name": trait.meaning, "units": SI_UNITS.get(trait.dimension or "", "1")}
        if attributes["units"] == "K":
            kind = "on_scale" if trait.dimension == "temperature" else "difference"
            attributes["units_metadata"] = f"temperature: {kind}"
        found[f"trait_{trait.name}"] = ("home", values, attributes)
    meanings = ("Nominal capacity of the heat pump or air conditioner", "Heat that the furnace delivers",
                "Power of the strips")  # fmt: skip
    for place, (name, meaning) in enumerate(zip(("machine", "furnace", "strips"), meanings, strict=True)):
        found[f"home_{name}_size"] = (("home", "configuration"), sizes[:, :, place],
                                      {"units": "W", "long_name": meaning})  # fmt: skip
    for place, figure in enumerate(FIGURES):
        assert figure.name == FIGURE_NAMES[place]
        attributes = {"units": figure.units, "long_name": f"{figure.long_name}; whole period"}
        if figure.is_money:
            attributes["currency"] = "USD"
        if figure.units == "K h":
            attributes["units_metadata"] = "temperature: difference"
        found[f"annual_{figure.name}"] = (("home", "configuration"), table[:, :, place], attributes)
    return found


def _letters(variable: xr.Variable) -> int:
    """Return the length of the longest text; xarray reads the last number in a dimension's name as that."""
    return max((len(str(text).encode("utf-8")) for text in variable.values.ravel()), default=1) or 1


def _encoding(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    encoding: dict[str, dict[str, Any]] = {}
    for key, variable in dataset.variables.items():
        name, kind = str(key), variable.dtype.kind
        packed: dict[str, Any] = {"zlib": True, "complevel": 1, "shuffle": True} if variable.size > 4096 else {}
        packed["fletcher32"] = variable.size > 0  # HDF5's checksum: a flipped bit is an error, not another number
        if kind in "OUT":
            packed |= {
                "dtype": "S1",
                "char_dim_name": f"{name}_length{_letters(variable) if DIGIT.search(name) else ''}",
            }
        elif kind == "M":
            year = int(variable.dt.year.min()) if hasattr(variable, "dt") else int(str(variable.values[0])[:4])
            packed |= {"units": f"minutes since {year}-01-01 00:00:00", "calendar": "standard", "dtype": "float64"}
        encoding[name] = (
            packed if kind == "f" and name not in dataset.coords else packed | {"_FillValue": None}
        )  # a coordinate has no missing values
    return encoding
