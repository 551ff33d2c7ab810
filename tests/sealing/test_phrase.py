"""Phrases are proposed by chance, typed in any usual way, and refused when a guesser would come to them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.sealing import phrase
from gatepost.sealing.phrase import TOO_EASY, TOO_LONG, TOO_SHORT, WELL_KNOWN, fold, propose, weakness, words


def test_there_are_2048_words_and_no_two_begin_with_the_same_four_letters() -> None:
    assert len(words()) == 2048
    assert len({word[:4] for word in words()}) == 2048
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words())
    assert list(words()) == sorted(words())


def test_six_different_words_are_proposed_and_every_word_comes_up() -> None:
    drawn = [propose().split(" ") for _ in range(6000)]
    assert {len(set(one)) for one in drawn} == {6}
    counts = dict.fromkeys(words(), 0)
    for one in drawn:
        for word in one:
            counts[word] += 1
    assert min(counts.values()) > 0  # 17.6 on average: that any stays out is one chance in ten thousand
    assert max(counts.values()) < 60


def test_what_is_proposed_is_never_weak() -> None:
    assert not [one for one in (propose() for _ in range(2000)) if weakness(one, "Rose Hill", "rose@hill.sch.uk")]


@given(st.text())
def test_folding_twice_changes_nothing(typed: str) -> None:
    folded = fold(typed)
    assert fold(folded) == folded
    assert fold(typed.upper().lower()) == fold(typed.upper())
    folded.encode()


@pytest.mark.parametrize(
    "typed",
    [
        "Lantern otter biscuit harbour",
        "LANTERN OTTER BISCUIT HARBOUR",
        "  lantern  otter\tbiscuit\nharbour ",
        "lantern-otter-biscuit-harbour",
        "lantern\N{EN DASH}otter\N{EM DASH}biscuit\N{NON-BREAKING HYPHEN}harbour",
        "Lantern. Otter, biscuit_harbour.",
        "lantern\N{NO-BREAK SPACE}otter\N{IDEOGRAPHIC SPACE}biscuit harbour\N{ZERO WIDTH SPACE}",
        "lan\N{SOFT HYPHEN}tern otter biscuit \N{FULLWIDTH LATIN CAPITAL LETTER H}arbour",
    ],
)
def test_what_a_keyboard_does_by_itself_changes_nothing(typed: str) -> None:
    assert fold(typed) == "lantern otter biscuit harbour"


def test_letters_of_every_spelling_are_one() -> None:
    assert fold("ŵyn Tŷ don’t") == fold("w\u0302yn TY\u0302 don't") == "ŵyn tŷ don't"


def test_words_that_differ_stay_different() -> None:
    assert len({fold(one) for one in ("café bar", "cafe bar", "cafebar", "cafe b@r", "cafe bar 1")}) == 5


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", TOO_SHORT),
        ("otter biscuit", TOO_SHORT),
        ("- - - - - - - - - - - - -", TOO_SHORT),
        ("x" * 501, TOO_LONG),
        ("correct horse battery staple", WELL_KNOWN),
        ("To be, or not to be: that is the question!", WELL_KNOWN),
        ("Mae Hen Wlad fy Nhadau 1", WELL_KNOWN),
        ("a" * 30, TOO_EASY),
        ("qwertyuiop asdfghjkl zxcvbnm", TOO_EASY),
        ("1234567890 0987654321", TOO_EASY),
        ("password password password", TOO_EASY),
        ("Password1234567890!!!", TOO_EASY),
        ("otter otter otter otter otter otter", TOO_EASY),
        ("kestrel umbrella copper violin", TOO_EASY),
        ("Welcome to our school 2026", TOO_EASY),
        ("Eleri Pugh Tan-y-bryn 1987 dragon", TOO_EASY),
    ],
)
def test_what_a_guesser_would_try_is_refused_in_a_sentence(typed: str, why: str) -> None:
    assert weakness(typed, "Eleri Pugh", "eleri.pugh@tanybryn.sch.uk", "Ysgol Tan-y-bryn") == why
    assert why in phrase.WEAKNESSES


@pytest.mark.parametrize(
    "typed",
    [
        "lantern otter biscuit harbour violet",
        "my cat stole two yellow biscuits on sunday",
        "x7Kp2mQz9LwR4tVb8nYc",
        "mae'r gath wen yn cysgu ar y silff lyfrau",
    ],
)
def test_what_is_hard_to_guess_is_taken(typed: str) -> None:
    assert weakness(typed, "Eleri Pugh") is None


def test_a_persons_own_name_does_not_count() -> None:
    typed = "eleri pugh otter biscuit harbour"
    assert weakness(typed) is None
    assert weakness(typed, "Eleri Pugh") == TOO_EASY


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_gets_an_answer(typed: str, about: list[str]) -> None:
    assert weakness(typed, *about) in (None, *phrase.WEAKNESSES)
