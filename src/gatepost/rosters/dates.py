"""Dates as people and programs write them. Day and month stand in one order in a whole file, never guessed by cell."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, TypeAlias

Order: TypeAlias = Literal["dmy", "mdy"]

_ISO = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: 00:00(?::00)?)?")
_SHORT_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2}")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]([A-Za-z]{3,9})[-/., ]+(\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_EXCEL_BEGINS = date(1899, 12, 30)  # Excel believes that 1900 was a leap year
_SERIALS = range(10_000, 80_000)  # 1927 to 2119
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)


class NotADate(ValueError):
    """A text that is no date; the message is a sentence that does not repeat the text."""


def order_of(texts: Iterable[str]) -> Order | None:
    """The one order in which all dates of a file make sense, None where both do; raises NotADate where neither does.

    Only dates in numbers with the year last are looked at.
    """
    day_first = month_first = False
    for text in texts:
        match = _NUMBERS.fullmatch(text.strip())
        if match:
            first, second = int(match[1]), int(match[3])
            day_first = day_first or first > 12 >= second
            month_first = month_first or second > 12 >= first
    if day_first and month_first:
        raise NotADate("Some dates of this file have the day first and some the month. Write them all as 2015-03-31.")
    return "dmy" if day_first else "mdy" if month_first else None


def needs_order(text: str) -> bool:
    """Is this a date in numbers with the year last, so that the order of day and month must be known?"""
    return _NUMBERS.fullmatch(text.strip()) is not None


def is_serial(text: str) -> bool:
    """Is this the number by which Excel counts days?"""
    return _SERIAL.fullmatch(text.strip()) is not None


def read_date(text: str, order: Order | None = None) -> date | None:
    """The date, or None for an empty text; raises NotADate.

    Read are `2015-03-31`, `31/03/2015` in the order given, `31-Mar-2015`, `31 March 2015`, and Excel's day numbers.
    """
    word = " ".join(text.split())
    if not word:
        return None
    if match := _ISO.fullmatch(word):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := _NUMBERS.fullmatch(word):
        if order is None:
            raise NotADate("Day or month first? Say in which order this file writes dates, or write 2015-03-31.")
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (first, second) if order == "dmy" else (second, first)
        if month > 12 >= day:
            told = "day first" if order == "dmy" else "month first"
            raise NotADate(f"The dates of this file are read with the {told}, and so this one has no such month.")
        return _date(year, month, day)
    if match := _WORDS.fullmatch(word):
        name = match[2].lower()
        if name in _LONG_MONTHS or name in _MONTHS or name == "sept":
            return _date(int(match[3]), _MONTHS.index(name[:3]) + 1, int(match[1]))
    if (match := _SERIAL.fullmatch(word)) and int(match[1]) in _SERIALS:
        return _EXCEL_BEGINS + timedelta(days=int(match[1]))
    if _SHORT_YEAR.fullmatch(word):
        raise NotADate("Write the year of this date with four digits.")
    raise NotADate("This is not a date. Write it as 2015-03-31.")


def read_iso(text: str) -> date | None:
    """The date of a format that allows `2015-03-31` alone, or None for an empty text; raises NotADate."""
    word = text.strip()
    if not word:
        return None
    match = _ISO.fullmatch(word)
    if match is None or match[2] != "-":
        raise NotADate("Dates of this format are written as 2015-03-31. This one can be read in two ways or in none.")
    return _date(int(match[1]), int(match[3]), int(match[4]))


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise NotADate("There is no such day in the calendar.") from error
    if not 1900 <= year <= 2100:
        raise NotADate("The year of this date cannot be right.")
    return found
