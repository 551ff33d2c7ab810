"""Instants and the clock on the wall: every bell, day and deadline of a school is told by Europe/London."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class NaiveInstant(ValueError):
    """An instant without a time zone: nobody can say when it was."""


def utc(instant: datetime) -> datetime:
    """The same instant in UTC; raises NaiveInstant for one without a time zone."""
    if instant.utcoffset() is None:
        raise NaiveInstant(
            f"`{instant.isoformat()}` has no time zone: give an instant in UTC or in local time with its zone"
        )
    return instant.astimezone(UTC)


def local(instant: datetime) -> datetime:
    """What the clock on the wall of a school shows at an instant; raises NaiveInstant.

    By way of UTC, because a datetime that already carries the zone would be handed back as it is, even one that the
    clock skips in spring.
    """
    return utc(instant).astimezone(LONDON)


def at(day: date, clock: time) -> datetime:
    """The instant, in UTC, at which the clock shows a time on a day.

    A time that comes twice means its first coming; one that is skipped means as long after midnight as it says.
    """
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The instant, in UTC, at which a day is over: the midnight after it."""
    return at(day + timedelta(days=1), time())
