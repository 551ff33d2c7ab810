"""What somebody looks for is found by the beginnings of its words, whatever their case, accents and plurals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.home.ranking import excerpt, ranked, wanted_of, words_of

TEXTS = ["Photos of pupils need consent", "Pupils bring a phone", "Staff keep a phone off", "Siân’s café"]
ENTRIES = [(text, frozenset(words_of(text))) for text in TEXTS]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pupil phone", [TEXTS[1]]),
        ("PHOTO", [TEXTS[0]]),
        ("photos", [TEXTS[0]]),
        ("sians cafe", [TEXTS[3]]),
        ("Café", [TEXTS[3]]),
        ("boundary", []),
        ("", []),
        ("?!", []),
        ("one", []),
    ],
)
def test_every_word_begins_a_word_of_what_is_found(asked: str, found: list[str]) -> None:
    assert ranked(ENTRIES, wanted_of(asked)) == found


def test_where_nothing_has_every_word_the_rarest_decide() -> None:
    assert ranked(ENTRIES, wanted_of("may I take photos of a pupil"))[0] == TEXTS[0]


def test_a_long_text_is_cut_around_the_word_between_words() -> None:
    text = " ".join(["before"] * 60 + ["camera"] + ["after"] * 60)
    shown = excerpt(text, ["camera"])
    assert "camera" in shown
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert len(shown) < 200


@given(st.text(max_size=600), st.text(max_size=40))
def test_no_text_breaks_a_search(text: str, asked: str) -> None:
    wanted = wanted_of(asked)
    assert len(excerpt(text, wanted)) <= max(len(text), 184)
    found = ranked([(text, frozenset(words_of(text)))], wanted)
    assert found in ([], [text])
    if words_of(text) and len(set(words_of(text))) <= 8:
        assert ranked([(text, frozenset(words_of(text)))], wanted_of(text)) == [text]
