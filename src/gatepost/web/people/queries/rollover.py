"""What the end of a school year would change."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gatepost.rosters.rollover import RollOver, roll_over
from gatepost.web.people.known import known_people
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.person import Person

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Room:
    """A class with the years in it, how many pupils it has, and the name that it may have next year."""

    name: str
    years: tuple[int, ...]
    pupils: int
    next_name: str


def rooms(person: Person) -> tuple[Room, ...]:
    """Every class that has a pupil with a year group, in the order of years and names."""
    found: dict[str, list[int]] = {}
    pupils = OnRoll.objects.filter(kind="pupil", year_group__isnull=False).exclude(class_name="")
    for name, year in pupils.values_list("class_name", "year_group"):
        found.setdefault(name, []).append(int(year))
    made = (Room(name, tuple(sorted(set(years))), len(years), next_name(name)) for name, years in found.items())
    return tuple(sorted(made, key=lambda room: (room.years, room.name)))


def next_name(name: str) -> str:
    """`3B` becomes `4B`, `Reception` becomes `Year 1`; a name that tells no year stays."""
    if name.casefold() in ("reception", "r"):
        return "Year 1"
    return (
        _NUMBER.sub(lambda match: str(int(match[0]) + 1), name, count=1)
        if name[:1].isdigit() or (name.casefold().startswith("year"))
        else name
    )


def top_year(person: Person) -> int | None:
    """The highest year group on the roll."""
    found = OnRoll.objects.filter(kind="pupil", year_group__isnull=False).order_by("-year_group")
    return found.values_list("year_group", flat=True).first()


def new_year(person: Person, top: int, last_day: date, classes: Mapping[str, str]) -> RollOver:
    """Everything that would change."""
    return roll_over(known_people(), top, last_day, classes)


def digest(found: RollOver) -> str:
    """A hex digest of all that would be done."""
    return hashlib.sha256(repr(found).encode()).hexdigest()
