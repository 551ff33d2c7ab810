"""What a moment is for somebody at school: in a lesson, at work outside one, in a break of the school day, or free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from gatepost.terms.calendar import Calendar
from gatepost.terms.faults import refuse
from gatepost.terms.london import local
from gatepost.terms.timetable import WEEKDAYS

Time = Literal["lesson", "working-time", "school-day-break", "own-time"]


@dataclass(frozen=True, slots=True)
class WorkingPattern:
    """The hours that a person works, by weekday (Monday is 0), from and to; a weekday left out is not worked."""

    hours: Mapping[int, tuple[time, time]]

    def __post_init__(self) -> None:
        refuse(
            f"{WEEKDAYS[weekday] if weekday in range(5) else f'weekday {weekday}'}: the working hours end at "
            f"{ends:%H:%M}, before they start at {starts:%H:%M}."
            for weekday, (starts, ends) in self.hours.items()
            if ends <= starts
        )

    def works_at(self, weekday: int, clock: time) -> bool:
        starts, ends = self.hours.get(weekday, (time.max, time.min))
        return starts <= clock < ends


def time_of(
    instant: datetime,
    calendar: Calendar,
    pattern: WorkingPattern | None = None,
    *,
    group: str | None = None,
    pupil: bool = False,
) -> Time | None:
    """The word of the vocabulary's `time` that holds at an instant; None where it is not known, which never means no.

    For a member of staff with the working hours of the school, or with a `pattern` of their own; for a `pupil` the
    day ends with the school day and an INSET day is free. `group` is the phase or class whose bells are kept.
    Not known are days of no entered school year, and the hours of a school day without a timetable. The moment of a
    bell belongs to what begins with it. Raises NaiveInstant.
    """
    now = local(instant)
    day, clock = now.date(), now.time()
    kind = calendar.kind_of(day)
    year = calendar.year_of(day)
    if kind is None or year is None:
        return None
    if kind not in ("school-day", "inset") or (pupil and kind == "inset"):
        return "own-time"
    if pattern and not pattern.works_at(day.weekday(), clock):
        return "own-time"
    shape = year.shape(day, group)
    if shape is None:
        return None
    starts, ends = (shape.opens, shape.closes) if pupil else (shape.staff_from, shape.staff_to)
    if not starts <= clock < ends:
        return "own-time"
    slot = shape.slot_at(clock)
    if kind == "inset" or slot is None:
        return "working-time"
    return "lesson" if slot.kind == "lesson" else "school-day-break"
