"""The people of one school whose names the screening knows, read from a CSV file."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from gatepost.screening.faults import FileFaults, text_of
from gatepost.vocabulary.nearest import did_you_mean, quoted

Kind = Literal["pupil", "former-pupil", "staff", "governor", "parent"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COLUMNS = ("kind", "forename", "surname", "known_as", "class", "date_of_birth")
NEEDED = ("kind", "forename", "surname")

LARGEST = 50_000_000  # bytes
MOST_PEOPLE = 200_000
LONGEST_CELL = 100  # characters
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roll. `known_as` is empty where the forename is used."""

    kind: Kind
    forename: str
    surname: str
    known_as: str = ""
    class_name: str = ""
    born: date | None = None


class RollFaults(FileFaults):
    """A roll that cannot be used; nobody of it is known."""


class _BadCell(ValueError):
    pass


def read_roll(source: Path | str | bytes, file: str = "") -> list[Person]:
    """The people of a CSV file, in its order; raises RollFaults with every fault, or OSError.

    A roll of nobody is a fault: most likely its export failed, and no name would be found. `source` is a path or the
    bytes themselves, `file` the name to use in messages. The first line names the columns, in any order and case: kind,
    forename and surname must be there; known_as, class and date_of_birth may be. Columns of other names are not read.
    Separators: comma, semicolon, tab or bar.
    """
    if not isinstance(source, bytes):
        file = file or str(source)
        with Path(source).open("rb") as opened:
            source = opened.read(LARGEST + 1)
    file = file or "<roll>"
    try:
        text = text_of(source, file, LARGEST)
    except FileFaults as refused:
        raise RollFaults(refused.file, list(refused.faults)) from None
    faults: list[tuple[int, str]] = []
    people = list(_people(text, faults))
    if not (faults or people):
        faults.append(
            (1, "there is nobody on the roll: below the line with the columns stands one row for each person")
        )
    if faults:
        raise RollFaults(file, faults)
    return people


def _people(text: str, faults: list[tuple[int, str]]) -> Iterator[Person]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda one: len(set(map(_column, head[:10_000].split(one))) & set(COLUMNS)))
    rows = _rows(text, separator, faults)
    line, names = next(rows, (1, []))
    columns = _columns(names, line, faults)
    if faults:
        return
    for number, (line, cells) in enumerate(rows, start=1):
        if number > MOST_PEOPLE:
            faults.append((line, f"the roll has more than {MOST_PEOPLE:,} people"))
            return
        if len(cells) > len(names):
            faults.append((line, f"the row has {len(cells)} cells and the first line names {len(names)} columns"))
            continue
        try:
            yield _person({column: cells[at] if at < len(cells) else "" for column, at in columns.items()})
        except _BadCell as error:
            faults.append((line, str(error)))


def _rows(text: str, separator: str, faults: list[tuple[int, str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row that is not empty, with the line it begins on; one that cannot be taken apart is the last."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        faults.append((line, "the row cannot be taken apart: a quotation mark is missing, or a cell is far too long"))


def _column(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip()[:LONGEST_CELL].lower())


def _columns(names: Sequence[str], line: int, faults: list[tuple[int, str]]) -> dict[str, int]:
    """Where each known column stands."""
    found: dict[str, int] = {}
    others = []
    for at, name in enumerate(names):
        column = _column(name)
        if column in found:
            faults.append((line, f"{quoted(name.strip())} is there twice"))
        elif column in COLUMNS:
            found[column] = at
        elif column:
            others.append(column)
    missing = [column for column in COLUMNS if column not in found]
    for column in missing:
        # A column nobody asked for is left unread, unless it looks like a slip for one that is wanted.
        slip = next((other for other in others if did_you_mean(other, missing) == f" (did you mean `{column}`?)"), "")
        if slip:
            faults.append((line, f"{quoted(slip)} is no column of a roll (did you mean `{column}`?)"))
        elif column in NEEDED:
            faults.append((line, f"there is no column `{column}`; the first line names {', '.join(COLUMNS)}"))
    return found


def _person(cells: dict[str, str]) -> Person:
    clean = {column: " ".join(cell.split()) for column, cell in cells.items()}
    for column, cell in clean.items():
        if len(cell) > LONGEST_CELL:
            raise _BadCell(f"the cell under `{column}` is longer than {LONGEST_CELL} characters")
        if not cell.isprintable():
            raise _BadCell(f"the cell under `{column}` holds a character that cannot be shown: {quoted(cell)}")
    for column in ("forename", "surname"):
        if not clean[column]:
            raise _BadCell(f"the {column} is empty")
    for column in ("forename", "surname", "known_as"):
        if clean.get(column) and not any(char.isalpha() for char in clean[column]):
            raise _BadCell(f"{quoted(clean[column])} is no {column.replace('_', ' ')}: it has no letter")
    return Person(
        kind=_kind(clean["kind"]),
        forename=clean["forename"],
        surname=clean["surname"],
        known_as=clean.get("known_as", ""),
        class_name=clean.get("class", ""),
        born=_born(clean.get("date_of_birth", "")),
    )


def _kind(cell: str) -> Kind:
    kind = re.sub(r"[\s_]+", "-", cell.lower())
    for known in KINDS:
        if kind == known:
            return known
    if not cell:
        raise _BadCell(f"the kind is empty; it is one of {', '.join(KINDS)}")
    hint = did_you_mean(kind, KINDS) or f"; the kinds are {', '.join(KINDS)}"
    raise _BadCell(f"{quoted(cell)} is no kind of person{hint}")


def _born(cell: str) -> date | None:
    if not cell:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        raise _BadCell(f"{quoted(cell)} is no day of the calendar") from None
    hint = ""
    if british := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", cell):
        day, month, year = (int(part) for part in british.groups())
        if 1 <= month <= 12 and 1 <= day <= 31:
            hint = f" (did you mean `{year:04}-{month:02}-{day:02}`?)"
    raise _BadCell(f"{quoted(cell)} is not written as a date of birth, such as 2016-03-09{hint}")
