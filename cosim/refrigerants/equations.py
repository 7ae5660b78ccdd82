"""The equations of the cycle: what every component does at given temperatures, and how far they are from agreeing."""

from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.errors import CosimError
from cosim.refrigerants.ahri540 import efficiencies, flow_density
from cosim.refrigerants.model import Circuit, Compressor, Points, State
from cosim.refrigerants.properties import PropertyTable, Saturation

MIN_PRESSURE_RATIO = 1.2
"""Below it the expansion valve starves; the condenser's fan is throttled to keep it (head-pressure control)."""
THROTTLING = 6.0
"""K of condensing temperature over which that throttling sets in."""
INTERSTAGE = 1.05
"""Flash tank pressure relative to the geometric mean of suction and discharge."""
INJECTION_RATIO, INJECTION_SPAN = 3.2, 0.5
"""Pressure ratio at which vapor injection is half open, and how gently it opens."""
SUCTION_DROP_EXPONENT = 1.8
AIR_SHARE = 0.65
"""Share of the air side in the resistance between air and refrigerant of a clean coil at rated flows."""


class NotConverged(CosimError, ArithmeticError):
    """Newton's method found no steady state at some operating points."""


@dataclass(frozen=True, slots=True)
class _Gas:
    """What the compressor draws in and against what it works, arrays."""

    enthalpy: Array
    entropy: Array
    log_suction: Array
    log_discharge: Array
    dome: Saturation
    """At discharge pressure."""
    efficiency: Array


@dataclass(frozen=True, slots=True)
class _Pressed:
    """What a kilogram drawn in has become, arrays."""

    work: Array
    """J per kg drawn in."""
    enthalpy: Array
    """Of the discharge, J/kg, before any injected liquid cools it."""
    gas_enthalpy: Array
    """Of the discharge as it leaves the shell, J/kg."""
    passed: Array
    """kg discharged per kg drawn in."""
    evaporated: Array
    """kg through the evaporator per kg drawn in; the rest is what the reversing valve lets back."""
    inlet_enthalpy: Array
    """At the evaporator's inlet, J/kg."""
    reach: Array
    """Greatest share of what the property table spans above saturation that compression, ideal or real, has used."""


