"""Explanations: answer first, honest about what is still fine, and silent about consequences where there are none."""

from collections.abc import Iterator
from functools import cache

import pytest

from gatepost.law.offices import offices
from gatepost.policy.advise import HARMFUL, Fix, Question, fixes, next_question
from gatepost.policy.boundary import still_fine
from gatepost.policy.decide import Decision, Owed, decide
from gatepost.policy.document import Duty
from gatepost.policy.explain import Explanation, activity_words, duty_words, explain, fix_words, question_words
from gatepost.policy.library import pack, packs
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError, Partial
from gatepost.vocabulary.words import vocabulary
from tests.policy.chance import Chance
from tests.vocabulary.plain import hyphenated

WORDS = vocabulary()
CAUTION = WORDS.rank("caution")
ENGLAND, WALES = offices("england"), offices("wales")


@cache
def book_of(name: str) -> Rulebook:
    return Rulebook([pack(name)])


@cache
def decided(name: str) -> tuple[tuple[Activity, Decision], ...]:
    """The activities of a pack's own examples and many random ones, each decided."""
    told = [Activity.from_json(dict(example.activity)) for example in pack(name).examples]
    found: list[tuple[Activity, Decision]] = []
    for activity in (*told, *Chance(pack(name), f"explain {name}").activities(300)):
        one = activity.as_one(activity.roles[0]) if activity.roles else activity
        try:
            found.append((one, decide(book_of(name), one)))
        except ActivityError:
            continue
    return tuple(found)


def explained(name: str, activity: Activity, decision: Decision, wales: bool = False) -> Explanation:
    book = book_of(name)
    found = fixes(book, book[name], activity, decision)
    question = next_question(book, book[name], activity, decision)
    return explain(book, decision, activity, found, question, WALES if wales else ENGLAND)


def of(name: str, **facts: object) -> Explanation:
    """The explanation of one activity; underscores stand for hyphens."""
    activity = Activity.from_json({key.replace("_", "-"): value for key, value in facts.items()})
    return explained(name, activity, decide(book_of(name), activity))


def everything_said(told: Explanation) -> Iterator[str]:
    """Every text of an explanation that is the software's own, not the school's prose."""
    yield from (told.answer, told.paragraph, *told.still_fine, *told.must_do, *told.may_do, *told.would_be_fine)
    yield from (*told.held, *told.set_aside, *told.notices, *told.consequences)
    for cited in told.cited:
        yield from (cited.sentence, cited.verdict_words)


each_pack = pytest.mark.parametrize("name", packs())


# promises that hold for every activity ----------------------------------------------------------------------


@each_pack
def test_no_consequence_is_shown_at_caution_or_below_nor_to_parents_and_the_community(name: str) -> None:
    seen = 0
    for activity, decision in decided(name):
        consequences = explained(name, activity, decision).consequences
        if WORDS.rank(decision.outcome) <= CAUTION or decision.role in ("parent", "community-member", None):
            assert not consequences
        seen += bool(consequences)
    assert seen or not list(pack(name).breaches())


@each_pack
def test_consequences_stay_out_of_the_paragraph(name: str) -> None:
    for activity, decision in decided(name):
        told = explained(name, activity, decision)
        assert not [text for text in told.consequences if text in told.paragraph]


@each_pack
def test_nothing_said_holds_a_word_of_the_vocabulary_or_an_unfilled_place(name: str) -> None:
    for activity, decision in decided(name):
        for text in (*everything_said(explained(name, activity, decision)), activity_words(activity, ENGLAND)):
            assert not hyphenated(text), text
            assert not [mark for mark in ("  ", "{", "}", "None", "..") if mark in text], text


@each_pack
def test_a_welsh_school_never_reads_an_english_office(name: str) -> None:
    for activity, decision in decided(name):
        told = explained(name, activity, decision, wales=True)
        assert not [text for text in everything_said(told) if "DSL" in text or "LADO" in text]


@each_pack
def test_every_part_is_whole_sentences(name: str) -> None:
    for activity, decision in decided(name):
        told = explained(name, activity, decision)
        parts = (told.answer, *told.still_fine, *told.must_do, *told.may_do, *told.would_be_fine, *told.notices)
        for text in (*parts, activity_words(activity, ENGLAND)):
            assert text[0].isupper(), text
            assert text.endswith("."), text
        assert told.paragraph.endswith((".", "?"))


@each_pack
def test_the_paragraph_begins_with_the_answer(name: str) -> None:
    for activity, decision in decided(name):
        told = explained(name, activity, decision)
        assert told.paragraph.startswith(told.answer)


