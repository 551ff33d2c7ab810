"""When a deadline falls: in hours that really pass, in school days or working days, or by the bells of a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, assert_never, cast

from gatepost.terms.calendar import Calendar
from gatepost.terms.dates import said
from gatepost.terms.london import at, end_of, local, utc
from gatepost.terms.timetable import DayShape

Unit = Literal["hours", "school days", "working days"]

MOST = 9999  # as in the deadlines of a policy
_WITHIN = re.compile(r"within ([1-9]\d{0,3}) (hours|school days|working days)", re.ASCII)


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A deadline that the calendar cannot tell. `why` is a sentence that names what is missing; `day` is its day."""

    why: str
    day: date


def due(given: datetime, deadline: str, calendar: Calendar) -> datetime | NotKnown | None:
    """The instant, in UTC, by which a deadline in the words of a policy is to be met.

    `throughout` has no such instant: None. `same school day` and `at end of day` end with the next one when the day
    is over already, or is no school day. Raises ValueError for other words, NaiveInstant.
    """
    if match := _WITHIN.fullmatch(deadline):
        return after(given, int(match[1]), cast(Unit, match[2]), calendar)
    match deadline:
        case "immediately":
            return utc(given)
        case "same school day":
            return _next_bell(given, calendar, lambda shape, day: at(day, shape.staff_to))
        case "at start of day":
            return _next_bell(given, calendar, lambda shape, day: at(day, shape.opens))
        case "at end of day":
            return _next_bell(given, calendar, lambda shape, day: at(day, shape.closes))
        case "throughout":
            utc(given)
            return None
    raise ValueError(f"`{deadline}` is not a deadline of policies")


def after(given: datetime, number: int, unit: Unit, calendar: Calendar) -> datetime | NotKnown:
    """The instant, in UTC, at which a number (1 to 9999) of hours, school days or working days is over.

    Hours are hours that pass, whatever the clocks do. Days are days of the school's clock: the one on which the
    deadline is given does not count, at whatever hour, and the last one counts to its midnight. Raises NaiveInstant,
    ValueError for another number.
    """
    if not 1 <= number <= MOST:
        raise ValueError(f"`{number}` is not a number of {unit} from 1 to {MOST}")
    today = local(given).date()
    match unit:
        case "hours":
            return (utc(given) + timedelta(hours=number)).astimezone(UTC)
        case "school days":
            last = school_days_after(today, number, calendar)
        case "working days":
            last = working_days_after(today, number, calendar)
        case _:
            assert_never(unit)
    return last if isinstance(last, NotKnown) else end_of(last)


def school_days_after(day: date, number: int, calendar: Calendar) -> date | NotKnown:
    """The school day that is `number` school days after a day. A school day has lessons: an INSET day is none."""
    return _step(day, number, lambda later: _is_school_day(later, calendar), calendar.why_unknown)


def working_days_after(day: date, number: int, calendar: Calendar) -> date | NotKnown:
    """The working day that is `number` working days, Monday to Friday without bank holidays, after a day."""
    return _step(
        day, number, calendar.is_working_day, lambda later: f"The bank holidays of {later.year} are not known yet."
    )


def _is_school_day(day: date, calendar: Calendar) -> bool | None:
    kind = calendar.kind_of(day)
    return None if kind is None else kind == "school-day"


def _step(
    day: date, number: int, counts: Callable[[date], bool | None], why_unknown: Callable[[date], str]
) -> date | NotKnown:
    while number:
        day += timedelta(days=1)
        match counts(day):
            case None:
                return NotKnown(why_unknown(day), day)
            case True:
                number -= 1
    return day


def _next_bell(given: datetime, calendar: Calendar, bell: Callable[[DayShape, date], datetime]) -> datetime | NotKnown:
    """The first bell of a school day that has not rung yet."""
    now = local(given)
    day = now.date()
    while True:
        match _is_school_day(day, calendar):
            case None:
                return NotKnown(calendar.why_unknown(day), day)
            case True:
                year = calendar.year_of(day)
                shape = year.shape(day) if year else None
                if shape is None:
                    return NotKnown(f"The times of the school day on {said(day)} are not entered.", day)
                if (rings := bell(shape, day)) > utc(given):
                    return rings
        day += timedelta(days=1)
