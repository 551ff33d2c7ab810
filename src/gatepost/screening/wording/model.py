"""A small linear model of every label at once: a score is a bias and the sum of what each word brings, nothing else.

The weights of all labels stand side by side in one whole number, a lane of 32 bits each, so that one addition adds to
every label; whole numbers make the sum exact.
"""

import gzip
import hashlib
import json
import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from gatepost.screening.tone.entries import tables
from gatepost.screening.tone.model import ModelError
from gatepost.screening.tone.people import people

FOLDER = files("gatepost.screening").joinpath("lists", "wording")
MODEL = "model.txt.gz"
CARD = "model_card.toml"

# Who people are is no evidence of these: words of people.toml weigh nothing for them, nor do pairs with one of them.
BLIND = ("derogatory", "abusive", "discriminatory")
FEWEST = 8  # words by which a short text is divided all the same, so that a single word does not decide
MOST = 45  # steps: the heaviest weight of a feature
_SHORTEST, _LONGEST = 3, 4  # letters of a piece of a word, with the space at its either end
_LETTERS = 24  # letters of a word that are looked at
_LANE = 32  # bits; a passage cannot sum up to half of what they hold
_BYTES = _LANE // 8
_SIGN, _MASK = 1 << (_LANE - 1), (1 << _LANE) - 1
_ZERO = 80  # the character of no weight, `P`: a step more is the character after it
_REMEMBERED = 20_000  # words
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of words (`=war`), of pieces of words (` war`) and of pairs, for every one of `labels`.

    The weight of a word holds all that the word brings; its pieces speak for a word that has none of its own, unless
    it is one of `silent`, which say who somebody is.

    Weights are whole numbers of lanes, in the order of `labels`; a lane counts steps of that label's `scale`. The
    score of a label is its bias for the kind of account, and its sum; from its `threshold` on it is told.
    """

    labels: tuple[str, ...]
    biases: Mapping[str, tuple[float, ...]]
    scales: tuple[float, ...]
    thresholds: tuple[float, ...]
    weights: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    version: str
    sha256: str
    silent: frozenset[str]


class Memory:
    """What words bring by themselves, built up while texts are read with one model; a bounded number of words.

    `steps` are theirs for each label, of words that have been asked for. `needed` is what a label needs to be told, by
    the kind of account and the number of words.
    """

    __slots__ = ("needed", "steps", "words")

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.steps: dict[str, Sequence[int]] = {}
        self.needed: dict[tuple[str, int], int] = {}

    def keep(self, word: str, weight: int) -> None:
        if len(self.words) >= _REMEMBERED:
            self.words.clear()
            self.steps.clear()
        if len(word) <= _LETTERS:
            self.words[word] = weight


def form(word: str) -> str:
    """A word as it is looked up: any number is as good as another of as many digits."""
    return word[:_LETTERS] if word.isalpha() else word[:_LETTERS].translate(_DIGITS)


def pieces(word: str) -> list[str]:
    """The pieces of the form of a word, the space at its beginning and end among them."""
    padded = f" {word} "
    length = len(padded)
    return [padded[at : at + size] for size in range(_SHORTEST, _LONGEST + 1) for at in range(length - size + 1)]


def weigh_word(model: Model, word: str, memory: Memory) -> int:
    """What a word brings by itself: its weight, or else, where it has letters and is not silent, its pieces'."""
    weights = model.weights
    shape = form(word)
    weight = weights.get(f"={shape}")
    if weight is None:
        spelt = shape[0] != "0" and word not in model.silent
        weight = sum(map(weights.__getitem__, filter(weights.__contains__, pieces(shape)))) if spelt else 0
    memory.keep(word, weight)
    return weight


def weigh_pairs(model: Model, words: Sequence[str]) -> list[tuple[int, int]]:
    """The number of the first word, and the weight, of each pair of words that has one."""
    pairs = model.pairs
    return [(at, pairs[pair]) for at, pair in enumerate(pairwise(words)) if pair in pairs]


def total(model: Model, words: Sequence[str], memory: Memory) -> int:
    """The sum of what the words and their pairs bring, for all labels."""
    known, pairs = memory.words, model.pairs
    try:
        singly = sum(map(known.__getitem__, words))
    except KeyError:
        singly = sum([known[word] if word in known else weigh_word(model, word, memory) for word in words])
    return singly + sum(map(pairs.__getitem__, filter(pairs.__contains__, pairwise(words))))


def lanes(model: Model, weight: int) -> Sequence[int]:
    """The steps that a sum holds for each label."""
    number = len(model.labels)
    raw = (weight + _signs(number)).to_bytes(_BYTES * number, "little")
    return [lane - _SIGN for lane in memoryview(raw).cast("I")]


@lru_cache(maxsize=4)
def _signs(number: int) -> int:
    return _all(_SIGN, number)


