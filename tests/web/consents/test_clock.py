"""What the clock tells of, and what it erases."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gatepost.web.consents.actions.bars import lift_bar, set_bar
from gatepost.web.consents.actions.pictures import remember_picture
from gatepost.web.consents.models import Answer, Departed, ImageBar, Shown
from gatepost.web.consents.queries.asked import lasts_until
from gatepost.web.notices.models import Notice
from gatepost.web.notices.queries import waiting_for
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.schools.person import today
from tests.web.cast import person
from tests.web.consents.families import (
    PHOTO,
    adult,
    consents,
    later,
    on_a_yes,
    pupil,
    reason,
    says,
    tick,
)

pytestmark = pytest.mark.usefixtures("database")


def test_a_child_who_left_is_erased_a_school_year_later_and_not_one_day_before() -> None:
    with consents():
        child, staying = pupil("Robin"), pupil("Wren")
        for one in (child, staying):
            says(one, adult(one, f"Of {one.forename}"), True)
        picture: dict[str, Any] = {
            "picture_hash": "0f" * 16,
            "purpose": PHOTO,
            "children": [child.pk],
            "shown_on": today(),
        }
        remember_picture(**on_a_yes(), **picture)
        OnRoll.objects.filter(pk=child.pk).delete()
        tick()
        gone = Departed.objects.get()
        assert gone.erase_on == lasts_until(lasts_until(today()) + timedelta(days=1))
        with later((gone.erase_on - today()).days):
            tick()
            assert Answer.objects.filter(child_id=child.pk).exists()
        with later((gone.erase_on - today()).days + 1):
            tick()
            assert set(Answer.objects.values_list("child_id", flat=True)) == {staying.pk}
            assert not Shown.objects.exists()
            assert not Departed.objects.exists()


def test_a_child_who_comes_back_by_a_file_that_was_taken_back_has_their_answers() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), True)
        held = [child, *Contact.objects.filter(child=child)]
        OnRoll.objects.filter(pk=child.pk).delete()
        tick()
        assert Departed.objects.exists()
        for row in held:
            row.save(force_insert=True)
        tick()
        assert not Departed.objects.exists()
        assert reason(child) == "shown"


def test_a_lifted_bar_goes_after_a_year_and_one_that_stands_stays() -> None:
    with consents():
        lifted = set_bar(person=person("dsl"), child=pupil("Robin").pk, reason="Over.")
        stands = set_bar(person=person("dsl"), child=pupil("Wren").pk, reason="Not over.")
        lift_bar(person=person("head"), bar=lifted, why="Over.")
        with later(364):
            tick()
            assert ImageBar.objects.count() == 2
        with later(366):
            tick()
            assert [one.pk for one in ImageBar.objects.all()] == [stands.pk]


def test_heads_and_office_are_told_once_two_weeks_before_a_yes_runs_out() -> None:
    with consents():
        child, gone = pupil("Robin"), pupil("Wren")
        says(gone, adult(gone, "Ben"), True)
        OnRoll.objects.filter(pk=gone.pk).delete()
        days = (lasts_until(today()) - today()).days
        with later(days - 14):
            tick()
            assert kinds("office") == [], "nobody's yes but that of a child who left runs out"
        says(child, adult(child, "Ada"), True)
        with later(days - 15):
            tick()
            assert kinds("office") == []
        for before in (14, 13):
            with later(days - before):
                tick()
                assert kinds("head") == kinds("office") == (["consents-ending"] if before == 14 else [])
                assert kinds("teacher") == kinds("dsl") == []
                Notice.objects.update(read_at=timezone.now())


def test_a_headteacher_is_told_of_a_disagreement_that_came_by_a_change_of_the_roll() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), True)
        ben = adult(child, "Ben", "no")
        says(child, ben, False)
        tick()
        assert (kinds("head"), reason(child)) == ([], "shown")
        Contact.objects.filter(adult=ben).update(parental_responsibility="yes")
        with later(1):
            tick()
            assert (kinds("head"), reason(child)) == (["consents-disagree"], "disagreement")


def kinds(key: str) -> list[str]:
    return [one.kind for one in waiting_for(person(key)) if one.kind.startswith("consents")]
