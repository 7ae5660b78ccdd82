"""Kinds of files: sound ones to begin with, how each is damaged, and how it is tried."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from cosim.project import bundled_root
from fuzz import documents
from fuzz.hpxml import hpxml_tree
from fuzz.mutators import (
    Mutator,
    cells,
    cut,
    encoded,
    flipped,
    json_tree,
    lines,
    stored,
    toml_tree,
    xml_tree,
    zip_entries,
)
from fuzz.netcdf import edited, overwritten
from fuzz.trial import Attempt, command, reading

SCENARIO = "scenario.toml"
BYTES = (flipped, cut, lines, encoded)
TREE = (toml_tree, *BYTES)
TREE_WEIGHTS = (8, 1, 1, 1, 1)
HOMES = 10  # of each folder of published homes
CHECK = command("check", SCENARIO)


@dataclass(frozen=True)
class Kind:
    """A kind of files.

    Attributes
    ----------
    file : str
        Name of the damaged file, in a folder with `beside`.
    sound : sequence of bytes
        Files to begin with.
    mutators, weights : sequences
        What damages them, and how often each.
    attempts : sequence
        How one is tried; the first is tried for the sound ones too.
    beside : mapping
        Other files in the folder, by name.
    is_read_back : bool
        Whether a file that is accepted has to give the output and the files of the sound one, or a note.
    is_folder : bool
        Whether `sound` are zip archives of a folder `file`, in which work is resumed: what is made there has to be the
        same as from the sound one, note or not, and the files of the folder may change.
    """

    file: str
    sound: Sequence[bytes]
    mutators: Sequence[Mutator]
    weights: Sequence[int]
    attempts: Sequence[Attempt]
    beside: Mapping[str, bytes] = field(default_factory=dict)
    is_read_back: bool = False
    is_folder: bool = False


def kinds(folder: Path, reference: Path | None) -> dict[str, Callable[[], Kind]]:
    """Return what makes each kind; `folder` is for results that are made first, `reference` for published files."""
    results = Results(folder)
    made: dict[str, Callable[[], Kind]] = {
        "scenario": lambda: Kind(SCENARIO, _shelf("scenarios"), TREE, TREE_WEIGHTS, [CHECK]),
        "house": lambda: _part("houses", house="x.toml"),
        "heat pump": lambda: _part("heat_pumps", heat_pump="x.toml"),
        "air conditioner": lambda: _part("air_conditioners", air_conditioner="x.toml", heat_pump=None),
        "furnace": lambda: _part("furnaces", furnace="x.toml", heat_pump=None),
        "thermostat": lambda: _part("thermostats", thermostat="x.toml"),
        "tariff": lambda: _part("tariffs", tariff="x.toml"),
        "prices": lambda: _part("prices", prices="x.toml"),
        "grid": lambda: _part("grids", grid="x.toml"),
        "incentives": lambda: _part("incentives", incentive="x.toml"),
        "URDB": _urdb,
        "events": _events,
        "programme": lambda: Kind("x.toml", _shelf("scenarios/programmes"), TREE, TREE_WEIGHTS,
                                  [reading(documents.read_programme)]),
        "homes": _homes,
        "points": lambda: Kind("x.csv", [documents.POINTS], (cells, *BYTES), (8, 1, 1, 1, 1),
                               [reading(documents.read_points), command("equipment", "fit", "FILE", "-o", "new.toml")]),
        "life-cycle plan": lambda: _plan(results),
        "HELICS": lambda: Kind("x.json", [json.dumps(documents.FEDERATE).encode()], (json_tree, *BYTES),
                               (8, 1, 1, 1, 1), [reading(documents.read_federate)]),
        "weather": lambda: _weather(),
        "FMU": _fmu,
        "results": lambda: _results(results),
        "fleet.nc": lambda: _fleet(results),
        "fleet's store": _store,
    }  # fmt: skip
    if reference is not None:
        made["HPXML"] = lambda: _hpxml(reference)
        made["HPXML home"] = lambda: _home(reference)
    return made


class Results:
    """Results that are made once, when the first kind needs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, name: str, make: Callable[[Path], None]) -> bytes:
        """Return the content of a file that is made where it is missing."""
        path = self.folder / name
        if not path.exists():
            make(path)
        return path.read_bytes()


def _shelf(shelf: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((bundled_root() / shelf).glob("*.toml"))]


def _part(shelf: str, **names: str | None) -> Kind:
    scenario = documents.scenario(**names).encode()
    sound = _shelf(f"equipment_library/{shelf}")
    if shelf == "incentives":  # what a state sets is no file of its own that a scenario can name
        sound = [text for text in sound if b"amount_to_be_set = true" not in text]
    return Kind("x.toml", sound, TREE, TREE_WEIGHTS, [CHECK], {SCENARIO: scenario})


def _urdb() -> Kind:
    scenario = documents.scenario(tariff="x.json").encode()
    sound = [json.dumps(documents.URDB).encode(), json.dumps({"items": [documents.URDB]}).encode()]
    return Kind("x.json", sound, (json_tree, *BYTES), (8, 1, 1, 1, 1), [CHECK], {SCENARIO: scenario})


def _events() -> Kind:
    scenario = documents.scenario(events="x.csv").encode()
    return Kind("x.csv", [documents.EVENTS], (cells, *BYTES), (8, 1, 1, 1, 1), [CHECK], {SCENARIO: scenario})


