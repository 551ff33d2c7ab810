"""Who of a snapshot is whom we know: source id, then UPN, then date of birth with the whole name, then a person asks.

Nobody is ever matched by name alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from rapidfuzz import fuzz

from gatepost.rosters.names import skeleton
from gatepost.rosters.snapshot import Kind, Person, Snapshot

NEAR = 85  # rapidfuzz ratio of two whole names that may be one person's
_MOST_IN_A_BLOCK = 50  # a block with more is compared by whole names alone, so that work stays bounded
_MOST_CANDIDATES = 5

_NameKey: TypeAlias = tuple[str, str, str]  # family, surname skeleton, forename skeleton


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody we know already. `key` is the caller's own; `source_ids` holds (source, id) pairs.

    `left` is somebody who left and is still kept. `by_hand` is somebody no file speaks of, such as a volunteer: absence
    never makes them a leaver.
    """

    key: str
    kind: Kind
    forename: str
    surname: str
    source_ids: tuple[tuple[str, str], ...] = ()
    known_as: str = ""
    former_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    class_name: str = ""
    year_group: int | None = None
    upn: str = ""
    email: str = ""
    role: str = ""
    starts: date | None = None
    leaves: date | None = None
    left: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """A row that may be one of `known`: a person decides, and until then nothing happens to any of them."""

    person: Person
    known: tuple[Known, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows and people that cannot be told apart: a person decides, and until then nothing happens to any of them."""

    people: tuple[Person, ...]
    known: tuple[Known, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` and `unknown` hold positions in the snapshot's people; `held` the keys that await a decision."""

    pairs: Mapping[int, Known]
    unknown: tuple[int, ...]
    possible_duplicates: tuple[PossibleDuplicate, ...]
    conflicts: tuple[Conflict, ...]
    held: frozenset[str]


def family(kind: Kind) -> str:
    """A pupil and a former pupil can be one person; other kinds are apart."""
    return "pupil" if kind == "former-pupil" else kind


class _Index:
    """The people we know, by everything a row can be found by."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.by_id: dict[tuple[str, str, str], Known] = {}
        self.by_upn: dict[str, list[Known]] = defaultdict(list)
        self.by_birth: dict[tuple[str, date], list[Known]] = defaultdict(list)
        self.by_name: dict[_NameKey, list[Known]] = defaultdict(list)
        self.by_email: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for one in known:
            kin = family(one.kind)
            for source, id_ in one.source_ids:
                self.by_id[kin, source, id_] = one
            if one.upn and kin == "pupil":
                self.by_upn[one.upn].append(one)
            if one.date_of_birth:
                self.by_birth[kin, one.date_of_birth].append(one)
            for key in _name_keys(one):
                self.by_name[key].append(one)
            if one.email:
                self.by_email[kin, one.email.casefold()].append(one)


def match(known: Sequence[Known], snapshot: Snapshot, decided: Mapping[str, str]) -> Matching:
    """Find each person of the snapshot among those we know.

    `decided` maps the `ref` of a row to the key of whom it is, or to an empty text for "somebody new"; a key that is
    not known is as if nothing had been decided.
    """
    index = _Index(known)
    by_key = {one.key: one for one in known}
    people = snapshot.people
    claims: dict[str, list[int]] = defaultdict(list)
    found: dict[int, Known] = {}
    doubtful: dict[int, tuple[tuple[Known, ...], str]] = {}
    conflicts: list[tuple[int, Conflict]] = []
    loose: list[int] = []
    settled: set[int] = set()  # rows that a person decided to be new
    for at, person in enumerate(people):
        choice = decided.get(person.ref)
        if choice == "":
            settled.add(at)
            continue
        if choice is not None and choice in by_key and family(by_key[choice].kind) == family(person.kind):
            found[at] = by_key[choice]
            claims[choice].append(at)
            continue
        by_id = index.by_id.get((family(person.kind), snapshot.source, person.source_id)) if person.source_id else None
        by_upn = index.by_upn.get(person.upn, []) if person.upn and family(person.kind) == "pupil" else []
        hits = tuple({one.key: one for one in [*([by_id] if by_id else ()), *by_upn]}.values())
        if len(hits) > 1:
            why = "The id of this row is one person's and its UPN another's." if by_id else "Two people have this UPN."
            conflicts.append((at, Conflict((person,), hits, why)))
        elif hits and _another(person, hits[0]):
            why = "The id or UPN is the same, but forename, surname and date of birth are all another's."
            conflicts.append((at, Conflict((person,), hits, why)))
        elif hits:
            found[at] = hits[0]
            claims[hits[0].key].append(at)
        else:
            loose.append(at)
    _by_birth_and_name(people, snapshot.source, loose, index, claims, found, doubtful)
    taken = set(claims)
    rest = [at for at in loose if at not in found and at not in doubtful]
    for at in rest:
        candidates, why = _review(people[at], index, taken)
        if candidates:
            doubtful[at] = (candidates, why)
    conflicts.extend(_claimed_twice(people, claims, by_key))
    conflicts.extend(_twins(people, [at for at in rest if at not in doubtful]))
    conflicts.sort(key=lambda pair: pair[0])
    clashing = {person.ref for _, conflict in conflicts for person in conflict.people}
    unknown = [at for at in rest if at not in doubtful and people[at].ref not in clashing]
    duplicates = tuple(PossibleDuplicate(people[at], *doubtful[at]) for at in sorted(doubtful))
    return Matching(
        {at: found[at] for at in sorted(found) if people[at].ref not in clashing},
        tuple(sorted([*unknown, *settled])),
        duplicates,
        tuple(conflict for _, conflict in conflicts),
        frozenset(
            one.key for known in (*(d.known for d in duplicates), *(c.known for _, c in conflicts)) for one in known
        ),
    )


def _by_birth_and_name(
    people: Sequence[Person],
    source: str,
    loose: Iterable[int],
    index: _Index,
    claims: dict[str, list[int]],
    found: dict[int, Known],
    doubtful: dict[int, tuple[tuple[Known, ...], str]],
) -> None:
    """Match rows that no id told of by date of birth with surname and forename; ids that differ make it doubtful."""
    by_id = {key for key, rows in claims.items() if rows}
    for at in loose:
        person = people[at]
        if person.date_of_birth is None:
            continue
        same = {
            one.key: one
            for key in _name_keys(person)
            for one in index.by_name.get(key, ())
            if one.date_of_birth == person.date_of_birth
        }
        if not same:
            continue
        candidates = tuple(same.values())[:_MOST_CANDIDATES]
        if len(same) > 1:
            doubtful[at] = (candidates, "Several people have this name and date of birth.")
        elif candidates[0].key in by_id or _told_apart(person, candidates[0], source):
            doubtful[at] = (candidates, "The same name and date of birth, but another id or UPN.")
        else:
            found[at] = candidates[0]
            claims[candidates[0].key].append(at)


def _name_keys(one: Person | Known) -> tuple[_NameKey, ...]:
    kin = family(one.kind)
    surname = skeleton(one.surname)
    first = skeleton(one.forename)
    second = skeleton(one.known_as) if one.known_as else first
    return ((kin, surname, first),) if first == second else ((kin, surname, first), (kin, surname, second))


def _told_apart(person: Person, known: Known, source: str) -> bool:
    """Do ids say that these are two people?"""
    if person.upn and known.upn and person.upn != known.upn:
        return True
    return bool(person.source_id) and any(theirs == source for theirs, _ in known.source_ids)


def _another(person: Person, known: Known) -> bool:
    """Is no part of the name the same, and no date of birth to say that it is the same person after all?"""
    if person.surname == known.surname or person.forename == known.forename:
        return False
    if person.date_of_birth is not None and person.date_of_birth == known.date_of_birth:
        return False
    mine = {skeleton(part) for part in (person.forename, person.surname, person.known_as, *person.former_names) if part}
    theirs = {skeleton(part) for part in (known.forename, known.surname, known.known_as, *known.former_names) if part}
    return not mine & theirs


def _review(person: Person, index: _Index, taken: set[str]) -> tuple[tuple[Known, ...], str]:
    """Who this row may be, nearest first, and why a person should look."""
    kin = family(person.kind)
    same_name = {one.key: one for key in _name_keys(person) for one in index.by_name.get(key, ())}
    for why, candidates in (
        ("The same e-mail address.", index.by_email.get((kin, person.email.casefold()), []) if person.email else []),
        (
            "The same name, and no date of birth to compare.",
            [one for one in same_name.values() if _ageless(person, one)],
        ),
        (
            "The same name, and a date of birth that may be a slip.",
            [one for one in same_name.values() if _slip(person, one)],
        ),
    ):
        free = [one for one in candidates if one.key not in taken]
        if free:
            return tuple(free[:_MOST_CANDIDATES]), why
    if person.date_of_birth is None:
        return (), ""
    block = [one for one in index.by_birth.get((kin, person.date_of_birth), ()) if one.key not in taken]
    if len(block) > _MOST_IN_A_BLOCK:
        return (), ""
    scored = [(_likeness(person, one), one) for one in block]
    near = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], pair[1].key))
    return tuple(one for _, one in near[:_MOST_CANDIDATES]), "The same date of birth, and names that are much alike."


def _ageless(person: Person, known: Known) -> bool:
    return person.date_of_birth is None or known.date_of_birth is None


def _slip(person: Person, known: Known) -> bool:
    """Are the dates of birth one slip apart: day and month exchanged, or one of day, month and year another?"""
    one, other = person.date_of_birth, known.date_of_birth
    if one is None or other is None or one == other:
        return False
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum((one.year != other.year, one.month != other.month, one.day != other.day)) == 1


def _likeness(person: Person, known: Known) -> float:
    """0 to 100; exchanged names, a part left out and a former surname count as alike."""
    mine = [f"{first} {last}" for first in _firsts(person) for last in (person.surname, *person.former_names)]
    theirs = [f"{first} {last}" for first in _firsts(known) for last in (known.surname, *known.former_names)]
    return max(
        fuzz.token_set_ratio(_spaced(one), _spaced(other))
        if _shares_a_forename(person, known)
        else max(fuzz.ratio(skeleton(one), skeleton(other)), fuzz.token_sort_ratio(_spaced(one), _spaced(other)))
        for one in mine
        for other in theirs
    )


def _firsts(one: Person | Known) -> tuple[str, ...]:
    return (one.forename, one.known_as) if one.known_as else (one.forename,)


def _shares_a_forename(person: Person, known: Known) -> bool:
    return bool({skeleton(part) for part in _firsts(person)} & {skeleton(part) for part in _firsts(known)})


def _spaced(text: str) -> str:
    return " ".join(skeleton(part) for part in text.replace("-", " ").split())


def _claimed_twice(
    people: Sequence[Person], claims: Mapping[str, list[int]], by_key: Mapping[str, Known]
) -> Iterable[tuple[int, Conflict]]:
    for key, rows in claims.items():
        if len(rows) > 1:
            rows = sorted(rows)
            why = "Several rows are this one person."
            yield rows[0], Conflict(tuple(people[at] for at in rows), (by_key[key],), why)


def _twins(people: Sequence[Person], new: Iterable[int]) -> Iterable[tuple[int, Conflict]]:
    """Rows of people nobody knows that have one name and one date of birth."""
    groups: dict[tuple[date, str, str], list[int]] = defaultdict(list)
    for at in new:
        person = people[at]
        if person.date_of_birth:
            groups[person.date_of_birth, skeleton(person.surname), skeleton(person.forename)].append(at)
    for rows in groups.values():
        if len(rows) > 1:
            why = "Several rows have one name and one date of birth. Are they one child?"
            yield rows[0], Conflict(tuple(people[at] for at in rows), (), why)
