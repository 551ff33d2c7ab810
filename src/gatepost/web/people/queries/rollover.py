"""What the end of a school year would change."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.rosters.rollover import RollOver, roll_over
from gatepost.web.people.known import known_people
from gatepost.web.people.models import Import, OnRoll
from gatepost.web.people.models.imports import APPLIED, NEW_YEAR
from gatepost.web.schools.person import Person

HALF_A_YEAR = timedelta(days=183)
_SUMMER = range(6, 10)  # the months in which school years end and begin
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
    made = (
        Room(name, tuple(sorted(set(years))), len(years), next_name(name, max(years))) for name, years in found.items()
    )
    return tuple(sorted(made, key=lambda room: (room.years, room.name)))


def next_name(name: str, oldest: int) -> str:
    """`3B` becomes `4B`, `Reception` becomes `Year 1`; a name that tells no year stays.

    `Nursery` becomes `Reception` where its oldest year group, -1, goes there.
    """
    if name.casefold() == "nursery" and oldest == -1:
        return "Reception"
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


def usual_last_day(on: date) -> date:
    """The last day that a form proposes: the day itself in summer, else the last 31 August."""
    return on if on.month in _SUMMER else date(on.year if on.month > max(_SUMMER) else on.year - 1, 8, 31)


def doubts(last_day: date, now: datetime) -> tuple[str, ...]:
    """Why a school year would hardly begin now, each a sentence: a person says that it does all the same."""
    rows = Import.objects.filter(format=NEW_YEAR, state=APPLIED, applied_at__gte=now - HALF_A_YEAR)
    begun = rows.order_by("-applied_at").values_list("applied_at", flat=True).first()
    today, found = timezone.localdate(now), []
    if begun is not None:
        day = date_format(timezone.localdate(begun), "j F Y")
        found.append(_("A school year was begun here already, on {day}.").format(day=day))
    if today.month not in _SUMMER or last_day.month not in _SUMMER:
        found.append(_("School years end from June to September. Has nobody gone a year up since the last summer?"))
    return tuple(found)


def new_year(person: Person, top: int, last_day: date, classes: Mapping[str, str]) -> RollOver:
    """Everything that would change."""
    return roll_over(known_people(), top, last_day, classes)


def digest(found: RollOver) -> str:
    """A hex digest of all that would be done."""
    return hashlib.sha256(repr(found).encode()).hexdigest()
