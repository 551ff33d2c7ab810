"""Whole names on a roll of more people than one school has: exact, and only where they look like names.

In small letters a name counts where no part of it is a common word, or the forename is known to be one; made of common
words, where its sentence leaves it no other sense.
"""

from collections.abc import Iterator, Sequence

from gatepost.screening.names.aliases import parts
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES
from gatepost.screening.names.small_letters import is_forename, reads_as_a_name
from gatepost.screening.names.view import View
from gatepost.screening.reading import Reading
from gatepost.screening.roll import Person

_MOST_WORDS = 6  # of a whole name


class LargeIndex:
    """Whole names, as their words, with the number in `kinds` of the person who needs most care."""

    def __init__(self, roll: Sequence[Person], kinds: Sequence[str]) -> None:
        self._names: dict[str, int] = {}
        self._firsts: set[str] = set()
        self._most = 2
        numbers = {kind: number for number, kind in enumerate(kinds)}
        seen: dict[str, list[str]] = {}
        for person in roll:
            surname = seen.get(person.surname) or seen.setdefault(person.surname, parts(person.surname))
            for name in (person.forename, person.known_as):
                given = seen.get(name) or seen.setdefault(name, parts(name))
                words = given + surname
                if given and surname and len(words) <= _MOST_WORDS:
                    whole = " ".join(words)
                    kind = numbers[person.kind]
                    self._names[whole] = min(kind, self._names.get(whole, kind))
                    self._firsts.add(words[0])
                    self._most = max(self._most, len(words))

    def find(self, reading: Reading) -> Iterator[tuple[int, int, int]]:
        """First and last word number, and the number of the kind, of each name."""
        words = reading.words
        if "'" in reading.plain:
            words = [(word[:-2] if word.endswith("'s") else word).replace("'", "") for word in words]
        firsts, names = self._firsts, self._names
        for at in [number for number, word in enumerate(words) if word in firsts]:
            for count in range(self._most, 1, -1):
                kind = names.get(" ".join(words[at : at + count]))
                if kind is not None and at + count <= len(words) and _looks_like_a_name(reading, at, at + count):
                    yield at, at + count - 1, kind
                    break


def _looks_like_a_name(reading: Reading, first: int, end: int) -> bool:
    for number in range(first, end - 1):
        gap = reading.plain[reading.ends[number] : reading.starts[number + 1]]
        if len(gap) > 1 or gap in ("\n", ","):
            return False
    if reading.plain[reading.ends[end - 1] : reading.ends[end - 1] + 1] == "-":
        return False  # half of a longer surname
    words = [word.removesuffix("'s") for word in reading.words[first:end]]
    common = [word in COMMON_WORDS for word in words]
    if reading.capital(first) and reading.capital(end - 1):
        if not all(common):
            return True
        written = reading.cased[reading.starts[first] : reading.ends[end - 1]]
        if not written.isupper() and (is_forename(words[0]) or first not in _openings(reading)):
            return True
    elif not all(common) and (not any((common[0], common[-1])) or words[0] in FORENAMES) and is_forename(words[0]):
        return True
    if all(common) and not is_forename(words[0]):
        return False
    return reads_as_a_name(View(reading, reading.words), first, end - 1)


def _openings(reading: Reading) -> set[int]:
    return {first for first, _ in reading.sentences}
