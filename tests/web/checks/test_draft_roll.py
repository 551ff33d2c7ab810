"""Limit 4: the roll is asked for those who may know it; for everybody else no byte of an answer depends on it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gatepost.web.checks import permissions
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, photo, send
from tests.web.conversations import Page

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

NAMES = ("Bartholomew Quist", "Oriana Featherby", "Tamsin Oakapple")
OUTSIDE = ("parent", "friend", "volunteer", "contractor", "supply", "clerk", "it", "provider", "dpo")
INSIDE = ("teacher", "support", "head", "dsl", "deputy", "office", "governor", "chair", "business")


def put_on_the_roll(name: str) -> None:
    forename, surname = name.split()
    with school_scope(school().pk):
        OnRoll(
            school=school(),
            kind="pupil",
            forename=forename,
            surname=surname,
            class_name="Owls",
            folded=f" {name.lower()}",
        ).save()


def bare(response: Any) -> bytes:
    """The page without the token against forgery and the signature over the photos, which differ each time."""
    html = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)
    return re.sub(rb'name="photos" value="[^"]*"', b"", html)


def asked(browser: Any, name: str, key: str) -> list[bytes]:
    role = {"role": "volunteer"} if key == "dpo" else {}
    text = f"Well done {name}, what a day."
    pictured = {"photo_1": photo(3, f"{name}.jpg"), "alt_1": name, **PHOTO_OF_NOBODY}
    return [
        bare(send(browser, text, **role)),
        bare(answered(browser, text, **role)),
        bare(send(browser, text, **pictured, **role)),
    ]


@pytest.mark.parametrize("key", OUTSIDE)
def test_for_those_outside_a_name_on_the_roll_gives_the_same_bytes_as_one_that_is_not(key: str) -> None:
    browser = sign_in(key)
    before = [asked(browser, name, key) for name in NAMES]
    for name in NAMES:
        put_on_the_roll(name)
    assert [asked(browser, name, key) for name in NAMES] == before
    assert all(name.encode() in pages[0] for name, pages in zip(NAMES, before, strict=True))  # the names did arrive


@pytest.mark.parametrize("key", OUTSIDE)
def test_for_those_outside_the_roll_is_not_even_read(key: str) -> None:
    browser, role = sign_in(key), {"role": "volunteer"} if key == "dpo" else {}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        send(browser, f"Well done {NAMES[0]}", **role)
    assert not [one["sql"] for one in queries if "people_onroll" in one["sql"]]


@pytest.mark.parametrize("key", INSIDE)
def test_for_those_inside_a_whole_name_of_the_roll_is_certainly_a_pupils(key: str) -> None:
    browser = sign_in(key)
    text = f"Well done {NAMES[0]}, what a day."
    assert "This looks like a pupil's full name." not in text_of(answered(browser, text))
    put_on_the_roll(NAMES[0])
    assert "This looks like a pupil's full name." in text_of(answered(browser, text))


def text_of(response: Any) -> str:
    return Page(response.content.decode()).text


def test_a_name_of_another_schools_roll_is_not_known_here() -> None:
    put_on_the_roll(NAMES[0])
    page = text_of(answered(sign_in("head", "larksend"), f"Well done {NAMES[0]}, what a day.", "larksend"))
    assert "This looks like a pupil's full name." not in page


def test_only_those_who_see_names_of_pupils_are_asked_which_of_them_a_photo_shows() -> None:
    put_on_the_roll(NAMES[0])
    shows: dict[str, Any] = {"pupils": "yes", "shows": ["none-of-these"], "setting": "school-event"}
    for key, ticks in [
        ("teacher", True),
        ("office", True),
        ("governor", False),
        ("parent", False),
        ("volunteer", False),
    ]:
        page = text_of(send(sign_in(key), "Sports day", photo_1=photo(), **shows))
        assert ("Which pupils do the photos show?" in page) == ticks, key
        assert (NAMES[0] in page) == ticks, key


def test_every_role_is_on_one_side_or_the_other() -> None:
    assert set(ROLES) > permissions.MAY_ASK_THE_ROLL
    assert {key for key in (*OUTSIDE, *INSIDE) if permissions.may_ask_the_roll(person(key))} == set(INSIDE)
