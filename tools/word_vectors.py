"""Makes tools/training/word_vectors.npz: python -m tools.word_vectors MODEL DATA OUT. Needs numpy.

MODEL is a folder with model.safetensors and vocab.txt of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0); DATA is
the folder that tools/train_wording.py takes. Each word goes through the network by itself, and what comes out is cut to
its DIMENSIONS principal directions and rounded to a byte. The words are those of the posts, and the commonest of the
vocabulary. The file of the repository was made while there were fewer posts: a new one has some more words and turned
or mirrored directions, and the likeness of two words in both is nearly equal
(700 words tried: correlation 0.99, mean difference 0.01).
"""

import argparse
import json
import re
import struct
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tools.wording_posts import posts_of

from gatepost.screening.reading import read

DIMENSIONS = 192
LONGEST_WORD = 24  # letters
LEAST_SEEN = 3  # posts in which a word stands; one of ours counts as OURS
OURS = 10
FROM_VOCABULARY = 20_000  # words at most
LABELLED_ELSEWHERE = 60_000  # posts of each other data set of which the words are counted: all of them
LAYERS, HEADS, WIDTH = 6, 12, 384
BATCH = 256
LONGEST_TEXT = 128  # pieces
_START, _END = 101, 102  # of a text, in the vocabulary
Weights = dict[str, np.ndarray]


def weights_of(path: Path) -> Weights:
    """The arrays of a safetensors file that hold 32-bit floats, without what some files put before their names."""
    content = path.read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    head = json.loads(content[8 : 8 + size])
    arrays = {}
    for name, entry in head.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = (8 + size + offset for offset in entry["data_offsets"])
            arrays[name.removeprefix("bert.")] = np.frombuffer(content[first:last], np.float32).reshape(entry["shape"])
    return arrays


def vocabulary_of(path: Path) -> dict[str, int]:
    return {word: number for number, word in enumerate(path.read_text(encoding="utf-8").split("\n")) if word}


def pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    """The numbers of the longest pieces from the left, as the network was taught with."""
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in vocabulary:
                found.append(vocabulary[piece])
                start = end
                break
        else:
            return [vocabulary["[UNK]"]]
    return found


def tokens(text: str, vocabulary: dict[str, int]) -> list[int]:
    found = [number for word in re.findall(r"\w+|[^\w\s]", text.lower()) for number in pieces(word, vocabulary)]
    return [_START, *found[: LONGEST_TEXT - 2], _END]


def normed(values: np.ndarray, weights: Weights, name: str) -> np.ndarray:
    centred = values - values.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    return np.asarray(centred / spread * weights[f"{name}.LayerNorm.weight"] + weights[f"{name}.LayerNorm.bias"])


def bent(values: np.ndarray) -> np.ndarray:
    """The Gaussian error linear unit; erf after Abramowitz and Stegun 7.1.26, good to 2e-7."""
    scaled = np.abs(values) / np.float32(2**0.5)
    t = 1 / (1 + 0.3275911 * scaled)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(values * 0.5 * (1 + np.sign(values) * (1 - series * np.exp(-(scaled**2)))), np.float32)


def attended(values: np.ndarray, mask: np.ndarray, weights: Weights, layer: str) -> np.ndarray:
    number, length, _ = values.shape

    def heads(name: str) -> np.ndarray:
        turned = values @ weights[f"{layer}.attention.self.{name}.weight"].T
        turned = turned + weights[f"{layer}.attention.self.{name}.bias"]
        return np.asarray(turned.reshape(number, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3))

    likeness = heads("query") @ heads("key").transpose(0, 1, 3, 2) * np.float32((WIDTH // HEADS) ** -0.5)
    likeness = likeness + (1 - mask)[:, None, None, :] * np.float32(-10_000)
    shares = np.exp(likeness - likeness.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    joined = (shares @ heads("value")).transpose(0, 2, 1, 3).reshape(number, length, WIDTH)
    name = f"{layer}.attention.output"
    return normed(values + joined @ weights[f"{name}.dense.weight"].T + weights[f"{name}.dense.bias"], weights, name)


def passed(values: np.ndarray, mask: np.ndarray, weights: Weights) -> np.ndarray:
    """What all layers make of the values of a batch."""
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        values = attended(values, mask, weights, layer)
        inner = bent(
            values @ weights[f"{layer}.intermediate.dense.weight"].T + weights[f"{layer}.intermediate.dense.bias"]
        )
        name = f"{layer}.output"
        outer = inner @ weights[f"{name}.dense.weight"].T + weights[f"{name}.dense.bias"]
        values = normed(values + outer, weights, name)
    return values


def encoded(texts: Sequence[Sequence[int]], weights: Weights) -> np.ndarray:
    """The mean of what the network makes of the tokens of each text, at length 1."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    result = np.zeros((len(texts), WIDTH), np.float32)
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        length = max(len(texts[at]) for at in batch)
        numbers = np.zeros((len(batch), length), int)
        mask = np.zeros((len(batch), length), np.float32)
        for row, at in enumerate(batch):
            numbers[row, : len(texts[at])] = texts[at]
            mask[row, : len(texts[at])] = 1
        values = weights["embeddings.word_embeddings.weight"][numbers]
        values = values + weights["embeddings.position_embeddings.weight"][:length]
        values = values + weights["embeddings.token_type_embeddings.weight"][0]
        values = passed(normed(values, weights, "embeddings"), mask, weights)
        mean = (values * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        result[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return result


def words_of(data: Path, vocabulary: dict[str, int]) -> list[str]:
    """Words of letters and apostrophes: those of the posts, then the first of the vocabulary."""
    seen: Counter[str] = Counter()
    for post in posts_of(data, LABELLED_ELSEWHERE, LABELLED_ELSEWHERE):
        ours = post.hand not in ("davidson", "edos")
        seen.update(dict.fromkeys(read(post.text).words, OURS if ours else 1))
    words = [word for word, times in seen.items() if times >= LEAST_SEEN and is_word(word)]
    others = [word for word in vocabulary if is_word(word) and word.islower() and len(word) > 2 and word not in seen]
    return sorted({*words, *others[:FROM_VOCABULARY]})


def is_word(word: str) -> bool:
    return word.isascii() and word.replace("'", "").isalpha() and len(word) <= LONGEST_WORD


def cut(vectors: np.ndarray) -> np.ndarray:
    """The vectors about their mean, in their DIMENSIONS principal directions."""
    centred = vectors.astype(np.float64) - vectors.mean(0)
    return np.asarray(centred @ np.linalg.svd(centred, full_matrices=False)[2][:DIMENSIONS].T)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    vocabulary = vocabulary_of(given.model / "vocab.txt")
    words = words_of(given.data, vocabulary)
    weights = weights_of(given.model / "model.safetensors")
    vectors = cut(encoded([tokens(word, vocabulary) for word in words], weights))
    step = np.abs(vectors).max() / 127
    whole = np.round(vectors / step).astype(np.int8)
    np.savez_compressed(given.out, words=np.array(words), vectors=whole, step=np.array(step))
    sys.stdout.write(f"{len(words)} words, {DIMENSIONS} numbers each\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
