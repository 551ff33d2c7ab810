"""Trains the small tone model from a folder of labelled posts: python tools/train_tone.py FOLDER. Needs scikit-learn.

FOLDER has edos/, davidson/ and hatemoji/ as their authors publish them. Writes the model and its card beside the lists
of the tone; the same data give the same bytes. Prints what the card says: figures on parts that taught nothing.
"""

import argparse
import csv
import gzip
import hashlib
import html
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from gatepost.screening.reading import read
from gatepost.screening.tone.find import find
from gatepost.screening.tone.model import CARD, FEWEST, MODEL, Model, pieces, weightless
from gatepost.screening.tone.second_look import find_unkind
from gatepost.screening.tone.weigh import Turns

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "src/gatepost/screening/lists/tone"
BENIGN = ROOT / "tools/tone_benign.txt"
VERSION = "1"
SEED = 20261121
SCALE = 0.02  # the step to which weights are rounded
LEAST_SEEN = 5  # posts of training in which a feature stands
MOST_MEASURED = 1_000  # posts of a kind
SMALLEST = 3  # steps: a lighter weight is left out
STRENGTH = 3.0  # of the regression: larger follows the data more closely
MOST_FLAGGED = 0.005  # of harmless tweets
LEAST_THRESHOLD, THRESHOLD_STEP = 0.3, 0.05
_STRANGE = re.compile(r"@\w+|https?://\S+|\[(?:URL|USER)\]|\bRT\b")

# How much each kind of post counts, before every kind is given its share: Davidson's `offensive` class is mostly a way
# of speech that its labellers took for rude, so it counts little, and its dialect words are given no weight at all.
SHARES = {
    ("edos", 1): 1.0,
    ("edos", 0): 1.0,
    ("davidson-hate", 1): 1.0,
    ("davidson-offensive", 1): 0.2,
    ("davidson-neither", 0): 1.4,
    ("school", 0): 2.0,
}

