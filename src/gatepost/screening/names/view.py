"""One way to part a text into words, with what each of them could be."""

import re
from collections.abc import Iterator

from gatepost.screening.names.index import Index, Sight
from gatepost.screening.reading import Reading

_SIGN = re.compile(r"(?<=[a-z0-9])[@$!|+€£]|[@$!|+€£](?=[a-z0-9])")
_SIGNS = frozenset("@$!|+€£")
_NOT_SIGNED = re.compile(r"[^\w@$!|+€£']|_")
_LONGEST_SIGNED = 30  # characters of a word with signs in it, to either side of a sign
_MOST_MARKS = 3  # signs at the end of a word that may as well be marks of the sentence
_ENDS_NAME = re.compile(r"[.!?]\s|\n|[;:]")
_WIDEST_GAP = 3  # characters between two words of one name


class View:
    """Words in order, each with its places in `plain`: those of the text, or others.

    `sights` holds those words that could be part of a name.
    """

    __slots__ = ("_places", "sights", "text", "words")

    def __init__(self, text: Reading, words: list[str], places: tuple[list[int], list[int]] | None = None) -> None:
        self.text = text
        self.words = words
        self._places = places
        self.sights: dict[int, Sight] = {}

    @property
    def starts(self) -> list[int]:
        """The place where each word starts."""
        return self._places[0] if self._places else self.text.starts

    @property
    def ends(self) -> list[int]:
        """The place where each word ends, that place not included."""
        return self._places[1] if self._places else self.text.ends

    def capital(self, number: int) -> bool:
        """Whether a word has a capital."""
        start, end = self.starts[number], self.ends[number]
        return self.text.cased[start:end] != self.text.plain[start:end]

    def gap(self, number: int) -> str:
        """What stands between a word and the next."""
        return self.text.plain[self.ends[number] : self.starts[number + 1]]

    def joins(self, number: int) -> bool:
        """Whether a word and the next may be parts of one name: close together, with no end of a sentence between."""
        if not 0 <= number < len(self.words) - 1:
            return False
        gap = self.gap(number)
        if gap == " " or (gap == ". " and len(self.words[number]) == 1):
            return True
        return len(gap) <= _WIDEST_GAP and not _ENDS_NAME.search(gap)

    def opens(self, number: int) -> bool:
        """Whether a word begins a sentence or the text, so that its capital says nothing."""
        return number == 0 or bool(_ENDS_NAME.search(self.gap(number - 1)))


def as_written(text: Reading, sights: dict[int, Sight]) -> View:
    """The words as they are."""
    view = View(text, text.words)
    view.sights = sights
    return view


def spelt_out(text: Reading, index: Index) -> View | None:
    """The words with those written letter by letter put together; None when there are none."""
    runs = text.spelt_out()
    if not runs:
        return None
    words, starts, ends = [], [], []
    at = 0
    for joined, first, last in [*runs, ("", len(text.words), len(text.words))]:
        words += text.words[at:first]
        starts += text.starts[at:first]
        ends += text.ends[at:first]
        if joined:
            words.append(joined)
            starts.append(text.starts[first])
            ends.append(text.ends[last])
        at = last + 1
    return _with_sights(View(text, words, (starts, ends)), index)


def signed(text: Reading, index: Index) -> View | None:
    """The words with signs that stand for letters (`h@rtley`) in one piece; None when none of them is in a name."""
    found = [place for start, end in _signed_words(text.plain) if (place := _name_in(text.plain, start, end, index))]
    if not found:
        return None
    words, starts, ends = [], [], []
    at = 0
    for start, end in found:
        first, last = text.word_at(start), text.word_at(end)
        words += text.words[at:first]
        starts += text.starts[at:first]
        ends += text.ends[at:first]
        words.append(text.plain[start:end])
        starts.append(start)
        ends.append(end)
        at = last
    words += text.words[at:]
    starts += text.starts[at:]
    ends += text.ends[at:]
    return _with_sights(View(text, words, (starts, ends)), index)


def _name_in(plain: str, start: int, end: int, index: Index) -> tuple[int, int] | None:
    """What of a word with signs is a part of a name: all of it, or without the signs at its edges."""
    handle = plain[start] == "@" and plain[end : end + 1] == "_"
    for first in ((start + 1,) if handle else (start, start + 1)) if plain[start] in _SIGNS else (start,):
        for last in range(end, max(first, end - _MOST_MARKS - 1), -1):
            word = plain[first:last]
            if _SIGNS.isdisjoint(word):
                break
            if index.signed(word) or (word not in index.quiet and index.sight(word)):
                return first, last
            if word[-1] not in "!|+":
                break
    return None


def _signed_words(plain: str) -> Iterator[tuple[int, int]]:
    after = 0
    for sign in _SIGN.finditer(plain):
        if sign.start() < after:
            continue
        left = plain[max(after, sign.start() - _LONGEST_SIGNED) : sign.start()]
        right = plain[sign.end() : sign.end() + _LONGEST_SIGNED]
        word = _NOT_SIGNED.split(left)[-1].lstrip("'")
        start = sign.start() - len(word)
        after = sign.end() + len(_NOT_SIGNED.split(right, maxsplit=1)[0].rstrip("'"))
        yield start, after


def tags(text: Reading, index: Index) -> Iterator[View]:
    """Each hashtag and handle on its own, parted where a capital or a digit starts something new."""
    for start, end in text.tags:
        places = text.camel(start, end)
        words = [text.plain[first:last] for first, last in places]
        if index.quiet.issuperset(words):
            continue
        yield _with_sights(View(text, words, ([first for first, _ in places], [last for _, last in places])), index)


def _with_sights(view: View, index: Index) -> View:
    quiet = index.quiet
    for number, word in enumerate(view.words):
        if word not in quiet and (sight := index.sight(word)):
            view.sights[number] = sight
    return view
