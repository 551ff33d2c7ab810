"""From a yes to a photo of children to the register of consents: it is found when a family takes its consent back."""

from typing import Any

import pytest

from gatepost.web.approvals.actions.asking import take_back
from gatepost.web.approvals.actions.deciding import say_no, say_yes, withdraw
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.checks import due
from gatepost.web.checks.models import PictureAsked
from gatepost.web.consents.models import Shown
from gatepost.web.consents.purposes import from_code
from gatepost.web.consents.queries.attention import to_take_down
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import answered, carried, photo, send
from tests.web.consents.families import adult, consents, later, pupil, says, takes_back
from tests.web.conversations import Page
from tests.web.people.switching import off

pytestmark = pytest.mark.usefixtures("database", "requests_on")

WORDS = "Sports day at Quillbrook Primary School."
WEBSITE = from_code("website/photo/none")
PICTURED: dict[str, Any] = {
    "account": "school-account",
    "platform": "website",
    "pupils": "yes",
    "shows": ["none-of-these"],
    "setting": "school-event",
}


def family() -> tuple[OnRoll, OnRoll]:
    """A child and the mother, who has agreed."""
    with consents():
        child = pupil("Robin")
        mother = adult(child, "Una")
        says(child, mother, yes=True, purpose=WEBSITE)
    return child, mother


def check(key: str, child: OnRoll, **fields: Any) -> Any:
    browser = sign_in(key)
    seen = carried(send(browser, WORDS, photo_1=photo(), **PICTURED))
    return answered(browser, WORDS, **seen, child=[str(child.pk)], **PICTURED, **fields)


def asked(child: OnRoll) -> PermissionRequest:
    response = check("support", child, do="ask")
    assert response.status_code == 302, Page(response.content.decode()).text
    with school_scope(school().pk):
        return PermissionRequest.objects.latest("pk")


def clock() -> None:
    from django.utils import timezone

    due.run(school(), timezone.now())


def test_a_picture_that_was_approved_comes_down_when_its_child_may_be_shown_no_longer_and_is_known_again() -> None:
    child, mother = family()
    request = asked(child)
    with school_scope(school().pk):
        clock()
        assert not Shown.objects.exists()  # what waits is no yes
        say_yes(person=person("head"), request=request, seen=0)
        clock()
        clock()
        shown = Shown.objects.get()
        assert [one.child_id for one in shown.children.all()] == [child.pk]
        assert (shown.purpose, shown.remembered_by_id) == (WEBSITE.code, person("head").membership_id)
        assert not PictureAsked.objects.exists()
        assert to_take_down(today()) == ()
        takes_back(child, mother, WEBSITE)
        assert [one.children for one in to_take_down(today())] == [(child.pk,)]
    page = Page(check("support", child).content.decode())
    assert page.headings[0] == "No. Not with this photo."
    assert "A photo looks like an earlier one" in page.text


@pytest.mark.parametrize("end", ["no", "taken back", "lapsed", "withdrawn at once", "erased"])
def test_of_a_request_that_comes_to_nothing_nothing_is_remembered(end: str) -> None:
    child, _mother = family()
    request = asked(child)
    days = 40 if end in ("no", "lapsed") else 0
    with school_scope(school().pk):
        match end:
            case "no":
                say_no(person=person("head"), request=request, reason="Not now.")
                clock()
                assert PictureAsked.objects.exists()  # the no can still be changed
            case "taken back":
                take_back(person=person("support"), request=request)
            case "withdrawn at once":
                say_yes(person=person("head"), request=request, seen=0)
                withdraw(person=person("head"), request=request, reason="A mistake.")
            case "erased":
                request.delete()
        with later(days):
            clock()
            assert not PictureAsked.objects.exists()
            assert not Shown.objects.exists()


def test_a_yes_counts_though_the_register_was_switched_off_or_the_child_has_left_meanwhile() -> None:
    for gone in ("module", "child"):
        child, _mother = family()
        request = asked(child)
        with school_scope(school().pk):
            say_yes(person=person("head"), request=request, seen=0)
            if gone == "module":
                off("photo-consents")
            else:
                OnRoll.objects.filter(pk=child.pk).delete()
            clock()
            assert not PictureAsked.objects.exists()
            assert not Shown.objects.exists()
            PermissionRequest.objects.all().delete()


def test_a_child_of_another_school_is_never_entered() -> None:
    child, _mother = family()
    with consents("larksend"):
        foreign = pupil("Wren", "larksend")
    browser = sign_in("support")
    seen = carried(send(browser, WORDS, photo_1=photo(), **PICTURED))
    answered(browser, WORDS, do="ask", **seen, child=[str(child.pk), str(foreign.pk)], **PICTURED)
    with school_scope(school().pk):
        say_yes(person=person("head"), request=PermissionRequest.objects.get(), seen=0)
        clock()
        assert [one.child_id for one in Shown.objects.get().children.all()] == [child.pk]
