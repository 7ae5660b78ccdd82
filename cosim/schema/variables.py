"""Every recorded quantity, declared once: the flow's ledger, the NetCDF file, tables and documentation read it here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One recorded quantity: its name, units, meaning, and what a sample stands for.

    A variable with ``accumulated`` is a row of the flow's ledger: the flow adds ``rate * dt`` at every internal step
    and the hourly value is the exact mean. The others are derived from the envelope's modes, or from those, after
    the run.
    """

    name: str
    units: str
    long_name: str
    standard_name: str = ""
    accumulated: bool = True
    cell_methods: str = "time: mean"


LEDGER = (
    # weather and room
    Variable("outdoor_temperature", "K", "Outdoor dry-bulb temperature", "air_temperature"),
    Variable("outdoor_humidity_ratio", "1", "Humidity ratio of the outdoor air", "humidity_mixing_ratio"),
    Variable("indoor_temperature", "K", "Air temperature of the conditioned zone, the first where there are two"),
    Variable("second_zone_temperature", "K", "Air temperature of the second conditioned zone, or of the only one"),
    Variable("indoor_humidity_ratio", "1", "Humidity ratio of the indoor air", "humidity_mixing_ratio"),
    Variable("heating_setpoint", "K", "Heating setpoint in force"),
    Variable("cooling_setpoint", "K", "Cooling setpoint in force"),
    Variable("unmet_heating", "K", "Kelvin by which the room is more than 0.5 K below the thermostat's heating band"),
    Variable("unmet_cooling", "K", "Kelvin by which the room is more than 0.5 K above the thermostat's cooling band"),
    # heat into the conditioned zone or its duct system
    Variable("heat_pump_heat", "W", "Heat delivered by the compressor with its indoor fan's, before defrosts"),
    Variable("defrost_heat", "W", "Heat that defrosts took from the indoor air"),
    Variable("strip_heat", "W", "Heat delivered by electric strips"),
    Variable("furnace_heat", "W", "Heat delivered by the furnace, its blower's heat included"),
    Variable("ideal_heat", "W", "Heat delivered by the ideal heater"),
    Variable("cooling_sensible", "W", "Sensible heat removed by cooling, net of the indoor fan's heat"),
    Variable("cooling_latent", "W", "Latent heat removed by cooling"),
    Variable("duct_loss", "W", "Heat that the ducts lose outside the conditioned zone (negative while cooling)"),
    Variable("infiltration_heat", "W", "Sensible heat that leakage and ventilation bring into the conditioned zone"),
    Variable("internal_gain", "W", "Sensible heat of people and appliances"),
    Variable("external_heat", "W", "Heat that a source outside the scenario brings into the conditioned air"),
    # electricity
    Variable("compressor_heating_electricity", "W", "Electricity of the compressor while heating"),
    Variable("compressor_cooling_electricity", "W", "Electricity of the compressor while cooling"),
    Variable("defrost_electricity", "W", "Electricity of compressor and fans during defrosts, strips excluded"),
    Variable("outdoor_fan_electricity", "W", "Electricity of the outdoor fan outside defrosts"),
    Variable("indoor_fan_electricity", "W", "Electricity of the indoor fan or furnace blower outside defrosts"),
    Variable("strip_electricity", "W", "Electricity of electric strips"),
    Variable("tempering_electricity", "W", "Part of the strips' electricity used to temper the air during defrosts"),
    Variable("furnace_electricity", "W", "Electricity of inducer, igniter and furnace controls"),
    Variable("standby_electricity", "W", "Electricity of crankcase heater, base-pan heater, reversing valve and "
             "electronics"),
    Variable("heat_pump_heating_electricity", "W", "All electricity of the heat pump for heating: compressor, fans, "
             "defrost and crankcase; backup excluded"),
    Variable("hvac_electricity", "W", "Electricity of heating, cooling and ventilation equipment"),
    Variable("other_electricity", "W", "Electricity of the rest of the house"),
    # fuel
    Variable("furnace_gas", "W", "Fuel burnt by the furnace, higher heating value"),
    # machine and frost
    Variable("compressor_speed", "s-1", "Compressor speed, zero while it stands"),
    Variable("supply_air_temperature", "K", "Temperature of the supply air; the room's while no fan runs"),
    Variable("defrosting", "1", "Share of time in defrost"),
    Variable("coil_temperature", "K", "Surface of the outdoor coil, or of its ice, while it heats or defrosts; else "
             "outdoor temperature"),
    Variable("outdoor_airflow_share", "1", "Air flow that frost leaves the outdoor coil, of the clean coil's"),
    Variable("frost_capacity_loss", "W", "Heating capacity that frost takes from the running compressor"),
    Variable("frost_mass", "kg", "Frost on the outdoor coil"),
    Variable("frost_thickness", "m", "Thickness of the frost layer"),
    Variable("frost_deposited", "kg s-1", "Rate at which frost forms"),
    Variable("frost_melted", "kg s-1", "Rate at which frost melts, in defrosts and in mild off-cycles"),
)  # fmt: skip

DERIVED = (
    Variable("solar_gain", "W", "Sun transmitted through the windows of the conditioned zone", accumulated=False),
    Variable("fabric_heat", "W", "Heat that flows from outdoors and ground into the house through its fabric, sun "
             "and infrared exchange included", accumulated=False),
    Variable("stored_heat", "J", "Heat stored in air, fabric and furniture at the end of the hour, relative to 0 °C",
             accumulated=False, cell_methods="time: point"),
    Variable("energy_residual", "W", "Heat in less heat out less change of stored heat: zero but for rounding",
             accumulated=False),
    Variable("peak_electricity", "W", "Largest 15-minute mean of the house's electric power within the hour",
             accumulated=False, cell_methods="time: maximum"),
)  # fmt: skip

VARIABLES = LEDGER + DERIVED

END_USES = (
    Variable("compressor_heating", "W", "Compressor while heating"),
    Variable("compressor_cooling", "W", "Compressor while cooling"),
    Variable("defrost", "W", "Compressor and fans during defrosts, strips excluded"),
    Variable("strips", "W", "Electric strips, tempering during defrosts included"),
    Variable("fans", "W", "Indoor and outdoor fans and the furnace's blower, outside defrosts"),
    Variable("auxiliaries", "W", "Furnace controls, crankcase and base-pan heaters, electronics"),
    Variable("other", "W", "The rest of the house"),
    Variable("gas", "W", "Gas burnt by the furnace, higher heating value"),
)  # fmt: skip
"""What the one-minute ledger holds where one is asked for; the flow adds to it in this order."""
