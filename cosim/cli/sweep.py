"""`cosim sweep`: sensitivity of a scenario's ranking to its inputs."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import destination, force_option, picture, units_option

if TYPE_CHECKING:
    from cosim.sweep.model import Quantity
    from cosim.sweep.sweep import Sweep
    from cosim.units import System


@click.command()
@click.argument("scenario")
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="KEY=LOW..HIGH",
    help="Range of an input: electricity_price=0.10..0.30, or the dotted name of any key of the scenario; repeatable.",
)
@click.option(
    "--quantity",
    type=click.Choice(["cost", "emissions", "npc"]),
    default="cost",
    show_default=True,
    help="Figure to compare; npc is net present cost.",
)
@click.option(
    "--method", type=click.Choice(["grid", "sobol"]), default="grid", show_default=True, help="Sampling of the inputs."
)
@click.option("--points", type=click.IntRange(2, 4096), help="Values on each axis (grid), or base sample size (sobol).")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Number of parallel processes.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), callback=picture, metavar="FIGURE",
    help="Tornado chart and map to write: .png, .svg or .pdf.",
)  # fmt: skip
@click.option("--save", type=click.Path(path_type=Path), callback=destination, metavar="FILE.nc",
help="NetCDF file for every point.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only the outcome, as JSON.")
@force_option
@units_option
@project_option
def sweep(
    scenario: str,
    vary: tuple[str, ...],
    quantity: "Quantity",
    method: str,
    points: int | None,
    jobs: int,
    output: Path | None,
    save: Path | None,
    as_json: bool,
    force: bool,
    units: "System",
    project: Path | None,
) -> None:
    """Find where the ranking of SCENARIO's configurations changes with its inputs (sensitivity sweep).

    Prices, emission factors and costs reuse one simulation; changes of the house or its equipment are simulated at
    every value, and so are controls that follow prices or carbon.
    """
    import json

    from cosim.files import whole
    from cosim.interrupts import held
    from cosim.sweep.sweep import sweep as sweep_scenario

    result = sweep_scenario(
        scenario, vary, quantity=quantity, method=method, points=points, project=project, jobs=jobs,
        tell=lambda text: echo(f"note: {text}", err=True),
    )  # fmt: skip
    if output:
        from cosim.sweep.picture import draw

        draw(result, output)
    if save:
        with whole(save) as hidden, held():
            result.results.to_netcdf(hidden, engine="netcdf4")
    if as_json:
        echo_json(json.dumps(result.as_data(), indent=2, ensure_ascii=False))
    else:
        echo(_in_words(result, units))


def _in_words(result: "Sweep", units: "System") -> str:
    """Return the outcome as text; values of the inputs stay in the units in which they were asked for."""
    from cosim.sweep.model import LABELS, number
    from cosim.units import POUND

    label, _, unit = LABELS[result.quantity].rpartition(", ")
    scale = 1.0
    if units == "us" and result.quantity == "emissions":
        unit, scale = unit.replace("kg", "lb"), 1 / POUND
    low, high = result.band_in_words
    bands, shares = result.bands(), result.share_of_best()
    count = result.results.sizes["sample"]
    width = max(len(name) for name in result.names) + 2
    lines = [
        f"{result.title}: {label} ({unit})",
        "",
        f"Best at base values: {result.best}",
        "",
        f"{'':{width}} {'base':>9} {low:>9} {'median':>9} {high:>9}   best",
    ]
    for name, at_base in zip(result.names, result.base, strict=True):
        band = " ".join(f"{scale * value:9,.0f}" for value in bands[name])
        lines.append(f"  {name:{width - 2}} {scale * at_base:9,.0f} {band}   {100 * shares[name]:.0f} %")
    lines += [f"Share of {count} points at which each is best, and {low} to {high} of all of them"]
    for line in sorted(result.lines, key=lambda each: each.margin.max() - each.margin.min(), reverse=True):
        each = line.parameter
        base = f"base {line.stated}"
        lines += [
            "",
            f"{each.label} ({each.name})",
            f"{'':{width}} {number(each.low):>9} {number(each.high):>9}   {base}",
        ]
        for place, name in enumerate(result.names):
            lines.append(
                f"  {name:{width - 2}} {scale * line.costs[0, place]:9,.0f} {scale * line.costs[-1, place]:9,.0f}"
            )
        ahead = f"{scale * line.margin[0]:,.0f} to {scale * line.margin[-1]:,.0f}"
        lines.append(f"  {result.best} is ahead by {ahead}".replace("-", "−"))
        lines += [f"  at {number(at)} {after} becomes better than {before}" for at, before, after in line.flips]
        if not line.flips:
            lines.append("  does not change the best configuration")
        if each.name in result.indices:
            first, total = result.indices[each.name]
            near, nearer = result.confidence[each.name]
            sobol = f"  Sobol index {first:.2f} ± {near:.2f}, with interactions {total:.2f} ± {nearer:.2f}"
            lines.append(sobol.replace("-", "−"))
    return "\n".join(lines)
