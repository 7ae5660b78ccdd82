"""Defrosts of a season in a results file: by outdoor temperature, and what frost took by temperature and humidity."""

import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.arrays import Array
from cosim.constants import FREEZING, HOUR, STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.physics.air import relative_humidity
from cosim.units import BTU, KILOWATT_HOUR, POUND

BIN = 3.0  # K
FEWEST = 3  # hours of which a mean says something
RUNNING = 50.0  # W of compressor, below which an hour counts as without the machine


@dataclass(frozen=True)
class Bin:
    """The defrosts between two outdoor temperatures; energies in kWh."""

    outdoor_from_c: float
    outdoor_to_c: float
    hours: float
    """In which the machine heated."""
    defrosts: int
    frost_kg: float
    """Median on the coil at the start; NaN without any defrost, as in the next three."""
    minutes: float
    melt_kwh: float
    lowest_supply_c: float
    electricity_kwh: float
    """Of all defrosts, as in the next three."""
    heat_kwh: float
    """Taken from the house."""
    tempering_kwh: float
    gas_kwh: float


@dataclass(frozen=True)
class Season:
    """The defrosts of one configuration."""

    configuration: str
    triggers: dict[str, int]
    frost_kg: float
    """All that formed."""
    capacity_loss_kwh: float
    """Heat that frost took from the running compressor."""
    lockout_hours: float
    """In which safeties kept the machine off: what an iced coil costs beyond the figures above."""
    bins: tuple[Bin, ...]


def seasons(dataset: xr.Dataset) -> list[Season]:
    """Return the season of every configuration that had frost or a defrost.

    Raises
    ------
    InvalidInput
        If none had, or the file is older than its table of defrosts.
    """
    if "event_trigger" not in dataset or "frost_capacity_loss" not in dataset:
        raise InvalidInput([Fault("results", "have no table of defrosts", "simulate them again with this version")])
    names = [str(name) for name in dataset["configuration"].values]
    found = [season(dataset, name) for name in names if has_frost(dataset, name)]
    if not found:
        raise InvalidInput([Fault("results", "hold no frost and no defrost", "simulate a heat pump in winter")])
    return found


def has_frost(dataset: xr.Dataset, name: str) -> bool:
    """Say whether a configuration had frost or a defrost."""
    return bool(dataset["frost_deposited"].sel(configuration=name).max() > 0.0) or bool(
        defrosts_of(dataset, name).any()
    )


def defrosts_of(dataset: xr.Dataset, name: str) -> NDArray[np.bool_]:
    """Return which events are defrosts of a configuration."""
    kinds, owners = dataset["event_kind"].values, dataset["event_configuration_name"].values
    return np.asarray((kinds.astype(str) == "defrost") & (owners.astype(str) == name))


def season(dataset: xr.Dataset, name: str) -> Season:
    """Return the defrosts of one configuration."""
    hourly = dataset.sel(configuration=name)
    rows = defrosts_of(dataset, name)
    event = {
        field: dataset[f"event_{field}"].values[rows]
        for field in ("duration", "electricity", "gas", "heat", "frost", "outdoor_temperature", "melt_energy",
                      "tempering_heat", "lowest_supply_temperature")
    }  # fmt: skip
    reasons, counts = np.unique(dataset["event_trigger"].values[rows].astype(str), return_counts=True)
    outdoor = hourly["outdoor_temperature"].values - FREEZING
    heats = (hourly["compressor_heating_electricity"].values > RUNNING) | (hourly["defrosting"].values > 0.0)
    places = np.floor((event["outdoor_temperature"] - FREEZING) / BIN)
    lowest = np.floor(outdoor[heats] / BIN) if heats.any() else places
    everywhere = np.concatenate([places, lowest])
    bins = []
    for place in np.arange(everywhere.min(), everywhere.max() + 1.0):
        here = places == place
        hours = float(np.count_nonzero(heats & (np.floor(outdoor / BIN) == place)))
        if not here.any() and place * BIN > 9.0:
            continue
        bins.append(Bin(
            outdoor_from_c=place * BIN,
            outdoor_to_c=(place + 1.0) * BIN,
            hours=hours,
            defrosts=int(here.sum()),
            frost_kg=_median(event["frost"][here]),
            minutes=_median(event["duration"][here]) / 60.0,
            melt_kwh=_median(event["melt_energy"][here]) / KILOWATT_HOUR,
            lowest_supply_c=_median(event["lowest_supply_temperature"][here]) - FREEZING,
            electricity_kwh=float(event["electricity"][here].sum()) / KILOWATT_HOUR,
            heat_kwh=float(np.maximum(-event["heat"][here], 0.0).sum()) / KILOWATT_HOUR,
            tempering_kwh=float(event["tempering_heat"][here].sum()) / KILOWATT_HOUR,
            gas_kwh=float(event["gas"][here].sum()) / KILOWATT_HOUR,
        ))  # fmt: skip
    return Season(
        configuration=name,
        triggers={str(reason): int(count) for reason, count in zip(reasons, counts, strict=True)},
        frost_kg=float(hourly["frost_deposited"].sum()) * HOUR,
        capacity_loss_kwh=float(hourly["frost_capacity_loss"].sum()) * HOUR / KILOWATT_HOUR,
        lockout_hours=lockout_hours(dataset, name),
        bins=tuple(bins),
    )


