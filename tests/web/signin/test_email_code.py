"""Signing in with a code by e-mail: the way in that everybody with an address has."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.web.schools.models import Account
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.ways import CODE, ENTERED, ME, SIGN_IN, ask_for_code, browser, enter_by_code, mailed_code

KNOWN, UNKNOWN = "parent@quillbrook.example", "nobody@quillbrook.example"


def test_a_code_by_email_lets_a_parent_in(database: Database) -> None:
    client = browser()
    first = ask_for_code(client, KNOWN)
    assert first.headers["Location"] == CODE
    assert mail.outbox[-1].to == [KNOWN]
    done = client.post(CODE, {"code": mailed_code()})
    assert done.headers["Location"] == ENTERED
    page = client.get(ME).content.decode()
    assert "Laura Penhale" in page
    assert "Quillbrook Primary School" in page
    assert "Larksend" not in page


def test_signing_in_leads_back_to_the_page_that_asked(database: Database) -> None:
    assert enter_by_code(browser(), KNOWN, then="/quillbrook/").headers["Location"] == "/quillbrook/"
    elsewhere = enter_by_code(browser(), KNOWN, then="https://elsewhere.example/")
    assert elsewhere.headers["Location"] == ENTERED


def test_an_address_typed_in_capitals_is_the_same_address(database: Database) -> None:
    assert enter_by_code(browser(), KNOWN.upper()).headers["Location"] == ENTERED


def test_a_wrong_code_can_be_mended_twice_and_not_a_third_time(database: Database) -> None:
    client = browser()
    ask_for_code(client, KNOWN)
    for _ in range(2):
        wrong = client.post(CODE, {"code": "BBBB-BBBB"})
        assert wrong.status_code == 200
        assert "That code is not right" in wrong.content.decode()
    assert client.post(CODE, {"code": "BBBB-BBBB"}).headers["Location"] == SIGN_IN
    assert "Ask for a new one" in client.get(SIGN_IN).content.decode()
    assert client.post(CODE, {"code": mailed_code()}).headers["Location"] == SIGN_IN
    assert client.get(ME).status_code == 302


def test_a_code_works_once(database: Database) -> None:
    client = browser()
    enter_by_code(client, KNOWN)
    code = mailed_code()
    client.post("/sign-out/")
    assert client.post(CODE, {"code": code}).headers["Location"] == SIGN_IN


def test_a_code_is_of_no_use_in_another_browser(database: Database) -> None:
    ask_for_code(browser(), KNOWN)
    assert browser().post(CODE, {"code": mailed_code()}).headers["Location"] == SIGN_IN


def test_a_code_is_good_for_fifteen_minutes(database: Database) -> None:
    now = timezone.now()
    for minutes, place in ((14, ENTERED), (16, SIGN_IN)):
        client = browser()
        with time_machine.travel(now, tick=False):
            ask_for_code(client, KNOWN)
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert client.post(CODE, {"code": mailed_code()}).headers["Location"] == place


def _asked(email: str) -> tuple[list[str], list[bytes], list[int]]:
    """What asking with this address and then typing a wrong code shows, and how many queries each step made."""
    client = browser()
    statements: list[int] = []
    bodies: list[bytes] = []
    places: list[str] = []
    steps = (
        lambda: client.post(SIGN_IN, {"email": email}),
        lambda: client.get(CODE),
        lambda: client.post(CODE, {"code": "BBBB-BBBB"}),
        lambda: client.post(CODE, {"code": "BBBB-BBBB"}),
        lambda: client.post(CODE, {"code": "BBBB-BBBB"}),
    )
    for step in steps:
        with CaptureQueriesContext(connection) as seen:
            response = step()
        statements.append(len(seen))
        places.append(f"{response.status_code} {response.headers.get('Location', '')}")
        bodies.append(_without_token(response.content).replace(email.encode(), b"ADDRESS"))
    return places, bodies, statements


def _without_token(body: bytes) -> bytes:
    head, found, rest = body.partition(b'name="csrfmiddlewaretoken" value="')
    return head + _without_token(rest[rest.index(b'"') :]) if found else head


def test_nothing_tells_whether_an_address_is_known(database: Database) -> None:
    assert _asked(KNOWN) == _asked(UNKNOWN)


def test_an_unknown_address_gets_a_letter_too_so_that_the_work_is_the_same(database: Database) -> None:
    ask_for_code(browser(), UNKNOWN)
    letter = mail.outbox[-1]
    assert letter.to == [UNKNOWN]
    assert "There is no account for it" in str(letter.body)
    assert "http" not in str(letter.body)


def test_a_closed_account_is_like_an_unknown_one(database: Database) -> None:
    Account.objects.filter(email=KNOWN).update(is_active=False)
    assert _asked(KNOWN) == _asked(UNKNOWN)


def test_an_address_that_an_account_had_before_opens_nothing(database: Database) -> None:
    enter_by_code(browser(), KNOWN)
    account = cast.account("parent")
    account.email = "new@quillbrook.example"
    account.save()
    ask_for_code(browser(), KNOWN)
    assert "There is no account" in str(mail.outbox[-1].body)
    assert enter_by_code(browser(), "new@quillbrook.example").headers["Location"] == ENTERED


def test_an_address_passed_on_to_another_account_opens_that_one(database: Database) -> None:
    enter_by_code(browser(), KNOWN)
    account = cast.account("parent")
    account.email = "new@quillbrook.example"
    account.save()
    Account.objects.create_account(name="Somebody Else", email=KNOWN)
    client = browser()
    assert enter_by_code(client, KNOWN).headers["Location"] == ENTERED
    assert "Somebody Else" in client.get(ME).content.decode()


def test_a_leaver_gets_in_and_finds_no_school(database: Database) -> None:
    account = Account.objects.create_account(name="Gone Since", email="gone@quillbrook.example")
    client = browser()
    assert enter_by_code(client, str(account.email)).headers["Location"] == ENTERED
    assert "You belong to no school here today" in client.get(ME).content.decode()
    assert client.get("/me/app/add/").status_code == 404


@pytest.mark.parametrize("page", ["/sign-in/", "/sign-in/password/"])
def test_somebody_signed_in_is_led_on(database: Database, page: str) -> None:
    assert cast.sign_in("parent").get(page).status_code == 302


def test_ones_own_page_speaks_of_roles_as_the_schools_country_does(database: Database) -> None:
    welsh = cast.sign_in("dsl", "abercelydd").get(ME).content.decode()
    assert "esignated safeguarding person" in welsh
    assert "esignated safeguarding lead" not in welsh
    assert "esignated safeguarding lead" in cast.sign_in("dsl").get(ME).content.decode()
