"""Nothing that a parent sees, and no query behind it, depends on what anybody else has answered."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gatepost.web.consents.actions.answers import set_aside
from gatepost.web.consents.actions.bars import set_bar
from gatepost.web.consents.models import Answer
from gatepost.web.people.models import Contact, OnRoll
from tests.web.cast import person, sign_in
from tests.web.consents.families import PHOTO, adult, consents, page_for, pupil, says, takes_back, tick

HOME = "/quillbrook/"
MINE = "/quillbrook/my-photo-consents/"
OTHERS = ("nothing", "yes", "no", "withdrawn", "child", "bar", "gone", "alone", "register", "set-aside")

REGISTER = {
    "purpose": PHOTO.code,
    "says": "no",
    "by": "record",
    "responsible": "yes",
    "method": "import",
    "wording": 0,
    "starts": date(2026, 9, 1),
    "ends": date(2030, 8, 31),
    "at": datetime(2026, 9, 1, tzinfo=UTC),
}


def office() -> int:
    return person("office").membership_id


def seen(client: Client, child: OnRoll) -> list[tuple[int, str, tuple[str, ...]]]:
    """What the page and an answer bring, and the shape of each query that they take."""
    found = []
    form = {"child": str(child.pk), "wording": "0", f"c{child.pk}-website-photo-none": "yes"}
    for ask in (
        lambda: client.get(MINE),
        lambda: client.post(MINE, form),
        lambda: client.get(MINE),
        lambda: client.get(HOME),
    ):
        with CaptureQueriesContext(connection) as asked:
            answered = ask()
        shapes = tuple(re.sub(r"'(?:[^']|'')*'|\d+", "?", one["sql"]) for one in asked.captured_queries)
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answered.content.decode())
        found.append((answered.status_code, body, shapes))
    return found


def test_what_a_parent_sees_is_the_same_whatever_anybody_else_has_answered(
    fresh_database: Callable[[], AbstractContextManager[object]],
) -> None:
    """Bytes and queries, on the page, when they answer, and afterwards."""
    told = {}
    for other in OTHERS:
        with fresh_database():
            with consents():
                child = pupil()
                page_for("parent", child, adult(child, "Ada"))
                ben = child if other == "alone" else adult(child, "Ben")
                if other in ("yes", "no", "withdrawn", "set-aside"):
                    says(child, ben, other == "yes")
                if other == "withdrawn":
                    takes_back(child, ben)
                if other == "child":
                    says(child, None, False)
                if other == "set-aside":
                    set_aside(person=person("head"), answer=Answer.objects.get(), why="Wrong.")
                if other == "register":
                    Answer.objects.create(**REGISTER, school_id=child.school_id, child=child, keyed_by_id=office())
                if other == "bar":
                    set_bar(person=person("dsl"), child=child.pk, reason="A court order.")
                if other == "gone":
                    ben.delete()
                    Contact.objects.filter(adult_id=ben.pk).delete()
                tick()
            told[other] = seen(sign_in("parent"), child)
    assert [status for status, _body, _shapes in told["nothing"]] == [200, 302, 200, 200]
    assert all(one == told["nothing"] for one in told.values())
