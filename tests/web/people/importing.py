"""A file for the roll on its way, as its pages and actions take it."""

from typing import Any

from django.test import Client

from gatepost.rosters.reading import Options
from gatepost.web.people import comparing
from gatepost.web.people.actions import imports, reading
from gatepost.web.people.models import Import
from gatepost.web.schools.person import Person, today
from tests.web.people.files import form, pupil_rows

QUILLBROOK = "/quillbrook/roll/import/"


def changed_rows() -> list[dict[str, str]]:
    """One with another class, one gone, one new."""
    rows = pupil_rows()
    rows[0]["Reg Form"] = "Sunflowers"
    del rows[5]
    new = {"Pupil ID": "9001", "Legal Forename": "Bronwen", "Legal Surname": "Vaughan", "DOB": rows[9]["DOB"]}
    return [*rows, {**rows[9], **new}]


def stage(person: Person, source: bytes, mode: Any = "full", **told: Any) -> Import:
    options = Options(on=today(), mode=mode, preset="sims", **told)
    return reading.stage(person=person, source=source, name="pupils.csv", options=options)


def confirm(person: Person, row: Import) -> None:
    """Type what the page asks for."""
    found = comparing.compare(row, today())
    agreed, typed = comparing.digest(found), comparing.to_type(found)
    imports.confirm(person=person, waiting=row, agreed=agreed, typed=typed)


def agreeing(page: Any) -> dict[str, str]:
    """What somebody sends who types the number that the page shows."""
    found = page.context["found"]
    return {"agreed": page.context["confirm"].initial["agreed"], "typed": str(comparing.to_type(found))}


def sent(client: Client, source: bytes, /, **told: str) -> int:
    """The number of the import that a file becomes."""
    answer = client.post(QUILLBROOK, form(source, **told))
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rpartition("/")[2])
