"""Bank holidays: the file against the rule they follow, and a named error for years it does not have."""

from datetime import date, timedelta

import pytest

from gatepost.law.bank_holidays import UnknownYear, bank_holidays, known_years

JURISDICTIONS = ("england", "wales")


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def by_rule(year: int) -> list[date]:
    """New Year, Good Friday and Easter Monday, three Mondays, Christmas and Boxing Day; those of a weekend later."""
    mondays = [
        next(day for day in days if day.weekday() == 0)
        for days in (week(year, 5, 1), week(year, 5, 25), week(year, 8, 25))
    ]
    found = [easter(year) - timedelta(days=2), easter(year) + timedelta(days=1), *mondays]
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() > 4 or day in found:
            day += timedelta(days=1)
        found.append(day)
    return sorted(found)


def week(year: int, month: int, first: int) -> list[date]:
    return [date(year, month, first) + timedelta(days=number) for number in range(7)]


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_the_bank_holidays_of_the_file_are_those_of_the_rule(jurisdiction: str) -> None:
    assert known_years(jurisdiction) == tuple(range(2024, 2029))
    for year in known_years(jurisdiction):
        found = bank_holidays(jurisdiction, year)
        assert list(found) == by_rule(year)
        assert all(day.weekday() < 5 and name for day, name in found.items())


def test_the_reference_knows_easter() -> None:
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]


@pytest.mark.parametrize("year", [2023, 2029])
def test_a_year_that_is_not_known_is_an_error_with_a_name(year: int) -> None:
    with pytest.raises(UnknownYear, match=f"the bank holidays of {year} are not known: the file has 2024 to 2028"):
        bank_holidays("wales", year)


def test_another_jurisdiction_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="`scotland` is not a jurisdiction: england or wales"):
        bank_holidays("scotland", 2026)
