"""Every annual figure, declared once: its name in the file, its key in JSON, its units and meaning.

"Annual" means the simulated period, which is a year unless `--from` or `--to` say otherwise. Energies are those of
heating, cooling and ventilation equipment alone, unless the long name says otherwise; `gas` is any fuel that a furnace
burns, by its higher heating value.
"""

from dataclasses import dataclass

from cosim.schema.variables import VARIABLES

PREFIX = "annual_"


@dataclass(frozen=True, slots=True)
class Figure:
    """One annual figure of a configuration.

    Attributes
    ----------
    name : str
        Name in the Dataset, after the prefix ``annual_``.
    key : str
        Key in JSON, units included.
    units : str
        Units as UDUNITS writes them; money is dimensionless there, and `currency` says what it is.
    long_name : str
        Meaning in words.
    """

    name: str
    key: str
    units: str
    long_name: str

    @property
    def variable(self) -> str:
        """Name of its variable in the Dataset."""
        return PREFIX + self.name

    @property
    def is_count(self) -> bool:
        """Whether it counts events and is a whole number."""
        return self.name in COUNTS

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of US dollars."""
        return self.name == "cost" or self.name.endswith("_cost")


def _energy(name: str, long_name: str) -> Figure:
    return Figure(name, f"{name}_kwh", "kW h", long_name)


COUNTS = ("defrosts", "compressor_starts")

_DECLARED = (
    # what the equipment used and delivered
    _energy("electricity", "Electricity of heating, cooling and ventilation equipment"),
    _energy("gas", "Gas, propane or oil of heating equipment, higher heating value"),
    _energy("heating", "Heat delivered, net of the heat that defrosts took from the house"),
    _energy("cooling", "Heat removed by cooling, sensible and latent, net of the fan's heat"),
    _energy("strip", "Electricity of electric strips, tempering during defrosts included"),
    _energy("other_electricity", "Electricity of the rest of the house"),
    # electricity by end use; these and the strips add up to the whole
    _energy("compressor_heating", "Electricity of the compressor while heating, outside defrosts"),
    _energy("compressor_cooling", "Electricity of the compressor while cooling"),
    _energy("defrost", "Electricity of compressor and fans during defrosts, without strips"),
    _energy("fan", "Electricity of indoor and outdoor fans and of the furnace's blower, outside defrosts"),
    _energy("furnace_electricity", "Electricity of the furnace's inducer, igniter and controls"),
    _energy("standby", "Electricity of crankcase heater, base-pan heater and electronics"),
    # heat by source
    _energy("heat_pump_heating", "Heat from the compressor, net of the heat that defrosts took"),
    _energy("furnace_heating", "Heat from the furnace, its blower's heat included"),
    _energy("defrost_heat", "Heat that defrosts took from the house"),
    _energy("tempering", "Part of the strips' electricity that tempered the air during defrosts"),
    _energy("heating_electricity", "All electricity for heating: heat pump, strips, furnace with its blower"),
    # money and emissions, of the whole house
    Figure("cost", "cost", "1", "Cost of all electricity and fuel of the house, fixed charges included"),
    Figure("electricity_cost", "electricity_cost", "1", "Cost of all electricity of the house, without fixed charges"),
    Figure("demand_cost", "demand_cost", "1", "Part of the cost of electricity that is charged for peak power"),
    Figure("gas_cost", "gas_cost", "1", "Cost of all fuel of the house, without fixed charges"),
    Figure("fixed_cost", "fixed_cost", "1", "Fixed charges of the accounts that the house has, and the top-up to the "
           "tariff's minimum bill"),
    Figure("emissions", "emissions_kg", "kg", "Emissions of all energy of the house and of lost refrigerant, "
           "CO2 equivalent"),
    Figure("electricity_emissions", "electricity_emissions_kg", "kg", "Emissions of all electricity of the house"),
    Figure("gas_emissions", "gas_emissions_kg", "kg", "Emissions of all fuel of the house, its supply included"),
    Figure("upstream_emissions", "upstream_emissions_kg", "kg", "Part of the fuel's emissions that arises in its "
           "supply, as far as it is stated apart"),
    Figure("refrigerant_emissions", "refrigerant_emissions_kg", "kg", "Emissions of lost refrigerant, the loss at the "
           "end spread over the life"),
    # how it worked
    Figure("seasonal_cop_heating", "seasonal_cop_heating", "1", "Heat from the compressor net of defrosts, over its "
           "electricity with fans, defrosts and crankcase heater; backup excluded"),
    Figure("system_cop_heating", "system_cop_heating", "1", "Heat delivered by heat pump, strips and furnace, net of "
           "defrosts, over all electricity and fuel (higher heating value) for heating, standby included"),
    Figure("heating_start_share", "heating_start_share", "1", "Share of the compressor's heat that its starts lose, "
           "which is about their share of its electricity"),
    Figure("cooling_start_share", "cooling_start_share", "1", "Share of the heat removed by the compressor that its "
           "starts lose"),
    Figure("defrosts", "defrosts", "1", "Number of defrosts"),
    Figure("compressor_starts", "compressor_starts", "1", "Number of compressor starts"),
    Figure("peak_electric", "peak_electric_w", "W", "Highest 15-minute mean of the equipment's electric power"),
    Figure("peak_house_electric", "peak_house_electric_w", "W", "Highest 15-minute mean of the house's electric power"),
    Figure("unmet_heating", "unmet_heating_kh", "K h", "Kelvin-hours more than 0.5 K below the lower limit"),
    Figure("unmet_cooling", "unmet_cooling_kh", "K h", "Kelvin-hours more than 0.5 K above the upper limit"),
    # demand response, against the same configuration without its events; no figures without any
    Figure("response_events", "response_events", "1", "Demand-response events"),
    Figure("response_shed", "response_shed_w", "W", "Mean reduction of the equipment's power during events"),
    Figure("response_rebound", "response_rebound_w", "W", "Mean increase of the equipment's power in the two hours "
           "after them"),
    Figure("response_lowest", "response_lowest_k", "K", "Lowest hourly mean room temperature in events"),
    Figure("response_highest", "response_highest_k", "K", "Highest hourly mean room temperature in events"),
)  # fmt: skip

# what meters count without a figure of its own above
FIGURES = _DECLARED + tuple(
    _energy(name, long_name)
    for name, long_name in {variable.figure: variable.long_name for variable in VARIABLES if variable.figure}.items()
    if name not in {figure.name for figure in _DECLARED}
)
