"""While the module is off nothing is asked or granted, the pages say how to ask in person, and what can end does."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from gatepost.web.approvals import due
from gatepost.web.approvals.actions import asking, deciding
from gatepost.web.approvals.binding import digest
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.approvals.queries import requests as queries
from gatepost.web.approvals.queries.grants import grants, standing
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import POST, SCHOOL, asked_by, granted, kinds, wanted
from tests.web.cast import person, school, sign_in
from tests.web.people.switching import off, on

pytestmark = pytest.mark.usefixtures("database")

IN_PERSON = "ask a headteacher in person"


def test_while_it_is_off_nothing_is_asked_noted_answered_or_granted() -> None:
    with school_scope(school(SCHOOL).pk):
        request, head, teacher = asked_by(), person("head", SCHOOL), person("teacher", SCHOOL)
        deciding.ask_back(person=head, request=request, question="Where?")
        off("requests", SCHOOL)
        for act in (
            lambda: asked_by("office"),
            lambda: deciding.note_spoken(person=head, asker=teacher.membership_id, wanted=wanted()),
            lambda: deciding.say_yes(person=head, request=request, seen=0),
            lambda: deciding.ask_back(person=head, request=request, question="When?"),
            lambda: asking.reply(person=teacher, request=request, text="Here."),
        ):
            with pytest.raises(Fault, match="switch that part on"):
                act()
        assert PermissionRequest.objects.count() == 1
        assert queries.waiting_for(head) == ()


def test_no_yes_counts_while_it_is_off_and_every_one_again_once_it_is_on() -> None:
    with school_scope(school(SCHOOL).pk):
        granted()
        teacher, now = person("teacher", SCHOOL), timezone.now()
        off("requests", SCHOOL)
        assert (grants(teacher, digest(POST), now), standing(teacher, now)) == ((), ())
        on("requests", SCHOOL)
        assert grants(teacher, digest(POST), now) != ()


def test_a_no_a_withdrawal_and_the_end_of_a_request_need_no_module() -> None:
    with school_scope(school(SCHOOL).pk):
        refused, taken, held, left = asked_by(), asked_by("office"), granted("dsl"), asked_by("chair")
        off("requests", SCHOOL)
        deciding.say_no(person=person("head", SCHOOL), request=refused, reason="No.")
        asking.take_back(person=person("office", SCHOOL), request=taken)
        deciding.withdraw(person=person("head", SCHOOL), request=held, reason="Off.")
        later = timezone.now() + asking.WAITS + timedelta(days=1)
    with time_machine.travel(later, tick=False), school_scope(school(SCHOOL).pk):
        due.run(school(SCHOOL), timezone.now())
        states = [PermissionRequest.objects.get(pk=one.pk).state for one in (refused, taken, held, left)]
        assert states == ["refused", "taken-back", "revoked", "lapsed"]


def test_nobody_is_reminded_of_what_they_cannot_decide() -> None:
    with school_scope(school(SCHOOL).pk):
        asked_by()
        off("requests", SCHOOL)
        row = PermissionRequest.objects.get()
        told = row.reminded_at
        due.run(school(SCHOOL), timezone.now() + due.REMINDED_AFTER + timedelta(hours=1))
        row.refresh_from_db()
        assert row.reminded_at == told
        on("requests", SCHOOL)
        due.run(school(SCHOOL), timezone.now() + due.REMINDED_AFTER + timedelta(hours=1))
        assert PermissionRequest.objects.get().reminded_at != told
        assert kinds("head") == ["permission-to-decide"]


def test_every_page_says_how_to_ask_in_person_and_offers_nothing_to_send() -> None:
    teacher, head = sign_in("teacher", SCHOOL), sign_in("head", SCHOOL)
    with school_scope(school(SCHOOL).pk):
        request = asked_by()
        deciding.ask_back(person=person("head", SCHOOL), request=request, question="Where?")
    pages = [(teacher, path) for path in ("", "ask/", "ask/event/", f"{request.pk}/", f"{request.pk}/reply/")]
    pages += [(head, path) for path in ("waiting/", "note/", f"{request.pk}/")]
    assert "1 request for permission" in head.get(f"/{SCHOOL}/").content.decode()
    for client, path in pages:
        assert IN_PERSON not in client.get(f"/{SCHOOL}/permissions/{path}").content.decode(), path
    with school_scope(school(SCHOOL).pk):
        off("requests", SCHOOL)
    for client, path in pages:
        page = client.get(f"/{SCHOOL}/permissions/{path}").content.decode()
        assert IN_PERSON in page, path
        assert "<textarea" not in page, path
        assert 'type="radio"' not in page, path
    sent = {"words": POST.words, "account": POST.account, "note": "", "wanted_by": "", "said_on": ""}
    answer = sign_in("office", SCHOOL).post(f"/{SCHOOL}/permissions/ask/event/", sent)
    assert answer.status_code == 200
    with school_scope(school(SCHOOL).pk):
        assert PermissionRequest.objects.count() == 1
    assert "1 request for permission" not in head.get(f"/{SCHOOL}/").content.decode()
