"""`cosim log` and `cosim defrost`: the sequence of operation, and the defrosts, of existing results."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import day, force_option, picture, units_option
from cosim.errors import Fault, InvalidInput, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from cosim.scenarios.scenario import Scenario
    from cosim.units import System

Moment = tuple[int, int | None]
"""Day of the year, counted from 0, and minute of that day, None for all of it."""


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> Moment | None:
    """Return the moment written as MM-DD or MM-DDThh:mm."""
    if value is None:
        return None
    date, _, clock = value.strip().replace(" ", "T").partition("T")
    days = day(ctx, param, date)
    if not clock:
        return days, None
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", clock, re.ASCII)
    if not match or int(match[1]) > 24 or int(match[2]) > 59 or (int(match[1]) == 24 and int(match[2])):
        raise click.BadParameter(f"'{clock}' is not a time of the day; write hours and minutes, such as 06:30")
    return days, 60 * int(match[1]) + int(match[2])


MOST_READINGS = 20_000


def interval(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """Return an interval such as 10min, 30s or 1h in seconds."""
    if value is None:
        return None
    match = re.fullmatch(r"(\d+)\s*(s|min|h)", value.strip(), re.ASCII)
    seconds = int(match[1]) * {"s": 1, "min": 60, "h": 3600}[match[2]] if match else 0
    if not 1 <= seconds <= 86400:
        raise click.BadParameter(f"'{value}' is not an interval of 1s to 24h; write 30s, 10min or 1h")
    return float(seconds)


def _read(
    file: Path, first: Moment | None, last: Moment | None, name: str | None, every: float, project: Path | None
) -> "xr.Dataset":
    """Simulate one configuration of a scenario, or of that behind a file of results, and read its gauges."""
    from cosim.study import read_gauges

    scenario, first, step = _origin(file, first, last, project)
    chosen = next((each for each in scenario.configurations if name in (None, each.name)), None)
    if chosen is None:
        names = [each.name for each in scenario.configurations]
        raise InvalidInput(
            [Fault("--configuration", f"'{name}' is not in this scenario", did_you_mean(str(name), names))]
        )
    if chosen.heat_pump is None and chosen.air_conditioner is None:
        raise InvalidInput(
            [Fault(f"configuration '{chosen.name}'", "has no refrigerant circuit to read", "-c names another")]
        )
    begin, end = (86400.0 * days + 60.0 * (whole if minutes is None else minutes)
                  for (days, minutes), whole in ((first, 0), (last or (first[0], None), 24 * 60)))  # fmt: skip
    if end <= begin:
        raise click.BadParameter("the last moment comes before the first", param_hint="--to")
    if (end - begin) / every > MOST_READINGS:
        problem = f"asks for {(end - begin) / every:,.0f} readings"
        raise InvalidInput(
            [Fault("--gauges", problem, f"{MOST_READINGS:,} are the most: read less often, or less long")]
        )
    return read_gauges(scenario, chosen, begin, end, every, step=step)


def _origin(
    file: Path, first: Moment | None, last: Moment | None, project: Path | None
) -> "tuple[Scenario, Moment, float]":
    """Return the scenario to read, the first moment, and the greatest step of the flow, s."""
    from cosim.scenarios.reader import load

    if file.suffix != ".nc":
        if first is None:
            raise InvalidInput([Fault("--gauges", "needs to know from when", "add --from 01-12T05:00")])
        return load(str(file), project), first, 60.0
    from cosim.results.netcdf import open_results
    from cosim.results.origin import scenario_behind

    with open_results(file) as results:
        begins = (results["time"].values.astype("datetime64[D]") - _year(results)).astype(int)
        day = _coldest(results) if first is None else first[0]
        for moment in (day, day if last is None else last[0]):
            if not begins.min() <= moment <= begins.max():
                said = f"holds days {begins.min() + 1} to {begins.max() + 1} of the year, not day {moment + 1}"
                raise InvalidInput([Fault(str(file), said, "choose --from and --to within them")])
        step = float(results.attrs.get("internal_step", 60.0))
        return scenario_behind(results, file, project), first or (day, None), step


def _year(results: "xr.Dataset") -> "np.datetime64":
    return results["time"].values.min().astype("datetime64[Y]").astype("datetime64[D]")


def _coldest(results: "xr.Dataset") -> int:
    """Return the coldest day of the year in results, counted from 0."""
    coldest = results["outdoor_temperature"].isel(configuration=0).values.argmin()
    return int((results["time"].values[coldest].astype("datetime64[D]") - _year(results)).astype(int))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc|SCENARIO")
@click.option("--from", "first", callback=moment, metavar="MM-DD[Thh:mm]",
              help="First moment [default: the coldest day].")  # fmt: skip
@click.option("--to", "last", callback=moment, metavar="MM-DD[Thh:mm]",
              help="Last moment; a date without a time means its end [default: the end of the first day].")  # fmt: skip
@click.option("--configuration", "-c", metavar="NAME", help="Configuration to print [default: the first].")
@click.option("--gauges", "every", callback=interval, metavar="10min",
              help="Read the gauges at this interval while the compressor runs and in defrosts: 1s, 30s, 10min. It "
              "simulates from --from to --to; of results, the scenario has to be unchanged.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), callback=picture, metavar="FIGURE",
              help="Picture of the readings of --gauges: .png, .svg or .pdf.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only the events, as JSON in SI.")
@force_option
@units_option
@project_option
def log(
    file: Path,
    first: Moment | None,
    last: Moment | None,
    configuration: str | None,
    every: float | None,
    output: Path | None,
    as_json: bool,
    force: bool,
    units: "System",
    project: Path | None,
) -> None:
    """Print the sequence of operation: calls, reversing valve, compressor, stages, defrosts, lockouts.

    Refrigerant line temperatures and pressures are those at the moment of the event; at the end of a call, those just
    before it. A file of results holds them at events alone; with --gauges days are simulated again, to read in between.
    """
    import numpy as np

    from cosim.results.netcdf import open_results
    from cosim.results.sequence import sequence
    from cosim.results.sequence_text import as_text

    if output is not None and every is None:
        raise InvalidInput([Fault("-o", "draws the readings of --gauges, which is not given", "add --gauges 1s")])
    if every is not None:
        dataset = _read(file, first, last, configuration, every, project)
        configuration = None
    else:
        dataset = open_results(file)
    begin = _year(dataset).astype("datetime64[s]")
    if first is None:
        first = _coldest(dataset), None
    day_after = 24 * 60
    ends = (first[0], first[1] or 0), last or (first[0], None)
    moments = [
        begin + np.timedelta64(24 * 60 * days + (day_after if minutes is None else minutes), "m")
        for days, minutes in ends
    ]
    if moments[1] <= moments[0]:
        raise click.BadParameter("the last moment comes before the first", param_hint="--to")
    found = sequence(dataset, moments[0], moments[1], configuration)
    if output is not None:
        from cosim.results.plots.gauges import draw_gauges

        draw_gauges(found, output, units)
    if as_json:
        echo_json(found.to_json())
        return
    echo(as_text(found, units), nl=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=picture,
    metavar="FIGURE",
    help="Chart of a cold day and a map of the capacity lost to frost: .png, .svg or .pdf.",
)
@click.option("--configuration", metavar="NAME", help="Configuration to draw [default: that with the most defrosts].")
@click.option(
    "--day",
    "date",
    metavar="MM-DD",
    callback=lambda ctx, param, value: None if value is None else day(ctx, param, value),
    help="Day to draw [default: that with the most melted frost].",
)
@click.option("--json", "as_json", is_flag=True, help="Print only the seasons, as JSON.")
@force_option
@units_option
def defrost(
    file: Path,
    output: Path | None,
    configuration: str | None,
    date: int | None,
    as_json: bool,
    force: bool,
    units: "System",
) -> None:
    """Summarise the defrosts in existing results by outdoor temperature."""
    from cosim.results.defrosts import chosen, plain, rich_table, seasons, to_json
    from cosim.results.netcdf import open_results

    dataset = open_results(file)
    found = seasons(dataset)
    chosen(dataset, configuration)
    if output:
        from cosim.results.plots.defrost import draw_defrosts

        draw_defrosts(dataset, output, configuration, date)
    if as_json:
        echo_json(to_json(found))
        return
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print(rich_table(found, units))
    else:
        echo(plain(found, units), nl=False)
