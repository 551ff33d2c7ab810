"""The queue holds numbers alone, and no piece of work stays in hand of a worker that is gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gatepost.web.database import WITHOUT_SCHOOL
from gatepost.web.notices import tasks as notices
from gatepost.web.notices.actions import notify
from gatepost.web.operations.models import DEMO, put_mark
from gatepost.web.operations.queue import MOST_TRIES, put_back, tidy
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.databases import Database
from tests.web.operations import pieces
from tests.web.operations.sites import until

pytestmark = pytest.mark.usefixtures("database")

ROOT = Path(__file__).parents[3]
_WORK = "from gatepost.web.operations.command import start; start(); from gatepost.web.operations.worker import work; "


@contextmanager
def worker(database: Database, *, until_empty: bool = False) -> Iterator["subprocess.Popen[str]"]:
    """A worker on a test's database."""
    with subprocess.Popen(
        [sys.executable, "-c", f"{_WORK}work(until_empty={until_empty})"],
        cwd=ROOT,
        env={**os.environ, "GATEPOST_CONFIG": str(database.config), "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _done(database: Database) -> str:
    """Do all that stands in the queue; what the worker said."""
    with worker(database, until_empty=True) as process:
        return process.communicate(timeout=60)[1]


def _row() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get()


@pytest.mark.parametrize("given", [("Emily",), (1, "Emily"), (1, None), (1.5, 1), (True, 1), ([1], 1), ({"a": 1},)])
def test_words_do_not_enter_the_queue(given: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        pieces.fails.enqueue(*given)
    with pytest.raises(TypeError, match="whole numbers"):
        pieces.fails.enqueue(school_id=1, number=1)
    assert not DBTaskResult.objects.exists()


def test_what_an_exception_said_and_what_a_piece_returned_is_kept_nowhere(database: Database) -> None:
    pieces.fails.enqueue(1, 2)
    pieces.answers.enqueue(1, 2)
    said = _done(database)
    assert {row.status for row in DBTaskResult.objects.all()} == {"FAILED", "SUCCESSFUL"}
    assert "RuntimeError" in said
    assert "Emily" not in said + str(list(DBTaskResult.objects.values()))
    assert DBTaskResult.objects.get(status="FAILED").exception_class_path == "builtins.RuntimeError"


def test_its_table_belongs_to_no_school_and_a_worker_opens_the_scope_itself(database: Database) -> None:
    assert DBTaskResult._meta.db_table in WITHOUT_SCHOOL
    notices.send.enqueue(school().pk, 1)
    _done(database)
    assert _row().status == TaskResultStatus.SUCCESSFUL


def test_a_piece_that_an_undone_action_asked_for_is_not_there(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    told: dict[str, Any] = {
        "membership_id": person("dpo").membership_id,
        "kind": "assessment-to-sign",
        "thing": "module:past-pupils",
    }

    def undone() -> None:
        with school_scope(school().pk), transaction.atomic():
            notify(**told)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not DBTaskResult.objects.exists()
    with school_scope(school().pk):
        notify(**told)
        notify(**told)
    assert _row().args_kwargs["args"][0] == school().pk


def test_a_notice_is_mailed_by_a_worker_without_waiting_for_the_clock(settings: Any, database: Database) -> None:
    settings.MAIL_IS_SET_UP = True
    with school_scope(school().pk):
        notify(membership_id=person("dpo").membership_id, kind="assessment-to-sign", thing="module:past-pupils")
    put_mark(DEMO)
    connection.close()
    os.environ["GATEPOST_DEMO"] = "1"  # where mail is written into the storage folder
    try:
        _done(database)
    finally:
        del os.environ["GATEPOST_DEMO"]
    (letter,) = (database.folder / "mail").glob("*.eml")
    assert "To: dpo@quillbrook.example" in letter.read_text("utf-8")


def test_the_work_of_a_killed_worker_is_put_back_and_that_of_a_living_one_is_not(database: Database) -> None:
    pieces.lasts.enqueue(1, 2)
    with worker(database) as first:
        until(lambda: _row().status == TaskResultStatus.RUNNING)
        assert put_back() == 0
        first.send_signal(signal.SIGSTOP)  # however long it says nothing
        assert put_back() == 0
        first.kill()
        first.wait()
        assert until(put_back) == 1
    assert _row().status == TaskResultStatus.READY
    with worker(database):
        until(lambda: _row().status == TaskResultStatus.RUNNING)
        assert len(_row().worker_ids) == 2


def test_work_at_which_every_worker_dies_is_given_up() -> None:
    pieces.lasts.enqueue(1, 2)
    gone = [str(number) for number in range(1, MOST_TRIES + 1)]
    DBTaskResult.objects.update(status="RUNNING", worker_ids=gone, started_at=timezone.now())
    assert put_back() == 0
    assert _row().status == TaskResultStatus.FAILED


def test_done_work_is_forgotten_after_a_day_and_so_is_what_nobody_did() -> None:
    for status in ("SUCCESSFUL", "FAILED", "READY", "RUNNING"):
        pieces.fails.enqueue(1, 2)
        DBTaskResult.objects.filter(status="READY", finished_at=None).update(status=status, finished_at=timezone.now())
    DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).update(finished_at=None)
    tidy(timezone.now() + timedelta(hours=23))
    assert DBTaskResult.objects.count() == 4
    tidy(timezone.now() + timedelta(hours=25))
    assert [row.status for row in DBTaskResult.objects.all()] == ["RUNNING"]


def test_locks_of_workers_that_are_gone_leave_no_files(database: Database) -> None:
    _done(database)
    tidy(timezone.now())
    assert not list((database.folder / "locks").glob("worker-*"))
