"""Texts that have the words somebody looks for, the best first."""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

MOST_WORDS = 8
ENOUGH = 0.6  # of what the best has, where nothing has every word
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_PLURAL = 4

T = TypeVar("T")
Words = frozenset[str]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "").casefold())
    return tuple(_WORD.findall("".join(one for one in plain if not unicodedata.combining(one))))


# Words that stand in every text; they count only where nothing else is asked.
_SMALL = frozenset(
    words_of(
        "a about an and any are as at be by can do for from has have how i if in is it may me my no not of on or our "
        "somebody someone something that the their there to we what when where who with you your"
    )
)


def wanted_of(text: str) -> tuple[str, ...]:
    """The words that somebody looks for, each once; `photos` finds `photo` too."""
    found = dict.fromkeys(
        word[:-1] if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss") else word
        for word in words_of(text)
    )
    return tuple(word for word in found if word not in _SMALL)[:MOST_WORDS] or tuple(found)[:MOST_WORDS]


def ranked(entries: Sequence[tuple[T, Words]], wanted: Sequence[str], strict: bool = False) -> list[T]:
    """Those in whose words every wanted one begins a word; where there is none, and not `strict`, those that have the
    rarest of them.
    """
    having = [
        frozenset(word for word in wanted if any(one.startswith(word) for one in words)) for _entry, words in entries
    ]
    weights = {
        word: math.log(1 + len(entries) / number)
        for word in wanted
        if (number := sum(word in found for found in having))
    }
    scores = [sum(weights[word] for word in found) for found in having]
    best = max(scores, default=0.0)
    if not best:
        return []
    every = strict or any(len(found) == len(wanted) for found in having)
    order = sorted(range(len(entries)), key=lambda at: -scores[at])
    return [
        entries[at][0] for at in order if (len(having[at]) == len(wanted) if every else scores[at] >= best * ENOUGH)
    ]


def excerpt(text: str, wanted: Sequence[str], length: int = 180) -> str:
    """The part of a text around the first wanted word, cut between words."""
    if len(text) <= length:
        return text
    found = next((one.start() for one in _WORD.finditer(text) if _begins(one[0], wanted)), 0)
    start = text.rfind(" ", 0, max(0, found - length // 3)) + 1
    end = len(text) if start + length >= len(text) else text.rfind(" ", found, start + length)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _begins(text: str, wanted: Sequence[str]) -> bool:
    return any(word.startswith(one) for word in words_of(text) for one in wanted)
