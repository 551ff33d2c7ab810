"""Entries on phones go after the next term, a year at most; a day is over half an hour after its last bell."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from gatepost.terms.calendar import BankHolidays, Calendar
from gatepost.terms.timetable import DayShape, Timetable
from gatepost.terms.year import SchoolYear, Stretch
from gatepost.web.phones.keeping import GRACE, LONGEST, day_over_at, kept_until, usual_end
from tests.pages import text

NONE = Calendar((), BankHolidays(frozenset(), frozenset()))
SHAPE = DayShape(time(8, 50), time(15, 20), time(8, 20), time(16, 30), ())
YEAR = SchoolYear(
    "2025-26",
    date(2025, 8, 1),
    date(2026, 7, 31),
    (
        Stretch("Autumn term", date(2025, 9, 3), date(2025, 12, 19)),
        Stretch("Spring term", date(2026, 1, 6), date(2026, 3, 27)),
        Stretch("Summer term", date(2026, 4, 13), date(2026, 7, 21)),
    ),
    timetable=Timetable((SHAPE,)),
)
KNOWN = Calendar((YEAR,), BankHolidays(frozenset(), frozenset({2025, 2026})))


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2025, 9, 3), date(2026, 3, 27)),
        (date(2025, 12, 19), date(2026, 3, 27)),
        (date(2025, 12, 22), date(2026, 7, 21)),  # holidays count to the term that follows
        (date(2026, 3, 3), date(2026, 7, 21)),
        (date(2026, 7, 1), date(2027, 7, 1)),  # no next term is known
    ],
)
def test_something_is_kept_until_the_end_of_the_next_term(day: date, last: date) -> None:
    assert kept_until(day, KNOWN) == last
    assert kept_until(day, NONE) == day + LONGEST


@pytest.mark.parametrize(
    ("day", "over"),
    [
        (date(2026, 3, 3), datetime(2026, 3, 3, 15, 20, tzinfo=UTC)),
        (date(2026, 5, 5), datetime(2026, 5, 5, 14, 20, tzinfo=UTC)),  # summer time
    ],
)
def test_a_day_is_over_after_its_last_bell_by_the_schools_clock(day: date, over: datetime) -> None:
    assert day_over_at(day, KNOWN) == over + GRACE
    assert day_over_at(day, NONE) == over + timedelta(minutes=10) + GRACE


def test_a_phone_that_is_handed_in_on_a_weekend_is_looked_for_at_the_usual_hour() -> None:
    assert day_over_at(date(2026, 3, 7), KNOWN) == datetime(2026, 3, 7, 15, 30, tzinfo=UTC) + GRACE


def test_a_permission_usually_lasts_to_the_end_of_the_school_year() -> None:
    assert usual_end(date(2026, 3, 3), KNOWN) == date(2026, 7, 31)
    assert usual_end(date(2026, 3, 3), NONE) == date(2026, 8, 31)
    assert usual_end(date(2026, 9, 1), NONE) == date(2027, 8, 31)


def test_the_page_says_so() -> None:
    said = " ".join(text("docs/phones.md").split())
    assert ("Half an hour after the last bell" in said, GRACE) == (True, timedelta(minutes=30))
    assert ("at most a year" in said, LONGEST) == (True, timedelta(days=365))
