"""What the importer makes of a file, to compare: people and contacts as plain rows, and every word it says."""

import datetime
from collections.abc import Iterable
from typing import Any

from gatepost.rosters.faults import Fault, RosterFaults
from gatepost.rosters.read import read_roster
from gatepost.rosters.reading import Options, Reading
from gatepost.rosters.snapshot import Person, Snapshot, to_json

TODAY = datetime.date(2026, 11, 20)

Outcome = Reading | RosterFaults


def outcome(body: bytes, called: str, **more: Any) -> Outcome:
    """The reading of a file sent as everybody there is, or its faults; any other exception is the test's failure."""
    try:
        return read_roster(body, called, Options(on=TODAY, **{"mode": "full", "kind": "pupil", **more}))
    except RosterFaults as faults:
        return faults


def brief(people: Iterable[Person]) -> list[str]:
    """`pupil Zoë Grey 2015-09-01` for each person, sorted."""
    return sorted(one_line(p.kind, p.forename, p.surname, p.date_of_birth) for p in people)


def one_line(kind: str, forename: str, surname: str, born: object) -> str:
    return f"{kind} {forename} {surname} {born or ''}".rstrip()


def plain(person: Person) -> dict[str, Any]:
    """A person in the keys of the JSON beside the good files, without what is empty."""
    row = {
        "id": person.source_id,
        "kind": person.kind,
        "forename": person.forename,
        "surname": person.surname,
        "known_as": person.known_as,
        "date_of_birth": person.date_of_birth and person.date_of_birth.isoformat(),
        "class": person.class_name,
        "year": person.year_group,
        "upn": person.upn,
        "email": person.email,
        "role": person.role,
        "starts": person.starts and person.starts.isoformat(),
        "leaves": person.leaves and person.leaves.isoformat(),
    }
    return {key: value for key, value in row.items() if value not in ("", None)}


def contacts(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The contacts, each person by source id."""
    rows = []
    for contact in snapshot.contacts:
        row = {
            "child": contact.child,
            "adult": contact.adult,
            "relationship": contact.relationship,
            "parental_responsibility": contact.parental_responsibility,
            "priority": contact.priority,
        }
        rows.append({key: value for key, value in row.items() if value is not None})
    return rows


def said(found: Outcome) -> tuple[Fault, ...]:
    return found.faults if isinstance(found, RosterFaults) else found.warnings


def every_word(found: Outcome) -> str:
    """All that could reach a screen, a log or the staging table."""
    staged = "" if isinstance(found, RosterFaults) else to_json(found.snapshot) + repr(found)
    return "\n".join([str(found), repr(found), staged, *(fault.at() for fault in said(found))])
