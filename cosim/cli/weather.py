"""`cosim weather`: an actual year where only temperature was measured."""

from pathlib import Path

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.cli.values import destination, force_option


@click.command()
@click.argument("typical")
@click.option("--measured", required=True, type=click.Path(path_type=Path), metavar="FILE.csv",
              help="Temperatures of a year, with columns such as time and temperature_f, hourly or daily.")  # fmt: skip
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), callback=destination,
              metavar="FILE.csv", help="Weather file to write.")  # fmt: skip
@force_option
@project_option
def weather(typical: str, measured: Path, output: Path, force: bool, project: Path | None) -> None:
    """Complete an actual year of which only temperatures are known, on top of a TYPICAL year of the same place.

    TYPICAL is a name on the shelf or a weather file. Humidity keeps the relative humidity of the typical hour; sun,
    wind and pressure are the typical ones of the date.
    """
    from cosim.constants import FREEZING
    from cosim.files import write_whole
    from cosim.project import current_project, find, is_path
    from cosim.weather import read_weather
    from cosim.weather.measured import completed, read_measured

    place = project or current_project()
    path = Path(typical) if is_path(typical) else find("weather", typical, place="TYPICAL", project=place)
    year = read_weather(path)
    found = read_measured(measured, year.time_zone)
    write_whole(output, completed(year, found, measured.name).encode("utf-8"))
    result = read_weather(output)
    mean, usual = (each.dry_bulb.mean() - FREEZING for each in (result, year))
    echo(f"{output} written: {result.name}, {mean:.1f} °C on average, {usual:.1f} °C in the typical year")