@each_pack
def test_what_is_called_still_fine_is_fine_whatever_is_not_known(name: str) -> None:
    book = book_of(name)
    drawn = 0
    for activity, decision in decided(name):
        for boundary in still_fine(book, book[name], activity, decision):
            for value in boundary.values:
                drawn += 1
                other = activity.knowing({**dict(boundary.given), boundary.fact: value})
                if boundary.fact == "target":  # the age and the family of somebody else are not known
                    kept = {
                        key: known for key, known in other.facts.items() if key not in ("target-age", "family-link")
                    }
                    other = Activity(kept, permissions=other.permissions)
                if isinstance(value, Partial) and boundary.fact == "own-age" and activity.facts.get("role") == "pupil":
                    other = other.knowing({"own-age": Partial(low=value.low, high=19)})
                answer = decide(book, other)
                assert WORDS.rank(answer.ceiling) <= CAUTION - (not boundary.care)
                assert not answer.notices
    assert drawn


@each_pack
def test_at_most_three_boundaries_and_none_where_nothing_is_stopped(name: str) -> None:
    book = book_of(name)
    for activity, decision in decided(name):
        found = still_fine(book, book[name], activity, decision)
        assert len(found) <= (3 if WORDS.rank(decision.outcome) > CAUTION else 0)


@each_pack
def test_no_pupil_is_pointed_to_an_adult_and_nobody_to_a_child(name: str) -> None:
    book = book_of(name)
    for activity, decision in decided(name):
        for boundary in still_fine(book, book[name], activity, decision):
            if boundary.fact == "target":
                assert activity.facts.get("role") != "pupil"
                assert not {"pupil", "former-pupil", "other-child"} & set(boundary.values)


@each_pack
def test_no_fix_is_offered_without_the_notice_that_would_still_stand(name: str) -> None:
    for activity, decision in decided(name):
        book = book_of(name)
        for fix in fixes(book, book[name], activity, decision):
            after = Activity({**activity.facts, **fix.facts}, permissions=fix.permissions or activity.permissions)
            if any(notice.certain for notice in decide(book, after).notices):
                texts = explain(book, decision, activity, (fix,), None, ENGLAND).would_be_fine
                assert all("speak to the DSL first" in text for text in texts)


@each_pack
def test_nobody_is_told_to_take_hurtful_words_elsewhere(name: str) -> None:
    seen = 0
    for activity, decision in decided(name):
        content = activity.facts.get("content")
        if not isinstance(content, frozenset) or not content & HARMFUL or WORDS.rank(decision.outcome) <= CAUTION:
            continue
        for text in explained(name, activity, decision).would_be_fine:
            seen += 1
            assert "eave out" in text, text
    assert seen


@each_pack
def test_an_activity_that_may_not_go_with_a_child_is_never_met_with_a_plain_yes(name: str) -> None:
    for activity, decision in decided(name):
        if any(notice.certain for notice in decision.notices):
            assert not explained(name, activity, decision).answer.startswith("Yes")


# answers as they should be ----------------------------------------------------------------------


def test_a_prohibition_answers_no() -> None:
    told = of("caldecote", role="teacher", action="accept-connection", target="pupil", family_link="none")
    assert told.answer == "No. You must not accept this request."
    assert told.consequences


def test_a_parent_is_asked_and_not_told() -> None:
    told = of(
        "caldecote",
        role="parent",
        action="post",
        channel="social-network",
        image_shows=["pupil"],
        image_setting="school-event",
        content=[],
        mentions=[],
        uses=[],
    )
    assert told.answer == "The school asks you not to post this."
    assert not told.consequences
    assert {cited.verdict_words for cited in told.cited} == {"The school asks you not to"}


def test_whom_the_policy_does_not_bind_is_told_so() -> None:
    assert of("llandough", role="parent", action="post").answer == "This policy does not bind you as a parent."


def test_a_hold_says_how_long_to_wait() -> None:
    told = of("rattlesden", role="teacher", action="post", in_doubt=True, capacity="personal", time="own-time",
              content=[], mentions=[], uses=[], image_setting="no-image")  # fmt: skip
    assert told.answer == "Not yet: wait 48 hours."


def test_a_permission_that_is_held_is_named() -> None:
    told = of("bullion-lane", role="friend", action="post", uses=["school-logo"], content=[], mentions=[],
              image_setting="no-image", permission_head="written", device="own", time="own-time",
              place="off-premises", channel="social-network")  # fmt: skip
    assert told.held == ("Permission under clause BL-09 (code of conduct) is held.",)
    assert told.answer == "Yes. You have the Headteacher's permission."


