"""The furnace and the fans of a case of ASHRAE Standard 140, as its specification states them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from scipy.optimize import brentq

CONTINUOUS, CYCLING = "continuous", "cycles with burner"
SHARE_ROOM = 1e-7  # error of the burner's share of its capacity
MIN_CAPACITY, MAX_CAPACITY = 1e3, 100e3  # W, of any furnace of ours


@dataclass(frozen=True)
class Fan:
    """A fan beside the burner: the one that circulates the room's air, or the one that draws the flue gas."""

    power: float
    """W"""
    continuous: bool
    """Whether it runs all the time, or as long as the burner does."""
    heats: bool
    """Whether its power ends as heat in the room's air."""

    def mean_power(self, burning: float) -> float:
        """Return its mean power, W, while the burner runs for a share `burning` of the time."""
        return self.power if self.continuous else self.power * burning


NO_FAN = Fan(0.0, continuous=False, heats=False)


class Firing(NamedTuple):
    """What burner and fans do, W."""

    heat: float
    """Of the burner into the room's air; the published "furnace load"."""
    fuel: float
    warm_fans: float
    """Power of the fans that ends as heat in the room's air."""
    cold_fans: float
    """Power of the others."""


@dataclass(frozen=True)
class Plant:
    """The furnace of a case."""

    capacity: float
    """W"""
    efficiency: float
    curve: tuple[float, float, float, float] | None
    """Coefficients of the part-load factor over the share of the capacity; None where the case has none."""
    pilot: float
    """Fuel power of a pilot that burns all the time, W."""
    fans: tuple[Fan, ...]

    def burning(self, share: float) -> float:
        """Return input over that at full load from heat over capacity: the share of the time that the burner runs."""
        if self.curve is None or share <= 0.0:
            return max(share, 0.0)
        a, b, c, d = self.curve
        return share / (a + b * share + c * share**2 + d * share**3)

    def fired(self, share: float) -> Firing:
        """Return what burner and fans do at a share of the capacity."""
        burning = self.burning(share)
        warm = sum(fan.mean_power(burning) for fan in self.fans if fan.heats)
        cold = sum(fan.mean_power(burning) for fan in self.fans if not fan.heats)
        return Firing(share * self.capacity, self.capacity / self.efficiency * burning + self.pilot, warm, cold)

    def share_for(self, heat: float) -> float:
        """Return the share of the capacity at which burner and fans together come nearest to `heat`, W.

        Fans that run all the time may give more than that without any burner, and burner and fans together less at
        full capacity; the room then floats.
        """

        def excess(share: float) -> float:
            fired = self.fired(share)
            return fired.heat + fired.warm_fans - heat

        if excess(0.0) >= 0.0:
            return 0.0
        if excess(1.0) <= 0.0:
            return 1.0
        if not any(fan.heats and fan.power > 0.0 for fan in self.fans):
            return heat / self.capacity
        return float(brentq(excess, 0.0, 1.0, xtol=SHARE_ROOM))


def plant_of(furnace: dict[str, Any], name: str, case: dict[str, Any]) -> Plant:
    """Return the furnace and the fans of a case.

    Parameters
    ----------
    furnace : dict
        The specification's base furnace: capacity, efficiency, pilot and curve of all cases that state no other.
    name : str
        The case's name, by which the specification exempts it from the curve of part load.
    case : dict
        The case.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the specification lacks a value or states an impossible one.
    """
    curve = furnace["part_load_curve"]
    own = None if name in curve["not_used_in"] else tuple(float(curve[key]) for key in "abcd")
    capacity = float(case.get("capacity_output_W", furnace["capacity_output_W"]))
    efficiency = float(case["efficiency_pct"] if "efficiency_pct" in case else furnace["steady_state_efficiency_pct"])
    if not MIN_CAPACITY < capacity <= MAX_CAPACITY:
        raise ValueError(f"capacity_output_W must be above {MIN_CAPACITY:g} and at most {MAX_CAPACITY:g}, "
                         f"not {capacity:g}")  # fmt: skip
    if not 0.0 < efficiency <= 100.0:
        raise ValueError(f"efficiency_pct must be above 0 and at most 100, not {efficiency:g}")
    return Plant(
        capacity=capacity,
        efficiency=efficiency / 100.0,
        curve=own,  # type: ignore[arg-type]  # of four
        pilot=float(furnace.get("pilot_W", 0.0)),
        fans=tuple(fan_of(case.get(key), key) for key in ("circulating_fan", "draft_fan")),
    )


def fan_of(given: dict[str, Any] | None, key: str) -> Fan:
    """Return a fan of a case; one of no power where the case has none."""
    if given is None:
        return NO_FAN
    mode, heats, power = given["mode"], given["heat_to_air"], float(given["power_W"])
    if mode not in (CONTINUOUS, CYCLING):
        raise ValueError(f"{key} is {CONTINUOUS} or {CYCLING}, not '{mode}'")
    if not isinstance(heats, bool):
        raise ValueError(f"heat_to_air of {key} must be true or false, not '{heats}'")
    if power < 0.0:
        raise ValueError(f"power_W of {key} must not be negative, not {power:g}")
    return Fan(power, mode == CONTINUOUS, heats)
