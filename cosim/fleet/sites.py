"""The weather of each home of a table: by a column, by the station that its own file names, in a folder of weather."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cosim.errors import Fault, InvalidInput
from cosim.fleet.homes import Row
from cosim.fleet.samples import Sample
from cosim.hpxml.place import HomePlace
from cosim.project import find, is_path, suffixes
from cosim.weather import Station

SHELF = "weather"
# columns of a table that say where a county's weather was measured, the first that is there; as ResStock's metadata do
PLACES = {
    "latitude": ("latitude_deg", "in.weather_file_latitude"),
    "longitude": ("longitude_deg", "in.weather_file_longitude"),
    "elevation": ("elevation_m",),
    "time_zone": ("time_zone_h",),
}
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Site:
    """A weather file, and where its hours belong to if it does not say so."""

    path: Path
    station: Station | None = None


@dataclass(slots=True)
class Sites:
    """Finds the weather of homes.

    Attributes
    ----------
    anchor, project : Path
        Folder in which relative paths start, and the user's project.
    folder : Path, optional
        With a file for each station or county.
    column : str
        Label that names a home's site; "" for none.
    files : dict of str to str
        Weather file of a site, by the site's name.
    found : dict of str to Site
        By the name that homes have for it.
    """

    anchor: Path
    project: Path
    folder: Path | None = None
    column: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    found: dict[str, Site] = field(default_factory=dict)
    _listed: dict[str, list[Path]] | None = None
    _lost: dict[str, list[str]] = field(default_factory=dict)
    _hints: dict[str, str] = field(default_factory=dict)

    def of(self, row: Row, place: str) -> str:
        """Return the name of a home's site; "" where no weather is found, which `faults` says.

        Parameters
        ----------
        row : Row
        place : str
            Of the row, for messages.
        """
        said = row.sample.place if isinstance(row.sample, Sample) else HomePlace()
        named = row.words.get("site") or (row.labels.get(self.column, "") if self.column else "")
        wanted = (named,) if named else said.stations
        path = self._path(wanted, row)
        if path is None:
            self._lost.setdefault(" or ".join(dict.fromkeys(wanted)), []).append(place)
            return ""
        site = self._name(path)
        if site not in self.found:
            self.found[site] = Site(path, station_of(row.labels, said))
        return site

    def faults(self) -> list[Fault]:
        """Return a fault for each site without weather, with the rows that are there."""
        told = []
        for wanted, places in self._lost.items():
            rows = ", ".join(place.rpartition(" ")[2] for place in places[:MOST_SHOWN])
            more = f" and {len(places) - MOST_SHOWN:,} more" if len(places) > MOST_SHOWN else ""
            word = "row" if len(places) == 1 else "rows"
            place = f"{places[0].rpartition(':')[0]}: {word} {rows}{more}"
            if not wanted:
                problem = "no site is named, in the table or in the home's file"
                told.append(Fault(place, problem, "add a column 'site'"))
                continue
            where = f"in {self.folder.name}, " if self.folder is not None else ""
            problem = f"no weather of {wanted[:80]} lies {where}beside the home or on the shelf '{SHELF}'"
            remedy = self._hints.get(wanted) or "get it, or map it with a table site_files"
            told.append(Fault(place, problem, remedy))
        return told

    def _path(self, wanted: tuple[str, ...], row: Row) -> Path | None:
        for name in wanted:
            if name in self.files:
                return find(SHELF, self.files[name], place="site_files", anchor=self.anchor, project=self.project)
        for name in wanted:
            near = self._near(name, row)
            if near is not None:
                return near
        for name in wanted:
            near = self._in_folder(name)
            if near is not None:
                return near
        for name in wanted:
            try:
                return find(SHELF, name, place="site", anchor=self.anchor, project=self.project)
            except InvalidInput as error:
                remedy = error.faults[0].remedy
                if not is_path(name) and remedy.startswith("did"):
                    self._hints.setdefault(" or ".join(dict.fromkeys(wanted)), remedy)
        return None

    def _near(self, name: str, row: Row) -> Path | None:
        """Return a weather file that lies beside a home's own."""
        if not isinstance(row.sample, Sample) or row.words.get("site"):
            return None
        path = next(iter(row.sample.files.values())).path.parent / name
        return path if path.suffix.lower() in suffixes(SHELF) and path.is_file() else None

    def _in_folder(self, name: str) -> Path | None:
        """Return the file of a site in the folder, by its name, its stem, or the beginning of it (G2700530_2018)."""
        if self.folder is None:
            return None
        if self._listed is None:
            self._listed = {}
            for path in sorted(self.folder.iterdir()):
                if path.suffix.lower() in suffixes(SHELF):
                    self._listed.setdefault(path.name.lower(), []).append(path)
                    self._listed.setdefault(path.stem.lower(), []).append(path)
                    self._listed.setdefault(path.stem.lower().partition("_")[0], []).append(path)
        stem = Path(name).stem if is_path(name) else name
        for key in (name.lower(), stem.lower()):
            paths = list(dict.fromkeys(self._listed.get(key, ())))
            exact = [path for path in paths if path.stem.lower() == key]
            paths = exact if len(exact) == 1 else paths
            if len(paths) > 1:
                names = " and ".join(path.name for path in paths[:MOST_SHOWN])
                problem = f"holds {len(paths)} files of {stem[:60]}: {names}"
                raise InvalidInput([Fault(str(self.folder), problem, "keep one, or map it with a table site_files")])
            if paths:
                return paths[0]
        return None

    def _name(self, path: Path) -> str:
        """Return the stem of a file, or its whole path where another site has that stem."""
        taken = self.found.get(path.stem)
        return path.stem if taken is None or taken.path == path else str(path)


def station_of(labels: Mapping[str, str], said: HomePlace) -> Station | None:
    """Return where a home's weather was measured, by its row or its own file; None where neither says it."""
    stated: dict[str, float] = {}
    for name, columns in PLACES.items():
        number = next((number for column in columns if (number := _number(labels.get(column))) is not None), None)
        number = getattr(said, name) if number is None else number
        if number is not None:
            stated[name] = number
    if not {"latitude", "longitude", "time_zone"} <= set(stated):
        return None
    return Station(**stated)


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
