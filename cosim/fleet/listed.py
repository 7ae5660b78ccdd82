"""The homes that `homes_csv` lists, with the files that they have of their own and the weather of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from cosim.config.equipment import HeatPumpConfig
from cosim.config.faults import place_in
from cosim.config.programme import ProgrammeConfig
from cosim.errors import Fault, InvalidInput
from cosim.fleet.homes import Row
from cosim.fleet.plain_homes import PlainHome
from cosim.fleet.samples import IN_HOUSE, Sample, examined
from cosim.fleet.sites import Site, Sites
from cosim.fleet.table import Line, Table, read_table
from cosim.hpxml.sources import HomeFile, find_home_file
from cosim.project import PROGRAMMES, InputFile, describe, find, read_bytes
from cosim.scenarios.plain import COOLER
from cosim.scenarios.reader import Loading

MOST_SECTIONS = 12
UNKNOWN = "unknown"  # site of a home whose file cannot be read


@dataclass(frozen=True)
class Listed:
    """Homes of CSV files, complete.

    Attributes
    ----------
    rows : list of Row
    columns : tuple of str
        Their labels.
    sites : dict of str to Site
        Weather of those with files of their own.
    file : str
        The first of the CSV files, as the programme names it.
    """

    rows: list[Row] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    sites: Mapping[str, Site] = field(default_factory=dict)
    file: str = ""


def listed_homes(
    config: ProgrammeConfig,
    path: Path,
    project: Path,
    equipment: Sequence[str],
    files: dict[str, InputFile],
    warnings: dict[str, None],
) -> Listed:
    """Return the homes of a programme's CSV files.

    Parameters
    ----------
    config : ProgrammeConfig
    path, project : Path
        The programme's file, and the user's project.
    equipment : sequence of str
        Names of what may be in a home.
    files, warnings : dict
        Take the records of the files, and notes.

    Raises
    ------
    InvalidInput
        With all faults of the tables, each by its row; a home whose own file is sound but cannot be simulated is none:
        it comes with its reason.
    """
    given = config.homes_csv if isinstance(config.homes_csv, tuple) else (config.homes_csv,)
    file = Loading(path, project).file
    sources: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for reference in given:
        assert reference is not None, "asked for where there is one"
        try:
            found = find(PROGRAMMES, reference, place=place_in(file, "homes_csv"), anchor=path.parent)
            data = read_bytes(found)
        except InvalidInput as error:
            faults += error.faults
            continue
        own = describe("homes", found, data, project)
        files[own.path] = own
        sources.append((Loading(found, project).file, data))
    names: dict[str, Sequence[str]] = {"existing": equipment}
    table = read_table(sources, names, config.homes_xml)
    faults += table.faults
    if faults:
        raise InvalidInput(faults)
    warnings |= dict.fromkeys(table.notes)
    rows = _with_files(table, path, project, files, warnings)
    sites = Sites(path.parent, project, _folder(config, path, file), config.site_column, config.site_files)
    rows = _at_sites(rows, [lines[0] for lines in table.homes], sites, config)
    name = str(given[0])
    for column, needed in (("site", config.sites is None), ("existing", True)):
        if any(needed and column not in row.words for row in rows):
            raise InvalidInput([Fault(name, f"has no column '{column}'", "name one in each row")])
    return Listed(rows, tuple(table.columns), sites.found, name)


def _with_files(
    table: Table, path: Path, project: Path, files: dict[str, InputFile], warnings: dict[str, None]
) -> list[Row]:
    """Return the rows, those with files of their own with what is kept of these."""
    rows: list[Row] = []
    faults: list[Fault] = []
    sums: list[str] = []
    aside: Counter[str] = Counter()
    stand_ins: Counter[str] = Counter()
    cooler = cache(partial(_cooler, path, project, files))
    for lines in table.homes:
        row, plain = lines[0].row, lines[0].plain
        if plain is not None:
            equipped = row.words.get("existing") == IN_HOUSE
            rows.append(replace(row, sample=replace(plain, cooler=cooler(), equipped=equipped)))
            continue
        if not lines[0].xml:
            rows.append(row)
            continue
        try:
            found = {line.upgrade: _found(line, path, project) for line in lines}
            sample = examined(found, equipment=row.words.get("existing") == IN_HOUSE)
        except InvalidInput as error:
            faults += error.faults
            continue
        sums += sample.sums.values()
        aside.update(sample.aside)
        stand_ins.update(sample.stand_ins)
        rows.append(replace(row, sample=sample))
    own = [row.sample for row in rows if row.sample is not None]
    samples = [sample for sample in own if isinstance(sample, Sample)]
    if not faults and own and all(sample.refused for sample in own):
        faults = [
            Fault(lines[0].place, row.sample.refused)
            for lines, row in zip(table.homes, rows, strict=True)
            if row.sample is not None
        ]
    if faults:
        raise InvalidInput(faults)
    refused = sum(bool(sample.refused) for sample in own)
    if samples:
        whole = f"{len(sums):,} files of homes, all sums in one"
        files[whole] = InputFile("houses", whole, sha256("".join(sums).encode()).hexdigest())
        warnings |= dict.fromkeys(_notes(aside, stand_ins))
    if refused:
        share = f"{refused:,} of {len(own):,} homes"
        warnings[f"{share} cannot be simulated and are in no sum; the report names them"] = None
    plain_homes = [sample for sample in own if isinstance(sample, PlainHome)]
    counted = sum(bool(home.figures) and home.fitted is None and not home.refused for home in plain_homes)
    if counted:
        warnings[f"figures of {counted:,} homes are labels: `cosim fleet-fit` fits homes to them"] = None
    return rows


def _cooler(path: Path, project: Path, files: dict[str, InputFile]) -> HeatPumpConfig | None:
    """Return the air conditioner that stands for those of which plain facts tell the size at most."""
    loading = Loading(path, project)
    found = loading.config("air_conditioners", HeatPumpConfig, COOLER, "homes_csv")
    files |= {file.path: file for file in loading.files.values()}
    return found


def _notes(aside: Counter[str], stand_ins: Counter[str]) -> list[str]:
    """Say what the files of all homes leave aside, and how many cannot be simulated."""
    told = []
    if aside:
        sections = ", ".join(f"{name} ({count:,})" for name, count in aside.most_common(MOST_SECTIONS))
        more = f", and {len(aside) - MOST_SECTIONS} more" if len(aside) > MOST_SECTIONS else ""
        told.append(f"the homes' files: left aside, with the number of homes: {sections}{more}")
    told += [f"in {count:,} homes: {note}" for note, count in stand_ins.most_common(MOST_SECTIONS)]
    if len(stand_ins) > MOST_SECTIONS:
        told.append(f"{len(stand_ins) - MOST_SECTIONS:,} more kinds of equipment stand in for what files describe")
    return told


def _found(line: Line, path: Path, project: Path) -> HomeFile:
    """Return the file that a line names, which lies where the programme's paths begin."""
    return find_home_file(line.xml, place=f"{line.place}, column 'xml'", anchor=path.parent, project=project)


