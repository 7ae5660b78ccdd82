"""The suite `cooling`: the steady air conditioner cases CE100 to CE200 of ASHRAE Standard 140.

The specification gives the machine's performance table, here as curves, and a zone so well insulated that the load
equals the gain. The steady state of coil and zone remains: the share of time for which the machine runs, and the
humidity at which the coil removes as much moisture as enters. The coil's apparatus dew point and bypass factor [1]_
split its capacity into sensible and latent.

.. [1] ASHRAE Standard 140, section on space-cooling equipment; Neymark and Judkoff, "HVAC BESTEST volume 1", NREL
   TP-550-30152, 2002.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosim.constants import FREEZING, STANDARD_PRESSURE
from cosim.physics.air import density, enthalpy, humidity_ratio_saturated, humidity_ratio_wet_bulb
from cosim.validation.checks import Check, Outcome, Progress, spread
from cosim.validation.reference import chosen, part_of, read_specs, read_table, reference_folder

SUITE = "cooling"
TITLE = "ASHRAE Standard 140, space-cooling equipment, CE100 to CE200"
FOLDER = "bestest_cooling"
DRY_LIMIT, WET_LIMIT = 0.015, 0.03  # beyond the analytical solutions
HOURS = 672.0  # February
CONDENSER_FAN = 108.0  # W, of the specification; the curves give it together with the compressor
RATED = (299.817, 292.594)  # K, dry and wet bulb on the coil at rating
WALLS = 2 * (8 * 6 + 8 * 2.7 + 6 * 2.7)  # m2
RESISTANCE = 100.0  # m2K/W, films included: a thousandth of the load
QUANTITIES = {
    "total_energy": "kWh",
    "compressor_energy": "kWh",
    "supply_fan_energy": "kWh",
    "condenser_fan_energy": "kWh",
    "coil_load_total": "kWh",
    "coil_load_sensible": "kWh",
    "coil_load_latent": "kWh",
    "mean_cop": "-",
    "mean_zone_humidity_ratio": "kg/kg",
}


@dataclass(frozen=True)
class CurveMachine:
    """A single-speed air conditioner as curves over entering wet bulb and outdoor temperature."""

    capacity: float
    """Gross, at rating, W."""
    capacity_curve: tuple[float, ...]
    power_ratio: float
    """Power of compressor and condenser fan over gross capacity, at rating."""
    power_curve: tuple[float, ...]
    part_load: tuple[float, float]
    air: float
    """Dry air on the coil, kg/s."""
    bypass: float
    fan: float
    """W, all of it heat in the air."""

    def gross(self, wet_bulb: float, outdoor: float) -> float:
        """Return total capacity, W, at temperatures in K."""
        return self.capacity * _quadratic(self.capacity_curve, wet_bulb, outdoor)

    def power(self, wet_bulb: float, outdoor: float) -> float:
        """Return power of compressor and condenser fan, W."""
        return self.gross(wet_bulb, outdoor) * self.power_ratio * _quadratic(self.power_curve, wet_bulb, outdoor)

    def coil(self, room: float, humidity: float, outdoor: float) -> tuple[float, float, float]:
        """Return gross capacity W, its sensible share and the entering wet bulb K; a dry coil has a share of 1."""
        wet = wet_bulb(room, humidity)
        total = self.gross(wet, outdoor)
        entering = enthalpy(room, humidity)
        dew_enthalpy = entering - total / self.air / (1.0 - self.bypass)
        dew_point = _solve(
            lambda t: enthalpy(t, humidity_ratio_saturated(t, STANDARD_PRESSURE)) - dew_enthalpy, 240, room
        )
        there = min(humidity_ratio_saturated(dew_point, STANDARD_PRESSURE), humidity)
        share = (enthalpy(room, there) - dew_enthalpy) / (entering - dew_enthalpy)
        return total, min(share, 1.0), wet


@dataclass(frozen=True)
class Balance:
    """The steady state of machine and zone: means, W and kg/kg."""

    sensible: float
    """Coil."""
    latent: float
    compressor: float
    condenser_fan: float
    supply_fan: float
    zone_load: float
    humidity: float

    def figure(self, quantity: str) -> float:
        """Return a published quantity: energies of the month in kWh."""
        total = self.compressor + self.condenser_fan + self.supply_fan
        if quantity == "mean_cop":
            return self.zone_load / total
        if quantity == "mean_zone_humidity_ratio":
            return self.humidity
        power = {
            "total_energy": total,
            "compressor_energy": self.compressor,
            "supply_fan_energy": self.supply_fan,
            "condenser_fan_energy": self.condenser_fan,
            "coil_load_total": self.sensible + self.latent,
            "coil_load_sensible": self.sensible,
            "coil_load_latent": self.latent,
        }[quantity]
        return power * HOURS / 1e3


def run_cooling(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Compare energies, loads and humidity of the cases with the analytical solutions."""
    folder = part_of(reference_folder(reference), FOLDER)
    specs = read_specs(folder / "case_specs.json")
    published: dict[tuple[str, str], dict[str, float]] = {}
    for row in read_table(folder / "results.csv"):
        published.setdefault((row["case"], row["quantity"]), {})[row["program"]] = float(row["value"])
    unit = curve_machine(specs["equipment_energyplus_fit"])
    checks = []
    for name in chosen(cases, list(specs["cases"])):
        if progress is not None:
            progress("started", name)
        case = specs["cases"][name]
        balance = settle(unit, case)
        dry = float(case["internal_gain_latent_W"]) == 0.0
        for quantity, unit_name in QUANTITIES.items():
            programs = published.get((name, quantity), {})
            exact = spread(value for program, value in programs.items() if program.startswith("analytical"))
            room = DRY_LIMIT if dry else WET_LIMIT
            lower, upper = (exact[0] * (1 - room), exact[1] * (1 + room)) if exact else (None, None)
            checks.append(
                Check(
                    SUITE, name, quantity, unit_name, balance.figure(quantity), lower, upper, spread(programs.values())
                )
            )
        if progress is not None:
            progress("finished", name)
    notes = ("Limits are the analytical solutions, 1.5 % beyond them with a dry coil and 3 % with a wet one.",)
    return Outcome(TITLE, tuple(checks), notes)


