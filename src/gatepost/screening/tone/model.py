"""A small linear model of unkind posts: a score is a bias and the sum of what each word brings, and nothing else."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, pairwise

from gatepost.screening.tone.benign import benign
from gatepost.screening.tone.entries import FOLDER, tables
from gatepost.screening.tone.people import people

MODEL = "model.txt.gz"
CARD = "model_card.toml"

_SHORTEST, _LONGEST = 2, 5  # letters of a piece of a word, with the space at its either end
_LETTERS = 24  # letters of a word that are looked at
FEWEST = 8  # words by which a short text is divided all the same, so that a single word does not decide
_MEMO = 50_000


class ModelError(ValueError):
    """The model file is not the one of its card, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of pieces of words (` fat`), of words (`=fat`) and of pairs (`fat cow`). `threshold` is the fixed one."""

    bias: float
    threshold: float
    weights: Mapping[str, float]
    version: str
    sha256: str
    weightless: frozenset[str]
    pairs: Mapping[tuple[str, str], float] = field(init=False, repr=False)  # the weights of pairs, for a quick look-up

    def __post_init__(self) -> None:
        parted = ((feature.partition(" "), weight) for feature, weight in self.weights.items())
        pairs = {(left, right): weight for (left, _, right), weight in parted if left and right}
        kept = {pair: weight for pair, weight in pairs.items() if self.weightless.isdisjoint(pair)}
        object.__setattr__(self, "pairs", kept)


def weightless() -> frozenset[str]:
    """The words without weight: those of people.toml, and those that only their company makes rude."""
    return people().weightless | {word for term in benign().company for word in term if len(term) == 1}


def pieces(word: str) -> list[str]:
    """The pieces of one word, 2 to 5 letters each, the space at its beginning and end among them."""
    padded = f" {word[:_LETTERS]} "
    length = len(padded)
    return [
        padded[at : at + size] for size in range(_SHORTEST, _LONGEST + 1) for at in range(max(0, length - size + 1))
    ]


def weigh_word(model: Model, word: str, known: dict[str, float]) -> float:
    """What a word brings by itself: its own weight, and its pieces' by the root of their number; `known` keeps it."""
    if word in model.weightless or not word[0].isalpha():
        weight = 0.0
    else:
        weights = model.weights
        parts = pieces(word)
        weight = sum([weights[part] for part in parts if part in weights]) / len(parts) ** 0.5
        weight += weights.get(f"={word}", 0.0)
    if len(known) >= _MEMO:
        known.clear()
    if len(word) <= _LETTERS:
        known[word] = weight
    return weight


def contributions(model: Model, words: Sequence[str], known: dict[str, float]) -> list[float]:
    """What each word adds to the score, pairs shared in halves; `model.bias` and their sum are the score.

    `known` remembers, for the same model, what words bring by themselves.

    Words for who people are, and ways of speech, add nothing, nor do the pairs that they are part of.
    """
    singly = [known[word] if word in known else weigh_word(model, word, known) for word in words]
    pairs = model.pairs
    for at in compress(range(len(words)), map(pairs.__contains__, pairwise(words))):
        half = pairs[words[at], words[at + 1]] / 2
        singly[at] += half
        singly[at + 1] += half
    share = 1 / max(FEWEST, len(words)) ** 0.5
    return [weight * share for weight in singly]


@lru_cache(maxsize=1)
def standard_model() -> Model:
    """The model that Gatepost brings, checked against its card; raises ModelError."""
    card = tables(FOLDER.joinpath(CARD).read_text(encoding="utf-8"), CARD)
    return load(FOLDER.joinpath(MODEL).read_bytes(), card["model"]["sha256"], card["model"]["version"])


def load(content: bytes, sha256: str, version: str) -> Model:
    """A model from the bytes of its file; raises ModelError where they are not those of the hash."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError("the tone model is not the one of its card: install Gatepost again")
    try:
        head, *lines = gzip.decompress(content).decode("utf-8").splitlines()
        numbers = json.loads(head)
        scale = float(numbers["scale"])
        weights = {}
        for line in lines:
            feature, _, weight = line.rpartition("\t")
            weights[feature] = int(weight) * scale
        return Model(float(numbers["bias"]), float(numbers["threshold"]), weights, version, sha256, weightless())
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise ModelError(f"the tone model cannot be read: {error}") from None
