"""Heat of people and appliances in an HPXML home: plug loads as stated, or the usual ones of its size."""

from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, Refused, Unsupported, name_of, number_in
from cosim.hpxml.parts import Parts
from cosim.units import BTU, KILOWATT_HOUR

# radiant share of Standard 140's houses (section 7); of all others: OpenStudio-HPXML
TEST_RADIANT, RADIANT = 0.7, 0.6
# Btu a day that stay in the home, sensible and latent, each a constant, for each ft2 of floor and for each bedroom:
# ANSI/RESNET/ICC 301, internal gains of the rated and reference home; range and dryer are electric
USUAL = {
    "plug loads": ((0.0, 7.27, 0.0), (0.0, 0.38, 0.0)),
    "television": ((3861.0, 0.0, 645.0), (0.0, 0.0, 0.0)),
    "refrigerator": ((5955.0, 0.0, 168.0), (0.0, 0.0, 0.0)),
    "range": ((2228.0, 0.0, 262.0), (248.0, 0.0, 29.0)),
    "dryer": ((661.0, 0.0, 188.0), (73.0, 0.0, 21.0)),
    "dishwasher": ((219.0, 0.0, 87.0), (219.0, 0.0, 87.0)),
    "washer": ((95.0, 0.0, 26.0), (11.0, 0.0, 3.0)),
}
WATER_USE = (-1227.0, 0.0, -409.0), (1245.0, 0.0, 415.0)  # basins and floors that water cools and wets
OCCUPANT = 3716.0, 2884.0  # Btu a day of one person, of which there is one for each bedroom
# interior lighting, kWh a year: a constant and for each ft2; power of efficient lamps over that of usual ones, by kind,
# and usual shares of them: ANSI/RESNET/ICC 301-2019, equation 4.2-2, and OpenStudio-HPXML
LIGHTING = 455.0, 0.8
LAMPS = {"CompactFluorescent": (15.0 / 60.0, 0.4), "FluorescentTube": (15.0 / 60.0, 0.1),
         "LightEmittingDiode": (15.0 / 90.0, 0.25)}  # fmt: skip
QUALIFYING = 0.9 / 0.925  # of the lighting in lamps that may be efficient, over the reference's share of usual lamps


def gains(parts: Parts) -> Table:
    """Return the internal gains: the plug loads that state their energy, or the usual gains."""
    loads = parts.details.findall("MiscLoads/PlugLoad")
    stated = [load for load in loads if load.find("Load") is not None]
    radiant = TEST_RADIANT if parts.test_house else RADIANT
    if not stated and not parts.test_house:
        for load in loads:
            load.assumed["Load"] = "usual"
        return usual_gains(parts) | {"radiant_fraction": radiant}
    sensible, latent, profile = 0.0, 0.0, [0.0] * 24
    for load in stated:
        if load.findtext("Load/Units") != "kWh/year":
            raise Unsupported(f"{name_of(load)}/Load/Units", "only kWh/year is supported")
        multiplier = number_in(load, "extension/UsageMultiplier", 1.0)
        mean = multiplier * number_in(load, "Load/Value") * KILOWATT_HOUR / (8760 * 3600.0)
        sensible += mean * number_in(load, "extension/FracSensible", 1.0)
        latent += mean * number_in(load, "extension/FracLatent", 0.0)
        shares = _shares(load)
        profile = [old + mean * new / sum(shares) for old, new in zip(profile, shares, strict=True)]
    table: Table = {"sensible_w": sensible, "latent_w": latent, "radiant_fraction": radiant}
    return table | ({"profile": profile, "electricity_w": sensible + latent} if any(profile) else {})


def usual_gains(parts: Parts) -> Table:
    """Return the gains of a home whose loads state no energy: of its floor, bedrooms, residents and lamps."""
    area, bedrooms = parts.floor_area, parts.bedrooms
    residents = parts.details.find("BuildingSummary/BuildingOccupancy")
    people = bedrooms if residents is None else number_in(residents, "NumberofResidents", bedrooms)

    def daily(terms: tuple[float, float, float]) -> float:
        return terms[0] + terms[1] * area + terms[2] * bedrooms

    lights = interior_lighting(parts) * KILOWATT_HOUR / BTU / 365.0
    appliances = [sum(daily(each[kind]) for each in USUAL.values()) for kind in (0, 1)]
    at_home = 1.0 if people > 0.0 else 0.0  # nobody uses water in an empty home
    sensible = appliances[0] + lights + at_home * daily(WATER_USE[0]) + people * OCCUPANT[0]
    latent = appliances[1] + at_home * daily(WATER_USE[1]) + people * OCCUPANT[1]
    watts = BTU / 86400.0
    return {"sensible_w": sensible * watts, "latent_w": latent * watts,
            "electricity_w": (sum(appliances) + lights) * watts}  # fmt: skip


def interior_lighting(parts: Parts) -> float:
    """Return the electricity of the lamps inside, kWh a year, by the stated shares of efficient ones."""
    groups = [g for g in parts.details.findall("Lighting/LightingGroup") if g.findtext("Location") == "interior"]
    shares = {kind: usual if not groups else 0.0 for kind, (_, usual) in LAMPS.items()}
    for group in groups:
        for kind in LAMPS:
            if group.find(f"LightingType/{kind}") is not None:
                shares[kind] += number_in(group, "FractionofUnitsInLocation", 0.0)
    if not 0.0 <= sum(shares.values()) <= 1.0 + 1e-9:
        raise Refused("Lighting/LightingGroup/FractionofUnitsInLocation", "shares of lamps inside exceed 1 together")
    relative = 1.0 - sum(shares.values()) + sum(shares[kind] * power for kind, (power, _) in LAMPS.items())
    whole = LIGHTING[0] + LIGHTING[1] * parts.floor_area
    multiplier = number_in(parts.details, "Lighting/extension/InteriorUsageMultiplier", 1.0)
    return multiplier * whole * (QUALIFYING * relative + 0.1)


def _shares(load: Element) -> list[float]:
    """Return the weight of each hour of the day in a load."""
    path = "extension/WeekdayScheduleFractions"
    given = load.findtext(path)
    if given is None:
        return [1.0 / 24] * 24
    try:
        shares = [float(part) for part in given.split(",")]
    except ValueError:
        raise Refused(f"{name_of(load)}/{path}", "holds something that is not a number") from None
    if len(shares) != 24 or not sum(shares) > 0.0 or min(shares) < 0.0:
        raise Refused(f"{name_of(load)}/{path}", "needs 24 numbers, none negative, not all zero")
    return shares
