"""Which words give a piece of news away: what may be noted, and whether a draft says it.

A phrase is found where all its words, in any order and in any of their regular forms, stand close together in one
sentence; accents, capitals, spacing, hashtags and letters that only look alike make no difference.

Somebody who does not know of the news can guess at it with drafts of their own. So one draft tests few pairs of words:
how far apart the words of a phrase may stand shrinks as the draft grows, and in a list they must stand side by side.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from gatepost.screening.names.known import COMMON_WORDS
from gatepost.screening.reading import Reading, read, unleet

# Distances are counted in words that say something, which `the`, `she` and `when` do not.
NEAR = 6  # how far apart two words of a phrase may stand, at most
MOST_PAIRS = 300  # of words that one draft tests; where it has more words than this, one pair to a word
MOST_PHRASES, LONGEST_PHRASE = 12, 120  # phrases; characters
_RARE = 5  # letters that a single word needs at least
_SHORTEST = 3  # letters of a form that are looked for inside a hashtag
_LIST = 6  # words of a sentence that say something, above which it may be a list
_PROSE = 4  # one word in so many of a sentence that is no list says nothing
_IN_A_TAG = 3  # words of which a hashtag in small letters can test every pair

_FILLERS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have", "i", "in", "is",
    "it", "its", "my", "of", "on", "or", "our", "that", "the", "their", "this", "to", "us", "was", "we", "were",
    "will", "with", "you", "your",
})  # fmt: skip
_SAYING_NOTHING = _FILLERS | {
    "about", "after", "all", "also", "any", "because", "before", "but", "can", "could", "did", "do", "does", "down",
    "each", "he", "her", "here", "him", "his", "how", "if", "into", "just", "me", "more", "most", "no", "not", "now",
    "off", "only", "out", "over", "own", "she", "should", "so", "some", "such", "than", "their", "them", "then",
    "there", "these", "they", "those", "through", "too", "under", "until", "up", "very", "what", "when", "where",
    "which", "while", "who", "whose", "why", "would",
}  # fmt: skip
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
class Sentence:
    """The forms of a sentence with their places, in order, and how far apart two words of a phrase may stand in it."""

    forms: Sequence[tuple[int, str]]
    near: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as phrases are looked for in it."""

    sentences: tuple[Sentence, ...]
    tags: tuple[str, ...]


def draft_of(text: str | Reading) -> Draft:
    """Read a draft once for all phrases; raises TooLong."""
    written = text if isinstance(text, str) else text.original
    reading = read(" ".join(written.split()))  # a line that ends is no sentence that ends
    words, spelt_out = reading.words, reading.spelt_out()
    parts = {
        reading.word_at(start): [form(reading.plain[first:last]) for first, last in reading.camel(start, end)]
        for start, end in reading.tags
    }
    places = _places(words, parts, {first for _joined, first, _last in spelt_out})
    forms = [(number, places[number], one) for number, word in enumerate(words) for one in _forms(word)]
    forms += [(number, places[number], form(one + other)) for number, (one, other) in enumerate(pairwise(words))]
    forms += [(first, places[first], form(joined)) for joined, first, _last in spelt_out]
    forms += [(number, places[number] + at, one) for number, found in parts.items() for at, one in enumerate(found)]
    forms.sort()
    numbers = [number for number, _place, _form in forms]
    near = max(1, min(NEAR, MOST_PAIRS // max(1, places[-1] + (_IN_A_TAG - 1) * len(parts))))
    sentences = tuple(
        Sentence(
            sorted(
                (place, one) for _number, place, one in forms[bisect_left(numbers, first) : bisect_left(numbers, end)]
            ),
            1 if _is_list(words[first:end], places[end] - places[first]) else near,
        )
        for first, end in reading.sentences
    )
    return Draft(sentences, tuple(reading.plain[start:end] for start, end in reading.tags))


def _places(words: Sequence[str], parts: Mapping[int, Collection[str]], spelt_out: Collection[int]) -> list[int]:
    """The place of each word, and of the end: how many words that say something stand before it. A hashtag counts as
    its parts, and a word that is spelt out as one.
    """
    places = [0]
    for number, word in enumerate(words):
        says = number in spelt_out or (len(word) > 1 and word not in _SAYING_NOTHING)
        places.append(places[-1] + max(len(parts.get(number, ())), int(says)))
    return places


def _is_list(words: Sequence[str], saying: int) -> bool:
    """Whether a sentence is words side by side and no prose."""
    return saying > _LIST and sum(one in _SAYING_NOTHING for one in words) * _PROSE < len(words)


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
    if all(len(one) >= _SHORTEST for one in wanted) and any(_in_tag(tag, wanted) for tag in draft.tags):
        return True
    return any(_close_together(sentence, wanted) for sentence in draft.sentences)


def _in_tag(tag: str, wanted: frozenset[str]) -> bool:
    """Whether a hashtag is these words for more than half of it."""
    return sum(map(len, wanted)) * 2 > len(tag) and all(one in tag for one in wanted)


def _close_together(sentence: Sentence, wanted: frozenset[str]) -> bool:
    within = sentence.near + max(0, len(wanted) - 2)
    last: dict[str, int] = {}
    for place, one in sentence.forms:
        if one in wanted:
            last[one] = place
            if len(last) == len(wanted) and place - min(last.values()) <= within:
                return True
    return False
