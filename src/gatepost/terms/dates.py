"""Dates and times as a school office writes and reads them: UK order, never guessed."""

import re
from datetime import date, time

FIRST_YEAR, LAST_YEAR = 2000, 2100  # a date outside these is a slip

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?: 00:00(?::00)?)?", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})", re.ASCII)
_TIME = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?:[:.](\d{2}))? ?(?:(am|pm|a\.m\.?|p\.m\.?)|(noon))?(?![\d/:]|-\d)", re.ASCII
)


class NotADate(ValueError):
    """Text that says no date; the message is a sentence."""


class WrongOrder(NotADate):
    """Numbers that are no date in the order day, month, year: whoever wrote them may have meant another order."""


def said(day: date) -> str:
    """`3 September 2025`"""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def read_date(text: str) -> date:
    """Read `2025-09-03`, `3/9/2025`, `03.09.25` or `Wed 3rd September 2025`; raises NotADate, or WrongOrder.

    The three numbers of a date are day, month, year; a two-figure year is of this century.
    """
    plain = " ".join(text.casefold().replace(",", " ").split())
    weekday, rest = _split_weekday(plain)
    try:
        day = _date(rest)
    except NotADate as error:
        raise type(error)(f"`{text.strip()[:40]}` {error}") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADate(f"`{text.strip()[:40]}` is not in the years {FIRST_YEAR} to {LAST_YEAR}.")
    if weekday is not None and weekday != day.weekday():
        named, real = _WEEKDAYS[weekday].title(), _WEEKDAYS[day.weekday()].title()
        raise NotADate(f"`{text.strip()[:40]}` says {named}, but {said(day)} is a {real}.")
    return day


def _split_weekday(plain: str) -> tuple[int | None, str]:
    first, _, rest = plain.partition(" ")
    stem = first.rstrip(".")
    if rest and len(stem) >= 3:
        for number, name in enumerate(_WEEKDAYS):
            if name.startswith(stem):
                return number, rest
    return None, plain


def _date(plain: str) -> date:
    if match := _ISO.fullmatch(plain):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise NotADate("is not a day that there is.") from None
    if match := _NUMBERS.fullmatch(plain):
        try:
            return date(_year(match[4]), int(match[3]), int(match[1]))
        except ValueError:
            raise WrongOrder("is not a date in the order day, month, year.") from None
    if match := _WORDS.fullmatch(plain):
        months = [number for number, name in enumerate(_MONTHS, start=1) if name.casefold().startswith(match[2])]
        if match[2] == "sept":
            months = [9]
        try:
            (month,) = months
            return date(_year(match[3]), month, int(match[1]))
        except ValueError:
            raise NotADate("is not a day that there is.") from None
    raise NotADate("is not a date. Write it as 3/9/2025 or 2025-09-03.")


def _year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)


def find_time(text: str) -> time | None:
    """The one time of day in a text, such as `13:30`, `1.30pm` or `2 pm`; None if there is none, or more than one.

    A bare number is no time, and an hour from 1 to 6 without am or pm is taken as the afternoon: schools close then.
    """
    found: set[time] = set()
    for match in _TIME.finditer(text.casefold()):
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
        if not (match[2] or half or match[4]):
            continue
        if half and not 1 <= hour <= 12:
            return None
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif len(match[1]) == 1 and 1 <= hour <= 6:
            hour += 12
        if hour > 23 or minute > 59:
            return None
        found.add(time(hour, minute))
    return found.pop() if len(found) == 1 else None
