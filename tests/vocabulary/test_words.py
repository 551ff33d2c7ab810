"""The vocabulary is the contract's, whole and consistent."""

import tomllib
from importlib.resources import files

import pytest

from gatepost.vocabulary.words import CHANGES, LOOKS, vocabulary
from tests.shared import shared

WORDS = vocabulary()
OURS = files("gatepost.vocabulary").joinpath("vocabulary.toml").read_text(encoding="utf-8")


def test_the_vocabulary_is_the_contract_word_for_word() -> None:
    theirs = shared("vocabulary.toml").read_text(encoding="utf-8")
    assert tomllib.loads(OURS) == tomllib.loads(theirs)
    assert list(tomllib.loads(OURS)["fact"]) == list(tomllib.loads(theirs)["fact"])  # its order decides what is asked


def test_every_fact_says_where_to_look_and_what_may_be_changed() -> None:
    table = tomllib.loads(OURS)["fact"]
    assert list(WORDS.facts) == list(table)
    for name, fact in WORDS.facts.items():
        assert fact.look in LOOKS
        assert fact.change in CHANGES
        assert (fact.kind in ("one-of", "any-of")) is bool(fact.values), name
        assert len(fact.values) == len(set(fact.values)), name
        assert fact.kind == "whole-number" or (fact.low, fact.high) == (0, 0), name


@pytest.mark.parametrize("name", ["role", "action"])
def test_the_groups_of_a_fact_hold_only_its_words_and_share_no_name_with_them(name: str) -> None:
    fact = WORDS.facts[name]
    assert fact.groups
    for group, members in fact.groups.items():
        assert group not in fact.values
        assert set(members) <= set(fact.values)
        assert fact.expand((group,)) == set(members)
    assert fact.expand(("pupil", "head", "pupil") if name == "role" else ("post",)) <= set(fact.values)


def test_outcomes_rank_from_silent_to_must_not() -> None:
    assert [WORDS.rank(outcome) for outcome in ("silent", "may", "caution", "must-not")] == [0, 1, 2, 6]


def test_no_recipient_of_a_duty_is_a_verb_and_no_deadline_a_manner() -> None:
    """A duty line is read word by word, so no word may stand for two things."""
    assert set(WORDS.verbs).isdisjoint(WORDS.recipients)
    assert set(WORDS.manners).isdisjoint(WORDS.deadlines)
    role = WORDS.facts["role"]
    assert set(WORDS.verbs).isdisjoint([*role.values, *role.groups])