def _all(value: int, number: int) -> int:
    """A whole number with the same value in each of so many lanes."""
    return sum(value << (_LANE * at) for at in range(number))


def reached(model: Model, words: Sequence[str], account: str, memory: Memory) -> Sequence[str]:
    """The labels for which the words bring what is needed."""
    account = account if account in model.biases else "personal"
    short = total(model, words, memory) - _needed(model, account, len(words), memory)
    # In the lane of a label that is not short of anything the highest bit stands.
    signs = _signs(len(model.labels))
    told = (short + signs) & signs
    if not told:
        return ()
    return [label for at, label in enumerate(model.labels) if told >> (_LANE * at) & _SIGN]


def need(model: Model, label: int, account: str, length: int) -> int:
    """The steps from which on a label is told in a text of so many words."""
    return math.ceil(
        (model.thresholds[label] - model.biases[account][label]) / (model.scales[label] * share_of(length))
    )


def _needed(model: Model, account: str, length: int, memory: Memory) -> int:
    needed = memory.needed.get((account, length))
    if needed is None:
        if len(memory.needed) >= _REMEMBERED:
            memory.needed.clear()
        lanes_needed = [need(model, label, account, length) for label in range(len(model.labels))]
        needed = sum(steps << (_LANE * at) for at, steps in enumerate(lanes_needed))
        memory.needed[account, length] = needed
    return needed


def share_of(length: int) -> float:
    """What a step counts in a text of so many words."""
    return float(1 / max(FEWEST, length) ** 0.5)


def contributions(model: Model, words: Sequence[str], label: str, memory: Memory) -> list[int]:
    """The half steps that each word adds for one label, pairs shared in halves; their sum is twice the lane's."""
    lane, known = model.labels.index(label), memory.steps
    added = [2 * (known[word] if word in known else _steps(model, word, memory))[lane] for word in words]
    shift, signs = _LANE * lane, _signs(len(model.labels))
    for number, weight in weigh_pairs(model, words):
        half = ((weight + signs >> shift) & _MASK) - _SIGN
        added[number] += half
        added[number + 1] += half
    return added


def _steps(model: Model, word: str, memory: Memory) -> Sequence[int]:
    weight = memory.words.get(word)
    steps = array("i", lanes(model, weigh_word(model, word, memory) if weight is None else weight))
    if word in memory.words:
        memory.steps[word] = steps
    return steps


@lru_cache(maxsize=1)
def standard_model() -> Model:
    """The model that Gatepost brings, checked against its card; raises ModelError."""
    card = tables(FOLDER.joinpath(CARD).read_text(encoding="utf-8"), CARD)
    return load(FOLDER.joinpath(MODEL).read_bytes(), card["model"]["sha256"], card["model"]["version"])


def load(content: bytes, sha256: str, version: str) -> Model:
    """A model from the bytes of its file; raises ModelError where they are not those of the hash.

    The file is text: a line of JSON with `labels`, `biases` (by kind of account), `scales` and `thresholds`, then a
    feature on each line, a tab, and a character for each label: `P` for no weight, each character after it a step more.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError("the wording model is not the one of its card: install Gatepost again")
    try:
        head, *lines = gzip.decompress(content).decode("ascii").splitlines()
        numbers = json.loads(head)
        labels = tuple(numbers["labels"])
        biases = {account: _numbers(values, labels) for account, values in numbers["biases"].items()}
        scales, thresholds = _numbers(numbers["scales"], labels), _numbers(numbers["thresholds"], labels)
        if "personal" not in biases:
            raise ValueError("there is no bias for a personal account")
        weights = _weights(lines, len(labels))
        names = [name for name in weights if name[0] != "=" and " " in name[1:-1]]
        pairs = {(first, second): weights.pop(name) for name in names for first, second in [name.split(" ")]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        raise ModelError(f"the wording model cannot be read: {error}") from None
    return Model(labels, biases, scales, thresholds, weights, pairs, version, sha256, people().identities)


def _numbers(values: Sequence[float], labels: Sequence[str]) -> tuple[float, ...]:
    if len(values) != len(labels):
        raise ValueError("there is not one number for each label")
    return tuple(map(float, values))


def _weights(lines: Sequence[str], number: int) -> dict[str, int]:
    zero, width = _all(_ZERO, number), number * _BYTES
    rows = bytearray(width * len(lines))
    features = []
    steps = []
    for line in lines:
        feature, _, row = line.partition("\t")
        if len(row) != number:
            raise ValueError(f"`{feature[:40]}` has not one weight for each label")
        features.append(feature)
        steps.append(row)
    rows[::_BYTES] = "".join(steps).encode("ascii")
    starts = range(0, len(rows), width)
    return {
        feature: int.from_bytes(rows[start : start + width], "little") - zero
        for feature, start in zip(features, starts, strict=True)
    }
