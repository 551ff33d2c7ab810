"""Trains the small wording model: python -m tools.train_wording FOLDER. Needs scikit-learn.

It learns from the posts of tools/training/, each file of one hand, from single-label examples of tests/screening and
from harmless lines of tools/tone_benign.txt; FOLDER has edos/ and davidson/ as their authors publish them. Writes the
model and its card into the lists of the wording; the same data give the same bytes. Prints what the card says: figures
on the posts of one hand by a model that learnt from the others.
"""

import argparse
import gzip
import hashlib
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix, diags, hstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from tools.wording_posts import ABUSE, SOURCES, Post, heard, posts_of, unique

from gatepost.screening.reading import read
from gatepost.screening.tone.people import people
from gatepost.screening.wording.evidence import raising
from gatepost.screening.wording.labels import askings
from gatepost.screening.wording.model import BLIND, CARD, FEWEST, MODEL, MOST, Model, form, load, pieces

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "src/gatepost/screening/lists/wording"
VECTORS = ROOT / "tools/training/word_vectors.npz"
VERSION = "3"
SEED = 20261122
FOLDS = 5  # of the hands; where a label has too few posts of the others, parts of their posts are held out instead
BENIGN = "benign"  # the hand of the harmless lines
NEITHER = -1  # the fold of posts that are never held out
FEWEST_LEFT = 40  # posts of a label that a fold has to leave for learning
FEWEST_TAUGHT = 60  # posts of a label: with fewer the model says nothing of it
LEAST_SEEN = 2  # posts of training in which a feature stands
STRENGTH = 6.0  # of the regression: larger follows the data more closely
PIECE, PAIR = 0.5, 1.0  # how much a piece of a word and a pair count beside a word
MOST_FALSE = 0.05  # of the posts of another hand that lack a label: told of it all the same, by anything
MOST_TOLD = 0.25  # of the harmless posts of another hand: told of anything, by anything
FREE = 0.3  # harmless posts: a step that tells no more of them costs as much all the same
# Of harmless posts: told of any of these labels, by the model.
MOST_FLAGGED = {
    ("threatening", "abusive"): 0.002,
    ("derogatory",): 0.004,
    ("discriminatory",): 0.008,
    ("offensive", "sexual"): 0.002,
}
LIGHTEST = 12  # steps, over all labels: a lighter feature is left out
CLIPPED = 0.9995  # of the features of a label keep their weight; the few heavier ones are cut to the heaviest step
MEANING = 2.5  # how much what a word means counts beside the word itself
TOLD = 0.2  # of the posts are told of a label at most: the evidence of the others need not be looked at
NEVER = -99.0
ACCOUNTS = ("personal", "school-account", "school-service", "outside-body")


def features(words: Sequence[str], account: str, silent: frozenset[str]) -> dict[str, float]:
    """Feature -> its amount, as the model has it: all by the root of the number of words, but for the account."""
    share = 1 / max(FEWEST, len(words)) ** 0.5
    found: dict[str, float] = defaultdict(float)
    for at, word in enumerate(words):
        shape = form(word)
        found[f"={shape}"] += share
        if shape[0] != "0" and word not in silent:
            for piece in pieces(shape):
                found[piece] += share * PIECE
        if at + 1 < len(words):
            found[f"{word} {words[at + 1]}"] += share * PAIR
    found[f"@{account}"] = 1.0
    return found


def matrix_of(rows: Sequence[dict[str, float]]) -> tuple[list[str], csr_matrix]:
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, times in seen.items() if times >= LEAST_SEEN and name.isascii())
    number = {name: at for at, name in enumerate(names)}
    cells = [
        (at, number[name], amount) for at, row in enumerate(rows) for name, amount in row.items() if name in number
    ]
    at, column, amount = (np.array(values) for values in zip(*cells, strict=True))
    return names, csr_matrix((amount, (at, column)), shape=(len(rows), len(names)))


@dataclass(frozen=True, slots=True)
class Vectors:
    """What words mean, as numbers: words that mean alike teach for one another."""

    place: dict[str, int]
    numbers: np.ndarray

    def sums(self, texts: Sequence[Sequence[str]], silent: frozenset[str]) -> csr_matrix:
        rows = np.zeros((len(texts), self.numbers.shape[1]))
        for row, words in zip(rows, texts, strict=True):
            places = [self.place[word] for word in words if word in self.place and word not in silent]
            row += self.numbers[places].sum(axis=0) * (MEANING / max(FEWEST, len(words)) ** 0.5)
        return csr_matrix(rows)


def vectors() -> Vectors:
    with np.load(VECTORS) as file:
        place = {str(word): at for at, word in enumerate(file["words"])}
        return Vectors(place, file["vectors"].astype(float) * float(file["step"]))


