"""`cosim validate`: simulate published cases and compare them with their limits."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cosim.cli.progress import Progress
from cosim.cli.streams import echo, echo_json

if TYPE_CHECKING:
    from cosim.validation.checks import Outcome

LIMIT_MISSED = 1

Command = Callable[..., None]


def common_options(command: Command) -> Command:
    """Add the options that all suites share."""
    decorators: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--reference",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Folder of published cases [default: COSIM_REFERENCE, else ../shared/reference].",
        ),
        click.option("--case", "cases", multiple=True, metavar="NAME…", help="Run only these cases."),
        click.argument("more", nargs=-1, metavar="[NAME]..."),
        click.option("--json", "as_json", is_flag=True, help="Print only the figures, as JSON."),
    )
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


@click.group()
def validate() -> None:
    """Compare with published cases; exit code 1 if a limit is missed."""


@validate.command()
@common_options
def fabric(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Thermal fabric: the cases of ASHRAE Standard 140."""
    from cosim.validation.fabric_suite import run_fabric

    _run(run_fabric, reference, cases + more, as_json)


@validate.command()
@common_options
def solar(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Solar radiation on walls and through windows, and the sky."""
    from cosim.validation.solar import run_solar

    _run(run_solar, reference, cases + more, as_json)


@validate.command()
@common_options
def hers(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Whole houses: HERS BESTEST, read from HPXML."""
    from cosim.validation.hers import run_hers

    _run(run_hers, reference, cases + more, as_json)


@validate.command()
@common_options
def cooling(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Air conditioner in steady state: CE100 to CE200 of ASHRAE Standard 140."""
    from cosim.validation.cooling import run_cooling

    _run(run_cooling, reference, cases + more, as_json)


@validate.command()
@common_options
def furnace(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Furnace at part load, with its fans: HE100 to HE230 of ASHRAE Standard 140."""
    from cosim.validation.furnace import run_furnace

    _run(run_furnace, reference, cases + more, as_json)


@validate.command()
@common_options
def hvac(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Homes with systems and ducts: the RESNET HVAC tests, read from HPXML; takes two minutes."""
    from cosim.validation.hvac import run_hvac

    _run(run_hvac, reference, cases + more, as_json)


@validate.command()
@common_options
def points(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Published points of heat pumps, each temperature predicted from the others; takes two minutes."""
    from cosim.validation.points import run_points

    _run(run_points, reference, cases + more, as_json)


@validate.command()
@common_options
def defrost(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Frost and defrost: EnergyPlus coil runs, measured frost, whole seasons and faults; takes two minutes."""
    from cosim.validation.defrost import run_defrost

    _run(run_defrost, reference, cases + more, as_json)


@validate.command()
@common_options
def field(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Seasons of heat pumps beside what field studies metered; nothing is judged."""
    from cosim.validation.field import run_field

    _run(run_field, reference, cases + more, as_json)


@validate.command()
@common_options
def cycling(reference: Path | None, cases: tuple[str, ...], more: tuple[str, ...], as_json: bool) -> None:
    """Starts of the compressor: cyclic tests in the chamber, and the loss of a season."""
    from cosim.validation.cycling import run_cycling

    _run(run_cycling, reference, cases + more, as_json)


@validate.command()
@common_options
@click.option("--only", multiple=True, metavar="PATTERN", help="Run only homes whose name fits, as 'base-hvac-*'.")
@click.option("--jobs", type=click.IntRange(min=1), help="Number of parallel processes [default: one a processor].")
@click.option("--loads", is_flag=True, help="Loads alone: do not simulate the homes' own equipment.")
def homes(
    reference: Path | None,
    cases: tuple[str, ...],
    more: tuple[str, ...],
    as_json: bool,
    only: tuple[str, ...],
    jobs: int | None,
    loads: bool,
) -> None:
    """Homes in HPXML: loads, end uses and systems beside EnergyPlus's; takes ten minutes."""
    from cosim.validation.homes import run_homes

    _run(partial(run_homes, jobs=jobs, systems=not loads), reference, cases + more + only, as_json)


def _run(suite: "Callable[..., Outcome]", reference: Path | None, cases: tuple[str, ...], as_json: bool) -> None:
    from cosim.flow.crossing import kernel

    with Progress(len(cases) or None) as progress:
        kernel(lambda text: progress("notice", text))
        outcome = suite(reference, cases, progress=progress)
    print_outcome(outcome, as_json=as_json)
    if outcome.missed:
        sys.exit(LIMIT_MISSED)


def print_outcome(outcome: "Outcome", *, as_json: bool) -> None:
    """Print an outcome: JSON, or a table, in full width where it is piped."""
    if as_json:
        echo_json(outcome.to_json())
        return
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.print(outcome)
    else:
        echo(str(outcome), nl=False)
