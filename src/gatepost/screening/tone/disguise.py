"""Rude words written so that a list does not find them: sh1t, f***, f u c k, fuuuck, fcuk, #whatthefuck."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gatepost.screening.reading import Reading
from gatepost.screening.tone.benign import benign, harmless
from gatepost.screening.tone.lexicon import Lexicon, Term, lexicon, squeeze

_LONGEST = 60  # letters of a word in which a rude one is looked for; a longer one is cut there
# Each way begins with a sign, which a search leaps to: letters are everywhere.
_SIGNED = re.compile(
    r"\*(?<=[a-z0-9]\*)|[@$!|+€%#](?<=[a-z0-9].)[@$!|+€%#]*[a-z*]|@(?<!\S@)(?=ss|rse)|\$(?<!\S\$)[a-z]"
)
_TOKEN = re.compile(r"\S+")
_SIGNS = frozenset("*@$!|+€%#")
_MASKS = frozenset("*#@$%!")
_SPACED = re.compile(r"(?<![^\W_])[a-z0-9][ ._\-*/]{1,3}[a-z0-9@$!*][ ._\-*/]{1,3}[a-z0-9](?![^\W_])")
_LETTERS = str.maketrans(
    {
        "0": "o",
        "1": "i",
        "3": "e",
        "4": "a",
        "5": "s",
        "7": "t",
        "8": "b",
        "@": "a",
        "$": "s",
        "!": "i",
        "|": "i",
        "+": "t",
        "€": "e",
    }
)
_LETTERS_L = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "3": "e",
        "4": "h",
        "5": "s",
        "7": "t",
        "9": "g",
        "@": "a",
        "$": "s",
        "!": "l",
        "|": "l",
        "+": "t",
        "€": "e",
    }
)
_VOWELS = frozenset("aeiou")
_DOUBLE = re.compile(r"([a-z])\1")
_RUN = re.compile(r"([a-z])\1\1")
_LEAST = 4  # letters of a term that a disguise may hide


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found, and by how many steps a disguise makes it less sure than its severity."""

    term: Term
    doubt: int


def of_word(word: str) -> Hit | None:
    """The term that a word is, holds or disguises; None for nearly all words. The cost is bounded by _LONGEST."""
    words = lexicon()
    exact = words.single.get(word)
    if exact:
        return Hit(exact, 0)
    word = word[:_LONGEST]
    if "'" in word:
        stem = words.single.get(word.removesuffix("'s").removesuffix("s'"))
        return Hit(stem, 0) if stem else None
    if not word.isalpha():
        return _of_leet(word, words)
    if word in benign().no_disguise or len(word) < _LEAST:
        return None
    return _inner(word, words) or _respelt(word, words)


def _of_leet(word: str, words: Lexicon) -> Hit | None:
    """`sh1t`: digits that stand for letters, in a word that has letters too."""
    if sum(letter.isalpha() for letter in word) < 2:
        return None
    for table in (_LETTERS, _LETTERS_L):
        plain = word.translate(table)
        term = words.single.get(plain)
        if term and len(plain) >= _LEAST:
            return Hit(term, 0 if term.severity > 1 else 1)
        if plain.isalpha():
            inside = _inner(plain, words)
            if inside:
                return inside
    return None


def _inner(word: str, words: Lexicon) -> Hit | None:
    if not words.any_inner.search(word) or harmless(word):
        return None
    return next(Hit(term, 0) for part, term in words.inner if part in word)


def _respelt(word: str, words: Lexicon) -> Hit | None:
    if _DOUBLE.search(word):
        squeezed = squeeze(word)
        term = words.squeezed.get(squeezed)
        drawn_out = _RUN.search(word) is not None
        if term and (
            drawn_out or (len(squeezed) >= _LEAST and squeezed == term.words[0] and len(word) == len(squeezed) + 1)
        ):
            return Hit(term, 0 if drawn_out else 1)
        if drawn_out:
            inside = _inner(squeezed, words)
            if inside:
                return inside
    term = words.near.get(word)
    return Hit(term, 1) if term else None


def by_signs(reading: Reading) -> Iterator[tuple[Hit, int, int]]:
    """Terms written with signs among their letters: the hit and its places in `plain`."""
    plain = reading.plain
    if not _SIGNED.search(plain):
        return
    for match in _TOKEN.finditer(plain):
        token = match[0]
        if len(token) > _LONGEST or _SIGNS.isdisjoint(token):
            continue
        start = match.start()
        bare = token.rstrip(".,;:?)\"'!-_").lstrip("(\"'#.,-_")
        if _SIGNS.isdisjoint(bare) or not bare:
            continue
        start += token.index(bare)
        hit = _of_signs(bare)
        if hit:
            yield hit, start, start + len(bare)


def _of_signs(token: str) -> Hit | None:
    words = lexicon()
    for table in (_LETTERS, _LETTERS_L):
        plain = token.translate(table)
        term = words.single.get(plain)
        if term and len(plain) >= _LEAST:
            return Hit(term, 0)
    if "*" in token or not _MASKS.isdisjoint(token[1:]):
        joined = "".join(letter for letter in token if letter not in _MASKS)
        if token[0].isalpha() and len(joined) < len(token):
            if len(joined) >= _LEAST and joined in words.single:  # f*u*c*k
                return Hit(words.single[joined], 0)
            return _masked(token, words)
    return None


def _masked_word(token: str) -> str | None:
    """The first severe word that a token with masked letters can be."""
    words = lexicon()
    seen = {at: letter for at, letter in enumerate(token) if letter not in _MASKS}
    for word in words.masked.get((token[0], len(token)), ()):
        if all(word[at] == letter for at, letter in seen.items()):
            return word
    return None


def _masked(token: str, words: Lexicon) -> Hit | None:
    hidden = sum(letter in _MASKS for letter in token)
    stars = token.count("*")
    if len(token) < _LEAST or len(token) > 16 or (hidden < 2 and stars == 0):
        return None
    word = _masked_word(token)
    return Hit(words.single[word], 1) if word else None


def spaced(reading: Reading) -> Iterator[tuple[Hit, int, int]]:
    """Terms spelt out letter by letter, `f u c k`: the hit and its first and last word number."""
    runs = reading.spelt_out()
    if not runs or not _SPACED.search(reading.plain):
        return
    for joined, first, last in runs:
        hit = of_word(joined)
        if hit and hit.doubt == 0:
            yield hit, first, last


def lone_letters(words: Sequence[str]) -> int:
    """How many words are one letter, `a` and `i` left out."""
    return list(map(len, words)).count(1) - words.count("a") - words.count("i")
