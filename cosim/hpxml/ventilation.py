"""Fans that ventilate a whole HPXML home: their flow, hours, recovery and power. Local fans are left aside."""

from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, Refused, name_of, number_in
from cosim.hpxml.parts import Parts

KINDS = {"exhaust only": "exhaust", "supply only": "supply", "balanced": "balanced",
         "heat recovery ventilator": "hrv", "energy recovery ventilator": "erv"}  # fmt: skip
FLOWS = ("TestedFlowRate", "RatedFlowRate", "CalculatedFlowRate", "DeliveredVentilation")
SENSIBLE = ("AdjustedSensibleRecoveryEfficiency", "SensibleRecoveryEfficiency")
TOTAL = ("AdjustedTotalRecoveryEfficiency", "TotalRecoveryEfficiency")
# share of the difference in enthalpy that is sensible at the summer point of CSA 439, at which total recovery is rated:
# 35 °C outdoors and 24 °C indoors, both at half of saturation
SENSIBLE_SHARE = 0.34
MAX_RECOVERY = 0.99


def ventilation(parts: Parts) -> list[Table]:
    """Return the fans that ventilate the whole home and state their flow; hours below 24 become a mean flow."""
    fans = parts.details.findall("Systems/MechanicalVentilation/VentilationFans/VentilationFan")
    whole = [fan for fan in fans if fan.findtext("UsedForWholeBuildingVentilation") in ("true", "1")]
    return [table for fan in whole if (table := _fan(fan)) is not None]


def _fan(fan: Element) -> Table | None:
    """Return a fan, None where it is of a kind that is not simulated or states no flow."""
    flow = _first(fan, FLOWS)
    if flow is None or fan.findtext("FanType") not in KINDS:
        return None
    kind, share = KINDS[fan.findtext("FanType") or ""], number_in(fan, "HoursInOperation", 24.0) / 24.0
    if not 0.0 <= share <= 1.0:
        raise Refused(f"{name_of(fan)}/HoursInOperation", "must be between 0 and 24")
    if flow * share <= 0.0:
        return None
    table: Table = {"kind": kind, "flow_cfm": flow * share, "fan_power_w": share * number_in(fan, "FanPower", 0.0)}
    if kind in ("hrv", "erv"):
        sensible = _first(fan, SENSIBLE)
        if sensible is None:
            raise Refused(f"{name_of(fan)}/SensibleRecoveryEfficiency", "is missing")
        table["sensible_recovery"] = min(sensible, MAX_RECOVERY)
        if kind == "erv":
            total = _first(fan, TOTAL)
            if total is None:
                raise Refused(f"{name_of(fan)}/TotalRecoveryEfficiency", "is missing")
            latent = (total - SENSIBLE_SHARE * sensible) / (1.0 - SENSIBLE_SHARE)
            table["latent_recovery"] = min(max(latent, 0.0), MAX_RECOVERY)
    return table


def _first(fan: Element, names: tuple[str, ...]) -> float | None:
    """Return the first of some numbers that a fan states."""
    return next((number_in(fan, name) for name in names if fan.find(name) is not None), None)
