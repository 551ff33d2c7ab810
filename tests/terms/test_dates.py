"""Dates and times as an office writes them: UK order, never guessed."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.terms.dates import NotADate, WrongOrder, find_time, read_date, said

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        *("2025-09-03", "2025-09-03T00:00:00", "3/9/2025", "03/09/2025", "3.9.25", "03-09-2025", "3/9/25 00:00"),
        *("3 September 2025", "3rd Sept 2025", "3 Sep 25", "Wed 3 September 2025", "Wednesday, 3rd September, 2025"),
        *("Wed 3/9/2025", "Wed. 03-Sep-2025", "  3  september   2025 "),
    ],
)
def test_a_date_is_read_as_offices_write_it(written: str) -> None:
    assert read_date(written) == date(2025, 9, 3)


@pytest.mark.parametrize("written", ["9/23/2025", "31/02/2026", "00/01/2026", "1-13-26"])
def test_numbers_that_are_no_day_and_month_are_the_wrong_order(written: str) -> None:
    with pytest.raises(WrongOrder, match="is not a date in the order day, month, year"):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "is not a date. Write it as"),
        ("TBC", "`TBC` is not a date."),
        ("3/9", "is not a date."),
        ("2025-13-01", "is not a day that there is."),
        ("31 June 2026", "is not a day that there is."),
        ("3 Ju 2026", "is not a date."),
        ("1/9/1925", "is not in the years 2000 to 2100."),
        ("Monday 3/9/2025", "says Monday, but 3 September 2025 is a Wednesday."),
        ("Wedding 3/9/2025", "is not a date."),
        ("3/9-2025", "is not a date."),
        ("٣/٩/٢٠٢٥", "is not a date."),
    ],
)
def test_what_is_no_date_says_why(written: str, why: str) -> None:
    with pytest.raises(NotADate) as caught:
        read_date(written)
    assert why in str(caught.value)
    assert not isinstance(caught.value, WrongOrder)


@given(DAYS)
def test_every_date_is_read_back_as_it_was_said(day: date) -> None:
    assert read_date(said(day)) == read_date(f"{day:%A} {said(day)}") == day
    assert read_date(day.isoformat()) == read_date(f"{day.day}/{day.month}/{day.year}") == day


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_no_date(written: str) -> None:
    try:
        assert 2000 <= read_date(written).year <= 2100
    except NotADate:
        return


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13:30", time(13, 30)),
        ("school closes at 1.30pm", time(13, 30)),
        ("1.30", time(13, 30)),
        ("09:15", time(9, 15)),
        ("2 pm", time(14)),
        ("12pm", time(12)),
        ("12 noon", time(12)),
        ("12am", time(0)),
        ("2 p.m.", time(14)),
        ("Term 2", None),
        ("from 1.30 or 2pm", None),
        ("25:00", None),
        ("13pm", None),
        ("3.9.25", None),
        ("ends 19/12/2025", None),
        ("2025-12-19", None),
    ],
)
def test_the_one_time_in_a_text_is_found_and_none_is_guessed(text: str, expected: time | None) -> None:
    assert find_time(text) == expected
