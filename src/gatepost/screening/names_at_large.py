"""Words that may be anybody's name, found without the roll, for those who are not entitled to it.

What is found turns on the text alone: it can tell nobody who is on the roll.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

from gatepost.screening.finding import Finding
from gatepost.screening.reading import Reading, read
from gatepost.screening.school import School
from gatepost.screening.word_list import ListError, read_lines

_WHY = "This may be somebody's name."
_ADVICE = "Leave names out, unless you know that the person, or a child's parent, agrees to be named here."

_TITLES = frozenset(("mr", "mrs", "miss", "ms", "mx", "dr", "sir", "madam", "prof", "rev", "revd"))
_SAINTS = frozenset(("st", "saint", "santa", "san"))
# Words with a capital that stand in a row, and one letter with a full stop for a forename. Every repetition is bounded.
_RUN = re.compile(r"[A-Z](?<![\w'].)(?:\.|[\w']{0,40})(?:[ -][A-Z](?:\.|[\w']{0,40})){0,5}")
_PART = re.compile(r"[A-Z][\w']*")
_JOINED = re.compile(r"[#@](\w{6,40})")
_SHORTEST_JOINED = 4  # letters of a forename at the head of a hashtag or handle
_LONGEST_JOINED = 14


def find(reading: Reading, school: School) -> list[Finding]:
    """What may be a name: a usual forename, a title with a word after it, two capitalised words that are no others.

    Each finding has the label `pupil`, since nobody may be told whose name it is, and is `possible`.
    """
    spans = {*_capitalised(reading), *_small(reading), *_joined(reading)}
    if not spans:
        return []
    own = _own(reading.plain, school)
    found: list[Finding] = []
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < reached or _overlaps(own, start, end):
            continue
        reached = end
        found.append(Finding("pupil", "personal-name", *reading.origin(start, end), "possible", _WHY, _ADVICE))
    return found


def _capitalised(reading: Reading) -> Iterator[tuple[int, int]]:
    """Places of runs of capitalised words, each cut down to what may be a name."""
    sure, _, words = _lists()
    no_names = _no_names()
    cased = reading.cased
    for run in _RUN.finditer(cased):
        parts = [(part.start(), part.end(), _bare(part[0])) for part in _PART.finditer(cased, *run.span())]
        first = 0
        while first < len(parts):
            start, _, word = parts[first]
            last = first + 1
            while last < len(parts) and parts[last][2] not in no_names:
                last += 1
            # The words from `first` up to `last` could be one name; the word at `last`, if any, is no name.
            if word in _TITLES:
                if last - first > 1:
                    yield start, _end(cased, parts[last - 1])
            elif word in sure or (word in words and (last - first > 1 or not _begins(cased, start))):
                if not _after_saint(cased, start):
                    yield start, _end(cased, parts[last - 1])
            elif word not in no_names and last - first > 1 and _two_names(cased, parts[first:last], sure, words):
                # `Saw Beatie Longacre`: the first of three may have its capital from the sentence it begins.
                yield parts[first + (last - first > 2 and _begins(cased, start))][0], _end(cased, parts[last - 1])
            else:
                last = first + 1
            first = max(last, first + 1)


def _two_names(cased: str, parts: list[tuple[int, int, str]], sure: frozenset[str], words: frozenset[str]) -> bool:
    """Whether capitalised words that are not in the lists read as forename and surname: not all in capitals."""
    begins = _begins(cased, parts[0][0])
    if begins and (parts[1][2] in sure or parts[1][2] in words):
        return False  # `Collecting Freya`: the name begins with the second word
    return all(cased[start:end] != cased[start:end].upper() or end - start == 1 for start, end, _ in parts)


def _bare(word: str) -> str:
    """A capitalised word in small letters, without the `'s` of a possessive."""
    word = word.lower().strip("'")
    return word.removesuffix("'s")


def _end(cased: str, part: tuple[int, int, str]) -> int:
    start, end, _ = part
    return end - 2 if cased[start:end].lower().endswith("'s") else end


def _begins(cased: str, start: int) -> bool:
    """Whether a sentence begins at `start`, so that its capital says nothing."""
    before = cased[max(0, start - 4) : start].rstrip(" \t'\"([*-")
    return not before or before[-1] in ".!?:\n"


def _after_saint(cased: str, start: int) -> bool:
    before = cased[max(0, start - 8) : start].split()
    return bool(before) and before[-1].lower().rstrip(".") in _SAINTS


def _small(reading: Reading) -> Iterator[tuple[int, int]]:
    """Places of forenames that are no other word, whatever their capitals."""
    sure, _, _ = _lists()
    if sure.isdisjoint(reading.words):
        possessive = [word for word in reading.words if word.endswith("'s") and word[:-2] in sure]
        if not possessive:
            return
    for number, word in enumerate(reading.words):
        if word.removesuffix("'s") in sure and (number == 0 or reading.words[number - 1] not in _SAINTS):
            start = reading.starts[number]
            yield start, start + len(word.removesuffix("'s"))


def _joined(reading: Reading) -> Iterator[tuple[int, int]]:
    """Places of hashtags and handles that begin with a forename: `#freyahartley`."""
    plain = reading.plain
    if "#" not in plain and "@" not in plain:
        return
    _, long, _ = _lists()
    for joined in _JOINED.finditer(plain):
        word = joined[1]
        if any(word[:length] in long for length in range(_SHORTEST_JOINED, min(len(word), _LONGEST_JOINED + 1))):
            yield joined.span(1)


def _own(plain: str, school: School) -> list[tuple[int, int]]:
    """Places of what the school is called and where it is, nobody's name: in order, none over another."""
    found = []
    for words in _school_texts(school):
        at = plain.find(words)
        while at >= 0:
            found.append((at, at + len(words)))
            at = plain.find(words, at + len(words))
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


@lru_cache(maxsize=64)
def _school_texts(school: School) -> tuple[str, ...]:
    texts = (school.name, *school.short_names, *school.address, school.council, *school.logo_words, *school.events)
    return tuple(dict.fromkeys(plain for text in texts if (plain := read(text).plain)))


def _overlaps(places: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any of the places, which do not overlap one another, overlaps this one."""
    at = bisect_left(places, (end, 0))  # the first that starts at its end or later
    return at > 0 and places[at - 1][1] > start


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The forenames that are no other word, those of them that are long, and those that are a word too."""
    entries = _entries("names_at_large.txt")
    sure = frozenset(entry for entry in entries if not entry.endswith("*"))
    long = frozenset(entry for entry in sure if len(entry) >= _SHORTEST_JOINED)
    return sure, long, frozenset(entry.removesuffix("*") for entry in entries if entry.endswith("*"))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(_bare(entry) for entry in _entries("no_names.txt"))


def _entries(file: str) -> list[str]:
    """The words of a list, several in a line, folded as a text is; one that stands twice raises ListError."""
    found: list[str] = []
    seen: set[str] = set()
    for line in read_lines(file):
        for entry in line.split():
            if entry in seen:
                raise ListError(f"{file}: `{entry}` stands there twice")
            seen.add(entry)
            found.append(read(entry).plain)
    return found
