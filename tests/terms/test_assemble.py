"""From proposals to a year: ends are paired, what fits nowhere is told with its line, all of it at once."""

from datetime import date

import pytest

from gatepost.terms.assemble import Assembled, assemble, names_of
from gatepost.terms.entry import Entry, propose
from gatepost.terms.faults import TermFaults
from tests.terms.schools import TIMETABLE, holidays

TERMS = (
    ("term", "1/9/2025", "19/12/2025", "Autumn"),
    ("term", "5/1/2026", "27/3/2026", "Spring"),
    ("term", "13/4/2026", "20/7/2026", "Summer"),
)


def year_of(*rows: tuple[str, ...]) -> Assembled:
    proposed = propose([Entry(line, *row) for line, row in enumerate(rows, start=1)])
    assert not proposed.findings
    return assemble("2025-26", proposed.dates, holidays(), TIMETABLE)


def faults(*rows: tuple[str, ...]) -> list[str]:
    with pytest.raises(TermFaults) as caught:
        year_of(*rows)
    return [str(fault) for fault in caught.value.faults]


def test_each_start_of_a_term_is_paired_with_the_next_end() -> None:
    ends = [
        (f"{name} term {what}", day)
        for _, starts, ends, name in TERMS
        for what, day in (("starts", starts), ("ends", ends))
    ]
    paired, whole = year_of(*ends), year_of(*TERMS)
    assert paired == whole
    assert [term.name for term in whole.year.terms] == ["Autumn term", "Spring term", "Summer term"]


def test_a_start_without_an_end_and_an_end_without_a_start_are_told_with_their_lines() -> None:
    rows = (*TERMS[1:], ("Autumn term starts", "1/9/2025"), ("Half term ends", "1/6/2026"))
    assert faults(*rows) == [
        "Line 3: The term that starts with Autumn term (1 September 2025) has no end.",
        "Line 4: The half term that ends with Half term ends (1 June 2026) has no start.",
        "No term is given from 1 August 2025 to 4 January 2026, longer than any school holiday. "
        "Enter the missing term, or let the school year reach only as far as its dates are known.",
    ]


def test_two_starts_of_a_term_before_its_end_are_told() -> None:
    rows = (*TERMS[1:], ("term starts", "1/9/2025"), ("term starts", "3/9/2025"), ("term ends", "19/12/2025"))
    assert faults(*rows) == ["Line 3: The term that starts with term starts (1 September 2025) has no end."]


def test_a_half_term_told_whole_and_by_its_ends_is_one() -> None:
    rows = (
        *TERMS,
        ("half term", "27/10/2025", "31/10/2025"),
        ("School breaks up for half term", "24/10/2025"),
        ("Return after half term", "3/11/2025"),
    )
    assert [(one.starts, one.ends) for one in year_of(*rows).year.half_terms] == [
        (date(2025, 10, 27), date(2025, 10, 31))
    ]


def test_faults_of_the_lines_and_of_the_year_are_told_together() -> None:
    rows = (
        *TERMS,
        ("Easter break", "26/3/2026", "10/4/2026"),
        ("INSET", "1/9/2025", "12/9/2025"),
        ("INSET", "6/9/2025"),
        ("half-day", "19/12/2025", "", "", "13:30"),
        ("half-day", "19/12/2025", "", "", "14:00"),
    )
    assert faults(*rows) == [
        "Line 4: Easter break (26 March 2026 to 10 April 2026) is given as a holiday, but 26 March 2026 is in a term.",
        "Line 5: INSET (1 September 2025 to 12 September 2025) is longer than a week. Give INSET days one by one.",
        "Line 8: The half day 19 December 2025 is given with two times.",
        "The INSET day 6 September 2025 is a Saturday.",
    ]


def test_holidays_that_only_say_what_terms_leave_are_no_fault() -> None:
    rows = (*TERMS, ("half term", "27/10/2025", "31/10/2025"), ("October holiday", "25/10/2025", "2/11/2025"))
    assert year_of(*rows).findings == ()


def test_several_days_of_training_leave_out_the_weekend() -> None:
    year = year_of(*TERMS, ("INSET", "5/9/2025", "8/9/2025")).year
    assert sorted(year.inset_days) == [date(2025, 9, 5), date(2025, 9, 8)]


def test_a_bank_holiday_of_the_file_that_is_none_by_law_is_a_closure_and_found() -> None:
    found = year_of(*TERMS, ("May Day bank holiday", "4/5/2026"), ("Bank holiday for the coronation", "11/5/2026"))
    assert [one.starts for one in found.year.closures] == [date(2026, 5, 11)]
    assert [str(fault) for fault in found.findings] == [
        "Line 5: Bank holiday for the coronation (11 May 2026) is not a bank holiday that the software knows; "
        "it was taken as a closure."
    ]


def test_dates_of_other_years_are_left_to_those() -> None:
    proposed = propose([Entry(line, *row) for line, row in enumerate((*TERMS, ("INSET", "1/9/2026")), start=1)])
    assert names_of(proposed.dates) == ("2025-26", "2026-27")
    assert assemble("2025-26", proposed.dates, holidays()).year.inset_days == frozenset()


def test_a_year_may_reach_only_as_far_as_its_dates_are_known() -> None:
    proposed = propose([Entry(1, *TERMS[0])])
    reach = (date(2025, 8, 1), date(2025, 12, 19))
    assert assemble("2025-26", proposed.dates, holidays(), reach=reach).year.ends == date(2025, 12, 19)


@pytest.mark.parametrize("name", ["2025", "2025-27", "25-26", "", "2025-026", "²025-26"])
def test_a_year_has_a_name_that_says_which_one(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a school year, such as `2025-26`"):
        assemble(name, (), holidays())
