"""The shape of a school day: what is sound is taken, and every fault is told at once."""

from dataclasses import replace
from datetime import UTC, time

import pytest

from gatepost.terms.faults import TermFaults
from gatepost.terms.timetable import MONDAY_TO_FRIDAY, DayShape, Slot, Timetable
from tests.terms.schools import usual_day

USUAL = usual_day()


def faults(*shapes: DayShape) -> list[str]:
    with pytest.raises(TermFaults) as caught:
        Timetable(shapes)
    return [fault.message for fault in caught.value.faults]


def test_every_fault_of_a_day_is_told_at_once() -> None:
    lesson, lunch = Slot("lesson", "maths", time(9), time(12, 30)), Slot("break", "lunch", time(12), time(13))
    late, backwards = Slot("lesson", "art", time(15), time(16)), Slot("lesson", "music", time(14), time(13, 30))
    found = faults(DayShape(time(9), time(15, 30), time(9, 30), time(15), (lesson, lunch, late, backwards)))
    assert found == [
        "Monday to Friday: staff start at 09:30, after the school day starts at 09:00.",
        "Monday to Friday: staff finish at 15:00, before the school day ends at 15:30.",
        "Monday to Friday: lesson music (14:00 to 13:30) ends before it starts.",
        "Monday to Friday: lesson art (15:00 to 16:00) is not inside the school day, 09:00 to 15:30.",
        "Monday to Friday: lesson maths (09:00 to 12:30) and break lunch (12:00 to 13:00) overlap.",
    ]


def test_a_weekday_without_a_timetable_and_one_with_two_are_faults() -> None:
    monday, all_but_friday = replace(USUAL, weekdays=frozenset({0})), replace(USUAL, weekdays=MONDAY_TO_FRIDAY - {4})
    assert faults(monday, all_but_friday) == [
        "Monday has 2 timetables. Keep one.",
        "Friday has no timetable. Give the start and end of the school day.",
    ]
    assert faults(replace(USUAL, weekdays=frozenset({5})))[-1].endswith("not a day from Monday (0) to Friday (4).")
    assert faults(USUAL, replace(USUAL, weekdays=frozenset()))


def test_a_day_that_ends_before_it_starts_is_a_fault() -> None:
    backwards = DayShape(time(15), time(9), time(8), time(16))
    assert faults(backwards) == ["Monday to Friday: the school day ends at 09:00, before it starts at 15:00."]


def test_a_time_of_day_with_a_time_zone_is_a_fault() -> None:
    assert "without a time zone" in faults(replace(USUAL, opens=time(8, 50, tzinfo=UTC)))[0]


def test_a_group_has_its_own_bells_on_its_days_and_those_of_everybody_on_the_others() -> None:
    infants = replace(usual_day(time(11, 45), time(12, 45), "infants"), weekdays=frozenset({0, 1}))
    timetable = Timetable((USUAL, infants))
    assert timetable.shape(0, "infants") is infants
    assert timetable.shape(2, "infants") is USUAL
    assert timetable.shape(0, "juniors") is USUAL
    assert timetable.shape(0) is USUAL


def test_lessons_that_touch_do_not_overlap() -> None:
    touching = (Slot("lesson", "a", time(9), time(10)), Slot("break", "b", time(10), time(10, 15)))
    assert Timetable((replace(USUAL, slots=touching),)).shape(0).slots == touching


def test_a_day_cut_short_keeps_what_comes_before_and_never_grows() -> None:
    short = USUAL.until(time(12, 30))
    assert short.closes == time(12, 30)
    assert short.staff_to == time(13, 40)
    assert [slot.ends for slot in short.slots] == [time(10, 45), time(11), time(12, 15), time(12, 30)]
    assert USUAL.until(time(18)) == USUAL
    assert USUAL.until(time(12, 30), time(14)).staff_to == time(14)
