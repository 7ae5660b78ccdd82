"""Hot water in an HPXML home: what people draw, the energy that heats it, and what tanks lose to where they stand.

The energy follows the mains, so it is stated for a rise of `REFERENCE_RISE` and scaled by the house's climate.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from cosim.hpxml.appliances import dishwasher_water, washer_water
from cosim.hpxml.elements import Element, Refused, Unsupported, name_of, number_in, share_in, text_in
from cosim.hpxml.fuels import BOUGHT
from cosim.hpxml.household import Household
from cosim.hpxml.parts import BASEMENT, Parts
from cosim.hpxml.timing import Timing
from cosim.hpxml.uses import ELSEWHERE, Use, multiplier, zone_of, zones_of
from cosim.units import BTU, KILOWATT_HOUR

STORAGE, INSTANT, HEAT_PUMP = "storage water heater", "instantaneous water heater", "heat pump water heater"
USUAL_SETPOINT, MIXED, ROOM_TEMPERATURE = 125.0, 105.0, 72.0  # °F
REFERENCE_RISE = 72.0  # °F; see `cosim.config.gains.MAINS_RISE`
GALLON = 8.2938 * 1.0007  # Btu that warm a gallon by 1 °F
BTU_A_DAY = 365.0 * BTU / KILOWATT_HOUR  # kWh of a Btu a day
# gallons a day of mixed water: at fixtures, a constant and for each person (FSEC-PF-464-15, equation 14); of what waits
# in pipes, a factor and a power of people. ANSI/RESNET/ICC 301-2022
FIXTURES, PIPES = (-4.84, 18.6), (7.16, 0.7)
LOW_FLOW = 0.05  # of it that fixtures of low flow save
BY_PEOPLE = 0.25  # share of the waste in pipes that is due to how people draw
RECIRCULATED = 0.1  # share of the rest with a loop that circulates
# kWh a year for each watt of a loop's pump, by its control
PUMP = {"no control": 8.76, "timer": 8.76, "temperature": 1.46, "presence sensor demand control": 0.15,
        "manual demand control": 0.10}  # fmt: skip
PUMP_POWER = 50.0
INSTANT_FACTOR = {"EnergyFactor": 0.92, "UniformEnergyFactor": 0.94}  # of the rating in small draws: OpenStudio-HPXML
# of the test by which heaters are rated (10 CFR 430, appendix E): °F of inlet and of surroundings; by energy factor and
# by uniform energy factor: gallons a day and °F of the tank
INLET, AROUND = 58.0, 67.5
BY_FACTOR, BY_UNIFORM = (64.3, 135.0), (55.0, 125.0)
DRAWS = {"very small": 10.0, "low": 38.0, "medium": 55.0, "high": 84.0}  # gallons a day, by uniform energy factor
ELECTRIC_FACTOR = 0.92  # of tanks of 2006, ANSI/RESNET/ICC 301
BURNER_FACTOR, BURNER_RECOVERY, BURNER_CAPACITY = 0.59, 0.76, 38000.0  # Btu/h
# share of a tank's losses that goes to the room, the rest up the flue, by energy factor: OpenStudio-HPXML
SKIN = ((0.63, 0.64), (0.80, 0.91), (1.0, 0.96))
ELECTRIC_EXCESS = 1.25  # of EnergyPlus's electric tanks over this rule, whose mean is above the setpoint's

Reading = tuple[Element, Callable[[], Use]]


@dataclass(frozen=True)
class WaterHeater:
    """What heats water: shares of the energy for what is drawn and for what is lost, and the losses."""

    efficiency: float
    fuel: str
    setpoint: float
    losses: float = 0.0
    """Of the tank, kWh a year."""
    to_room: float = 1.0
    """Share of them."""
    from_room: float = 0.0
    """Heat that a heat pump takes from the air around it, over the energy for what is drawn."""


def hot_water(parts: Parts, household: Household) -> list[Reading]:
    """Return what heats the water of a home for fixtures and for machines, its tanks, and the pumps of its loops."""
    found: list[Reading] = []
    for system in parts.details.findall("Systems/WaterHeating/WaterHeatingSystem"):
        found += [(system, partial(_drawn, parts, household, system, mixed=mixed)) for mixed in (True, False)]
        found.append((system, partial(_tank, parts, system)))
    loops = parts.details.findall("Systems/WaterHeating/HotWaterDistribution")
    return [*found, *((loop, partial(_pump, household, loop)) for loop in loops)]


def _drawn(parts: Parts, household: Household, system: Element, *, mixed: bool) -> Use:
    """Return the energy for water of fixtures, mixed with cold, or for the hot water of machines."""
    heater = _heater(parts, system)
    share = share_in(system, "FractionDHWLoadServed", 1.0)
    solar = parts.details.find("Systems/SolarThermal/SolarThermalSystem")
    if solar is not None:
        share *= 1.0 - share_in(solar, "SolarFraction", 0.0)
    if mixed:
        gallons, to, name = _fixtures(parts, household), MIXED, "hot water, fixtures"
        heating = parts.details.find("Systems/WaterHeating")
        timing = household.timing(heating, "hot_water_fixtures", "WaterFixtures")
    else:
        appliances = parts.details.find("Appliances")
        machines = [] if appliances is None else [child for child in appliances if isinstance(child, Element)]
        gallons = sum(
            water(household, machine)
            for machine in machines
            for tag, water in (("Dishwasher", dishwasher_water), ("ClothesWasher", washer_water))
            if machine.tag == tag
        )
        to, name, timing = heater.setpoint, "hot water, machines", household.timing(None, "clothes_washer")
    energy = share * gallons * GALLON * REFERENCE_RISE * BTU_A_DAY / heater.efficiency
    use = _by_fuel(Use(name, timing, zone=ELSEWHERE, mains_to=to), heater.fuel, energy)
    if heater.from_room > 0.0:
        use = replace(use, zone=zone_of(parts, system), sensible=-heater.from_room, radiant=0.0)
    return use


def _fixtures(parts: Parts, household: Household) -> float:
    """Return the mixed water of showers and taps, and of what runs until it is warm, gallons a day."""
    fixtures = parts.details.findall("Systems/WaterHeating/WaterFixture")
    low = [fixture.findtext("LowFlow") in ("true", "1") for fixture in fixtures]
    for fixture in fixtures:
        fixture.findtext("WaterFixtureType")
    effect = 1.0 - LOW_FLOW * (sum(low) / len(low) if low else 0.0)
    people, loop = household.counted, parts.details.find("Systems/WaterHeating/HotWaterDistribution")
    drawn, waste = max(FIXTURES[0] + FIXTURES[1] * people, 0.0), PIPES[0] * people ** PIPES[1]
    pipes = 1.0 if loop is None else _pipes(parts, loop)
    heating = parts.details.find("Systems/WaterHeating")
    factor = 1.0 if heating is None else multiplier(heating, "extension/WaterFixturesUsageMultiplier")
    return effect * (drawn + waste * (BY_PEOPLE + (1.0 - BY_PEOPLE) * pipes)) * factor


def _pipes(parts: Parts, loop: Element) -> float:
    """Return the water that waits in pipes over that of the reference home."""
    insulated = number_in(loop, "PipeInsulation/PipeRValue", 0.0) >= 3.0
    if loop.find("SystemType/Recirculation") is not None:
        branch = number_in(loop, "SystemType/Recirculation/BranchPipingLength", 10.0) / 10.0
        number_in(loop, "SystemType/Recirculation/RecirculationPipingLoopLength", 0.0)
        return RECIRCULATED * branch * (1.0 if insulated else 1.11)
    construction = parts.one("BuildingSummary/BuildingConstruction")
    floors = number_in(construction, "NumberofConditionedFloors", max(parts.storeys, 1.0))
    usual = 2.0 * (parts.floor_area / floors) ** 0.5 + 10.0 * floors + 5.0 * (BASEMENT in zones_of(parts))
    length = number_in(loop, "SystemType/Standard/PipingLength", usual)
    return length / usual * (0.9 if insulated else 1.0)


def _tank(parts: Parts, system: Element) -> Use:
    """Return a tank's losses: energy that is metered, of which a part becomes heat where it stands."""
    heater = _heater(parts, system)
    energy = heater.losses / heater.efficiency
    use = _by_fuel(Use("hot water, tank", Timing(), zone=zone_of(parts, system), radiant=0.0), heater.fuel, energy)
    return replace(use, sensible=heater.to_room * heater.efficiency)


