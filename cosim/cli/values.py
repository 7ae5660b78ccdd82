"""Parse option values: days of the year and paths of files to write."""

from pathlib import Path

import rich_click as click

from cosim.schema.dates import day_of

PICTURES = (".png", ".svg", ".pdf")


def day(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """Return the day of the year, counted from 0 and without 29 February, of a date MM-DD."""
    try:
        return day_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def picture(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """Return the path of a chart with a supported suffix."""
    if value is not None and value.suffix.lower() not in PICTURES:
        raise click.BadParameter(f"'{value.name}' must end in {', '.join(PICTURES)}")
    return destination(ctx, param, value)


def destination(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """Return the path of a file, checked before the work starts: it can be written, and replaces nothing unasked."""
    if value is not None:
        from cosim.files import check_destination

        check_destination(value, force=ctx.params.get("force", False))
    return value


# eager, so that the callbacks above know it
force_option = click.option("--force", is_flag=True, is_eager=True, help="Overwrite existing files.")


units_option = click.option(
    "--units",
    type=click.Choice(["si", "us"]),
    default="si",
    show_default=True,
    help="Units of the printed table; us: °F, psi, kBtu, therms, lb; gauge pressures.",
)
