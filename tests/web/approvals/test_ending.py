"""How a request ends: in time, with its asker or by the clock, which leaves nothing of it a year later."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gatepost.sealing.faults import CannotOpen
from gatepost.web.approvals import due, words
from gatepost.web.approvals.actions import asking, deciding
from gatepost.web.approvals.binding import digest
from gatepost.web.approvals.models import PermissionRequest, RequestPicture, Vote
from gatepost.web.approvals.queries import requests as queries
from gatepost.web.approvals.queries.grants import standing
from gatepost.web.notices.queries import waiting_for
from gatepost.web.record.models import Entry
from gatepost.web.schools.actions.membership import end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from gatepost.web.sealed import seal
from tests.web.approvals.asked import (
    PICTURES,
    POST,
    SCHOOL,
    WORK_TIME,
    asked_by,
    at,
    granted,
    kinds,
    seen,
    tick,
    with_pictures,
)
from tests.web.cast import person, school, sign_in

pytestmark = pytest.mark.usefixtures("database")


def test_whoever_decides_is_reminded_again_and_again_and_a_request_that_nobody_decides_lapses() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by(wanted_by=today() + timedelta(days=10))
        assert kinds("head") == ["permission-to-decide"]
        told = [_told("head")]
    now = timezone.now()
    for days, news in ((1, False), (4, True), (5, False), (7, True), (9, True), (10, True), (10, False)):
        with at(now + timedelta(days=days)):
            tick(timezone.now())
            with school_scope(school(SCHOOL).pk):
                assert len(_told("head")) == 1
                assert (_told("head") != told[-1]) is news, days
                told.append(_told("head"))
    with at(now + timedelta(days=11)):
        with school_scope(school(SCHOOL).pk), pytest.raises(Fault, match="over"):
            deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0)
        tick(timezone.now())
        with school_scope(school(SCHOOL).pk):
            request.refresh_from_db()
            assert request.state == "lapsed"
            assert (kinds("head"), kinds("teacher")) == ([], ["permission-decided"])


def _told(key: str, kind: str = "permission-to-decide") -> list[int]:
    return [one.pk for one in waiting_for(person(key, SCHOOL)) if one.kind == kind]


def test_while_a_question_is_open_whoever_asked_is_reminded_of_it_and_nobody_else() -> None:
    question = "permission-asked-back"
    with school_scope(school(SCHOOL).pk):
        request = asked_by()
        deciding.ask_back(person=person("head", SCHOOL), request=request, question="Who will be in it?")
        first, deciders = _told("teacher", question), _told("cohead")
    now = timezone.now()
    with at(now + timedelta(days=3)):
        tick(timezone.now())
        with school_scope(school(SCHOOL).pk):
            (again,) = _told("teacher", question)
            assert [again] != first
            assert _told("cohead") == deciders
            asking.reply(person=person("teacher", SCHOOL), request=request, text="Nobody by name.")
            answered = _told("cohead")
            assert answered != deciders
    with at(now + timedelta(days=6)):
        tick(timezone.now())
        with school_scope(school(SCHOOL).pk):
            assert _told("teacher", question) == []
            assert _told("cohead") != answered


def test_a_yes_that_is_bound_to_no_draft_is_said_to_end_two_weeks_before_its_day_and_once() -> None:
    soon = "permission-ends-soon"
    with school_scope(school(SCHOOL).pk):
        granted()  # for a post
        request = granted(**WORK_TIME)
        last = request.expires_on
    assert last is not None
    found = []
    for before in (15, 14, 13, 0):
        with at(timezone.now() + (last - today()) - timedelta(days=before)):
            tick(timezone.now())
            with school_scope(school(SCHOOL).pk):
                found.append(_told("teacher", soon))
    assert found[0] == []
    assert len(found[1]) == 1
    assert found[1] == found[2] == found[3]
    with school_scope(school(SCHOOL).pk):
        deciding.withdraw(person=person("head", SCHOOL), request=request, reason="No longer.")
        assert _told("teacher", soon) == []
        short = asked_by("office", **WORK_TIME)
        deciding.say_yes(person=person("head", SCHOOL), request=short, seen=0, expires_on=today() + timedelta(days=7))
        due.run(school(SCHOOL), timezone.now())
        assert _told("office", soon) == []


def test_a_leavers_requests_and_permissions_end_with_their_membership() -> None:
    with school_scope(school(SCHOOL).pk):
        waiting, held = asked_by(), granted(**WORK_TIME)
        teacher = person("teacher", SCHOOL)
        member = Membership.objects.get(pk=teacher.membership_id)
        end_membership(person=person("head", SCHOOL), member=member, last_day=None, successor=None)
        assert standing(teacher, timezone.now()) == ()
        assert queries.waiting_for(person("head", SCHOOL)) == ()
        due.run(school(SCHOOL), timezone.now())
        states = PermissionRequest.objects.filter(pk__in=[waiting.pk, held.pk]).values_list("state", flat=True)
        assert set(states) == {"left"}
        assert kinds("head") == []


def test_pictures_go_when_the_request_ends_and_a_year_later_nothing_of_it_is_left() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asking.ask(person=person("teacher", SCHOOL), wanted=with_pictures())
        other = asking.ask(person=person("office", SCHOOL), wanted=with_pictures())
        head = person("head", SCHOOL)
        assert [queries.picture(head, request.pk, number) for number in (1, 2, 3)] == [*PICTURES, None]
        assert queries.picture(person("office", SCHOOL), request.pk, 1) is None
        asking.take_back(person=person("teacher", SCHOOL), request=request)
        assert queries.picture(head, request.pk, 1) is None
        deciding.say_no(person=head, request=other, reason="No.")
        assert queries.picture(head, other.pk, 1) == PICTURES[0]  # the other may still disagree
    now = timezone.now()
    left = []
    for days in (20, 40, 364, 366):
        with at(now + timedelta(days=days)):
            tick(timezone.now())
            with school_scope(school(SCHOOL).pk):
                left.append((RequestPicture.objects.count(), PermissionRequest.objects.count(), Vote.objects.count()))
    assert left == [(2, 2, 1), (0, 2, 1), (0, 2, 1), (0, 0, 0)]


def test_what_was_written_is_nowhere_in_the_database_in_clear() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asking.ask(person=person("teacher", SCHOOL), wanted=with_pictures())
        head = person("head", SCHOOL)
        deciding.ask_back(person=head, request=request, question="Who is in it, Zuqarin?")
        asking.reply(person=person("teacher", SCHOOL), request=request, text="Nobody, Zuqarin.")
        deciding.say_yes(person=head, request=request, seen=0, conditions="Only for parents, Zuqarin.")
        told = words.told(request)
        assert (told.words, told.alt_texts) == (POST.words, ("A stall.", "A tombola."))
        kept = b"".join(_everything())
        for marker in (b"fair is on", b"newsletter", b"Parents asked", b"tombola", b"stall", b"Zuqarin"):
            assert marker not in kept, marker
        assert digest(with_pictures().asked).encode() not in kept
        assert not Entry.objects.filter(body__contains="Zuqarin").exists()


def _everything() -> list[bytes]:
    """Each value of each column of the tables of requests, with those of notices and of the record."""
    found = []
    tables = ("permissionrequest", "vote", "requestpicture")
    for table in (*(f"approvals_{one}" for one in tables), "notices_notice", "record_entry"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (a name of ours)
            rows = cursor.fetchall()
        assert rows, table
        found += [
            bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for row in rows for one in row
        ]
    return found


def test_nothing_is_decided_for_somebody_who_has_left_before_the_clock_has_been_by() -> None:
    with school_scope(school(SCHOOL).pk):
        waiting, refused, head = asked_by(), asked_by(**WORK_TIME), person("head", SCHOOL)
        deciding.say_no(person=head, request=refused, reason="No.")
        member = Membership.objects.get(pk=person("teacher", SCHOOL).membership_id)
        end_membership(person=head, member=member, last_day=None, successor=None)
        for request in (waiting, refused):
            with pytest.raises(Fault, match="has left"):
                deciding.say_yes(person=head, request=request, seen=seen(request))


def test_what_no_secret_opens_any_more_says_so_and_nobody_decides_on_it() -> None:
    elsewhere = seal(table="elsewhere", row="a", field="b", content="A fair.")
    with school_scope(school(SCHOOL).pk):
        request, before = asked_by(), granted("office")
        PermissionRequest.objects.filter(pk=request.pk).update(told=elsewhere, question=elsewhere)
        Vote.objects.filter(request=before).update(words=elsewhere)
        request.refresh_from_db()
        with pytest.raises(CannotOpen):
            words.told(request)
    page = sign_in("head", SCHOOL).get(f"/{SCHOOL}/permissions/{request.pk}/")
    assert page.status_code == 200
    assert "ask for it anew" in page.content.decode()
    assert 'name="decision"' not in page.content.decode()
    assert (
        "can no longer be opened"
        in sign_in("office", SCHOOL).get(f"/{SCHOOL}/permissions/{before.pk}/").content.decode()
    )
