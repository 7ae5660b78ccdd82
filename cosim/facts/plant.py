"""What heats and cools a house by its facts: furnace, boiler or strips, and whether an air conditioner."""

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.config.facts import CONDENSING, FactsConfig
from cosim.units import from_si, to_si

USUAL_FURNACE = 64.0  # kBtu/h, as that of the shelf; `capacity = "auto"` replaces it
PER_FLOOR = {"heating": 40.0, "cooling": 20.0}  # Btu/(h ft2): one ton for 600 ft2
NATURAL_DRAFT_UNTIL = 1991
"""Last year of most furnaces with a standing pilot and no fan: the federal minimum of 1992 ended them."""
WATT_PER_CFM, RISE = 0.5, 30.0  # ANSI/RESNET/ICC 301; K
CFM = to_si(1.0, "flow", "cfm")
AIR_HEAT = 1.2 * 1006.0  # J/(m3 K)
PILOT = to_si(800.0, "power", "btu_h")


def furnace(facts: FactsConfig, efficiency: float) -> FurnaceConfig | None:
    """Return the furnace, or the boiler of a house without ducts; None for electric heat.

    Draft, pilot and fan are those of the shelf's furnaces of the same age.
    """
    if facts.heating_fuel == "electricity":
        return None
    capacity = facts.heating_capacity or to_si(USUAL_FURNACE, "power", "kbtu_h")
    age = facts.furnace_installed or 2000
    natural = age <= NATURAL_DRAFT_UNTIL and efficiency < CONDENSING
    boiler = facts.ducts == "none"
    return FurnaceConfig.model_validate(
        {
            "name": "boiler" if boiler else "furnace",
            "fuel": facts.heating_fuel,
            "distribution": "radiators" if boiler else "air",
            "capacity_w": capacity,
            "efficiency": efficiency,
            "blower_power_w": 80.0 if boiler else WATT_PER_CFM * capacity / (AIR_HEAT * RISE) / CFM,
            "inducer_power_w": 0.0 if natural else 70.0,
            "igniter_power_w": 0.0 if natural else 350.0,
            "pilot_power_w": PILOT if natural else 0.0,
            "flue_share": 1.0 if natural else 0.2 if efficiency > CONDENSING else 0.4,
        }
        | ({"exchanger_time_constant_s": 600, "blower_off_delay_s": 300} if boiler else {})
    )


def strips(facts: FactsConfig) -> StripsConfig | None:
    """Return electric heat: strips in the ducts, or baseboards where there are none."""
    if facts.heating_fuel != "electricity":
        return None
    capacity = facts.heating_capacity or _by_floor(facts, "heating")
    return StripsConfig.model_validate(
        {"kind": "baseboards" if facts.ducts == "none" else "duct", "capacity_w": min(capacity, 60e3)}
    )


def cools(facts: FactsConfig, zone: str) -> bool:
    """Return whether a central air conditioner cools: as stated, or usual in the climate where there are ducts.

    RECS 2020: nine of ten homes cool, most of them by ducts, but few in marine and arctic climates.
    """
    if facts.cooling is not None:
        return facts.cooling == "central"
    return facts.ducts != "none" and not zone.endswith("C") and int(zone[0]) <= 6


def size_of_cooling(facts: FactsConfig, machine: float) -> float:
    """Return the size of the air conditioner relative to a machine's rated capacity, W."""
    return (facts.cooling_capacity or _by_floor(facts, "cooling")) / machine


def sized(facts: FactsConfig, zone: str) -> bool:
    """Return whether the facts state a capacity, so that nothing is sized by the loads."""
    return facts.heating_capacity is not None or facts.cooling_capacity is not None


def doubts_on_sizes(facts: FactsConfig, zone: str) -> tuple[str, ...]:
    """Say what is taken by rule of thumb beside a stated capacity."""
    if not sized(facts, zone):
        return ()
    if facts.heating_capacity is None:
        return ("house: heating_capacity is not stated beside cooling_capacity: 64 kBtu/h are taken",)
    if facts.cooling_capacity is None and cools(facts, zone):
        return ("house: cooling_capacity is not stated beside heating_capacity: a ton for 600 ft2 is taken",)
    return ()


def _by_floor(facts: FactsConfig, side: str) -> float:
    return to_si(PER_FLOOR[side] * from_si(facts.floor_area, "area", "ft2"), "power", "btu_h")
