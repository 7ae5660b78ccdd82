"""The instruments of a technician: what each shows, by which name, and the smallest change that counts."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cosim.arrays import Array

Kind = Literal["pressure", "temperature", "temperature_difference", "current", "voltage", "power", "ratio"]
Group = Literal["pressures", "lines", "air", "electricity and heat"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One reading.

    Attributes
    ----------
    name : str
        Field of `cosim.service.gauges.Readings`.
    title : str
        As a technician says it.
    kind : str
        Its dimension; pressures are gauge pressures where they are shown.
    group : str
        Under which it is listed.
    noticed : float
        Change that a technician takes for more than scatter, SI; of ratios and powers a share.
    """

    name: str
    title: str
    kind: Kind
    group: Group
    noticed: float

    def counts(self, expected: Array | float) -> Array | float:
        """Return the change from an expected reading that a technician takes for more than scatter, SI."""
        return self.noticed * np.abs(expected) if self.kind in SHARES else self.noticed


INSTRUMENTS = {
    instrument.name: instrument
    for instrument in (
        Instrument("suction_pressure", "suction pressure", "pressure", "pressures", 14e3),
        Instrument("suction_saturation", "saturated at", "temperature", "pressures", 0.6),
        Instrument("superheat", "superheat", "temperature_difference", "pressures", 0.8),
        Instrument("discharge_pressure", "discharge pressure", "pressure", "pressures", 30e3),
        Instrument("discharge_saturation", "saturated at", "temperature", "pressures", 0.6),
        Instrument("subcooling", "subcooling", "temperature_difference", "pressures", 0.8),
        Instrument("discharge_line", "discharge line", "temperature", "lines", 1.5),
        Instrument("suction_line", "suction line at the compressor", "temperature", "lines", 0.8),
        Instrument("indoor_vapor_line", "large vapor line", "temperature", "lines", 1.0),
        Instrument("outdoor_vapor_line", "line to the outdoor coil", "temperature", "lines", 1.0),
        Instrument("liquid_line", "liquid line", "temperature", "lines", 0.8),
        Instrument("return_air", "return air", "temperature", "air", 0.3),
        Instrument("supply_air", "supply air", "temperature", "air", 0.3),
        Instrument("outdoor_unit_current", "outdoor unit", "current", "electricity and heat", 0.02),
        Instrument("voltage", "voltage while it runs", "voltage", "electricity and heat", 4.0),
        Instrument("compressor_power", "compressor", "power", "electricity and heat", 0.02),
        Instrument("capacity", "capacity", "power", "electricity and heat", 0.02),
        Instrument("cop", "COP", "ratio", "electricity and heat", 0.02),
    )
}
"""By name, in the order in which they are shown.

The changes that count are judgements, about twice what digital gauges and clamp thermometers scatter: 2 psi on the low
side and 4 on the high side, 1.5 °F of superheat and subcooling, 2 % of current, power and capacity.
"""

SHARES = ("current", "power", "ratio")
"""Kinds whose `noticed` is a share of what is expected."""


def direction(instrument: Instrument, expected: float, found: float) -> int:
    """Return 1 where a reading is noticeably higher than expected, -1 where it is lower, 0 where it is neither."""
    if expected != expected or found != found:  # no such line
        return 0
    return 0 if abs(found - expected) < instrument.counts(expected) else (1 if found > expected else -1)
