"""Damage of files: each function takes the bytes of a sound file and a generator, and returns others."""

import csv
import io
import json
import tomllib
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import Any

Mutator = Callable[[bytes, Random], bytes]
Place = tuple[Any, Any]
"""A table or list, and the key or index of one of its entries."""

NUMBERS = (0, 1, -1, 0.5, 2, 1e-9, 1e9, -1e9, 1e300, 9_999, 10**30, True, False, float("inf"), float("nan"))
TEXTS = (
    "", " ", "a", "nan", "inf", "1e999", "-", "01-01", "../x", "/", "x.toml", "x.csv", "none", "ß₂\U0001f600", "a\nb",
    "=1+1", "$\\foo{$", "[bold]", "<b>", "\x1b[2J", "\x9b2J", "\uffff", "a" * 300, "C:\\x", "{}", "2023-02-30",
)  # fmt: skip
SHAPES: tuple[Any, ...] = ([], {}, [1], [[1, 2]], {"a": 1}, ["x"], [{}], [None])
CELLS = ("", "x", "-1", "0", "1e999", "nan", "-inf", "99999", "1,5", '"', "1;2", "0x10", "١", "\x1b[2J", "01-32 25:00")


def flipped(data: bytes, random: Random) -> bytes:
    """Change up to eight bytes, more often near the beginning, where the structure is."""
    changed = bytearray(data)
    if not changed:
        return b"\0"
    for _ in range(random.choice((1, 1, 2, 8))):
        place = int(len(changed) * random.random() ** random.choice((1, 3)))
        changed[place] = changed[place] ^ 1 << random.randrange(8) if random.random() < 0.5 else random.randrange(256)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """Keep the beginning, lose a piece of the middle, or write a piece twice."""
    begin, end = sorted(int(len(data) * random.random()) for _ in range(2))
    return random.choice((data[:begin], data[:begin] + data[end:], data[:end] + data[begin:], data + data[begin:end]))


def lines(data: bytes, random: Random) -> bytes:
    """Lose, double, exchange or empty lines of text."""
    rows = data.split(b"\n")
    for _ in range(random.choice((1, 1, 3, 50))):
        one, other = random.randrange(len(rows)), random.randrange(len(rows))
        match random.randrange(4):
            case 0 if len(rows) > 1:
                del rows[one]
            case 1:
                rows.insert(other, rows[one])
            case 2:
                rows[one], rows[other] = rows[other], rows[one]
            case _:
                rows[one] = b""
    return b"\n".join(rows)


def encoded(data: bytes, random: Random) -> bytes:
    """Write the same text in an encoding or with line ends that somebody may have."""
    text = data.decode("utf-8", errors="replace")
    match random.randrange(5):
        case 0:
            return text.encode("utf-16")
        case 1:
            return (text + "é°").encode("latin-1", errors="replace")
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            return data.replace(b"\n", b"\r")
        case _:
            return data.replace(b"\n", b"\0\n", 3)


