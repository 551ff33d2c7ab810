"""School years and the calendar that joins them: what a day is, and every fault at once."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from gatepost.terms.calendar import Calendar
from gatepost.terms.faults import TermFaults
from gatepost.terms.year import HalfDay, SchoolYear, Stretch, usual_reach
from tests.terms.schools import CALENDARS, TIMETABLE, calendar, holidays

SOUND = SchoolYear(
    name="2025-26",
    starts=date(2025, 8, 1),
    ends=date(2026, 7, 31),
    terms=(
        Stretch("Autumn term", date(2025, 9, 1), date(2025, 12, 19)),
        Stretch("Spring term", date(2026, 1, 5), date(2026, 3, 27)),
        Stretch("Summer term", date(2026, 4, 13), date(2026, 7, 20)),
    ),
    half_terms=(Stretch("October", date(2025, 10, 27), date(2025, 10, 31)),),
    timetable=TIMETABLE,
)


def faults(**changed: object) -> list[str]:
    with pytest.raises(TermFaults) as caught:
        replace(SOUND, **changed)  # type: ignore[arg-type]
    return [fault.message for fault in caught.value.faults]


def test_terms_that_overlap_and_a_half_term_outside_its_term_are_told_together() -> None:
    terms = (*SOUND.terms, Stretch("Lent", date(2026, 3, 20), date(2026, 4, 2)))
    half_terms = (*SOUND.half_terms, Stretch("February", date(2026, 3, 25), date(2026, 4, 14)))
    assert faults(terms=terms, half_terms=half_terms) == [
        "Term Spring term (5 January 2026 to 27 March 2026) and term Lent (20 March 2026 to 2 April 2026) overlap.",
        "Half term February (25 March 2026 to 14 April 2026) is not inside a term.",
    ]


def test_what_ends_before_it_starts_is_a_fault() -> None:
    assert faults(starts=date(2026, 8, 1)) == [
        "The school year ends on 31 July 2026, before it starts on 1 August 2026."
    ]
    backwards = Stretch("Snow", date(2026, 1, 9), date(2026, 1, 8))
    assert faults(closures=(backwards,)) == ["Closure Snow ends on 8 January 2026, before it starts on 9 January 2026."]


def test_a_term_that_nobody_entered_is_a_fault_and_not_a_holiday() -> None:
    assert faults(terms=(SOUND.terms[0], SOUND.terms[2])) == [
        "No term is given from 20 December 2025 to 12 April 2026, longer than any school holiday. "
        "Enter the missing term, or let the school year reach only as far as its dates are known."
    ]
    only_autumn = replace(SOUND, terms=SOUND.terms[:1], ends=date(2026, 1, 4))
    assert only_autumn.kind_of(date(2026, 1, 2)) == "holiday"
    assert "No term is given from 1 August 2025 to 31 July 2026" in faults(terms=(), half_terms=())[0]


def test_a_term_inside_another_leaves_no_gap_behind_it() -> None:
    long, short = (
        Stretch("Long", date(2025, 9, 1), date(2026, 3, 27)),
        Stretch("Short", date(2025, 9, 8), date(2025, 9, 9)),
    )
    assert faults(terms=(long, short, SOUND.terms[2])) == [
        "Term Long (1 September 2025 to 27 March 2026) and term Short (8 September 2025 to 9 September 2025) overlap."
    ]


def test_days_outside_the_year_on_a_weekend_or_out_of_term_are_faults() -> None:
    found = faults(
        inset_days=frozenset({date(2025, 9, 6), date(2026, 9, 1)}),
        half_days=(
            HalfDay(date(2025, 12, 19), time(8)),
            HalfDay(date(2025, 12, 22), time(12)),
            HalfDay(date(2025, 12, 19), time(12), time(11)),
        ),
        closures=(Stretch("Works", date(2026, 7, 30), date(2026, 8, 2)),),
    )
    assert found == [
        "The INSET day 6 September 2025 is a Saturday.",
        "The INSET day 1 September 2026 is not inside the school year.",
        "The half day 19 December 2025 ends at 08:00, outside the school day, 08:50 to 15:20.",
        "The half day 19 December 2025 is given twice.",
        "On the half day 19 December 2025 staff finish before the school day ends.",
        "The half day 22 December 2025 is not a school day.",
        "Closure Works (30 July 2026 to 2 August 2026) is not inside the school year.",
    ]


def test_snow_on_a_planned_half_day_closes_the_school() -> None:
    day = date(2025, 12, 19)
    year = replace(SOUND, half_days=(HalfDay(day, time(12)),), closures=(Stretch("Snow", day, day),))
    assert year.kind_of(day) == "closure"


def test_years_that_overlap_and_training_on_a_bank_holiday_are_faults() -> None:
    year = replace(
        SOUND,
        inset_days=frozenset({date(2026, 5, 4)}),
        half_days=(HalfDay(date(2026, 5, 25), time(12)),),
    )
    with pytest.raises(TermFaults) as caught:
        Calendar((year, replace(SOUND, name="again")), holidays())
    assert [fault.message for fault in caught.value.faults] == [
        "The school years 2025-26 (to 31 July 2026) and again (from 1 August 2025) overlap.",
        "The INSET day 4 May 2026 is a bank holiday.",
        "The half day 25 May 2026 is a bank holiday.",
    ]


def test_the_school_year_begins_in_august() -> None:
    assert usual_reach(date(2025, 8, 1)) == ("2025-26", date(2025, 8, 1), date(2026, 7, 31))
    assert usual_reach(date(2026, 7, 31)) == usual_reach(date(2025, 8, 1))
    assert usual_reach(date(2099, 9, 1))[0] == "2099-00"


@pytest.mark.parametrize("name", CALENDARS)
def test_a_school_year_has_about_as_many_school_days_as_the_law_asks_for(name: str) -> None:
    school = calendar(name)
    for year in school.years:
        every = (year.starts + timedelta(days=number) for number in range((year.ends - year.starts).days + 1))
        assert 183 <= sum(school.kind_of(day) == "school-day" for day in every) <= 195
