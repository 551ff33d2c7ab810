"""A program that asks with a token, as curl would; and tokens for the cast."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection, reset_queries
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gatepost.web.checks.api import EXAMPLE
from gatepost.web.schools.models import Account
from gatepost.web.schools.scope import school_scope
from gatepost.web.tokens.actions import USUAL, make
from gatepost.web.tokens.models import Token
from gatepost.web.tokens.scopes import SCOPES
from tests.web.cast import account, person, school


class Form(dict[str, Any]):
    """A body that is sent as a form with its files, and not as JSON."""


# What a route is asked with, where it is not a GET of its address alone.
BODIES: dict[str, Any] = {
    "api:may-i": EXAMPLE,
    "api:decide": EXAMPLE,
    "api:screen": {"text": "Hello"},
    "api:check": Form({"text": "Hello", "role": "volunteer"}),
    "api:people": {"words": "a"},
}
_numbers = count(1)


def second_proof(who: Account) -> None:
    """Set up an authenticator app, as far as the database goes."""
    Authenticator.objects.get_or_create(user=who, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "-"}})


def token_of(
    key: str, slug: str = "quillbrook", scopes: Iterable[str] = tuple(SCOPES), days: int = USUAL
) -> tuple[Token, str]:
    """A token of one of the cast, and its secret."""
    second_proof(account(key, slug))
    with school_scope(school(slug).pk):
        return make(person=person(key, slug), name=f"Program {next(_numbers)}", scopes=scopes, days=days)


def secret_of(key: str, slug: str = "quillbrook", scopes: Iterable[str] = tuple(SCOPES)) -> str:
    """The secret alone."""
    return token_of(key, slug, scopes)[1]


def ask(path: str, secret: str | None, body: object = None, client: Client | None = None) -> HttpResponse:
    """The answer to a GET, or with a body to a POST."""
    sent = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    browser = client or Client(SERVER_NAME="localhost")
    if body is None:
        return browser.get(path, headers=sent)  # type: ignore[return-value]
    if isinstance(body, Form):
        return browser.post(path, body, headers=sent)  # type: ignore[return-value]
    text = json.dumps(body)
    return browser.post(path, text, content_type="application/json", headers=sent)  # type: ignore[return-value]


def told(answer: HttpResponse) -> Any:
    """What an answer holds that went well."""
    assert answer.status_code == 200, (answer.status_code, answer.content)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(answer.content)


def went_wrong(answer: HttpResponse, status: int) -> str:
    """The sentence of an answer that says what went wrong."""
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["status"]) == (status, status), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(problem) == {"type", "title", "status", "detail"}
    return str(problem["detail"])


@dataclass(frozen=True)
class Seen:
    """An answer and what it took: status, headers and body, and the shape of each query."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: tuple[str, ...]


def seen(path: str, secret: str | None, body: object = None, client: Client | None = None) -> Seen:
    """What asking brings and takes."""
    reset_queries()  # the log is bounded
    with CaptureQueriesContext(connection) as asked:
        answer = ask(path, secret, body, client)
    shapes = tuple(re.sub(r"'(?:[^']|'')*'|\d+", "?", one["sql"]) for one in asked.captured_queries)
    headers = tuple(sorted(one for one in answer.headers.items() if one[0] != "Expires"))  # the moment itself
    return Seen(answer.status_code, headers, answer.content, shapes)
