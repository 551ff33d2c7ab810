"""Abuse whose words are misspelt, disguised or run together: the text is read again with those words put right."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from gatepost.screening.reading import Reading, read, unleet
from gatepost.screening.tone.disguise import lone_letters
from gatepost.screening.tone.entries import check_keys, line_of, source, tables, words_of
from gatepost.screening.word_list import ListError
from gatepost.vocabulary.nearest import quoted

_FILE = "respelling.toml"
_LEAST_MISSPELT = 6  # letters
_LEAST_JOINED = 8  # letters of words run together
_LONGEST = 40  # letters of a token that is looked at
_MOST = 100  # words of one text that are put right
_VOWELS = "aeiouy"
_MIXED = re.compile(r"[a-z][0-9@$!|*€+]+[a-z*]|\$[a-z]")
_TOKEN = re.compile(r"[a-z0-9@$!|*€+]+")
_SIGN = re.compile(r"[0-9@$!|*€+][a-z*]")
_LEAST_SPELT = 2  # letters written one by one that are no words by themselves


@dataclass(frozen=True, slots=True)
class Spellings:
    """`words` are the right ones, `slips` lead from a wrong one to them, `masked` from first letter and length."""

    words: frozenset[str]
    slips: Mapping[str, str]
    masked: Mapping[tuple[str, int], tuple[str, ...]]
    joined: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reread:
    """A second reading. `shifts` rise: from a code point of it, its end, and what it stands for in the first one."""

    reading: Reading
    shifts: tuple[tuple[int, int, int, int], ...]
    first: Reading

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original for those of the second reading, `end` left out."""
        return self.first.origin(self._place(start, 0), self._place(end - 1, 1) if end > start else self._place(end, 0))

    def _place(self, at: int, more: int) -> int:
        number = bisect_right(self.shifts, at, key=lambda shift: shift[0]) - 1
        if number < 0:
            return at + more
        _, end, first_start, first_end = self.shifts[number]
        if at < end:
            return first_end if more else first_start
        return first_end + at - end + more


@lru_cache(maxsize=1)
def spellings() -> Spellings:
    """The list that Gatepost brings; raises ListError."""
    return read_spellings(source(_FILE), _FILE)


def read_spellings(text: str, name: str) -> Spellings:
    """From the text of a list; raises ListError."""
    data = tables(text, name)
    check_keys(data, {"words", "joining", "correct", "written"}, set(), text, name)
    words, joining, correct = (tuple(words_of(data[key], text, name)) for key in ("words", "joining", "correct"))
    known = {*words, *joining, *correct}
    slips: dict[str, str] = {}
    for wrong, right in data["written"].items():
        if wrong in known or not isinstance(right, str):
            raise ListError(f"{name}:{line_of(text, wrong)}: {quoted(wrong)} cannot be another way of writing a word")
        slips[wrong] = right
    for word in words:
        if len(word) >= _LEAST_MISSPELT:
            for wrong in _slips(word):
                if wrong not in known:
                    slips.setdefault(wrong, word)
    masked: dict[tuple[str, int], list[str]] = {}
    for word in words:
        masked.setdefault((word[0], len(word)), []).append(word)
    return Spellings(
        frozenset(words), slips, {key: tuple(those) for key, those in masked.items()}, frozenset((*words, *joining))
    )


def _slips(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at] + word[at:]
        if at == len(word) - 1:
            return
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if word[at] in _VOWELS:
            for other in _VOWELS:
                yield word[:at] + other + word[at + 1 :]


def parted(word: str) -> str | None:
    """The words that are run together in this one, one of them from the list; None for nearly all words."""
    if not _LEAST_JOINED <= len(word) <= _LONGEST:
        return None
    known = spellings()
    ways: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 12), end):
            before = ways[start]
            if before is not None and word[start:end] in known.joined:
                ways[end] = (*before, word[start:end])
                break
    found = ways[-1]
    if found is None or len(found) < 2 or known.words.isdisjoint(found):
        return None
    return " ".join(found)


def reread(reading: Reading, joined: Mapping[str, str] | None = None) -> Reread | None:
    """The text with its misspelt words put right, or None where there are none; `joined` are words run together."""
    known = spellings()
    changes: dict[int, tuple[int, str]] = {}
    words = reading.words
    for table in (known.slips, joined or {}):
        if not table.keys().isdisjoint(words):
            for number, word in enumerate(words):
                if word in table:
                    changes[reading.starts[number]] = reading.ends[number], table[word]
    plain = reading.plain
    if _SIGN.search(plain) and _MIXED.search(plain):
        changes.update(_signed(plain, known))
    spelt_out = reading.spelt_out()
    if spelt_out and lone_letters(words) >= _LEAST_SPELT:
        for letters, first, last in spelt_out:
            right = letters if letters in known.words else known.slips.get(letters) or _spelt_out(letters)
            if right:
                changes[reading.starts[first]] = reading.ends[last], right
    return _put_right(reading, changes) if changes else None


def _spelt_out(letters: str) -> str | None:
    """As `parted`, for letters that were spelt out one by one."""
    for at in range(1, min(len(letters), 12)):
        if letters[:at] in spellings().joined and letters[at:] in spellings().words:
            return f"{letters[:at]} {letters[at:]}"
    return parted(letters)


def _signed(plain: str, known: Spellings) -> Iterator[tuple[int, tuple[int, str]]]:
    for match in _TOKEN.finditer(plain):
        token = match[0].rstrip("!+|")
        if len(token) > _LONGEST or token.isalpha() or not _MIXED.search(token):
            continue
        right = _right(token, known)
        if right:
            yield match.start(), (match.start() + len(token), right)


def _right(token: str, known: Spellings) -> str | None:
    plain = unleet(token)
    for word in (plain, plain.replace("g", "t"), token.replace("1", "l"), token.replace("4", "a").replace("0", "o")):
        if word in known.words:
            return word
        if word in known.slips:
            return known.slips[word]
    if "*" not in token:
        return None
    for word in known.masked.get((token[0], len(token)), ()):
        if all(here in ("*", letter) for here, letter in zip(token, word, strict=True)):
            return word
    return None


def _put_right(reading: Reading, changes: Mapping[int, tuple[int, str]]) -> Reread | None:
    pieces: list[str] = []
    shifts: list[tuple[int, int, int, int]] = []
    at = length = 0
    for start in sorted(changes)[:_MOST]:
        end, right = changes[start]
        if start < at:
            continue
        pieces += reading.cased[at:start], right
        length += start - at
        shifts.append((length, length + len(right), start, end))
        length += len(right)
        at = end
    pieces.append(reading.cased[at:])
    return Reread(read("".join(pieces)), tuple(shifts), reading)
