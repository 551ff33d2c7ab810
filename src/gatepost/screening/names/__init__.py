"""Finds the people of a school's roll in a text, however their names are written."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from gatepost.screening.finding import Finding
from gatepost.screening.names.aliases import HALF, surnames
from gatepost.screening.names.classes import Classes
from gatepost.screening.names.first_names import first_names
from gatepost.screening.names.found import Match
from gatepost.screening.names.index import Index, by_care
from gatepost.screening.names.initials import initial_joined
from gatepost.screening.names.large import LargeIndex
from gatepost.screening.names.match import joined_names, titled_names, whole_names
from gatepost.screening.names.tiers import LABELS, ORDER, TIERS, WHOSE, advice, disguised
from gatepost.screening.names.view import View, as_written, signed, spelt_out, tags
from gatepost.screening.reading import Reading
from gatepost.screening.roll import Kind, Person

LARGE = 2_000  # people; a longer roll holds so many names that only whole ones, exactly written, say anything
MOST = 1_000  # findings of one label in a text

__all__ = ["LARGE", "MOST", "Names"]


class Names:
    """The roll of one school, ready to be found in texts.

    Built once, and kept to those who may use the roll. Beyond LARGE people only whole names are found, as `possible`.
    """

    def __init__(self, roll: Sequence[Person]) -> None:
        self._kinds: list[Kind] = [person.kind for person in roll] if len(roll) <= LARGE else []
        self._large = LargeIndex(roll, ORDER) if len(roll) > LARGE else None
        self._index = Index(roll if self._large is None else ())
        self._classes = Classes(roll if self._large is None else ())
        self._letters = frozenset(
            letter
            for person in roll
            for name in (person.forename, person.surname, person.known_as)
            if not name.isascii()
            for letter in unicodedata.normalize("NFC", name.lower() + name.upper())
        )
        self._staff: dict[str, list[int]] = {}
        for number, person in by_care(roll if self._large is None else ()):
            if person.kind in ("staff", "governor"):
                for family in surnames(person):
                    if family.tier != HALF:
                        self._staff.setdefault(family.last, []).append(number)

    def find(self, reading: Reading, as_school: bool = False) -> list[Finding]:
        """The names in a text in its order, none over another, at most MOST of one label.

        Labels are `pupil` (former pupils too), `parent`, `staff` and `governor`; kinds `roll-name` and
        `roll-first-name`. `why` names nobody. `as_school`: the school itself speaks, so that a first name in a
        congratulation needs no other word of school life.
        """
        if self._large is not None:
            found = ((first, last, ORDER[kind]) for first, last, kind in self._large.find(reading))
            places = ((reading.starts[first], reading.ends[last], kind, "at-large") for first, last, kind in found)
            return _findings(self._letters, reading, places)
        index = self._index
        quiet = index.quiet
        words = reading.words
        lively = [number for number, word in enumerate(words) if word not in quiet]
        if not lively:
            return self._with_signs(reading, [])
        sights = {number: sight for number in lively if (sight := index.sight(words[number]))}
        found_places: list[tuple[int, int, Kind, str]] = []
        if sights:
            view = as_written(reading, sights)
            found_places = self._matches(view, as_school=as_school)
        if sum([len(words[number]) == 1 for number in lively]) > 1:
            spaced = spelt_out(reading, index)
            if spaced is not None:
                found_places += self._matches(spaced, instead="spelt-out")
        return self._with_signs(reading, found_places)

    def _with_signs(self, reading: Reading, places: list[tuple[int, int, Kind, str]]) -> list[Finding]:
        plain = reading.plain
        if "@" in plain or "#" in plain:
            for tag in tags(reading, self._index):
                places += self._matches(tag, instead="joined")
        if "@" in plain or "$" in plain or "|" in plain or "€" in plain or "£" in plain or "!" in plain or "+" in plain:
            disguise = signed(reading, self._index)
            if disguise is not None:
                places += self._matches(disguise, instead="leet")
        return _findings(self._letters, reading, places) if places else []

    def _matches(self, view: View, instead: str = "", as_school: bool = False) -> list[tuple[int, int, Kind, str]]:
        if not view.sights:
            return []
        found = list(whole_names(view, self._index))
        if any(sight.inside for sight in view.sights.values()):
            found += joined_names(view, tagged=instead in ("joined", "spelt-out"))
        if instead == "joined":
            found += initial_joined(view, self._index)
        if self._staff:
            found += titled_names(view, self._index, self._staff)
        taken = {number for match in found for number in range(match.first, match.last + 1)}
        if not instead:
            found += first_names(view, self._index, taken, self._classes, as_school)
        return [
            (
                *self._place(view, match),
                instead if instead and TIERS[match.how].rank < TIERS["leet"].rank else match.how,
            )
            for match in found
        ]

    def _place(self, view: View, match: Match) -> tuple[int, int, Kind]:
        kind = self._kinds[match.people[0]]
        start, end = view.starts[match.first], view.ends[match.last]
        if match.inside:
            start, end = start + match.inside[0], start + match.inside[1]
        return start, end, kind


def _findings(letters: frozenset[str], reading: Reading, places: Iterable[tuple[int, int, Kind, str]]) -> list[Finding]:
    """The surest and longest of those that overlap, in the order of the text."""
    ordered = sorted(places, key=lambda p: (TIERS[p[3]].rank, p[0] - p[1], ORDER.index(p[2]), p[0]))
    covered = bytearray(len(reading.plain))
    kept: list[Finding] = []
    labels: Counter[str] = Counter()  # a bound for each, so that many pupils do not hide a teacher
    for start, end, kind, how in ordered:
        if labels[LABELS[kind]] == MOST or any(covered[start:end]):
            continue
        covered[start:end] = b"\1" * (end - start)
        labels[LABELS[kind]] += 1
        kept.append(_finding(letters, reading, start, end, kind, how))
    return sorted(kept, key=lambda finding: finding.start)


def _finding(letters: frozenset[str], reading: Reading, start: int, end: int, kind: Kind, how: str) -> Finding:
    if reading.plain[end - 2 : end] == "'s":
        end -= 2
    first, last = reading.origin(start, end)
    tier = TIERS[how]
    if tier.rank < TIERS["disguised"].rank and disguised(reading.original[first:last], letters):
        tier = TIERS["disguised"]
    return Finding(
        label=LABELS[kind],
        kind="roll-first-name" if how == "first" else "roll-name",
        start=first,
        end=last,
        sure=tier.sure,
        why=tier.why.format(whose=WHOSE[kind]),
        advice=advice(kind),
    )
