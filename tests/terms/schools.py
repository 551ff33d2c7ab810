"""Three schools with the calendars of two years, and their bells."""

from datetime import time
from functools import cache
from pathlib import Path

from gatepost.law.bank_holidays import bank_holidays, known_years
from gatepost.terms.assemble import assemble, names_of
from gatepost.terms.calendar import BankHolidays, Calendar
from gatepost.terms.csv_dates import read_csv
from gatepost.terms.moment import WorkingPattern
from gatepost.terms.proposal import Proposed
from gatepost.terms.timetable import DayShape, Slot, Timetable

HERE = Path(__file__).parent
CALENDARS = ("early-october", "welsh-council", "two-weeks")
YEARS = ("2025-26", "2026-27")

# Monday to Wednesday, mornings; and a whole Thursday that ends after the school's own hours.
PART_TIME = WorkingPattern({day: (time(8, 20), time(12, 30)) for day in range(3)} | {3: (time(9), time(17, 30))})


def usual_day(
    lunch: time = time(12, 15), until: time = time(13, 15), group: str | None = None, closes: time = time(15, 20)
) -> DayShape:
    """Lessons from nine, a break at a quarter to eleven, lunch, lessons until ten minutes before the end."""
    slots = (
        Slot("lesson", "first", time(9), time(10, 45)),
        Slot("break", "morning break", time(10, 45), time(11)),
        Slot("lesson", "second", time(11), lunch),
        Slot("break", "lunch", lunch, until),
        Slot("lesson", "third", until, time(15, 10)),
    )
    return DayShape(time(8, 50), closes, time(8, 20), time(16, 30), slots, group=group)


TIMETABLE = Timetable((usual_day(), usual_day(time(11, 45), time(12, 45), group="infants")))


def lines_of(proposed: Proposed) -> set[int | None]:
    """The lines of which anything was said."""
    return {one.line for one in proposed.dates} | {one.line for one in proposed.findings}


@cache
def holidays(jurisdiction: str = "england") -> BankHolidays:
    return BankHolidays.of({year: tuple(bank_holidays(jurisdiction, year)) for year in known_years(jurisdiction)})


@cache
def calendar(name: str) -> Calendar:
    """The calendar of both years, read from its file."""
    proposed = read_csv((HERE / "calendars" / f"{name}.csv").read_bytes())
    assert not proposed.findings
    assert names_of(proposed.dates) == YEARS
    bank = holidays("wales" if name == "welsh-council" else "england")
    assembled = [assemble(year, proposed.dates, bank, TIMETABLE) for year in YEARS]
    assert not [one.findings for one in assembled if one.findings]
    return Calendar(tuple(one.year for one in assembled), bank)