def _homes() -> Kind:
    text = (bundled_root() / "scenarios/programmes/winter-peak.toml").read_text(encoding="utf-8")
    begin, end = text.index("[[populations]]"), text.index("[[equipment]]")
    text = (text[:begin] + text[end:]).replace("homes = 1000", 'homes_csv = "x.csv"')
    attempt = reading(lambda path: documents.read_programme(path.with_name("programme.toml")))
    return Kind(
        "x.csv", [documents.HOMES], (cells, *BYTES), (8, 1, 1, 1, 1), [attempt], {"programme.toml": text.encode()}
    )


def _plan(results: Results) -> Kind:
    beside = {"year.nc": results.of("year.nc", documents.simulate_year)}
    attempts = [command("lifecycle", "year.nc", "--plan", "FILE")]
    return Kind("x.toml", [documents.PLAN], TREE, TREE_WEIGHTS, attempts, beside)


def _weather() -> Kind:
    shelf = (bundled_root() / "weather/greensboro-nc.csv").read_bytes()
    pvlib = Path(str(find_spec("pvlib").origin)).parent / "data"  # type: ignore[union-attr]
    sound = {"x.csv": shelf, "x.epw": documents.epw(shelf), "tmy3.csv": (pvlib / "703165TY.csv").read_bytes(),
             "x.tm2": (pvlib / "12839.tm2").read_bytes(), "nsrdb.csv": documents.nsrdb(shelf)}  # fmt: skip
    # one file holds its name in its first line, for the reader goes by the suffix
    marked = [f"{name}\n".encode() + content for name, content in sound.items()]
    return Kind("weather", marked, [_past_name(each) for each in (cells, *BYTES)], (5, 2, 1, 3, 1),
                [reading(documents.read_named_weather)])  # fmt: skip


def _past_name(mutator: Mutator) -> Mutator:
    """Return a mutator that leaves the first line as it is."""

    def mutate(data, random):
        name, _, content = data.partition(b"\n")
        return name + b"\n" + mutator(content, random)

    return mutate


def _hpxml(reference: Path) -> Kind:
    names = ("hers_bestest/L100AC.xml", "hers_bestest/L322XC.xml", "hers_bestest/L304XC.xml", "resnet_hvac/HVAC1a.xml",
             "resnet_hvac/HVAC2b.xml", "resnet_hvac/HVAC3e.xml")  # fmt: skip
    sound = [(reference / name).read_bytes() for name in names if (reference / name).exists()]
    return Kind("x.xml", sound, (xml_tree, *BYTES), (8, 1, 1, 1, 1), [reading(documents.read_hpxml_file)])


def _home(reference: Path) -> Kind:
    """Published homes, as evenly from each folder as they lie there, in a scenario that simulates a day of them."""
    folders = [sorted((reference / "hpxml" / name).glob("*.xml")) for name in ("sample_files", "real_homes")]
    paths = [folder[place * len(folder) // HOMES] for folder in folders for place in range(HOMES) if folder]
    weather = (bundled_root() / "weather/greensboro-nc.csv").read_bytes()
    beside = {SCENARIO: documents.home_scenario("x.xml").encode(), "w.csv": weather}
    day = "--from", "01-10", "--to", "01-10"
    attempts = [
        command("show", "FILE"),
        CHECK,
        command("run", SCENARIO, "-o", "new.nc", *day),
        command("size", SCENARIO),
    ]
    return Kind(
        "x.xml", [path.read_bytes() for path in paths], (hpxml_tree, *BYTES), (16, 1, 1, 1, 1), attempts, beside
    )


def _fmu() -> Kind:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("modelDescription.xml", documents.MODEL_DESCRIPTION)
        archive.writestr("binaries/linux64/heater.so", b"\x7fELF")
    scenario = documents.scenario(fmu="x.fmu").encode()
    return Kind("x.fmu", [file.getvalue()], (zip_entries, flipped, cut), (8, 2, 1), [CHECK], {SCENARIO: scenario})


def _results(results: Results) -> Kind:
    sound = [results.of("days.nc", documents.simulate_days)]
    attempts = [command("compare", "FILE"), command("report", "FILE", "-o", "new.html"), command("log", "FILE"),
                command("bill", "FILE", "--prices", "illinois-2023"), command("defrost", "FILE"),
                command("compare", "FILE", "--json"), command("compare", "FILE", "-o", "new.xlsx"),
                command("bill", "FILE", "-o", "new.nc"), command("lifecycle", "FILE")]  # fmt: skip
    return Kind("x.nc", sound, (edited, overwritten, flipped, cut), (5, 3, 3, 1), attempts, is_read_back=True)


def _fleet(results: Results) -> Kind:
    sound = [results.of("fleet/fleet.nc", documents.simulate_fleet)]
    attempts = [command("fleet-report", ".", "-o", "new.html")]
    return Kind("fleet.nc", sound, (edited, overwritten, flipped, cut), (5, 3, 3, 1), attempts, is_read_back=True)


def _store() -> Kind:
    """All batches are done, and the file of results is still to be made."""
    programme = documents.PROGRAMME.encode()
    attempt = command("fleet", "programme.toml", "-o", "run", "--resume", "--workers", "0", *documents.ONE_DAY)
    return Kind("run", [documents.stopped_fleet(programme)], (stored,), (1,), [attempt], {"programme.toml": programme},
                is_folder=True)  # fmt: skip
