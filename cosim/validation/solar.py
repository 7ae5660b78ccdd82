"""The suite `solar`: sun on and through windows, and the sky, against the Standard's six programs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING, STEFAN_BOLTZMANN
from cosim.envelope.envelope import build_envelope
from cosim.errors import Fault, InvalidInput
from cosim.physics.sun import PlaneSun, Sun, sun_on_plane, sun_through_the_year
from cosim.validation.checks import Check, Outcome, Progress
from cosim.validation.fabric import SIDES, Specs, house_from_case
from cosim.validation.fabric_suite import FOLDER, weather_file
from cosim.validation.profiles import profile_check, profiles_of
from cosim.validation.reference import chosen, optional_table, part_of, read_specs, reference_folder
from cosim.weather import Weather, read_weather

SUITE = "solar"
TITLE = "Sun and sky with the weather of ASHRAE Standard 140"
ROOM = 0.05  # of the programs' mean
INCIDENT, SKY, TRANSMITTED = "incident_solar", "sky_temperature", "transmitted_solar"
PER_AREA = "_kWh_per_m2"


@dataclass(frozen=True)
class Place:
    """A surface as the tables name it: ``West``, ``620 West``, ``630/620 West``, ``660 South, Low-E``."""

    case: str
    base: str
    side: str


class Skylight:
    """Sun of a site on planes and through the windows of cases, each calculated once."""

    def __init__(self, specs: Specs, weather: Weather) -> None:
        self.specs, self.weather = specs, weather
        self.sun: Sun = sun_through_the_year(
            weather.latitude,
            weather.longitude,
            weather.time_zone,
            weather.direct_normal,
            weather.diffuse_horizontal,
            weather.global_horizontal,
        )
        self._through: dict[tuple[str, str], Array] = {}

    def incident(self, side: str) -> Array:
        """Return the sun on an unshaded plane, hourly means, W/m2."""
        tilt, azimuth = (0.0, 180.0) if side == "horizontal" else (90.0, SIDES[side])
        plane: PlaneSun = sun_on_plane(self.sun, tilt, azimuth, float(self.specs["site"]["ground_reflectance"]))
        return plane.total

    def transmitted(self, case: str, side: str) -> Array:
        """Return the sun that passes the windows on one side of a case, hourly means, W per m2 of window."""
        if (case, side) not in self._through:
            house = house_from_case(self.specs, case)
            windows = tuple(window for window in house.windows if f"{side} wall" in window.surface)
            if not windows:
                raise InvalidInput([Fault(f"case {case}", f"has no windows on the {side} side")])
            envelope = build_envelope(house.model_copy(update={"windows": windows}), self.weather)
            self._through[case, side] = envelope.solar_transmitted / sum(window.total_area for window in windows)
        return self._through[case, side]

    def sky_temperature(self) -> Array:
        """Return the temperature of a black sky that emits the weather's infrared, hourly means, K."""
        sky = (self.weather.sky_infrared / STEFAN_BOLTZMANN) ** 0.25
        return np.asarray(0.5 * (sky + np.roll(sky, 1)))


def run_solar(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Compare sun and sky with the published tables.

    Parameters
    ----------
    reference : Path or str, optional
        Folder with `bestest_fabric` and `weather`.
    cases : sequence of str
        Surfaces as the tables name them, such as ``South`` or ``600 South``; all by default.
    progress : callable, optional
        Called when a surface starts and finishes.

    Returns
    -------
    Outcome
        Limits of annual figures: the programs' range or 5 % about their mean, whichever is wider.
    """
    tell: Progress = progress or (lambda kind, text: None)
    root = reference_folder(reference)
    folder = part_of(root, FOLDER)
    specs = read_specs(folder / "case_specs.json")
    notes: list[str] = []
    annual: dict[tuple[str, str], list[float]] = {}
    for row in optional_table(folder / "solar_2020.csv", notes):
        if row["value"]:
            annual.setdefault((row["surface"], row["quantity"]), []).append(float(row["value"]))
    profiles = profiles_of(optional_table(folder / "hourly_profiles_2020.csv", notes), (INCIDENT, SKY, TRANSMITTED))
    known = list(dict.fromkeys([*(surface for surface, _ in annual), *(case for _, case, _ in profiles)]))
    names = chosen(cases, known)
    light = Skylight(specs, read_weather(weather_file(root, specs)))
    checks: list[Check] = []
    for name in names:
        tell("started", name)
        for (surface, quantity), values in annual.items():
            if surface == name:
                checks.append(annual_check(light, surface, quantity, values))
        for profile, rows in profiles.items():
            if profile[1] == name:
                checks.append(profile_check(SUITE, profile, rows, course(light, profile[0], name)))
        tell("finished", name)
    return Outcome(TITLE, tuple(checks), tuple(notes))


def annual_check(light: Skylight, surface: str, quantity: str, published: Sequence[float]) -> Check:
    """Compare an annual figure with the programs' range, or with 5 % about their mean where that is wider."""
    place = place_of(surface)
    figures = {
        "annual_incident_solar": lambda: light.incident(place.side).sum() * 1e-3,
        "annual_transmitted_unshaded": lambda: light.transmitted(place.case, place.side).sum() * 1e-3,
        "annual_transmitted_shaded": lambda: light.transmitted(place.case, place.side).sum() * 1e-3,
        "annual_window_transmissivity": lambda: (
            light.transmitted(place.case, place.side).sum() / light.incident(place.side).sum()
        ),
        "annual_shading_coefficient": lambda: (
            1.0 - light.transmitted(place.case, place.side).sum() / light.transmitted(place.base, place.side).sum()
        ),
    }
    name = quantity.removesuffix(PER_AREA)
    unit = "kWh/m2" if quantity.endswith(PER_AREA) else "1"
    value = float(figures[name]()) if name in figures else None
    note = "" if name in figures else "this figure is not calculated"
    mean = sum(published) / len(published)
    lower, upper = min(*published, (1 - ROOM) * mean), max(*published, (1 + ROOM) * mean)
    return Check(SUITE, surface, name, unit, value, lower, upper, (min(published), max(published)), note)


def course(light: Skylight, quantity: str, case: str) -> Array:
    """Return our hourly values of a published profile, in its unit."""
    if quantity == SKY:
        return light.sky_temperature() - FREEZING
    if quantity == INCIDENT:
        return light.incident(case)
    return light.transmitted(case, "south")


def place_of(surface: str) -> Place:
    """Read the name of a surface in the tables."""
    match = re.fullmatch(r"(?:(\w+)(?:/(\w+))? )?(Horizontal|North|East|South|West)(?:, .*)?", surface)
    if not match:
        raise InvalidInput([Fault(f"surface '{surface}'", "is not valid", "such as 'South' or '610/600 South'")])
    return Place(match[1] or "", match[2] or "", match[3].lower())
