"""The suite `furnace`: the fuel-fired furnace cases HE100 to HE230 of ASHRAE Standard 140 [1]_.

The house, which loses heat through its roof only, and the furnace with burner, exchanger, blower and meters are those
of our own flow. The specification asks for an ideal thermostat and for a furnace with a curve of efficiency at part
load. Instead of the sequence of a real furnace, a process therefore sets the burner every minute to the output that
holds the room, with the efficiency of the curve at that load.

.. [1] ASHRAE Standard 140, section on space-heating equipment; Purdy and Beausoleil-Morrison, "Building Energy
   Simulation Test and Diagnostic Method for Heating, Ventilation, and Air-Conditioning Equipment Models (HVAC BESTEST):
   Fuel-Fired Furnace", Natural Resources Canada, 2003.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.backup import FurnaceConfig
from cosim.config.house import HouseConfig
from cosim.constants import FREEZING, HOUR, HOURS_OF_YEAR, MINUTE, STANDARD_PRESSURE, STEFAN_BOLTZMANN
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.errors import Fault, InvalidInput
from cosim.flow.house import House
from cosim.flow.observe import hourly_results
from cosim.flow.parameters import Equipment, Period
from cosim.flow.records import Fan
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.project import InputFile
from cosim.validation.checks import Check, Outcome, Progress, spread
from cosim.validation.fabric import daily_course
from cosim.validation.furnace_balance import balanced, leakage_loss
from cosim.validation.furnace_plant import Plant, plant_of
from cosim.validation.reference import chosen, part_of, read_specs, read_table, reference_folder
from cosim.weather import Weather

SUITE = "furnace"
TITLE = "ASHRAE Standard 140, space-heating equipment, HE100 to HE230"
FOLDER = "bestest_furnace"
PEERS = "three programs and the analytical answer"
ROOM = 0.005  # of the analytical answer
PROGRAMS_ROOM = 0.03  # of the programs' lowest and highest, where there is no analytical answer
TEMPERATURE_ROOM = 0.2  # K beyond the programs' range: 3 % of a temperature in °C is meaningless
HOURS = 90 * 24  # 1 January to 31 March
DAY = 24
GAS_HEAT = 38e6  # J/m3 of the specification: 52.006 GJ are 0.000176 m3/s over 90 days
FUEL_ZERO = 0.005e9 / (HOURS * HOUR * GAS_HEAT)  # m3/s that 0.005 GJ in the period amount to
ANALYTICAL = "analytical"
LOAD, INPUT, FUEL, FANS = "Total Furnace Load", "Total Furnace Input", "Fuel Consumption", "Fan Energy, both fans"
MEAN, HIGHEST, LOWEST = "Mean Zone Temperature", "Maximum Zone Temperature", "Minimum Zone Temperature"
UNITS = {LOAD: "GJ", INPUT: "GJ", FUEL: "m3/s", FANS: "kWh", MEAN: "°C", HIGHEST: "°C", LOWEST: "°C"}
CASE_KEYS = {"outdoor_C", "efficiency_pct", "heating_setpoint_C", "capacity_output_W", "circulating_fan", "draft_fan",
             "title", "description", "note"}  # fmt: skip
LIGHT = 1.0  # J/(m2 K), heat capacity of the envelope: the specification has none


class IdealFurnace:
    """Sets the furnace every minute to the output that brings the room to its setpoint at the minute's end."""

    def __init__(self, env: HybridEnvironment, case: "Case", loss: float, capacity: float) -> None:
        self.env, self.plant, self.loss, self.capacity = env, case.plant, loss + case.leakage, capacity
        self.gains = sum(gains.sensible for gains in case.house.gains)
        self.course = [celsius + FREEZING for celsius in case.setpoints]
        self.temperatures: list[float] = []

    def follow(self) -> Process:
        """Minute by minute."""
        house = self.env.house
        house.controls.fan, house.controls.blower = Fan.BLOWER, 1.0
        while True:
            setpoint = self.course[int(self.env.now // HOUR) % DAY]
            wanted = self.loss * (setpoint - house.outdoor_temperature) - self.gains
            wanted += self.capacity / MINUTE * (setpoint - house.air_temperature)
            self._fire(self.plant.share_for(wanted))
            yield self.env.timeout(MINUTE)
            self.temperatures.append(house.air_temperature)

    def _fire(self, share: float) -> None:
        """Set burner and fans; what the blower takes heats the air, what the furnace's electricity is does not."""
        parameters, controls = self.env.house.parameters, self.env.house.controls
        fired = self.plant.fired(share)
        controls.burner = share
        burnt = fired.fuel - self.plant.pilot
        parameters.furnace_gas = burnt / share if share > 0.0 else self.plant.capacity / self.plant.efficiency
        parameters.furnace_blower_power = fired.warm_fans
        controls.furnace_power = fired.cold_fans


def run_furnace(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Compare load, fuel, fan energy and temperatures of the cases with the published ones."""
    folder = part_of(reference_folder(reference), FOLDER)
    specs = read_specs(folder / "case_specs.json")
    published: dict[str, dict[str, dict[str, float]]] = {}
    units: dict[str, str] = {}
    for row in read_table(folder / "results.csv"):
        published.setdefault(row["case"], {}).setdefault(row["quantity"], {})[row["program"]] = float(row["value"])
        units[row["quantity"]] = row["unit"]
    checks: list[Check] = []
    balanced_cases, unread = [], []
    for name in chosen(cases, list(specs["cases"])):
        unread += [f"case {name}: '{key}' is not read" for key in specs["cases"][name] if key not in CASE_KEYS]
        if progress is not None:
            progress("started", name)
        figures = simulate_case(specs, name, folder)
        for quantity, programs in published.get(name, {}).items():
            checks.append(judged(name, quantity, units[quantity], figures.get(quantity), programs))
        if name not in published:
            balanced_cases.append(name)
            answers = balance_of_case(specs, name, folder)
            checks += [balanced_check(name, quantity, figures[quantity], answers[quantity]) for quantity in UNITS]
        if progress is not None:
            progress("finished", name)
    notes = [
        "Limits are the analytical answers and 0.5 % about them, 0.005 GJ where the answer is zero; without such an "
        "answer the programs' range and 3 % beyond it, of temperatures 0.2 K"
    ]
    if balanced_cases:
        notes.append(
            f"Nobody published an answer of {', '.join(balanced_cases)}: their limits are our own, the heat balance of "
            f"the specification's room and 0.5 % about it, of temperatures {TEMPERATURE_ROOM} K"
        )
    return Outcome(TITLE, tuple(checks), (*notes, *unread), peers=PEERS)


def judged(case: str, quantity: str, unit: str, value: float | None, programs: dict[str, float]) -> Check:
    """Return a figure with limits from the published ones."""
    if value is None:
        return Check(SUITE, case, quantity, unit, None, published=spread(programs.values()),
                     note="a quantity that this suite does not know")  # fmt: skip
    exact = [number for program, number in programs.items() if program.startswith(ANALYTICAL)]
    low, high = min(exact or programs.values()), max(exact or programs.values())
    if unit == "°C":
        lower, upper = low - TEMPERATURE_ROOM, high + TEMPERATURE_ROOM
    elif exact and high == 0.0:
        room = FUEL_ZERO if quantity == FUEL else 0.005
        lower, upper = -room, room
    else:
        room = ROOM if exact else PROGRAMS_ROOM
        lower, upper = low * (1.0 - room), high * (1.0 + room)
    return Check(SUITE, case, quantity, unit, value, lower, upper, spread(programs.values()))


def balanced_check(case: str, quantity: str, value: float, answer: float) -> Check:
    """Return a figure with limits about the heat balance."""
    unit = UNITS[quantity]
    if unit == "°C":
        room = TEMPERATURE_ROOM
    else:
        room = max(ROOM * answer, FUEL_ZERO if quantity == FUEL else 0.005)
    return Check(SUITE, case, quantity, unit, value, answer - room, answer + room)


@dataclass(frozen=True)
class Case:
    """A case as its specification states it."""

    house: HouseConfig
    outdoor: NDArray[np.float64]
    """Dry bulb at the end of each hour of a year, °C."""
    plant: Plant
    setpoints: list[float]
    """Of each hour of the day, °C."""
    leakage: float
    """Loss of the room by air leakage, W/K."""
    furnace: FurnaceConfig


def case_of(specs: dict[str, Any], name: str, folder: Path) -> Case:
    """Return a case of a specification.

    Raises
    ------
    InvalidInput
        Where the specification lacks what the case needs, or states what cannot be.
    """
    try:
        case = specs["cases"][name]
        plant = plant_of(specs["furnace"], name, case)
        furnace = FurnaceConfig.model_validate(
            {"name": name, "capacity_w": plant.capacity, "efficiency": min(max(plant.efficiency, 0.501), 0.99),
             "blower_power_w": 0.0, "standby_power_w": 0.0, "pilot_power_w": plant.pilot,
             "exchanger_time_constant_s": 1.001}
        )  # fmt: skip
        return Case(
            house=house_of(specs["building"]),
            outdoor=outdoor_course(case, folder),
            plant=plant,
            setpoints=daily_course(case.get("heating_setpoint_C", 20.0), off=-FREEZING),
            leakage=leakage_loss(specs["building"]),
            furnace=furnace,
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        reason = f"the specification lacks {error}" if isinstance(error, KeyError) else str(error)
        raise InvalidInput([Fault(f"case {name}", reason)]) from None


def balance_of_case(specs: dict[str, Any], name: str, folder: Path) -> dict[str, float]:
    """Return the quantities of a case by the heat balance of its room."""
    case = case_of(specs, name, folder)
    answer = balanced(specs["building"], case.plant, case.outdoor, case.setpoints, HOURS)
    return {
        LOAD: answer.load / 1e9,
        INPUT: answer.fuel / 1e9,
        FUEL: answer.fuel / (HOURS * HOUR * GAS_HEAT),
        FANS: answer.fans / 3.6e6,
        MEAN: answer.mean,
        HIGHEST: answer.highest,
        LOWEST: answer.lowest,
    }


def simulate_case(specs: dict[str, Any], name: str, folder: Path) -> dict[str, float]:
    """Simulate the 90 days of a case.

    Parameters
    ----------
    specs : dict
        The content of `case_specs.json`.
    name : str
        A key of ``specs["cases"]``.
    folder : Path
        Folder of the hourly temperatures that a case may name.

    Returns
    -------
    dict of str to float
        The published quantities: GJ, m3/s, kWh, °C.
    """
    case = case_of(specs, name, folder)
    weather = weather_of(case.outdoor)
    envelope = build_envelope(case.house, weather, fidelity="full")
    house = House(envelope, weather, Equipment(furnace=case.furnace), Period(hours=HOURS),
                  volume=case.house.zones[0].volume)  # fmt: skip
    env = HybridEnvironment(house)
    control = IdealFurnace(env, case, *response_of(envelope))
    env.process(control.follow())
    env.run(until=HOURS * HOUR)
    hourly = hourly_results(house, envelope)
    blower = hourly["indoor_fan_electricity"]
    fans = float((blower + hourly["furnace_electricity"]).sum()) / 1e3
    burnt = float(hourly["furnace_gas"].sum()) * HOUR
    temperatures = np.array(control.temperatures) - FREEZING
    return {
        LOAD: float((hourly["furnace_heat"] - blower).sum()) * HOUR / 1e9,
        INPUT: burnt / 1e9,
        FUEL: burnt / (HOURS * HOUR * GAS_HEAT),
        FANS: fans,
        MEAN: float(temperatures.mean()),
        HIGHEST: float(temperatures.max()),
        LOWEST: float(temperatures.min()),
    }


def house_of(building: dict[str, Any]) -> HouseConfig:
    """Return the house of the specification: a light conducting roof, adiabatic walls and floor."""
    roof, inside, outside = (
        float(building[key]) for key in ("roof_resistance_m2K_W", "roof_inside_film_W_m2K", "roof_outside_film_W_m2K")
    )
    length, width, height = (float(building[key]) for key in ("length_m", "width_m", "height_m"))
    light = {"resistance_m2k_w": roof, "thickness_m": 0.001, "density_kg_m3": LIGHT, "specific_heat_j_kgk": 1000.0}
    dark = dict.fromkeys(("outside_absorptance", "inside_absorptance"), 0.0)
    return HouseConfig.model_validate({
        "name": "ASHRAE 140, space-heating equipment",
        "zones": [{"name": "room", "volume_m3": length * width * height, "floor_area_m2": length * width,
                   "leakage": {"air_changes": float(building["infiltration_ach"])}}],
        "constructions": {"roof": {"layers": [light], **dark}},
        "surfaces": [{"name": "roof", "zone": "room", "construction": "roof", "tilt_deg": 0.0,
                      "area_m2": float(building["roof_area_m2"]), "interior_film_w_m2k": inside,
                      "exterior_film_w_m2k": outside}],
        "gains": {"sensible_w": float(building["internal_gains_W"]), "radiant_fraction": 0.0},
        "terrain": "open",
    })  # fmt: skip


def response_of(envelope: Envelope) -> tuple[float, float]:
    """Return the room's loss to outdoors, W/K, and its heat capacity, J/K, as in the envelope."""
    steady = -(envelope.input / envelope.eigenvalue) @ envelope.zone_output[0] + envelope.zone_feedthrough[0]
    loss = 1.0 / float(steady[2])  # K per W of heat into the room's air
    rise = float(envelope.input[2] @ envelope.zone_output[0])  # K/s per W
    return loss, 1.0 / rise


def outdoor_course(case: dict[str, Any], folder: Path) -> NDArray[np.float64]:
    """Return the dry bulb at the end of each hour of a year, °C: a constant, or the hours of a file, repeated."""
    given = case["outdoor_C"]
    if not isinstance(given, dict):
        return np.full(HOURS_OF_YEAR, float(given))
    path = folder / given["file"]
    if not path.is_file():
        raise InvalidInput([Fault(str(path), "does not exist", "a case names it as its weather")])
    return np.resize([float(row["dry_bulb_C"]) for row in read_table(path)], HOURS_OF_YEAR)


def weather_of(celsius: NDArray[np.float64]) -> Weather:
    """Return weather with temperature only: no sun, no wind, dry air."""
    still = np.zeros(HOURS_OF_YEAR)
    sky = STEFAN_BOLTZMANN * (celsius + FREEZING) ** 4
    return Weather(
        name="ASHRAE 140, space-heating equipment", latitude=45.0, longitude=-75.0, elevation=0.0, time_zone=-5.0,
        dry_bulb=celsius + FREEZING, dew_point=np.full(HOURS_OF_YEAR, 233.15),
        humidity_ratio=np.full(HOURS_OF_YEAR, 1e-4),
        pressure=np.full(HOURS_OF_YEAR, STANDARD_PRESSURE), wind_speed=still, wind_direction=still, sky_infrared=sky,
        global_horizontal=still, direct_normal=still, diffuse_horizontal=still,
        source=InputFile("weather", "a case's specification", ""),
    )  # fmt: skip
