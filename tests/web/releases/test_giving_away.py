"""The words of a piece of news are found however they are written, and not where a draft is about something else."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.cues.pattern import endings
from gatepost.web.releases.giving_away import NEAR, draft_of, fault_of, form, gives_away

PHRASES = ("Mrs Hill retires", "new headteacher", "closing the nursery")
WORDS = ("retire", "close", "appoint", "move", "merge", "leave", "plan", "stop", "cancel", "carry", "teach", "visit")


def says(text: str, *phrases: str) -> bool:
    return gives_away(draft_of(text), phrases or PHRASES)


@pytest.mark.parametrize(
    "text",
    [
        "So sad that Mrs Hill is retiring in July!",
        "Mrs. Hill has retired.",
        "At Easter Mrs Hill will retire",
        "Mrs Hill's retirement party is on Friday",
        "Our new head teacher starts in May",
        "We have got a NEW   HEAD-TEACHER",
        "Headteachers come and go: here is a new one",
        "They close the nursery in spring",
        "Nursery closed?\nWhat next",
        "The nurseries are closing",
        "The nursery\nis closing",
        "#NewHeadteacher",
        "so excited #newheadteacher",
        "@new_headteacher",
        "n e w headteacher",
        "Mrs Hill ret1res",
        "Mrs H\u200bill ret\u00adires",
        "The closure of the nursery",
    ],
)
def test_a_draft_that_gives_it_away_is_found(text: str) -> None:
    assert says(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mrs Hill read a story to Owls today.",
        "Well done everybody who climbed the hill!",
        "The headteacher thanks the Friends for the new shed. The nursery had fun.",
        "School closes at half past three. The nursery has new paint.",
        "A hill, a new tyre, Mrs Jones",
        f"Mrs Hill said {'la ' * NEAR} and the old clock retires",
    ],
)
def test_a_draft_about_something_else_is_not(text: str) -> None:
    assert not says(text, "Mrs Hill retires", "closing the nursery")


def test_all_the_words_must_stand_in_one_sentence() -> None:
    assert not says("Mrs Hill was there. A player retires.")
    assert says("Mrs Hill was there when the news came that she retires.")


@pytest.mark.parametrize("word", WORDS)
def test_all_regular_forms_of_a_word_are_one(word: str) -> None:
    regular = [one for one in endings(word) if one not in ("leaved", "teached")]
    assert {form(one) for one in regular} == {form(word)}
    assert len({form(one) for one in WORDS}) == len(WORDS)


LETTERS = st.text(alphabet="abcdefghijklmnoprstuvwy", min_size=3, max_size=9)


@given(words=st.lists(LETTERS, min_size=2, max_size=4, unique=True), disguise=st.data())
def test_case_accents_spacing_and_order_make_no_difference(words: list[str], disguise: st.DataObject) -> None:
    phrase = " ".join(words)
    if fault_of(phrase):
        return
    shown = []
    for word in disguise.draw(st.permutations(words)):
        marks = disguise.draw(
            st.lists(st.sampled_from(["", "\u0301", "\u0308"]), min_size=len(word), max_size=len(word))
        )
        cased = "".join(
            (one.upper() if disguise.draw(st.booleans()) else one) + mark for one, mark in zip(word, marks, strict=True)
        )
        shown.append(unicodedata.normalize(disguise.draw(st.sampled_from(["NFC", "NFD"])), cased))
    gap = disguise.draw(st.sampled_from([" ", "  ", "\t", "\n", "\u00a0", ", ", " - "]))
    assert says(f"We heard {gap.join(shown)} today", phrase)


@given(text=st.text(max_size=300), phrase=st.text(max_size=40))
def test_any_text_and_any_phrase_are_answered(text: str, phrase: str) -> None:
    assert says(text, phrase) in (True, False)
    assert isinstance(fault_of(phrase), str)


@given(words=st.lists(LETTERS, min_size=2, max_size=3, unique=True), other=st.lists(LETTERS, max_size=12))
def test_without_one_of_its_words_nothing_is_found(words: list[str], other: list[str]) -> None:
    wanted = form(words[0])
    near = [form(one) for one in (*other, *words[1:])]
    joined = re.sub(r"\s", "", " ".join((*other, *words[1:])))
    if wanted in joined or wanted in near or words[0] in joined or fault_of(" ".join(words)):
        return
    if all(one in joined for one in words[1:]) and form(words[0] + words[1]) in joined:
        return
    assert not says(" ".join((*other, *words[1:])), " ".join(words))


@pytest.mark.parametrize(
    "phrase", ["the", "of our", "school", "to be", "Friday", "new", "closing", "teachers", "…", "x" * 200]
)
def test_words_of_every_text_cannot_be_noted_alone(phrase: str) -> None:
    assert fault_of(phrase)


@pytest.mark.parametrize("phrase", ["new headteacher", "Mrs Hill", "Ofsted inspection", "zoetrope", "school closes"])
def test_two_words_or_one_rare_word_can(phrase: str) -> None:
    assert fault_of(phrase) == ""