def curve_machine(specs: dict[str, Any]) -> CurveMachine:
    """Return the machine of the specification."""
    room, wet = RATED
    humidity = humidity_ratio_wet_bulb(room, wet, STANDARD_PRESSURE)
    air = float(specs["supply_air_flow_m3_s"]) * density(room, humidity, STANDARD_PRESSURE)
    total, share = float(specs["rated_total_capacity_W"]), float(specs["rated_sensible_heat_ratio"])
    return CurveMachine(
        capacity=total,
        capacity_curve=tuple(specs["cap_ft"]["c"]),
        power_ratio=1.0 / float(specs["rated_cop"]),
        power_curve=tuple(specs["eir_ft"]["c"]),
        part_load=(specs["plf_fplr"]["c"][0], specs["plf_fplr"]["c"][1]),
        air=air,
        bypass=_bypass(room, humidity, total, share, air),
        fan=float(specs["supply_fan"]["power_W_at_rated"]),
    )


def settle(unit: CurveMachine, case: dict[str, Any]) -> Balance:
    """Find the steady state of a case."""
    room = float(case["cooling_setpoint_C"]) + FREEZING
    outdoor = float(case["outdoor_dry_bulb_C"]) + FREEZING
    sensible = float(case["internal_gain_sensible_W"]) + WALLS / RESISTANCE * (outdoor - room)
    latent = float(case["internal_gain_latent_W"])
    highest = humidity_ratio_saturated(room, STANDARD_PRESSURE)
    if latent == 0.0:  # moisture falls until the coil is just dry
        just_dry = _solve(lambda w: 1.0 - 1e-6 - unit.coil(room, w, outdoor)[1], 1e-4, highest)
        return _running(unit, room, outdoor, just_dry, sensible, 0.0)

    def excess(humidity: float) -> float:
        """Latent load over the moisture that the coil removes while it meets the sensible load."""
        found = _running(unit, room, outdoor, humidity, sensible, None)
        return found.latent - latent

    humidity = _solve(excess, 1e-3, highest)
    return _running(unit, room, outdoor, humidity, sensible, latent)


def wet_bulb(temperature: float, humidity: float) -> float:
    """Return the wet bulb, K, of air at K and kg/kg."""
    return _solve(lambda t: humidity_ratio_wet_bulb(temperature, t, STANDARD_PRESSURE) - humidity, 250.0, temperature)


def _running(
    unit: CurveMachine, room: float, outdoor: float, humidity: float, sensible: float, latent: float | None
) -> Balance:
    """Run the machine for the share of time that meets the sensible load; `latent` of the zone, or the coil's."""
    total, share, wet = unit.coil(room, humidity, outdoor)
    share = 1.0 if latent == 0.0 else share  # nothing condenses on a coil that is just dry
    base, slope = unit.part_load
    on = 0.0
    for _ in range(100):  # the fan's heat is part of the load, and it runs with the compressor
        part = min((sensible + unit.fan * on) / (total * share), 1.0)
        on = part / (base + slope * part)
    coil_sensible = sensible + unit.fan * on
    coil_latent = coil_sensible * (1.0 - share) / share
    condenser_fan = CONDENSER_FAN * on
    return Balance(
        sensible=coil_sensible,
        latent=coil_latent,
        compressor=unit.power(wet, outdoor) * on - condenser_fan,
        condenser_fan=condenser_fan,
        supply_fan=unit.fan * on,
        zone_load=sensible + (coil_latent if latent is None else latent),
        humidity=humidity,
    )


def _bypass(room: float, humidity: float, total: float, share: float, air: float) -> float:
    """Return the bypass factor with which the coil has its rated sensible share."""
    entering = enthalpy(room, humidity)
    leaving = entering - total / air
    out = _solve(lambda w: enthalpy(room, w) - (entering - (1.0 - share) * total / air), 1e-5, humidity)
    supply = _solve(lambda t: enthalpy(t, out) - leaving, 250.0, room)
    slope = (humidity - out) / (room - supply)
    dew = _solve(
        lambda t: humidity - slope * (room - t) - humidity_ratio_saturated(t, STANDARD_PRESSURE), 250.0, supply - 1e-3
    )
    dew_enthalpy = enthalpy(dew, humidity_ratio_saturated(dew, STANDARD_PRESSURE))
    return (leaving - dew_enthalpy) / (entering - dew_enthalpy)


def _quadratic(c: tuple[float, ...], wet_bulb: float, outdoor: float) -> float:
    x, y = wet_bulb - FREEZING, outdoor - FREEZING
    return c[0] + c[1] * x + c[2] * x**2 + c[3] * y + c[4] * y**2 + c[5] * x * y


def _solve(function: Any, low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-12))
