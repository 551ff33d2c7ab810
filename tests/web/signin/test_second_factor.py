"""Second proofs: who needs one, setting one up, showing it, and being asked again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from gatepost.web.schools.roles import ROLES
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
    mailed_code,
    set_up_app,
)

TEACHER, PARENT = "teacher@quillbrook.example", "parent@quillbrook.example"
PLAIN, WEIGHTY = "/quillbrook/plain/", "/quillbrook/weighty/"


@pytest.fixture(autouse=True)
def _sample_pages() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.web.signin.sample_urls"):
        yield


def _first_proof(email: str = TEACHER) -> Client:
    client = browser()
    ask_for_code(client, email)
    assert client.post(CODE, {"code": mailed_code()}).headers["Location"] == SECOND
    return client


def test_a_role_that_needs_a_second_proof_sees_no_page_without_one(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    sent = client.get(PLAIN)
    assert sent.headers["Location"] == "/me/second-factor/?next=/quillbrook/plain/".replace(
        "next=/", "next=%2F"
    ).replace("quillbrook/plain/", "quillbrook%2Fplain%2F")
    page = client.get(sent.headers["Location"]).content.decode()
    assert "A passkey" in page
    assert "An authenticator app" in page


def test_a_parent_needs_none_and_is_offered_none(database: Database) -> None:
    client = browser()
    enter_by_code(client, PARENT)
    assert client.get(PLAIN).content == b"plain page"
    assert "/me/app/add/" not in client.get(ME).content.decode()
    for page in ("/me/app/add/", "/me/passkeys/add/", "/me/password/"):
        assert client.get(page).status_code == 404


def test_setting_up_an_app_leads_on_to_the_page_that_asked(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    client.get(client.get(PLAIN).headers["Location"])
    set_up_app(client)
    codes = client.get("/me/recovery-codes/").content.decode()
    assert codes.count('class="gp-key"') == 10
    assert client.get("/me/second-factor/").headers["Location"] == PLAIN
    assert client.get(PLAIN).content == b"plain page"
    assert "authenticator app" in str(mail.outbox[-1].body).lower()


def test_the_picture_for_an_app_stays_the_same_until_a_code_of_it_was_typed(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    first = client.get("/me/app/add/").context["form"].secret
    assert set_up_app(client) == first
    client.post("/me/app/remove/")
    assert client.get("/me/app/add/").context["form"].secret != first


def test_once_set_up_it_is_asked_for_at_every_sign_in(database: Database) -> None:
    first = browser()
    enter_by_code(first, TEACHER)
    secret = set_up_app(first)
    client = _first_proof()
    assert client.get(PLAIN).headers["Location"].startswith("/sign-in/")
    assert client.post(SECOND, {"code": "000000"}).status_code == 200
    assert client.post(SECOND, {"code": app_code(secret)}).headers["Location"] == ENTERED
    assert client.get(PLAIN).content == b"plain page"


def test_a_code_of_the_app_works_once_for_as_long_as_it_is_good(database: Database) -> None:
    first = browser()
    enter_by_code(first, TEACHER)
    secret = set_up_app(first)
    now = timezone.now().replace(second=1, microsecond=0) + timedelta(minutes=2)
    with time_machine.travel(now, tick=False):
        code = app_code(secret)
        assert _first_proof().post(SECOND, {"code": code}).headers["Location"] == ENTERED
    # The library itself forgets a used code after half a minute, and takes it for a whole one.
    with time_machine.travel(now + timedelta(seconds=35), tick=False):
        refused = _first_proof().post(SECOND, {"code": code})
        assert refused.status_code == 200
        assert "That code is not right" in refused.content.decode()


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_off(database: Database, steps: int, good: bool) -> None:
    first = browser()
    enter_by_code(first, TEACHER)
    secret = set_up_app(first)
    with time_machine.travel(timezone.now(), tick=False):
        answer = _first_proof().post(SECOND, {"code": app_code(secret, steps)})
    assert (answer.headers.get("Location") == ENTERED) == good


def test_a_recovery_code_lets_in_once(database: Database) -> None:
    first = browser()
    enter_by_code(first, TEACHER)
    set_up_app(first)
    code = first.get("/me/recovery-codes/").context["unused_codes"][0]
    client = _first_proof()
    assert client.post(SECOND, {"code": code}).headers["Location"] == ENTERED
    assert client.get(PLAIN).content == b"plain page"
    assert _first_proof().post(SECOND, {"code": code}).status_code == 200
    assert "9 left" in client.get(ME).content.decode()


def test_new_recovery_codes_end_the_old_ones(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    set_up_app(client)
    old = client.get("/me/recovery-codes/").context["unused_codes"]
    assert client.post("/me/recovery-codes/new/").headers["Location"] == "/me/recovery-codes/"
    new = client.get("/me/recovery-codes/").context["unused_codes"]
    assert not set(old) & set(new)
    assert _first_proof().post(SECOND, {"code": old[0]}).status_code == 200
    assert client.get("/me/recovery-codes/file/").content.decode().split() == new


def test_the_keys_of_apps_and_recovery_codes_are_not_readable_in_the_database(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    secret = set_up_app(client)
    kept = {one.type: one.data for one in Authenticator.objects.all()}
    assert secret not in str(kept)
    assert len(kept["totp"]["secret"]) > 100
    assert len(kept["recovery_codes"]["seed"]) > 150


def test_a_session_from_before_the_set_up_is_asked_for_the_second_proof(database: Database) -> None:
    old, new = browser(), browser()
    enter_by_code(old, TEACHER)
    enter_by_code(new, TEACHER)
    secret = set_up_app(new)
    sent = old.get(old.get(PLAIN).headers["Location"])
    assert sent.headers["Location"].startswith("/me/prove/")
    asked = old.get(sent.headers["Location"]).headers["Location"]
    assert asked.startswith("/me/prove/code/")
    assert old.post(asked, {"code": app_code(secret, 1)}).headers["Location"] == "/me/second-factor/"
    assert old.get("/me/second-factor/").headers["Location"] == PLAIN


def test_the_proofs_of_one_account_do_not_count_for_another(database: Database) -> None:
    client = cast.sign_in("teacher")
    session = client.session
    session["account_authentication_methods_user"] = str(cast.account("head").pk)
    session.save()
    assert client.get(PLAIN).headers["Location"].startswith("/me/second-factor/")


@pytest.mark.parametrize("code", sorted(ROLES))
def test_what_a_role_opens_decides_whether_it_needs_two_proofs(code: str) -> None:
    without = {"supply", "contractor", "trainee", "volunteer", "friend", "parent"}
    assert ROLES[code].second_factor == (code not in without)


def test_a_page_that_matters_asks_again_after_five_minutes(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    secret = set_up_app(client)
    assert client.get(WEIGHTY).content == b"weighty page "
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=6), tick=False):
        sent = client.get(WEIGHTY)
        assert sent.headers["Location"] == "/me/prove/?next=%2Fquillbrook%2Fweighty%2F"
        asked = client.get(sent.headers["Location"]).headers["Location"]
        assert asked == "/me/prove/code/?next=%2Fquillbrook%2Fweighty%2F"
        assert client.post(asked, {"code": app_code(secret)}).headers["Location"] == WEIGHTY
        assert client.get(WEIGHTY).status_code == 200
        assert client.get(PLAIN).status_code == 200


def test_a_form_on_such_a_page_may_take_a_quarter_of_an_hour(database: Database) -> None:
    client = cast.sign_in("teacher")
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert client.post(WEIGHTY, {"word": "x"}).content == b"weighty page x"
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        assert client.post(WEIGHTY, {"word": "x"}).headers["Location"].startswith("/me/prove/")


def test_whoever_has_no_other_proof_signs_in_anew(database: Database) -> None:
    client = browser()
    enter_by_code(client, PARENT)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        asked = client.get(client.get(WEIGHTY).headers["Location"])
        assert "Sign in anew" in asked.content.decode()
        sent = client.post("/me/prove/", {"next": WEIGHTY})
        assert sent.headers["Location"] == "/sign-in/?next=%2Fquillbrook%2Fweighty%2F"
        assert enter_by_code(client, PARENT, then=WEIGHTY).headers["Location"] == WEIGHTY
        assert client.get(WEIGHTY).content == b"weighty page "


def test_an_old_session_cannot_set_up_a_way_in(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert client.get("/me/app/add/").headers["Location"].startswith("/me/prove/?next=")
        assert client.get("/me/passkeys/add/").headers["Location"].startswith("/me/prove/?next=")
        assert client.get("/me/password/").headers["Location"].startswith("/me/prove/?next=")


def test_removing_the_app_needs_a_fresh_proof_and_ends_its_codes(database: Database) -> None:
    client = browser()
    enter_by_code(client, TEACHER)
    set_up_app(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert client.post("/me/app/remove/").headers["Location"].startswith("/me/prove/code/")
    assert client.post("/me/app/remove/").headers["Location"] == "/me/security/"
    assert not Authenticator.objects.exists()
    again = browser()
    enter_by_code(again, TEACHER)
    assert again.get(PLAIN).headers["Location"].startswith("/me/second-factor/")


def test_a_page_of_another_account_has_no_door(database: Database) -> None:
    made = Authenticator.objects.create(
        user=cast.account("head"), type="webauthn", data={"name": "hers", "credential": {}}
    )
    client = cast.sign_in("teacher")
    assert client.get(f"/me/passkeys/{made.pk}/remove/").status_code == 404
    assert client.get(f"/me/passkeys/{made.pk}/name/").status_code == 404


def test_signed_out_nobody_reaches_their_page(database: Database) -> None:
    for page in (ME, "/me/sessions/", "/me/second-factor/", "/me/prove/", "/me/app/add/", "/me/recovery-codes/"):
        assert browser().get(page).headers["Location"] == f"{SIGN_IN}?next={page}"
