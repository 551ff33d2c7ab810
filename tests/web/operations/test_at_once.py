"""People who write at the same moment at one school wait for each other for a moment, and nobody is turned away."""

from pathlib import Path

import pytest

from tests.web.operations.homes import home
from tests.web.operations.letters import letter_box
from tests.web.operations.reckoning import unfinished, wrong
from tests.web.operations.sites import site, until
from tests.web.operations.writers import Writers

pytestmark = [pytest.mark.slow, pytest.mark.data]

MANY = 200  # changes


def test_four_people_who_write_all_the_while_are_never_turned_away(tmp_path: Path) -> None:
    with letter_box() as letters, home(tmp_path, letters.port) as kept:
        writers = Writers(kept)
        with site(kept.database) as one:
            until(one.is_well)
            with writers.at_work(one.port):
                until(lambda: len(writers.confirmed) >= MANY or writers.confirmed.odd)
            until(lambda: not unfinished(kept, []))
            assert [line for line in one.lines() if line["level"] == "error"] == []
        assert writers.confirmed.odd == []
        assert wrong(kept, writers.confirmed, [], letters) == []
