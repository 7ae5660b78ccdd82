"""Parse option values: days of the year and paths of files to write."""

import re
from pathlib import Path

import rich_click as click

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PICTURES = (".png", ".svg", ".pdf")


def day(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """Return the day of the year, counted from 0 and without 29 February, of a date MM-DD."""
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", value.strip(), re.ASCII)
    if not match:
        raise click.BadParameter(f"'{value}' is not a day; write month and day, such as 01-15")
    month, number = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise click.BadParameter(f"there is no month {month} in '{value}'; the month comes first, such as 01-15")
    if (month, number) == (2, 29):
        raise click.BadParameter("a simulated year has no 29 February")
    if not 1 <= number <= MONTH_DAYS[month - 1]:
        raise click.BadParameter(f"month {month} has no day {number}")
    return sum(MONTH_DAYS[: month - 1]) + number - 1


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
