"""The roll of one school, laid out so that a word is looked up and never searched for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gatepost.screening.names.aliases import FULL, HALF, given_names, parts, surnames
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES, SURNAMES
from gatepost.screening.names.pet_forms import PetForms
from gatepost.screening.names.signs import skeleton, stands_for
from gatepost.screening.names.spelling import edits, shorter, sound
from gatepost.screening.names.tiers import ORDER
from gatepost.screening.reading import unleet
from gatepost.screening.roll import Person

# How a word was written: so, one letter off, with digits for letters, two letters off, in a short form of no list.
EXACT, NEAR, LEET, FAR, PET = 0, 1, 2, 3, 4

_MEMO = 50_000  # words remembered; a school writes fewer different ones in a year
_LONGEST_KEPT = 64  # letters of a word that is remembered
_LONGEST = 24  # letters; nobody has a longer name, so a longer word is none with letters wrong
_TWO_OFF = 6  # letters a name needs before two of them may be wrong
_ONE_OFF = 3
_LONGEST_JOINED = 400  # letters of a joined word that is searched for names
_LETTERS = frozenset("bcdefghjklmnopqrstuvwxyz")  # never quiet: they may be an initial, or a name spelt out
_ENDINGS = ("s", "ed", "ing", "ly")
_SHORTEST_JOINED = 5
_LONG_SIGNED = 5  # characters of a word with signs in it that may have a letter wrong too


class Entry(NamedTuple):
    """One way to write one person's whole name."""

    person: int
    given: str
    given_tier: int
    before: tuple[str, ...]
    family: str
    family_tier: int


class Inside(NamedTuple):
    """A whole name inside a joined word: where it starts and ends there, and whose it is."""

    start: int
    end: int
    entry: Entry


class Sight(NamedTuple):
    """What one word of a text could be: forenames and surnames of the roll, each with how it was written."""

    givens: tuple[tuple[str, int], ...]
    families: tuple[tuple[str, int], ...]
    inside: tuple[Inside, ...]


