"""The shape of a school day: when it starts and ends, its lessons and breaks, and the staff's hours around it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal, Self

from gatepost.terms.faults import refuse

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson or a break, from the bell that starts it up to, and not with, the bell that ends it."""

    kind: Literal["lesson", "break"]
    name: str
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class DayShape:
    """A school day from `opens` to `closes`, with staff at work from `staff_from` to `staff_to`.

    Between slots, as in registration, assembly or on the way between rooms, staff are at work and nobody is taught.
    `weekdays` counts from Monday, 0. `group` is the phase or class that keeps these bells; None is everybody else.
    """

    opens: time
    closes: time
    staff_from: time
    staff_to: time
    slots: tuple[Slot, ...] = ()
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    group: str | None = None

    def slot_at(self, clock: time) -> Slot | None:
        """The lesson or break that is on at a time of day."""
        for slot in self.slots:
            if slot.starts <= clock < slot.ends:
                return slot
        return None

    def until(self, closes: time, staff_to: time | None = None) -> Self:
        """The same day, ending at `closes` if that is earlier; staff stay as long after the bell as otherwise."""
        closes = min(closes, self.closes)
        slots = (replace(slot, ends=min(slot.ends, closes)) for slot in self.slots if slot.starts < closes)
        stay = _since_midnight(self.staff_to) - _since_midnight(self.closes)
        staff_to = staff_to or (datetime.min.replace(tzinfo=UTC) + _since_midnight(closes) + stay).time()
        return replace(self, closes=closes, staff_to=staff_to, slots=tuple(slots))


@dataclass(frozen=True, slots=True)
class Timetable:
    """The day shapes of a school; raises TermFaults, with every fault, unless each weekday has exactly one for all."""

    shapes: tuple[DayShape, ...]

    def __post_init__(self) -> None:
        refuse([*_missing(self.shapes), *(fault for shape in self.shapes for fault in _faults(shape))])

    def shape(self, weekday: int, group: str | None = None) -> DayShape:
        """The bells of a group on a weekday (Monday is 0, Friday 4); everybody's where it has none."""
        mine = [shape for shape in self.shapes if weekday in shape.weekdays and shape.group in (None, group)]
        return max(mine, key=lambda shape: shape.group is not None)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def _missing(shapes: tuple[DayShape, ...]) -> Iterator[str]:
    for group in dict.fromkeys((None, *(shape.group for shape in shapes))):
        for weekday, name in enumerate(WEEKDAYS):
            count = sum(shape.group == group and weekday in shape.weekdays for shape in shapes)
            whose = f" for {group}" if group else ""
            if count > 1:
                yield f"{name} has {count} timetables{whose}. Keep one."
            elif not count and group is None:
                yield f"{name} has no timetable. Give the start and end of the school day."


def _faults(shape: DayShape) -> Iterator[str]:
    where = _where(shape)
    if not shape.weekdays:
        yield f"{where}: no weekday is named. Say on which days these times hold."
    for weekday in sorted(shape.weekdays - MONDAY_TO_FRIDAY):
        yield f"{where}: weekday {weekday} is not a day from Monday (0) to Friday (4)."
    times = (shape.opens, shape.closes, shape.staff_from, shape.staff_to)
    if any(clock.tzinfo for clock in (*times, *(end for slot in shape.slots for end in (slot.starts, slot.ends)))):
        yield f"{where}: times of day are given without a time zone; they are those of the school's clock."
        return
    if shape.closes <= shape.opens:
        yield f"{where}: the school day ends at {shape.closes:%H:%M}, before it starts at {shape.opens:%H:%M}."
    if shape.staff_from > shape.opens:
        yield f"{where}: staff start at {shape.staff_from:%H:%M}, after the school day starts at {shape.opens:%H:%M}."
    if shape.staff_to < shape.closes:
        yield f"{where}: staff finish at {shape.staff_to:%H:%M}, before the school day ends at {shape.closes:%H:%M}."
    in_order = sorted(shape.slots, key=lambda slot: (slot.starts, slot.ends))
    for slot in in_order:
        if slot.ends <= slot.starts:
            yield f"{where}: {_said(slot)} ends before it starts."
        elif slot.starts < shape.opens or slot.ends > shape.closes:
            day = f"{shape.opens:%H:%M} to {shape.closes:%H:%M}"
            yield f"{where}: {_said(slot)} is not inside the school day, {day}."
    for number, one in enumerate(in_order):
        for other in in_order[number + 1 :]:
            if one.starts < other.ends and other.starts < one.ends:
                yield f"{where}: {_said(one)} and {_said(other)} overlap."


def _where(shape: DayShape) -> str:
    days = ", ".join(WEEKDAYS[day] for day in sorted(shape.weekdays & MONDAY_TO_FRIDAY)) or "Timetable"
    if shape.weekdays == MONDAY_TO_FRIDAY:
        days = "Monday to Friday"
    return f"{days} for {shape.group}" if shape.group else days


def _said(slot: Slot) -> str:
    return f"{slot.kind} {slot.name} ({slot.starts:%H:%M} to {slot.ends:%H:%M})"
