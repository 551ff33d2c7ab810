"""The safeguarding rota, day by day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gatepost.law.bank_holidays import UnknownYear, bank_holidays
from gatepost.web.schools.models import Cover, School
from gatepost.web.schools.person import Person
from gatepost.web.schools.queries import acting, holders

WEEKS = 4
OPENS, CLOSES = time(8), time(17)  # when somebody is looked for on the rota


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its row's id, whose, from when until when (local time)."""

    id: int
    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the rota. `otherwise`: the names of those who act when it is nobody's turn; `gap`: whether part of the
    school's hours is nobody's turn, on a weekday that is no bank holiday. A school without any turn keeps no rota, and
    has a gap only where nobody holds a role either.
    """

    on: date
    turns: tuple[Turn, ...]
    otherwise: tuple[str, ...]
    gap: bool


def four_weeks(person: Person, now: datetime) -> tuple[Day, ...]:
    """The next four weeks of the rota of the person's school, from today on."""
    first = timezone.localdate(now)
    last = first + timedelta(weeks=WEEKS)
    school = School.objects.get(pk=person.school_id)
    holding = holders()
    turns = defaultdict(list)
    rows = Cover.objects.filter(ends_at__gt=_at(first, time.min), starts_at__lt=_at(last, time.min))
    for row in rows.order_by("starts_at").select_related("membership__account"):
        turn = Turn(
            row.pk,
            row.membership.account.name,
            timezone.localtime(row.starts_at),
            timezone.localtime(row.ends_at),
        )
        day = max(first, turn.starts_at.date())
        while day < last and _at(day, time.min) < row.ends_at:
            turns[day].append(turn)
            day += timedelta(days=1)
    kept = bool(turns)
    free = _free_days(school.jurisdiction, {first.year, last.year})
    days = (first + timedelta(days=number) for number in range(WEEKS * 7))
    return tuple(
        Day(
            day,
            tuple(turns[day]),
            tuple(dict.fromkeys(one.name for one in acting(holding, day))),
            day.weekday() < 5
            and day not in free
            and not _covered(day, turns[day])
            and (kept or not acting(holding, day)),
        )
        for day in days
    )


def _covered(day: date, turns: Iterable[Turn]) -> bool:
    """Whether turns, in the order of their beginnings, leave no moment of the school's hours free."""
    reached, closes = _at(day, OPENS), _at(day, CLOSES)
    for turn in turns:
        if turn.starts_at > reached:
            return False
        reached = max(reached, turn.ends_at)
    return reached >= closes


def _free_days(jurisdiction: str, years: Iterable[int]) -> frozenset[date]:
    """Bank holidays, as far as they are known: an unknown year has none, so that more gaps are shown, not fewer."""
    found: set[date] = set()
    for year in years:
        try:
            found.update(bank_holidays(jurisdiction, year))
        except UnknownYear:
            continue
    return frozenset(found)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
