"""News is held until its hour for each audience: drafts are stopped, who does not know learns nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from gatepost.web.record.models import Entry
from gatepost.web.record.registry import actions as registered
from gatepost.web.releases import actions, due, queries
from gatepost.web.releases.models import Hold, Release
from gatepost.web.releases.queries import KEPT, Words
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.pages import ROOT
from tests.web.cast import person, school
from tests.web.databases import ON_POSTGRESQL
from tests.web.releases.news import DRAFT, NEWS, PARENTS, PUBLIC, STAFF, START, UNKNOWN, at, kinds, noted, said

pytestmark = pytest.mark.usefixtures("database")


def test_a_draft_is_stopped_until_its_hour_for_each_audience_and_then_no_longer() -> None:
    with at(START), school_scope(school().pk):
        release = noted()
        assert queries.pre_empted(DRAFT, "public", timezone.now()) == (release,)
        assert queries.pre_empted("Mrs Hill read a story.", "public", timezone.now()) == ()
    for moment, held in (
        (START, {"staff", "parents", "public"}),
        (STAFF - timedelta(seconds=1), {"staff", "parents", "public"}),
        (STAFF, {"parents", "public"}),
        (PARENTS, {"public"}),
        (PUBLIC - timedelta(seconds=1), {"public"}),
        (PUBLIC, set()),
    ):
        with at(moment), school_scope(school().pk):
            assert {one for one in ("staff", "parents", "public") if said("head", one)} == held


def test_who_knows_is_told_until_when_and_who_does_not_is_told_nothing_but_to_ask() -> None:
    supply = person("supply").membership_id
    with at(START), school_scope(school().pk):
        noted(replace(NEWS, members=frozenset({supply})))
        sentence = (
            "The Headteacher has asked that “Mrs Hill goes” is not made public before Friday 20 March 2026, 12:00."
        )
        for key in ("head", "office", "supply"):
            assert said(key) == [sentence]
        for key in ("teacher", "dsl", "chair"):
            assert said(key) == [UNKNOWN]
            (one,) = queries.warnings(person(key), DRAFT, "public", timezone.now())
            assert one.until is None
        for key in ("parent", "friend", "dpo", "volunteer"):
            assert said(key) == []
        assert queries.warnings(None, DRAFT, "public", timezone.now()) == ()
        assert said("teacher", draft="A fine day") == []
    with at(START), school_scope(school("larksend").pk):
        assert queries.pre_empted(DRAFT, "public", timezone.now()) == ()


WARNED = {
    "dsl", "deputy-dsl", "teacher", "support-staff", "office", "business-manager", "it-lead", "chair", "governor",
    "supply", "trainee",
}  # fmt: skip


def test_only_those_who_teach_work_at_or_govern_the_school_hear_that_there_is_something() -> None:
    with at(START), school_scope(school().pk):
        noted(replace(NEWS, roles=frozenset()))

        def told(*roles: str) -> list[str]:
            somebody = replace(person("teacher"), roles=frozenset(roles))
            return [one.says for one in queries.warnings(somebody, DRAFT, "public", timezone.now())]

        assert {one for one in ROLES if told(one) == [UNKNOWN]} == WARNED
        assert {one for one in ROLES if told(one) == []} == set(ROLES) - WARNED - {"headteacher"}
        assert told(*(set(ROLES) - WARNED - {"headteacher"})) == []
        assert told("parent", "teacher") == [UNKNOWN]


def test_whoever_is_named_as_knowing_hears_of_it_whatever_their_role() -> None:
    with at(START), school_scope(school().pk):
        noted(replace(NEWS, members=frozenset({person("dpo").membership_id})))
        (told,) = said("dpo")
        assert "Mrs Hill goes" in told


def test_two_pieces_of_news_sound_like_one_to_somebody_who_knows_neither() -> None:
    with at(START), school_scope(school().pk):
        noted()
        noted(replace(NEWS, words=Words("Pond", ("zebra pond",))))
        both = f"{DRAFT} And the zebra pond is dug."
        assert said("teacher", draft=both) == said("teacher") == [UNKNOWN]
        assert len(said("office", draft=both)) == 2


def test_held_until_somebody_says_so_it_is_held_for_ever_and_asked_about_each_month() -> None:
    with at(START), school_scope(school().pk):
        release = noted(replace(NEWS, times={"public": None}))
    with at(START + timedelta(days=29)), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert kinds("head") == []
    with at(START + timedelta(days=300)), school_scope(school().pk):
        due.run(school(), timezone.now())
        due.run(school(), timezone.now())
        assert kinds("head") == ["release-still-held"]
        assert said("head") == ["The Headteacher has asked that “Mrs Hill goes” is not made public yet: ask first."]
        actions.let_out(person=person("head"), release=release, audience="public", seen=None)
        assert said("head") == []
        assert kinds("head") == []


def test_it_is_let_out_or_put_off_by_one_tap_and_a_second_tap_does_nothing_more() -> None:
    with at(START), school_scope(school().pk):
        release, head = noted(), person("head")
        actions.delay(person=head, release=release, audience="parents", seen=PARENTS)
        times = dict(Hold.objects.values_list("audience", "until"))
        assert times == {"staff": STAFF, "parents": PARENTS + timedelta(1), "public": PUBLIC}
        with pytest.raises(Fault, match="changed since"):
            actions.delay(person=head, release=release, audience="parents", seen=PARENTS)
        actions.delay(person=head, release=release, audience="parents", seen=PARENTS + timedelta(1), until_said=True)
        assert dict(Hold.objects.values_list("audience", "until")) == {"staff": STAFF, "parents": None, "public": None}
        with pytest.raises(Fault, match="changed since"):  # a page from before it was put off
            actions.let_out(person=head, release=release, audience="parents", seen=PARENTS)
        actions.let_out(person=head, release=release, audience="parents", seen=None)
        assert (said("head", "staff"), said("head", "parents"), len(said("head"))) == ([], [], 1)
        with pytest.raises(Fault, match="out for them"):
            actions.let_out(person=head, release=release, audience="parents", seen=None)


def test_only_a_headteacher_holds_news_back_and_others_cannot_move_it() -> None:
    with at(START), school_scope(school().pk):
        release = noted()
        for key in ("office", "dsl", "chair", "teacher"):
            with pytest.raises(Refused):
                actions.note(person=person(key), news=NEWS)
            with pytest.raises(Refused):
                actions.let_out(person=person(key), release=release, audience="public", seen=PUBLIC)
            with pytest.raises(Refused):
                actions.drop(person=person(key), release=release)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": Words("News", ())}, "phrases"),
        ({"words": Words("News", ("the school",))}, "phrases"),
        ({"words": Words("News", tuple(f"pond {n} zebra" for n in range(13)))}, "phrases"),
        ({"times": {}}, "public"),
        ({"times": {"public": START}}, "public"),
        ({"times": {"staff": None, "public": PUBLIC}}, "public"),
        ({"times": {"public": START + timedelta(days=400)}}, "public"),
        ({"members": frozenset({0})}, "members"),
        ({"roles": frozenset({"parent"})}, "members"),
    ],
)
def test_what_could_stop_nothing_or_everything_is_not_noted(changed: dict[str, Any], field: str) -> None:
    with at(START), school_scope(school().pk):
        with pytest.raises(Fault) as told:
            noted(replace(NEWS, **changed))
        assert told.value.field == field
        assert Release.objects.count() == 0


def test_a_parent_cannot_be_named_as_knowing() -> None:
    with at(START), school_scope(school().pk):
        for key in ("parent", "friend"):
            with pytest.raises(Fault):
                noted(replace(NEWS, members=frozenset({person(key).membership_id})))


def test_its_words_are_in_no_table_and_in_no_entry_in_clear() -> None:
    with at(START), school_scope(school().pk):
        noted()
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        cursor.execute("SELECT * FROM releases_release")
        rows = cursor.fetchall()
        cursor.execute("SELECT body FROM record_entry")
        bodies = cursor.fetchall()
    cells = [one for row in rows for one in row]
    whole = b" ".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in cells)
    assert rows
    assert b"Hill" not in whole
    assert not [one for one in bodies if "Hill" in str(one)]


def test_the_clock_tells_once_when_it_is_out_and_erases_it_thirty_days_after() -> None:
    supply = person("supply").membership_id
    with at(START), school_scope(school().pk):
        noted(replace(NEWS, members=frozenset({supply})))
        assert kinds("supply") == ["release-known"]
    with at(PUBLIC + timedelta(minutes=1)), school_scope(school().pk):
        due.run(school(), timezone.now())
        due.run(school(), timezone.now())
        assert sorted(kinds("supply")) == ["release-known", "release-out"]
        assert kinds("head") == ["release-out"]
        assert Entry.objects.filter(action="release.lapsed").count() == 3
    with at(PUBLIC + KEPT - timedelta(minutes=1)), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert Release.objects.count() == 1
    with at(PUBLIC + KEPT), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert (Release.objects.count(), Hold.objects.count()) == (0, 0)
        assert kinds("supply") == []


def test_who_knows_is_told_when_somebody_lets_it_out_early() -> None:
    supply = person("supply").membership_id
    with at(START), school_scope(school().pk):
        release = noted(replace(NEWS, members=frozenset({supply})))
        actions.let_out(person=person("head"), release=release, audience="staff", seen=STAFF)
        assert sorted(kinds("supply")) == ["release-known", "release-out"]
        assert kinds("head") == []


def test_when_staff_have_heard_it_parents_may_be_told_at_once() -> None:
    with at(START), school_scope(school().pk):
        release = noted()
    with at(STAFF + timedelta(hours=1)), school_scope(school().pk):
        news = replace(NEWS, times={"staff": STAFF, "public": PUBLIC})
        actions.change(person=person("head"), release=release, news=news, seen=actions.mark(release))
        assert (said("head", "parents"), len(said("head"))) == ([], 1)


def test_who_is_a_parent_alone_since_their_last_day_cannot_be_named() -> None:
    with at(START), school_scope(school().pk):
        teacher = person("teacher").membership_id
        assert teacher in dict(queries.members_to_tell())
        RoleHeld.objects.filter(membership_id=teacher).update(ends_on=START.date() - timedelta(days=1))
        assert teacher not in dict(queries.members_to_tell())


def test_somebody_who_has_left_is_told_of_nothing_and_knows_of_nothing() -> None:
    with at(START), school_scope(school().pk):
        supply = Membership.objects.get(pk=person("supply").membership_id)
        noted(replace(NEWS, members=frozenset({supply.pk})))
        end_membership(person=person("head"), member=supply, last_day=None, successor=None)
    with at(PUBLIC), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert kinds("head") == ["release-out"]


def test_every_action_of_the_registry_is_written_by_a_verb() -> None:
    code = (ROOT / "src/gatepost/web/releases/actions.py").read_text("utf-8")
    for action in (one for one in registered() if one.startswith("release.")):
        assert f'"{action}"' in code
