"""Who lives in an HPXML home, and the rules of use that follow from it."""

from dataclasses import dataclass, field

from cosim.hpxml.elements import Element, number_in, text_in
from cosim.hpxml.parts import Parts
from cosim.hpxml.schedules import Schedules
from cosim.hpxml.timing import Timing, by_hour, timing_of, while_present

# bedrooms of homes that as many people live in, by kind of home: regressions of the Residential Energy Consumption
# Survey of 2020, OpenStudio-HPXML's documentation ("HPXML Building Occupancy")
BEDROOMS = {
    "single-family detached": (-2.19, 2.08),
    "single-family attached": (-1.98, 1.89),
    "apartment unit": (-1.36, 1.49),
    "manufactured home": (-1.26, 1.61),
}
# plugs and television, kWh a year: a constant, for each resident and each ft2, by the same survey
PLUGS = {
    "single-family detached": (786.9, 241.8, 0.33),
    "single-family attached": (654.9, 206.5, 0.21),
    "apartment unit": (706.6, 149.3, 0.10),
    "manufactured home": (1795.1, 0.0, 0.0),
}
NEVER_OFF = {"refrigerator", "extra_refrigerator", "freezer"}
"""Columns of what runs in an empty home, too."""
# people of homes with as many bedrooms, where it is not said how many live there: a constant and for each bedroom,
# ANSI/RESNET/ICC 301-2022
PEOPLE = {
    "single-family detached": (1.09, 0.54),
    "single-family attached": (1.09, 0.54),
    "apartment unit": (1.49, 0.45),
    "manufactured home": (1.09, 0.54),
}
TELEVISION = {
    "single-family detached": (334.0, 92.2, 0.06),
    "single-family attached": (283.9, 80.1, 0.07),
    "apartment unit": (190.3, 81.0, 0.11),
    "manufactured home": (99.9, 129.6, 0.21),
}


@dataclass(frozen=True)
class Household:
    """The people of a home.

    Attributes
    ----------
    residents : float or None
        As stated; None where the home is rated by its bedrooms.
    bedrooms : float
    kind : str
        Of home, as HPXML calls it.
    area : float
        Conditioned floor, ft2.
    schedules : Schedules
        When they do what, by schedules files.
    """

    residents: float | None
    bedrooms: float
    kind: str
    area: float
    schedules: Schedules = field(default_factory=Schedules)

    def timing(self, element: Element | None, column: str, prefix: str = "") -> Timing:
        """Return the shape of a use: by a schedules file, else by `timing_of`; nothing while the home is left empty."""
        course = self.schedules.use(column)
        found = timing_of(element, column, prefix) if course is None else by_hour(course)
        present = self.schedules.present
        return found if present is None or column in NEVER_OFF else while_present(found, present)

    @property
    def people(self) -> float:
        """How many live there."""
        return self.bedrooms if self.residents is None else self.residents

    @property
    def empty(self) -> bool:
        """Whether it is said that nobody lives there; then nothing is used."""
        return self.residents == 0.0

    @property
    def equal_bedrooms(self) -> float:
        """Bedrooms of a home that as many people usually live in."""
        if self.residents is None:
            return self.bedrooms
        constant, each = BEDROOMS[self.kind]
        return constant + each * self.residents

    @property
    def counted(self) -> float:
        """People for rules that count them: those that are stated, or as many as usual in homes of these bedrooms."""
        if self.residents is not None:
            return self.residents
        constant, each = PEOPLE[self.kind]
        return constant + each * self.bedrooms

    def cycles(self, constant: float, each: float) -> float:
        """Return cycles a year of a machine that people use: a constant, and for each of them."""
        return constant + each * self.counted

    def plugs(self) -> float:
        """Return the electricity of all that has no rule of its own, kWh a year."""
        return 0.91 * self.area if self.residents is None else self._surveyed(PLUGS)

    def television(self) -> float:
        """Return the electricity of televisions, kWh a year."""
        return 413.0 + 69.0 * self.bedrooms if self.residents is None else self._surveyed(TELEVISION)

    def scale(self) -> float:
        """Return the size of a home by bedrooms and floor, 1 for three and 1,920 ft2: Building America's protocols."""
        return 0.5 + 0.25 * self.equal_bedrooms / 3.0 + 0.25 * self.area / 1920.0

    def _surveyed(self, rule: dict[str, tuple[float, float, float]]) -> float:
        constant, each, by_area = rule[self.kind]
        return constant + each * (self.residents or 0.0) + by_area * self.area


def household_of(parts: Parts) -> Household:
    """Return who lives in a home."""
    construction = parts.one("BuildingSummary/BuildingConstruction")
    usual = "single-family detached"
    kind = text_in(construction, "ResidentialFacilityType", usual)
    if kind not in BEDROOMS:
        known = ", ".join(BEDROOMS)
        construction.leave("ResidentialFacilityType", f"'{kind}' is not supported yet; supported: {known}")
        kind = usual
    occupancy = parts.details.find("BuildingSummary/BuildingOccupancy")
    residents = None
    if occupancy is not None and occupancy.find("NumberofResidents") is not None:
        residents = number_in(occupancy, "NumberofResidents", least=0.0)
    elif occupancy is not None:
        occupancy.assumed["NumberofResidents"] = f"{parts.bedrooms:g}"
    else:
        summary = parts.one("BuildingSummary")
        summary.assumed["BuildingOccupancy/NumberofResidents"] = f"{parts.bedrooms:g}"
    return Household(residents, parts.bedrooms, kind, parts.floor_area, parts.schedules)
