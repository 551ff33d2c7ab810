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


def test_whoever_decides_is_reminded_once_and_a_request_that_nobody_decides_lapses() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by(wanted_by=today() + timedelta(days=10))
        assert kinds("head") == ["permission-to-decide"]
        first = _told("head")
    now = timezone.now()
    for days in (1, 4, 5):
        with at(now + timedelta(days=days)):
            tick(timezone.now())
            with school_scope(school(SCHOOL).pk):
                again = _told("head")
                assert (again == first) == (days == 1)
                assert len(again) == 1
    with at(now + timedelta(days=11)):
        with school_scope(school(SCHOOL).pk), pytest.raises(Fault, match="over"):
            deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0)
        tick(timezone.now())
        with school_scope(school(SCHOOL).pk):
            request.refresh_from_db()
            assert request.state == "lapsed"
            assert (kinds("head"), kinds("teacher")) == ([], ["permission-decided"])


def _told(key: str) -> list[int]:
    return [one.pk for one in waiting_for(person(key, SCHOOL)) if one.kind == "permission-to-decide"]


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
