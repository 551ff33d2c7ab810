"""I'm in doubt: 48 plain hours, one notice without content, 72 hours later nothing; nobody else ever sees it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections

from gatepost.web.checks import due
from gatepost.web.checks.drafts import holding
from gatepost.web.checks.models import HeldDraft
from gatepost.web.notices.models import Notice
from gatepost.web.notices.queries import waiting_for
from gatepost.web.operations.tick import tick
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import answered
from tests.web.conversations import Page

pytestmark = pytest.mark.usefixtures("database")

WORDS = "Zuqarin said something about the zebra crossing"
TOLD = {"text": WORDS, "action": "post", "account": "personal", "platform": "facebook", "audience": "public"}
# A Friday afternoon; the nights in which the clocks go forward and back.
STARTS = [
    datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
    datetime(2027, 3, 27, 12, 0, tzinfo=UTC),
    datetime(2027, 10, 30, 12, 0, tzinfo=UTC),
]


def held(key: str = "teacher", slug: str = "quillbrook") -> HeldDraft:
    return holding.hold(person=person(key, slug), told=TOLD)


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def notices(key: str) -> int:
    return sum(one.kind == "draft-waiting" for one in waiting_for(person(key)))


def after_a_restart() -> None:
    """The clock comes by in a process that knows nothing but the database."""
    connections.close_all()
    assert tick() == 0


@pytest.mark.parametrize("begins", STARTS, ids=["weekend", "clocks forward", "clocks back"])
def test_after_48_hours_it_is_asked_once_and_72_hours_later_it_is_gone(begins: datetime) -> None:
    with at(begins), school_scope(school().pk):
        row = held()
    asked, gone = begins + timedelta(hours=48), begins + timedelta(hours=120)
    for moment, waits, there in [
        (asked - timedelta(seconds=1), 0, True),
        (asked, 1, True),
        (asked + timedelta(hours=1), 1, True),
        (gone - timedelta(seconds=1), 1, True),
        (gone, 0, False),
    ]:
        with at(moment):
            after_a_restart()
            after_a_restart()  # a clock that comes by twice changes nothing
            with school_scope(school().pk):
                left = [holding.opened(one)["text"] for one in HeldDraft.objects.filter(pk=row.pk)]
                assert (notices("teacher"), left) == (waits, [WORDS] if there else []), moment
    with school_scope(school().pk):
        assert Notice.objects.filter(kind="draft-waiting").count() == 1


def test_the_same_words_rest_anew_once_they_were_asked_about() -> None:
    begins = STARTS[0]
    with school_scope(school().pk):
        with at(begins):
            first = held()
        holding.ask(draft=first, now=begins + timedelta(hours=48))
        with at(begins + timedelta(hours=50)):
            again = held()
        assert again.pk != first.pk
        assert again.due_at == begins + timedelta(hours=98)


def test_what_was_asked_late_is_kept_its_72_hours_from_then() -> None:
    begins = STARTS[0]
    with school_scope(school().pk):
        with at(begins):
            row = held()
        holding.ask(draft=row, now=begins + timedelta(hours=90))
        row.refresh_from_db()
        assert row.erase_at == begins + timedelta(hours=162)


def test_the_words_are_nowhere_in_the_database_and_the_notice_tells_nothing_of_them() -> None:
    with school_scope(school().pk):
        with at(STARTS[0]):
            held()
        due.run(school(), STARTS[0] + timedelta(hours=49))
        told = waiting_for(person("teacher"))
    assert all("Zuqarin" not in str(vars(one)) for one in told)
    with connection.cursor() as cursor, school_scope(school().pk):
        cursor.execute("SELECT words FROM checks_helddraft")
        assert b"Zuqarin" not in b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_only_its_author_opens_changes_or_drops_it_and_to_everybody_else_it_does_not_exist() -> None:
    with school_scope(school().pk):
        row = held()
        for key in ("head", "dsl", "dpo", "support"):
            assert holding.one(person(key), row.sealed_at) is None
            assert holding.mine(person(key)) == ()
            with pytest.raises(Refused):
                holding.drop(person=person(key), draft=row)
            with pytest.raises(Refused):
                holding.change(person=person(key), draft=row, told=TOLD)
    where = f"/quillbrook/check/held/{row.sealed_at}/"
    for key in ("head", "dpo", "support"):
        browser = sign_in(key)
        missing = browser.get("/quillbrook/check/held/0123456789abcdef0123456789abcdef/")
        there = browser.get(where)
        assert (there.status_code, there.content) == (missing.status_code, missing.content) == (404, missing.content)
        assert browser.post(where, {"do": "drop"}).status_code == 404
    assert sign_in("head", "larksend").get(where.replace("quillbrook", "larksend")).status_code == 404
    assert WORDS in sign_in("teacher").get(where).content.decode()
    # By its number nobody reaches it: a next number would tell how many others rest.
    assert sign_in("teacher").get(f"/quillbrook/check/held/{row.pk}/").status_code == 404


def test_the_record_does_not_tell_that_there_is_one() -> None:
    with school_scope(school().pk):
        before = Entry.objects.count()
        row = held()
        holding.change(person=person("teacher"), draft=row, told={**TOLD, "text": "Other words"})
        holding.drop(person=person("teacher"), draft=row)
        assert Entry.objects.count() == before


def test_it_is_changed_and_dropped_on_its_page_at_any_time() -> None:
    teacher = sign_in("teacher")
    page = answered(teacher, WORDS, do="hold")
    assert page.status_code == 302
    with school_scope(school().pk):
        row = HeldDraft.objects.get()
    where = f"/quillbrook/check/held/{row.sealed_at}/"
    changed = teacher.post(where, {**TOLD, "text": "Fewer words", "do": "keep"}, follow=True)
    assert "Changed." in Page(changed.content.decode()).text
    assert "Fewer words" in teacher.get(where).content.decode()
    dropped = teacher.post(where, {"do": "drop"}, follow=True)
    assert "Nothing of it is kept." in Page(dropped.content.decode()).text
    with school_scope(school().pk):
        assert not HeldDraft.objects.exists()


def test_two_taps_hold_it_once_and_nobody_holds_more_than_a_drawer_full() -> None:
    with school_scope(school().pk):
        assert held().pk == held().pk
        for number in range(holding.MOST_HELD - 1):
            holding.hold(person=person("teacher"), told={**TOLD, "text": f"Draft {number}"})
        with pytest.raises(Fault):
            holding.hold(person=person("teacher"), told={**TOLD, "text": "One too many"})
        held("support")  # somebody else's drawer is empty


def test_without_words_there_is_nothing_to_rest() -> None:
    with school_scope(school().pk), pytest.raises(Fault):
        holding.hold(person=person("teacher"), told={**TOLD, "text": ""})


def test_a_leavers_drafts_go_with_them() -> None:
    with school_scope(school().pk):
        row = held("volunteer")
        member = Membership.objects.get(pk=person("volunteer").membership_id)
        end_membership(person=person("head"), member=member, last_day=None, successor=None)
        due.run(school(), datetime.now(UTC))
        assert not HeldDraft.objects.filter(pk=row.pk).exists()
