"""Installed equipment and its wiring: the processes of one configuration and their connections."""

from functools import partial
from typing import TYPE_CHECKING

from cosim.config.thermostat import ThermostatConfig
from cosim.equipment.build import machine_of
from cosim.equipment.condition import Condition
from cosim.flow.records import Guard
from cosim.physics.frost_models import grows_layer
from cosim.processes.breakdowns import Breakdowns
from cosim.processes.clock import HybridEnvironment
from cosim.processes.demand_response import follow_events
from cosim.processes.dispatch import Dispatcher
from cosim.processes.external_inputs import Outside
from cosim.processes.furnace import Furnace
from cosim.processes.heat_pump import HeatPump, bring_back_oil, stage, staging, watch_limits
from cosim.processes.log import EventLog
from cosim.processes.policies import POLICIES
from cosim.processes.policies.lead_source import Lead
from cosim.processes.recovery import Recovery
from cosim.processes.strips import Strips
from cosim.processes.thermostat import FIRST_ROOM, SECOND_ROOM, Room, Thermostat
from cosim.processes.zones import Baseboards, TwoZoneDispatcher, WallThermostat
from cosim.schema.wall_clock import WallClock
from cosim.simulation.pump_hours import hours_for_the_pump, outlook_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosim.envelope.envelope import Envelope
    from cosim.equipment.heat_pump import HeatPumpModel
    from cosim.scenarios.scenario import Configuration, Scenario


