"""A draft beside the registers: a grant lifts what it was asked for and no more, consents come and go, news waits."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from gatepost.web.approvals.actions.deciding import say_yes, withdraw
from gatepost.web.approvals.binding import Asked
from gatepost.web.approvals.models import PermissionRequest, RequestPicture
from gatepost.web.approvals.queries.requests import picture
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.checks.drafts.registers import held
from gatepost.web.consents.purposes import from_code
from gatepost.web.policies.queries import in_force
from gatepost.web.releases.actions import News, note
from gatepost.web.releases.models import Release
from gatepost.web.releases.queries import Words
from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import WORK_TIME
from tests.web.approvals.asked import granted as permitted
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, carried, photo, send
from tests.web.consents.families import adult, consents, pupil, says, takes_back
from tests.web.conversations import Page
from tests.web.people.switching import off, on

pytestmark = pytest.mark.usefixtures("database", "requests_on")

WORDS = "The fair at Quillbrook Primary School is on Friday."
ON_WEBSITE: dict[str, Any] = {"account": "school-account", "platform": "website"}


def text(response: Any) -> str:
    return Page(response.content.decode()).text


def asked(teacher: Client, words: str = WORDS, **fields: Any) -> PermissionRequest:
    response = answered(teacher, words, do="ask", **fields)
    assert response.status_code == 302, text(response)
    with school_scope(school().pk):
        return PermissionRequest.objects.latest("pk")


def granted(request: PermissionRequest) -> None:
    with school_scope(school().pk):
        say_yes(person=person("head"), request=request, seen=0)


def test_a_yes_lifts_the_finding_and_one_letter_changed_brings_it_back() -> None:
    teacher = sign_in("teacher")
    request = asked(teacher)
    assert request.clauses == ["BL-09"]
    assert "Permission first" in text(answered(teacher, WORDS))  # what waits is no yes
    granted(request)
    lifted = text(answered(teacher, WORDS))
    assert "Asked and granted: BL-09." in lifted
    assert "Permission first" not in lifted
    for changed in (
        answered(teacher, WORDS.replace("Friday", "Fridays")),
        answered(teacher, WORDS, audience="friends"),
        answered(teacher, WORDS, platform="x"),
        answered(teacher, WORDS, account="school-service"),
        answered(sign_in("support"), WORDS),  # somebody else's yes is not theirs
    ):
        assert "Permission first" in text(changed)
        assert "Asked and granted" not in text(changed)


def test_a_yes_for_an_hour_is_one_for_that_hour_and_a_day_needs_its_hour() -> None:
    teacher, later = sign_in("teacher"), {"from_day": "2027-03-01", "from_hour": "15:30"}
    request = asked(teacher, **later)
    granted(request)
    assert "not before 1 March 2027, 15:30, and until the end of" in text(answered(teacher, WORDS, **later))
    for other in ({}, {**later, "from_hour": "15:31"}):
        assert "Asked and granted" not in text(answered(teacher, WORDS, **other))
    assert "Give both the day and the hour, or neither." in text(send(teacher, WORDS, from_day="2027-03-01"))


def test_a_yes_that_is_taken_back_lifts_nothing() -> None:
    teacher = sign_in("teacher")
    request = asked(teacher)
    granted(request)
    with school_scope(school().pk):
        withdraw(person=person("head"), request=request, reason="Not after all.")
    assert "Permission first" in text(answered(teacher, WORDS))


def test_where_requests_are_not_kept_the_answer_says_to_ask_in_person_and_takes_none() -> None:
    teacher = sign_in("teacher")
    assert 'value="ask"' in answered(teacher, WORDS).content.decode()
    with school_scope(school().pk):
        off("requests")
    page = answered(teacher, WORDS)
    assert "ask a headteacher in person" in text(page)
    assert 'value="ask"' not in page.content.decode()
    assert "switch that part on" in text(answered(teacher, WORDS, do="ask"))
    with school_scope(school().pk):
        assert PermissionRequest.objects.count() == 0


def test_a_yes_for_working_time_counts_for_every_draft_and_one_for_an_account_for_none() -> None:
    with school_scope(school("wrenmoor").pk):
        on("requests", "wrenmoor")
        teacher, now = person("teacher", "wrenmoor"), timezone.now()
        adopted = in_force(school("wrenmoor"))
        assert adopted is not None
        draft = Draft("Hello.", "post", "personal", "", "facebook", "public", ("teacher",))
        assert held(teacher, adopted, draft, now) == ((), {})
        permitted(**WORK_TIME)
        permitted(kind="new-account", asked=Asked("News.", clauses=frozenset({"CP-07"})), platform="X", handle="Owls")
        assert held(teacher, adopted, draft, now) == ((), {"CP-06": "written"})


def test_a_grant_lifts_no_other_clause() -> None:
    teacher = sign_in("teacher")
    rude = f"{WORDS} The head is a stupid fat liar."
    request = asked(teacher, rude)
    granted(request)
    page = text(answered(teacher, rude, **{"a-content.derogatory": "yes", "a-content.abusive": "yes"}))
    assert "BL-13" in page
    assert "You must not post this." in page


def test_photos_go_to_the_headteacher_as_they_would_be_published_and_only_the_same_ones() -> None:
    teacher = sign_in("teacher")
    page = send(teacher, WORDS, photo_1=photo(5, note=b"Zuqarin"), alt_1="A stall", **PHOTO_OF_NOBODY)
    seen = {**carried(page), **PHOTO_OF_NOBODY}
    other = carried(send(teacher, WORDS, photo_1=photo(6), **PHOTO_OF_NOBODY))["view"]
    for view in ([], other, [*seen["view"], *other], ["no picture"]):  # nobody shows one photo here and another there
        assert answered(teacher, WORDS, do="ask", **{**seen, "view": view}).status_code == 400
    request = asked(teacher, **seen)
    with school_scope(school().pk):
        (sealed,) = RequestPicture.objects.filter(request=request)
        shown = Image.open(io.BytesIO(picture(person("head"), request.pk, 1) or b""))
    assert (shown.format, shown.size, shown.info.get("comment")) == ("JPEG", (96, 96), None)
    assert bytes(sealed.content)[:3] != b"\xff\xd8\xff"
    granted(request)
    assert "Asked and granted" in text(answered(teacher, WORDS, **seen))
    seen |= carried(send(teacher, WORDS, photo_1=photo(5), alt_1="A stall", **PHOTO_OF_NOBODY))
    assert "Asked and granted" in text(answered(teacher, WORDS, **seen))  # the same pixels, however often looked at
    seen |= carried(send(teacher, WORDS, photo_1=photo(5), alt_1="Two stalls", **PHOTO_OF_NOBODY))
    assert "Asked and granted" not in text(answered(teacher, WORDS, **seen))


def shown(teacher: Client, *children: int, **fields: Any) -> str:
    pictured: dict[str, Any] = {**ON_WEBSITE, "pupils": "yes", "shows": ["none-of-these"], "setting": "school-event"}
    page = carried(send(teacher, "Sports day", photo_1=photo(), **pictured))
    return text(answered(teacher, "Sports day", **page, child=[str(one) for one in children], **pictured, **fields))


def test_a_child_may_be_shown_while_the_family_agrees_and_is_named_when_they_do_not() -> None:
    teacher = sign_in("teacher")
    with consents():
        child, other = pupil("Robin"), pupil("Wren")
        mother = adult(child, "Una")
        says(child, mother, yes=True, purpose=from_code("website/photo/none"))
    assert "Do not publish pictures of:" not in shown(teacher, child.pk)
    both = shown(teacher, child.pk, other.pk)
    assert "Do not publish pictures of:" in both
    assert "Wren Vane" in both  # nobody has answered for Wren, and unknown is no
    assert "Robin Vane" not in both.split("Do not publish")[1].split("Sports day")[0]
    with school_scope(school().pk):
        takes_back(child, mother, from_code("website/photo/none"))
    assert "Robin Vane" in shown(teacher, child.pk)
    assert "Robin Vane: Withdrawn" not in shown(teacher, child.pk)
    assert "Robin Vane: Withdrawn" in shown(sign_in("head"), child.pk)


def test_photos_of_pupils_of_whom_nobody_is_ticked_are_not_taken_for_agreed() -> None:
    with consents():
        pupil("Robin")
    assert "No consent was found for pupils in these photos" in shown(sign_in("teacher"))


def test_a_consent_for_the_website_is_none_for_a_place_that_nobody_was_asked_about() -> None:
    teacher = sign_in("teacher")
    with consents():
        child = pupil("Robin")
        says(child, adult(child, "Una"), yes=True, purpose=from_code("website/photo/none"))
    page = send(
        teacher,
        "Sports day",
        photo_1=photo(),
        **{**PHOTO_OF_NOBODY, "pupils": "yes", "platform": "facebook"},
    )
    told = answered(
        teacher, "Sports day", **carried(page), child=[str(child.pk)], **{**PHOTO_OF_NOBODY, "pupils": "yes"}
    )
    assert "Robin Vane" in text(told)


def held_back() -> Release:
    with school_scope(school().pk):
        times = {one: timezone.now() + timedelta(days=3) for one in ("staff", "parents", "public")}
        news = News(Words("Mrs Hill goes", ("Mrs Hill retires",)), times, frozenset({"office"}), frozenset())
        return note(person=person("head"), news=news)


def test_news_that_is_not_out_is_stopped_and_only_those_who_know_it_are_told_what_it_is() -> None:
    draft = "Such sad news: Mrs Hill is retiring!"
    before = {key: text(answered(sign_in(key), draft)) for key in ("teacher", "office", "parent")}
    held_back()
    teacher, office = text(answered(sign_in("teacher"), draft)), text(answered(sign_in("office"), draft))
    assert "Something in this is not to be made public yet: ask the Headteacher." in teacher
    assert "Mrs Hill goes" not in teacher
    assert "Mrs Hill goes" in office
    # A parent could find out by trying.
    assert text(answered(sign_in("parent"), draft)) == before["parent"]
