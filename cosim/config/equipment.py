"""A heat pump or air conditioner as the equipment library describes it: what one could measure on the machine."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import (
    Area,
    Conductance,
    Config,
    Flow,
    Length,
    Mass,
    Power,
    Quantity,
    Temperature,
    TemperatureDifference,
    Time,
    Volume,
)
from cosim.config.defrost import DefrostConfig
from cosim.units import DIMENSIONS, to_si

Speed = Annotated[float, Quantity("speed"), Field(gt=3, le=250)]
Pressure = Annotated[float, Quantity("pressure")]
HeatCapacity = Annotated[float, Quantity("heat_capacity")]
Fraction = Annotated[float, Field(ge=0, le=1)]


Coefficients = Annotated[tuple[float, ...], Field(min_length=10, max_length=10)]


# a generic inverter machine, each part by kW of rated capacity: from inverter-3ton of the equipment library
SPEED = 60.0  # rev/s at rating; the displacement is found from the table
GENERIC: dict[str, dict[str, float]] = {
    "compressor": {"displacement_cc": 2.9},
    "outdoor_coil": {"airflow_m3_s": 0.148, "fan_power_w": 16.0},
    "indoor_coil": {"airflow_m3_s": 0.054, "fan_power_w": 26.0},
    "heating": {"evaporator_conductance_w_k": 91.0, "condenser_conductance_w_k": 96.0},
    "cooling": {"evaporator_conductance_w_k": 91.0, "condenser_conductance_w_k": 168.0},
}
ALWAYS: dict[str, dict[str, Any]] = {
    "compressor": {"efficiency": 0.65},
    "heating": {"least_speed_rps": 20.0, "rated_speed_rps": SPEED,
                "greatest_speed": [{"outdoor_c": 8.333, "speed_rps": SPEED}]},
    "cooling": {"least_speed_rps": 20.0, "rated_speed_rps": SPEED,
                "greatest_speed": [{"outdoor_c": 35.0, "speed_rps": SPEED}]},
}  # fmt: skip
ONE_SPEED: dict[str, dict[str, Any]] = {
    "compressor": {"drive_loss": 0.0, "drive_power_w": 0.0},
    "heating": {"least_speed_rps": SPEED},
    "cooling": {"least_speed_rps": SPEED},
}
DUCTLESS_FAN = 0.35  # of the ducted indoor fan's power: there are no ducts
CHARGE = 0.32  # kg/kW
CAPACITY_KEYS = {f"capacity_{suffix}": suffix for suffix in DIMENSIONS["power"]}


class CompressorMapConfig(Config):
    """A compressor's performance by AHRI 540: coefficients c1 to c10 in °F, lb/h and W."""

    mass_flow: Coefficients
    power: Coefficients
    speed: Speed
    """For which they hold."""
    superheat: Annotated[TemperatureDifference, Field(ge=0, le=40)] = 11.11
    """For which they hold; 20 °F by default."""
    evaporating_least: Temperature
    """Suction dew temperatures for which they hold; beyond, efficiencies are held."""
    evaporating_greatest: Temperature
    condensing_least: Temperature
    condensing_greatest: Temperature

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Self:
        if not self.evaporating_least < self.evaporating_greatest < self.condensing_greatest:
            raise ValueError("temperatures must go evaporating_least < evaporating_greatest < condensing_greatest")
        if not self.condensing_least < self.condensing_greatest:
            raise ValueError("condensing_least must be below condensing_greatest")
        return self


