"""Every recorded quantity, declared once: what it is, and what it counts towards.

Totals, heat balances, one-minute ledgers, end uses, annual energies and bills follow from the declarations here; none
of them keeps a list of its own. A further metered quantity is one line here, and one in `cosim.schema.end_uses` where
its end use is new.
"""

from dataclasses import dataclass
from typing import Literal

Carrier = Literal["electricity", "fuel"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One recorded quantity.

    Attributes
    ----------
    name, units, long_name, standard_name, cell_methods : str
        As in the NetCDF file, by the CF conventions.
    accumulated : bool
        Whether it is a row of the flow's ledger: the flow adds ``rate * dt`` at every internal step, and the hourly
        value is the exact mean. The others are derived after the run.
    carrier : {"electricity", "fuel"}, optional
        What a meter counts, each joule once. Sums, and parts of a row that is counted already, have none.
    end_use : str
        Name of the end use (`cosim.schema.end_uses`) of what the meter counts.
    room : {-1, 0, 1}
        Sign with which it enters the heat balance of the conditioned air.
    hvac : bool
        Whether it belongs to equipment of heating, cooling and ventilation.
    figure : str
        Annual figure (`cosim.schema.figures`) that its energy is added to.
    """

    name: str
    units: str
    long_name: str
    standard_name: str = ""
    accumulated: bool = True
    cell_methods: str = "time: mean"
    carrier: Carrier | None = None
    end_use: str = ""
    room: Literal[-1, 0, 1] = 0
    hvac: bool = False
    figure: str = ""


def _heat(name: str, long_name: str, room: Literal[-1, 0, 1], *, hvac: bool = True, figure: str = "") -> Variable:
    return Variable(name, "W", long_name, room=room, hvac=hvac, figure=figure)


def _metered(
    name: str, end_use: str, long_name: str, *, carrier: Carrier = "electricity", hvac: bool = True, figure: str = ""
) -> Variable:
    """Return what a meter counts; its annual figure has the name of its end use unless `figure` says otherwise."""
    return Variable(name, "W", long_name, carrier=carrier, end_use=end_use, hvac=hvac, figure=figure or end_use)


LEDGER = (
    # weather and room
    Variable("outdoor_temperature", "K", "Outdoor dry-bulb temperature", "air_temperature"),
    Variable("outdoor_humidity_ratio", "1", "Humidity ratio of the outdoor air", "humidity_mixing_ratio"),
    Variable("indoor_temperature", "K", "Air temperature of the (first) conditioned zone"),
    Variable("second_zone_temperature", "K", "Air temperature of the second conditioned zone; of the first where there "
             "is one zone only"),
    Variable("indoor_humidity_ratio", "1", "Humidity ratio of the indoor air", "humidity_mixing_ratio"),
    Variable("duct_zone_humidity_ratio", "1", "Humidity ratio of the air around the ducts; the indoor one where they "
             "run through conditioned space", "humidity_mixing_ratio"),
    Variable("infiltration_moisture", "kg s-1", "Water vapour that leakage, ventilation and openings to other zones "
             "bring into the conditioned zone"),
    Variable("duct_moisture", "kg s-1", "Water vapour that leaks of ducts bring into the conditioned zone or its coil"),
    Variable("heating_setpoint", "K", "Heating setpoint in force"),
    Variable("cooling_setpoint", "K", "Cooling setpoint in force"),
    Variable("unmet_heating", "K", "Kelvin by which the room is more than 0.5 K below the thermostat's heating band"),
    Variable("unmet_cooling", "K", "Kelvin by which the room is more than 0.5 K above the thermostat's cooling band"),
    # heat into the conditioned zone or its duct system
    _heat("heat_pump_heat", "Heat from the compressor and its indoor fan, before defrosts", 1),
    _heat("defrost_heat", "Heat that defrosts take from the indoor air", -1, figure="defrost_heat"),
    _heat("strip_heat", "Heat from electric strips", 1),
    _heat("furnace_heat", "Heat from the furnace and its blower", 1, figure="furnace_heating"),
    _heat("ideal_heat", "Heat from the ideal heater", 1),
    _heat("cooling_sensible", "Sensible heat removed by cooling, net of the indoor fan's heat", -1),
    Variable("cooling_latent", "W", "Latent heat removed by cooling", hvac=True),
    _heat("duct_loss", "Heat that ducts lose outside the conditioned zone (negative while cooling)", -1, hvac=False),
    _heat("infiltration_heat", "Sensible heat that leakage and ventilation bring into the conditioned zone", 1,
          hvac=False),
    Variable("airing_heat", "W", "Part of the heat of leakage and ventilation that comes through opened windows and "
             "whole-house fans"),
    _heat("internal_gain", "Sensible heat of people and appliances, unconditioned zones included", 1, hvac=False),
    _heat("external_heat", "Heat that equipment with a port of its own, or the input external_heat, brings into the "
          "conditioned air", 1, hvac=False),
    # electricity
    _metered("compressor_heating_electricity", "compressor_heating", "Electricity of the compressor while heating"),
    _metered("compressor_cooling_electricity", "compressor_cooling", "Electricity of the compressor while cooling"),
    _metered("defrost_electricity", "defrost", "Electricity of compressor and fans during defrosts, without strips"),
    _metered("outdoor_fan_electricity", "fans", "Electricity of the outdoor fan outside defrosts", figure="fan"),
    _metered("indoor_fan_electricity", "fans", "Electricity of the indoor fan or furnace blower outside defrosts",
             figure="fan"),
    _metered("strip_electricity", "strips", "Electricity of electric strips", figure="strip"),
    Variable("tempering_electricity", "W", "Part of the strips' electricity that tempers the air during defrosts",
             figure="tempering"),
    _metered("furnace_electricity", "auxiliaries", "Electricity of inducer, igniter and furnace controls",
             figure="furnace_electricity"),
    _metered("standby_electricity", "auxiliaries", "Electricity of crankcase heater, base-pan heater, reversing valve "
             "and electronics", figure="standby"),
    _metered("heater_electricity", "heaters", "Electricity of other equipment of heating and cooling"),
    _metered("battery_electricity", "battery", "Electricity into batteries, negative while they discharge", hvac=False),
    _metered("vehicle_electricity", "vehicle", "Electricity that charges vehicles", hvac=False),
    _metered("other_electricity", "other", "Electricity of the rest of the house", hvac=False,
             figure="other_electricity"),
    Variable("heat_pump_heating_electricity", "W", "All electricity of the heat pump for heating: compressor, fans, "
             "defrosts and crankcase heater, without backup"),
    Variable("heating_electricity", "W", "All electricity for heating: heat pump, strips, furnace with its blower, "
             "standby included", figure="heating_electricity"),
    Variable("hvac_electricity", "W", "Electricity of heating, cooling and ventilation equipment",
             figure="electricity"),
    Variable("house_electricity", "W", "Electricity of the whole house, as its meter counts it"),
    # fuel
    _metered("furnace_gas", "gas", "Fuel burnt by the furnace, higher heating value", carrier="fuel"),
    _metered("heater_fuel", "heater_fuel", "Fuel burnt by other equipment of heating, higher heating value",
             carrier="fuel"),
    _metered("other_fuel", "other_fuel", "Fuel burnt by the rest of the house, higher heating value", carrier="fuel",
             hvac=False),
    # machine and frost
    Variable("compressor_speed", "s-1", "Compressor speed, zero while it is off"),
    Variable("heating_start_loss", "W", "Heat that the compressor does not give while it starts, or that goes outdoors "
             "after it stops", hvac=True, figure="heating_start_loss"),
    Variable("cooling_start_loss", "W", "Heat that the compressor does not remove while it starts, or lets in after it "
             "stops", hvac=True, figure="cooling_start_loss"),
    Variable("return_air_temperature", "K", "Temperature of the air that enters the air handler; the room's while no "
             "fan runs"),
    Variable("supply_air_temperature", "K", "Temperature of the supply air; the room's while no fan runs"),
    Variable("defrosting", "1", "Share of time in defrost"),
    Variable("coil_temperature", "K", "Surface of the outdoor coil, or of its ice, while it heats or defrosts; else "
             "outdoor temperature"),
    Variable("outdoor_airflow_share", "1", "Outdoor-coil air flow relative to the clean coil"),
    Variable("frost_capacity_loss", "W", "Heating capacity that frost takes from the running compressor"),
    Variable("frost_mass", "kg", "Frost on the outdoor coil"),
    Variable("frost_thickness", "m", "Thickness of the frost layer"),
    Variable("frost_deposited", "kg s-1", "Rate at which frost forms"),
    Variable("frost_melted", "kg s-1", "Rate at which frost melts, in defrosts and in mild off-cycles"),
)  # fmt: skip

DERIVED = (
    Variable("solar_gain", "W", "Sun transmitted through the windows of the conditioned zone", accumulated=False),
    Variable("fabric_heat", "W", "Heat that flows from outdoors and ground into the house through its fabric, sun "
             "and infrared exchange included", accumulated=False, room=1),
    Variable("stored_heat", "J", "Heat stored in air, fabric and furniture at the end of the hour, relative to 0 °C",
             accumulated=False, cell_methods="time: point"),
    Variable("energy_residual", "W", "Heat in less heat out less change of stored heat: zero but for rounding",
             accumulated=False),
    Variable("peak_electricity", "W", "Highest 15-minute mean of the house's electric power within the hour",
             accumulated=False, cell_methods="time: maximum"),
)  # fmt: skip

VARIABLES = LEDGER + DERIVED
ROW = {variable.name: number for number, variable in enumerate(LEDGER)}
"""Row of each variable in the flow's ledger."""


def metered(carrier: Carrier, *, hvac: bool | None = None, end_use: str | None = None) -> tuple[Variable, ...]:
    """Return what the meter of a carrier counts, of the equipment alone or of the rest, of one end use or of all."""
    return tuple(
        variable
        for variable in LEDGER
        if variable.carrier == carrier
        and (hvac is None or variable.hvac == hvac)
        and (end_use is None or variable.end_use == end_use)
    )


def rows(variables: tuple[Variable, ...]) -> tuple[int, ...]:
    """Return the rows of variables in the flow's ledger."""
    return tuple(ROW[variable.name] for variable in variables)


ROOM_BALANCE = tuple((variable.room, variable.name) for variable in VARIABLES if variable.room)
"""Sign and name of everything that changes the heat stored in the house."""
HEATING_SOURCES = tuple(variable.name for variable in LEDGER if variable.hvac and variable.room > 0)
"""What gives heat where equipment heats; defrosts take some of it back."""
