"""`cosim calibrate`: a house that matches its bills, and the set of houses that do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import destination, force_option, picture

if TYPE_CHECKING:
    from cosim.calibration.fit import Calibration


@click.command()
@click.argument("scenario")
@click.option("--bills", "bills", multiple=True, required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Bills or meter: CSV, or Green Button as CSV or XML; repeatable.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("house.toml"), show_default=True,
              callback=destination, help="House file to write; the set goes beside it, as house-set.toml.")  # fmt: skip
@click.option("--configuration", metavar="NAME", help="Equipment that the bills are of [default: the first].")
@click.option("--weather", "weather", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Weather of an actual year of the bills; repeatable [default: the scenario's].")  # fmt: skip
@click.option("--time-zone", metavar="ZONE", help='Of a meter whose hours are in UTC, as in "America/Chicago".')
@click.option("--noise", type=click.FloatRange(0.005, 0.3), default=0.03, show_default=True,
              help="Relative error of a bill.")  # fmt: skip
@click.option("--picture", "drawing", type=click.Path(path_type=Path), callback=picture, metavar="FILE",
              help="Chart to write (.png, .svg, .pdf).")  # fmt: skip
@click.option("--quick", is_flag=True, help="Two fifths of the runs: a rougher set, of 8 houses instead of 24.")
@click.option("--json", "as_json", is_flag=True, help="Print only the outcome, as JSON.")
@force_option
@project_option
def calibrate(
    scenario: str,
    bills: tuple[Path, ...],
    output: Path,
    configuration: str | None,
    weather: tuple[Path, ...],
    time_zone: str | None,
    noise: float,
    drawing: Path | None,
    quick: bool,
    as_json: bool,
    force: bool,
    project: Path | None,
) -> None:
    """Fit the house of SCENARIO to its bills: the best house, and a set of houses that explain them.

    Says what the bills determined and what they left open. "cosim run SCENARIO --houses house-set.toml" then gives
    every annual figure with a band.
    """
    import json
    from dataclasses import replace

    from cosim.bills import read_bills
    from cosim.calibration.fit import QUICK, Settings, calibrated
    from cosim.calibration.fit import calibrate as fit
    from cosim.calibration.house_set import checked_text, set_of, text_of_house, text_of_set
    from cosim.calibration.misfit import warnings_of
    from cosim.calibration.words import as_data, in_words
    from cosim.errors import InvalidInput
    from cosim.files import check_destination, write_whole
    from cosim.scenarios.reader import load
    from cosim.weather import read_weather

    set_path = output.with_name(f"{output.stem}-set.toml")
    check_destination(set_path, force=force)
    faults: list[Any] = []
    found: list[Any] = []
    for read in (lambda: load(scenario, project), lambda: read_bills(bills, time_zone=time_zone),
                 lambda: tuple(read_weather(path) for path in weather)):  # fmt: skip
        try:
            found.append(read())
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(faults)
    loaded, billed, years = found
    for note in billed.notes:
        echo(f"note: {note}", err=True)
    settings = replace(QUICK if quick else Settings(), noise=noise)
    outcome = fit(loaded, billed, configuration=configuration, years=years, settings=settings,
                  tell=lambda text: echo(f"note: {text}", err=True))  # fmt: skip
    own = years or (loaded.weather,)
    warnings = list(warnings_of(outcome, own))
    words = f"{loaded.title}, calibrated against {billed}"
    best = calibrated(outcome)
    texts = {output: checked_text(text_of_house(best.house, _head(outcome, words)))}
    if outcome.has_band:
        texts[set_path] = text_of_set(set_of(outcome, words, str(billed)))
    for path, text in texts.items():
        write_whole(path, text.encode("utf-8"))
    if drawing is not None:
        from cosim.calibration.picture import draw

        draw(outcome, drawing)
    if as_json:
        echo_json(json.dumps(as_data(outcome, warnings), indent=2, ensure_ascii=False))
        return
    echo(words)
    if outcome.typical:
        echo("The weather is a typical year, not that of the bills, so each may lie 12 % off in heating and cooling.")
    echo("")
    echo(in_words(outcome, own))
    for warning in warnings:
        echo(f"Does not fit: {warning}")
    echo(f"{' and '.join(str(path) for path in texts)} written; {outcome.simulations} house-years simulated")


def _head(outcome: "Calibration", words: str) -> str:
    """Return what the best house's file says of its origin, and what of the calibration is not in it."""
    values = outcome.best.values
    lines = [f"{words}.", "What is not of the house and goes into the scenario:"]
    for name, key in (("heating_setpoint", "heating setpoints"), ("cooling_setpoint", "cooling setpoints")):
        if name in values:
            lines.append(f"  {key} {values[name]:+.1f} K".replace("-", "−"))
    if "efficiency" in values:
        lines.append(f"  efficiency of the furnace × {values['efficiency']:.3f}")
    return "\n".join(lines)
