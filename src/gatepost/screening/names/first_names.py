"""First names alone, where the words around them speak of a class."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter

from gatepost.screening.names.aliases import PARTICLES
from gatepost.screening.names.classes import Classes, Named
from gatepost.screening.names.found import Match
from gatepost.screening.names.index import EXACT, Index
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES, SURNAMES
from gatepost.screening.names.small_letters import is_forename, precedes_as_a_name
from gatepost.screening.names.view import View
from gatepost.screening.word_list import ListError, read_lines

_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "st", "saint", "king", "queen", "prince", "sir"))


def _either(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\*", r"\S+") for phrase in longest_first)


def _beside(file: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before, after = [], []
    for phrase in read_lines(file):
        left, name, right = phrase.partition("X")
        if not name or not (left or right):
            raise ListError(f"{file}: `{phrase}` has no place for the name, or nothing beside it")
        if right:
            after.append(right.strip() if left == "" else "")
        if left and not right:
            before.append(left.strip())
    return re.compile(rf" (?:{_either(before)}) $"), re.compile(rf"(?:{_either(filter(None, after))}) ")


_LINES = read_lines("class_contexts.txt")
_CONTEXT = re.compile(rf" (?:{_either(_LINES)}) ")
_TRIGGERS = frozenset(word for phrase in _LINES for word in phrase.split()[:1])
_ANYWHERE = _beside("name_contexts.txt")
_AT_SCHOOL = _beside("soft_contexts.txt")
_ON_ITS_ACCOUNT = _beside("account_contexts.txt")
_SCHOOL_LIFE = frozenset(read_lines("school_life.txt"))
# Words that stand before a name in such a phrase: with their capital they are still no forename, `Enillodd Dylan`.
_LEADS = frozenset(
    word
    for file in ("name_contexts.txt", "soft_contexts.txt", "account_contexts.txt")
    for phrase in read_lines(file)
    if " X" in phrase
    for word in phrase.partition(" X")[0].split()
)
_STREETS = frozenset(
    ("street", "road", "lane", "close", "avenue", "house", "court", "way", "drive", "terrace", "foods")
)
_WELSH = frozenset(("y", "o"))  # `the` and `of`, which follow a name as a matter of course
_OLDEST = 11  # years, of a child at a primary school
# Somebody of the family or a grown-up thing beside it, and it is no child of the school.
_RELATIVES = frozenset(
    (
        "uncle",
        "auntie",
        "aunt",
        "aunty",
        "cousin",
        "nan",
        "nanny",
        "grandad",
        "grandma",
        "granny",
        "colleague",
        "neighbour",
    )
)
_GROWN_UP = frozenset(
    ("married", "engaged", "wed", "wedding", "husband", "wife", "fiance", "fiancee", "divorced", "retired", "retiring")
)
_REACH = 40  # words of a sentence to either side that may speak of a class
_BESIDE = 4  # words of a phrase beside a name
_LONGEST = 24  # letters of a word that are read in a phrase
_TO_NAME = frozenset((" ", ": ", ", ", " - "))  # what may stand between such a phrase and the name
_LISTED = frozenset((", ", " & "))
_AND = frozenset(("and", "a", "ac"))  # in Welsh too


def first_names(
    view: View, index: Index, taken: set[int], classes: Classes, as_school: bool = False
) -> Iterator[Match]:
    """Forenames of pupils that stand alone where a child of the school is meant.

    That is in a sentence that speaks of a class, or in the next one, with a capital; or right beside words such as
    `well done` and `'s homework`, where a name that is no common word needs no capital, nor beside its own class.
    Where the school itself speaks (`as_school`), whoever has a birthday, won or baked is a child of the school.
    `taken` are the word numbers that are part of a name already.
    """
    alone = [
        forename
        for number in sorted(view.sights)
        if (forename := _forename(view, index, number))
        and taken.isdisjoint(range(forename.first, number + 1))
        and _stands_alone(view, forename.first, number)
    ]
    if not alone:
        return
    named = classes.named(view)
    class_is_there = bool(named.places) or not _TRIGGERS.isdisjoint(view.words)
    of_school = bool(named.places) or not _SCHOOL_LIFE.isdisjoint(view.text.words)
    grown_up = as_school and not _GROWN_UP.isdisjoint(view.text.words)
    meant: list[Match] = []
    waiting: list[Match] = []  # names in a row which the next one may show to be meant: `Jack, Ellie and Tom won`
    for forename in alone:
        first, number = forename.first, forename.last
        if named.holds(first):
            continue  # the name of a class: `Robin class`
        capital = view.capital(number)
        rare = view.words[number].removesuffix("'s") not in COMMON_WORDS
        plain = rare or is_forename(view.words[number]) or not view.opens(first)
        # Where the capital says that it is a name.
        told = capital and (
            rare
            or not view.opens(first)
            or precedes_as_a_name(view, number)
            or (is_forename(view.words[number]) and _of_a_class(view, forename, False, named))
        )
        ours = as_school and not (grown_up and _of_the_grown_up(view, first))
        contexts = (_ANYWHERE, _AT_SCHOOL) if of_school or ours else (_ANYWHERE,)
        in_a_row = bool(waiting) and _listed(view, waiting[-1].last, first)
        if (
            ((rare or capital) and any(_beside_it(view, first, number, context) for context in contexts))
            or (told and bool(meant) and _listed(view, meant[-1].last, first))
            or (capital and plain and ours and _beside_it(view, first, number, _ON_ITS_ACCOUNT, close=True))
            or (capital and (of_school or ours) and _has_age(view, number))
            or (class_is_there and (rare or told) and _of_a_class(view, forename, capital, named))
        ):
            meant += waiting if in_a_row else []
            meant.append(forename)
            waiting = []
        elif capital:
            waiting = waiting if in_a_row else []
            waiting.append(forename)
    yield from meant


def _forename(view: View, index: Index, number: int) -> Match | None:
    """The whole forename of a pupil that ends with a word: `Freya`, or `Siu Ling`."""
    for given, how in view.sights[number].givens:
        if how != EXACT:
            continue
        for words in index.given_words.get(given, ()):
            first = number - len(words) + 1
            if first >= 0 and tuple(view.words[first:number]) == words[:-1]:
                people = tuple(index.pupils_called.get("".join(words), ()))
                if people:
                    return Match(first, number, people, "first")
        people = tuple(index.pupils_called.get(given, ()))
        if people:
            return Match(number, number, people, "first")
    return None


def _listed(view: View, reached: int, first: int) -> bool:
    if reached < 0:
        return False
    if first - reached == 1:
        return view.gap(reached) in _LISTED
    return view.words[reached + 1] in _AND and view.gap(reached) in (" ", ", ")


def _beside_it(
    view: View, first: int, last: int, context: tuple[re.Pattern[str], re.Pattern[str]], close: bool = False
) -> bool:
    """Whether a phrase stands before or after a name; `close`: nothing but a space parts what comes after."""
    to_the_left, to_the_right = context
    words = view.text.words
    before = [word[:_LONGEST] for word in words[max(0, first - _BESIDE) : first]]
    if before and to_the_left.search(f" {' '.join(before)} ") and view.gap(first - 1) in _TO_NAME:
        return True
    after = ["'s"] if words[last].endswith("'s") else []
    after += [word[:_LONGEST] for word in words[last + 1 : last + 1 + _BESIDE]]
    return (
        bool(after)
        and to_the_right.match(f"{' '.join(after)} ") is not None
        and (len(after) == 1 or not (_cut(view, last) or (close and view.gap(last) != " ")))
    )


def _has_age(view: View, last: int) -> bool:
    """Whether a child's age stands in brackets after a name: `Simran (6)`."""
    return (
        last + 1 < len(view.words)
        and view.gap(last) == " ("
        and view.words[last + 1].isdecimal()
        and len(view.words[last + 1]) <= 2
        and int(view.words[last + 1]) <= _OLDEST
    )


