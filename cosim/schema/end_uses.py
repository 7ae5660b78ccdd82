"""What energy is used for, and how it is drawn in tables, pictures, reports and fleets."""

from dataclasses import dataclass

from cosim.schema import palette
from cosim.schema.variables import LEDGER, Carrier, Variable


@dataclass(frozen=True, slots=True)
class EndUse:
    """What energy is used for.

    Attributes
    ----------
    name : str
        In `cosim.schema.variables`, in one-minute ledgers and in ports.
    label, colour, hatch : str
        In tables and pictures.
    for_ports : bool
        Whether equipment with a port of its own may count towards it.
    optional : bool
        Whether tables and pictures leave it out where there is none.
    """

    name: str
    label: str
    colour: str
    hatch: str = ""
    for_ports: bool = False
    optional: bool = False

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What a meter counts towards it."""
        return tuple(variable for variable in LEDGER if variable.end_use == self.name and self.name)

    @property
    def carrier(self) -> Carrier | None:
        """What it uses; None of charges and losses, which no meter counts."""
        return next((variable.carrier for variable in self.variables), None)

    @property
    def is_hvac(self) -> bool:
        """Whether it belongs to equipment of heating, cooling and ventilation."""
        return any(variable.hvac for variable in self.variables)

    @property
    def hourly(self) -> tuple[str, ...]:
        """The hourly variables whose sum it is."""
        return tuple(variable.name for variable in self.variables)

    @property
    def annual(self) -> tuple[str, ...]:
        """The annual figures whose sum it is."""
        return tuple(dict.fromkeys(variable.figure for variable in self.variables))


END_USES = (
    EndUse("compressor_heating", "Compressor, heating", palette.BLUE),
    EndUse("defrost", "Defrosts", palette.ORANGE),
    EndUse("strips", "Strips", palette.PURPLE),
    EndUse("compressor_cooling", "Compressor, cooling", palette.SKY),
    EndUse("fans", "Fans", palette.GREEN),
    EndUse("auxiliaries", "Standby and furnace controls", palette.BLACK),
    EndUse("heaters", "Other heating and cooling", palette.YELLOW, for_ports=True, optional=True),
    EndUse("battery", "Battery", palette.VIOLET, for_ports=True, optional=True),
    EndUse("vehicle", "Vehicle charging", palette.GREY, for_ports=True, optional=True),
    EndUse("other", "Rest of the house", palette.PALE_GREY, for_ports=True),
    EndUse("gas", "Gas", palette.VERMILION),
    EndUse("heater_fuel", "Fuel of other heating", palette.BROWN, for_ports=True, optional=True),
    EndUse("other_fuel", "Other fuel", palette.SAND, for_ports=True, optional=True),
)
"""In the order in which they are stacked; the rows of a one-minute ledger."""

BY_NAME = {use.name: use for use in END_USES}
NUMBER = {use.name: number for number, use in enumerate(END_USES)}
ELECTRIC = tuple(use for use in END_USES if use.carrier == "electricity")
FUEL = tuple(use for use in END_USES if use.carrier == "fuel")
HVAC = (*(use for use in FUEL if use.is_hvac), *(use for use in ELECTRIC if use.is_hvac))
"""Of heating, cooling and ventilation equipment, fuel first."""
GAS = BY_NAME["gas"]

FIXED = EndUse("", "Fixed charges", palette.WHITE, hatch="////")
REFRIGERANT = EndUse("", "Lost refrigerant", palette.WHITE, hatch="....")
