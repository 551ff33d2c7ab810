"""Rows of words that read as abuse: `{group} {are} {very}? *{bad}`, read from a list and found in a text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gatepost.screening.finding import SURENESS, Sure
from gatepost.screening.tone.entries import check_keys, line_of, tables, words_of
from gatepost.screening.tone.people import people
from gatepost.screening.word_list import ListError
from gatepost.vocabulary.nearest import did_you_mean, quoted

GAP = 3  # words that `...` may pass over
_LONGEST_ROW = 10  # elements
_WORD = re.compile(r"[\w']+")
_SET = re.compile(r"\{(\w+)\}")

Phrase = tuple[str, ...]
Way = Literal[1, -1]


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a row: phrases by their first and by their last word, longest first; a gap has none."""

    by_first: Mapping[str, tuple[Phrase, ...]]
    by_last: Mapping[str, tuple[Phrase, ...]]
    optional: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What several rows have in common: what a finding of theirs says."""

    labels: tuple[str, ...]
    kind: str
    sure: Sure
    why: str


@dataclass(frozen=True, slots=True)
class Company:
    """The words without one of which a row does not hold, and how many words before and after its anchor they stand
    at the most; no words where a row is nothing but its anchor."""

    words: frozenset[str]
    before: int
    after: int

    def stands(self, words: Sequence[str], start: int, stop: int) -> bool:
        """Whether one of them is near the anchor, which is the words `start` up to `stop`."""
        return not self.words or not self.words.isdisjoint(words[max(0, start - self.before) : stop + self.after])


@dataclass(frozen=True, slots=True)
class Row:
    """One row, cut at the element that is looked for first. `before` is read from that element outwards."""

    pattern: Pattern
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    company: Company


@dataclass(frozen=True, slots=True)
class Anchor:
    """A phrase that is looked for first: the word at `offset` in it leads there."""

    phrase: Phrase
    offset: int
    rows: tuple[Row, ...]
    company: Company


def phrase_of(text: str) -> Phrase:
    """The words of an entry as a reading parts them."""
    return tuple(word.strip("'") for word in _WORD.findall(text))


@lru_cache(maxsize=20_000)
def rarest(phrase: Phrase) -> int:
    """The place of the longest word of a phrase that is no everyday word: the rarest, more often than not."""
    everyday = people().everyday
    return max(range(len(phrase)), key=lambda at: (phrase[at] not in everyday, len(phrase[at]), -at))


def read_patterns(text: str, name: str, groups: Sequence[str]) -> dict[str, tuple[Anchor, ...]]:
    """Word -> the anchors it leads to, from the text of a list; raises ListError. `groups` is the set `group`."""
    data = tables(text, name)
    check_keys(data, {"set", "pattern"}, set(), text, name)
    sets = {key: tuple(phrase_of(entry) for entry in words_of(value, text, name)) for key, value in data["set"].items()}
    sets["group"] = tuple(dict.fromkeys(phrase_of(entry) for entry in groups))
    elements = {key: _element(phrases) for key, phrases in sets.items()}
    anchors: dict[Phrase, list[Row]] = {}
    for entry in data["pattern"]:
        check_keys(entry, {"match", "labels", "kind", "sure", "why"}, set(), text, name)
        if entry["sure"] not in SURENESS:
            hint = did_you_mean(str(entry["sure"]), SURENESS)
            raise ListError(
                f"{name}:{line_of(text, str(entry['sure']))}: {quoted(entry['sure'])} is not how sure{hint}"
            )
        pattern = Pattern(tuple(entry["labels"]), entry["kind"], entry["sure"], entry["why"])
        for row in entry["match"]:
            try:
                anchor, made = _row(row, pattern, elements)
            except ValueError as error:
                raise ListError(f"{name}:{line_of(text, row)}: {error}") from None
            for phrase in sets[anchor]:
                anchors.setdefault(phrase, []).append(made)
    found: dict[str, list[Anchor]] = {}
    companies: dict[tuple[int, ...], Company] = {}  # the phrases of a set have the same rows
    for phrase, rows in anchors.items():
        at = rarest(phrase)
        these = tuple(map(id, rows))
        company = companies.get(these) or companies.setdefault(these, _all([row.company for row in rows]))
        found.setdefault(phrase[at], []).append(Anchor(phrase, at, tuple(rows), company))
    return {word: tuple(those) for word, those in found.items()}


def _element(phrases: Sequence[Phrase], *, optional: bool = False) -> Element:
    first: dict[str, list[Phrase]] = {}
    last: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first.setdefault(phrase[0], []).append(phrase)
        last.setdefault(phrase[-1], []).append(phrase)
    return Element({w: tuple(p) for w, p in first.items()}, {w: tuple(p) for w, p in last.items()}, optional, False)


def _row(text: str, pattern: Pattern, sets: Mapping[str, Element]) -> tuple[str, Row]:
    parts = text.split()
    if len(parts) > _LONGEST_ROW:
        raise ValueError(f"a row has at most {_LONGEST_ROW} places")
    anchor, at, row = "", -1, []
    for number, part in enumerate(parts):
        if part == "...":
            row.append(Element({}, {}, optional=True, gap=True))
            continue
        word = part.removeprefix("*").removesuffix("?")
        named = _SET.fullmatch(word)
        if named and named[1] not in sets:
            raise ValueError(f"{quoted(word)} is no set of this list{did_you_mean(named[1], sets)}")
        if part.startswith("*"):
            if not named or anchor or part.endswith("?"):
                raise ValueError(f"{quoted(part)}: one set, and no more, is looked for first and may not be missing")
            anchor, at = named[1], number
        if named:
            known = sets[named[1]]
            row.append(Element(known.by_first, known.by_last, part.endswith("?"), gap=False))
        else:
            row.append(_element([phrase_of(choice) for choice in word.split("|")], optional=part.endswith("?")))
    if not anchor:
        raise ValueError(f"{quoted(text)} has no `*{{set}}` to be looked for first")
    before, after = tuple(reversed(row[:at])), tuple(row[at + 1 :])
    return anchor, Row(pattern, before, after, _company(before, after))


def _company(before: Sequence[Element], after: Sequence[Element]) -> Company:
    """The rarer of what stands next before an anchor and next after it."""
    sides = [side for side in (_nearest(before, -1), _nearest(after, 1)) if side]
    if not sides:
        return Company(frozenset(), 0, 0)
    words, way, most = min(sides, key=lambda side: len(side[0]))
    return Company(words, most if way == -1 else 0, most if way == 1 else 0)


def _all(companies: Sequence[Company]) -> Company:
    if not all(company.words for company in companies):
        return Company(frozenset(), 0, 0)
    words = frozenset[str]().union(*(company.words for company in companies))
    return Company(words, max(company.before for company in companies), max(company.after for company in companies))


def _nearest(elements: Sequence[Element], way: Way) -> tuple[frozenset[str], Way, int] | None:
    """The first or last words of the nearest element that may not be missing, and how far off it stands at the most."""
    most = 1
    for element in elements:
        if element.gap:
            most += GAP
        elif element.optional:
            most += max(len(phrase) for phrases in element.by_first.values() for phrase in phrases)
        else:
            return frozenset(element.by_first if way == 1 else element.by_last), way, most
    return None


def accompanied(anchor: Anchor, at: int, words: Sequence[str]) -> bool:
    """Whether word `at` leads to the anchor, and something that its rows need stands near: else no row holds."""
    start = at - anchor.offset
    stop = start + len(anchor.phrase)
    if start < 0 or (stop - start > 1 and tuple(words[start:stop]) != anchor.phrase):
        return False
    return anchor.company.stands(words, start, stop)


def matches(
    anchor: Anchor, at: int, words: Sequence[str], first: int, end: int, negating: frozenset[str]
) -> Iterator[tuple[Pattern, int, int]]:
    """The rows that hold where word `at` leads to the anchor: pattern, first and last word number.

    Nothing outside the words `first` to `end` (left out) is looked at, which is the sentence.
    """
    start = at - anchor.offset
    stop = start + len(anchor.phrase)
    if start < first or stop > end or tuple(words[start:stop]) != anchor.phrase:
        return
    for row in anchor.rows:
        if not row.company.stands(words, start, stop):
            continue
        head = _reach(row.before, 0, start - 1, -1, words, first, end, negating)
        if head is None:
            continue
        tail = _reach(row.after, 0, stop, 1, words, first, end, negating)
        if tail is not None:
            yield row.pattern, head + 1, tail - 1


def _reach(
    row: Sequence[Element],
    number: int,
    at: int,
    way: Way,
    words: Sequence[str],
    first: int,
    end: int,
    negating: frozenset[str],
) -> int | None:
    """The place just beyond the elements of `row` from `number` on, read from `at` that way; None where one fails."""
    if number == len(row):
        return at
    element = row[number]
    if element.gap:
        for _ in range(GAP + 1):
            reached = _reach(row, number + 1, at, way, words, first, end, negating)
            if reached is not None:
                return reached
            if not first <= at < end or words[at] in negating:
                return None
            at += way
        return None
    if first <= at < end:
        for phrase in (element.by_first if way == 1 else element.by_last).get(words[at], ()):
            low, high = (at, at + len(phrase)) if way == 1 else (at - len(phrase) + 1, at + 1)
            if low < first or high > end or (len(phrase) > 1 and tuple(words[low:high]) != phrase):
                continue
            reached = _reach(row, number + 1, at + way * len(phrase), way, words, first, end, negating)
            if reached is not None:
                return reached
    return _reach(row, number + 1, at, way, words, first, end, negating) if element.optional else None
