"""The demo's own pages: only for whoever holds the printed link, and in no other site's map."""

from collections.abc import Iterator

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.test import Client
from django.test.utils import override_settings
from django.urls import NoReverseMatch, reverse

from gatepost.web.operations.demo.start import KEY
from gatepost.web.schools.models import Account
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.ways import ME, ask_for_code, browser

PERSONAS, LETTERS = "/demo/", "/demo/mail/"


@pytest.fixture
def guest(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv(KEY, "the-printed-key")
    with override_settings(ROOT_URLCONF="tests.web.signin.sample_urls"):
        client = browser()
        assert client.get("/demo/the-printed-key/").headers["Location"] == PERSONAS
        yield client


def _become(client: Client, key: str, slug: str = "quillbrook") -> str:
    return client.post(f"/demo/be/{cast.account(key, slug).pk}/{slug}/").headers["Location"]


def test_one_click_is_enough_to_be_anybody(guest: Client) -> None:
    page = guest.get(PERSONAS).content.decode()
    for account in Account.objects.all():
        assert account.name in page
    assert _become(guest, "head") == "/quillbrook/"
    assert guest.get("/quillbrook/plain/").content == b"plain page"
    assert guest.get("/quillbrook/weighty/").content == b"weighty page "
    assert _become(guest, "parent", "larksend") == "/larksend/"
    assert "Kasia Nowicka" in guest.get(ME).content.decode()
    assert guest.get("/quillbrook/plain/").status_code == 404
    assert guest.get(PERSONAS).status_code == 200


def test_without_the_link_there_is_no_such_page(guest: Client) -> None:
    stranger = browser()
    number = cast.account("head").pk
    answers = [
        stranger.get(PERSONAS),
        stranger.get(LETTERS),
        stranger.get("/demo/wrong/"),
        stranger.post(f"/demo/be/{number}/quillbrook/"),
        stranger.get("/no/such/page/"),
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert stranger.get(ME).status_code == 302


def test_without_a_key_no_key_fits(guest: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY)
    for key in ("the-printed-key", "None", "%20"):
        assert browser().get(f"/demo/{key}/").status_code == 404


def test_a_site_that_is_no_demo_has_none_of_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "the-printed-key")
    for page in (PERSONAS, LETTERS, "/demo/the-printed-key/"):
        assert browser().get(page).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:personas")


def test_letters_are_kept_for_a_page_newest_first(guest: Client) -> None:
    with override_settings(EMAIL_BACKEND="gatepost.web.operations.demo.mail.KeptBackend"):
        before = len(outbox.outbox)
        EmailMessage("Older – with a dash", "Read this: https://localhost/x/", "a@b.example", ["c@d.example"]).send()
        ask_for_code(browser(), "parent@quillbrook.example")
        assert len(outbox.outbox) == before
    page = guest.get(LETTERS).content.decode()
    assert page.index("Your sign-in code") < page.index("Older – with a dash")
    assert 'href="https://localhost/x/"' in page
    assert "parent@quillbrook.example" in page
