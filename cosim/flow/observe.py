"""From the flow's ledger to hourly results, with the heat balance of the whole house for every hour."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING, HOUR, QUARTER
from cosim.envelope.columns import FIRST_ZONE_INPUT
from cosim.envelope.envelope import Envelope
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.flow.records import Meter
from cosim.schema.variables import LEDGER, ROOM_BALANCE, ROW, VARIABLES
from cosim.threads import on_one_thread

if TYPE_CHECKING:
    from cosim.flow.house import House


@on_one_thread
def hourly_results(house: "House", envelope: Envelope) -> dict[str, Array]:
    """Return every declared variable, hour by hour.

    The integral of each mode over an hour follows exactly from its change and from the integrals of the inputs, so
    the fabric's heat flow is not sampled but integrated. The residual compares the change of stored heat with what
    the ledger and the fabric brought in; they were summed apart from each other.
    """
    ledger, zones = house.arrays.ledger, envelope.zone_output.shape[0]
    hourly = dict(zip((variable.name for variable in LEDGER), np.ascontiguousarray(ledger.hourly.T), strict=True))
    # what flows in from outdoors follows the modes and the inputs; so does, in every hour, the integral of each mode
    by_mode = envelope.outdoor_loss_output / envelope.eigenvalue
    by_input = envelope.outdoor_loss_input - envelope.input @ by_mode
    by_input[FIRST_ZONE_INPUT + 1 : FIRST_ZONE_INPUT + zones] += 1.0  # heat to other zones' air,
    by_input[FIRST_ZONE_INPUT + zones :] += 1.0  # radiated, and on faces
    brought = np.diff(ledger.modes, axis=0) @ by_mode + ledger.inputs @ by_input
    hours = slice(house.first_hour, house.first_hour + house.hours)
    hourly["solar_gain"] = envelope.solar_transmitted[hours].copy()
    gained = envelope.gain_radiant[hours] + envelope.zone_gain[hours].sum(axis=1)
    hourly["fabric_heat"] = (brought + ledger.films) / HOUR - gained
    stored = ledger.modes @ envelope.stored_output
    all_at_one_kelvin = -(envelope.input[0] + envelope.input[1]) / envelope.eigenvalue
    hourly["stored_heat"] = stored[1:] - FREEZING * (envelope.stored_output @ all_at_one_kelvin)
    heat_in = sum(sign * hourly[name] for sign, name in ROOM_BALANCE)
    hourly["energy_residual"] = heat_in - np.diff(stored) / HOUR
    return hourly


def zone_temperatures(house: "House", envelope: Envelope) -> Array:
    """Return the mean air temperature of every zone in each hour, K, shape (hours, zones).

    Exact means, not samples: the integral of each mode follows from its change and from the integrals of the inputs.
    """
    inputs, modes = house.arrays.ledger.inputs, house.arrays.ledger.modes
    integral = (np.diff(modes, axis=0) - inputs @ envelope.input) / envelope.eigenvalue
    return np.asarray((integral @ envelope.zone_output.T + inputs @ envelope.zone_feedthrough.T) / HOUR)


class Readings:
    """The instruments of one house.

    Temperatures, setpoints, humidity and frost are those of this very instant. A rate (W, kg/s, 1/s) is that of the
    flow's step which leads up to this instant, as it enters the ledger; after something was switched it follows as soon
    as time passes.
    """

    def __init__(self, house: "House", envelope: Envelope) -> None:
        self.house, self.envelope = house, envelope
        arrays = house.arrays
        self._rate, self._accumulated = arrays.rate_vector.item, arrays.ledger.accumulated.item
        self._past = np.zeros(len(LEDGER))  # integrals over the hours of the record that are closed
        self._hours_past = 0
        state, controls = house.state, house.controls
        self._now: dict[str, Callable[[], float]] = {
            "outdoor_temperature": lambda: house.outdoor_temperature,
            "indoor_temperature": lambda: house.air_temperature,
            "indoor_humidity_ratio": lambda: state.humidity,
            "heating_setpoint": lambda: controls.heating_setpoint,
            "cooling_setpoint": lambda: controls.cooling_setpoint,
            "frost_mass": lambda: state.frost_mass,
            "frost_thickness": lambda: state.frost_thickness,
            "solar_gain": self._solar_gain,
            "fabric_heat": self._fabric_heat,
            "stored_heat": self._stored_heat,
            "energy_residual": self._energy_residual,
            "peak_electricity": self._peak_electricity,
        }
        all_at_one_kelvin = -(envelope.input[0] + envelope.input[1]) / envelope.eigenvalue
        self._stored_at_zero = FREEZING * float(envelope.stored_output @ all_at_one_kelvin)

    def now(self, name: str) -> float:
        """Return a declared variable at this instant, in its units."""
        if name in self._now:
            return float(self._now[name]())
        if name in ROW:
            return self._rate(ROW[name])
        known = [variable.name for variable in VARIABLES]
        raise InvalidInput([Fault("variable", f"there is no variable {name[:60]!r}", did_you_mean(name[:60], known))])

    def total(self, name: str) -> float:
        """Return the integral of a variable of the ledger over the record so far: J of a power, kg of a mass flow."""
        if name not in ROW:
            self.now(name)  # says so where there is no such variable at all
            raise InvalidInput(
                [Fault("variable", f"{name} is not in the flow's ledger, so that it has no running total")]
            )
        number, first = ROW[name], self.house.first_hour
        closed = min(int((self.house.time + 1e-6) // HOUR) - first, self.house.hours)
        if closed > self._hours_past:
            rows = self.house.arrays.ledger.hourly[self._hours_past : closed]
            self._past += rows.sum(axis=0) * HOUR
            self._hours_past = closed
        if self.house.time < first * HOUR:
            return 0.0
        return float(self._past[number]) + (self._accumulated(number) if closed < self.house.hours else 0.0)

    def _gain(self, series: np.ndarray) -> float:
        hour = int(np.ceil(self.house.time / HOUR)) - 1  # at the end of an hour it is still that hour's
        return float(series[hour % len(series)])

    def _solar_gain(self) -> float:
        return self._gain(self.envelope.solar_transmitted)

    def _stored_heat(self) -> float:
        return float(self.house.arrays.modes.amplitude @ self.envelope.stored_output) - self._stored_at_zero

    def _fabric_heat(self) -> float:
        """Return what `balance.hourly_results` integrates, at this instant."""
        envelope, u = self.envelope, self.house.arrays.inputs.value
        zones = envelope.zone_output.shape[0]
        modes = self.house.arrays.modes.amplitude
        linear = float(modes @ envelope.outdoor_loss_output + u @ envelope.outdoor_loss_input)
        zone_heat, second = self.house.arrays.zones.heat, envelope.second_zone
        films = float(zone_heat[0]) - float(self.house.arrays.step[0]["elsewhere_sloped"])
        if second > 0:  # less what equipment and gains give to the second zone
            films -= float(u[FIRST_ZONE_INPUT + second] - zone_heat[second])
        others = float(u[FIRST_ZONE_INPUT + 1 : FIRST_ZONE_INPUT + zones].sum() + u[FIRST_ZONE_INPUT + zones :].sum())
        return linear + films + others - self._gain(envelope.gain_radiant + envelope.zone_gain.sum(axis=1))

    def _peak_electricity(self) -> float:
        """Return the highest mean of the quarters of this hour, the unfinished one included."""
        time, arrays = self.house.time, self.house.arrays
        hour = int(np.ceil(time / HOUR)) - 1
        first = 4 * (hour - self.house.first_hour)
        closed = int((time - hour * HOUR) // QUARTER)
        lasted = time - hour * HOUR - closed * QUARTER
        means = list(arrays.ledger.quarters[1, max(first, 0) : max(first, 0) + closed]) if first >= 0 else []
        if lasted > 0.0:
            begun = self.house.state.house_quarter_began_at
            means.append((arrays.ledger.totals[Meter.HOUSE_ELECTRICITY] - begun) / lasted)
        return float(max(means, default=0.0))

    def _energy_residual(self) -> float:
        modes = self.house.arrays.modes
        change = self.envelope.eigenvalue * modes.amplitude + modes.forcing
        storing = float(change @ self.envelope.stored_output)
        return sum(sign * self.now(name) for sign, name in ROOM_BALANCE) - storing