@dataclass(frozen=True, slots=True)
class Ground:
    """The posts as numbers: `plain` for every label, `blind` for those that words for who people are do not teach."""

    posts: Sequence[Post]
    texts: Sequence[Sequence[str]]
    meanings: Vectors
    names: Sequence[str]
    plain: csr_matrix
    blind: csr_matrix
    shut: np.ndarray  # the columns that have to be 0 for the blind

    def matrix(self, label: str) -> csr_matrix:
        return self.blind if label in BLIND else self.plain


def ground(posts: Sequence[Post], meanings: Vectors) -> Ground:
    silent = people().identities
    texts = [read(post.text).words for post in posts]
    names, matrix = matrix_of([features(words, post.account, silent) for words, post in zip(texts, posts, strict=True)])
    shut = np.array([is_shut(name, silent) for name in names])
    plain = hstack([matrix, meanings.sums(texts, frozenset())]).tocsr()
    blind = hstack([matrix @ diags((~shut).astype(float)), meanings.sums(texts, silent)]).tocsr()
    return Ground(posts, texts, meanings, names, plain, blind, shut)


def is_shut(name: str, silent: frozenset[str]) -> bool:
    parts = name[1:].split() if name[0] == "=" else name.split(" ") if " " in name[1:-1] else []
    return not silent.isdisjoint(parts)


def fit(matrix: csr_matrix, label: str, posts: Sequence[Post], rows: np.ndarray) -> tuple[np.ndarray, float]:
    truths = np.array([label in post.labels for post in posts])[rows]
    weights = np.array([post.weight for post in posts])[rows]
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, max_iter=200, tol=0.1, random_state=SEED)
    regression.fit(matrix[rows], truths, sample_weight=weights)
    return np.asarray(regression.coef_[0]), float(regression.intercept_[0])


def folds(label: str, posts: Sequence[Post]) -> Iterator[np.ndarray]:
    """Which posts are held out together: some hands', and a part of those of whom the others have too few of the label
    to learn from, as of the harmless lines.
    """
    number = {hand: sum(label in post.labels for post in posts if post.hand == hand) for hand in hands(posts)}
    groups = [sorted(number.keys() - {BENIGN})[at::FOLDS] for at in range(FOLDS)]
    left = [sum(number.values()) - sum(number[hand] for hand in group) for group in groups]
    whole = {hand: at for at, group in enumerate(groups) if left[at] >= FEWEST_LEFT for hand in group}
    fold = [
        whole.get(post.hand, hashlib.sha256(post.text.encode()).digest()[1] % FOLDS) if post.hand in number else NEITHER
        for post in posts
    ]
    for at in range(FOLDS):
        yield np.array(fold) == at


def hands(posts: Sequence[Post]) -> list[str]:
    return sorted({post.hand for post in posts if post.hand.startswith("posts-") or post.hand == BENIGN})


def held_out(all_posts: Ground, label: str) -> np.ndarray:
    """The score of each post by a model that has not seen it, below every threshold where the evidence is too thin.

    Not a number for posts that are never held out.
    """
    posts = all_posts.posts
    known = np.array([label in post.known for post in posts])
    matrix = all_posts.matrix(label)
    scores = np.full(len(posts), np.nan)
    for out in folds(label, posts):
        learnt = np.flatnonzero(known & ~out)
        weights, bias = fit(matrix, label, posts, learnt)
        scores[out] = matrix[np.flatnonzero(out)] @ weights + bias
        brings = brought(all_posts, label, weights)
        for at in np.flatnonzero(out & (scores >= np.quantile(scores[out], 1 - TOLD))):
            words = all_posts.texts[int(at)]
            if not raising(label, words, added(brings, words)):
                scores[at] = NEVER
    return scores


def brought(all_posts: Ground, label: str, weights: np.ndarray) -> dict[str, float]:
    """What each feature of the model brings: a word all that it has by itself, by its pieces and by its meaning."""
    silent, meanings = people().identities, all_posts.meanings
    own = dict(zip(all_posts.names, weights, strict=False))
    brings = {name: weight * factor(name) for name, weight in own.items() if name[0] not in "=@"}
    meant = meanings.numbers @ weights[len(all_posts.names) :] * MEANING
    words = {name[1:] for name in own if name[0] == "="} | meanings.place.keys()
    for word in words:
        weight = own.get(f"={word}", 0.0)
        if word in meanings.place:
            weight += meant[meanings.place[word]]
        if word[0] != "0" and word not in silent:
            weight += sum(brings[piece] for piece in pieces(word) if piece in brings)
        brings[f"={word}"] = float(weight)
    if label in BLIND:
        brings = {name: 0.0 if is_shut(name, silent) else weight for name, weight in brings.items()}
    return brings


