"""The school's clock and calendar, for programs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from gatepost.terms.year import usual_reach
from gatepost.web.terms import permissions, queries
from gatepost.web.terms.spans import Year
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()


class DayOut(Schema):
    """One day of the school year."""

    day: date
    kind: str | None = Field(
        description="Such as `school-day`, `inset`, `holiday`, `bank-holiday`, `weekend`; null where it is not known."
    )
    closes: str | None = Field(description="When a half day ends, such as `13:30`.")
    name: str


class YearOut(Schema):
    """A school year that is entered here."""

    name: str
    starts: date
    ends: date
    days: list[DayOut]


class Terms(Schema):
    """What time it is at school, and a school year; `year` is null where it is not entered."""

    now: datetime
    time: str | None = Field(
        description="What this moment is for the holder, a word of the vocabulary's `time`; null where it is not known."
    )
    today: str | None = Field(description="What kind of day today is, as in `days`.")
    year: YearOut | None


@router.get(
    "/terms",
    auth=Bearer("terms", permissions.may_see_terms, "terms"),
    response=Terms,
    url_name="terms",
    summary="The time now, and the days of a school year",
)
def terms(
    request: TokenRequest,
    year: str = Query("", pattern=r"^(20[0-9]{2}-[0-9]{2})?$", description="Such as `2026-27`; without it, this one."),
) -> Terms:
    """Scope `terms`."""
    kept, moment = queries.kept(), timezone.now()
    day = timezone.localdate(moment)
    found = kept.year(year or usual_reach(day)[0])
    return Terms(
        now=timezone.localtime(moment),
        time=queries.time_for(request.person, moment),
        today=kept.calendar.kind_of(day),
        year=YearOut(name=found.name, starts=found.starts, ends=found.ends, days=list(_days(kept, found)))
        if found
        else None,
    )


def _days(kept: queries.Kept, year: Year) -> Iterator[DayOut]:
    named = {day: span.name for span in year.spans for day in span.days() if span.name} | kept.holidays
    closes = {span.starts: f"{span.closes:%H:%M}" for span in year.spans if span.closes}
    for number in range((year.ends - year.starts).days + 1):
        day = year.starts + timedelta(days=number)
        yield DayOut(day=day, kind=kept.calendar.kind_of(day), closes=closes.get(day), name=named.get(day, ""))
