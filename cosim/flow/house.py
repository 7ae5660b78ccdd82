"""The house as the simulation holds it: its arrays, its controls, and the flow that carries it through time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.config.defrost import FrostModel
from cosim.config.house import DuctsConfig
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.envelope.columns import DRY_BULB
from cosim.envelope.envelope import Envelope
from cosim.envelope.initial_state import settled_modes
from cosim.equipment.heat_pump import HeatPumpModel, Table
from cosim.flow import records as layout
from cosim.flow.arrays import allocate, checked_minutes, fill_gains, fill_propagators, fill_table, fill_weather
from cosim.flow.crossing import Announce, kernel
from cosim.flow.kernel import AIR, OUTDOOR
from cosim.flow.modes import EXACT_SECONDS
from cosim.flow.parameters import set_furnace, set_pump, set_strips, set_thermostat
from cosim.flow.records import Compressor, Fan, Guard, Signal
from cosim.physics.air import FREEZING, density
from cosim.physics.peer_frost import NAMES
from cosim.physics.plain import plain
from cosim.weather import Weather

HOUR = 3600.0
ROOM_AT_START, HIGHEST_AT_START = 294.15, 297.15  # K, between which the year before the beginning is thought to pass
# moisture stored in furnishings and linings relative to the air's own; EnergyPlus's effective-capacitance practice
# is 10 to 25
MOISTURE_CAPACITY_FACTOR = 15.0
RESTING_STEPS = 5  # internal steps in one while nothing runs
EQUALISING_TIME = 60.0  # s in which a stopped circuit loses the heat in its indoor coil to the outdoor side


def _memory(array: NDArray[np.float64]) -> Any:
    return array.data  # mypy takes its elements for integers


class House:
    """One house with its equipment, at one instant.

    Processes write ``controls`` and the guards' thresholds and ask for temperatures; `flow` does the rest.
    """

    def __init__(
        self,
        envelope: Envelope,
        weather: Weather,
        *,
        heating: HeatPumpModel | None = None,
        cooling: HeatPumpModel | None = None,
        furnace: FurnaceConfig | None = None,
        strips: StripsConfig | None = None,
        ideal: IdealConfig | None = None,
        thermostat: ThermostatConfig | None = None,
        ducts: DuctsConfig | None = None,
        volume: float,
        step: float = 60.0,
        begin: float = 0.0,
        first_hour: int = 0,
        hours: int = 8760,
        minutes: NDArray[np.float64] | None = None,
        frost: FrostModel = "physical",
        announce: Announce | None = None,
    ) -> None:
        self.envelope, self.first_hour, self.hours = envelope, first_hour, hours
        self.arrays = allocate(envelope, hours)
        if minutes is not None:
            self.arrays["minutes"] = checked_minutes(minutes, hours, step)
        self.state, self.controls, self.parameters = (
            layout.fields(self.arrays[name]) for name in ("state", "controls", "parameters")
        )
        # what processes read at every event, by the quickest way: memoryviews over the flow's own memory
        self._signals, self._thresholds, self._totals, self._moment = (
            _memory(self.arrays[name]) for name in ("signals", "thresholds", "totals", "moment")
        )
        self._moment = self._moment.cast("B")
        self._plant = layout.fields(self.arrays["plant"])
        fill_weather(self.arrays["weather"], weather, envelope)
        fill_gains(self.arrays["gains"], envelope)
        fill_propagators(self.arrays, envelope)
        for name, model, part in (("heating", heating, "heating"), ("cooling", cooling, "cooling")):
            table = getattr(model, part) if model is not None else None
            if table is not None:
                if part == "heating" and model is not None:
                    self.arrays["airflow_share"] = np.array(model.airflow_share, dtype=np.float64)
                fill_table(self.arrays, name, table, model, part)
        self._set_parameters(step, first_hour, volume, heating, cooling, furnace, strips, ideal, thermostat, ducts)
        self.parameters.frost_model = NAMES.index(frost)
        self._set_beginning(begin)
        self._kernel = kernel(announce)
        self._lend()

    def _lend(self) -> None:
        """Give the flow its arrays; it counts no references to them, so they are kept here.

        Called as ``flow(until, armed)``, `flow` carries the house to `until`, or to the first crossing of a guard in
        the bit set `armed`; it returns that guard's number or NO_GUARD. A partial, because it is called at every event.
        """
        self._lent = tuple(self.arrays.values())
        self.flow: Callable[[float, int], int] = partial(self._kernel.flow, self._kernel.cross(self.arrays))

    # --- time ------------------------------------------------------------------------------------------------------

    @property
    def time(self) -> float:
        """Seconds since 1 January 00:00."""
        return float(self.state.time)

    def pause_at(self, instant: float) -> None:
        """Have the flow pause at `instant`, s; infinity for never."""
        self.state.pause = instant

    def step_begins(self) -> float:
        """Return when the step began in whose midst the flow paused, s; now, where it paused between two steps."""
        if self.state.paused == layout.MID_STEP:
            return float(self.arrays["kept"][0])
        self.state.paused = 0
        return self.time

    # --- what processes see ----------------------------------------------------------------------------------------

    @property
    def air_temperature(self) -> float:
        """Air temperature of the conditioned zone, K."""
        return self._signals[AIR]

    @property
    def outdoor_temperature(self) -> float:
        """Outdoor dry-bulb temperature at this instant, K."""
        return self._signals[OUTDOOR]

    @property
    def frost_mass(self) -> float:
        """Frost on the outdoor coil, kg."""
        return float(self.state.frost_mass)

    def keep_moment(self, kept: bytearray) -> None:
        """Add meters, state, signals and rates as they are to `kept`, to be read later as `layout.MOMENT`."""
        kept += self._moment

    def meter(self) -> list[float]:
        """Return the readings of every `Meter`, J."""
        return list(self._totals)

    # --- what processes do -----------------------------------------------------------------------------------------

    def watch(self, guard: Guard, threshold: float) -> None:
        """Set the threshold of a guard."""
        self._thresholds[guard] = threshold

    def threshold(self, guard: Guard) -> float:
        """Return the threshold of a guard."""
        return self._thresholds[guard]

    def start_compressor(self, mode: Compressor, *, resume: bool = False) -> None:
        """Start the compressor, softly where it modulates; its control law begins anew or resumes."""
        state, parameters = self.state, self.parameters
        if self.controls.modulating:
            state.speed = max(self.least_speed(mode), parameters.soft_start_speed)
            state.soft_until = self.time + parameters.soft_start_time
        else:
            state.speed = self.controls.speed
        state.sample_at = self.time
        if not resume:
            state.modulation, state.target_speed = 0.0, state.speed
        self.controls.compressor = mode

    def light(self, fire: float, *, modulates: bool = False) -> None:
        """Light the burner at a share of its capacity; one that modulates goes on by the thermostat's error."""
        controls, state = self.controls, self.state
        controls.burner, controls.blower, controls.fire_modulates = fire, fire, int(modulates)
        if modulates:
            state.fire, state.modulation, state.sample_at = fire, 0.0, self.time

    def least_speed(self, mode: Compressor) -> float:
        """Lowest speed of the compressor at the rating temperature, 1/s."""
        parameters = self.parameters
        return float(parameters.heating_speed_min if mode is Compressor.HEATING else parameters.cooling_speed_min)

    def release_fan(self) -> None:
        """Stop the indoor fan, or leave it to whatever still gives heat."""
        controls = self.controls
        strips = controls.strip_power and not self.parameters.strips_in_rooms
        blower = controls.burner and not self.parameters.hydronic
        controls.fan = Fan.BLOWER if blower else Fan.STRIPS if strips else Fan.OFF

    def start_melting(self) -> None:
        """Reverse the circuit: from now on the outdoor coil is heated."""
        state, parameters = self.state, self.parameters
        surface = min(float(state.surface_temperature) or FREEZING, FREEZING)
        state.melt_start_mass, state.melt_start_thickness = state.frost_mass, state.frost_thickness
        heat_capacity = parameters.coil_capacity + 2050.0 * state.frost_mass
        state.coil_enthalpy = heat_capacity * (surface - FREEZING)
        self._signals[Signal.COIL] = surface
        self.controls.compressor = Compressor.DEFROST

    def begin_within_cycle(self, air: float, defrost_share: float) -> None:
        """Begin with the room at `air`, K, and with a share of the time to the next defrost check gone by.

        Houses that are alike keep apart by it: each is then somewhere else in its thermostat's and its defrost
        control's cycle. To be called before time passes.
        """
        state, arrays = self.state, self.arrays
        warmer = air - ROOM_AT_START
        arrays["modes"] -= (self.envelope.input[0] + self.envelope.input[1]) * warmer / self.envelope.eigenvalue
        for name in ("zone_temperature", "face_temperature"):
            arrays[name] += warmer
        for signal in (Signal.AIR, Signal.SECOND_AIR, Signal.SENSED):
            self._signals[signal] += warmer
        state.sensed += warmer
        run_time = defrost_share * self._thresholds[Guard.DEFROST_TIMER]
        state.cold_run_time = self._signals[Signal.COLD_RUN_TIME] = run_time

    def heat_zones_apart(self) -> None:
        """Give the heat of unit and strips to the first zone alone, until a control says otherwise."""
        self.parameters.second_strip_share = self.controls.second_share = 0.0
        self.parameters.zones_apart = 1

    def clear_coil(self) -> None:
        """Take all frost off the outdoor coil."""
        self.state.frost_mass = self.state.frost_thickness = self.state.melt_start_mass = 0.0

    @property
    def is_frosting(self) -> bool:
        """Whether frost forms: the coil is below 0 °C and below the frost point of the air."""
        return bool(self._plant.frost_rate > 0.0)

    @property
    def capacity_loss(self) -> float:
        """Share of its capacity that frost takes from the machine."""
        return 1.0 - float(self.state.capacity_kept)

    def exchange_maps(self, model: HeatPumpModel) -> None:
        """Have the machine perform as `model` does from now on."""
        for name in ("heating", "cooling"):
            table: Table | None = getattr(model, name)
            if table is not None:
                fill_table(self.arrays, name, table, model, name)
        self._lend()

    def oil_is_back(self) -> None:
        """Begin to count slow running anew."""
        self.state.slow_run_time = self._signals[Signal.SLOW_RUN_TIME] = 0.0

    def begin_frosting(self) -> None:
        """Begin a new frosting period; the defrost has brought the oil back, too."""
        self.oil_is_back()
        self.state.cold_run_time = 0.0
        self.state.capacity_kept = 1.0
        self.state.airflow_share, self.state.coil_drop, self.state.evaporating = 1.0, 0.0, FREEZING
        self._signals[Signal.AIRFLOW], self._signals[Signal.COIL_DROP] = 1.0, 0.0
        self.state.melt_start_mass = self.state.coil_enthalpy = 0.0
        self._signals[Signal.COLD_RUN_TIME], self._signals[Signal.CAPACITY_KEPT] = 0.0, 1.0
        self._signals[Signal.COIL] = FREEZING

    def allow_ideal(self, *, heating: bool, cooling: bool) -> None:
        """Let ideal heating and cooling act or not."""
        self.controls.ideal_heating, self.controls.ideal_cooling = int(heating), int(cooling)

    def refresh_surroundings(self) -> None:
        """Have the sources on all faces worked out anew at this instant."""
        self.state.refresh_at = self.time

    # --- setting up ------------------------------------------------------------------------------------------------

    def _set_parameters(
        self,
        step: float,
        first_hour: int,
        volume: float,
        heating: HeatPumpModel | None,
        cooling: HeatPumpModel | None,
        furnace: FurnaceConfig | None,
        strips: StripsConfig | None,
        ideal: IdealConfig | None,
        thermostat: ThermostatConfig | None,
        ducts: DuctsConfig | None,
    ) -> None:
        p = self.parameters
        unit = heating or cooling
        p.step, p.first_hour, p.face_interval = step, first_hour, max(self.envelope.face_interval, step)
        # where faces are followed every step, so is a house in which nothing runs
        p.resting_step = max(step, min(RESTING_STEPS * step, EXACT_SECONDS)) if p.face_interval > step else step
        dry_air = float(plain(density)(ROOM_AT_START, 0.006, float(self.arrays["weather"][0, 5])))
        p.moisture_capacity = MOISTURE_CAPACITY_FACTOR * dry_air * volume
        set_thermostat(p, thermostat or ThermostatConfig())
        self.controls.blower = 1.0
        p.second_zone, p.second_gain_share = self.envelope.second_zone, self.envelope.second_gain_share
        p.second_strip_share = self.envelope.second_floor_share
        self.controls.second_share = self.controls.second_central_share = self.envelope.second_floor_share
        p.start_time_constant, p.equalising_time_constant, p.coil_capacity = 60.0, EQUALISING_TIME, 1.0
        if unit is not None:
            set_pump(p, unit)
        if furnace is not None:
            set_furnace(p, furnace)
        if strips is not None:
            set_strips(p, strips, unit)
        if ideal is not None:
            p.ideal_heating_capacity = ideal.heating_capacity or np.inf
            p.ideal_cooling_capacity = ideal.cooling_capacity or np.inf
            self.controls.ideal_heating, self.controls.ideal_cooling = int(ideal.heating), int(ideal.cooling)
        if ducts is not None and not (unit is not None and unit.ductless and furnace is None):
            names = list(self.envelope.zone_names)
            p.duct_zone = -1 if ducts.zone == "outdoors" else names.index(ducts.zone)
            p.duct_supply_leakage, p.duct_return_leakage = ducts.supply_leakage, ducts.return_leakage
            p.duct_supply_conductance = ducts.supply_area / ducts.resistance
            p.duct_return_conductance = ducts.return_area / ducts.resistance

    def _set_beginning(self, begin: float) -> None:
        state, envelope = self.state, self.envelope
        state.time = state.refresh_at = begin
        state.humidity, state.capacity_kept, state.airflow_share = 0.006, 1.0, 1.0
        state.evaporating = FREEZING
        state.pause = self.controls.power_cap = self.controls.second_cooling_limit = np.inf
        hour = int(begin // HOUR) % 8760
        outdoor = self.arrays["weather"][:, DRY_BULB]
        self.arrays["modes"][:] = settled_modes(envelope, outdoor, hour, ROOM_AT_START, HIGHEST_AT_START)
        self.arrays["zone_temperature"][:] = ROOM_AT_START
        self.arrays["face_temperature"][:] = ROOM_AT_START
        self.arrays["signals"][:] = [
            ROOM_AT_START,
            outdoor[hour - 1],
            1.0,
            0.0,
            FREEZING,
            0.0,
            0.0,
            ROOM_AT_START,
            ROOM_AT_START,
            1.0,
            0.0,
            FREEZING,
        ]
        state.sensed = ROOM_AT_START
        if int(begin // HOUR) == self.first_hour:
            self.arrays["hourly_modes"][0] = self.arrays["modes"]
