"""`cosim gauges`: what a technician reads at a machine."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import force_option, picture, units_option
from cosim.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from cosim.equipment.machine import Mode
    from cosim.service.gauges import Gauges
    from cosim.units import System


def share(text: str, place: str) -> float:
    """Return a share written as 0.3 or 30%."""
    plain = text.strip()
    try:
        value = float(plain.removesuffix("%")) / (100.0 if plain.endswith("%") else 1.0)
    except ValueError:
        raise InvalidInput([Fault(place, f"'{text[:20]}' is not a share", "write 0.3 or 30%")]) from None
    if not abs(value) <= 10.0:
        raise InvalidInput([Fault(place, f"'{text[:20]}' is not a share", "write 0.3 or 30%")])
    return value


@click.command()
@click.argument("unit")
@click.option("--outdoor", required=True, metavar="35F", help="Outdoor temperature with its unit: 35F, 1.7C.")
@click.option("--indoor", required=True, metavar="70F", help="Return air with its unit.")
@click.option("--mode", type=click.Choice(["heating", "cooling"]),
              help="Mode [default: heating below 65 °F outdoors].")  # fmt: skip
@click.option("--speed", default="rated", show_default=True, metavar="min|rated|max|60%|45rps",
              help="Speed of the compressor.")  # fmt: skip
@click.option("--humidity", metavar="50%", help="Relative humidity of the air on the evaporator, which is outdoors in "
              "heating and indoors in cooling [default: that of the rating tests].")  # fmt: skip
@click.option("--fault", "wrong", multiple=True, metavar="KIND=SHARE",
              help="Fault of the machine, such as undercharge=30%; several by several options.")  # fmt: skip
@click.option("--volts", default=240.0, show_default=True, type=click.FloatRange(80, 600), help="At the outdoor unit.")
@click.option("--power-factor", type=click.FloatRange(0.3, 1.0),
              help="Of the outdoor unit [default: 0.98 for an inverter, 0.95 for others].")  # fmt: skip
@click.option("-o", "--output", metavar="FIG", callback=picture, type=click.Path(path_type=Path),
              help="Picture of the readings: .png, .svg or .pdf.")  # fmt: skip
@click.option("--picture", "kind", type=click.Choice(["cycle", "valve"]), default="cycle", show_default=True,
              help="The cycle in the pressure-enthalpy diagram, or the reversing valve's four lines.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only the readings, as JSON in SI.")
@force_option
@units_option
@project_option
def gauges(
    unit: str,
    outdoor: str,
    indoor: str,
    mode: "Mode | None",
    speed: str,
    humidity: str | None,
    wrong: tuple[str, ...],
    volts: float,
    power_factor: float | None,
    output: Path | None,
    kind: str,
    as_json: bool,
    force: bool,
    units: "System",
    project: Path | None,
) -> None:
    """Show what a technician reads at UNIT: pressures, superheat, subcooling, lines, air, amps.

    Beside the readings stands what each line carries in this mode. With a fault, they stand beside those of a machine
    in order, with the faults that service literature names for each reading that has moved. Kinds: undercharge,
    overcharge, low-indoor-airflow, fouled-indoor-coil, fouled-outdoor-coil, outdoor-fan-slow, non-condensables,
    liquid-line-restriction, expansion-valve-stuck (with its opening; also expansion-valve-stuck:heating or :cooling),
    compressor-valves-leaking, reversing-valve-leaking, low-voltage: named and numbered as in configurations.
    """
    from cosim.equipment.library import read_machine
    from cosim.service.conditions import conditions
    from cosim.service.gauges import gauges as read
    from cosim.service.gauges_text import as_json as in_json
    from cosim.service.gauges_text import as_text
    from cosim.service.quantities import quantity

    air: list[float] = []
    faults: list[Fault] = []
    for place, text in (("--outdoor", outdoor), ("--indoor", indoor)):
        try:
            air.append(quantity(text, "temperature", place))
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(faults)
    config = read_machine(unit, project)
    damp = None if humidity is None else share(humidity, "--humidity")
    at = conditions(config, air[0], air[1], mode=mode, speed=speed, humidity=damp)
    expected = read(config, at, voltage=volts, power_factor=power_factor)
    present = _faults(wrong)
    found = read(config, at, faults=present, voltage=volts, power_factor=power_factor) if present else None
    if output is not None:
        _draw(expected, found, output, kind, units)
    echo_json(in_json(expected, found)) if as_json else echo(as_text(expected, found, units), nl=False)
    if output is not None and not as_json:
        echo(f"{output} drawn")


def _faults(given: tuple[str, ...]) -> dict[str, float]:
    """Return faults by kind from texts such as undercharge=30%."""
    found: dict[str, float] = {}
    wrong = []
    for text in given:
        name, between, number = (part.strip() for part in text.partition("="))
        if not between:
            wrong.append(
                Fault("--fault", f"'{text[:40]}' has no number", "write a kind and its number: undercharge=30%")
            )
        elif name in found:
            wrong.append(Fault("--fault", f"'{name[:40]}' is given twice", "leave one"))
        else:
            try:
                found[name] = share(number, f"--fault {name[:40]}")
            except InvalidInput as error:
                wrong += error.faults
    if wrong:
        raise InvalidInput(wrong)
    return found


def _draw(expected: "Gauges", found: "Gauges | None", output: Path, kind: str, units: "System") -> None:
    """Draw readings: the cycle, or the valve, whose other mode is that of the rating test."""
    from cosim.results.plots.cycle import draw_cycle
    from cosim.results.plots.valve import check_valve, draw_valve
    from cosim.service.conditions import rating_test
    from cosim.service.gauges import gauges as read

    if kind == "cycle":
        draw_cycle(expected, found, output, units)
        return
    shown = found or expected
    check_valve(shown)
    other = read(shown.config, rating_test(shown.config, "cooling" if shown.mode == "heating" else "heating"))
    draw_valve(*((shown, other) if shown.mode == "heating" else (other, shown)), output, units)
