"""The house as the simulation holds it: its arrays, its controls, and the flow that carries it through time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.thermostat import IdealConfig
from cosim.constants import FREEZING, HOUR, ICE_SPECIFIC_HEAT
from cosim.envelope.columns import DRY_BULB, HUMIDITY, PRESSURE
from cosim.envelope.envelope import Envelope
from cosim.envelope.initial_state import settled_modes
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow import records as layout
from cosim.flow.arrays import allocate, checked_minutes, fill_gains, fill_propagators, fill_weather, machine_map
from cosim.flow.crossing import Announce, kernel
from cosim.flow.duct_traits import fill_ducts, leak_ducts, places_of
from cosim.flow.moments import Snapshots
from cosim.flow.on_time import fan_of_backup, light
from cosim.flow.parameters import DRAUGHT, EVERY_HOUR, Equipment, Period, exchange_pump, set_parameters
from cosim.flow.records import Compressor, Fan, Guard
from cosim.physics.air import density
from cosim.physics.moisture import MOISTURE_CAPACITY_FACTOR, SMALLEST_STORE
from cosim.weather import Weather

ROOM_AT_START, HIGHEST_AT_START = 294.15, 297.15  # K, range of the room in the year before the start
HUMIDITY_AT_START = 0.006  # kg/kg


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
        equipment: Equipment,
        period: Period = EVERY_HOUR,
        *,
        volume: float,
        announce: Announce | None = None,
    ) -> None:
        """Build a house in which nothing runs yet.

        Parameters
        ----------
        envelope : Envelope
            The building, as a thermal network in modal form.
        weather : Weather
            One year, by the hour.
        equipment : Equipment
            What heats, cools and ventilates, and the thermostat.
        period : Period
            When it begins, what is recorded, and the internal step.
        volume : float
            Of the conditioned space, m3.
        announce : callable, optional
            Called with a message if the flow has to be compiled first.
        """
        self.envelope, self.first_hour, self.hours = envelope, period.first_hour, period.hours
        self.arrays = allocate(envelope, period.hours, len(places_of(equipment)))
        if period.minutes is not None:
            minutes = checked_minutes(period.minutes, period.hours, period.step)
            self.arrays = self.arrays._replace(ledger=self.arrays.ledger._replace(minutes=minutes))
        self.state, self.controls, self.parameters, self._plant = (
            layout.fields(record)
            for record in (self.arrays.state, self.arrays.controls, self.arrays.parameters, self.arrays.plant)
        )
        # what processes read at every event, by the quickest way: memoryviews over the flow's own memory
        self._thresholds, self._totals = _memory(self.arrays.guards.threshold), _memory(self.arrays.ledger.totals)
        fill_weather(self.arrays.site.weather, weather, envelope)
        fill_gains(self.arrays.site.gains, envelope)
        fill_propagators(self.arrays, envelope)
        self._take_maps(equipment.heating, equipment.cooling)
        set_parameters(self.parameters, envelope, equipment, period)
        pressure = float(self.arrays.site.weather[:, PRESSURE].mean())
        fill_ducts(self.arrays.ducts, self.parameters, equipment, list(envelope.zone_names), pressure)
        self._sound_ducts = self.arrays.ducts.traits.copy()
        air_density = float(density(ROOM_AT_START, HUMIDITY_AT_START, self.arrays.site.weather[0, PRESSURE]))
        self.parameters.moisture_capacity = MOISTURE_CAPACITY_FACTOR * air_density * volume
        stores = np.maximum(envelope.zone_volume, SMALLEST_STORE)
        self.arrays.zones.moisture_capacity[:] = MOISTURE_CAPACITY_FACTOR * air_density * stores
        self._set_beginning(period.begin)
        self._set_controls(equipment.ideal)
        self._kernel = kernel(announce)
        self._lend()

    def _lend(self) -> None:
        """Give the flow its arrays; it counts no references to them, so they are kept here.

        `flow` advances the house to `until`, or to the first crossing of a guard in the bit set `armed`; it returns
        that guard's number or NO_GUARD. A partial, because it is called at every event.
        """
        self.flow, self._lent = self._kernel.flow(self.arrays)

    # --- time ------------------------------------------------------------------------------------------------------

    @property
    def time(self) -> float:
        """Seconds since 1 January 00:00."""
        return self.state.time

    def pause_at(self, instant: float) -> None:
        """Have the flow pause at `instant`, s; infinity for never."""
        self.state.pause = instant

    def step_begins(self) -> float:
        """Return when the step within which the flow paused began, s; the present if it paused between two steps."""
        if self.state.paused == layout.MID_STEP:
            return float(self.arrays.saved_step[0])
        self.state.paused = 0
        return self.time

    # --- what processes see ----------------------------------------------------------------------------------------

    @property
    def air_temperature(self) -> float:
        """Air temperature of the conditioned zone, K."""
        return self.state.air

    @property
    def outdoor_temperature(self) -> float:
        """Outdoor dry-bulb temperature at this instant, K."""
        return self.state.outdoor

    @property
    def frost_mass(self) -> float:
        """Frost on the outdoor coil, kg."""
        return float(self.state.frost_mass)

    def snapshots(self) -> Snapshots:
        """Return what takes snapshots of the house; none is taken yet."""
        return Snapshots(self._kernel, self.arrays.noted)

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
        """Start the compressor, softly where it modulates; its control law restarts or resumes."""
        state, parameters = self.state, self.parameters
        state.evaporating = state.condensing = FREEZING  # of another run and mode they say nothing
        if self.controls.modulating:
            state.speed = max(self.speed_min(mode), parameters.soft_start_speed)
            state.soft_until = self.time + parameters.soft_start_time
        else:
            state.speed = self.controls.speed
        state.sample_at = self.time
        if not resume:
            state.modulation, state.target_speed = 0.0, state.speed
        self.controls.compressor = mode

    def light(self, *, modulates: bool = False) -> None:
        """Light the burner at its lowest fire; one that modulates then follows the thermostat's error."""
        light(self.time, self.state, self.controls, self.parameters, modulates)

    def fire_high(self) -> None:
        """Burn at full capacity."""
        self.controls.burner = self.controls.blower = 1.0

    def speed_min(self, mode: Compressor) -> float:
        """Lowest speed of the compressor at the rating temperature, 1/s."""
        parameters = self.parameters
        return float(parameters.heating_speed_min if mode is Compressor.HEATING else parameters.cooling_speed_min)

    @property
    def backup_heats_air(self) -> bool:
        """Whether strips or a furnace heat the air of the ducts now, so that the indoor fan must run."""
        return fan_of_backup(self.controls, self.parameters) != Fan.OFF

    def release_fan(self) -> None:
        """Stop the indoor fan, or leave it to whatever still gives heat."""
        self.controls.fan = fan_of_backup(self.controls, self.parameters)

    def start_melting(self) -> None:
        """Reverse the circuit: from now on it heats the outdoor coil."""
        state, parameters = self.state, self.parameters
        surface = min(float(state.surface_temperature) or FREEZING, FREEZING)
        state.melt_start_mass, state.melt_start_thickness = state.frost_mass, state.frost_thickness
        heat_capacity = parameters.coil_capacity + ICE_SPECIFIC_HEAT * state.frost_mass
        state.coil_enthalpy, state.coil_temperature = heat_capacity * (surface - FREEZING), surface
        self.controls.compressor = Compressor.DEFROST

    def begin_within_cycle(self, air: float, defrost_share: float) -> None:
        """Start with the room at `air`, K, and with a share of the time to the next defrost check over.

        So identical houses differ: each is at another point of its thermostat's and its defrost control's cycle. Call
        it before time passes.
        """
        state, arrays = self.state, self.arrays
        warmer = air - ROOM_AT_START
        every_node = (self.envelope.input[0] + self.envelope.input[1]) * warmer / self.envelope.eigenvalue
        np.subtract(arrays.modes.amplitude, every_node, out=arrays.modes.amplitude)
        for temperature in (arrays.zones.temperature, arrays.faces.temperature):
            np.add(temperature, warmer, out=temperature)
        state.air += warmer
        state.second_air += warmer
        state.sensed += warmer
        state.cold_run_time = defrost_share * self._thresholds[Guard.DEFROST_TIMER]

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
        """Replace the machine's performance maps, and what its fans and coils are, by those of `model` from now on."""
        self._take_maps(model, model)
        exchange_pump(self.parameters, model)
        self._lend()

    def leak_ducts(self, supply: float | None, back: float | None) -> None:
        """Have ducts leak these shares of their air, supply and return, or as much as they did when built."""
        leak_ducts(self.arrays.ducts, self._sound_ducts, supply, back)

    def _take_maps(self, heating: HeatPumpModel | None, cooling: HeatPumpModel | None) -> None:
        """Give the flow the maps of the machines that heat and cool; a mode without a map keeps what it has."""
        if heating is not None and heating.heating is not None:
            table = machine_map(heating.heating, heating.heating_range, heating)
            self.arrays = self.arrays._replace(heating=table)
        if cooling is not None and cooling.cooling is not None:
            table = machine_map(cooling.cooling, cooling.cooling_range, cooling)
            self.arrays = self.arrays._replace(cooling=table)

    def oil_is_back(self) -> None:
        """Restart the count of slow running."""
        self.state.slow_run_time = 0.0

    def begin_frosting(self) -> None:
        """Start a new frosting period; the defrost has brought the oil back, too."""
        self.oil_is_back()
        state = self.state
        state.cold_run_time = state.coil_drop = 0.0
        state.capacity_kept = 1.0
        state.airflow_share = DRAUGHT if self.controls.fan_failed else 1.0
        state.melt_start_mass = state.coil_enthalpy = 0.0
        state.evaporating = state.coil_temperature = FREEZING

    def allow_ideal(self, *, heating: bool, cooling: bool) -> None:
        """Let ideal heating and cooling act or not."""
        self.controls.ideal_heating, self.controls.ideal_cooling = int(heating), int(cooling)

    def disturb(self) -> None:
        """Have the flow go on in short steps after a change of what it does not compare, as it does its controls."""
        self.state.changed_at = self.time

    def refresh_surroundings(self) -> None:
        """Recalculate the heat sources on all faces at this instant."""
        self.state.refresh_at = self.time

    # --- setting up ------------------------------------------------------------------------------------------------

    def _set_beginning(self, begin: float) -> None:
        """Set the state at `begin`, s: the fabric after a settled year, the coil clean, nothing running."""
        state, envelope, arrays = self.state, self.envelope, self.arrays
        hour = int(begin // HOUR) % 8760
        outdoor = arrays.site.weather[:, DRY_BULB]
        state.time = state.refresh_at = begin
        state.refreshed_at = -np.inf
        state.air = state.second_air = state.sensed = ROOM_AT_START
        state.outdoor = outdoor[hour - 1]
        state.humidity = HUMIDITY_AT_START
        state.air_flow = self.parameters.fan_flow or self.parameters.furnace_flow
        arrays.zones.humidity[:] = arrays.site.weather[hour - 1, HUMIDITY]
        state.capacity_kept = state.airflow_share = 1.0
        state.evaporating = state.condensing = state.coil_temperature = FREEZING
        state.pause = np.inf
        arrays.modes.amplitude[:] = settled_modes(envelope, outdoor, hour, ROOM_AT_START, HIGHEST_AT_START)
        arrays.zones.temperature[:] = ROOM_AT_START
        arrays.faces.temperature[:] = ROOM_AT_START
        if int(begin // HOUR) == self.first_hour:
            arrays.ledger.modes[0] = arrays.modes.amplitude

    def _set_controls(self, ideal: IdealConfig | None) -> None:
        """Set what processes leave as it is where nobody asks for anything else."""
        controls = self.controls
        controls.blower = 1.0
        controls.power_cap = controls.second_cooling_limit = np.inf
        for of_later in ("fan_stops_at", "blower_starts_at", "blower_stops_at", "igniter_at", "lights_at", "noted_at"):
            setattr(controls, of_later, np.inf)
        controls.second_share = controls.second_central_share = self.envelope.second_floor_share
        if ideal is not None:
            self.allow_ideal(heating=ideal.heating, cooling=ideal.cooling)
