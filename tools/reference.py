"""Write docs/keys/: every key of every kind of file, from the models that check them."""

from pathlib import Path

from cosim.cli.keys import FILES, TABLES, columns_of, model_of
from cosim.config.base import Config
from cosim.config.keys import Key, keys_of, tables_of

FOLDER = Path(__file__).parents[1] / "docs" / "keys"
MADE = "<!-- made by `make reference` -->"


def pages() -> dict[str, str]:
    """Return the text of each page by its file's name."""
    rows = "\n".join(f"| [{name}]({name}.md) | {what} |" for name, (_, what) in (FILES | TABLES).items())
    index = f"""# Keys of files

{MADE}

Every key that a file may hold, with its values, range, default and meaning. A quantity is written with its unit:
`setpoint_c = 20` or `setpoint_f = 68`. `cosim keys house.windows` prints the same in a terminal, with `--units us` in
°F, Btu and feet; `cosim keys scenario --json-schema` prints a JSON Schema for editors that complete and check TOML.

| file | what it is |
|---|---|
{rows}
"""
    files = {f"{name}.md": page(name, what, model_of(name)) for name, (_, what) in FILES.items()}
    return {"README.md": index} | files | {f"{name}.md": columns_page(name, what) for name, (_, what) in TABLES.items()}


def columns_page(name: str, what: str) -> str:
    """Return the page of a kind of table."""
    rows = "\n".join("| `{}` | {} | {} |".format(*(cell.replace("|", "\\|") for cell in cells))
                     for cells in columns_of(name))  # fmt: skip
    return f"# Columns: {name}\n\n{MADE}\n\n{what}.\n\n| column | | meaning |\n|---|---|---|\n{rows}\n"


def page(name: str, what: str, model: type[Config]) -> str:
    """Return the page of a kind of file: a table of keys for each of its tables."""
    parts = [f"# Keys: {name}\n\n{MADE}\n\n{what}.\n"]
    first: dict[type[Config], str] = {}
    for path, table in tables_of(model, name):
        if table in first:
            if path != first[table]:
                parts.append(f"## {path}\n\nThe keys of `{first[table]}`.\n")
            continue
        first[table] = path
        rows = "\n".join(row(key) for key in keys_of(table))
        parts.append(
            f"## {path}\n\n{meaning_of(table)}\n\n| key | values | default | meaning |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def meaning_of(table: type[Config]) -> str:
    """Return the first paragraph of a model's docstring."""
    return " ".join((table.__doc__ or "").split("\n\n")[0].split())


def row(key: Key) -> str:
    """Return one line of a table: the key with the endings of its units."""
    names = f"`{key.names[0]}`"
    if key.quantity:
        first, *others = key.quantity.keys(key.field).values()
        names = f"`{key.field}_{first}`" + "".join(f" `_{suffix}`" for suffix in others)
    cells = (names, key.values(), key.default_in_words(), key.meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def refresh() -> None:
    """Write all pages, and remove what is no page any more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    refresh()
