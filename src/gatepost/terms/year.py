"""A school year: its terms and half terms, INSET days, half days and closures, and what each of its days is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from gatepost.terms.dates import said
from gatepost.terms.faults import refuse
from gatepost.terms.timetable import DayShape, Timetable

DayKind = Literal["school-day", "inset", "closure", "half-term", "holiday", "bank-holiday", "weekend"]

# No school holiday is longer; a longer stretch without a term is a term that nobody has entered, and unknown is not no.
LONGEST_HOLIDAY = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `starts` to `ends`, both of them in it: a term, a half term, a closure."""

    name: str
    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def __str__(self) -> str:
        when = said(self.starts) if self.starts == self.ends else f"{said(self.starts)} to {said(self.ends)}"
        return f"{self.name} ({when})"


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A school day that ends early. Staff stay as long after the bell as on other days, unless `staff_to` is given."""

    day: date
    closes: time
    staff_to: time | None = None


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year, of which every day from `starts` to `ends` is known; raises TermFaults with every fault.

    By law a school year begins with the first term after July, so 1 August to 31 July is the usual reach. Bank
    holidays belong to the calendar that holds the year. Without a timetable, the hours of a school day are not known.
    """

    name: str
    starts: date
    ends: date
    terms: tuple[Stretch, ...]
    half_terms: tuple[Stretch, ...] = ()
    inset_days: frozenset[date] = frozenset()
    half_days: tuple[HalfDay, ...] = ()
    closures: tuple[Stretch, ...] = ()
    timetable: Timetable | None = None

    def __post_init__(self) -> None:
        refuse(_faults(self))

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def kind_of(self, day: date) -> DayKind:
        """What a day of this year is, bank holidays apart."""
        if day.weekday() > 4:
            return "weekend"
        if any(day in closure for closure in self.closures):
            return "closure"
        if day in self.inset_days:
            return "inset"
        if not any(day in term for term in self.terms):
            return "holiday"
        if any(day in half_term for half_term in self.half_terms):
            return "half-term"
        return "school-day"

    def half_day(self, day: date) -> HalfDay | None:
        for half in self.half_days:
            if half.day == day:
                return half
        return None

    def shape(self, day: date, group: str | None = None) -> DayShape | None:
        """The hours that a weekday of this year has for a group, a half day cut short; None without a timetable."""
        if self.timetable is None:
            return None
        shape = self.timetable.shape(day.weekday(), group)
        half = self.half_day(day)
        return shape.until(half.closes, half.staff_to) if half else shape


def usual_reach(day: date) -> tuple[str, date, date]:
    """Name, first and last day of the school year that a day falls in, from 1 August: `2025-26`."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}", date(first, 8, 1), date(first + 1, 7, 31)


def _faults(year: SchoolYear) -> Iterator[str]:
    if year.ends < year.starts:
        yield f"The school year ends on {said(year.ends)}, before it starts on {said(year.starts)}."
        return
    yield from _stretches(year, "Term", year.terms)
    yield from _stretches(year, "Half term", year.half_terms)
    yield from _backwards("Closure", year.closures)
    for half_term in year.half_terms:
        if not any(half_term.starts in term and half_term.ends in term for term in year.terms):
            yield f"Half term {half_term} is not inside a term."
    yield from _missing_terms(year)
    yield from _single_days(year)


def _backwards(what: str, stretches: tuple[Stretch, ...]) -> Iterator[str]:
    for one in stretches:
        if one.ends < one.starts:
            yield f"{what} {one.name} ends on {said(one.ends)}, before it starts on {said(one.starts)}."


def _stretches(year: SchoolYear, what: str, stretches: tuple[Stretch, ...]) -> Iterator[str]:
    yield from _backwards(what, stretches)
    sound = sorted((one for one in stretches if one.starts <= one.ends), key=lambda one: (one.starts, one.ends))
    for number, one in enumerate(sound):
        if one.starts not in year or one.ends not in year:
            yield f"{what} {one} is not inside the school year, {said(year.starts)} to {said(year.ends)}."
        for other in sound[number + 1 :]:
            if other.starts <= one.ends:
                yield f"{what} {one} and {what.lower()} {other} overlap."


def _missing_terms(year: SchoolYear) -> Iterator[str]:
    day = year.starts
    for term in [*sorted(year.terms, key=lambda term: term.starts), None]:
        until = term.starts if term else year.ends + timedelta(days=1)
        if until - day > LONGEST_HOLIDAY:
            yield (
                f"No term is given from {said(day)} to {said(until - timedelta(days=1))}, longer than any school "
                "holiday. Enter the missing term, or let the school year reach only as far as its dates are known."
            )
        if term and term.ends >= day:
            day = term.ends + timedelta(days=1)


def _single_days(year: SchoolYear) -> Iterator[str]:
    for day in sorted(year.inset_days):
        if day not in year:
            yield f"The INSET day {said(day)} is not inside the school year."
        elif day.weekday() > 4:
            yield f"The INSET day {said(day)} is a {day:%A}."
    seen: set[date] = set()
    for half in sorted(year.half_days, key=lambda half: half.day):
        if half.day in seen:
            yield f"The half day {said(half.day)} is given twice."
        seen.add(half.day)
        # A closure may come after the half day was planned, so it is no fault.
        if half.day not in year or year.kind_of(half.day) not in ("school-day", "closure"):
            yield f"The half day {said(half.day)} is not a school day."
        elif year.timetable and half.closes.tzinfo is None:
            shape = year.timetable.shape(half.day.weekday())
            if not shape.opens < half.closes <= shape.closes:
                yield (
                    f"The half day {said(half.day)} ends at {half.closes:%H:%M}, "
                    f"outside the school day, {shape.opens:%H:%M} to {shape.closes:%H:%M}."
                )
        if half.closes.tzinfo or (half.staff_to and half.staff_to.tzinfo):
            yield f"The half day {said(half.day)} gives its time with a time zone; give that of the school's clock."
        elif half.staff_to and half.staff_to < half.closes:
            yield f"On the half day {said(half.day)} staff finish before the school day ends."
    for closure in year.closures:
        if closure.starts <= closure.ends and not (closure.starts in year and closure.ends in year):
            yield f"Closure {closure} is not inside the school year."