def added(brings: dict[str, float], words: Sequence[str]) -> list[float]:
    """What each word of a text adds, pairs shared in halves."""
    amounts = []
    for word in words:
        shape = form(word)
        if f"={shape}" in brings or shape[0] == "0" or word in people().identities:
            amounts.append(brings.get(f"={shape}", 0.0))
        else:
            amounts.append(sum(brings.get(piece, 0.0) for piece in pieces(shape)))
    for at, pair in enumerate(pairwise(words)):
        half = brings.get(" ".join(pair), 0.0) / 2
        amounts[at] += half
        amounts[at + 1] += half
    return amounts


@dataclass(frozen=True, slots=True)
class Measured:
    """One label on held-out posts: which bear it, which the rest of the screening finds, their scores."""

    true: np.ndarray
    found: np.ndarray
    silent: np.ndarray  # withdrawn by a protection
    scores: np.ndarray

    def told(self, threshold: float) -> np.ndarray:
        return np.asarray(self.found | ((self.scores >= threshold) & ~self.silent))

    def ladder(self) -> np.ndarray:
        """Thresholds from the strictest on, each of which tells one more post of the label that lacks it."""
        wrong = self.scores[~self.true & ~self.found & ~self.silent]
        most = int(MOST_FALSE * (~self.true).sum()) - int((self.found & ~self.true).sum())
        return np.asarray(np.sort(wrong)[::-1][: max(most, 1)] + 1e-6)


def measured(all_posts: Ground, label: str, scores: np.ndarray) -> Measured:
    held = [(post, score) for post, score in zip(all_posts.posts, scores, strict=True) if not np.isnan(score)]
    return Measured(
        np.array([label in post.labels for post, _ in held]),
        np.array([label in post.found for post, _ in held]),
        np.array([label in post.unset for post, _ in held]),
        np.array([score for _, score in held]),
    )


def thresholds(by_label: dict[str, Measured]) -> dict[str, float]:
    """For each label the one at which most is found while few harmless posts are told of anything.

    Step by step the label that gains most by the harmless posts that are told of it is given a laxer threshold, until
    MOST_TOLD, MOST_FALSE or MOST_FLAGGED is reached: a label that is hard to tell from harmless posts stays strict.
    """
    harmless = harmless_of(by_label)
    ladders = {label: one.ladder() for label, one in by_label.items()}
    at = dict.fromkeys(by_label, 0)
    told = {label: one.told(ladders[label][0]) for label, one in by_label.items()}
    while True:
        times = np.sum([one[harmless] for one in told.values()], axis=0)
        best = (0.0, "", 0)
        for label, one in by_label.items():
            for more in (1, 2, 3, 5, 8, 13):
                if at[label] + more >= len(ladders[label]):
                    break
                wider = one.told(ladders[label][at[label] + more])
                flagged = times - told[label][harmless] + wider[harmless] > 0
                if flagged.mean() > MOST_TOLD or not unflagged(
                    by_label, harmless, ladders, at | {label: at[label] + more}
                ):
                    break
                gain = worth(wider[one.true].mean()) - worth(told[label][one.true].mean())
                best = max(best, (gain / (flagged.sum() - (times > 0).sum() + FREE), label, more))
        if not best[1]:
            return {label: float(ladders[label][number]) for label, number in at.items()}
        _, label, more = best
        at[label] += more
        told[label] = by_label[label].told(ladders[label][at[label]])


def worth(recall: float) -> float:
    """What it is worth to find this share of a label's posts: the first half more than the second."""
    return math.log(0.1 + recall)


def unflagged(
    by_label: dict[str, Measured], harmless: np.ndarray, ladders: dict[str, np.ndarray], at: dict[str, int]
) -> bool:
    """Whether no more of the harmless posts than MOST_FLAGGED are told of its labels by the model."""
    return all(
        np.any([by_label[label].scores[harmless] >= ladders[label][at[label]] for label in labels], axis=0).mean()
        <= most
        for labels, most in MOST_FLAGGED.items()
    )


def harmless_of(by_label: dict[str, Measured]) -> np.ndarray:
    """Which held-out posts have no label at all."""
    return np.asarray(~np.any([one.true for one in by_label.values()], axis=0))


