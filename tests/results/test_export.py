"""The table for other programs: nothing is lost, and a name stays a name."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from cosim.files import write_whole
from cosim.results.comparison import Comparison, compare, lines_for
from cosim.results.export import TEXTS, to_csv, to_markdown, to_xlsx


@pytest.fixture(scope="module")
def comparison(dataset) -> Comparison:
    return compare(dataset)


@pytest.fixture(scope="module")
def odd(comparison) -> Comparison:
    names = ('=HYPERLINK("x")', "a|b", 'say "hi", twice', "<b>*x*</b>")
    rows = tuple(row | {"name": name} for row, name in zip(comparison.rows, names, strict=True))
    return Comparison(rows, "Title | one\nTitle two", ("a note",))


def test_csv_holds_every_figure_to_the_last_digit(odd):
    rows = list(csv.DictReader(io.StringIO(to_csv(odd).decode("utf-8"), newline="")))
    # a spreadsheet takes what begins with = for a formula; an apostrophe before it makes it text
    assert [row["name"].removeprefix("'") for row in rows] == [row["name"] for row in odd.rows]
    assert [row["name"].startswith("'") for row in rows] == [row["name"].startswith("=") for row in odd.rows]
    for read, row in zip(rows, odd.rows, strict=True):
        for key, value in row.items():
            if key in TEXTS:
                assert read[key] == value
            elif key != "name":
                assert (float(read[key]) if read[key] else None) == value


def test_markdown_is_a_table_of_as_many_columns_as_there_are(odd):
    text = to_markdown(odd).decode("utf-8")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == 2 + 2 + len(lines_for(odd.rows))
    for line in table:
        assert line.replace("\\|", "").count("|") == 6
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "a note" in text


def test_the_workbook_holds_numbers_and_names(odd):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(odd)))
    sheet, figures = book["Comparison"], book["All figures"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells['=HYPERLINK("x")'].data_type == "s"
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Cost")
    assert list(row[2:]) == pytest.approx([one["cost"] for one in odd.rows])
    assert "a note" in cells
    by_key = {row[0]: row[1:] for row in figures.iter_rows(min_row=2, values_only=True)}
    for key, value in odd.rows[1].items():
        if key != "name":
            assert by_key[key][3] == (value if value is None or key in TEXTS else pytest.approx(value))
            assert by_key[key][1], key


@pytest.mark.parametrize("text", ["a\uffffb", "a\ufffeb", "a\ud800b", "a\x08b", "a\x1bb"])
def test_a_workbook_leaves_out_what_xml_cannot_hold(comparison, text):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(replace(comparison, title=text))))
    assert book["Comparison"]["A1"].value == "ab"


def test_a_file_takes_its_name_when_it_is_whole(tmp_path):
    path = tmp_path / ("n" * 250 + ".csv")
    write_whole(path, b"all")
    assert path.read_bytes() == b"all"
    write_whole(path, b"again")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
