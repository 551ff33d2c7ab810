"""Term dates from a CSV file, as a spreadsheet or a council gives them."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice

from gatepost.terms.entry import Entry, Reading, propose
from gatepost.terms.faults import CannotRead, Fault
from gatepost.terms.proposal import MOST_DATES, Proposed, plain
from gatepost.terms.received import text_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "type", "category", "event type", "math"),
    "starts": (
        "starts",
        "start",
        "start date",
        "starts on",
        "from",
        "date",
        "day",
        "first day",
        "begins",
        "opens",
        "dechrau",
    ),
    "ends": ("ends", "end", "end date", "ends on", "to", "until", "last day", "finishes", "diwedd"),
    "name": ("name", "event", "subject", "title", "summary", "description", "period", "term", "what", "cyfnod"),
    "closes": ("closes", "closes at", "closing time", "time"),
}


def read_csv(content: bytes) -> Proposed:
    """Read a CSV file: a row of headings, then a date a row; separated by commas, semicolons or tabs.

    Every row gives a proposal or a finding. Raises CannotRead for a file that cannot be used at all: too large, no
    text, without the columns, or with numbers that are no date in the order day, month, year.
    """
    rows = list(islice(_rows(text_of(content)), MOST_DATES + 2))  # one more than `propose` takes is enough to refuse
    if not rows:
        raise CannotRead("The file is empty.")
    line, headings = rows[0]
    columns = _columns(line, headings)
    findings = Reading()
    for place, heading in enumerate(headings):
        if heading.strip() and place not in columns.values():
            findings.take([Fault(f"The column `{plain(heading)}` was not read.", line)])
    entries = []
    for number, cells in rows[1:]:
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            shown = plain(", ".join(cells))
            findings.take([Fault(f"`{shown}` was not taken: the row has more cells than there are headings.", number)])
            continue
        if any("\n" in cell for cell in cells):
            # A stray quotation mark swallows the rows up to the next one.
            findings.take([Fault("The row goes on over several lines: look for a stray quotation mark.", number)])
        told = {column: cells[place] for column, place in columns.items() if place < len(cells)}
        entries.append(
            Entry(
                line=number,
                kind=told.get("kind", ""),
                starts=told.get("starts", ""),
                ends=told.get("ends", ""),
                name=told.get("name", ""),
                closes=told.get("closes", ""),
            )
        )
    proposed = propose(entries)
    findings.take([*proposed.findings, *proposed.dates])
    return findings.proposed()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say anything, each with the line it starts on."""
    heading = next(line for line in text.split("\n") if line.strip())
    delimiter = max(",;\t|", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise CannotRead(f"The row cannot be read as CSV: {error}.", line) from None


def _columns(line: int, headings: list[str]) -> dict[str, int]:
    """Column to its place; raises CannotRead for a column that is missing or there twice."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        # A bilingual heading says the same twice: `Cyfnod/Period`.
        said = {" ".join(part.replace("_", " ").casefold().split()) for part in heading.split("/")}
        for column, synonyms in COLUMNS.items():
            if said & set(synonyms):
                if column in found:
                    first = plain(headings[found[column]])
                    raise CannotRead(f"The columns `{first}` and `{plain(heading)}` mean the same. Keep one.", line)
                found[column] = place
    if "starts" not in found:
        raise CannotRead(
            "There is no column `starts`. The first row gives the headings: kind, starts, ends, name.", line
        )
    if "kind" not in found and "name" not in found:
        raise CannotRead("There is neither a column `kind` nor a column `name`.", line)
    return found
