"""Asks for a second reading where the words of a passage together speak for a label: never surer than `possible`."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from gatepost.screening.cues.book import CueBook, standard_book
from gatepost.screening.finding import Finding
from gatepost.screening.reading import Reading
from gatepost.screening.tone.lexicon import UNKIND
from gatepost.screening.wording.contexts import Contexts
from gatepost.screening.wording.evidence import naming, raising
from gatepost.screening.wording.labels import Asking, askings
from gatepost.screening.wording.model import Memory, Model, contributions, reached

KIND = "wording"
MOST = 500  # findings of one label in a text

_PASSAGE = 120  # words that are weighed together
_FEWEST = 5  # words of a text that can be weighed
_OF_OTHERS = "claims-to-represent"  # who speaks as the school does so rightly
_SPEAKS_AS_SCHOOL = ("school-account", "school-service")


def find(
    reading: Reading,
    model: Model,
    account: str = "personal",
    unset: Collection[str] = (),
    book: CueBook | None = None,
    memory: Memory | None = None,
) -> list[Finding]:
    """At most one finding of a label for each passage and MOST in all, from the first word that raised it to the last.

    `account` is a word of `capacity`; labels in `unset`, those that a protection withdraws, are never told, nor is an
    unkind one whose strongest word a context of `book` lowers: quoted, taught about, spoken against. `memory` remembers
    what words bring: a different one for readers who must not learn from the time what others have written.
    """
    words = reading.words
    if len(words) < _FEWEST:
        return []
    known, book = memory or _known(), book or standard_book()
    found: list[Finding] = []
    told: Counter[str] = Counter()
    contexts: Contexts | None = None
    for start in range(0, len(words), _PASSAGE):
        passage = words[start : start + _PASSAGE] if len(words) > _PASSAGE else words
        unheard: frozenset[int] | None = None
        for label in reached(model, passage, account, known):
            if label in unset or told[label] == MOST or (label == _OF_OTHERS and account in _SPEAKS_AS_SCHOOL):
                continue
            if unheard is None:
                unheard = frozenset(at - start for at in naming(reading, start, start + len(passage)))
            added = contributions(model, passage, label, known)
            numbers = [start + at for at in raising(label, passage, added, unheard)]
            if not numbers:
                continue
            if label in UNKIND:
                contexts = contexts or Contexts(reading, book)
                if contexts.lower(label, numbers[0]):
                    continue
            told[label] += 1
            found.append(_finding(reading, label, numbers))
    return found


def _finding(reading: Reading, label: str, numbers: Sequence[int]) -> Finding:
    asking: Asking = askings()[label]
    named = ", ".join(f"“{_shown(reading, number)}”" for number in sorted(numbers))
    first, last = reading.span(min(numbers), max(numbers))
    why = f"Taken together, these words read like {asking.reads}: {named}."
    return Finding(label, KIND, first, last, "possible", why, asking.advice)


def _shown(reading: Reading, number: int) -> str:
    start, end = reading.span(number, number)
    return reading.original[start:end]


@lru_cache(maxsize=1)
def _known() -> Memory:
    return Memory()
