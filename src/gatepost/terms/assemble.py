"""From proposals to a school year: the ends of terms are paired, and whatever fits nowhere is found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.terms.calendar import BankHolidays
from gatepost.terms.dates import said
from gatepost.terms.faults import Fault, TermFaults
from gatepost.terms.proposal import Kind, Proposal
from gatepost.terms.timetable import Timetable
from gatepost.terms.year import HalfDay, SchoolYear, Stretch, usual_reach

_LONGEST_INSET = timedelta(days=6)
_A_WEEKEND = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A school year and everything of its proposals that did not go into it, each as a sentence with its line."""

    year: SchoolYear
    findings: tuple[Fault, ...]


def names_of(dates: Iterable[Proposal]) -> tuple[str, ...]:
    """The school years that proposals tell of, first first: `2025-26`, `2026-27`."""
    return tuple(sorted({usual_reach(one.starts)[0] for one in dates}))


def assemble(
    name: str,
    dates: Iterable[Proposal],
    bank_holidays: BankHolidays,
    timetable: Timetable | None = None,
    *,
    reach: tuple[date, date] | None = None,
) -> Assembled:
    """Make the year of this name, such as `2025-26`, of the proposals that lie in its reach, both days in it.

    Without a `reach` it is 1 August to 31 July. Proposals of other years are left to those. Raises TermFaults with
    every fault that the dates have together; ValueError for a name that is not of that form when no reach is given.
    """
    first, last = reach or _reach(name)
    mine = sorted((one for one in dates if first <= one.starts <= last), key=lambda one: (one.starts, one.line))
    faults: list[Fault] = []
    terms = _stretches("term", mine, faults)
    half_terms = _stretches("half-term", mine, faults)
    closures, findings = _closures(mine, bank_holidays)
    inset = frozenset(_inset_days(mine, faults))
    half_days: dict[date, HalfDay] = {}
    for one in mine:
        if one.kind == "half-day" and one.closes:
            first_told = half_days.setdefault(one.starts, HalfDay(one.starts, one.closes))
            if first_told.closes != one.closes:
                faults.append(Fault(f"The half day {said(one.starts)} is given with two times.", one.line))
        if one.kind == "holiday" and (day := _in_term(one, terms, half_terms)):
            faults.append(Fault(f"{one} is given as a holiday, but {said(day)} is in a term.", one.line))
    try:
        year = SchoolYear(name, first, last, terms, half_terms, inset, tuple(half_days.values()), closures, timetable)
    except TermFaults as error:
        raise TermFaults([*sorted(faults, key=lambda one: one.line or 0), *error.faults]) from None
    if faults:
        raise TermFaults(sorted(faults, key=lambda one: one.line or 0))
    return Assembled(year, tuple(findings))


def _reach(name: str) -> tuple[date, date]:
    first, _, second = name.partition("-")
    if first.isdecimal() and first.isascii() and len(first) == 4 and 2000 <= int(first) <= 2100:
        usual, starts, ends = usual_reach(date(int(first), 8, 1))
        if name == usual and second:
            return starts, ends
    raise ValueError(f"`{name}` is not the name of a school year, such as `2025-26`")


def _stretches(kind: Kind, dates: list[Proposal], faults: list[Fault]) -> tuple[Stretch, ...]:
    """The terms, or half terms: those given whole, and each start with the next end; what is left over is a fault."""
    found = {(one.starts, one.ends): Stretch(one.name, one.starts, one.ends) for one in dates if one.kind == kind}
    started: Proposal | None = None
    what = kind.replace("-", " ")
    for one in dates:
        # A half term is often told twice: whole, and by the days on which school breaks up and comes back.
        near = _A_WEEKEND if kind == "half-term" else timedelta()
        inside = any(starts - near <= one.starts <= ends + near for starts, ends in found)
        if one.kind == f"{kind}-starts":
            if started and one.starts != started.starts:
                faults.append(Fault(f"The {what} that starts with {started} has no end.", started.line))
            started = None if inside and kind == "half-term" else one
        elif one.kind == f"{kind}-ends":
            if started:
                found[started.starts, one.starts] = Stretch(started.name, started.starts, one.starts)
                started = None
            elif not inside:
                faults.append(Fault(f"The {what} that ends with {one} has no start.", one.line))
    if started:
        faults.append(Fault(f"The {what} that starts with {started} has no end.", started.line))
    return tuple(stretch for _, stretch in sorted(found.items()))


def _inset_days(dates: list[Proposal], faults: list[Fault]) -> Iterator[date]:
    for one in dates:
        if one.kind != "inset":
            continue
        if one.ends - one.starts > _LONGEST_INSET:
            faults.append(Fault(f"{one} is longer than a week. Give INSET days one by one.", one.line))
            continue
        days = list(_days(one))
        # A weekend inside several days is no INSET; a single Saturday is a slip, which the year tells of.
        yield from (day for day in days if len(days) == 1 or day.weekday() < 5)


def _days(one: Proposal) -> Iterator[date]:
    return (one.starts + timedelta(days=number) for number in range((one.ends - one.starts).days + 1))


def _closures(dates: list[Proposal], bank_holidays: BankHolidays) -> tuple[tuple[Stretch, ...], list[Fault]]:
    """Closures, and the bank holidays of a file that are none by law: the school is closed then all the same."""
    closures, findings = [], []
    for one in dates:
        if one.kind == "closure":
            closures.append(Stretch(one.name, one.starts, one.ends))
        elif one.kind == "bank-holiday" and not {day for day in _days(one) if day.weekday() < 5} <= bank_holidays.dates:
            closures.append(Stretch(one.name, one.starts, one.ends))
            findings.append(
                Fault(f"{one} is not a bank holiday that the software knows; it was taken as a closure.", one.line)
            )
    return tuple(closures), findings


def _in_term(holiday: Proposal, terms: tuple[Stretch, ...], half_terms: tuple[Stretch, ...]) -> date | None:
    """The first weekday of a holiday that is in a term and not in a half term."""
    for day in _days(holiday):
        if day.weekday() < 5 and any(day in one for one in terms) and not any(day in one for one in half_terms):
            return day
    return None
