"""All that is known of a school's days: its school years, one after another, and the bank holidays around it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from gatepost.terms.dates import said
from gatepost.terms.faults import refuse
from gatepost.terms.year import DayKind, SchoolYear, usual_reach


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """The bank holidays of a school's jurisdiction; all of them, in every calendar year of `years`."""

    dates: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, by_year: Mapping[int, Iterable[date]]) -> Self:
        """From the dates of each calendar year that is known."""
        return cls(frozenset(day for days in by_year.values() for day in days), frozenset(by_year))


@dataclass(frozen=True, slots=True)
class Calendar:
    """School years that do not overlap, with the bank holidays; raises TermFaults with every fault."""

    years: tuple[SchoolYear, ...]
    bank_holidays: BankHolidays

    def __post_init__(self) -> None:
        refuse([*_overlaps(self.years), *_on_bank_holidays(self.years, self.bank_holidays)])

    def year_of(self, day: date) -> SchoolYear | None:
        """The school year that a day is in; None where none is known."""
        for year in self.years:
            if day in year:
                return year
        return None

    def kind_of(self, day: date) -> DayKind | None:
        """What a day is; None where that is not known, which `why_unknown` tells."""
        year = self.year_of(day)
        if year is None:
            return None
        kind = year.kind_of(day)
        if kind == "weekend":
            return kind
        if day in self.bank_holidays.dates:
            return "bank-holiday"
        if kind in ("school-day", "inset") and day.year not in self.bank_holidays.years:
            return None
        return kind

    def is_working_day(self, day: date) -> bool | None:
        """Whether it is a day from Monday to Friday and no bank holiday; None where bank holidays are not known."""
        if day.weekday() > 4 or day in self.bank_holidays.dates:
            return False
        return True if day.year in self.bank_holidays.years else None

    def why_unknown(self, day: date) -> str:
        """A sentence that says what is missing to know what a day is: a school year, or bank holidays."""
        if self.year_of(day) is None:
            return f"The school year {usual_reach(day)[0]} is not entered, so {said(day)} is not known."
        return f"The bank holidays of {day.year} are not known yet."


def _overlaps(years: tuple[SchoolYear, ...]) -> Iterator[str]:
    in_order = sorted(years, key=lambda year: (year.starts, year.ends))
    for number, one in enumerate(in_order):
        for other in in_order[number + 1 :]:
            if other.starts <= one.ends:
                yield (
                    f"The school years {one.name} (to {said(one.ends)}) and {other.name} (from {said(other.starts)}) "
                    "overlap."
                )


def _on_bank_holidays(years: tuple[SchoolYear, ...], holidays: BankHolidays) -> Iterator[str]:
    for year in years:
        for day in sorted(year.inset_days & holidays.dates):
            yield f"The INSET day {said(day)} is a bank holiday."
        for half in year.half_days:
            if half.day in holidays.dates:
                yield f"The half day {said(half.day)} is a bank holiday."
