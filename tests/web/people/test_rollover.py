"""The end of a school year: everybody a year up on one page, and back again if it was too soon."""

from datetime import timedelta
from typing import Any

import pytest

from gatepost.web.people.models import Import, OnRoll
from gatepost.web.people.queries.rollover import next_name
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
    sure = {"agreed": shown.context["confirm"].initial["agreed"], "do": "1"}
    again = client.post(PAGE, told(shown, **sure, typed=str(leaving + 1)))
    assert again.status_code == 200
    assert roll() == before
    answer = client.post(PAGE, told(shown, **sure, typed=str(leaving)))
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
    leaving = len(shown.context["found"].leavers)
    sure = {"agreed": shown.context["confirm"].initial["agreed"], "do": "1", "typed": str(leaving)}
    answer = client.post(PAGE, told(shown, **sure))
    assert "The roll has changed since" in answer.content.decode()
    assert roll() == before


def test_a_year_is_not_over_before_its_last_day() -> None:
    client = cast.sign_in("head")
    page = client.get(PAGE)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    shown = client.post(PAGE, told(page, last_day=tomorrow))
    sure = {"agreed": shown.context["confirm"].initial["agreed"], "do": "1", "last_day": tomorrow}
    before = roll()
    answer = client.post(PAGE, told(shown, **sure, typed=str(len(shown.context["found"].leavers))))
    assert "has not been yet" in answer.content.decode()
    assert roll() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("Reception", "Year 1"), ("Year 3", "Year 4"), ("3B", "4B"), ("Owls", "Owls"), ("Year 9", "Year 10")],
)
def test_classes_are_offered_the_name_of_the_next_year(old: str, new: str) -> None:
    assert next_name(old) == new
