"""What bills say of one house, as files state it."""

from typing import Annotated

from pydantic import Field

from cosim.config.base import Config, Power, TemperatureDifference

Factor = Annotated[float, Field(gt=0.01, lt=100)]
Shift = Annotated[TemperatureDifference, Field(ge=-15, le=15)]


class ValuesConfig(Config):
    """What bills say of one house: factors on its file, shifts of the thermostat, and fuel that the file lacks."""

    heat_loss: Factor = 1.0
    """Factor on the conductance of everything that borders on outdoors, ground or an unheated zone."""
    leakage: Factor = 1.0
    """Factor on `ach50`."""
    solar: Factor = 1.0
    """Factor on the sun that passes windows and curtains."""
    heating_setpoint: Shift = 0.0
    """Shift of all heating setpoints."""
    cooling_setpoint: Shift = 0.0
    """Shift of all cooling setpoints."""
    appliances: Factor = 1.0
    """Factor on electricity and heat of lights and appliances."""
    gains: Factor = 1.0
    """Further factor on the sensible heat of people and appliances."""
    efficiency: Factor = 1.0
    """Factor on the efficiency of the furnace that the bills are of."""
    duct_leakage: Factor = 1.0
    """Factor on the leakage of ducts."""
    other_fuel: Factor = 1.0
    """Factor on fuel for hot water, range and dryer."""
    added_fuel: Annotated[Power, Field(ge=0, le=1e5)] = 0.0
    """Mean power of fuel for hot water, range and dryer that the file does not state."""
