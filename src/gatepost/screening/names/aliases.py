"""The ways in which one person's forename and surname may be written."""

import re
from typing import NamedTuple

from gatepost.screening.names.known import FULL_FORMS, SHORT_FORMS, SPELLINGS
from gatepost.screening.reading import read
from gatepost.screening.roll import Person

FULL, SHORT, HALF = 0, 1, 2  # a name as it is on the roll; a short or other form of it; half of a double surname

PARTICLES = frozenset(
    (
        *("ab", "abu", "af", "al", "ap", "ben", "bin", "bint", "binti", "da", "dal", "das", "de", "del", "della"),
        *("den", "der", "di", "do", "dos", "du", "el", "fitz", "la", "le", "mac", "mc", "ni", "o", "of", "san", "st"),
        *("saint", "te", "ten", "ter", "ul", "ur", "van", "ver", "verch", "von", "y", "zu"),
    )
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_MAC = re.compile(r"(mac|mc)([^\W\d_]{4,})")


class Family(NamedTuple):
    """A surname by its last word: the words before it, and how much of the surname it is."""

    before: tuple[str, ...]
    last: str
    tier: int


def parts(name: str) -> list[str]:
    """The words of a name as they are matched: folded, in small letters, without apostrophes."""
    return [word.replace("'", "") for word in read(name).words]


def given_names(person: Person) -> dict[str, int]:
    """Every way to write somebody's forename, each with its tier; the best where there are two."""
    found: dict[str, int] = {}
    for name in (person.forename, person.known_as):
        words = parts(name)
        if not words:
            continue
        found[words[0]] = found["".join(words)] = FULL
        others = {*words[1:], *parts(name.translate(_UMLAUTS))[:1]}
        for word in (words[0], "".join(words)):
            others.update(SPELLINGS.get(word, ()), SHORT_FORMS.get(word, ()), FULL_FORMS.get(word, ()))
            for spelling in SPELLINGS.get(word, ()):
                others.update(SHORT_FORMS.get(spelling, ()))
        for other in others:
            found.setdefault(other, SHORT)
    return found


def surnames(person: Person) -> list[Family]:
    """Every way to write somebody's surname, the best first; empty when there is none."""
    words = parts(person.surname)
    if not words:
        return []
    found = [Family(tuple(words[:-1]), words[-1], FULL)]
    if len(words) > 1:
        found.append(Family((), "".join(words), FULL))
    bare = list(words)
    while len(bare) > 1 and bare[0] in PARTICLES:
        bare.pop(0)
    if len(bare) < len(words):
        found.append(Family(tuple(bare[:-1]), bare[-1], SHORT))
    if len(bare) > 1:
        found += [Family((), half, HALF) for half in (bare[0], bare[-1]) if len(half) > 2]
    apostrophe = read(person.surname).words[-1].split("'")
    if len(apostrophe) > 1:  # o brien, d arcy
        found.append(Family((*words[:-1], *apostrophe[:-1]), apostrophe[-1], FULL))
    if mac := _MAC.fullmatch(words[-1]):
        other = "mc" if mac[1] == "mac" else "mac"
        found += [Family((mac[1],), mac[2], FULL), Family((), other + mac[2], SHORT), Family((other,), mac[2], SHORT)]
    german = parts(person.surname.translate(_UMLAUTS))
    if german != words:
        found.append(Family(tuple(german[:-1]), german[-1], SHORT))
    return found
