"""Finds patterns among the words of a draft: a word is looked up, and only the patterns hung on it are tried.

The cost is linear in the number of words: a pattern holds at most a dozen steps and its gaps are bounded, and no match
leaves its sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Generic, NamedTuple, TypeVar

from gatepost.screening.cues.pattern import PRICE, REACH, Hung, Step

Rule = TypeVar("Rule")
Hanging = tuple[Hung, Rule, int]  # a pattern, its rule, its number
_PADDING = ("",) * REACH
_NEIGHBOURS = 100  # words that may stand beside an anchor: of more of them no pairs are made


class Post(NamedTuple, Generic[Rule]):
    """What hangs on one word.

    `always` is tried wherever the word stands; `others` where one of `company` stands from `low` words from it up to,
    and not including, `high`.
    """

    always: tuple[Hanging[Rule], ...]
    others: tuple[Hanging[Rule], ...]
    company: frozenset[str]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Index(Generic[Rule]):
    """Patterns by what has to be in a draft before they are tried.

    `pairs`: two words in a row, and which of the two, 0 or 1, the pattern is hung on; nearly no draft has such a pair,
    however common its words. `posts`: the word that a pattern without such a pair is hung on. `prices`: the patterns
    hung on a price.
    """

    pairs: Mapping[tuple[str, str], tuple[tuple[int, Hanging[Rule]], ...]]
    posts: Mapping[str, Post[Rule]]
    prices: Post[Rule]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one draft. `bounds` are the first words of its sentences, rising; `priced` the words after a £.

    `named` tells whether the word of a number reads as a name.
    """

    words: Sequence[str]
    bounds: Sequence[int]
    priced: frozenset[int]
    named: Callable[[int], bool]

    def sentence(self, word: int) -> int:
        """The number of the sentence that holds a word."""
        return bisect_right(self.bounds, word) - 1

    def range(self, sentence: int) -> tuple[int, int]:
        """First word of a sentence, and the word after its last."""
        following = sentence + 1
        end = self.bounds[following] if following < len(self.bounds) else len(self.words)
        return self.bounds[sentence], end


class Hit(NamedTuple, Generic[Rule]):
    """One match: words `first` up to but not including `end`, in a sentence. `pattern` is the pattern's number."""

    rule: Rule
    pattern: int
    first: int
    end: int
    sentence: int


def priced(plain: str, starts: Sequence[int], ends: Sequence[int]) -> frozenset[int]:
    """The numbers of the words that a pound sign stands before, or opens."""
    found = set()
    at = plain.find("£")
    while at >= 0:
        word = bisect_left(ends, at + 1)
        if word < len(starts) and starts[word] <= at + 2:
            found.add(word)
        at = plain.find("£", at + 1)
    return frozenset(found)


def index(patterns: Mapping[str, Iterable[Hanging[Rule]]]) -> Index[Rule]:
    """The patterns, given by the word they are hung on, each under the rarest thing that it needs."""
    pairs: dict[tuple[str, str], list[tuple[int, Hanging[Rule]]]] = {}
    posts: dict[str, Post[Rule]] = {}
    for word, those in patterns.items():
        if word == PRICE:
            continue
        single: list[Hanging[Rule]] = []
        for hanging in those:
            hung = hanging[0]
            beside = [(len(keys), place, keys) for place, keys in hung.beside if place in (-1, 1)]
            size, place, keys = min(beside, key=lambda one: one[:2], default=(0, 0, frozenset[str]()))
            if place and size <= _NEIGHBOURS:
                for other in keys:
                    pair = (word, other) if place == 1 else (other, word)
                    pairs.setdefault(pair, []).append((0 if place == 1 else 1, hanging))
                continue
            single.append(hanging)
        if single:
            posts[word] = _post(single)
    return Index(
        {pair: tuple(those) for pair, those in pairs.items()},
        posts,
        _post(patterns.get(PRICE, ())),
    )


def _post(patterns: Iterable[Hanging[Rule]]) -> Post[Rule]:
    """The patterns hung on one thing, by the company that they need, each by the rarest part of its own."""
    always: list[Hanging[Rule]] = []
    others: list[Hanging[Rule]] = []
    company: set[str] = set()
    low, high = 0, 1
    for hanging in patterns:
        near = [*((place, place + 1, keys) for place, keys in hanging[0].beside), *hanging[0].near]
        if not near:
            always.append(hanging)
            continue
        start, end, keys = min(near, key=lambda one: len(one[2]))
        others.append(hanging)
        company |= keys
        low, high = min(low, start), max(high, end)
    return Post(tuple(always), tuple(others), frozenset(company), low, high)


