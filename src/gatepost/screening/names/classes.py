"""The classes of a roll, and where a text speaks of one of them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gatepost.screening.names.view import View
from gatepost.screening.reading import read
from gatepost.screening.roll import Person

_LONGEST_CODE = 3
_CODE = re.compile(r"[1-9][a-z]{1,2}|r[a-d]")  # 3A, 4KS, RB
_YEAR = re.compile(r"y(?:ea)?r?([1-9])")
# What is written like a class and is none: 3D films, 4G, 4K, 2nd.
_ODD_CODES = frozenset(("1d", "2d", "3d", "2g", "3g", "4g", "5g", "4k", "8k", "5k", "4x", "2x", "3x"))
_ODD_ENDINGS = frozenset(
    ("st", "nd", "rd", "th", "am", "pm", "ft", "kg", "km", "cm", "mm", "ml", "hr", "gb", "mb", "kb")
)
_MOST_WORDS = 4  # of the name of a class


class Named(NamedTuple):
    """Where a text speaks of classes: word numbers in order, and for each the pupils of it, none for another class."""

    places: list[int]
    pupils: list[frozenset[int]]

    def holds(self, number: int) -> bool:
        """Whether the name of a class starts with this word."""
        at = bisect_left(self.places, number)
        return at < len(self.places) and self.places[at] == number


class Classes:
    """The names of the classes of a roll, each with the pupils in it."""

    def __init__(self, roll: Sequence[Person]) -> None:
        pupils: dict[tuple[str, ...], set[int]] = {}
        for number, person in enumerate(roll):
            if person.kind == "pupil" and person.class_name:
                for name in _written(person.class_name):
                    pupils.setdefault(name, set()).add(number)
        self._pupils = {name: frozenset(numbers) for name, numbers in pupils.items()}
        self._firsts = frozenset(name[0] for name in pupils)
        self._most = max(map(len, pupils), default=0)
        self._coded = any(len(name) == 1 and _CODE.fullmatch(name[0]) for name in pupils)

    def named(self, view: View) -> Named:
        """Where a text speaks of a class of the roll; where the roll has classes such as 3A, of any class like that.

        A name of letters alone needs its capital, since `owls` and `red` are words too.
        """
        found = Named([], [])
        for number, word in enumerate(view.words if self._firsts else ()):
            pupils = self._at(view, number) if word in self._firsts else None
            if pupils is None and self._coded and len(word) <= _LONGEST_CODE and _is_code(view, number):
                pupils = frozenset()
            if pupils is not None:
                found.places.append(number)
                found.pupils.append(pupils)
        return found

    def _at(self, view: View, number: int) -> frozenset[int] | None:
        for count in range(self._most, 0, -1):
            pupils = self._pupils.get(tuple(view.words[number : number + count]))
            if pupils and (count > 1 or not view.words[number].isalpha() or view.capital(number)):
                return pupils
        return None


def _is_code(view: View, number: int) -> bool:
    word = view.words[number]
    return (
        _CODE.fullmatch(word) is not None
        and word not in _ODD_CODES
        and word[1:] not in _ODD_ENDINGS
        and view.text.cased[view.starts[number] : view.ends[number]].isupper()
    )


def _written(class_name: str) -> Iterator[tuple[str, ...]]:
    """The ways to write the name of a class, as words: `Year 5` is `Y5` too, and `5 Oak` is `Oak`."""
    words = read(class_name).words
    if len(words) > 1 and words[-1] == "class":
        words.pop()
    if len(words) > 1 and words[0] in ("class", "form", "year", "yr"):
        words.pop(0)
    if not words or len(words) > _MOST_WORDS:
        return
    if year := _YEAR.fullmatch(words[0]):
        words[0] = year[1]
    if len(words) > 1 or len(words[0]) > 1:
        yield tuple(words)
        if len(words) > 1 and words[-1].isalpha() and len(words[-1]) > 2:
            yield (words[-1],)
    else:
        for before in ("class", "form", "year", "yr"):
            yield before, words[0]
            yield before, words[0] + "s"
        if words[0].isdigit():
            yield (f"y{words[0]}",)
            yield (f"y{words[0]}s",)
