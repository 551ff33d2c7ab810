"""Two clocks at once do nothing twice, and one that dies leaves its work to the other."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from gatepost.web.notices.actions import notify
from gatepost.web.operations import process
from gatepost.web.operations.models import DEMO, TICKED, VERSION, Mark, put_mark
from gatepost.web.operations.tick import LONGEST_AWAY, clock_in_doubt, tick
from gatepost.web.record.actions import CASE_HEADS
from gatepost.web.record.models import Entry
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.databases import Database
from tests.web.operations.keeping import environment
from tests.web.operations.sites import run

pytestmark = pytest.mark.usefixtures("database")

MORNING = datetime(2099, 11, 23, 6, 1, tzinfo=UTC)
_HOLD = """
import sys
from gatepost.web.operations.command import start; start()
from gatepost.web.locks import held
with held("school", int(sys.argv[1])) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


@contextmanager
def busy_at(number: int, database: Database) -> Iterator["subprocess.Popen[str]"]:
    """Another process that is at work at a school."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(number)],
        env={**os.environ, "GATEPOST_CONFIG": str(database.config)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        try:
            yield process
        finally:
            process.kill()


def _leaves(one: School) -> int:
    with school_scope(one.pk):
        return Entry.objects.filter(action=CASE_HEADS).count()


def _in_the_morning() -> int:
    with time_machine.travel(MORNING, tick=False):
        return tick()


def test_a_school_where_another_process_is_at_work_is_left_to_it(database: Database) -> None:
    with busy_at(school().pk, database) as other:
        assert _in_the_morning() == 0
        assert (_leaves(school()), _leaves(school("larksend"))) == (0, 1)
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    connections.close_all()
    assert _in_the_morning() == 0
    assert (_leaves(school()), _leaves(school("larksend"))) == (1, 1)


def test_two_clocks_at_once_send_each_letter_once_and_make_one_leaf(database: Database) -> None:
    people = [("dpo", "quillbrook"), ("head", "quillbrook"), ("head", "larksend"), ("head", "wrenmoor")]
    for key, slug in people:
        with school_scope(school(slug).pk):
            notify(membership_id=person(key, slug).membership_id, kind="assessment-to-sign", thing="module:past-pupils")
    put_mark(DEMO)
    connection.close()
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "gatepost.cli", "tick"],
            env={**os.environ, "GATEPOST_CONFIG": str(database.config), "GATEPOST_DEMO": "1"},
        )
        for _ in range(2)
    ]
    assert [one.wait(90) for one in both] == [0, 0]
    letters = [path.read_text("utf-8") for path in (database.folder / "mail").glob("*.eml")]
    waiting = Counter(one.partition("\nTo: ")[2].split()[0] for one in letters if "Subject: Something waits" in one)
    assert {waiting[f"{key}@{slug}.example"] for key, slug in people} == {1}
    at_six = timezone.localtime().hour >= 6
    assert {_leaves(one) for one in School.objects.all()} == {int(at_six)}


def test_the_clock_says_when_it_was_at_work_and_refuses_another_version(database: Database) -> None:
    before = timezone.now()
    assert run(database.config, "tick").returncode == 0
    assert Mark.objects.get(name=TICKED).at >= before  # type: ignore[operator]
    put_mark(VERSION, "99.1")
    refused = run(database.config, "tick", "--every", "1")
    assert refused.returncode == 1
    assert "newer than this program" in refused.stderr


@pytest.mark.parametrize("wrong", ["other-version", "clock-in-doubt"])
def test_the_clock_of_a_served_site_says_in_a_line_of_the_log_why_it_does_nothing(
    database: Database, wrong: str
) -> None:
    if wrong == "other-version":
        put_mark(VERSION, "99.1")
    else:
        put_mark(TICKED, at=timezone.now() - 2 * LONGEST_AWAY)
    with subprocess.Popen(
        process.command("tick"), env=environment(database.config), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as clock:
        assert clock.stderr is not None
        lines = [json.loads(line) for line in clock.stderr]
    assert (clock.returncode, [line.get("event") for line in lines]) == (1, [wrong])


@pytest.mark.parametrize("shares", [1, 2, 3, 7])
def test_each_school_is_in_one_share_of_the_clock(shares: int) -> None:
    with time_machine.travel(MORNING, tick=False):
        for number in range(1, shares + 1):
            before = {one.slug: _leaves(one) for one in School.objects.all()}
            assert tick(share=(number, shares)) == 0
            mine = {one.slug for one in School.objects.all() if one.pk % shares == number % shares}
            assert {slug for slug, leaves in before.items() if _leaves(school(slug)) > leaves} == mine
    assert all(_leaves(one) == 1 for one in School.objects.all())


@pytest.mark.parametrize("share", ["0/2", "3/2", "1", "1/0", "a/b", "1/1000"])
def test_what_is_no_share_is_refused_before_anything_is_done(database: Database, share: str) -> None:
    refused = run(database.config, "tick", "--share", share)
    assert refused.returncode == 2
    assert "such as 2/8" in refused.stderr


def test_a_clock_far_ahead_does_nothing_until_a_person_believes_it(database: Database) -> None:
    put_mark(TICKED, at=timezone.now() - LONGEST_AWAY - timedelta(days=1))
    before = {one.slug: _leaves(one) for one in School.objects.all()}
    refused = run(database.config, "tick", "--every", "1")
    assert refused.returncode == 1
    assert "--believe-clock" in refused.stderr
    assert {one.slug: _leaves(one) for one in School.objects.all()} == before
    assert clock_in_doubt(timezone.now())
    assert run(database.config, "tick", "--believe-clock").returncode == 0
    assert clock_in_doubt(timezone.now()) is None
    assert run(database.config, "tick").returncode == 0


def test_a_summer_and_a_clock_set_back_are_no_reason_to_doubt() -> None:
    put_mark(TICKED, at=timezone.now() - timedelta(days=45))
    assert clock_in_doubt(timezone.now()) is None
    put_mark(TICKED, at=timezone.now() + timedelta(days=400))
    assert clock_in_doubt(timezone.now()) is None
