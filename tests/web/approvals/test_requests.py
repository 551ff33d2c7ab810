"""A request: bound to what was asked, decided by somebody else, counting until its last day and no longer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gatepost.web.approvals import facts, words
from gatepost.web.approvals.actions import asking, deciding
from gatepost.web.approvals.binding import Asked, digest
from gatepost.web.approvals.kinds import KINDS
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.approvals.queries import requests as queries
from gatepost.web.approvals.queries.grants import covered, grants, standing
from gatepost.web.record.registry import actions as registered
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.pages import ROOT
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
    wanted,
    with_pictures,
)
from tests.web.cast import person, school

pytestmark = pytest.mark.usefixtures("database")


def counting(asked: Asked = POST, key: str = "teacher", slug: str = SCHOOL) -> frozenset[str]:
    found = grants(person(key, slug), digest(asked), timezone.now())
    return frozenset(covered(found))


def test_a_yes_lifts_the_clauses_it_was_asked_for_and_no_other_and_one_letter_changed_brings_them_back() -> None:
    with school_scope(school(SCHOOL).pk):
        assert counting() == frozenset()
        request = asked_by()
        assert counting() == frozenset()
        deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0)
        (one,) = grants(person("teacher", SCHOOL), digest(POST), timezone.now())
        assert (one.clauses, one.level, one.request) == (frozenset({"CP-19"}), "written", request.pk)
        assert counting(POST.content) == {"CP-19"}
        changes: list[dict[str, Any]] = [
            {"words": "Our fair is on Friday at three!"},
            {"account": "The website"},
            {"not_before": timezone.now()},
            {"clauses": frozenset({"CP-07", "CP-19"})},
            {"pictures": ("0" * 64,), "alt_texts": ("",)},
        ]
        for change in changes:
            assert counting(replace(POST, **change)) == frozenset(), change
        assert counting(key="office") == frozenset()
    with school_scope(school().pk):
        assert counting(key="teacher", slug="quillbrook") == frozenset()


@pytest.mark.parametrize(
    ("day", "last_moment"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC)),  # clocks go forward that night
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),  # and back
        (date(2027, 1, 31), datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_yes_holds_until_the_end_of_its_day_by_the_schools_clock_over_both_changes_of_the_clock(
    day: date, last_moment: datetime
) -> None:
    with at(last_moment - timedelta(days=3)), school_scope(school(SCHOOL).pk):
        request = asked_by()
        deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0, expires_on=day)
    with at(last_moment):
        tick(last_moment)
        with school_scope(school(SCHOOL).pk):
            assert counting() == {"CP-19"}
    with at(last_moment + timedelta(seconds=1)):
        with school_scope(school(SCHOOL).pk):
            assert counting() == frozenset()  # before the clock has been by
            assert queries.mine(person("teacher", SCHOOL))[0].state == "expired"
        tick(timezone.now())
        with school_scope(school(SCHOOL).pk):
            request.refresh_from_db()
            assert request.state == "expired"
            assert kinds("teacher") == ["permission-decided"]


def test_a_yes_lasts_as_long_as_its_kind_unless_its_giver_says_otherwise_and_never_over_a_year() -> None:
    with school_scope(school(SCHOOL).pk):
        assert granted().expires_on == today() + KINDS["event"].lasts
        request = asked_by(**WORK_TIME)
        for wrong in (today() - timedelta(days=1), today() + timedelta(days=367)):
            with pytest.raises(Fault):
                deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0, expires_on=wrong)
        deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0, expires_on=today())
        request.refresh_from_db()
        assert request.expires_on == today()


def test_nobody_decides_their_own_a_headteachers_goes_to_the_other_or_to_the_chair() -> None:
    with school_scope(school(SCHOOL).pk):
        own = asked_by("head")
        assert (kinds("head"), kinds("cohead"), kinds("chair")) == ([], ["permission-to-decide"], [])
        for key in ("head", "chair", "teacher", "dsl", "office"):
            with pytest.raises(Refused):
                deciding.say_yes(person=person(key, SCHOOL), request=own, seen=0)
        deciding.say_yes(person=person("cohead", SCHOOL), request=own, seen=0)
        assert counting(key="head") == {"CP-19"}
    name = wanted(kind="school-name", asked=replace(POST, clauses=frozenset({"BL-09"})))
    with school_scope(school().pk):
        own = asking.ask(person=person("head"), wanted=name)
        others = asking.ask(person=person("teacher"), wanted=name)
        chair = person("chair")
        assert [one.request for one in queries.waiting_for(chair)] == [own]
        assert queries.one(chair, others.pk) is None
        for act in (deciding.say_no, deciding.withdraw):
            with pytest.raises(Refused):
                act(person=chair, request=others, reason="No.")
            with pytest.raises(Refused):
                act(person=person("head"), request=own, reason="No.")
        deciding.say_yes(person=chair, request=own, seen=0)
        assert [one.request for one in queries.waiting_for(person("head"))] == [others]


def test_what_was_taken_back_while_it_was_read_cannot_be_decided_and_a_decision_falls_once() -> None:
    with school_scope(school(SCHOOL).pk):
        request, head = asked_by(), person("head", SCHOOL)
        on_page = seen(request)
        asking.take_back(person=person("teacher", SCHOOL), request=request)
        with pytest.raises(Fault, match="taken back"):
            deciding.say_yes(person=head, request=request, seen=on_page)
        with pytest.raises(Fault, match="taken back"):
            deciding.say_no(person=head, request=request, reason="No.")
        assert counting() == frozenset()
        again = asked_by()
        deciding.say_yes(person=head, request=again, seen=0)
        for count in (0, 1):
            with pytest.raises(Fault, match="already"):
                deciding.say_yes(person=head, request=again, seen=count)
        with pytest.raises(Fault):
            asking.take_back(person=person("teacher", SCHOOL), request=again)
        with pytest.raises(Refused):
            asking.take_back(person=person("office", SCHOOL), request=again)


def test_a_yes_is_withdrawn_at_any_time_with_a_reason_and_counts_no_longer() -> None:
    with school_scope(school(SCHOOL).pk):
        request = granted()
        with pytest.raises(Fault):
            deciding.withdraw(person=person("cohead", SCHOOL), request=request, reason=" ")
        deciding.withdraw(person=person("cohead", SCHOOL), request=request, reason="The fair is off.")
        assert counting() == frozenset()
        assert queries.mine(person("teacher", SCHOOL))[0].state == "revoked"
        with pytest.raises(Fault):
            deciding.withdraw(person=person("head", SCHOOL), request=request, reason="Again.")
        with pytest.raises(Fault):
            deciding.say_yes(person=person("head", SCHOOL), request=request, seen=seen(request))


def test_a_claim_of_a_yes_by_word_of_mouth_counts_only_once_whoever_decides_confirms_it() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asked_by(said_on=today())
        assert counting() == frozenset()
        deciding.say_yes(person=person("head", SCHOOL), request=request, seen=0, spoken=True)
        (one,) = grants(person("teacher", SCHOOL), digest(POST), timezone.now())
        assert one.level == "spoken"
        with pytest.raises(Fault):
            asked_by("office", said_on=today() + timedelta(days=1))


def test_a_headteacher_notes_a_yes_by_word_of_mouth_for_others_only_and_never_where_it_must_be_written() -> None:
    with school_scope(school(SCHOOL).pk):
        teacher, head = person("teacher", SCHOOL), person("head", SCHOOL)
        deciding.note_spoken(person=head, asker=teacher.membership_id, wanted=wanted(**WORK_TIME))
        assert facts.permissions(teacher, timezone.now()) == {"CP-06": "spoken"}
        for who, whom in ((head, head), (person("chair", SCHOOL), teacher), (teacher, head)):
            with pytest.raises(Refused):
                deciding.note_spoken(person=who, asker=whom.membership_id, wanted=wanted(**WORK_TIME))
    with school_scope(school().pk):
        name = wanted(kind="logo", asked=replace(POST, clauses=frozenset({"BL-09"})))
        request = asking.ask(person=person("teacher"), wanted=name)
        with pytest.raises(Fault, match="writing"):
            deciding.say_yes(person=person("head"), request=request, seen=0, spoken=True)
        noted, support = replace(name, kind="school-name"), person("support").membership_id
        with pytest.raises(Fault, match="writing"):
            deciding.note_spoken(person=person("head"), asker=support, wanted=noted)
        assert PermissionRequest.objects.count() == 1


def test_one_question_comes_back_and_its_answer_puts_the_request_before_whoever_decides_again() -> None:
    with school_scope(school(SCHOOL).pk):
        request, head, teacher = asked_by(), person("head", SCHOOL), person("teacher", SCHOOL)
        deciding.ask_back(person=head, request=request, question="Who will be in it?")
        assert kinds("teacher") == ["permission-asked-back"]
        with pytest.raises(Fault):
            deciding.ask_back(person=head, request=request, question="And where?")
        with pytest.raises(Refused):
            asking.reply(person=person("office", SCHOOL), request=request, text="Nobody.")
        asking.reply(person=teacher, request=request, text="Nobody by name.")
        with pytest.raises(Fault):
            asking.reply(person=teacher, request=request, text="Nobody at all.")
        assert (kinds("teacher"), kinds("cohead")) == ([], ["permission-to-decide"])
        request.refresh_from_db()
        assert (words.line(request, "question"), words.line(request, "reply")) == (
            "Who will be in it?",
            "Nobody by name.",
        )
        assert queries.waiting_for(head)[0].answered


def test_what_the_policy_does_not_ask_for_cannot_be_asked_and_exactly_the_same_not_twice() -> None:
    with school_scope(school(SCHOOL).pk):
        for clauses in (frozenset[str](), frozenset({"CP-17"}), frozenset({"CP-19", "BL-09"})):
            with pytest.raises(Fault, match="nobody"):
                asked_by(asked=replace(POST, clauses=clauses))
        asked_by()
        with pytest.raises(Fault, match="already"):
            asked_by()
        asked_by(asked=replace(POST, words="Our fair is on Friday at four."))
        with pytest.raises(Refused):
            asked_by("dpo")
        with pytest.raises(ValueError, match="one picture"):
            asked_by(pictures=(b"\xff\xd8\xff",))
        waiting = asking.MOST_WAITING - 2
        for number in range(waiting):
            asked_by(asked=replace(POST, words=f"Number {number}."))
        with pytest.raises(Fault, match="Too many"):
            asked_by(asked=replace(POST, words="One more."))


def test_answers_to_the_like_are_shown_newest_first_to_whoever_decides_and_no_other_schools() -> None:
    with school_scope(school(SCHOOL).pk):
        head = person("head", SCHOOL)
        for number in range(7):
            one = asked_by(asked=replace(POST, words=f"Fair number {number}."))
            if number % 2:
                deciding.say_no(person=head, request=one, reason=f"Not number {number}.")
            else:
                deciding.say_yes(person=head, request=one, seen=0, conditions=f"Condition {number}.")
        other = asked_by(**WORK_TIME)
        deciding.say_no(person=head, request=other, reason="Not at work.")
        waiting = asked_by()
        found = queries.precedents(head, waiting)
        assert [(one.yes, one.asked, one.words) for one in found] == [
            (True, "Fair number 6.", "Condition 6."),
            (False, "Fair number 5.", "Not number 5."),
            (True, "Fair number 4.", "Condition 4."),
            (False, "Fair number 3.", "Not number 3."),
            (True, "Fair number 2.", "Condition 2."),
        ]
        assert queries.precedents(person("teacher", SCHOOL), waiting) == ()
        assert queries.precedents(person("chair", SCHOOL), waiting) == ()
    with school_scope(school().pk):
        here = asking.ask(
            person=person("teacher"), wanted=wanted(kind="event", asked=replace(POST, clauses=frozenset({"BL-09"})))
        )
        assert queries.precedents(person("head"), here) == ()


def test_what_stands_is_told_clause_by_clause_and_an_account_says_nothing_of_what_is_published_there() -> None:
    with school_scope(school(SCHOOL).pk):
        teacher, now = person("teacher", SCHOOL), timezone.now()
        assert facts.permissions(teacher, now) == {}
        granted(**WORK_TIME)
        granted()  # bound to its words, so it says nothing about other questions
        assert facts.permissions(teacher, now) == {"CP-06": "written"}
        assert facts.permissions(person("office", SCHOOL), now) == {}
    with school_scope(school().pk):
        blog = wanted(
            kind="new-account",
            asked=Asked(words="News of the Owls.", clauses=frozenset({"BL-09"})),
            platform="A blog",
            handle="Quillbrook Owls",
        )
        request = asking.ask(person=person("teacher"), wanted=blog)
        deciding.say_yes(person=person("head"), request=request, seen=0)
        assert facts.permissions(person("teacher"), now) == {}
        assert [one.kind for one in standing(person("teacher"), now)] == ["new-account"]


def test_a_second_request_does_not_pass_by_a_no_and_neither_does_a_note() -> None:
    with school_scope(school(SCHOOL).pk):
        head, teacher = person("head", SCHOOL), person("teacher", SCHOOL)
        refused = asked_by()
        deciding.say_no(person=person("cohead", SCHOOL), request=refused, reason="No.")
        for kind in ("event", "naming"):
            with pytest.raises(Fault, match="was no"):
                asked_by(kind=kind)
        with pytest.raises(Fault, match="was no"):
            deciding.note_spoken(person=head, asker=teacher.membership_id, wanted=wanted())
        more = asked_by("office")  # somebody else's no is not theirs
        assert more.state == "asked"
        with at(timezone.now() + asking.WAITS + timedelta(days=1)):
            assert asked_by().state == "asked"


@pytest.mark.parametrize(
    "told",
    [
        "Our fair is on Fri\u200bday at three.",
        "Our fair is\u202e on Friday at three.",
        "Our  fair is on\u00a0Friday at three. ",
        "\uff2fur fair is on Friday at three.",
        "our fair is \u03bfn friday at three.",  # a Greek letter
        "Our fair is\r\non Friday at three.",
    ],
)
def test_a_no_is_not_passed_by_with_what_nobody_sees(told: str) -> None:
    with school_scope(school(SCHOOL).pk):
        first, again = asked_by(), asked_by(asked=replace(POST, words=told))  # both wait when the no is said
        deciding.say_no(person=person("cohead", SCHOOL), request=first, reason="No.")
        with pytest.raises(Fault, match="was no"):
            deciding.say_yes(person=person("head", SCHOOL), request=again, seen=0)
        with pytest.raises(Fault, match="was no"):
            asked_by(asked=replace(POST, words=f" {told}"))
        with pytest.raises(Fault, match="was no"):
            deciding.note_spoken(
                person=person("head", SCHOOL),
                asker=person("teacher", SCHOOL).membership_id,
                wanted=wanted(asked=replace(POST, words=f"{told} ")),
            )
        assert counting(replace(POST, words=told)) == frozenset()


def test_another_word_another_picture_and_another_hour_are_something_else_after_a_no() -> None:
    shown = with_pictures()
    others = (
        wanted(asked=replace(POST, words="Our fair is on Friday at four.")),
        wanted(asked=replace(POST, not_before=timezone.now())),
        with_pictures(PICTURES[1], PICTURES[0]),
    )
    with school_scope(school(SCHOOL).pk):
        for refused in (wanted(), shown):
            made = asking.ask(person=person("teacher", SCHOOL), wanted=refused)
            deciding.say_no(person=person("cohead", SCHOOL), request=made, reason="No.")
        for one in others:
            made = asking.ask(person=person("teacher", SCHOOL), wanted=one)
            deciding.say_yes(person=person("head", SCHOOL), request=made, seen=0)
            made.refresh_from_db()
            assert made.state == "granted"


def test_of_two_requests_that_ask_for_the_same_a_no_to_one_holds_the_other() -> None:
    both = replace(POST, clauses=frozenset({"CP-07", "CP-19"}))
    with school_scope(school(SCHOOL).pk):
        first, second = asked_by(), asked_by(asked=both)
        deciding.say_no(person=person("cohead", SCHOOL), request=first, reason="No.")
        with pytest.raises(Fault, match="was no"):
            deciding.say_yes(person=person("head", SCHOOL), request=second, seen=0)
        assert counting() == counting(both) == frozenset()


def test_a_yes_by_word_of_mouth_is_noted_once_however_often_it_is_tapped() -> None:
    with school_scope(school(SCHOOL).pk):
        told: dict[str, Any] = {"person": person("head", SCHOOL), "wanted": wanted(**WORK_TIME)}
        told["asker"] = person("teacher", SCHOOL).membership_id
        deciding.note_spoken(**told)
        with pytest.raises(Fault, match="noted already"):
            deciding.note_spoken(**told)
        assert PermissionRequest.objects.count() == 1


@pytest.mark.parametrize("noun", ["permission", "account"])
def test_every_action_of_the_registry_is_written_by_a_verb(noun: str) -> None:
    folder = ROOT / "src/gatepost/web/approvals/actions"
    code = "".join(one.read_text("utf-8") for one in folder.glob("*.py"))
    for action in (one for one in registered() if one.startswith(f"{noun}.")):
        assert f'"{action}"' in code
