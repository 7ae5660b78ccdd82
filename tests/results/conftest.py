"""A scenario, and runs made up by formula, so that what is computed from runs can be tested without an engine.

The house loses 200 W/K; the outdoor temperature is a yearly and a daily wave with a cold snap in January.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from cosim.config.backup import FurnaceConfig
from cosim.config.scenario import EmissionsConfig, PricesConfig
from cosim.project import InputFile
from cosim.results import netcdf
from cosim.results.dataset import pack
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.schema.events import GAUGES, Events
from cosim.schema.variables import VARIABLES, metered

HOUSE = 200.0  # W/K
MACHINE = SimpleNamespace(refrigerant="R-410A", charge=3.6, heads=1)
ROOM, COMFORT_BELOW, COMFORT_ABOVE = 293.71, 288.0, 297.6  # K
UNITS = (("Gas furnace and air conditioner", 0.0, True), ("Single-speed heat pump", 0.8, False),
         ("Cold-climate heat pump", 1.0, False), ("Dual fuel", 0.7, True))  # fmt: skip


@dataclass(frozen=True)
class Run:
    configuration: str
    hourly: dict[str, np.ndarray]
    quarter_hour_electricity: np.ndarray
    quarter_hour_hvac: np.ndarray
    events: Events
    start_hour: int
    compressor_starts: int
    defrosts: int
    seconds: float
    response: None = None
    equipment: tuple = ()
    rates_read: frozenset[str] = frozenset()


def outdoor_temperature(hours: np.ndarray) -> np.ndarray:
    """Return K for hours of the year."""
    year = -np.cos(2 * np.pi * (hours - 400) / 8760)
    day = -np.cos(2 * np.pi * (hours - 3) / 24)
    snap = np.exp(-(((hours - 520) / 60) ** 2))
    return 287.5 + 11 * year + 5 * day - 8 * snap


def make_run(name: str, *, pump_share: float, gas: bool, start_hour: int = 0, hours: int = 8760) -> Run:
    """Return a run in which the heat pump carries `pump_share` of the heating load, and furnace or strips the rest."""
    hour = start_hour + np.arange(hours) + 0.5
    outdoor = outdoor_temperature(hour)
    heating = np.where(outdoor < COMFORT_BELOW, HOUSE * (ROOM - outdoor), 0.0)
    cooling = np.where(outdoor > COMFORT_ABOVE, HOUSE * (outdoor - ROOM) + 800, 0.0)
    frosting = (outdoor < 275) & (outdoor > 262) & (heating > 0) & (pump_share > 0)
    pump, backup = pump_share * heating, (1 - pump_share) * heating
    cop = np.clip(2.0 + (outdoor - 258) / 12, 1.2, 5)
    column = {variable.name: np.zeros(hours) for variable in VARIABLES}
    column |= {
        "outdoor_temperature": outdoor,
        "indoor_temperature": np.full(hours, ROOM) - 0.3 * (outdoor < 265),
        "indoor_humidity_ratio": np.full(hours, 0.006),
        "heating_setpoint": np.full(hours, ROOM),
        "cooling_setpoint": np.full(hours, 297.59),
        "unmet_heating": 0.2 * (outdoor < 264),
        "defrost_heat": 0.03 * pump * frosting,
        "cooling_sensible": 0.8 * cooling,
        "cooling_latent": 0.2 * cooling,
        "compressor_heating_electricity": pump / cop,
        "compressor_cooling_electricity": cooling / 4,
        "defrost_electricity": 0.02 * pump * frosting,
        "outdoor_fan_electricity": 0.01 * pump + 0.01 * cooling,
        "indoor_fan_electricity": 0.03 * (heating + cooling),
        "standby_electricity": np.full(hours, 10.0),
        "other_electricity": 700 + 300 * np.sin(2 * np.pi * (hour - 12) / 24),
        "supply_air_temperature": np.where(heating > 0, 308.0, ROOM),
        "defrosting": 0.08 * frosting,
        "frost_mass": 0.4 * frosting,
        "stored_heat": np.full(hours, 1e9),
    }  # fmt: skip
    column["heat_pump_heat"] = pump + column["defrost_heat"]
    if gas:
        column["furnace_heat"] = backup
        column["furnace_gas"] = backup / 0.95
        column["furnace_electricity"] = 0.005 * backup
    else:
        column["strip_heat"] = column["strip_electricity"] = backup
    column["heat_pump_heating_electricity"] = (
        column["compressor_heating_electricity"] + column["defrost_electricity"] + 0.04 * pump
    )
    column["heating_electricity"] = (
        column["heat_pump_heating_electricity"] + column["strip_electricity"] + column["furnace_electricity"]
    )
    column["hvac_electricity"] = sum(column[variable.name] for variable in metered("electricity", hvac=True))
    column["house_electricity"] = column["hvac_electricity"] + column["other_electricity"]
    ripple = np.tile([0.9, 1.3, 0.9, 0.9], hours)
    quarter_hours = np.repeat(column["house_electricity"], 4) * ripple
    column["peak_electricity"] = quarter_hours.reshape(-1, 4).max(axis=1)
    return Run(
        configuration=name,
        hourly=column,
        quarter_hour_electricity=quarter_hours,
        quarter_hour_hvac=np.repeat(column["hvac_electricity"], 4) * ripple,
        events=_defrosts(hour[frosting], outdoor[frosting]),
        start_hour=start_hour,
        compressor_starts=int(np.count_nonzero(np.diff(pump + cooling > 0))),
        defrosts=int(np.count_nonzero(frosting)),
        seconds=0.2,
    )


def _defrosts(hour: np.ndarray, outdoor: np.ndarray) -> Events:
    size = len(hour)
    return Events(
        time=hour * 3600 + 0.25,
        duration=np.full(size, 300.0),
        kind=np.array(["defrost"] * size, dtype=object),
        electricity=np.full(size, 2e5),
        gas=np.zeros(size),
        heat=np.full(size, -1e6),
        frost=np.full(size, 0.4),
        outdoor_temperature=outdoor,
        indoor_temperature=np.full(size, ROOM),
        trigger=np.array(["timer"] * size, dtype=object),
        melt_energy=np.full(size, 1.2e6),
        tempering_heat=np.full(size, 9e5),
        coil_temperature=outdoor - 5.0,
        lowest_supply_temperature=np.full(size, 291.0),
        **{name: np.full(size, np.nan) for name in GAUGES},
    )


def make_scenario() -> Scenario:
    """Return a scenario that holds as much of one as results are made from."""
    furnace = FurnaceConfig(name="furnace", capacity_kw=18, efficiency=0.95, blower_power_w=300)
    return Scenario(
        name="synthetic",
        title="A made-up house",
        text='title = "A made-up house"\n# naïve, 20 °C\n',
        house=None,
        weather=SimpleNamespace(name="Nowhere", latitude=36.1, longitude=-79.9, time_zone=-5.0,
                                pressure=np.full(8760, 98e3)),
        prices=PricesConfig(electricity_usd_per_kwh=0.15, gas_usd_per_therm=1.5, electricity_fixed_usd_per_month=12,
                            gas_fixed_usd_per_month=15),
        emissions=EmissionsConfig(electricity_kg_per_kwh=0.35, gas_kg_per_therm=6.1),
        start_weekday="friday",
        configurations=tuple(
            Configuration(name=name, heat_pump=MACHINE if share else None, furnace=furnace if gas else None)
            for name, share, gas in UNITS
        ),
        files=(InputFile("scenarios", "scenarios/synthetic.toml", "0" * 64),),
    )  # fmt: skip


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return make_scenario()


@pytest.fixture(scope="session")
def runs() -> list[Run]:
    return [make_run(name, pump_share=share, gas=gas) for name, share, gas in UNITS]


@pytest.fixture(scope="session")
def dataset(scenario: Scenario, runs: list[Run]) -> xr.Dataset:
    return pack(scenario, runs)


@pytest.fixture(scope="session")
def january(scenario: Scenario) -> xr.Dataset:
    """Ten cold days."""
    return pack(scenario, [make_run(name, pump_share=share, gas=gas, start_hour=360, hours=240)
                           for name, share, gas in UNITS])  # fmt: skip


@pytest.fixture(scope="session")
def written(january: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ten cold days on disk, written once."""
    path = tmp_path_factory.mktemp("written") / "january.nc"
    netcdf.write(january, path)
    return path


@pytest.fixture
def file(written: Path, tmp_path: Path) -> Path:
    """A copy of the ten cold days on disk, to do anything with."""
    return Path(shutil.copy(written, tmp_path / "january.nc"))
