"""The school's calendar as the library takes it, built once for each edition of the rows, and what is asked of it.

Everything here asks the school whose scope is open.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from gatepost.law.bank_holidays import bank_holidays, known_years
from gatepost.terms import deadlines
from gatepost.terms.calendar import BankHolidays, Calendar
from gatepost.terms.deadlines import NotKnown, Unit
from gatepost.terms.faults import TermFaults
from gatepost.terms.moment import Time, WorkingPattern, time_of
from gatepost.terms.timetable import DayShape, Slot, Timetable
from gatepost.terms.year import usual_reach
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person
from gatepost.web.schools.scope import current_school_id
from gatepost.web.terms import permissions
from gatepost.web.terms.models import Bells, Edition, Period, SchoolYear, WorkingHours, YearDate
from gatepost.web.terms.spans import Span, Year, library_year

FLAGGED_FROM = 5  # May: from then on the school year after this one should be there
FLAGGED_BEFORE = timedelta(weeks=4)  # the end of what is known, where it comes before the year's


@dataclass(frozen=True, slots=True)
class Kept:
    """What the rows of a school say, in one edition. `timetables`: by year, those of its own alone."""

    years: tuple[Year, ...]
    timetables: dict[str, Timetable]
    calendar: Calendar
    holidays: dict[date, str]

    def year(self, name: str) -> Year | None:
        """The year of this name."""
        return next((year for year in self.years if year.name == name), None)

    def timetable(self, name: str) -> Timetable | None:
        """The timetable of a year: its own, or that of the latest year before it that has one."""
        earlier = [year for year in sorted(self.timetables) if year <= name]
        return self.timetables[earlier[-1]] if earlier else None


_built: dict[int, tuple[str, Kept]] = {}  # by school: the edition's token and what was built of it


def kept() -> Kept:
    """The rows of the school in scope, built; one query while they do not change."""
    school_id = current_school_id()
    while True:
        standing = edition()
        found = _built.get(school_id)
        if found and found[0] == standing:
            return found[1]
        try:
            made = build(standing.partition("/")[0])
        except TermFaults:
            # What another process wrote meanwhile may have been read by half.
            if standing == edition():
                raise
            continue
        if standing == edition():
            _built[school_id] = standing, made
            return made


def edition() -> str:
    """Jurisdiction and token of the school in scope: the two things on which what is built depends."""
    token = Edition.objects.filter(school_id=OuterRef("pk")).values("token")
    rows = School.objects.filter(pk=current_school_id()).annotate(edition=Subquery(token))
    jurisdiction, held = rows.values_list("jurisdiction", "edition").get()
    return f"{jurisdiction}/{held or ''}"


def build(jurisdiction: str) -> Kept:
    """Build the rows as they stand, past the edition; raises TermFaults with everything that does not fit together."""
    by_year = {year: bank_holidays(jurisdiction, year) for year in known_years(jurisdiction)}
    holidays = BankHolidays.of(by_year)
    spans: dict[int, list[Span]] = {}
    for one in YearDate.objects.all():
        spans.setdefault(one.year_id, []).append(Span(one.starts, one.ends, one.kind, one.name, one.closes))
    rows = list(SchoolYear.objects.order_by("name"))
    timetables = _timetables({row.pk: row.name for row in rows})
    years = tuple(Year(row.name, row.starts, row.ends, tuple(sorted(spans.get(row.pk, ())))) for row in rows)
    named = {day: name for days in by_year.values() for day, name in days.items()}
    without = Kept(years, timetables, Calendar((), holidays), named)
    made = (library_year(year, without.timetable(year.name), holidays.dates) for year in years)
    return Kept(years, timetables, Calendar(tuple(made), holidays), named)


def _timetables(names: dict[int, str]) -> dict[str, Timetable]:
    slots: dict[int, list[Slot]] = {}
    for one in Period.objects.order_by("starts"):
        kind = "lesson" if one.kind == "lesson" else "break"
        slots.setdefault(one.bells_id, []).append(Slot(kind, one.name, one.starts, one.ends))  # type: ignore[arg-type]
    shapes: dict[str, list[DayShape]] = {}
    for row in Bells.objects.order_by("pk"):
        shapes.setdefault(names[row.year_id], []).append(
            DayShape(
                row.opens,
                row.closes,
                row.staff_from,
                row.staff_to,
                tuple(slots.get(row.pk, ())),
                frozenset(int(figure) for figure in row.weekdays),
                row.group or None,
            )
        )
    return {name: Timetable(tuple(of_year)) for name, of_year in shapes.items()}


def calendar() -> Calendar:
    """The calendar of the school in scope."""
    return kept().calendar


def pattern_of(membership_id: int) -> WorkingPattern | None:
    """The hours of a member who has hours of their own."""
    rows = WorkingHours.objects.filter(membership_id=membership_id).values_list("weekday", "starts", "ends")
    hours = {weekday: (starts, ends) for weekday, starts, ends in rows}
    return WorkingPattern(hours) if hours else None


def patterns() -> dict[int, WorkingPattern]:
    """By membership, the hours of everybody who has hours of their own."""
    hours: dict[int, dict[int, tuple[time, time]]] = {}
    for row in WorkingHours.objects.all():
        hours.setdefault(row.membership_id, {})[row.weekday] = (row.starts, row.ends)
    return {membership_id: WorkingPattern(told) for membership_id, told in hours.items()}


def time_for(person: Person, now: datetime) -> Time | None:
    """What a moment is for a member; None where that is not known, which never means no.

    Whoever neither works the school's hours nor has hours of their own, as a governor or somebody on supply, may be at
    work or not: nobody knows but they. Nor is it known whose bells a member keeps, so where those of a phase or class
    say something else than everybody's, that moment is not known.
    """
    pattern = pattern_of(person.membership_id)
    school = calendar()
    if pattern is None and not person.holds(*permissions.KEEPS_SCHOOL_HOURS):
        return None
    year = school.year_of(timezone.localdate(now))
    groups = {shape.group for shape in year.timetable.shapes} if year and year.timetable else {None}
    told = {time_of(now, school, pattern, group=group) for group in groups}
    return told.pop() if len(told) == 1 else None


def deadline(school_id: int, given: datetime, number: int, unit: Unit) -> datetime | NotKnown:
    """The instant at which a number of `hours`, `school days` or `working days` is over; NotKnown, with its reason,
    where the school's dates do not reach so far. The scope of `school_id` must be open.
    """
    _refuse_other(school_id)
    return deadlines.after(given, number, unit, calendar())


def due(school_id: int, given: datetime, words: str) -> datetime | NotKnown | None:
    """The same in the words of a policy, such as `same school day`; None for `throughout`."""
    _refuse_other(school_id)
    return deadlines.due(given, words, calendar())


def _refuse_other(school_id: int) -> None:
    if school_id != current_school_id():
        raise LookupError("another school's scope is open")


def years_to_enter(person: Person, day: date | None = None) -> tuple[str, ...]:
    """The school years that this person should see to: this one where it is missing or soon comes to the end of what is
    known of it, from May on the next.
    """
    if not permissions.may_change_terms(person):
        return ()
    day = day or timezone.localdate()
    this, _first, last = usual_reach(day)
    wanted = [this]
    if FLAGGED_FROM <= day.month < 8:
        wanted.append(usual_reach(date(last.year, 8, 1))[0])
    there = {year.name for year in kept().years if year.ends >= min(day + FLAGGED_BEFORE, usual_reach(year.starts)[2])}
    return tuple(name for name in wanted if name not in there)
