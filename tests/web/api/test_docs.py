"""docs/api.md says what is so: every example is asked as printed, every route and scope stands in the table."""

import json
import shlex
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from gatepost.web.people.queries.roll import FOUND
from gatepost.web.tokens.actions import LONGEST
from gatepost.web.tokens.due import KEPT
from gatepost.web.tokens.limits import A_MINUTE
from gatepost.web.tokens.scopes import SCOPES
from tests.pages import fences, named, rows, text
from tests.web.api.asking import secret_of
from tests.web.router import routes

PAGE = "docs/api.md"
BLOCKS = fences(PAGE)
EXAMPLES = [
    (block.text.removeprefix("$ ").strip(), json.loads(after.text))
    for block, after in pairwise(BLOCKS)
    if block.language == "console"
]


def curl(command: str, secret: str) -> HttpResponse:
    """What a command with `-H` and `-d` gets."""
    program, *words = shlex.split(command.replace("$TOKEN", secret))
    assert program == "curl"
    headers: dict[str, str] = {}
    body, address = None, ""
    while words:
        match words.pop(0):
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case address:
                parts = urlsplit(address)
    assert parts.netloc == "localhost:8000"
    client = Client(SERVER_NAME="localhost")
    headers["Host"] = parts.netloc
    if body is None:
        return client.get(parts.path, headers=headers)  # type: ignore[return-value]
    # curl calls every body that it sends a form.
    sent = "application/x-www-form-urlencoded"
    return client.post(parts.path, body, content_type=sent, headers=headers)  # type: ignore[return-value]


def misses(shown: Any, answer: Any, place: str = "") -> Iterator[str]:
    """Where an answer has not what the page shows; `…` stands for anything, a list for some of its things."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            if not isinstance(answer, dict) or key not in answer:
                yield f"{place}.{key}"
            else:
                yield from misses(value, answer[key], f"{place}.{key}")
    elif isinstance(shown, list):
        for one in shown:
            if not isinstance(answer, list) or all(list(misses(one, other)) for other in answer):
                yield f"{place}[{one}]"
    elif shown != "…" and shown != answer:
        yield f"{place}: {shown} is {answer}"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command[-40:] for command, _shown in EXAMPLES])
def test_every_example_answers_what_the_page_shows(command: str, shown: dict[str, Any]) -> None:
    answer = curl(command, secret_of("head"))
    assert answer.status_code == shown.get("status", 200), answer.content
    assert list(misses(shown, json.loads(answer.content))) == []


def test_every_route_is_tried_and_stands_in_the_table_with_its_scope() -> None:
    of_tokens = [route for route in routes() if route.access is not None and route.access.kind == "token"]
    listed = {
        named(one[0])[0].split(" ")[1]: one[1].strip("`")
        for one in rows(PAGE)
        if one[0].startswith(("`GET ", "`POST "))
    }
    wanted = {
        route.address({"school": "s"}).removeprefix("/s/api/v1"): getattr(route.access, "scope", "") or "any"
        for route in of_tokens
        if "rest" not in route.parameters
    }
    assert listed == wanted
    assert {command.rpartition("/api/v1")[2] for command, _shown in EXAMPLES} == set(wanted)
    assert set(wanted.values()) == {*SCOPES, "any"}


def test_the_limits_are_those_of_the_code() -> None:
    page = text(PAGE)
    assert f"more than {A_MINUTE} questions in one minute" in page
    assert f"for how many days, {LONGEST} at most" in page
    assert f"forgotten after {KEPT.days} days" in page
    assert f"at most {FOUND} people" in page
