"""Which words of a passage speak for a label, and whether they are enough."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from operator import itemgetter

from gatepost.screening.names.known import COMMON_WORDS, FORENAMES
from gatepost.screening.reading import Reading
from gatepost.screening.tone.people import people

# What is said of a person by these has to stand in other words than those that say who somebody is.
OF_PEOPLE = ("threatening", "offensive", "abusive", "sexual")

_FEWEST = 2  # different words that have to speak for a label
_SHOWN = 4  # words that are named at most
_SHARE = 0.25  # of all that speaks for a label, what the named words have to bring: else they are not why
# A title, a day or a month says who or when, and never what. `We will miss her` is no title, and no reason either.
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam"))
_DAYS = "monday tuesday wednesday thursday friday saturday sunday easter christmas"
_MONTHS = "january february march april may june july august september october november december"
_VERBS = frozenset(("may", "march"))
_WHEN = frozenset((*_DAYS.split(), *_MONTHS.split()))


def naming(reading: Reading, first: int, end: int) -> frozenset[int]:
    """The word numbers from `first` up to `end` that only say who or when: titles and names, days and months.

    A word that may be something else than a name needs its capital inside a sentence.
    """
    words = reading.words
    sentences = reading.sentences
    here = slice(*(bisect_left(sentences, at, key=itemgetter(0)) for at in (first, end)))
    opening = {start for start, _ in sentences[here]}
    found: set[int] = set()
    for number in range(first, end):
        word = words[number].removesuffix("'s")
        if word in _TITLES or (word in _WHEN and word not in _VERBS):
            found.add(number)
        elif _capital(reading, number):
            of_title = number > 0 and words[number - 1] in _TITLES
            forename = word in FORENAMES and (number not in opening or word not in COMMON_WORDS)
            if of_title or forename or word in _VERBS:
                found.add(number)
    return frozenset(found)


def _capital(reading: Reading, number: int) -> bool:
    """Whether a word has a capital and small letters, so that not the whole text is in capitals."""
    start = reading.starts[number]
    return reading.cased[start].isupper() and reading.cased[start + 1 : start + 2].islower()


def raising(label: str, words: Sequence[str], added: Sequence[float], unheard: Collection[int] = ()) -> list[int]:
    """The numbers of the words that speak for a label most, strongest first, none of them twice; [] if too few.

    `added` is what each word adds. A number, a word that nearly every text has, or one whose number is `unheard` is no
    reason that a person could follow: it counts towards the sum, and speaks for nothing.
    """
    known = people()
    silent = known.weightless if label in OF_PEOPLE else known.everyday
    strongest: dict[str, int] = {}
    for at in sorted([at for at, amount in enumerate(added) if amount > 0], key=added.__getitem__, reverse=True):
        word = words[at]
        if at in unheard or word in silent or word in strongest:
            continue
        if not any(map(str.isdigit, word)):
            strongest[word] = at
            if len(strongest) == _SHOWN:
                break
    if len(strongest) < _FEWEST:
        return []
    speaking = [(word, amount) for word, amount in zip(words, added, strict=True) if amount > 0]
    named = sum([amount for word, amount in speaking if word in strongest])  # wherever in the passage they stand
    enough = named >= _SHARE * sum([amount for _, amount in speaking])
    return list(strongest.values()) if enough else []
