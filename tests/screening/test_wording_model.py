"""The small model of the wording: it is the one of its card, its sums are exact, and its memory has an end."""

import gzip
import hashlib
import json
import tomllib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.tone.model import ModelError
from gatepost.screening.tone.people import people
from gatepost.screening.wording.model import (
    BLIND,
    CARD,
    FOLDER,
    MODEL,
    Memory,
    contributions,
    form,
    lanes,
    load,
    need,
    pieces,
    reached,
    standard_model,
    total,
)

MODEL_SIZE = 1_500_000
HEAD = {"labels": ["complaint"], "biases": {"personal": [0]}, "scales": [1], "thresholds": [1]}
card = tomllib.loads(FOLDER.joinpath(CARD).read_text(encoding="utf-8"))
texts = st.lists(st.text("abcdeilnorstu'0123", min_size=1, max_size=9), min_size=1, max_size=40)


def test_the_model_is_the_one_of_its_card() -> None:
    assert card["model"]["sha256"] == standard_model().sha256
    assert card["model"]["features"] == len(standard_model().weights) + len(standard_model().pairs)
    assert card["model"]["bytes"] == len(FOLDER.joinpath(MODEL).read_bytes()) <= MODEL_SIZE


def test_the_card_names_the_licence_of_everything_that_taught_it() -> None:
    assert {source["licence"] for source in card["source"]} <= {"CC0-1.0", "MIT", "CC-BY-4.0", "Apache-2.0"}
    assert all(source["from"] for source in card["source"])


def test_the_card_has_the_figures_of_every_label() -> None:
    assert [figure["label"] for figure in card["figure"]] == list(standard_model().labels)


def test_a_changed_model_is_refused() -> None:
    content = FOLDER.joinpath(MODEL).read_bytes()
    with pytest.raises(ModelError, match="not the one of its card"):
        load(content + b"\0", card["model"]["sha256"], "1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        json.dumps(HEAD) + "\nword without weight",
        json.dumps(HEAD) + "\n=word\tPP",
        json.dumps(HEAD | {"biases": {}}),
        json.dumps(HEAD | {"biases": 3}),
        json.dumps(HEAD | {"scales": [1, 2]}),
        json.dumps(HEAD | {"thresholds": ["high"]}),
    ],
)
def test_a_file_that_is_no_model_is_refused_in_a_sentence(text: str) -> None:
    content = gzip.compress(text.encode())
    with pytest.raises(ModelError, match="cannot be read"):
        load(content, hashlib.sha256(content).hexdigest(), "1")


def test_a_weight_is_the_number_of_characters_after_p() -> None:
    content = gzip.compress((json.dumps(HEAD) + "\n=late\tR\n=kind\tM").encode())
    model = load(content, hashlib.sha256(content).hexdigest(), "1")
    assert [list(lanes(model, total(model, [word], Memory()))) for word in ("late", "kind", "other")] == [
        [2],
        [-3],
        [0],
    ]


@given(texts)
def test_what_the_words_add_is_the_whole_sum_and_tells_the_label(words: list[str]) -> None:
    """The slow way: every feature of the text looked up and added up, label by label."""
    model = standard_model()
    weights = [model.pairs.get(pair, 0) for pair in pairwise(words)]
    for word in words:
        if f"={form(word)}" in model.weights:
            weights.append(model.weights[f"={form(word)}"])
        elif form(word)[0] != "0" and word not in model.silent:
            weights += [model.weights.get(piece, 0) for piece in pieces(form(word))]
    rows = [lanes(model, weight) for weight in weights]
    told = reached(model, words, "personal", Memory())
    for at, label in enumerate(model.labels):
        steps = sum(row[at] for row in rows)
        assert sum(contributions(model, words, label, Memory())) == 2 * steps
        assert (label in told) == (steps >= need(model, at, "personal", len(words)))


def test_a_label_is_told_from_its_threshold_on_and_sooner_where_its_bias_is_higher() -> None:
    head = HEAD | {"biases": {"personal": [0], "outside-body": [0.5]}}
    content = gzip.compress((json.dumps(head) + "\n=late\tR\n=soon\tQ").encode())
    model = load(content, hashlib.sha256(content).hexdigest(), "1")
    # Of three steps of eight words a step counts 0.35.
    assert list(reached(model, ["late", "soon"], "personal", Memory())) == ["complaint"]
    assert list(reached(model, ["late"], "personal", Memory())) == []
    assert list(reached(model, ["late"], "unheard-of", Memory())) == []
    assert list(reached(model, ["late"], "outside-body", Memory())) == ["complaint"]


def test_no_feature_of_who_people_are_has_weight_for_labels_of_abuse() -> None:
    model = standard_model()
    blind = [model.labels.index(label) for label in BLIND]
    words = {(feature[1:],): weight for feature, weight in model.weights.items() if feature[0] == "="}
    for parts, weight in [*words.items(), *model.pairs.items()]:
        if not people().identities.isdisjoint(parts):
            steps = lanes(model, weight)
            assert [steps[at] for at in blind] == [0, 0, 0], parts


def test_only_words_for_who_people_are_are_without_weight_for_labels_of_abuse() -> None:
    """Contempt is said with `you`, `she` and `never`: a model that cannot hear them hears no contempt."""
    model = standard_model()
    for word in ("you", "she", "never", "your", "lot"):
        assert word not in people().identities
        steps = lanes(model, model.weights[f"={word}"])
        assert any(steps[model.labels.index(label)] for label in BLIND), word
    assert {"muslim", "women", "gay", "disabled", "traveller", "black"} <= people().identities


def test_what_is_remembered_of_words_is_bounded() -> None:
    memory = Memory()
    total(standard_model(), [f"word{'x' * (at % 7)}{chr(97 + at % 26)}{at}" for at in range(25_000)], memory)
    assert len(memory.words) <= 20_000
    total(standard_model(), ["a" * 1_000], memory)
    assert "a" * 1_000 not in memory.words
