"""What turns the sense of a word: it is negated, quoted, spoken of, or spoken against."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from gatepost.screening.reading import Reading
from gatepost.screening.tone.entries import check_keys, source, tables, words_of
from gatepost.screening.tone.pattern import Phrase, phrase_of, rarest

_FILE = "weighing.toml"
_BEFORE = 3  # words before a pattern in which a `not` is looked for
_WINDOW = 60  # words each side: a sentence without an end is read no further

_FAR = 200  # words: how far from a quotation its answer may stand
_KINDS = ("mentioning", "countering", "answering", "reporting", "endorsing")

_STOPS = frozenset(",;:()")

QUOTED = "It stands in quotation marks."
MENTIONED = "It seems to be spoken of rather than used."
COUNTERED = "It seems to be spoken against."
REPORTED = "It seems to be what somebody else said."

_Places = Sequence[tuple[int, int]]  # first word and the word after the last, in the order of the text


@dataclass(frozen=True, slots=True)
class Turning:
    """The words of the list, the phrases by their rarest word."""

    negating: frozenset[str]
    phrases: dict[str, tuple[tuple[Phrase, str], ...]]
    self: frozenset[str]


@lru_cache(maxsize=1)
def turning() -> Turning:
    """The list that Gatepost brings; raises ListError."""
    text = source(_FILE)
    data = tables(text, _FILE)
    check_keys(data, {"negating", *_KINDS, "self"}, set(), text, _FILE)
    phrases: dict[str, list[tuple[Phrase, str]]] = {}
    for kind in _KINDS:
        for entry in words_of(data[kind], text, _FILE):
            phrase = phrase_of(entry)
            phrases.setdefault(phrase[rarest(phrase)], []).append((phrase, kind))
    return Turning(
        frozenset(words_of(data["negating"], text, _FILE)),
        {word: tuple(those) for word, those in phrases.items()},
        frozenset(words_of(data["self"], text, _FILE)),
    )


class Turns:
    """Where one text has words that turn the sense of others; looked for once, when first asked."""

    __slots__ = ("_places", "_reading", "_straight")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._places: dict[str, list[tuple[int, int]]] | None = None
        self._straight: bool | None = None  # whether nothing in the text could turn a sense

    def places(self, kind: str) -> _Places:
        if self._places is None:
            self._places = {known: [] for known in _KINDS}
            negating = turning().negating
            words = self._reading.words
            phrases = turning().phrases
            for at, word in enumerate(words):
                for phrase, which in phrases.get(word, ()):
                    low = at - rarest(phrase)
                    high = low + len(phrase)
                    if low < 0 or tuple(words[low:high]) != phrase:
                        continue
                    if which == "endorsing" and not negating.isdisjoint(words[max(0, low - 2) : low]):
                        continue
                    self._places[which].append((low, high))
            for found in self._places.values():
                found.sort()
        return self._places[kind]

    def reasons(self, first: int, last: int) -> tuple[str, ...]:
        """Why the words from `first` to `last` weigh less than they say: any of the four above, or none."""
        reading = self._reading
        if self._straight is None:
            self._straight = not reading.quoted and turning().phrases.keys().isdisjoint(reading.words)
        if self._straight:
            return ()
        quotation = _around(reading.quoted, first, last) or _around(reading.quoted, last, last)
        start, end = sentence_of(reading, first)
        start, end = max(start, first - _WINDOW), min(end, last + 1 + _WINDOW)
        # Who quotes somebody often answers in the sentence beside it, and what is quoted may be answered anywhere.
        near = max(0, start - 1), min(len(reading.words), end + 1)
        low = max(sentence_of(reading, near[0])[0], first - _WINDOW)
        high = min(sentence_of(reading, near[1] - 1)[1], last + 1 + _WINDOW)
        own = quotation or (first, last + 1)
        if _any(self.places("endorsing"), low, high, own):
            return ()
        found = []
        if quotation:
            found.append(QUOTED)
        if _any(self.places("mentioning"), start, end, own):
            found.append(MENTIONED)
        if quotation:
            low, high = first - _FAR, last + _FAR
        if _any(self.places("countering"), low, high, own) or (
            quotation and _any(self.places("answering"), low, high, own)
        ):
            found.append(COUNTERED)
        if quotation and _any(self.places("reporting"), low, high, own):
            found.append(REPORTED)
        return tuple(found)


def _any(places: _Places, low: int, high: int, own: tuple[int, int]) -> bool:
    """Whether one of the places lies between `low` and `high` and outside what is weighed."""
    at = bisect_left(places, (low, 0))
    while at < len(places) and places[at][0] < high:
        first, end = places[at]
        if (end <= own[0] or first >= own[1]) and end <= high:
            return True
        if first >= own[0]:
            at = max(at + 1, bisect_left(places, (own[1], 0)))
        else:
            at += 1
    return False


def _around(ranges: _Places, first: int, last: int) -> tuple[int, int] | None:
    """The quotation that holds these words."""
    at = bisect_right(ranges, last, key=itemgetter(1))  # they come in the order in which they end
    return next((found for found in ranges[at : at + 2] if found[0] <= first), None)


def negated(reading: Reading, first: int, sentence_start: int) -> bool:
    """Whether a negating word stands shortly before word `first`, in its sentence and with no comma between."""
    negating = turning().negating
    for number in range(first - 1, max(sentence_start, first - _BEFORE) - 1, -1):
        if not _STOPS.isdisjoint(reading.plain[reading.ends[number] : reading.starts[number + 1]]):
            return False
        if reading.words[number] in negating:
            return True
    return False


def sentence_of(reading: Reading, number: int) -> tuple[int, int]:
    """The sentence that holds the word of this number, as a range of word numbers."""
    sentences = reading.sentences
    return sentences[bisect_right(sentences, (number, len(reading.words))) - 1]
