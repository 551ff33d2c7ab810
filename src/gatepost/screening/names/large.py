"""Whole names on a roll of more people than one school has: exact, and only where they look like names.

Middle initials, a name in use between quotation marks or brackets, and a surname first with a comma are read through;
`spans` tells which words may be one name. Whether they read as one here is told by `sense`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gatepost.screening.names.aliases import parts
from gatepost.screening.names.known import FORENAMES
from gatepost.screening.names.sense import looks_like_a_name
from gatepost.screening.names.spans import between, comma_before, part_of_another, parts_joined, surname_stands_first
from gatepost.screening.names.whole import family_forms, given_forms
from gatepost.screening.reading import Reading
from gatepost.screening.roll import Person

_MOST_WORDS = 6  # of a whole name
_MOST_GIVEN = 2  # words of a forename after a surname and a comma


class _Known(NamedTuple):
    kind: int  # its number, the lower the more care
    given: int  # how many of the words are the forename


class LargeIndex:
    """Whole names, as their words, with the number in `kinds` of the person who needs most care."""

    def __init__(self, roll: Sequence[Person], kinds: Sequence[str]) -> None:
        self._names: dict[str, _Known] = {}
        self._firsts: set[str] = set()
        self._most = 2
        self._most_family = 1
        numbers = {kind: number for number, kind in enumerate(kinds)}
        every = {(kind, given): _Known(kind, given) for kind in numbers.values() for given in range(1, _MOST_WORDS)}
        counts: Counter[str] = Counter()  # more often a forename than a surname where above nought
        families: dict[str, list[list[str]]] = {}
        givens: dict[str, list[list[str]]] = {}
        for person in roll:
            family = families.get(person.surname)
            if family is None:
                family = families[person.surname] = family_forms(person.surname, parts(person.surname))
            for form in family[:1]:
                counts[form[0]] -= 1
            for name in (person.forename, person.known_as):
                given = givens.get(name)
                if given is None:
                    given = givens[name] = given_forms(parts(name))
                for first in given[:1]:
                    counts[first[0]] += 1
                for first in given:
                    self._firsts.add(first[0])
                    for last in family:
                        if len(first) + len(last) <= _MOST_WORDS:
                            self._add(" ".join([*first, *last]), every[numbers[person.kind], len(first)])
                            self._most = max(self._most, len(first) + len(last))
                            self._most_family = max(self._most_family, len(last))

        self._rather_forenames = {word for word, count in counts.items() if count > 0}
        self._rather_surnames = {word for word, count in counts.items() if count < 0}

    def _add(self, whole: str, one: _Known) -> None:
        known = self._names.get(whole)
        if known is None or one.kind < known.kind:
            self._names[whole] = one

    def find(self, reading: Reading) -> Iterator[tuple[int, int, int]]:
        """First and last word number, and the number of the kind, of each name."""
        words = reading.words
        if "'" in reading.plain:
            words = [(word[:-2] if word.endswith("'s") else word).replace("'", "") for word in words]
        firsts = self._firsts
        after = 0
        for at in [number for number, word in enumerate(words) if word in firsts]:
            found = self._in_order(reading, words, at) if at >= after else None
            if found is None and at > after and comma_before(reading, at):
                found = self._family_first(reading, words, at, after)
            if found is not None:
                yield found
                after = found[1] + 1

    def _in_order(self, reading: Reading, words: list[str], at: int) -> tuple[int, int, int] | None:
        if part_of_another(reading, words, at, self._rather_forenames):
            return None
        names = self._names
        for count in range(min(self._most, len(words) - at), 1, -1):
            known = names.get(" ".join(words[at : at + count]))
            if known is None or not parts_joined(reading, words, at, at + known.given, at + count):
                continue
            if words[at + count - 1] == "house" and words[at] in self._rather_surnames:
                continue  # a house of the school: `Whitehead House`
            if looks_like_a_name(reading, words, at, at + known.given, at + count):
                return at, at + count - 1, known.kind
        return self._with_more_between(reading, words, at)

    def _with_more_between(self, reading: Reading, words: list[str], at: int) -> tuple[int, int, int] | None:
        """A name with an initial or the name in use between forename and surname."""
        for given in range(1, _MOST_GIVEN + 1):
            family = between(reading, at + given)
            if family is None:
                continue
            first = words[at : at + given]
            for count in range(min(self._most_family, len(words) - family), 0, -1):
                known = self._names.get(" ".join([*first, *words[family : family + count]]))
                if known is None or known.given != given:
                    continue
                if parts_joined(reading, words, at, at + given, at + given) and parts_joined(
                    reading, words, family, family, family + count
                ):
                    return at, family + count - 1, known.kind
        return None

    def _family_first(self, reading: Reading, words: list[str], at: int, after: int) -> tuple[int, int, int] | None:
        """`Hartley, Freya`, from the number of the forename's first word; nothing before the word `after`."""
        for given in range(min(_MOST_GIVEN, len(words) - at), 0, -1):
            first = " ".join(words[at : at + given])
            for count in range(min(self._most_family, at - after), 0, -1):
                known = self._names.get(f"{first} {' '.join(words[at - count : at])}")
                if known is None or known.given != given:
                    continue
                doubtful = count == 1 and (words[at - 1] in self._rather_forenames or words[at - 1] in FORENAMES)
                if surname_stands_first(reading, words, at - count, at, at + given, doubtful):
                    return at - count, at + given - 1, known.kind
        return None