def lockout_hours(dataset: xr.Dataset, name: str) -> float:
    """Return the hours for which safeties locked a configuration's heat pump out, to the end of the file at most."""
    mine = dataset["event_configuration_name"].values.astype(str) == name
    kinds, starts = dataset["event_kind"].values[mine].astype(str), dataset["event_start"].values[mine]
    hour = np.timedelta64(3600, "s")
    ends = np.append(starts[kinds == "heat pump released"], dataset["time"].values[-1] + hour / 2)
    locked, last = 0.0, starts.min(initial=ends[-1])
    for began in starts[np.char.startswith(kinds, "heat pump locked out")]:
        began = max(began, last)  # a second switch that opens in a lockout begins none
        last = ends[ends >= began].min(initial=ends[-1])
        locked += float((last - began) / hour)
    return locked


def _median(values: Array) -> float:
    return float(np.median(values)) if values.size else float("nan")


def chosen(dataset: xr.Dataset, name: str | None) -> str:
    """Return the configuration to draw: the one that is named, or else that with the most defrosts."""
    names = [str(each) for each in dataset["configuration"].values]
    if name is None:
        return max(names, key=lambda each: int(defrosts_of(dataset, each).sum()))
    if name not in names:
        raise InvalidInput([Fault(f"configuration {name!r}", "is not in the file", did_you_mean(name, names))])
    return name


def penalties(dataset: xr.Dataset, name: str, step: float = 2.0, humidity_step: float = 0.05) -> tuple[Array, ...]:
    """Return what frost and defrosts took, by outdoor temperature and relative humidity, from the hours of a season.

    Hours in which the compressor stands, locked out by ice too, are not among them; see `lockout_hours`.

    Returns
    -------
    temperature, humidity : array
        Edges of the bins, °C and %.
    capacity, cop : array (humidity, temperature)
        Percent of what a clean coil would have given; NaN where the machine hardly heated.
    """
    hourly = dataset.sel(configuration=name)
    column = {
        key: hourly[key].values
        for key in ("outdoor_temperature", "outdoor_humidity_ratio", "heat_pump_heat", "defrost_heat", "defrosting",
                    "frost_capacity_loss", "heat_pump_heating_electricity", "defrost_electricity",
                    "compressor_heating_electricity")
    }  # fmt: skip
    heats = column["compressor_heating_electricity"] > RUNNING
    pressure = float(dataset.attrs.get("air_pressure_pa", STANDARD_PRESSURE))
    humid = relative_humidity(column["outdoor_temperature"], column["outdoor_humidity_ratio"], pressure)
    humid = np.clip(humid, 0.0, 0.9999)
    outdoor = column["outdoor_temperature"] - FREEZING
    heats &= outdoor < 10.0
    if not heats.any():
        raise InvalidInput([Fault(f"configuration {name!r}", "never heats with its heat pump")])
    temperatures = np.arange(np.floor(outdoor[heats].min() / step) * step, 10.0 + step / 2, step)
    humidities = np.arange(np.floor(humid[heats].min() / humidity_step) * humidity_step, 1.0 + 1e-9, humidity_step)

    def summed(values: Array) -> Array:
        return np.histogram2d(humid[heats], outdoor[heats], (humidities, temperatures), weights=values[heats])[0]

    given = summed(column["heat_pump_heat"] - column["defrost_heat"])
    clean = summed((column["heat_pump_heat"] + column["frost_capacity_loss"]) / (1.0 - column["defrosting"]))
    unhindered = summed(column["heat_pump_heat"] + column["frost_capacity_loss"])
    used = summed(column["heat_pump_heating_electricity"])
    for_heat = summed(column["heat_pump_heating_electricity"] - column["defrost_electricity"])
    rare = summed(np.ones_like(outdoor)) < FEWEST
    with np.errstate(invalid="ignore", divide="ignore"):
        capacity = 100.0 * (1.0 - given / clean)
        cop = 100.0 * (1.0 - (given / used) / (unhindered / for_heat))
    return temperatures, 100.0 * humidities, np.where(rare, np.nan, capacity), np.where(rare, np.nan, cop)


