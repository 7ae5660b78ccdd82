"""Tables of docs/reliability.md: rows of what was tried go in place of those of the same name."""

from collections.abc import Iterable
from pathlib import Path

SUM = "**sum**"


def put(page: Path, rows: Iterable[str]) -> None:
    """Replace rows of tables by new ones that begin with the same name, and add up the table that has a sum."""
    new = {_name(row): row for row in rows}
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("| ") and _name(line) in new:
            lines[number] = new.pop(_name(line))
    assert not new, f"{page} has no row of {', '.join(new)}"
    [place] = [number for number, line in enumerate(lines) if line.startswith(f"| {SUM}")]
    first = max(number for number in range(place) if lines[number].startswith("|---")) + 1
    cells = [[int(cell.replace(",", "")) for cell in line.split("|")[2:5]] for line in lines[first:place]]
    wrong = [line.split("|")[5].strip() for line in lines[first:place]]
    told = ", ".join(each for each in wrong if each != "0") or "0"
    lines[place] = f"| {SUM} | {' | '.join(f'{sum(column):,}' for column in zip(*cells, strict=True))} | {told} |"
    page.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _name(row: str) -> str:
    return row.split("|")[1].strip()
