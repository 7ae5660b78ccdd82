"""EnergyPlus's heating coil with the defrost factors of the flow, compared hour by hour with EnergyPlus runs."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING, HOUR
from cosim.physics.peer_frost import energyplus_on_demand, energyplus_timed
from cosim.units import KILOWATT_HOUR
from cosim.validation.reference import read_table

PREFIX = "energyplus_coil_"
COMBINATION = r"(timed|on_demand)_(reverse_cycle|resistive)(_\w+)?"
"""What a variant's name says of its defrost: control and heat, and after them what else is changed."""
MIN_RUNNING = 0.02  # share of an hour; with less run time figures are mostly rounding
OUTSIDE_RATING = 1.01667  # by which EnergyPlus divides the rated capacity in a defrost
MIN_DEFROST_AIR = 15.555  # °C, lower limit of EnergyPlus's defrost EIR curve


def variants(folder: Path, spec: dict[str, Any]) -> dict[str, str]:
    """Return every variant that specification or files name, and why it cannot be compared; empty where it can."""
    files = {path.stem.removeprefix(PREFIX): path for path in folder.glob(f"{PREFIX}*.csv")}
    reasons = {}
    for name in sorted(files.keys() | spec["variants"].keys()):
        reasons[name] = ""
        if name not in files:
            reasons[name] = f"{PREFIX}{name}.csv does not exist"
        elif name not in spec["variants"] or name not in spec["season_totals"]:
            reasons[name] = "the specification does not describe it"
        elif not re.fullmatch(COMBINATION, name):
            reasons[name] = "its name is not timed or on_demand with reverse_cycle or resistive"
    return reasons


def hourly_errors(folder: Path, variant: str, spec: dict[str, Any]) -> tuple[float, float, float]:
    """Return median errors of heating rate and power, and the season's error of defrost energy, in percent."""
    rows = read_table(folder / f"{PREFIX}{variant}.csv")
    hour = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    limits = spec | spec["variants"][variant]
    curves, rated = spec["curves"], spec["gross_rated_heating_capacity_W"]
    entering, outdoor = np.clip(hour["t_coil_in_C"], 17.78, 23.33), np.clip(hour["t_out_C"], -30.56, 17.22)
    capacity = rated * np.clip(_biquadratic(curves["cap_ft"], entering, outdoor), *curves["cap_ft_limits"])
    ratio = np.clip(_biquadratic(curves["eir_ft"], entering, outdoor), *curves["eir_ft_limits"])
    timed = variant.startswith("timed")
    share = spec["defrost_time_period_fraction_timed"]
    factors = np.array([
        _factors(timed, share, t + FREEZING, w, p) if t < limits["max_outdoor_defrost_C"] else (1.0, 1.0, 0.0)
        for t, w, p in zip(hour["t_out_C"], hour["w_out_kg_kg"], hour["p_Pa"], strict=True)
    ])  # fmt: skip
    running = hour["runtime_fraction"]
    counted = running > MIN_RUNNING
    rate = capacity * factors[:, 0] * hour["plr"]
    power = capacity * ratio / spec["gross_rated_cop"] * factors[:, 1] * running
    heater = spec["resistive_defrost_heater_W"]
    if "reverse_cycle" in variant:
        given = curves["defrost_eir_ft"]["c"]
        heater = rated / OUTSIDE_RATING * float(_biquadratic(given, MIN_DEFROST_AIR, 18.0))
    defrost = float((heater * factors[:, 2] * running).sum()) * HOUR / KILOWATT_HOUR
    published = spec["season_totals"][variant]["defrost_electricity_kWh"]
    return (
        _median_error(rate[counted], hour["heating_rate_W"][counted]),
        _median_error(power[counted], hour["coil_elec_W"][counted]),
        100.0 * (defrost / published - 1.0),
    )


def _factors(timed: bool, share: float, temperature: float, humidity: float, pressure: float) -> tuple[float, ...]:
    if timed:
        return (*energyplus_timed(temperature, humidity, pressure), share)
    return energyplus_on_demand(temperature, humidity, pressure)


def _median_error(ours: Array, theirs: Array) -> float:
    return 100.0 * float(np.median(np.abs(ours / theirs - 1.0)))


def _biquadratic(c: list[float], x: Array | float, y: Array | float) -> Array:
    return np.asarray(c[0] + c[1] * x + c[2] * x * x + c[3] * y + c[4] * y * y + c[5] * x * y)
