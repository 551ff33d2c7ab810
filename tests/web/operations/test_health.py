"""The health page tells whatever watches the site whether it works, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from gatepost.web.operations.models import TICKED, VERSION, put_mark
from gatepost.web.operations.tick import tick
from tests.web.databases import ON_POSTGRESQL, Database

pytestmark = pytest.mark.usefixtures("database")


def _answer(visitor: Client) -> tuple[int, bytes]:
    answer = visitor.get("/health/")
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.content


def test_it_is_well_once_the_clock_has_been_at_work(visitor: Client) -> None:
    assert _answer(visitor) == (503, b"not ok\n")
    tick()
    assert _answer(visitor) == (200, b"ok\n")
    assert visitor.post("/health/").status_code == 405


@pytest.mark.parametrize("hours", [-1, 1, 24 * 365])
def test_a_clock_that_stands_still_or_was_wrong_is_not_well(visitor: Client, hours: int) -> None:
    put_mark(TICKED, at=timezone.now() + timedelta(hours=hours))
    assert _answer(visitor) == (503, b"not ok\n")
    tick()
    assert _answer(visitor) == (200, b"ok\n")


def test_another_version_is_not_well(visitor: Client) -> None:
    tick()
    put_mark(VERSION, "99.1")
    assert _answer(visitor) == (503, b"not ok\n")


def test_a_database_that_does_not_answer_is_not_well(visitor: Client, database: Database) -> None:
    tick()
    connections.close_all()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "nowhere" if ON_POSTGRESQL else "/nowhere/at/all"
    try:
        assert _answer(visitor) == (503, b"not ok\n")
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
    assert _answer(visitor) == (200, b"ok\n")