class CompressorConfig(Config):
    """Compressor, motor and drive."""

    map: CompressorMapConfig | None = None
    """Instead of the efficiencies below, which then do not count; the motor's losses are in it."""

    displacement: Annotated[Volume, Field(gt=1e-6, lt=5e-4)]
    """Volume swept in one revolution."""
    efficiency: Annotated[float, Field(gt=0.3, le=0.85)]
    """Best isentropic efficiency, motor losses included."""
    best_pressure_ratio: Annotated[float, Field(ge=1.5, le=5)] = 2.7
    """Pressure ratio of the best efficiency."""
    pressure_ratio_penalty: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Efficiency falls as 1 / (1 + penalty ln^2(ratio / best)), 1.3 times as fast below the best."""
    best_speed: Speed = 55.0
    """Speed of the best efficiency."""
    speed_penalty: Annotated[float, Field(ge=0, le=1)] = 0.1
    volumetric_peak: Annotated[float, Field(gt=0.8, le=1)] = 0.98
    volumetric_slope: Annotated[float, Field(ge=0, le=0.1)] = 0.03
    volumetric_leak: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Swept volumes lost per second and unit of pressure ratio above 1: what makes slow running inefficient."""
    shell_loss: Annotated[float, Field(ge=0, le=0.2)] = 0.05
    """Share of the work that the shell loses to its surroundings."""
    drive_loss: Annotated[float, Field(ge=0, le=0.15)] = 0.03
    """Share of the work that the inverter loses; 0 without one."""
    drive_power: Annotated[Power, Field(ge=0, le=500)] = 20.0
    """What inverter and electronics take at any load while the compressor runs; 0 without one."""
    stages: Literal[0, 2] = 0
    """2 for a compressor that runs at its least or its rated speed only, 0 for one of a single or of any speed."""
    vapor_injection: bool = False
    """Whether flash gas is injected between two stages of compression."""
    discharge_limit: Annotated[Temperature, Field(ge=353.15, le=403.15)] = 383.15
    """Discharge temperature that the machine holds by letting liquid into the compressor."""


class SpeedAt(Config):
    """The greatest, or the least, speed that the machine's control allows at one outdoor temperature."""

    outdoor: Temperature
    speed: Speed


class Anchor(Config):
    """What is left between the calibrated cycle and a published point, as factors."""

    outdoor: Temperature
    """Of the air on the outdoor coil; in heating the effective temperature, condensation counted."""
    speed: Speed
    level: Literal["min", "rated", "max"]
    capacity: Annotated[float, Field(gt=0.2, lt=5)] = 1.0
    """Multiplies the capacity that the cycle gives without the indoor fan."""
    power: Annotated[float, Field(gt=0.2, lt=5)] = 1.0
    """Multiplies the compressor's power."""


class PublishedConfig(Config):
    """A point of the data sheet: net capacity and total power, both with the indoor fan."""

    mode: Literal["heating", "cooling"]
    outdoor: Temperature
    level: Literal["min", "rated", "max"]
    capacity: Annotated[Power, Field(gt=0)]
    power: Annotated[Power, Field(gt=0)]


class LabelConfig(Config):
    """Seasonal ratings that the maker certifies, Btu/Wh; SCOP is a plain ratio."""

    hspf2: Annotated[float, Field(gt=0)] | None = None
    """Region IV."""
    seer2: Annotated[float, Field(gt=0)] | None = None
    eer2: Annotated[float, Field(gt=0)] | None = None
    scop: Annotated[float, Field(gt=0)] | None = None
    """Average climate."""
    certificate: str = ""