def _of_the_grown_up(view: View, number: int) -> bool:
    """Whether the sentence of a word speaks of what only grown-ups do."""
    sentences = view.text.sentences
    first, end = sentences[bisect_right(sentences, number, key=itemgetter(0)) - 1]
    return not _GROWN_UP.isdisjoint(view.text.words[max(first, number - _REACH) : min(end, number + _REACH)])


def _cut(view: View, number: int) -> bool:
    return number + 1 < len(view.words) and view.opens(number + 1)


def _stands_alone(view: View, first: int, last: int) -> bool:
    if "-" in (view.gap(first - 1) if first else "", view.gap(last) if last + 1 < len(view.words) else ""):
        return False
    if not view.opens(first) and view.gap(first - 1) == " ":
        before = view.words[first - 1]
        if (
            before in _TITLES
            or before in _RELATIVES
            or (before in PARTICLES and before != "of")
            or (before in FORENAMES and (before not in COMMON_WORDS or view.capital(first - 1)))
        ):
            return False
        if view.capital(first - 1) and before not in COMMON_WORDS and before not in _LEADS:
            return False
    if last == len(view.words) - 1 or view.gap(last) != " " or view.words[last].endswith("'s"):
        return True
    following = view.words[last + 1]
    titled = view.capital(last + 1) and not view.text.cased[view.starts[last + 1] : view.ends[last + 1]].isupper()
    if titled and (following in _STREETS or view.words[last] in COMMON_WORDS):
        return False  # `Grace Street`, `Summer Camp`
    if following == "i" or following[0].isdigit() or (following in COMMON_WORDS and following not in SURNAMES):
        return True
    return not view.capital(last + 1) and (following not in PARTICLES or following in _WELSH)


def _of_a_class(view: View, forename: Match, capital: bool, named: Named) -> bool:
    """Whether the sentence, or the one before it, speaks of a class; without a capital, only of the pupil's own."""
    sentences = view.text.sentences
    number = forename.first
    at = bisect_right(sentences, number, key=itemgetter(0)) - 1
    # A sentence is read for some words to either side, so that one without an end costs no more than others.
    first, end = max(sentences[max(0, at - 1)][0], number - _REACH), min(sentences[at][1], number + _REACH)
    places = range(bisect_left(named.places, first), bisect_left(named.places, end))
    if any(capital or not named.pupils[place].isdisjoint(forename.people) for place in places):
        return True
    if not capital:
        return False
    # `Seren yr wythnos` is the star of the week, and says nothing of a Seren.
    around = [*view.words[first:number], "x", *view.words[forename.last + 1 : end]]
    return _CONTEXT.search(f" {' '.join(around)} ") is not None
