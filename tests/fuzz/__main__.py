"""`python -m fuzz`: try damaged files of all kinds, print the table, keep what went wrong."""

import argparse
import os
import sys
from pathlib import Path

from fuzz.campaign import Find, campaign, row, table
from fuzz.page import put

parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
parser.add_argument("--number", type=int, default=10_000, help="files of all kinds together")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--kind", action="append", default=[], help="only this kind; may be given several times")
parser.add_argument("--keep", type=Path, help="folder for the files that went wrong")
parser.add_argument("--page", type=Path, help="page whose table takes what came of it: docs/reliability.md")
parser.add_argument("--count-on", action="store_true", help="add to the page's rows instead of replacing them")
asked = parser.parse_args()
default = Path(__file__).parents[3] / "shared" / "reference"
reference = Path(os.environ.get("COSIM_REFERENCE", default))
known = reference if reference.is_dir() else None


def found(find: Find) -> None:
    """Print what went wrong at once, and keep its file."""
    print(f"--- {find.kind} {find.number}: {find.verdict}; {find.details}\n", flush=True)
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        (asked.keep / f"{find.kind}-{find.number}".replace(" ", "-")).write_bytes(find.content)


def tell(line: str) -> None:
    """Print the line of a kind when it is done."""
    print(line, flush=True)


counts, finds = campaign(asked.number, asked.seed, only=tuple(asked.kind), reference=known, tell=tell, found=found)
print("\n" + table(counts))
if asked.page:
    put(asked.page, [row(name, count) for name, count in counts.items()], counts_on=asked.count_on)
sys.exit(bool(finds))
