"""The suite `fabric`: cases of ASHRAE Standard 140, simulated and compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput
from cosim.validation.checks import Check, Outcome, Progress, spread
from cosim.validation.fabric import Specs, house_from_case, setpoints_of_case
from cosim.validation.ideal import Year, live
from cosim.validation.profiles import Profile, profile_check, profiles_of
from cosim.validation.reference import Row, chosen, optional_table, part_of, read_specs, reference_folder
from cosim.weather import read_weather

SUITE = "fabric"
TITLE = "ASHRAE Standard 140, thermal fabric"
FOLDER = "bestest_fabric"
STANDARD = "ASHRAE Standard 140-2023b"  # whose limits are those of annual loads; all others are our own
PEAK_ROOM = 0.1  # of the programs' range of hourly peaks, beyond either end
FREE_FLOAT_ROOM = 1.0  # K beyond the programs' range of temperatures in free float
LOADS, TEMPERATURES = "zone_load_heating_pos_cooling_neg", "zone_temperature"
# the programs' tables have names of their own for the two quantities that the acceptance limits name
PUBLISHED_AS = {"annual_heating": "annual_heating", "annual_cooling": "annual_sensible_cooling"}
# pairs that differ in one feature, which the Standard's diagnostics set against each other
PAIRS = [
    "200-195", "210-200", "215-200", "220-210", "220-215", "230-220", "240-220", "250-220", "270-220", "280-270",
    "290-270", "300-270", "310-300", "320-270", "400-395", "410-400", "420-410", "430-420", "440-600", "800-430",
    "450-600", "460-600", "470-600", "460-450", "470-450", "810-900", "610-600", "620-600", "630-620", "640-600",
    "650-600", "660-600", "670-600", "680-600", "685-600", "695-685", "900-600", "910-900", "910-610", "920-900",
    "920-620", "930-920", "930-630", "940-900", "940-640", "950-900", "950-650", "960-900", "980-900", "980-680",
    "985-900", "985-685", "995-985", "995-695",
]  # fmt: skip


@dataclass(frozen=True)
class Published:
    """Results of the Standard's programs and its limits, by case and quantity."""

    limits: dict[tuple[str, str], tuple[float, float]]
    programs: dict[tuple[str, str], dict[str, float]]
    profiles: dict[Profile, list[Row]]

    def range(self, case: str, quantity: str) -> tuple[float, float] | None:
        """Return the lowest and highest program."""
        return spread(self.programs.get((case, PUBLISHED_AS.get(quantity, quantity)), {}).values())

    def range_of_differences(self, case: str, base: str, quantity: str) -> tuple[float, float] | None:
        """Return the lowest and highest difference between two cases that one program found."""
        name = PUBLISHED_AS.get(quantity, quantity)
        ours, other = self.programs.get((case, name), {}), self.programs.get((base, name), {})
        return spread(ours[program] - other[program] for program in ours if program in other)


