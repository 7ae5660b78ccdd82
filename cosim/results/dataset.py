"""Runs -> one self-describing Dataset: hourly means, annual figures, events and provenance."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cosim._version import __version__
from cosim.errors import CosimError, SimulationFailed
from cosim.project import IN_PYTHON
from cosim.results.annual import annual_figures
from cosim.results.billing import (
    FUEL_NAME,
    MONTH,
    PIECE,
    PIECE_NAME,
    House,
    price,
    rates_attribute,
    variables,
)
from cosim.results.formats import FORMAT, FORMAT_ATTRIBUTE
from cosim.results.life_cycle import plan_attribute
from cosim.results.steering import steering_attribute
from cosim.results.versions import versions_in_words
from cosim.schema.figures import FIGURES
from cosim.schema.variables import VARIABLES, Variable

if TYPE_CHECKING:
    from cosim.project import InputFile
    from cosim.scenarios.scenario import Scenario
    from cosim.simulation.simulation import Run

CONVENTIONS = "CF-1.11"
HOUR = np.timedelta64(3600, "s")
EVENT = "event_"
FILES_OF = {"weather": "weather", "house": "houses", "prices": "prices", "tariff": "tariffs", "grid": "grids"}
"""Fields of a scenario, and the kind of the file that fills each."""
TEMPERATURE_UNITS = ("K", "K h")

# years without a 29 February, neither in them nor in the year after, by the weekday of 1 January
YEARS = {"monday": 2001, "tuesday": 2013, "wednesday": 2014, "thursday": 2009, "friday": 2010, "saturday": 2005,
         "sunday": 2006}  # fmt: skip

# field of `Events` -> units and meaning; the variable in the Dataset has the prefix `event_`
EVENT_FIELDS = {
    "duration": ("s", "Length of the event"),
    "electricity": ("J", "Electricity used during the event by its equipment"),
    "gas": ("J", "Fuel burnt during the event by its equipment, higher heating value"),
    "heat": ("J", "Heat from its equipment to house or ducts during the event, negative where it takes heat"),
    "frost": ("kg", "Frost on the outdoor coil as the event began"),
    "outdoor_temperature": ("K", "Outdoor temperature as the event began"),
    "indoor_temperature": ("K", "Indoor temperature as the event began"),
    "melt_energy": ("J", "Heat into the outdoor coil and its ice in a defrost"),
    "tempering_heat": ("J", "Heat of strips or furnace into the air that a defrost cooled"),
    "coil_temperature": ("K", "Surface of the outdoor coil or its frost as a defrost began"),
    "lowest_supply_temperature": ("K", "Minimum temperature of the supply air during a defrost"),
    "supply_temperature": ("K", "Supply air at the end of a call, at the start of other events"),
    "compressor_speed": ("s-1", "Compressor speed then"),
    "evaporating_temperature": ("K", "Dew temperature in the evaporator then"),
    "suction_pressure": ("Pa", "Pressure in the evaporator then"),
    "suction_temperature": ("K", "Suction line then"),
    "condensing_temperature": ("K", "Condensing temperature then"),
    "discharge_pressure": ("Pa", "Pressure in the condenser then"),
    "discharge_temperature": ("K", "Discharge line then"),
}


def pack(
    scenario: "Scenario",
    runs: Sequence["Run"],
    failures: Sequence[SimulationFailed] = (),
    **settings: str | float,
) -> xr.Dataset:
    """Return the results of a scenario as one Dataset.

    Parameters
    ----------
    scenario : Scenario
        What was simulated.
    runs : sequence of Run
        One for each configuration that was simulated to its end, all over the same hours.
    failures : sequence of SimulationFailed
        One for each configuration that was not; named in the attribute `failed_configurations`.
    **settings
        Settings of the simulation that its results depend on, such as the internal step; each becomes an attribute.

    Returns
    -------
    xarray.Dataset
        Dimensions `configuration`, `time` (middle of each hour, local standard time, `time_bounds` for its ends),
        `month` and `event`; annual figures have the prefix `annual_`, fields of the event table `event_`. Where there
        is equipment of other packages, `equipment` too, with variables of the prefix `equipment_`.
    """
    if not runs:
        raise CosimError("\n".join(str(failure) for failure in failures) or "there is nothing to simulate")
    epoch = _epoch(scenario)
    configurations = {configuration.name: configuration for configuration in scenario.configurations}
    houses = [House.of_run(configurations[run.configuration], run) for run in runs]
    priced = [price(scenario.rates, house) for house in houses]
    billing = variables(scenario.rates, houses, priced)
    dataset = xr.Dataset(
        _hourly(runs)
        | _annual([annual_figures(configurations[run.configuration], run) | each.figures
                   for run, each in zip(runs, priced, strict=True)])
        | {name: of for name, of in billing.items() if name != MONTH}
        | _events(runs, epoch)
        | _pieces(runs)
        | {"time_bounds": _time_bounds(runs[0], epoch)},
        {
            "configuration": ("configuration", np.array([run.configuration for run in runs], dtype=object),
                              {"long_name": "Configuration of heating and cooling equipment"}),
            "time": _time(runs[0], epoch),
            MONTH: billing[MONTH],
        },
    )  # fmt: skip
    dataset.attrs = _provenance(scenario, failures, settings) | steering_attribute(scenario.configurations, runs)
    return dataset


def _epoch(scenario: "Scenario") -> np.datetime64:
    """Return 1 January, 00:00, of a nominal year whose first day is the weekday that the scenario says."""
    return np.datetime64(f"{YEARS[str(scenario.start_weekday).lower()]}-01-01T00:00:00", "ns")


def _hour_starts(run: "Run", epoch: np.datetime64) -> Any:
    hours = len(next(iter(run.hourly.values())))
    return epoch + (run.start_hour + np.arange(hours)) * HOUR


def _time(run: "Run", epoch: np.datetime64) -> Any:
    attributes = {
        "standard_name": "time",
        "long_name": "Middle of the hour, local standard time of a nominal year",
        "units_metadata": "leap_seconds: none",
        "axis": "T",
        "bounds": "time_bounds",
    }
    return "time", _hour_starts(run, epoch) + HOUR // 2, attributes


def _time_bounds(run: "Run", epoch: np.datetime64) -> Any:
    starts = _hour_starts(run, epoch)
    return ("time", "bnds"), np.stack([starts, starts + HOUR], axis=1)


def _hourly(runs: Sequence["Run"]) -> dict[str, Any]:
    return {
        variable.name: (
            ("configuration", "time"),
            np.stack([run.hourly[variable.name] for run in runs]),
            _variable_attributes(variable),
        )
        for variable in VARIABLES
    }


def _pieces(runs: Sequence["Run"]) -> dict[str, Any]:
    """Return what went through the ports of all runs, piece by piece, as variables along one dimension."""
    ports = [(run.configuration, port) for run in runs for port in run.equipment]
    if not ports:
        return {}
    words = {
        PIECE_NAME: ([port.name for _, port in ports], "Piece of equipment with a port of its own"),
        f"{PIECE}configuration_name": ([name for name, _ in ports], "Configuration that it belongs to"),
        f"{PIECE}end_use": ([port.kind.end_use for _, port in ports], "What its electricity is for"),
        FUEL_NAME: ([port.kind.fuel or "" for _, port in ports], "Fuel that it burns; empty where it burns none"),
    }
    powers = {
        f"{PIECE}heat": ([port.heat for _, port in ports], "Heat into the conditioned air"),
        f"{PIECE}electricity": ([port.electricity for _, port in ports], "Electricity, negative while it gives some"),
        f"{PIECE}fuel": ([port.fuel for _, port in ports], "Fuel burnt, higher heating value"),
    }
    return {
        name: ("equipment", np.array(values, dtype=object), {"long_name": long_name})
        for name, (values, long_name) in words.items()
    } | {
        name: (("equipment", "time"), np.stack(values),
               {"long_name": long_name, "units": "W", "cell_methods": "time: mean"})
        for name, (values, long_name) in powers.items()
    }  # fmt: skip


def _variable_attributes(variable: Variable) -> dict[str, str]:
    attributes = {"long_name": variable.long_name, "units": variable.units, "cell_methods": variable.cell_methods}
    if variable.cell_methods == "time: point":
        attributes["cell_methods"] = "time: point (at the end of the hour)"
    if variable.standard_name:
        attributes["standard_name"] = variable.standard_name
    return attributes | _temperature_metadata(variable.name, variable.units)


def _temperature_metadata(name: str, units: str) -> dict[str, str]:
    """Return what CF asks to be said of kelvins: whether they are a temperature or a difference of two."""
    if units not in TEMPERATURE_UNITS:
        return {}
    is_difference = "unmet" in name
    return {"units_metadata": "temperature: difference" if is_difference else "temperature: on_scale"}


def _annual(figures: Sequence[dict[str, float]]) -> dict[str, Any]:
    return {
        figure.variable: (
            "configuration",
            np.array([of_run[figure.name] for of_run in figures], dtype=np.int32 if figure.is_count else np.float64),
            {"long_name": f"{figure.long_name}; whole period", "units": figure.units}
            | ({"currency": "USD"} if figure.is_money else {})
            | _temperature_metadata(figure.name, figure.units),
        )
        for figure in FIGURES
    }


def _events(runs: Sequence["Run"], epoch: np.datetime64) -> dict[str, Any]:
    """Return the events of all runs, one after the other, as variables along one dimension."""
    dimension = "event"
    names = [np.full(len(run.events.time), run.configuration, dtype=object) for run in runs]
    seconds = np.concatenate([run.events.time for run in runs])
    table: dict[str, Any] = {
        # a name of its own, for in a group `configuration` would hide the coordinate
        f"{EVENT}configuration_name": (
            dimension,
            np.concatenate(names),
            {"long_name": "Configuration in which it happened"},
        ),
        f"{EVENT}start": (
            dimension,
            epoch + np.round(seconds * 1e9).astype("timedelta64[ns]"),
            {"standard_name": "time", "long_name": "Start of the event", "units_metadata": "leap_seconds: none"},
        ),
        f"{EVENT}kind": (
            dimension,
            np.concatenate([np.asarray(run.events.kind, dtype=object) for run in runs]),
            {"long_name": "What happened"},
        ),
        f"{EVENT}trigger": (
            dimension,
            np.concatenate([np.asarray(run.events.trigger, dtype=object) for run in runs]),
            {"long_name": "Why a defrost began; empty for other events"},
        ),
    }
    for field, (units, long_name) in EVENT_FIELDS.items():
        values = np.concatenate([getattr(run.events, field) for run in runs]).astype(np.float64)
        attributes = {"long_name": long_name, "units": units} | _temperature_metadata(field, units)
        table[EVENT + field] = (dimension, values, attributes)
    return table


def _files(scenario: "Scenario") -> "list[InputFile]":
    """Return the files that the simulated scenario was made from: not those of parts that Python put others in for."""
    replaced = {FILES_OF[name] for name in scenario.changed if name in FILES_OF}
    files = [file for file in scenario.files if file.kind not in replaced]
    return [*files, scenario.weather.source] if "weather" in scenario.changed else files


def _assumptions(scenario: "Scenario") -> list[str]:
    """Return what a reader has to know of the equipment: how the heads of a multi-split share a house."""
    machines: dict[tuple[int, float, float], list[str]] = {}
    for configuration in scenario.configurations:
        unit = configuration.heat_pump or configuration.air_conditioner
        if unit is not None and unit.heads > 1 and configuration.second_zone is None:
            machines.setdefault((unit.heads, unit.head_minimum, unit.head_intake), []).append(configuration.name)
    return [
        f"{', '.join(names)}: assumes {heads} heads in open rooms of one temperature, which open one by one below "
        f"{100 * minimum:.0f} % of the rated speed, with intakes {intake:g} K warmer than the room in heating"
        for (heads, minimum, intake), names in machines.items()
    ]


def _provenance(
    scenario: "Scenario", failures: Sequence[SimulationFailed], settings: dict[str, str | float]
) -> dict[str, Any]:
    weather, changed = scenario.weather, scenario.changed
    files = [{"kind": file.kind, "path": file.path, "sha256": file.sha256} for file in _files(scenario)]
    stated = ", stated in Python," if any(file["kind"] == "scenarios" and file["path"].startswith(IN_PYTHON)
                                           for file in files) else ""  # fmt: skip
    history, text, notes = f"simulated from the scenario '{scenario.name}'{stated}", scenario.text, scenario.warnings
    if changed:
        words = ", ".join(name.replace("_", " ") for name in changed)
        history += f" with other {words} put in by Python"
        text = (
            f"# After this was read, Python put in other {words}: this text does not state what was simulated.\n{text}"
        )
    if "weather" in changed:
        before = scenario.loaded["weather"].source.path  # type: ignore[attr-defined]
        notes = tuple(note for note in notes if not note.startswith(f"{before}: "))
        notes += tuple(f"{weather.source.path}: {note}" for note in weather.notes)
    attributes: dict[str, Any] = {
        "Conventions": CONVENTIONS,
        "title": scenario.title or scenario.name,
        "source": f"cosim {__version__}, a simulation of a house and its heating and cooling equipment",
        "history": f"{history} by cosim {__version__}",
        "cosim_version": __version__,
        "versions": versions_in_words(needs_pysam=scenario.rates.needs_pysam),
        FORMAT_ATTRIBUTE: FORMAT,
        "scenario": scenario.name,
        "scenario_text": text,
        "changed_after_reading": ", ".join(changed),
        "input_files": json.dumps(files, ensure_ascii=False),
        "input_warnings": "\n".join(notes),
        "equipment_assumptions": "\n".join(_assumptions(scenario)),
        "site": weather.name,
        "latitude": float(weather.latitude),
        "longitude": float(weather.longitude),
        "time_zone_hours": float(weather.time_zone),
        "daylight_saving": scenario.clock_rule,
        "clock": scenario.clock_in_words,
        "air_pressure_pa": float(weather.pressure.mean()),
        "comment": "Money is in US dollars. Energies in kW h; gas by its higher heating value.",
        **rates_attribute(scenario.rates),
        **plan_attribute(scenario.plan),
        **settings,
    }
    if failures:
        attributes["failed_configurations"] = json.dumps(
            {failure.configuration: str(failure) for failure in failures}, ensure_ascii=False
        )
    return attributes
