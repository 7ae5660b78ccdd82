"""A heat pump or air conditioner of the equipment library, by quantities that can be measured on the machine."""

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
from cosim.config.generic_machine import filled
from cosim.config.ratings import LabelConfig, RatingsConfig

Speed = Annotated[float, Quantity("speed"), Field(gt=3, le=250)]
Pressure = Annotated[float, Quantity("pressure")]
HeatCapacity = Annotated[float, Quantity("heat_capacity")]
Fraction = Annotated[float, Field(ge=0, le=1)]


Coefficients = Annotated[tuple[float, ...], Field(min_length=10, max_length=10)]


class CompressorMapConfig(Config):
    """A compressor's performance by AHRI 540: coefficients c1 to c10 in °F, lb/h and W."""

    mass_flow: Coefficients
    """Coefficients c1 to c10 of the mass flow, lb/h with temperatures in °F."""
    power: Coefficients
    """Coefficients c1 to c10 of the power, W with temperatures in °F."""
    speed: Speed
    """Speed at which the coefficients were measured."""
    superheat: Annotated[TemperatureDifference, Field(ge=0, le=40)] = 11.11
    """Suction superheat at which the coefficients were measured; 20 °F by default."""
    evaporating_min: Temperature
    """Lowest suction dew temperature of the map; efficiencies stay constant beyond its limits."""
    evaporating_max: Temperature
    """Highest suction dew temperature of the map."""
    condensing_min: Temperature
    """Lowest discharge dew temperature of the map."""
    condensing_max: Temperature
    """Highest discharge dew temperature of the map."""

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Self:
        if not self.evaporating_min < self.evaporating_max < self.condensing_max:
            raise ValueError("temperatures must go evaporating_min < evaporating_max < condensing_max")
        if not self.condensing_min < self.condensing_max:
            raise ValueError("condensing_min must be below condensing_max")
        return self


class CompressorConfig(Config):
    """Compressor, motor and drive."""

    map: CompressorMapConfig | None = None
    """AHRI 540 coefficients, motor losses included; they replace the efficiencies below."""

    displacement: Annotated[Volume, Field(gt=1e-6, lt=5e-4)]
    """Swept volume per revolution."""
    efficiency: Annotated[float, Field(gt=0.3, le=0.85)]
    """Peak isentropic efficiency, motor losses included."""
    best_pressure_ratio: Annotated[float, Field(ge=1.5, le=5)] = 2.7
    """Pressure ratio of the peak efficiency."""
    pressure_ratio_penalty: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Loss of efficiency off the best ratio: 1 / (1 + penalty ln^2(ratio / best)), 1.3 times as steep below it."""
    best_speed: Speed = 55.0
    """Speed of the peak efficiency."""
    speed_penalty: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Loss of efficiency off the best speed, in the same form."""
    volumetric_peak: Annotated[float, Field(gt=0.8, le=1)] = 0.98
    """Volumetric efficiency at a pressure ratio of 1, without leakage."""
    volumetric_slope: Annotated[float, Field(ge=0, le=0.1)] = 0.03
    """Loss of volumetric efficiency per unit of pressure ratio above 1."""
    volumetric_leak: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Swept volumes lost per second and unit of pressure ratio above 1; it makes slow running inefficient."""
    shell_loss: Annotated[float, Field(ge=0, le=0.2)] = 0.05
    """Share of the compressor's work that its shell loses to the surroundings."""
    shell_conductance: Annotated[Conductance, Field(ge=0, le=20)] = 0.0
    """Heat loss of the hot shell and discharge line to the air of the outdoor unit, per kelvin; it takes most of the
    heat of a machine that runs slowly or in deep cold."""
    drive_loss: Annotated[float, Field(ge=0, le=0.15)] = 0.03
    """Share of the compressor's work lost in the inverter; 0 without one."""
    drive_power: Annotated[Power, Field(ge=0, le=500)] = 20.0
    """Constant power of inverter and electronics while the compressor runs; 0 without an inverter."""
    stages: Literal[0, 2] = 0
    """Number of stages: 2 for a compressor that runs only at its minimum or rated speed, 0 for single or variable
    speed."""
    vapor_injection: bool = False
    """Whether flash gas is injected between two stages of compression."""
    discharge_limit: Annotated[Temperature, Field(ge=353.15, le=403.15)] = 383.15
    """Discharge temperature that the machine holds by injecting liquid into the compressor."""


class SpeedAt(Config):
    """Maximum or minimum speed that the machine's control allows at one outdoor temperature."""

    outdoor: Temperature
    """Outdoor temperature of this point."""
    speed: Speed
    """Speed limit at this temperature."""


