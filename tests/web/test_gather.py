"""What travels in the hidden field is read as strictly as anything from outside."""

import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gatepost.vocabulary.activity import Partial, Value
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.gather import Told, Unreadable, gather, narrowed, read, write
from gatepost.web.checks.queries import Situation, situations
from tests.web.conversations import Page

WITH_SITE = pytest.mark.usefixtures("database")

FACTS = vocabulary().facts
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NEARLY = st.lists(
    st.tuples(st.sampled_from([*FACTS, "no-such-fact"]), ANYTHING, st.booleans()).map(list)
    | st.tuples(
        st.sampled_from(list(FACTS)),
        st.sampled_from([word for fact in FACTS.values() for word in fact.values]),
        st.booleans(),
    ).map(list),
    max_size=4,
)


@given(ANYTHING | NEARLY)
def test_anything_at_all_is_either_read_or_refused_with_a_sentence(source: object) -> None:
    try:
        told = read(json.dumps(source))
    except Unreadable:
        return
    assert read(write(told)) == told


@WITH_SITE
@pytest.mark.parametrize(
    "text",
    [
        "[",
        "{}",
        "null",
        "[" * 5000,
        '[["role","teacher",true]]',
        '[["role",[],true]]',
        '[["role",["teacher"],false]]' + "x",
        '[["target","nobody-we-know",true]]',
        '[["target",null,true]]',
        '[["role",null,false]]',
        '[["target","pupil"]]',
        '[["target","pupil","yes"]]',
        '[["target-age",' + "9" * 5000 + ",true]]",
        json.dumps([["content", {"has": []}, True]] * 101),
    ],
)
def test_answers_that_were_tampered_with_get_a_clear_sentence(visitor: Client, text: str) -> None:
    response = visitor.post("/wrenmoor/may-i/accept-a-friend-request/", {"told": text, "continue": "1"})
    assert response.status_code == 400
    assert "could not be read" in Page(response.content.decode()).text


@WITH_SITE
@pytest.mark.parametrize(
    "told",
    [
        [["action", "monitor", True]],  # denies what the situation says
        [["role", ["teacher", "pupil"], True]],
        [["target", "pupil", True], ["target", "staff", True]],
        [["content", {"has": ["abusive"]}, True], ["content", {"not": ["abusive"]}, True]],
    ],
)
def test_answers_that_deny_one_another_get_a_clear_sentence(visitor: Client, told: list[object]) -> None:
    response = visitor.post("/wrenmoor/may-i/accept-a-friend-request/", {"told": json.dumps(told)})
    assert response.status_code == 400
    assert Page(response.content.decode()).text.count("Please start again") == 1


@WITH_SITE
def test_facts_that_cannot_be_true_together_get_a_clear_sentence(visitor: Client) -> None:
    told = [["role", ["teacher"], True], ["target", "nobody", True], ["family-link", "declared", True]]
    response = visitor.post("/wrenmoor/may-i/accept-a-friend-request/", {"told": json.dumps(told)})
    assert response.status_code == 400
    assert "cannot be true together" in Page(response.content.decode()).text


@WITH_SITE
@pytest.mark.parametrize("change", ["-1", "5", "", "one", "²", "9" * 50])
def test_changing_an_answer_that_is_not_there_gets_a_clear_sentence(visitor: Client, change: str) -> None:
    told = json.dumps([["role", ["teacher"], True]])
    response = visitor.post("/wrenmoor/may-i/accept-a-friend-request/", {"told": told, "change": change})
    assert response.status_code == 400


def test_a_role_that_may_not_ask_is_refused() -> None:
    with pytest.raises(Unreadable):
        gather(situations()["message-a-parent"], (Told("role", ("pupil",)),))


def test_the_only_role_that_may_ask_is_not_asked_for() -> None:
    activity, _unsure = gather(Situation("home", "Home", ("pupil",), ("pupil",), {"action": "browse"}, True, True), ())
    assert activity.facts["role"] == "pupil"


def test_what_was_half_known_becomes_narrower_and_never_wider() -> None:
    assert narrowed(FACTS["target"], Partial(possible=frozenset({"pupil", "staff"})), "staff") == "staff"
    assert narrowed(FACTS["target-age"], Partial(low=13, high=120), Partial(low=0, high=17)) == Partial(low=13, high=17)
    assert narrowed(FACTS["target-age"], Partial(low=13, high=120), 13) == 13
    both = narrowed(FACTS["content"], Partial(has=frozenset({"abusive"})), Partial(lacks=frozenset({"sexual"})))
    assert both == Partial(has=frozenset({"abusive"}), lacks=frozenset({"sexual"}))
    assert narrowed(FACTS["in-doubt"], True, True) is True


@pytest.mark.parametrize(
    ("fact", "known", "told"),
    [
        ("target", "pupil", "staff"),
        ("target-age", Partial(low=18, high=120), 17),
        ("in-doubt", True, False),
        ("content", frozenset({"abusive"}), Partial(has=frozenset({"sexual"}))),
    ],
)
def test_what_is_known_cannot_be_denied(fact: str, known: Value, told: Value) -> None:
    with pytest.raises(Unreadable):
        narrowed(FACTS[fact], known, told)