def rich_table(found: Sequence[Season], system: Literal["si", "us"] = "si") -> RenderableType:
    """Return the seasons as tables, in SI or US units; electricity stays in kWh."""
    us = system == "us"
    degree, mass, heat = ("°F", "lb", "kBtu") if us else ("°C", "kg", "kWh")
    weight, thermal = (1.0 / POUND, KILOWATT_HOUR / (1e3 * BTU)) if us else (1.0, 1.0)

    def degrees(celsius: float) -> float:
        return 1.8 * celsius + 32.0 if us else celsius

    parts: list[RenderableType] = []
    for each in found:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column(f"outdoors, {degree}", no_wrap=True)
        for heading in ("hours", "defrosts", f"frost {mass}", "min", f"melt {heat}", f"supply {degree}",
                        "electricity kWh", f"from house {heat}", f"tempering {heat}", f"gas {heat}"):  # fmt: skip
            table.add_column(heading, justify="right")
        for entry in each.bins:
            ends = (f"{degrees(end):.0f}" for end in (entry.outdoor_from_c, entry.outdoor_to_c))
            label = " … ".join(ends).replace("-", "−")
            table.add_row(label, f"{entry.hours:.0f}", str(entry.defrosts), _shown(weight * entry.frost_kg, 2),
                          _shown(entry.minutes, 1), _shown(thermal * entry.melt_kwh, 2),
                          _shown(degrees(entry.lowest_supply_c), 1), _shown(entry.electricity_kwh, 1),
                          *(_shown(thermal * energy, 1) for energy in (entry.heat_kwh, entry.tempering_kwh,
                                                                       entry.gas_kwh)))  # fmt: skip
        sums = [sum(getattr(entry, key) for entry in each.bins) for key in ("hours", "defrosts", "electricity_kwh",
                "heat_kwh", "tempering_kwh", "gas_kwh")]  # fmt: skip
        table.add_section()
        table.add_row(
            "all",
            f"{sums[0]:.0f}",
            f"{sums[1]:.0f}",
            "",
            "",
            "",
            "",
            _shown(sums[2], 1),
            *(_shown(thermal * energy, 1) for energy in sums[3:]),
        )
        reasons = ", ".join(f"{reason} {count}" for reason, count in each.triggers.items()) or "none"
        parts += [
            Text(each.configuration, style="bold"),
            table,
            Text(f"Triggers: {reasons}. Frost formed: {weight * each.frost_kg:,.0f} {mass}; it took "
                 f"{thermal * each.capacity_loss_kwh:,.0f} {heat} of heat from the running compressor."
                 f"{_locked_out(each)}\n"),
        ]  # fmt: skip
    parts.append(
        Text("Frost, minutes, melt energy and lowest supply temperature are medians of one defrost; the rest are sums.")
    )
    return Group(*parts)


def _locked_out(season: Season) -> str:
    return f" Safeties locked it out for {season.lockout_hours:,.0f} h." if season.lockout_hours > 0.0 else ""


def plain(found: Sequence[Season], system: Literal["si", "us"] = "si") -> str:
    """Return the tables as plain text."""
    file = io.StringIO()
    width = shutil.get_terminal_size((100, 24)).columns
    Console(file=file, width=width, color_system=None).print(rich_table(found, system))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


def to_json(found: Sequence[Season]) -> str:
    """Return the seasons as a JSON list; a median of nothing is null."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cleaned(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [cleaned(entry) for entry in value]
        return None if isinstance(value, float) and np.isnan(value) else value

    return json.dumps([cleaned(asdict(each)) for each in found], indent=2, ensure_ascii=False, allow_nan=False)


def _shown(value: float, decimals: int) -> str:
    return "–" if np.isnan(value) else f"{value:,.{decimals}f}".replace("-", "−")