def test_a_permission_that_is_wanted_says_its_level_and_how_to_get_it() -> None:
    told = of("bullion-lane", role="friend", action="post", uses=["school-logo"], content=[], mentions=[],
              image_setting="no-image", permission_head="none", device="own", time="own-time",
              place="off-premises", channel="social-network")  # fmt: skip
    assert told.answer == "Only with the Headteacher's written permission."
    assert "Ask the Headteacher for written permission first: clause BL-09 (code of conduct)." in told.must_do
    assert "Leave out the school's logo." in told.would_be_fine


def test_an_open_answer_says_between_what_it_lies() -> None:
    told = of("rattlesden", role="teacher", action="request-connection", target="parent")
    assert told.answer == "It depends. What is not known yet decides between “allowed with care” and “not allowed”."


def test_an_open_duty_is_not_told_as_silence() -> None:
    told = of("bullion-lane", role="teacher", action="learn-of-concern")
    assert told.answer == "Tell the DSL. What else there is to do depends on what is not known yet."
    assert told.paragraph.endswith("To know more, answer this: What is the concern about?")


@pytest.mark.parametrize(
    ("pack_name", "role"), [("llandough", "teacher"), ("bullion-lane", "parent"), ("rattlesden", "head")]
)
def test_nobody_with_a_worry_is_sent_away_with_silence(pack_name: str, role: str) -> None:
    told = of(pack_name, role=role, action="learn-of-concern", concern="abuse-signs")
    assert told.answer.endswith("Tell the DSL all the same.")
    assert told.still_fine == ()


@pytest.mark.parametrize("action", ["learn-of-concern", "handle-concern"])
@pytest.mark.parametrize("name", packs())
def test_a_worry_gets_no_verdict_and_is_never_left_with_nothing_to_do(name: str, action: str) -> None:
    for concern in (None, *WORDS.facts["concern"].values):
        facts = {} if concern is None else {"concern": concern}
        told = of(name, role="teacher", action=action, **facts)
        assert not told.answer.startswith(("Yes", "No.", "It depends")), told.answer
        assert told.must_do or told.may_do or "DSL" in told.answer, told.answer


@pytest.mark.parametrize("name", ["bullion-lane", "safe-use", "llandough", "rattlesden"])
def test_a_request_from_a_child_is_never_met_with_silence_alone(name: str) -> None:
    told = of(name, role="teacher", action="receive-request", target="pupil")
    assert told.answer.endswith("about this. Do not accept it, and tell the DSL.")
    assert told.still_fine == ()
    told = of(name, role="teacher", action="receive-request", target="former-pupil")
    assert told.answer.endswith("If it comes from a child, do not accept it, and tell the DSL.")
    assert "DSL" not in of(name, role="teacher", action="receive-request", target="parent").answer


def test_a_head_is_not_told_to_ask_herself() -> None:
    told = of("bullion-lane", role="head", action="post", uses=["school-logo"], content=[], mentions=[],
              image_setting="no-image", permission_head="none", device="own", time="own-time",
              place="off-premises", channel="social-network")  # fmt: skip
    assert told.answer == "Only with written permission, which you cannot give yourself."
    asked = "Ask another Headteacher or the chair of governors for written permission first"
    assert f"{asked}: clause BL-09 (code of conduct)." in told.must_do
    assert f"{asked}." in told.would_be_fine


def test_a_clause_of_several_blocks_is_cited_once_with_its_gravest_verdict() -> None:
    told = of("caldecote", role="pupil", action="carry-phone", phone_handed_in=False, permission_head="none")
    assert [(cited.clause_id, cited.verdict_words) for cited in told.cited] == [("CP-32", "Not allowed")]


def test_an_answer_that_is_not_certain_says_what_it_turns_on() -> None:
    told = of("caldecote", role="teacher", action="accept-connection", target="former-pupil")
    assert "How old is the other person?" in told.unknown
    assert len(told.unknown) <= 4
    sure = of("caldecote", role="teacher", action="accept-connection", target="pupil", family_link="none")
    assert sure.unknown == ()


def test_silence_is_not_leave() -> None:
    told = of("llandough", role="support-staff", action="browse", device="own", time="lesson", purpose="urgent-family")
    assert told.answer == "The policy says nothing about this."
    assert told.still_fine == ("The policy neither forbids nor allows it.",)


