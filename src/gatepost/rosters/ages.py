"""Dates of birth: which are possible, the latest possible one of a leaver without one, and the eighteenth birthday."""

from dataclasses import dataclass
from datetime import date

YOUNGEST, OLDEST = 2, 19  # years, of a pupil
_STARTS_YEAR = 9  # a school year, and a cohort, begins on 1 September
_AGE_IN_RECEPTION = 4  # years, on the 31 August before


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth; `estimated` when it is the latest possible one of the cohort."""

    on: date
    estimated: bool = False


def age(born: date, on: date) -> int:
    """Whole years on a day; somebody born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def eighteenth_birthday(born: date) -> date:
    """The day on which somebody is 18; for 29 February it is 1 March, as in law in England and Wales."""
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 3, 1)


def latest_birth(year_group: int, left: date) -> Birth:
    """The latest possible date of birth of somebody who left a year group on a day.

    A Year 6 pupil who left in July 2024 was born on or before 31 August 2013.
    """
    school_year = left.year if left.month >= _STARTS_YEAR else left.year - 1
    return Birth(date(school_year - _AGE_IN_RECEPTION - year_group, 8, 31), estimated=True)


def birth(born: date | None, year_group: int | None, left: date) -> Birth | None:
    """The date of birth of a leaver, estimated where it is missing; None where no year group is known either."""
    if born is not None:
        return Birth(born)
    return None if year_group is None else latest_birth(year_group, left)