class OperationConfig(Config):
    """How the refrigerant circuit works in one mode."""

    evaporator_conductance: Annotated[Conductance, Field(gt=20, lt=2e4)]
    """Clean coil at rated air flow, from air to refrigerant; the outdoor coil in heating, the indoor in cooling."""
    condenser_conductance: Annotated[Conductance, Field(gt=20, lt=2e4)]
    superheat: Annotated[TemperatureDifference, Field(ge=0, le=20)] = 5.0
    subcooling: Annotated[TemperatureDifference, Field(ge=0, le=20)] = 5.0
    least_speed: Speed
    """Slowest steady running: by what brings the oil back, and by the drive."""
    least_speed_at: tuple[SpeedAt, ...] = ()
    """Where the control sets another by outdoor temperature: linear between, constant beyond."""
    rated_speed: Speed
    """Speed at which the rated capacity is given: 47 °F outdoors in heating, 95 °F in cooling."""
    greatest_speed: Annotated[tuple[SpeedAt, ...], Field(min_length=1)]
    """By outdoor temperature, linear between, constant beyond."""
    efficiency: Annotated[float, Field(gt=0.3, le=0.85)] | None = None
    """This and the next five stand for the compressor's own where this mode's data sheet calls for others: data
    sheets give the two modes with different settings of fans and valves, which a cycle at rated flows cannot tell
    from the compressor."""
    best_pressure_ratio: Annotated[float, Field(ge=1.5, le=5)] | None = None
    pressure_ratio_penalty: Annotated[float, Field(ge=0, le=1)] | None = None
    speed_penalty: Annotated[float, Field(ge=0, le=1)] | None = None
    best_speed: Speed | None = None
    drive_power: Annotated[Power, Field(ge=0, le=500)] | None = None
    anchors: tuple[Anchor, ...] = ()
    """The anchored residual of a calibration; hold them to `published`."""

    @model_validator(mode="after")
    def _speeds_are_ordered(self) -> Self:
        outdoors = [at.outdoor for at in self.greatest_speed]
        if outdoors != sorted(set(outdoors)):
            raise ValueError("greatest_speed must go from cold to warm, each outdoor temperature once")
        colder_first = [at.outdoor for at in self.least_speed_at]
        if colder_first != sorted(set(colder_first)):
            raise ValueError("least_speed_at must go from cold to warm, each outdoor temperature once")
        if any(at.speed > self.rated_speed for at in self.least_speed_at):
            raise ValueError("speeds in least_speed_at must not exceed rated_speed")
        if any(at.speed < self.least_speed for at in self.greatest_speed) or not (
            self.least_speed <= self.rated_speed <= max(at.speed for at in self.greatest_speed)
        ):
            raise ValueError("speeds must go least_speed <= rated_speed <= greatest_speed")
        return self


class OutdoorCoilConfig(Config):
    """The outdoor coil and its fan."""

    airflow: Annotated[Flow, Field(gt=0.05, lt=20)]
    """At rated compressor speed, clean."""
    fan_power: Annotated[Power, Field(ge=0, lt=2000)]
    """At rated air flow."""
    fin_gap: Annotated[Length, Field(gt=5e-4, lt=5e-3)] = 1.4e-3
    """Free distance between two fins."""
    frost_area: Annotated[Area, Field(gt=0.5, lt=500)] | None = None
    """Air-side area that carries frost. By default such that frost forms at the measured frosting factor."""
    deposition: Annotated[float, Field(ge=0, le=2)] = 1.0
    """Multiplies the rate at which frost forms."""
    heat_capacity: Annotated[HeatCapacity, Field(gt=0)] | None = None
    """Metal to be warmed in a defrost; by default 1.5 kJ/K per kW of rated heating."""


class IndoorCoilConfig(Config):
    """The indoor coil and its fan."""

    airflow: Annotated[Flow, Field(gt=0.02, lt=10)]
    """At rated compressor speed, as standard air (1.2 kg/m3)."""
    fan_power: Annotated[Power, Field(ge=0, lt=3000)]
    """At rated air flow, against the ducts' resistance."""