class Anchor(Config):
    """Residual between the calibrated cycle and a published point, as factors."""

    outdoor: Temperature
    """Air temperature at the outdoor coil; in heating the effective temperature, condensation included."""
    speed: Speed
    """Compressor speed of the published point."""
    level: Literal["min", "rated", "max"]
    """Level of the published point."""
    capacity: Annotated[float, Field(gt=0.2, lt=5)] = 1.0
    """Factor on the cycle's capacity, indoor fan not included."""
    power: Annotated[float, Field(gt=0.2, lt=5)] = 1.0
    """Factor on the compressor's power."""


class PublishedConfig(Config):
    """A point of the data sheet: net capacity and total power, indoor fan included."""

    mode: Literal["heating", "cooling"]
    """Mode of the point."""
    outdoor: Temperature
    """Outdoor dry-bulb temperature of the point."""
    level: Literal["min", "rated", "max"]
    """Speed of the point: the machine's minimum, rated or maximum."""
    capacity: Annotated[Power, Field(gt=0)]
    """Net capacity, indoor fan included."""
    power: Annotated[Power, Field(gt=0)]
    """Total electric power, indoor fan included."""


class OperationConfig(Config):
    """The refrigerant circuit in one mode."""

    evaporator_conductance: Annotated[Conductance, Field(gt=20, lt=2e4)]
    """Conductance from air to refrigerant of the clean evaporator at rated air flow: the outdoor coil in heating, the
    indoor coil in cooling."""
    condenser_conductance: Annotated[Conductance, Field(gt=20, lt=2e4)]
    """Conductance from refrigerant to air of the clean condenser at rated air flow."""
    superheat: Annotated[TemperatureDifference, Field(ge=0, le=20)] = 5.0
    """Superheat at the evaporator's outlet."""
    subcooling: Annotated[TemperatureDifference, Field(ge=0, le=20)] = 5.0
    """Subcooling at the condenser's outlet."""
    min_speed: Speed
    """Minimum steady speed, set by oil return and the drive."""
    min_speed_at: tuple[SpeedAt, ...] = ()
    """Minimum speed by outdoor temperature where the control raises it; linear between points, constant beyond."""
    rated_speed: Speed
    """Speed of the rated capacity: 47 °F outdoors in heating, 95 °F in cooling."""
    max_speed: Annotated[tuple[SpeedAt, ...], Field(min_length=1)]
    """Maximum speed by outdoor temperature; linear between points, constant beyond."""
    efficiency: Annotated[float, Field(gt=0.3, le=0.85)] | None = None
    """Peak isentropic efficiency in this mode; by default the compressor's. Data sheets give the two modes at different
    settings of fans and valves, which a cycle at rated flows attributes to the compressor; the next five keys serve the
    same purpose."""
    best_pressure_ratio: Annotated[float, Field(ge=1.5, le=5)] | None = None
    """Pressure ratio of the peak efficiency in this mode; by default the compressor's."""
    pressure_ratio_penalty: Annotated[float, Field(ge=0, le=1)] | None = None
    """Loss of efficiency off the best pressure ratio in this mode; by default the compressor's."""
    speed_penalty: Annotated[float, Field(ge=0, le=1)] | None = None
    """Loss of efficiency off the best speed in this mode; by default the compressor's."""
    best_speed: Speed | None = None
    """Speed of the peak efficiency in this mode; by default the compressor's."""
    drive_power: Annotated[Power, Field(ge=0, le=500)] | None = None
    """Constant power of the drive in this mode; by default the compressor's."""
    anchors: tuple[Anchor, ...] = ()
    """Residual factors of a calibration, which make the machine meet its published points."""

    @model_validator(mode="after")
    def _speeds_are_ordered(self) -> Self:
        outdoors = [at.outdoor for at in self.max_speed]
        if outdoors != sorted(set(outdoors)):
            raise ValueError("max_speed must go from cold to warm, each outdoor temperature once")
        colder_first = [at.outdoor for at in self.min_speed_at]
        if colder_first != sorted(set(colder_first)):
            raise ValueError("min_speed_at must go from cold to warm, each outdoor temperature once")
        if any(at.speed > self.rated_speed for at in self.min_speed_at):
            raise ValueError("speeds in min_speed_at must not exceed rated_speed")
        if any(at.speed < self.min_speed for at in self.max_speed) or not (
            self.min_speed <= self.rated_speed <= max(at.speed for at in self.max_speed)
        ):
            raise ValueError("speeds must go min_speed <= rated_speed <= max_speed")
        return self


