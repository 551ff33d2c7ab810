"""What the wording of a text is told of, on what evidence, and what keeps it silent."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening import wording
from gatepost.screening.cues.book import standard_book
from gatepost.screening.finding import Finding
from gatepost.screening.reading import read
from gatepost.screening.screen import Screener
from gatepost.screening.tone.people import people
from gatepost.screening.wording.contexts import Contexts
from gatepost.screening.wording.evidence import OF_PEOPLE, raising
from gatepost.screening.wording.find import MOST
from gatepost.screening.wording.labels import askings, read_askings
from gatepost.screening.wording.model import BLIND, Memory, Model, contributions, standard_model
from gatepost.vocabulary import vocabulary

WORDS = (
    "we",
    "can",
    "confirm",
    "the",
    "school",
    "price",
    "dm",
    "me",
    "order",
    "vote",
    "leak",
    "exclusion",
    "never",
    '"',
)
SELLING = "wax melts and candles, three for a tenner, dm me to order before friday"


def made(label: str, words: str) -> Model:
    """A model in which each of the words alone is worth four steps for one label, and nothing else counts."""
    weights = {f"={word}": 4 for word in words.split()}
    return Model((label,), {"personal": (0.0,)}, (1.0,), (1.0,), weights, {}, "1", "", people().identities)


def found(text: str, label: str = "commercial", words: str = "candles tenner", **given: object) -> list[Finding]:
    return wording.find(read(text), made(label, words), memory=Memory(), **given)  # type: ignore[arg-type]


def test_words_that_together_read_like_a_label_ask_for_a_second_reading() -> None:
    (finding,) = found(SELLING)
    assert (finding.label, finding.kind, finding.sure) == ("commercial", "wording", "possible")
    assert SELLING[finding.start : finding.end] == "candles, three for a tenner"
    assert finding.why.endswith("advertising, or something for sale: “candles”, “tenner”.")


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_it_is_never_surer_than_possible_and_names_at_most_four_words_that_are_there(words: list[str]) -> None:
    text = " ".join(words)
    for finding in wording.find(read(text), standard_model()):
        assert finding.sure == "possible"
        named = finding.why.rpartition(": ")[2].rstrip(".").split(", ")
        assert 2 <= len(named) <= 4
        assert all(word.strip("“”") in text for word in named)


def test_one_word_alone_is_no_evidence_however_often_it_is_said() -> None:
    assert found("candles and more candles and candles") == []


@pytest.mark.parametrize("words", ["for the melts", "3 10 melts", "three of melts"])
def test_a_number_or_a_word_that_every_text_has_is_no_evidence(words: str) -> None:
    text = "melts for the tent, 3 or three by friday, the 10 of them"
    assert found(text, words=words) == []
    assert found(text, words=f"{words} tent")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tell Mrs Finch and Mr Farrow by the river", "mrs finch mr farrow"),
        ("we will miss her and we miss Priya too", "miss priya"),
        ("on Friday 13 March or in May by the river", "friday march may"),
    ],
)
def test_who_and_when_are_no_evidence(text: str, words: str) -> None:
    assert found(text, words=words) == []
    assert found(f"{text} with candles and a tenner", words=f"{words} candles tenner")


def test_a_name_in_small_letters_and_a_text_in_capitals_are_words_like_others() -> None:
    assert found("we march to the tent by the river", words="march tent")
    assert found("CANDLES FOR A TENNER BY THE RIVER")


def test_words_that_bring_little_of_what_speaks_for_a_label_are_no_reason_for_it() -> None:
    words = ["melts", "for", "the", "tent", "by", "the", "river"]
    assert raising("commercial", words, [0.4, 1, 1, 0.4, 1, 1, 0.4]) == []
    assert raising("commercial", words, [0.4, 1, 0, 0.3, 0, 1, 0.2]) == [0, 3, 6]


@pytest.mark.parametrize("label", OF_PEOPLE)
def test_who_somebody_is_is_no_evidence_of_what_is_told_of_a_person(label: str) -> None:
    text = "welsh women and deaf men at the tent by the river"
    assert found(text, label, "tent river")
    assert found(text, label, "welsh women deaf men tent") == []


def test_a_protection_silences_what_it_withdraws() -> None:
    assert found(SELLING, unset=frozenset(["commercial"])) == []


def test_a_protected_post_is_not_told_of_its_wording() -> None:
    text = "The fire exit has been chained shut and I have reported it to the health and safety executive"
    screened = Screener(model=True).screen(text)
    assert screened.protections
    assert [
        one for one in screened.findings if one.kind == wording.KIND and one.label in standard_book().yielding
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "please never say gutless spineless",
        "It is not acceptable to call someone gutless spineless cowards",
        "An assembly on bullying: nobody should say that gutless spineless lot",
    ],
)
def test_what_is_taught_or_spoken_against_is_left_alone(text: str) -> None:
    assert found("gutless spineless lot of them", "derogatory", "gutless spineless")
    assert found(text, "derogatory", "gutless spineless") == []


def test_a_quotation_bears_on_the_words_inside_it_alone() -> None:
    reading = read('they sang "we love our school" and then left early')
    contexts = Contexts(reading, standard_book())
    quoted = {context.name for context in contexts._bearing(3)} - {context.name for context in contexts._bearing(8)}
    assert {context.name for context in standard_book().quotation} <= quoted


def test_nobody_claims_to_represent_a_school_on_its_own_account() -> None:
    text = "we as a school will reply to candles and tenner"
    assert found(text, "claims-to-represent")
    assert found(text, "claims-to-represent", account="school-account") == []


@given(st.lists(st.sampled_from(sorted(people().identities)), min_size=4, max_size=40))
def test_words_for_who_people_are_weigh_nothing_for_labels_of_abuse(words: list[str]) -> None:
    model = standard_model()
    for label in BLIND:
        assert set(contributions(model, words, label, Memory())) == {0}


@given(st.lists(st.sampled_from(WORDS)))
def test_what_was_read_before_changes_no_answer(words: list[str]) -> None:
    reading, memory = read(" ".join(words)), Memory()
    first = wording.find(reading, standard_model(), memory=memory)
    assert wording.find(reading, standard_model(), memory=memory) == first
    assert wording.find(reading, standard_model(), memory=Memory()) == first


@given(st.text(max_size=300))
def test_any_text_has_an_answer_inside_it(text: str) -> None:
    for finding in wording.find(read(text), standard_model()):
        assert 0 <= finding.start < finding.end <= len(text)


HOSTILE = {
    "empty": "",
    "NUL": "\0",
    "surrogate": "\ud800 you idiot of a head",
    "override": "\u202eyou are all scum",
    "tower": "e" + "\u0301" * 1_000,
    "word": "a" * 1_000_000,
    "quotes": '" a ' * 100_000,
    "words": "candles tenner dm me to order " * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_has_an_answer(text: str) -> None:
    told = Counter(one.label for one in wording.find(read(text), standard_model()))
    assert max(told.values(), default=0) <= MOST


def test_the_findings_of_a_text_are_bounded() -> None:
    assert len(found((SELLING + " ") * 6_000)) == MOST


def test_every_label_of_content_has_its_sentences() -> None:
    assert set(askings()) == set(vocabulary().facts["content"].values)
    for asking in askings().values():
        assert asking.advice.endswith((".", "?"))
        assert not asking.reads.endswith(".")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[commercail]\nreads = "a"\nadvice = "b"', "list:1: `commercail` is no label .did you mean `commercial`"),
        ('[commercial]\nread = "a"\nadvice = "b"', "list:2: `read` is no key of this list .did you mean `reads`"),
        ("commercial = 1", "list:1: write `.commercial.`"),
    ],
)
def test_a_fault_in_the_sentences_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_askings(text, "list")


def test_without_the_model_the_wording_says_nothing() -> None:
    texts = [
        SELLING,
        "Vote for us and sign the petition before Friday",
        "Keep it quiet, but the head is leaving",
    ]
    with_model, without = Screener(), Screener(model=False)
    assert any(one.kind == wording.KIND for text in texts for one in with_model.screen(text).findings)
    assert not any(one.kind == wording.KIND for text in texts for one in without.screen(text).findings)
