"""A database server that goes down and comes back under load costs waiting, and nothing that was confirmed."""

import random
import signal
import threading
from pathlib import Path

import pytest

from tests.web.databases import ON_POSTGRESQL
from tests.web.operations.homes import ALL_COMPLETE, home
from tests.web.operations.letters import letter_box
from tests.web.operations.reckoning import unfinished, wrong
from tests.web.operations.sites import site, until
from tests.web.operations.writers import Writers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.data,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no server"),
]

RESTARTS = 5
FEW = 15  # changes that are confirmed in between


def test_a_database_that_comes_back_finds_the_site_again_with_all_that_was_confirmed(tmp_path: Path) -> None:
    chance = random.Random(21)
    with letter_box() as letters, home(tmp_path, letters.port) as kept:
        assert kept.server is not None
        writers = Writers(kept)
        with site(kept.database) as one:
            until(one.is_well)
            began = {kind: one.started(kind) for kind in ("web", "worker", "tick")}
            with writers.at_work(one.port, patient=True):
                for _ in range(RESTARTS):
                    enough = len(writers.confirmed) + FEW
                    until(lambda: len(writers.confirmed) >= enough)  # noqa: B023
                    writers.large_file(one.port)  # something that the queue has in hand
                    threading.Event().wait(chance.uniform(0, 1))  # seconds, so that it comes at any moment
                    kept.server.stop()
                    until(lambda: one.get("/health/")[0] == 503)
                    status, _where, page = writers.browser("head@quillbrook", one.port).send("settings/channels/", {})
                    assert status == 503
                    assert "The site cannot save anything at the moment" in page
                    kept.server.start()
            until(one.is_well)
            until(lambda: not unfinished(kept, []))
            assert one.started("web") == began["web"]  # the pages need no new start
            one.process.send_signal(signal.SIGTERM)
            one.process.communicate(timeout=30)
        assert wrong(kept, writers.confirmed, [], letters) == []
        assert kept.records() == ALL_COMPLETE
