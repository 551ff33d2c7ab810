"""Tables that people open in a spreadsheet: no cell of them is ever calculated."""

import csv
import io
from collections.abc import Iterable, Sequence

_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def to_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as CSV with a mark that says UTF-8, as spreadsheets expect it."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if isinstance(cell, int):
        return text
    return f"'{text}" if text.startswith(_CALCULATED) else text