class LimitsConfig(Config):
    """What the machine protects itself from."""

    cutoff: Annotated[Temperature, Field(ge=228.15, le=283.15)] = 249.82
    """Outdoor temperature below which heating stops; -10 °F by default."""
    condensing_pressure: Annotated[Pressure, Field(gt=1e6, lt=4.8e6)] = 4.15e6
    """The compressor slows down rather than exceed it; a fixed-speed machine cycles on its pressure switch."""
    evaporating_temperature: Annotated[Temperature, Field(ge=213.15, le=263.15)] = 228.15
    """Likewise at low pressure; -45 °C by default, where R-410A stands at 0.4 bar above the atmosphere, as low-pressure
    switches of heat pumps are set."""
    pressure_ratio: Annotated[float, Field(gt=3, le=25)] | None = None
    """Greatest ratio of discharge to suction pressure, likewise; 12 by default, 14 with vapor injection."""
    compressor_power: Annotated[Power, Field(gt=100, le=50e3)] | None = None
    """Greatest, likewise: what the greatest current comes to at the nominal voltage; none by default. It counts the
    machine's own power, before what anchors it to a data sheet."""
    low_pressure_cutout: Annotated[Temperature, Field(ge=213.15, le=263.15)] | None = None
    """Evaporating temperature at which the low-pressure switch opens; by default 15 K below `cutoff`."""
    reversing_valve_leak: Annotated[float, Field(ge=0, le=0.3)] = 0.004
    """Share of the discharge gas that goes back to suction."""
    reversing_valve_conductance: Annotated[Conductance, Field(ge=0, le=20)] = 1.0
    """Heat leak between discharge and suction gas in the valve."""
    suction_drop: Annotated[float, Field(ge=0, le=0.1)] = 0.02
    """Pressure lost between evaporator and compressor at rated speed, share of the evaporator's pressure."""


class StandbyConfig(Config):
    """What the machine takes while the compressor stands."""

    power: Annotated[Power, Field(ge=0, le=200)] = 8.0
    """Electronics, at all times."""
    crankcase_power: Annotated[Power, Field(ge=0, le=300)] = 0.0
    crankcase_below: Temperature = 283.15
    """The crankcase is heated below this outdoor temperature; 50 °F by default."""
    pan_heater_power: Annotated[Power, Field(ge=0, le=500)] = 0.0
    pan_heater_below: Temperature = 273.15
    """The base pan is heated below this outdoor temperature while the machine heats."""


class CyclingConfig(Config):
    """Starting and stopping."""

    start_time_constant: Annotated[Time, Field(gt=0, le=600)] = 45.0
    """With which capacity comes up after a start."""
    minimum_on: Annotated[Time, Field(ge=0, le=3600)] = 300.0
    minimum_off: Annotated[Time, Field(ge=0, le=3600)] = 300.0
    second_stage_delay: Annotated[Time, Field(ge=60, le=7200)] = 1200.0
    """A two-speed machine takes its second stage when the first has run this long without ending the call; 20 min is
    the default of Lennox's ComfortSense 7500 thermostat ..."""
    second_stage_droop: Annotated[TemperatureDifference, Field(ge=0, le=5)] = 0.2
    """... or at once when the room is this far outside the thermostat's band. A judgement: between call and backup."""


class OilReturnConfig(Config):
    """Running faster for a while to bring back the oil that slow running leaves in lines and coils.

    Midea's M thermal Mono service manual (2020): five minutes after six hours, counted together, below 42 rev/s;
    Haier's: after four or eight hours below 58 rev/s, forgotten after ten minutes at 72 rev/s or a defrost.
    """

    after: Annotated[Time, Field(ge=600, le=30 * 86400)] = 6 * 3600.0
    """Run time at low speed after which the oil is brought back."""
    below: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Share of the rated speed below which running counts as slow; 0 for a machine that needs no such run."""
    lasts: Annotated[Time, Field(ge=30, le=3600)] = 300.0
    speed: Annotated[float, Field(gt=0, le=1.5)] = 1.0
    """At this share of the rated speed or faster, where a limit does not forbid it."""
    forgotten_after: Annotated[Time, Field(ge=30, le=7200)] = 600.0
    """So much faster running by the thermostat's own demand brings the oil back as well."""

    @model_validator(mode="after")
    def _run_is_fast(self) -> Self:
        if self.speed < self.below:
            raise ValueError("speed must not be less than below, or the run brings back no oil")
        return self


