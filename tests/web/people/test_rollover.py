"""The end of a school year: everybody a year up on one page, and back again if it was too soon."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gatepost.web.people.models import Import, OnRoll
from gatepost.web.people.queries.rollover import doubts, next_name, usual_last_day
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import roll

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/quillbrook/roll/new-year/"


def told(page: Any, **more: str) -> dict[str, str]:
    """What the page's form holds, as a browser would send it."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | more


def agreeing(shown: Any) -> dict[str, str]:
    """What the page wants typed to begin the year, whatever the day of the test."""
    leaving = len(shown.context["found"].leavers)
    return {"agreed": shown.context["confirm"].initial["agreed"], "do": "1", "sure": "on", "typed": str(leaving)}


def years() -> dict[int, int]:
    with school_scope(cast.school().pk):
        found: dict[int, int] = {}
        for year in OnRoll.objects.filter(kind="pupil").values_list("year_group", flat=True):
            found[year or 0] = found.get(year or 0, 0) + 1
        return found


def test_everybody_goes_a_year_up_and_it_can_be_undone() -> None:
    client, before, old = cast.sign_in("head"), roll(), years()
    shown = client.post(PAGE, told(client.get(PAGE), look="1"))
    assert roll() == before
    leaving = len(shown.context["found"].leavers)
    assert leaving == old[6]
    again = client.post(PAGE, told(shown, **agreeing(shown) | {"typed": str(leaving + 1)}))
    assert again.status_code == 200
    assert roll() == before
    answer = client.post(PAGE, told(shown, **agreeing(shown)))
    assert answer.status_code == 302
    now = years()
    assert [now.get(year, 0) for year in range(7)] == [0, *(old[year] for year in range(6))]
    with school_scope(cast.school().pk):
        assert set(OnRoll.objects.filter(year_group=1).values_list("class_name", flat=True)) == {"Year 1"}
        number = Import.objects.get(format="new-year").pk
    client.post(f"/quillbrook/roll/import/{number}/undo/")
    assert roll() == before


def test_a_class_without_a_new_name_leaves_its_pupils_without_one() -> None:
    client = cast.sign_in("office")
    page = client.get(PAGE)
    rooms = [room.name for room in page.context["form"].rooms]
    changed = told(page, **{f"room-{rooms.index('Year 2')}": ""})
    assert client.post(PAGE, changed).context["found"].unnamed == ("Year 2",)


def test_what_has_changed_since_is_shown_again_and_not_done() -> None:
    client = cast.sign_in("head")
    shown = client.post(PAGE, told(client.get(PAGE)))
    with school_scope(cast.school().pk):
        OnRoll.objects.filter(year_group=6).first().delete()  # type: ignore[union-attr]
    before = roll()
    answer = client.post(PAGE, told(shown, **agreeing(shown)))
    assert "The roll has changed since" in answer.content.decode()
    assert roll() == before


def test_a_year_is_not_over_before_its_last_day() -> None:
    client = cast.sign_in("head")
    page = client.get(PAGE)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    shown = client.post(PAGE, told(page, last_day=tomorrow))
    before = roll()
    answer = client.post(PAGE, told(shown, **agreeing(shown), last_day=tomorrow))
    assert "has not been yet" in answer.content.decode()
    assert roll() == before


def test_a_second_press_moves_nobody_up_again_and_wants_everything_typed_anew() -> None:
    client = cast.sign_in("head")
    shown = client.post(PAGE, told(client.get(PAGE)))
    pressed = told(shown, **agreeing(shown))
    assert client.post(PAGE, pressed).status_code == 302
    once = roll()
    again = client.post(PAGE, pressed)
    assert "The roll has changed since" in str(again.context["form"].non_field_errors())
    assert "was begun here already" in again.content.decode()
    assert not again.context["confirm"].is_bound  # the number is empty again
    anew = agreeing(again)
    del anew["sure"]
    assert client.post(PAGE, told(again, **anew)).context["confirm"].has_error("sure")
    assert roll() == once


@pytest.mark.parametrize(
    ("on", "proposed", "doubted"),
    [
        ("2027-07-23", date(2027, 7, 23), False),
        ("2027-09-01", date(2027, 9, 1), False),
        ("2027-11-21", date(2027, 8, 31), True),
        ("2028-02-01", date(2027, 8, 31), True),
    ],
)
def test_outside_the_summer_a_new_year_is_doubted(on: str, proposed: date, doubted: bool) -> None:
    now = datetime.fromisoformat(f"{on}T10:00:00+00:00")
    assert usual_last_day(now.date()) == proposed
    with school_scope(cast.school().pk):
        assert bool(doubts(proposed, now)) is doubted


def test_a_nursery_goes_into_reception_once_its_older_half_does() -> None:
    assert next_name("Nursery", -1) == "Reception"
    assert next_name("Nursery", -2) == "Nursery"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Reception", "Year 1"), ("Year 3", "Year 4"), ("3B", "4B"), ("Owls", "Owls"), ("Year 9", "Year 10")],
)
def test_classes_are_offered_the_name_of_the_next_year(old: str, new: str) -> None:
    assert next_name(old, 3) == new
