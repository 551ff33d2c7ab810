"""From one entry, typed or read from a file, to proposals: what kind of date it is, and whether its days make sense."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from gatepost.terms.dates import NotADate, WrongOrder, find_time, read_date, said
from gatepost.terms.faults import CannotRead, Fault
from gatepost.terms.kinds import Hinge, meaning, term_name
from gatepost.terms.proposal import MOST_DATES, Kind, Proposal, Proposed, plain

_LONGEST_TERM = timedelta(weeks=20)
_EARLIEST_CLOSE = time(11)  # an earlier hour on a last day is that of something else, such as an assembly


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as it was written. `ends` empty means a single day, `closes` is the hour at which a half day ends."""

    line: int
    kind: str
    starts: str
    ends: str = ""
    name: str = ""
    closes: str = ""


def propose(entries: Iterable[Entry]) -> Proposed:
    """Read typed or imported lines; every line gives a proposal or a finding.

    Raises CannotRead, with its line, where three numbers are no date in the order day, month, year: then no date of
    the lines can be trusted to have been meant so.
    """
    reading = Reading()
    for entry in entries:
        reading.take(_read(entry))
    return reading.proposed()


class Reading:
    """Collects proposals and findings, without doubles and up to a limit."""

    def __init__(self) -> None:
        self._dates: dict[tuple[Kind, str, date, date, time | None], Proposal] = {}
        self._findings: list[Fault] = []

    def take(self, found: Iterable[Proposal | Fault]) -> None:
        """Raises CannotRead when there are more than MOST_DATES."""
        for one in found:
            if isinstance(one, Fault):
                self._findings.append(one)
                continue
            key = (one.kind, one.name.casefold(), one.starts, one.ends, one.closes)
            if first := self._dates.get(key):
                self._findings.append(Fault(f"{one} stands on line {first.line} already.", one.line))
            else:
                self._dates[key] = one
        if len(self._dates) + len(self._findings) > MOST_DATES:
            raise CannotRead(f"There are more than {MOST_DATES:,} dates: this is not the calendar of one school.")

    def proposed(self) -> Proposed:
        return Proposed(
            tuple(sorted(self._dates.values(), key=lambda one: one.line)),
            tuple(sorted(self._findings, key=lambda one: one.line or 0)),
        )


def _read(entry: Entry) -> Iterator[Proposal | Fault]:
    told = f"`{plain(' '.join((entry.kind, entry.name)))}`"
    try:
        starts = read_date(entry.starts)
        ends = read_date(entry.ends) if entry.ends.strip() else starts
    except WrongOrder as error:
        raise CannotRead(
            f"{error} Dates are read in the order day, month, year, so nothing was taken from the file.", entry.line
        ) from None
    except NotADate as error:
        yield Fault(f"{told} was not taken: {error}", entry.line)
        return
    closes = find_time(entry.closes) if entry.closes.strip() else None
    if entry.closes.strip() and closes is None:
        yield Fault(f"{told} was not taken: `{plain(entry.closes)}` is not a time such as 13:30.", entry.line)
        return
    yield from placed(entry.kind, entry.name, starts, ends, entry.line, closes)


def placed(
    kind: str, name: str, starts: date, ends: date, line: int, closes: time | None = None
) -> Iterator[Proposal | Fault]:
    """The proposals of one dated event, or the finding that says why it has none.

    The words of `kind` count first, then those of `name`; a time in them is that of a half day.
    """
    told = f"`{plain(f'{kind} {name}')}`"
    meant = meaning(kind, name)
    if meant is None:
        yield Fault(f"{told} was not taken: it is not clear what kind of date it is.", line)
        return
    word, hinge = meant
    both = f"{kind} {name}"
    closes = closes or find_time(both)
    if ends < starts:
        yield Fault(f"{told} was not taken: it ends on {said(ends)}, before it starts on {said(starts)}.", line)
    elif ends - starts > _LONGEST_TERM:
        yield Fault(f"{told} was not taken: {said(starts)} to {said(ends)} is longer than any term.", line)
    elif word == "half-day" and (closes is None or starts != ends):
        why = "a half day is one day" if closes else "a half day needs the time at which it ends, such as 13:30"
        yield Fault(f"{told} was not taken: {why}.", line)
    elif word in ("term", "half-term"):
        shown = term_name(both) if word == "term" else plain(name or kind)
        yield from _stretch(word, hinge, shown, told, starts, ends, line, closes)
    else:
        yield Proposal(word, plain(name or kind), starts, ends, line, closes if word == "half-day" else None)


def _stretch(
    word: Kind, hinge: Hinge | None, name: str, told: str, starts: date, ends: date, line: int, closes: time | None
) -> Iterator[Proposal | Fault]:
    """A whole term or half term, or one end of it."""
    if starts != ends and word == "term" and hinge:
        yield Fault(f"{told} was not taken: several days are given for the day on which a term starts or ends.", line)
        return
    if starts != ends:
        yield Proposal(word, name, starts, ends, line)
        return
    match hinge:
        case "starts":
            yield _end(word, "starts", name, starts, line)
        case "ends":
            yield _end(word, "ends", name, starts, line)
        case "breaks-up":  # the last school day before a half term
            yield _end(word, "starts", name, starts + timedelta(days=1), line)
        case "returns":
            yield _end(word, "ends", name, starts - timedelta(days=1), line)
        case None if word == "half-term":
            yield Proposal(word, name, starts, ends, line)  # some schools have one day in October
        case None:
            yield Fault(f"{told} was not taken: it does not say whether the term starts or ends.", line)
    if word == "term" and hinge == "ends" and closes and closes >= _EARLIEST_CLOSE:
        yield Proposal("half-day", name, starts, starts, line, closes)


def _end(word: Kind, which: Hinge, name: str, day: date, line: int) -> Proposal:
    kinds: dict[tuple[Kind, Hinge], Kind] = {
        ("term", "starts"): "term-starts",
        ("term", "ends"): "term-ends",
        ("half-term", "starts"): "half-term-starts",
        ("half-term", "ends"): "half-term-ends",
    }
    return Proposal(kinds[word, which], name, day, day, line)
