"""The scenario behind a file of results: found again where it was, and unchanged since."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cosim.errors import Fault, InvalidInput
from cosim.project import current_project
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

BUNDLED = "bundled:"
NAME_IT = "name its scenario instead of the results"


def scenario_behind(results: "xr.Dataset", file: Path, project: Path | None = None) -> Scenario:
    """Return the scenario from which results were simulated.

    Parameters
    ----------
    results : xarray.Dataset
        From `cosim.open_results`.
    file : Path
        Where they were read; the scenario is looked for from the project, the current folder and the file's own.
    project : Path, optional
        The user's project.

    Raises
    ------
    InvalidInput
        If Python put in parts that no file states, if the scenario is not found, or if a file that the simulation read
        has changed since: the simulation would be another one.
    """
    attributes = results.attrs
    if changed := attributes.get("changed_after_reading"):
        problem = f"was simulated with other {changed}, put in by Python, which no file states"
        raise InvalidInput([Fault(str(file), problem, "use cosim.study.read_gauges")])
    files = {(entry["kind"], entry["path"]): entry["sha256"] for entry in json.loads(attributes["input_files"])}
    own = next((path for kind, path in files if kind == "scenarios"), BUNDLED)
    scenario = load(_found(own, str(attributes["scenario"]), file, project), project)
    now = {(each.kind, each.path): each.sha256 for each in scenario.files}
    faults = [
        Fault(f"{file}: {path}", "has changed since these results were simulated", f"simulate again, or {NAME_IT}")
        for (kind, path), sha256 in files.items()
        if now.get((kind, path)) != sha256
    ]
    if faults:
        raise InvalidInput(faults)
    return scenario


def _found(path: str, name: str, file: Path, project: Path | None) -> str:
    if path.startswith(BUNDLED):
        return name
    for folder in (project, current_project(), Path.cwd(), file.resolve().parent):
        if folder is not None and (folder / path).is_file():
            return str(folder / path)
    problem = f"its scenario {path} is not found from here"
    raise InvalidInput([Fault(str(file), problem, f"add --project, or {NAME_IT}")])
