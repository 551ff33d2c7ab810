"""Excel workbooks as systems write them, good and damaged."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.rosters.build_archives import archive

_ROWS = Path(__file__).parent / "files" / "good" / "bromcom-students.rows.csv"
_DOB = 5
_THEN = datetime.datetime(2026, 11, 20, 9, 0, 0)  # noqa: DTZ001 - a workbook's times carry no zone


def _rows() -> list[list[str]]:
    with _ROWS.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _saved(book: Workbook) -> bytes:
    """The workbook as bytes, with the times taken out that openpyxl writes into it."""
    book.properties.created = _THEN
    body = io.BytesIO()
    book.save(body)
    with zipfile.ZipFile(body) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-20T09:00:00Z", core)
    return archive(parts)


def _parts(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as written:
        return {name: written.read(name) for name in written.namelist()}


def _sheet(book: Workbook, title: str = "Students") -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return sheet


def _fill(sheet: Worksheet, rows: list[list[str]], first: int = 1) -> None:
    """Write the rows, admission numbers as numbers and birth dates as date cells."""
    for y, row in enumerate(rows, start=first):
        for x, cell in enumerate(row, start=1):
            value: object = cell or None
            if cell and y > first:
                if x - 1 == _DOB:
                    value = datetime.date.fromisoformat(cell)
                elif x == 1:
                    value = int(cell)
            written = sheet.cell(y, x, value)
            if isinstance(value, datetime.date):
                written.number_format = "dd/mm/yyyy"


def good(name: str) -> bytes:
    """The workbook of the good file `name`."""
    return _with_titles() if name == "bromcom-students" else _numbers_as_text()


def _with_titles() -> bytes:
    book = Workbook()
    sheet = _sheet(book)
    sheet["A1"] = "Thornybridge Primary School"
    sheet["A2"] = "Students on roll, printed 20/11/2026"
    sheet.merge_cells("A1:I1")
    _fill(sheet, _rows(), first=4)
    lists = book.create_sheet("Lists")
    lists.append(["Year", "House"])
    lists.append(["R", "Kestrel"])
    lists.sheet_state = "hidden"
    return _saved(book)


def _numbers_as_text() -> bytes:
    book = Workbook()
    sheet = _sheet(book, "Sheet1")
    for row in _rows():
        cells = list(row)
        if row[0] != "Adno":
            cells[_DOB] = datetime.date.fromisoformat(row[_DOB]).strftime("%d/%m/%Y")
            cells[6] = "Reception" if row[6] == "R" else f"Year  {row[6]}"
        sheet.append(cells)
    return _saved(book)


def _plain() -> Workbook:
    book = Workbook()
    _fill(_sheet(book), _rows())
    return book


def _joined_headers() -> bytes:
    book = Workbook()
    sheet = _sheet(book)
    _fill(sheet, _rows(), first=2)
    sheet["A1"], sheet["B1"], sheet["E1"] = "Number", "Name", "Details"
    sheet.merge_cells("B1:D1")
    sheet.merge_cells("E1:I1")
    return _saved(book)


def _formula_cells() -> bytes:
    book = _plain()
    _sheet(book)["C3"] = '=CONCATENATE("O","Brien")'
    return _saved(book)


def _computed_names() -> bytes:
    parts = _parts(_saved(_plain()))
    sheet, count = re.subn(
        rb'<c r="C3"[^>]*>.*?</c>',
        b'<c r="C3" t="str"><f>CONCATENATE("O","Brien")</f><v>OBrien</v></c>',
        parts["xl/worksheets/sheet1.xml"],
    )
    assert count == 1
    return archive(parts | {"xl/worksheets/sheet1.xml": sheet})


def _formulas_as_text() -> bytes:
    book = _plain()
    cell = _sheet(book)["C3"]
    cell.value, cell.data_type = '=HYPERLINK("http://x.example")', "s"
    return _saved(book)


def _far_away_cell() -> bytes:
    parts = _parts(_saved(_plain()))
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", far)
    return archive(parts)


def _error_cells() -> bytes:
    book = _plain()
    sheet = _sheet(book)
    sheet["C2"], sheet["F3"] = "#REF!", "#VALUE!"
    sheet["C2"].data_type = sheet["F3"].data_type = "e"
    return _saved(book)


def _macros_and_links() -> bytes:
    parts = _parts(_saved(_plain()))
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Sub Workbook_Open()"
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink><externalBook r="file:///budget.xlsx"/></externalLink>'
    )
    return archive(parts)


def _hidden_sheet() -> bytes:
    book = Workbook()
    secret = _sheet(book, "Logins")
    secret.append(["UPN", "Legal Forename", "Legal Surname", "DOB", "Password"])
    secret.append(["L999200120015", "Zoë", "Grey", "2015-09-01", "Plum-Kettle-1!"])
    secret.sheet_state = "veryHidden"
    _fill(book.create_sheet("Students"), _rows())
    book.active = 1
    return _saved(book)


def _two_full_sheets() -> bytes:
    book = _plain()
    other = book.create_sheet("Leavers")
    other.append(_rows()[0])
    other.append(["9001", "Maisie", "Thorne", "", "", "2014-11-03", "6", "Hazel", ""])
    return _saved(book)


def _dates_from_1904() -> bytes:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    _fill(_sheet(book), _rows())
    return _saved(book)


def _old_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(3000)


def _workbook_with_password() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(3000)


def _workbook_bomb() -> bytes:
    parts = _parts(_saved(_plain()))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b" " * 300_000_000 + b"</sheetData>"
    )
    return archive(parts)


def _million_rows() -> bytes:
    parts = _parts(_saved(_plain()))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', sheet)
    return archive(parts)


def _sheet_missing() -> bytes:
    parts = _parts(_saved(_plain()))
    del parts["xl/worksheets/sheet1.xml"]
    return archive(parts)


def _workbook_entities() -> bytes:
    parts = _parts(_saved(_plain()))
    doctype = b'<!DOCTYPE worksheet [<!ENTITY who SYSTEM "file:///etc/passwd">]>'
    parts["xl/worksheets/sheet1.xml"] = doctype + parts["xl/worksheets/sheet1.xml"]
    return archive(parts)


def _word_document() -> bytes:
    return archive(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": b"<document><body><p>Pupils: Zoe Grey</p></body></document>",
        }
    )


def _formula_footer() -> bytes:
    book = Workbook()
    sheet = _sheet(book)
    sheet["A1"] = "Thornybridge Primary School"
    _fill(sheet, _rows(), first=3)
    sheet["A20"], sheet["B20"] = "Total", "=COUNTA(B4:B19)"
    return _saved(book)


def _dates_two_ways() -> bytes:
    book = _plain()
    sheet = _sheet(book)
    for y, row in enumerate(_rows()[1:], start=2):
        if y % 2:
            sheet.cell(y, _DOB + 1, datetime.date.fromisoformat(row[_DOB]).strftime("%d/%m/%Y"))
    return _saved(book)


def _workbook_passwords() -> bytes:
    book = _plain()
    sheet = _sheet(book)
    sheet.cell(1, 10, "Password")
    sheet.cell(1, 11, "Ethnicity")
    for y in range(2, sheet.max_row + 1):
        sheet.cell(y, 10, f"Plum-Kettle-{y}!")
        sheet.cell(y, 11, "Qx-ethn")
    return _saved(book)


BUILDERS: dict[str, Callable[[], bytes]] = {
    "joined_headers": _joined_headers,
    "formula_cells": _formula_cells,
    "computed_names": _computed_names,
    "formulas_as_text": _formulas_as_text,
    "far_away_cell": _far_away_cell,
    "error_cells": _error_cells,
    "macros_and_links": _macros_and_links,
    "hidden_sheet": _hidden_sheet,
    "two_full_sheets": _two_full_sheets,
    "dates_from_1904": _dates_from_1904,
    "good_workbook": _with_titles,
    "old_workbook": _old_workbook,
    "workbook_with_password": _workbook_with_password,
    "workbook_bomb": _workbook_bomb,
    "million_rows": _million_rows,
    "empty_workbook": lambda: _saved(Workbook()),
    "sheet_missing": _sheet_missing,
    "workbook_entities": _workbook_entities,
    "word_document": _word_document,
    "formula_footer": _formula_footer,
    "dates_two_ways": _dates_two_ways,
    "workbook_passwords": _workbook_passwords,
}
