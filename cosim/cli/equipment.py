"""`cosim equipment`: calibrate a machine on its data sheet, rate it, draw its map, and swap its refrigerant."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.exits import Commands
from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.cli.values import destination, force_option, picture
from cosim.constants import FREEZING
from cosim.units import from_si

if TYPE_CHECKING:
    from cosim.config.equipment import HeatPumpConfig
    from cosim.equipment.calibration.calibrate import Calibration
    from cosim.equipment.machine import Mode

EXACT = 1e-3  # relative error of a published point that is met: speeds have a digit behind the point


@click.group(cls=Commands)
def equipment() -> None:
    """Calibrate, rate and compare heat pumps and air conditioners."""


@equipment.command()
@click.argument("points", metavar="POINTS.csv", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="UNIT.toml", callback=destination, type=click.Path(path_type=Path),
help="File for the calibrated machine.")  # fmt: skip
@click.option("--figure", callback=picture, type=click.Path(path_type=Path),
              help="Chart of fitted against published points [default: beside UNIT.toml].")  # fmt: skip
@click.option("--model", help="Model to calibrate, where the file has several.")
@click.option("--like", metavar="UNIT", help="Machine to start from [default: one of the same kind from the library].")
@click.option("--refrigerant", help="Refrigerant [default: that of the machine to start from].")
@click.option("--ductless", is_flag=True, help="Treat the machine as ductless.")
@click.option("--title", default="", help="One-line title.")
@force_option
@project_option
def fit(
    points: Path,
    output: Path | None,
    figure: Path | None,
    model: str | None,
    like: str | None,
    refrigerant: str | None,
    ductless: bool,
    title: str,
    force: bool,
    project: Path | None,
) -> None:
    """Calibrate a machine on the published capacity and power in POINTS.csv.

    Columns are mode (heating, cooling), outdoor_f, level (min, rated, max), capacity_btu_h and power_kw; other units
    are given by their suffix. The rated points at 47 °F (heating) and 95 °F (cooling) set the size.
    """
    from cosim.equipment.calibration.sheet import read_sheet
    from cosim.equipment.calibration.toml_text import readable
    from cosim.equipment.library import from_sheet, read_machine, start_of
    from cosim.files import check_destination, write_whole

    path = figure or (output.with_suffix(".png") if output is not None else None)
    if path is not None:
        check_destination(path, force=force)
    sheet = read_sheet(points, model)
    name = output.stem if output else (model or points.stem).lower()
    start = read_machine(like or start_of(sheet, ductless=ductless), project)
    calibration = from_sheet(
        sheet, name, title=title, fluid=refrigerant, ductless=ductless, like=like, project=project,
        source=f"Calibrated on {points.name}{f', {model}' if model else ''} by cosim equipment fit.",
    )  # fmt: skip
    found = calibration.fit
    echo(f"{'mode':8} {'outdoor':>8} {'level':6} {'capacity':>10} {'power':>8} {'speed':>8} {'error':>7}")
    for point, speed, error in zip(sheet, found.speed, found.power_error, strict=True):
        outdoor = from_si(point.outdoor, "temperature", "f")
        thermal, electric = point.capacity / 1e3, point.power / 1e3
        echo(f"{point.mode:8} {outdoor:5.0f} °F {point.level:6} {thermal:7.2f} kW {electric:5.2f} kW "
                   f"{speed:4.0f} rps {error:+7.1%}")  # fmt: skip
    for of in ("power", "capacity"):
        echo(f"Before anchoring: {of} within {found.rms(of):.1%} rms, {found.largest(of):.1%} at most.")
    for line in _after_anchoring(calibration):
        echo(line)
    for line in _chosen(calibration.config, start, like=like, refrigerant=refrigerant, ductless=ductless):
        echo(line)
    if calibration.flags:
        echo("This data sheet contradicts itself:")
        for flag in calibration.flags:
            echo(f"  {flag}")
    if output is not None:
        write_whole(output, readable(calibration.config).encode("utf-8"))
        echo(f"{output} written")
    if path is not None:
        from cosim.results.plots.machine import draw_fit

        draw_fit(calibration, path)
        echo(f"{path} drawn")


def _after_anchoring(calibration: "Calibration") -> Iterator[str]:
    """Say how well the machine meets its sheet once what the cycle left is carried as factors."""
    import numpy as np

    from cosim.equipment.calibration.fit import compare

    if any(point.room is not None for point in calibration.points):
        yield "Not anchored, because the sheet is for rooms of its own: the points are met as said above."
        return
    held = compare(calibration.config, calibration.points)
    left = np.maximum(np.abs(held.power_error), np.abs(held.capacity_error))
    if float(left.max()) < EXACT:
        yield f"After anchoring every point is met (within {EXACT:.1%})."
        return
    yield "After anchoring these points are still missed:"
    for point, error in zip(calibration.points, left.tolist(), strict=True):
        if error >= EXACT:
            outdoor = from_si(point.outdoor, "temperature", "f")
            yield f"  {point.mode} at {outdoor:.0f} °F, {point.level}: by {error:.1%}"


def _chosen(
    config: "HeatPumpConfig", start: "HeatPumpConfig", *, like: str | None, refrigerant: str | None, ductless: bool
) -> Iterator[str]:
    """Say what the sheet does not, and where another choice is made."""
    yield "The sheet does not say, so it was chosen:"
    if like is None:
        yield f"  to start from {start.name} (--like UNIT is another)"
    if refrigerant is None:
        yield f"  refrigerant {config.refrigerant}, that of {start.name} (--refrigerant NAME is another)"
    if config.heating is not None:
        fahrenheit, celsius = (from_si(config.limits.cutoff, "temperature", unit) for unit in ("f", "c"))
        whose = f"that of {start.name}" if config.limits.cutoff == start.limits.cutoff else "the sheet's coldest"
        yield (
            (
                f"  cut-off {fahrenheit:.0f} °F ({celsius:.0f} °C), {whose}: the compressor does not heat below "
                "(cutoff_f in [limits] is another)"
            )
            .replace(" -", " −")
            .replace("(-", "(−")
        )
    if not ductless and not config.ductless:
        yield "  with ducts (--ductless is the other)"


@equipment.command()
@click.argument("unit")
@project_option
def rate(unit: str, project: Path | None) -> None:
    """Calculate HSPF2, SEER2, EER2, SCOP and, by a simulated cyclic test, C_D of UNIT.

    The ratings are compared with its label and with cold-climate programs.
    """
    from cosim.equipment.library import read_machine
    from cosim.equipment.ratings.rating import rate as rated

    config = read_machine(unit, project)
    found = rated(config)
    echo(config.title or config.name)
    echo(f"  {'test':24} {'outdoor':>8} {'speed':>8} {'capacity':>16} {'power':>8} {'COP':>5}")
    for test in found.tests:
        capacity, power = test.point
        american = from_si(capacity, "power", "kbtu_h")
        echo(f"  {test.name:24} {test.outdoor:5.0f} °F {test.speed:4.0f} rps {capacity / 1e3:5.2f} kW "
                   f"{american:5.1f} kBtu {power / 1e3:5.2f} kW {capacity / power:5.2f}")  # fmt: skip
    if found.hspf2:
        echo("HSPF2 by region  " + "  ".join(f"{region} {value:.1f}" for region, value in found.hspf2.items()))
    if found.seer2 is not None and found.eer2 is not None:
        echo(f"SEER2 {found.seer2:.1f}   EER2 {found.eer2:.1f}")
    if found.scop:
        echo("SCOP (EN 14825)  " + "  ".join(f"{climate} {value:.2f}" for climate, value in found.scop.items()))
    for line in _cyclic_tests(config):
        echo(line)
    for name, (label, ours) in found.label.items():
        echo(f"{name} on the label {label:g}, calculated {ours:.1f}: {ours / label - 1:+.0%}")
    for flag in found.flags:
        echo(f"the data sheet contradicts itself: {flag}")
    if found.label:
        echo("Labels use the maker's test speeds, which data sheets do not state; 18 % either way is usual.")
    words = {True: "met", False: "missed", None: "not known"}
    for criterion in found.criteria:
        value = "" if criterion.value is None else f" ({criterion.value:.2f})"
        echo(f"{criterion.program}: {criterion.text}{value}: {words[criterion.met]}")


def _cyclic_tests(config: "HeatPumpConfig") -> Iterator[str]:
    """Say what simulated cyclic tests give for C_D, beside the stated one and that of the rating."""
    from cosim.equipment.build import build_heat_pump
    from cosim.equipment.ratings.ahri import rating_degradation
    from cosim.equipment.ratings.rating import kind_of
    from cosim.equipment.start_up import conditions, stated_degradation
    from cosim.simulation.cyclic_test import cyclic_test

    model, kind = build_heat_pump(config), kind_of(config)
    modes: tuple[Mode, Mode] = ("heating", "cooling")
    for mode in modes:
        if getattr(config, mode) is None:
            continue
        test = conditions(model, mode, kind)
        found = cyclic_test(model, mode, test)
        on, off = (minutes / 60.0 for minutes in test.interval)
        stated, where = stated_degradation(config, mode)
        yield (
            f"C_D in {mode} {found.degradation:.2f} by the cyclic test {test.name} at "
            f"{from_si(test.outdoor, 'temperature', 'f'):.0f} °F, {on:.0f} min on and {off:.0f} off "
            f"({where if stated is None else f'{stated:g}, {where}'}); rated with {rating_degradation(mode, kind):.2f}"
        )


@equipment.command("map")
@click.argument("unit")
@click.option("-o", "--output", required=True, metavar="FIG", callback=picture, type=click.Path(path_type=Path),
              help="Chart to write: .png, .svg or .pdf.")  # fmt: skip
@force_option
@project_option
def draw_map(unit: str, output: Path, force: bool, project: Path | None) -> None:
    """Draw capacity and COP of UNIT over the outdoor temperature, with its published points."""
    from cosim.equipment.library import read_machine
    from cosim.results.plots.machine import draw_map as draw

    draw(read_machine(unit, project), output)
    echo(f"{output} drawn")


@equipment.command("swap")
@click.argument("unit")
@click.option("--refrigerant", required=True, help="New refrigerant, e.g. R-454B, R-32, R-290 or R-410A.")
@click.option("--drop-in", is_flag=True, help="Keep the compressor instead of resizing it to the same rated capacity.")
@click.option("-o", "--output", metavar="UNIT.toml", callback=destination, type=click.Path(path_type=Path),
              help="File for the new machine.")  # fmt: skip
@force_option
@project_option
def swap_refrigerant(
    unit: str, refrigerant: str, drop_in: bool, output: Path | None, force: bool, project: Path | None
) -> None:
    """Charge UNIT with another refrigerant and show the effect on capacity, COP and discharge temperature."""
    from cosim.equipment.calibration.swap import HELD, swap
    from cosim.equipment.calibration.toml_text import readable
    from cosim.equipment.library import check_refrigerant, read_machine
    from cosim.files import write_whole

    config = read_machine(unit, project)
    check_refrigerant(refrigerant, "--refrigerant")
    found = swap(config, refrigerant, "drop-in" if drop_in else "resized")
    echo(f"{config.title or config.name}: {config.refrigerant} -> {refrigerant}")
    echo(f"Unchanged: {HELD}.")
    resized = "the compressor's own" if drop_in else "resized for equal rated capacity"
    echo(f"Displacement: {found.displacement:.3f} of the original, {resized}. At rated speed:")
    echo(f"  {'mode':8} {'outdoor':>8} {'capacity':>9} {'COP':>7}   discharge")
    for mode, outdoor, capacity, cop, before, after in found.rows:
        fahrenheit = from_si(outdoor, "temperature", "f")
        echo(f"  {mode:8} {fahrenheit:5.0f} °F {capacity:9.3f} {cop:7.3f}   "
                   f"{before - FREEZING:.0f} -> {after - FREEZING:.0f} °C")  # fmt: skip
    if output is not None:
        named = found.after.model_copy(update={
            "name": output.stem,
            "title": f"{config.title or config.name}, with {refrigerant}",
            "source": f"{config.name} with {refrigerant} by cosim equipment swap; unchanged: {HELD}.",
        })  # fmt: skip
        write_whole(output, readable(named).encode("utf-8"))
        echo(f"{output} written")
