"""What the site knows of whoever is signed in is taken, shown, and can be set aside; the rest is asked."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.vocabulary.activity import Partial
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.conversation import Step, fitting, known_words, next_step
from gatepost.web.checks.gather import NOBODY, Told, gather, still_so, taken_from
from gatepost.web.checks.providers import (
    ASKED_OF_THE_PERSON,
    FROM_THE_QUESTION,
    REGISTERS,
    Known,
    known_of,
)
from gatepost.web.checks.queries import situations
from gatepost.web.modules import actions as modules
from gatepost.web.modules.registry import module
from gatepost.web.people.actions import links
from gatepost.web.people.models import FamilyLink
from gatepost.web.policies.queries import Adopted, in_force_at
from gatepost.web.record.models import Entry
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.conversations import Page

MOMENT = datetime(2026, 3, 3, 10, 15, tzinfo=UTC)
FRIEND_REQUEST = situations()["accept-a-friend-request"]
WHERE = "/wrenmoor/may-i/accept-a-friend-request/"
WITH_SITE = pytest.mark.usefixtures("database")


def known(**given: Any) -> Known:
    return Known(**{"moment": MOMENT, "roles": ("teacher",), **given})


def through(client: Client, where: str, response: Any) -> Any:
    """From the page that came to the answer, not sure of anything."""
    while "step" in response.context:
        hidden = Page(response.content.decode()).hidden
        response = client.post(where, {**hidden, "answer": ["not-sure"], "continue": "1"})
    return response


def test_each_fact_of_an_account_a_register_or_the_clock_has_exactly_one_provider() -> None:
    provided = [name for provides in REGISTERS.values() for name in provides]
    listed = [*provided, *FROM_THE_QUESTION, *ASKED_OF_THE_PERSON]
    looked_up = [fact.name for fact in vocabulary().facts.values() if fact.look in ("account", "register", "clock")]
    assert sorted(listed) == sorted(looked_up)


@WITH_SITE
@pytest.mark.parametrize(
    ("key", "slug", "roles"),
    [
        ("teacher", "quillbrook", ("teacher",)),
        ("head", "larksend", ("head", "support-staff")),
        ("office", "quillbrook", ("support-staff",)),
        ("chair", "larksend", ("governor", "contractor")),
        ("parent", "larksend", ("friend", "parent")),
        ("dsl", "quillbrook", ("teacher",)),
        ("dsl", "wrenmoor", ()),
        ("dpo", "quillbrook", ()),
    ],
)
def test_the_parts_a_person_acts_from_come_from_their_roles(key: str, slug: str, roles: tuple[str, ...]) -> None:
    person = cast.person(key, slug)
    with school_scope(person.school_id):
        assert known_of(person, MOMENT).roles == roles


def test_of_nobody_signed_in_nothing_is_known() -> None:
    assert known_of(None, MOMENT) == NOBODY
    assert gather(FRIEND_REQUEST, (), NOBODY) == gather(FRIEND_REQUEST, ())


def test_what_a_person_tells_comes_before_what_is_known() -> None:
    told = (Told("role", ("parent",)), Told("time", "own-time"))
    activity, _unsure = gather(FRIEND_REQUEST, told, known(facts={"time": "lesson"}))
    assert activity.facts["role"] == "parent"
    assert activity.facts["time"] == "own-time"


def test_not_sure_of_the_time_is_not_answered_by_the_clock() -> None:
    activity, unsure = gather(FRIEND_REQUEST, (Told("time", None, False),), known(facts={"time": "lesson"}))
    assert "time" not in activity.facts
    assert "time" in unsure


def test_a_situation_narrows_the_clock_and_is_never_denied_by_it() -> None:
    at_work = situations()["use-my-phone-at-work"]
    assert gather(at_work, (), known(facts={"time": "lesson"}))[0].facts["time"] == "lesson"
    in_the_evening = known(facts={"time": "own-time"})
    assert isinstance(gather(at_work, (), in_the_evening)[0].facts["time"], Partial)
    assert not taken_from(in_the_evening, at_work, ()).facts


def test_a_part_that_may_not_ask_this_is_not_taken() -> None:
    to_a_parent = situations()["message-a-parent"]
    assert taken_from(known(roles=("teacher", "parent")), to_a_parent, ()).roles == ("teacher",)
    assert taken_from(known(roles=("parent",)), to_a_parent, ()).roles == ()
    at_home = situations()["go-on-social-media-at-home"]
    assert gather(at_home, (), known())[0].facts["role"] == "pupil"


def test_what_is_set_aside_is_asked_again() -> None:
    whole = known(facts={"time": "lesson"})
    assert whole.without(frozenset({"time"})).facts == {}
    assert whole.without(frozenset({"time"})).roles == ("teacher",)
    assert whole.without(frozenset({"role"})).roles == ()


NONE_STANDS: Any = {"family-link": Partial(possible=frozenset({"none", "undeclared"}))}
PUPIL = FamilyLink(other_name="Emily Reeve", other_is="pupil")
LEFT = FamilyLink(other_name="Tom Reeve", other_is="former-pupil")


def offered(known: Known, target: str = "pupil") -> dict[Any, str]:
    """What can be answered about family; empty where nobody is asked, since nothing turns on it."""
    told: tuple[Told, ...] = (Told("target", target),)
    while isinstance(step := next_step(adopted(), FRIEND_REQUEST, told, True, known), Step):
        if step.fact == "family-link":
            return dict(step.options)
        told = (*told, Told(step.fact, None, False))
    return {}


def adopted(slug: str = "wrenmoor") -> Adopted:
    found = in_force_at(slug)
    assert found is not None
    return found


@WITH_SITE
def test_declared_can_be_chosen_only_with_a_link_in_force_to_such_a_person() -> None:
    with_links = offered(known(links=(PUPIL, LEFT)))
    assert set(with_links) == {"none", "undeclared", "declared"}
    assert with_links["declared"].endswith(": Emily Reeve")
    assert set(offered(known(links=(PUPIL,)), "former-pupil")) == {"none", "undeclared"}
    assert offered(known(facts=NONE_STANDS)) == {}
    # Where no declarations are kept here, and for whoever is not signed in, the person says.
    assert "declared" in offered(known())
    assert "declared" in offered(NOBODY_AS_TEACHER)


NOBODY_AS_TEACHER = Known(None, ("teacher",))


def test_declared_counts_while_the_register_says_so() -> None:
    told = (Told("target", "pupil"), Told("family-link", "declared"))
    assert still_so(FRIEND_REQUEST, told, known(links=(PUPIL,))) == told
    assert still_so(FRIEND_REQUEST, told, known(facts=NONE_STANDS)) == told[:1]
    assert still_so(FRIEND_REQUEST, told, known()) == told
    assert still_so(FRIEND_REQUEST, told, NOBODY) == told


@WITH_SITE
def test_what_was_told_and_rules_the_clock_out_leaves_the_clock_aside() -> None:
    impossible = known(facts={"time": "lesson", "target": "nobody"})
    told = (Told("family-link", "undeclared"),)
    assert fitting(adopted(), FRIEND_REQUEST, told, impossible).facts == {}
    assert fitting(adopted(), FRIEND_REQUEST, told, known(facts={"time": "lesson"})).facts == {"time": "lesson"}


@WITH_SITE
def test_what_is_known_is_said_in_words_in_the_time_of_the_school() -> None:
    summer = datetime(2026, 6, 2, 9, 15, tzinfo=UTC)
    words = known_words(Known(summer, ("teacher", "parent"), {"time": "lesson"}), adopted().offices)
    assert words == (("role", "You are a teacher and a parent."), ("time", "It is Tuesday 10:15: during a lesson."))
    assert known_words(NOBODY, adopted().offices) == ()


@WITH_SITE
def test_whoever_is_signed_in_is_not_asked_for_their_part_and_can_ask_as_another() -> None:
    teacher = cast.sign_in("teacher", "wrenmoor")
    response = teacher.get(WHERE)
    page = Page(response.content.decode())
    assert response.context["step"].fact != "role"
    assert "You are a teacher." in page.text
    sent = {**page.hidden, "change-known": "role"}
    changed = teacher.post(WHERE, sent)
    assert changed.context["step"].fact == "role"
    assert "You are a teacher." not in Page(changed.content.decode()).text
    hidden = Page(changed.content.decode()).hidden
    assert "role" in hidden["own-words"]
    answered = teacher.post(WHERE, {**hidden, "answer": ["parent"], "continue": "1"})
    assert json.loads(Page(answered.content.decode()).hidden["told"]) == [["role", ["parent"], True]]
    assert "You are" not in Page(answered.content.decode()).text


@WITH_SITE
def test_whoever_acts_from_two_parts_gets_an_answer_for_each() -> None:
    parent = cast.sign_in("parent", "larksend")
    where = "/larksend/may-i/complain-about-the-school/"
    response = parent.get(where)
    response = through(parent, where, response)
    text = Page(response.content.decode()).text
    assert "And as:" in text
    assert "You are a member of the Friends or PTA and a parent." in text


@WITH_SITE
def test_whose_roles_tell_nothing_is_asked_as_before() -> None:
    for key in ("dsl", "dpo"):
        response = cast.sign_in(key, "wrenmoor").get(WHERE)
        assert response.context["step"].fact == "role"
        assert "You are" not in response.content.decode()


@WITH_SITE
def test_signed_out_somebody_of_another_school_and_somebody_without_their_second_proof_are_known_nothing_of(
    visitor: Client,
) -> None:
    half = cast.sign_in("teacher", "wrenmoor", second_factor=False)
    for client in (visitor, cast.sign_in("teacher", "quillbrook"), half):
        response = client.get(WHERE)
        assert response.context["step"].fact == "role"
        assert "What we know" not in response.content.decode()


@WITH_SITE
def test_that_a_person_asked_is_written_nowhere() -> None:
    teacher = cast.sign_in("teacher", "wrenmoor")
    teacher.get("/wrenmoor/")
    with school_scope(cast.school("wrenmoor").pk):
        before = Entry.objects.count()
    with CaptureQueriesContext(connection) as captured:
        through(teacher, WHERE, teacher.get(WHERE))
        teacher.post("/wrenmoor/may-i/", {"situation": "nude-picture"})
    written = [one["sql"] for one in captured if one["sql"].split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not written
    with school_scope(cast.school("wrenmoor").pk):
        assert Entry.objects.count() == before


@WITH_SITE
def test_the_answer_on_paper_says_what_was_known() -> None:
    teacher = cast.sign_in("teacher", "wrenmoor")
    where = "/wrenmoor/may-i/get-round-the-filter/"
    response = teacher.get(where)
    response = through(teacher, where, response)
    hidden = Page(response.content.decode()).hidden
    printed = Page(teacher.post(where, {**hidden, "print": "1"}).content.decode())
    assert "You are a teacher." in printed.text
    assert "change-known" not in printed.buttons


AT_SCHOOL = [
    ("2026-03-03T10:15:00Z", "lesson", "It is Tuesday 10:15: during a lesson."),
    ("2026-03-03T12:30:00Z", "school-day-break", "It is Tuesday 12:30: in a break in the school day."),
    ("2026-03-03T15:45:00Z", "working-time", "It is Tuesday 15:45: in working time outside lessons."),
    ("2026-03-07T10:15:00Z", "own-time", "It is Saturday 10:15: outside the school day."),
    ("2026-06-02T09:15:00Z", "lesson", "It is Tuesday 10:15: during a lesson."),
]


@WITH_SITE
@pytest.mark.parametrize(("moment", "time", "says"), AT_SCHOOL)
def test_the_clock_and_the_calendar_tell_the_time_and_the_page_says_so(moment: str, time: str, says: str) -> None:
    with time_machine.travel(moment, tick=False):
        teacher = cast.sign_in("teacher", "wrenmoor")
        page = Page(teacher.get("/wrenmoor/may-i/use-my-phone-at-school/").content.decode())
        assert says in page.text
        person = cast.person("teacher", "wrenmoor")
        with school_scope(person.school_id):
            assert known_of(person, timezone.now()).facts["time"] == time


@WITH_SITE
def test_the_answer_turns_with_the_clock_and_another_time_can_be_asked_about() -> None:
    where = "/wrenmoor/may-i/something-else/"
    told = json.dumps([["action", "browse", True], ["purpose", "private", True], ["device", "own", True]])

    def asked_at(moment: str, **more: str) -> Any:
        with time_machine.travel(moment, tick=False):
            teacher = cast.sign_in("teacher", "wrenmoor")
            response = teacher.post(where, {"told": told, **more})
            return through(teacher, where, response)

    at_work, at_lunch = (asked_at(f"2026-03-03T{hour}:00Z").context["first"].outcome for hour in ("10:15", "12:30"))
    assert (at_work, at_lunch) == ("needs-permission", "silent")
    aside = Page(asked_at("2026-03-03T10:15:00Z", **{"change-known": "time"}).content.decode())
    assert "It is Tuesday" not in aside.text
    assert aside.hidden["own-words"] == "time"
    assert "time" in [fact for fact, _value, _sure in json.loads(aside.hidden["told"])]


@WITH_SITE
def test_of_those_whose_hours_nobody_knows_the_time_is_asked() -> None:
    with time_machine.travel("2026-03-03T10:15:00Z", tick=False):
        governor = cast.person("governor")
        with school_scope(governor.school_id):
            assert "time" not in known_of(governor, timezone.now()).facts
        assert (
            "It is Tuesday" not in cast.sign_in("governor").get("/quillbrook/may-i/follow-somebody/").content.decode()
        )


@WITH_SITE
def test_an_answer_to_a_question_that_the_clock_has_overtaken_answers_no_other() -> None:
    where = "/wrenmoor/may-i/look-at-social-media-in-the-school-day/"
    with time_machine.travel("2026-03-03T10:15:00Z", tick=False):
        asked = Page(cast.sign_in("teacher", "wrenmoor").get(where).content.decode()).hidden
    with time_machine.travel("2026-03-03T12:30:00Z", tick=False):
        teacher = cast.sign_in("teacher", "wrenmoor")
        sent: dict[str, object] = {**asked, "fact": "in-doubt", "answer": ["yes"], "continue": "1"}
        response = teacher.post(where, sent)
    page = Page(response.content.decode())
    assert page.hidden["told"] == "[]"
    assert not page.title.startswith("Error:")


@WITH_SITE
def test_asking_as_somebody_else_begins_again_with_ones_own_part_ticked() -> None:
    teacher = cast.sign_in("teacher", "wrenmoor")
    told = json.dumps([["target", "pupil", True]])
    response = teacher.post(WHERE, {"told": told, "change-known": "role"})
    assert 'value="teacher" checked' in response.content.decode()
    assert Page(response.content.decode()).hidden["told"] == "[]"
    kept = teacher.post(WHERE, {"told": '[["role",["parent"],true]]', "own-words": "role", "change-known": "time"})
    assert json.loads(Page(kept.content.decode()).hidden["told"]) == [["role", ["parent"], True]]


def keep_declarations(slug: str = "wrenmoor") -> None:
    """The school's module for family links is signed for and on, far longer than these stories go."""
    officer, head = cast.person("dpo", slug), cast.person("head", slug)
    with school_scope(head.school_id), time_machine.travel("2026-02-02T09:00:00Z", tick=False):
        version, review = module("family-links").version, date(2028, 2, 1)
        modules.sign(person=officer, code="family-links", version=version, review_on=review, note="")
        modules.switch_on(person=head, code="family-links")


