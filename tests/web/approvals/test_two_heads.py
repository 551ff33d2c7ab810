"""Two headteachers: the no of either wins until both say yes, also when they decide at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from gatepost.web.approvals.actions import asking, deciding
from gatepost.web.approvals.binding import digest
from gatepost.web.approvals.models import PermissionRequest, Vote
from gatepost.web.approvals.queries import requests as queries
from gatepost.web.approvals.queries.grants import grants
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import RoleHeld
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import POST, SCHOOL, asked_by, granted, kinds, seen
from tests.web.cast import person, school

pytestmark = pytest.mark.usefixtures("database")


def counts(key: str = "teacher") -> bool:
    return bool(grants(person(key, SCHOOL), digest(POST), timezone.now()))


def yes(request: PermissionRequest, key: str, **told: Any) -> None:
    deciding.say_yes(person=person(key, SCHOOL), request=request, **({"seen": seen(request)} | told))


def no(request: PermissionRequest, key: str) -> None:
    deciding.say_no(person=person(key, SCHOOL), request=request, reason="Not this year.")


def test_after_a_no_it_takes_the_yes_of_both_with_all_conditions_and_the_earlier_day() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by()
        no(request, "head")
        assert not counts()
        yes(request, "cohead", conditions="Only inside.", expires_on=today() + timedelta(days=9))
        request.refresh_from_db()
        assert (request.state, counts()) == ("refused", False)
        assert kinds("head") == ["permission-to-decide"]
        assert [one.request for one in queries.waiting_for(person("head", SCHOOL))] == [request]
        assert queries.waiting_for(person("cohead", SCHOOL)) == ()
        yes(request, "head", conditions="Without names.", expires_on=today() + timedelta(days=5))
        request.refresh_from_db()
        assert (request.state, counts(), request.expires_on) == ("granted", True, today() + timedelta(days=5))
        said = [one.words for one in queries.said(request)]
        assert said == ["Not this year.", "Only inside.", "Without names."]


def test_a_no_after_the_others_yes_takes_it_away_and_both_must_agree_again() -> None:
    with school_scope(school(SCHOOL).pk):
        request = granted(by="head")
        assert counts()
        no(request, "cohead")
        assert not counts()
        with pytest.raises(Fault, match="already"):
            no(request, "cohead")
        yes(request, "cohead")
        assert counts()  # the yes of the other still stands
        assert kinds("teacher") == ["permission-decided"]


def test_a_yes_whose_day_is_over_agrees_to_nothing() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by()
        yes(request, "head", expires_on=today())
        no(request, "cohead")
        with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
            yes(request, "cohead")
            request.refresh_from_db()
            assert (request.state, counts()) == ("refused", False)
            yes(request, "head")
            request.refresh_from_db()
            assert (request.state, counts()) == ("granted", True)


def test_a_yes_from_a_page_that_did_not_show_the_others_no_is_not_taken() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by()
        on_page = seen(request)
        no(request, "head")
        with pytest.raises(Fault, match="meanwhile"):
            yes(request, "cohead", seen=on_page)
        assert Vote.objects.filter(yes=True).count() == 0


def test_a_single_headteacher_can_turn_their_own_no_into_a_yes_until_its_time_is_over() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by()
        no(request, "head")
        cohead = person("cohead", SCHOOL).membership_id
        RoleHeld.objects.filter(membership_id=cohead).update(ends_on=today() - timedelta(days=1))
        PermissionRequest.objects.filter(pk=request.pk).update(lapses_on=today() - timedelta(days=1))
        with pytest.raises(Fault, match="over"):
            yes(request, "head")
        PermissionRequest.objects.filter(pk=request.pk).update(lapses_on=today())
        yes(request, "head")
        assert counts()


def test_whoever_stands_in_for_a_headteacher_decides_while_they_hold_the_office() -> None:
    with school_scope(school(SCHOOL).pk):
        request, dsl = asked_by(), person("dsl", SCHOOL)
        assert queries.one(dsl, request.pk) is None
        RoleHeld.objects.create(
            school=school(SCHOOL),
            membership_id=dsl.membership_id,
            role="headteacher",
            starts_on=today(),
            ends_on=today() + timedelta(days=5),
        )
        assert queries.one(dsl, request.pk) == request
        yes(request, "dsl")
        assert counts()


def _at_once(database_blocker: Any, *acts: Callable[[], None]) -> list[str]:
    """Do these at the same moment, each on its own connection; what each was told, empty where it was done."""
    begin = Barrier(len(acts))

    def run(act: Callable[[], None]) -> str:
        try:
            with school_scope(school(SCHOOL).pk):
                begin.wait()
                act()
        except Fault as fault:
            return str(fault)
        finally:
            connections.close_all()
        return ""

    with database_blocker.unblock(), ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_two_yeses_at_once_are_one_and_the_other_is_told(request: pytest.FixtureRequest) -> None:
    with school_scope(school(SCHOOL).pk):
        asked = asked_by()
    people = [person(key, SCHOOL) for key in ("head", "cohead")]
    told = _at_once(request.getfixturevalue("django_db_blocker"), *(_yes_of(one, asked) for one in people))
    assert sorted(map(bool, told)) == [False, True]
    with school_scope(school(SCHOOL).pk):
        assert counts()
        assert Vote.objects.count() == 1


def test_a_yes_and_a_no_at_once_are_a_no_whoever_was_first(request: pytest.FixtureRequest) -> None:
    blocker = request.getfixturevalue("django_db_blocker")
    head, cohead = (person(key, SCHOOL) for key in ("head", "cohead"))
    for first, second in ((head, cohead), (cohead, head), (head, cohead)):
        with school_scope(school(SCHOOL).pk):
            asked = asked_by()
        told = _at_once(blocker, _yes_of(first, asked), _no_of(second, asked))
        assert told[1] == ""
        with school_scope(school(SCHOOL).pk):
            asked.refresh_from_db()
            assert (asked.state, counts()) == ("refused", False)
            asked.delete()


def test_taken_back_and_granted_at_once_are_one_of_the_two(request: pytest.FixtureRequest) -> None:
    with school_scope(school(SCHOOL).pk):
        asked = asked_by()
    teacher, head = person("teacher", SCHOOL), person("head", SCHOOL)
    told = _at_once(
        request.getfixturevalue("django_db_blocker"),
        lambda: asking.take_back(person=teacher, request=asked),
        _yes_of(head, asked),
    )
    assert sorted(map(bool, told)) == [False, True]
    with school_scope(school(SCHOOL).pk):
        asked.refresh_from_db()
        assert asked.state == ("taken-back" if told[0] == "" else "granted")
        assert counts() == (told[1] == "")


def test_two_taps_ask_once(request: pytest.FixtureRequest) -> None:
    told = _at_once(request.getfixturevalue("django_db_blocker"), _asks, _asks, _asks)
    assert sorted(map(bool, told)) == [False, True, True]
    with school_scope(school(SCHOOL).pk):
        assert PermissionRequest.objects.count() == 1


def _asks() -> None:
    asked_by()


def _yes_of(who: Person, asked: PermissionRequest) -> Callable[[], None]:
    return lambda: deciding.say_yes(person=who, request=asked, seen=0)


def _no_of(who: Person, asked: PermissionRequest) -> Callable[[], None]:
    return lambda: deciding.say_no(person=who, request=asked, reason="Not this year.")