def candidates(words: Sequence[str], priced: frozenset[int], book: Index[Rule]) -> list[tuple[int, Hanging[Rule]]]:
    """Each pattern that may match, with the number of the word it is hung on, in the order of the words.

    A pattern is a candidate where each of its parts that stands near its anchor has a word where it could stand.
    """
    numbers = range(len(words))
    pairs, posts = book.pairs, book.posts
    tried: list[tuple[int, Hanging[Rule]]] = []
    # No line of Python is run for a word that leads nowhere.
    for at in compress(numbers, map(pairs.__contains__, pairwise(words))):
        tried += [(at + which, hanging) for which, hanging in pairs[words[at], words[at + 1]]]
    for at in compress(numbers, map(posts.__contains__, words)):
        always, others, company, low, high = posts[words[at]]
        if always:
            tried += [(at, hanging) for hanging in always]
        if others and not company.isdisjoint(words[max(0, at + low) : at + high]):
            tried += [(at, hanging) for hanging in others]
    prices = book.prices
    for at in priced:
        tried += [(at, hanging) for hanging in prices.always]
        if not prices.company.isdisjoint(words[max(0, at + prices.low) : at + prices.high]):
            tried += [(at, hanging) for hanging in prices.others]
    if not tried:
        return tried
    found: list[tuple[int, Hanging[Rule]]] = []
    padded = [*_PADDING, *words, *_PADDING]
    for one in tried:
        pattern = one[1][0]
        at = one[0] + REACH
        for place, keys in pattern.beside:
            if padded[at + place] not in keys:
                break  # written out, since a call would cost as much
        else:
            for low, high, keys in pattern.near:
                if keys.isdisjoint(padded[at + low : at + high]):
                    break
            else:
                found.append(one)
    found.sort(key=_place)
    return found


def _place(candidate: tuple[int, Hanging[Rule]]) -> tuple[int, int]:
    at, (_, _, number) = candidate
    return at, number


def hits(text: Words, found: Iterable[tuple[int, Hanging[Rule]]]) -> list[Hit[Rule]]:
    """Those of the candidates that match."""
    matched: list[Hit[Rule]] = []
    sentence, low, high = 0, *text.range(0)
    for at, (pattern, rule, number) in found:
        if not low <= at < high:
            sentence = text.sentence(at)
            low, high = text.range(sentence)
        span = _span(text, pattern, at, low, high)
        if span is not None:
            matched.append(Hit(rule, number, *span, sentence))
    return matched


def _span(text: Words, pattern: Hung, at: int, low: int, high: int) -> tuple[int, int] | None:
    if pattern.fixed:
        first, end = at - len(pattern.before), at + 1 + len(pattern.after)
        if first < low or end > high or (pattern.starts and first > low) or (pattern.ends and end < high):
            return None
        return first, end
    end = at + 1
    if pattern.after or pattern.ends:
        ends = _walk(text, pattern.after, at + 1, high, 1)
        if pattern.ends:
            ends = (high,) if high in ends else ()
        if not ends:
            return None
        end = min(ends)
    first = at
    if pattern.before or pattern.starts:
        firsts = _walk(text, pattern.before, at - 1, low - 1, -1)
        if pattern.starts:
            firsts = (low - 1,) if low - 1 in firsts else ()
        if not firsts:
            return None
        first = max(firsts) + 1
    return first, end


def _walk(text: Words, steps: tuple[Step, ...], at: int, limit: int, way: int) -> Sequence[int]:
    """The places where the steps may end, from `at` forwards (`way` 1) or backwards (-1); `limit` is not entered."""
    words = text.words
    front: Sequence[int] = (at,)
    for step in steps:
        if step.gap:
            if len(front) == 1:
                place = front[0]
                furthest = place + way * min(step.gap, (limit - place) * way)
                front = range(place, furthest + way, way)
            else:
                reach = {place + way * more for place in front for more in range(step.gap + 1)}
                front = [place for place in reach if (limit - place) * way >= 0]
            continue
        onward = list(front) if step.optional else []
        singles, phrases = step.words, step.phrases
        for place in front:
            if place == limit:
                continue
            word = words[place]
            if word in singles or (step.wild and _wild(text, step.wild, place)):
                onward.append(place + way)
            if phrases is not None and word in phrases:
                for rest in phrases[word]:
                    end = place + way * (len(rest) + 1)
                    if (limit - end) * way >= 0 and all(
                        words[place + way * (number + 1)] == part for number, part in enumerate(rest)
                    ):
                        onward.append(end)
        if not onward:
            return []
        front = onward if len(onward) == 1 else list(set(onward))
    return front


def _wild(text: Words, wild: tuple[str, ...], place: int) -> bool:
    word = text.words[place]
    return (
        "<any>" in wild
        or ("<number>" in wild and word[:1].isdigit())
        or ("<name>" in wild and text.named(place))
        or ("<price>" in wild and place in text.priced)
    )
