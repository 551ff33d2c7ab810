"""A backup goes back by two cards, whole or not at all, and never over a site that somebody uses unasked."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gatepost.sealing.card import Card
from gatepost.web import backups
from gatepost.web.config import load
from gatepost.web.operations import postgres_copy, soundness, swap
from gatepost.web.operations.cards import cut_cards, keep_public
from gatepost.web.operations.place import ASIDE
from gatepost.web.operations.restore import restore
from gatepost.web.operations.scratch import SERVING, not_serving
from gatepost.web.operations.telling import Fault
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.keeping import (
    backed_up,
    databases_like,
    elsewhere,
    gatepost,
    kill_at,
    put_back,
    rows,
    with_cards,
)

pytestmark = pytest.mark.slow  # each test starts programs

SCHOOLS = "SELECT slug FROM schools_school"


def _card_files(cards: tuple[Card, ...], folder: Path) -> list[str]:
    given: list[str] = []
    for card in cards:
        path = folder / f"card-{card.number}.txt"
        path.write_text(card.printed, "utf-8")
        given += ["--card-file", str(path)]
    return given


def test_a_bare_machine_needs_the_file_and_two_cards_and_gets_settings_and_secrets_too(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        given = _card_files(cards[:2], tmp_path)
        ran = gatepost(tmp_path / "none", "restore", made.path, "--into", there.folder, *given)
        assert ran.returncode == 0, ran.stderr
        assert "start it: `gatepost serve`" in ran.stdout
        assert set(rows(there.settings, SCHOOLS)) == set(rows(database.config, SCHOOLS))
        secrets = there.folder / "storage" / "secrets"
        ours = {path.name: path.read_bytes() for path in place.config.secrets_folder.iterdir()}
        assert {path.name: path.read_bytes() for path in secrets.iterdir()} == ours
        assert all(path.stat().st_mode & 0o077 == 0 for path in (secrets, *secrets.iterdir()))
        # Settings that are there stay; those of the backup lie beside them.
        assert (there.folder / "gatepost.toml.from-backup").read_bytes() == database.config.read_bytes()


@pytest.mark.skipif(ON_POSTGRESQL, reason="the settings of the backup name a database that is in use")
def test_settings_come_from_the_backup_where_there_are_none(database: Database, tmp_path: Path) -> None:
    (database.folder / "gatepost.toml").write_text('storage = "."\nsecrets = "keys"\n', "utf-8")
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    folder = tmp_path / "bare"
    ran = gatepost(tmp_path / "none", "restore", made.path, "--into", folder, *_card_files(cards[:2], tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert (folder / "gatepost.toml").read_text("utf-8") == 'storage = "."\nsecrets = "keys"\n'
    assert (folder / "gatepost.toml").stat().st_mode & 0o777 == 0o600
    assert not {"scratch", "storage", "gatepost.toml.from-backup"} & {path.name for path in folder.iterdir()}
    assert set(rows(folder / "gatepost.toml", SCHOOLS)) == set(rows(database.config, SCHOOLS))


def test_a_site_that_is_there_is_written_over_only_by_its_name_and_is_kept_aside(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        put_back(made.path, there, cards)
        for over in ("", "gatepost.example.org"):
            with pytest.raises(Fault, match=r"there is a site here already|is not the host name"):
                put_back(made.path, there, cards, over)
        done = put_back(made.path, there, cards, place.config.host)
        assert done.aside
        assert set(rows(there.settings, SCHOOLS)) == set(rows(database.config, SCHOOLS))
        (aside,) = (there.folder / "storage").glob(f"{ASIDE}*")
        assert str(aside) in done.aside
        assert str(aside) in gatepost(there.settings, "doctor").stdout
        if ON_POSTGRESQL:
            (name,) = postgres_copy.put_aside(load(there.settings).database_owner)
            assert f"`{name}`" in done.aside
            assert f"the database `{name}` is what a restore put aside" in gatepost(there.settings, "doctor").stdout
        else:
            assert (aside / "gatepost.sqlite3").exists()


def _never() -> tuple[Card, Card]:
    raise AssertionError("cards were asked for")


def test_a_backup_of_another_site_is_told_as_such_before_anybody_types(database: Database, tmp_path: Path) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        other = 'base_url = "https://other.example.org"\n'
        there.settings.write_text(other + there.settings.read_text("utf-8"), "utf-8")
        put_back(made.path, there, cards)
        words = (
            "this backup is of `localhost`, and this folder holds another site, `other.example.org`: only"
            " `--over other.example.org` writes over it"
        )
        for over in ("", "localhost"):
            said: list[str] = []
            with pytest.raises(Fault, match=r"`other\.example\.org`"):
                restore(made.path, there.config, there.folder, over, _never, said.append)
            assert said[-1] == words
        said = []

        def two() -> tuple[Card, Card]:
            assert said[-1] == words
            return cards[0], cards[1]

        restore(made.path, there.config, there.folder, "other.example.org", two, said.append)


def test_the_other_kind_of_database_is_refused_before_anybody_types(database: Database, tmp_path: Path) -> None:
    place, _cards = with_cards(database)
    made = backed_up(place, tmp_path)
    config = tmp_path / "other.toml"
    nowhere = 'database = "postgresql://site@127.0.0.1:1/x"\ndatabase_owner = "postgresql://owner@127.0.0.1:1/x"\n'
    config.write_text('storage = "other"\n' + ("" if ON_POSTGRESQL else nowhere), "utf-8")
    with pytest.raises(Fault, match="a backup moves no site from one kind of database to the other"):
        restore(made.path, config, tmp_path, "", _never)


def test_two_cards_that_opened_a_backup_have_been_tried_and_others_that_were_in_force_have_not(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        put_back(made.path, there, cards)
        config = load(there.settings)
        assert set(backups.known(config.folder).rehearsed) == {"1-2"}
        keep_public(config, cut_cards(config, again=True))
        backups.note_rehearsed(config.folder, datetime.now(UTC), (2, 3))
        put_back(made.path, there, (cards[2], cards[0]), config.host)
        assert set(backups.known(config.folder).rehearsed) == {"1-3"}


@pytest.mark.skipif(ON_POSTGRESQL, reason="a damaged cluster is for PostgreSQL's own tools")
@pytest.mark.parametrize("damage", ["in the middle", "at its beginning", "cut off", "all of it"])
def test_a_damaged_database_is_written_over_and_kept_as_it_was(database: Database, tmp_path: Path, damage: str) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        put_back(made.path, there, cards)
        file = there.folder / "storage" / "gatepost.sqlite3"
        raw = file.read_bytes()
        noise = os.urandom(6_000)
        damaged = {
            "in the middle": raw[:20_000] + noise + raw[26_000:],
            "at its beginning": noise + raw[6_000:],
            "cut off": raw[: len(raw) // 2 + 100],
            "all of it": b"",
        }[damage]
        file.write_bytes(damaged)
        done = put_back(made.path, there, cards, place.config.host)
        assert not soundness.of_copy(there.settings).wrong
        assert (Path(done.aside) / "gatepost.sqlite3").read_bytes() == damaged or damage == "all of it"
        assert set(rows(there.settings, SCHOOLS)) == set(rows(database.config, SCHOOLS))


def test_nothing_is_restored_while_the_site_is_served_or_another_restore_runs(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        storage = there.folder / "storage"
        storage.mkdir()
        with not_serving(storage) as ours:
            assert ours
            with pytest.raises(Fault, match="another restore or upgrade is at work"):
                put_back(made.path, there, cards)
            (storage / SERVING).write_text("4711\n", "utf-8")  # as `serve` holds it
            with pytest.raises(Fault, match="is being served"):
                put_back(made.path, there, cards)
        assert sorted(path.name for path in storage.iterdir()) == [SERVING]


def test_cards_of_another_site_one_card_twice_and_mistyped_cards_open_nothing(
    database: Database, tmp_path: Path
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        for two, words in (
            ((cards[0], Card.new(2)), "do not open this backup"),
            ((cards[0], cards[0]), "two different cards"),
        ):
            ran = gatepost(there.settings, "restore", made.path, *_card_files(two, tmp_path))
            assert (ran.returncode, words in ran.stderr) == (1, True), ran.stderr
        typed = cards[0].printed.replace("\n", " ")
        slip = ("1" if typed[0] != "1" else "2") + typed[1:]
        ran = gatepost(there.settings, "restore", made.path, given=f"{slip}\n{typed}\n")
        assert (ran.returncode, "group 1 is mistyped" in ran.stderr) == (1, True), ran.stderr
        assert not (there.folder / "storage" / "gatepost.sqlite3").exists()
        assert gatepost(there.settings, "restore", made.path, given=_lines(cards[1:])).returncode == 0


def _lines(cards: tuple[Card, ...]) -> str:
    return "".join(card.printed.replace("\n", " ") + "\n" for card in cards)


def test_a_damaged_backup_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    raw = bytearray(made.path.read_bytes())
    raw[-40] ^= 1
    made.path.write_bytes(raw)
    with elsewhere(tmp_path / "there") as there:
        with pytest.raises(Fault, match="damaged or cut off in part"):
            put_back(made.path, there, cards)
        assert [path.name for path in there.folder.iterdir()] == ["gatepost.toml"]
        assert not databases_like(f"elsewhere_{os.getpid()}_") if ON_POSTGRESQL else True
    ran = gatepost(
        tmp_path / "none", "restore", made.path, "--into", tmp_path / "new" / "site", *_card_files(cards[:2], tmp_path)
    )
    assert (ran.returncode, "damaged or cut off" in ran.stderr) == (1, True)
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(ON_POSTGRESQL, reason="its files are the server's")
def test_a_database_that_is_restored_is_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        put_back(made.path, there, cards)
        file = there.folder / "storage" / "gatepost.sqlite3"
        file.chmod(0o644)
        put_back(made.path, there, cards, place.config.host)
        assert file.stat().st_mode & 0o777 == 0o600


# Killed


@pytest.mark.parametrize("step", ["a backup of", "the file is whole", "putting it in place"])
def test_a_restore_that_is_killed_leaves_the_old_site_or_the_restored_one_and_nothing_between(
    database: Database, tmp_path: Path, step: str
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        put_back(made.path, there, cards)
        given = _card_files(cards[:2], tmp_path)
        kill_at(step, there.settings, "restore", made.path, "--over", place.config.host, *given)
        # Whatever is started next carries a swap that was begun to its end.
        assert gatepost(there.settings, "tick").returncode == 0
        assert not (there.folder / "storage" / swap.PLAN).exists()
        assert not soundness.of_copy(there.settings).wrong
        assert set(rows(there.settings, SCHOOLS)) == set(rows(database.config, SCHOOLS))


# Versions


def test_a_backup_of_a_newer_version_is_refused_with_both_versions(database: Database, tmp_path: Path) -> None:
    from tests.web.record.filled import owner

    place, cards = with_cards(database)
    owner("UPDATE operations_mark SET value = '99.1.0' WHERE name = 'version'")
    made = backed_up(place, tmp_path)
    with (
        elsewhere(tmp_path / "there") as there,
        pytest.raises(Fault, match=r"was made by Gatepost .*newer than this one, 0\.1\.0"),
    ):
        put_back(made.path, there, cards)


def test_a_backup_of_an_older_version_is_restored_and_upgraded_next(database: Database, tmp_path: Path) -> None:
    from tests.web.record.filled import owner

    place, cards = with_cards(database)
    owner("DROP TABLE reports_headgiven", "DELETE FROM django_migrations WHERE app = 'reports'")
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:
        ran = gatepost(there.settings, "restore", made.path, *_card_files(cards[:2], tmp_path))
        assert ran.returncode == 0, ran.stderr
        assert "run `gatepost upgrade` next" in ran.stdout
        assert gatepost(there.settings, "upgrade", "--without-backup").returncode == 0
        assert not soundness.of_copy(there.settings).pending
