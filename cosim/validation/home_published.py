"""EnergyPlus's figures of a home, from the columns of its results, in MBtu unless said otherwise."""

from collections.abc import Mapping

from cosim.validation.home_figures import ALIKE, ALONE, FROSTED

Figures = Mapping[str, float]
PARTS = {
    "leakage": ("Infiltration", "Mechanical Ventilation", "Natural Ventilation", "Whole House Fan"),
    "gains": ("Internal Gains", "Lighting"),
    "sun": ("Windows Solar", "Skylights Solar"),
}
"""EnergyPlus's components of a load; all others are the fabric."""
ROUNDED = 0.0015  # MBtu, of figures with three digits
FUELS = ("Natural Gas", "Fuel Oil", "Propane")


def published(figures: Figures) -> dict[str, float]:
    """Return EnergyPlus's figures by the names that ours have; a ratio without a denominator is left out."""
    heat = figures["Load: Heating: Delivered"]
    compressor = _use(figures, "Electricity", "Heating", "Heating Fans/Pumps")
    backup_fans = _use(figures, "Electricity", "Heating Heat Pump Backup Fans/Pumps")
    strips = _use(figures, "Electricity", "Heating Heat Pump Backup")
    backup = backup_load(figures, strips, backup_fans)
    found = {
        "heating_load": heat - of_ducts(figures)[0],
        "cooling_load": figures["Load: Cooling: Delivered"] - of_ducts(figures)[1],
        "delivered_heat": heat,
        "delivered_cooling": figures["Load: Cooling: Delivered"],
        "heating_electricity": compressor + strips + backup_fans,
        "heating_fuel": sum(_use(figures, fuel, "Heating", "Heating Heat Pump Backup") for fuel in FUELS),
        "cooling_electricity": _use(figures, "Electricity", "Cooling", "Cooling Fans/Pumps"),
        "strip_electricity": strips,
        "unmet_heating_hours": figures["Unmet Hours: Heating"],
        "unmet_cooling_hours": figures["Unmet Hours: Cooling"],
        "peak_heat": figures["Peak Load: Heating: Delivered"],
        "peak_cooling": figures["Peak Load: Cooling: Delivered"],
    }
    found |= {alone: found[load] for alone, load in ALONE.items()}
    if strips > backup > 0.0:
        found["tempering_electricity"] = strips - backup  # what they bring beside their share of the load
    found |= components(figures)
    if compressor > 0.0:
        found["seasonal_cop"] = (heat - backup) / compressor
    if heat > 0.0:
        found["backup_share"] = 100.0 * backup / heat
    found |= {f"{quantity}{ALIKE}": found[quantity] for quantity in FROSTED if quantity in found}
    return found


def backup_load(figures: Figures, strips: float, fans: float) -> float:
    """Return the heat of a heat pump's backup in the load, MBtu.

    Where backup comes in stages ("HeatPumpBackupCapacityIncrement"), EnergyPlus's output holds its fan's heat alone;
    what strips took then stands for theirs.
    """
    told = figures["Load: Heating: Heat Pump Backup"]
    return fans + strips if fans > 0.0 and abs(told - fans) < ROUNDED < strips else told


def of_ducts(figures: Figures) -> tuple[float, float]:
    """Return what ducts add to the loads of heating and of cooling."""
    return figures["Component Load: Heating: Ducts"], figures["Component Load: Cooling: Ducts"]


def end_uses(figures: Figures) -> dict[str, float]:
    """Return the energy of each end use that EnergyPlus counts, its fuels together, by its name in lower case."""
    uses: dict[str, float] = {}
    for name, value in figures.items():
        kind, _, rest = name.partition(": ")
        fuel, _, use = rest.partition(": ")
        if kind == "End Use" and fuel and value:
            uses[use.lower()] = uses.get(use.lower(), 0.0) + value
    return uses


def components(figures: Figures) -> dict[str, float]:
    """Return what the loads are made of: leakage with ventilation, gains, sun through glass, and the whole fabric."""
    found: dict[str, float] = {}
    for side in ("Heating", "Cooling"):
        begin = f"Component Load: {side}: "
        parts = {name.removeprefix(begin): value for name, value in figures.items() if name.startswith(begin)}
        parts.pop("Ducts", None)
        for kind, names in PARTS.items():
            found[f"{side.lower()}_{kind}"] = sum(parts.pop(name, 0.0) for name in names)
        found[f"{side.lower()}_fabric"] = sum(parts.values())
    return found


def _use(figures: Figures, fuel: str, *uses: str) -> float:
    return sum(figures.get(f"End Use: {fuel}: {use}", 0.0) for use in uses)