class Index:
    """Who is called what. `by_family` leads from the last word of a surname to forenames to entries.

    Belongs to one school: what it remembers of the texts it has seen is words alone, and never leaves it.
    """

    def __init__(self, roll: Sequence[Person]) -> None:
        self.by_family: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self.by_given_and_initial: dict[tuple[str, str], list[Entry]] = {}
        self.by_initial: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self.pupils_called: dict[str, list[int]] = defaultdict(list)
        self.given_words: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.quiet: set[str] = set()
        self._sights: dict[str, Sight] = {}
        self._givens: set[str] = set()
        self._tails: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._near: dict[str, list[str]] = defaultdict(list)
        self._skeletons: dict[str, set[str]] = defaultdict(set)
        to_misspell: set[str] = set()
        forenames: dict[str, None] = {}  # whole ones, in order
        # Who needs most care first: of people whose names are written alike the first stands for all.
        for number, person in by_care(roll):
            givens = given_names(person)
            self._givens.update(givens)
            for given, tier in givens.items():
                if tier == FULL:
                    to_misspell.add(given)
                    forenames[given] = None
                    if person.kind == "pupil":
                        self.pupils_called[given].append(number)
            for name in (person.forename, person.known_as):
                if len(words := parts(name)) > 1:
                    self.given_words[words[-1]].add(tuple(words))
            for before, family, family_tier in surnames(person):
                for word in (*before, family):
                    self._skeletons[skeleton(word)].add(word)
                if family_tier != HALF:
                    to_misspell.add(family)
                for given, tier in givens.items():
                    self._add(Entry(number, given, tier, before, family, family_tier))
        self._lengths = sorted({len(head) for head in self._tails})
        for name in self._givens:
            self._skeletons[skeleton(name)].add(name)
        self._pets = PetForms(forenames)
        for name in to_misspell:
            if _ONE_OFF <= len(name) <= _LONGEST:
                for key in set(shorter(name, 2 if len(name) >= _TWO_OFF else 1)):
                    self._near[key].append(name)

    def _add(self, entry: Entry) -> None:
        alike = self.by_family[entry.family][entry.given]
        if any(_stands_for(known, entry) for known in alike):
            return
        alike.append(entry)
        if entry.family_tier == HALF or not entry.given or not entry.family:
            return
        surname = "".join((*entry.before, entry.family))
        if entry.given_tier == FULL:
            initials = self.by_initial[entry.family][entry.given[0]]
            if all(known.before != entry.before for known in initials):
                initials.append(entry)
            self.by_given_and_initial.setdefault((entry.given, surname[0]), [entry])
        if len(entry.given) + len(surname) >= _SHORTEST_JOINED:
            self._tails[entry.given].setdefault(surname, entry)
            self._tails[surname].setdefault(entry.given, entry)

    def sight(self, word: str) -> Sight | None:
        """What a word of a reading could be; None when it is nothing, and then the word is quiet from now on."""
        known = self._sights.get(word)
        if known is not None:
            return known
        if word in _LETTERS:
            return None
        looked = self._look(word)
        if len(word) > _LONGEST_KEPT:
            return looked
        if looked is None:
            if len(self.quiet) >= _MEMO:
                self.quiet.clear()
            self.quiet.add(word)
            return None
        if len(self._sights) >= _MEMO:
            self._sights.clear()
        self._sights[word] = looked
        return looked

    def _look(self, word: str) -> Sight | None:
        bare = (word[:-2] if word.endswith("'s") else word).replace("'", "")
        if bare.isdecimal():
            return None  # a price, a telephone number
        givens, families = self._exact((bare,), EXACT)
        if not givens and not families and bare.endswith("s") and bare not in SURNAMES and bare not in FORENAMES:
            givens, families = self._exact((bare[:-1],), EXACT)  # freyas, hartleys'
        if not is_common(bare) and len(bare) <= _LONGEST:
            letters = bare
            if bare.isalpha():
                more = self._misspelt(bare, self.close(bare, 2))
                if bare not in FORENAMES and bare not in SURNAMES:
                    givens.update({name: PET for name in self._pets.full(bare) if name not in givens | more[0]})
            else:
                meant = self.signed(bare)
                letters = meant[0] if meant else unleet(bare)
                close = self.close(letters, 1) if len(bare) >= _LONG_SIGNED and any(map(str.isalpha, bare)) else {}
                more = self._exact((*meant, *close), LEET)
            givens = {**more[0], **givens}
            families = {**more[1], **families}
            inside = self._joined(letters)
            if "1" in bare:
                inside += self._joined(unleet(bare.replace("1", "l")))
        else:
            inside = () if is_common(bare) else self._joined(bare)
        if givens or families or inside:
            return Sight(tuple(givens.items()), tuple(families.items()), inside)
        return None

    def _exact(self, words: Iterable[str], how: int) -> tuple[dict[str, int], dict[str, int]]:
        words = list(words)
        return (
            {word: how for word in words if word in self._givens},
            {word: how for word in words if word in self.by_family},
        )

    def signed(self, word: str) -> list[str]:
        """The names, and words of names, that a word with signs for letters stands for."""
        return [name for name in self._skeletons.get(skeleton(word), ()) if stands_for(word, name)]

    def close(self, word: str, most: int) -> dict[str, int]:
        """Names of the roll within `most` edits of the word, and how many they are."""
        most = min(most, 2 if len(word) >= _TWO_OFF - 1 else 1)
        if len(word) < _ONE_OFF - 1:
            return {}
        near = self._near
        names = {name for key in shorter(word, most) if key in near for name in near[key]}
        found = {name: edits(word, name, most) for name in names}
        return {name: count for name, count in found.items() if 0 < count <= most}

    def _misspelt(self, word: str, close: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        givens: dict[str, int] = {}
        families: dict[str, int] = {}
        for name, count in close.items():
            alike = len(name) > _ONE_OFF and sound(word) == sound(name)
            how = NEAR if count == 1 or alike else FAR
            if how == FAR and len(name) < _TWO_OFF:
                continue
            if name in self._givens and (count == 1 or word not in FORENAMES):
                givens[name] = how
            if name in self.by_family and (count == 1 or word not in SURNAMES):
                families[name] = how
        return givens, families

    def _joined(self, word: str) -> tuple[Inside, ...]:
        """Whole names inside one word, in either order."""
        if not _SHORTEST_JOINED <= len(word) <= _LONGEST_JOINED:
            return ()
        tails = self._tails
        found = []
        for start in range(len(word) - 1):
            for length in self._lengths:
                middle = start + length
                head = word[start:middle]
                if middle < len(word) and head in tails:
                    found += [
                        Inside(start, middle + len(tail), entry)
                        for tail, entry in tails[head].items()
                        if word.startswith(tail, middle)
                    ]
        return tuple(found)


def by_care(roll: Sequence[Person]) -> list[tuple[int, Person]]:
    """The people with their numbers on the roll, who needs most care first."""
    return sorted(enumerate(roll), key=lambda one: ORDER.index(one[1].kind))


def _stands_for(known: Entry, other: Entry) -> bool:
    """Whether whatever is read as the second is read as the first too, and as surely."""
    return (
        known.before == other.before and known.given_tier <= other.given_tier and known.family_tier <= other.family_tier
    )


def is_common(word: str) -> bool:
    """Whether a word is a common one, or a form of one: `boots`, `walked`, `singing`."""
    if word in COMMON_WORDS:
        return True
    return any(word.endswith(ending) and word[: -len(ending)] in COMMON_WORDS for ending in _ENDINGS)
