"""A backup is made while people write, holds what was confirmed, and opens with two cards and with nothing else."""

import os
import resource
import signal
from pathlib import Path

import pytest

from gatepost.sealing.card import Card
from gatepost.sealing.envelope import DataKey
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import PrivateKey, unwrap
from gatepost.web import backups
from gatepost.web.operations import archive, soundness
from gatepost.web.operations.backup import back_up, backups_in
from gatepost.web.operations.cards import recovered
from gatepost.web.operations.scratch import FOLDER, leftovers
from gatepost.web.operations.telling import Fault
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.keeping import (
    backed_up,
    elsewhere,
    gatepost,
    here,
    kill_at,
    put_back,
    rows,
    scratch_databases,
    with_cards,
    writing,
)
from tests.web.record.filled import unguard

pytestmark = pytest.mark.slow  # each test starts programs

MARKER = b"Quillbrook"  # the name of a school, which stands in every database of the tests


def _opened(path: Path, key: DataKey, folder: Path) -> list[str]:
    folder.mkdir()
    archive.unpack(path, lambda _: key, folder)
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


def test_a_backup_under_load_restores_to_a_site_that_holds_everything_confirmed_before_it_began(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    with writing(database.config) as writers, elsewhere(tmp_path / "there") as there:
        before = writers.wait_for(10)
        made = backed_up(place, tmp_path / "backups")
        writers.wait_for(3)  # nobody had to stop for it
        done = put_back(made.path, there, cards[1:])
        restored = set(rows(there.settings, "SELECT thing FROM record_entry"))
        assert set(before) <= restored
        found = soundness.of_copy(there.settings)
        assert not found.wrong
        assert {one.slug for one in found.schools or ()} >= {"quillbrook", "larksend"}
        assert done.found.entries == found.entries
        assert gatepost(there.settings, "ledger", "verify", "--school", "larksend").returncode == 0


def test_a_backup_says_what_its_verification_showed_and_is_for_its_owner_alone(
    database: Database, tmp_path: Path
) -> None:
    place, _cards = with_cards(database)
    made = backed_up(place, tmp_path / "backups")
    assert made.verified.startswith("restored on trial: 5 schools")
    assert made.path.stat().st_mode & 0o777 == 0o600
    known = backups.known(place.config.folder)
    assert (known.file, known.failed_at) == (str(made.path), "")


def test_everything_on_the_servers_disk_together_opens_no_backup(database: Database, tmp_path: Path) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path / "backups")
    with made.path.open("rb") as file:
        header, _line = archive.header_of(made.path, file)
    sealed = made.path.read_bytes()
    assert MARKER not in sealed
    kept = [*place.config.folder.rglob("*"), *place.config.secrets_folder.rglob("*"), made.path]
    texts = [path.read_bytes() for path in kept if path.is_file()]
    candidates = {text[at : at + 32] for text in texts if len(text) < 20_000 for at in range(len(text) - 31)}
    candidates |= {bytes.fromhex(word) for text in texts for word in _hex_words(text)}
    assert len(candidates) > 1_000
    for raw in candidates:
        with pytest.raises(CannotOpen):
            unwrap(header.key, PrivateKey(raw))
    with pytest.raises(Fault, match="cards 1 and 2 do not open"):  # strange cards, with the right numbers
        recovered(header.recovery, (Card.new(1), Card.new(2)), "this backup")
    assert unwrap(header.key, recovered(header.recovery, (cards[0], cards[2]), "")) is not None


def _hex_words(text: bytes) -> list[str]:
    import re

    return [word.decode() for word in re.findall(rb"\b[0-9a-f]{64}\b", text)]


