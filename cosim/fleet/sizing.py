"""Size equipment as a contractor would: design loads, and the next size that is sold."""

from dataclasses import dataclass, replace

import numpy as np

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.config.house import HouseConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT
from cosim.envelope.columns import FIRST_ZONE_INPUT
from cosim.envelope.envelope import Envelope
from cosim.equipment.build import scaled
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.physics.infiltration import combined_flow, zone_air_flow
from cosim.scenarios.scenario import Configuration
from cosim.units import BTU
from cosim.weather import Weather

WINTER_PERCENTILE, SUMMER_PERCENTILE = 1.0, 99.0  # of the hours of the weather file
MEMORY = 6  # h over which a house averages sun and weather
SENSIBLE_SHARE = 0.75  # of a cooling load
DUCTS_OUTSIDE = 1.15  # load on equipment over load of the rooms where ducts run through other zones
INDOORS = {"heating": 294.26, "cooling": 297.04}  # K; 70 and 75 °F, ACCA Manual J
# sizes that are sold, W: 1.5 to 5 tons; furnaces of 40 to 120 kBtu/h
UNITS = np.array([18.0, 24.0, 30.0, 36.0, 42.0, 48.0, 60.0]) * 1e3 * BTU / 3600
FURNACES = np.array([32.0, 48.0, 64.0, 80.0, 96.0]) * 1e3 * BTU / 3600
TOLERANCE = 0.97  # a size this much too small is still chosen
MOST_STRIPS = 25e3  # W


@dataclass(frozen=True)
class Loads:
    """Loads on the equipment at design conditions, W."""

    heating: float
    cooling: float
    coldest: float
    """Outdoor design temperature in winter, K."""


def design_loads(house: HouseConfig, envelope: Envelope, weather: Weather) -> Loads:
    """Return the loads of a house at the 1st and 99th percentile of its site's outdoor temperature.

    The network's steady response to outdoor air, ground, sun and gains; in summer with means over the previous six
    hours, which represent the house's mass. In winter without sun and gains, as in Manual J.
    """
    answer = -(envelope.input / envelope.eigenvalue) @ envelope.zone_output[0] + envelope.zone_feedthrough[0]
    to_air, zones = answer[FIRST_ZONE_INPUT], len(envelope.zone_names)
    pressure, wind = float(weather.pressure.mean()), float(weather.wind_speed.mean())

    def leaking(outdoor: float, indoor: float) -> float:
        leakage = zone_air_flow(envelope.leakage[0], indoor, outdoor, wind, pressure)
        flow = combined_flow(leakage, float(envelope.supply.mean()), float(envelope.exhaust.mean()))
        flow -= float(envelope.heat_recovery.mean())
        return float(flow * DRY_AIR_SPECIFIC_HEAT * (outdoor - indoor))

    coldest = float(np.percentile(weather.dry_bulb, WINTER_PERCENTILE))
    ground = float(envelope.ground_temperature.min())
    unheated = answer[0] * coldest + answer[1] * ground
    heating = (INDOORS["heating"] - unheated) / to_air - leaking(coldest, INDOORS["heating"])

    warmest = float(np.percentile(weather.dry_bulb, SUMMER_PERCENTILE))
    first_face = FIRST_ZONE_INPUT + 2 * zones
    driven = answer[0] * weather.dry_bulb + answer[1] * envelope.ground_temperature
    driven += envelope.face_sun @ answer[first_face:] + envelope.gain_radiant * answer[FIRST_ZONE_INPUT + zones]
    spread = np.convolve(np.concatenate([driven[-MEMORY + 1 :], driven]), np.full(MEMORY, 1.0 / MEMORY), mode="valid")
    excess = (spread - INDOORS["cooling"]) / to_air + envelope.gain_convective
    room = float(np.percentile(excess, SUMMER_PERCENTILE)) + leaking(warmest, INDOORS["cooling"])
    outside = DUCTS_OUTSIDE if house.ducts_outside else 1.0
    return Loads(max(heating, 0.0) * outside, max(room, 0.0) / SENSIBLE_SHARE * outside, coldest)


def next_size(needed: float, sizes: np.ndarray) -> float:
    """Return the smallest available size that meets `needed`, or the largest."""
    enough = sizes[sizes >= TOLERANCE * needed]
    return float(enough[0] if enough.size else sizes[-1])


def sized_machine(model: HeatPumpModel, loads: Loads, error: float, sized_for: str) -> HeatPumpModel:
    """Return the machine in the size of its product line for these loads."""
    if sized_for == "as given":
        return model
    nominal = model.nominal_cooling or model.nominal_heating
    needed = []
    if model.cooling is not None and (sized_for in ("cooling", "larger") or model.heating is None):
        needed.append(loads.cooling)
    if model.heating is not None and (sized_for in ("heating", "larger") or not needed):
        table, indoor = model.heating, INDOORS["heating"]
        # where the compressor does not heat at the design temperature, it is sized for the load at its cut-off
        outdoor = min(max(loads.coldest, model.cutoff_temperature), indoor - 1.0)
        fastest = np.array(np.interp(outdoor, table.axis(0), model.heating_range[1]))
        capacity = float(table.at(np.array(outdoor), np.array(indoor), fastest).capacity)
        share = (indoor - outdoor) / max(indoor - loads.coldest, 1.0)
        needed.append(loads.heating * min(share, 1.0) * nominal / capacity)
    return scaled(model, next_size(max(needed) * error, UNITS) / nominal)


def sized_configuration(configuration: Configuration, loads: Loads, error: float, sized_for: str) -> Configuration:
    """Return the configuration with furnace and strips sized for these loads."""
    if sized_for == "as given":
        return configuration
    return replace(
        configuration,
        furnace=_sized_furnace(configuration.furnace, loads.heating * error),
        strips=_sized_strips(configuration.strips, loads.heating),
    )


def _sized_furnace(furnace: FurnaceConfig | None, needed: float) -> FurnaceConfig | None:
    if furnace is None:
        return None
    capacity = next_size(needed, FURNACES)
    power = furnace.blower_power * capacity / furnace.capacity
    return furnace.model_copy(update={"capacity": capacity, "blower_power": power})


def _sized_strips(strips: StripsConfig | None, needed: float) -> StripsConfig | None:
    if strips is None:
        return None
    stages = max(int(np.ceil(TOLERANCE * needed / strips.stage)), 1)
    return strips.model_copy(update={"capacity": min(stages * strips.stage, MOST_STRIPS)})
