"""Few photos are looked at at once, few of one member in an hour, and never on the last threads of the site."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from gatepost.web.checks.looking import HOUR, LOOKS, MOST_PHOTOS, WAITING, Busy, Looks
from gatepost.web.operations.process import THREADS

LONG = 60.0  # seconds that nothing here takes
ONE, OTHER, THIRD, FOURTH, FIFTH = range(1, 6)


class Looking:
    """A member who looks at a photo on a thread until let go."""

    def __init__(self, pool: ThreadPoolExecutor, looks: Looks, member: int) -> None:
        self.begun, self.end = threading.Event(), threading.Event()
        self.done: Future[None] = pool.submit(self._look, looks, member)

    def _look(self, looks: Looks, member: int) -> None:
        with looks.one(member):
            self.begun.set()
            assert self.end.wait(LONG)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as threads:
        yield threads


def begun(pool: ThreadPoolExecutor, looks: Looks, *members: int) -> list[Looking]:
    looking = [Looking(pool, looks, member) for member in members]
    assert all(one.begun.wait(LONG) for one in looking)
    return looking


def waits(looks: Looks, *members: int) -> None:
    """Return once these members wait."""
    while looks._waiting != set(members):
        threading.Event().wait(0.001)


def let_go(*looking: Looking) -> None:
    for one in looking:
        one.end.set()
        one.done.result(LONG)


def test_threads_are_left_for_whoever_looks_at_no_photo() -> None:
    assert THREADS - LOOKS - WAITING >= 4


def test_two_look_at_once_and_the_third_is_told_in_a_sentence(pool: ThreadPoolExecutor) -> None:
    looks = Looks(patience=0)
    looking = begun(pool, looks, ONE, OTHER)
    with pytest.raises(Busy, match="being looked at just now"), looks.one(THIRD):
        pytest.fail("a third look")
    let_go(*looking)
    with looks.one(THIRD), looks.one(ONE):
        pass


def test_one_member_looks_once_at_a_time(pool: ThreadPoolExecutor) -> None:
    looks = Looks(patience=0)
    looking = begun(pool, looks, ONE)
    with pytest.raises(Busy), looks.one(ONE):
        pytest.fail("a second look of the same member")
    with looks.one(OTHER):
        pass
    let_go(*looking)


def test_whoever_waits_has_the_turn_of_whoever_ends(pool: ThreadPoolExecutor) -> None:
    looks = Looks(patience=LONG)
    first, second = begun(pool, looks, ONE, OTHER)
    third = Looking(pool, looks, THIRD)
    waits(looks, THIRD)
    assert not third.begun.is_set()
    let_go(first)
    assert third.begun.wait(LONG)
    let_go(second, third)


def test_no_more_than_a_few_wait_and_each_member_once(pool: ThreadPoolExecutor) -> None:
    looks = Looks(patience=LONG)
    looking = begun(pool, looks, ONE, OTHER)
    waiting = [Looking(pool, looks, ONE)]
    waits(looks, ONE)
    with pytest.raises(Busy), looks.one(ONE):
        pytest.fail("one member waits twice")
    waiting.append(Looking(pool, looks, THIRD))
    waits(looks, ONE, THIRD)
    for member in (FOURTH, FIFTH):
        with pytest.raises(Busy), looks.one(member):
            pytest.fail("a third waits")
    let_go(*looking, *waiting)


def test_a_look_that_fails_makes_room_too() -> None:
    looks = Looks(patience=0)
    for _ in range(LOOKS + 1):
        with pytest.raises(ZeroDivisionError), looks.one(ONE):
            1 / 0  # noqa: B018
    with looks.one(ONE):
        pass


def test_so_many_photos_of_one_member_in_an_hour_and_no_more() -> None:
    now = 0.0
    looks = Looks(patience=0, clock=lambda: now)
    for _ in range(MOST_PHOTOS // 4):
        with looks.one(ONE, 4):
            now += 1
    with pytest.raises(Busy, match=f"{MOST_PHOTOS} photos"), looks.one(ONE):
        pytest.fail("one photo too many")
    with looks.one(OTHER, 4):
        pass
    now = HOUR + 0.5  # the first four are an hour old, and no others
    with looks.one(ONE, 4):
        pass
    with pytest.raises(Busy), looks.one(ONE):
        pytest.fail("one photo too many")


def test_nothing_is_remembered_of_a_member_after_an_hour() -> None:
    now = 0.0
    looks = Looks(clock=lambda: now)
    with looks.one(ONE, 4):
        pass
    now = HOUR
    with looks.one(OTHER):
        pass
    assert set(looks._looked_at) == {OTHER}