class HeatPumpConfig(Config):
    """An air-to-air heat pump, or an air conditioner: then without the table `heating`."""

    name: str
    title: str = ""
    source: str = ""
    """Where the numbers come from."""
    published: tuple[PublishedConfig, ...] = ()
    """The data sheet on which the machine is calibrated."""
    label: LabelConfig | None = None
    table: bool = False
    """Whether `published` is all that is known: then it is a performance table, met exactly at its points, and a
    generic cycle of that size fills in between and beyond them."""
    refrigerant: str
    """ASHRAE's name (R-410A, R-32, R-454B, R-290), or any name of CoolProp's."""
    charge: Annotated[Mass, Field(gt=0.05, lt=50)]
    ductless: bool = False
    compressor: CompressorConfig
    outdoor_coil: OutdoorCoilConfig
    indoor_coil: IndoorCoilConfig
    flow_exponent: Annotated[float, Field(ge=0, le=1)] = 0.4
    """Both fans follow the compressor's speed with this power; 0 for fans of one speed."""
    heating: OperationConfig | None = None
    cooling: OperationConfig | None = None
    limits: LimitsConfig = LimitsConfig()
    standby: StandbyConfig = StandbyConfig()
    cycling: CyclingConfig = CyclingConfig()
    oil_return: OilReturnConfig = OilReturnConfig()
    defrost: DefrostConfig = DefrostConfig()

    @model_validator(mode="before")
    @classmethod
    def _fill_what_a_table_leaves_open(cls, data: Any) -> Any:
        return filled(data) if isinstance(data, Mapping) and data.get("table") is True else data

    @model_validator(mode="after")
    def _table_has_rated_points(self) -> Self:
        modes = [mode for mode in ("heating", "cooling") if getattr(self, mode) is not None]
        if self.table and any(not any(p.mode == m and p.level == "rated" for p in self.published) for m in modes):
            raise ValueError("a performance table needs a point of level 'rated' in each mode of the machine")
        return self

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.heating is None and self.cooling is None:
            raise ValueError("the machine needs a table 'heating' or 'cooling', or both")
        return self

    def modes(self) -> tuple[OperationConfig, OperationConfig]:
        """Return how it heats and how it cools; the one it has stands for the one it lacks."""
        heats, cools = self.heating or self.cooling, self.cooling or self.heating
        assert heats is not None  # the validator above has seen to it
        assert cools is not None
        return heats, cools


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the TOML of a machine with what a table leaves open put in; as it is where no size can be told."""
    rows = [row for row in data.get("published", ()) if isinstance(row, Mapping)]
    modes = {row.get("mode") for row in rows} & {"heating", "cooling"}
    rated = [_capacity(row) for row in rows if row.get("level") == "rated"]
    size = max((capacity for capacity in rated if capacity is not None), default=None)
    if size is None or not modes:
        return dict(data)
    result = dict(data)
    result.setdefault("charge_kg", round(CHARGE * size, 3))
    one_speed = ONE_SPEED if all(row.get("level") == "rated" for row in rows) else {}
    if one_speed:
        result.setdefault("flow_exponent", 0.0)
    for part, by_size in GENERIC.items():
        if part in ("heating", "cooling") and part not in modes:
            continue
        values = (
            {key: number * size for key, number in by_size.items()} | ALWAYS.get(part, {}) | one_speed.get(part, {})
        )
        if part == "indoor_coil" and data.get("ductless") is True:
            values["fan_power_w"] = values["fan_power_w"] * DUCTLESS_FAN
        given = data.get(part, {})
        if isinstance(given, Mapping):
            fields = {_field(key) for key in given}
            result[part] = {key: value for key, value in values.items() if _field(key) not in fields} | dict(given)
    return result


def _capacity(row: Mapping[str, Any]) -> float | None:
    """Return the capacity that a row states, kW."""
    for key, suffix in CAPACITY_KEYS.items():
        value = row.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return to_si(float(value), "power", suffix) / 1e3
    return None


def _field(key: str) -> str:
    """Return a key without its unit: the longest suffix that is one."""
    units = sorted({suffix for table in DIMENSIONS.values() for suffix in table}, key=len, reverse=True)
    return next((key.removesuffix(f"_{unit}") for unit in units if key.endswith(f"_{unit}")), key)
