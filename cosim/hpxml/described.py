"""An air conditioner or heat pump of an HPXML home as the file of a machine would describe it, in nominal size."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from cosim.config.equipment import HeatPumpConfig
from cosim.hpxml.machines import CRANKCASE, AirSource
from cosim.hpxml.performance import CFM, TON, Point
from cosim.units import to_si

AIRFLOW = 360.0 * CFM / TON
"""Flow of a machine on ducts over its capacity, m3/s per W, where a file states none."""
NOMINAL = 3.0 * TON  # W: machines are described in this size, so that one map serves for all sizes of a line
FLOW_STEP = 0.01  # m3/s at nominal size, 2 % of the usual flow: machines that are nearer to each other share a map
UNSIZED = 10e3  # W of a piece that is sized before it is simulated
NO_FREEZE_THERMOSTAT = 258.15
"""K, which no coil reaches in a room: freeze thermostats are accessories, of which a file says nothing."""
PAN_HEATER_BELOW = to_si(32.0, "temperature", "f")
PAN_HEATER_RUNS = {"continuous": "continuously", "heat pump mode": "while heating", "defrost mode": "in defrosts"}
MILD_LOCKOUT = 7.0  # K below freezing: above it a lockout leaves the pan little to do
RATED_AT: dict[str, float] = {"cooling": to_si(95.0, "temperature", "f"), "heating": to_si(47.0, "temperature", "f")}
Mode = Literal["heating", "cooling"]


@dataclass(frozen=True)
class Described:
    """A machine in nominal size.

    Attributes
    ----------
    config : HeatPumpConfig
    scale : float
        Its size over that.
    is_open : bool
        Whether the file leaves its size open.
    notes : tuple of str
    """

    config: HeatPumpConfig
    scale: float
    is_open: bool
    notes: tuple[str, ...] = ()


def described(unit: AirSource, *, heats: bool, cools: bool) -> Described:
    """Return a machine by its detailed performance, or by its ratings where it has none."""
    asked: list[Mode] = [mode for mode, wanted in (("cooling", cools), ("heating", heats)) if wanted]  # type: ignore[misc]
    stated = {mode: _stated_capacity(unit, mode) for mode in asked}
    # of a machine that states one capacity the other is the same
    known = next((capacity for capacity in stated.values() if capacity), None)
    capacities = {mode: capacity or known or UNSIZED for mode, capacity in stated.items()}
    size = next(iter(capacities.values())) / NOMINAL
    wanted = [point for point in unit.points if point.mode in asked]
    table, notes = (_by_points if wanted else _by_ratings)(unit, wanted, capacities, size)
    return Described(_config(unit, table, size, heats=heats), size, known is None, notes)


def _stated_capacity(unit: AirSource, mode: Mode) -> float | None:
    return unit.cooling_capacity if mode == "cooling" else unit.heating_capacity


def _by_ratings(
    unit: AirSource, points: list[Point], capacities: dict[Mode, float], size: float
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the table of a generic machine that rates back to what the file states; there are no points."""
    table: dict[str, Any] = {"speeds": unit.speeds}
    if "cooling" in capacities:
        table |= _stated(cooling_capacity_w=rounded(capacities["cooling"] / size), seer2=unit.seer2, eer2=unit.eer2)
    if "heating" in capacities:
        heating = rounded(capacities["heating"] / size)
        cold = None if unit.cold_share is None else rounded(unit.cold_share * heating)
        table |= _stated(heating_capacity_w=heating, heating_capacity_17f_w=cold, hspf2=unit.hspf2, cop_47f=unit.cop)
    return {"ratings": table | _indoor_air(unit, size, heats="heating" in capacities)}, ()


