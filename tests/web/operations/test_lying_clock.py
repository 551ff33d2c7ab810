"""A clock that jumps by an hour, a day or a year, and both changes of summer time: nothing is lost, done twice, or open
or shut for years.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.core import context, ratelimit
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import RequestFactory

from gatepost.web.operations.tick import tick
from gatepost.web.people.models import OnRoll
from gatepost.web.record.actions import CASE_HEADS, append
from gatepost.web.record.checking import beside, check_log
from gatepost.web.record.models import Entry, Verification
from gatepost.web.record.queries import log_of
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2099, 11, 23, 12, 0, tzinfo=UTC)  # after all that the demo's people have done
JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(days=365)]
LIES = [sign * jump for jump in JUMPS for sign in (1, -1)]
LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN = datetime(2099, 3, 28, tzinfo=LONDON), datetime(2099, 10, 24, tzinfo=LONDON)


def _tick(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        assert tick() == 0


def _act(moment: datetime) -> Entry:
    """Somebody does something at this moment, as the clock has it."""
    pk, head = school().pk, person("head")
    with time_machine.travel(moment, tick=False), school_scope(pk):
        return append(school_id=pk, actor=head.actor, role=head.role_words, action="membership.read", thing="-")


def _nights(first: datetime) -> Iterator[datetime]:
    """Every hour of three nights and mornings from this day on, in the order in which they pass."""
    moment = first.astimezone(UTC)
    while moment < (first + timedelta(days=3)).astimezone(UTC):
        if moment.astimezone(LONDON).hour < 8:
            yield moment
        moment += timedelta(hours=1)


@pytest.mark.parametrize("first", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_a_change_of_summer_time_gives_each_day_its_leaf_and_each_its_check_once(first: datetime) -> None:
    for moment in _nights(first):
        _tick(moment)
    with school_scope(school().pk):
        leaves = Counter(one.at.astimezone(LONDON).date() for one in Entry.objects.filter(action=CASE_HEADS))
        checks = Counter(one.at.astimezone(LONDON).date() for one in Verification.objects.all() if one.at)
    days = {(first + timedelta(days=number)).date() for number in range(3)}
    assert leaves == dict.fromkeys(days, 1)
    assert set(checks) <= days
    assert set(checks.values()) == {1}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_entries_never_go_back_and_say_when_the_clock_was_wrong(lie: timedelta) -> None:
    true = _act(NOW)
    told = [_act(NOW + lie), _act(NOW + timedelta(minutes=1)), _act(NOW + timedelta(minutes=2))]
    times = [one.at for one in (true, *told)]
    assert times == sorted(times)
    if lie > timedelta():  # entries stand at the latest moment there was, until the time has come up to it
        assert [one.at for one in told] == [NOW + lie] * 3
        assert _act(NOW + lie + timedelta(minutes=1)).at == NOW + lie + timedelta(minutes=1)
    else:
        assert [one.at for one in told] == [NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)]
    with school_scope(school().pk):
        log = log_of(school().pk)
        assert log is not None
        assert check_log(log).complete
        assert list(beside(log)) == []


@pytest.mark.parametrize("seed", range(3))
def test_whoever_is_to_leave_leaves_once_whatever_the_clock_says_in_between(seed: int) -> None:
    chance = random.Random(seed)
    with school_scope(school().pk):
        rows = list(OnRoll.objects.filter(kind="pupil").order_by("pk")[:6])
        for number, row in enumerate(rows):
            OnRoll.objects.filter(pk=row.pk).update(leaves=NOW.date() + timedelta(days=number - 2))
    for minutes in range(12):
        lie = chance.choice([timedelta(), timedelta(), *(one for one in LIES if one < timedelta(days=1))])
        _tick(NOW + timedelta(minutes=minutes) + lie)
    _tick(NOW + timedelta(days=30))
    with school_scope(school().pk):
        left = Counter(Entry.objects.filter(action="roll.left").values_list("thing", flat=True))
        assert sorted(left.values()) == [1] * len(rows)
        assert not OnRoll.objects.filter(pk__in=[row.pk for row in rows]).exists()


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_session_opened_while_the_clock_was_wrong_is_not_open_for_longer_than_any_other(lie: timedelta) -> None:
    with time_machine.travel(NOW + lie, tick=False):
        key = sign_in("head").session.session_key
    with time_machine.travel(NOW, tick=False):
        tick()
        lasts = [one.expire_date - NOW for one in Session.objects.filter(session_key=key)]
    assert all(one < timedelta(days=2) for one in lasts)
    if lie == timedelta(hours=1):
        assert lasts  # a small step signs nobody out


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_whoever_was_locked_out_while_the_clock_was_wrong_is_let_in_again(lie: timedelta) -> None:
    def too_often() -> bool:
        request = RequestFactory().post("/sign-in/password/", REMOTE_ADDR="192.0.2.1")
        with context.request_context(request):
            return not ratelimit.consume(request, action="login_failed", key="head@quillbrook.example")

    with time_machine.travel(NOW + lie, tick=False):
        assert any(too_often() for _ in range(6))
    later = NOW + (timedelta(hours=2) if abs(lie) < timedelta(days=1) else timedelta(minutes=16))
    with time_machine.travel(later, tick=False):
        tick()
        if abs(lie) != timedelta(days=1):
            assert not too_often()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        tick()
        assert not too_often()


def test_what_is_counted_now_is_kept() -> None:
    with time_machine.travel(NOW, tick=False):
        cache.set("a-count", 5, 900)
        key = sign_in("head").session.session_key
        tick()
        assert cache.get("a-count") == 5
        assert Session.objects.filter(session_key=key).exists()
