"""A school year as a picture: a grid for each month, as numbers ready to be drawn, and the same in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.terms.calendar import Calendar
from gatepost.web.terms.spans import Year

CELL, HEAD = 32, 24  # units of the drawing
WIDTH = 7 * CELL
HALF_DAY = "half-day"


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its place, and what it is: a kind of the library's, `half-day` or `unknown`."""

    number: int
    kind: str
    x: int
    y: int

    @property
    def mark(self) -> str:
        """A letter, so that colour alone tells nothing."""
        return marks().get(self.kind, ("", ""))[0]

    @property
    def middle(self) -> int:
        """Where its number stands."""
        return self.x + CELL // 2

    @property
    def foot(self) -> int:
        """The line on which its number stands."""
        return self.y + 20

    @property
    def corner(self) -> tuple[int, int]:
        """Where its letter stands."""
        return self.x + CELL - 7, self.y + 11


@dataclass(frozen=True, slots=True)
class Month:
    """One month. `others`: what else than school days, holidays and weekends it holds, in words."""

    first: date
    days: tuple[Day, ...]
    school_days: int
    others: str

    @property
    def title(self) -> str:
        """`September 2025`"""
        return date_format(self.first, "F Y")

    @property
    def height(self) -> int:
        """Of the drawing."""
        return max(day.y for day in self.days) + CELL

    @property
    def box(self) -> str:
        """The drawing's own units, with a margin of one for its lines."""
        return f"-1 -1 {WIDTH + 2} {self.height + 2}"

    @property
    def says(self) -> str:
        """The picture in words."""
        told = _("{month}: {count} school days.").format(month=self.title, count=self.school_days)
        return f"{told} {self.others}".strip()


def marks() -> dict[str, tuple[str, str]]:
    """The letter and the words of each kind of day that is marked."""
    return {
        "inset": (_("I"), _("INSET day")),
        HALF_DAY: (_("H"), _("Half day")),
        "closure": (_("C"), _("Closed")),
        "bank-holiday": (_("B"), _("Bank holiday")),
        "unknown": (_("?"), _("Not known")),
    }


def weekdays() -> list[tuple[str, int]]:
    """The letters over a grid, Monday first, with their places."""
    monday = date(2024, 1, 1)
    return [
        (str(date_format(monday + timedelta(days=number), "D"))[:1], number * CELL + CELL // 2) for number in range(7)
    ]


def months(year: Year, calendar: Calendar) -> tuple[Month, ...]:
    """The months from the first date of a year to the last."""
    starts = min((span.starts for span in year.spans), default=year.starts)
    ends = max((span.ends for span in year.spans), default=year.ends)
    return tuple(_month(first, calendar) for first in _firsts(starts, ends))


def _firsts(starts: date, ends: date) -> Iterator[date]:
    first = starts.replace(day=1)
    while first <= ends:
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


def _month(first: date, calendar: Calendar) -> Month:
    days, found = [], {kind: list[int]() for kind in marks()}
    school_days = 0
    day = first
    while day.month == first.month:
        kind = kind_of(day, calendar)
        school_days += kind in ("school-day", HALF_DAY)
        if kind in found:
            found[kind].append(day.day)
        row = (day.day - 1 + first.weekday()) // 7
        days.append(Day(day.day, kind, day.weekday() * CELL, HEAD + row * CELL))
        day += timedelta(days=1)
    others = [
        _("{kind}: {days}.").format(kind=marks()[kind][1], days=", ".join(str(number) for number in numbers))
        for kind, numbers in found.items()
        if numbers
    ]
    return Month(first, tuple(days), school_days, " ".join(others))


def kind_of(day: date, calendar: Calendar) -> str:
    """What a day is, half days told apart; `unknown` where that is not known."""
    kind = calendar.kind_of(day) or "unknown"
    year = calendar.year_of(day)
    return HALF_DAY if kind == "school-day" and year and year.half_day(day) else kind
