"""The school's clock and its dates in words."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.terms.calendar import Calendar
from gatepost.terms.london import local
from gatepost.terms.moment import WorkingPattern
from gatepost.terms.timetable import DayShape
from gatepost.web.terms.models import KINDS
from gatepost.web.terms.spans import Span, Year


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a year's list: its days, what they are, its name."""

    days: str
    what: str
    name: str
    starts: date


def overtaken() -> str:
    """To whoever typed while somebody else saved."""
    return _("Somebody else changed the dates or times while you typed. Look at them, then save this page once more.")


def lines(year: Year, holidays: dict[date, str]) -> tuple[Line, ...]:
    """Every date of a year with its bank holidays, in order."""
    told = [line(span) for span in year.spans]
    told += [
        Line(_day(day), _("Bank holiday"), name, day)
        for day, name in holidays.items()
        if year.starts <= day <= year.ends
    ]
    return tuple(sorted(told, key=lambda line: line.starts))


def line(span: Span) -> Line:
    """One date in words."""
    what = str(dict(KINDS)[span.kind])
    if span.closes:
        what = _("{kind}, until {time}").format(kind=what, time=f"{span.closes:%H:%M}")
    return Line(stretch(span.starts, span.ends), what, span.name, span.starts)


def stretch(starts: date, ends: date) -> str:
    """`Monday 1 September 2025`, or two of these."""
    if starts == ends:
        return _day(starts)
    return _("{first} to {last}").format(first=_day(starts), last=_day(ends))


def _day(day: date) -> str:
    return date_format(day, "l j F Y")


def now_at_school(calendar: Calendar, now: datetime) -> str:
    """What time it is at school, in one sentence: `Tuesday 4 November, 10:15: Lesson 2, until 10:45.`"""
    clock = local(now)
    when = date_format(clock, "l j F, H:i")
    return _("{when}: {what}").format(when=when, what=_what(calendar, clock))


def _what(calendar: Calendar, clock: datetime) -> str:
    day = clock.date()
    kind, year = calendar.kind_of(day), calendar.year_of(day)
    if kind is None or year is None:
        return calendar.why_unknown(day)
    match kind:
        case "weekend":
            return _("the weekend.")
        case "bank-holiday":
            return _("a bank holiday.")
        case "half-term":
            return _("half term.")
        case "holiday":
            return _("the school holidays.")
        case "closure":
            return _("the school is closed today.")
        case "inset":
            return _("an INSET day: staff work, pupils are at home.")
    shape = year.shape(day)  # weekends have none
    if shape is None:
        return _("a school day. The times of the school day are not entered yet.")
    return _in_the_day(shape, clock)


def _in_the_day(shape: DayShape, clock: datetime) -> str:
    at = clock.time()
    if slot := shape.slot_at(at):
        name = slot.name or (_("lesson time") if slot.kind == "lesson" else _("a break"))
        return _("{name}, until {time}.").format(name=name, time=f"{slot.ends:%H:%M}")
    if shape.opens <= at < shape.closes:
        return _("the school day, between lessons.")
    if shape.staff_from <= at < shape.staff_to:
        return _("working time for staff, outside the school day.")
    return _("a school day, outside school hours.")


def hours_in_words(pattern: WorkingPattern) -> str:
    """`Monday 08:20 to 12:30, Tuesday 08:20 to 12:30`"""
    return ", ".join(
        _("{day} {start} to {end}").format(day=weekday(number), start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")
        for number, (starts, ends) in sorted(pattern.hours.items())
    )


def weekday(number: int) -> str:
    """`Monday` for 0."""
    return date_format(date(2024, 1, 1 + number), "l")


@dataclass(frozen=True, slots=True)
class BellsInWords:
    """The hours of some weekdays, as pages show them."""

    days: str
    group: str
    school: str
    staff: str
    periods: tuple[tuple[str, str], ...]  # when, what


def bells(shape: DayShape) -> BellsInWords:
    """`Monday to Friday`, or the days one by one, with the times of each lesson and break."""
    days = sorted(shape.weekdays)
    whole_week = _("{first} to {last}").format(first=weekday(0), last=weekday(4))
    kinds = {"lesson": _("Lesson"), "break": _("Break")}
    return BellsInWords(
        days=whole_week if days == list(range(5)) else ", ".join(weekday(day) for day in days),
        group=shape.group or "",
        school=_span_of(shape.opens, shape.closes),
        staff=_span_of(shape.staff_from, shape.staff_to),
        periods=tuple((_span_of(slot.starts, slot.ends), _named(slot.name, kinds[slot.kind])) for slot in shape.slots),
    )


def _span_of(starts: time, ends: time) -> str:
    return _("{first} to {last}").format(first=f"{starts:%H:%M}", last=f"{ends:%H:%M}")


def _named(name: str, kind: str) -> str:
    """`Lunch (break)`, but `Morning break` and `Lesson 2`, which say it themselves."""
    if not name or kind.casefold() in name.casefold():
        return name or kind
    return _("{name} ({kind})").format(name=name, kind=kind.lower())
