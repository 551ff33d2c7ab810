"""A text as the detectors read it: folded to plain letters, in words, with the way back to what was written."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import compress, pairwise

from gatepost.screening.look_alikes import LOOK_ALIKES

LONGEST = 1_048_576  # code points; a school's post is shorter by three noughts

_MEMO = 20_000  # folded characters kept: every alphabet in daily use fits
_EXPANDS = 4  # plain characters one character may stand for; the few longer ones are phrases, not letters
_ODD = re.compile(r"[^\t-\r -~]+")
_OVERRIDE = "\u202e"  # shows what follows from right to left
_OVERRIDDEN = re.compile("\u202e([^\u202c-\u202e\u2066-\u2069\n]*)")
_WORD_SPACE = bytes(c if chr(c).isalnum() or c == ord("'") else ord(" ") for c in range(128)) + bytes(128)
_NOT_WORD = re.compile(r"[^\w']|_")
# A run of marks is looked at from its first one alone, so that a text of a million of them is read once.
_BREAK = re.compile(r"[.!?\n](?:(?<=\n)|(?<![.!?][.!?])[.!?]*+[\"')\]]*+(?=\s))")
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "st", "rev", "prof", "mx"))  # `Mr. Smith` is one sentence
_HASHTAG = re.compile(r"#(\w+)")
_TAG = re.compile(r"(?<!\w)[#@](\w+)")
_QUOTE = re.compile(r"[\"']")
_LONGEST_QUOTE = 2_000  # characters; a mark that is never closed quotes nothing
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\WA-Za-z0-9_]+")
_FEWEST_LETTERS = 3  # that make a word spelt out
_GAP = 3  # characters between two letters that are spelt out one by one
_LEET = str.maketrans("0123456789@$!|+€£", "oizeasgtbgasiltel")


class TooLong(ValueError):
    """The text has more than LONGEST code points; the message is a sentence."""


class _Folding(dict[int, str]):
    """What a character outside ASCII reads as; remembers what it has worked out, up to a bound."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < _MEMO:
            self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character in LOOK_ALIKES:
        return LOOK_ALIKES[character]
    decomposed = unicodedata.normalize("NFKD", character)
    if len(decomposed) > _EXPANDS:
        return character
    # Marks and what cannot be seen (categories M, Cf, Cc) say nothing to a reader.
    seen = [c for c in decomposed if unicodedata.category(c)[0] != "M" and unicodedata.category(c) not in ("Cf", "Cc")]
    return "".join(LOOK_ALIKES.get(c, c) for c in seen)


