"""Deadlines: in hours that pass, in days of the school's clock, by its bells, and across both clock changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.terms.calendar import BankHolidays, Calendar
from gatepost.terms.deadlines import NotKnown, Unit, after, due, school_days_after, working_days_after
from gatepost.terms.london import LONDON, NaiveInstant
from gatepost.vocabulary.words import vocabulary
from tests.terms.schools import CALENDARS, calendar, holidays

UNITS: tuple[Unit, ...] = ("hours", "school days", "working days")
INSTANTS = st.datetimes(datetime(2025, 8, 2), datetime(2027, 7, 30), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2025, 7, 31), date(2027, 7, 30))


def told(instant: datetime | NotKnown | None) -> str:
    assert isinstance(instant, datetime)
    return instant.astimezone(LONDON).strftime("%a %d %b %Y %H:%M")


@pytest.mark.parametrize(
    ("school", "given_at", "deadline", "expected"),
    [
        ("early-october", "2025-09-09T10:00", "immediately", "Tue 09 Sep 2025 10:00"),
        ("early-october", "2025-09-09T10:00", "same school day", "Tue 09 Sep 2025 16:30"),
        ("early-october", "2025-09-09T16:30", "same school day", "Wed 10 Sep 2025 16:30"),
        ("early-october", "2025-09-12T19:00", "same school day", "Mon 15 Sep 2025 16:30"),
        ("early-october", "2025-10-16T17:00", "same school day", "Mon 27 Oct 2025 16:30"),
        ("early-october", "2025-09-09T07:00", "at start of day", "Tue 09 Sep 2025 08:50"),
        ("early-october", "2025-09-09T08:50", "at start of day", "Wed 10 Sep 2025 08:50"),
        ("early-october", "2025-09-09T12:00", "at end of day", "Tue 09 Sep 2025 15:20"),
        ("two-weeks", "2025-12-18T09:00", "at end of day", "Thu 18 Dec 2025 12:00"),
        ("two-weeks", "2025-12-18T09:00", "same school day", "Thu 18 Dec 2025 13:10"),
        ("early-october", "2025-09-09T10:00", "within 24 hours", "Wed 10 Sep 2025 10:00"),
        ("early-october", "2025-09-09T10:00", "within 1 school days", "Thu 11 Sep 2025 00:00"),
        ("early-october", "2025-09-10T00:30", "within 1 school days", "Fri 12 Sep 2025 00:00"),
        ("early-october", "2025-09-12T19:00", "within 1 school days", "Tue 16 Sep 2025 00:00"),
        ("early-october", "2025-09-13T11:00", "within 1 school days", "Tue 16 Sep 2025 00:00"),
        ("early-october", "2025-10-16T10:00", "within 1 school days", "Tue 28 Oct 2025 00:00"),
        ("early-october", "2025-10-16T10:00", "within 1 working days", "Sat 18 Oct 2025 00:00"),
        ("early-october", "2026-05-01T10:00", "within 1 working days", "Wed 06 May 2026 00:00"),
        ("early-october", "2025-12-24T10:00", "within 2 working days", "Wed 31 Dec 2025 00:00"),
        ("welsh-council", "2026-07-17T10:00", "within 1 school days", "Wed 02 Sep 2026 00:00"),
        ("two-weeks", "2026-03-28T12:00", "within 24 hours", "Sun 29 Mar 2026 13:00"),
        ("two-weeks", "2026-10-24T12:00", "within 24 hours", "Sun 25 Oct 2026 11:00"),
        ("two-weeks", "2026-03-27T12:00", "within 1 school days", "Tue 31 Mar 2026 00:00"),
        ("early-october", "2026-10-23T23:30", "within 1 school days", "Tue 27 Oct 2026 00:00"),
    ],
)
def test_a_deadline_falls_where_it_should(school: str, given_at: str, deadline: str, expected: str) -> None:
    instant = datetime.fromisoformat(given_at).replace(tzinfo=LONDON)
    assert told(due(instant, deadline, calendar(school))) == expected


def test_every_deadline_of_a_policy_is_understood() -> None:
    instant = datetime(2025, 9, 9, 10, tzinfo=UTC)
    for deadline in vocabulary().deadlines:
        found = due(instant, deadline.replace("N", "3"), calendar("two-weeks"))
        assert (found is None) == (deadline == "throughout")


@pytest.mark.parametrize("words", ["", "soon", "within 0 hours", "within 12345 hours", "within three hours"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is not a deadline of policies"):
        due(datetime(2025, 9, 9, 10, tzinfo=UTC), words, calendar("two-weeks"))


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_numbers_that_no_policy_can_say_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="is not a number of hours from 1 to 9999"):
        after(datetime(2025, 9, 9, 10, tzinfo=UTC), number, "hours", calendar("two-weeks"))


@pytest.mark.parametrize("deadline", ["immediately", "same school day", "within 2 hours", "throughout"])
def test_an_instant_without_a_time_zone_is_refused(deadline: str) -> None:
    with pytest.raises(NaiveInstant):
        due(datetime(2025, 9, 9, 10), deadline, calendar("two-weeks"))  # noqa: DTZ001


@pytest.mark.parametrize("deadline", ["within 1 school days", "same school day", "at end of day"])
def test_a_deadline_beyond_the_calendar_is_unknown_and_names_the_missing_school_year(deadline: str) -> None:
    found = due(datetime(2027, 7, 21, 20, tzinfo=LONDON), deadline, calendar("two-weeks"))
    assert found == NotKnown("The school year 2027-28 is not entered, so 1 August 2027 is not known.", date(2027, 8, 1))


def test_working_days_need_no_school_year_but_bank_holidays() -> None:
    empty = Calendar((), BankHolidays(holidays().dates, frozenset({2025})))
    assert told(after(datetime(2025, 12, 24, 9, tzinfo=UTC), 2, "working days", empty)) == "Wed 31 Dec 2025 00:00"
    found = after(datetime(2025, 12, 31, 9, tzinfo=UTC), 1, "working days", empty)
    assert found == NotKnown("The bank holidays of 2026 are not known yet.", date(2026, 1, 2))


def test_the_bells_of_a_day_are_unknown_without_a_timetable() -> None:
    known = calendar("two-weeks")
    bare = Calendar(tuple(replace(year, timetable=None) for year in known.years), known.bank_holidays)
    found = due(datetime(2025, 9, 9, 10, tzinfo=UTC), "same school day", bare)
    assert found == NotKnown("The times of the school day on 9 September 2025 are not entered.", date(2025, 9, 9))


@given(INSTANTS, st.integers(0, 10**6), st.integers(1, 40), st.sampled_from(UNITS), st.sampled_from(CALENDARS))
def test_a_later_start_never_falls_due_earlier(
    first: datetime, seconds: int, number: int, unit: Unit, name: str
) -> None:
    one = after(first, number, unit, calendar(name))
    other = after(first + timedelta(seconds=seconds), number, unit, calendar(name))
    assert isinstance(other, NotKnown) or (isinstance(one, datetime) and first < one <= other)


@given(INSTANTS, st.integers(1, 40), st.integers(1, 40), st.sampled_from(UNITS), st.sampled_from(CALENDARS))
def test_a_longer_deadline_falls_due_later(first: datetime, number: int, more: int, unit: Unit, name: str) -> None:
    one, other = after(first, number, unit, calendar(name)), after(first, number + more, unit, calendar(name))
    assert isinstance(other, NotKnown) or (isinstance(one, datetime) and one < other)


@given(DAYS, st.integers(1, 40), st.sampled_from(CALENDARS), st.sampled_from([school_days_after, working_days_after]))
def test_some_days_are_so_many_steps_of_one_day(
    day: date,
    number: int,
    name: str,
    count: Callable[[date, int, Calendar], date | NotKnown],
) -> None:
    walked: date | NotKnown = day
    for _ in range(number):
        if not isinstance(walked, NotKnown):
            walked = count(walked, 1, calendar(name))
    assert count(day, number, calendar(name)) == walked


@given(INSTANTS, st.sampled_from(["same school day", "at start of day", "at end of day"]), st.sampled_from(CALENDARS))
def test_a_bell_is_ahead_and_on_a_school_day(instant: datetime, deadline: str, name: str) -> None:
    found = due(instant, deadline, calendar(name))
    if isinstance(found, datetime):
        assert found > instant
        assert calendar(name).kind_of(found.astimezone(LONDON).date()) == "school-day"


@given(INSTANTS, st.integers(1, 9999))
def test_hours_are_hours_that_pass(instant: datetime, number: int) -> None:
    found = after(instant, number, "hours", Calendar((), BankHolidays(frozenset(), frozenset())))
    assert isinstance(found, datetime)
    assert (found - instant).total_seconds() == number * 3600
