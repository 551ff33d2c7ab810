"""Every address x every role x own school, another school, signed out, against the table in access.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gatepost.web.operations.demo.seed import plan
from gatepost.web.schools.roles import ROLES
from tests.web.cast import sign_in
from tests.web.router import Route, routes
from tests.web.things import MISSING, MISSING_NAME, things

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text("utf-8"))
KEYS = {one["roles"][0]: one["key"] for one in plan()["school"][0]["people"]}  # role -> key of who holds it alone
MEMBER_ROUTES = [route for route in routes() if route.access is not None and route.access.kind == "member"]
NUMBERED = [route for route in MEMBER_ROUTES if set(route.parameters) - {"school", "code", "year", "kind"}]
# What belongs to one person: somebody else's is not theirs, whatever their role.
OWN = {
    "checks:held-draft",
    "notices:open",
    "people:family-link",
    "people:declare-again",
    "people:end-link",
    "safe:card",
    "tokens:revoke",
    "approvals:one",
    "approvals:picture",
    "approvals:reply",
    "approvals:take-back",
    "approvals:withdraw",
    "approvals:close-account",
}

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.walk]


def may(name: str) -> set[str]:
    """The roles that the table lets in."""
    return {role for word in TABLE["member"][name] for role in TABLE["roles"].get(word, [word])}


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    held: dict[str, set[str]] = {"public": set(), "account": set(), "member": set(), "token": set()}
    for route in routes():
        assert route.access is not None, f"{route.name} does not say who may open it"
        held[route.access.kind].add(route.name)
    assert held == {kind: set(TABLE[kind]) for kind in held}
    assert set(TABLE["roles"]["everyone"]) == set(ROLES) == set(KEYS)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_opens_what_the_table_says_and_nothing_else(role: str) -> None:
    named, client = things(), sign_in(KEYS[role])
    nowhere = client.get("/quillbrook/there-is-no-such-page/")
    opened = [route for route in MEMBER_ROUTES if role in may(route.name)]
    for route in MEMBER_ROUTES:
        if route not in opened:
            for answer in (client.get(route.address(named)), client.post(route.address(named))):
                assert (answer.status_code, answer.content) == (404, nowhere.content), f"{role} {route.name}"
    for route in opened:
        named = things()  # what the page before has used up
        answers = [client.get(route.address(named)), client.post(route.address(named))]
        assert all(one.status_code < 500 for one in answers), f"{role} {route.name}"
        assert route.name in OWN or any(one.status_code != 404 for one in answers), f"{role} {route.name}"


def test_members_of_another_school_find_nothing_here() -> None:
    named = things()
    for key in ("head", "deputy", "office", "chair", "dpo", "parent"):
        client = sign_in(key, "larksend")
        nowhere = client.get("/quillbrook/there-is-no-such-page/").content
        for route in MEMBER_ROUTES:
            for answer in (client.get(route.address(named)), client.post(route.address(named))):
                assert (answer.status_code, answer.content) == (404, nowhere), f"{key} {route.name}"


def test_whoever_is_not_signed_in_is_sent_to_sign_in_whether_the_thing_exists_or_not() -> None:
    named, client = things(), Client(SERVER_NAME="localhost")
    for route in MEMBER_ROUTES:
        for values in (named, _with_missing(route, named)):
            answer = client.get(route.address(values))
            assert answer.status_code == 302, route.name
            assert answer.headers["Location"].startswith("/sign-in/"), route.name


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_is_denied_is_missing_by_the_same_bytes_from_the_same_queries(role: str) -> None:
    here, other = things(), things("larksend")
    client = sign_in(KEYS[role])
    for route in NUMBERED:
        _seen(client, route.address(_with_missing(route, here)))  # the first refusal of an hour is put down
        missing = _seen(client, route.address(_with_missing(route, here)))
        assert 404 in (one.status for one in missing), route.name
        # The row of another school under this school's address.
        elsewhere = _for(route, other) | {"school": "quillbrook"}
        assert _seen(client, route.address(elsewhere)) == missing, f"{role} {route.name}"
        if role not in may(route.name):
            assert _seen(client, route.address(here)) == missing, f"{role} {route.name}"


def _for(route: Route, values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in route.parameters}


def _with_missing(route: Route, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _missing(value) for name, value in _for(route, values).items()}


def _missing(value: Any) -> Any:
    """What is there of no row, or the value itself where it names none."""
    if isinstance(value, str) and len(value) == len(MISSING_NAME):
        return MISSING_NAME
    return MISSING if isinstance(value, int) else value


@dataclass(frozen=True)
class Seen:
    """An answer and what it took: status, headers and body, and the shape of each query."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: tuple[str, ...]


def _seen(client: Client, address: str) -> list[Seen]:
    """What a GET and a POST of an address bring."""
    seen = []
    for ask in (client.get, client.post):
        reset_queries()  # the log is bounded
        with CaptureQueriesContext(connection) as asked:
            answer = ask(address)
        shapes = tuple(re.sub(r"'(?:[^']|'')*'|\d+", "?", one["sql"]) for one in asked.captured_queries)
        headers = tuple(sorted(one for one in answer.headers.items() if one[0] != "Expires"))  # the moment itself
        seen.append(Seen(answer.status_code, headers, answer.content, shapes))
    return seen
