"""What a machine takes beside compressor and fans: electronics, reversing valve and heaters."""

from typing import Any

from cosim.flow.marks import in_kernel
from cosim.flow.records import Compressor

OFF, HEATING = int(Compressor.OFF), int(Compressor.HEATING)


@in_kernel
def standing_power(controls: Any, parameters: Any, outdoor: float) -> float:
    """Return the power of electronics, reversing valve and heaters of base pan and crankcase, W."""
    power = parameters.standby_power + controls.valve_power
    if controls.compressor == OFF and outdoor < parameters.crankcase_below:
        power += parameters.crankcase_power
    if outdoor < parameters.pan_heater_below:
        if controls.defrosting == 1:
            power += parameters.pan_power_defrosting
        elif controls.compressor == HEATING:
            power += parameters.pan_power_heating
        else:
            power += parameters.pan_power_idle
    return power
