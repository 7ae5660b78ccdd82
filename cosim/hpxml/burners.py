"""A heater of an HPXML home as a furnace, a boiler or electric strips."""

from typing import Any

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, STANDARD_AIR_DENSITY, STANDARD_PRESSURE
from cosim.hpxml.described import AIRFLOW, UNSIZED
from cosim.hpxml.heaters import FURNACE_AIRFLOW, Heater
from cosim.hpxml.machines import AirSource

WEAKEST, STRONGEST = 0.51, 0.989  # efficiency of a furnace that is simulated as burning fuel
SMALLEST_RISE = 10.1  # K of the air through a furnace
MIN_EFFICIENCY = 0.1  # of strips


def burner(
    heater: Heater, pressure: float, *, beside: AirSource | None = None
) -> tuple[FurnaceConfig | None, StripsConfig | None, tuple[str, ...]]:
    """Return a heater as a furnace or as strips, and notes; `beside` is the machine in the air handler of which it is.

    `pressure` is that of the site's air, Pa.
    """
    capacity = heater.capacity or UNSIZED
    electric = heater.fuel == "electricity"
    if not electric and heater.efficiency <= STRONGEST:
        furnace, notes = _furnace(heater, capacity, pressure, beside)
        return furnace, None, notes
    notes = () if electric else (f"{heater.name} turns all of its fuel into heat: electric strips stand in for it",)
    in_ducts = heater.kind == "furnace" or (beside is not None and beside.ducted)
    table: dict[str, Any] = {
        "capacity_w": capacity,
        "kind": "duct" if in_ducts else "baseboards",
        "efficiency": min(max(heater.efficiency, MIN_EFFICIENCY), 1.0),
    }
    if beside is not None:
        table["tempers"] = beside.tempers
    elif in_ducts:
        flow = heater.flow or FURNACE_AIRFLOW * capacity
        table |= {"temperature_rise_k": rise(capacity, flow, pressure),
                  "blower_power_w": (heater.fan_efficacy or 0.0) * flow}  # fmt: skip
    return None, StripsConfig.model_validate(table), notes


def _furnace(
    heater: Heater, capacity: float, pressure: float, beside: AirSource | None
) -> tuple[FurnaceConfig, tuple[str, ...]]:
    """Return a heater that burns a fuel, and notes.

    AFUE is a mean over a season and counts what leaves by the flue while the burner is off, so that nothing of the
    heat in the exchanger is lost once more. Electricity of the board counts in no rating and is stated nowhere.
    """
    efficiency = max(heater.efficiency, WEAKEST)
    notes: tuple[str, ...] = ()
    if efficiency != heater.efficiency:
        notes = (f"{heater.name}: an efficiency of {heater.efficiency:g} is taken as {efficiency:g}",)
    in_ducts = heater.kind == "furnace" and (beside is None or beside.ducted)
    table: dict[str, Any] = {
        "name": heater.name, "fuel": heater.fuel, "capacity_w": capacity, "efficiency": efficiency,
        "flue_share": 0.0, "standby_power_w": 0.0, "pilot_power_w": min(heater.pilot, 600.0),
    }  # fmt: skip
    if heater.kind != "furnace":  # its auxiliary energy or fan is all of its electricity
        table |= {"inducer_power_w": 0.0, "igniter_power_w": 0.0}
    if in_ducts:
        efficacy = heater.fan_efficacy if beside is None else beside.fan_efficacy
        flow = heater.flow or FURNACE_AIRFLOW * capacity
        if beside is not None:  # the heat pump's fan moves its air
            flow = beside.heating_airflow or AIRFLOW * (beside.heating_capacity or capacity)
            flow = min(flow, capacity / (SMALLEST_RISE * heat_per_kelvin(pressure)))
        table |= {"temperature_rise_k": rise(capacity, flow, pressure), "blower_power_w": (efficacy or 0.0) * flow}
    else:
        table |= {"distribution": "radiators", "blower_power_w": heater.fan_power}
    return FurnaceConfig.model_validate(table), notes


def rise(capacity: float, flow: float, pressure: float) -> float:
    """Return by how much a flow of air, m3/s, is warmed, K."""
    return capacity / (heat_per_kelvin(pressure) * flow)


def heat_per_kelvin(pressure: float) -> float:
    """Return the heat that warms air by a kelvin, over the flow of that air, W/(m3/s)."""
    return DRY_AIR_SPECIFIC_HEAT * STANDARD_AIR_DENSITY * pressure / STANDARD_PRESSURE