def test_a_duty_is_answered_with_what_to_do() -> None:
    told = of("bullion-lane", role="teacher", action="learn-of-concern", concern="grooming-signs")
    assert told.answer == "There is something you must do."
    assert told.must_do[0].startswith("Report it to the DSL at once: clause BL-06")


def test_the_line_for_a_former_pupil_is_drawn_at_18() -> None:
    told = of("safe-use", role="governor", action="accept-connection", target="former-pupil", target_age=17)
    assert told.still_fine == (
        "Still fine: the same with a member of staff, another governor, a parent of a pupil or an adult from outside"
        " the school; or the same once the other person is 18 or over.",
    )


def test_leave_to_stay_in_touch_with_a_child_is_told_without_a_yes_and_with_the_notice() -> None:
    told = of("caldecote", role="teacher", action="keep-connection", target="pupil", family_link="declared",
              device="own", time="own-time", place="off-premises", channel="social-network",
              poses_as_child=False)  # fmt: skip
    assert told.answer == "The policy allows this."
    assert told.notices == ("Don't, until you have spoken to the DSL.",)


def test_a_clause_set_aside_is_named_with_what_sets_it_aside() -> None:
    told = of("caldecote", role="teacher", action="keep-connection", target="pupil", family_link="declared",
              device="own", time="own-time", place="off-premises", channel="social-network")  # fmt: skip
    assert "Clause 3.7 (CP-17) does not apply here, because clause 4.3 (CP-24) does." in told.set_aside


# the smaller parts ----------------------------------------------------------------------


def test_a_fix_names_what_has_to_go() -> None:
    fix = Fix({"content": frozenset({"complaint"})}, "may")
    before = Activity({"content": frozenset({"complaint", "abusive", "copyright"})})
    assert fix_words(fix, ENGLAND, before) == "Leave out abusive content and someone else's work used without leave."


def test_a_picture_that_is_left_out_takes_what_it_shows_along() -> None:
    fix = Fix({"image-setting": "no-image", "image-shows": frozenset(), "name-beside-photo": False}, "may")
    assert fix_words(fix, ENGLAND) == "Leave the picture out."


def test_every_change_that_a_fix_may_make_has_its_words() -> None:
    for name, fact in WORDS.facts.items():
        if fact.change != "never" and fact.kind != "any-of":
            for value in fact.values or (True, False):
                assert len(fix_words(Fix({name: value}, "may"), ENGLAND)) > 5, (name, value)


def test_a_duty_is_an_order_to_whoever_carries_it_and_a_statement_to_others() -> None:
    duty = Duty("head", "inform", None, "parents", (), None, "immediately")
    assert duty_words(Owed(duty, "X"), "head", ENGLAND) == "Tell the parents at once."
    assert duty_words(Owed(duty, "X"), "teacher", ENGLAND) == "The Headteacher must tell the parents at once."
    assert duty_words(duty, "head", ENGLAND, may=True) == "You may tell the parents at once."


def test_ages_are_asked_in_bands() -> None:
    fact = WORDS.facts["target-age"]
    bands = (Partial(low=0, high=12), Partial(low=13, high=17), Partial(low=18, high=120))
    told = question_words(Question(fact, bands, ("CP-17",)), pack("caldecote"), ENGLAND)
    assert [text for _, text in told.options] == ["Under 13", "13 to 17", "18 or over"]
    assert told.why.endswith("Clause 3.7 (CP-17) turns on this.")
    assert not told.several


def test_a_set_is_asked_as_one_question_of_which_several_may_be_chosen() -> None:
    told = question_words(Question(WORDS.facts["uses"], ("school-name",), ()), pack("caldecote"), ENGLAND)
    assert told.several
    assert told.options == (("school-name", "The school's name"),)


def test_an_activity_is_told_as_a_person_would() -> None:
    activity = Activity.from_json(
        {
            "role": "teacher",
            "action": "accept-connection",
            "target": "former-pupil",
            "target-age": 16,
            "family-link": "none",
        }
    )
    assert activity_words(activity, ENGLAND) == (
        "A teacher accepts a friend or connection request; the other person is a former pupil aged 16; between them"
        " there is no family link."
    )


def test_half_known_facts_are_told_as_far_as_they_are_known() -> None:
    activity = Activity.from_json(
        {
            "role": ["parent", "governor"],
            "target": {"not": ["pupil"]},
            "content": {"has": ["abusive"], "not": ["sexual"]},
        }
    )
    assert activity_words(activity, ENGLAND) == (
        "A parent who is also a governor does something; the other person is not a pupil of the school; it contains"
        " abusive content; it does not contain sexual content."
    )
