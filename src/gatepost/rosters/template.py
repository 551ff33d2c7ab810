"""A CSV that an office fills in by hand: its columns need no mapping."""

import csv
import io

COLUMNS = ("kind", "forename", "surname", "known_as", "class", "date_of_birth")


def template() -> str:
    """The text of an empty list: one row of headers, with the line ends that spreadsheets expect."""
    out = io.StringIO()
    csv.writer(out).writerow(COLUMNS)
    return out.getvalue()