def _pump(household: Household, loop: Element) -> Use:
    circulates = loop.find("SystemType/Recirculation")
    if circulates is None:
        return Use("hot water, circulation")
    control = text_in(circulates, "ControlType", "no control")
    if control not in PUMP:
        raise Unsupported(f"{name_of(loop)}/SystemType/Recirculation/ControlType", f"'{control}' is not supported yet")
    kwh = PUMP[control] * number_in(circulates, "PumpPower", PUMP_POWER)
    timing = household.timing(loop, "hot_water_recirculation_pump", "RecirculationPump")
    return Use("hot water, circulation", timing, kwh, zone=ELSEWHERE)


def _by_fuel(use: Use, fuel: str, energy: float) -> Use:
    if fuel == "electricity":
        return replace(use, electricity=energy)
    return replace(use, fuel=energy, burns=BOUGHT[fuel])


def _heater(parts: Parts, system: Element) -> WaterHeater:
    """Return what a water heater is by its rating."""
    kind = text_in(system, "WaterHeaterType", STORAGE)
    setpoint = number_in(system, "HotWaterTemperature", USUAL_SETPOINT)
    if kind.startswith("space-heating boiler"):
        efficiency, fuel = _boiler(parts, system)
        return WaterHeater(efficiency, fuel, setpoint)
    fuel = text_in(system, "FuelType", "electricity")
    if fuel not in BOUGHT:
        raise Refused(f"{name_of(system)}/FuelType", f"'{fuel}' is no fuel that HPXML knows")
    rating = "UniformEnergyFactor" if system.find("UniformEnergyFactor") is not None else "EnergyFactor"
    if kind == INSTANT:
        usual = 0.99 if fuel == "electricity" else 0.82
        return WaterHeater(INSTANT_FACTOR[rating] * _factor(system, rating, usual, 1.2), fuel, setpoint)
    if kind == HEAT_PUMP:  # all heat of the water that is no electricity is the air's, and what a tank loses goes back
        factor = _factor(system, rating, 3.5, 6.0)
        return WaterHeater(factor, fuel, setpoint, from_room=max(factor - 1.0, 0.0))
    if kind != STORAGE:
        raise Unsupported(f"{name_of(system)}/WaterHeaterType", f"'{kind}' is not supported yet")
    return _storage(system, fuel, setpoint, rating)


