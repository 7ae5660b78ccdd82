"""Tables of docs/reliability.md: rows of what was tried replace those of the same name, or count on from them."""

from collections.abc import Iterable
from pathlib import Path

SUM = "**sum**"


def put(page: Path, rows: Iterable[str], *, counts_on: bool = False) -> None:
    """Replace rows of tables by new ones that begin with the same name, and add up the table that has a sum.

    Parameters
    ----------
    counts_on : bool
        Whether the new rows are added to those that are there: more files of other seeds.
    """
    new = {_name(row): row for row in rows}
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("| ") and _name(line) in new:
            row = new.pop(_name(line))
            lines[number] = _added(line, row) if counts_on else row
    assert not new, f"{page} has no row of {', '.join(new)}"
    [place] = [number for number, line in enumerate(lines) if line.startswith(f"| {SUM}")]
    first = max(number for number in range(place) if lines[number].startswith("|---")) + 1
    cells = [[int(cell.replace(",", "")) for cell in line.split("|")[2:5]] for line in lines[first:place]]
    wrong = [line.split("|")[5].strip() for line in lines[first:place]]
    told = ", ".join(each for each in wrong if each != "0") or "0"
    lines[place] = f"| {SUM} | {' | '.join(f'{sum(column):,}' for column in zip(*cells, strict=True))} | {told} |"
    page.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _added(one: str, other: str) -> str:
    """Return the row of the numbers of two; what went wrong stands in words, where anything did."""
    name, *before = (cell.strip() for cell in one.split("|")[1:-1])
    _, *after = (cell.strip() for cell in other.split("|")[1:-1])
    sums = [
        f"{int(a.replace(',', '')) + int(b.replace(',', '')):,}" for a, b in zip(before[:3], after[:3], strict=True)
    ]
    told = ", ".join(cell for cell in (before[3], after[3]) if cell != "0") or "0"
    return f"| {name} | {' | '.join(sums)} | {told} |"


def _name(row: str) -> str:
    return row.split("|")[1].strip()
