"""The roll as people look at it: lists, one person, a search, a copy to take away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count, Q, QuerySet
from rapidfuzz import fuzz, process

from gatepost.web.people import permissions
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.people.names import words_of
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person

FOUND = 30  # people that a search shows
_MOST_WORDS = 6
_LIKE, _COMPARED = 82, 5000  # how much alike names must be, and how many are compared at most
# What everybody may see who may see names: dates of birth, numbers and addresses are not even read.
_NAMES = ("id", "school_id", "kind", "forename", "surname", "known_as", "class_name", "year_group", "role")
_COPIED = ("kind", "forename", "surname", "known_as", "class_name", "year_group", "date_of_birth")


@dataclass(frozen=True, slots=True)
class Room:
    """A class on the roll, with its place in the order of all."""

    place: int
    name: str
    pupils: int


def rooms(person: Person) -> tuple[Room, ...]:
    """Every class with how many pupils it has, in the order of names; pupils without one come first."""
    if not permissions.may_see_names(person):
        return ()
    found = OnRoll.objects.filter(kind="pupil").values("class_name").annotate(pupils=Count("pk")).order_by("class_name")
    return tuple(Room(place, one["class_name"], one["pupils"]) for place, one in enumerate(found))


def listed(person: Person, kind: str, room: str | None = None) -> QuerySet[OnRoll]:
    """Everybody of a kind, pupils by class, then by surname; without what not everybody may see."""
    may = permissions.may_see_names if kind == "pupil" else permissions.may_see_roll
    if not may(person):
        return OnRoll.objects.none()
    rows = OnRoll.objects.filter(kind=kind, school_id=person.school_id).only(*_NAMES)
    if room is not None:
        rows = rows.filter(class_name=room)
    return rows.order_by("class_name", "surname", "forename", "pk")


def search(person: Person, words: str) -> list[OnRoll]:
    """The people in whose names each of these words begins a word, accents and capitals aside; where there is nobody,
    those whose name is much alike. Who may see only names finds pupils alone.
    """
    wanted = words_of(words)[:_MOST_WORDS]
    if not wanted or not permissions.may_see_names(person):
        return []
    rows = OnRoll.objects.filter(school_id=person.school_id).only(*_NAMES)
    if not permissions.may_see_roll(person):
        rows = rows.filter(kind="pupil")
    having = reduce(lambda all_, word: all_ & Q(folded__contains=f" {word}"), wanted, Q())
    found = list(rows.filter(having).order_by("surname", "forename", "pk")[:FOUND])
    return found or _alike(rows, " ".join(wanted))


def _alike(rows: QuerySet[OnRoll], wanted: str) -> list[OnRoll]:
    names = dict(rows.order_by("pk").values_list("pk", "folded")[:_COMPARED])
    best = process.extract(wanted, names, scorer=fuzz.WRatio, score_cutoff=_LIKE, limit=10)
    found = {row.pk: row for row in rows.filter(pk__in=[number for _name, _score, number in best])}
    return [found[number] for _name, _score, number in best]


def one(person: Person, number: int) -> OnRoll | None:
    """Somebody on the roll with all that it holds; None for whoever may not see that."""
    if not permissions.may_see_roll(person):
        return None
    return OnRoll.objects.filter(pk=number, school_id=person.school_id).first()


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """The name of each person on the roll, by the key of the comparison."""
    rows = OnRoll.objects.filter(pk__in={int(key) for key in keys}).only("forename", "surname", "known_as")
    return {str(row.pk): str(row) for row in rows}


def contacts_of(person: Person, row: OnRoll) -> tuple[Contact, ...]:
    """The adults of a child in their order, or the children of an adult."""
    if not permissions.may_see_roll(person):
        return ()
    if row.kind == "pupil":
        found = Contact.objects.filter(child=row).select_related("adult").order_by("priority", "pk")
    else:
        found = Contact.objects.filter(adult=row).select_related("child").order_by("child__surname", "pk")
    return tuple(found)


def copied(person: Person, kind: str) -> Iterator[Sequence[Any]]:
    """The rows of a copy to take away, the headers first: the columns that the command line reads as a roll."""
    yield ("class" if name == "class_name" else name for name in _COPIED)  # type: ignore[misc]
    if permissions.may_see_roll(person):
        rows = OnRoll.objects.filter(kind=kind, school_id=person.school_id)
        yield from rows.order_by("class_name", "surname", "forename", "pk").values_list(*_COPIED).iterator()


def without_account(person: Person) -> list[OnRoll]:
    """Staff and governors on the roll whose address no member has: proposals of whom to let in, and no more."""
    if not permissions.may_change_roll(person):
        return []
    members = Membership.objects.filter(ended_at__isnull=True, account__email__isnull=False)
    addresses = set(members.values_list("account__email", flat=True))
    rows = OnRoll.objects.filter(kind__in=("staff", "governor"), school_id=person.school_id).order_by("surname", "pk")
    return [row for row in rows if row.email.lower() not in addresses]
