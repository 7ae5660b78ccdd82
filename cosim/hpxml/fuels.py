"""Fuels by the names that HPXML has for them."""

from typing import Literal

from cosim.config.prices import Fuel

Source = Literal["electricity", "gas", "propane", "oil", "wood"]

OILS = ("fuel oil", "fuel oil 1", "fuel oil 2", "fuel oil 4", "fuel oil 5/6", "diesel", "kerosene")
BURNT: dict[str, Fuel] = {
    "natural gas": "gas", "propane": "propane", "wood": "wood", "wood pellets": "wood", **dict.fromkeys(OILS, "oil"),
}  # fmt: skip
FUELS: dict[str, Source] = {"electricity": "electricity", **BURNT}
BOUGHT: dict[str, Fuel] = {"electricity": "gas", **BURNT}
"""What a use burns; an electric one burns nothing."""
