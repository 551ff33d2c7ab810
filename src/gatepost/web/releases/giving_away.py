"""Which words give a piece of news away: what may be noted, and whether a draft says it.

A phrase is found where all its words, in any order and in any of their regular forms, stand close together in one
sentence; accents, capitals, spacing, hashtags and letters that only look alike make no difference.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from gatepost.screening.names.known import COMMON_WORDS
from gatepost.screening.reading import Reading, read, unleet

NEAR = 40  # words between which all of a phrase must stand
MOST_PHRASES, LONGEST_PHRASE = 12, 120  # phrases; characters
_RARE = 5  # letters that a single word needs at least
_SHORTEST = 3  # letters of a form that are looked for inside a hashtag

_FILLERS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have", "i", "in", "is",
    "it", "its", "my", "of", "on", "or", "our", "that", "the", "their", "this", "to", "us", "was", "we", "were",
    "will", "with", "you", "your",
})  # fmt: skip
_KEPT = frozenset({"always", "bus", "gas", "news", "perhaps", "plus", "series", "species", "yes"})  # no plurals
_ODD = {
    "became": "become", "began": "begin", "begun": "begin", "bought": "buy", "built": "build", "children": "child",
    "chose": "choose", "chosen": "choose", "closure": "close", "found": "find", "gave": "give", "given": "give",
    "goes": "go", "gone": "go", "got": "get", "grew": "grow", "grown": "grow", "held": "hold", "inspection": "inspect",
    "knew": "know", "known": "know", "left": "leave", "lost": "lose", "made": "make", "men": "man", "merger": "merge",
    "people": "person", "resignation": "resign", "said": "say", "sold": "sell", "spoke": "speak", "taken": "take",
    "taught": "teach", "told": "tell", "took": "take", "went": "go", "women": "woman", "won": "win",
}  # fmt: skip


def form(word: str) -> str:
    """What all regular forms of a word have in common: `retires`, `retired`, `retiring`, `retirement` are `retir`."""
    bare = word.removesuffix("'s").replace("'", "")
    bare = _ODD.get(bare, bare)
    if bare in _KEPT or not bare.isalpha() or len(bare) <= _SHORTEST:
        return bare
    bare = _singular(bare)
    for ending in ("ing", "ed", "ment"):
        stem = bare.removesuffix(ending)
        if stem != bare and len(stem) >= _SHORTEST and any(one in "aeiouy" for one in stem):
            bare = f"{stem[:-1]}y" if ending == "ed" and stem.endswith("i") else stem
            break
    if bare.endswith("e") and len(bare) > _SHORTEST:
        bare = bare[:-1]
    return bare[:-1] if len(bare) > _SHORTEST and bare[-1] == bare[-2] else bare


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def fault_of(phrase: str) -> str:
    """Why a phrase cannot be noted, as a sentence; empty where it can."""
    if len(phrase) > LONGEST_PHRASE:
        return _("“%(phrase)s…” is too long: give the few words that give it away.") % {"phrase": phrase[:20]}
    words = _words(phrase)
    if not words:
        return _("“%(phrase)s” stands in every text: give words that are of this news alone.") % {"phrase": phrase}
    (first, *more) = words
    if not more and (len(first) < _RARE or first in COMMON_WORDS or form(first) in _COMMON_FORMS):
        return _("“%(phrase)s” alone is too common: give at least two words.") % {"phrase": phrase}
    return ""


_COMMON_FORMS = frozenset(map(form, COMMON_WORDS))


def _words(phrase: str) -> list[str]:
    """The words of a phrase that say something, each once."""
    return list(dict.fromkeys(word for word in read(phrase).words if word not in _FILLERS))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as phrases are looked for in it: the forms of each sentence with their places, and its hashtags."""

    sentences: tuple[Sequence[tuple[int, str]], ...]
    tags: tuple[str, ...]


def draft_of(text: str | Reading) -> Draft:
    """Read a draft once for all phrases; raises TooLong."""
    written = text if isinstance(text, str) else text.original
    reading = read(" ".join(written.split()))  # a line that ends is no sentence that ends
    words = reading.words
    forms = [(place, one) for place, word in enumerate(words) for one in _forms(word)]
    forms += [(place, form(one + other)) for place, (one, other) in enumerate(pairwise(words))]
    forms += [(first, form(joined)) for joined, first, _last in reading.spelt_out()]
    for start, end in reading.tags:
        place = reading.word_at(start)
        forms += [(place, form(reading.plain[first:last])) for first, last in reading.camel(start, end)]
    forms.sort()
    places = [place for place, _form in forms]
    sentences = tuple(forms[bisect_left(places, first) : bisect_left(places, end)] for first, end in reading.sentences)
    return Draft(sentences, tuple(reading.plain[start:end] for start, end in reading.tags))


def _forms(word: str) -> Iterable[str]:
    yield form(word)
    if not word.isalpha() and not word.isdigit():
        yield form(unleet(word))


def gives_away(draft: Draft, phrases: Iterable[str]) -> bool:
    """Whether the draft says one of these phrases."""
    return any(_says(draft, wanted) for phrase in phrases for wanted in _variants(_words(phrase)))


def _variants(words: Sequence[str]) -> Iterable[frozenset[str]]:
    """The forms of a phrase, as it is and with two neighbours written as one word: `head teacher`, `headteacher`."""
    if not words:
        return
    yield frozenset(map(form, words))
    for place in range(len(words) - 1):
        yield frozenset(map(form, (*words[:place], words[place] + words[place + 1], *words[place + 2 :])))


def _says(draft: Draft, wanted: frozenset[str]) -> bool:
    if all(len(one) >= _SHORTEST for one in wanted) and any(all(one in tag for one in wanted) for tag in draft.tags):
        return True
    return any(_close_together(sentence, wanted) for sentence in draft.sentences)


def _close_together(sentence: Sequence[tuple[int, str]], wanted: frozenset[str]) -> bool:
    last: dict[str, int] = {}
    for place, one in sentence:
        if one in wanted:
            last[one] = place
            if len(last) == len(wanted) and place - min(last.values()) < NEAR:
                return True
    return False
