"""What the cue lists find in drafts, what lowers it, and what protects the writer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.cues import find, standard_book
from gatepost.screening.finding import Finding
from gatepost.screening.reading import read
from gatepost.vocabulary import vocabulary

_DEVELOPMENT = Path(__file__).parent / "cues_development.jsonl"


def _labels(text: str, account: str = "personal") -> set[str]:
    return {finding.label for finding in find(read(text), account).findings}


def _found(text: str, label: str) -> list[Finding]:
    return [finding for finding in find(read(text)).findings if finding.label == label]


def _sure(text: str, label: str) -> str:
    return next((finding.sure for finding in _found(text, label)), "nothing")


def test_a_threat_to_a_person_is_likely_and_a_game_is_nothing() -> None:
    assert _sure("I'm gonna batter you on Monday", "threatening") == "likely"
    assert _sure("We're going to smash them on Saturday", "threatening") == "nothing"


def test_an_idiom_weighs_less_than_what_it_sounds_like() -> None:
    assert _sure("I'll kill him", "threatening") == "likely"
    assert _sure("I'll kill him, he ate my biscuits", "threatening") in ("possible", "nothing")


def test_negation_quotation_and_teaching_lower() -> None:
    assert "threatening" in _labels("She said she is going to kill you")
    assert "threatening" not in _labels("Nobody is going to kill you")
    assert _sure('He wrote "I will kill you" on the wall', "threatening") == "possible"
    assert "threatening" not in _labels('In our lesson on bullying we read "I will kill you" aloud')


def test_a_rule_about_a_code_is_no_code() -> None:
    assert "security-sensitive" in _labels("The gate code is 4471")
    assert "security-sensitive" not in _labels("Never share the gate code with anyone, it is written in your handbook")


def test_a_finding_tells_its_place_in_the_original() -> None:
    text = "Ｈello. The gate code is 4471!"
    finding = _found(text, "security-sensitive")[0]
    assert text[finding.start : finding.end].startswith("gate code is")


def test_evidence_adds_up() -> None:
    assert "disreputable" not in _labels("So much for the pub")
    assert "disreputable" in _labels("So much for the pub. I hate this job")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I reported the blocked fire exits and the school did nothing, disgusted with the head", "safety"),
        ("I raised safeguarding concerns about the deputy and was ignored by governors", "whistleblowing"),
        ("NEU members at our school: vote yes to strike action, sign the petition", "union"),
    ],
)
def test_protected_words_set_no_label_and_name_the_protection(text: str, kind: str) -> None:
    seen = find(read(text))
    assert kind in {protection.kind for protection in seen.protections}
    assert not seen.unset & {finding.label for finding in seen.findings}
    assert {"complaint", "defamatory", "campaign", "confidential", "disreputable"} <= seen.unset


def test_no_protection_covers_a_threat_or_a_gate_code() -> None:
    text = "I reported the blocked fire exits. The gate code is 4471. I'm gonna batter you."
    assert {"threatening", "security-sensitive"} <= _labels(text)


def test_a_protection_in_a_long_text_covers_its_neighbourhood_only() -> None:
    middle = "The river runs past the mill. " * 60
    text = f"NEU members voted for strike action. {middle} Absolutely disgusted with how the school handled this."
    assert "complaint" in _labels(text)
    assert "complaint" not in _labels(text.replace(middle, ""))


def test_only_a_personal_account_can_claim_to_represent() -> None:
    text = "On behalf of the school I apologise"
    assert "claims-to-represent" in _labels(text)
    assert "claims-to-represent" not in _labels(text, "school-account")


def test_every_label_is_of_the_vocabulary_and_every_soft_label_is_looked_for() -> None:
    facts = vocabulary().facts
    labels = standard_book().labels
    assert labels <= {value for fact in ("content", "mentions", "uses") for value in facts[fact].values}
    assert labels >= set(facts["content"].values) - {"personal-data", "own-personal-data"}
    assert labels >= set(facts["mentions"].values)


def test_a_text_without_a_trigger_word_has_no_finding() -> None:
    book = standard_book()
    text = "scones river hills"
    assert book.triggers.isdisjoint(text.split())
    assert find(read(text)) == find(read(""))


def _development() -> Iterator[tuple[str, str, bool]]:
    for line in _DEVELOPMENT.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], row["label"], row["is"]


def test_the_lists_still_do_what_they_were_tuned_to_do() -> None:
    right: dict[str, list[bool]] = {}
    wrong: dict[str, list[bool]] = {}
    for text, label, is_so in _development():
        seen = find(read(text))
        said = bool(seen.protections) if label == "protected" else label in {f.label for f in seen.findings}
        (right if is_so else wrong).setdefault(label, []).append(said)
    assert min(len(said) for said in right.values()) >= 10
    assert all(sum(said) / len(said) >= 0.75 for said in right.values())
    assert sum(map(sum, wrong.values())) / sum(map(len, wrong.values())) <= 0.05


@given(st.text(max_size=300))
def test_any_text_is_answered_with_places_inside_it(text: str) -> None:
    for finding in find(read(text)).findings:
        assert 0 <= finding.start < finding.end <= len(text)


_WORDS = st.sampled_from(
    [*sorted(standard_book().triggers)[::7], "you", "the", "school", "£5", '"', ".", "not", "Kyle"]
)


@given(st.lists(_WORDS, max_size=60))
def test_any_heap_of_trigger_words_is_answered(words: list[str]) -> None:
    text = " ".join(words)
    for finding in find(read(text)).findings:
        assert text[finding.start : finding.end].strip()
        assert finding.why.endswith(".")
        assert finding.advice.endswith(".")


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ud800 kill you", "e" + "\u0301" * 5000, "\u202e gonna kill you", "a" * 1_000_000, "£" * 10_000],
)
def test_odd_texts_are_answered(text: str) -> None:
    find(read(text))


@pytest.mark.parametrize(
    "text",
    [
        *("Tickets are £5 a head", "it costs £3.50 a head", "a tenner a head", "my head hurts", "he hit his head"),
        *("off the top of my head", "the head of the queue", "we got the coach to London", "the coach driver got lost"),
        *("The coach leaves at 9", "our coach broke down", "we went by coach", "Please be at the coach by 8"),
    ],
)
def test_a_head_on_shoulders_and_a_coach_on_the_road_are_no_staff(text: str) -> None:
    assert "staff" not in _labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "the head said it is £5 a head",
        "the head was bleeding money",
        "our coach is brilliant",
        "the coach told him off",
    ],
)
def test_heads_and_coaches_who_are_people_are_staff(text: str) -> None:
    assert "staff" in _labels(text)
