"""A morning with pupils' phones: a child, its row of the list, what a headteacher says of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine

from gatepost.web.notices.queries import waiting_for
from gatepost.web.people.models import OnRoll
from gatepost.web.phones import queries
from gatepost.web.phones.actions import Leave, Reasons
from gatepost.web.phones.models import PHONE
from gatepost.web.schools.person import today
from tests.web.cast import person

MODULE = "phones"
MORNING = datetime(2026, 3, 3, 8, 45, tzinfo=UTC)  # a school day
BELL = datetime(2026, 3, 3, 15, 20, tzinfo=UTC)
ALONE = Leave("alone", False, "Crosses the main road.", date(2026, 7, 21))
NEED = Leave("need", True, "Glucose readings.", date(2026, 7, 21))


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def child(slug: str = "quillbrook", place: int = 0) -> OnRoll:
    return OnRoll.objects.filter(kind="pupil").exclude(class_name="").order_by("class_name", "surname", "pk")[place]


def row(one: OnRoll) -> queries.Row:
    found = queries.child_row(person("teacher"), one.pk, today())
    assert found is not None
    return found


def reasons(slug: str = "quillbrook", **changed: Any) -> Reasons:
    looked = person("dsl", slug).membership_id
    told = Reasons(PHONE, today(), today() + timedelta(days=14), "Filmed in a lesson.", looked, "none", "x")
    return replace(told, **changed)


def kinds(key: str) -> list[str]:
    return [one.kind for one in waiting_for(person(key)) if one.kind.startswith("phones-")]


def address(page: str, one: OnRoll) -> str:
    place = next(room.place for room in queries.classes(person("teacher")) if room.name == one.class_name)
    return f"/quillbrook/phones/{page}/?class={place}"
