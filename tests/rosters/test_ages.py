"""Eighteen is reached on the right day, and a missing date of birth is taken as late as it can be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.ages import Birth, age, birth, eighteenth_birthday, latest_birth


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_nobody_is_eighteen_on_the_day_before(born: date) -> None:
    day = eighteenth_birthday(born)
    assert age(born, day) == 18
    assert age(born, date.fromordinal(day.toordinal() - 1)) == 17


def test_who_is_born_on_a_leap_day_is_eighteen_on_the_first_of_march() -> None:
    assert eighteenth_birthday(date(2016, 2, 29)) == date(2034, 3, 1)


@pytest.mark.parametrize(
    ("year_group", "left", "latest"),
    [
        (6, date(2024, 7, 23), date(2013, 8, 31)),
        (6, date(2024, 8, 31), date(2013, 8, 31)),
        (6, date(2023, 9, 1), date(2013, 8, 31)),
        (0, date(2024, 7, 23), date(2019, 8, 31)),
        (-1, date(2025, 1, 10), date(2021, 8, 31)),
    ],
)
def test_a_leaver_without_date_of_birth_is_the_youngest_of_the_cohort(
    year_group: int, left: date, latest: date
) -> None:
    assert latest_birth(year_group, left) == Birth(latest, estimated=True)


def test_a_known_date_of_birth_is_never_estimated() -> None:
    assert birth(date(2014, 1, 2), 6, date(2024, 7, 23)) == Birth(date(2014, 1, 2))
    assert birth(None, None, date(2024, 7, 23)) is None
