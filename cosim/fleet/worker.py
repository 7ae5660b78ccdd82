"""Simulate a batch of homes in a worker: plain homes in, arrays out."""

import gc
import time as clock
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.house import HouseConfig
from cosim.constants import HOUR
from cosim.envelope.envelope import Envelope, build_envelope, site_sun
from cosim.equipment.build import machine_of
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.errors import CosimError
from cosim.fleet.homes import Home
from cosim.fleet.programme import Programme
from cosim.fleet.sizing import Loads, design_loads, sized_configuration, sized_machine
from cosim.fleet.variation import house_of, lived_in, thermostat_of
from cosim.flow.crossing import kernel
from cosim.physics.sun import Sun
from cosim.results.annual import annual_figures
from cosim.results.billing import House as BilledHouse
from cosim.results.billing import price
from cosim.scenarios.scenario import Configuration
from cosim.schema.end_uses import END_USES
from cosim.schema.figures import FIGURES
from cosim.simulation.simulation import Simulation

Single = NDArray[np.float32]

FIGURE_NAMES = tuple(figure.name for figure in FIGURES)
STEP = 60.0


@dataclass(frozen=True)
class Period:
    """Recorded hours and interval."""

    start_hour: int = 0
    end_hour: int = 8760
    interval: float = 900.0

    @property
    def hours(self) -> int:
        """How many."""
        return self.end_hour - self.start_hour

    @property
    def intervals(self) -> int:
        """Number of intervals of the results."""
        return round(self.hours * HOUR / self.interval)


@dataclass
class Batch:
    """Results of one batch; b homes, c configurations.

    Attributes
    ----------
    minutes : array, shape (c, end uses, minutes)
        Sum over the homes, each times its weight, W.
    warmth : array, shape (c, hours)
        The same sum of the indoor temperature, K.
    hvac : array, shape (b, c, intervals)
        Each home's power of heating and cooling equipment, W.
    other : array, shape (b, hours)
        Of the rest of each house, W.
    table : array, shape (b, c, figures)
        Annual figures; NaN for a home that failed.
    sizes : array, shape (b, c, 3)
        Installed nominal cooling (or heating) of the machine, furnace and strips, W.
    failures : dict of int to str
        Number of each failed home and the reason.
    seconds : float
        Processor time.
    house_years : int
        Number of simulations: a home that is the same in two configurations is simulated once.
    """

    numbers: tuple[int, ...]
    minutes: Single
    warmth: Array
    hvac: Single
    other: Single
    table: Array
    sizes: Array
    failures: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    house_years: int = 0


def simulate_batch(
    programme: Programme, period: Period, homes: Sequence[Home], known: dict[int, str] | None = None
) -> Batch:
    """Simulate a batch of homes in every configuration.

    Parameters
    ----------
    programme : Programme
        Everything but the homes.
    period : Period
    homes : sequence of Home
    known : dict of int to str, optional
        Homes known to fail, with reasons; they are left out.

    Notes
    -----
    All homes add to one sum, home after home. The contribution of a home that fails midway cannot be removed, so the
    batch is restarted without it: the sums are exactly those of the homes that succeeded.
    """
    begun = clock.process_time()
    kernel()
    _freeze()
    refused = {home.number: home.sample.refused for home in homes if home.sample is not None and home.sample.refused}
    failures = refused | dict(known or {})
    while True:
        try:
            batch = _attempt(programme, period, homes, failures)
        except _Stopped as stopped:
            failures[stopped.number] = stopped.reason
            continue
        batch.seconds = clock.process_time() - begun
        return batch


