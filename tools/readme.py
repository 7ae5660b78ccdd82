"""Run the demo and put its table and picture into the README."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from cosim.cli import main

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- demo: begin (made by `make readme`) -->", "<!-- demo: end -->"
NAME = "retrofit-greensboro"
PICTURE = Path("docs") / "images" / f"{NAME}.png"


def refresh() -> None:
    """Simulate, then replace what stands between the two marks."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main(["demo"], prog_name="cosim", standalone_mode=False)
        os.chdir(ROOT)
        made = Path(folder) / "demo"
        table = (made / f"{NAME}.txt").read_text(encoding="utf-8").strip("\n")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made / f"{NAME}.png", PICTURE)
    block = f"{BEGIN}\n\n```text\n{table}\n```\n\n![{describe()}]({PICTURE.as_posix()})\n\n{END}"
    readme = Path("README.md")
    text = readme.read_text(encoding="utf-8")
    replaced, count = re.subn(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: block, text, flags=re.DOTALL)
    if count != 1:
        sys.exit("README.md does not hold the two marks of the demo exactly once")
    readme.write_text(replaced, encoding="utf-8")


def describe() -> str:
    """Return the picture in words, for those who cannot see it."""
    return (
        "Bars of annual energy, cost and emissions by end use for five configurations; below, power, temperatures and "
        "defrosts in the coldest week"
    )


if __name__ == "__main__":
    refresh()
