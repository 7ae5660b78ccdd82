"""Houses to live in: the library's, a plain box, and a year of the real flow with ideal heating and cooling."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from cosim.config.house import HouseConfig
from cosim.config.thermostat import IdealConfig
from cosim.envelope.envelope import Envelope
from cosim.flow.house import House
from cosim.flow.observe import hourly_results, zone_temperatures
from cosim.flow.parameters import Equipment, Period
from cosim.weather import Weather, read_weather

ROOT = Path(__file__).parents[2]
HOUR = 3600.0
WARM_UP = 240  # h
LIBRARY = sorted(path.stem for path in (ROOT / "equipment_library" / "houses").glob("*.toml"))


@dataclass(frozen=True)
class Year:
    """Hourly results of the flow and the mean temperature of every zone, K."""

    hourly: dict[str, np.ndarray]
    zones: np.ndarray


def _live(envelope: Envelope, weather: Weather, volume: float, heating: float | None, cooling: float | None) -> Year:
    ideal = IdealConfig(heating=heating is not None, cooling=cooling is not None)
    house = House(envelope, weather, Equipment(ideal=ideal), Period(-WARM_UP * HOUR), volume=volume)
    house.controls.heating_setpoint, house.controls.cooling_setpoint = heating or 0.0, cooling or 1e3
    house.flow(8760 * HOUR, 0)
    return Year(hourly_results(house, envelope), zone_temperatures(house, envelope))


@pytest.fixture(scope="session")
def live() -> Callable[..., Year]:
    """Carry an envelope through a year with ideal heating and cooling, or without (None)."""
    return _live


@pytest.fixture(scope="session")
def site() -> Callable[[str], Weather]:
    """Weather of a site on the shelf."""
    return lambda name: read_weather(ROOT / "weather" / f"{name}.csv")


@pytest.fixture(scope="session")
def greensboro(site) -> Weather:
    return site("greensboro-nc")


@pytest.fixture(scope="session")
def library() -> Callable[[str], HouseConfig]:
    """A house of the shelf."""

    def read(name: str) -> HouseConfig:
        text = (ROOT / "equipment_library" / "houses" / f"{name}.toml").read_text(encoding="utf-8")
        return HouseConfig.model_validate(tomllib.loads(text))

    return read


@pytest.fixture
def box() -> dict:
    """A windowless box with constant films, as a table: everything about it can be worked out by hand."""
    layers = [
        {"thickness_mm": 100, "conductivity_w_mk": 0.04, "density_kg_m3": 20, "specific_heat_j_kgk": 1000},
        {"thickness_mm": 50, "conductivity_w_mk": 1.0, "density_kg_m3": 2000, "specific_heat_j_kgk": 900},
    ]
    sides = {"south": 180, "east": 90, "north": 0, "west": 270}
    films = {"interior_film_w_m2k": 8.0, "exterior_film_w_m2k": 20.0}
    walls = [
        {"name": side, "zone": "room", "construction": "wall", "area_m2": 20, "azimuth_deg": azimuth, **films}
        for side, azimuth in sides.items()
    ]
    roof = {"name": "roof", "zone": "room", "construction": "wall", "area_m2": 25, "tilt_deg": 0, **films}
    floor = {"name": "floor", "zone": "room", "construction": "wall", "area_m2": 25, "tilt_deg": 180,
             "boundary": "raised floor", **films}  # fmt: skip
    return {
        "name": "box",
        "zones": [{"name": "room", "volume_m3": 100, "floor_area_m2": 25}],
        "constructions": {"wall": {"layers": layers}},
        "surfaces": [*walls, roof, floor],
    }
