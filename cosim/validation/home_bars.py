"""What a home's equipment has to reach: bars of files, by the kind of their equipment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from cosim.validation.checks import Check
from cosim.validation.home_figures import ALIKE, SUITE
from cosim.validation.home_kinds import Kind


@dataclass(frozen=True)
class FileBar:
    """A distance from EnergyPlus that a share of the files has to keep.

    Attributes
    ----------
    quantity : str
        As `cosim.validation.home_published` calls it.
    files : str
        Which files, in words.
    chosen : callable
        Says whether a file of a kind is among them.
    within : float
        Distance: % of EnergyPlus's figure, or its own unit where `absolute`.
    share : float
        Least share of the files, %.
    above : float
        Only files of which EnergyPlus's figure is above it.
    absolute : bool
    """

    quantity: str
    files: str
    chosen: Callable[[Kind], bool]
    within: float
    share: float
    above: float = 0.0
    absolute: bool = False

    @property
    def unit(self) -> str:
        """Unit of distances."""
        return "points" if self.absolute else "percent"

    def distance(self, ours: float, theirs: float) -> float:
        """Return how far ours is from theirs, in the terms of `within`."""
        return ours - theirs if self.absolute else 100.0 * (ours / theirs - 1.0)


BARS = (
    FileBar("delivered_heat", "furnace or heat pump", lambda kind: kind.warm_air and not kind.ground, 10.0, 90.0, 2.0),
    FileBar("seasonal_cop", "points, one or two speeds",
            lambda kind: kind.lone_pump and kind.points and not kind.variable, 10.0, 100.0),
    FileBar("seasonal_cop", "points, variable speed",
            lambda kind: kind.lone_pump and kind.points and kind.variable, 15.0, 100.0),
    FileBar("seasonal_cop", "ratings alone", lambda kind: kind.lone_pump and not kind.points, 15.0, 100.0),
    FileBar("backup_share", "dual fuel", lambda kind: kind.lone_pump and kind.dual_fuel, 7.0, 100.0, absolute=True),
    FileBar("strip_electricity", "strips", lambda kind: kind.lone_pump and kind.strips, 15.0, 100.0, 0.5),
    FileBar(f"seasonal_cop{ALIKE}", "ratings alone", lambda kind: kind.lone_pump and not kind.points, 15.0, 100.0),
    FileBar(f"seasonal_cop{ALIKE}", "points", lambda kind: kind.lone_pump and kind.points, 15.0, 100.0),
    FileBar(f"strip_electricity{ALIKE}", "strips", lambda kind: kind.lone_pump and kind.strips, 15.0, 100.0, 0.5),
    FileBar(f"tempering_electricity{ALIKE}", "strips", lambda kind: kind.lone_pump and kind.strips, 15.0, 100.0, 0.5),
)  # fmt: skip

DISTANCE = "distance_of"
"""In the names of distances of single files, between the quantity and the files that its bar covers."""

Row = tuple[str, Kind, dict[str, float], dict[str, float]]
"""Name of a file, its kind, our figures and EnergyPlus's."""


def of_bar(bar: FileBar, rows: Sequence[Row]) -> dict[str, float]:
    """Return the distance of each file that a bar covers and that was simulated, by its name."""
    found = {}
    for name, kind, ours, theirs in rows:
        known = bar.quantity in ours and bar.quantity in theirs
        if known and bar.chosen(kind) and theirs[bar.quantity] > bar.above:
            found[name] = bar.distance(ours[bar.quantity], theirs[bar.quantity])
    return found


def held(rows: Sequence[Row]) -> list[Check]:
    """Return the share of files within each bar, and the middle of their distances."""
    checks = []
    for bar in BARS:
        found = of_bar(bar, rows)
        if not found:
            continue
        case = f"{bar.files}, {len(found)} files"
        inside = sum(abs(distance) <= bar.within for distance in found.values())
        name = f"{bar.quantity}_within_{bar.within:.0f}_{bar.unit}"
        checks += [Check(SUITE, case, name, "%", 100.0 * inside / len(found), bar.share),
                   Check(SUITE, case, f"{bar.quantity}_middle_distance", bar.unit, median(found.values()))]  # fmt: skip
    return checks


def distances(rows: Sequence[Row]) -> list[Check]:
    """Return how far each file is from EnergyPlus in what its kind of equipment is held to, without limits."""
    return [
        Check(SUITE, name, f"{bar.quantity}_{DISTANCE}_{bar.files.replace(' ', '_')}", bar.unit, distance)
        for bar in BARS
        for name, distance in of_bar(bar, rows).items()
    ]


def farthest(rows: Sequence[Row]) -> list[str]:
    """Return a sentence for each bar that files miss, with their names and distances."""
    said = []
    for bar in BARS:
        missed = {name: distance for name, distance in of_bar(bar, rows).items() if abs(distance) > bar.within}
        if missed:
            names = ", ".join(f"{name} {missed[name]:+.0f}" for name in sorted(missed, key=lambda each: missed[each]))
            unit = "points" if bar.absolute else "%"
            said.append(f"{bar.quantity.replace('_', ' ')} ({bar.files}) farther than {bar.within:.0f} {unit}: {names}")
    return said
