"""Staff hear it no later than parents, and parents no later than the public, whatever is done to one of the hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.terms.london import local
from gatepost.web.releases.holds import (
    AUDIENCES,
    a_day_later,
    held,
    in_order,
    moment_of,
    over_at,
    put_off,
    reached,
    told,
)

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
MOMENTS = st.one_of(st.none(), st.integers(-99, 99).map(lambda hours: NOW + timedelta(hours=hours)))
TIMES = st.dictionaries(st.sampled_from(AUDIENCES), MOMENTS).filter(in_order)


@given(times=TIMES, audience=st.sampled_from(AUDIENCES))
def test_told_to_one_it_is_told_to_all_before_them_and_to_nobody_after(times: dict, audience: str) -> None:
    after = told(times, audience, NOW)
    assert in_order(after)
    place = AUDIENCES.index(audience)
    assert not any(held(after, one, NOW) for one in AUDIENCES[: place + 1])
    assert [held(after, one, NOW) for one in AUDIENCES[place + 1 :]] == [
        held(times, one, NOW) for one in AUDIENCES[place + 1 :]
    ]


@given(times=TIMES, data=st.data())
def test_put_off_for_one_nobody_after_them_hears_it_sooner(times: dict, data: st.DataObject) -> None:
    waiting = [one for one in AUDIENCES if held(times, one, NOW)]
    if not waiting:
        return
    audience, until = data.draw(st.sampled_from(waiting)), data.draw(MOMENTS)
    after = put_off(times, audience, until)
    assert in_order(after)
    assert set(after) == set(times)
    for one in AUDIENCES:
        assert held(times, one, NOW) <= held(after, one, NOW)


@pytest.mark.parametrize(
    ("times", "right"),
    [
        ({}, True),
        ({"public": None}, True),
        ({"staff": NOW, "parents": NOW, "public": NOW}, True),
        ({"staff": NOW, "parents": None, "public": None}, True),
        ({"staff": NOW}, False),
        ({"staff": NOW, "parents": NOW}, False),
        ({"parents": None, "public": NOW}, False),
        ({"staff": NOW + timedelta(1), "parents": NOW, "public": NOW}, False),
    ],
)
def test_the_order_in_which_people_hear_it_is_judged(times: dict, right: bool) -> None:
    assert in_order(times) is right


@pytest.mark.parametrize("day", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 11, tzinfo=UTC)])
def test_a_day_later_is_the_same_hour_by_the_schools_clock_when_the_clocks_change(day: datetime) -> None:
    assert local(day).hour == local(a_day_later(day)).hour == 12
    assert (a_day_later(day) - day) in (timedelta(hours=23), timedelta(hours=25))


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # comes twice
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # never comes
        (date(2026, 10, 25), time(0, 30), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (date(2026, 7, 1), time(12), datetime(2026, 7, 1, 11, tzinfo=UTC)),
    ],
)
def test_when_the_clocks_change_nothing_is_out_while_the_clock_shows_an_earlier_hour(
    day: date, clock: time, instant: datetime
) -> None:
    assert moment_of(day, clock) == instant
    assert a_day_later(moment_of(day - timedelta(days=1), clock)) == instant
    later = (local(instant + timedelta(minutes=minutes)).replace(tzinfo=None) for minutes in range(0, 180, 10))
    assert all(one >= datetime.combine(day, clock) for one in later)


@pytest.mark.parametrize(
    ("audience", "target", "whom"),
    [
        (None, None, "public"),
        ("public", "staff", "public"),
        ("friends", "staff", "public"),
        ("one-person", "staff", "staff"),
        ("private-group", "parent", "parents"),
        ("private-group", "governor", "staff"),
        ("one-person", "pupil", "public"),
        ("one-person", None, "public"),
    ],
)
def test_what_is_not_known_of_a_drafts_readers_is_the_public(
    audience: str | None, target: str | None, whom: str
) -> None:
    assert reached(audience, target) == whom


def test_it_is_over_when_it_is_out_for_everybody() -> None:
    assert over_at({"staff": NOW, "public": NOW + timedelta(1)}) == NOW + timedelta(1)
    assert over_at({"staff": NOW, "public": None}) is None
    assert over_at({}) is None
