"""Dates are read in one order for a whole file, or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.dates import NotADate, order_of, read_date, read_iso

DAYS = st.dates(date(1930, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_day_comes_back_from_every_way_of_writing_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways = [day.isoformat(), f"{day:%Y%m%d}", f"{day:%d-%b-%Y}", f"{day:%d %B %Y}", str(serial), f"{day}T00:00:00Z"]
    assert [read_date(way) for way in ways] == [day] * len(ways)
    assert read_date(f"{day:%d/%m/%Y}", "dmy") == day
    assert read_date(f"{day:%m/%d/%Y}", "mdy") == day


@given(DAYS)
def test_day_and_month_in_numbers_are_never_read_without_an_order(day: date) -> None:
    with pytest.raises(NotADate, match="Day or month first"):
        read_date(f"{day:%d/%m/%Y}")


@given(st.lists(DAYS, min_size=1, max_size=8))
def test_the_order_shown_is_the_one_in_which_all_dates_were_written(days: list[date]) -> None:
    shown = order_of([f"{day:%d/%m/%Y}" for day in days])
    assert shown == ("dmy" if any(day.day > 12 for day in days) else None)


def test_both_orders_in_one_file_are_no_order() -> None:
    with pytest.raises(NotADate, match="some the month"):
        order_of(["31/03/2015", "03/31/2015"])


@pytest.mark.parametrize(
    "text",
    [
        "30/02/2015",
        "31-Apr-2015",
        "2015-13-01",
        "01/02/15",
        "1-Feb-15",
        "yesterday",
        "2015",
        "99999",
        "0001-01-01",
        "١/٢/2015x",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        read_date(text, "dmy")


@pytest.mark.parametrize("text", ["4/2/2000", "20150331", "31 March 2015", "42094"])
def test_formats_of_programs_allow_one_way_of_writing_alone(text: str) -> None:
    with pytest.raises(NotADate):
        read_iso(text)
    assert read_iso("2015-03-31") == date(2015, 3, 31)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    for order in (None, "dmy", "mdy"):
        try:
            found = read_date(text, order)
        except NotADate:
            continue
        assert found is None or timedelta(0) <= found - date(1900, 1, 1)
