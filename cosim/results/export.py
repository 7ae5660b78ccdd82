"""A comparison for other programs: CSV with every figure, a Markdown table, and a workbook."""

import csv
import importlib.util
import io
import re
from collections.abc import Callable, Mapping

from cosim import distribution
from cosim.errors import Fault, InvalidInput
from cosim.results.comparison import Comparison, about_savings, lines_for
from cosim.schema.figures import FIGURES

TEXTS = {
    "site": "Place of the weather",
    "period": "Simulated days",
    "scenario": "Title of the scenario",
    "currency": "Currency of cost and savings",
    "emissions_boundary": "What the emission factors count",
}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
NOT_IN_XML = {"\ufffe", "\uffff", *map(chr, range(0xD800, 0xE000))}
"""No characters, and halves of characters."""
SAVINGS = {
    "savings": "Cost of the first configuration at the same place and period, less this one's",
    "savings_kg": "Emissions of the first configuration at the same place and period, less this one's",
}


def to_csv(comparison: Comparison) -> bytes:
    """Return one row a configuration, with the keys and the full digits of the JSON; empty where there is no figure."""
    file = io.StringIO()
    keys = list(dict.fromkeys(key for row in comparison.rows for key in row))  # one with a set of houses has more
    writer = csv.DictWriter(file, keys, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: no_formula(value) for key, value in row.items()} for row in comparison.rows)
    return file.getvalue().encode("utf-8")


def no_formula(value: str | float | None) -> str | float | None:
    """Return a text that no spreadsheet takes for a formula; Excel hides an apostrophe that comes first."""
    begins = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    harmful = begins and not NUMBER.fullmatch(str(value))
    return f"'{value}" if harmful else value


def to_markdown(comparison: Comparison) -> bytes:
    """Return the printed table in Markdown, numbers to the right."""
    lines = lines_for(comparison.rows, comparison.fuel, comparison.units)
    head = ["", *(_cell(label) for label in comparison.labels)]
    body: list[list[str]] = []
    for line in lines:
        if line.section:
            body.append([f"**{line.section}**", *("" for _ in comparison.rows)])
        label = f"{line.label}, {line.units}" if line.units else line.label
        body.append([_cell(label), *(line.show(row) for row in comparison.rows)])
    rule = ["---", *("--:" for _ in comparison.rows)]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in [head, rule, *body])
    title = "  \n".join(f"**{_cell(one)}**" for one in comparison.title.splitlines())
    notes = "".join(f"\n\n{_cell(note)}" for note in comparison.notes)
    about = f"\n\n{about_savings(comparison)}" if len(comparison.rows) > 1 else ""
    return f"{title}\n\n{table}{about}{notes}\n".encode()


def _cell(text: str) -> str:
    """Return text that Markdown shows as it is."""
    for character in "\\`*_{}[]<>#|~$":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", " ")


def to_xlsx(comparison: Comparison) -> bytes:
    """Return a workbook: the printed table as numbers, and every figure with its meaning."""
    check_xlsx()
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Comparison"
    bold, right = Font(bold=True), Alignment(horizontal="right", wrap_text=True, vertical="bottom")

    def put(on: "Sheet", row: int, column: int, value: str | float | None, form: str = "") -> "Cell":  # type: ignore[name-defined] # noqa: F821
        cell = on.cell(row, column)
        if isinstance(value, str):
            cell.value = _printable(value)
            cell.data_type = "s"  # a name that begins with = is a name, not a formula
        else:
            cell.value = value
            cell.number_format = form or "General"
        return cell

    row = 0
    for title in comparison.title.splitlines():
        row += 1
        put(sheet, row, 1, title).font = bold
    row += 2
    head = row
    put(sheet, row, 2, "Units").font = bold
    for column, label in enumerate(comparison.labels, start=3):
        cell = put(sheet, row, column, label)
        cell.font, cell.alignment = bold, right
    for line in lines_for(comparison.rows, comparison.fuel, comparison.units):
        row += 1
        if line.section:
            put(sheet, row, 1, line.section).font = bold
            row += 1
        put(sheet, row, 1, line.label)
        put(sheet, row, 2, line.units)
        form = "#,##0" + (f".{'0' * line.decimals}" if line.decimals else "")
        for column, one in enumerate(comparison.rows, start=3):
            put(sheet, row, column, line.value(one), form)
    for note in comparison.notes:
        row += 1
        put(sheet, row + 1, 1, note)
    sheet.column_dimensions["A"].width = 26
    for column in range(3, 3 + len(comparison.rows)):
        sheet.column_dimensions[get_column_letter(column)].width = 16
    sheet.freeze_panes = sheet.cell(head + 1, 3)

    figures = book.create_sheet("All figures")
    meanings = {figure.key: (figure.long_name, figure.units) for figure in FIGURES}
    meanings |= {key: (words, "") for key, words in TEXTS.items()}
    meanings |= {key: (words, "1" if key == "savings" else "kg") for key, words in SAVINGS.items()}
    for column, words in enumerate(("Key", "Units", "Meaning", *comparison.labels), start=1):
        put(figures, 1, column, words).font = bold
    for number, key in enumerate((key for key in comparison.rows[0] if key != "name"), start=2):
        words, units = meanings.get(key, ("", ""))
        for column, value in enumerate((key, units, words), start=1):
            put(figures, number, column, value)
        for column, one in enumerate(comparison.rows, start=4):
            put(figures, number, column, one[key])
    figures.column_dimensions["A"].width = figures.column_dimensions["C"].width = 30
    figures.freeze_panes = "D2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def check_xlsx() -> None:
    """Raise InvalidInput where the library that writes workbooks is not installed."""
    if importlib.util.find_spec("openpyxl") is None:
        raise InvalidInput([Fault("xlsx", "needs the package openpyxl", distribution.installs("excel"))])


def _printable(text: str) -> str:
    """Return text without the characters that XML, and so a workbook, cannot hold."""
    return "".join(each for each in text if (each >= " " or each in "\t\n") and each not in NOT_IN_XML)


FORMATS: Mapping[str, Callable[[Comparison], bytes]] = {"csv": to_csv, "md": to_markdown, "xlsx": to_xlsx}
