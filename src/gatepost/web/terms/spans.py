"""The dates of a year as rows keep them, to and from the library's years."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from gatepost.terms.proposal import Proposal
from gatepost.terms.timetable import Timetable
from gatepost.terms.year import HalfDay, SchoolYear, Stretch, usual_reach
from gatepost.web.terms.models import CLOSURE, HALF_DAY, HALF_TERM, INSET, TERM


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One date of a year, or dates from `starts` to `ends` with both in it; `closes` is when a half day ends."""

    starts: date
    ends: date
    kind: str
    name: str = ""
    closes: time | None = None

    def days(self) -> Iterator[date]:
        """Each day of it."""
        return (self.starts + timedelta(days=number) for number in range((self.ends - self.starts).days + 1))


@dataclass(frozen=True, slots=True)
class Year:
    """A school year as it is typed and kept: its name, its first and last day, its dates."""

    name: str
    starts: date
    ends: date
    spans: tuple[Span, ...]


def reach_of(name: str) -> tuple[date, date] | None:
    """First and last day that a year of this name, such as `2025-26`, can have; None for what is no such name."""
    figures = name[:4]
    if not (len(figures) == 4 and figures.isascii() and figures.isdecimal() and 2000 <= int(figures) < 2100):
        return None
    usual, starts, ends = usual_reach(date(int(figures), 8, 1))
    return (starts, ends) if usual == name else None


def library_year(year: Year, timetable: Timetable | None, holidays: frozenset[date] = frozenset()) -> SchoolYear:
    """The library's year; raises TermFaults with everything that is wrong with the dates.

    INSET days and half days on `holidays` are left out: a bank holiday outranks them, also one proclaimed later.
    """
    by_kind: dict[str, list[Span]] = {}
    for span in sorted(year.spans):
        by_kind.setdefault(span.kind, []).append(span)
    inset = {
        day
        for span in by_kind.get(INSET, ())
        for day in span.days()
        # A weekend inside several days is no INSET day; a single Saturday is a slip, which the year tells of.
        if span.starts == span.ends or day.weekday() < 5
    }
    return SchoolYear(
        name=year.name,
        starts=year.starts,
        ends=year.ends,
        terms=_stretches(by_kind.get(TERM, ())),
        half_terms=_stretches(by_kind.get(HALF_TERM, ())),
        inset_days=frozenset(inset - holidays),
        half_days=tuple(
            HalfDay(span.starts, span.closes)
            for span in by_kind.get(HALF_DAY, ())
            if span.closes and span.starts not in holidays
        ),
        closures=_stretches(by_kind.get(CLOSURE, ())),
        timetable=timetable,
    )


def _stretches(spans: Iterable[Span]) -> tuple[Stretch, ...]:
    return tuple(Stretch(span.name, span.starts, span.ends) for span in spans)


def spans_of(year: SchoolYear, proposals: Sequence[Proposal]) -> tuple[Span, ...]:
    """The dates of a year put together from proposals, each INSET day and half day with the name it was given."""

    def named(kind: str, day: date) -> str:
        found = (one.name for one in proposals if one.kind == kind and one.starts <= day <= one.ends)
        return next(found, "")

    return tuple(
        sorted(
            [
                *(Span(one.starts, one.ends, TERM, one.name) for one in year.terms),
                *(Span(one.starts, one.ends, HALF_TERM, one.name) for one in year.half_terms),
                *(Span(day, day, INSET, named(INSET, day)) for day in year.inset_days),
                *(Span(one.day, one.day, HALF_DAY, named(HALF_DAY, one.day), one.closes) for one in year.half_days),
                *(Span(one.starts, one.ends, CLOSURE, one.name) for one in year.closures),
            ]
        )
    )


def joined(kept: Iterable[Span], told: Iterable[Span]) -> tuple[Span, ...]:
    """What a file tells laid over what is kept: a kind of date of which the file speaks is taken from it whole."""
    told = tuple(told)
    kinds = {span.kind for span in told}
    return tuple(sorted([*told, *(span for span in kept if span.kind not in kinds)]))