class Ledger:
    """Sum of what homes draw in each minute, each times its weight.

    A simulation adds to an array; homes of one weight that follow each other add to the same, which is weighted once.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._shape = shape
        self._open: Array | None = None
        self._closed: Array | None = None
        self._weight: float | None = None  # of what is open; None where that is empty

    def of_weight(self, weight: float) -> Array:
        """Return the array to which a home of some weight adds."""
        if self._weight not in (None, weight):
            self._close()
        if self._open is None:
            self._open = np.zeros(self._shape)
        self._weight = weight
        return self._open

    def total(self) -> Array:
        """Return the sum of all homes."""
        self._close()
        return np.zeros(self._shape) if self._closed is None else self._closed

    def _close(self) -> None:
        if self._open is None or self._weight is None:
            return
        if self._weight != 1.0:
            self._open *= self._weight
        self._weight = None
        if self._closed is None:
            self._closed, self._open = self._open, None
        else:
            self._closed += self._open
            self._open[:] = 0.0


class _Stopped(Exception):
    def __init__(self, number: int, reason: str) -> None:
        self.number, self.reason = number, reason


def _attempt(programme: Programme, period: Period, homes: Sequence[Home], failures: dict[int, str]) -> Batch:
    configurations, count = len(programme.configurations), len(homes)
    shape = (len(END_USES), 60 * period.hours)
    ledgers: dict[tuple[int, ...], Ledger] = {}  # one for each set of configurations in which homes are the same
    batch = Batch(
        numbers=tuple(home.number for home in homes),
        minutes=np.zeros(0, np.float32),
        warmth=np.zeros((configurations, period.hours)),
        hvac=np.full((count, configurations, period.intervals), np.nan, np.float32),
        other=np.full((count, period.hours), np.nan, np.float32),
        table=np.full((count, configurations, len(FIGURE_NAMES)), np.nan),
        sizes=np.full((count, configurations, 3), np.nan),
        failures=dict(sorted(failures.items())),
    )
    for place, home in enumerate(homes):
        if home.number in failures:
            continue
        try:
            for number, twins in _plans(programme, home).items():
                ledger = ledgers.setdefault(tuple(twins), Ledger(shape))
                _live(programme, period, home, number, ledger.of_weight(home.weight), batch, place, twins)
                batch.house_years += 1
        except Exception as error:
            kind = "" if isinstance(error, CosimError) else f"{type(error).__name__}: "
            raise _Stopped(home.number, f"{kind}{error}") from error
        finally:
            gc.collect()  # processes and their environment refer to each other, and hold tens of megabytes
    batch.minutes = np.zeros((configurations, *shape), np.float32)
    for number in range(configurations):
        parts = [ledgers[twins].total() for twins in sorted(ledgers) if number in twins]
        for use, minutes in enumerate(batch.minutes[number]):  # one at a time: most are empty, and one fits a cache
            drawn = [part[use] for part in parts if part[use].any()]
            if drawn:
                minutes[:] = sum(drawn[1:], start=drawn[0])
    return batch


def _plans(programme: Programme, home: Home) -> dict[int, list[int]]:
    """Return the configurations to simulate, each with all those in which this home is the same."""
    first: dict[tuple[str, ...], int] = {}
    twins: dict[int, list[int]] = {}
    for number in range(len(programme.configurations)):
        original = first.setdefault(programme.changes_of(home, number), number)
        twins.setdefault(original, []).append(number)
    return twins


def _live(
    programme: Programme,
    period: Period,
    home: Home,
    number: int,
    ledger: Array,
    batch: Batch,
    place: int,
    twins: Sequence[int],
) -> None:
    """Simulate one home in configuration `number` and store its results in the batch."""
    base, upgrade = programme.base(home, number), programme.upgrade_of(home, number)
    measures = {measure.name: measure for measure in programme.config.measures}
    taken = [measures[name] for name in programme.measures_of(home, number)]
    tightness = float(np.prod([measure.leakage_factor for measure in taken]))
    house, envelope = _built(programme, home, number, tightness)
    name = next((measure.equipment for measure in taken if measure.equipment), home.existing)
    on_shelf = programme.equipment(home, name, number)
    # present equipment was sized for the house before the measures
    fitted = _built(programme, home, number, 1.0) if name == home.existing else (house, envelope)
    loads = design_loads(*fitted, base.weather)
    configuration, machine = installed(programme, home, on_shelf, name, loads)
    events = next(((m.setback, m.setback_begins, m.setback_ends) for m in taken if m.setback is not None), None)
    stated = home.own[upgrade].thermostat if home.own else None
    thermostat = thermostat_of(configuration.thermostat, home, events, stated)
    configuration = replace(configuration, name=programme.configurations[number], thermostat=thermostat)
    scenario = replace(base, house=house, configurations=(configuration,))
    simulation = Simulation(
        scenario,
        configuration,
        step=STEP,
        start_hour=period.start_hour,
        end_hour=period.end_hour,
        envelope=envelope,
        machine=machine,
        minutes=ledger,
        events=False,
    )
    air = thermostat.heating_setpoint + (home.traits["thermostat_phase"] - 0.5) * thermostat.deadband
    simulation.house.begin_within_cycle(air, home.traits["defrost_phase"])
    simulation.advance(period.end_hour * HOUR)
    run = simulation.result()
    figures = annual_figures(configuration, run) | price(scenario.rates, BilledHouse.of_run(configuration, run)).figures
    per_interval = round(period.interval / 900.0)
    for twin in twins:
        batch.table[place, twin] = [figures[figure] for figure in FIGURE_NAMES]
        batch.hvac[place, twin] = run.quarter_hour_hvac.reshape(-1, per_interval).mean(axis=1)
        batch.warmth[twin] += home.weight * run.hourly["indoor_temperature"]
        batch.sizes[place, twin] = _sizes(configuration, machine)
    batch.other[place] = run.hourly["other_electricity"]


def installed(
    programme: Programme, home: Home, on_shelf: Configuration, name: str, loads: Loads
) -> tuple[Configuration, HeatPumpModel | None]:
    """Return a home's equipment and its machine, in the sizes that a contractor chooses for these loads."""
    error, sized_for = home.traits["sizing_error"], programme.sized_for.get(name, "as given")
    if on_shelf.capacity == "auto":  # the home's own file states no capacities
        on_shelf, sized_for = replace(on_shelf, capacity="as built"), "larger"
    machine = _machine(programme, home, on_shelf)
    sized = None if machine is None else sized_machine(machine, loads, error, sized_for)
    return sized_configuration(on_shelf, loads, error, sized_for), sized


