"""Passwords, and what happens when somebody tries too often."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.web.schools.models import Account
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.ways import (
    CODE,
    ENTERED,
    ME,
    SECOND,
    SIGN_IN,
    app_code,
    ask_for_code,
    browser,
    enter_by_code,
    set_up_app,
)

SUPPLY, TEACHER = "supply@quillbrook.example", "teacher@quillbrook.example"
GOOD = "violet ladder seven"
PASSWORD = "/sign-in/password/"


def _set_password(client: Client, password: str = GOOD) -> None:
    done = client.post("/me/password/", {"password1": password, "password2": password})
    assert done.headers.get("Location") == ME, done.content.decode()


def _with_password(email: str = SUPPLY) -> None:
    client = browser()
    enter_by_code(client, email)
    _set_password(client)


def _try(password: str, email: str = SUPPLY, address: str = "192.0.2.1") -> tuple[int, str]:
    answer = browser().post(PASSWORD, {"login": email, "password": password}, REMOTE_ADDR=address)
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def test_a_password_lets_in_once_set(database: Database) -> None:
    assert _try(GOOD)[0] == 200
    _with_password()
    assert _try(GOOD) == (302, ENTERED)
    assert _try(GOOD, SUPPLY.upper()) == (302, ENTERED)


def test_setting_one_ends_every_other_session_and_keeps_this(database: Database) -> None:
    here, there = browser(), browser()
    enter_by_code(here, SUPPLY)
    enter_by_code(there, SUPPLY)
    _set_password(here)
    assert here.get(ME).status_code == 200
    assert there.get(ME).status_code == 302
    assert "how you sign in has changed" in str(mail.outbox[-1].body)
    assert "In 1 browser" in here.get(ME).content.decode()


@pytest.mark.parametrize(
    "bad", ["short", "password1234", "123456789012345", "tomasz wilk", "supply@quillbrook", "qwertyuiop123"]
)
def test_a_poor_password_is_refused(database: Database, bad: str) -> None:
    client = browser()
    enter_by_code(client, SUPPLY)
    answer = client.post("/me/password/", {"password1": bad, "password2": bad})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not cast.account("supply").has_usable_password()


def test_an_empty_field_is_named(database: Database) -> None:
    client = browser()
    enter_by_code(client, SUPPLY)
    answer = client.post("/me/password/", {"password1": GOOD}).content.decode()
    assert "Fill in “New password again”." in answer
    assert "Fill in “E-mail address”." in browser().post(SIGN_IN, {}).content.decode()


def test_two_different_passwords_are_refused(database: Database) -> None:
    client = browser()
    enter_by_code(client, SUPPLY)
    answer = client.post("/me/password/", {"password1": GOOD, "password2": GOOD + "s"}).content.decode()
    assert "Type the same password twice" in answer
    assert GOOD not in answer


def test_it_can_be_given_up_again(database: Database) -> None:
    client = browser()
    enter_by_code(client, SUPPLY)
    _set_password(client)
    assert client.post("/me/password/remove/").headers["Location"] == ME
    assert client.get(ME).status_code == 200
    assert _try(GOOD)[0] == 200


def test_a_password_alone_is_half_of_two_proofs(database: Database) -> None:
    first = browser()
    enter_by_code(first, TEACHER)
    secret = set_up_app(first)
    _set_password(first)
    client = browser()
    assert client.post(PASSWORD, {"login": TEACHER, "password": GOOD}).headers["Location"] == SECOND
    assert client.get(ME).status_code == 302
    assert client.post(SECOND, {"code": app_code(secret, 1)}).headers["Location"] == ENTERED


def test_nothing_tells_whether_the_address_or_the_password_was_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_password()
    hashed: list[str] = []
    real = PBKDF2PasswordHasher.encode

    def counted(self: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        hashed.append(salt)
        return real(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    seen = []
    for email in (SUPPLY, "parent@quillbrook.example", "nobody@quillbrook.example"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            page = _page_of(_try("another quite long one", email)[1], email)
        seen.append((page, len(queries), len(hashed)))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][2] == 1
    assert "The e-mail address or the password is not right" in seen[0][0]


def _page_of(body: str, email: str) -> str:
    head, _found, rest = body.partition('name="csrfmiddlewaretoken" value="')
    return head + rest.partition('"')[2].replace(email, "ADDRESS")


def test_an_account_locks_after_five_wrong_passwords_and_opens_again(database: Database) -> None:
    _with_password()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for number in range(5):
            assert "is not right" in _try("wrong and wrong again", address=f"192.0.2.{number}")[1]
        assert "Too many tries. Wait 15 minutes" in _try(GOOD, address="192.0.2.77")[1]
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert "Too many tries" in _try(GOOD, address="192.0.2.78")[1]
    with time_machine.travel(now + timedelta(minutes=15, seconds=1), tick=False):
        assert _try(GOOD) == (302, ENTERED)


def test_an_unknown_address_locks_like_a_known_one(database: Database) -> None:
    for _ in range(5):
        _try("wrong and wrong again", "nobody@quillbrook.example")
    assert "Too many tries" in _try("wrong and wrong again", "nobody@quillbrook.example")[1]
    assert "is not right" in _try("wrong and wrong again")[1]


def test_five_codes_in_a_quarter_of_an_hour_are_enough(database: Database) -> None:
    for _ in range(5):
        assert ask_for_code(browser(), SUPPLY).headers["Location"] == CODE
    sent = len(mail.outbox)
    answer = ask_for_code(browser(), SUPPLY)
    assert "Too many tries" in answer.content.decode()
    assert len(mail.outbox) == sent


def test_the_second_proof_locks_too(database: Database) -> None:
    first = browser()
    enter_by_code(first, TEACHER)
    secret = set_up_app(first)
    client = browser()
    enter_by_code(client, TEACHER)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    assert "Too many tries" in client.post(SECOND, {"code": app_code(secret, 1)}).content.decode()


def test_one_place_that_tries_everybody_is_told_when_to_try_again(database: Database) -> None:
    now = timezone.localtime().replace(hour=9, minute=10, second=0, microsecond=0)
    with time_machine.travel(now, tick=False):
        for number in range(60):
            _try("", f"nobody{number}@quillbrook.example")
        status, page = _try("wrong and wrong again", "nobody60@quillbrook.example")
        assert status == 429
        assert "Try again after 09:25." in page
        assert _try(GOOD, address="198.51.100.7")[0] == 200


def test_locks_hold_for_every_process_and_cannot_be_pushed_out(database: Database) -> None:
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    for _ in range(5):
        _try("wrong and wrong again")
    for number in range(400):
        cache.set(f"filler-{number}", "x", 900)
    assert "Too many tries" in _try("wrong and wrong again")[1]


def test_a_proxy_says_who_is_behind_it_only_where_there_is_one(database: Database) -> None:
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    for number in range(60):
        browser().post(
            PASSWORD,
            {"login": f"nobody{number}@quillbrook.example", "password": ""},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    answer = browser().post(PASSWORD, {"login": SUPPLY, "password": "x"}, headers={"X-Forwarded-For": "203.0.113.200"})
    assert answer.status_code == 429


def test_a_closed_account_stays_out_with_the_right_password(database: Database) -> None:
    _with_password()
    Account.objects.filter(email=SUPPLY).update(is_active=False)
    status, place = _try(GOOD)
    assert (status, place) == (302, "/sign-in/closed/")
    assert "This account is closed" in browser().get(place).content.decode()


def test_there_is_no_way_to_sign_up(database: Database) -> None:
    before = Account.objects.count()
    assert "Your school invites you" in browser().get("/sign-in/no-account/").content.decode()
    for page in ("/sign-in/no-account/", SIGN_IN, PASSWORD):
        browser().post(page, {"email": "new@quillbrook.example", "password1": GOOD, "password2": GOOD})
    assert Account.objects.count() == before