def packed(all_posts: Ground, limits: dict[str, float]) -> bytes:
    """The bytes of the model that learns from every post."""
    rows: dict[str, list[str]] = {}
    biases: dict[str, list[float]] = {}
    scales = []
    for number, label in enumerate(limits):
        known = np.flatnonzero([label in post.known for post in all_posts.posts])
        weights, bias = fit(all_posts.matrix(label), label, all_posts.posts, known)
        final = brought(all_posts, label, weights)
        scale = float(np.quantile(np.abs(list(final.values())), CLIPPED)) / MOST
        scales.append(round(scale, 6))
        for name, weight in final.items():
            step = max(-MOST, min(MOST, round(weight / scale)))
            rows.setdefault(name, ["P"] * len(limits))[number] = chr(ord("P") + step)
        for account in ACCOUNTS:
            own = float(weights[all_posts.names.index(f"@{account}")])
            biases.setdefault(account, []).append(round(bias + own, 4))
    head = {"labels": list(limits), "biases": biases, "scales": scales}
    head["thresholds"] = [math.ceil(limit * 10_000) / 10_000 for limit in limits.values()]
    lines = [f"{name}\t{''.join(row)}" for name, row in sorted(heavy(rows, len(limits)).items())]
    return gzip.compress("\n".join([json.dumps(head), *lines]).encode("ascii"), compresslevel=9, mtime=0)


def heavy(rows: dict[str, list[str]], number: int) -> dict[str, list[str]]:
    """The features that count: a word does if it brings something else than its pieces would."""
    steps = {name: np.array([ord(step) - ord("P") for step in row]) for name, row in rows.items()}
    kept = {name for name, row in steps.items() if name[0] != "=" and np.abs(row).sum() >= LIGHTEST}
    silent = people().identities
    for name, row in steps.items():
        if name[0] == "=":
            word = name[1:]
            spelt = word[0] != "0" and word not in silent
            others = sum([steps[piece] for piece in pieces(word) if piece in kept and spelt], np.zeros(number))
            if np.abs(row - others).sum() >= LIGHTEST:
                kept.add(name)
    return {name: rows[name] for name in kept}


def factor(name: str) -> float:
    return 1.0 if name[0] == "=" else PAIR if " " in name[1:-1] else PIECE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    posts = [heard(post) for post in unique(posts_of(parser.parse_args().folder))]
    all_posts = ground(posts, vectors())
    labels = [label for label in askings() if sum(label in post.labels for post in posts) >= FEWEST_TAUGHT]
    scores = Parallel(n_jobs=2)(delayed(held_out)(all_posts, label) for label in labels)
    by_label = {label: measured(all_posts, label, one) for label, one in zip(labels, scores, strict=True)}
    limits = thresholds(by_label)
    content = packed(all_posts, limits)
    (LISTS / MODEL).write_bytes(content)
    model = load(content, hashlib.sha256(content).hexdigest(), VERSION)
    card = described(content, model, posts, by_label)
    (LISTS / CARD).write_text(card, encoding="utf-8")
    sys.stdout.write(card)
    return 0


def described(content: bytes, model: Model, posts: Sequence[Post], by_label: dict[str, Measured]) -> str:
    counts = Counter(post.hand for post in posts)
    limits = dict(zip(model.labels, model.thresholds, strict=True))
    none = harmless_of(by_label)
    rude = np.any([by_label[label].scores[none] >= limits[label] for label in ABUSE if label in by_label], axis=0)
    rude_by_lists = np.any([by_label[label].found[none] for label in ABUSE if label in by_label], axis=0)
    lines = [
        "# The card of model.txt.gz, written by tools/train_wording.py: what it is, what taught it, what it finds.",
        "",
        "[model]",
        f'version = "{VERSION}"',
        f'sha256 = "{model.sha256}"',
        f"bytes = {len(content)}",
        f"features = {len(model.weights) + len(model.pairs)}",
        'kind = """',
        "Logistic regression, one label against the rest, over words, pairs of words and pieces of words (3 to 4).",
        "A word brings its own weight, its pieces' and that of what it means: words of like meaning teach another.",
        'Words for who people are weigh nothing for derogatory, abusive and discriminatory: lists/tone/people.toml."""',
        'use = "Asks for a second reading. It is never surer than `possible`, and never speaks on one word alone."',
        'misses = "Irony, hints, what only the context shows, Welsh, most of what it was not taught."',
        f"harmless_posts = {int(none.sum())}",
        f"harmless_told_of_abuse = {rude.mean():.4f}",
        f"harmless_told_of_abuse_by_lists = {rude_by_lists.mean():.4f}",
    ]
    for name, licence, where in SOURCES:
        lines += ["", "[[source]]", f'name = "{name}"', f'licence = "{licence}"', f'from = "{where}"']
    for hand, number in sorted(counts.items()):
        lines += ["", "[[taught]]", f'hand = "{hand}"', f"posts = {number}"]
    for label, one in by_label.items():
        union = one.told(limits[label])
        lines += ["", "[[figure]]", f'label = "{label}"', f"posts = {int(one.true.sum())}"]
        lines += [
            f"recall_of_lists = {one.found[one.true].mean():.3f}",
            f"false_of_lists = {one.found[~one.true].mean():.4f}",
        ]
        lines += [f"recall_together = {union[one.true].mean():.3f}", f"false_together = {union[~one.true].mean():.4f}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
