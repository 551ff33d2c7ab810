"""What stands first: a silent policy or a permission that is held never reads as a yes beside what is none."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gatepost.web.approvals.actions.deciding import say_yes
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.consents.purposes import from_code
from gatepost.web.schools.scope import school_scope
from tests.web.api.asking import secret_of
from tests.web.api.test_drafts import checked
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, carried, photo, send, told
from tests.web.checks.test_approved_pictures import WORDS, check, family
from tests.web.checks.test_draft_registers import held_back
from tests.web.consents.families import consents, pupil, takes_back
from tests.web.conversations import Page

pytestmark = pytest.mark.usefixtures("database", "requests_on")


def page(response: Any) -> Page:
    return Page(response.content.decode())


def test_a_permission_that_is_held_is_no_yes_to_a_child_who_may_be_shown_no_longer() -> None:
    child, mother = family()
    assert check("support", child, do="ask").status_code == 302
    with school_scope(school().pk):
        say_yes(person=person("head"), request=PermissionRequest.objects.get(), seen=0)
    assert page(check("support", child)).headings[0] != "No. Not with this photo."
    with school_scope(school().pk):
        takes_back(child, mother, from_code("website/photo/none"))
    answer = page(check("support", child))
    assert answer.headings[0] == "No. Not with this photo."
    assert "Looked up for: Photo on the school’s website, without a name." in answer.text
    assert answer.count("h1") == 1


def test_news_that_waits_comes_before_a_policy_that_says_nothing_even_where_it_stands_in_a_picture() -> None:
    held_back()
    answer = page(answered(sign_in("teacher"), "Such sad news: Mrs Hill is retiring!"))
    assert answer.headings[0] == "Not yet. Something in it is not to be made public before its hour."
    seen = send(sign_in("teacher"), "See the poster", photo_1=photo(), alt_1="Mrs Hill is retiring", **PHOTO_OF_NOBODY)
    answer = page(answered(sign_in("teacher"), "See the poster", **carried(seen), **PHOTO_OF_NOBODY))
    assert answer.headings[0].startswith("Not yet.")


def test_a_draft_for_a_day_after_the_news_is_out_is_not_stopped() -> None:
    held_back()
    later = timezone.localdate() + timedelta(days=4)
    answer = page(answered(sign_in("teacher"), "Mrs Hill is retiring!", from_day=later.isoformat(), from_hour="12:00"))
    assert not answer.headings[0].startswith("Not yet.")


def test_a_child_who_is_surely_named_heads_an_answer_of_a_policy_that_is_silent() -> None:
    with consents():
        pupil("Peregrine", surname="Thistlewood")
    plain = page(answered(sign_in("teacher"), "It rains on the field."))
    assert not plain.headings[0].startswith("Stop and look")
    named = page(answered(sign_in("teacher"), "Peregrine Thistlewood was born on 4 May 2018."))
    assert named.headings[0].startswith("Stop and look")
    # To somebody outside every name is the same.
    assert "Peregrine" not in page(answered(sign_in("parent"), "Well done Peregrine Thistlewood!")).headings[0]


def test_where_a_yes_would_not_be_enough_nobody_is_sent_to_ask_for_it() -> None:
    asking = 'value="ask"'
    assert asking in answered(sign_in("teacher"), WORDS).content.decode()
    rude = f"{WORDS} The head is a stupid fat liar."
    stopped = answered(sign_in("teacher"), rude, told=told("content", "derogatory", "abusive"))
    assert "You must not post this." in page(stopped).text
    assert "A yes alone would not make this fine" in page(stopped).text
    assert asking not in stopped.content.decode()


def test_only_the_platform_that_was_chosen_is_counted() -> None:
    one = page(answered(sign_in("teacher"), "Hello", platform="x")).text
    assert "X: 5 of 280 letters" in one
    assert "Bluesky:" not in one
    every = page(answered(sign_in("teacher"), "Hello", platform="")).text
    assert "Bluesky: 5 of 300 letters" in every
    assert "of 280 letters" not in page(answered(sign_in("teacher"), "Hello", platform="print")).text


def test_a_program_hears_the_same_and_never_that_it_is_fine() -> None:
    held_back()
    answer = checked(secret_of("teacher"), text="Mrs Hill is retiring!")
    assert not answer["fine"]
    assert answer["says"].startswith("Not yet.")
    assert checked(secret_of("teacher"), text="It rains on the field.")["news"] == []
