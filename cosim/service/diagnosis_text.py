"""Suspects, verdicts and the confusion matrix as printed text and as JSON."""

import json
from collections.abc import Iterator, Sequence
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from cosim.service.diagnosis import Suspect
from cosim.service.exercise import Exercise
from cosim.service.faults import KINDS
from cosim.service.gauges import Gauges
from cosim.service.instruments import INSTRUMENTS
from cosim.service.library import NOTHING
from cosim.service.signs import SIGNS, agrees, movements

SHOWN = 0.005  # probability below which a suspect is not listed
POOR = 3.0  # scatters by which the best fault may miss the readings before a note says so
WIDTH = 100


def suspects_as_text(found: Sequence[Suspect]) -> str:
    """Return the likeliest faults, with how well they fit and what to do."""
    lines = [f"{'probability':>11}  fault"]
    for suspect in found:
        if suspect.probability < SHOWN and suspect is not found[0]:
            continue
        lines.append(f"{suspect.probability:>10.1%}".replace("%", " %") + f"  {title(suspect.kind, suspect.strength)}")
        if suspect.beside is not None:
            lines.append(f"{'and':>11}  {title(*suspect.beside)}")
    best = found[0]
    if best.misfit > POOR:
        lines.append(
            f"note: even this misses the readings by {best.misfit:.1f} times their scatter: another fault, more than "
            "two at once, or a wrong reading"
        )
    if best.kind != NOTHING:
        lines.append(f"next: {KINDS[best.kind].remedy}")
    if best.beside is not None:
        lines.append(f"and: {KINDS[best.beside[0]].remedy}")
    return "\n".join(lines) + "\n"


def title(kind: str, strength: float) -> str:
    """Return a fault in words, with its number."""
    if kind == NOTHING:
        return "nothing is wrong"
    return f"{kind}: {KINDS[kind].title} ({strength:.0%}: {KINDS[kind].meaning})".replace("%", " %")


def suspects_as_json(found: Sequence[Suspect]) -> str:
    """Return all suspects as JSON, the likeliest first."""
    told = [
        {"kind": each.kind, "probability": each.probability, "strength": each.strength, "misfit": each.misfit}
        | ({} if each.beside is None else {"beside": {"kind": each.beside[0], "strength": each.beside[1]}})
        for each in found
    ]
    return json.dumps(told, indent=2, allow_nan=False)


def problem(exercise: Exercise) -> str:
    """Return an exercise without its answer."""
    config = exercise.config
    return (
        f"{config.title or config.name}, {config.refrigerant}; level {exercise.level}, seed {exercise.seed}\n"
        f"The household says: {exercise.symptom}\n"
        "Ask for readings with --read OUTDOOR,INDOOR (such as --read 35F,70F; several times), "
        "answer with --answer KIND.\n"
        f"Kinds: {NOTHING}, {', '.join(KINDS)}\n"
    )


def verdict(exercise: Exercise, answer: str, read: Sequence[tuple[Gauges, Gauges]]) -> str:
    """Return whether an answer is right, and which readings show it."""
    right = answer == exercise.kind
    lines = [f"{'Right' if right else 'Not so'}: {title(exercise.kind, exercise.strength)}."]
    for expected, found in read:
        lines += _evidence(exercise, answer, expected, found)
    if exercise.kind != NOTHING:
        lines.append(f"What is to be done: {KINDS[exercise.kind].remedy}.")
    return "\n".join(text for line in lines for text in (wrap(line, WIDTH, subsequent_indent="  ") or [""])) + "\n"


def _evidence(exercise: Exercise, answer: str, expected: Gauges, found: Gauges) -> Iterator[str]:
    """Yield what the readings say of the hidden fault and, where it is another one, of the answer."""
    moved = movements(expected.readings, found.readings)
    said = ", ".join(
        f"{INSTRUMENTS[name].title} {'higher' if sign > 0 else 'lower'}"
        for name, sign in moved.items()
        if not name.endswith("_saturation")  # says the same as its pressure
    )
    yield f"In {expected.mode}: {said or 'no reading has moved by more than scatter'}."
    for sign in SIGNS:
        if sign.mode != expected.mode or sign.kind not in (exercise.kind, answer):
            continue
        names = {name: INSTRUMENTS[name].title for name in sign.directions}
        fits = [names[name] for name, way in sign.directions.items() if agrees(way, moved.get(name, 0))]
        others = [names[name] for name, way in sign.directions.items() if not agrees(way, moved.get(name, 0))]
        if sign.kind == exercise.kind and fits:
            yield f"  as {sign.kind} should by {sign.source.title}: {', '.join(fits)}"
        if sign.kind == answer != exercise.kind and others:
            yield f"  against {answer} by {sign.source.title}: {', '.join(others)}"


def confusion_as_text(kinds: Sequence[str], matrix: NDArray[np.int64], first: float, first_two: float) -> str:
    """Return the confusion matrix: hidden faults down, those put first across by their numbers, 2+ for two at once."""
    width = max(map(len, kinds)) + 4
    heads = [*range(1, len(kinds) + 1), "2+"]
    lines = [f"{'hidden':{width}}" + "".join(f"{head:>4}" for head in heads)]
    for number, (kind, row) in enumerate(zip(kinds, matrix, strict=True), start=1):
        cells = "".join(f"{count if count else '·':>4}" for count in row.tolist())
        lines.append(f"{f'{number:>2} {kind}':{width}}{cells}")
    lines.append(f"{matrix.sum()} cases: right fault first in {first:.1%}, in the first two in {first_two:.1%}")
    return "\n".join(lines).replace("%", " %") + "\n"