def _sizes(configuration: Configuration, machine: HeatPumpModel | None) -> tuple[float, float, float]:
    return (
        0.0 if machine is None else machine.nominal_cooling or machine.nominal_heating,
        0.0 if configuration.furnace is None else configuration.furnace.capacity,
        0.0 if configuration.strips is None else configuration.strips.capacity,
    )


# --- what a process keeps ------------------------------------------------------------------------------------------

_houses: dict[tuple[int, float], tuple[HouseConfig, Envelope]] = {}  # of the last home, by upgrade and leakage factor
_owner: list[tuple[object, ...]] = []
_suns: dict[str, Sun] = {}
_machines: dict[tuple[str, float, float], HeatPumpModel | None] = {}
MOST_MACHINES = 200


def _built(programme: Programme, home: Home, number: int, tightness: float) -> tuple[HouseConfig, Envelope]:
    """Return a home's house and envelope, which its configurations share."""
    owner = (programme.config.seed, home)
    if _owner != [owner]:
        _houses.clear()
        _owner[:] = [owner]
    key = programme.upgrade_of(home, number), tightness
    if key not in _houses:
        base = programme.base(home, number)
        house = house_of(base.house, home, leakage_factor=tightness)
        sun = sun_of(programme, home.site)
        envelope = build_envelope(
            house, base.weather, orientation=home.traits["orientation"], sun=sun, labels=base.clock
        )
        _houses[key] = house, lived_in(envelope, home, programme.config.seed, base.clock.hour)
    return _houses[key]


def sun_of(programme: Programme, site: str) -> Sun:
    """Return the sun of a site, calculated once per process."""
    weather = next(scenario.weather for (_, at), scenario in programme.scenarios.items() if at == site)
    if weather.source.sha256 not in _suns:
        _suns[weather.source.sha256] = site_sun(weather)
    return _suns[weather.source.sha256]


def _machine(programme: Programme, home: Home, configuration: Configuration) -> HeatPumpModel | None:
    """Return the model of a machine on the shelf, read from the cache of maps once a process."""
    config = configuration.heat_pump or configuration.air_conditioner
    if config is None:
        return None
    scenario = programme.scenarios[home.house, home.site]
    key = (config.model_dump_json(), round(float(scenario.weather.pressure.mean()), -3), configuration.scale)
    if key not in _machines:
        if len(_machines) >= MOST_MACHINES:  # each home may have one of its own
            _machines.clear()
        _machines[key] = machine_of(scenario, configuration)
    return _machines[key]


def build_maps(programme: Programme) -> None:
    """Build every machine's map at every site, so that workers find them in the cache."""
    for scenario in programme.scenarios.values():
        for configuration in scenario.configurations:
            machine_of(scenario, configuration)


@lru_cache(maxsize=1)
def _freeze() -> None:
    """Exclude loaded modules from garbage collection, which would take a tenth of a run."""
    gc.collect()
    gc.freeze()