SOURCES = (
    ("EDOS", "CC0-1.0", "rewire-online/edos: Kirk, Yin, Vidgen, Röttger, SemEval-2023 Task 10"),
    ("Davidson", "MIT", "t-davidson/hate-speech-and-offensive-language: Davidson, Warmsley, Macy, Weber, 2017"),
    (
        "Hatemoji",
        "CC-BY-4.0",
        "HannahKirk/Hatemoji: Kirk and others, 2022; measured only, as it needs its emoji",
    ),
    ("School posts", "MIT", "tools/tone_benign.txt, written for Gatepost"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """One labelled post. `part` is `train`, `dev` (sets the threshold) or `test` (measured once)."""

    source: str
    label: int
    part: str
    words: tuple[str, ...]
    text: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    posts = list(read_posts(parser.parse_args().folder))
    train = [post for post in posts if post.part == "train"]
    names, weights, bias = fit(train)
    model = round_off(names, weights, bias)
    threshold = choose(model, [post for post in posts if post.part == "dev"])
    content = packed(model, threshold)
    (LISTS / MODEL).write_bytes(content)
    card = described(content, model, threshold, posts)
    (LISTS / CARD).write_text(card, encoding="utf-8")
    sys.stdout.write(card)
    return 0


def read_posts(folder: Path) -> Iterator[Post]:
    with (folder / "edos/edos_labelled_aggregated.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield made("edos", int(row["label_sexist"] == "sexist"), row["split"], row["text"])
    kinds = {"0": ("davidson-hate", 1), "1": ("davidson-offensive", 1), "2": ("davidson-neither", 0)}
    with (folder / "davidson/labeled_data.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, label = kinds[row["class"]]
            yield made(kind, label, part_of(row["tweet"]), row["tweet"])
    for name in ("train", "validation"):
        with (folder / f"hatemoji/HatemojiBuild_{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield made("hatemoji", int(row["label_gold"]), "test", row["text"])
    lines = [line for line in BENIGN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(lines):
        yield made("school", 0, "train" if number % 2 else "dev", line)


def part_of(text: str) -> str:
    number = hashlib.sha256(text.encode()).digest()[0] % 10
    return "test" if number < 2 else "dev" if number == 2 else "train"


def made(source: str, label: int, part: str, text: str) -> Post:
    plain = _STRANGE.sub(" ", html.unescape(text))
    return Post(source, label, part, tuple(read(plain).words), plain)


def features(words: Sequence[str]) -> dict[str, float]:
    """Feature -> its amount, as the model has it: pieces by the root of their number, all by the root of the words'."""
    silent = weightless()
    share = 1 / max(FEWEST, len(words)) ** 0.5
    found: dict[str, float] = defaultdict(float)
    counted = [word not in silent and word[0].isalpha() for word in words]
    for at, word in enumerate(words):
        if not counted[at]:
            continue
        parts = pieces(word)
        amount = share / len(parts) ** 0.5
        for part in parts:
            found[part] += amount
        found[f"={word}"] += share
        if at + 1 < len(words) and counted[at + 1]:
            found[f"{word} {words[at + 1]}"] += share
    return found


def fit(posts: Sequence[Post]) -> tuple[list[str], np.ndarray, float]:
    rows = [features(post.words) for post in posts]
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, times in seen.items() if times >= LEAST_SEEN)
    number = {name: at for at, name in enumerate(names)}
    cells = [
        (at, number[name], amount) for at, row in enumerate(rows) for name, amount in row.items() if name in number
    ]
    at, column, amount = (np.array(values) for values in zip(*cells, strict=True))
    matrix = csr_matrix((amount, (at, column)), shape=(len(rows), len(names)))
    kinds = Counter((post.source, post.label) for post in posts)
    amounts = np.array([SHARES[post.source, post.label] / kinds[post.source, post.label] for post in posts])
    amounts *= len(posts) / amounts.sum()
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=200, random_state=SEED)
    regression.fit(matrix, [post.label for post in posts], sample_weight=amounts)
    return names, regression.coef_[0], float(regression.intercept_[0])


def round_off(names: Sequence[str], weights: np.ndarray, bias: float) -> Model:
    steps = {name: round(float(weight) / SCALE) for name, weight in zip(names, weights, strict=True)}
    kept = {name: step * SCALE for name, step in steps.items() if abs(step) >= SMALLEST}
    return Model(round(bias, 4), 0.0, kept, VERSION, "", weightless())


def choose(model: Model, posts: Sequence[Post]) -> float:
    """The lowest threshold at which few harmless posts are flagged: of the school's none, of the tweets MOST_FLAGGED.

    Tweets that the word lists flag are left out: they are told of anyway.
    """
    school = [post for post in posts if post.source == "school"]
    tweets = [post for post in posts if post.source == "davidson-neither" and not find(read(post.text))]
    threshold = LEAST_THRESHOLD
    while flagged(model, threshold, school) or flagged(model, threshold, tweets) > MOST_FLAGGED * len(tweets):
        threshold = round(threshold + THRESHOLD_STEP, 3)
    return threshold


def flagged(model: Model, threshold: float, posts: Sequence[Post]) -> int:
    """How many posts get a second look at a threshold."""
    tried = replace(model, threshold=threshold)
    known: dict[str, float] = {}
    readings = (read(post.text) for post in posts)
    return sum(any(find_unkind(reading, tried, known, Turns(reading))) for reading in readings)


def packed(model: Model, threshold: float) -> bytes:
    head = json.dumps({"bias": model.bias, "threshold": threshold, "scale": SCALE})
    lines = [f"{name}\t{round(weight / SCALE)}" for name, weight in sorted(model.weights.items())]
    return gzip.compress("\n".join([head, *lines]).encode(), compresslevel=9, mtime=0)


def described(content: bytes, model: Model, threshold: float, posts: Sequence[Post]) -> str:
    lines = [
        "# The card of model.txt.gz, written by tools/train_tone.py: what it is, what taught it, what it finds.",
        "",
        "[model]",
        f'version = "{VERSION}"',
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
        f"bytes = {len(content)}",
        f"features = {len(model.weights)}",
        f"threshold = {threshold}",
        'kind = """',
        "Logistic regression over pieces of words (2 to 5 letters), words and pairs. Words for who people are,",
        'words of dialect and words without a tone have no weight: lists/tone/people.toml names them."""',
        'use = "Asks for a second look. It is never surer than `possible`, and never speaks on one word alone."',
        'known_bias = """',
        "Davidson: posts in African American English were labelled offensive too often. Its class `offensive` counts a",
        'fifth, and words of dialect have no weight; some of the bias will be left."""',
        'misses = "Irony, implied insult, what only the context shows, emoji, Welsh, most of what it was not taught."',
    ]
    for name, licence, where in SOURCES:
        lines += ["", "[[source]]", f'name = "{name}"', f'licence = "{licence}"', f'from = "{where}"']
    for (source, label, part), shares, number in figures(model, threshold, posts):
        lines += ["", "[[figure]]", f'source = "{source}"', f'label = "{"unkind" if label else "harmless"}"']
        lines += [f'part = "{part}"', f"posts = {number}", f"model_flags = {shares[0]}", f"tone_flags = {shares[1]}"]
    return "\n".join(lines) + "\n"


def figures(
    model: Model, threshold: float, posts: Sequence[Post]
) -> Iterator[tuple[tuple[str, int, str], tuple[float, float], int]]:
    """For each kind of post that taught nothing: the share that the model flags, and that model or lists flag."""
    kinds: dict[tuple[str, int, str], list[Post]] = {}
    for post in posts:
        if post.part == "test" or (post.source == "school" and post.part == "dev"):
            kinds.setdefault((post.source, post.label, post.part), []).append(post)
    for kind in sorted(kinds):
        chosen = kinds[kind][:MOST_MEASURED]
        by_model = [flagged(model, threshold, [post]) > 0 for post in chosen]
        either = [flag or bool(find(read(post.text))) for flag, post in zip(by_model, chosen, strict=True)]
        yield kind, (round(sum(by_model) / len(chosen), 3), round(sum(either) / len(chosen), 3)), len(chosen)


if __name__ == "__main__":
    sys.exit(main())
