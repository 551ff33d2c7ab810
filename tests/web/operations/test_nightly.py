"""A backup every night: once, late rather than never, and IT hears of it when there is none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gatepost.web import backups
from gatepost.web.backups import Backups, moment
from gatepost.web.config import read
from gatepost.web.operations.nightly import begin_if_due, is_due
from tests.web.cast import sign_in
from tests.web.databases import Database
from tests.web.operations.keeping import here, with_cards

NIGHT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "made", "failed", "due"),
    [
        (NOON, None, None, True),
        (NIGHT, timedelta(hours=24), None, True),
        (NIGHT, timedelta(hours=1), None, False),
        (NOON, timedelta(hours=24), None, False),
        (NOON, timedelta(hours=34), None, True),
        (NOON, timedelta(hours=34), timedelta(hours=1), False),
        (NOON, timedelta(hours=34), timedelta(hours=4), True),
        (NOON, timedelta(days=-300), None, True),  # a clock that was a year ahead
        (NOON, timedelta(hours=34), timedelta(days=-300), True),
    ],
)
def test_a_backup_is_due_at_night_or_when_a_night_was_missed(
    now: datetime, made: timedelta | None, failed: timedelta | None, due: bool
) -> None:
    last = Backups(
        made_at="" if made is None else moment(now - made), failed_at="" if failed is None else moment(now - failed)
    )
    assert is_due(last, now) == due


def test_the_clock_makes_it_in_a_process_of_its_own(
    database: Database, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gatepost.web.operations import nightly

    with_cards(database)
    to = tmp_path / "backups"
    _nightly_to(to, database, settings, monkeypatch)
    assert begin_if_due(datetime.now(UTC))
    assert not begin_if_due(datetime.now(UTC))  # one is being made
    ((begun, _at),) = nightly._begun
    assert begun.wait() == 0
    assert len(list(to.glob("*.backup"))) == 1
    assert backups.known(database.folder).made_at
    assert not begin_if_due(datetime.now(UTC))


def _nightly_to(to: Path, database: Database, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.config.open("a", encoding="utf-8") as file:
        file.write(f'backup_to = "{to}"\n')
    settings.CONFIG = here(database).config
    monkeypatch.setenv("GATEPOST_CONFIG", str(database.config))


def test_one_that_was_killed_is_remembered_and_not_begun_again_at_once(
    database: Database, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gatepost.web.operations import nightly

    with_cards(database)
    _nightly_to(tmp_path, database, settings, monkeypatch)
    assert begin_if_due(datetime.now(UTC))
    ((begun, _at),) = nightly._begun
    begun.kill()
    begun.wait()
    assert not begin_if_due(datetime.now(UTC))
    assert "was ended by signal 9" in backups.known(database.folder).why
    assert nightly._begun == []


def test_one_that_told_its_fault_itself_keeps_its_words(
    database: Database, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gatepost.web.operations import nightly

    _nightly_to(tmp_path, database, settings, monkeypatch)
    assert begin_if_due(datetime.now(UTC))
    ((begun, _at),) = nightly._begun
    assert begun.wait() == 1
    assert not begin_if_due(datetime.now(UTC))
    assert "no recovery cards" in backups.known(database.folder).why


@pytest.mark.parametrize(("unsound", "due"), [("", True), ("file.backup", False)])
def test_what_is_not_as_it_should_be_is_backed_up_once_a_night_and_not_every_three_hours(
    unsound: str, due: bool
) -> None:
    last = Backups(failed_at=moment(NOON - timedelta(hours=4)), unsound=unsound)
    assert is_due(last, NOON) == due
    assert is_due(last, NOON + timedelta(hours=17))


def test_without_a_folder_none_is_made(database: Database, settings: Any) -> None:
    settings.CONFIG = here(database).config
    assert not begin_if_due(datetime.now(UTC))


def test_a_backup_that_failed_or_is_stale_stands_on_home_for_it_alone(
    database: Database, tmp_path: Path, settings: Any
) -> None:
    settings.CONFIG = read(f'storage = "{tmp_path}"\nbackup_to = "b"\n', tmp_path)

    def shown(key: str, words: str) -> bool:
        return words in sign_in(key).get("/quillbrook/").content.decode()

    assert shown("it", "No backup has been made for two nights")
    backups.note_made(tmp_path, datetime.now(UTC), tmp_path / "x", 1, "")
    assert not shown("it", "backup")
    backups.note_failed(tmp_path, datetime.now(UTC), "the disk was full")
    assert shown("it", "The last backup failed")
    assert not shown("teacher", "The last backup failed")
    settings.CONFIG = read(f'storage = "{tmp_path}"\n', tmp_path)
    assert not shown("it", "The last backup failed")
