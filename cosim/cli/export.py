"""`cosim export`: results hour by hour for other programs."""

from pathlib import Path

import rich_click as click

from cosim.cli.streams import echo
from cosim.cli.values import force_option

SUFFIXES = (".csv", ".parquet", ".zarr")


@click.command()
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Table of hours (.csv, .parquet), or the whole as a Zarr store (.zarr).")  # fmt: skip
@force_option
def export(results: Path, output: Path, force: bool) -> None:
    """Write results as a table of kWh by configuration, hour and end use.

    RESULTS is a file that "cosim run" wrote, or the folder of a fleet, of which it writes the load shape. Hours are
    labelled by their end, in local standard time with its offset from UTC. Prices are in US dollars.
    """
    from cosim.files import check_destination, check_folder
    from cosim.results.table_files import WRITERS, check_writer, write_zarr

    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        raise click.BadParameter(f"'{output.name}' must end in {', '.join(SUFFIXES)}", param_hint="-o")
    check_writer(output)
    if suffix == ".zarr":
        check_folder(output, force=force, marks=(".zgroup", "zarr.json"))
    else:
        check_destination(output, force=force)
    fleet = results.is_dir() or results.name == "fleet.nc"
    if fleet:
        from cosim.fleet.results import read_results

        dataset = read_results(results)
    else:
        from cosim.results.netcdf import open_results

        dataset = open_results(results)
    if suffix == ".zarr":
        write_zarr(dataset, output)
    elif fleet:
        from cosim.fleet.load_shapes import load_shapes

        WRITERS[suffix](load_shapes(dataset), output)
    else:
        from cosim.results.hourly_table import hourly_table

        WRITERS[suffix](hourly_table(dataset), output)
    echo(f"{output} written")