class Installation:
    """The equipment and controls of one configuration, wired and running.

    Attributes
    ----------
    outside : Outside
        The inputs that may be written.
    """

    def __init__(
        self,
        env: HybridEnvironment,
        log: EventLog,
        scenario: "Scenario",
        configuration: "Configuration",
        envelope: "Envelope",
        model: "HeatPumpModel | None",
    ) -> None:
        self.env, self.log, self.envelope = env, log, envelope
        self.scenario, self.configuration, self.model = scenario, configuration, model
        self.pumps_heat = model is not None and model.heating is not None
        self.heat_pump = self.furnace = self.strips = None
        self.breakdowns: Breakdowns | None = None
        if model is not None:
            self.heat_pump = HeatPump(env, model, log, staging(model, configuration.thermostat))
        if configuration.furnace is not None:
            self.furnace = Furnace(env, configuration.furnace, log)
        if configuration.strips is not None:
            taken = model.melt_heat_from_house if model is not None and self.pumps_heat else 0.0
            self.strips = Strips(env, configuration.strips, log, tempering_heat=taken)
        self.can_heat = self.pumps_heat or self.furnace is not None or self.strips is not None
        self.can_cool = model is not None and model.cooling is not None
        ideal = configuration.ideal
        self.thermostat = self.hang_thermostat(
            configuration.thermostat,
            FIRST_ROOM,
            can_heat=self.can_heat or (ideal is not None and ideal.heating),
            can_cool=self.can_cool or (ideal is not None and ideal.cooling),
        )
        has_backup = self.pumps_heat and (self.furnace is not None or self.strips is not None)
        for call, kind, is_served in (
            (self.thermostat.heating, "call for heat", True),
            (self.thermostat.cooling, "call for cooling", True),
            (self.thermostat.backup, "call for backup heat", has_backup),
        ):
            if is_served:
                log.follow(call, kind)
        env.process(self.thermostat.follow_schedule())
        env.process(self.thermostat.follow_seasons())
        if ideal is not None:
            self.outside = self.connect_inputs(None)
            return
        dual_fuel = configuration.dual_fuel
        self.lead = Lead(env, log, dual_fuel.minimum_dwell if dual_fuel is not None else 0.0)
        dispatcher_of = Dispatcher if configuration.second_zone is None else self.furnish_second_zone()
        self.dispatcher = dispatcher_of(
            env,
            self.thermostat,
            log,
            lead=self.lead,
            lockouts=configuration.lockouts,
            heat_pump=self.heat_pump,
            furnace=self.furnace,
            strips=self.strips,
            can_pump_heat=self.pumps_heat,
        )
        self.outside = self.connect_inputs(self.dispatcher)
        if self.heat_pump is not None:
            self.start_heat_pump(self.heat_pump)
        self.start_backup()
        if dual_fuel is not None and model is not None:
            if dual_fuel.follows_rates:
                outlook = outlook_of(scenario, configuration, model, envelope)
                self.lead.pump_is_better = hours_for_the_pump(scenario, configuration, outlook)
            env.process(POLICIES[dual_fuel.policy](self.lead, dual_fuel))
        self.start_controls()
        if configuration.faults:
            self.breakdowns = Breakdowns(
                env,
                configuration.faults,
                log,
                heat_pump=self.heat_pump,
                furnace=self.furnace,
                strips=self.strips,
                dispatcher=self.dispatcher,
                build=self.machine_in,
            )
            env.process(self.breakdowns.run())

    def hang_thermostat(self, config: ThermostatConfig, room: Room, *, can_heat: bool, can_cool: bool) -> Thermostat:
        """Return a thermostat on the wall of a room."""
        return Thermostat(
            self.env,
            config,
            can_heat=can_heat,
            can_cool=can_cool,
            clock=WallClock.of(self.scenario.start_weekday, self.scenario.clock_rule),
            ideal=self.configuration.ideal is not None,
            room=room,
        )

    def furnish_second_zone(self) -> "Callable[..., Dispatcher]":
        """Start the second zone's thermostat and equipment, and return what makes the dispatcher for both zones."""
        env, configuration = self.env, self.configuration
        zoning = configuration.second_zone
        assert zoning is not None, "asked for only then"
        env.house.heat_zones_apart()
        reached = self.can_heat and (zoning.head or self.furnace is not None)
        second = self.hang_thermostat(
            zoning.thermostat or configuration.thermostat,
            SECOND_ROOM,
            can_heat=reached or zoning.baseboards is not None,
            can_cool=self.can_cool and zoning.head,
        )
        baseboards = wall = None
        if zoning.baseboards is not None:
            baseboards = Baseboards(env, zoning.baseboards, self.log)
            env.process(baseboards.run())
        if zoning.pair == "uncoordinated" and self.furnace is not None:
            own = configuration.thermostat
            wall = WallThermostat(env, zoning.wall_setpoint or own.heating_setpoint, own.deadband)
            env.process(wall.run())
        for process in (second.follow_schedule(), second.follow_seasons(), second.run(), second.call_backup()):
            env.process(process)
        return partial(
            TwoZoneDispatcher,
            second=second,
            zoning=zoning,
            floor_share=self.envelope.second_floor_share,
            baseboards=baseboards,
            wall=wall,
        )

    def start_heat_pump(self, heat_pump: HeatPump) -> None:
        """Start the compressor with its guards, and connect it to the equipment that shares its air stream."""
        env, model, configuration = self.env, heat_pump.model, self.configuration
        furnace, strips = self.furnace, self.strips
        heat_pump.safeties.power_cycle_after = configuration.lockouts.power_cycle_after or float("inf")
        env.house.watch(Guard.ROOM_HOT, configuration.lockouts.switched_off_above)
        env.process(heat_pump.run())
        if heat_pump.staging.two_stages:
            env.process(stage(heat_pump))
        if model.oil_return.below > 0.0:
            env.process(bring_back_oil(heat_pump))
        if model.heating_range[2].any() or model.cooling_range[2].any():
            env.process(watch_limits(heat_pump))
        if furnace is not None and furnace.config.distribution == "air":
            heat_pump.interlock, furnace.compressor = furnace, heat_pump
        if self.pumps_heat:
            heat_pump.permit = self.dispatcher.pump_can_run
            heat_pump.defrost.happens = grows_layer(configuration.frost)
            env.process(heat_pump.watch_cutoff(configuration.lockouts))
            # what heats in the rooms does not warm the unit's air
            if furnace is not None and furnace.config.distribution == "air":
                heat_pump.defrost.temper = furnace.temper
            elif furnace is None and strips is not None and not strips.in_rooms:
                heat_pump.defrost.temper = strips.temper

    def start_backup(self) -> None:
        """Start furnace, strips and what locks them out."""
        if self.furnace is not None:
            self.env.process(self.furnace.run())
        if self.strips is not None:
            self.env.process(self.strips.run())
        if self.dispatcher.backup_lockout is not None:
            self.env.process(self.dispatcher.watch_backup_lockout())

    def start_controls(self) -> None:
        """Start the thermostat, demand response and recovery."""
        env, thermostat, configuration = self.env, self.thermostat, self.configuration
        env.process(thermostat.run())
        if self.can_heat:
            env.process(thermostat.call_backup())
        if configuration.events:
            env.process(follow_events(env, configuration.events, thermostat, self.dispatcher, self.log))
        if configuration.thermostat.recovery == "smart" and len(thermostat.week) > 1:
            env.process(Recovery(env, thermostat, self.log).run())

    def connect_inputs(self, dispatcher: Dispatcher | None) -> Outside:
        """Return the inputs; price and carbon intensity are the scenario's of the hour until they are written."""
        by_hour = {
            "electricity_price": lambda: self.scenario.electricity_price_by_hour,
            "carbon_intensity": lambda: self.scenario.electricity_emissions_by_hour,
        }
        strips = self.strips if dispatcher is not None else None
        return Outside(self.env, self.thermostat, dispatcher, strips, by_hour)

    def machine_in(self, condition: Condition) -> "HeatPumpModel":
        """Return the machine with what is wrong with it."""
        found = machine_of(self.scenario, self.configuration, condition)
        assert found is not None, "only a configuration with a machine asks for it"
        return found
