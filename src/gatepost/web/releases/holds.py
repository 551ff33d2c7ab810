"""Until when news is held for staff, parents and the public: the three in their order, and changes to them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from gatepost.terms.london import at, local

STAFF, PARENTS, PUBLIC = "staff", "parents", "public"
AUDIENCES = (STAFF, PARENTS, PUBLIC)  # whoever comes later hears it no earlier

# By audience, the moment from which it may be told; None: only once somebody says so. An audience that is not named may
# be told now.
Times = Mapping[str, datetime | None]

_FEW = frozenset({"one-person", "private-group"})  # values of the vocabulary's fact `audience`
_INSIDE = frozenset({"staff", "governor"})  # values of its fact `target`


def reached(audience: str | None, target: str | None = None) -> str:
    """Whom a draft reaches, from the vocabulary's facts `audience` and `target`; what is not known is the public."""
    if audience not in _FEW:
        return PUBLIC
    if target in _INSIDE:
        return STAFF
    return PARENTS if target == "parent" else PUBLIC


def held(times: Times, audience: str, now: datetime) -> bool:
    """Whether the news may not be told to this audience at this moment."""
    if audience not in times:
        return False
    until = times[audience]
    return until is None or now < until


def in_order(times: Times) -> bool:
    """Whether nobody is to hear it before those who should hear it first."""
    return all(_no_later(times, one, other) for one, other in ((STAFF, PARENTS), (PARENTS, PUBLIC)))


def _no_later(times: Times, one: str, other: str) -> bool:
    if one not in times:
        return True
    if other not in times:
        return False
    first, second = times[one], times[other]
    return second is None or (first is not None and first <= second)


def told(times: Times, audience: str, now: datetime) -> dict[str, datetime | None]:
    """It is told to an audience now, and so to everybody who should have heard it before them."""
    sooner = AUDIENCES[: AUDIENCES.index(audience) + 1]
    return {one: now if one in sooner and held(times, one, now) else until for one, until in times.items()}


def put_off(times: Times, audience: str, until: datetime | None) -> dict[str, datetime | None]:
    """An audience hears it later, and nobody who comes after them hears it sooner. None: once somebody says so."""
    later = AUDIENCES[AUDIENCES.index(audience) :]
    return {one: _latest(moment, until) if one in later else moment for one, moment in times.items()}


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def moment_of(day: date, clock: time) -> datetime:
    """The instant from which the school's clock shows a time on a day, or a later one, for good: of a time that comes
    twice in autumn its second coming, so that nothing is out while the clock still shows an earlier hour.
    """
    return max(at(day, clock.replace(fold=0)), at(day, clock.replace(fold=1)))


def a_day_later(moment: datetime) -> datetime:
    """The same time by the school's clock on the next day."""
    clock = local(moment)
    return moment_of(clock.date() + timedelta(days=1), clock.time())


def over_at(times: Times) -> datetime | None:
    """When it is out for everybody; None while that is not settled."""
    if any(until is None for until in times.values()):
        return None
    return max((until for until in times.values() if until is not None), default=None)
