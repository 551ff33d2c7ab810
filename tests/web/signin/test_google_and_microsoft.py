"""Google and Microsoft, against a real OpenID provider on this machine."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client
from django.utils import timezone

from gatepost.web.schools.models import Account
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.provider import (
    DOMAIN,
    EMAIL,
    SUBJECT,
    TENANT,
    Provider,
    agree,
    another_key,
    leave,
    round_trip,
    running,
    set_up,
    with_parameter,
)
from tests.web.signin.ways import ENTERED, ME, SECOND, SIGN_IN, app_code, browser, enter_by_code, set_up_app

SUPPLY = "supply@quillbrook.example"  # a role that needs no second proof
CLAIMS: dict[str, object] = {"hd": DOMAIN, "tid": TENANT}


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def honest() -> Iterator[Provider]:
    with running(CLAIMS) as made:
        yield made


def _connected(name: str = "google", key: str = "supply") -> None:
    SocialAccount.objects.create(user=cast.account(key), provider=name, uid=SUBJECT)


def _in(client: Client) -> bool:
    return client.get(ME).status_code == 200


def _refused(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == 401 and b"That did not work" in answer.content and not _in(client)


@pytest.mark.parametrize("name", ["google", "microsoft"])
def test_an_account_that_connected_it_gets_in(database: Database, honest: Provider, name: str) -> None:
    with set_up(honest, name):
        client = browser()
        enter_by_code(client, SUPPLY)
        assert round_trip(client, name).headers["Location"] == ME
        assert SocialAccount.objects.get().user == cast.account("supply")
        assert "Connected" in client.get(ME).content.decode()
        again = browser()
        assert round_trip(again, name, then="/quillbrook/").headers["Location"] == "/quillbrook/"
        assert _in(again)


def test_connecting_is_told_by_letter_and_keeps_neither_token_nor_address(database: Database, honest: Provider) -> None:
    with set_up(honest):
        client = browser()
        enter_by_code(client, SUPPLY)
        round_trip(client)
    assert mail.outbox[-1].to == [SUPPLY]
    assert "how you sign in has changed" in str(mail.outbox[-1].body)
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.filter(email=EMAIL).exists()


def test_a_parent_who_is_nothing_else_connects_nothing(database: Database, honest: Provider) -> None:
    with set_up(honest):
        client = browser()
        enter_by_code(client, "parent@quillbrook.example")
        assert client.post("/sign-in/with/google/").status_code == 404


def test_connecting_needs_a_fresh_proof(database: Database, honest: Provider) -> None:
    with set_up(honest):
        client = browser()
        enter_by_code(client, SUPPLY)
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            assert leave(client).startswith("/me/prove/")
        # The proof grows old while the person is away at the provider.
        address = agree(leave(client))
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            client.get(address)
    assert not SocialAccount.objects.exists()


def test_an_equal_address_alone_opens_nothing(database: Database, honest: Provider) -> None:
    before = Account.objects.count()
    with set_up(honest):
        client = browser()
        answer = round_trip(client)
        assert answer.status_code == 403
        assert "Google is not connected yet" in answer.content.decode()
        assert not _in(client)
    assert Account.objects.filter(email=EMAIL).exists()
    assert Account.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_an_unknown_and_a_known_address_get_the_same_page(database: Database) -> None:
    pages = []
    for email in (EMAIL, "stranger@elsewhere.example"):
        with running(CLAIMS | {"email": email}) as made, set_up(made):
            pages.append(round_trip(browser()).content)
    assert pages[0] == pages[1]


def test_what_one_account_connected_another_cannot(database: Database, honest: Provider) -> None:
    _connected(key="head")
    with set_up(honest):
        client = browser()
        enter_by_code(client, SUPPLY)
        round_trip(client)
    assert [one.user for one in SocialAccount.objects.all()] == [cast.account("head")]


def test_whoever_has_a_second_proof_still_shows_it(database: Database, honest: Provider) -> None:
    first = browser()
    enter_by_code(first, EMAIL)
    secret = set_up_app(first)
    _connected(key="teacher")
    with set_up(honest):
        client = browser()
        assert round_trip(client).headers["Location"] == SECOND
        assert not _in(client)
        assert client.post(SECOND, {"code": app_code(secret, 1)}).headers["Location"] == ENTERED


def test_their_own_second_proof_does_not_count_as_ours(database: Database, honest: Provider) -> None:
    _connected(key="head")
    with set_up(honest):
        client = browser()
        assert round_trip(client).headers["Location"] == ENTERED
    assert client.get("/me/second-factor/").status_code == 200


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("google", {"hd": "elsewhere.example"}),
        ("google", {}),
        ("google", {"tid": TENANT}),
        ("microsoft", {"tid": "11111111-2222-4333-8444-555555555555"}),
        ("microsoft", {"hd": DOMAIN}),
    ],
)
def test_an_account_of_another_organisation_is_refused(
    database: Database, name: str, claims: dict[str, object]
) -> None:
    _connected(name)
    with running(claims) as made, set_up(made, name):
        client = browser()
        assert _refused(client, agree(leave(client, name)))


def test_a_provider_that_calls_itself_otherwise_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    honest.rewrites["/.well-known/openid-configuration"] = lambda found: found | {"issuer": "https://evil.example"}
    with set_up(honest):
        client = browser()
        sent = client.post("/sign-in/with/google/")
        assert sent.status_code == 401
        assert b"That did not work" in sent.content


def test_a_token_of_another_issuer_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    other = f"http://127.0.0.1:{honest.port}/oauth2/token"  # the provider signs with the name by which it was called
    honest.rewrites["/.well-known/openid-configuration"] = lambda found: found | {"token_endpoint": other}
    with set_up(honest):
        client = browser()
        assert _refused(client, agree(leave(client)))


def test_an_answer_that_comes_twice_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    with set_up(honest):
        client = browser()
        address = agree(leave(client))
        assert client.get(address).headers["Location"] == ENTERED
        client.post("/sign-out/")
        assert _refused(client, address)


def test_an_answer_that_another_browser_asked_for_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    with set_up(honest):
        address = agree(leave(browser()))
        assert _refused(browser(), address)


def test_a_token_with_another_nonce_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    with set_up(honest):
        client = browser()
        assert _refused(client, agree(with_parameter(leave(client), nonce="somebody-elses")))


def test_a_token_for_another_client_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    with set_up(honest):
        client = browser()
        address = leave(client)
        code = dict(parse_qsl(urlsplit(agree(with_parameter(address, client_id="another-site"))).query))["code"]
        asked = dict(parse_qsl(urlsplit(address).query))
        theirs = requests.post(
            f"{honest.issuer}/oauth2/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": asked["redirect_uri"],
                "client_id": "another-site",
                "client_secret": "theirs",
            },
            timeout=20,
        ).json()
        assert theirs["id_token"]
        honest.rewrites["/oauth2/token"] = lambda answer: answer | {"id_token": theirs["id_token"]}
        assert _refused(client, agree(with_parameter(address, nonce=asked["nonce"] + "-2")))


def test_an_expired_token_is_refused(database: Database) -> None:
    _connected()
    with running(CLAIMS, lifetime=timedelta(hours=-1)) as made, set_up(made):
        client = browser()
        assert _refused(client, agree(leave(client)))


def test_a_token_signed_with_another_key_is_refused(database: Database, honest: Provider) -> None:
    _connected()
    honest.rewrites["/jwks"] = another_key
    with set_up(honest):
        client = browser()
        assert _refused(client, agree(leave(client)))


def test_a_token_without_signature_is_refused(database: Database, honest: Provider) -> None:
    _connected()

    def unsigned(answer: dict[str, str]) -> dict[str, str]:
        head, body, _signature = answer["id_token"].split(".")
        return answer | {"id_token": f"{head}.{body}."}

    honest.rewrites["/oauth2/token"] = unsigned
    with set_up(honest):
        client = browser()
        assert _refused(client, agree(leave(client)))


def test_whoever_changes_their_mind_is_back_at_the_sign_in_page(database: Database, honest: Provider) -> None:
    with set_up(honest):
        client = browser()
        state = dict(one.split("=") for one in leave(client).split("?")[1].split("&"))["state"]
        back = client.get(f"/sign-in/with/google/back/?error=access_denied&state={state}", follow=True)
        assert back.redirect_chain[-1][0] == SIGN_IN


def test_disconnecting_closes_that_door(database: Database, honest: Provider) -> None:
    _connected()
    with set_up(honest):
        client = browser()
        enter_by_code(client, SUPPLY)
        number = SocialAccount.objects.get().pk
        assert cast.sign_in("head").post(f"/me/connected/{number}/remove/").status_code == 404
        assert client.post(f"/me/connected/{number}/remove/").headers["Location"] == ME
        assert round_trip(browser()).status_code == 403


def test_only_what_is_set_up_is_shown(database: Database, honest: Provider) -> None:
    assert "Google" not in browser().get(SIGN_IN).content.decode()
    assert browser().post("/sign-in/with/google/").status_code == 404
    assert browser().get("/sign-in/with/google/back/").status_code == 404
    with set_up(honest):
        page = browser().get(SIGN_IN).content.decode()
        assert "Sign in with Google" in page
        assert "Microsoft" not in page
        assert browser().post("/sign-in/with/microsoft/").status_code == 404


def test_a_link_alone_sends_nobody_away(database: Database, honest: Provider) -> None:
    with set_up(honest):
        assert browser().get("/sign-in/with/google/").status_code == 405
