"""`python -m faults`: kill, interrupt and damage, and print how often that did no harm."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from fuzz.page import put

from faults.caches import damaged_caches, full_caches
from faults.campaign import SOUND, interrupted_writes, killed_fleets, killed_runs

TRIALS = {
    "runs": ("runs killed", killed_runs, 40),
    "fleets": ("fleets killed", killed_fleets, 20),
    "writes": ("runs interrupted amid the write", interrupted_writes, 36),
    "caches": ("damaged caches", damaged_caches, 19),
    "disks": ("full disks of the cache", full_caches, 4),
}
parser = argparse.ArgumentParser(prog="faults", description=__doc__)
parser.add_argument("--seed", type=int, default=1)
for option, (what, _, usual) in TRIALS.items():
    parser.add_argument(f"--{option}", type=int, default=usual, help=f"{what} [default: {usual}]")
parser.add_argument("--page", type=Path, help="page whose table takes what came of it: docs/reliability.md")
asked = parser.parse_args()
wrong = 0
rows = []
for option, (what, trials, _) in TRIALS.items():
    number = getattr(asked, option)
    if not number:
        continue
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for trial, verdict in enumerate(trials(number, asked.seed, Path(scratch))):
            counts[verdict] += 1
            if verdict != SOUND:
                print(f"--- {what}, trial {trial}: {verdict}", flush=True)
    wrong += number - counts[SOUND]
    rows.append(f"| {what} | {number} | {counts[SOUND]} | {number - counts[SOUND]} |")
    print(rows[-1], flush=True)
if asked.page:
    put(asked.page, rows)
sys.exit(bool(wrong))