def run_fabric(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Simulate the cases of a folder of specifications and compare them.

    Parameters
    ----------
    reference : Path or str, optional
        Folder with `bestest_fabric` and `weather`.
    cases : sequence of str
        Names of cases; all by default.
    progress : callable, optional
        Called when a case starts and finishes.

    Returns
    -------
    Outcome
        Limits: those of Standard 140-2023 addendum b for annual loads, the programs' range with some room for hourly
        peaks, free-float temperatures and hourly profiles. Other figures have no limit.
    """
    tell: Progress = progress or (lambda kind, text: None)
    root = reference_folder(reference)
    folder = part_of(root, FOLDER)
    specs = read_specs(folder / "case_specs.json")
    names = chosen(cases, list(specs["cases"]))
    notes: list[str] = []
    published = read_published(folder, notes)
    houses = {name: (house_from_case(specs, name), setpoints_of_case(specs, name)) for name in names}
    weather = read_weather(weather_file(root, specs))
    checks: list[Check] = []
    copies = copied_cases(specs, published)
    for name, original in copies.items():
        if name in names:
            notes.append(
                f"case {name}: its specification is the same as that of case {original}, though the programs' results "
                "for the two lie apart; one of them is not the published case, so its figures stand without limits"
            )
    for name in names:
        tell("started", name)
        house, setpoints = houses[name]
        try:
            year = live(house, weather, *setpoints)
        except InvalidInput as error:
            raise InvalidInput(Fault(f"case {name}: {f.place}", f.problem, f.remedy) for f in error.faults) from None
        found = checks_of_case(name, specs["cases"][name], year, published)
        checks += [replace(check, lower=None, upper=None) for check in found] if name in copies else found
        tell("finished", name)
    checks += deltas(checks, published)
    return Outcome(TITLE, tuple(checks), tuple(notes))


def read_published(folder: Path, notes: list[str]) -> Published:
    """Read limits, programs' results and hourly profiles; missing ones are noted."""
    limits = {
        (row["case"], row["quantity"]): (float(row["lower"]), float(row["upper"]))
        for row in optional_table(folder / "acceptance_limits_2023b.csv", notes)
    }
    programs: dict[tuple[str, str], dict[str, float]] = {}
    for row in optional_table(folder / "example_results_2020.csv", notes):
        if row["value"]:
            programs.setdefault((row["case"], row["quantity"]), {})[row["program"]] = float(row["value"])
    courses = optional_table(folder / "hourly_profiles_2020.csv", notes)
    return Published(limits, programs, profiles_of(courses, (LOADS, TEMPERATURES)))


def weather_file(root: Path, specs: Specs) -> Path:
    """Return the path of the weather that a specification names."""
    name = str(specs.get("site", {}).get("weather", ""))
    if not name:
        raise InvalidInput([Fault("case_specs.json: site.weather", "names no weather file")])
    for place in (root / "weather" / name, root / FOLDER / name):
        if place.is_file():
            return place
    raise InvalidInput([Fault(str(root / "weather" / name), "does not exist", "the specification names this weather")])


def copied_cases(specs: Specs, published: Published) -> dict[str, str]:
    """Return the cases that repeat an earlier specification exactly, although the programs' results differ.

    Such a specification is faulty, and a comparison with it would be meaningless.
    """
    described = {
        name: {key: value for key, value in case.items() if key != "title"} for name, case in specs["cases"].items()
    }
    copies = {}
    for name, case in described.items():
        original = next(other for other in described if described[other] == case)
        if original != name and any(
            _apart(published.range(name, quantity), published.range(original, quantity)) for quantity in PUBLISHED_AS
        ):
            copies[name] = original
    return copies


def _apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    return one is not None and other is not None and (one[1] < other[0] or other[1] < one[0])


def checks_of_case(name: str, case: dict[str, Any], year: Year, published: Published) -> list[Check]:
    """Return the figures of one case: loads and peaks, or temperatures in free float, and hourly profiles."""
    sunspace = case.get("sunspace") is not None
    floats = case.get("hvac") == "off"
    heating, cooling = year.hourly["ideal_heat"] * 1e-3, year.hourly["cooling_sensible"] * 1e-3
    checks: list[Check] = []
    if not floats:
        for quantity, load in (("annual_heating", heating), ("annual_cooling", cooling)):
            lower, upper = published.limits.get((name, quantity), (None, None))
            value = float(load.sum() * 1e-3)
            programs = published.range(name, quantity)
            checks.append(Check(SUITE, name, quantity, "MWh", value, lower, upper, programs, authority=STANDARD))
        for quantity, load in (("peak_heating_hourly", heating), ("peak_sensible_cooling_hourly", cooling)):
            programs = published.range(name, quantity)
            low, high = _widened(programs, factor=PEAK_ROOM)
            checks.append(Check(SUITE, name, quantity, "kW", float(load.max()), low, high, programs))
    if floats or sunspace:
        # of a house with a sunspace it is the sunspace that floats
        air = year.zones[:, 1 if sunspace else 0] - FREEZING
        for quantity, value in (
            ("max_zone_temperature_hourly", air.max()),
            ("min_zone_temperature_hourly", air.min()),
            ("mean_zone_temperature", air.mean()),
        ):
            programs = published.range(name, quantity)
            low, high = _widened(programs, room=FREE_FLOAT_ROOM)
            checks.append(Check(SUITE, name, quantity, "degC", float(value), low, high, programs))
    courses: dict[str, NDArray[np.float64]] = {LOADS: heating - cooling, TEMPERATURES: year.zones[:, 0] - FREEZING}
    for profile, rows in published.profiles.items():
        if profile[1] == name:
            checks.append(profile_check(SUITE, profile, rows, courses[profile[0]]))
    return checks


def deltas(checks: Sequence[Check], published: Published) -> list[Check]:
    """Return the differences of annual loads between pairs of cases, both of which were simulated."""
    found = {(check.case, check.quantity): check.value for check in checks}
    stated = [case for case, _ in published.limits if "-" in case]
    differences = []
    for pair in dict.fromkeys([*PAIRS, *stated]):
        case, _, base = pair.partition("-")
        for quantity in PUBLISHED_AS:
            value, other = found.get((case, quantity)), found.get((base, quantity))
            if value is None or other is None:
                continue
            lower, upper = published.limits.get((pair, f"{quantity}_delta"), (None, None))
            programs = published.range_of_differences(case, base, quantity)
            differences.append(
                Check(
                    SUITE, pair, f"{quantity}_delta", "MWh", value - other, lower, upper, programs, authority=STANDARD
                )
            )
    return differences


def _widened(
    programs: tuple[float, float] | None, *, factor: float = 0.0, room: float = 0.0
) -> tuple[float | None, float | None]:
    """Return the programs' range widened by a share of its ends, or by a constant."""
    if programs is None:
        return None, None
    low, high = programs
    return low - factor * abs(low) - room, high + factor * abs(high) + room