class OutdoorCoilConfig(Config):
    """The outdoor coil and its fan."""

    airflow: Annotated[Flow, Field(gt=0.05, lt=20)]
    """Air flow of the clean coil at rated compressor speed."""
    fan_power: Annotated[Power, Field(ge=0, lt=2000)]
    """Fan power at rated air flow."""
    fin_gap: Annotated[Length, Field(gt=5e-4, lt=5e-3)] = 1.4e-3
    """Free distance between two fins."""
    frost_area: Annotated[Area, Field(gt=0.5, lt=500)] | None = None
    """Air-side area that collects frost; by default calibrated to the measured frosting factor."""
    deposition: Annotated[float, Field(ge=0, le=2)] = 1.0
    """Factor on the rate at which frost forms."""
    heat_capacity: Annotated[HeatCapacity, Field(gt=0)] | None = None
    """Heat capacity of the metal that a defrost warms; by default 1.5 kJ/K per kW of rated heating."""


class IndoorCoilConfig(Config):
    """The indoor coil and its fan."""

    airflow: Annotated[Flow, Field(gt=0.02, lt=10)]
    """Air flow at rated compressor speed, as standard air (1.2 kg/m3)."""
    fan_power: Annotated[Power, Field(ge=0, lt=3000)]
    """Fan power at rated air flow, against the resistance of the ducts."""


class LimitsConfig(Config):
    """Operating limits and protection of the machine."""

    cutoff: Annotated[Temperature, Field(ge=228.15, le=283.15)] = 249.82
    """Outdoor temperature below which heating stops; -10 °F by default."""
    condensing_pressure: Annotated[Pressure, Field(gt=1e6, lt=4.8e6)] = 4.15e6
    """Maximum condensing pressure: the compressor slows down to stay below it, a fixed-speed machine cycles on its
    high-pressure switch."""
    evaporating_temperature: Annotated[Temperature, Field(ge=213.15, le=263.15)] = 228.15
    """Minimum evaporating temperature, held in the same way; -45 °C by default, where R-410A is 0.4 bar above
    atmospheric pressure, as low-pressure switches of heat pumps are set."""
    pressure_ratio: Annotated[float, Field(gt=3, le=25)] | None = None
    """Maximum ratio of discharge to suction pressure, held in the same way; 12 by default, 14 with vapor injection."""
    compressor_power: Annotated[Power, Field(gt=100, le=50e3)] | None = None
    """Maximum compressor power, held in the same way: the maximum current at nominal voltage, before the factors of
    `anchors`; no limit by default."""
    low_pressure_cutout: Annotated[Temperature, Field(ge=213.15, le=263.15)] | None = None
    """Evaporating temperature at which the low-pressure switch opens; by default 15 K below `cutoff`."""
    high_pressure_cutout: Annotated[Temperature, Field(ge=313.15, le=353.15)] | None = None
    """Condensing temperature at which the high-pressure switch opens; by default that of R-410A at 610 psig (Carrier's
    and Bryant's heat pumps), and at least 1.5 K above that of `condensing_pressure`."""
    freeze_thermostat: Annotated[Temperature, Field(ge=258.15, le=278.15)] = 270.93
    """Evaporating temperature of the indoor coil in cooling below which its freeze thermostat opens; 28 °F by default,
    as those of accessory kits."""
    trips_to_lockout: Annotated[int, Field(ge=1, le=20)] = 3
    """Trips within one call after which the board locks the machine out; Lennox's boards count 3 or 5."""
    lockout_reset: Literal["time", "power"] = "time"
    """What ends such a lockout: `lockout_time` (4 h on Carrier's boards), or only power that is switched off and on
    (Lennox's). Switching the power off and on ends both; see `lockouts.power_cycle_after` of the configuration."""
    lockout_time: Annotated[Time, Field(ge=60, le=30 * 86400)] = 4 * 3600.0
    """Length of a lockout that ends by itself."""
    reversing_valve_leak: Annotated[float, Field(ge=0, le=0.3)] = 0.004
    """Share of the discharge gas that leaks back to suction in the reversing valve."""
    reversing_valve_conductance: Annotated[Conductance, Field(ge=0, le=20)] = 1.0
    """Conductance between discharge and suction gas in the reversing valve."""
    suction_drop: Annotated[float, Field(ge=0, le=0.1)] = 0.02
    """Pressure drop between evaporator and compressor at rated speed, as a share of the evaporator's pressure."""


