"""The posts that teach the wording model: those of tools/training/, examples, harmless lines and labelled tweets."""

import csv
import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gatepost.screening import cues, personal_data, tone
from gatepost.screening.reading import read
from gatepost.screening.school import School
from gatepost.screening.wording.labels import askings

ROOT = Path(__file__).resolve().parent.parent
TRAINING = ROOT / "tools/training"
EXAMPLES = ROOT / "tests/screening/cues_development.jsonl"
BENIGN = ROOT / "tools/tone_benign.txt"
ABUSE = ("derogatory", "abusive", "discriminatory", "offensive", "threatening", "sexual")
TWEETS, SEXIST = 1_500, 1_000
SOURCES = (
    ("School posts", "MIT", "tools/training/, written singly for Gatepost by several hands"),
    ("Examples", "MIT", "tests/screening/cues_development.jsonl and tools/tone_benign.txt, written for Gatepost"),
    ("EDOS", "CC0-1.0", "rewire-online/edos: Kirk, Yin, Vidgen, Röttger, SemEval-2023 Task 10"),
    ("Davidson", "MIT", "t-davidson/hate-speech-and-offensive-language: Davidson, Warmsley, Macy, Weber, 2017"),
    (
        "all-MiniLM-L6-v2",
        "Apache-2.0",
        "sentence-transformers: tools/training/word_vectors.npz holds what single words mean to it, in 192 numbers",
    ),
)
_STRANGE = re.compile(r"@\w+|https?://\S+|\[(?:URL|USER)\]|\bRT\b")


@dataclass(frozen=True, slots=True)
class Post:
    """One labelled post of a hand. `known` are the labels of which it teaches; `found` are told of by the other parts.

    `unset` are the labels that a protection withdraws.
    """

    hand: str
    text: str
    labels: frozenset[str]
    known: frozenset[str]
    account: str
    weight: float
    found: frozenset[str] = frozenset()
    unset: frozenset[str] = frozenset()


def posts_of(folder: Path, tweets: int = TWEETS, sexist: int = SEXIST) -> Iterator[Post]:
    """Every post, and at most so many of each data set in `folder`."""
    every = frozenset(askings())
    for path in sorted(TRAINING.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Post(path.stem, row["text"], frozenset(row["labels"]), every, row["account"], 1.0)
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["label"] in every:
            labels = frozenset([row["label"]] if row["is"] else [])
            yield Post("examples", row["text"], labels, frozenset([row["label"]]), "personal", 1.0)
    for line in BENIGN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield Post("benign", line, frozenset(), every, "personal", 1.0)
    yield from sampled(davidson(folder), tweets)
    yield from sampled(edos(folder), sexist)


def sampled(posts: Iterator[Post], number: int) -> list[Post]:
    """The same few of many, whatever their order."""
    return sorted(posts, key=lambda post: hashlib.sha256(post.text.encode()).digest())[:number]


def davidson(folder: Path) -> Iterator[Post]:
    with (folder / "davidson/labeled_data.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["class"] == "2":
                yield Post("davidson", plain(row["tweet"]), frozenset(), frozenset(ABUSE), "personal", 0.3)


def edos(folder: Path) -> Iterator[Post]:
    with (folder / "edos/edos_labelled_aggregated.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels = frozenset(["discriminatory"] if row["label_sexist"] == "sexist" else [])
            if row["split"] == "train":
                yield Post("edos", plain(row["text"]), labels, frozenset(["discriminatory"]), "personal", 0.3)


def plain(text: str) -> str:
    return _STRANGE.sub(" ", html.unescape(text)).strip()


def heard(post: Post) -> Post:
    """The post with what the lists and the tone model find in it."""
    reading = read(post.text)
    told = cues.find(reading, post.account)
    found = [*told.findings, *tone.find(reading, tone.standard_model()), *personal_data.find(reading, School())]
    return replace(post, found=frozenset(one.label for one in found), unset=told.unset)


def unique(posts: Iterator[Post]) -> Iterator[Post]:
    seen: set[str] = set()
    for post in posts:
        key = post.text.strip().lower()
        if key not in seen:
            seen.add(key)
            yield post
