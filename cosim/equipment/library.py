"""Find a machine of the equipment library, and make one of one's own from a data sheet."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cosim.config.equipment import HeatPumpConfig
from cosim.config.faults import parse_toml, validate
from cosim.equipment.calibration.calibrate import Calibration, calibrate
from cosim.equipment.calibration.fit import PublishedPoint
from cosim.equipment.rated import as_cycle
from cosim.errors import CosimError, Fault, InvalidInput, did_you_mean
from cosim.project import current_project, find, names, read_bytes
from cosim.refrigerants.names import REFRIGERANTS, refrigerant
from cosim.refrigerants.properties import property_table

SHELVES = ("heat_pumps", "air_conditioners")
# machines from which a calibration starts: (ducts, fixed speeds, heats) -> name
STARTS = {
    (True, False, True): "inverter-3ton",
    (True, True, True): "single-speed-3ton",
    (True, True, False): "ac-3ton",
    (True, False, False): "inverter-3ton",
    (False, False, True): "ductless-3ton",
    (False, False, False): "ductless-3ton",
}
TWO_SPEEDS = "two-speed-3ton"


def read_machine(name: str | Path, project: Path | str | None = None) -> HeatPumpConfig:
    """Return the machine that a shelf's name or a path means."""
    name, project = str(name), project or current_project()
    known = {held for shelf in SHELVES for held in names(shelf, project)}
    shelf = next((shelf for shelf in SHELVES if name in names(shelf, project)), None)
    if shelf is None and Path(f"{name}.toml").is_file():
        name = f"{name}.toml"  # what `cosim equipment fit` wrote here
    if shelf is None and not name.endswith(".toml"):
        raise InvalidInput([Fault(f"'{name}'", "is no heat pump or air conditioner", did_you_mean(name, known))])
    path = find(shelf or SHELVES[0], name, place=f"'{name}'", project=project, anchor=Path.cwd())
    config = validate(HeatPumpConfig, parse_toml(read_bytes(path), str(path))[0], str(path))
    check_refrigerant(config.refrigerant, f"{path}: refrigerant")
    return as_cycle(config)


def check_refrigerant(name: str, place: str) -> None:
    """Refuse a refrigerant whose properties CoolProp does not know or cannot compute."""
    try:
        property_table(name)
    except (InvalidInput, ValueError, ArithmeticError) as error:
        if refrigerant(name) is not None:
            raise
        why = " ".join(str(error).split())
        why = why[why.rfind("CoolProp cannot") :] if "CoolProp cannot" in why else why
        problem = f"{name[:60]!r} cannot be evaluated by CoolProp: {why[:200]}"
        raise InvalidInput([Fault(place, problem, did_you_mean(name[:60], REFRIGERANTS))]) from None


def start_of(points: Sequence[PublishedPoint], *, ductless: bool = False) -> str:
    """Return the library's machine of the kind that a data sheet tells by its levels.

    All `rated` is a machine of one speed, `min` and `rated` without `max` one of two, anything else a variable one.
    There are no ductless machines of fixed speed; such a sheet is short.
    """
    heats, levels = any(point.mode == "heating" for point in points), {point.level for point in points}
    if heats and not ductless and levels == {"min", "rated"}:
        return TWO_SPEEDS
    return STARTS[not ductless, levels == {"rated"} and not ductless, heats]


def from_sheet(
    points: Sequence[PublishedPoint],
    name: str,
    *,
    title: str = "",
    fluid: str | None = None,
    ductless: bool = False,
    like: str | None = None,
    source: str = "",
    project: Path | None = None,
) -> Calibration:
    """Calibrate a machine on a data sheet, starting from the library's machine of its kind, or from `like`.

    Its cut-off is that of the machine to start from, or the coldest temperature at which the sheet has it heat.
    """
    start = read_machine(like or start_of(points, ductless=ductless), project)
    missing = [m for m in ("heating", "cooling") if any(p.mode == m for p in points) and getattr(start, m) is None]
    if missing:
        problem = f"'{start.name}' has no {missing[0]}, which the sheet gives"
        raise InvalidInput([Fault("--like", problem, "start from a machine of the same kind")])
    fluid = fluid or start.refrigerant
    check_refrigerant(fluid, "--refrigerant")
    coldest = min((point.outdoor for point in points if point.mode == "heating"), default=np.inf)
    limits = start.limits.model_copy(update={"cutoff": min(start.limits.cutoff, coldest)})
    try:
        return calibrate(start, points, name=name, title=title or name, refrigerant=fluid, source=source, limits=limits)
    except ArithmeticError as error:
        raise CosimError(f"no cycle of {fluid} does what the sheet says: {error}") from error
