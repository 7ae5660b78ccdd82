"""What energy is used for: the annual figures and hourly variables that each use is made of, and how it is drawn.

Colours are those of Okabe and Ito [1]_, which people with any kind of colour vision can tell apart.

.. [1] M. Okabe and K. Ito, "Color Universal Design", 2002 (revised 2008).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndUse:
    """What energy is used for: the annual figures and hourly variables that it is made of, and how it is drawn."""

    label: str
    colour: str
    annual: tuple[str, ...]
    hourly: tuple[str, ...]
    hatch: str = ""


ELECTRIC = (
    EndUse("Compressor, heating", "#0072B2", ("compressor_heating",), ("compressor_heating_electricity",)),
    EndUse("Defrosts", "#E69F00", ("defrost",), ("defrost_electricity",)),
    EndUse("Strips", "#CC79A7", ("strip",), ("strip_electricity",)),
    EndUse("Compressor, cooling", "#56B4E9", ("compressor_cooling",), ("compressor_cooling_electricity",)),
    EndUse("Fans", "#009E73", ("fan",), ("indoor_fan_electricity", "outdoor_fan_electricity")),
    EndUse("Standby and furnace controls", "#000000", ("standby", "furnace_electricity"),
           ("standby_electricity", "furnace_electricity")),
)  # fmt: skip
GAS = EndUse("Gas", "#D55E00", ("gas",), ("furnace_gas",))
REST = EndUse("Rest of the house", "#D9D9D9", ("other_electricity",), ("other_electricity",))
FIXED = EndUse("Fixed charges", "#FFFFFF", (), (), hatch="////")
REFRIGERANT = EndUse("Lost refrigerant", "#FFFFFF", (), (), hatch="....")
