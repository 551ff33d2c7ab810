"""Power cuts for the processes of a site while people write: nothing that was confirmed is lost, nothing is half
done, and the clock and the queue end what they owe, once.

A kill ends processes and leaves what the system holds of their files: that the database also waits for the disk is
asserted of its settings.
"""

import os
import random
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.databases import ON_POSTGRESQL
from tests.web.operations.homes import ALL_COMPLETE, Home, home
from tests.web.operations.letters import letter_box
from tests.web.operations.reckoning import unfinished, wrong
from tests.web.operations.sites import Site, site, until
from tests.web.operations.writers import Writers

pytestmark = [pytest.mark.slow, pytest.mark.data]

KILLS = int(os.environ.get("GATEPOST_TEST_KILLS", "20"))  # fifty take eight minutes
LEAVING = 4  # people whose last day is over, each time
LONG, LARGE = 3, 9  # in every so many rounds everything has come up before the kill; a large file is on its way
_IN_HAND = "SELECT id FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
_STANDING = "SELECT id FROM django_tasks_database_dbtaskresult WHERE status = 'READY'"


def _kill(one: Site) -> None:
    os.killpg(one.process.pid, signal.SIGKILL)
    one.process.wait()
    until(lambda: not one.members())
    assert one.port_is_dead()


def _let_leave(kept: Home, number: int) -> list[int]:
    """The last day of a few people is over; to be called while the site is down."""
    few = kept.leavers[number * LEAVING : (number + 1) * LEAVING]
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    kept.do(f"UPDATE people_onroll SET leaves = '{day}' WHERE id IN ({', '.join(map(str, few))})")
    return few


def _faults(one: Site) -> list[str]:
    """The errors in the log; what the site was writing when it was killed may stand there in part."""
    lines = one.log.read_text("utf-8").splitlines()
    return [line for line in lines if '"level": "error"' in line or '"level": "critical"' in line]


def test_kills_under_load_lose_nothing_and_leave_nothing_half_done(tmp_path: Path) -> None:
    chance = random.Random(20)
    with letter_box() as letters, home(tmp_path, letters.port) as kept:
        assert kept.writes == (
            {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
            if ON_POSTGRESQL
            else {"synchronous": "2", "journal_mode": "wal"}
        )
        writers = Writers(kept)
        due: list[int] = []
        faults: list[str] = []
        for number in range(KILLS):
            due += _let_leave(kept, number)
            with site(kept.database) as one:
                if number % LONG == 0:
                    until(one.is_well)
                if number % LARGE == 0:
                    writers.large_file(one.port)
                    until(lambda: kept.ask(_IN_HAND) or not kept.ask(_STANDING))
                enough = len(writers.confirmed) + (chance.randint(1, 25) if number % LARGE else 0)
                with writers.at_work(one.port):
                    until(lambda: len(writers.confirmed) >= enough or writers.confirmed.odd)  # noqa: B023
                    threading.Event().wait(chance.uniform(0, 0.2))  # seconds, so that it comes at any moment
                    _kill(one)
                faults += _faults(one)
            if number % 2:  # in between the site itself is the first to open what was left
                assert wrong(kept, writers.confirmed, due) == []
        assert writers.confirmed.odd == []
        assert faults == []
        with site(kept.database) as one:
            until(one.is_well)
            until(lambda: not unfinished(kept, due))
            one.process.send_signal(signal.SIGTERM)
            one.process.communicate(timeout=30)
        assert wrong(kept, writers.confirmed, due, letters) == []
        assert unfinished(kept, due) == []
        assert kept.records() == ALL_COMPLETE
        assert min(map(len, (writers.confirmed.links, writers.confirmed.files))) > KILLS
        assert len(writers.confirmed.large_files) == -(-KILLS // LARGE)
        assert _put_back(kept) > 0  # some workers were killed over a piece of the queue, which then another did


def _put_back(kept: Home) -> int:
    """How many pieces of the queue more than one worker has had in hand."""
    rows = kept.ask("SELECT worker_ids FROM django_tasks_database_dbtaskresult")
    return sum(1 for (workers,) in rows if str(workers).count(",") > 0)
