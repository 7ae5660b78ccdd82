"""The refrigerant lines of a split machine, by the names on the unit, and what each carries in either mode.

Four lines meet at the reversing valve: the discharge line alone on one side, and on the other side three, of which the
one in the middle always leads to the compressor's suction.
"""

from dataclasses import dataclass

from cosim.equipment.machine import Mode


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a split machine.

    Attributes
    ----------
    name : str
        Field of `cosim.service.gauges.Readings` that has its temperature.
    between : str
        What it joins.
    heating, cooling : str
        What it is for in either mode.
    """

    name: str
    between: str
    heating: str
    cooling: str

    def role(self, mode: Mode) -> str:
        """Return what it is for in a mode."""
        return self.heating if mode == "heating" else self.cooling


LINES = {
    line.name: line
    for line in (
        Line("discharge_line", "compressor to valve", "always hot", "always hot"),
        Line("suction_line", "middle of three at the valve", "always cold", "always cold"),
        Line("indoor_vapor_line", "valve to indoor coil", "hot: discharge gas to the indoor coil",
             "cold: suction gas from the indoor coil"),
        Line("outdoor_vapor_line", "valve to outdoor coil", "cold: suction gas from the outdoor coil",
             "hot: discharge gas to the outdoor coil"),
        Line("liquid_line", "small, between the coils", "warm liquid from the indoor coil",
             "warm liquid from the outdoor coil"),
    )
}  # fmt: skip


def role(name: str, mode: Mode, *, reverses: bool) -> str:
    """Return where a line runs and what it carries in a mode; a machine that only cools has no valve."""
    line = LINES[name]
    if reverses:
        return f"{line.between}; {line.role(mode)}"
    plain = {
        "discharge_line": "compressor to outdoor coil; hot gas",
        "suction_line": "at the compressor; cold gas",
        "indoor_vapor_line": "indoor coil to compressor, insulated; cold gas",
        "liquid_line": "outdoor unit to indoor coil; warm liquid",
    }
    return plain[name]
