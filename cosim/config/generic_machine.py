"""A generic machine that completes one of which only published points are known, or only capacities and ratings."""

from collections.abc import Mapping
from typing import Any

from cosim.config.ratings import stated_capacities, stated_speeds
from cosim.units import DIMENSIONS, to_si

# a generic inverter machine, each part by kW of rated capacity: from inverter-3ton of the equipment library
SPEED = 60.0  # rev/s at rating; the displacement is found from the table
GENERIC: dict[str, dict[str, float]] = {
    "compressor": {"displacement_cc": 2.9},
    "outdoor_coil": {"airflow_m3_s": 0.148, "fan_power_w": 16.0},
    "indoor_coil": {"airflow_m3_s": 0.054, "fan_power_w": 26.0},
    "heating": {"evaporator_conductance_w_k": 91.0, "condenser_conductance_w_k": 96.0},
    "cooling": {"evaporator_conductance_w_k": 91.0, "condenser_conductance_w_k": 168.0},
}
ALWAYS: dict[str, dict[str, Any]] = {
    "compressor": {"efficiency": 0.65},
    "heating": {"min_speed_rps": 20.0, "rated_speed_rps": SPEED,
                "max_speed": [{"outdoor_c": 8.333, "speed_rps": SPEED}]},
    "cooling": {"min_speed_rps": 20.0, "rated_speed_rps": SPEED,
                "max_speed": [{"outdoor_c": 35.0, "speed_rps": SPEED}]},
}  # fmt: skip
ONE_SPEED: dict[str, dict[str, Any]] = {
    "compressor": {"drive_loss": 0.0, "drive_power_w": 0.0},
    "heating": {"min_speed_rps": SPEED},
    "cooling": {"min_speed_rps": SPEED},
}
DUCTLESS_FAN = 0.35  # of the ducted indoor fan's power: there are no ducts
CHARGE = 0.32  # kg/kW
REFRIGERANT = "R-410A"  # of a machine known by its ratings: most that stand in homes
CAPACITY_KEYS = {f"capacity_{suffix}": suffix for suffix in DIMENSIONS["power"]}


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the TOML of a machine completed by the generic one; unchanged if it states no rated size."""
    ratings = data.get("ratings")
    if ratings is not None:
        stated = stated_capacities(ratings)
        modes: set[Any] = set(stated)
        size = max(stated.values(), default=None)
        size = None if size is None else size / 1e3
        speeds = stated_speeds(ratings)
    else:
        rows = [row for row in data.get("published", ()) if isinstance(row, Mapping)]
        modes = {row.get("mode") for row in rows} & {"heating", "cooling"}
        rated = [_rated_kilowatts(row) for row in rows if row.get("level") == "rated"]
        size = max((capacity for capacity in rated if capacity is not None), default=None)
        speeds = "single" if all(row.get("level") == "rated" for row in rows) else "variable"
    if size is None or not modes:
        return dict(data)
    result = dict(data)
    result.setdefault("charge_kg", round(CHARGE * size, 3))
    if ratings is not None:
        result.setdefault("refrigerant", REFRIGERANT)
    one_speed = ONE_SPEED if speeds == "single" else {}
    if one_speed:
        result.setdefault("flow_exponent", 0.0)
    for part, by_size in GENERIC.items():
        if part in ("heating", "cooling") and part not in modes:
            continue
        values = (
            {key: number * size for key, number in by_size.items()} | ALWAYS.get(part, {}) | one_speed.get(part, {})
        )
        if part == "indoor_coil" and data.get("ductless") is True:
            values["fan_power_w"] = values["fan_power_w"] * DUCTLESS_FAN
        given = data.get(part, {})
        if isinstance(given, Mapping):
            fields = {_field(key) for key in given}
            result[part] = {key: value for key, value in values.items() if _field(key) not in fields} | dict(given)
    return result


def _rated_kilowatts(row: Mapping[str, Any]) -> float | None:
    """Return the capacity of a row, kW."""
    for key, suffix in CAPACITY_KEYS.items():
        value = row.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return to_si(float(value), "power", suffix) / 1e3
    return None


def _field(key: str) -> str:
    """Return a key without its unit: the longest suffix that is one."""
    units = sorted({suffix for table in DIMENSIONS.values() for suffix in table}, key=len, reverse=True)
    return next((key.removesuffix(f"_{unit}") for unit in units if key.endswith(f"_{unit}")), key)
