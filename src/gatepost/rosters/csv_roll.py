"""CSV reports: the separator decided by the headers, every row counted as a spreadsheet counts."""

import csv
import io
from collections.abc import Iterator, Sequence

from gatepost.rosters.mapping import recognised
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.report import read_report

_SEPARATORS = ",;\t|"


def read_csv(text: str, file: str, options: Options) -> Reading:
    """Read a report; raises RosterFaults with everything that is wrong."""
    notes = Notes()
    return read_report(rows(text, file, notes, separator(text)), file, "csv", options, notes)


def separator(text: str) -> str:
    """The one of comma, semicolon, tab and bar that shows the most known headers; the comma where none does."""
    best, found = 0, ","
    for candidate in _SEPARATORS:
        try:
            head = [cells for _, cells in zip(range(20), _records(text[:200_000], candidate), strict=False)]
        except csv.Error:
            continue
        score = max((recognised(cells) for cells in head), default=0)
        if score > best:
            best, found = score, candidate
    return found


def rows(text: str, file: str, notes: Notes, delimiter: str = ",") -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with its number, from 1, empty ones counted; one that cannot be taken apart is a fault, and the last."""
    number = 0
    try:
        for number, cells in enumerate(_records(text, delimiter), start=1):
            yield number, cells
    except csv.Error:
        message = "This row cannot be taken apart: a quotation mark is missing, or a cell is far too long."
        notes.faults.add(file, number + 1, message)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