def _folder(config: ProgrammeConfig, path: Path, file: str) -> Path | None:
    if not config.weather_folder:
        return None
    folder = path.parent / Path(config.weather_folder).expanduser()
    if not folder.is_dir():
        raise InvalidInput([Fault(place_in(file, "weather_folder"), f"there is no folder '{folder}'")])
    return folder


def _at_sites(rows: Sequence[Row], lines: Sequence[Line], sites: Sites, config: ProgrammeConfig) -> list[Row]:
    """Return the rows with the name of their weather; those of drawn sites as they are."""
    mapped = bool(sites.folder or sites.column or sites.files)
    found: list[Row] = []
    faults: list[Fault] = []
    for row, line in zip(rows, lines, strict=True):
        drawn = "site" not in row.words and config.sites is not None and not sites.column
        plain = row.sample is None and not mapped
        if drawn or plain:
            found.append(row)
            continue
        if row.sample is not None and row.sample.refused:  # needs no weather
            found.append(replace(row, words={"site": UNKNOWN, **row.words}))
            continue
        try:
            site = sites.of(row, line.place)
        except InvalidInput as error:
            faults += error.faults
            continue
        found.append(replace(row, words={**row.words, "site": site}) if site else row)
    faults += sites.faults()
    if faults:
        raise InvalidInput(dict.fromkeys(faults))
    return found
