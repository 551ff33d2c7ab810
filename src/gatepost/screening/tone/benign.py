"""Company in which a rude word is none: nest-box tits, Dick Whittington, Scunthorpe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gatepost.screening.reading import Reading
from gatepost.screening.tone.entries import check_keys, source, tables, words_of
from gatepost.screening.tone.pattern import Phrase, phrase_of

_FILE = "benign.toml"
_NEAR = 8  # words each side
_AIM = 5  # words each side in which a word of `aiming` shows that a rude word is meant for somebody
_TITLES = frozenset(
    {"mr", "mrs", "miss", "ms", "dr", "sir", "aunt", "aunty", "auntie", "uncle", "st", "lady", "lord", "rev"}
)


@dataclass(frozen=True, slots=True)
class Company:
    """One context: any of its conditions clears the term."""

    near: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    name: bool
    always: bool
    unaimed: bool


@dataclass(frozen=True, slots=True)
class Benign:
    """`harmless` are parts of words that only look rude, `no_disguise` the correct words that a slip would make rude;
    `aiming` are words that show whom a rude word is meant for; `company` has the contexts of a term."""

    harmless: tuple[str, ...]
    no_disguise: frozenset[str]
    aiming: frozenset[str]
    company: Mapping[Phrase, tuple[Company, ...]]


@lru_cache(maxsize=1)
def benign() -> Benign:
    """The list that Gatepost brings; raises ListError."""
    return read_benign(source(_FILE), _FILE)


def read_benign(text: str, name: str) -> Benign:
    """From the text of a list; raises ListError."""
    data = tables(text, name)
    check_keys(data, {"harmless", "no_disguise", "aiming", "context"}, set(), text, name)
    found: dict[Phrase, list[Company]] = {}
    for entry in data["context"]:
        check_keys(entry, {"terms"}, {"near", "before", "after", "name", "always", "unaimed"}, text, name)
        near, before, after = (
            frozenset(words_of(entry.get(key, []), text, name)) for key in ("near", "before", "after")
        )
        company = Company(near, before, after, *(entry.get(key, False) for key in ("name", "always", "unaimed")))
        for term in words_of(entry["terms"], text, name):
            found.setdefault(phrase_of(term), []).append(company)
    return Benign(
        tuple(words_of(data["harmless"], text, name)),
        frozenset(words_of(data["no_disguise"], text, name)),
        frozenset(words_of(data["aiming"], text, name)),
        {term: tuple(those) for term, those in found.items()},
    )


def harmless(word: str) -> bool:
    """Whether a longer word merely holds a rude one: Scunthorpe, snigger, fire-retardant."""
    return any(part in word for part in benign().harmless)


def cleared(term: Phrase, reading: Reading, first: int, last: int) -> bool:
    """Whether the term, from word `first` to word `last`, stands in company where it is harmless."""
    contexts = benign().company.get(term)
    return contexts is not None and any(_holds(context, reading, first, last) for context in contexts)


def _holds(context: Company, reading: Reading, first: int, last: int) -> bool:
    words = reading.words
    if context.always:
        return True
    if first and words[first - 1] in context.before:
        return True
    if last + 1 < len(words) and words[last + 1] in context.after:
        return True
    if context.near and not context.near.isdisjoint(
        [*words[max(0, first - _NEAR) : first], *words[last + 1 : last + 1 + _NEAR]]
    ):
        return True
    if context.unaimed and benign().aiming.isdisjoint(
        [*words[max(0, first - _AIM) : first], *words[last + 1 : last + 1 + _AIM]]
    ):
        return last - first + 1 < len(words)  # a word all by itself is a shout
    return context.name and _is_name(reading, words, first, last)


def _is_name(reading: Reading, words: Sequence[str], first: int, last: int) -> bool:
    """A capital beside another capital or a title; text in capitals throughout tells nothing."""
    start, end = reading.starts[first], reading.ends[last]
    if not reading.capital(first) or reading.cased[start:end].isupper():
        return False
    if first and words[first - 1] in _TITLES:
        return True
    beside = [number for number in (first - 1, last + 1) if 0 <= number < len(words)]
    return any(reading.capital(number) and _joined(reading, first, last, number) for number in beside)


def _joined(reading: Reading, first: int, last: int, other: int) -> bool:
    low, high = (
        (reading.ends[other], reading.starts[first]) if other < first else (reading.ends[last], reading.starts[other])
    )
    return reading.plain[low:high] == " "
