"""Files as a school's own system writes them, made from the roll as it stands, and the roll as a whole."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gatepost.web.people.models import OnRoll
from gatepost.web.schools.scope import school_scope
from tests.web import cast

HEADERS = ("Pupil ID", "Legal Forename", "Legal Surname", "DOB", "Reg Form", "Year Group", "Ethnicity", "Password")
SECRET = "White-British-hunter2"
TABLES = ("people_onroll", "people_sourceid", "people_contact", "people_pastpupil")


def pupil_rows(slug: str = "quillbrook") -> list[dict[str, str]]:
    """Every pupil of a school as a row of a report, with things in it that nobody must read."""
    with school_scope(cast.school(slug).pk):
        return [
            {
                "Pupil ID": one.source_ids.get().source_id,
                "Legal Forename": one.forename,
                "Legal Surname": one.surname,
                "DOB": f"{one.date_of_birth:%d/%m/%Y}",
                "Reg Form": one.class_name,
                "Year Group": str(one.year_group),
                "Ethnicity": SECRET,
                "Password": SECRET,
            }
            for one in OnRoll.objects.filter(kind="pupil").order_by("pk")
        ]


def as_csv(rows: Iterable[Mapping[str, str]], headers: Iterable[str] = HEADERS) -> bytes:
    """The rows as a report."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(headers), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def form(source: bytes, name: str = "pupils.csv", /, **told: str) -> dict[str, Any]:
    """What the page that takes a file is sent."""
    return {"file": SimpleUploadedFile(name, source), "mode": "full", "report": "preset:sims", **told}


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the roll, of all schools where the database lets us."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
            found[table] = [tuple(row) for row in cursor.fetchall()]
    return found


def roll(slug: str = "quillbrook") -> dict[str, list[tuple[Any, ...]]]:
    """`dump` as one school sees it."""
    with school_scope(cast.school(slug).pk):
        return dump()