def _by_points(
    unit: AirSource, points: list[Point], capacities: dict[Mode, float], size: float
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the table of a machine that does what its detailed performance says, and what of it is left out.

    Points count relative to the nominal one of their mode, so that a capacity that several machines have together
    scales them.
    """
    rows = []
    for point in points:
        share = point.capacity if point.is_share else point.capacity / _nominal(unit, point.mode, capacities)
        watts = share * capacities[point.mode] / size
        if watts > 0.0 and point.cop > 1.0:
            rows.append({"mode": point.mode, "outdoor_k": point.outdoor, "level": point.level,
                         "capacity_w": rounded(watts), "power_w": rounded(watts / point.cop)})  # fmt: skip
    said = f"{len(points) - len(rows)} of its {len(points)} points give less heat than they take power"
    notes = (f"{unit.name}: {said}; they are left out",) if len(rows) < len(points) else ()
    table: dict[str, Any] = {"table": True, "refrigerant": "R-410A", "published": rows}
    if unit.speeds == "two":
        table["compressor"] = {"stages": 2}
    air = _indoor_air(unit, size, heats="heating" in capacities)
    return table | ({"indoor_coil": air} if air else {}), notes


def _nominal(unit: AirSource, mode: Mode, capacities: dict[Mode, float]) -> float:
    """Return the capacity of a mode's nominal point, W; that of the machine where it has none."""
    nominal = [point for point in unit.points if point.mode == mode and point.level == "rated" and not point.is_share]
    at = next((point.capacity for point in nominal if abs(point.outdoor - RATED_AT[mode]) < 0.1), None)
    return at or capacities[mode]


def _indoor_air(unit: AirSource, size: float, *, heats: bool) -> dict[str, float]:
    """Return flow and power of the fan in the house, of a machine in nominal size; nothing for a room unit."""
    if unit.fan_efficacy is None:
        return {}
    flow = unit.heating_airflow if heats else unit.cooling_airflow
    flow = flow or unit.cooling_airflow or unit.heating_airflow
    nominal = AIRFLOW * NOMINAL if flow is None else flow / size
    nominal = max(round(nominal / FLOW_STEP), 1) * FLOW_STEP
    return {"airflow_m3_s": rounded(nominal), "fan_power_w": rounded(unit.fan_efficacy * nominal)}


def _config(unit: AirSource, table: dict[str, Any], size: float, *, heats: bool) -> HeatPumpConfig:
    """Return a machine with what the file says beside its performance."""
    crankcase = unit.crankcase
    if crankcase is None:
        crankcase = 0.0 if unit.kind == "room" else CRANKCASE * NOMINAL * size
    standby: dict[str, Any] = {"power_w": 0.0, "crankcase_power_w": rounded(crankcase)}
    cutoff = unit.controls.compressor_below or unit.controls.switchover
    if heats and unit.pan_heater:
        runs = PAN_HEATER_RUNS[unit.pan_control]
        if cutoff is not None and cutoff >= PAN_HEATER_BELOW - MILD_LOCKOUT:
            runs = "while heating"  # a machine that is locked out in most of such cold has no ice to melt
        standby |= {"pan_heater_power_w": unit.pan_heater, "pan_heater_below_k": PAN_HEATER_BELOW,
                    "pan_heater_runs": runs}  # fmt: skip
    limits = {"freeze_thermostat_k": NO_FREEZE_THERMOSTAT}
    if heats and cutoff is not None:
        limits["cutoff_k"] = max(cutoff, 228.15)
    return HeatPumpConfig.model_validate(
        {"name": unit.name, "ductless": not unit.ducted, "standby": standby, "limits": limits, **table}
    )


def with_cooler(pump: AirSource, cooler: AirSource) -> AirSource:
    """Return a heat pump that cools as another machine does, and heats as itself.

    Points of one side do not go with ratings of the other: where one of the two has points and the other has none, the
    heat pump's heating goes before.
    """
    heating = tuple(point for point in pump.points if point.mode == "heating")
    cooling = tuple(point for point in cooler.points if point.mode == "cooling")
    if heating and not cooling:
        cooling = _rated_point(cooler)
    elif cooling and not heating:
        cooling = ()
    return replace(pump, cooling_capacity=cooler.cooling_capacity, seer2=cooler.seer2, eer2=cooler.eer2,
                   cooling_size=cooler.cooling_size, points=(*heating, *cooling))  # fmt: skip


def _rated_point(cooler: AirSource) -> tuple[Point, ...]:
    """Return the point at 95 °F of a machine that states its EER2 alone."""
    eer = cooler.eer2 or cooler.seer2
    return () if eer is None else (Point("cooling", RATED_AT["cooling"], "rated", 1.0, to_si(eer, "power", "btu_h"),
                                         is_share=True),)  # fmt: skip


def _stated(**values: float | None) -> dict[str, float]:
    return {key: value for key, value in values.items() if value is not None}


def rounded(value: float) -> float:
    """Return a number of four digits, so that like machines of unlike homes are the same."""
    return float(f"{value:.4g}")
