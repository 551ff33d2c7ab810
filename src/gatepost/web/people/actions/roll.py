"""Somebody on the roll: put there, changed and taken off by hand; and that somebody looked."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.rosters.differences import Leaver
from gatepost.rosters.matching import Known
from gatepost.rosters.snapshot import Kind
from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import OnRoll
from gatepost.web.people.writing import Writing, folded_of, leave, lock_roll
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today

# What a person can type of each kind; nothing else is ever kept of it.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "pupil": (
        "forename",
        "surname",
        "known_as",
        "date_of_birth",
        "class_name",
        "year_group",
        "upn",
        "starts",
        "leaves",
    ),
    "staff": ("forename", "surname", "known_as", "email", "role", "starts"),
    "governor": ("forename", "surname", "known_as", "email", "starts"),
    "parent": ("forename", "surname", "known_as", "email"),
}


def add(*, person: Person, kind: str, told: Mapping[str, Any]) -> OnRoll:
    """Put somebody on the roll whom no file tells of: absence from a file never takes them off."""
    _refuse_others(person)
    with transaction.atomic():
        lock_roll(person.school_id)
        row = OnRoll(school_id=person.school_id, kind=kind, by_hand=True)
        _fill(row, told)
        row.save()
        _entry(person, "roll.added", row, told)
    return row


def mark(row: OnRoll) -> str:
    """Tells, as 64 hex digits, whether what can be typed of somebody is still the same."""
    told = [str(getattr(row, name)) for name in FIELDS[row.kind]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def change(*, person: Person, row: OnRoll, told: Mapping[str, Any], seen: str) -> None:
    """Change what the roll says of somebody, `seen` being the mark of what it said when they began to type.

    Raises Fault where a file or somebody else has changed it since.
    """
    _refuse_others(person)
    with transaction.atomic():
        lock_roll(person.school_id)
        row = OnRoll.objects.select_for_update().get(pk=row.pk)
        if seen != mark(row):
            raise Fault(_("This has been changed since you opened the page. Here is what the roll says now."))
        before = row.surname
        _fill(row, told)
        if row.kind == "pupil" and before != row.surname and before not in row.former_names:
            row.former_names = [*row.former_names, before]
            row.folded = folded_of(row)
        row.save()
        _entry(person, "roll.changed", row, told)


def take_off(*, person: Person, row: OnRoll, last_day: date) -> None:
    """Somebody leaves, or has left: today or earlier they go at once, a later day is kept until the clock sees it over.

    A pupil becomes a past pupil where these are kept, everybody else is deleted.
    """
    _refuse_others(person)
    with transaction.atomic():
        lock_roll(person.school_id)
        row = OnRoll.objects.select_for_update().get(pk=row.pk)
        if row.starts and last_day < row.starts:
            raise Fault(_("The last day cannot be before the first."), "last_day")
        if last_day > today():
            row.leaves = last_day
            row.save(update_fields=["leaves"])
            _entry(person, "roll.leaving", row, {"last_day": last_day})
        else:
            _take_off(row, last_day, today())
            _entry(person, "roll.left", row, {"last_day": last_day})


def take_off_when_over(*, row: OnRoll, on: date) -> None:
    """The clock's part: somebody's last day is over."""
    with transaction.atomic():
        lock_roll(row.school_id)
        held = OnRoll.objects.select_for_update().filter(pk=row.pk, leaves__lt=on).first()
        if held is not None and held.leaves is not None:
            _take_off(held, held.leaves, on)
            _entry(None, "roll.left", row, {"last_day": held.leaves})


def _take_off(row: OnRoll, last_day: date, on: date) -> None:
    known = Known(str(row.pk), _kind(row), row.forename, row.surname)
    leave([Leaver(known, "left", last_day)], Writing(row.school_id, on, is_on(PAST_PUPILS)))


def _kind(row: OnRoll) -> Kind:
    kind: Kind = row.kind  # type: ignore[assignment]
    return kind


def _fill(row: OnRoll, told: Mapping[str, Any]) -> None:
    for name in FIELDS[row.kind]:
        if name in told:
            setattr(row, name, told[name])
    row.folded = folded_of(row)


def read(*, person: Person, row: OnRoll) -> None:
    """Somebody opened the page of somebody on the roll."""
    _entry(person, "roll.read", row, {})


def searched(*, person: Person) -> None:
    """Somebody searched the roll; the words are not kept."""
    append(school_id=person.school_id, actor=person.actor, role=person.role_words, action="roll.searched", thing="-")


def exported(*, person: Person, kind: str, rows: int) -> None:
    """Somebody took a copy of the roll away."""
    if not permissions.may_see_roll(person):
        raise Refused("the roll is not theirs to take away")
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action="roll.exported",
        thing=f"roll:{kind}",
        contents={"rows": str(rows).encode()},
    )


def _refuse_others(person: Person) -> None:
    if not permissions.may_change_roll(person):
        raise Refused("the roll is not theirs to change")


def _entry(person: Person | None, action: str, row: OnRoll, told: Mapping[str, Any]) -> None:
    append(
        school_id=row.school_id,
        actor=person.actor if person else SYSTEM,
        role=person.role_words if person else "",
        action=action,
        thing=f"on-roll:{row.pk}",
        contents={"told": json.dumps(dict(told), default=str, sort_keys=True).encode()} if told else None,
    )
