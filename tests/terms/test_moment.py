"""What a moment is: a table of moments over three calendars, and a whole year minute by minute."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.terms.calendar import BankHolidays, Calendar
from gatepost.terms.faults import TermFaults
from gatepost.terms.london import LONDON, NaiveInstant
from gatepost.terms.moment import Time, WorkingPattern, time_of
from tests.terms.reference import minute, table
from tests.terms.schools import CALENDARS, HERE, PART_TIME, calendar, holidays

with (HERE / "moments.csv").open(encoding="utf-8", newline="") as file:
    MOMENTS = list(csv.DictReader(file))


@pytest.mark.parametrize(
    "row", MOMENTS, ids=[f"{row['timestamp']} {row['calendar']} {row['who']}: {row['why']}" for row in MOMENTS]
)
def test_the_moments_of_the_table_are_what_it_says(row: dict[str, str]) -> None:
    found = time_of(
        datetime.fromisoformat(row["timestamp"]),
        calendar(row["calendar"]),
        PART_TIME if row["who"] == "part-time" else None,
        group="infants" if row["who"] == "infants" else None,
        pupil=row["who"] == "pupil",
    )
    assert (found or "unknown") == row["expected"]


def test_the_table_has_every_word_of_time_in_every_calendar() -> None:
    told = {(row["calendar"], row["expected"]) for row in MOMENTS}
    assert {(name, word) for name in CALENDARS for word in get_args(Time)} <= told
    assert len(MOMENTS) >= 40


@pytest.mark.parametrize(("name", "step"), [("early-october", 1), ("welsh-council", 7), ("two-weeks", 7)])
def test_every_minute_of_a_year_is_what_a_slow_obvious_reference_says(name: str, step: int) -> None:
    school = calendar(name)
    year = school.years[0]
    kinds = table(year, set(school.bank_holidays.dates))
    early = {half.day: f"{half.closes:%H:%M}" for half in year.half_days}
    now = datetime.combine(year.starts, time(), LONDON).astimezone(UTC)
    until = datetime.combine(year.ends + timedelta(days=1), time(), LONDON).astimezone(UTC)
    wrong = []
    while now < until:
        if time_of(now, school) != minute(now.astimezone(LONDON), kinds, early):
            wrong.append(now)
        now += timedelta(minutes=step)
    assert not wrong


@given(
    st.datetimes(datetime(2025, 8, 2), datetime(2027, 7, 30), timezones=st.timezones()),  # noqa: DTZ001
    st.sampled_from(CALENDARS),
)
def test_a_moment_is_the_same_in_every_time_zone(moment: datetime, name: str) -> None:
    assert time_of(moment, calendar(name)) == time_of(moment.astimezone(UTC), calendar(name)) is not None


@given(st.datetimes(datetime(2025, 8, 2), datetime(2027, 7, 30), timezones=st.just(UTC)), st.sampled_from(CALENDARS))  # noqa: DTZ001
def test_a_part_time_pattern_only_ever_adds_own_time(moment: datetime, name: str) -> None:
    mine, usual = time_of(moment, calendar(name), PART_TIME), time_of(moment, calendar(name))
    assert mine in ("own-time", usual)


def test_a_local_time_that_the_clock_skips_is_the_instant_an_hour_later() -> None:
    skipped = datetime(2026, 3, 29, 1, 30, tzinfo=LONDON)
    assert time_of(skipped, calendar("two-weeks")) == time_of(skipped.astimezone(UTC), calendar("two-weeks"))


def test_a_local_time_that_comes_twice_is_told_apart_by_its_fold() -> None:
    last_minute = datetime(2027, 10, 31, 1, 59, tzinfo=LONDON)
    assert last_minute.replace(fold=1).astimezone(UTC) - last_minute.astimezone(UTC) == timedelta(hours=1)
    assert time_of(last_minute, calendar("two-weeks")) is time_of(last_minute.replace(fold=1), calendar("two-weeks"))


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(NaiveInstant, match="has no time zone"):
        time_of(datetime(2025, 9, 9, 10), calendar("two-weeks"))  # noqa: DTZ001


def test_without_a_timetable_the_hours_of_a_school_day_are_unknown_and_holidays_are_not() -> None:
    known = calendar("two-weeks")
    bare = Calendar(tuple(replace(year, timetable=None) for year in known.years), known.bank_holidays)
    assert time_of(datetime(2025, 9, 9, 3, tzinfo=LONDON), bare) is None
    assert time_of(datetime(2025, 12, 23, 10, tzinfo=LONDON), bare) == "own-time"
    assert time_of(datetime(2025, 9, 9, 3, tzinfo=LONDON), bare, PART_TIME) == "own-time"


def test_a_school_day_is_unknown_while_the_bank_holidays_of_its_year_are() -> None:
    known = calendar("two-weeks")
    partly = Calendar(
        known.years, BankHolidays(frozenset(day for day in holidays().dates if day.year < 2026), frozenset({2025}))
    )
    assert time_of(datetime(2025, 11, 4, 10, tzinfo=LONDON), partly) == "lesson"
    assert time_of(datetime(2026, 5, 4, 10, tzinfo=LONDON), partly) is None
    assert time_of(datetime(2026, 1, 5, 10, tzinfo=LONDON), partly) is None  # an INSET day
    assert time_of(datetime(2026, 5, 2, 10, tzinfo=LONDON), partly) == "own-time"
    assert partly.why_unknown(date(2026, 5, 4)) == "The bank holidays of 2026 are not known yet."


def test_working_hours_that_end_before_they_start_are_faults_all_told() -> None:
    with pytest.raises(TermFaults) as caught:
        WorkingPattern({0: (time(12), time(9)), 2: (time(9), time(9)), 3: (time(9), time(12))})
    assert [fault.message.split(":")[0] for fault in caught.value.faults] == ["Monday", "Wednesday"]
