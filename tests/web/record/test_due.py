"""Each day the clock checks the record, vouches for the cases, and signs a head."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from gatepost.web.operations.tick import tick
from gatepost.web.record import due
from gatepost.web.record.actions import CASE_HEADS
from gatepost.web.record.models import Entry, Head, Verification
from gatepost.web.record.queries import checked
from gatepost.web.record.verifying import ask
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope
from tests.web.record.filled import add, log, owner, school, unguard

NOVEMBER = datetime(2026, 11, 23, 5, 59, tzinfo=UTC)  # in London the same time
pytestmark = pytest.mark.usefixtures("database")


def _run(now: datetime) -> None:
    with time_machine.travel(now, tick=False), school_scope(school().pk):
        due.run(school(), now)


def _leaves() -> int:
    with school_scope(school().pk):
        return Entry.objects.filter(action=CASE_HEADS).count()


def test_once_a_day_from_six_in_the_morning_on() -> None:
    with time_machine.travel(NOVEMBER - timedelta(days=1), tick=False):
        add(3)
    _run(NOVEMBER)
    assert _leaves() == 0
    for minutes in (1, 2, 600):
        _run(NOVEMBER + timedelta(minutes=minutes))
        assert _leaves() == 1
    _run(NOVEMBER + timedelta(days=1, minutes=1))
    assert _leaves() == 2
    with school_scope(school().pk):
        assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [4, 5]
        assert Verification.objects.count() == 2
        last = checked(school().pk)
    assert last is not None
    assert last.complete
    assert last.since == NOVEMBER - timedelta(days=1)


def test_in_summer_six_in_the_morning_is_six_at_school() -> None:
    _run(datetime(2026, 7, 1, 4, 59, tzinfo=UTC))
    assert _leaves() == 0
    _run(datetime(2026, 7, 1, 5, 0, tzinfo=UTC))
    assert _leaves() == 1


def test_the_leaf_is_there_though_nothing_ever_happened() -> None:
    _run(NOVEMBER + timedelta(hours=1))
    assert (_leaves(), log().size) == (1, 1)


def test_a_check_that_somebody_asked_for_is_made_at_the_next_tick() -> None:
    with time_machine.travel(NOVEMBER - timedelta(hours=12), tick=False):
        add(3)
        with school_scope(school().pk):
            ask(log())
            ask(log())
    _run(NOVEMBER - timedelta(hours=11))
    with school_scope(school().pk):
        (done,) = Verification.objects.all()
        assert done.complete
        assert done.at == NOVEMBER - timedelta(hours=11)


def test_a_change_is_remembered_with_its_place() -> None:
    add(6)
    unguard()
    owner(f"UPDATE record_entry SET actor = 'member:99' WHERE log_id = {log().pk} AND seq = 2")
    with school_scope(school().pk):
        due.run(school(), datetime(2030, 1, 1, 12, tzinfo=UTC))
        last = checked(school().pk)
    assert last is not None
    assert (last.complete, last.kind, last.place) == (False, "changed", 2)


def test_the_tick_does_it_for_every_school() -> None:
    with time_machine.travel(NOVEMBER + timedelta(hours=2), tick=False):
        assert tick() == 0
        for one in School.objects.all():
            with school_scope(one.pk):
                assert Entry.objects.filter(action=CASE_HEADS).count() == 1
                assert Head.objects.count() == 1
