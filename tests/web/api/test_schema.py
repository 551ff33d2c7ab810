"""The description of the API: it is kept, it is sound, and the site answers as it says, whatever it is asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from gatepost.vocabulary.words import vocabulary
from tests.web.api.asking import BODIES, ask, secret_of, told

AT = "/quillbrook/api/v1"
KEPT = Path(__file__).with_name("openapi.json")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]

pytestmark = pytest.mark.usefixtures("database")


def description(slug: str = "quillbrook") -> dict[str, object]:
    answer = Client(SERVER_NAME="localhost").get(f"/{slug}/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def operations(schema: OpenApiSchema) -> Iterator[APIOperation]:
    """Every route of the description; a fault in it is an error."""
    for one in schema.get_all_operations():
        assert isinstance(one, Ok), one
        yield one.ok()


def test_the_description_is_the_one_that_was_read_and_kept() -> None:
    """After a change that is meant, write the new one to openapi.json beside this file, and read the difference."""
    assert description() == json.loads(KEPT.read_text("utf-8"))


def test_the_description_of_each_school_differs_in_its_address_alone() -> None:
    one, other = description(), description("abercelydd")
    assert one.pop("servers") == [{"url": AT}]
    assert other.pop("servers") == [{"url": "/abercelydd/api/v1"}]
    assert one == other


def test_the_description_tells_every_route_and_nothing_without_a_token() -> None:
    paths = description()["paths"]
    assert isinstance(paths, dict)
    assert set(paths) == {
        "/me", "/policy", "/may-i", "/decide", "/screen", "/check", "/consents", "/terms", "/people", "/waiting",
        "/record/head",
    }  # fmt: skip
    for methods in paths.values():
        for one in methods.values():
            assert one["security"] == [{"Bearer": []}]


def test_the_description_of_an_activity_names_every_fact() -> None:
    schemas = description()["components"]
    assert isinstance(schemas, dict)
    assert set(schemas["schemas"]["ActivityIn"]["properties"]) == {*vocabulary().facts, "id", "permissions"}


def test_each_route_answers_as_described_to_its_own_example() -> None:
    schema = schemathesis.openapi.from_dict(description())
    secret = secret_of("head")
    for operation in operations(schema):
        answer = ask(f"{AT}{operation.path}", secret, BODIES.get(f"api:{operation.path.removeprefix('/')}"))
        told(answer)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as-described", "otherwise"])
def test_whatever_is_asked_the_answer_is_as_described_and_nothing_breaks(mode: GenerationMode) -> None:
    assert "localhost" in django_settings.ALLOWED_HOSTS
    schema = schemathesis.openapi.from_wsgi(f"{AT}/openapi.json", get_wsgi_application())
    sent = {"Authorization": f"Bearer {secret_of('head')}"}
    tried = 0
    for operation in operations(schema):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=40,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answers(case: Case) -> None:
            nonlocal tried
            tried += 1
            cache.clear()  # the limit has a test of its own
            case.call_and_validate(headers=sent, checks=CHECKS)

        answers()
    assert tried > 100
