"""Excel reports (.xlsx): looked through for size and formulas before any cell is read."""

import io
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineWorkbook

from gatepost.rosters.archive import Archive
from gatepost.rosters.detect import Opened
from gatepost.rosters.faults import refused
from gatepost.rosters.mapping import recognised
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.report import read_report

MOST_CELLS = 5_000_000  # of one sheet, empty ones between others counted: that much is laid out in memory
_HEAD = 20  # rows in which the headers are looked for
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*<(?:\w+:)?f\b)?")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NAMED = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,7})(\d{1,9})[\"']")
_NUMBERED = re.compile(rb"\br\s*=\s*[\"'](\d{1,9})[\"']")
_IS_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_DAMAGED = "This workbook is damaged. Open it in Excel and save it again as .xlsx or CSV."


_ERROR = "#REF!"  # stands for every error of the spreadsheet


@dataclass(frozen=True, slots=True)
class _Looked:
    """Row and column, from 1, of the cells of a sheet that hold a formula, and of those that hold an error."""

    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str


def read_xlsx(opened: Opened, options: Options) -> Reading:
    """Read the first sheet that looks like a list of people; raises RosterFaults with everything that is wrong."""
    held = opened.archive
    if held is None:
        raise ValueError("this is not a workbook")
    notes = Notes()
    sheets = _visible_sheets(held)
    looked = {sheet.name: _look_through(held, sheet) for sheet in sheets}
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in held.members):
        notes.warnings.add(opened.file, 0, "This workbook holds macros. They are not looked at.")
    if any(name.startswith("xl/externalLinks/") for name in held.members):
        notes.warnings.add(opened.file, 0, "This workbook is linked to other files. They are not looked at.")
    read = {sheet.name: _cells(opened, sheet.name) for sheet in sheets}
    name = max(read, key=lambda sheet: _score(read[sheet]), default=None)
    if name is None:
        raise refused(opened.file, "This workbook has no sheet that can be seen.")
    rows = [
        (row, [_ERROR if (row, column) in looked[name].errors else _text(cell) for column, cell in enumerate(cells, 1)])
        for row, cells in enumerate(read[name], 1)
    ]
    others = sum(bool(_score(cells)) for cells in read.values()) - bool(_score(read[name]))
    if others > 0:
        message = "More than one sheet of this workbook looks like a list of people. Leave only one in."
        notes.faults.add(opened.file, 0, message)
    return read_report(rows, opened.file, "xlsx", options, notes, looked[name].formulas)


def best_head(opened: Opened) -> list[list[str]]:
    """The first rows of the sheet that looks most like a list of people; raises RosterFaults."""
    return _best(opened, _HEAD)


def best_sheet(opened: Opened) -> list[list[str]]:
    """Every row of the sheet that looks most like a list of people; raises RosterFaults."""
    return _best(opened, None)


def _best(opened: Opened, most: int | None) -> list[list[str]]:
    held = opened.archive
    if held is None:
        raise ValueError("this is not a workbook")
    sheets = _visible_sheets(held)
    for sheet in sheets:
        _look_through(held, sheet)
    read = [_cells(opened, sheet.name)[:most] for sheet in sheets]
    return [[_text(cell) for cell in cells] for cells in max(read, key=_score, default=[])]


def _score(rows: Sequence[Sequence[object]]) -> int:
    score = max((recognised([_text(cell) for cell in cells]) for cells in rows[:_HEAD]), default=0)
    return score if score > 1 else 0


def _text(cell: object) -> str:
    match cell:
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
        case _:
            return str(cell)


def _cells(opened: Opened, name: str) -> list[list[object]]:
    """The rows of a sheet from its first row and column on."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(opened.source)) as book:
            rows: list[list[object]] = [
                list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            return rows
    except BaseException as error:  # a panic of its Rust core is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise refused(opened.file, _DAMAGED) from error
        raise


def _visible_sheets(held: Archive) -> list[_Sheet]:
    """The worksheets that a person sees, each with the part of the archive that holds it."""
    book = _part(held, "xl/workbook.xml")
    links = {
        link.get("Id", ""): posixpath.normpath(posixpath.join("xl", link.get("Target", "")).replace("xl//", "/"))
        for link in _part(held, "xl/_rels/workbook.xml.rels")
        if link.get("Type", "").endswith("/worksheet")
    }
    found: list[_Sheet] = []
    for element in book.iter():
        if _local(element) == "sheet" and element.get("state", "visible") == "visible":
            target = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            part = links.get(target, "").lstrip("/")
            if part in held.members:
                found.append(_Sheet(element.get("name", ""), part))
    return found


def _part(held: Archive, name: str) -> Element:
    if name not in held.members:
        raise refused(held.file, _DAMAGED)
    try:
        root: Element = fromstring(held.read(name), forbid_dtd=True)
        return root
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise refused(held.file, _DAMAGED) from error


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _look_through(held: Archive, sheet: _Sheet) -> _Looked:
    """Where formulas and errors are; raises RosterFaults for a sheet that would be laid out far larger than it is."""
    source = held.read(sheet.part)
    if b"\0" in source or b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise refused(held.file, _DAMAGED)
    widest = deepest = 0
    formulas: set[tuple[int, int]] = set()
    errors: set[tuple[int, int]] = set()
    for row, column, cell in _places(source):
        widest, deepest = max(widest, column), max(deepest, row)
        if cell[2]:
            formulas.add((row, column))
        if _IS_ERROR.search(cell[1]):
            errors.add((row, column))
    if widest * deepest > MOST_CELLS:
        message = f"A sheet of this workbook spans {deepest:,} rows and {widest:,} columns. Delete the empty ones."
        raise refused(held.file, message)
    return _Looked(frozenset(formulas), frozenset(errors))


def _places(source: bytes) -> Iterator[tuple[int, int, re.Match[bytes]]]:
    """Row and column, from 1, of each cell, with its match; a cell without a reference follows the one before."""
    row = 0
    starts = [(match.end(), match) for match in _ROW.finditer(source)]
    for at, (begin, match) in enumerate(starts):
        end = starts[at + 1][0] if at + 1 < len(starts) else len(source)
        told = _NUMBERED.search(match[1])
        row = int(told[1]) if told else row + 1
        column = 0
        for cell in _CELL.finditer(source, begin, end):
            named = _NAMED.search(cell[1])
            column = _column(named[1]) if named else column + 1
            yield int(named[2]) if named else row, column, cell


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
