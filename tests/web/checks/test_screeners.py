"""The screening that a process keeps: built once, for the roll as it stands, and not for long."""

import pytest

from gatepost.screening.screen import Screener
from gatepost.web.checks.drafts import screeners
from gatepost.web.checks.drafts.screeners import MOST_KEPT, forget, screener_for
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school

pytestmark = pytest.mark.usefixtures("database")

NAME = "Zuqarin Oakapple"


def kept() -> str:
    """Every name that the process holds for its schools."""
    return " ".join(f"{one.forename} {one.surname}" for each in screeners._kept.values() for one in each.roll)


def of(key: str) -> Screener:
    with school_scope(school().pk):
        return screener_for(person(key), school())[0]


def test_it_is_built_once_for_all_who_may_ask_the_roll() -> None:
    assert of("teacher") is of("head")
    assert of("parent") is of("volunteer")
    assert of("parent") is not of("head")


def test_whoever_is_taken_off_the_roll_is_gone_with_the_next_check() -> None:
    with school_scope(school().pk):
        forename, surname = NAME.split()
        row = OnRoll(school=school(), kind="pupil", forename=forename, surname=surname, folded=f" {NAME.lower()}")
        row.save()
    before = of("teacher")
    assert NAME in kept()
    with school_scope(school().pk):
        row.delete()
    assert of("teacher") is not before
    assert NAME not in kept()


def test_after_its_time_it_is_forgotten_without_anybody_asking() -> None:
    key, made = (school().pk, True), of("teacher")
    end = screeners._kept[key].end
    assert (end.interval, end.daemon, end.is_alive()) == (600, True, True)
    assert end.function is forget
    forget(*end.args)
    assert key not in screeners._kept
    newer = of("teacher")
    assert newer is not made
    forget(key, made)  # the end of the earlier one
    assert of("teacher") is newer


def test_what_takes_its_place_ends_the_clock_of_the_one_before() -> None:
    of("teacher")
    end = screeners._kept[school().pk, True].end
    with school_scope(school().pk):
        OnRoll(school=school(), kind="pupil", forename="Una", surname="Vane", folded=" una vane").save()
    of("teacher")
    end.join(timeout=10)
    assert not end.is_alive()


def test_a_process_keeps_no_more_than_a_few_schools() -> None:
    of("teacher")
    for number in range(MOST_KEPT):
        screeners._screener((-1 - number, True), (), screeners._own_words(school()))
    assert len(screeners._kept) == MOST_KEPT
    assert (school().pk, True) not in screeners._kept
