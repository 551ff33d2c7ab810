"""How long what happened with phones is kept, and when a school day is over, by the school's own terms."""

from datetime import date, datetime, time, timedelta

from gatepost.terms.calendar import Calendar
from gatepost.terms.london import at

LONGEST = timedelta(days=365)  # where no next term is known, and at most
CLOSES = time(15, 30)  # where the times of the school day are not known
SATURDAY = 5  # from then on a week has no bells
GRACE = timedelta(minutes=30)  # after the last bell, before anybody is told


def kept_until(day: date, calendar: Calendar) -> date:
    """The last day on which something of this day is kept: the end of the term after its own, at most a year later."""
    terms = sorted((term.starts, term.ends) for year in calendar.years for term in year.terms)
    coming = [ends for _starts, ends in terms if ends >= day]
    latest = day + LONGEST
    return min(coming[1], latest) if len(coming) > 1 else latest


def day_over_at(day: date, calendar: Calendar) -> datetime:
    """The moment after which a phone of this day counts as not collected."""
    year = calendar.year_of(day)
    shape = year.shape(day) if year and day.weekday() < SATURDAY else None
    return at(day, shape.closes if shape else CLOSES) + GRACE


def usual_end(day: date, calendar: Calendar) -> date:
    """The usual last day of a permission: that of the school year, or 31 August where the year is not known."""
    year = calendar.year_of(day)
    if year is not None and year.ends >= day:
        return year.ends
    this = date(day.year, 8, 31)
    return this if this >= day else date(day.year + 1, 8, 31)
