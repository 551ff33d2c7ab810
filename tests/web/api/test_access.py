"""Every route x every role, and every token that opens nothing, against the table in access.toml."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from gatepost.web.operations.demo.seed import plan
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from gatepost.web.tokens.access import TokenAccess
from gatepost.web.tokens.actions import make, revoke
from gatepost.web.tokens.models import Token
from gatepost.web.tokens.scopes import SCOPES
from gatepost.web.tokens.secret import hashed, new_secret
from tests.web.api.asking import BODIES, Seen, ask, second_proof, secret_of, seen, token_of
from tests.web.cast import account, person, school, sign_in
from tests.web.router import Route, routes

TABLE = tomllib.loads((Path(__file__).parent.parent / "access.toml").read_text("utf-8"))
KEYS = {one["roles"][0]: one["key"] for one in plan()["school"][0]["people"]}  # role -> key of who holds it alone
ROUTES = [route for route in routes() if isinstance(route.access, TokenAccess)]
HOLDERS = TABLE["roles"]["second-proof"]

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.walk]


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """The limit counts by the minute: a new one would take other queries."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def may(name: str) -> set[str]:
    """The roles that the table lets in."""
    return {role for word in TABLE["token"][name]["may"] for role in TABLE["roles"].get(word, [word])}


def at(route: Route, slug: str = "quillbrook") -> str:
    return route.address({"school": slug, "rest": "no-such-route"})


def asked(route: Route, secret: str | None, slug: str = "quillbrook") -> Seen:
    return seen(at(route, slug), secret, BODIES.get(route.name))


def entries() -> list[tuple[str, str, str]]:
    with school_scope(school().pk):
        return list(Entry.objects.order_by("seq").values_list("action", "actor", "thing"))


def test_every_route_says_its_scope_and_its_roles_and_every_scope_opens_a_route() -> None:
    assert {route.name: route.access.scope for route in ROUTES} == {  # type: ignore[union-attr]
        name: row["scope"] for name, row in TABLE["token"].items()
    }
    assert {row["scope"] for row in TABLE["token"].values()} - {""} == set(SCOPES)
    assert not any("concern" in at(route) for route in ROUTES)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_token_opens_to_each_role_what_the_table_says_and_nothing_else(role: str) -> None:
    key = KEYS[role]
    if role not in HOLDERS:
        second_proof(account(key))
        with school_scope(school().pk), pytest.raises(Refused):
            make(person=person(key), name="Mine", scopes=SCOPES, days=1)
        return
    secret = secret_of(key)
    ask("/quillbrook/api/v1/me", secret)  # the first question of a day writes the day down
    nowhere = seen("/quillbrook/api/v1/no/such/route", secret)
    assert nowhere.status == 404
    for route in ROUTES:
        before = entries()
        answer = asked(route, secret)
        if role in may(route.name):
            assert answer.status == 200, f"{role} {route.name}"
        else:
            assert answer == nowhere, f"{role} {route.name}"
            (entry,) = entries()[len(before) :]
            assert entry == ("access.refused", person(key).actor, f"page:{route.name.replace(':', '.')}")


def test_a_token_opens_nothing_beyond_its_scopes() -> None:
    for route in ROUTES:
        scope = TABLE["token"][route.name]["scope"]
        if scope:
            secret = secret_of("head", scopes=set(SCOPES) - {scope})
            ask("/quillbrook/api/v1/me", secret)
            nowhere = seen("/quillbrook/api/v1/no/such/route", secret)
            assert asked(route, secret) == nowhere, route.name


def _expired() -> str:
    token, secret = token_of("head")
    with school_scope(school().pk):
        Token.objects.filter(pk=token.pk).update(
            made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1)
        )
    return secret


def _revoked() -> str:
    token, secret = token_of("head")
    with school_scope(school().pk):
        revoke(person=person("head"), number=token.pk)
    return secret


def _of_a_leaver() -> str:
    secret = secret_of("teacher")
    with school_scope(school().pk):
        Membership.objects.filter(pk=person("teacher").membership_id).update(ended_at=timezone.now())
    return secret


def _of_somebody_without_the_role_any_more() -> str:
    secret = secret_of("support")
    with school_scope(school().pk):
        member = Membership.objects.get(pk=person("support").membership_id)
        RoleHeld.objects.filter(membership=member).delete()
        RoleHeld(school=school(), membership=member, role="parent", starts_on=today()).save()
    return secret


def _of_a_closed_account() -> str:
    secret, closed = secret_of("business"), account("business")
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    return secret


def _without_second_proof() -> str:
    secret = secret_of("office")
    Authenticator.objects.filter(user=account("office")).delete()
    return secret


OPENING_NOTHING = {
    "wrong": new_secret,
    "half": lambda: secret_of("head")[:-1],
    "its hash": lambda: hashed(secret_of("head")),
    "strange": lambda: "gp_\x7fé",
    "expired": _expired,
    "revoked": _revoked,
    "of another school": lambda: secret_of("head", "larksend"),
    "of a leaver": _of_a_leaver,
    "of somebody without the role any more": _of_somebody_without_the_role_any_more,
    "of a closed account": _of_a_closed_account,
    "without second proof": _without_second_proof,
}


@pytest.mark.parametrize("which", OPENING_NOTHING)
def test_whatever_opens_nothing_is_refused_by_the_same_bytes_from_the_same_queries(which: str) -> None:
    secret = OPENING_NOTHING[which]()
    before = entries()
    for route in ROUTES:
        answer, other = asked(route, secret), asked(route, "gp_never")
        assert answer == other, f"{which} {route.name}"
        assert answer.status == 401
        assert ("WWW-Authenticate", "Bearer") in answer.headers
    assert entries() == before, "who asks is not known, so there is nobody to put down"


def test_no_token_at_all_gets_the_same_answer_as_a_wrong_one() -> None:
    for route in ROUTES:
        nothing, wrong = asked(route, None), asked(route, "gp_never")
        assert (nothing.status, nothing.headers, nothing.body) == (wrong.status, wrong.headers, wrong.body)


def test_a_cookie_opens_nothing_and_asks_for_no_form_token() -> None:
    client = sign_in("head")
    client.handler.enforce_csrf_checks = True
    for route in ROUTES:
        answer = ask(at(route), None, BODIES.get(route.name), client)
        assert answer.status_code == 401, route.name
        assert answer.content == asked(route, None).body
        assert not answer.cookies


def test_with_a_cookie_of_somebody_else_it_is_still_the_token_that_counts() -> None:
    client = sign_in("head")
    answer = ask("/quillbrook/api/v1/record/head", secret_of("teacher"), None, client)
    assert answer.status_code == 404
    assert entries()[-1][:2] == ("access.refused", person("teacher").actor)


def test_nothing_that_the_api_says_is_kept_by_a_cache() -> None:
    secret = secret_of("head")
    for route in ROUTES:
        for answer in (asked(route, secret), asked(route, None)):
            assert "no-store" in dict(answer.headers)["Cache-Control"], route.name


def test_what_is_no_school_and_what_is_no_route_is_said_as_a_problem() -> None:
    for path in ("/no-such-school/api/v1/me", "/quillbrook/api/", "/quillbrook/api/v1/", "/quillbrook/api/v2/me"):
        answer = ask(path, secret_of("head"))
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json", path
