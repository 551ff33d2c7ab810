"""A line of the log says that something happened and where in the code, whatever a record carries beside it."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.logs import ACCESS, FIELDS, RequestLog, WithoutWords

WORD = "Emily-Jones"


def _formatted(name: str, message: str, *arguments: object, error: bool = False, **extra: Any) -> dict[str, Any]:
    caught = None
    if error:
        try:
            raise ValueError(WORD)
        except ValueError:
            caught = sys.exc_info()
    record = logging.getLogger(name).makeRecord(name, logging.ERROR, WORD, 1, message, arguments, caught, None, extra)
    line = WithoutWords().format(record)
    assert WORD not in line
    assert "\n" not in line
    read: dict[str, Any] = json.loads(line)
    return read


def test_of_our_own_messages_the_names_of_events_are_told_and_of_others_nothing() -> None:
    assert _formatted("gatepost.web.operations.tick", "tick")["event"] == "tick"
    assert "event" not in _formatted("gatepost.web.operations.tick", f"could not mail {WORD}")
    assert "event" not in _formatted("gatepost.web.operations.tick", "%s", WORD)
    assert "event" not in _formatted("django.request", "tick")


def test_a_fault_is_told_by_its_kind_and_the_places_in_the_code() -> None:
    told = _formatted("django.request", "Internal Server Error: %s", f"/{WORD}/", error=True)
    assert told["fault"] == "ValueError"
    assert told["frames"][0].startswith("_formatted in ")


def test_a_request_is_told_by_the_pattern_of_its_address() -> None:
    request = RequestFactory().get(f"/{WORD}/", {WORD: WORD})
    assert _formatted("django.request", "x", request=request)["route"] == ""
    request.resolver_match = SimpleNamespace(route="<slug:school>/")  # type: ignore[assignment]
    assert _formatted("django.request", "x", request=request)["route"] == "<slug:school>/"


@given(st.dictionaries(st.sampled_from((*FIELDS, "name_of_child", "user", "path", "query")), st.text(min_size=1)))
def test_of_what_comes_with_a_record_only_numbers_and_fixed_words_are_told(extra: dict[str, str]) -> None:
    told = _formatted(
        "gatepost.serve", "started", **dict[str, Any]({key: f"{WORD} {value}" for key, value in extra.items()})
    )
    assert set(told) == {"at", "level", "logger", "event"}
    assert _formatted("gatepost.serve", "started", child="web", pid=7)["pid"] == 7


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the site logs, with a line for each request."""
    stream = io.StringIO()
    handler = logging.getLogger("gatepost").handlers[0]
    monkeypatch.setattr(handler, "stream", stream)
    access = logging.getLogger(ACCESS)
    before = access.level
    access.setLevel(logging.INFO)
    yield stream
    access.setLevel(before)


@pytest.mark.usefixtures("database")
def test_each_request_has_a_line_of_numbers(visitor: Client, written: io.StringIO) -> None:
    visitor.get(f"/quillbrook/may-i/?{WORD}={WORD}")
    visitor.generic("EMILYJONES", f"/{WORD}/")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["route"], first["method"], first["status"]) == ("<slug:school>/may-i/", "GET", 200)
    assert (second["method"], second["status"]) == ("other", 404)
    assert first["request"] != second["request"]
    assert "quillbrook" not in written.getvalue()
    assert "EMILY" not in written.getvalue()


def test_lines_of_one_request_share_its_number(written: io.StringIO) -> None:
    def breaks(request: object) -> Any:
        logging.getLogger("gatepost.web.checks").error("broke")
        raise RuntimeError(WORD)

    with pytest.raises(RuntimeError):
        RequestLog(breaks)(RequestFactory().get("/"))
    logging.getLogger("gatepost.web.checks").error("later")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert len(first["request"]) == 16
    assert "request" not in second


def test_requests_are_told_only_where_somebody_asked_for_it() -> None:
    told: dict[str, Any] = settings.LOGGING
    assert told["loggers"][ACCESS]["level"] == "CRITICAL"
    assert {one["formatter"] for one in told["handlers"].values()} == {"without_words"}