def places(tree: Any) -> Iterator[Place]:
    """Yield every entry of a tree of tables and lists."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(value, dict | list):
            yield from places(value)


def damage_tree(tree: Any, random: Random) -> None:
    """Change one to three entries of a tree: another value, kind, name or number of them."""
    for _ in range(random.choice((1, 1, 2, 3))):
        entries = list(places(tree))
        if not entries:
            return
        holder, key = random.choice(entries)
        value = holder[key]
        match random.randrange(8):
            case 0:
                del holder[key]
            case 1 if isinstance(value, int | float) and not isinstance(value, bool):
                holder[key] = random.choice((-value, 10 * value, value / 10, value + 1, 1.0001 * value))
            case 2:
                holder[key] = random.choice(NUMBERS)
            case 3:
                holder[key] = random.choice(TEXTS)
            case 4:
                holder[key] = json.loads(json.dumps(random.choice(SHAPES)))
            case 5 if isinstance(holder, dict):
                holder[random.choice((key[:-1], f"{key}s", random.choice(TEXTS), key.upper()))] = holder.pop(key)
            case 6 if isinstance(value, list) and value:
                value[:] = random.choice((value[:-1], value * 2, value[::-1], value[:1]))
            case _:  # a value from elsewhere in the file
                other, there = random.choice(entries)
                holder[key] = json.loads(json.dumps(other[there], default=str))


def toml_tree(data: bytes, random: Random) -> bytes:
    """Damage the tree of a TOML file."""
    table = tomllib.loads(data.decode())
    damage_tree(table, random)
    return "".join(f"{_quoted(key)} = {_inline(value)}\n" for key, value in table.items()).encode(
        errors="surrogatepass"
    )


def json_tree(data: bytes, random: Random) -> bytes:
    """Damage the tree of a JSON file."""
    table = json.loads(data)
    damage_tree(table, random)
    return json.dumps(table).encode()


def cells(data: bytes, random: Random) -> bytes:
    """Damage cells, rows or columns of a CSV file."""
    table = list(csv.reader(io.StringIO(data.decode())))
    for _ in range(random.choice((1, 1, 3, 30))):
        row = table[int(len(table) * random.random() ** random.choice((1, 4)))]
        if not row:
            continue
        column = random.randrange(len(row))
        match random.randrange(6):
            case 0:
                del row[column]
            case 1:
                row.insert(column, random.choice(CELLS))
            case 2:
                row[column] = f"{row[column]}{random.choice(CELLS)}"
            case 3:
                other = random.choice(table)
                row[column] = other[column] if column < len(other) else ""
            case _:
                row[column] = random.choice(CELLS)
    if random.random() < 0.1:  # one column of all rows
        column = random.randrange(max(len(row) for row in table))
        value = random.choice(CELLS)
        table = [row[:column] + [value] + row[column + 1 :] for row in table]
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(table)
    return file.getvalue().encode()


def xml_tree(data: bytes, random: Random) -> bytes:
    """Damage elements of an XML file: text, attributes, order, number."""
    root = ElementTree.fromstring(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        holders = [element for element in root.iter() if len(element)]
        if not holders:
            break
        holder = random.choice(holders)
        child = random.choice(list(holder))
        match random.randrange(6):
            case 0:
                holder.remove(child)
            case 1:
                holder.append(ElementTree.fromstring(ElementTree.tostring(child)))
            case 2:
                child.tag = random.choice(holders).tag
            case 3 if child.attrib:
                name = random.choice(list(child.attrib))
                child.attrib[name] = random.choice(TEXTS[:20])
            case _:
                leaf = random.choice([element for element in root.iter() if not len(element)] or [child])
                leaf.text = str(random.choice((*NUMBERS, *(text for text in TEXTS if text.isprintable()))))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=random.random() < 0.5)


def zip_entries(data: bytes, random: Random) -> bytes:
    """Damage the entries of a zip archive: lose, rename or change one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(list(entries))
    content = entries.pop(name)
    match random.randrange(4):
        case 0:
            pass
        case 1:
            entries[random.choice(("../x", "/x", name.upper(), f"a/{name}", "binaries/win64/x.dll"))] = content
        case _:
            change = xml_tree if name.endswith(".xml") and random.random() < 0.8 else random.choice((flipped, cut))
            entries[name] = change(content, random)
    return _zipped(entries)


def stored(data: bytes, random: Random) -> bytes:
    """Damage one or two files of a folder that a run keeps: lost, emptied, cut, flipped, put in another's place."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for name in random.sample(sorted(entries), random.choice((1, 1, 1, 2))):
        content = entries[name]
        match random.randrange(6):
            case 0:
                del entries[name]
            case 1:
                entries[name] = random.choice((b"", b"x", b"{}", b"[]", content * 2))
            case 2:
                entries[name] = entries[random.choice(sorted(entries))]
            case 3 if name.endswith(".json"):
                entries[name] = json_tree(content, random)
            case 4 if name.endswith(".npz"):
                entries[name] = zip_entries(content, random)
            case _:
                entries[name] = random.choice((flipped, cut))(content, random)
    return _zipped(entries)


def _zipped(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _quoted(text: str) -> str:
    """Return text as TOML writes it, for which the rules of JSON do but for the one character it leaves as it is."""
    return json.dumps(text, ensure_ascii=_is_basic(text)).replace("\x7f", "\\u007f")


def _is_basic(text: str) -> bool:
    """Return whether JSON's escapes are TOML's too: it writes what lies beyond 16 bits as two halves."""
    return all(ord(character) < 0x10000 for character in text)


def _inline(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{_quoted(str(key))} = {_inline(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case None:
            return '""'
        case _:
            return _quoted(str(value))
