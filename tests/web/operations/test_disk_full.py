"""A site whose disk is full says so in a sentence, loses nothing that it confirmed, and goes on once there is room."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

import pytest

from tests import postgres
from tests.web.databases import ON_POSTGRESQL
from tests.web.operations.disks import no_growth, no_room, small_disk
from tests.web.operations.homes import ALL_COMPLETE, Home, home
from tests.web.operations.letters import letter_box
from tests.web.operations.reckoning import unfinished, wrong
from tests.web.operations.sites import Site, site, until
from tests.web.operations.writers import Browser, Ended, Writers

pytestmark = [pytest.mark.slow, pytest.mark.data]

FEW = 10  # changes that are confirmed before the disk is full, and after


def _tried(kept: Home, one: Site, writers: Writers, without_room: Callable[[], AbstractContextManager[None]]) -> None:
    """People write before, while and after the disk is full."""
    browser = writers.browser("head@quillbrook", one.port)
    until(one.is_well)
    with writers.at_work(one.port, patient=True):
        until(lambda: len(writers.confirmed) > FEW)
        with without_room():
            status, page = until(lambda: _refused(writers, one))
            assert status == 503
            assert "The site cannot save anything at the moment" in page
            assert "on the list" not in page  # no word of success, of this change or of an earlier one
            _can_be_read(kept, browser)
        if kept.server is not None:
            kept.server.start()  # where its log found no room it ended
        enough = len(writers.confirmed) + FEW
        until(lambda: len(writers.confirmed) >= enough)
    until(one.is_well)
    until(lambda: not unfinished(kept, []))


def _can_be_read(kept: Home, browser: Browser) -> None:
    """What is there is shown. A PostgreSQL whose log found no room has ended: then the page says that it is away."""
    said = ""
    try:
        page = browser.get("settings/")
    except Ended as ended:
        page, said = "", str(ended)
    assert "Approved channels" in page or (kept.server is not None and said == "GET settings/: 503")


def _refused(writers: Writers, one: Site) -> tuple[int, str] | None:
    """The page that says that something cannot be kept; more is written until there is no room for it."""
    with suppress(Ended, OSError):
        writers.large_file(one.port)
    name = f"Channel {len(writers.confirmed)} without room"
    status, _where, page = writers.browser("head@quillbrook", one.port).send("settings/channels/", {"name": name})
    if status == 302:
        writers.confirmed.channels.append(name)
        return None
    return status, page


def test_a_full_disk_loses_nothing_and_is_told_in_a_sentence(tmp_path: Path) -> None:
    with ExitStack() as held:
        letters = held.enter_context(letter_box())
        disk = held.enter_context(small_disk(250 if ON_POSTGRESQL else 60))
        if ON_POSTGRESQL:
            server = held.enter_context(postgres.started(durable=True, disk=disk))
            kept = held.enter_context(home(tmp_path, letters.port, server))
        else:
            kept = held.enter_context(home(disk, letters.port))
        writers = Writers(kept)
        with site(kept.database) as one:
            _tried(kept, one, writers, lambda: no_room(disk))
        assert wrong(kept, writers.confirmed, [], letters) == []
        assert kept.records() == ALL_COMPLETE


@pytest.mark.skipif(ON_POSTGRESQL, reason="the server writes, not the site")
def test_a_site_that_may_write_no_more_loses_nothing_and_tells_it_in_a_sentence(tmp_path: Path) -> None:
    with letter_box() as letters, home(tmp_path, letters.port) as kept:
        writers = Writers(kept)
        with site(kept.database) as one:
            _tried(kept, one, writers, lambda: no_growth(one))
        assert wrong(kept, writers.confirmed, [], letters) == []
        assert kept.records() == ALL_COMPLETE
