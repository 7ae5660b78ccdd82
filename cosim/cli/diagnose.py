"""`cosim diagnose`: from readings to faults, and an exercise the other way round."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import units_option
from cosim.errors import Fault, InvalidInput, did_you_mean

if TYPE_CHECKING:
    from cosim.config.equipment import HeatPumpConfig
    from cosim.equipment.machine import Mode
    from cosim.service.conditions import Conditions
    from cosim.service.exercise import Exercise, Level
    from cosim.units import System

USUAL_UNIT = "single-speed-3ton"


@click.command()
@click.argument("unit", default=USUAL_UNIT)
@click.argument("readings", metavar="[READINGS.csv]", required=False, type=click.Path(path_type=Path))
@click.option("--new", "exercise", is_flag=True, help="Hide a fault in UNIT, for you to find.")
@click.option("--level", type=click.Choice(["apprentice", "journeyman", "master"]), default="apprentice",
              show_default=True, help="Weaker faults, and a master sees no expected readings.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Number of the exercise.")
@click.option("--read", "asked", multiple=True, metavar="35F,70F[,heating]",
              help="Read the instruments at this outdoor and return air; several times.")  # fmt: skip
@click.option("--answer", metavar="KIND", help="The fault that you have found.")
@click.option("--confusion", "cases", type=click.IntRange(1, 100),
              help="Print how often the diagnosis finds each fault in so many random cases.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only the result, as JSON.")
@units_option
@project_option
def diagnose(
    unit: str,
    readings: Path | None,
    exercise: bool,
    level: "Level",
    seed: int,
    asked: tuple[str, ...],
    answer: str | None,
    cases: int | None,
    as_json: bool,
    units: "System",
    project: Path | None,
) -> None:
    """Find the fault behind readings of UNIT, or practise it.

    READINGS.csv has a row a visit: outdoor_f, indoor_f, and what instruments showed, such as suction_pressure_psig,
    discharge_pressure_psig, superheat_f, subcooling_f, discharge_line_f, suction_line_f, liquid_line_f, supply_air_f,
    outdoor_unit_current_a. Each fault of `cosim gauges` is simulated under the same air; the likeliest are listed with
    their probabilities.

    With --new a fault is hidden; the same level and seed hide the same one, so every step is a command of its own:
    --read shows the instruments, --answer judges and explains.
    """
    from cosim.equipment.library import read_machine

    _check_purpose(readings, exercise, asked, answer, cases)
    config = read_machine(unit, project)
    if cases is not None:
        _confusion(config, cases, seed, as_json)
    elif exercise:
        from cosim.service.exercise import new_exercise

        _practise(new_exercise(config, level, seed), asked, answer, as_json, units)
    else:
        from cosim.service.diagnosis import diagnose as find
        from cosim.service.diagnosis_text import suspects_as_json, suspects_as_text
        from cosim.service.visits_csv import read_visits

        assert readings is not None
        found = find(config, read_visits(readings, config))
        echo_json(suspects_as_json(found)) if as_json else echo(suspects_as_text(found), nl=False)


def _check_purpose(
    readings: Path | None, exercise: bool, asked: tuple[str, ...], answer: str | None, cases: int | None
) -> None:
    """Refuse options that do not go together, and a command that asks for nothing."""
    given = [name for name, there in (("READINGS.csv", readings), ("--new", exercise), ("--confusion", cases)) if there]
    if len(given) != 1:
        problem = f"{' and '.join(given)} do not go together" if given else "nothing is asked"
        raise InvalidInput([Fault("diagnose", problem, "give READINGS.csv, --new or --confusion")])
    if not exercise and (asked or answer):
        raise InvalidInput([Fault("--read, --answer", "belong to an exercise", "add --new")])


def _confusion(config: "HeatPumpConfig", cases: int, seed: int, as_json: bool) -> None:
    from cosim.service.confusion import confusion, pairs_found
    from cosim.service.diagnosis_text import confusion_as_text

    kinds, matrix, first, first_two = confusion(config, cases, seed)
    pairs = cases * len(kinds)
    both = pairs_found(config, pairs, seed)
    if as_json:
        told = {"kinds": kinds, "matrix": matrix.tolist(), "first": first, "first_two": first_two, "two_at_once": both}
        echo_json(json.dumps(told, indent=2))
    else:
        echo(confusion_as_text(kinds, matrix, first, first_two), nl=False)
        echo(f"{pairs} cases of two faults at once: both put first in {both:.1%}".replace("%", " %"))


def _practise(exercise: "Exercise", asked: tuple[str, ...], answer: str | None, as_json: bool, units: "System") -> None:
    """Show the problem, readings that are asked for, or the verdict on an answer."""
    from cosim.service.diagnosis_text import problem, verdict
    from cosim.service.faults import KINDS
    from cosim.service.gauges_text import as_text, plain
    from cosim.service.library import NOTHING

    if answer is not None and answer not in (NOTHING, *KINDS):
        known = did_you_mean(answer[:40], [NOTHING, *KINDS])
        raise InvalidInput([Fault("--answer", f"'{answer[:40]}' is not a kind of fault", known)])
    read = [exercise.read(_conditions(exercise.config, text)) for text in asked]
    if as_json:
        told: dict[str, Any] = {
            "symptom": exercise.symptom,
            "readings": [plain(found) for _, found in read],
            "expected": [plain(expected) for expected, _ in read] if exercise.shows_expected else None,
        }
        if answer is not None:
            told |= {"right": answer == exercise.kind, "hidden": exercise.kind, "strength": exercise.strength}
        echo_json(json.dumps(told, indent=2))
        return
    if not read and answer is None:
        echo(problem(exercise), nl=False)
    for expected, found in read:
        if exercise.shows_expected:
            echo(as_text(expected, found, units, explain=False))
        else:
            echo(as_text(found, None, units, title="found"))
    if answer is not None:
        echo(verdict(exercise, answer, read), nl=False)


def _conditions(config: "HeatPumpConfig", text: str) -> "Conditions":
    """Return conditions from a text such as 35F,70F or 95F,80F,cooling."""
    from cosim.service.conditions import conditions
    from cosim.service.quantities import quantity

    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (2, 3) or (len(parts) == 3 and parts[2] not in ("heating", "cooling")):
        raise InvalidInput(
            [Fault("--read", f"'{text[:40]}' is not outdoor and return air", "write 35F,70F or 95F,80F,cooling")]
        )
    outdoor, indoor = (quantity(part, "temperature", "--read") for part in parts[:2])
    chosen: Mode | None = None if len(parts) == 2 else "heating" if parts[2] == "heating" else "cooling"
    return conditions(config, outdoor, indoor, mode=chosen)
