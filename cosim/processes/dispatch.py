"""Dispatch the thermostat's calls to heat pump, furnace or strips, so that exactly one of them is responsible."""

from cosim.config.backup import LockoutsConfig
from cosim.flow.records import Compressor, Guard
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.furnace import Furnace
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog
from cosim.processes.policies.lead_source import Lead
from cosim.processes.strips import Strips
from cosim.processes.thermostat import Thermostat
from cosim.scenarios.checks import BACKUP_HYSTERESIS

OFF, HEATING, COOLING = Compressor.OFF, Compressor.HEATING, Compressor.COOLING  # read at every call
STRIPS_LOCKOUT = 277.59  # K, 40 °F: strips beside a heat pump that may run (default of OpenStudio-HPXML)


class Dispatcher:
    """Assigns the thermostat's calls to the equipment.

    The lead source heats where it exists and is permitted; otherwise the other one does. A furnace takes over, until
    the call is satisfied, when the heat pump falls behind. Strips add to the heat pump when it falls behind, and heat
    alone where it is not permitted.
    """

    def __init__(
        self,
        env: HybridEnvironment,
        thermostat: Thermostat,
        log: EventLog,
        *,
        lead: Lead,
        lockouts: LockoutsConfig,
        heat_pump: HeatPump | None,
        furnace: Furnace | None,
        strips: Strips | None,
        can_pump_heat: bool,
    ) -> None:
        self.env, self.thermostat, self.log, self.lead = env, thermostat, log, lead
        self.heat_pump, self.furnace, self.strips = heat_pump, furnace, strips
        self.can_pump_heat = can_pump_heat
        self.pump_can_run, self.backup_is_released = Call(env), Call(env)
        """The compressor may heat at this outdoor temperature; backup may."""
        self.backup_is_locked, self.furnace_is_asked = Call(env), Call(env)
        """By demand response: backup may not help a compressor that runs; the furnace takes the lead."""
        self.pump_can_run.set(can_pump_heat)
        self._backup_with_first_stage = False
        self._gas_switch, self._compressor_rests = False, thermostat.config.mode == "emergency heat"
        self.backup_is_released.set(True)
        beside_a_pump = can_pump_heat and strips is not None
        self.backup_lockout = lockouts.backup_above or (STRIPS_LOCKOUT if beside_a_pump else None)
        # the default does not apply where the compressor may not run; a value given by the user always does
        self._lockout_is_hard = lockouts.backup_above is not None
        for call in (
            thermostat.heating,
            thermostat.cooling,
            thermostat.backup,
            self.pump_can_run,
            self.backup_is_released,
            self.backup_is_locked,
            self.furnace_is_asked,
            lead.pump,
        ):
            call.on_change(self.assign)

    def assign(self) -> None:
        """Assign a call to each piece of equipment; repeated whenever a condition changes."""
        thermostat, released = self.thermostat, self.backup_is_released.on
        heat, behind = thermostat.heating.on, thermostat.backup.on
        able = self.pump_can_run.on and not self._compressor_rests
        may_help = released and not (self.backup_is_locked.on and able)
        may_carry = released or not self._lockout_is_hard
        pump = heat and able
        if self.furnace is not None:
            lead = self.lead
            relieved = heat and may_help and (lead.relieved.on or (behind and able))
            if relieved != lead.relieved.on:
                if relieved and self.can_pump_heat and lead.pump.on:
                    self.log.note("furnace relieves heat pump")
                lead.relieved.set(relieved)
            if pump:
                asked = self.furnace_is_asked.on or self._gas_switch
                pump_leads = lead.pump.on and not relieved and not asked
                # where the furnace is not permitted the heat pump heats, whichever leads
                pump = pump_leads or not (may_help if self.backup_is_locked.on else may_carry)
            self.furnace.heat(heat and not pump and may_carry, high=behind)
        elif self.strips is not None:
            helps = (behind or self._backup_with_first_stage) and may_help
            self.strips.back_up(heat and ((not pump and may_carry) or (pump and helps)))
        if self.heat_pump is not None:
            self.heat_pump.request(HEATING if pump else COOLING if thermostat.cooling.on else OFF)

    def switch_to_gas(self, on: bool) -> None:
        """Heat with the furnace, if there is one, until the switch is released."""
        self._gas_switch = on
        self.assign()

    def wire_backup_to_first_stage(self, on: bool) -> None:
        """Let strips heat with every call of the first stage, as auxiliary heat that is wired wrongly does."""
        self._backup_with_first_stage = on
        self.assign()

    def rest_compressor(self, on: bool) -> None:
        """Do not heat with the compressor: emergency heat."""
        self._compressor_rests = on
        self.assign()

    def watch_backup_lockout(self) -> Process:
        """Release backup while it is colder outdoors than its lockout."""
        env, lockout = self.env, self.backup_lockout
        assert lockout is not None, "started only with a backup lockout"
        env.house.watch(Guard.BACKUP_MILD, lockout)
        env.house.watch(Guard.BACKUP_COLD, lockout - BACKUP_HYSTERESIS)
        while True:
            yield env.crossing(Guard.BACKUP_MILD)
            self.backup_is_released.set(False)
            yield env.crossing(Guard.BACKUP_COLD)
            self.backup_is_released.set(True)
