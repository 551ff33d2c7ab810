"""What is still to be asked, and what each answer would bring."""

import pytest

from gatepost.checking.open import Way, brings, is_fine, questions, still_open
from gatepost.law.offices import offices
from gatepost.policy.answer import MOST_QUESTIONS, TAKEN, Answer, answer
from gatepost.policy.library import packs, policy_named
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, Partial, Value
from gatepost.vocabulary.words import vocabulary

BOOKS = {name: Rulebook([policy_named(name)]) for name in packs()}
ENGLAND = offices("england")


def decided(pack: str, **facts: Value) -> Answer:
    told: dict[str, Value] = {name.replace("_", "-"): value for name, value in facts.items()}
    return answer(BOOKS[pack], Activity({**TAKEN, "action": "post", **told}), pack, alone=True)


@pytest.mark.parametrize("pack", packs())
@pytest.mark.parametrize("role", vocabulary().facts["role"].values)
def test_each_answer_brings_what_it_says(pack: str, role: str) -> None:
    one = decided(pack, role=role, capacity="personal", content=Partial(lacks=frozenset({"illegal"})))
    still = still_open(BOOKS[pack], one, ENGLAND)
    assert len(still) <= MOST_QUESTIONS
    assert bool(still) == (not one.decision.settled)
    for each in still:
        for way in each.ways:
            value = way.value
            if each.several:
                more = value if isinstance(value, Partial) else Partial(has=frozenset({str(value)}))
                known = one.activity.facts.get(each.fact, Partial())
                assert isinstance(known, Partial)
                value = Partial(has=known.has | more.has, lacks=known.lacks | more.lacks)
            then = answer(BOOKS[pack], one.activity.knowing({each.fact: value}), pack).decision
            assert (way.outcome, way.ceiling) == (then.outcome, then.ceiling), (each.fact, way.label)


def test_a_question_that_would_change_nothing_is_left_out() -> None:
    one = decided("caldecote", role="teacher", capacity="personal", mentions=frozenset({"pupil"}))
    now = one.decision.outcome, one.decision.ceiling
    for each in still_open(BOOKS["caldecote"], one, ENGLAND):
        assert any((way.outcome, way.ceiling) != now for way in each.ways), each.fact


def test_what_is_to_be_left_out_is_not_asked_and_nothing_is_asked_twice() -> None:
    book, one = BOOKS["caldecote"], decided("caldecote", role="teacher", capacity="personal")
    asked = [each.fact for each in questions(book, one, ENGLAND)]
    assert len(asked) == len(set(asked)) > 1
    assert asked[0] not in {each.fact for each in questions(book, one, ENGLAND, frozenset({asked[0]}))}


def test_of_several_the_single_words_are_to_choose_from_and_none_of_these_is_a_way_beside_them() -> None:
    one = decided("caldecote", role="teacher", capacity="personal")
    each = next(each for each in questions(BOOKS["caldecote"], one, ENGLAND) if each.several)
    assert len(each.options) == len(each.ways) - 1
    assert all(isinstance(value, str) for value, _label in each.options)


def test_what_an_answer_brings_says_how_bad_it_can_still_get_and_asks_where_the_school_can_only_ask() -> None:
    assert brings(Way("x", "X", "must-not", "must-not"), "teacher") == "Not allowed"
    assert brings(Way("x", "X", "silent", "must-not"), "teacher") == "Policy says nothing, or at worst Not allowed"
    assert "asks you not to" in brings(Way("x", "X", "must-not", "must-not"), "parent")


def test_it_is_fine_only_when_nothing_that_is_not_known_could_speak_against_it() -> None:
    book = BOOKS["caldecote"]
    still_unknown = decided("caldecote", role="teacher", capacity="personal", channel="blog")
    assert still_unknown.decision.outcome == "silent"
    assert not is_fine(book, still_unknown.decision)
    known = decided("caldecote", role="teacher", capacity="personal", channel="print", mentions=frozenset())
    assert is_fine(book, known.decision)
    assert still_open(book, known, ENGLAND) == () or not known.decision.settled