def test_a_backup_holds_database_secrets_settings_and_stored_files_and_no_clear_copy_stays(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    waiting = place.config.folder / "drops" / "quillbrook"
    waiting.mkdir(parents=True)
    (waiting / "roll.csv").write_text("a roll that has not been read yet", "utf-8")
    made = backed_up(place, place.config.folder / "backups")
    with made.path.open("rb") as file:
        header, _line = archive.header_of(made.path, file)
    key = unwrap(header.key, recovered(header.recovery, (cards[0], cards[1]), ""))
    names = _opened(made.path, key, tmp_path / "opened")
    assert {"database", "gatepost.toml", "storage/drops/quillbrook/roll.csv", "storage/recovery.json"} <= set(names)
    assert "secrets/cookies" in names
    assert not [name for name in names if name.startswith("storage/") and "backup" in name]
    assert list((place.config.folder / FOLDER).iterdir()) == []
    assert not scratch_databases(place)


def test_what_was_deleted_does_not_travel_in_a_backup(database: Database, tmp_path: Path) -> None:
    place, cards = with_cards(database)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('a name that was erased')")
        cursor.execute("DELETE FROM auth_group")
    made = backed_up(place, tmp_path)
    with made.path.open("rb") as file:
        header, _line = archive.header_of(made.path, file)
    _opened(made.path, unwrap(header.key, recovered(header.recovery, (cards[0], cards[1]), "")), tmp_path / "opened")
    assert b"a name that was erased" not in (tmp_path / "opened" / "database").read_bytes()


def test_older_backups_go_only_after_a_new_one_counts(database: Database, tmp_path: Path) -> None:
    place, _cards = with_cards(database)
    first, second = backed_up(place, tmp_path), backed_up(place, tmp_path)
    third = back_up(place, tmp_path, keep=2)
    assert third.removed == (first.path,)
    assert backups_in(tmp_path, place.config.host) == [second.path, third.path]
    (tmp_path / "gatepost-other.example-20200101-000000.backup").write_text("another site's", "utf-8")
    back_up(place, tmp_path, keep=1)
    assert len(list(tmp_path.glob("*.backup"))) == 2


def test_a_clock_that_ran_ahead_does_not_make_the_newest_backup_the_oldest(database: Database, tmp_path: Path) -> None:
    place, _cards = with_cards(database)
    host = place.config.host
    ahead = [tmp_path / f"gatepost-{host}-{day}-013000.backup" for day in ("20980101", "20990101")]
    for path in ahead:
        path.touch()
    made = back_up(place, tmp_path, keep=2)
    assert made.removed == (ahead[0],)
    assert backups_in(tmp_path, host) == [made.path, ahead[1]]


@pytest.mark.parametrize("where", [".", "..", "elsewhere"])
def test_the_files_of_the_site_are_in_a_backup_wherever_it_goes_and_no_earlier_backup_is(
    database: Database, tmp_path: Path, where: str
) -> None:
    dropped = database.folder / "drops" / "quillbrook" / "roll.csv"
    dropped.parent.mkdir(parents=True)
    dropped.write_text("a roll that has not been read yet", "utf-8")
    (database.folder / "gatepost-x-20261121-013000.backup").touch()
    names = here(database).stored((database.folder / where).resolve())
    assert names["storage/drops/quillbrook/roll.csv"] == dropped
    assert not [name for name in names if name.endswith(".backup")]
    assert "storage/gatepost.toml" not in names  # which is there once, as the settings


def test_a_record_that_is_not_whole_is_backed_up_as_it_is_and_does_not_count(
    database: Database, tmp_path: Path
) -> None:
    place, _cards = with_cards(database)
    sound = backed_up(place, tmp_path)
    unguard()
    from tests.web.record.filled import owner

    owner("UPDATE record_entry SET body = replace(body, 'member:', 'member:9')")
    made = back_up(place, tmp_path, keep=1)
    assert any("the record of" in one for one in made.wrong)
    assert any("guards of the database are missing" in one for one in made.wrong)
    assert sound.path.exists()
    assert made.path.exists()
    known = backups.known(place.config.folder)
    assert known.file == str(sound.path)
    assert known.failed_at
    assert known.unsound == str(made.path)


def test_a_full_disk_leaves_the_older_backups_and_nothing_half_done(database: Database, tmp_path: Path) -> None:
    place, _cards = with_cards(database)
    to = tmp_path / "backups"
    good = backed_up(place, to)
    before = good.path.read_bytes()

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    for allowed in (100_000, 4_000):
        ran = gatepost(database.config, "backup", "--to", to, "--keep", "1", preexec_fn=small)
        assert (ran.returncode != 0, ran.stdout) == (True, ""), allowed
        assert ran.stderr.strip()
    assert [path.name for path in to.iterdir()] == [good.path.name]
    assert good.path.read_bytes() == before
    assert not leftovers(place.config.folder)


@pytest.mark.parametrize("step", ["copying the database", "sealing it", "reading it back"])
def test_a_backup_that_is_killed_leaves_the_site_and_the_next_one_tidies_up(
    database: Database, tmp_path: Path, step: str
) -> None:
    place, _cards = with_cards(database)
    to = tmp_path / "backups"
    kill_at(step, database.config, "backup", "--to", to)
    assert not backups_in(to, place.config.host) if to.exists() else True
    assert not soundness.of_copy(database.config).wrong
    made = backed_up(place, to)
    assert [path.name for path in to.iterdir()] == [made.path.name]
    assert list((place.config.folder / FOLDER).iterdir()) == []
    assert not scratch_databases(place)


def test_without_cards_there_is_no_backup_and_it_is_said(database: Database, tmp_path: Path) -> None:
    ran = gatepost(database.config, "backup", "--to", tmp_path)
    assert ran.returncode == 1
    assert "run `gatepost recovery cut` first" in ran.stderr
    assert backups.known(here(database).config.folder).why


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite knows no roles")
def test_a_server_whose_owner_may_make_no_databases_says_what_was_not_tried(database: Database, tmp_path: Path) -> None:
    from tests import postgres

    place, _cards = with_cards(database)
    server = postgres.of_this_run()
    server.run(f"ALTER ROLE {postgres.OWNER} NOCREATEDB")
    try:
        made = backed_up(place, tmp_path)
    finally:
        server.run(f"ALTER ROLE {postgres.OWNER} CREATEDB")
    assert "was not restored on trial" in made.verified


def test_a_fault_that_nobody_foresaw_is_remembered_too_without_its_words(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _cards = with_cards(database)

    def breaks(*_: object) -> None:
        raise RuntimeError("somebody's row")

    monkeypatch.setattr(archive, "seal", breaks)
    with pytest.raises(RuntimeError):
        back_up(place, tmp_path)
    assert backups.known(place.config.folder).why.startswith("something unforeseen, RuntimeError")
    assert list(tmp_path.glob("*.backup")) == []


def test_two_backups_at_once_do_not_meet(database: Database, tmp_path: Path) -> None:
    place, _cards = with_cards(database)
    from gatepost.web.locks import lock_file
    from gatepost.web.operations.backup import BUSY

    handle = lock_file(place.config.folder / BUSY)
    assert handle is not None
    with pytest.raises(Fault, match="another backup"):
        back_up(place, tmp_path)
    os.close(handle)
    backed_up(place, tmp_path)


def test_backups_are_sorted_by_age_and_those_of_a_site_with_a_longer_name_are_not_among_them(tmp_path: Path) -> None:
    names = ["20261121-210839", "20261121-210839-2", "20261121-210840"]
    for name in (*names, "two-20261121-210839"):
        (tmp_path / f"gatepost-school-{name}.backup").touch()
    assert backups_in(tmp_path, "school") == [tmp_path / f"gatepost-school-{name}.backup" for name in names]