def _storage(tank: Element, fuel: str, setpoint: float, rating: str) -> WaterHeater:
    """Return a tank with the losses that its rating implies.

    After J. Burch and P. Erickson, "Using ratings data to derive simulation-model inputs for storage-tank water
    heaters", NREL/CP-550-36035, 2004.
    """
    burns = fuel != "electricity"
    factor = _factor(tank, rating, BURNER_FACTOR if burns else ELECTRIC_FACTOR, 1.0)
    drawn, hot = BY_UNIFORM if rating == "UniformEnergyFactor" else BY_FACTOR
    if rating == "UniformEnergyFactor":
        drawn = DRAWS.get(text_in(tank, "UsageBin", "medium"), drawn)
    load, difference = drawn * GALLON * (hot - INLET), hot - AROUND
    excess = max(setpoint - ROOM_TEMPERATURE, 0.0) * 24.0 * BTU_A_DAY
    if not burns:
        conductance = load * (1.0 / factor - 1.0) / (difference * 24.0)
        return WaterHeater(1.0, fuel, setpoint, ELECTRIC_EXCESS * conductance * excess)
    recovery = number_in(tank, "RecoveryEfficiency", max(BURNER_RECOVERY, factor))
    capacity = number_in(tank, "HeatingCapacity", BURNER_CAPACITY)
    if capacity <= 0.0 or not factor <= recovery <= 1.0:
        raise Refused(name_of(tank), "its capacity, efficiency and recovery are at odds: its tank would gain heat")
    conductance = (recovery / factor - 1.0) / (difference * (24.0 / load - 1.0 / (capacity * factor)))
    if conductance < 0.0:
        raise Refused(name_of(tank), "its capacity is below what its rating takes")
    efficiency = min(recovery + conductance * difference / capacity, 1.0)
    share = next((part for most, part in SKIN if factor <= most), SKIN[-1][1])
    return WaterHeater(efficiency, fuel, setpoint, conductance * excess, share)


def _factor(system: Element, rating: str, usual: float, most: float) -> float:
    factor = number_in(system, rating, usual)
    if not 0.0 < factor < most:
        raise Refused(f"{name_of(system)}/{rating}", f"must be above 0 and below {most:g}, not {factor:g}")
    return factor


def _boiler(parts: Parts, system: Element) -> tuple[float, str]:
    """Return efficiency and fuel of the boiler that heats a tank."""
    mark = system.find("RelatedHVACSystem")
    name = "" if mark is None else mark.get("idref", "")
    for heating in parts.details.findall("Systems/HVAC/HVACPlant/HeatingSystem"):
        if name_of(heating) == name:
            fuel = text_in(heating, "HeatingSystemFuel", "natural gas")
            value = heating.find("AnnualHeatingEfficiency/Value")
            efficiency = 0.8 if value is None else number_in(heating, "AnnualHeatingEfficiency/Value")
            if fuel in BOUGHT and 0.0 < efficiency <= 1.0:
                return efficiency, fuel
            raise Refused(f"{name}/AnnualHeatingEfficiency/Value", f"of a boiler cannot be {efficiency:g}")
    raise Refused(f"{name_of(system)}/RelatedHVACSystem", f"system '{name}' is not defined")
