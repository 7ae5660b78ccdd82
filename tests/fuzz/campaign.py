"""Many trials of every kind from one seed, and a table of what came of them."""

import gc
import io
import shutil
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fuzz.kinds import Kind, kinds
from fuzz.trial import Sound, made_in, tried

BY_BASE = 4
"""Trials that a sound file must be good for: to try it takes as long as one."""
GOOD = ("accepted", "refused", "failed")


@dataclass(frozen=True)
class Find:
    """A trial that went wrong.

    Attributes
    ----------
    kind : str
    number : int
        Number of the trial of its kind, from which it can be made again.
    verdict, details : str
    content : bytes
        The file.
    """

    kind: str
    number: int
    verdict: str
    details: str
    content: bytes


def campaign(
    number: int,
    seed: int,
    *,
    only: tuple[str, ...] = (),
    reference: Path | None = None,
    folder: Path | None = None,
    tell: Callable[[str], None] = lambda text: None,
    found: Callable[[Find], None] = lambda find: None,
) -> tuple[dict[str, Counter[str]], list[Find]]:
    """Try `number` damaged files, as many of each kind; return verdicts by kind, and what went wrong."""
    counts: dict[str, Counter[str]] = {}
    finds: list[Find] = []
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        # a warning is not an error for users; Python warns where a process with threads of libraries forks
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        chosen = {name: make for name, make in kinds(folder or Path(scratch), reference).items()
                  if not only or name in only}  # fmt: skip
        for name, make in chosen.items():
            counts[name] = Counter()
            try:
                for find in trials(
                    name, make(), -(-number // len(chosen)), seed, Path(scratch) / "trial", counts[name]
                ):
                    finds.append(find)
                    found(find)
            except KeyboardInterrupt:  # what has been tried until then counts
                tell(f"{row(name, counts[name])} stopped")
                break
            tell(row(name, counts[name]))
    return counts, finds


def trials(name: str, kind: Kind, number: int, seed: int, folder: Path, count: Counter[str]) -> Iterator[Find]:
    """Try damaged files of one kind, and yield what went wrong; the seed draws the sound ones, few for few."""
    drawn = min(len(kind.sound), max(1, number // BY_BASE))
    bases = Random(f"{seed} {name}").sample(kind.sound, drawn)
    expected: list[dict[int, Sound]] = []
    for content in bases:  # in this process: so all is imported that the others need
        folder.mkdir(parents=True)
        path = _laid(kind, content, folder)
        expected.append({})
        for which, attempt in enumerate(kind.attempts):
            if which and len(expected) > 1 and not kind.is_read_back:
                break  # all is imported
            (folder / "scratch").mkdir(exist_ok=True)
            with chdir(folder):
                outcome = attempt(path)
            assert outcome.code == 0 or which, f"a sound file of kind {name}: {outcome.output}{outcome.error}"
            expected[-1][which] = Sound(outcome.output, made_in(folder), always=kind.is_folder)
            for made in folder.glob("new.*"):
                made.unlink()
        shutil.rmtree(folder)
    gc.collect()
    gc.freeze()  # what is there is not written to, so that processes share it
    for trial in range(number):
        random = Random(f"{seed} {name} {trial}")
        base = random.randrange(len(bases))
        mutate = random.choices(kind.mutators, kind.weights)[0]
        content = mutate(bases[base], random)
        which = random.randrange(len(kind.attempts))
        folder.mkdir()
        path = _laid(kind, content, folder)
        sound = expected[base][which] if kind.is_read_back or kind.is_folder else None
        verdict, details = tried(kind.attempts[which], path, sound, may_change=kind.is_folder)
        count[verdict] += 1
        shutil.rmtree(folder, ignore_errors=True)
        if verdict not in GOOD:
            yield Find(name, trial, verdict, f"{mutate.__name__}, attempt {which}: {details}", content)


def _laid(kind: Kind, content: bytes, folder: Path) -> Path:
    for name, other in kind.beside.items():
        (folder / name).write_bytes(other)
    path = folder / kind.file
    if kind.is_folder:
        path.mkdir()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(path)
    else:
        path.write_bytes(content)
    return path


def table(counts: dict[str, Counter[str]]) -> str:
    """Return the verdicts as Markdown."""
    lines = ["| kind | tried | refused | accepted | wrong |", "|---|--:|--:|--:|---|"]
    total: Counter[str] = Counter()
    for name, count in counts.items():
        total += count
        lines.append(row(name, count))
    return "\n".join([*lines, row("**sum**", total)])


def row(name: str, count: Counter[str]) -> str:
    """Return the row of a kind."""
    wrong = ", ".join(f"{number} {verdict}" for verdict, number in count.items() if verdict not in GOOD)
    refused = count["refused"] + count["failed"]
    return f"| {name} | {sum(count.values()):,} | {refused:,} | {count['accepted']:,} | {wrong or 0} |"
