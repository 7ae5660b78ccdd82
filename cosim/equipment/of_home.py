"""The equipment that an HPXML home has: configurations of our own machines that have its capacities and ratings."""

from dataclasses import replace
from typing import Literal

from pydantic import ValidationError

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.config.equipment import HeatPumpConfig
from cosim.config.house import DuctsConfig, HouseConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, FREEZING, STANDARD_AIR_DENSITY, STANDARD_PRESSURE
from cosim.equipment.rated import Label, installed, rated_machine
from cosim.errors import Fault, InvalidInput
from cosim.hpxml import HpxmlHome, duct_zone_names
from cosim.hpxml.ducts import Distribution
from cosim.hpxml.systems import AirConditioner, Furnace, HeatPump
from cosim.scenarios.scenario import Configuration

Side = Literal["heating", "cooling"]


def equipped(home: HpxmlHome, side: Side, pressure: float = STANDARD_PRESSURE) -> tuple[HouseConfig, Configuration]:
    """Return the house with its ducts, and the configuration of what heats or cools it.

    Parameters
    ----------
    home : HpxmlHome
        As read from its file.
    side : {"heating", "cooling"}
        The system that is installed; the other is left out, so that all energy belongs to one of them.
    pressure : float
        Air pressure of the site, Pa: a blower moves a volume, thin air carries less heat.

    Returns
    -------
    house : HouseConfig
        With the ducts of that system.
    configuration : Configuration
        With a thermostat at the file's setpoints.

    Raises
    ------
    InvalidInput
        If the home has no such system, or its system cannot be one of ours.
    """
    system = home.systems.heating if side == "heating" else home.systems.cooling
    ducts = home.heating_distribution if side == "heating" else home.cooling_distribution
    name = home.house.house.name
    if system is None or ducts is None:
        raise InvalidInput([Fault(name, f"has no {side} system")])
    try:
        configuration, flow = _configuration(system, side, pressure)
        thermostat = _thermostat(home)
        house = home.house.house.model_copy(update={"ducts": _ducts(ducts, flow, home.house.house)})
    except ValidationError as invalid:
        raise InvalidInput(
            Fault(f"{name}: {system.name}: {'.'.join(map(str, fault['loc']))}", fault["msg"])
            for fault in invalid.errors()
        ) from None
    return house, replace(configuration, thermostat=thermostat)


def furnace_of(system: Furnace, pressure: float = STANDARD_PRESSURE) -> FurnaceConfig:
    """Return a furnace of the stated capacity, AFUE and air flow at the air pressure of a site, Pa.

    AFUE is a mean over a season and counts what leaves by the flue while the burner is off, so that nothing of the heat
    in the exchanger is lost once more. Electricity of the board counts in no rating and is stated nowhere: none.
    """
    heat_of_flow = DRY_AIR_SPECIFIC_HEAT * STANDARD_AIR_DENSITY * pressure / STANDARD_PRESSURE * system.airflow
    return FurnaceConfig.model_validate(
        {"name": system.name, "fuel": system.fuel, "capacity_w": system.capacity, "efficiency": system.afue,
         "temperature_rise_k": system.capacity / heat_of_flow, "blower_power_w": system.fan_efficacy * system.airflow,
         "flue_share": 0.0, "standby_power_w": 0.0}
    )  # fmt: skip


def machine_of_ratings(system: AirConditioner | HeatPump, side: Side) -> HeatPumpConfig:
    """Return a generic machine of the stated capacities and ratings, with the stated fan and flow of one side."""
    if isinstance(system, HeatPump):
        label = Label(
            speeds=system.speeds,
            cooling_capacity=system.cooling_capacity,
            seer2=system.seer2,
            eer2=system.eer2,
            heating_capacity=system.heating_capacity,
            hspf2=system.hspf2,
            heating_capacity_17f=system.heating_capacity_17f,
        )
        airflow = system.heating_airflow if side == "heating" else system.cooling_airflow
    else:
        label = Label(system.speeds, system.capacity, system.seer2, system.eer2)
        airflow = system.airflow
    return installed(rated_machine(label, system.name), system.fan_efficacy, airflow)


def _configuration(
    system: Furnace | AirConditioner | HeatPump, side: Side, pressure: float
) -> tuple[Configuration, float]:
    """Return the configuration of a system on one side, and the flow of its air handler, m3/s."""
    if isinstance(system, Furnace):
        return Configuration(system.name, furnace=furnace_of(system, pressure)), system.airflow
    machine = machine_of_ratings(system, side)
    flow = machine.indoor_coil.airflow
    if side == "cooling":
        return Configuration(system.name, air_conditioner=machine.model_copy(update={"heating": None})), flow
    strips = None
    if isinstance(system, HeatPump) and system.backup_capacity > 0.0:
        strips = StripsConfig.model_validate({"capacity_w": system.backup_capacity, "kind": "duct"})
    return Configuration(system.name, heat_pump=machine.model_copy(update={"cooling": None}), strips=strips), flow


def _thermostat(home: HpxmlHome) -> ThermostatConfig:
    setpoints = {"heating_setpoint_c": home.house.heating_setpoint, "cooling_setpoint_c": home.house.cooling_setpoint}
    return ThermostatConfig.model_validate(
        {key: value - FREEZING for key, value in setpoints.items() if value is not None}
    )


def _ducts(distribution: Distribution, flow: float, house: HouseConfig) -> DuctsConfig | None:
    table = distribution.ducts(flow, duct_zone_names())
    if table is None:
        return None
    known = [*(zone.name for zone in house.zones), "outdoors"]
    if table["zone"] not in known:
        problem = f"ducts are in '{distribution.place}', which the home does not have"
        raise InvalidInput([Fault(f"{house.name}: {distribution.name}", problem)])
    return DuctsConfig.model_validate(table)
