"""Term dates from an ICS file, as councils and calendar programs publish them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from icalendar import Component, Event

from gatepost.terms.dates import FIRST_YEAR, LAST_YEAR
from gatepost.terms.entry import Reading, placed
from gatepost.terms.faults import CannotRead, Fault
from gatepost.terms.london import local
from gatepost.terms.proposal import Proposal, Proposed, plain
from gatepost.terms.received import text_of

# All that is read of an event; the rest, such as descriptions in HTML, alarms and people invited, is never parsed.
_READ = ("DTSTART", "DTEND", "DURATION", "SUMMARY", "CATEGORIES", "STATUS", "RRULE", "RDATE")

# The names that calendar programs have for the clock of the United Kingdom, beside those with London in them; a UTC
# date is told in London time anyway.
_LONDON = ("GB", "Europe/Belfast", "GMT Standard Time", "UTC")


@dataclass(slots=True)
class _Block:
    """The lines of one event, unfolded, with the line it starts on."""

    line: int
    lines: list[str] = field(default_factory=list)
    ended: bool = False


def read_ics(content: bytes) -> Proposed:
    """Read an ICS file; every event gives a proposal or a finding, each with the line on which the event begins.

    A date that repeats is taken once and found; a moment in UTC counts on its day in London, one in another time zone
    on the day that stands there. Raises CannotRead for a file that cannot be used at all.
    """
    text = text_of(content)
    if text.lstrip().split("\n", 1)[0].strip().upper() != "BEGIN:VCALENDAR":
        raise CannotRead("The file is not a calendar: an ICS file begins with BEGIN:VCALENDAR.")
    reading = Reading()
    for block in _blocks(text):
        reading.take(_read(block))
    proposed = reading.proposed()
    if not (proposed.dates or proposed.findings):
        raise CannotRead("The calendar has no events.")
    return proposed


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    inner = 0  # how many parts of the event, such as an alarm, are open
    for number, line in _unfolded(text):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            if block:
                yield block
            block, inner = _Block(number), 0
        elif block is None:
            continue
        elif word.startswith("BEGIN:"):
            inner += 1
        elif word.startswith("END:") and inner and word != "END:VEVENT":
            inner -= 1
        elif word == "END:VEVENT":
            block.ended = True
            yield block
            block = None
        elif not inner:
            block.lines.append(line)
    if block:
        yield block


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the calendar, those that go on over several joined, with the number of the first."""
    start, parts = 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        if line[:1] in (" ", "\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield start, "".join(parts)
        start, parts = number, [line]
    if parts:
        yield start, "".join(parts)


def _read(block: _Block) -> Iterator[Proposal | Fault]:
    properties = [line for line in block.lines if line.replace(";", ":").split(":", 1)[0].strip().upper() in _READ]
    try:
        event = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *properties, "END:VEVENT"]))
        name, category = _text(event, "SUMMARY"), _text(event, "CATEGORIES")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        yield Fault(f"An event was not taken: {plain(str(error))}.", block.line)
        return
    told = f"`{name}`" if name else "An event without a name"
    if not block.ended:
        yield Fault(f"{told} was not taken: the file stops before the event ends.", block.line)
        return
    if _text(event, "STATUS").upper() == "CANCELLED":
        yield Fault(f"{told} was not taken: it is marked as cancelled.", block.line)
        return
    try:
        starts, ends = _days(event)
    except _NoDays as error:
        yield Fault(f"{told} was not taken: {error}", block.line)
        return
    if "RRULE" in event or "RDATE" in event:
        yield Fault(f"{told} repeats: only the first date was taken. Enter the others.", block.line)
    for zone in _odd_zones(event):
        yield Fault(f"{told} is given in the time zone `{zone}`: its dates were taken as they stand.", block.line)
    yield from placed("", name or category, starts, ends, block.line)


class _NoDays(ValueError):
    """An event whose days cannot be told; the message ends a sentence."""


def _text(event: Component, name: str) -> str:
    told = event.get(name, "")
    if isinstance(told, list):  # the property stands there twice; the first counts
        told = told[0]
    shown = told.to_ical().decode("utf-8", "replace") if name == "CATEGORIES" and told else str(told)
    return plain(shown)


def _days(event: Component) -> tuple[date, date]:
    """First and last day; in the file the end is the moment after the last day."""
    start = _moment(event, "DTSTART")
    if start is None:
        raise _NoDays("it has no date.")
    try:
        starts = _day(start)
        end = _moment(event, "DTEND") or _lasts(event, start)
        ends = starts if end is None else _day(end)
        # Some programs write the same day for the end of a single day.
        if end is not None and ends > starts and _is_midnight(end):
            ends -= timedelta(days=1)
    except OverflowError:
        raise _NoDays("it reaches further than there are dates.") from None
    for day in (starts, ends):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise _NoDays(f"its date is not in the years {FIRST_YEAR} to {LAST_YEAR}.")
    return starts, ends


def _moment(event: Component, name: str) -> date | datetime | None:
    told = event.get(name)
    if isinstance(told, list):
        told = told[0]
    if told is None:
        return None
    moment = _value(told)
    if not isinstance(moment, date):
        raise _NoDays(f"its date `{plain(str(told))}` cannot be read.")
    return moment


def _lasts(event: Component, start: date | datetime) -> date | datetime | None:
    length = _value(event.get("DURATION"))
    if not isinstance(length, timedelta) or length <= timedelta():
        return None
    return start + length


def _value(told: object) -> object:
    """What a property says as a date or a length of time; None where the library could not read it."""
    try:
        return getattr(told, "dt", None)
    except ValueError:  # raised by a property that the library calls broken
        return None


def _day(moment: date | datetime) -> date:
    """The day of a moment: in London for one in UTC, and as it stands otherwise."""
    if isinstance(moment, datetime):
        return local(moment).date() if _zone(moment) == "UTC" else moment.date()
    return moment


def _is_midnight(moment: date | datetime) -> bool:
    if not isinstance(moment, datetime):
        return True
    return (local(moment) if _zone(moment) == "UTC" else moment).time() == time()


def _zone(moment: datetime) -> str | None:
    return str(moment.tzinfo) if moment.tzinfo else None


def _odd_zones(event: Component) -> list[str]:
    """The zones of the start and end that keep another clock than London's, or that nobody knows."""
    odd: list[str] = []
    for name in ("DTSTART", "DTEND"):
        told = event.get(name)
        zone = getattr(told, "params", {}).get("TZID")
        if zone and plain(str(zone)) not in odd and not _keeps_london(str(zone)):
            odd.append(plain(str(zone)))
    return odd


def _keeps_london(zone: str) -> bool:
    return zone in _LONDON or "London" in zone