def declared_by(key: str) -> FamilyLink:
    person = cast.person(key, "wrenmoor")
    told = links.Declaration("Emily Reeve", "former-pupil", "cousin", "My cousin; we talk online.")
    with school_scope(person.school_id):
        return links.declare(person=person, told=told)


def noted_by(key: str, link: FamilyLink, review_on: date) -> None:
    person = cast.person(key, "wrenmoor")
    with school_scope(person.school_id):
        links.note(person=person, link=link, review_on=review_on)


@WITH_SITE
def test_a_family_link_declared_and_noted_changes_the_answer_until_its_day_of_review_has_passed() -> None:
    told = json.dumps([["target", "former-pupil", True]])

    def asked_on(day: str) -> tuple[list[str], str]:
        """What can be answered about family, and the answer to the most that can be said."""
        with time_machine.travel(f"{day}T18:00:00Z", tick=False):
            teacher = cast.sign_in("teacher", "wrenmoor")
            response = teacher.post(WHERE, {"told": told})
            seen: list[str] = []
            while "step" in response.context:
                page = Page(response.content.decode())
                choice = next((value for _kind, value in page.options if value.endswith("-17")), "not-sure")
                if response.context["step"].fact == "family-link":
                    seen = [value for _kind, value in page.options]
                    choice = "declared" if "declared" in seen else "undeclared"
                    assert ("Emily Reeve" in page.text) is ("declared" in seen)
                assert not [link for link in page.links if "Emily" in link]
                response = teacher.post(WHERE, {**page.hidden, "answer": [choice], "continue": "1"})
            return seen, response.context["first"].outcome

    keep_declarations()
    before = asked_on("2026-03-02")
    assert "declared" not in before[0]
    with time_machine.travel("2026-03-01T18:00:00Z", tick=False):
        link = declared_by("teacher")
        assert asked_on("2026-03-02") == before
        noted_by("head", link, date(2026, 6, 30))
    noted = asked_on("2026-03-02")
    assert "declared" in noted[0]
    assert (before[1], noted[1]) == ("must-not", "may")
    assert asked_on("2026-06-30") == noted
    assert asked_on("2026-07-01") == before


@WITH_SITE
def test_a_link_counts_for_nobody_but_its_member() -> None:
    keep_declarations()
    noted_by("cohead", declared_by("head"), today() + timedelta(days=1))
    with school_scope(cast.school("wrenmoor").pk):
        assert known_of(cast.person("teacher", "wrenmoor"), timezone.now()).links == ()
        assert len(known_of(cast.person("head", "wrenmoor"), timezone.now()).links) == 1
    other = cast.person("head", "larksend")
    with school_scope(other.school_id):
        assert known_of(other, timezone.now()).links == ()
