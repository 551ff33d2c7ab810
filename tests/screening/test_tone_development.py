"""Threats, hate and their harmless neighbours: what the lists of the tone and of the cues find together."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening import cues, tone
from gatepost.screening.finding import Finding
from gatepost.screening.reading import read
from gatepost.screening.tone.respelling import parted, read_spellings, reread, spellings
from gatepost.screening.word_list import ListError

_DEVELOPMENT = Path(__file__).parent / "tone_development.jsonl"
_LABELS = {"threatening", "derogatory", "offensive", "discriminatory", "abusive", "sexual"}
_LIST = """words = ["vermin", "stupid"]
joining = ["you"]
correct = ["stupor"]
[written]
stewpid = "stupid"
"""


def _found(text: str) -> list[Finding]:
    reading = read(text)
    both = tone.find(reading, tone.standard_model()) + cues.find(reading).findings
    return [finding for finding in both if finding.label in _LABELS]


def _development() -> Iterator[tuple[str, str, bool]]:
    for line in _DEVELOPMENT.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], row["class"], row["is"]


def test_the_lists_still_do_what_they_were_tuned_to_do() -> None:
    told: dict[tuple[str, bool], list[bool]] = {}
    for text, name, is_so in _development():
        told.setdefault((name, is_so), []).append(bool(_found(text)) is is_so)
    assert len(told) == 10
    assert {name: sum(right) / len(right) for name, right in told.items() if sum(right) / len(right) < 0.85} == {}


@pytest.mark.parametrize(
    "text",
    [
        'Posters saying "all immigrants are vermin" were reported to the police',
        '"Women are stupid", he said. The assembly was about why that is never OK.',
        "Calling someone worthless is not OK",
        "No child should be told to go back to where they came from",
    ],
)
def test_what_is_quoted_or_named_to_condemn_it_is_no_finding(text: str) -> None:
    assert _found(text) == []


def test_a_quotation_that_the_writer_sides_with_is_a_finding() -> None:
    assert _found('My uncle said "all immigrants are vermin" and he\'s right')
    assert not _found('My uncle said "all immigrants are vermin" and it was disgusting')


def test_a_severe_slur_that_is_condemned_stays_possible_and_says_that_it_hurts() -> None:
    (finding,) = _found("being called a paki is never acceptable")
    assert finding.sure == "possible"
    assert "hurtful word" in finding.why


def test_a_word_with_another_meaning_counts_only_where_somebody_is_meant() -> None:
    assert _found("Turn the knob of the radiator") == []
    assert _found("you massive knob")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("well, Muslims are v3rmin!", "Muslims are v3rmin"),
        ("oh women are st*pid", "women are st*pid"),
        ("#ihatewomen today", "ihatewomen"),
        ("i  h a t e  immigrants", "i  h a t e  immigrants"),
        ("gunna k1ll you", "gunna k1ll you"),
    ],
)
def test_disguised_abuse_is_shown_where_it_was_written(text: str, shown: str) -> None:
    assert any(text[finding.start : finding.end] in shown for finding in _found(text))


def test_a_text_without_a_slip_is_not_read_again() -> None:
    assert reread(read("Year 4 leave at 9am for the 2nd time, £3 each, a b and c")) is None


@pytest.mark.parametrize("word", ["therapist", "womenswear", "thousands", "assembly", "grandparents", "a" * 1_000])
def test_a_long_word_of_everyday_english_is_one_word(word: str) -> None:
    assert parted(word) is None


def test_no_slip_is_a_right_word() -> None:
    assert spellings().slips.keys().isdisjoint(spellings().joined)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('stewpid = "stupid"', "stewpid = 1"), "list:5: `stewpid` cannot be another way"),
        (("stewpid", "vermin"), "`vermin` cannot be another way"),
        (("correct", "corect"), "list:3: `corect` is no key of this list .did you mean `correct`"),
    ],
)
def test_a_fault_in_the_list_of_spellings_is_told(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ListError, match=message):
        read_spellings(_LIST.replace(*change), "list")


_PARTS = st.sampled_from(
    ["v3rmin", "st*pid", "h a t e", "ppl", "you", "ｗomen", "r", "\u202e", "e\u0301", "“", ".", "k1ll", "ﷺ"]
)


@given(st.lists(st.one_of(_PARTS, st.text(max_size=5)), max_size=20).map(" ".join))
def test_every_finding_lies_in_the_text(text: str) -> None:
    for finding in _found(text):
        assert 0 <= finding.start <= finding.end <= len(text)


@pytest.mark.parametrize("text", ["k1" * 500_000, "k1ll " * 20_000, "h a t e " * 20_000, '"vermin said ' * 20_000])
def test_hostile_text_has_an_answer(text: str) -> None:
    tone.find(read(text))
