"""Heat that storage water heaters of an HPXML home lose to the place where they stand.

The energy for hot water itself depends on the mains' temperature and is not simulated.
"""

from collections.abc import Callable
from functools import partial

from cosim.hpxml.elements import Element, Refused, name_of, number_in, text_in
from cosim.hpxml.household import Household
from cosim.hpxml.parts import Parts
from cosim.hpxml.timing import Timing
from cosim.hpxml.uses import Use, zone_of
from cosim.units import BTU, KILOWATT_HOUR

STORAGE = "storage water heater"
USUAL_SETPOINT, ROOM_TEMPERATURE = 125.0, 72.0  # °F
# of the test by which heaters are rated (10 CFR 430, appendix E): heat of a gallon of water, Btu for each °F; °F of
# inlet and of surroundings; by energy factor and by uniform energy factor: gallons a day and °F of the tank
WATER, INLET, AROUND = 8.2938 * 1.0007, 58.0, 67.5
BY_FACTOR, BY_UNIFORM = (64.3, 135.0), (55.0, 125.0)
DRAWS = {"very small": 10.0, "low": 38.0, "medium": 55.0, "high": 84.0}  # gallons a day, by uniform energy factor
# efficiency where a file states none, by fuel: kinds of 2006, ANSI/RESNET/ICC 301
ELECTRIC_FACTOR = 0.92
BURNER_FACTOR, BURNER_RECOVERY, BURNER_CAPACITY = 0.59, 0.76, 38000.0  # Btu/h
# share of a tank's losses that goes to the room, the rest up the flue, by energy factor: OpenStudio-HPXML
SKIN = ((0.63, 0.64), (0.80, 0.91), (1.0, 0.96))
ELECTRIC_EXCESS = 1.25  # of EnergyPlus's electric tanks over this rule: their mean lies above the setpoint's losses


def water_heaters(parts: Parts, household: Household) -> list[tuple[Element, Callable[[], Use]]]:
    """Return the tanks of a home, each with what reads the heat that it loses."""
    systems = parts.details.findall("Systems/WaterHeating/WaterHeatingSystem")
    tanks = [system for system in systems if system.findtext("WaterHeaterType") == STORAGE]
    return [(tank, partial(_losses, parts, tank)) for tank in tanks]


def _losses(parts: Parts, tank: Element) -> Use:
    fuel = text_in(tank, "FuelType", "electricity")
    setpoint = number_in(tank, "HotWaterTemperature", USUAL_SETPOINT)
    conductance, factor = _conductance(tank, burns=fuel != "electricity")
    if conductance < 0.0:
        raise Refused(name_of(tank), "its efficiency and recovery are at odds: its tank would gain heat")
    share = ELECTRIC_EXCESS
    if fuel != "electricity":
        share = next((part for most, part in SKIN if factor <= most), SKIN[-1][1])
    zone = zone_of(parts, tank)
    btu = share * conductance * max(setpoint - ROOM_TEMPERATURE, 0.0) * 8760.0
    return Use("hot water tank", Timing(), heat=btu * BTU / KILOWATT_HOUR, sensible=1.0, zone=zone, radiant=0.0)


def _conductance(tank: Element, *, burns: bool) -> tuple[float, float]:
    """Return the conductance of a tank, Btu/h for each °F, and its energy factor.

    By its rating, after J. Burch and P. Erickson, "Using ratings data to derive simulation-model inputs for
    storage-tank water heaters", NREL/CP-550-36035, 2004.
    """
    uniform = tank.find("UniformEnergyFactor") is not None and tank.find("EnergyFactor") is None
    drawn, hot = BY_UNIFORM if uniform else BY_FACTOR
    if uniform:
        drawn = DRAWS.get(text_in(tank, "UsageBin", "medium"), drawn)
        factor = number_in(tank, "UniformEnergyFactor")
    else:
        factor = number_in(tank, "EnergyFactor", BURNER_FACTOR if burns else ELECTRIC_FACTOR)
    if not 0.0 < factor < 1.0:
        raise Refused(f"{name_of(tank)}/EnergyFactor", f"of a tank must lie between 0 and 1, not at {factor:g}")
    load = drawn * WATER * (hot - INLET)
    if not burns:
        return load * (1.0 / factor - 1.0) / ((hot - AROUND) * 24.0), factor
    recovery = number_in(tank, "RecoveryEfficiency", max(BURNER_RECOVERY, factor))
    capacity = number_in(tank, "HeatingCapacity", BURNER_CAPACITY)
    if capacity <= 0.0:
        raise Refused(f"{name_of(tank)}/HeatingCapacity", f"must be above 0, not {capacity:g}")
    lasts = 24.0 / load - 1.0 / (capacity * factor)
    return (recovery / factor - 1.0) / ((hot - AROUND) * lasts), factor