class StandbyConfig(Config):
    """Power of the machine while the compressor is off."""

    power: Annotated[Power, Field(ge=0, le=200)] = 8.0
    """Power of the electronics at all times."""
    crankcase_power: Annotated[Power, Field(ge=0, le=300)] = 0.0
    """Power of the crankcase heater."""
    crankcase_below: Temperature = 283.15
    """Outdoor temperature below which the crankcase heater is on while the compressor is off; 50 °F by default."""
    pan_heater_power: Annotated[Power, Field(ge=0, le=500)] = 0.0
    """Power of the base pan heater."""
    pan_heater_below: Temperature = 273.15
    """Outdoor temperature below which the base pan heater is on."""
    pan_heater_runs: Literal["while heating", "continuously", "in defrosts"] = "while heating"
    """When the base pan heater is on while the machine heats or defrosts, at all times, or in defrosts alone."""

    @property
    def pan_power_heating(self) -> float:
        """Power of the base pan heater while the machine heats, W."""
        return 0.0 if self.pan_heater_runs == "in defrosts" else self.pan_heater_power

    @property
    def pan_power_idle(self) -> float:
        """Power of the base pan heater while the machine stands, W."""
        return self.pan_heater_power if self.pan_heater_runs == "continuously" else 0.0


class DegradationConfig(Config):
    """Degradation coefficients C_D of AHRI 210/240's cyclic tests: what cycling takes of the efficiency at no load."""

    heating: Annotated[float, Field(ge=0, le=0.5)] | None = None
    """Coefficient in heating, at 47 °F; by default by speeds and expansion device, 0.11 to 0.24."""
    cooling: Annotated[float, Field(ge=0, le=0.5)] | None = None
    """Coefficient in cooling with a dry coil, at 82 °F, of a variable speed at 67 °F; by default 0.07 to 0.25."""


class CyclingConfig(Config):
    """Starting and stopping."""

    degradation: DegradationConfig = DegradationConfig()
    """Coefficients that a cyclic test of the machine gives; the time constant of its starts follows from them."""
    expansion: Literal["valve", "orifice"] = "valve"
    """What meters the refrigerant: a valve that shuts while the compressor stands, or a fixed orifice, a capillary or a
    valve with a bleed port, through which pressures equalise and refrigerant migrates sooner."""
    start_time_constant: Annotated[Time, Field(ge=0, le=600)] | None = None
    """Time constant with which capacity rises after a start; by default that which gives `degradation`."""
    fan_off_delay: Annotated[Time, Field(ge=0, le=600)] = 60.0
    """Time for which the indoor fan runs on after the compressor stops and delivers the heat left in the coil."""
    minimum_on: Annotated[Time, Field(ge=0, le=3600)] = 300.0
    """Minimum time that the compressor stays on."""
    minimum_off: Annotated[Time, Field(ge=0, le=3600)] = 300.0
    """Minimum time that the compressor stays off."""
    second_stage_delay: Annotated[Time, Field(ge=60, le=7200)] = 1200.0
    """Run time of the first stage after which a two-speed machine goes to its second; 20 min is the default of Lennox's
    ComfortSense 7500 thermostat."""
    second_stage_droop: Annotated[TemperatureDifference, Field(ge=0, le=5)] = 0.2
    """Distance of the room from the thermostat's band at which the second stage starts at once. A judgement: between
    the call and backup heat."""

    @model_validator(mode="after")
    def _start_is_stated_once(self) -> Self:
        stated = (self.degradation.heating, self.degradation.cooling)
        if self.start_time_constant is not None and stated != (None, None):
            raise ValueError("state start_time_constant or degradation, not both: the one follows from the other")
        return self


class OilReturnConfig(Config):
    """Oil return: periods of high speed that return the oil left in lines and coils at low speed.

    Midea's M thermal Mono service manual (2020): five minutes after six hours, counted together, below 42 rev/s;
    Haier's: after four or eight hours below 58 rev/s, forgotten after ten minutes at 72 rev/s or a defrost.
    """

    after: Annotated[Time, Field(ge=600, le=30 * 86400)] = 6 * 3600.0
    """Run time at low speed after which an oil return run starts."""
    below: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Share of the rated speed below which running counts as slow; 0 for a machine that needs no oil return."""
    lasts: Annotated[Time, Field(ge=30, le=3600)] = 300.0
    """Length of an oil return run."""
    speed: Annotated[float, Field(gt=0, le=1.5)] = 1.0
    """Speed of the run, as a share of the rated speed, unless a limit holds it lower."""
    forgotten_after: Annotated[Time, Field(ge=30, le=7200)] = 600.0
    """Time at this speed by the thermostat's own demand that returns the oil as well."""

    @model_validator(mode="after")
    def _run_is_fast(self) -> Self:
        if self.speed < self.below:
            raise ValueError("speed must not be less than below, or the run brings back no oil")
        return self


