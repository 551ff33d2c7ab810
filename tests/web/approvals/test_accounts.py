"""An approved account stands in the register until it is closed, its permission withdrawn or its owner gone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gatepost.web.approvals import due, permissions
from gatepost.web.approvals.actions import accounts as actions
from gatepost.web.approvals.actions import deciding
from gatepost.web.approvals.binding import Asked
from gatepost.web.approvals.models import PermissionRequest, SchoolAccount
from gatepost.web.approvals.queries.accounts import account, accounts
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Membership
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import SCHOOL, asked_by, granted, kinds
from tests.web.cast import person, school, sign_in

pytestmark = pytest.mark.usefixtures("database")

CLAUSES = frozenset({"CP-07"})
BLOG: dict[str, Any] = {
    "kind": "new-account",
    "asked": Asked(words="News of the Owls.", account="A blog: Owls", clauses=CLAUSES),
    "platform": "A blog",
    "handle": "Wrenmoor Owls",
}


def entered() -> SchoolAccount:
    granted(**BLOG)
    return SchoolAccount.objects.get(closed_at__isnull=True)


def test_an_account_enters_the_register_with_the_yes_and_not_before() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by(**BLOG)
        assert accounts(person("head", SCHOOL)) == ()
        deciding.say_yes(person=person("cohead", SCHOOL), request=request, seen=0)
        (one,) = accounts(person("head", SCHOOL))
        assert (one.owner_id, one.platform, one.handle) == (
            person("teacher", SCHOOL).membership_id,
            "A blog",
            "Wrenmoor Owls",
        )
        assert (one.purpose, one.since, one.closed_at) == ("News of the Owls.", today(), None)
        granted("office", **BLOG | {"kind": "event", "asked": Asked("A fair.", clauses=frozenset({"CP-19"}))})
        assert SchoolAccount.objects.count() == 1
    with school_scope(school().pk):
        assert accounts(person("head")) == ()


@pytest.mark.parametrize("missing", ["platform", "handle"])
def test_an_account_is_asked_for_with_its_place_and_its_name(missing: str) -> None:
    with school_scope(school(SCHOOL).pk), pytest.raises(Fault):
        asked_by(**BLOG | {missing: ""})


def test_head_office_chair_and_data_protection_officer_see_it_all_and_an_owner_their_own() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        for key in ("head", "office", "chair", "dpo", "teacher"):
            assert accounts(person(key, SCHOOL)) == (one,), key
        for key in ("dsl", "parent"):
            assert accounts(person(key, SCHOOL)) == (), key
            assert account(person(key, SCHOOL), one.pk) is None
        for key in ("chair", "dsl", "dpo"):
            with pytest.raises(Refused):
                actions.close(person=person(key, SCHOOL), account=one)
    assert "Wrenmoor Owls" in sign_in("dpo", SCHOOL).get(f"/{SCHOOL}/school-accounts/").content.decode()
    assert "Wrenmoor Owls" not in sign_in("head").get("/quillbrook/school-accounts/").content.decode()
    assert {"headteacher", "office", "chair", "dpo"} == permissions.SEE_ACCOUNTS


def test_it_is_closed_once_by_its_owner_from_their_own_page() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
    teacher = sign_in("teacher", SCHOOL)
    assert "Wrenmoor Owls" in teacher.get(f"/{SCHOOL}/permissions/").content.decode()
    where = f"/{SCHOOL}/school-accounts/{one.pk}/close/"
    assert teacher.post(where, follow=True).status_code == 200
    assert "already" in teacher.post(where, follow=True).content.decode()
    assert "Wrenmoor Owls" not in teacher.get(f"/{SCHOOL}/permissions/").content.decode()
    assert sign_in("dsl", SCHOOL).post(where).status_code == 404


def test_it_goes_with_its_permission() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        request = PermissionRequest.objects.get()
        deciding.withdraw(person=person("head", SCHOOL), request=request, reason="No longer.")
        one.refresh_from_db()
        assert one.closed_because == "permission-ended"
        assert SchoolAccount.objects.filter(closed_at__isnull=True).count() == 0


def test_it_ends_with_its_owner_the_headteachers_are_told_and_a_year_later_it_is_gone() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        member = Membership.objects.get(pk=one.owner_id)
        end_membership(person=person("head", SCHOOL), member=member, last_day=None, successor=None)
        due.run(school(SCHOOL), timezone.now())
        due.run(school(SCHOOL), timezone.now())
        one.refresh_from_db()
        assert one.closed_because == "owner-left"
        assert (kinds("head"), kinds("cohead")) == (["account-ended"], ["account-ended"])
    left = []
    for days in (364, 367):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False), school_scope(school(SCHOOL).pk):
            due.run(school(SCHOOL), timezone.now())
            left.append(SchoolAccount.objects.count())
    assert left == [1, 0]


def test_the_register_outlives_the_request_it_came_from() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        PermissionRequest.objects.all().delete()
        one.refresh_from_db()
        assert (one.request_id, one.closed_at) == (None, None)


def test_with_its_permission_gone_owner_and_headteachers_are_told_to_see_that_it_is_closed() -> None:
    with school_scope(school(SCHOOL).pk):
        entered()
        request = PermissionRequest.objects.get()
        assert kinds("teacher") == ["permission-decided"]
        deciding.withdraw(person=person("head", SCHOOL), request=request, reason="No longer.")
        assert sorted(kinds("teacher")) == ["account-to-close", "permission-decided"]
        assert (kinds("head"), kinds("cohead")) == (["account-unapproved"], ["account-unapproved"])
        assert kinds("office") == []
    page = sign_in("teacher", SCHOOL).get(f"/{SCHOOL}/permissions/").content.decode()
    assert "have no permission any more" in page
    assert "Wrenmoor Owls" in page


def test_the_no_of_the_other_headteacher_takes_the_account_away_too_and_both_are_told() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        request = PermissionRequest.objects.get()
        deciding.say_no(person=person("cohead", SCHOOL), request=request, reason="No.")
        one.refresh_from_db()
        assert one.closed_because == "permission-ended"
        assert "account-unapproved" in kinds("head")
        assert "account-to-close" in kinds("teacher")


def test_an_owner_without_email_is_told_through_the_office() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        Account.objects.filter(pk=one.owner.account_id).update(email=None)
        deciding.withdraw(person=person("head", SCHOOL), request=PermissionRequest.objects.get(), reason="No.")
        assert "account-unapproved" in kinds("office")


def test_it_ends_with_the_last_day_of_its_yes_and_goes_on_under_a_new_one() -> None:
    with school_scope(school(SCHOOL).pk):
        one = entered()
        first = PermissionRequest.objects.get()
        with time_machine.travel(timezone.now() + timedelta(days=360), tick=False):
            second = granted(**BLOG | {"asked": Asked("News and more.", account="A blog: Owls", clauses=CLAUSES)})
            (still,) = accounts(person("head", SCHOOL))
            assert (still.pk, still.since, still.request_id) == (one.pk, one.since, second.pk)
            assert still.purpose == "News and more."
        with time_machine.travel(timezone.now() + timedelta(days=370), tick=False):
            due.run(school(SCHOOL), timezone.now())
            first.refresh_from_db()
            assert (first.state, SchoolAccount.objects.get().closed_at) == ("expired", None)
        with time_machine.travel(timezone.now() + timedelta(days=730), tick=False):
            due.run(school(SCHOOL), timezone.now())
            assert SchoolAccount.objects.get().closed_because == "permission-ended"
            assert "account-unapproved" in kinds("head")


def test_a_purpose_longer_than_the_register_holds_is_refused_in_a_sentence() -> None:
    sent = {"platform": "A blog", "handle": "Owls", "words": "x" * 2001, "note": "", "wanted_by": "", "said_on": ""}
    teacher = sign_in("teacher", SCHOOL)
    where = f"/{SCHOOL}/permissions/ask/new-account/"
    assert "2000 character" in teacher.post(where, sent).content.decode().replace(",", "")
    assert teacher.post(where, sent | {"words": "x" * 2000}).status_code == 302
