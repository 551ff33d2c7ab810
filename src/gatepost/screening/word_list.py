"""Reads the word lists in lists/: each fault names the file and, where there is one, the line."""

import tomllib
from collections.abc import Collection
from importlib.resources import files
from importlib.resources.abc import Traversable

LISTS = files("gatepost.screening") / "lists"


class ListError(ValueError):
    """A word list that cannot be read; the message is a sentence that names the file."""


def read_toml(name: str, tables: Collection[str], folder: Traversable = LISTS) -> dict[str, dict[str, str]]:
    """The tables of a TOML list, each from key to text; a missing or an unknown table raises ListError."""
    try:
        read = tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:  # also a key that stands twice, with its line
        raise ListError(f"{name}: {error}") from error
    for table in [*read, *tables]:
        entries = read.get(table)
        if (
            table not in tables
            or not isinstance(entries, dict)
            or not all(isinstance(e, str) for e in entries.values())
        ):
            raise ListError(f"{name}: the tables are {', '.join(tables)}, each entry a text; found {', '.join(read)}")
    return read


def read_lines(name: str, folder: Traversable = LISTS) -> list[str]:
    """The entries of a plain list, one a line, without comments (`#`); an entry that stands twice raises ListError."""
    found: dict[str, int] = {}
    for number, line in enumerate((folder / name).read_text(encoding="utf-8").splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if entry and found.setdefault(entry, number) != number:
            raise ListError(f"{name}:{number}: `{entry}` stands already in line {found[entry]}")
    return list(found)