class Reading:
    """A text, folded once, that all detectors share. Made by `read`.

    `original` is the text as written; `cased` is folded to plain letters with its capitals, punctuation kept; `plain`
    is `cased` in lower case, and as long. `words` are the words of `plain` in order: letters and digits with their
    inner apostrophes (`don't`, `o'brien`), parted by everything else, hyphens and underscores too. "Places" are
    offsets in `plain`; "word numbers" are offsets in `words`, and a range of either leaves its end out.
    """

    __slots__ = (
        "_ends",
        "_hashtags",
        "_order",
        "_places",
        "_quoted",
        "_sentences",
        "_spaced",
        "_spelt_out",
        "_starts",
        "_tags",
        "cased",
        "original",
        "plain",
        "words",
    )

    def __init__(self, original: str, cased: str, order: list[int] | None) -> None:
        """`order` lists the code points of the original in the order they are shown, None where that is as written."""
        self.original = original
        self.cased = cased
        self.plain = cased.lower()
        self._order = order
        if self.plain.isascii():  # by way of bytes, which is twice as fast
            spaced = self.plain.encode().translate(_WORD_SPACE).decode()
        else:
            spaced = _NOT_WORD.sub(" ", self.plain)
        if "'" in spaced:  # an apostrophe at either end of a word is a quotation mark
            spaced = f" {spaced.replace(chr(39) * 2, '  ')} ".replace("' ", "  ").replace(" '", "  ")[1:-1]
        self._spaced = spaced
        self.words: list[str] = spaced.split()
        self._places: list[int] | None = None
        self._starts: list[int] | None = None
        self._ends: list[int] | None = None
        self._sentences: list[tuple[int, int]] | None = None
        self._quoted: list[tuple[int, int]] | None = None
        self._hashtags: list[tuple[int, int]] | None = None
        self._tags: list[tuple[int, int]] | None = None
        self._spelt_out: list[tuple[str, int, int]] | None = None

    @property
    def starts(self) -> list[int]:
        """The place where each word starts."""
        if self._starts is None:
            self._measure()
        assert self._starts is not None  # measured above
        return self._starts

    @property
    def ends(self) -> list[int]:
        """The place where each word ends, that place not included."""
        if self._ends is None:
            self._measure()
        assert self._ends is not None  # measured above
        return self._ends

    def _measure(self) -> None:
        self._starts, self._ends = [], []
        at = 0
        for part in self._spaced.split(" "):  # an empty part for each space more than one
            if part:
                self._starts.append(at)
                at += len(part)
                self._ends.append(at)
            at += 1

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """From places in `plain` to code points of the original, with the invisible characters between them."""
        if self._order is None and self.cased is self.original:
            return start, end
        if self._places is None:
            order = range(len(self.original)) if self._order is None else self._order
            original = self.original
            self._places = [at for at in order for _ in original[at].translate(_folding_of_all)]
        places = self._places
        if start >= end:
            at = places[start] if start < len(places) else len(self.original)
            return at, at
        if self._order is not None:
            shown = places[start:end]
            return min(shown), max(shown) + 1
        after = places[end] if end < len(places) else len(self.original)
        return places[start], max(places[end - 1] + 1, after)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Code points of the original from word number `first` to word number `last`, both included."""
        return self.origin(self.starts[first], self.ends[last])

    def capital(self, number: int) -> bool:
        """Whether the word of this number starts with a capital."""
        return self.cased[self.starts[number]].isupper()

    def word_at(self, place: int) -> int:
        """The number of the first word that starts at `place` or later."""
        return bisect_left(self.starts, place)

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences as ranges of word numbers, none of them empty."""
        if self._sentences is None:
            edges = [0]
            edge = at = 0
            for stop in _BREAK.finditer(self.plain):
                edge += len(self._spaced[at : stop.start()].split())  # without measuring every word
                at = stop.start()
                if edge == edges[-1] or (stop[0] == "." and self.words[edge - 1] in _TITLES):
                    continue
                edges.append(edge)
            edges.append(len(self.words))
            self._sentences = [(first, end) for first, end in pairwise(edges) if first < end]
        return self._sentences

    @property
    def quoted(self) -> list[tuple[int, int]]:
        """What stands between quotation marks, as ranges of word numbers, none of them empty."""
        if self._quoted is None:
            pairs = ((self.word_at(start), self.word_at(end)) for start, end in _quotations(self.plain))
            self._quoted = [(first, end) for first, end in pairs if first < end]
        return self._quoted

    @property
    def hashtags(self) -> list[tuple[int, int]]:
        """The hashtags as places in `plain`, without their `#`."""
        if self._hashtags is None:
            self._hashtags = [match.span(1) for match in _HASHTAG.finditer(self.plain)] if "#" in self.plain else []
        return self._hashtags

    @property
    def tags(self) -> list[tuple[int, int]]:
        """Hashtags and handles as places in `plain`, without their `#` or `@`."""
        if self._tags is None:
            tagged = "#" in self.plain or "@" in self.plain
            self._tags = [match.span(1) for match in _TAG.finditer(self.plain)] if tagged else []
        return self._tags

    def spelt_out(self) -> list[tuple[str, int, int]]:
        """Words written letter by letter (`f r e y a`, `f-r-e-y-a`): letters joined, first and last word number.

        Three letters or more, no two further apart than three characters and never across a line.
        """
        if self._spelt_out is None:
            self._spelt_out = []
            words = self.words
            single = [*compress(range(len(words)), map((1).__eq__, map(len, words)))]
            runs: list[list[int]] = []
            for number in single if len(single) >= _FEWEST_LETTERS else ():
                if runs and runs[-1][-1] == number - 1 and self._near(number):
                    runs[-1].append(number)
                else:
                    runs.append([number])
            for run in runs:
                if len(run) >= _FEWEST_LETTERS:
                    self._spelt_out.append(("".join([words[number] for number in run]), run[0], run[-1]))
        return self._spelt_out

    def _near(self, number: int) -> bool:
        gap = self.plain[self.ends[number - 1] : self.starts[number]]
        return len(gap) <= _GAP and "\n" not in gap

    def camel(self, start: int, end: int) -> list[tuple[int, int]]:
        """Places of the parts of a joined word: `FreyaHartley2015` has three; capitals and digits start one."""
        return [match.span() for match in _CAMEL.finditer(self.cased, start, end)]


# For `str.translate` over a whole text, ASCII too: a character that is kept stands for itself.
_folding_of_all = _Folding(
    {code: "" if chr(code) not in "\t\n\v\f\r" and not chr(code).isprintable() else chr(code) for code in range(128)}
)


def read(text: str) -> Reading:
    """Fold a text and part it into words; raises TooLong. The cost grows with its length alone."""
    if len(text) > LONGEST:
        raise TooLong(f"this text has {len(text):,} characters; at most {LONGEST:,} can be read")
    if text.isascii() and (text.isprintable() or not _ODD.search(text)):
        return Reading(text, text, None)
    order = None
    shown = text
    if _OVERRIDE in text:
        order = _shown_order(text)
        shown = "".join([text[at] for at in order])
    return Reading(text, _ODD.sub(_fold_run, shown), order)


def _fold_run(run: re.Match[str]) -> str:
    return run[0].translate(_folding_of_all)


def _shown_order(text: str) -> list[int]:
    order: list[int] = []
    at = 0
    for match in _OVERRIDDEN.finditer(text):
        order += range(at, match.start())
        order += reversed(range(*match.span(1)))
        at = match.end()
    order += range(at, len(text))
    return order


def unleet(word: str) -> str:
    """The word with the digits and signs that stand for letters (`h4rtl3y`) turned into them."""
    return word.translate(_LEET)


def _quotations(plain: str) -> Iterator[tuple[int, int]]:
    opened: dict[str, int] = {}  # mark: the place after it
    for match in _QUOTE.finditer(plain):
        mark, at = match[0], match.start()
        before = plain[at - 1 : at] if at else ""
        after = plain[at + 1 : at + 2]
        if mark == "'" and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        start = opened.get(mark)
        closes = start is not None and at - start <= _LONGEST_QUOTE and not (mark == "'" and not before.strip())
        if closes and start is not None:
            yield start, at
            del opened[mark]
        elif mark == '"' or (after.strip() and not before.isalnum()):
            opened[mark] = at + 1
