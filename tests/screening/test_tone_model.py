"""The small model of the tone: what it may say, on what evidence, and that it is the one of its card."""

import gzip
import hashlib
import math
import tomllib
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening import tone
from gatepost.screening.finding import Finding
from gatepost.screening.reading import read
from gatepost.screening.tone.entries import FOLDER
from gatepost.screening.tone.model import (
    CARD,
    FEWEST,
    MODEL,
    ModelError,
    contributions,
    load,
    pieces,
    weigh_word,
)
from gatepost.screening.tone.people import people

MODEL_SIZE = 1_500_000
KIND = "tone-model"
card = tomllib.loads(FOLDER.joinpath(CARD).read_text(encoding="utf-8"))


def second_look(text: str, threshold: float | None = None) -> list[Finding]:
    model = tone.standard_model()
    model = model if threshold is None else replace(model, threshold=threshold)
    return [finding for finding in tone.find(read(text), model) if finding.kind == KIND]


def test_the_model_is_the_one_of_its_card() -> None:
    model = tone.standard_model()
    assert card["model"]["sha256"] == model.sha256
    assert card["model"]["threshold"] == model.threshold
    assert card["model"]["features"] == len(model.weights)
    assert card["model"]["bytes"] == len(FOLDER.joinpath(MODEL).read_bytes()) <= MODEL_SIZE


def test_the_card_names_the_licence_of_everything_that_taught_it() -> None:
    assert {source["licence"] for source in card["source"]} <= {"CC0-1.0", "MIT", "CC-BY-4.0"}
    assert all(source["from"] for source in card["source"])


def test_a_changed_model_is_refused() -> None:
    content = FOLDER.joinpath(MODEL).read_bytes()
    with pytest.raises(ModelError, match="not the one of its card"):
        load(content + b"\0", card["model"]["sha256"], "1")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"bias": 0, "threshold": 1, "scale": 1}\nword without weight'])
def test_a_file_that_is_no_model_is_refused_in_a_sentence(text: str) -> None:
    content = gzip.compress(text.encode())
    with pytest.raises(ModelError, match="cannot be read"):
        load(content, hashlib.sha256(content).hexdigest(), "1")


def test_words_for_who_people_are_have_no_weight() -> None:
    model = tone.standard_model()
    words = sorted(part for group in people().groups for part in group.split())
    assert {"muslims", "gay", "black", "women", "disabled"} <= set(words)
    assert [word for word in words if weigh_word(model, word, {}) != 0] == []
    assert [
        feature for feature in model.weights if feature.startswith("=") and feature[1:] in people().weightless
    ] == []


@given(st.lists(st.sampled_from([*sorted(people().weightless)]), min_size=3, max_size=40))
def test_words_for_who_people_are_raise_nothing_together_either(words: list[str]) -> None:
    assert set(contributions(tone.standard_model(), words, {})) == {0.0}
    assert second_look(" ".join(words), threshold=-100.0) == []


@given(st.lists(st.text("abcdefghiklmnorstu", min_size=1, max_size=9), min_size=1, max_size=30))
def test_what_the_words_add_is_the_whole_score(words: list[str]) -> None:
    """The slow way: every feature of the text counted, weighed and added up."""
    model = tone.standard_model()
    share = 1 / math.sqrt(max(FEWEST, len(words)))
    score = 0.0
    for word in (word for word in words if word not in model.weightless):
        parts = pieces(word)
        score += share * model.weights.get(f"={word}", 0.0)
        score += share * sum(model.weights.get(part, 0.0) for part in parts) / math.sqrt(len(parts))
    for left, right in pairwise(words):
        if model.weightless.isdisjoint((left, right)):
            score += share * model.weights.get(f"{left} {right}", 0.0)
    assert sum(contributions(model, words, {})) == pytest.approx(score)


UNKIND = "ugly nasty slutty pathetic hags, disgusting dumb whores"


def test_a_second_look_is_only_possible_and_names_the_words_that_raised_it() -> None:
    (finding,) = second_look(UNKIND)
    assert finding.sure == "possible"
    named = finding.why.removeprefix("These words together read as unkind: ").removesuffix(".").split(", ")
    assert 2 <= len(named) <= 4
    assert all(word.strip("“”") in UNKIND for word in named)
    assert UNKIND[finding.start : finding.end] in UNKIND


def test_one_word_alone_is_no_evidence() -> None:
    assert second_look("ugly is what the gate is", threshold=-100.0) == []
    assert second_look("ugly", threshold=-100.0) == []


@pytest.mark.parametrize(
    "text",
    [
        f'"{UNKIND}" is what he said, and it was racist',
        f"we never say {UNKIND}",
        f"a lesson about hurtful words like {UNKIND}",
    ],
)
def test_what_is_quoted_spoken_of_or_spoken_against_gets_no_second_look(text: str) -> None:
    assert second_look(text) == []


def test_without_a_model_the_word_lists_speak_alone() -> None:
    assert [finding for finding in tone.find(read(UNKIND)) if finding.kind == KIND] == []


@pytest.mark.parametrize(
    "text",
    [
        "Eid Mubarak to our Muslim families, from all of us",
        "We celebrate our gay parents and our gay teachers",
        "Black History Month: our black authors and poets",
        "I am a Jewish woman and a disabled teacher",
        "Our Roma and Traveller families told stories",
        "The girls smashed it and beat the boys",
    ],
)
def test_posts_about_who_we_are_get_no_second_look(text: str) -> None:
    assert second_look(text) == []
