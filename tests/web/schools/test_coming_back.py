"""Whoever has to show first who they are comes back to a page that they can open, never to another site."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from gatepost.web.schools.access import own_path
from tests.web.cast import sign_in
from tests.web.signin.ways import browser

pytestmark = pytest.mark.usefixtures("database")

FORM = "/quillbrook/tokens/1/revoke/"  # takes nothing but a form, which stands on the list
LIST, HOME = "/quillbrook/tokens/", "/quillbrook/"


def _next(client: Client, address: str, stood: str | None) -> str:
    answer = client.post(address, headers={"referer": stood} if stood else {})
    assert answer.status_code == 302
    (wanted,) = parse_qs(urlsplit(answer.headers["Location"]).query)["next"]
    return wanted


@pytest.mark.parametrize(
    ("stood", "wanted"),
    [
        (f"http://localhost{LIST}", LIST),
        (f"http://localhost{LIST}?page=2", LIST),
        (f"http://localhost:8000{LIST}", HOME),
        (f"https://evil.example{LIST}", HOME),
        (f"http://localhost@evil.example{LIST}", HOME),
        ("http://localhost//evil.example/", HOME),
        ("http://localhost/no-such-page/at/all/", HOME),
        ("http://[localhost/", HOME),
        ("javascript:alert(1)", HOME),
        ("", HOME),
        (None, HOME),
    ],
)
def test_a_form_leads_back_to_the_page_it_stood_on_or_to_the_schools_home(stood: str | None, wanted: str) -> None:
    assert _next(browser(), FORM, stood) == wanted
    assert _next(sign_in("head", second_factor=False), FORM, stood) == wanted


def test_a_form_that_comes_too_late_leads_back_to_the_page_it_stood_on() -> None:
    client = sign_in("head")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert _next(client, "/quillbrook/tokens/new/", "http://localhost/quillbrook/tokens/new/").endswith("/new/")
        assert client.get("/quillbrook/tokens/new/").headers["Location"].endswith("%2Fquillbrook%2Ftokens%2Fnew%2F")


def test_a_form_on_ones_own_page_leads_back_there_or_to_the_front_page() -> None:
    assert _next(browser(), "/me/password/remove/", "http://localhost/me/") == "/me/"
    assert _next(browser(), "/me/password/remove/", None) == "/"


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "me/",
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "/\t/evil.example/",
        "/a\r\nb/",
        "/\x7f",
    ],
)
def test_no_other_site_and_no_control_character_is_gone_on_to(wanted: str) -> None:
    assert own_path(wanted) == ""
    login = sign_in("head").get("/sign-in/", {"next": wanted})
    assert login.headers["Location"] == "/"
    assert sign_in("teacher").get("/me/second-factor/", {"next": wanted}).headers["Location"] == "/me/"


def test_a_path_of_this_site_is_gone_on_to() -> None:
    assert own_path(LIST) == LIST
    assert sign_in("teacher").get("/me/second-factor/", {"next": LIST}).headers["Location"] == LIST
