"""Safeguarding cover: whose turn it is, who acts otherwise, and where the rota has a gap."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from gatepost.web.record.models import Entry
from gatepost.web.schools import queries, rota
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions import cover, membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Cover, Membership, RoleHeld
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import Database

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(key: str) -> Membership:
    return Membership.objects.get(account=cast.account(key))


def turn(person: Person, key: str, begins: float, ends: float) -> Cover:
    """A turn from so many hours after 7:00 on Monday until so many."""
    return cover.add_turn(
        person=person, member=row(key), starts_at=MONDAY + begins * HOUR, ends_at=MONDAY + ends * HOUR
    )


@time_machine.travel(MONDAY, tick=False)
def test_whose_turn_it_is_acts_and_otherwise_the_dsl_and_without_one_the_deputies(database: Database) -> None:
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id):
        turn(dsl, "deputy", 1, 3)
        on_duty = [queries.dsl_on_duty(MONDAY + hours * HOUR) for hours in (0, 1, 2.99, 3)]
        assert on_duty == [(row("dsl").pk,), (row("deputy").pk,), (row("deputy").pk,), (row("dsl").pk,)]
        RoleHeld.objects.filter(role="dsl").update(role="teacher")
        assert queries.dsl_on_duty(MONDAY) == (row("deputy").pk,)
        RoleHeld.objects.filter(role="deputy-dsl").update(role="teacher")
        assert queries.dsl_on_duty(MONDAY + 2 * HOUR) == ()


@time_machine.travel(MONDAY, tick=False)
def test_turns_do_not_overlap_but_may_meet(database: Database) -> None:
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id):
        turn(dsl, "deputy", 2, 4)
        for begins, ends in ((1, 3), (3, 5), (2.5, 3), (1, 5), (2, 4)):
            with pytest.raises(Fault):
                turn(dsl, "dsl", begins, ends)
        turn(dsl, "dsl", 4, 5)
        turn(dsl, "dsl", 1, 2)
        assert Cover.objects.count() == 3
        assert Entry.objects.filter(action="cover.added").count() == 3


@time_machine.travel(MONDAY, tick=False)
def test_only_who_holds_a_safeguarding_role_throughout_takes_a_turn(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        with pytest.raises(Fault):
            turn(head, "teacher", 1, 2)
        RoleHeld.objects.filter(role="deputy-dsl").update(ends_on=today())
        with pytest.raises(Fault):
            turn(head, "deputy", 1, 30)
        turn(head, "deputy", 1, 3)


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize(("begins", "ends"), [(3, 3), (3, 2), (-5, -2)])
def test_a_turn_ends_after_it_begins_and_is_not_over(database: Database, begins: int, ends: int) -> None:
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id), pytest.raises(Fault):
        turn(dsl, "deputy", begins, ends)


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("key", ["teacher", "office", "chair", "it"])
def test_the_rota_is_written_by_head_dsl_and_deputies(database: Database, key: str) -> None:
    person, dsl = cast.person(key), cast.person("dsl")
    with school_scope(person.school_id):
        with pytest.raises(Refused):
            turn(person, "deputy", 1, 2)
        made = turn(dsl, "deputy", 1, 2)
        with pytest.raises(Refused):
            cover.remove_turn(person=person, turn=made)


def test_a_turn_taken_off_never_was_and_one_that_runs_ends_now(database: Database) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        dsl = cast.person("dsl")
        with school_scope(dsl.school_id):
            first, second = turn(dsl, "deputy", 1, 4), turn(dsl, "deputy", 5, 6)
            clock.move_to(MONDAY + 2 * HOUR)
            cover.remove_turn(person=dsl, turn=second)
            cover.remove_turn(person=dsl, turn=first)
            (left,) = Cover.objects.all()
            assert left.ends_at == MONDAY + 2 * HOUR
            assert queries.dsl_on_duty(MONDAY + 3 * HOUR) == (row("dsl").pk,)
            with pytest.raises(Fault):
                cover.remove_turn(person=dsl, turn=left)


@time_machine.travel(MONDAY, tick=False)
def test_a_leaver_and_somebody_who_loses_the_role_have_no_turns_left(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        turn(head, "deputy", 24, 34)
        role = RoleHeld.objects.get(role="deputy-dsl")
        membership.end_role(person=head, held=role, last_day=today())
        assert Cover.objects.count() == 0
        membership.give_role(person=head, member=row("teacher"), role="deputy-dsl", starts_on=today(), ends_on=None)
        turn(head, "teacher", 24, 34)
        membership.end_membership(person=head, member=row("teacher"), last_day=None, successor=None)
        assert Cover.objects.count() == 0


@time_machine.travel(MONDAY, tick=False)
def test_the_rota_shows_four_weeks_from_today_and_its_gaps_on_weekdays(database: Database) -> None:
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id):
        turn(dsl, "deputy", 1, 6)
        turn(dsl, "dsl", 6, 10)  # together 8:00 to 17:00
        turn(dsl, "deputy", 25, 33)  # until 16:00 only
        days = rota.four_weeks(dsl, MONDAY)
    assert [one.on.isoformat() for one in (days[0], days[-1])] == ["2026-03-02", "2026-03-29"]
    assert len(days) == 28
    assert [one.name for one in days[0].turns] == ["Colin Farrow", "Deborah Finch"]
    assert [one.gap for one in days[:7]] == [False, True, True, True, True, False, False]
    assert days[2].otherwise == ("Deborah Finch",)


@time_machine.travel(datetime(2026, 3, 27, 9, tzinfo=UTC), tick=False)
def test_a_bank_holiday_is_no_gap_and_the_clock_change_moves_no_turn(database: Database) -> None:
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id):
        begins = datetime(2026, 3, 30, 7, tzinfo=UTC)  # 8:00 in London: the clocks have changed
        cover.add_turn(person=dsl, member=row("deputy"), starts_at=begins, ends_at=begins + 9 * HOUR)
        days = {one.on.isoformat(): one for one in rota.four_weeks(dsl, begins)}
        assert not days["2026-03-30"].gap
        assert f"{days['2026-03-30'].turns[0].starts_at:%H:%M}" == "08:00"
        assert days["2026-04-02"].gap
        assert not days["2026-04-03"].gap  # Good Friday


@time_machine.travel(MONDAY, tick=False)
def test_another_schools_turns_are_not_on_the_rota(database: Database) -> None:
    larksend = cast.person("head", "larksend")
    with school_scope(larksend.school_id):
        member = Membership.objects.get(pk=larksend.membership_id)
        cover.add_turn(person=larksend, member=member, starts_at=MONDAY, ends_at=MONDAY + HOUR)
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id):
        assert not any(one.turns for one in rota.four_weeks(dsl, MONDAY))
        assert queries.dsl_on_duty(MONDAY) == (row("dsl").pk,)


@time_machine.travel(MONDAY, tick=False)
def test_a_school_that_keeps_no_rota_has_a_gap_only_where_nobody_could_act(database: Database) -> None:
    dsl = cast.person("dsl")
    with school_scope(dsl.school_id):
        assert not any(one.gap for one in rota.four_weeks(dsl, MONDAY))
        RoleHeld.objects.filter(role__in=("dsl", "deputy-dsl")).update(ends_on=today())
        assert [one.gap for one in rota.four_weeks(dsl, MONDAY)[:7]] == [False, True, True, True, True, False, False]