class Equations:
    """The equations."""

    def __init__(self, table: PropertyTable, compressor: Compressor, circuit: Circuit) -> None:
        self.table, self.compressor, self.circuit = table, compressor, circuit
        low = float(table.saturation(np.array(table.low)).dew)
        coldest = float(table.saturation(np.array(table.condensing_low)).dew)
        high = float(table.saturation(np.array(table.high)).dew)
        self.low = np.array([low + 1.0, coldest + 0.5, 0.0, -np.inf])[:, None]
        self.high = np.array([high - 0.5, high - 0.5, 120.0, np.inf])[:, None]
        self.outlet_enthalpy = table.vapor_enthalpy_at(circuit.superheat)
        self.liquid_enthalpy = table.liquid_enthalpy_at(circuit.subcooling)
        reference = table.saturation(table.log_pressure_dew(np.array(circuit.reference_dew)))
        self.rated_flow = (
            0.95 * compressor.displacement * circuit.rated_speed * float(np.exp(reference.vapor_log_density))
        )

    def check(self, state: State) -> None:
        """Raise unless every state converged inside the property table."""
        # an unknown that stopped at the table's edge has not converged, so this finds what would be extrapolated
        if not np.all(state.residual < 1e-5):
            worst = int(np.argmax(np.where(np.isfinite(state.residual), state.residual, np.inf)))
            failed = np.sum(~(state.residual < 1e-5))
            raise NotConverged(
                f"{self.table.name}: no steady state at {failed} of {state.speed.size} points; "
                f"worst at {state.speed[worst]:.0f} rev/s, evaporating {state.evaporating[worst]:.1f} K, "
                f"condensing {state.condensing[worst]:.1f} K"
            )
        self.table.check("evaporating temperature", state.evaporating, self.low[0], self.high[0])
        self.table.check("condensing temperature", state.condensing, self.low[1], self.high[1])
        self.table.check("suction superheat", state.suction_superheat, self.low[2], self.high[2])
        dew = self.table.dew(np.log(state.condensing_pressure))
        self.table.check("discharge superheat", state.discharge_temperature - dew, 0.0, 199.0)
        self.table.check("share of the superheat inside the compressor", state.reach, -np.inf, 1.0)

    def state(self, points: Points, unknown: Array) -> State:
        """Evaluate everything at (4, points) unknowns."""
        table, compressor, circuit = self.table, self.compressor, self.circuit
        evaporating, condensing, superheat = np.clip(unknown, self.low, self.high)[:3]
        speed = np.exp(unknown[3])
        points = points.at_speed(speed)
        log_evaporator = table.log_pressure_dew(evaporating)
        log_discharge = table.log_pressure_dew(condensing)
        # a share of the pressure that depends on speed alone: at given speed, drop and pressure both follow density
        drop = circuit.suction_drop * (speed / circuit.rated_speed) ** SUCTION_DROP_EXPONENT
        log_suction = np.maximum(log_evaporator + np.log(np.maximum(1.0 - drop, 0.5)), table.low)
        evaporator, condenser = table.saturation(log_evaporator), table.saturation(log_discharge)
        liquid_enthalpy = self.liquid_enthalpy(log_discharge)
        discharge, gauged = condenser, condensing
        if circuit.noncondensable > 0.0:  # Dalton: what does not condense adds its own pressure
            log_discharge = np.minimum(np.log(np.exp(log_discharge) + circuit.noncondensable), table.high)
            discharge, gauged = table.saturation(log_discharge), table.dew(log_discharge)
        suction_enthalpy, suction_entropy, log_density = table.vapor(log_suction, superheat)
        outlet_enthalpy = self.outlet_enthalpy(log_evaporator)

        ratio = np.maximum(np.exp(log_discharge - log_suction), 1.0 + 1e-6)
        volumetric = (
            compressor.volumetric_peak
            - compressor.volumetric_slope * (ratio - 1.0) ** 0.9
            - compressor.volumetric_leak * (ratio - 1.0) / speed
        )
        drawn_density = np.exp(log_density)
        away = np.log(ratio / compressor.best_pressure_ratio)
        fast = np.log(speed / compressor.best_speed)
        # the reciprocal form of 1 - k ln^2: the same near the best point, and positive far from it
        efficiency = (
            compressor.efficiency
            / (1.0 + compressor.pressure_ratio_penalty * away**2 * np.where(away < 0.0, 1.3, 1.0))
            / (1.0 + compressor.speed_penalty * fast**2)
        )
        if compressor.map is not None:
            volumetric, efficiency = efficiencies(
                table, compressor.map, compressor.displacement, table.dew(log_suction), gauged
            )
            drawn_density = flow_density(table, compressor.map, log_suction, log_density)
        mass_flow = np.maximum(volumetric, 0.02) * compressor.displacement * speed * drawn_density

        kept = 1.0 - circuit.valve_leak
        gas = _Gas(suction_enthalpy, suction_entropy, log_suction, log_discharge, discharge, efficiency)
        if compressor.vapor_injection:
            pressed = self._two_stages(gas, liquid_enthalpy, ratio, kept)
        else:
            pressed = self._one_stage(gas, liquid_enthalpy, kept)
        discharge_temperature = discharge.dew + table.superheat(log_discharge, pressed.gas_enthalpy, discharge)

        suction_dew = table.dew(log_suction)
        leak_heat = circuit.valve_conductance * (discharge_temperature - suction_dew - superheat)
        evaporator_heat = mass_flow * pressed.evaporated * (outlet_enthalpy - pressed.inlet_enthalpy)
        # what leaks is gas as it leaves the shell; what liquid cooled it with goes round through the condenser
        leaked = circuit.valve_leak * pressed.passed
        brought = pressed.passed * (pressed.enthalpy - liquid_enthalpy)
        condenser_heat = mass_flow * (brought - leaked * (pressed.gas_enthalpy - liquid_enthalpy)) - leak_heat
        # the compressor stands in the air that has passed the outdoor coil, which is near the refrigerant in it
        surroundings = evaporating if circuit.heats else condensing
        shell_heat = compressor.shell_conductance * (discharge_temperature - surroundings)
        condenser_heat = condenser_heat - shell_heat
        drawn = pressed.evaporated * outlet_enthalpy + leaked * pressed.gas_enthalpy + leak_heat / mass_flow

        refrigerant = np.maximum(mass_flow * pressed.passed / self.rated_flow, 0.01) ** 0.5
        effectiveness = evaporator_effectiveness(circuit, points)
        to_surface = effectiveness * points.evaporator_capacity_rate
        evaporator_mean = evaporator.dew - 0.35 * (evaporator.dew - evaporator.bubble)
        inner = (1.0 - AIR_SHARE) / (circuit.evaporator_conductance * refrigerant)
        wall = evaporator_mean + evaporator_heat * inner
        conductance = circuit.condenser_conductance / (
            AIR_SHARE * points.condenser_flow**-0.6 + (1.0 - AIR_SHARE) / refrigerant
        )
        to_condenser = -points.condenser_capacity_rate * np.expm1(-conductance / points.condenser_capacity_rate)
        condenser_mean = 0.5 * (condenser.dew + condenser.bubble)
        least = table.dew(np.minimum(log_evaporator + np.log(MIN_PRESSURE_RATIO), table.high))

        residual = np.stack([
            points.evaporator_air - wall - evaporator_heat * (1.0 / to_surface + points.frost_resistance),
            smooth_min(
                condenser_mean - points.condenser_air - condenser_heat / to_condenser, condensing - least, THROTTLING
            ),
            (suction_enthalpy - drawn) / 1000.0,
        ])  # fmt: skip
        return State(
            evaporating=evaporating,
            condensing=condensing,
            suction_superheat=superheat,
            speed=speed,
            mass_flow=mass_flow,
            evaporator_heat=evaporator_heat,
            condenser_heat=condenser_heat,
            work=mass_flow * pressed.work,
            shell_heat=mass_flow * pressed.work * compressor.shell_loss + shell_heat,
            compressor_power=mass_flow * pressed.work * (1.0 + compressor.drive_loss) + compressor.drive_power,
            pressure_ratio=ratio,
            efficiency=np.broadcast_to(efficiency, speed.shape),
            discharge_temperature=discharge_temperature,
            condensing_pressure=np.exp(log_discharge),
            wall_temperature=wall,
            surface_temperature=points.evaporator_air - evaporator_heat / to_surface,
            effectiveness=effectiveness,
            reach=pressed.reach,
            equations=residual,
        )

    def _one_stage(self, gas: _Gas, liquid_enthalpy: Array, kept: float) -> _Pressed:
        ideal = self.table.isentropic_enthalpy(gas.log_discharge, gas.entropy, gas.dome) - gas.enthalpy
        work, cooled = self._held_cool(gas, gas.enthalpy, ideal / gas.efficiency, liquid_enthalpy)
        enthalpy = gas.enthalpy + work * (1.0 - self.compressor.shell_loss)
        one = np.ones_like(work)
        reach = (gas.entropy - gas.dome.vapor_entropy) / gas.dome.entropy_span
        return _Pressed(work, enthalpy, cooled, one, kept * one, liquid_enthalpy, reach)

    def _two_stages(self, gas: _Gas, liquid_enthalpy: Array, ratio: Array, kept: float) -> _Pressed:
        """Compress with vapor from a flash tank added between the stages."""
        table, left = self.table, 1.0 - self.compressor.shell_loss
        log_middle = np.log(INTERSTAGE) + 0.5 * (gas.log_suction + gas.log_discharge)
        log_middle = np.clip(log_middle, gas.log_suction, gas.log_discharge)
        middle = table.saturation(log_middle)
        open_share = 0.5 * (1.0 + np.tanh(0.5 * (ratio - INJECTION_RATIO) / INJECTION_SPAN))
        latent = middle.vapor_enthalpy - middle.liquid_enthalpy
        flash = open_share * kept * np.maximum(liquid_enthalpy - middle.liquid_enthalpy, 0.0) / latent
        injected = flash / (1.0 - flash)
        first = (table.isentropic_enthalpy(log_middle, gas.entropy, middle) - gas.enthalpy) / gas.efficiency
        mixed = (gas.enthalpy + first * left + injected * middle.vapor_enthalpy) / (1.0 + injected)
        # gas that is hotter here than the discharge may be takes liquid with the vapor, which costs work on it alone
        hottest = table.vapor_enthalpy(log_middle, self.compressor.discharge_limit - middle.dew)
        cooled = np.minimum(mixed, hottest)
        wet = (mixed - cooled) / (cooled - liquid_enthalpy)
        entropy = table.vapor_entropy(log_middle, np.maximum(table.superheat(log_middle, cooled, middle), 0.0))
        second = (table.isentropic_enthalpy(gas.log_discharge, entropy, gas.dome) - cooled) / gas.efficiency
        second, gas_enthalpy = self._held_cool(gas, cooled, second, liquid_enthalpy)
        second = (1.0 + wet) * second
        passed = 1.0 + injected
        evaporated = kept * passed - injected
        inlet = (kept * passed * liquid_enthalpy - injected * middle.vapor_enthalpy) / evaporated
        reach = np.maximum(
            (gas.entropy - middle.vapor_entropy) / middle.entropy_span,
            (entropy - gas.dome.vapor_entropy) / gas.dome.entropy_span,
        )
        reach = np.maximum(reach, (cooled - middle.vapor_enthalpy) / middle.enthalpy_span)
        work, enthalpy = first + passed * second, mixed + second * left
        return _Pressed(work, enthalpy, gas_enthalpy, passed, evaporated, inlet, reach)

    def _held_cool(self, gas: _Gas, start: Array, work: Array, liquid_enthalpy: Array) -> tuple[Array, Array]:
        """Return the work with the liquid that holds the discharge temperature, and the cooled gas's enthalpy.

        The liquid enters half way through compression, so it costs half of the work on it. As it comes from the
        condenser and goes back there, it carries no heat.
        """
        left = 1.0 - self.compressor.shell_loss
        superheat = np.maximum(self.compressor.discharge_limit - gas.dome.dew, 1.0)
        hottest = self.table.vapor_enthalpy(gas.log_discharge, superheat)
        share = np.maximum(start + work * left - hottest, 0.0) / (hottest - liquid_enthalpy)
        work = work * (1.0 + 0.5 * share)
        return work, np.minimum(start + work * left, hottest)


def evaporator_effectiveness(circuit: Circuit, points: Points) -> Array:
    """Return the effectiveness of the evaporator between air and its surface."""
    air = circuit.evaporator_conductance / AIR_SHARE * points.evaporator_flow**0.6
    return np.asarray(-np.expm1(-air / points.evaporator_capacity_rate))


def smooth_min(one: Array, other: Array, width: float) -> Array:
    """Return the lesser of two, with the corner where they meet rounded off over `width` either way."""
    gap = np.maximum(width - np.abs(one - other), 0.0)
    return np.asarray(np.minimum(one, other) - gap**2 / (4.0 * width))
