"""Ports: what equipment of other packages gives to the room and draws from meters, piece by piece.

What goes through a port is constant until it is changed, so its hourly energies are exact. The flow adds all ports to
its own rates, so that totals, balances, peaks and one-minute ledgers hold them without knowing of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, fsum, isfinite
from typing import TYPE_CHECKING

import numpy as np

from cosim.arrays import Array
from cosim.config.plugins import PortKind
from cosim.constants import HOUR
from cosim.errors import EquipmentFault, Fault
from cosim.schema.end_uses import BY_NAME
from cosim.schema.end_uses import FUEL as FUELS
from cosim.schema.variables import ROW

if TYPE_CHECKING:
    from cosim.processes.clock import HybridEnvironment
    from cosim.rates.rates import Rates

LIMIT = 100e3  # W that a house's equipment does not exceed; what lies beyond is a slip in units
HEAT, ELECTRICITY, FUEL = "heat", "electricity", "fuel"


@dataclass(frozen=True, slots=True)
class PortRecord:
    """What went through one port.

    Attributes
    ----------
    heat, electricity, fuel : ndarray, shape (hours,)
        Exact hourly means, W; heat into the conditioned air, fuel by its higher heating value.
    """

    name: str
    kind: PortKind
    heat: Array
    electricity: Array
    fuel: Array


class Port:
    """One piece of equipment's connection to the house. Set its powers, W; each holds until it is set again."""

    def __init__(self, ports: "Ports", name: str, kind: PortKind) -> None:
        self.name, self.kind = name, kind
        self._ports = ports
        self._power = dict.fromkeys((HEAT, ELECTRICITY, FUEL), 0.0)
        self._energy = {quantity: np.zeros(ports.hours) for quantity in self._power}
        self._booked = ports.env.now
        use = BY_NAME[kind.end_use]
        burning = next(each for each in FUELS if each.for_ports and each.is_hvac == use.is_hvac)
        self.rows = {
            HEAT: ROW["external_heat"],
            ELECTRICITY: ROW[use.hourly[0]],
            FUEL: ROW[burning.hourly[0]],
        }

    @property
    def heat(self) -> float:
        """Heat into the conditioned air, W; negative where it takes some."""
        return self._power[HEAT]

    @heat.setter
    def heat(self, watts: float) -> None:
        self._set(HEAT, watts)

    @property
    def electricity(self) -> float:
        """Electric power that it draws, W; negative, where its kind exports, while it gives some."""
        return self._power[ELECTRICITY]

    @electricity.setter
    def electricity(self, watts: float) -> None:
        self._set(ELECTRICITY, watts)

    @property
    def fuel(self) -> float:
        """Fuel that it burns, W by its higher heating value."""
        return self._power[FUEL]

    @fuel.setter
    def fuel(self, watts: float) -> None:
        self._set(FUEL, watts)

    def record(self, hours: int) -> PortRecord:
        """Return what went through it in the first `hours` of the record."""
        self._book()
        heat, electricity, fuel = (self._energy[quantity][:hours] / HOUR for quantity in (HEAT, ELECTRICITY, FUEL))
        return PortRecord(self.name, self.kind, heat, electricity, fuel)

    def power(self, quantity: str) -> float:
        """Return what flows of a quantity, W."""
        return self._power[quantity]

    def _set(self, quantity: str, watts: float) -> None:
        power = self._checked(quantity, watts)
        if power == self._power[quantity]:
            return
        self._ports.env.settle()
        self._book()
        self._power[quantity] = power
        self._ports.apply(self.rows[quantity])

    def _checked(self, quantity: str, watts: float) -> float:
        try:
            power = float(watts)
        except (TypeError, ValueError):
            power = float("nan")
        problem = remedy = ""
        if not isfinite(power) or abs(power) > LIMIT:
            problem, remedy = f"{watts!r} is no power of {quantity}", f"it takes W, up to {LIMIT:g}"
        elif quantity == ELECTRICITY and power < 0.0 and not self.kind.exports:
            problem, remedy = f"its electricity cannot be {power:g} W", "a port that exports = True may give some"
        elif quantity == FUEL and power != 0.0 and self.kind.fuel is None:
            problem, remedy = "it burns fuel, but its port names none", 'say which, such as fuel="wood"'
        elif quantity == FUEL and power < 0.0:
            problem = f"its fuel cannot be {power:g} W"
        if problem:
            raise EquipmentFault([Fault(f"equipment {self.name!r}", problem, remedy)])
        return power

    def _book(self) -> None:
        """Add the energy since the last change to the hours it falls into."""
        now, first = self._ports.env.now, self._ports.first_hour * HOUR
        begin, end = (min(max((at - first) / HOUR, 0.0), float(self._ports.hours)) for at in (self._booked, now))
        self._booked = now
        if end <= begin:
            return
        hours = slice(int(begin), ceil(end))
        edges = np.arange(hours.start, hours.stop + 1, dtype=np.float64)
        lasted = np.diff(np.clip(edges, begin, end)) * HOUR
        for quantity, power in self._power.items():
            if power != 0.0:
                self._energy[quantity][hours] += power * lasted


class Ports:
    """All ports of one simulation."""

    def __init__(self, env: "HybridEnvironment", rates: "Rates", first_hour: int, hours: int) -> None:
        self.env, self.rates, self.first_hour, self.hours = env, rates, first_hour, hours
        self._ports: dict[str, Port] = {}

    def open(self, name: str, kind: PortKind) -> Port:
        """Return a new port; EquipmentFault where there is one of that name, or its kind is not known or not priced."""
        place = f"equipment {name!r}"
        faults = kind.faults(place)
        if name in self._ports:
            remedy = "ask once, and set its heat, electricity and fuel as often as they change"
            faults.append(Fault(place, "asks for a port of a name that is taken", remedy))
        if not faults and kind.fuel is not None:
            faults += [
                Fault(place, f"burns {kind.fuel}, but the scenario's {part} hold none of it", f"add it to {part}")
                for part, table in (("prices", self.rates.prices), ("emissions", self.rates.emissions))
                if getattr(table, kind.fuel) is None
            ]
        if faults:
            raise EquipmentFault(faults)
        self._ports[name] = Port(self, name, kind)
        return self._ports[name]

    def free_name(self, kind: str) -> str:
        """Return `kind`, with a number where that name is taken."""
        number, name = 1, kind
        while name in self._ports:
            number += 1
            name = f"{kind} {number}"
        return name

    def apply(self, row: int) -> None:
        """Give the flow the sum of all ports that count towards a row of its ledger."""
        self.env.house.arrays.drawn[row] = fsum(
            port.power(quantity) for port in self for quantity, at in port.rows.items() if at == row
        )
        if row == ROW["external_heat"]:
            self.env.house.disturb()

    def __iter__(self) -> Iterator[Port]:
        return iter(self._ports.values())

    def records(self, hours: int) -> tuple[PortRecord, ...]:
        """Return what went through every port in the first `hours` of the record."""
        return tuple(port.record(hours) for port in self)