class HeatPumpConfig(Config):
    """An air-to-air heat pump, or an air conditioner: then without the table `heating`."""

    name: str
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the numbers come from."""
    published: tuple[PublishedConfig, ...] = ()
    """Data sheet on which the machine is calibrated."""
    label: LabelConfig | None = None
    """Certified seasonal ratings."""
    table: bool = False
    """Whether only `published` is known: the machine is then a performance table, exact at its points, and a generic
    cycle of that size fills in between and beyond."""
    ratings: RatingsConfig | None = None
    """Capacities and ratings, where only they are known: the machine is then a generic one that rates back to them."""
    refrigerant: str
    """ASHRAE designation (R-410A, R-32, R-454B, R-290), or a CoolProp name."""
    charge: Annotated[Mass, Field(gt=0.05, lt=50)]
    """Refrigerant charge."""
    ductless: bool = False
    """Whether the indoor unit delivers air to the room without ducts."""
    heads: Annotated[int, Field(ge=1, le=8)] = 1
    """Number of indoor units of a ductless multi-split, each in a room of its own. Ratings are those of all heads
    together, as the standard tests them; in a house each room's thermostat opens and closes its own."""
    head_minimum: Annotated[float, Field(gt=0, le=1)] = 0.65
    """Share of the rated speed below which several heads no longer slow down but open and close one by one. By default
    half of a head's rating, a usual minimum, times 1.3, the connected capacity that makers allow; a judgement."""
    head_intake: Annotated[TemperatureDifference, Field(ge=0, le=5)] = 2.0
    """By how much air at the intakes of several heads is warmer than the room in heating: 2 K, the correction of
    Daikin's and Panasonic's boards."""
    compressor: CompressorConfig
    """Compressor, motor and drive."""
    outdoor_coil: OutdoorCoilConfig
    """Outdoor coil and fan."""
    indoor_coil: IndoorCoilConfig
    """Indoor coil and fan."""
    flow_exponent: Annotated[float, Field(ge=0, le=1)] = 0.4
    """Exponent of both air flows on the compressor's relative speed; 0 for single-speed fans."""
    heating: OperationConfig | None = None
    """Refrigerant circuit in heating; missing for an air conditioner."""
    cooling: OperationConfig | None = None
    """Refrigerant circuit in cooling; missing for a machine that only heats."""
    limits: LimitsConfig = LimitsConfig()
    """Operating limits and protection."""
    standby: StandbyConfig = StandbyConfig()
    """Power while the compressor is off."""
    cycling: CyclingConfig = CyclingConfig()
    """Start-up and minimum run times."""
    oil_return: OilReturnConfig = OilReturnConfig()
    """Oil return runs."""
    defrost: DefrostConfig = DefrostConfig()
    """Defrost control and sequence."""

    @model_validator(mode="before")
    @classmethod
    def _fill_what_a_table_leaves_open(cls, data: Any) -> Any:
        open_ = isinstance(data, Mapping) and (data.get("table") is True or data.get("ratings") is not None)
        return filled(data) if open_ else data

    @model_validator(mode="after")
    def _ratings_say_all(self) -> Self:
        if self.ratings is not None and self.published:
            raise ValueError("a machine is known by ratings or by published points, not by both")
        return self

    @model_validator(mode="after")
    def _table_has_rated_points(self) -> Self:
        modes = [mode for mode in ("heating", "cooling") if getattr(self, mode) is not None]
        if self.table and any(not any(p.mode == m and p.level == "rated" for p in self.published) for m in modes):
            raise ValueError("a performance table needs a point of level 'rated' in each mode of the machine")
        return self

    @model_validator(mode="after")
    def _heads_have_no_ducts(self) -> Self:
        if self.heads > 1 and not self.ductless:
            raise ValueError(f"{self.heads} heads need ductless = true: ducts bring air to all rooms alike")
        return self

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.heating is None and self.cooling is None:
            raise ValueError("the machine needs a table 'heating' or 'cooling', or both")
        return self

    def modes(self) -> tuple[OperationConfig, OperationConfig]:
        """Return its circuit in heating and in cooling; the existing one replaces a missing one."""
        heats, cools = self.heating or self.cooling, self.cooling or self.heating
        assert heats is not None  # the validator above has seen to it
        assert cools is not None
        return heats, cools
