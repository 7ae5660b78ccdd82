"""What a technician has to know of a machine's refrigerant, in words."""

from cosim.config.equipment import HeatPumpConfig
from cosim.refrigerants.names import refrigerant
from cosim.units import POUND

LINE_LENGTH = 7.6  # m: 25 ft, for which makers charge their outdoor units
CHARGE_PER_METRE = 0.056  # kg/m: 0.6 oz per foot of 3/8 in liquid line, usual for R-410A
EPA_608 = "EPA section 608 (40 CFR 82 subpart F): certified technicians, recovery, no venting"
GWP_LIMIT = 700.0  # 40 CFR 84.54, new residential systems from 2025 on
CLASSES = {
    "A1": "not flammable",
    "A2L": "mildly flammable: charge and room size limited, leak detection by UL 60335-2-40, tools rated for A2L",
    "A3": "flammable: the charge limits of UL 60335-2-40 rule out most ducted split systems",
}


def refrigerant_facts(config: HeatPumpConfig, line_length: float = LINE_LENGTH) -> list[str]:
    """Return lines on a machine's refrigerant; `line_length` is that of the refrigerant lines one way, m."""
    fluid = refrigerant(config.refrigerant)
    charge = config.charge + CHARGE_PER_METRE * max(line_length - LINE_LENGTH, 0.0)
    further = f"{1e3 * CHARGE_PER_METRE:.0f} g more for each further metre"
    pounds = charge / POUND
    lines = [f"refrigerant {config.refrigerant}, charge about {charge:.1f} kg ({pounds:.1f} lb) "
             f"with lines of {line_length:.0f} m; {further}"]  # fmt: skip
    if fluid is None:
        return [*lines, "  no facts on this refrigerant are kept here"]
    for gwp, name in ((fluid.gwp100_ar4, "IPCC AR4, the basis of the US rules"), (fluid.gwp100, "IPCC AR6")):
        equivalent = charge * gwp / 1e3
        lines.append(f"  GWP over 100 years {gwp:g} ({name}): the charge is worth {equivalent:.2f} t of CO2")
    lines.append(f"  safety class {fluid.safety_class} (ASHRAE 34): {CLASSES[fluid.safety_class]}")
    lines.append(f"  {EPA_608}")
    if fluid.gwp100_ar4 > GWP_LIMIT:
        lines.append("  above the GWP of 700 that 40 CFR 84.54 sets for new residential systems from 2025 on")
    return lines
